"""Letterheads, footers, signatures, unlabelled names and values that prove themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Box, Ink, PageKind, Rule
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import gather, identify
from faxpipe.fields.forms.tables import tables
from faxpipe.fields.people.documents import documents
from faxpipe.fields.people.identity import identity
from faxpipe.fields.people.letterhead import letterhead
from faxpipe.fields.people.signatures import signatures
from faxpipe.fields.unlabelled.stray import stray
from faxpipe.schema import load_schema

LETTER = """
Nashua Arthritis Center
172 Kinsley Street, Nashua NH 03060
Ph 781-393-1976    Fax 603-591-2740

Bennett Kramer, MD
Salem, NH  Fax 603-681-3154

Re: Harriet M. Whitcomb, born 1/30/52
281 Maple Dr, Derry, NH 03038
Medicare 1EG4-TE5-MK73

Dear Dr. Kramer,
I follow this 74-year-old woman. On examination strength is normal.

Sincerely,
~~~~~~~~~~~~
Chester Underwood, M.D.
"""


def test_the_letterhead_names_practice_telephone_and_fax_of_the_sender() -> None:
    found = list(letterhead(packet(sheet(LETTER, PageKind.REFERRAL_LETTER))))
    assert values(found, "referrer.practice") == ["Nashua Arthritis Center"]
    assert values(found, "referrer.phone") == ["781-393-1976"]
    assert values(found, "referrer.fax") == ["603-591-2740"]


def test_the_head_of_a_radiology_report_is_not_the_senders() -> None:
    assert list(letterhead(packet(sheet(LETTER, PageKind.IMAGING_REPORT)))) == []


def test_our_own_form_sent_back_gives_no_practice() -> None:
    drawing = """
Northeast Rehabilitation Hospital Network
Fax to 603-681-3154    Questions 603-681-3140
Patient name:    Ann Fox
"""
    assert list(letterhead(packet(sheet(drawing)))) == []


def test_one_misread_digit_of_our_number_is_still_ours() -> None:
    drawing = "Patient name:   Ann Fox\nOffice fax:   603-641-3154"
    assert values(gather(packet(sheet(drawing))), "referrer.fax") == []


def test_numbers_marked_behind_them_are_told_apart() -> None:
    found = list(letterhead(packet(sheet("Lamprey Family Practice\n978-623-4391 (voice)  781-758-9067 (fax)"))))
    assert values(found, "referrer.phone") == ["978-623-4391"]
    assert values(found, "referrer.fax") == ["781-758-9067"]


def test_the_block_under_from_names_clinician_and_practice() -> None:
    drawing = """
From:   Thuy MacDonald, MD / Granite Oncology
        phone (508) 833-7719
"""
    found = list(letterhead(packet(sheet(drawing, PageKind.COVER_SHEET))))
    assert values(found, "referrer.name") == ["Thuy MacDonald"]
    assert values(found, "referrer.practice") == ["Granite Oncology"]


def test_ink_under_the_closing_of_a_letter_is_its_signature() -> None:
    found = list(signatures(packet(sheet(LETTER, PageKind.REFERRAL_LETTER))))
    assert values(found, "referrer.signature") == ["present"]


def test_a_date_beside_the_signature_label_is_no_signature() -> None:
    assert list(signatures(packet(sheet("Signature            Date 8-31-26")))) == []


def test_ink_beside_the_signature_label_is_one() -> None:
    found = list(signatures(packet(sheet("Signature   ~~~~~~~~~~   Date 8-31-26"))))
    assert values(found, "referrer.signature") == ["present"]


def test_a_letter_with_history_and_examination_is_a_clinical_note() -> None:
    found = list(documents(packet(sheet(LETTER, PageKind.REFERRAL_LETTER))))
    assert values(found, "documents.clinical_notes") == ["present"]
    told = "Dear Bennett,\nShe was thrown from her horse in May. Power in the legs is fine."
    assert values(list(documents(packet(sheet(told, PageKind.REFERRAL_LETTER)))), "documents.clinical_notes") == [
        "present"
    ]
    short = sheet("Dear Dr. Kramer,\nplease see my patient.", PageKind.REFERRAL_LETTER)
    assert values(list(documents(packet(short))), "documents.clinical_notes") == []


def test_the_name_before_a_birth_date_needs_no_label() -> None:
    found = list(identity(packet(sheet("Quimby, Dolores Anne     MRN 00481726     DOB 03/19/1947"))))
    assert values(found, "patient.name") == ["Dolores Anne Quimby"]


def test_name_and_birth_date_at_the_head_of_a_page_need_no_label_at_all() -> None:
    report = sheet("Exeter Imaging\nSt. Pierre, Marjorie A.   03/12/1940   Female", PageKind.IMAGING_REPORT)
    assert identify(packet(report))[:2] == ("Marjorie A. St. Pierre", "1940-03-12")


def test_a_name_beside_a_date_that_cannot_be_read_is_nobodys_birth_date() -> None:
    garbled = sheet("Exeter Imaging\nSt. Pierre, Marjorie A.   03/1?/19x0   Female", PageKind.IMAGING_REPORT)
    assert identify(packet(garbled))[1] is None


def test_the_block_under_re_holds_address_plan_and_number() -> None:
    found = list(stray(packet(sheet(LETTER, PageKind.REFERRAL_LETTER)), {}))
    assert values(found, "patient.address") == ["281 Maple Dr, Derry, NH 03038"]
    assert values(found, "coverage.member_id")[0] == "1EG4TE5MK73"


def test_a_number_with_the_right_check_digit_is_held_up_without_its_label() -> None:
    found = list(stray(packet(sheet("NP]   1234567893")), {}))
    assert values(found, "referrer.npi") == ["1234567893"]


def test_the_column_of_a_medication_table_is_read_downwards() -> None:
    drawing = """
Drug              Strength       Directions
Aspirin           81 mg EC       1 daily
Losartan          50 mg          1 daily
Tramadol          50 mg          as needed
"""
    found = list(tables(packet(sheet(drawing, PageKind.MEDICATION_LIST))))
    assert values(found, "patient.medications") == [("aspirin", "losartan", "tramadol")]


def test_a_blood_thinner_among_the_medicines_answers_that_question() -> None:
    found = gather(packet(sheet("Medications:   lisinopril, Eliquis, metformin")))
    assert ("apixaban",) in values(found, "treatment.anticoagulants")


def test_the_practices_own_telephone_is_not_the_patients() -> None:
    drawing = """
Main Street Medical
Phone 603-563-2641
Patient name:   Ann Fox
Phone:          603-563-2641
"""
    found = gather(packet(sheet(drawing)))
    assert values(found, "patient.phone") == []


def test_the_date_of_an_old_film_is_not_the_date_of_the_mri() -> None:
    drawing = """
Imaging:   MRI                    Date   09/03/2026
Films:     X-ray                  Date   02/01/2024
"""
    found = gather(packet(sheet(drawing)))
    assert values(found, "imaging.date") == ["2026-09-03"]


@pytest.mark.parametrize(
    "drawing",
    [
        "Signature:    Rosalie: Bouchard      Date:  9/3/26",
        "Signature        Rosalie: Bouchard",
        "Diagnosis     stenosis\n\nC. Quinn\nSignature",
        "Diagnosis     stenosis\n\np Chan\nSign here",
        "Diagnosis     stenosis\n\nThuy MacDonald\nAuthorized signature",
    ],
)
def test_a_name_in_the_place_of_a_signature_is_one(drawing: str) -> None:
    assert values(list(signatures(packet(sheet(drawing)))), "referrer.signature") == ["present"]


@pytest.mark.parametrize(
    "drawing",
    [
        "Referring provider\nThuy MacDonald\nSignature",
        "Allergies\nCodeine\nSignature",
        "Print name:   Thuy MacDonald\nSignature:",
        "Thuy MacDonald, MD\nSignature:          Date:  9/3/26",
        "Signature\n\nOffice use only",
    ],
)
def test_a_name_that_answers_another_label_is_no_signature(drawing: str) -> None:
    assert values(list(signatures(packet(sheet(drawing)))), "referrer.signature") == []


def signed(drawing: str, *names: str, times: float = 1.0, inked: bool = False) -> list[float]:
    """Confidences of signatures; the first words `names` stand `times` as high, or have ink on them."""
    one = sheet(drawing, PageKind.REFERRAL_LETTER)
    wanted, words = list(names), []
    for word in one.page.words:
        if word.text in wanted:
            wanted.remove(word.text)
            high = replace(word.box, top=word.box.bottom - times * word.box.height)
            words.append(replace(word, box=high))
        else:
            words.append(word)
    own = [word.box for word in words if word.text in names]
    marks = replace(one.page.marks, inks=(Ink(own[0], 0.3),)) if inked else one.page.marks
    page = replace(one.page, words=tuple(words), marks=marks)
    return [c.confidence for c in signatures(packet(sheet_of(page, one.kind, load_schema())))]


PRINTED = "Diagnosis     compression fracture of L1, please see and treat\n\n\n"


@pytest.mark.parametrize(
    ("closing", "confidences"),
    [
        ("Susan Webb\nPhysician Signature", [0.6]),
        ("Peggy Quigley\nPhysician Signature", [0.6]),
        ("Concord Spine Center\nSignature", []),
        ("Medical Necessity Statement\nProvider Signature", []),
        ("Susan Webb\nSusan Webb, MD", [0.6]),
        ("Susan Webb\nSusan Webb, MD\n\n\nSusan Webb\nPhysician Signature", [0.6]),
        ("Provider Signature:   Susan Webb", [0.6]),
        ("Provider Signature:   Susan Webb, MD      Date:  9/3/26", [0.6]),
    ],
)
def test_print_over_a_caption_or_the_same_name_does_not_sign(closing: str, confidences: list[float]) -> None:
    assert signed(PRINTED + closing) == confidences


@pytest.mark.parametrize(
    ("closing", "names", "confidences"),
    [
        ("Susan Webb\nPhysician Signature", ("Susan", "Webb"), [0.82]),
        ("p Chan\nSign here", ("p", "Chan"), [0.82]),
        ("Susan Webb\nSusan Webb, MD", ("Susan", "Webb"), [0.85]),
        ("Albent Hale Sh.\nAlbert Hale Sr., MD", ("Albent", "Hale", "Sh."), [0.85]),
        ("Concord Spine Center\nSignature", ("Concord", "Spine", "Center"), [0.6]),
        ("Provider Signature:   Susan Webb", ("Susan", "Webb"), [0.85]),
    ],
)
def test_a_hand_signs_with_a_name(closing: str, names: tuple[str, ...], confidences: list[float]) -> None:
    assert signed(PRINTED + closing, *names, times=2.0) == confidences
    assert signed(PRINTED + closing, *names, inked=True) == confidences


@pytest.mark.parametrize(
    "signature",
    [
        "Electronically signed by Susan Webb, MD",
        "/s/ Susan Webb",
        "e-signed: Susan Webb",
        "Digitally signed S Webb",
    ],
)
def test_a_name_beside_the_label_that_a_machine_signed_is_a_signature(signature: str) -> None:
    assert signed(PRINTED + f"Provider Signature:   {signature}") == [0.9]


@pytest.mark.parametrize(
    ("written", "names", "sure"),
    [
        ("0 Vasquer", ("0", "Vasquer"), [0.85]),
        ("Jantos", ("Jantos",), [0.85]),
        ("9/3/26", ("9/3/26",), []),
        ("pending", ("pending",), []),
        ("~~~~~~~~~~", (), [0.9]),
        ("", (), []),
    ],
)
def test_whatever_a_hand_wrote_on_the_line_over_the_caption_signs_but_a_day(
    written: str, names: tuple[str, ...], sure: list[float]
) -> None:
    drawn = sheet(PRINTED + f"{written}\n----------------------\nSign here", PageKind.REFERRAL_FORM)
    tall = [
        replace(word, box=replace(word.box, top=word.box.top - 0.012, bottom=word.box.bottom + 0.011))
        if word.text in names
        else word
        for word in drawn.page.words
    ]
    inks = tuple(
        replace(ink, box=replace(ink.box, top=ink.box.top - 0.01, bottom=ink.box.bottom + 0.011))
        for ink in drawn.page.marks.inks
    )
    page = replace(drawn.page, words=tuple(tall), marks=replace(drawn.page.marks, inks=inks))
    found = [c.confidence for c in signatures(packet(sheet_of(page, drawn.kind, load_schema())))]
    assert found == sure


def test_a_scrawl_over_the_signature_caption_is_held() -> None:
    one = sheet("Diagnosis     stenosis\n\nVLC\nSignature")
    words = tuple(replace(w, confidence=0.2) if w.text == "VLC" else w for w in one.page.words)
    scrawled = sheet_of(replace(one.page, words=words), one.kind, load_schema())
    assert [c.confidence for c in signatures(packet(scrawled))] == [0.6]


@pytest.mark.parametrize(
    ("closing", "signed"),
    [
        ("Thuy MacDonald\n\nThuy MacDonald, MD", ["present"]),
        ("T. MacDonald\n\nThuy MacDonald, MD   NPI 2581385566", ["present"]),
        ("E. Li\nElspeth Li, PA-C", ["present"]),
        ("Thuy MacDonald, MD", []),
        ("Ann Fox\n\nThuy MacDonald, MD", []),
        ("Thuy MacDonald, MD\nThuy MacDonald, MD", []),
    ],
)
def test_a_name_over_the_same_name_in_print_is_a_signature(closing: str, signed: list[str]) -> None:
    letter = sheet(f"Thank you for seeing my patient.\n\n\n{closing}", PageKind.REFERRAL_LETTER)
    assert values(list(signatures(packet(letter))), "referrer.signature") == signed


def test_a_list_with_its_stopped_rows_is_left_to_the_table() -> None:
    drawing = """
Medication        Directions            Status
gabapentin        300 mg TID            Active
lsinopril         10 mg daily           Active
cyclobenzaprine   stopped by patient    Discontinued
"""
    found = gather(packet(sheet(drawing, PageKind.MEDICATION_LIST)))
    assert set(values(found, "patient.medications")) == {("gabapentin", "lisinopril")}


def test_a_row_whose_medicine_cannot_be_named_holds_the_list() -> None:
    drawing = """
Medication        Directions            Status
gabapentin        300 mg TID            Active
{}          10 mg daily           Active
"""
    sure, held = (
        next(tables(packet(sheet(drawing.format(name))))).confidence for name in ("losartan", "xqrtvzkl")
    )
    assert held < 0.75 <= sure


def test_a_thinner_named_again_by_its_generic_name_is_one_medicine() -> None:
    drawing = "Medications:   carvedilol, Xarelto, valsartan, rivaroxaban"
    assert values(gather(packet(sheet(drawing))), "patient.medications")[0] == (
        "carvedilol",
        "xarelto",
        "valsartan",
    )


def test_a_thinner_with_its_brand_in_brackets_is_the_name_that_stands_first() -> None:
    drawing = "Medications:   warfarin (Coumadin), carvedilol"
    assert values(gather(packet(sheet(drawing))), "patient.medications")[0] == ("warfarin", "carvedilol")


def test_a_note_taken_for_a_list_of_its_medicines_is_a_note_all_the_same() -> None:
    told = "An 85-year-old woman with back pain.\nDrug list: citalopram\nOn exam: tender over L1, strength 5/5."
    listed = "Drug list: citalopram\nAllergies: latex"
    for text, came in ((told, ["present"]), (listed, [])):
        page = sheet(text, PageKind.MEDICATION_LIST)
        assert values(list(documents(packet(page))), "documents.clinical_notes") == came


@pytest.mark.parametrize(
    ("closing", "between", "signed"),
    [
        ("Thank you for your help,", "~~~~~~~~~~~~", 1),
        ("Thank you for your help,", "", 0),
        ("", "~~~~~~~~~~~~", 1),
        ("", "~~~", 0),
    ],
)
def test_ink_over_the_printed_name_of_a_letter_signs_whatever_closes_it(
    closing: str, between: str, signed: int
) -> None:
    drawing = LETTER.replace("Sincerely,", closing).replace("~~~~~~~~~~~~", between)
    found = list(signatures(packet(sheet("\n" * 6 + drawing, PageKind.REFERRAL_LETTER))))
    assert len(values(found, "referrer.signature")) == signed


FORM = """
Patient name:    Ann Fox
Phone:           603-605-2866
Diagnosis:       Compression fracture T12

{}
---------------------------
"""


@pytest.mark.parametrize(("written", "held"), [("~~~~~~~~~~", True), ("A Connolly", True), ("", False)])
def test_a_line_under_a_form_whose_caption_was_lost_holds_what_stands_on_it(written: str, held: bool) -> None:
    drawing = page(FORM.format(written))
    line = drawing.marks.rules[0].box
    near = Rule(Box(line.left, line.top - 0.012, line.right, line.bottom - 0.012), True)
    drawn = sheet_of(
        replace(drawing, marks=replace(drawing.marks, rules=(near,))), PageKind.REFERRAL_FORM, load_schema()
    )
    found = list(signatures(packet(drawn)))
    assert [one.confidence < 0.7 for one in found if one.field == "referrer.signature"] == [True] * held


def test_a_machines_signature_whose_first_letters_were_torn_off_signs() -> None:
    text = FORM.format("[ ] ectronically signed by Mabel I. LaFlamme, NP on 3-27-25")
    found = gather(packet(sheet(text)))
    assert "present" in values(found, "referrer.signature")


def test_a_row_with_stop_in_its_cell_is_left_out_of_the_medicines() -> None:
    drawing = """
Medication                    Status
atenolol 25 mg daily          CONTINUE
ibuprofen 400 mg              STOP
enoxaparin 40 mg              NEW
"""
    found = list(tables(packet(sheet(drawing, PageKind.CLINICAL_NOTE))))
    assert values(found, "patient.medications") == [("atenolol", "enoxaparin")]


def test_a_line_under_the_rows_that_denies_other_medicines_is_none_of_them() -> None:
    drawing = """
Drug                          Status
atenolol 25 mg daily          active
sertraline 50 mg              active
Not on any blood thinner.
"""
    found = list(tables(packet(sheet(drawing, PageKind.CLINICAL_NOTE))))
    assert values(found, "patient.medications") == [("atenolol", "sertraline")]


def test_a_column_called_name_holds_medicines_beside_their_directions() -> None:
    drawing = """
MEDICATIONS
Name                          Sig              Refills
diclofenac 75 mg              1 tab BID        2
sertraline 50 mg              1 daily          3
ALLERGIES
Bactrim (rash)
"""
    found = list(tables(packet(sheet(drawing, PageKind.CLINICAL_NOTE))))
    assert values(found, "patient.medications") == [("diclofenac", "sertraline")]


def test_a_column_called_active_holds_allergies_beside_reactions() -> None:
    drawing = """
Drug Allergies
Active                        SEVERITY/REACTIONS
Ciprofloxacin                 Moderate - tendon pain
Medications
"""
    found = list(tables(packet(sheet(drawing, PageKind.CLINICAL_NOTE))))
    assert values(found, "patient.allergies") == [("ciprofloxacin",)]

"""How offices print the same questions in other ways, and what the engine makes of their print."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Box, Marks, PageKind, Rule, TickBox
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.fields.people.letterhead import letterhead
from faxpipe.fields.people.signatures import signatures
from faxpipe.referral import Candidate, Check, FieldStatus
from faxpipe.schema import load_schema


def found(drawing: str, kind: PageKind = PageKind.REFERRAL_FORM) -> list[Candidate]:
    one = sheet(drawing, kind)
    return list(labelled(packet(one), {one.number: questions(one)}))


def labels(drawing: str) -> list[str]:
    return [hit.label for hit in sheet(drawing).hits]


@pytest.mark.parametrize("number", ["+1 857 546 9875", "1 857 546 9875", "1 (857) 546-9875"])
def test_the_trunk_code_of_a_number_is_no_part_of_its_label(number: str) -> None:
    assert "phone 1" not in labels(f"12 Elm St, Salem, NH 03079 Phone {number}")


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("l1. Payor: MassHealth", "payor"),
        ("1l. Payor: MassHealth", "payor"),
        ("II. Insurance company: MassHealth", "insurance company"),
        ("B. Payor: MassHealth", "payor"),
        ("12, Call back: 978-220-7729", "call back"),
    ],
)
def test_the_number_of_a_question_may_be_misread_or_no_arabic_one(printed: str, label: str) -> None:
    assert labels(printed) == [label]


@pytest.mark.parametrize(
    ("read", "label"),
    [
        ("NPlno.: 1234567893", "npi no"),
        ("Moblle: 603-555-0144", "mobile"),
        ("Bom: 03/04/1950", "born"),
        ("lnsurance: Aetna", "insurance"),
    ],
)
def test_letters_of_one_shape_are_the_same_letter_in_a_label(read: str, label: str) -> None:
    assert labels(read) == [label]


def test_a_visits_date_behind_a_name_is_no_part_of_the_name() -> None:
    assert values(found("Pt.: PATRICK ZUNIGA Encounter date: Feb 28 2025"), "patient.name") == ["Patrick Zuniga"]


def test_a_label_inside_the_name_of_a_practice_is_part_of_the_name() -> None:
    drawing = "Group practice: Kingston Family Practice, LLC"
    assert values(found(drawing), "referrer.practice") == ["Kingston Family Practice, LLC"]


@pytest.mark.parametrize("born", ["07-MAR-1944", "MAR 7 1944", "7 MARCH 1944"])
def test_a_month_in_capitals_follows_a_label_without_a_colon(born: str) -> None:
    assert values(found(f"DOB {born}"), "patient.birth_date") == ["1944-03-07"]


def test_a_payer_of_the_lexicon_makes_a_label_of_an_everyday_word() -> None:
    assert values(found("Coverage Medicare A/B + Medigap Plan G"), "coverage.payer") == [
        "Medicare A/B + Medigap Plan G"
    ]
    assert values(found("Coverage of this service was denied"), "coverage.payer") == []


def test_whom_a_doctor_is_referring_is_not_who_refers() -> None:
    assert values(found("I am referring Mrs. O'Brien to you.", PageKind.REFERRAL_LETTER), "referrer.name") == []


def test_two_answers_read_as_one_are_parted_under_their_labels() -> None:
    drawing = """
Coverage                            Identification no            Group no
Martin's Point Generation Advantage M14282016
"""
    candidates = found(drawing)
    assert values(candidates, "coverage.member_id") == ["M14282016"]
    assert values(candidates, "coverage.payer") == ["Martin's Point Generation Advantage"]


def test_an_answer_below_goes_on_behind_a_gap() -> None:
    drawing = """
Insurance company
Workers   Comp - Liberty Mutual
"""
    assert values(found(drawing), "coverage.payer") == ["Workers Comp - Liberty Mutual"]


def test_a_label_that_no_table_holds_still_heads_its_column() -> None:
    drawing = """
ICD                 Internal ledger
M48.062             not for you
"""
    assert values(found(drawing), "diagnosis.icd10") == [("M48.062",)]


def test_strokes_of_one_word_in_a_row_are_no_ruling_above_it() -> None:
    drawn = page("Daytime tel\n8577937604")
    number = drawn.words[-1].box
    tops = Box(
        number.left + 0.2 * number.width, number.top + 0.001, number.right - 0.2 * number.width, number.top + 0.002
    )
    ruled = replace(drawn, marks=Marks(rules=(Rule(tops, horizontal=True),)))
    one = sheet_of(ruled, PageKind.REFERRAL_FORM, load_schema())
    candidates = list(labelled(packet(one), {one.number: questions(one)}))
    assert values(candidates, "patient.phone") == ["857-793-7604"]


def test_the_first_of_two_printed_choices_is_no_answer() -> None:
    assert values(found("M/F\nFemale   Male"), "patient.sex") == []


def test_choices_whose_boxes_were_not_seen_on_a_form_of_boxes_are_held() -> None:
    drawn = page("M/F\nFemale   Male")
    elsewhere = tuple(TickBox(Box(0.5, top, 0.51, top + 0.01), ticked=True, confidence=0.9) for top in (0.6, 0.7))
    one = sheet_of(replace(drawn, marks=Marks(ticks=elsewhere)), PageKind.REFERRAL_FORM, load_schema())
    candidates = list(labelled(packet(one), {one.number: questions(one)}))
    assert [(c.value, c.check) for c in candidates if c.field == "patient.sex"] == [(None, Check.UNREADABLE)]


@pytest.mark.parametrize(
    ("drawing", "field", "value"),
    [
        ("Born: 1 4 M a r c h 1 9 6 1", "patient.birth_date", "1961-03-14"),
        ("Born: M a y 0 3 1 9 8 9", "patient.birth_date", "1989-05-03"),
        ("Phone (H): 6 0 3 8 3 4 3 4 1 .9", "patient.phone", "603-834-3419"),
        ("Our phone: 61 7 613 3944", "referrer.phone", "617-613-3944"),
    ],
)
def test_characters_in_boxes_and_stray_blanks_are_put_together(drawing: str, field: str, value: str) -> None:
    assert values(found(drawing), field) == [value]


def test_a_comb_that_was_read_in_part_is_held_not_missing() -> None:
    candidates = found("Born: 1 5 - A u 1 9 7 9")
    assert [(c.field, c.check) for c in candidates] == [("patient.birth_date", Check.UNREADABLE)]


def test_an_address_of_which_the_street_was_misread_is_held_not_missing() -> None:
    candidates = found("Mailing address: 372 Lafayette t, Manchester, NH 03104")
    assert [(c.field, c.check) for c in candidates] == [("patient.address", Check.UNREADABLE)]


def test_an_address_whose_town_was_misread_is_worth_less_than_one_without_a_town() -> None:
    torn = found("Mailing address: 480 Lafayette Dr Methuan. Ma n1244")
    street = found("Mailing address: 480 Lafayette Dr")
    assert torn[0].confidence < 0.9 * street[0].confidence


def test_a_heading_over_captions_is_not_answered_by_the_letterhead() -> None:
    drawing = """
Greater Derry Endocrinology
Patient
VELMA LAFLAMME      02/11/1963
Pt.                 Date of birth

F                   351-663-6332
M/F                 Home phone
"""
    candidates = found(drawing, PageKind.FACE_SHEET)
    assert values(candidates, "patient.name") == ["Velma Laflamme"]


def test_a_practice_is_known_by_its_speciality_and_goes_on_over_two_lines() -> None:
    one = sheet("Lowell Physiatry\n288 Pine Ln, North Andover, MA 01845\nTel 603 471 8477")
    assert values(list(letterhead(packet(one))), "referrer.practice") == ["Lowell Physiatry"]
    two = sheet("Londonderry Orthopaedics\n& Sports Medicine\n25 Tavern Hill Road\nTel 603 471 8477")
    assert "Londonderry Orthopaedics & Sports Medicine" in values(
        list(letterhead(packet(two))), "referrer.practice"
    )


def test_the_day_on_the_cover_is_no_order_date_where_the_form_has_one() -> None:
    cover = sheet("FAX COVER SHEET\nDate:  11/14/2025", PageKind.COVER_SHEET)
    form = sheet("Date ordered:  11/12/2025", number=2)
    assert values(gather(packet(cover, form)), "order.date") == ["2025-11-12"]
    assert values(gather(packet(cover)), "order.date") == ["2025-11-14"]


def test_a_printed_name_right_below_the_closing_is_no_signature() -> None:
    letter = sheet("With best regards,\n\nSolange Munoz, APRN\nNPI: 1367276239", PageKind.REFERRAL_LETTER)
    assert values(list(signatures(packet(letter))), "referrer.signature") == []


def test_a_scrawl_over_the_printed_name_of_a_letter_signs() -> None:
    drawn = page(
        "The pain is worse on standing.\n" * 20 + "THANK YOU FOR YOUR HELP,\n\nOoOr\n\nSEAMUS J. WHITTIER, PA-C"
    )
    words = tuple(replace(word, confidence=0.12) if word.text == "OoOr" else word for word in drawn.words)
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_LETTER, load_schema())
    assert values(list(signatures(packet(one))), "referrer.signature") == ["present"]


@pytest.mark.parametrize(
    ("drawing", "field", "value"),
    [
        ("Date of birth (mm/dd/yyyy) 0 1    2 4    1 9 5 5", "patient.birth_date", "1955-01-24"),
        ("Home phone 3 5 1    5 2 7    2 8 0 8", "patient.phone", "351-527-2808"),
        ("National provider identifier 1 2 3    4 5 6 7 8    9 3", "referrer.npi", "1234567893"),
    ],
)
def test_a_comb_with_gaps_follows_a_label_without_a_colon(drawing: str, field: str, value: str) -> None:
    assert values(found(drawing), field) == [value]


def test_a_birth_date_of_this_year_is_doubted() -> None:
    born, child = found("DOB: 03/04/1950")[0], found("DOB: 03/04/2026")[0]
    assert child.confidence < 0.75 < born.confidence


def test_a_code_alone_on_its_line_is_taken_though_it_was_misread() -> None:
    drawing = "Rx BALLOON KYPHOPLASTY L3\n532.030A\n\nM80.88A"
    assert values(gather(packet(sheet(drawing))), "diagnosis.icd10") == [("S32.030A",), ("M80.88XA",)]


def test_a_procedure_code_whose_last_digit_stands_apart_is_one_code() -> None:
    assert values(found("CPT codes: 6449 0, 64491"), "order.cpt") == [("64490", "64491")]


def test_an_unsure_figure_of_an_address_holds_it() -> None:
    drawn = page("Mailing address: 426 Quall Ct, Salem, NH 03079")
    words = tuple(replace(word, confidence=0.5) if word.text == "426" else word for word in drawn.words)
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    (candidate,) = labelled(packet(one), {})
    assert candidate.confidence < 0.75


NOTE = """
OFFICE NOTE
Encounter date: 08/18/2026          MRN: 2377716
Plan: refer to pain management for kyphoplasty.
E-signed: Leocadia Hale, FNP-BC 08/19/2026 17:40
"""


def test_a_note_by_itself_was_ordered_when_it_was_signed() -> None:
    note = sheet(NOTE, PageKind.CLINICAL_NOTE)
    said = [(c.value, c.confidence > 0.8) for c in gather(packet(note)) if c.field == "order.date"]
    assert said == [("2026-08-19", True), ("2026-08-18", False)]


def test_a_note_that_asks_for_nothing_dates_no_order() -> None:
    note = sheet(
        NOTE.replace("refer to pain management for kyphoplasty", "follow up in 4 weeks"), PageKind.CLINICAL_NOTE
    )
    assert values(gather(packet(note)), "order.date") == []


def test_a_note_beside_a_form_dates_no_order() -> None:
    form = sheet("Date ordered: 08/20/2026", number=2)
    assert values(gather(packet(sheet(NOTE, PageKind.CLINICAL_NOTE), form)), "order.date") == ["2026-08-20"]


def test_a_radiologists_signature_dates_no_order() -> None:
    note = sheet("Electronically signed by Ann Fox, MD, radiologist, 08/19/2026", PageKind.CLINICAL_NOTE)
    assert values(gather(packet(note)), "order.date") == []


def test_the_name_beside_its_npi_at_the_head_of_a_form_outweighs_who_signed_a_note() -> None:
    form = sheet(
        "Plaistow Physiatry, LLC\n352 Granite Way, Nashua, NH 03060\nMaureen C Connell, D.O. NPI 1234567893"
    )
    note = sheet(NOTE, PageKind.CLINICAL_NOTE, number=2)
    names = [(c.value, c.confidence) for c in gather(packet(form, note)) if c.field == "referrer.name"]
    assert max(names, key=lambda one: one[1] + 0.06 * (one[0] == "Maureen C Connell"))[0] == "Maureen C Connell"


def test_a_hand_over_the_printed_name_of_a_letter_signs_however_it_was_read() -> None:
    drawn = page(
        "The pain is worse on standing.\n" * 20 + "Thank you for your help,\n\nEatin\n\nIan Wilfred Eaton, NP"
    )
    words = tuple(
        replace(word, box=replace(word.box, top=word.box.top - 0.012)) if word.text == "Eatin" else word
        for word in drawn.words
    )
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_LETTER, load_schema())
    assert "present" in values(list(signatures(packet(one))), "referrer.signature")


def test_an_address_whose_label_was_lost_is_looked_at() -> None:
    drawing = """
Patient
Client name         Date of birth
Imelda Desmarais    02/05/1964

476 Quail Way Apt 104, Lawrence, MA 01843
"""
    candidates = [c for c in gather(packet(sheet(drawing, PageKind.FACE_SHEET))) if c.field == "patient.address"]
    assert [c.value for c in candidates] == ["476 Quail Way Apt 104, Lawrence, MA 01843"]
    assert candidates[0].confidence < 0.75


def test_a_label_whose_blank_was_lost_beside_another_is_still_a_label() -> None:
    drawing = """
REQUESTING CLINICIAN         NPINO.
Sterling Hebert, MD          1234567893
"""
    assert values(found(drawing), "referrer.npi") == ["1234567893"]


def test_a_printed_choice_beside_a_ticked_one_is_no_answer() -> None:
    assert values(found("Sex:  Male  [x] Female"), "patient.sex") == []


def test_a_number_that_proves_itself_among_the_senders_questions_needs_no_label() -> None:
    drawing = """
Referring provider
Xyzzy qwerty             1234567893
"""
    sure = [c.confidence for c in gather(packet(sheet(drawing))) if c.field == "referrer.npi"]
    lone = [c.confidence for c in gather(packet(sheet("Xyzzy  1234567893"))) if c.field == "referrer.npi"]
    assert sure[0] > 0.75 > lone[0]


def test_a_scribble_behind_the_plan_in_a_cell_for_plan_and_number_is_held() -> None:
    drawn = page("Ins / ID    Medicare &UpXAOR")
    words = tuple(replace(word, confidence=0.15) if "&" in word.text else word for word in drawn.words)
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    candidates = list(labelled(packet(one), {}))
    assert [c.check for c in candidates if c.field == "coverage.member_id"] == [Check.UNREADABLE]


def test_a_long_address_that_was_misread_is_held_not_missing() -> None:
    candidates = found("Residence   470 Drer Pbd Lot A, Peham, NTC 03076")
    assert [(c.field, c.check) for c in candidates] == [("patient.address", Check.UNREADABLE)]


def test_an_empty_box_between_the_others_doubts_the_number_in_a_comb() -> None:
    even, gap = found("Member ID: 1 0 6 6 6 3 2 2 U 8 9")[0], found("Member ID: 1 0 6 6 6 3 2 2   U 8 9")[0]
    assert gap.confidence < 0.75 < even.confidence


def test_an_allergen_that_runs_under_the_medicines_heading_is_no_medicine() -> None:
    drawing = "Drug list\nNot on blood thinners.\nSensitivities\nlatex, amoxicillin"
    values = {value.field: value for value in extract(packet(sheet(drawing)))}
    assert values["patient.medications"].status is FieldStatus.MISSING
    assert values["patient.allergies"].value == ("latex", "amoxicillin")


def test_a_medicine_that_the_allergies_name_too_stays_where_it_is_listed() -> None:
    drawing = "Drug list: atorvastatin, warfarin, lisinopril\n\n\nSensitivities: lisinopril, latex"
    told = {value.field: value.value for value in extract(packet(sheet(drawing)))}
    assert told["patient.medications"] == ("atorvastatin", "warfarin", "lisinopril")


def test_what_stands_under_the_next_heading_is_no_answer_to_an_empty_list() -> None:
    drawing = "Sensitivities\nOn exam\nBP 118/72, HR 71, afebrile. Gait antalgic."
    assert values(found(drawing, PageKind.CLINICAL_NOTE), "patient.allergies") == []
    drawing = "Sensitivities\nlatex, contrast\nO/E: BP 118/72, afebrile."
    assert values(found(drawing, PageKind.CLINICAL_NOTE), "patient.allergies") == [("latex", "contrast")]


def test_a_list_over_its_caption_may_begin_on_the_line_above() -> None:
    drawing = """
VELMA LAFLAMME      02/11/1963
Pt.                 Date of birth

F                   351-663-6332
M/F                 Home phone

furosemide 20 mg daily; amlodipine 5 mg daily; oxycodone 5 mg q4h
prn; rivaroxaban 15 mg daily
Taking now
"""
    assert values(found(drawing), "patient.medications") == [
        ("furosemide", "amlodipine", "oxycodone", "rivaroxaban")
    ]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("Chronic low back pain (M54.50, G89 29)", "Chronic low back pain"),
        ("Compression fracture (M80.08XA", "Compression fracture"),
        ("Wedge compression fracture (L1)", "Wedge compression fracture (L1)"),
        ("Osteoporosis with fracture (acute)", "Osteoporosis with fracture (acute)"),
    ],
)
def test_a_diagnosis_is_told_without_the_bracket_of_its_codes(printed: str, said: str) -> None:
    assert values(found(f"Diagnosis: {printed}"), "diagnosis.text") == [said]


def test_a_code_beside_another_that_cannot_be_read_holds_the_codes() -> None:
    def status(drawing: str) -> FieldStatus:
        told = {value.field: value for value in extract(packet(sheet(drawing)))}
        return told["diagnosis.icd10"].status

    assert status("Diagnosis code: M54.50, G89 29") is FieldStatus.UNCERTAIN
    assert status("Diagnosis code: M54.50, G89.29") is FieldStatus.FOUND


def test_two_pages_whose_codes_differ_in_one_figure_are_for_a_person_to_settle() -> None:
    one, other = sheet("ICD-10: M17.12"), sheet("ICD-10: M17.32", number=2)
    told = {value.field: value for value in extract(packet(one, other))}
    assert told["diagnosis.icd10"].status is FieldStatus.UNCERTAIN


def test_an_entry_with_a_dose_that_is_no_medicine_holds_the_list() -> None:
    whole, torn = "sertraline 50 mg daily, famotidine 20 mg BID", "sertraline 50 mg daily, xqcium 600 mg BID"
    sure, unsure = (next(iter(found(f"Drug list: {text}"))).confidence for text in (whole, torn))
    assert unsure < 0.75 < sure


def test_a_misread_salt_is_part_of_its_medicine() -> None:
    read = values(found("Drug list: famotidine 20 mg BID, calcium carboriate 600 mg BID"), "patient.medications")
    assert read == [("famotidine", "calcium carbonate")]


def test_the_one_blood_thinner_of_a_sentence_is_no_list_of_medicines() -> None:
    told = {v.field: v for v in extract(packet(sheet("Drugs: Anticoagulated with clopidogrel.")))}
    assert told["patient.medications"].status is FieldStatus.MISSING
    assert told["treatment.anticoagulants"].value == ("clopidogrel",)
    listed = {v.field: v for v in extract(packet(sheet("Drugs: clopidogrel, lisinopril")))}
    assert listed["patient.medications"].value == ("clopidogrel", "lisinopril")


def test_studies_side_by_side_without_a_comma_are_held_for_they_may_be_printed_choices() -> None:
    sure = {
        text: next(iter(found(f"Imaging: {text}"))).confidence for text in ("X-ray Bone scan", "X-ray, bone scan")
    }
    assert sure["X-ray Bone scan"] < 0.75 < sure["X-ray, bone scan"]


@pytest.mark.parametrize("written", ["M5 4.16", "M54 .1 6", "M 54.16", "M5 4 16"])
def test_a_code_with_blanks_within_is_read_where_it_stands_alone_and_the_table_knows_it(written: str) -> None:
    assert values(found(f"ICD-10 code:   {written}"), "diagnosis.icd10") == [("M54.16",)]


def test_a_code_with_blanks_that_no_table_knows_is_not_read() -> None:
    assert all(value is None for value in values(found("ICD-10 code:   M5 4.97"), "diagnosis.icd10"))

"""Paper forms that nobody tuned for: whose section a label stands in, what signs, what a mark means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.context import Sheet, sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.labels.book import label_book
from faxpipe.fields.labels.grids import find_grids
from faxpipe.fields.people.signatures import signatures
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import load_schema

FORM = PageKind.REFERRAL_FORM


def read(drawing: str, field: str, kind: PageKind = FORM) -> FieldValue:
    fields = extract(packet(sheet(drawing, kind)), second=False)
    return next(value for value in fields if value.field == field)


def scrawled(drawing: str, scrawl: str) -> Sheet:
    """The drawing as a form on which one word was hardly read."""
    drawn = page(drawing)
    words = tuple(replace(word, confidence=0.1) if word.text == scrawl else word for word in drawn.words)
    return sheet_of(replace(drawn, words=words), FORM, load_schema())


RECIPIENT_FIRST = """
Refer to (specialist)
Ridge Spine Center
Current medications: lisinopril, metformin
Allergies: penicillin
Phone: 603-555-0100
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [("patient.medications", ("lisinopril", "metformin")), ("patient.allergies", ("penicillin",))],
)
def test_medicines_are_the_patients_in_whatever_section(field: str, value: tuple[str, ...]) -> None:
    assert read(RECIPIENT_FIRST, field).value == value


def test_a_telephone_in_the_recipients_section_stays_theirs() -> None:
    assert read(RECIPIENT_FIRST, "patient.phone").value is None


CELLS = """
---------------------------------------------
|PROVIDER SIGNATURE   |DATE                 |
|NRAyWWw              |10/02/2026           |
---------------------------------------------
"""


def test_a_scrawl_in_the_cell_of_a_signature_signs() -> None:
    assert values(list(signatures(packet(scrawled(CELLS, "NRAyWWw")))), "referrer.signature") == ["present"]


def test_a_cell_with_nothing_under_its_caption_is_not_signed() -> None:
    blank = CELLS.replace("NRAyWWw", "       ")
    assert values(list(signatures(packet(sheet(blank, FORM)))), "referrer.signature") == []


def test_words_of_a_practice_under_the_caption_do_not_sign() -> None:
    printed = scrawled(CELLS.replace("NRAyWWw", "Clinic "), "Clinic")
    assert values(list(signatures(packet(printed))), "referrer.signature") == []


def test_a_caption_that_goes_on_behind_a_sign_is_no_answer() -> None:
    drawing = "Office name & address      Office phone\nRidge Family Care          603-555-0101"
    assert read(drawing, "referrer.practice").value != "address"


def test_a_footer_for_questions_asks_for_no_service() -> None:
    drawing = "Patient name: Ada Kowal\nForm 22 rev 3. Questions: Central Scheduling, 7:30 AM to 5 PM"
    assert read(drawing, "order.service").value is None


def test_a_ring_read_as_brackets_is_no_printed_hint() -> None:
    assert read("Patient name: Ada Kowal\nSex (F) M", "patient.sex").value != "male"


def test_yes_is_no_insurance() -> None:
    assert read("Patient name: Ada Kowal\nPlan: yes", "coverage.payer").value is None


CAPTIONS = """
Ada               Kowal             603-873-6729
-------------     -------------     -------------
First name        Last name         Home phone
16 Elm St         Derry, NH         603-873-6730
-------------     -------------     -------------
Address           City              Cell phone
"""


def test_captions_under_lines_of_their_own_head_no_table() -> None:
    drawn = sheet(CAPTIONS)
    assert find_grids(drawn.layout, label_book(load_schema())) == ()


HEADED = """
Fax 855-555-0110

Requesting provider
Name: Ada Kowal MD     Fax: 603-873-6729
"""


def test_the_number_of_a_forms_head_yields_to_the_senders_own() -> None:
    assert read(HEADED, "referrer.fax").value == "603-873-6729"


SIDE_BY_SIDE = """
Practitioner name             Practitioner NPI no.
Ada Kowal, MD                 1234567893
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("referrer.name", "Ada Kowal"),
        ("referrer.npi", "1234567893"),
    ],
)
def test_an_unlisted_caption_beside_another_is_a_caption_too(field: str, value: str) -> None:
    assert read(SIDE_BY_SIDE, field).value == value


def test_a_plan_is_not_named_by_words_of_captions() -> None:
    assert read("Patient name: Ada Kowal\nInsurance: Member / contract number", "coverage.payer").value is None


def test_a_number_does_not_go_on_in_the_cell_behind_it() -> None:
    drawing = "Patient name: Ada Kowal\nAetna             K348220101            M"
    assert read(drawing, "coverage.member_id").value in ("K348220101", None)


INDENTED = """
---------------------------------------------
|DOCTOR'S SIGNATURE        |DATE            |
|      R Quillfeather DC   |10/02/2026      |
---------------------------------------------
"""


def test_a_hand_that_begins_further_in_under_its_caption_is_held_with_its_degree() -> None:
    assert values(list(signatures(packet(sheet(INDENTED)))), "referrer.signature") == ["present"]


def test_a_clinician_in_the_row_of_the_insurance_is_no_payer() -> None:
    drawing = "INSURANCE\nClaim number: WC-11-204417\nName: IRMA VOGELSANG, MD"
    assert read(drawing, "coverage.payer").value is None


def test_a_plan_of_bone_health_is_no_health_plan() -> None:
    drawing = (
        "Blood thinners     Bone health plan     Older fractures\nnone               DXA booked           none"
    )
    assert read(drawing, "coverage.payer").value is None


def test_the_recipients_doctor_is_nobodys_practice_who_refers() -> None:
    drawing = "Patient: Ann Fox\nDOB: 03/04/1950\n\nClinic: {}"
    assert read(drawing.format("Dr. Kramer, Salem"), "referrer.practice").value is None
    assert read(drawing.format("Orchard Street Medicine"), "referrer.practice").value == "Orchard Street Medicine"


@pytest.mark.parametrize("answer", ["wife will call w/ ins", "will bring card", "pt will call"])
def test_a_number_that_is_promised_is_missing(answer: str) -> None:
    assert read(f"Insurance: Aetna     Member ID: {answer}", "coverage.member_id").status is FieldStatus.MISSING


BESIDE = """
Referring clinician     Ottilie Brandvold, PA-C
Supervising MD          Dr. L. Ashgrove
"""


def test_a_name_with_its_degree_beside_a_label_heads_no_column() -> None:
    assert read(BESIDE, "referrer.name").value == "Ottilie Brandvold"


CHECK_ALL = """
Diagnosis          Myofascial pain
Any of these so far (check all)
[x] Medication     [ ] Acupuncture
"""


def test_boxes_under_a_line_that_asks_for_marks_answer_no_label_above_it() -> None:
    assert read(CHECK_ALL, "diagnosis.text").value == "Myofascial pain"


def test_what_the_sender_would_like_done_is_the_service() -> None:
    drawing = "We would like you to DO A LEFT HIP INJECTION"
    assert read(drawing, "order.service").value == "LEFT HIP INJECTION"


def test_a_chiropractor_in_the_head_of_a_form_refers() -> None:
    drawing = "Mill Brook Chiropractic\nIvo Tannenbaum, D.C.     12 Elm St, Salem, NH 03079\n\nPatient: Ann Fox"
    assert read(drawing, "referrer.name").value == "Ivo Tannenbaum"


def test_a_physicians_name_by_hand_at_the_end_of_a_form_that_asks_for_no_signature_is_looked_at() -> None:
    drawn = page("Patient: Bo Fox\nAllergies: latex\nPhysician   Al Dale")
    tall = tuple(replace(word, box=replace(word.box, top=word.box.top - 0.008)) for word in drawn.words[-2:])
    by_hand = sheet_of(replace(drawn, words=(*drawn.words[:-2], *tall)), FORM, load_schema())
    assert [c.confidence < 0.7 for c in signatures(packet(by_hand))] == [True]
    assert list(signatures(packet(sheet_of(drawn, FORM, load_schema())))) == []


def test_the_fax_of_who_gets_a_copy_is_not_the_referrers() -> None:
    letter = "Sincerely,\nAnn Fox, MD\n\ncc: Al Dale, MD, Ridge Family Care, fax 603-555-0177"
    assert read(letter, "referrer.fax", PageKind.REFERRAL_LETTER).value is None
    assert read("CC: back pain   Fax: 603-555-0177", "referrer.fax").value == "603-555-0177"


@pytest.mark.parametrize("shown", ["INSURANCE CARD COPY - FOX", "Insurance: copy enclosed - Fox"])
def test_the_title_of_a_page_that_shows_a_card_names_no_plan(shown: str) -> None:
    assert read(f"{shown}\nMember: Bo Fox\nGroup: R-0071", "coverage.payer").value is None


def test_a_study_that_could_not_be_done_is_not_the_one_that_was() -> None:
    asked = "Imaging studies: CT lumbar spine 10/19/2025. MRI not possible because of a pacemaker."
    assert read(asked, "imaging.modality").value == "CT"


def test_a_relatives_name_and_birth_date_are_not_the_patients() -> None:
    head = "Fox, Ann B      DOB 2/14/1943\nEmergency contact      Phone\nFox, Al (son) DOB 9/3/1970   603-555-0188"
    assert read(head, "patient.birth_date", PageKind.FACE_SHEET).others == ()
    assert read(head, "patient.name", PageKind.FACE_SHEET).value == "Ann B Fox"

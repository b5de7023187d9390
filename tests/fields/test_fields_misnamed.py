"""Answers whose labels were misread, and values without any: held up for a person, never missing."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.forms.misnamed import METHOD
from faxpipe.referral import FieldStatus, FieldValue

FORM = """
PATIENT INFORMATION
Patient name:      Ann Fox
{}

INSURANCE INFORMATION
{}
"""


def read(patient: str = "", coverage: str = "", kind: PageKind = PageKind.REFERRAL_FORM) -> dict[str, FieldValue]:
    fields = extract(packet(sheet(FORM.format(patient, coverage), kind)))
    return {value.field: value for value in fields}


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Deytime iel.   603 873 6729", "patient.phone", "603-873-6729"),
        ("Moqile ghone\n603 873 6729", "patient.phone", "603-873-6729"),
    ],
)
def test_a_label_that_was_misread_and_an_answer_of_its_kind_are_held(line: str, field: str, value: str) -> None:
    found = read(patient=line)[field]
    assert (found.status, found.value, found.method) == (FieldStatus.UNCERTAIN, value, METHOD)


@pytest.mark.parametrize(
    "line", ["Deytime iel.", "Seen by nurse   603 873 6729", "Employer phone:   603 873 6729"]
)
def test_without_an_answer_or_a_likeness_nothing_is_held_up(line: str) -> None:
    assert read(patient=line)["patient.phone"].status is FieldStatus.MISSING


def test_what_another_label_says_is_not_taken_for_it() -> None:
    fields = read(patient="Fax:    603-873-6729\nDeytime iel.   603 873 6729")
    assert fields["patient.phone"].method != METHOD


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("VA Community Care             VA243541008", "VA243541008"),
        ("MassHealth", None),
    ],
)
def test_a_payer_alone_in_the_insurance_section_is_seen(line: str, member: str | None) -> None:
    fields = read(coverage=line)
    assert fields["coverage.payer"].status is not FieldStatus.MISSING
    assert fields["coverage.payer"].value == line.split("  ", maxsplit=1)[0]
    assert fields["coverage.member_id"].value == member


def test_a_number_under_a_label_of_its_own_is_not_the_payers() -> None:
    drawing = FORM.format("", "Ins. co.           Group ID\nMassHealth         04487")
    assert values(gather(packet(sheet(drawing))), "coverage.member_id") == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("78/612-287", FieldStatus.UNCERTAIN),
        ("Please call in the morning", FieldStatus.MISSING),
    ],
)
def test_a_misread_number_below_its_label_is_held_and_a_sentence_is_not(answer: str, status: FieldStatus) -> None:
    assert read(patient=f"Contact number\n{answer}")["patient.phone"].status is status


def test_a_number_behind_the_label_of_a_payer_is_none() -> None:
    assert read(coverage="Payor:   81734 2281")["coverage.payer"].status is FieldStatus.MISSING


def test_the_purpose_of_a_consultation_is_what_is_asked_for() -> None:
    fields = read(patient="14. Purpose of consultation: Cervical medial branch block C4-C6")
    assert fields["order.service"].value == "Cervical medial branch block C4-C6"


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("ED: 13-May-1963", "1963-05-13"),
        ("Seen on 13-May-2026", None),
    ],
)
def test_a_day_decades_ago_is_held_as_the_birth_date_that_nothing_else_gives(line: str, born: str | None) -> None:
    found = read(patient=line)["patient.birth_date"]
    assert (found.value, found.status is FieldStatus.FOUND) == (born, False)


def test_a_label_read_as_a_box_does_not_hide_a_number_that_proves_itself() -> None:
    drawing = "Patient name:   Ann Fox\n[x] NO.: 2QA3NH6KF62"
    found = gather(packet(sheet(drawing, PageKind.REFERRAL_LETTER)))
    assert values(found, "coverage.member_id") == ["2QA3NH6KF62"]


STACKED = """
Patient name
Ann Fox

Date of birth
03/12/1940

Address
12 Elm St, Salem, NH 03079

NPI
{}

Diagnosis
Compression fracture T12
"""


@pytest.mark.parametrize(("written", "status"), [("~~~~~~", FieldStatus.UNCERTAIN), ("", FieldStatus.MISSING)])
def test_ink_under_a_label_whose_page_answers_below_is_an_answer_nobody_could_read(
    written: str, status: FieldStatus
) -> None:
    fields = extract(packet(sheet(STACKED.format(written))))
    assert next(value for value in fields if value.field == "referrer.npi").status is status


CAPTIONED = """
Ann Fox                         03/04/1950
Patient name                    Date of birth

603 873 6729
{}

Aetna                           W12345678
Insurance company               Member ID

Kyphoplasty L1
Procedure requested

Ida Wells, MD                   1234567893
Referring provider              NPI
"""


def test_where_labels_are_captions_a_misread_one_is_answered_by_what_stands_over_it() -> None:
    found = {value.field: value for value in extract(packet(sheet(CAPTIONED.format("Deytime iel."))))}
    assert found["patient.phone"].value == "603-873-6729"
    assert found["patient.phone"].status is FieldStatus.UNCERTAIN


NOTE = """
OFFICE NOTE
Name: Ann Fox      DOB: 03/04/1950
History: She fell in the garden a week ago and has had pain since.
{}
Exam: tender over the lower back.
"""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Senxitlvihes: penicillin, latex", FieldStatus.UNCERTAIN),
        ("Senxitlvihes penicillin, latex", FieldStatus.MISSING),
        ("Sonsltivity: light and loud noise", FieldStatus.MISSING),
    ],
)
def test_in_a_note_only_a_misread_label_with_its_colon_holds_an_answer(line: str, status: FieldStatus) -> None:
    one = sheet(NOTE.format(line), PageKind.CLINICAL_NOTE)
    found = {value.field: value for value in extract(packet(one), second=False)}
    assert found["patient.allergies"].status is status


def test_printed_choices_behind_a_misread_label_are_no_answer() -> None:
    fields = read(patient="Madlcatlons   [ ] Warfarin   [ ] Aspirin   [x] None")
    assert fields["patient.medications"].value in (None, "none")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Dxz  Compresion fractur L1", FieldStatus.UNCERTAIN),
        ("Dax  wedge deformty at L1", FieldStatus.UNCERTAIN),
        ("Dan  Compresion fractur L1", FieldStatus.MISSING),
        ("Dax  603 555 0142", FieldStatus.MISSING),
    ],
)
def test_what_is_left_of_dx_before_words_of_a_diagnosis_holds_them(line: str, status: FieldStatus) -> None:
    pad = f"Hill Clinic\n\nName   Ann Fox\nDOB   03/04/1950\nRx  Kyphoplasty\n\n\n\n{line}\n\n\nSignature"
    found = {value.field: value for value in extract(packet(sheet(pad)), second=False)}
    assert found["diagnosis.text"].status is status


@pytest.mark.parametrize(
    ("signed", "status"),
    [
        ("I. Wells\nSignotvre", FieldStatus.UNCERTAIN),
        ("~~~~~~\nSgnotura", FieldStatus.UNCERTAIN),
        ("\nSignotvre", FieldStatus.MISSING),
        ("I. Wells\nScheduling", FieldStatus.MISSING),
    ],
)
def test_what_stands_over_the_remains_of_the_word_signature_is_held_as_one(
    signed: str, status: FieldStatus
) -> None:
    found = read(coverage="Payer:   Aetna\n\n\n" + signed)
    assert found["referrer.signature"].status is status


def test_a_payer_written_over_the_small_print_of_its_caption_is_held() -> None:
    found = read(coverage="Blue Insurance company Cross   ID no.\n                       H88213450")
    assert (found["coverage.payer"].status, found["coverage.payer"].value) == (
        FieldStatus.UNCERTAIN,
        "Blue Cross",
    )
    assert read(coverage="Your Insurance company card")["coverage.payer"].method != METHOD

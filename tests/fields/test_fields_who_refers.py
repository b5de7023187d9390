"""Who refers and from where, beside others whom the same page names."""

from __future__ import annotations

from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract
from faxpipe.fields.kinds.names import find_person
from faxpipe.referral import FieldStatus, FieldValue

LETTER, NOTE = PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE


def read(text: str, kind: PageKind = NOTE) -> dict[str, FieldValue]:
    return {value.field: value for value in extract(packet(sheet(text, kind)))}


def test_what_a_clinician_is_called_is_no_part_of_the_name() -> None:
    found = find_person("Attending Graciela Montero")
    assert found is None or found.value == "Graciela Montero"


def test_who_asked_a_consultant_and_who_signed_the_consult_are_both_shown() -> None:
    value = read(
        "Patient: Ann Fox   DOB: 01/30/1949\nRequested by: Bo Reed, M.D.\nHistory: back pain since May.\n"
        "On examination she is tender at L1.\nI am referring her for kyphoplasty.\n\n"
        "Cora Diaz, M.D.   NPI 1003456781"
    )["referrer.name"]
    assert value.status is not FieldStatus.FOUND


def test_a_clinician_and_we_ourselves_are_no_practice_of_the_sender() -> None:
    heads = ("Cora Diaz, MD, Endocrinology Associates", "Ann Bell, DO     Northeast Rehab Pain Mgmt")
    for head in heads:
        value = read(f"{head}\n\nPatient: Ann Fox   DOB: 01/30/1949\nBack pain.")["referrer.practice"]
        assert value.status is not FieldStatus.FOUND


def test_a_practice_that_is_a_professional_association_is_no_clinician() -> None:
    value = read("Riverbend Rheumatology PA\n\nPatient: Ann Fox   DOB: 01/30/1949\nBack pain.")[
        "referrer.practice"
    ]
    assert value.value == "Riverbend Rheumatology PA"


def test_a_cell_telephone_at_the_head_of_a_page_is_not_the_offices() -> None:
    value = read("Ann Fox\n978-555-0127 (c)\n\nHistory: back pain since May. Tender at L1.")["referrer.phone"]
    assert value.status is FieldStatus.MISSING


def test_the_patients_sex_behind_a_stroke_is_no_initial() -> None:
    value = read("Fox, Peter   M   06-Feb-1970   9 Elm Ln, Derry NH 03038\nHistory: back pain.")["patient.name"]
    assert value.value == "Peter Fox"


def test_a_sex_before_an_age_is_no_initial() -> None:
    value = read("ROY, GILBERT H  M  74 y   DOB: 05/28/1952\nHistory: back pain since May.")["patient.name"]
    assert value.value == "Gilbert H Roy"


def test_a_small_b_before_a_day_is_no_part_of_the_name() -> None:
    value = read("Dear Dr. Kramer,\nRe: Ann Fox, b. 4/4/1957\nShe has back pain.", LETTER)["patient.name"]
    assert value.value == "Ann Fox"


def test_a_man_of_so_many_years_is_introduced_by_his_birth() -> None:
    value = read("This is about Bo Reed, a man of 61 born 9 January 1965, with back pain.", LETTER)["patient.name"]
    assert value.value == "Bo Reed"

"""The sender's telephone and fax, told by what only an office has, where no label asks for them."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract
from faxpipe.referral import FieldStatus, FieldValue

FORM, LETTER, NOTE = PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE
FOUND, UNCERTAIN, MISSING = FieldStatus.FOUND, FieldStatus.UNCERTAIN, FieldStatus.MISSING
ABOVE = """
Dear Dr. Kramer,

Ann Fox, born 01/30/1949, needs a kyphoplasty at L1. She fell on the ice in her drive last week.
The pain is bad at night and she cannot stand long. She has no weakness and walks with a cane.
She takes amlodipine and has no known allergies. Examination shows a tender spine at L1.
Strength is full and reflexes are equal. We hope that you can see her soon.

"""


def read(text: str, kind: PageKind = LETTER) -> dict[str, FieldValue]:
    return {value.field: value for value in extract(packet(sheet(ABOVE + text, kind)))}


@pytest.mark.parametrize(
    "line",
    [
        "o: 603-555-0145   f: 603-555-0199   NPI 1003456781",
        "You may call us at 603-555-0145 or fax 603-555-0199 with the day.",
        "My own number is 603-555-0145 if you want to talk (fax 603-555-0199).",
        "Elm Street Clinic   603-555-0145 / 603-555-0199",
    ],
)
def test_a_telephone_and_a_fax_of_one_line_are_the_senders(line: str) -> None:
    values = read(f"Cora Diaz, MD\n{line}")
    assert values["referrer.phone"].value == "603-555-0145"
    assert values["referrer.fax"].value == "603-555-0199"


def test_a_number_broken_by_the_end_of_its_line_is_read_whole() -> None:
    values = read("Cora Diaz, MD, who can be reached at the clinic, telephone 603-555-0145, fax 603-\n555-0199.")
    assert values["referrer.fax"].value == "603-555-0199"


@pytest.mark.parametrize(
    "line",
    ["Elm Pharmacy 603-555-0145, fax 603-555-0199", "Radiology records 603-555-0145", "Her cell is 603-555-0145"],
)
def test_a_pharmacys_or_a_patients_number_is_not_the_senders(line: str) -> None:
    assert read(f"{line}\n\nCora Diaz, MD")["referrer.phone"].status is MISSING


def test_a_lone_telephone_with_the_senders_name_is_held() -> None:
    assert read("Cora Diaz, MD\nElm Street Clinic\n603-555-0145")["referrer.phone"].status is not MISSING


def test_a_telephone_before_a_fax_is_the_offices_though_the_patients_section_goes_on() -> None:
    values = read(
        "Patient: Ann Fox   DOB: 01/30/1949\nPhone: 603-555-0127\nOak Clinic  Tel: 603-555-0145"
        "  Fax: 603-555-0199",
        NOTE,
    )
    assert values["patient.phone"].value == "603-555-0127"
    assert values["referrer.phone"].value == "603-555-0145"


def test_a_label_for_line_and_fax_is_answered_by_both() -> None:
    values = read("Requesting clinician: Cora Diaz, MD\nClinic fax: 603-555-0145 / 603-555-0199", FORM)
    assert values["referrer.phone"].value == "603-555-0145"
    assert values["referrer.fax"].value == "603-555-0199"


def test_a_fax_under_the_telephone_whose_answer_ran_on_is_the_fax() -> None:
    values = read("Who is sending\nCora Diaz, MD\nVoice 603-555-0145\neFax 603-555-0199", FORM)
    assert values["referrer.phone"].value == "603-555-0145"
    assert values["referrer.fax"].value == "603-555-0199"


def test_a_number_that_ends_its_line_does_not_run_on_into_ours() -> None:
    values = read("Ward desk Lea Orr RN 603-555-0145 Fax 603-555-0199\nFaxed to: Dr Kramer 603-681-3154")
    assert values["referrer.phone"].value == "603-555-0145"
    assert values["referrer.fax"].value == "603-555-0199"

"""What a letter says of the patient, and which items it asks for."""

from __future__ import annotations

from datetime import date

import pytest

from faxpipe.letter import Answer, Subject, Tells, items_for
from faxpipe.schema import load_schema

FAX = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("tells", "says"),
    [
        (Tells.NAME_BIRTH_DATE, "Rosa Delgado, born 03/14/1947"),
        (Tells.NAME, "Rosa Delgado"),
        (Tells.INITIALS_BIRTH_YEAR, "R. D., born 1947"),
    ],
)
def test_a_letter_names_the_patient_as_far_as_the_clinic_allows(tells: Tells, says: str) -> None:
    assert Subject(FAX, 3, "Rosa Delgado", "1947-03-14", tells).patient() == says


def test_what_was_not_read_of_the_patient_is_left_out() -> None:
    assert Subject(FAX, 3, "", "").patient() == ""
    assert Subject(FAX, 3, "Rosa Delgado", "not a date").patient() == "Rosa Delgado"


def test_the_patient_does_not_show_in_a_repr() -> None:
    assert "Rosa" not in repr(Subject(FAX, 3, "Rosa Delgado", "1947-03-14"))


def test_items_stand_in_the_order_of_the_table_with_attachments_last() -> None:
    items = items_for(["documents.clinical_notes", "patient.medications", "patient.phone"], [], load_schema())
    assert [item.field for item in items] == ["patient.phone", "patient.medications", "documents.clinical_notes"]
    assert [item.answer for item in items] == [Answer.WRITE, Answer.WRITE, Answer.ATTACH]


def test_a_held_item_is_asked_for_again_and_a_missing_one_is_not() -> None:
    items = items_for(["patient.phone"], ["referrer.npi", "patient.phone"], load_schema())
    assert [(item.field, item.again) for item in items] == [("patient.phone", False), ("referrer.npi", True)]


def test_a_field_that_the_table_no_longer_knows_is_left_out() -> None:
    assert items_for(["patient.shoe_size"], [], load_schema()) == ()

"""The wording of a diagnosis among several that are numbered."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract
from faxpipe.fields.forms.diagnoses import first_diagnosis, of_a_further

FORM = PageKind.REFERRAL_FORM


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1 - Compression fracture L2, 2 - Osteoporosis", "Compression fracture L2"),
        ("1. Compression fx L2 2. Osteoporosis", "Compression fx L2"),
        ("(1) L2 fracture; (2) osteoporosis", "L2 fracture"),
        ("1: L2 fracture 2: osteoporosis", "L2 fracture"),
        ("1 S32.020A - Fracture of L2\n2 M81.0 - Osteoporosis", "Fracture of L2"),
        ("2 - Osteoporosis", "Osteoporosis"),
        ("Grade 1 - stable listhesis L4", "Grade 1 - stable listhesis L4"),
        ("2-level compression fracture", "2-level compression fracture"),
    ],
)
def test_the_first_of_numbered_diagnoses_is_taken_without_its_number(text: str, first: str) -> None:
    assert first_diagnosis(text).strip() == first


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("2 - Osteoporosis", True),
        ("2 M81.0 - Osteoporosis", True),
        ("3) Osteoporosis", True),
        ("1 - Fracture L2", False),
        ("2-level fracture", False),
        ("2 compression fractures", False),
    ],
)
def test_a_further_diagnosis_is_told_by_its_number(text: str, further: bool) -> None:
    assert of_a_further(text) is further


def test_a_first_diagnosis_is_not_beaten_by_the_second_one() -> None:
    form = (
        "Name          Ann Fox\nBorn          01/30/1949\n"
        "Diagnosis 1   S32.020A - Wedge compression fracture of second lumbar vertebra\n"
        "Diagnosis 2   M81.0 - Age-related osteoporosis\n"
    )
    values = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert values["diagnosis.text"].value == "Wedge compression fracture of second lumbar vertebra"

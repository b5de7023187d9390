"""The wording of a diagnosis among several that are numbered."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract
from faxpipe.fields.forms.diagnoses import first_diagnosis, of_a_further
from faxpipe.referral import FieldStatus

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


@pytest.mark.parametrize(
    "rows",
    [
        "DX 1....... G44.86 CERVICOGENIC HEADACHE\nDX 2...... M54.81 OCCIPITAL NEURALGIA",
        "DX1: G44.86 CERVICOGENIC HEADACHE\nDX2: M54.81 OCCIPITAL NEURALGIA",
        "Dx 1  G44.86 CERVICOGENIC HEADACHE\nDx 2  M54.81 OCCIPITAL NEURALGIA",
        "Primary dx: CERVICOGENIC HEADACHE G44.86\nSecondary dx: OCCIPITAL NEURALGIA M54.81",
        "1st Dx      CERVICOGENIC HEADACHE G44.86\n2nd Dx      OCCIPITAL NEURALGIA M54.81",
        "Diagnosis: CERVICOGENIC HEADACHE (G44.86)\nAdditional diagnoses: OCCIPITAL NEURALGIA (M54.81)",
    ],
)
def test_a_row_of_a_second_diagnosis_adds_its_code_and_no_words(rows: str) -> None:
    form = f"Patient.... FOX, ANN\nBirth...... 03/04/1950\n{rows}\n"
    values = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert values["diagnosis.text"].value == "CERVICOGENIC HEADACHE"
    assert values["diagnosis.icd10"].value == ("G44.86", "M54.81")


def test_a_second_diagnosis_without_a_code_is_no_unread_code() -> None:
    form = "Patient.... FOX, ANN\nBirth...... 03/04/1950\nDx 1: Cervicogenic headache\nDx 2: Occipital neuralgia\n"
    values = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert (values["diagnosis.text"].value, values["diagnosis.icd10"].status) == (
        "Cervicogenic headache",
        FieldStatus.MISSING,
    )


def test_a_row_begun_by_an_unknown_caption_and_dots_ends_the_answer_above_it() -> None:
    form = "Patient.... FOX, ANN\nDiagnosis.. Occipital neuralgia\nTicket no 2.... awaiting chart\n"
    values = {value.field: value for value in extract(packet(sheet(form, FORM)))}
    assert values["diagnosis.text"].value == "Occipital neuralgia"

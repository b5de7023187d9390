from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.kinds.scores import find_pain_scores
from faxpipe.fields.unlabelled.half_told import HELD, half_told
from faxpipe.referral import Candidate, FieldStatus

HEAD = "Patient: Ann Fox     DOB: 3/4/1950\n"


def told(drawing: str, field: str) -> list[Candidate]:
    form = packet(sheet(HEAD + drawing))
    return [c for c in half_told(form, gather(form)) if c.field == field]


@pytest.mark.parametrize(
    ("drawing", "levels"),
    [
        ("Service requested: Kyphoplasty L4", ("L4",)),
        ("Diagnosis: T11 wedge fracture", ("T11",)),
        ("Service requested: Epidural injection L4", None),
        ("Notes: old fracture of T8, healed", None),
        ("Notes: fractured level  T10   T11   T12   L1", None),
    ],
)
def test_the_level_of_a_procedure_on_a_fracture_is_held(drawing: str, levels: tuple[str, ...] | None) -> None:
    form = packet(sheet(HEAD + drawing))
    value = next(value for value in extract(form, second=False) if value.field == "fracture.levels")
    assert value.status is not FieldStatus.FOUND or levels is not None
    assert (value.value if value.status is not FieldStatus.MISSING else None) == levels


@pytest.mark.parametrize(
    ("drawing", "value"),
    [
        ("Imaging: MRI lumbar   at Elm Hospital   8/21/2026", "2026-08-21"),
        ("Imaging: MRI lumbar   at Elm Hospital   8/Z1/20Z6", None),
    ],
)
def test_signs_of_a_day_in_the_row_of_the_study_are_held(drawing: str, value: str | None) -> None:
    form = packet(sheet(HEAD + drawing))
    day = next(v for v in extract(form, second=False) if v.field == "imaging.date")
    assert day.status is FieldStatus.MISSING or day.value == value or day.status is FieldStatus.UNCERTAIN


def test_a_day_that_another_label_asks_for_is_not_the_studys() -> None:
    assert told("Imaging: MRI      Surgery date: 8/21/2026      DOB: 3/4/1950", "imaging.date") == []


def test_who_signs_the_request_is_held_as_who_refers() -> None:
    found = told("Signature: Ruth Marsh", "referrer.name")
    assert [c.value for c in found] == ["Ruth Marsh"]
    assert found[0].confidence <= HELD


def test_the_patients_own_signature_names_no_referrer() -> None:
    assert told("Signature: Ann Fox", "referrer.name") == []


def test_figures_of_an_npi_of_which_some_were_lost_are_held_without_a_value() -> None:
    found = told("Thanks - P. Marsh NPI 77120984", "referrer.npi")
    assert [c.value for c in found] == [None]


def test_an_npi_left_blank_stays_missing() -> None:
    assert told("Thanks - P. Marsh NPI ________", "referrer.npi") == []


def test_only_pages_that_speak_for_the_sender_are_looked_at() -> None:
    report = packet(sheet(HEAD + "Compression fracture of L2", PageKind.LAB_REPORT))
    assert [c for c in half_told(report, ()) if c.field == "fracture.levels"] == []


@pytest.mark.parametrize(
    ("text", "score"), [("8/40, worse standing", 8), ("pain 6/IO", 6), ("8/21", None), ("strength 4/40", None)]
)
def test_ten_with_a_hands_one_is_still_ten(text: str, score: int | None) -> None:
    assert [one.value for one in find_pain_scores(text)] == ([] if score is None else [score])


@pytest.mark.parametrize("line", ["Client   Ann Fox", "FOX, ANN", "This is about Ann Fox"])
def test_a_name_right_above_the_day_of_birth_is_held_as_the_patients(line: str) -> None:
    form = packet(sheet(f"{line}\nDOB: 3/4/1950"))
    value = next(v for v in extract(form, second=False) if v.field == "patient.name")
    assert value.value == "Ann Fox"


@pytest.mark.parametrize("line", ["Elm Street Clinic", "19 Maplewood Ave", "Referring provider: Ruth Marsh MD"])
def test_what_is_nobodys_name_or_the_referrers_is_not_the_patients(line: str) -> None:
    form = packet(sheet(f"{line}\nDOB: 3/4/1950"))
    assert next(v for v in extract(form, second=False) if v.field == "patient.name").status is FieldStatus.MISSING


def test_a_name_over_the_day_of_birth_in_its_column_is_held_whatever_stands_beside() -> None:
    drawing = """
FOX, ANN
                              NEW VISIT
Female
                              Pain for two years
DOB: 3/4/1950
"""
    value = next(v for v in extract(packet(sheet(drawing)), second=False) if v.field == "patient.name")
    assert str(value.value).upper() == "ANN FOX"
    assert value.status is FieldStatus.UNCERTAIN


NUMBERED = "Requesting   Ann Fox NP\n{label} 1305729847      Signature   Ann Fox"


def npi(label: str) -> FieldStatus:
    fields = extract(packet(sheet(HEAD + NUMBERED.format(label=label))), second=False)
    return next(value.status for value in fields if value.field == "referrer.npi")


@pytest.mark.parametrize("label", ["N.", "N.P.", "N P", "N.Pl", "N"])
def test_ten_figures_behind_what_is_left_of_npi_are_held(label: str) -> None:
    assert npi(label) in (FieldStatus.UNCERTAIN, FieldStatus.INVALID)


@pytest.mark.parametrize("label", ["MRN", "Claim No.", "Account", "Notes"])
def test_ten_figures_behind_another_label_are_no_npi(label: str) -> None:
    assert npi(label) is FieldStatus.MISSING


def test_a_level_in_one_of_several_choices_whose_marks_nobody_saw_is_not_held() -> None:
    drawing = """
Service:   Epidural injection
Diagnosis:   Sacroiliac dysfunction      Lumbar stenosis
             Compression fracture of L3   Facet arthritis
"""
    assert told(drawing, "fracture.levels") == []


def test_the_number_behind_another_label_is_no_npi() -> None:
    assert told("NPI:    Tax ID: 04-3318827", "referrer.npi") == []

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.choices import questions
from faxpipe.fields.labelled import labelled
from faxpipe.referral import Candidate, Check


def found(drawing: str, kind: PageKind = PageKind.REFERRAL_FORM) -> list[Candidate]:
    one = sheet(drawing, kind)
    return list(labelled(packet(one), {one.number: questions(one)}))


@pytest.mark.parametrize(
    "drawing",
    [
        "Date of birth:  03/04/1950",
        "Date of birth 03/04/1950",
        "DOB 03/04/1950",
        "DOB . . . . . : 03/04/1950",
        "Birth date           03/04/1950",
        "Date of birth\n03/04/1950",
    ],
)
def test_an_answer_is_found_right_of_and_below_its_label(drawing: str) -> None:
    assert values(found(drawing), "patient.birth_date") == ["1950-03-04"]


def test_a_label_with_nothing_behind_it_gives_no_candidate() -> None:
    drawing = """
Member ID:
Group:           88120
"""
    assert values(found(drawing), "coverage.member_id") == []
    assert values(found(drawing), "coverage.group_number") == ["88120"]


def test_an_empty_cell_is_not_filled_from_the_row_below() -> None:
    drawing = """
------------------------------
| Phone    |                 |
------------------------------
| Other    | 603-555-0144    |
------------------------------
"""
    assert values(found(drawing), "patient.phone") == []


def test_labels_above_their_values_are_answered_by_column() -> None:
    drawing = """
Last name          First name         MI
Vachon             Constance
"""
    assert values(found(drawing), "patient.name") == ["Constance Vachon"]


def test_ink_that_no_word_explains_makes_the_answer_unreadable_not_missing() -> None:
    candidates = found("Member ID:   ~~~~~~~~~~")
    assert [(c.field, c.value, c.check) for c in candidates] == [("coverage.member_id", None, Check.UNREADABLE)]


def test_text_that_cannot_be_the_value_is_held_not_missing() -> None:
    candidates = found("NPI:   ASBARISIET")
    assert [(c.value, c.check) for c in candidates] == [(None, Check.UNREADABLE)]


@pytest.mark.parametrize("answer", ["see attached", "unknown", "________", "N/A", "on file"])
def test_what_is_no_answer_gives_no_candidate(answer: str) -> None:
    assert found(f"Member ID:   {answer}") == []


def test_none_is_an_answer() -> None:
    assert values(found("Blood thinners:   none"), "treatment.anticoagulants") == ["none"]
    assert values(found("Allergies:   NKDA"), "patient.allergies") == ["none"]


def test_the_recipient_is_never_the_referring_provider() -> None:
    assert values(found("Referring provider:  Bennett Kramer, MD"), "referrer.name") == []
    assert values(found("Office phone:  603-681-3140"), "referrer.phone") == []


def test_codes_beside_a_diagnosis_are_its_codes_and_not_its_text() -> None:
    candidates = found("Diagnosis:  L1 compression fracture M80.08XA")
    assert values(candidates, "diagnosis.icd10") == [("M80.08XA",)]
    assert values(candidates, "diagnosis.text") == ["L1 compression fracture"]


def test_an_unmarked_scale_is_no_pain_score() -> None:
    assert values(found("Pain:   0 1 2 3 4 5 6 7 8 9 10"), "symptoms.pain_score") == []


def test_a_medicine_that_was_misread_lowers_the_confidence_of_the_list() -> None:
    clean = found("Medications:  lisinopril, sertraline, omeprazole")[0]
    torn = found("Medications:  LSLNoprxx, sertraline, omeprazole")[0]
    assert clean.value == ("lisinopril", "sertraline", "omeprazole")
    assert torn.confidence < clean.confidence - 0.1


def test_the_date_of_a_visit_is_not_the_date_of_a_study() -> None:
    drawing = "Pt: Fox, Ann   DOS: 08/19/2026"
    assert values(found(drawing, PageKind.CLINICAL_NOTE), "imaging.date") == []
    assert values(found(drawing, PageKind.IMAGING_REPORT), "imaging.date") == ["2026-08-19"]


def test_company_and_plan_in_cells_of_their_own_make_one_payer() -> None:
    drawing = """
Primary insurance
Company             Plan
UnitedHealthcare    Medicare Advantage
"""
    assert values(found(drawing), "coverage.payer")[0] == "UnitedHealthcare Medicare Advantage"

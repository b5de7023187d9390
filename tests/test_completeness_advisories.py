from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from faxpipe.advisories import advisories, load_coverage, parse_coverage
from faxpipe.errors import ConfigError
from faxpipe.referral import FieldStatus, FieldValue, Pathway, Value
from faxpipe.schema import load_schema

RECEIVED = date(2026, 9, 10)
GOOD: dict[str, Value] = {
    "coverage.payer": "Medicare Part B",
    "diagnosis.icd10": ("M80.08XA",),
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-08-11",
    "imaging.modality": "MRI",
    "imaging.date": "2026-08-28",
    "imaging.edema": "yes",
    "symptoms.pain_score": 6,
    "treatment.conservative": ("brace",),
    "exam.neuro": "normal",
    "fracture.height_loss_percent": 30,
    "bone.workup": "yes",
}


def shown(changed: dict[str, Value | None], way: Pathway = Pathway.VCF, day: date = RECEIVED) -> set[str]:
    fields = [
        FieldValue(name, FieldStatus.FOUND if value is not None else FieldStatus.MISSING, value, 0.9)
        for name, value in {**GOOD, **changed}.items()
    ]
    return {row.rule for row in advisories(fields, load_schema(), load_coverage(), way, day)}


def test_a_referral_that_meets_the_rules_has_no_advisory() -> None:
    assert shown({}) == set()


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"diagnosis.icd10": ("M48.56XA",)}, "L33569.codes"),
        ({"diagnosis.icd10": ("M84.58XA",)}, "L33569.codes"),
        ({"diagnosis.icd10": None}, "L33569.codes"),
        ({"fracture.levels": ("T8", "T9", "T11", "L1")}, "L33569.levels"),
        ({"fracture.onset": "2026-05-01"}, "L33569.weeks"),
        ({"imaging.edema": "no"}, "L33569.edema"),
        ({"imaging.edema": None}, "L33569.edema"),
        ({"symptoms.pain_score": 4}, "L33569.pain"),
        ({"symptoms.pain_score": None}, "L33569.pain"),
        ({"treatment.conservative": None}, "L33569.treatment"),
        ({"fracture.height_loss_percent": 25}, "L33569.height_loss"),
        ({"bone.workup": "no"}, "L33569.bone"),
        ({"exam.neuro": None}, "unanswered.exam.neuro"),
    ],
)
def test_each_gap_in_medicares_rules_is_shown_once(changed: dict[str, Value | None], rule: str) -> None:
    assert shown(changed) == {rule}


def test_a_tumor_code_makes_the_pathologic_fracture_payable() -> None:
    assert shown({"diagnosis.icd10": ("M84.58XA", "C90.00")}) == set()


def test_payers_differ() -> None:
    assert shown({"coverage.payer": "Cigna"}) == {"CMM-607.pain"}
    assert shown({"coverage.payer": "Cigna Medicare Advantage"}) == set()
    assert shown({"coverage.payer": "Cigna", "symptoms.pain_score": 7, "fracture.levels": ("T5", "T6", "T7")}) == {
        "CMM-607.levels"
    }
    old = {"coverage.payer": "Cigna", "symptoms.pain_score": 8, "imaging.date": "2026-02-01"}
    assert shown(old) == {"CMM-607.imaging"}


def test_a_rule_counts_from_its_date() -> None:
    before = {"fracture.onset": "2019-05-01", "imaging.date": "2019-05-03", "symptoms.pain_score": 3}
    assert shown(before, day=date(2019, 6, 1)) == set()


def test_other_pain_is_not_asked_about_fractures() -> None:
    gone = dict.fromkeys(("imaging.edema", "bone.workup", "fracture.height_loss_percent"))
    assert shown(gone, way=Pathway.PAIN) == set()
    assert shown({"symptoms.pain_score": None}, way=Pathway.PAIN) == {"unanswered.symptoms.pain_score"}


def test_a_held_answer_is_to_be_checked_not_asked_for() -> None:
    held = [FieldValue("exam.neuro", FieldStatus.UNCERTAIN, "normal", 0.5)]
    rules = {row.rule for row in advisories(held, load_schema(), load_coverage(), Pathway.PAIN, RECEIVED)}
    assert "unsure.exam.neuro" in rules


ROW: dict[str, Any] = {
    "id": "x",
    "check": "yes",
    "field": "bone.workup",
    "payers": ["*"],
    "effective_from": date(2020, 1, 1),
    "says": "a",
    "asks": "b",
}


@pytest.mark.parametrize(
    "bad",
    [
        {**ROW, "chek": "yes"},
        {**ROW, "check": "maybe"},
        {key: value for key, value in ROW.items() if key != "payers"},
        {**ROW, "effective_from": "soon"},
        {**ROW, "first": "T99"},
    ],
)
def test_a_bad_row_stops_the_program_with_its_name(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="coverage x"):
        parse_coverage({"version": "1", "rule": [bad]})

"""What the lab holds to be missing, doubtful and urgent."""

from __future__ import annotations

from datetime import date

import pytest

from faxpipe.lab.cases import Fact
from faxpipe.lab.reckon import NEEDED, NEEDED_FOR_FRACTURES, missing_fields, priority_of, verdict_of
from faxpipe.lab.said import Said

TODAY = date(2025, 5, 20)


def full(**changes: Fact | None) -> Said:
    fields: dict[str, Fact] = dict.fromkeys((*NEEDED, *NEEDED_FOR_FRACTURES), "x")
    fields |= {"referrer.fax": "x", "diagnosis.icd10": ("M80.08XA",), "fracture.onset": "2025-05-01"}
    for name, value in changes.items():
        key = name.replace("__", ".")
        if value is None:
            fields.pop(key)
        else:
            fields[key] = value
    return Said(fields=fields)


def test_everything_answered_is_complete() -> None:
    assert missing_fields(full(), "vcf", {"clinical_note"}) == []
    assert verdict_of(full(), "vcf", {"clinical_note"}) == "complete"


def test_a_form_needs_a_signature() -> None:
    assert missing_fields(full(), "vcf", {"referral_form"}) == ["referrer.signature"]


def test_an_either_or_pair_is_named_by_its_first_field() -> None:
    said = full(referrer__fax=None, diagnosis__icd10=None)
    assert missing_fields(said, "vcf", set()) == ["referrer.phone", "diagnosis.text"]


def test_fracture_fields_are_needed_for_fractures_only() -> None:
    said = full(fracture__levels=None)
    assert missing_fields(said, "vcf", set()) == ["fracture.levels"]
    assert missing_fields(said, "pain", set()) == []


def test_self_pay_needs_no_member_id() -> None:
    assert missing_fields(full(coverage__payer="self-pay", coverage__member_id=None), "vcf", set()) == []


def test_an_illegible_answer_is_no_missing_one_but_needs_a_person() -> None:
    said = full(coverage__member_id=None)
    said.spoiled.add("coverage.member_id")
    assert missing_fields(said, "vcf", set()) == []
    assert verdict_of(said, "vcf", set()) == "review"


@pytest.mark.parametrize(
    ("changes", "alarms", "priority"),
    [
        ({}, set(), "routine"),
        ({"symptoms__pain_score": 5}, set(), "priority"),
        ({"symptoms__pain_score": 4}, set(), "routine"),
        ({"symptoms__pain_score": 8}, set(), "urgent"),
        ({"order__urgency": "stat"}, set(), "urgent"),
        ({"exam__neuro": "deficit"}, set(), "urgent"),
        ({"exam__neuro": "deficit"}, {"emergency"}, "emergency"),
        ({"symptoms__pain_score": 6, "fracture__onset": "P8W"}, set(), "routine"),
        ({"symptoms__pain_score": 6, "fracture__onset": "2025-05"}, set(), "priority"),
    ],
)
def test_priority(changes: dict[str, Fact], alarms: set[str], priority: str) -> None:
    said = full(**changes)
    said.alarms |= alarms
    assert priority_of(said, "vcf", TODAY) == priority


def test_a_fracture_from_a_tumour_is_urgent_though_only_the_diagnosis_says_so() -> None:
    said = full(diagnosis__text="Pathologic fracture L3 due to bone metastasis", fracture__onset="2024-11-01")
    assert priority_of(said, "vcf", TODAY) == "urgent"
    assert priority_of(full(fracture__onset="2024-11-01"), "vcf", TODAY) == "routine"

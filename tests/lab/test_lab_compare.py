"""Which answers count as the same."""

from __future__ import annotations

from typing import Any

import pytest

from faxpipe.lab.compare import same, same_order


@pytest.mark.parametrize(
    ("field", "got", "truth"),
    [
        ("patient.name", "MARIE ST PIERRE", "Marie St. Pierre"),
        ("patient.name", "Harriet M Whitcomb", "Harriet M. Whitcomb"),
        ("patient.name", "Jose Munoz", "José Muñoz"),
        ("patient.name", "Sean OBrien", "Sean O'Brien"),
        ("referrer.name", "Dr. Priya Natarajan, MD", "Priya Natarajan"),
        ("referrer.phone", "(603) 555-0199", "603-555-0199"),
        ("patient.medications", ["Warfarin", "vit. D3"], ["vit d3", "warfarin"]),
        ("patient.allergies", "none", "none"),
        ("diagnosis.icd10", ["m80.08xa"], ["M80.08XA"]),
        ("symptoms.pain_score", 7, 7),
        ("order.service", "consult & treat kyphoplasty L1", "Consult and treat: kyphoplasty L1"),
        ("referrer.practice", "Beech Street Medical", "Beech Street Medical, PLLC"),
        ("patient.address", "12 Elm St, Salem NH 03079", "12 Elm St, Salem, NH 03079"),
    ],
)
def test_the_same_answer_in_another_dress_is_right(field: str, got: Any, truth: Any) -> None:
    assert same(field, got, truth)


@pytest.mark.parametrize(
    ("field", "got", "truth"),
    [
        ("patient.name", "Harriet Whitcomb", "Harriet M. Whitcomb"),
        ("patient.name", "Hung", "Hung Do"),
        ("patient.birth_date", "1946-03-19", "1947-03-19"),
        ("referrer.npi", "1168498173", "1168498172"),
        ("patient.medications", ["warfarin"], ["warfarin", "metoprolol"]),
        ("patient.allergies", ["latex"], "none"),
        ("fracture.onset", "P3W", "2026-08-11"),
        ("order.service", "L1", "Consult and treat: kyphoplasty L1"),
        ("patient.address", "13 Elm St, Salem, NH 03079", "12 Elm St, Salem, NH 03079"),
        ("patient.phone", None, "603-555-0199"),
    ],
)
def test_another_answer_is_wrong(field: str, got: Any, truth: Any) -> None:
    assert not same(field, got, truth)


def test_order_of_a_list_is_told_apart_from_its_items() -> None:
    assert same("patient.medications", ["b", "a"], ["a", "b"])
    assert not same_order(["b", "a"], ["a", "b"])

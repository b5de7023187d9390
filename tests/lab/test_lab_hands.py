"""The faxes of `tests/hands`, written by other hands: each is whole, and its truth is one that the rules know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from faxpipe.fields.kinds.icd10 import billable
from faxpipe.fields.kinds.npi import npi_valid
from faxpipe.lab.foreign import posted
from faxpipe.lab.readings import TRUTH_SUFFIX
from faxpipe.schema import load_schema

HANDS = Path(__file__).parents[1] / "hands"
SOURCES = sorted(HANDS.glob("*.html"))
FIELDS = {spec.name for spec in load_schema().fields}
VERDICTS = {"complete", "incomplete", "review", "not_referral", "unreadable"}


def _truth(source: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(source.with_name(source.stem + TRUTH_SUFFIX).read_text(encoding="utf-8"))
    return truth


def test_there_are_faxes_of_other_hands() -> None:
    assert len(SOURCES) >= 40


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_truth_says_how_its_fax_travelled_and_only_what_the_rules_know(source: Path) -> None:
    truth = _truth(source)
    posted(truth)
    assert truth["verdict"] in VERDICTS
    for referral in truth["referrals"]:
        told = [*referral["fields"], *referral["missing"], *referral.get("unreadable", [])]
        assert set(told) <= FIELDS
        assert not set(referral["fields"]) & {*referral["missing"], *referral.get("unreadable", [])}
        assert set(referral["pages"]) <= set(range(1, len(truth["pages"]) + 1))
        assert (referral["verdict"] == "incomplete") == bool(referral["missing"])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_numbers_of_a_truth_pass_the_checks_that_a_reading_must_pass(source: Path) -> None:
    for referral in _truth(source)["referrals"]:
        if npi := referral["fields"].get("referrer.npi"):
            assert npi_valid(npi)
        for code in referral["fields"].get("diagnosis.icd10", ()):
            assert billable(code)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_page_fetches_nothing(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert "<script" not in text
    assert 'src="http' not in text
    assert "url(http" not in text

"""A referrer of whom nobody says the first name is held."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather


def sure(name: str) -> float:
    report = sheet(f"MRI LUMBAR SPINE\nReferring: {name}\nFINDINGS: normal", PageKind.IMAGING_REPORT)
    return max(one.confidence for one in gather(packet(report)) if one.field == "referrer.name")


@pytest.mark.parametrize("name", ["N. Fox-Doyle, MD", "J. R. Smith, MD"])
def test_initials_before_a_surname_are_no_whole_name(name: str) -> None:
    assert sure(name) <= 0.7


@pytest.mark.parametrize("name", ["Norma Fox-Doyle, MD", "J. Robert Smith, MD", "Jo Smith, MD", "Ng Lee, MD"])
def test_a_first_name_however_short_is_one(name: str) -> None:
    assert sure(name) > 0.7

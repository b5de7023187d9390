"""A study and its days in cells of their own are held where no label could be read."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.fields.extract import gather
from faxpipe.fields.forms.lone_cells import HELD, lone_cells
from faxpipe.referral import Candidate

HEAD = "Patient: Ann Fox     DOB: 3/4/1950\n\n"
ALL = frozenset({"imaging.modality", "imaging.date", "fracture.onset"})


def told(drawing: str, wanted: frozenset[str] = ALL) -> dict[str, Candidate]:
    form = packet(sheet(HEAD + drawing))
    return {c.field: c for c in lone_cells(form, gather(form), wanted)}


def test_a_study_and_the_days_around_it_are_held() -> None:
    found = told("4/29/2026      CT      5/27/2026\nDcgon          Sean    Donc on\n")
    assert {name: c.value for name, c in found.items()} == {
        "fracture.onset": "2026-04-29",
        "imaging.modality": "CT",
        "imaging.date": "2026-05-27",
    }
    assert all(c.confidence <= HELD for c in found.values())


def test_a_misread_day_is_held_without_a_value() -> None:
    found = told("4/Z9/3O26      CT\n", frozenset({"fracture.onset", "imaging.modality"}))
    assert found["fracture.onset"].value is None


@pytest.mark.parametrize(
    "row", ["MRI      CT      X-ray\n", "MRI lumbar was discussed\n", "Bone density      Yes\n"]
)
def test_studies_to_choose_from_and_words_with_more_in_their_cell_are_none(row: str) -> None:
    assert "imaging.modality" not in told(row)


def test_nothing_is_looked_for_that_is_answered() -> None:
    assert told("4/29/2026      CT      5/27/2026\n", frozenset()) == {}

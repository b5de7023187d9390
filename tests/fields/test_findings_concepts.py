"""Red flags as concepts: what belongs together in a clause, and what does not."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.findings_concepts import concept_matches
from faxpipe.fields.prose_text import sentences


def flags(text: str) -> set[str]:
    read = sentences(printed(text), PageKind.CLINICAL_NOTE)
    return {name for sentence in read for name, _, _ in concept_matches(sentence.doc)}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("she can no longer sense bowel movements", "bladder_bowel"),
        ("the inner thighs have gone numb", "saddle_anesthesia"),
        ("legs keep collapsing, worse by the hour", "progressive_leg_weakness"),
        ("both legs 4/5 last week, 2/5 today", "progressive_leg_weakness"),
        ("the conus is flattened", "cord_compression"),
    ],
)
def test_a_place_and_what_is_wrong_with_it_make_a_finding(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "groin pain; numb feet",
        "cord normal, effacement of the thecal sac",
        "effacement of the thecal sac without contact with the cord",
        "both legs 2/5 last week, 4/5 today",
        "upper extremity weakness worsening",
    ],
)
def test_parts_of_different_things_make_none_of_the_emergencies(text: str) -> None:
    assert not flags(text) - {"neurologic_deficit"}


@pytest.mark.parametrize(("text", "kept"), [("PVR 301 mL", True), ("PVR 45 mL", False), ("PVR 2019", False)])
def test_a_bladder_that_keeps_much_is_a_finding_and_a_year_is_none(text: str, kept: bool) -> None:
    assert ("bladder_bowel" in flags(text)) is kept

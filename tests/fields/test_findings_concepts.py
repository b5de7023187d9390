"""Red flags as concepts: what belongs together in a clause, and what does not."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.flags.concepts import concept_matches
from faxpipe.fields.prose.text import sentences, tokens


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
        "There is a motor deficit, 3/5 in the legs.",
    ],
)
def test_parts_of_different_things_make_none_of_the_emergencies(text: str) -> None:
    assert not flags(text) - {"neurologic_deficit"}


@pytest.mark.parametrize(("text", "kept"), [("PVR 301 mL", True), ("PVR 45 mL", False), ("PVR 2019", False)])
def test_a_bladder_that_keeps_much_is_a_finding_and_a_year_is_none(text: str, kept: bool) -> None:
    assert ("bladder_bowel" in flags(text)) is kept


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("burst fx L2, legs 2/5 bilat", "progressive_leg_weakness"),
        ("Hip flexors R 3/5, L 2/5.", "progressive_leg_weakness"),
        ("Temp 101.8, ESR 96", "infection_with_fracture"),
        ("Fever and rigors after an injection, cannot move the left leg", "epidural_abscess"),
        ("Pt currently in room 412, 3 East", "inpatient"),
    ],
)
def test_what_is_measured_or_graded_makes_a_flag(text: str, flag: str) -> None:
    assert flag in {name for name, _, _ in concept_matches(tokens(text))}


@pytest.mark.parametrize(
    "text",
    [
        "Grip 3/5 right, 3/5 left; legs 5/5.",
        "Temp 98.6, ESR 12, CRP <3",
        "ESR 96",
        "Lives in assisted living, room 12",
        "Seen in emergency room 3 now",
    ],
)
def test_one_sign_alone_or_a_number_of_something_else_makes_no_flag(text: str) -> None:
    assert not list(concept_matches(tokens(text)))

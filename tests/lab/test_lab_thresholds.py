"""What confidences keep of what they claim, and the thresholds chosen from that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from scored import fax_of, scored

from faxpipe.lab.reliability import Judged, judged_values, reliabilities
from faxpipe.lab.score import Outcome
from faxpipe.lab.thresholds import ALL, STEPS, Chosen, Goal, Shown, choose, chosen
from faxpipe.schema import Thresholds

GOAL = Goal(wrong_max=0.005, floor=0.6, keep_min=0.5)


def values(kind: str, confidence: float, right: int, wrong: int = 0) -> list[Judged]:
    """Each in its own fax."""
    told = [True] * right + [False] * wrong
    return [Judged(f"{kind}{confidence}{n}.pdf", kind, kind, confidence, one, True) for n, one in enumerate(told)]


def ladder(read: Sequence[Judged], steps: Sequence[float] = STEPS) -> dict[float, list[Judged]]:
    """As if thresholds did nothing but cut off what lies below them."""
    return {step: [one for one in read if one.confidence >= step] for step in (GOAL.floor, *steps)}


def choose_from(read: Sequence[Judged], goal: Goal = GOAL, now: float = 0.75) -> dict[str, float]:
    return choose(ladder(read), goal, Thresholds(now))


def test_only_values_that_their_confidence_decides_about_are_judged() -> None:
    fax = fax_of(
        "a.pdf",
        scored(Outcome.FOUND_WRONG, 0.8),
        scored(Outcome.HELD_RIGHT, 0.7),
        scored(Outcome.HELD_RIGHT, 0.9, reason="pages_differ"),
        scored(Outcome.MISSED, None),
        scored(Outcome.INVENTED, 0.9, "patient.phone"),
    )
    judged = judged_values([fax], {"patient.name": "person", "patient.phone": "phone"})
    assert [(one.kind, one.confidence, one.right, one.found) for one in judged] == [
        ("person", 0.8, False, True),
        ("person", 0.7, True, False),
        ("phone", 0.9, False, True),
    ]


def test_reliability_counts_all_values_first_and_then_each_kind() -> None:
    whole, *kinds = reliabilities([*values("date", 0.96, 8, 1), *values("id", 0.62, 1, 1), *values("id", 1.0, 1)])
    assert (whole.kind, whole.values, [row.kind for row in kinds]) == ("all", 12, ["date", "id"])
    assert {(one.low, one.values, one.right) for one in kinds[1].bins if one.values} == {(0.6, 2, 1), (0.98, 1, 1)}
    assert [(one.values, one.wrong) for one in whole.above if one.threshold in (0.6, 0.95, 0.99)] == [
        (12, 2),
        (10, 1),
        (1, 0),
    ]


def test_the_threshold_lies_above_the_values_that_go_wrong() -> None:
    read = [*values("date", 0.76, 50, 20), *values("date", 0.91, 2000, 2)]
    assert choose_from(read)["date"] == 0.8


def test_a_kind_that_is_always_right_may_be_found_from_the_floor() -> None:
    assert choose_from(values("npi", 0.66, 2000))["npi"] == GOAL.floor


def test_a_kind_with_few_values_borrows_its_doubt_from_all_kinds() -> None:
    few = [*values("npi", 0.71, 10), *values("npi", 0.97, 30)]
    read = [*few, *values("date", 0.71, 40, 100), *values("date", 0.97, 3000)]
    assert choose_from(few)["npi"] == GOAL.floor
    assert choose_from(read)["npi"] == 0.75
    assert choose_from([*read, *values("npi", 0.71, 1000)])["npi"] == GOAL.floor


def test_no_goal_is_worth_asking_about_most_right_values() -> None:
    read = [*values("text", 0.71, 500, 50), *values("text", 0.91, 500, 20), *values("text", 0.97, 100)]
    assert choose_from(read)["text"] == 0.75
    assert choose_from(read, Goal(keep_min=0.0))["text"] == 0.92


def test_a_threshold_is_lowered_only_where_the_goal_is_reached() -> None:
    """Here the values from 0.85 on are wrong more often than those below."""
    read = [*values("text", 0.66, 500, 10), *values("text", 0.85, 100, 9)]
    assert choose_from(read, now=0.84)["text"] == 0.84
    assert choose_from(read, now=0.9)["text"] == 0.9


def test_what_a_threshold_finds_is_told_from_readings_with_it() -> None:
    """A value that is lifted by a second look only where it is found at first is lost with higher thresholds."""
    steps = ladder(values("date", 0.66, 100, 5))
    steps[0.75] = steps[0.8] = values("date", 0.97, 100)
    assert choose(steps, GOAL, Thresholds(0.75))["date"] == 0.75


def test_all_kinds_together_have_a_threshold_for_kinds_without_values() -> None:
    read = [*values("date", 0.76, 50, 30), *values("npi", 0.91, 2000)]
    assert set(choose_from(read)) == {"date", "npi", ALL}
    assert choose_from(read)[ALL] == 0.8


def test_values_in_faxes_apart_are_judged_by_thresholds_they_had_no_part_in() -> None:
    """One wrong value sets the threshold above itself where it is seen; apart, the others let it through."""
    read = [*values("date", 0.81, 300), *values("date", 0.71, 0, 1), *values("date", 0.72, 20)]
    tight, now = Goal(wrong_max=0.001), Thresholds(0.75)
    thresholds = choose(ladder(read), tight, now)
    assert thresholds["date"] == 0.75
    after = [one for one in read if one.confidence >= 0.75]
    row, whole = chosen(ladder(read), after, thresholds, tight, now)
    assert (row.kind, row.found, row.wrong, row.held_right, row.right) == ("date", 300, 0, 20, 320)
    assert row.apart_wrong == 1
    assert (whole.kind, whole.apart_found, whole.apart_wrong) == (ALL, row.apart_found, row.apart_wrong)


@pytest.mark.parametrize(
    ("found", "wrong", "shown"),
    [(1000, 0, Shown.SHOWN), (100, 0, Shown.MET), (100, 1, Shown.MISSED), (1000, 4, Shown.MET), (0, 0, Shown.MET)],
)
def test_too_few_values_never_show_that_the_goal_is_reached(found: int, wrong: int, shown: Shown) -> None:
    row = Chosen("date", 0.8, found, wrong, apart_found=found, apart_wrong=wrong, right=found)
    assert row.shown(0.005) is shown

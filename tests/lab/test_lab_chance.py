"""Intervals and tests against figures that are published or can be worked out by hand."""

from __future__ import annotations

import pytest

from faxpipe.lab.chance import holm, interval, mcnemar, share_difference


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 100, 0.0, 0.0362),
        (100, 100, 0.9638, 1.0),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 2000, 0.0024, 0.0092),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_of_a_share_is_the_exact_one(part: int, whole: int, low: float, high: float) -> None:
    assert interval(part, whole) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("better", "worse", "chance"),
    [(0, 0, 1.0), (3, 3, 1.0), (5, 0, 2 / 32), (0, 5, 2 / 32), (9, 1, 22 / 1024)],
)
def test_pairs_that_differ_decide_whether_a_difference_is_chance(better: int, worse: int, chance: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(chance)


def test_many_questions_make_each_chance_larger() -> None:
    assert holm([0.01, 0.5, 0.02]) == pytest.approx([0.03, 0.5, 0.04])
    assert holm([0.9, 0.9]) == [1.0, 1.0]


def test_a_difference_in_every_fax_is_seen_whichever_faxes_are_drawn() -> None:
    found = share_difference([(9, 10, 10, 10)] * 20)
    assert found == pytest.approx((0.1, 0.1, 0.1))


def test_a_difference_that_one_fax_makes_may_be_chance() -> None:
    found = share_difference([(10, 10, 10, 10)] * 19 + [(0, 10, 10, 10)])
    assert found is not None
    difference, low, high = found
    assert difference == pytest.approx(0.05)
    assert low == 0.0 < difference < high


def test_nothing_counted_gives_no_difference() -> None:
    assert share_difference([]) is None
    assert share_difference([(0, 0, 1, 1)]) is None

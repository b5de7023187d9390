"""From which confidence a value of each kind may be found, so that few enough of the found are wrong.

Part of the lab; pure. The lowest threshold whose share of wrong values is within the goal is chosen, with what
a kind has too few values to tell borrowed from all kinds: a kind of thirty values, all right, is not thereby
perfect. How well the choice holds is told on faxes that had no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from faxpipe.lab.chance import interval
from faxpipe.lab.reliability import Above, Judged, above
from faxpipe.lab.runs import Run
from faxpipe.schema import Schema, Thresholds

BORROWED = 20
"""Values that every kind borrows from all kinds together, as wrong as those are with the same threshold. Kinds
differ: on 70 faxes 0 to 28 % of their values were wrong, by which a kind tells about as much of another as a
dozen values."""
FOLDS = 5
ALL = "all"
"""The name of all kinds together."""
STEPS = (0.65, 0.7, 0.75, 0.8, 0.84, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Goal:
    """`wrong_max`: of the found values of a kind, at most this share wrong. `floor`: no threshold lies lower.
    `keep_min`: of the right values from the floor on, at least this share stays found, goal or no goal."""

    wrong_max: float = 0.005
    floor: float = 0.6
    keep_min: float = 0.5


class Shown(StrEnum):
    """How far the goal is reached on faxes that had no part in the choice."""

    SHOWN = "shown"
    MET = "met, too few to show it"
    MISSED = "not met"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A threshold and what it does. `found`, `wrong`: values found when the fields are read with it. `apart_*`:
    of the values at the floor, each counted with a threshold chosen from other faxes. `right`: right ones at
    the floor."""

    kind: str
    threshold: float
    found: int
    wrong: int
    apart_found: int
    apart_wrong: int
    right: int

    @property
    def apart(self) -> tuple[float, float]:
        """Between which shares the wrong ones among found lie, 95 % sure."""
        return interval(self.apart_wrong, self.apart_found)

    @property
    def held_right(self) -> int:
        """Right values that a person is asked about."""
        return max(0, self.right - (self.found - self.wrong))

    def shown(self, wrong_max: float) -> Shown:
        """Whether the goal is reached, and whether that is more than a lack of values."""
        if self.apart_wrong > wrong_max * self.apart_found:
            return Shown.MISSED
        return Shown.SHOWN if self.apart[1] <= wrong_max else Shown.MET


@dataclass(frozen=True, slots=True)
class Calibration:
    """The thresholds found, what they do by kind (all kinds together last), and three readings of the same faxes:
    with the table in use, with all thresholds at the floor, and with the new ones."""

    goal: Goal
    schema: Schema
    thresholds: Thresholds
    rows: tuple[Chosen, ...]
    before: Run
    low: Run
    after: Run


Ladder = Mapping[float, Sequence[Judged]]
"""The values that are found when the fields are read with one threshold for all kinds, by that threshold,
rising. The first is the goal's floor."""


def choose(ladder: Ladder, goal: Goal, now: Thresholds) -> dict[str, float]:
    """The threshold of each kind, and of `ALL` together.

    Where no threshold reaches the goal while enough right values stay found, the one with the least wrong of those
    that keep enough, but none lower than `now`.
    """
    counts = {threshold: _counts(found) for threshold, found in ladder.items()}
    first = next(iter(counts.values()))
    return {kind: _choose(kind, counts, goal, now.of(kind)) for kind in first}


def _choose(kind: str, counts: Mapping[float, Mapping[str, Above]], goal: Goal, now: float) -> float:
    nothing = Above(0.0, 0, 0)
    at_floor = next(iter(counts.values()))[kind]
    enough = goal.keep_min * (at_floor.values - at_floor.wrong)
    best, least = now, 2.0
    for threshold, by_kind in counts.items():
        own = by_kind.get(kind, nothing)
        if own.values - own.wrong < enough:
            break
        share = _share(own, by_kind[ALL])
        if share <= goal.wrong_max:
            return threshold
        if threshold >= now and share < least:
            best, least = threshold, share
    return best


def chosen(
    ladder: Ladder, after: Sequence[Judged], thresholds: Mapping[str, float], goal: Goal, now: Thresholds
) -> tuple[Chosen, ...]:
    """What `thresholds` do, all kinds together last. `after`: the values found when the fields are read with
    them."""
    found, at_floor, apart = _counts(after), _counts(next(iter(ladder.values()))), _apart(ladder, goal, now)
    rows = [
        _row(kind, threshold, found.get(kind), apart.get(kind), at_floor[kind])
        for kind, threshold in thresholds.items()
    ]
    return (*(row for row in rows if row.kind != ALL), *(row for row in rows if row.kind == ALL))


def _row(kind: str, threshold: float, found: Above | None, apart: tuple[int, int] | None, low: Above) -> Chosen:
    values, wrong = (found.values, found.wrong) if found else (0, 0)
    return Chosen(kind, threshold, values, wrong, *(apart or (0, 0)), low.values - low.wrong)


def _apart(ladder: Ladder, goal: Goal, now: Thresholds) -> dict[str, tuple[int, int]]:
    """(found, wrong) by kind, each fax judged by thresholds that were chosen from the other folds."""
    apart: dict[str, tuple[int, int]] = {}
    for fold in range(FOLDS):
        others, own = (
            {step: [v for v in found if (_fold(v) == fold) is mine] for step, found in ladder.items()}
            for mine in (False, True)
        )
        thresholds = choose(others, goal, now)
        counts = {step: _counts(found) for step, found in own.items()}
        for kind in {value.kind for value in next(iter(own.values()))}:
            step = _rung(counts, thresholds.get(kind, thresholds[ALL]))
            judged = counts[step].get(kind, Above(step, 0, 0))
            for name in (kind, ALL):
                found, wrong = apart.get(name, (0, 0))
                apart[name] = found + judged.values, wrong + judged.wrong
    return apart


def _rung(steps: Mapping[float, object], threshold: float) -> float:
    """The lowest step that is not below the threshold in use, which may lie between two; else the highest."""
    return next((step for step in steps if step >= threshold), max(steps))


def _fold(value: Judged) -> int:
    return crc32(value.source.encode()) % FOLDS


def _share(mine: Above, everything: Above) -> float:
    usual = everything.wrong / everything.values if everything.values else 0.0
    return (mine.wrong + BORROWED * usual) / (mine.values + BORROWED)


def _counts(values: Sequence[Judged]) -> dict[str, Above]:
    """How many values of each kind are found, and how many of them wrong, all kinds together last."""
    kinds: dict[str, list[Judged]] = {}
    for value in sorted(values, key=lambda value: value.kind):
        kinds.setdefault(value.kind, []).append(value)
    return {kind: above(own, 0.0) for kind, own in {**kinds, ALL: values}.items()}

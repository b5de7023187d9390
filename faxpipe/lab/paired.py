"""Two evaluations of the same faxes, value by value: what got better, what worse, and is that more than chance?

Part of the lab; pure. Per field only the referrals in which the two runs differ speak (McNemar 1947, exact),
and the chances are corrected for asking of every field (Holm). Of all fields together whole faxes are drawn
again, because the values of one fax go wrong together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from faxpipe.lab.chance import Pair, holm, mcnemar, share_difference
from faxpipe.lab.compare import CORE
from faxpipe.lab.score import ANSWERED, GOOD, TRUSTED, TRUSTED_WRONG, FaxScore, FieldScore, Outcome, ReferralScore

CHANCE_MAX = 0.05


class Says(StrEnum):
    """What a difference comes to."""

    BETTER = "better"
    WORSE = "worse"
    CHANCE = "may be chance"
    SAME = "the same"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that came out otherwise, in the second run for better or for worse."""

    source: str
    before: FieldScore
    after: FieldScore

    @property
    def better(self) -> bool:
        return _worth(self.after) > _worth(self.before)


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field in both runs. `good`: found right, held right, or rightly empty; `chance`: corrected, of equal
    readers parting so far."""

    field: str
    values: int
    good: tuple[int, int]
    trusted: tuple[int, int]
    trusted_wrong: tuple[int, int]
    better: int
    worse: int
    chance: float

    @property
    def says(self) -> Says:
        if self.chance <= CHANCE_MAX:
            return Says.BETTER if self.better > self.worse else Says.WORSE
        return Says.CHANCE if self.better or self.worse else Says.SAME


@dataclass(frozen=True, slots=True)
class Figure:
    """A share in both runs, and the difference with its 95 % interval; `more_is_better`: which way is up."""

    says: str
    before: tuple[int, int]
    after: tuple[int, int]
    difference: tuple[float, float, float] | None
    more_is_better: bool

    @property
    def verdict(self) -> Says:
        if self.difference is None or self.difference == (0.0, 0.0, 0.0):
            return Says.SAME
        _, low, high = self.difference
        if low <= 0 <= high:
            return Says.CHANCE
        return Says.BETTER if (low > 0) is self.more_is_better else Says.WORSE


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. `only_before`, `only_after`: faxes that one run alone holds, left out of everything else.
    `other_truth`: of the shared ones those whose truth differs between the runs, left out too."""

    faxes: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    other_truth: tuple[str, ...]
    figures: tuple[Figure, ...]
    fields: tuple[FieldPair, ...]
    changes: tuple[Change, ...]
    verdicts: tuple[tuple[str, str, str | None, str | None], ...]


Two = tuple[FaxScore, FaxScore]


def compare(before: Sequence[FaxScore], after: Sequence[FaxScore]) -> Comparison:
    """What changed from one run to the other; changes for the worse come first."""
    first, second = {fax.source: fax for fax in before}, {fax.source: fax for fax in after}
    shared = [(first[name], second[name]) for name in sorted(first.keys() & second.keys())]
    pairs = [pair for pair in shared if _same_truth(pair)]
    other = [one.source for one, two in shared if not _same_truth((one, two))]
    values = [found for pair in pairs for found in _values(pair)]
    return Comparison(
        faxes=len(pairs),
        only_before=tuple(sorted(first.keys() - second.keys())),
        only_after=tuple(sorted(second.keys() - first.keys())),
        other_truth=tuple(other),
        figures=tuple(_figures(pairs)),
        fields=_fields(values),
        changes=tuple(sorted((c for c in values if _worth(c.before) != _worth(c.after)), key=_order)),
        verdicts=tuple(
            (one.source, one.verdict, one.got_verdict, two.got_verdict)
            for one, two in pairs
            if one.got_verdict != two.got_verdict
        ),
    )


_WORTH = {
    Outcome.FOUND_RIGHT: 3,
    Outcome.TRUE_MISSING: 3,
    Outcome.HELD_RIGHT: 2,
    Outcome.HELD_OTHER: 1,
    Outcome.HELD_INVENTED: 1,
    Outcome.MISSED: 1,
    Outcome.FOUND_WRONG: 0,
    Outcome.INVENTED: 0,
}


def _worth(value: FieldScore) -> int:
    """A right value a person is asked about is worse than one that is found; a wrong one that is trusted is
    worst."""
    return _WORTH[value.outcome]


def _order(change: Change) -> tuple[bool, int, bool, str, str]:
    lost = _worth(change.after) - _worth(change.before)
    return change.better, lost, change.before.field not in CORE, change.source, change.before.field


def _same_truth(pair: Two) -> bool:
    one, two = pair
    return len(one.referrals) == len(two.referrals) and all(
        left.pages == right.pages and [_true(v) for v in left.fields] == [_true(v) for v in right.fields]
        for left, right in zip(one.referrals, two.referrals, strict=True)
    )


def _true(value: FieldScore) -> tuple[str, object]:
    return value.field, list(value.truth) if isinstance(value.truth, tuple) else value.truth


def _values(pair: Two) -> Iterator[Change]:
    one, two = pair
    for left, right in zip(one.referrals, two.referrals, strict=True):
        for before, after in zip(left.fields, right.fields, strict=True):
            yield Change(one.source, before, after)


def _fields(values: Sequence[Change]) -> tuple[FieldPair, ...]:
    by_field: dict[str, list[Change]] = {}
    for value in values:
        by_field.setdefault(value.before.field, []).append(value)
    counted = [_field(field, own) for field, own in by_field.items()]
    chances = holm([mcnemar(pair.better, pair.worse) for pair in counted])
    return tuple(replace(pair, chance=chance) for pair, chance in zip(counted, chances, strict=True))


def _field(field: str, own: Sequence[Change]) -> FieldPair:
    def count(outcomes: tuple[Outcome, ...]) -> tuple[int, int]:
        return sum(c.before.outcome in outcomes for c in own), sum(c.after.outcome in outcomes for c in own)

    good = [(c.before.outcome in GOOD, c.after.outcome in GOOD) for c in own]
    return FieldPair(
        field,
        len(own),
        count(GOOD),
        count(TRUSTED),
        count(TRUSTED_WRONG),
        better=good.count((False, True)),
        worse=good.count((True, False)),
        chance=1.0,
    )


def _figures(pairs: Sequence[Two]) -> Iterator[Figure]:
    right = (Outcome.FOUND_RIGHT, Outcome.HELD_RIGHT)
    for says, part, whole, up in (
        ("core fields found or held right", right, ANSWERED, True),
        ("core fields found right", (Outcome.FOUND_RIGHT,), ANSWERED, True),
        ("wrong among found core fields", TRUSTED_WRONG, TRUSTED, False),
    ):
        yield _figure(says, [(_core(one, part, whole), _core(two, part, whole)) for one, two in pairs], up)
    for says, judge, up in _JUDGES:
        yield _figure(says, [(judge(one), judge(two)) for one, two in pairs], up)


def _figure(says: str, counts: Sequence[tuple[tuple[int, int], tuple[int, int]]], up: bool) -> Figure:
    flat: list[Pair] = [(*before, *after) for before, after in counts]
    sums = [sum(column) for column in zip(*flat, strict=True)] or [0, 0, 0, 0]
    return Figure(says, (sums[0], sums[1]), (sums[2], sums[3]), share_difference(flat), up)


def _core(fax: FaxScore, part: tuple[Outcome, ...], whole: tuple[Outcome, ...]) -> tuple[int, int]:
    outcomes = [v.outcome for r in fax.referrals for v in r.fields if v.field in CORE]
    return sum(one in part for one in outcomes), sum(one in whole for one in outcomes)


def _referrals(judge: Callable[[ReferralScore], bool]) -> Callable[[FaxScore], tuple[int, int]]:
    return lambda fax: (sum(map(judge, fax.referrals)), len(fax.referrals))


_JUDGES: tuple[tuple[str, Callable[[FaxScore], tuple[int, int]], bool], ...] = (
    ("fax verdicts right", lambda fax: (fax.verdict == fax.got_verdict, 1), True),
    ("referral verdicts right", _referrals(lambda r: r.verdict == r.got_verdict), True),
    ("false completes", lambda fax: (fax.false_complete, 1), False),
    ("fax priorities right", lambda fax: (fax.priority == fax.got_priority, 1), True),
    ("missing lists right", _referrals(lambda r: set(r.missing) == set(r.got_missing)), True),
    ("page kinds right", lambda fax: (sum(a == b for a, b in fax.kinds), len(fax.kinds)), True),
    ("packets right", lambda fax: (fax.packets_right, 1), True),
)

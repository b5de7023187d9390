"""What counting alone allows to say: intervals for shares, and whether a difference is more than chance.

Part of the lab; pure arithmetic, exact where the numbers are small. Every interval here covers 95 % unless told.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

SURE = 0.95
BISECTIONS = 50


def interval(part: int, whole: int, sure: float = SURE) -> tuple[float, float]:
    """The exact interval of a share (Clopper and Pearson 1934), each side holding half of the doubt.

    Never narrower than it should be, also for none of few: of 0 in 100 the upper end is 3.6 %. (0, 1) for whole
    = 0.
    """
    if whole == 0:
        return 0.0, 1.0
    tail = (1 - sure) / 2
    low = 0.0 if part == 0 else _where(lambda p: 1 - _at_most(part - 1, whole, p) > tail)
    high = 1.0 if part == whole else _where(lambda p: _at_most(part, whole, p) < tail)
    return low, high


def mcnemar(better: int, worse: int) -> float:
    """Chance that two equal readers part as far as this: exact two-sided test on the pairs in which they
    differ."""
    differing = better + worse
    if differing == 0:
        return 1.0
    return min(1.0, 2 * _at_most(min(better, worse), differing, 0.5))


def holm(chances: Sequence[float]) -> list[float]:
    """The chances corrected for asking so many questions at once (Holm 1979), in the order given."""
    ranked = sorted(range(len(chances)), key=lambda n: chances[n])
    corrected = [1.0] * len(chances)
    highest = 0.0
    for rank, n in enumerate(ranked):
        highest = max(highest, min(1.0, chances[n] * (len(chances) - rank)))
        corrected[n] = highest
    return corrected


Pair = tuple[int, int, int, int]
"""What one fax adds to two shares: (part, whole) of the first run and (part, whole) of the second."""


def share_difference(
    faxes: Sequence[Pair], *, seed: int = 0, draws: int = 2000, sure: float = SURE
) -> tuple[float, float, float] | None:
    """(second minus first share, low, high), whole faxes drawn again with replacement: values of one fax go wrong
    together, and counting them as independent would promise too much. None where nothing was counted."""
    whole = _difference(faxes)
    if whole is None:
        return None
    rng = random.Random(seed)
    again = (_difference(rng.choices(faxes, k=len(faxes))) for _ in range(draws))
    drawn = sorted(one for one in again if one is not None)
    tail = (1 - sure) / 2
    low, high = (drawn[round(edge * (len(drawn) - 1))] for edge in (tail, 1 - tail))
    return whole, low, high


def _difference(faxes: Sequence[Pair]) -> float | None:
    part_a, whole_a, part_b, whole_b = (sum(column) for column in zip(*faxes, strict=True)) if faxes else (0,) * 4
    return part_b / whole_b - part_a / whole_a if whole_a and whole_b else None


def _at_most(part: int, whole: int, chance: float) -> float:
    """The chance of at most `part` of `whole`, each with `chance`."""
    if chance <= 0 or part >= whole:
        return 1.0
    if chance >= 1:
        return 0.0
    log_yes, log_no = math.log(chance), math.log1p(-chance)
    return math.fsum(math.exp(_log_choose(whole, n) + n * log_yes + (whole - n) * log_no) for n in range(part + 1))


def _log_choose(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def _where(holds: Callable[[float], bool]) -> float:
    """The least chance from which `holds` is true, by halving."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high

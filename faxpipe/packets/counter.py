"""Page counters of a fax's header lines ("P. 03/12"): repaired jointly, and what they say is lost.

One digit of a counter is easily misread (81/61 for 01/01), but counters run: page by page the printed number
grows by one, and by more where a page was lost. The cheapest run that explains all readings wins.
"""

from __future__ import annotations

from collections.abc import Sequence

JUMP_COST = 0.8
"""One page lost inside is a little likelier than one easily misread digit; every further page costs
`EACH_COST`."""
EACH_COST = 0.1
_ALIKE = frozenset(frozenset(pair) for pair in "06 08 09 05 03 02 17 14 27 35 38 39 56 58 68 69 89 49".split())


def running(readings: Sequence[tuple[int | None, int | None]]) -> tuple[tuple[int, ...], int | None]:
    """Printed number of every page and the total, from (page, of) as read on each page in order.

    An empty tuple where the readings tell nothing, or contradict the number of pages at hand.
    """
    shown = [page for page, _ in readings]
    if not any(page is not None for page in shown):
        return (), None
    seen = {of for page, of in readings if page is not None and of is not None}
    if seen and max(seen) < len(readings):
        return (), None  # two transmissions in one file, or pages added later: nothing to count on
    totals = [of for of in sorted(seen | {len(readings)}) if of >= len(readings)] if seen else [None]
    total = min(totals, key=lambda of: _cost(readings, of))
    offsets, _ = _offsets(shown, total)
    numbers = tuple(index + 1 + offset for index, offset in enumerate(offsets))
    exact = sum(number == page for number, page in zip(numbers, shown, strict=True))
    misread = sum(_misread(page, number) for number, page in zip(numbers, shown, strict=True))
    if misread > sum(page is not None for page in shown):
        return (), None  # more than an easy slip a page: no run at all
    if total is None and exact < 2 and numbers[0] != 1:
        return (), None  # one lone "P. 7" is not enough to say that six pages are lost
    return numbers, total


def missing(numbers: Sequence[int], total: int | None) -> tuple[int, ...]:
    """Printed numbers that no page carries, up to `total` or the last one seen; none without numbers."""
    if not numbers:
        return ()
    last = max(total or 0, *numbers)
    return tuple(number for number in range(1, last + 1) if number not in set(numbers))


def _cost(readings: Sequence[tuple[int | None, int | None]], total: int | None) -> float:
    """What it takes to believe in `total`: digits misread, and pages lost, each unlikely."""
    count = len(readings)
    misread = sum(_misread(of, total) for _, of in readings if total is not None)
    lost = 1 + 0.05 * (total - count) if total is not None and total > count else 0.0
    return misread + lost + _offsets([page for page, _ in readings], total)[1]


def _offsets(shown: Sequence[int | None], total: int | None) -> tuple[list[int], float]:
    """Pages lost before each page, never falling, and what this cheapest explanation of the readings costs."""
    count = len(shown)
    highest = max((page - index - 1 for index, page in enumerate(shown) if page is not None), default=0)
    spare = total - count if total is not None else max(0, highest)
    spare = min(spare, 200)
    jump = 0.1 if total is not None else JUMP_COST
    costs = [0.01 * offset for offset in range(spare + 1)]
    origins: list[list[int]] = []
    for index, page in enumerate(shown):
        reached, origin = _cheapest_below(costs, jump if index else 0.05)
        origins.append(origin)
        costs = [cost + _misread(page, index + 1 + offset) for offset, cost in enumerate(reached)]
    offset = min(range(spare + 1), key=lambda at: (costs[at], at))
    cost = costs[offset]
    path: list[int] = []
    for origin in reversed(origins):
        path.append(offset)
        offset = origin[offset]
    return path[::-1], cost


def _cheapest_below(costs: Sequence[float], jump: float) -> tuple[list[float], list[int]]:
    """For each offset the cheapest way to it from the same or a smaller one."""
    reached: list[float] = []
    origin: list[int] = []
    best = 0
    for offset, cost in enumerate(costs):
        if cost - EACH_COST * offset < costs[best] - EACH_COST * best:
            best = offset
        moved = costs[best] + jump + EACH_COST * (offset - best)
        stay = best == offset or cost <= moved
        origin.append(offset if stay else best)
        reached.append(cost if stay else moved)
    return reached, origin


def _misread(read: int | None, meant: int) -> float:
    """What it costs to have read `read` for `meant`: 1 for a digit easily taken for the other, else 2."""
    if read is None:
        return 0.0
    width = max(len(str(read)), len(str(meant)))
    digits = zip(str(read).zfill(width), str(meant).zfill(width), strict=True)
    return float(sum(1 if frozenset(pair) in _ALIKE else 2 for pair in digits if pair[0] != pair[1]))

"""From laps and truths to figures: what each way of reading cost and how right it was, by group and level.

Part of the lab. Speed is the median over repetitions with its range; correctness is that of the first repetition,
because a way reads the same page the same. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from faxpipe.lab.bench.race import Lap, PageRun
from faxpipe.lab.bench.scores import Score, score_page
from faxpipe.lab.bench.specimens import Specimen
from faxpipe.lab.bench.wear import LEVELS

ALL_LEVELS = "levels"
"""The group of all upright pages of the four levels: what ratios are taken on."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with the lowest and the highest of the repetitions."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group read one way. `cpu_s` and `p50_s` are per page, None where pages are not read one by one."""

    pages: int
    score: Score
    cpu_s: float | None
    p50_s: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One way of reading. `p50_s`, `p95_s`: of single pages, None for a way that reads all at once.

    `failed`: the kinds of errors of pages that could not be read; they count as pages without words.
    """

    reader: str
    pages_per_minute: Spread
    cpu_per_page_s: Spread
    p50_s: float | None
    p95_s: float | None
    start_s: float
    memory_bytes: int
    failed: tuple[str, ...]
    groups: dict[str, GroupFigures]


def tally(laps: Sequence[Lap], specimens: Sequence[Specimen]) -> Figures:
    """The figures of one way of reading from all its laps (at least one)."""
    walls = sorted(page.wall_s for lap in laps for page in lap.pages if page.wall_s is not None)
    return Figures(
        reader=laps[0].reader,
        pages_per_minute=spread([lap.pages_per_minute for lap in laps]),
        cpu_per_page_s=spread([lap.cpu_per_page_s for lap in laps]),
        p50_s=percentile(walls, 50),
        p95_s=percentile(walls, 95),
        start_s=median(lap.start_s for lap in laps),
        memory_bytes=max(lap.memory_bytes for lap in laps),
        failed=tuple(sorted(page.failed for lap in laps for page in lap.pages if page.failed)),
        groups=_groups(laps, specimens),
    )


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def percentile(ordered: Sequence[float], percent: float) -> float | None:
    """The nearest-rank percentile of ascending values; None of none."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _groups(laps: Sequence[Lap], specimens: Sequence[Specimen]) -> dict[str, GroupFigures]:
    first = {page.index: page for page in laps[0].pages}
    scores = [_score(specimen, first[index]) for index, specimen in enumerate(specimens)]
    names = list(dict.fromkeys(specimen.group for specimen in specimens))
    chosen = {name: [i for i, s in enumerate(specimens) if s.group == name] for name in names}
    levels = [i for name in names if name in LEVELS for i in chosen[name]]
    if levels:
        chosen = {ALL_LEVELS: levels, **chosen}
    return {name: _group(indexes, scores, laps) for name, indexes in chosen.items()}


def _score(specimen: Specimen, page: PageRun) -> Score:
    output = page.output
    return score_page(specimen.truth, output.text, rows=output.rows, fed=specimen.turned, found=output.turned)


def _group(indexes: Sequence[int], scores: Sequence[Score], laps: Sequence[Lap]) -> GroupFigures:
    within = frozenset(indexes)
    runs = [page for lap in laps for page in lap.pages if page.index in within and page.wall_s is not None]
    return GroupFigures(
        pages=len(indexes),
        score=sum((scores[index] for index in indexes), Score()),
        cpu_s=sum(run.cpu_s for run in runs) / len(runs) if runs else None,
        p50_s=percentile(sorted(run.wall_s for run in runs if run.wall_s is not None), 50),
    )

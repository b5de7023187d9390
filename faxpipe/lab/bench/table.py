"""The figures as people look at them: one table of speed with ratios, one of correctness by group; and as JSON.

Part of the lab.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from faxpipe.lab.bench.readers import NAIVE, OCRMYPDF, TESSERACT
from faxpipe.lab.bench.scores import Count, Score
from faxpipe.lab.bench.tally import ALL_LEVELS, Figures, GroupFigures, Spread

DASH = "-"
ANCHORS = {NAIVE: "x naive", OCRMYPDF: "x ocrmypdf", TESSERACT: "x raw"}


def print_figures(figures: Sequence[Figures], absent: Mapping[str, str], console: Console) -> None:
    """Both tables, then what could not be raced and why."""
    console.print(speed_table(figures))
    console.print(group_table(figures))
    for one in figures:
        if one.failed:
            console.print(
                f"{one.reader}: {len(one.failed)} failures ({', '.join(sorted(set(one.failed)))})", style="red"
            )
    for name, why in absent.items():
        console.print(f"{name}: absent, {why}", style="yellow")


def speed_table(figures: Sequence[Figures]) -> Table:
    """Speed, cost and correctness over the four levels, with ratios to the usual ways."""
    by_name = {one.reader: one for one in figures}
    anchors = {name: title for name, title in ANCHORS.items() if name in by_name}
    table = Table(
        title="Speed and cost over all pages; errors over the four levels (upright)", title_justify="left"
    )
    table.add_column("way of reading", no_wrap=True)
    for title in (
        *("pages/min", *anchors.values(), "CPU s/page", "CPU/raw", "p50 s", "p95 s", "peak MB", "start s"),
        *("cell err %", "/ocrmypdf", "words %", "keys %", "turned", "spun"),
    ):
        table.add_column(title, justify="right")
    for one in figures:
        table.add_row(one.reader, *_speed_cells(one, by_name, anchors))
    return table


def _speed_cells(one: Figures, by_name: Mapping[str, Figures], anchors: Mapping[str, str]) -> list[str]:
    fast = one.pages_per_minute
    cells = [_range(fast, "{:.0f}")]
    cells += [f"{fast.median / by_name[name].pages_per_minute.median:.2f}" for name in anchors]
    raw = by_name.get(TESSERACT)
    score, whole = level_score(one), _total(one)
    cells += [
        _range(one.cpu_per_page_s, "{:.2f}"),
        _number(one.cpu_per_page_s.median / raw.cpu_per_page_s.median if raw else None, "{:.2f}"),
        _number(one.p50_s, "{:.2f}"),
        _number(one.p95_s, "{:.2f}"),
        f"{one.memory_bytes / 1e6:.0f}",
        _number(one.start_s or None, "{:.1f}"),
        _number(score.cells.percent, "{:.2f}"),
        _number(error_ratio(one, by_name.get(OCRMYPDF)), "{:.2f}"),
        _number(score.words.percent, "{:.1f}"),
        _number(score.keys.percent, "{:.1f}"),
        _of(whole.turned),
        _of(whole.spun),
    ]
    return cells


def group_table(figures: Sequence[Figures]) -> Table:
    """Cell error and exact keys by group, a column for each way."""
    table = Table(title="Cell error % / key tokens exact %, by group", title_justify="left")
    table.add_column("group", no_wrap=True)
    table.add_column("pages", justify="right")
    table.add_column("keys", justify="right")
    for one in figures:
        table.add_column(one.reader, justify="right", no_wrap=True)
    for name, group in (figures[0].groups if figures else {}).items():
        cells = [_pair(one.groups[name].score) for one in figures]
        style = "bold" if name == ALL_LEVELS else ""
        table.add_row(name, str(group.pages), str(group.score.keys.whole), *cells, style=style)
    return table


def level_score(one: Figures) -> Score:
    """Over the four levels, or over all groups where none of the levels was read."""
    return one.groups[ALL_LEVELS].score if ALL_LEVELS in one.groups else _total(one)


def error_ratio(one: Figures, other: Figures | None) -> float | None:
    """This way's cell error over the other's, on the same upright pages."""
    if other is None:
        return None
    mine, theirs = level_score(one).cells.percent, level_score(other).cells.percent
    return mine / theirs if mine is not None and theirs else None


def figures_json(one: Figures) -> dict[str, Any]:
    """Everything about one way of reading."""
    return {
        "pages_per_minute": _spread_json(one.pages_per_minute),
        "cpu_per_page_s": _spread_json(one.cpu_per_page_s),
        "latency_s": {"p50": one.p50_s, "p95": one.p95_s},
        "start_s": one.start_s,
        "memory_bytes": one.memory_bytes,
        "failed": list(one.failed),
        "groups": {name: _group_json(group) for name, group in one.groups.items()},
    }


def _group_json(group: GroupFigures) -> dict[str, Any]:
    score = group.score
    return {
        "pages": group.pages,
        "cell_error_percent": score.cells.percent,
        "word_recall_percent": score.words.percent,
        "keys_exact_percent": score.keys.percent,
        "keys": score.keys.whole,
        "page_error_percent": score.page.percent,
        "turned_found": score.turned.part,
        "turned": score.turned.whole,
        "false_turns": score.spun.part,
        "upright": score.spun.whole,
        "cpu_per_page_s": group.cpu_s,
        "p50_s": group.p50_s,
    }


def _total(one: Figures) -> Score:
    return sum((group.score for name, group in one.groups.items() if name != ALL_LEVELS), Score())


def _spread_json(spread: Spread) -> dict[str, float]:
    return {"median": spread.median, "low": spread.low, "high": spread.high}


def _range(spread: Spread, form: str) -> str:
    low, middle, high = (form.format(value) for value in (spread.low, spread.median, spread.high))
    return middle if low == high else f"{middle} ({low}-{high})"


def _number(value: float | None, form: str) -> str:
    return DASH if value is None else form.format(value)


def _of(count: Count) -> str:
    return f"{count.part}/{count.whole}" if count.whole else DASH


def _pair(score: Score) -> str:
    return f"{_number(score.cells.percent, '{:.2f}')} / {_number(score.keys.percent, '{:.1f}')}"

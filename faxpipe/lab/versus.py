"""`faxpipe lab compare A B`: two runs of `faxpipe lab evaluate --json`, and what changed from the one to the
other.

Part of the lab.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from faxpipe.lab.comparison_rows import FIELD_HEADINGS, field_cells, figure_cells, shown
from faxpipe.lab.html.comparison import comparison_page
from faxpipe.lab.paired import Comparison, Says, compare
from faxpipe.lab.runs import load_run
from faxpipe.lab.score import FieldScore

EXIT_OK, EXIT_NOTHING = 0, 2
STYLES = {Says.BETTER: "bold green", Says.WORSE: "bold red", Says.CHANCE: "", Says.SAME: "dim"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "before", type=Path, metavar="A", help="the run to compare with, written by evaluate --json"
    )
    parser.add_argument("after", type=Path, metavar="B", help="the other run of the same faxes")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the comparison to this file")
    parser.add_argument("--html", type=Path, metavar="OUT", help="also write it as a page")
    parser.add_argument("--details", action="store_true", help="print every value that changed")


def run(args: argparse.Namespace) -> int:
    """Print what changed. 0, or 2 where the runs share no fax. Raises UsageError for a file that holds no run."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    before, after = load_run(args.before), load_run(args.after)
    comparison = compare(before.faxes, after.faxes)
    if not comparison.faxes:
        print("the two runs share no fax with the same truth", file=sys.stderr)
        return EXIT_NOTHING
    if args.details:
        console.print(_changes(comparison))
    console.print(_fields(comparison))
    console.print(_verdicts(comparison))
    console.print(_figures(comparison))
    for says, names in (
        ("in the first run only", comparison.only_before),
        ("in the second run only", comparison.only_after),
        ("with another truth in the second run", comparison.other_truth),
    ):
        if names:
            console.print(f"left out, {says}: {len(names)} faxes")
    if args.json:
        args.json.write_text(json.dumps(comparison_json(comparison)) + "\n", encoding="utf-8")
    if args.html:
        args.html.write_text(comparison_page(before, after, comparison), encoding="utf-8")
    return EXIT_OK


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison ready for `json.dumps`."""
    return {
        "faxes": comparison.faxes,
        "only_before": list(comparison.only_before),
        "only_after": list(comparison.only_after),
        "other_truth": list(comparison.other_truth),
        "figures": [
            {
                "says": one.says,
                "before": dict(zip(("part", "whole"), one.before, strict=True)),
                "after": dict(zip(("part", "whole"), one.after, strict=True)),
                "difference": one.difference and dict(zip(("is", "low", "high"), one.difference, strict=True)),
                "verdict": one.verdict.value,
            }
            for one in comparison.figures
        ],
        "fields": [
            {
                "field": one.field,
                "values": one.values,
                "good": list(one.good),
                "trusted": list(one.trusted),
                "trusted_wrong": list(one.trusted_wrong),
                "better": one.better,
                "worse": one.worse,
                "chance": one.chance,
                "verdict": one.says.value,
            }
            for one in comparison.fields
        ],
        "changes": [
            {
                "source": one.source,
                "field": one.before.field,
                "better": one.better,
                "truth": one.before.truth,
                "before": _side(one.before),
                "after": _side(one.after),
            }
            for one in comparison.changes
        ],
        "verdicts": [
            dict(zip(("source", "truth", "before", "after"), row, strict=True)) for row in comparison.verdicts
        ],
    }


def _side(value: FieldScore) -> dict[str, Any]:
    return {"outcome": value.outcome.value, "got": value.got, "confidence": value.confidence}


def _figures(comparison: Comparison) -> Table:
    table = Table(title=f"{comparison.faxes} faxes in both runs", title_justify="left")
    for heading in ("", "A", "B", "difference", "95 % sure", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for one in comparison.figures:
        table.add_row(*figure_cells(one), style=STYLES[one.verdict])
    return table


def _fields(comparison: Comparison) -> Table:
    table = Table(title="fields: good values, and wrong ones among found", title_justify="left")
    for heading in FIELD_HEADINGS:
        table.add_column(heading, justify="left" if heading in ("field", "") else "right")
    for one in comparison.fields:
        table.add_row(*field_cells(one), style=STYLES[one.says])
    return table


def _verdicts(comparison: Comparison) -> Table:
    table = Table("fax", "is", "A", "B", title="verdicts that changed", title_justify="left")
    for source, truth, before, after in comparison.verdicts:
        good = after == truth
        style = STYLES[Says.BETTER if good else Says.WORSE if before == truth else Says.CHANCE]
        table.add_row(source.removesuffix(".pdf"), truth, before or "none", after or "none", style=style)
    return table


def _changes(comparison: Comparison) -> Table:
    table = Table(title="values that changed, for the worse first", title_justify="left")
    for heading in ("fax", "field", "A", "B", "is", "read by A", "read by B"):
        table.add_column(heading, overflow="fold")
    for one in comparison.changes:
        table.add_row(
            one.source.removesuffix(".pdf"),
            one.before.field,
            one.before.outcome.value,
            one.after.outcome.value,
            *(shown(value) for value in (one.before.truth, one.before.got, one.after.got)),
            style=STYLES[Says.BETTER if one.better else Says.WORSE],
        )
    return table

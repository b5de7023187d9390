"""A calibration as tables for a terminal: the thresholds by kind, and what they do to the whole.

Part of the lab.
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from faxpipe.lab.reliability import Reliability, judged_values, kinds_of, reliabilities
from faxpipe.lab.tally import Scores, score, share
from faxpipe.lab.thresholds import Calibration


def print_calibration(calibration: Calibration, console: Console) -> None:
    """The reliability of all values from the floor on, the thresholds, and the figures before and after."""
    values = judged_values(calibration.low.faxes, kinds_of(calibration.schema))
    console.print(_above(reliabilities(values)))
    console.print(_thresholds(calibration))
    console.print(_figures(calibration))


def _above(rows: tuple[Reliability, ...]) -> Table:
    table = Table(title="wrong of the values that claim so much or more", title_justify="left")
    table.add_column("kind")
    for step in rows[0].above:
        table.add_column(f"{step.threshold:g}", justify="right")
    for row in rows:
        table.add_row(
            row.kind,
            *(f"{step.wrong} of {step.values}" if step.values else "" for step in row.above),
            style="bold" if row is rows[0] else "",
        )
    return table


def _thresholds(calibration: Calibration) -> Table:
    table = Table(title="thresholds", title_justify="left")
    table.add_column("kind")
    for heading in ("now", "new", "found", "wrong", "wrong in faxes apart", "95 % sure", "right held", "goal"):
        table.add_column(heading, justify="right")
    for row in calibration.rows:
        low, high = row.apart
        table.add_row(
            row.kind,
            f"{calibration.schema.thresholds.of(row.kind):g}",
            f"{row.threshold:g}",
            str(row.found),
            str(row.wrong),
            f"{row.apart_wrong} of {row.apart_found}",
            f"{100 * low:.2f} to {100 * high:.2f} %",
            f"{row.held_right} of {row.right}",
            row.shown(calibration.goal.wrong_max).value,
        )
    return table


def _figures(calibration: Calibration) -> Table:
    table = Table(title="all fields", title_justify="left")
    for heading in ("", "thresholds in use", "new thresholds"):
        table.add_column(heading, justify="left" if not heading else "right")
    runs = [score(run.faxes) for run in (calibration.before, calibration.after)]
    for says, figures in summary_rows(runs[0], runs[1]):
        table.add_row(says, *figures)
    return table


def summary_rows(before: Scores, after: Scores) -> tuple[tuple[str, tuple[str, str]], ...]:
    """What a person looks at first, before and after."""
    return (
        ("core fields found right", (percent(before.core_found_right), percent(after.core_found_right))),
        ("core fields found or held right", (percent(before.core_right), percent(after.core_right))),
        ("wrong among found core fields", (percent(before.wrong_among_found), percent(after.wrong_among_found))),
        ("fax verdicts right", (_right(before), _right(after))),
        ("false completes", (str(len(before.false_completes)), str(len(after.false_completes)))),
        ("missed urgents", (str(len(before.missed_urgents)), str(len(after.missed_urgents)))),
    )


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _right(scores: Scores) -> str:
    right = sum(count for (truth, got), count in scores.fax_verdicts.items() if truth == got)
    return f"{right} of {scores.faxes} ({percent(share(right, scores.faxes))})"

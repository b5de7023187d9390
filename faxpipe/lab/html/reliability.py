"""Plots and tables of what confidences keep of what they claim, for the pages of evaluations and calibrations.

Part of the lab; pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from faxpipe.lab.chance import interval
from faxpipe.lab.html.charts import reliability_plot
from faxpipe.lab.html.page import note, percent, table, text
from faxpipe.lab.reliability import Above, Reliability

HOW = (
    "Values that only their confidence decides about. A dot is the share that is right, with its 95 % interval; "
    "on the dashed line a confidence is what it claims. The bars at the foot show how many values claim so "
    "much; the upright line is the threshold from which a value of this kind is found."
)


def reliability_blocks(
    rows: Sequence[Reliability],
    *,
    thresholds: Mapping[str, float],
    old: Mapping[str, float] | None = None,
) -> str:
    """A large plot of all values, the shares wrong above each step, and a small plot for each kind.

    `thresholds`, `old`: by field or kind; of a kind whose fields differ the lowest is drawn.
    """
    whole, *kinds = rows
    plots = "".join(
        f"<figure>{reliability_plot(row, limit=_limit(row, thresholds), old=_limit(row, old or {}))}"
        f"<figcaption>{text(row.kind)} <span>{_fields(row)}</span></figcaption></figure>"
        for row in kinds
    )
    return (
        note(HOW)
        + f"<figure><figcaption>all values <span>({whole.values})</span></figcaption>"
        + reliability_plot(whole, large=True)
        + "</figure>"
        + _bins(whole)
        + _above(rows)
        + f'<h3>By kind of field</h3><div class="plots">{plots}</div>'
    )


def _fields(row: Reliability) -> str:
    return text(f"{row.values} of {', '.join(row.fields)}")


def _limit(row: Reliability, thresholds: Mapping[str, float]) -> float | None:
    known = [thresholds[name] for name in (row.kind, *row.fields) if name in thresholds]
    return min(known, default=None)


def _bins(row: Reliability) -> str:
    cells = [
        [
            f"{one.low:g} to {one.high:g}",
            str(one.values),
            percent(one.claimed),
            percent(one.right / one.values),
            _sure(one.right, one.values),
        ]
        for one in row.bins
        if one.values
    ]
    headings = ("confidence", "values", "claimed on average", "right", "95 % sure")
    return f"<details><summary>All values in figures</summary>{table('All values', headings, cells)}</details>"


def _above(rows: Sequence[Reliability]) -> str:
    steps = [f"{step.threshold:g}" for step in rows[0].above]
    cells = [[text(row.kind), *map(_wrong, row.above)] for row in rows]
    return (
        "<h3>Wrong above each threshold</h3>"
        + note("Of the values that claim so much or more: the share that is wrong, and how many of how many.")
        + table("Wrong of those above", ("kind", *steps), cells)
    )


def _wrong(step: Above) -> str:
    if not step.values:
        return ""
    return f"{percent(step.wrong / step.values)}<br><small>{step.wrong} of {step.values}</small>"


def _sure(part: int, whole: int) -> str:
    low, high = interval(whole - part, whole)
    return f"{percent(1 - high)} to {percent(1 - low)}"

"""Plots as inline SVG: outcomes stacked in a bar, and what confidences keep of what they claim.

Part of the lab; pure. Colours come from the style sheet, so that one drawing serves light and dark. What a plot
shows stands in a table beside it, too; a plot says in words what it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from faxpipe.lab.chance import interval
from faxpipe.lab.html.page import text
from faxpipe.lab.reliability import Bin, Reliability
from faxpipe.lab.score import Outcome

STYLES = {
    Outcome.FOUND_RIGHT: ("c-right", "found right"),
    Outcome.HELD_RIGHT: ("c-held", "held, right value shown"),
    Outcome.HELD_OTHER: ("c-other", "held, other value"),
    Outcome.MISSED: ("c-missed", "missed"),
    Outcome.FOUND_WRONG: ("c-wrong", "found wrong"),
    Outcome.INVENTED: ("c-invented", "found where nothing stands"),
    Outcome.HELD_INVENTED: ("c-held-invented", "held where nothing stands"),
    Outcome.TRUE_MISSING: ("c-empty", "nothing there, nothing said"),
}
CLAIM_MIN = 0.5
"""Where the axis of confidences begins; what claims less is drawn there."""
LEFT, TOP, RIGHT, BOTTOM, MANY = 34, 10, 10, 26, 34


def outcome_bar(counts: Mapping[Outcome, int]) -> str:
    """The outcomes of one field, side by side, as shares of all."""
    total = sum(counts.values()) or 1
    at = 0.0
    parts = []
    for outcome, (style, says) in STYLES.items():
        width = 100 * counts.get(outcome, 0) / total
        if width:
            parts.append(
                f'<rect class="{style}" x="{at:.2f}" y="0" width="{width:.2f}" height="10">'
                f"<title>{counts[outcome]} {text(says)}</title></rect>"
            )
        at += width
    said = ", ".join(f"{counts[one]} {says}" for one, (_, says) in STYLES.items() if counts.get(one))
    return (
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{text(said)}">'
        f"{''.join(parts)}</svg>"
    )


def outcome_legend() -> str:
    """Which colour is which outcome."""
    items = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{style}" width="10" height="10"/></svg>'
        f"{text(says)}</li>"
        for style, says in STYLES.values()
    )
    return f'<ul class="legend">{items}</ul>'


def reliability_plot(
    row: Reliability, *, limit: float | None = None, old: float | None = None, large: bool = False
) -> str:
    """Share right against what was claimed, with 95 % intervals and below it how many values claim so.

    `limit`, `old`: the threshold, and the one before it, as upright lines.
    """
    width, height = (660, 380) if large else (300, 220)
    across, up = _Axis(CLAIM_MIN, 1.0, LEFT, width - RIGHT), _Axis(0.0, 1.0, height - BOTTOM - MANY, TOP)
    drawn = [*_grid(across, up, large), *_many(row.bins, across, height - BOTTOM, large)]
    drawn.append(
        f'<line class="ideal" x1="{across.at(CLAIM_MIN):.1f}" y1="{up.at(CLAIM_MIN):.1f}"'
        f' x2="{across.at(1):.1f}" y2="{up.at(1):.1f}"/>'
    )
    for style, threshold in (("limit old", old), ("limit", limit)):
        if threshold is not None:
            x = across.at(threshold)
            drawn.append(f'<line class="{style}" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{height - BOTTOM}"/>')
    most = max((one.values for one in row.bins), default=0) or 1
    for one in row.bins:
        drawn += _dot(one, across, up, 2 + 3 * (one.values / most) ** 0.5)
    says = f"{row.kind}: " + "; ".join(
        f"{one.right} of {one.values} right that claim {one.low:g} to {one.high:g}"
        for one in row.bins
        if one.values
    )
    style = "plot large" if large else "plot"
    return (
        f'<svg class="{style}" viewBox="0 0 {width} {height}" role="img" aria-label="{text(says)}">'
        f"{''.join(drawn)}</svg>"
    )


class _Axis:
    """From values to pixels."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._high, self._start, self._end = low, high, start, end

    def at(self, value: float) -> float:
        inside = min(max(value, self._low), self._high)
        return self._start + (inside - self._low) / (self._high - self._low) * (self._end - self._start)


def _grid(across: _Axis, up: _Axis, large: bool) -> Iterable[str]:
    bottom, top = up.at(0), up.at(1)
    left, right = across.at(CLAIM_MIN), across.at(1)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = up.at(share)
        yield f'<line class="grid" x1="{left:.1f}" y1="{y:.1f}" x2="{right:.1f}" y2="{y:.1f}"/>'
        if large or share in (0.0, 0.5, 1.0):
            yield f'<text x="{left - 5:.1f}" y="{y + 4:.1f}" text-anchor="end">{100 * share:.0f}%</text>'
    for claim in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x = across.at(claim)
        yield f'<line class="grid" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"/>'
        label = f"≤{claim:g}" if claim == CLAIM_MIN else f"{claim:g}"
        yield f'<text x="{x:.1f}" y="{bottom + MANY + 15:.1f}" text-anchor="middle">{label}</text>'
    yield (
        f'<rect class="frame" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}"'
        f' height="{bottom - top:.1f}"/>'
    )


def _many(bins: Sequence[Bin], across: _Axis, bottom: float, large: bool) -> Iterable[str]:
    """Bars at the foot of the plot: how many values each stretch of confidence holds."""
    most = max((one.values for one in bins), default=0) or 1
    room = MANY - (16 if large else 6)
    for one in bins:
        if one.values:
            left, right = across.at(one.low) + 0.5, across.at(one.high) - 0.5
            left = min(left, right - 4)
            tall = max(1.5, room * one.values / most)
            yield (
                f'<rect class="many" x="{left:.1f}" y="{bottom - tall:.1f}" width="{right - left:.1f}"'
                f' height="{tall:.1f}"><title>{one.values} values</title></rect>'
            )
            if large:
                middle, y = (left + right) / 2, bottom - tall - 3
                yield f'<text x="{middle:.1f}" y="{y:.1f}" text-anchor="middle">{one.values}</text>'


def _dot(one: Bin, across: _Axis, up: _Axis, radius: float) -> Iterable[str]:
    if not one.values:
        return
    worst, best = interval(one.values - one.right, one.values)
    x, y = across.at(one.claimed), up.at(one.right / one.values)
    yield (
        f'<line class="doubt" x1="{x:.1f}" y1="{up.at(1 - worst):.1f}" x2="{x:.1f}" y2="{up.at(1 - best):.1f}"/>'
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
        f"<title>{one.right} of {one.values} right that claim {one.low:g} to {one.high:g}</title></circle>"
    )


def total(counts: Iterable[Mapping[Outcome, int]]) -> Counter[Outcome]:
    """Outcomes of several fields added up."""
    added: Counter[Outcome] = Counter()
    for one in counts:
        added.update(one)
    return added

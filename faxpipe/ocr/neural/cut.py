"""A line of text, cut out of the page as the recogniser reads it best: its own ink, white around it, no rules.

The detector's rectangles reach into the neighbouring lines and over the rules of a table; halves of letters and
rules at the edge are read as letters, and make the line itself smaller. White print on black is turned over. Very
long lines are cut at a gap between words, because a line squeezed into the network's width loses letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr.neural.detect import Span
from faxpipe.ocr.neural.networks import Pixels

INK_LEVEL = 160
EMPTY_PX, FAINT_SHARE = 0.8, 0.04
MARGIN_SHARE = 0.3  # white above and below; less reads noisy print a little better and costs more
RULE_SHARE = 0.9  # of the height that a rule fills at least
RULE_REACH = 1.2  # heights from the ends of a line within which rules stand
INVERSE_INK_MIN = 0.5
TAIL_GAP, TAIL_INK = 0.12, 0.3  # of the core's height, and of its ink
ASPECT_MAX, GAP_SHARE = 32.0, 0.25


def cut_lines(page: Pixels, spans: tuple[Span, ...]) -> tuple[list[Span], list[Pixels]]:
    """Tight spans, in the order of `spans`, and their pictures: (height, width) uint8, 255 = white."""
    tight, pictures = [], []
    for span in spans:
        picture = page[span.top : span.bottom, span.left : span.right]
        if (picture < INK_LEVEL).mean() > INVERSE_INK_MIN:
            picture = 255 - picture
        ink = picture < INK_LEVEL
        for part in _parts(ink, span, _trimmed(ink, span)):
            margin = max(1, round(MARGIN_SHARE * part.height))
            rows, columns = _within(part, span)
            tight.append(part)
            pictures.append(np.pad(picture[rows, columns], ((margin, margin), (0, 0)), constant_values=255))
    return tight, pictures


def _within(part: Span, span: Span) -> tuple[slice, slice]:
    return (
        slice(part.top - span.top, part.bottom - span.top),
        slice(part.left - span.left, part.right - span.left),
    )


def _trimmed(ink: NDArray[np.bool_], span: Span) -> Span:
    """The span without rules at its left and right and without the rows of other lines."""
    left, right = _between_rules(ink)
    core = slice(max(0, span.core_top - span.top), max(1, span.core_bottom - span.top))
    counts = ink[:, left:right].sum(axis=1, dtype=np.float64)
    top, bottom = _rows(np.convolve(counts, (0.25, 0.5, 0.25), "same"), core)
    return replace(
        span, left=span.left + left, top=span.top + top, right=span.left + right, bottom=span.top + bottom
    )


def _between_rules(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """Columns between ruling lines that stand at the ends."""
    height, width = ink.shape
    rules = np.flatnonzero(ink.mean(axis=0) > RULE_SHARE)
    reach = round(RULE_REACH * height)
    left = int(max((x + 1 for x in rules if x < min(reach, width // 2)), default=0))
    right = int(min((x for x in rules if x >= max(width - reach, width // 2)), default=width))
    return (left, right) if right - left >= height // 3 else (0, width)


def _rows(counts: NDArray[np.float64], core: slice) -> tuple[int, int]:
    """First row of the line and the one behind its last, out from its core."""
    begin, end = core.start, min(len(counts), max(core.stop, core.start + 1))
    peak = float(np.percentile(counts[begin:end], 80))
    above, below = counts[: begin + 1][::-1], counts[end - 1 :]
    return begin - _reach(above, peak, end - begin) + 1, end - 1 + _reach(below, peak, end - begin)


def _reach(counts: NDArray[np.float64], peak: float, core: int) -> int:
    """Rows from the first of `counts` to the end of the line: to where there is no ink, little, or least of all.

    Ink behind a narrow gap still belongs to it, such as a tail below a lost row, unless it runs on out of sight or
    is as dense as a line of its own.
    """
    for level in (EMPTY_PX, FAINT_SHARE * peak):
        empty = np.flatnonzero(counts <= level)
        if len(empty):
            return max(1, _with_tails(counts > level, counts, int(empty[0]), peak, core))
    return max(1, int(counts.argmin()))


def _with_tails(inked: NDArray[np.bool_], counts: NDArray[np.float64], end: int, peak: float, core: int) -> int:
    """`end` moved over the pieces of ink behind it that are tails of this line."""
    while True:
        behind = np.flatnonzero(inked[end:])
        if not len(behind) or behind[0] > TAIL_GAP * core:
            return end
        begin = end + int(behind[0])
        white = np.flatnonzero(~inked[begin:])
        if not len(white) or counts[begin : begin + white[0]].max() > TAIL_INK * peak or white[0] > core:
            return end
        end = begin + int(white[0])


def _parts(ink: NDArray[np.bool_], span: Span, line: Span) -> Iterator[Span]:
    """The line within `span`, cut near its middle at the widest gap until no part is too long for its height."""
    at = None
    if line.width > ASPECT_MAX * line.height:
        at = _gap(np.asarray(ink[_within(line, span)].any(axis=0)), round(GAP_SHARE * line.height))
    if at is None:
        yield line
        return
    yield from _parts(ink, span, replace(line, right=line.left + at))
    yield from _parts(ink, span, replace(line, left=line.left + at))


def _gap(ink: NDArray[np.bool_], least: int) -> int | None:
    """Middle of the widest run of white columns in the middle half; None where none is `least` wide."""
    quarter = len(ink) // 4
    edges = np.flatnonzero(np.diff(ink[quarter : len(ink) - quarter].astype(np.int8), prepend=1, append=1))
    runs = [(int(end - begin), int(begin + end) // 2) for begin, end in zip(edges[::2], edges[1::2], strict=False)]
    width, middle = max(runs, default=(0, 0))
    return quarter + middle if width >= max(1, least) else None

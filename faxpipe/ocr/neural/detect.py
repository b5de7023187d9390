"""Where lines of text stand on a page: the detector's map of probabilities, made into rectangles.

Differentiable binarization (Liao et al. 2020): the network marks the cores of lines, which are then grown by a
distance of area / perimeter. The page is looked at through windows of one size: the network sees one shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from faxpipe.ocr.neural.limit import InTime, always
from faxpipe.ocr.neural.networks import Network, Pixels, Tensor
from faxpipe.ocr.neural.specks import without_specks

WINDOW = (960, 736)
DETECT_DPI = 87
OVERLAP_PX = 40  # more than a line of print
SQUEEZE_MAX = 1.12
CORE_MIN, SCORE_MIN, GROW = 0.3, 0.5, 1.6
CORE_PX_MIN = 3
ROWS_OPEN, LEVEL_SHARE = 6, 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """A line of text on the page in pixels: rows top..bottom, columns left..right, ends excluded.

    `core_top`, `core_bottom`: the rows in its middle that surely belong to it.
    """

    left: int
    top: int
    right: int
    bottom: int
    core_top: int
    core_bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_lines(page: Pixels, dpi: int, network: Network, in_time: InTime = always) -> tuple[Span, ...]:
    """Lines of print on an upright page, (height, width) uint8, 255 = white, from top to bottom.

    Where most ink lies in none, the page is looked at again without its specks.
    """
    spans = _look(page, dpi, network, in_time)
    share = _ink_share(page, spans)
    if share >= INK_SHARE_MIN:
        return spans
    again = _look(without_specks(page, dpi), dpi, network, in_time)
    return again if _ink_share(page, again) > MORE_INK * share else spans


INK_SHARE_MIN, MORE_INK = 0.4, 1.5
"""Of 41 noisy pages the lines of all but two held more of the ink; of these, one was a drawing."""


def _ink_share(page: Pixels, spans: tuple[Span, ...]) -> float:
    """How much of a page's ink lies in lines, about: 1.0 for a page without ink."""
    ink = page < DARK
    inside = sum(int(ink[span.top : span.bottom, span.left : span.right].sum()) for span in spans)
    whole = int(ink.sum())
    return inside / whole if whole else 1.0


DARK = 128


def _look(page: Pixels, dpi: int, network: Network, in_time: InTime) -> tuple[Span, ...]:
    scale = _scale(page, dpi)
    chances: Tensor = np.zeros((round(page.shape[0] * scale), round(page.shape[1] * scale)), np.float32)
    for top, left, window in _windows(page, scale):
        in_time()
        seen = chances[top : top + WINDOW[0], left : left + WINDOW[1]]
        np.maximum(seen, network(window)[0, 0, : seen.shape[0], : seen.shape[1]], out=seen)
    return _spans(chances, 1 / scale, page, dpi)


def windows(page: Pixels, dpi: int) -> list[Tensor]:
    """What the detector sees of a page: (1, 1, rows, columns) each."""
    return [window for _, _, window in _windows(page, _scale(page, dpi))]


def _scale(page: Pixels, dpi: int) -> float:
    """What brings the page to the detector's resolution; a little less where that saves a second window."""
    scale = min(1.0, DETECT_DPI / dpi)
    for side, window in zip(page.shape, WINDOW, strict=True):
        if window < side * scale < SQUEEZE_MAX * window:
            scale = window / side
    return scale


def _windows(page: Pixels, scale: float) -> Iterator[tuple[int, int, Tensor]]:
    """Windows over the page, smaller by `scale`, that overlap: (top, left, picture)."""
    height, width = (max(1, round(side * scale)) for side in page.shape)
    small = np.asarray(cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    for top in _starts(height, WINDOW[0]):
        for left in _starts(width, WINDOW[1]):
            part = small[top : top + WINDOW[0], left : left + WINDOW[1]]
            window: Tensor = np.ones((1, 1, *WINDOW), np.float32)
            window[0, 0, : part.shape[0], : part.shape[1]] = part.astype(np.float32) / 127.5 - 1
            yield top, left, window


def _starts(length: int, window: int) -> list[int]:
    if length <= window:
        return [0]
    return [*range(0, length - window, window - OVERLAP_PX), length - window]


def _spans(chances: Tensor, scale: float, page: Pixels, dpi: int) -> tuple[Span, ...]:
    cores = (chances > CORE_MIN).astype(np.uint8)
    cores = np.asarray(cv2.dilate(cores, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cores, connectivity=8, ltype=cv2.CV_32S)
    scores = np.bincount(labels.ravel(), weights=chances.ravel(), minlength=count) / np.maximum(1, stats[:, 4])
    spans, small = [], []
    for (left, top, wide, high, _), score in zip(stats[1:], scores[1:], strict=True):
        if score < SCORE_MIN or min(wide, high) < CORE_PX_MIN:
            small.append((slice(top, top + high), slice(left, left + wide)))
            continue
        grow = wide * high * GROW / (2 * (wide + high))
        spans.append(
            Span(
                max(0, round((left - grow) * scale)),
                max(0, round((top - grow) * scale)),
                min(page.shape[1], round((left + wide + grow) * scale)),
                min(page.shape[0], round((top + high + grow) * scale)),
                min(page.shape[0] - 1, round(top * scale)),
                min(page.shape[0], round((top + high) * scale)),
            )
        )
    lone = [
        glyph
        for core in small
        if float(chances[core].max()) >= SCORE_MIN
        for glyph in _glyph(core, scale, page, dpi)
    ]
    return in_rows([*spans, *(glyph for glyph in lone if not any(_holds(span, glyph) for span in spans))])


def _glyph(core: tuple[slice, slice], scale: float, page: Pixels, dpi: int) -> Iterator[Span]:
    """The one character that a core too small for a line stands on, where ink of its size is there: a score or an
    initial alone in its cell."""
    rows, columns = core
    around = round(GLYPH_IN[1] * dpi)
    top, left = max(0, round(rows.start * scale) - around), max(0, round(columns.start * scale) - around)
    bottom, right = round(rows.stop * scale) + around, round(columns.stop * scale) + around
    ink = (page[top:bottom, left:right] < DARK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    pad = round(PAD_IN * dpi)
    for x, y, wide, high, area in stats[1:]:
        inside = left + x < columns.stop * scale and left + x + wide > columns.start * scale
        level = top + y < rows.stop * scale and top + y + high > rows.start * scale
        print_ = GLYPH_IN[0] * dpi <= high <= GLYPH_IN[1] * dpi and STROKE_IN * dpi <= wide <= GLYPH_IN[1] * dpi
        if inside and level and print_ and area >= GLYPH_FILL * wide * high:
            yield Span(
                max(0, left + x - pad),
                max(0, top + y - pad),
                min(page.shape[1], left + x + wide + pad),
                min(page.shape[0], top + y + high + pad),
                top + y,
                top + y + high,
            )


GLYPH_IN, STROKE_IN, PAD_IN, GLYPH_FILL = (0.06, 0.2), 0.02, 0.03, 0.2
"""Height of print from 6 points up, the width of a stroke, the paper around it, and the share that is ink."""


def _holds(line: Span, glyph: Span) -> bool:
    """Whether a line stands on the place of a character already."""
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return line.left <= x <= line.right and line.top <= y <= line.bottom


def in_rows(spans: list[Span]) -> tuple[Span, ...]:
    """Rows from the top, each from left to right, so that the pieces of a line torn apart follow each other."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: span.core_top + span.core_bottom):
        row = next((row for row in reversed(rows[-ROWS_OPEN:]) if _level(row, span)), None)
        if row is None:
            rows.append([span])
        else:
            row.append(span)
    return tuple(span for row in rows for span in sorted(row, key=lambda span: span.left))


def _level(row: list[Span], span: Span) -> bool:
    """Whether a line stands on one row with its nearest there, beside it, and not above or below another."""
    near = min(row, key=lambda one: max(one.left - span.right, span.left - one.right))
    if any(min(one.right, span.right) - max(one.left, span.left) > span.height for one in row):
        return False
    shared = min(near.core_bottom, span.core_bottom) - max(near.core_top, span.core_top)
    return shared >= LEVEL_SHARE * min(near.core_bottom - near.core_top, span.core_bottom - span.core_top)

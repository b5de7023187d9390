"""The pieces of ink on a stretch of a line, ruling lines and blanks taken off: what a pen may have left there.

Measured only where rows of printed choices stand, after reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from faxpipe.document import Box
from faxpipe.pages.clean import PageImage
from faxpipe.pages.lift import leftover, turn_bars
from faxpipe.pages.marks import Shapes
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, as_pieces, ink_of, piece_boxes, pixel_box

INK_LEVEL = 140
DIRT_IN = 0.03
FLAT_IN_MIN, FLAT_IN_THICK = 0.12, 0.03


@dataclass(frozen=True, slots=True)
class Strokes:
    """The page's ink without tick boxes, rings and ruling lines, ready to be asked of places."""

    ink: Pixels = field(repr=False)
    dpi: float

    def within(self, box: Box) -> tuple[list[Piece], list[Piece]]:
        """(pieces, flats) in pixels of the page: what stands in `box`, and its level lines by themselves.

        A piece that runs out of the box above or below and has most of its ink there belongs to another line.
        """
        rows, columns = pixel_box(box, self.ink)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return [], []
        area = np.ascontiguousarray(self.ink[rows, columns])
        flat = _level_lines(area, self.dpi)
        rest = np.where(cv2.dilate(flat, np.ones((3, 1), np.uint8)) > 0, np.uint8(0), area)
        crossing = cv2.morphologyEx(area, cv2.MORPH_OPEN, np.ones((round(0.05 * self.dpi), 1), np.uint8))
        pieces = _pieces(np.maximum(rest, crossing).astype(np.uint8), rows, columns)
        least = DIRT_IN * self.dpi
        return [one for one in pieces if max(one.width, one.height) >= least], _pieces(flat, rows, columns)


def strokes(image: PageImage, shapes: Shapes) -> Strokes:
    """All ink of an upright page that is no tick box, ring or ruling line."""
    page = image.pixels.copy()
    turn_bars(page, image.dpi)
    for tick in shapes.ticks:
        page[pixel_box(tick.box, page, grow=round(0.03 * image.dpi))] = 255
    for ring in shapes.ring_ink:
        ring.whiten(page)
    return Strokes(ink_of(leftover(page, (), shapes.rules, image.dpi), INK_LEVEL), image.dpi)


def _level_lines(area: Pixels, dpi: float) -> Pixels:
    """1 on thin level lines, such as underscores and strokes under a word."""
    long = np.ones((1, round(FLAT_IN_MIN * dpi)), np.uint8)
    level = cv2.morphologyEx(
        cv2.morphologyEx(area, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, long
    )
    thick = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((round(FLAT_IN_THICK * dpi) + 2, 1), np.uint8))
    return np.where(thick > 0, np.uint8(0), np.minimum(level, area)).astype(np.uint8)


def _pieces(mask: Pixels, rows: slice, columns: slice) -> list[Piece]:
    boxes = piece_boxes(np.ascontiguousarray(mask))
    return as_pieces(boxes + np.array((columns.start, rows.start) * 2, np.int32))

"""Blank paper is told from a page that nobody can read: the first is nothing to worry about, the second is.

A sheet sent with its back up still carries the fax machine's header line, dust and the shadow of its edges;
none of these count as content.
"""

from __future__ import annotations

import numpy as np

from faxpipe.pages.clean import HEADER_SHARE, PageImage
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, as_pieces, ink_of, outlines, piece_boxes, shrunk

BORDER_IN = 0.2
BORDER_IN_MAX = 0.8  # as far as the black of a lid that stood open reaches into the page
MARK_IN = 0.03  # the body of the smallest print
MARKS_MIN = 6
COARSE_DPI, INK_LEVEL = 100, 170  # strokes grow pale in the smaller picture


def is_blank(image: PageImage) -> bool:
    """Whether nothing but dust, edges and the header line is on the page."""
    coarse = max(1, round(image.dpi / COARSE_DPI))
    ink, dpi = ink_of(shrunk(image.pixels, coarse), INK_LEVEL), image.dpi / coarse
    height, width = ink.shape
    strip, border = round(HEADER_SHARE * height), round(BORDER_IN * dpi)
    boxes = piece_boxes(ink)
    left, top, right, bottom = boxes.T
    large = np.maximum(right - left, bottom - top) >= MARK_IN * dpi
    inner = (bottom > strip) & (top < height - strip) & (right > border) & (left < width - border)
    marks = 0
    for piece in as_pieces(boxes[large & inner]):
        if _is_edge(piece, ink, dpi):
            continue
        marks += 1 + int(max(piece.width, piece.height) / (0.15 * dpi))
        if marks >= MARKS_MIN:
            return False
    return True


def _is_edge(piece: Piece, ink: Pixels, dpi: float) -> bool:
    """A shadow along sides of the sheet, corners among them, or a hair-thin streak down most of it."""
    height, width = ink.shape
    if piece.height > 0.3 * height and piece.width < BORDER_IN / 6 * dpi:
        return True
    slack, reach = round(BORDER_IN / 2 * dpi), round(BORDER_IN_MAX * dpi)
    at_side = piece.left < slack or piece.right > width - slack or piece.bottom > height - slack
    inner = ink[
        max(piece.top, reach) : min(piece.bottom, height - reach),
        max(piece.left, reach) : min(piece.right, width - reach),
    ]
    long = piece.height > 0.3 * height or piece.width > 0.3 * width
    return at_side and long and (inner.size == 0 or not inner.any() or _only_dust(inner, dpi))


def _only_dust(inner: Pixels, dpi: float) -> bool:
    small = MARK_IN * dpi
    return all(max(piece.width, piece.height) < small for piece in outlines(np.ascontiguousarray(inner)))

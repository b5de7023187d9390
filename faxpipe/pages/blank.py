"""Blank paper is told from a page that nobody can read: the first is nothing to worry about, the second is.

A sheet sent with its back up still carries the fax machine's header line, dust and the shadow of its edges;
none of these count as content.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faxpipe.pages.clean import HEADER_SHARE, PageImage
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, as_pieces, ink_of, outlines, piece_boxes, shrunk

BORDER_IN = 0.2
BORDER_IN_MAX = 1.0  # as far as the black of a lid that stood open reaches into the page
MARK_IN = 0.03  # the body of the smallest print
MARKS_MIN = 6
SPECK_IN, BESIDE_IN = 0.06, 0.12  # a large speck of dust, and how far a letter stands from the next at most
SPECKS_MAX = 500  # more in a band are no dust
BAND_IN = 1.5  # most pages show by the first such band that they are not blank
COARSE_DPI, INK_LEVEL = 100, 170  # strokes grow pale in the smaller picture


def is_blank(image: PageImage) -> bool:
    """Whether nothing but dust, edges and the header line is on the page."""
    coarse = max(1, round(image.dpi / COARSE_DPI))
    ink, dpi = ink_of(shrunk(image.pixels, coarse), INK_LEVEL), image.dpi / coarse
    band = round(BAND_IN * dpi)
    marks = 0
    for top in range(0, ink.shape[0], band):
        marks += _marks(ink, top, min(ink.shape[0], top + band), dpi)
        if marks >= MARKS_MIN:
            return False
    return _marks(ink, 0, ink.shape[0], dpi) < MARKS_MIN


def _marks(ink: Pixels, top: int, bottom: int, dpi: float) -> int:
    """How much content stands wholly between two rows of the page; long pieces count more than once."""
    height, width = ink.shape
    strip, border = round(HEADER_SHARE * height), round(BORDER_IN * dpi)
    boxes = piece_boxes(ink[top:bottom]) + np.array((0, top, 0, top), np.int32)
    left, above, right, below = boxes.T
    large = np.maximum(right - left, below - above) >= MARK_IN * dpi
    inner = (below > strip) & (above < height - strip) & (right > border) & (left < width - border)
    whole = ((above > top) | (top == 0)) & ((below < bottom) | (bottom == height))
    boxes = boxes[large & inner & whole]
    pieces = [piece for piece in as_pieces(boxes[~_scattered(boxes, dpi)]) if not _is_edge(piece, ink, dpi)]
    return sum(1 + int(max(piece.width, piece.height) / (0.15 * dpi)) for piece in pieces)


def _scattered(boxes: NDArray[np.int32], dpi: float) -> NDArray[np.bool_]:
    """Which boxes are specks as large as the smallest print, with nothing beside them as a letter has."""
    left, above, right, below = boxes.T
    small = np.maximum(right - left, below - above) < SPECK_IN * dpi
    if len(boxes) > SPECKS_MAX:
        return np.zeros(len(boxes), np.bool_)
    apart = np.maximum(left[:, None] - right[None], left[None] - right[:, None])
    rise = np.maximum(above[:, None] - below[None], above[None] - below[:, None])
    near = (apart < BESIDE_IN * dpi) & (rise < 0) & ~np.eye(len(boxes), dtype=np.bool_)
    return np.asarray(small & ~near.any(axis=1), np.bool_)


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
    boxes = np.array(
        [(one.left, one.top, one.right, one.bottom) for one in outlines(np.ascontiguousarray(inner))], np.int32
    )
    left, above, right, below = boxes.T
    large = boxes[np.maximum(right - left, below - above) >= MARK_IN * dpi]
    return bool(_scattered(large, dpi).all())

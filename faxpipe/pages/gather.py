"""What the first reading left over, gathered on a small sheet for the second look.

Most pages leave a signature, a few cells and dust. An engine pays for paper as well as for letters, so only
pieces of the size of print go over, and the empty rows between them don't.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Box, Word
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, ink_of, outlines, shrunk

COARSE_DPI, INK_LEVEL = 100, 170  # strokes grow pale in the smaller picture
DUST_IN = 0.04
PRINT_IN_MIN, PRINT_IN_MAX = 0.05, 0.6
MARGIN_IN = 0.12


@dataclass(frozen=True, slots=True)
class Gathered:
    """`pixels`: (height, width) uint8, 255 = white; the rows `rows` of the page from column `left` on."""

    pixels: Pixels = field(repr=False)
    rows: NDArray[np.intp] = field(repr=False)
    left: int
    page_height: int
    page_width: int

    def on_page(self, word: Word) -> Word:
        """`word` of a reading of `pixels`, as a word of the page."""
        height, width = self.pixels.shape
        top, bottom = (
            self.rows[min(height - 1, max(0, round(y * height)))] for y in (word.box.top, word.box.bottom)
        )
        left, right = ((self.left + x * width) / self.page_width for x in (word.box.left, word.box.right))
        return Word(
            word.text, Box(left, top / self.page_height, right, bottom / self.page_height), word.confidence
        )


def gather(rest: Pixels, dpi: int) -> Gathered | None:
    """The print on `rest`, or None where there is nothing that could be read."""
    height, width = rest.shape
    coarse = max(1, round(dpi / COARSE_DPI))
    clusters = _clusters(rest, coarse, dpi / coarse)
    if not clusters:
        return None
    kept = np.full(rest.shape, 255, np.uint8)
    margin = round(MARGIN_IN * dpi)
    used = np.zeros(height, dtype=bool)
    for piece in clusters:
        top, bottom = piece.top * coarse, piece.bottom * coarse
        around = (
            slice(max(0, top - 4), bottom + 4),
            slice(max(0, piece.left * coarse - 4), piece.right * coarse + 4),
        )
        kept[around] = rest[around]
        used[max(0, top - margin) : bottom + margin] = True
    rows = np.flatnonzero(used)
    left = max(0, min(piece.left for piece in clusters) * coarse - margin)
    right = min(width, max(piece.right for piece in clusters) * coarse + margin)
    return Gathered(kept[rows, left:right], rows, left, height, width)


def _clusters(rest: Pixels, coarse: int, dpi: float) -> list[Piece]:
    """Groups of ink as high as a line of print or handwriting, on a page `coarse` times smaller."""
    ink = ink_of(shrunk(rest, coarse), INK_LEVEL)
    for piece in outlines(ink):
        if max(piece.width, piece.height) < DUST_IN * dpi:
            ink[piece.top : piece.bottom, piece.left : piece.right] = 0
    reach = np.ones((1, round(0.1 * dpi) | 1), np.uint8)
    joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, reach), dtype=np.uint8)
    return [
        piece
        for piece in outlines(joined)
        if PRINT_IN_MIN * dpi <= piece.height <= PRINT_IN_MAX * dpi and piece.width >= PRINT_IN_MIN * dpi
    ]

"""Word boxes drawn tight around their ink.

An engine's box for a weak word may reach far into white or into the line above, which misleads everything that
asks what stands beside what.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from faxpipe.document import Box, Word
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import ink_of, pieces, pixel_box

DIRT_IN = 0.012


def fit(words: tuple[Word, ...], page: Pixels, dpi: int) -> tuple[Word, ...]:
    """The words with boxes shrunk to the ink on `page` (lifted, without rules); a word without ink is dropped."""
    ink = _without_dirt(ink_of(page, 160), dpi)
    fitted = ((word, _shrunk(word.box, ink)) for word in words)
    return tuple(replace(word, box=box) for word, box in fitted if box is not None)


def _without_dirt(ink: Pixels, dpi: int) -> Pixels:
    found, labels = pieces(ink)
    small = np.zeros(len(found) + 1, dtype=bool)
    for piece in found:
        small[piece.label] = max(piece.width, piece.height) < DIRT_IN * dpi
    return np.where(small[labels], 0, ink).astype(np.uint8)


def _shrunk(box: Box, ink: Pixels) -> Box | None:
    rows, columns = pixel_box(box, ink)
    area = ink[rows, columns]
    inked_rows, inked_columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    if len(inked_rows) == 0:
        return None
    height, width = ink.shape
    return Box(
        (columns.start + int(inked_columns[0])) / width,
        (rows.start + int(inked_rows[0])) / height,
        (columns.start + int(inked_columns[-1]) + 1) / width,
        (rows.start + int(inked_rows[-1]) + 1) / height,
    )

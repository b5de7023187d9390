"""Word boxes drawn tight around their ink.

An engine's box for a weak word may reach far into white or into the line above, which misleads everything that
asks what stands beside what.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from faxpipe.document import Box, Word
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import ink_of, pixel_box

DIRT_IN = 0.012


def fit(words: tuple[Word, ...], page: Pixels, dpi: int) -> tuple[Word, ...]:
    """The words with boxes shrunk to the ink on `page` (lifted, without rules); a word without ink is dropped."""
    ink = ink_of(page, 160)
    fitted = ((word, _shrunk(word.box, ink, DIRT_IN * dpi)) for word in words)
    return tuple(replace(word, box=box) for word, box in fitted if box is not None)


def _shrunk(box: Box, ink: Pixels, dirt: float) -> Box | None:
    """The box around the pieces of ink within it that are larger than `dirt` pixels."""
    rows, columns = pixel_box(box, ink)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    area = np.ascontiguousarray(ink[rows, columns])
    _, _, stats, _ = cv2.connectedComponentsWithStats(area, connectivity=8, ltype=cv2.CV_32S)
    left, top, wide, high, _ = stats[1:].T
    large = np.maximum(wide, high) >= dirt
    if not large.any():
        return None
    height, width = ink.shape
    return Box(
        (columns.start + int(left[large].min())) / width,
        (rows.start + int(top[large].min())) / height,
        (columns.start + int((left + wide)[large].max())) / width,
        (rows.start + int((top + high)[large].max())) / height,
    )

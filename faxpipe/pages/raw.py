"""A raw page: what the sender's machine sent, before anything was straightened.

First value of the stage pages. Its pixels need not be square: a fax in standard resolution has 204 columns
but 98 rows an inch.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as it came: (height, width) uint8, 255 = white; None where it can't be drawn, with the reason.

    `x_dpi`, `y_dpi`: columns and rows an inch. `own`: the page's own scanned pixels, not a drawing of it.
    """

    number: int
    pixels: Pixels | None = field(default=None, repr=False)
    x_dpi: float = 204.0
    y_dpi: float = 204.0
    own: bool = False
    reason: str = ""


def grey(pixels: NDArray[np.generic]) -> Pixels:
    """(height, width) or (height, width, 1..4) of any kind as uint8 grey; an alpha channel lies on white paper."""
    array = np.asarray(pixels)
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * 255
    if array.ndim == 2:
        return np.ascontiguousarray(array, dtype=np.uint8)
    colour = array[..., :3].astype(np.float32)
    luma = colour.mean(axis=2) if colour.shape[2] < 3 else colour @ np.array([0.114, 0.587, 0.299], np.float32)
    if array.shape[2] == 4:
        alpha = array[..., 3].astype(np.float32) / 255
        luma = luma * alpha + 255 * (1 - alpha)
    return np.clip(np.rint(luma), 0, 255).astype(np.uint8)

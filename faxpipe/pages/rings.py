"""Rings drawn by hand around something printed, such as one number of a pain scale.

A ring is a thin piece of ink that encloses other ink from nearly every side and is larger than the letters
around it; the letters O, Q and the signs @, (c) are not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Circle, TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, ink_of, letter_height, outlines, pieces, pixel_box

HEIGHT_IN_MIN, HEIGHT_IN_MAX, WIDTH_IN_MAX = 0.13, 0.6, 2.2
DIRECTIONS = 36
AROUND_MIN, OWN_SHARE_MAX = 0.85, 0.35


def find_circles(
    pixels: Pixels, dpi: float, ticks: tuple[TickBox, ...] = ()
) -> tuple[tuple[Circle, ...], NDArray[np.bool_]]:
    """The rings on an upright page, and the mask of the ink of rings and small frames without what they hold."""
    ink = ink_of(pixels)
    for tick in ticks:
        ink[pixel_box(tick.box, pixels, grow=2)] = 0
    found = outlines(ink)
    usual = letter_height(found, dpi)
    lines = np.zeros(ink.shape, dtype=bool)
    circles = []
    for piece in found:
        if not _could_be(piece, dpi, usual):
            continue
        area = np.ascontiguousarray(ink[piece.top : piece.bottom, piece.left : piece.right])
        own = _largest(area)
        inside = _enclosed(area.astype(bool), own)
        around = _around(own)
        if own.mean() >= OWN_SHARE_MAX or around < AROUND_MIN or not _holds_print(inside, usual):
            continue
        lines[piece.top : piece.bottom, piece.left : piece.right] |= own
        if _is_frame(own):
            continue
        circles.append(Circle(piece.box(pixels), round(min(0.95, around), 2)))
    return tuple(circles), lines


def _largest(area: Pixels) -> NDArray[np.bool_]:
    """Where the piece stands that is as large as `area` itself."""
    found, labels = pieces(area)
    own = max(found, key=lambda one: one.width * one.height)
    return np.asarray(labels == own.label)


def _could_be(piece: Piece, dpi: float, usual: float) -> bool:
    if not (HEIGHT_IN_MIN * dpi <= piece.height <= HEIGHT_IN_MAX * dpi and piece.width <= WIDTH_IN_MAX * dpi):
        return False
    return piece.height >= 1.35 * usual and piece.width >= 0.6 * piece.height


def _around(own: NDArray[np.bool_]) -> float:
    """Share of directions in which the outline stands, seen from the middle and near an ellipse."""
    height, width = own.shape
    ys, xs = np.nonzero(own)
    y, x = (ys - (height - 1) / 2) / (height / 2), (xs - (width - 1) / 2) / (width / 2)
    radius = np.hypot(x, y)
    near = (radius > 0.7) & (radius < 1.2)
    if near.sum() < 0.6 * len(radius):
        return 0.0
    sectors = ((np.arctan2(y[near], x[near]) + np.pi) / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    return len(np.unique(sectors)) / DIRECTIONS


def _is_frame(own: NDArray[np.bool_]) -> bool:
    """Whether ink stands in two corners or more, as in cells for a number; the end of a ring fills one."""
    height, width = own.shape
    y, x = max(2, round(0.12 * height)), max(2, round(0.12 * min(height, width)))
    corners = own[:y, :x], own[:y, -x:], own[-y:, :x], own[-y:, -x:]
    return sum(bool(corner.any()) for corner in corners) >= 2


def _enclosed(ink: NDArray[np.bool_], own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink of other pieces in the inner ellipse."""
    height, width = own.shape
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(ink & ~own & (np.hypot(x, y) < 0.85))


def _holds_print(inside: NDArray[np.bool_], usual: float) -> bool:
    """Whether something at least half as tall as a letter stands inside, apart from the ring: in the bow of a
    large handwritten letter nothing does.
    """
    rows = np.flatnonzero(inside.any(axis=1))
    return len(rows) > 0 and rows[-1] - rows[0] + 1 >= 0.5 * usual

"""Connected pieces of ink and straight runs, the raw material of every mark. Pixels in, pixels out.

A page has eight million pixels, and what is done to all of them is what a page costs. So runs are measured on
packed bits, a length doubling at each step, and `outlines`, which follows contours, does for most what `pieces`
does with a label on every pixel. One thread: pages are read in parallel, and threads of one page only wait.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Box
from faxpipe.pages.raw import Pixels

cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle in pixels: right and bottom are exclusive. `area`: pixels of ink in it."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    label: int = 0

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def box(self, page: Pixels) -> Box:
        height, width = page.shape
        return Box(self.left / width, self.top / height, self.right / width, self.bottom / height)


def pixel_box(box: Box, page: Pixels, grow: int = 0) -> tuple[slice, slice]:
    """(rows, columns) of `box` on `page`, grown by `grow` pixels and clipped."""
    height, width = page.shape
    return (
        slice(max(0, round(box.top * height) - grow), max(0, min(height, round(box.bottom * height) + grow))),
        slice(max(0, round(box.left * width) - grow), max(0, min(width, round(box.right * width) + grow))),
    )


def ink_of(pixels: Pixels, level: int = 128) -> Pixels:
    """1 where the page is darker than `level`, 0 elsewhere."""
    return (pixels < level).astype(np.uint8)


def pieces(mask: Pixels, connectivity: int = 8) -> tuple[list[Piece], NDArray[np.int32]]:
    """The connected pieces of a 0/1 mask and the map of their labels (0 = none)."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity, ltype=cv2.CV_32S)
    found = [
        Piece(left, top, left + width, top + height, area, label)
        for label, (left, top, width, height, area) in enumerate(stats.tolist())
        if 0 < label < count
    ]
    return found, np.asarray(labels, dtype=np.int32)


def outlines(mask: Pixels) -> list[Piece]:
    """The connected pieces (8 neighbours) of a 0/1 mask, without their labels; `area` is that of the box."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for index, contour in enumerate(contours):
        if hierarchy[0, index, 3] >= 0:
            continue  # the edge of a hole
        left, top, width, height = cv2.boundingRect(contour)
        found.append(Piece(left, top, left + width, top + height, width * height))
    return found


def letter_height(found: list[Piece], dpi: float) -> float:
    """The usual height, in pixels, of pieces that could be letters."""
    heights = [piece.height for piece in found if 0.04 * dpi < piece.height < 0.3 * dpi]
    return float(np.median(heights)) if heights else 0.1 * dpi


def runs(ink: Pixels, length: int, *, horizontal: bool, slack: int = 1) -> Pixels:
    """Straight runs of ink at least `length` long; `slack` lets a line waver by so many pixels."""
    across = (2 * slack + 1, 1) if horizontal else (1, 2 * slack + 1)
    wide = np.asarray(cv2.dilate(ink, np.ones(across, np.uint8)), dtype=np.uint8) if slack else ink
    kept = opened(wide, length, horizontal=horizontal)
    if not slack:
        return kept
    return kept & np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def opened(mask: Pixels, length: int, *, horizontal: bool) -> Pixels:
    """Morphological opening of a 0/1 mask by a straight line: the runs of `length` pixels or more."""
    upright = np.asarray(cv2.transpose(mask), dtype=np.uint8) if horizontal else mask
    kept = opened_bits(np.packbits(upright, axis=1), length)
    if not kept.any():
        return np.zeros_like(mask)
    out = np.unpackbits(kept, axis=1, count=upright.shape[1])
    return np.asarray(cv2.transpose(out), dtype=np.uint8) if horizontal else out


def opened_bits(bits: Pixels, length: int) -> Pixels:
    """The upright runs of `length` rows or more of a mask with eight columns in a byte."""
    if length > bits.shape[0]:
        return np.zeros_like(bits)
    lasting, reach = bits, 1  # a bit stands where the next `reach` rows are inked
    while reach < length:
        step = min(reach, length - reach)
        lasting, reach = lasting[:-step] & lasting[step:], reach + step
    spread, reach = np.zeros_like(bits), 1
    spread[: len(lasting)] = lasting
    while reach < length:
        step = min(reach, length - reach)
        further = spread.copy()
        further[step:] |= spread[:-step]
        spread, reach = further, reach + step
    return spread


def closed_bits(bits: Pixels, gap: int) -> Pixels:
    """The same mask with upright gaps of up to `gap` (even) rows filled, eight columns in a byte."""
    wide = bits.copy()
    for step in range(1, gap // 2 + 1):
        wide[step:] |= bits[:-step]
        wide[:-step] |= bits[step:]
    out = wide.copy()
    for step in range(1, gap // 2 + 1):
        out[step:] &= wide[:-step]
        out[:-step] &= wide[step:]
    return out

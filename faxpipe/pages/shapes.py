"""Connected pieces of ink, the raw material of every mark. Pixels in, pixels out; straight lines are in `runs`.

A page has eight million pixels, and what is done to all of them is what a page costs. So contours are followed
where labels on every pixel are not needed, once a page for all that look for marks (`Print`). One thread: pages
are read in parallel, and threads of one page only wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Box
from faxpipe.pages.raw import Pixels

cv2.setNumThreads(1)

CROWDED_SHARE, CROWDED_PX_MIN = 0.08, 50_000


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


@dataclass(frozen=True, slots=True)
class Print:
    """The ink of a page (1 = ink) and the boxes of its pieces, (n, 4) int32: left, top, right, bottom."""

    ink: Pixels = field(repr=False)
    boxes: NDArray[np.int32] = field(repr=False)
    dpi: float

    @property
    def letter_height(self) -> float:
        """The usual height, in pixels, of pieces that could be letters."""
        heights = self.boxes[:, 3] - self.boxes[:, 1]
        heights = heights[(heights > 0.04 * self.dpi) & (heights < 0.3 * self.dpi)]
        return float(np.median(heights)) if len(heights) else 0.1 * self.dpi

    def sized(self, width: tuple[float, float], height: tuple[float, float]) -> list[Piece]:
        """The pieces whose width and height, in pixels, lie in the ranges, ends included."""
        wide, high = self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]
        fits = (wide >= width[0]) & (wide <= width[1]) & (high >= height[0]) & (high <= height[1])
        return as_pieces(self.boxes[fits])


def print_of(pixels: Pixels, dpi: float) -> Print:
    """What is printed or written on a page, measured."""
    ink = ink_of(pixels)
    return Print(ink, piece_boxes(ink), dpi)


def pixel_box(box: Box, page: Pixels, grow: int = 0) -> tuple[slice, slice]:
    """(rows, columns) of `box` on `page`, grown by `grow` pixels and clipped."""
    height, width = page.shape
    return (
        slice(max(0, round(box.top * height) - grow), max(0, min(height, round(box.bottom * height) + grow))),
        slice(max(0, round(box.left * width) - grow), max(0, min(width, round(box.right * width) + grow))),
    )


def ink_of(pixels: Pixels, level: int = 128) -> Pixels:
    """1 where the page is darker than `level`, 0 elsewhere."""
    return np.asarray(cv2.threshold(pixels, level - 1, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def shrunk(pixels: Pixels, by: int) -> Pixels:
    """The page `by` times smaller, averaged; rows and columns that fill no whole pixel are left out."""
    width, height = pixels.shape[1] // by, pixels.shape[0] // by
    if by == 1 or min(width, height) == 0:
        return pixels
    whole = pixels[: height * by, : width * by]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def pieces(mask: Pixels, connectivity: int = 8) -> tuple[list[Piece], NDArray[np.int32]]:
    """The connected pieces of a 0/1 mask and the map of their labels (0 = none)."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity, ltype=cv2.CV_32S)
    found = [
        Piece(left, top, left + width, top + height, area, label)
        for label, (left, top, width, height, area) in enumerate(stats.tolist())
        if 0 < label < count
    ]
    return found, np.asarray(labels, dtype=np.int32)


def outer_contours(mask: Pixels) -> list[NDArray[np.int32]]:
    """The outlines of the connected pieces (8 neighbours) of a 0/1 mask, holes left out: (n, 1, 2) x, y."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return []
    outer = np.flatnonzero(hierarchy[0, :, 3] < 0)
    return [np.asarray(contours[index], dtype=np.int32) for index in outer.tolist()]


def piece_boxes(mask: Pixels) -> NDArray[np.int32]:
    """The connected pieces (8 neighbours) of a 0/1 mask: (n, 4) int32 left, top, right, bottom."""
    if crowded(mask):
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
        found = stats[1:, :4].astype(np.int32)
    else:
        boxes = [cv2.boundingRect(contour) for contour in outer_contours(mask)]
        found = np.array(boxes, dtype=np.int32).reshape(-1, 4)
    found[:, 2:] += found[:, :2]
    return found


def crowded(mask: Pixels) -> bool:
    """Whether ink begins and ends so often along the rows that it is no print, but a dithered picture or noise.

    Print does so at 1 to 3 % of the pixels, dithering at 15 to 50 %. Following its contours would take seconds.
    """
    some = mask[:: 7 if mask.shape[0] > 200 else 1]
    return bool(np.count_nonzero(some[:, 1:] != some[:, :-1]) > CROWDED_SHARE * max(some.size, CROWDED_PX_MIN))


def as_pieces(boxes: NDArray[np.int32]) -> list[Piece]:
    """Boxes as pieces; `area` is that of the box."""
    return [
        Piece(left, top, right, bottom, (right - left) * (bottom - top))
        for left, top, right, bottom in boxes.tolist()
    ]


def outlines(mask: Pixels) -> list[Piece]:
    """The connected pieces (8 neighbours) of a 0/1 mask, without their labels; `area` is that of the box."""
    return as_pieces(piece_boxes(mask))

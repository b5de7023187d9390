"""Rings drawn by hand around something printed, such as one number of a pain scale.

A ring is a thin piece of ink that encloses other ink from nearly every side and is larger than the letters
around it; the letters O, Q and the signs @, (c) are not. The trap: letters that a ring touches are of one piece
with it. They count as what it holds and stay on the page; the ring is what lies a pen's width under its hull.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Circle, TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, Print, piece_boxes, pixel_box

HEIGHT_IN_MIN, HEIGHT_IN_MAX, WIDTH_IN_MAX = 0.13, 0.6, 2.2
DIRECTIONS = 36
AROUND_MIN, OWN_SHARE_MAX = 0.85, 0.35
AROUND_TOUCHED_MIN, TOUCHED_SHARE_MAX = 0.95, 0.5
"""A small ring that touches what it holds has more ink of its own, and must be closed."""
BESIDE, LOW, LOWER = 4.0, 0.3, 0.8  # of the ring's height
PEN_WIDTHS, SAG = 1.5, 0.05
"""How far under its hull a ring's stroke reaches: in widths of the pen, and of its height; no hand is steady."""


@dataclass(frozen=True, slots=True)
class RingInk:
    """The ink of one ring or small frame: where `own` is True in the window that begins at `left`, `top`."""

    left: int
    top: int
    own: NDArray[np.bool_] = field(repr=False)

    def whiten(self, page: Pixels, reach: int = 2) -> None:
        """Take the ring, and `reach` pixels around its ink, off a grey page."""
        height, width = self.own.shape
        window = page[
            max(0, self.top - reach) : self.top + height + reach,
            max(0, self.left - reach) : self.left + width + reach,
        ]
        grown = np.zeros(window.shape, np.uint8)
        top, left = self.top - max(0, self.top - reach), self.left - max(0, self.left - reach)
        grown[top : top + height, left : left + width] = self.own
        window[cv2.dilate(grown, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0] = 255


def find_circles(page: Print, ticks: tuple[TickBox, ...] = ()) -> tuple[tuple[Circle, ...], tuple[RingInk, ...]]:
    """The rings on an upright page, and the ink of rings and small frames without what they hold."""
    usual = page.letter_height
    page = _without(page, ticks)
    high = max(HEIGHT_IN_MIN * page.dpi, 1.35 * usual), HEIGHT_IN_MAX * page.dpi
    lines, circles = [], []
    for piece in page.sized((0.6 * high[0], WIDTH_IN_MAX * page.dpi), high):
        if piece.width < 0.6 * piece.height:
            continue
        area = np.ascontiguousarray(page.ink[piece.top : piece.bottom, piece.left : piece.right])
        own = _largest(area)
        around = _around(own)
        thin = around >= AROUND_MIN and own.mean() < OWN_SHARE_MAX
        closed = around >= AROUND_TOUCHED_MIN and own.mean() < TOUCHED_SHARE_MAX
        if not thin and not (closed and _stands_out(page, piece)):
            continue
        frame = _is_frame(own)
        letters = np.zeros_like(own) if frame else _touching(own, usual)
        inside = _enclosed(area.astype(bool), own) | letters
        if not _holds_print(inside, usual):
            continue
        lines.append(RingInk(piece.left, piece.top, own & ~letters))
        if not frame:
            circles.append(Circle(piece.box(page.ink), round(min(0.95, around), 2)))
    return tuple(circles), tuple(lines)


def _stands_out(page: Print, piece: Piece) -> bool:
    """Whether what stands beside a piece on its line is lower, as it is beside no letter of a heading."""
    left, top, right, bottom = page.boxes.T
    middle, high = (top + bottom) / 2, bottom - top
    reach = BESIDE * piece.height
    level = (middle > piece.top) & (middle < piece.bottom) & (high > LOW * piece.height)
    beside = level & (right > piece.left - reach) & (left < piece.right + reach)
    beside &= (right <= piece.left) | (left >= piece.right)
    return not beside.any() or float(np.median(high[beside])) < LOWER * piece.height


def _touching(own: NDArray[np.bool_], usual: float) -> NDArray[np.bool_]:
    """Where letters are of one piece with a ring: ink deeper under its hull than the pen is wide, and as tall as
    half a letter; what is lower is the loose end of the stroke."""
    framed = np.pad(own.astype(np.uint8), 1)
    contours, _ = cv2.findContours(framed, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    pen = 2 * float(own.sum()) / max(1.0, sum(cv2.arcLength(one, closed=True) for one in contours))
    hull = np.zeros_like(framed)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate(contours)), 1)
    deep = cv2.distanceTransform(hull, cv2.DIST_L2, 3)[1:-1, 1:-1] > PEN_WIDTHS * pen + SAG * own.shape[0]
    _, labels, stats, _ = cv2.connectedComponentsWithStats((own & deep).astype(np.uint8), connectivity=8)
    tall = stats[:, cv2.CC_STAT_HEIGHT] >= 0.5 * usual
    tall[0] = False
    return np.asarray(tall[labels])


def _without(page: Print, ticks: tuple[TickBox, ...]) -> Print:
    """The page without its tick boxes; what touched one is in new pieces."""
    if not ticks:
        return page
    ink, touched = page.ink.copy(), np.zeros(len(page.boxes), dtype=bool)
    left, top, right, bottom = page.boxes.T
    for tick in ticks:
        rows, columns = pixel_box(tick.box, ink, grow=2)
        ink[rows, columns] = 0
        touched |= (left < columns.stop) & (right > columns.start) & (top < rows.stop) & (bottom > rows.start)
    boxes = [page.boxes[~touched]]
    for x, y, x_end, y_end in page.boxes[touched].tolist():
        boxes.append(piece_boxes(np.ascontiguousarray(ink[y:y_end, x:x_end])) + np.array((x, y, x, y), np.int32))
    return Print(ink, np.unique(np.concatenate(boxes), axis=0), page.dpi)


def _largest(area: Pixels) -> NDArray[np.bool_]:
    """Where the piece stands that is as large as `area` itself."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(area, connectivity=8, ltype=cv2.CV_32S)
    sizes = stats[1:, cv2.CC_STAT_WIDTH] * stats[1:, cv2.CC_STAT_HEIGHT]
    return np.asarray(labels == 1 + int(sizes.argmax()))


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

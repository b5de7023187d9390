"""Straight runs of ink, what ruling lines and the sides of tick boxes are made of. Pixels in, boxes out.

Measured on packed bits, eight pixels a byte, a length doubling at each step, and joined to pieces as runs: a page
has millions of pixels, but some thousand runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import piece_boxes


@dataclass(frozen=True, slots=True)
class Runs:
    """A 0/1 mask made ready to look for straight runs along its rows (`level`) or columns, eight pixels a byte.

    `bits`: the mask, laid so that runs go down; `wavering`: the same with lines one pixel wider on either side;
    `near`: `wavering` one pixel longer at both ends.
    """

    bits: Pixels = field(repr=False)
    wavering: Pixels = field(repr=False)
    near: Pixels = field(repr=False)
    across: int
    level: bool

    def boxes(self, bits: Pixels) -> NDArray[np.int32]:
        """The pieces (8 neighbours) of a mask laid like `bits`: (n, 4) left, top, right, bottom on the page."""
        boxes = _joined(*_upright_runs(bits), bits.shape[0])
        return boxes[:, (1, 0, 3, 2)] if self.level else boxes

    def pieces(self, bits: Pixels, gap: Pixels | None = None) -> tuple[NDArray[np.int32], Pixels]:
        """The pieces of a mask laid like `bits`, closed by `gap`: (n, 4) left, top, right, bottom on the page.

        With them comes the mask itself, 0/1, as it lies on the page.
        """
        laid = np.unpackbits(bits, axis=1, count=self.across)
        inked = np.flatnonzero(bits.any(axis=1))
        boxes = np.zeros((0, 4), np.int32)
        if len(inked):
            first, last = int(inked[0]), int(inked[-1]) + 1
            some = laid[first:last]
            if gap is not None:
                some[...] = cv2.morphologyEx(some, cv2.MORPH_CLOSE, gap)
            boxes = piece_boxes(some) + np.array((0, first, 0, first), np.int32)
        return (boxes[:, (1, 0, 3, 2)], laid.T) if self.level else (boxes, laid)


def runs_of(ink: Pixels, *, level: bool) -> Runs:
    """The ink of a page made ready to look for level or upright lines."""
    laid = np.asarray(cv2.transpose(ink), dtype=np.uint8) if level else ink
    bits = np.packbits(laid, axis=1)
    wavering = _wider(bits, laid.shape[1])
    near = wavering.copy()
    near[1:] |= wavering[:-1]
    near[:-1] |= wavering[1:]
    return Runs(bits, wavering, near, laid.shape[1], level)


def _wider(bits: Pixels, across: int) -> Pixels:
    """A mask `across` columns wide, eight in a byte, with every bit set whose left or right neighbour is."""
    wide: Pixels = np.asarray(bits | (bits << 1) | (bits >> 1), dtype=np.uint8)
    wide[:, :-1] |= bits[:, 1:] >> 7
    wide[:, 1:] |= bits[:, :-1] << 7
    wide[:, -1] &= 255 << (-across % 8) & 255
    return wide


def _upright_runs(bits: Pixels) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(column, first row, last row) of each upright run of a mask, eight columns a byte, column by column."""
    begins, ends = bits.copy(), bits.copy()
    begins[1:] &= ~bits[:-1]
    ends[:-1] &= ~bits[1:]
    columns, first = _places(begins)
    _, last = _places(ends)
    return columns, first, last


def _places(bits: Pixels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(column, row) of every bit that is set, by column and row."""
    (at,) = np.nonzero(bits.view(bool).ravel())
    byte, bit = np.divmod(np.flatnonzero(np.unpackbits(bits.ravel()[at])), 8)
    row, column = np.divmod(at[byte], bits.shape[1])
    column = 8 * column + bit
    order = np.argsort(column * bits.shape[0] + row)
    return column[order], row[order]


def _joined(
    columns: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64], height: int
) -> NDArray[np.int32]:
    """Runs that touch, also by a corner, made one piece each: (n, 4) left, top, right, bottom.

    Every run takes the least number of those it touches, again and again, until all of a piece bear the same.
    """
    column = height + 4  # rows between one column and the next on the line that all runs are put on
    begins, ends = columns * column + first, columns * column + last
    lower = np.searchsorted(ends, begins + column - 1)
    count = np.maximum(np.searchsorted(begins, ends + column + 1, side="right") - lower, 0)
    one = np.repeat(np.arange(len(columns)), count)
    other = np.arange(len(one)) - np.repeat(np.cumsum(count) - count - lower, count)
    piece = np.arange(len(columns))
    while (piece[one] != piece[other]).any():
        least = np.minimum(piece[one], piece[other])
        for of in (piece[one], piece[other], one, other):
            np.minimum.at(piece, of, least)
        piece = piece[piece]
    _, piece = np.unique(piece, return_inverse=True)
    boxes = np.zeros((int(piece.max(initial=-1)) + 1, 4), np.int32)
    boxes[:, :2] = np.iinfo(np.int32).max
    np.minimum.at(boxes[:, 0], piece, columns)
    np.minimum.at(boxes[:, 1], piece, first)
    np.maximum.at(boxes[:, 2], piece, columns + 1)
    np.maximum.at(boxes[:, 3], piece, last + 1)
    return boxes


def opened_bits(bits: Pixels, length: int) -> Pixels:
    """The upright runs of `length` rows or more of a mask with eight columns in a byte: its opening."""
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

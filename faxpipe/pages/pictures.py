"""Pages kept after they were read, to cut out places that are to be read again.

A page in memory is four million bytes, a fax three hundred pages. The first few stay as they are, because most
faxes are short; later ones are packed, and beyond a limit none are kept: what stands on those is read once.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faxpipe.document import Box, Rule
from faxpipe.pages.clean import PageImage
from faxpipe.pages.combs import comb_line, find_combs
from faxpipe.pages.lift import leftover
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import pixel_box, print_of

RAW_BYTES_MAX, PACKED_BYTES_MAX = 60_000_000, 250_000_000
MARGIN = 0.15  # of the height of the place: another framing than that of the line it was first read in
GAP = 0.2  # of the height: white as wide as this ends a value
INSIDE, OUTSIDE = 0.1, 0.7  # heights from the edge of a place within which that white is looked for
REACH = 3.0  # heights: what is cut at the edge of a place is followed no further
INK_LEVEL = 160
COMB_ROOM = 0.8  # heights of the characters around them, in which the frame of a comb is looked for
COMB_LONG, COMB_SHARE = 1.5, 0.7
COMB_GAP = 0.3
SIDE_PX_MIN = 8


@dataclass(frozen=True, slots=True)
class _Kept:
    height: int
    width: int
    dpi: int
    data: bytes | Pixels

    def pixels(self) -> Pixels:
        if isinstance(self.data, bytes):
            return np.frombuffer(zlib.decompress(self.data), np.uint8).reshape(self.height, self.width)
        return self.data


class Pictures:
    """Upright page images by number, within a limit of memory."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._raw_bytes = self._packed_bytes = 0

    def add(self, image: PageImage) -> None:
        """Keeps the page as it was read, unless there are too many already."""
        height, width = image.pixels.shape
        data: bytes | Pixels = image.pixels
        if self._raw_bytes + image.pixels.size <= RAW_BYTES_MAX:
            self._raw_bytes += image.pixels.size
        elif self._packed_bytes < PACKED_BYTES_MAX:
            data = zlib.compress(image.pixels.tobytes(), 1)
            self._packed_bytes += len(data)
        else:
            return
        self._kept[image.number] = _Kept(height, width, image.dpi, data)

    def dpi(self, number: int) -> int | None:
        """Resolution of page `number`; None where it was not kept."""
        kept = self._kept.get(number)
        return None if kept is None else kept.dpi

    def crops(
        self, number: int, boxes: Sequence[tuple[Box, tuple[float, float]]], rules: tuple[Rule, ...]
    ) -> tuple[Pixels, ...]:
        """Each box of page `number` cut out tight, (height, width) uint8, 255 = white, ruling lines lifted.

        A box that cuts through print is widened to the next gap, but not beyond its room: from left to right, as
        fractions of the width. KeyError for a page that was not kept.
        """
        kept = self._kept[number]
        page = leftover(kept.pixels(), (), rules, kept.dpi)
        return tuple(_line_of(kept.pixels(), page, box, room, kept.dpi) for box, room in boxes)


def _line_of(kept: Pixels, page: Pixels, box: Box, room: tuple[float, float], dpi: int) -> Pixels:
    """The picture of a place: of one in a comb, its characters without their boxes."""
    line = _without_boxes(kept, box, dpi)
    return _cut(page, box, room) if line is None else line


def _without_boxes(page: Pixels, box: Box, dpi: int) -> Pixels | None:
    """The characters of a place in a comb as a line, set otherwise than when they were read first; else None."""
    rows, columns = pixel_box(box, page, grow=round(COMB_ROOM * (box.bottom - box.top) * page.shape[0]))
    strip = np.ascontiguousarray(page[rows, columns])
    if min(strip.shape) < SIDE_PX_MIN or strip.shape[1] < COMB_LONG * strip.shape[0]:
        return None
    combs = find_combs(print_of(strip, dpi))
    across, level = columns.stop - columns.start, (rows.stop - rows.start) / 2
    for row in combs:
        frame = row[0].frame
        inside = frame.top < level < frame.bottom and row[-1].frame.right - frame.left > COMB_SHARE * across
        line = comb_line(strip, row, gap=COMB_GAP) if inside else None
        if line is not None:
            return line.pixels
    return None


def _cut(page: Pixels, box: Box, room: tuple[float, float]) -> Pixels:
    height, width = page.shape
    rows, columns = pixel_box(box, page)
    tall = max(SIDE_PX_MIN, rows.stop - rows.start)
    inked = np.asarray(page[rows].min(axis=0, initial=255) < INK_LEVEL, dtype=np.uint8)
    margin = round(MARGIN * tall)
    top, bottom = max(0, rows.start - margin), min(height, rows.stop + margin)
    left = width - _edge(inked[::-1], width - columns.start, width - round(room[0] * width), tall, margin)
    right = _edge(inked, columns.stop, round(room[1] * width), tall, margin)
    cut = page[top:bottom, max(0, left) : max(0, right)]
    short = [max(0, SIDE_PX_MIN - side) for side in cut.shape]
    return np.pad(cut, [(0, short[0]), (0, short[1])], constant_values=255)


def _edge(inked: Pixels, at: int, room: int, tall: int, margin: int) -> int:
    """Where to cut right of column `at`: in the widest white near it, else before the next word, else in the first
    white after print that goes on.

    `room`: where the next word may begin. Boxes of an engine may cut the last letter of a word.
    """
    near = round(INSIDE * tall), round(OUTSIDE * tall)
    begin = max(0, at - near[0])
    start, length = _widest_white(inked[begin : at + near[1]])
    white = begin + start + min(length // 2 + 1, margin)
    if length >= max(2, round(GAP * tall)):
        return min(white, len(inked))
    if room < at + near[1]:
        return min(white if length >= 2 else max(room, at), len(inked))
    return min(at + _run(inked[at : at + round(REACH * tall)], max(2, round(GAP * tall))) + margin, len(inked))


def _widest_white(inked: Pixels) -> tuple[int, int]:
    """(begin, length) of the longest run of columns without ink, the first of equals."""
    edges = np.flatnonzero(np.diff(np.concatenate(([1], inked, [1]))))
    begins, ends = edges[::2], edges[1::2]
    if not len(begins):
        return 0, 0
    best = int(np.argmax(ends - begins))
    return int(begins[best]), int(ends[best] - begins[best])


def _run(inked: Pixels, gap: int) -> int:
    """How many columns print goes on for before `gap` columns of white; 0 where it does not end."""
    last = -1
    for column in map(int, np.flatnonzero(inked)):
        if column - last > gap:
            break
        last = column
    return last + 1 if last + gap < len(inked) else 0

"""Combs: rows of boxes for one character each, found by their walls, and the characters set as one line of print.

An engine that looks for lines finds some of the characters of a comb and loses others; without the walls they are
a line like any other. Frames that stand side by side ("603 / 401 - 9948") are one row, and so are the boxes of
single figures beside one ("4 - 5 - 32"), which look like boxes to tick. Pixels in, pixels out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from faxpipe.document import Box
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, Print, ink_of

TALL_IN, STEP_IN, LONG_IN = (0.1, 0.36), (0.06, 0.34), 6.0
LONGER = 1.4  # times its height: what two boxes side by side are at least
WALL_SHARES = 0.93, 0.8  # of the height, that is ink in a wall: of one well printed, and of one with gaps
SLIM = 0.5  # of its height: what a box is wide at least
WALL_GAP_IN, EDGE_IN = 0.02, 0.05
OFF_GRID, ON_GRID_SHARE = 0.12, 0.8
CELLS_MIN, JOINED_MIN = 5, 4  # of one row, and of one of which some box stands alone: the shortest date
ALIKE, NEAR_CELLS = 0.15, 1.0  # of a frame's height and step: how far off a lone box may be; and the gap to it
WALLS_MIN, EMPTY_EDGE, EMPTY_SHARE = 3, 0.15, 0.004  # of empty boxes: what is left of their upper and lower line
ROW_GAP_IN = 0.35
LEVEL = 150
LINE_SHARE, LINE_ZONE = 0.6, 0.3  # a row of a frame's edge: share of its ink, and how far in it may lie
GLYPH_TALL, GLYPH_SHARE = 0.25, 0.02  # of the cell: smaller is dirt
GAP, SIDE = 0.16, 0.3  # of the height: between the characters, and at the ends of the line


@dataclass(frozen=True, slots=True)
class Comb:
    """One frame in pixels and the (first, end) columns of its walls, outer ones included."""

    frame: Piece
    walls: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CombLine:
    """The characters of a row of combs as one line: (height, width) uint8, 255 = white, without the walls.

    `cells`: the box of the ink of each character, as fractions of the page; empty cells are left out.
    `frames`: the boxes of the row's frames; `empty`: how many cells have nothing in them.
    """

    pixels: Pixels
    cells: tuple[Box, ...]
    frames: tuple[Box, ...]
    empty: int


def find_combs(page: Print) -> tuple[tuple[Comb, ...], ...]:
    """The rows of combs of a page, each from left to right, of five boxes or more, four where one stands alone."""
    tall = TALL_IN[0] * page.dpi, TALL_IN[1] * page.dpi
    frames = page.sized((LONGER * tall[0], LONG_IN * page.dpi), tall)
    combs = [comb for piece in frames if piece.width > LONGER * piece.height for comb in _comb(page, piece)]
    combs += _lone_boxes(page, combs)
    rows = _rows(sorted(combs, key=lambda comb: comb.frame.left), page.dpi)
    return tuple(row for row in rows if sum(map(_cells, row)) >= (JOINED_MIN if _any_alone(row) else CELLS_MIN))


def lone_boxes(rows: Iterable[Sequence[Comb]]) -> list[Piece]:
    """The frames of one box among rows of combs."""
    return [comb.frame for row in rows for comb in row if _cells(comb) == 1]


def _cells(comb: Comb) -> int:
    return len(comb.walls) - 1


def _any_alone(row: Sequence[Comb]) -> bool:
    return any(_cells(comb) == 1 for comb in row)


def _lone_boxes(page: Print, combs: Sequence[Comb]) -> list[Comb]:
    """Boxes of the size of a comb's, level with it and nearer than a box is wide, and those as near to these: no
    words of a choice would fit between, but a dash does."""
    found: list[Comb] = []
    for comb in combs:
        tall, step = comb.frame.height, (comb.walls[-1][1] - comb.walls[0][0]) / _cells(comb)
        sizes = (((1 - ALIKE) * size, (1 + ALIKE) * size) for size in (step, tall))
        boxes = [one for one in page.sized(*sizes) if abs(one.top - comb.frame.top) < ALIKE * tall]
        reached = [comb.frame]
        for beside in reached:  # grows as boxes are found
            for box in boxes:
                gap = max(box.left - beside.right, beside.left - box.right)
                if 0 <= gap < NEAR_CELLS * step and box not in reached:
                    reached.append(box)
        found += [Comb(box, _sides(page, box)) for box in reached[1:]]
    return list(dict.fromkeys(found))


def _sides(page: Print, box: Piece) -> tuple[tuple[int, int], ...]:
    """The walls of a box of one character; a pixel each where they are too poor to be seen."""
    walls = _walls(page.ink[box.top : box.bottom, box.left : box.right], WALL_SHARES[1], page.dpi)
    first, last = (walls[0], walls[-1]) if len(walls) > 1 else ((0, 1), (box.width - 1, box.width))
    return (box.left + first[0], box.left + first[1]), (box.left + last[0], box.left + last[1])


def comb_line(pixels: Pixels, row: Sequence[Comb], *, gap: float = GAP) -> CombLine | None:
    """The characters in a row of combs side by side, `gap` of their height apart; None where there are none."""
    height, width = pixels.shape
    glyphs: list[Pixels] = []
    cells: list[Box] = []
    empty = 0
    for comb in row:
        top, bottom = _inside(pixels, comb.frame)
        for (_, left), (right, _) in zip(comb.walls, comb.walls[1:], strict=False):
            cell = pixels[top:bottom, left + 1 : right - 1]
            span = _glyph(cell)
            if span is None:
                empty += 1
                continue
            glyphs.append(cell[:, span[0] : span[1]])
            first = left + 1 + span[0]
            cells.append(Box(first / width, top / height, (first + span[1] - span[0]) / width, bottom / height))
    if not glyphs:
        return None
    frames = tuple(comb.frame.box(pixels) for comb in row)
    return CombLine(_set(glyphs, gap), tuple(cells), frames, empty)


def empty_boxes(ink: Pixels, dpi: int) -> bool:
    """Whether a cluster of ink (1 = ink) is nothing but the walls of boxes that nobody wrote in."""
    walls = _walls(ink, WALL_SHARES[1], dpi)
    least, most = max(STEP_IN[0] * dpi, SLIM * ink.shape[0]), STEP_IN[1] * dpi
    if len(walls) < WALLS_MIN or not _even(walls, least, most):
        return False
    inside = ink.copy()
    for first, end in walls:
        inside[:, max(0, first - 2) : end + 2] = 0
    edge = max(1, round(EMPTY_EDGE * ink.shape[0]))
    return int(np.count_nonzero(inside[edge:-edge])) < EMPTY_SHARE * ink.size


def _comb(page: Print, piece: Piece) -> Iterator[Comb]:
    """The frame as a comb, where walls divide it evenly."""
    piece = _trimmed(page, piece)
    box = page.ink[piece.top : piece.bottom, piece.left : piece.right]
    for share in WALL_SHARES:
        walls = _walls(box, share, page.dpi)
        if len(walls) < 3 or walls[0][0] > EDGE_IN * page.dpi or walls[-1][1] < piece.width - EDGE_IN * page.dpi:
            continue
        even = _even(walls, max(STEP_IN[0] * page.dpi, SLIM * piece.height), STEP_IN[1] * page.dpi)
        if even:
            yield Comb(piece, tuple((piece.left + first, piece.left + end) for first, end in even))
            return


def _trimmed(page: Print, piece: Piece) -> Piece:
    """The frame without dirt that touches it: from its upper to its lower line, and as far as these go."""
    box = page.ink[piece.top : piece.bottom, piece.left : piece.right]
    lines = np.flatnonzero(box.mean(axis=1) >= LINE_SHARE)
    if not len(lines) or lines[-1] - lines[0] < TALL_IN[0] * page.dpi:
        return piece
    sides = np.flatnonzero(box[lines].mean(axis=0) >= LINE_SHARE)
    if not len(sides):
        return piece
    left, right = piece.left + int(sides[0]), piece.left + int(sides[-1]) + 1
    top, bottom = piece.top + int(lines[0]), piece.top + int(lines[-1]) + 1
    return Piece(left, top, right, bottom, (right - left) * (bottom - top))


def _walls(box: Pixels, share: float, dpi: float) -> list[tuple[int, int]]:
    """(first, end) of the runs of columns of which at least `share` is ink."""
    full = box.mean(axis=0) >= share
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    walls: list[tuple[int, int]] = []
    for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if walls and first - walls[-1][1] < WALL_GAP_IN * dpi:
            walls[-1] = (walls[-1][0], end)
        else:
            walls.append((first, end))
    return walls


def _even(walls: Sequence[tuple[int, int]], least: float, most: float) -> list[tuple[int, int]]:
    """The walls of the finest even grid of steps from `least` to `most` that they fill, lost ones put in place
    and strokes of letters left out; [] where there is none."""
    centers = np.array([(first + end) / 2 for first, end in walls])
    span = float(centers[-1] - centers[0])
    for count in range(int(span / least), max(1, int(span / most)), -1):
        step = span / count
        grid = [float(centers[0]) + step * at for at in range(count + 1)]
        near = [int(np.argmin(np.abs(centers - place))) for place in grid]
        hits = [
            abs(float(centers[index]) - place) < OFF_GRID * step for index, place in zip(near, grid, strict=True)
        ]
        if sum(hits) >= ON_GRID_SHARE * len(grid):
            return [
                walls[index] if hit else (int(place) - 1, int(place) + 1)
                for index, hit, place in zip(near, hits, grid, strict=True)
            ]
    return []


def _rows(combs: Iterable[Comb], dpi: float) -> list[tuple[Comb, ...]]:
    """Frames of one height that stand close side by side, together."""
    rows: list[list[Comb]] = []
    for comb in combs:
        for row in rows:
            last = row[-1].frame
            level = abs(last.top - comb.frame.top) < 0.4 * last.height
            if level and 0 <= comb.frame.left - last.right < ROW_GAP_IN * dpi:
                row.append(comb)
                break
        else:
            rows.append([comb])
    return [tuple(row) for row in rows]


def _inside(pixels: Pixels, frame: Piece) -> tuple[int, int]:
    """The rows between the upper and the lower line of a frame: (first, end)."""
    inked = (pixels[frame.top : frame.bottom, frame.left : frame.right] < LEVEL).mean(axis=1) >= LINE_SHARE
    zone = max(2, round(LINE_ZONE * frame.height))
    upper = [at for at in range(zone) if inked[at]]
    lower = [at for at in range(zone) if inked[-1 - at]]
    return frame.top + max(upper, default=0) + 2, frame.bottom - max(lower, default=0) - 2


def _glyph(cell: Pixels) -> tuple[int, int] | None:
    """(first, end) column of the character in a cell; None where there is only dirt."""
    if min(cell.shape) < 2:
        return None
    ink = ink_of(cell, LEVEL)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    large = [
        (left, left + wide)
        for left, _, wide, high, area in stats[1:].tolist()
        if high >= GLYPH_TALL * cell.shape[0] and area >= GLYPH_SHARE * cell.size
    ]
    if not large:
        return None
    return max(0, min(left for left, _ in large) - 1), min(cell.shape[1], max(right for _, right in large) + 1)


def _set(glyphs: Sequence[Pixels], gap: float) -> Pixels:
    """The characters side by side on white, each in the middle of the line's height."""
    height = max(glyph.shape[0] for glyph in glyphs)
    between = np.full((height, max(2, round(gap * height))), 255, np.uint8)
    end = np.full((height, max(2, round(SIDE * height))), 255, np.uint8)
    line = [end]
    for glyph in glyphs:
        full = np.full((height, glyph.shape[1]), 255, np.uint8)
        above = (height - glyph.shape[0]) // 2
        full[above : above + glyph.shape[0]] = glyph
        line += [full, between]
    margin = round(GAP * height)
    return np.pad(np.concatenate([*line, end], axis=1), [(margin, margin), (0, 0)], constant_values=255)

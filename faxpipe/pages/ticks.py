"""Tick boxes: small printed squares, and whether somebody marked them.

A square is four straight sides with ink in its four corners, found from short runs rather than from connected
pieces, because a cross runs over its sides and a poor line joins it to its neighbours. Grids (one character a
cell) and table cells have sides that run on and are left out; so are round letters of a word.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from faxpipe.document import TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.runs import Runs, opened_bits, runs_of
from faxpipe.pages.shapes import Piece, Print, pieces

_Judged = tuple[Piece, bool | None, float]
SIDE_IN_MIN = 0.065
SIDES_IN = (0.07, 0.09, 0.12, 0.16)  # sizes looked for; each finds up to 1.4 times as much
SIDE_INKED_MIN, HOLE_MIN, CORNER_INKED_MIN = 0.9, 0.4, 0.8
BLUNT_MIN = 0.35  # of a corner of the white inside that ink has run into; a round letter's has next to none
LETTER_SIDE_IN = 0.09  # ordinary print has bodies smaller than this
OVER_LETTERS = 1.3  # times the usual letter: what is smaller may be one
RULED_WIDTHS, SIDE_ROWS, SAME_SIZE = 3.0, 8, 0.15
EMPTY_SHARE_MAX, TICKED_SHARE_MIN, STROKE_MIN = 0.04, 0.12, 0.65


def find_ticks(page: Print) -> tuple[TickBox, ...]:
    """Every tick box on an upright page, top to bottom; `ticked` None where the ink could be dirt or a mark."""
    ink, dpi = page.ink, page.dpi
    least = SIDE_IN_MIN * dpi
    runs, sides = runs_of(ink, level=True), [side_in * dpi for side_in in SIDES_IN]
    squares = [one for one in _hollow_squares(ink, runs, sides) if min(one.width, one.height) >= least]
    hollow = [square for square in _distinct(squares) if _is_printed_box(page, square)]
    ruled = [one for one in _distinct(_ruled_squares(page, runs) + squares) if not _overlaps_any(one, hollow)]
    hollow = _of_usual_size(hollow + _like_others(page, ruled, hollow))
    solid = [square for square in _solid_squares(page, hollow) if not _overlaps_any(square, hollow)]
    judged = [(square, *_judge(ink, square, dpi)) for square in hollow + solid]
    if all(ticked for _, ticked, _ in judged):
        judged = _without_letters(page, judged)
    judged.sort(key=lambda one: (one[0].top, one[0].left))
    return tuple(TickBox(square.box(ink), ticked, confidence) for square, ticked, confidence in judged)


def _without_letters(page: Print, judged: list[_Judged]) -> list[_Judged]:
    """Marked squares of a page that has no empty one, without what stands between letters; none where most do. An
    "e" or an "a" in blotted print is as square and as full as a marked box."""
    apart = [one for one in judged if _close_sides(page, one[0]) < 2]
    return apart if 2 * len(apart) > len(judged) else []


def _hollow_squares(ink: Pixels, runs: Runs, sides: list[float]) -> list[Piece]:
    """Squares of 0.95 to 1.4 times each of `sides`, from pairs of level runs one above the other."""
    framed = []
    for side in sides:
        boxes = runs.boxes(opened_bits(runs.wavering, round(0.75 * side)) & runs.near)
        wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        framed.append(_pairs(boxes[(wide >= 0.75 * side) & (wide <= 1.6 * side) & (high <= 0.75 * side)], side))
    squares = (_square(ink, frame) for frame in np.unique(np.concatenate(framed), axis=0).tolist())
    return [square for square in squares if square is not None]


def _pairs(level: NDArray[np.int32], side: float) -> NDArray[np.int32]:
    """What pairs of level runs may frame, (n, 4) left, top, right, bottom: one above the other, of one width."""
    level = level[np.argsort(level[:, 0], kind="stable")]
    last = np.searchsorted(level[:, 0], level[:, 0] + 0.3 * side, side="right")
    count = last - np.arange(len(level)) - 1
    first = np.repeat(np.arange(len(level)), count)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    one, other = level[first], level[second]
    is_upper = (one[:, 1] < other[:, 1])[:, None]
    upper, lower = np.where(is_upper, one, other), np.where(is_upper, other, one)
    left, right = np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 2], other[:, 2])
    width, height = right - left, lower[:, 3] - upper[:, 1]
    narrower = np.minimum(upper[:, 2] - upper[:, 0], lower[:, 2] - lower[:, 0])
    fits = (lower[:, 1] > upper[:, 3]) & (height >= 0.95 * side) & (height <= 1.4 * side)
    fits &= (width >= 0.8 * height) & (width <= 1.25 * height) & (narrower >= 0.75 * width)
    return np.stack((left, upper[:, 1], right, lower[:, 3]), axis=1)[fits]


def _ruled_squares(page: Print, runs: Runs) -> list[Piece]:
    """Squares larger than letters that stand on a ruling line, so near that their lower side is no run of its own.
    The upper one is, and both upright sides go from it to the line.
    """
    least = max(LETTER_SIDE_IN * page.dpi, OVER_LETTERS * page.letter_height)
    level = runs.boxes(opened_bits(runs.wavering, round(0.75 * least)) & runs.near)
    wide, high = level[:, 2] - level[:, 0], level[:, 3] - level[:, 1]
    lone = level[(wide >= least) & (wide <= 1.4 * SIDES_IN[-1] * page.dpi) & (high <= 0.4 * wide)]
    lines = level[wide > RULED_WIDTHS * least]
    squares = (_square(page.ink, frame, ruled=True) for frame in _on_lines(page.ink, lone, lines))
    return [square for square in squares if square and min(square.width, square.height) >= least]


def _on_lines(ink: Pixels, upper: NDArray[np.int32], lines: NDArray[np.int32]) -> list[list[int]]:
    """Frames between level runs and the lines a width below them, where ink goes down from both ends."""
    wide, middle = upper[:, 2] - upper[:, 0], (upper[:, 0] + upper[:, 2]) // 2
    over = (lines[:, 0] < middle[:, None]) & (middle[:, None] < lines[:, 2])
    over &= (lines[:, 1] < (upper[:, 1] + 1.3 * wide)[:, None]) & (
        lines[:, 3] > (upper[:, 1] + 0.8 * wide)[:, None]
    )
    upper = upper[over.any(axis=1)]
    wide = upper[:, 2] - upper[:, 0]
    rows = upper[:, 1, None] + (wide[:, None] * np.linspace(0.1, 0.75, SIDE_ROWS)).astype(np.int64)
    reach = np.arange(-1, 7)
    frames = []
    rows = np.minimum(rows, ink.shape[0] - 1)[:, :, None]
    inked = [
        ink[rows, np.clip(columns[:, None, :], 0, ink.shape[1] - 1)].any(axis=2).sum(axis=1) >= SIDE_ROWS - 1
        for columns in (upper[:, 0, None] + reach, upper[:, 2, None] - 1 - reach)
    ]
    for left, top, right, _ in upper[inked[0] & inked[1]].tolist():
        below = ink[top : top + round(1.3 * (right - left)), left:right].mean(axis=1) >= 0.75
        floor = np.flatnonzero(below[round(0.75 * (right - left)) :])
        if len(floor):
            thick = int(np.count_nonzero(below[: len(below) // 3])) + 1
            low = round(0.75 * (right - left)) + int(floor[0])
            ends = int(np.argmin(np.append(below[low:], False)))
            frames.append([left, top, right, top + low + min(ends, thick)])
    return frames


def _square(ink: Pixels, frame: list[int], *, ruled: bool = False) -> Piece | None:
    """The square in a frame of two level runs, if its four sides and corners are inked and it stands on white.

    `ruled`: it may stand on a line.
    """
    left, top, right, bottom = frame
    third = (right - left) // 3
    for upright in (ink[top:bottom, left : left + third], ink[top:bottom, right - third : right]):
        if np.count_nonzero(upright.max(axis=1)) < SIDE_INKED_MIN * (bottom - top):
            return None
    left, right = _edges(ink[top:bottom, left:right].mean(axis=0), left)
    top, bottom = _edges(ink[top:bottom, left:right].mean(axis=1), top)
    width, height = right - left, bottom - top
    if not 0.8 <= width / height <= 1.25:
        return None
    area = ink[top:bottom, left:right]
    reach, corner = max(2, round(0.08 * width)), max(3, round(0.14 * width))
    sides = (
        _share(area[:reach].any(axis=0)),
        _share(area[-reach:].any(axis=0)),
        _share(area[:, :reach].any(axis=1)),
        _share(area[:, -reach:].any(axis=1)),
    )
    corners = (area[:corner, :corner], area[:corner, -corner:], area[-corner:, :corner], area[-corner:, -corner:])
    if min(sides) < SIDE_INKED_MIN or not all(map(_is_corner, corners)):
        return None
    if _runs_on(ink, left, top, right, bottom, ruled=ruled) or _on_black(ink, left, top, right, bottom):
        return None
    return Piece(left, top, right, bottom, int(area.sum()))


def _is_corner(patch: Pixels) -> bool:
    """Whether two sides meet in a corner of a square, be they thick or a pixel wide."""
    share, inked = _share(patch), CORNER_INKED_MIN
    if share >= 0.4 or share < 0.25:
        return share >= 0.4
    return _share(patch.any(axis=0)) >= inked and _share(patch.any(axis=1)) >= inked


def _share(patch: ArrayLike) -> float:
    """The inked share of some pixels."""
    return np.count_nonzero(patch) / max(1, np.size(patch))


def _edges(profile: NDArray[np.float64], start: int) -> tuple[int, int]:
    """First and last place where a printed side stands; strokes of a cross that overrun it are left out."""
    third = max(1, len(profile) // 3)
    lows, highs = np.flatnonzero(profile[:third] >= 0.75), np.flatnonzero(profile[-third:] >= 0.75)
    first = int(lows[0]) if len(lows) else 0
    last = len(profile) - third + int(highs[-1]) + 1 if len(highs) else len(profile)
    return start + first, start + last


def _runs_on(ink: Pixels, left: int, top: int, right: int, bottom: int, *, ruled: bool) -> bool:
    """Whether a side goes straight on beyond a corner, as in a grid, a table cell, or a letter with a stem.

    `ruled`: the lower side may.
    """
    band, reach = max(2, round(0.12 * (right - left))), round(0.3 * (right - left))
    beside = slice(max(0, left - reach), max(0, left - 1)), slice(right + 1, right + reach)
    further = 2 * reach if ruled else reach  # past the line
    beyond = slice(max(0, top - reach), max(0, top - 1)), slice(bottom + 1, bottom + further)
    level = [
        (rows, columns)
        for rows in (slice(top, top + band), slice(bottom - band, bottom))[: 1 if ruled else 2]
        for columns in beside
    ]
    upright = [
        (rows, columns) for columns in (slice(left, left + band), slice(right - band, right)) for rows in beyond
    ]
    patches = [(ink[at], 0) for at in level] + [(ink[at], 1) for at in upright]
    most = (0.7 if ruled else 0.9, 0.9)
    return any(patch.shape[1 - axis] > 2 and _share(patch.any(axis=axis)) > most[axis] for patch, axis in patches)


def _on_black(ink: Pixels, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether the surroundings are black: the hole of a white letter in a black bar is no box."""
    grow = max(3, (right - left) // 4)
    around = ink[max(0, top - grow) : bottom + grow, max(0, left - grow) : right + grow]
    area = ink[top:bottom, left:right]
    return (int(around.sum()) - int(area.sum())) > 0.5 * max(1, around.size - area.size)


def _among_letters(page: Print, square: Piece) -> bool:
    """Whether ink stands close on both sides at the square's height, or on one where it is small as letters are:
    then it is a letter of a word.
    """
    close = _close_sides(page, square)
    return close == 2 or (close == 1 and square.height <= OVER_LETTERS * page.letter_height)


def _close_sides(page: Print, square: Piece) -> int:
    """On how many sides of a square, left and right, ink stands close."""
    near = max(3, round(0.3 * square.width))
    rows = slice(square.top, square.bottom)
    sides = (
        page.ink[rows, max(0, square.left - near) : max(0, square.left - 1)],
        page.ink[rows, square.right + 1 : square.right + near],
    )
    return sum(side.shape[1] > 0 and float(side.any(axis=1).mean()) > 0.25 for side in sides)


def _like_others(page: Print, squares: list[Piece], known: list[Piece]) -> list[Piece]:
    """Of squares that letters or cells on a line may be: those whose white inside shows what they are, and those
    of the size of such a box or of a known one, whose inside is marked or has lost its corners.
    """
    large = [
        one for one in squares if one.width >= max(LETTER_SIDE_IN * page.dpi, OVER_LETTERS * page.letter_height)
    ]
    sure = [one for one in large if not _is_marked(page, one) and _is_printed_box(page, one)]
    sizes = [one.width for one in known + sure if not _is_marked(page, one)]
    alike = [one for one in large if any(abs(one.width - size) <= SAME_SIZE * size for size in sizes)]
    return sure + [one for one in alike if one not in sure and _is_printed_box(page, one, blunt=True)]


def _is_marked(page: Print, square: Piece) -> bool:
    marks, size = _marks_inside(page.ink, square, page.dpi)
    return sum(mark.area for mark in marks) >= TICKED_SHARE_MIN * size


def _is_printed_box(page: Print, square: Piece, *, blunt: bool = False) -> bool:
    """Whether the white inside has square corners, as no letter's has. A marked box can't show that, so it
    must not be as small as the body of ordinary print, nor stand in a word. `blunt`: ink may have run into them.
    """
    ink, dpi = page.ink, page.dpi
    if _is_marked(page, square):
        return square.width >= LETTER_SIDE_IN * dpi and not _follows_letter(ink, square)
    holes, labels = pieces((_area(ink, square) == 0).astype(np.uint8), connectivity=4)
    hole = max(holes, key=lambda one: one.area, default=None)
    if hole is None or min(hole.width, hole.height) < HOLE_MIN * square.width:
        return False
    white = labels[hole.top : hole.bottom, hole.left : hole.right] == hole.label
    near = max(2, round(0.14 * hole.width))
    corners = (white[:near, :near], white[:near, -near:], white[-near:, :near], white[-near:, -near:])
    square_corners = sum(float(corner.mean()) >= (BLUNT_MIN if blunt else 0.6) for corner in corners)
    if square_corners == 4:
        return not _among_letters(page, square)
    return square_corners == 3 and square.width >= LETTER_SIDE_IN * dpi and not _follows_letter(ink, square)


def _follows_letter(ink: Pixels, square: Piece) -> bool:
    """Whether a stem stands on the left, nearer than a box is set to a word, further than a cross runs out."""
    near, far = round(0.12 * square.width), round(0.32 * square.width)
    before = ink[square.top : square.bottom, max(0, square.left - far) : max(0, square.left - near)]
    return bool(before.any(axis=1).mean() > 0.5)


def _distinct(squares: list[Piece]) -> list[Piece]:
    """One of each heap of squares that overlap: the largest."""
    kept: list[Piece] = []
    for square in sorted(squares, key=lambda one: -one.width * one.height):
        if not _overlaps_any(square, kept):
            kept.append(square)
    return kept


def _overlaps_any(square: Piece, others: list[Piece]) -> bool:
    return any(
        square.left < other.right
        and other.left < square.right
        and square.top < other.bottom
        and other.top < square.bottom
        for other in others
    )


def _of_usual_size(squares: list[Piece]) -> list[Piece]:
    """Without odd ones out where a page has several boxes of one size."""
    if len(squares) < 4:
        return squares
    sides = np.array([square.height for square in squares], dtype=np.float64)
    peers = np.array([(np.abs(sides - side) <= 0.2 * side).sum() for side in sides])
    return [square for square, alike in zip(squares, peers, strict=True) if alike >= max(2, 0.15 * len(squares))]


def _solid_squares(page: Print, hollow: list[Piece]) -> list[Piece]:
    """Filled squares as large as the page's hollow ones: boxes blackened. Alone they would be bullets."""
    if not hollow:
        return []
    usual = float(np.median([square.height for square in hollow]))
    alike = 0.65 * usual, 1.35 * usual
    return [piece for piece in page.sized(alike, alike) if float(_area(page.ink, piece).mean()) > 0.85]


def _judge(ink: Pixels, square: Piece, dpi: float) -> tuple[bool | None, float]:
    """(ticked, confidence) from the share of ink inside, or from a stroke from corner to corner."""
    marks, size = _marks_inside(ink, square, dpi)
    share = sum(mark.area for mark in marks) / size
    if share <= EMPTY_SHARE_MAX:
        return False, round(0.97 - 4 * share, 3)
    side = math.sqrt(size)
    if share >= TICKED_SHARE_MIN or any(min(mark.width, mark.height) >= STROKE_MIN * side for mark in marks):
        return True, round(min(0.99, 0.8 + share), 3)
    return None, 0.5


def _marks_inside(ink: Pixels, square: Piece, dpi: float) -> tuple[list[Piece], int]:
    """The marks within the printed sides, specks left out, and how many pixels there are within them."""
    inner = np.ascontiguousarray(_inside(ink, square))
    if inner.size == 0:
        return [], 1
    least, speck = max(2.0, 0.3 * inner.shape[0]), (0.012 * dpi) ** 2
    marks = [mark for mark in pieces(inner)[0] if max(mark.width, mark.height) >= least and mark.area > speck]
    return marks, inner.size


def _area(ink: Pixels, square: Piece) -> Pixels:
    return ink[square.top : square.bottom, square.left : square.right]


def _inside(ink: Pixels, square: Piece) -> Pixels:
    """What lies within the printed sides, however thick these are."""
    area = _area(ink, square)
    limit = max(2, round(0.25 * square.width))
    rows, columns = area.mean(axis=1), area.mean(axis=0)

    def thickness(profile: NDArray[np.float64]) -> int:
        printed = np.flatnonzero(profile[:limit] >= 0.6)
        return int(printed[-1]) + 2 if len(printed) else 2

    top, bottom, left, right = (thickness(p) for p in (rows, rows[::-1], columns, columns[::-1]))
    return area[top : area.shape[0] - bottom, left : area.shape[1] - right]

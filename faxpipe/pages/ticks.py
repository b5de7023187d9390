"""Tick boxes: small printed squares, and whether somebody marked them.

A square is four straight sides with ink in its four corners, found from short runs rather than from connected
pieces, because a cross runs over its sides and a poor line joins it to its neighbours. Grids (one character a
cell) and table cells have sides that run on and are left out.
"""

from __future__ import annotations

import numpy as np

from faxpipe.document import TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, ink_of, pieces, runs

SIDE_IN_MIN, SIDE_IN_MAX = 0.05, 0.19
SIDE_INKED_MIN = 0.8
EMPTY_SHARE_MAX, TICKED_SHARE_MIN = 0.04, 0.12


def find_ticks(pixels: Pixels, dpi: float) -> tuple[TickBox, ...]:
    """Every tick box on an upright page, top to bottom; `ticked` None where the ink could be dirt or a mark."""
    ink = ink_of(pixels)
    squares = _distinct(_hollow_squares(ink, dpi))
    squares += [solid for solid in _solid_squares(ink, dpi, squares) if not _near_any(solid, squares)]
    return tuple(
        TickBox(square.box(pixels), ticked, confidence)
        for square in sorted(squares, key=lambda one: (one.top, one.left))
        for ticked, confidence in (_judge(ink, square, dpi),)
    )


def _hollow_squares(ink: Pixels, dpi: float) -> list[Piece]:
    shortest, longest = round(SIDE_IN_MIN * dpi), round(SIDE_IN_MAX * dpi)
    level, _ = pieces(runs(ink, shortest, horizontal=True, slack=1))
    level = [side for side in level if shortest <= side.width <= 1.5 * longest]
    level.sort(key=lambda side: side.left)
    found = []
    for index, upper in enumerate(level):
        if upper.width > 1.15 * longest:
            continue
        for lower in level[index + 1 :] + level[:index][::-1]:
            if abs(lower.left - upper.left) > 0.3 * longest:
                if lower.left > upper.left:
                    continue
                break
            square = _square(ink, upper, lower, shortest, longest)
            if square is not None:
                found.append(square)
    return found


def _square(ink: Pixels, upper: Piece, lower: Piece, shortest: int, longest: int) -> Piece | None:
    """The square between two level sides, if it is one and its four sides and corners are inked."""
    top, bottom = upper.top, lower.bottom
    left, right = min(upper.left, lower.left), max(upper.right, lower.right)
    width, height = right - left, bottom - top
    if not (shortest <= height <= longest and shortest <= width <= longest and 0.75 <= width / height <= 1.33):
        return None
    if lower.top <= upper.bottom or min(upper.width, lower.width) < 0.7 * width:
        return None
    reach = max(2, round(0.14 * width))
    area = ink[top:bottom, left:right]
    sides = (
        area[:reach].any(axis=0).mean(),
        area[-reach:].any(axis=0).mean(),
        area[:, :reach].any(axis=1).mean(),
        area[:, -reach:].any(axis=1).mean(),
    )
    corner = max(2, round(0.12 * width))
    corners = (area[:corner, :corner], area[:corner, -corner:], area[-corner:, :corner], area[-corner:, -corner:])
    if min(sides) < SIDE_INKED_MIN or not all(patch.mean() > 0.3 for patch in corners):
        return None
    if _runs_on(ink, left, top, right, bottom):
        return None
    return Piece(left, top, right, bottom, int(area.sum()))


def _runs_on(ink: Pixels, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether sides go on beyond the corners, as those of a grid or a table cell do."""
    reach = round(0.6 * (right - left))
    band = max(2, round(0.12 * (right - left)))
    going_on = 0
    for rows in (slice(top, top + band), slice(bottom - band, bottom)):
        for columns in (slice(max(0, left - reach), max(0, left - band)), slice(right + band, right + reach)):
            patch = ink[rows, columns]
            going_on += int(patch.shape[1] > 2 and patch.any(axis=0).mean() > 0.9)
    for columns in (slice(left, left + band), slice(right - band, right)):
        for rows in (slice(max(0, top - reach), max(0, top - band)), slice(bottom + band, bottom + reach)):
            patch = ink[rows, columns]
            going_on += int(patch.shape[0] > 2 and patch.any(axis=1).mean() > 0.9)
    return going_on >= 2


def _distinct(squares: list[Piece]) -> list[Piece]:
    """One of each heap of squares that overlap: the largest."""
    kept: list[Piece] = []
    for square in sorted(squares, key=lambda one: -one.width * one.height):
        if not _near_any(square, kept):
            kept.append(square)
    return kept


def _near_any(square: Piece, others: list[Piece]) -> bool:
    return any(
        square.left < other.right
        and other.left < square.right
        and square.top < other.bottom
        and other.top < square.bottom
        for other in others
    )


def _solid_squares(ink: Pixels, dpi: float, hollow: list[Piece]) -> list[Piece]:
    """Filled squares as large as the page's hollow ones: boxes blackened. Alone they would be bullets."""
    if not hollow:
        return []
    usual = float(np.median([square.width for square in hollow]))
    if not SIDE_IN_MIN * dpi <= usual:
        return []
    found, _ = pieces(ink)
    return [
        piece
        for piece in found
        if abs(piece.width - usual) <= 0.3 * usual
        and abs(piece.height - usual) <= 0.3 * usual
        and piece.area > 0.85 * piece.width * piece.height
    ]


def _judge(ink: Pixels, square: Piece, dpi: float) -> tuple[bool | None, float]:
    """(ticked, confidence) from the share of ink inside, specks left out."""
    inner = _inside(ink, square)
    if inner.size == 0:
        return None, 0.0
    speck = (0.016 * dpi) ** 2
    marks, _ = pieces(np.ascontiguousarray(inner))
    real = [mark for mark in marks if mark.area > speck and max(mark.width, mark.height) > 0.25 * inner.shape[0]]
    share = sum(mark.area for mark in real) / inner.size
    if share <= EMPTY_SHARE_MAX:
        return False, round(min(0.99, 0.95 - 4 * share), 3)
    if share >= TICKED_SHARE_MIN:
        return True, round(min(0.99, 0.8 + share), 3)
    return None, 0.5


def _inside(ink: Pixels, square: Piece) -> Pixels:
    """What lies within the printed sides: their thickness is where the ink of rows and columns first falls."""
    area = ink[square.top : square.bottom, square.left : square.right]
    limit = max(1, round(0.3 * square.width))
    rows, columns = area.mean(axis=1), area.mean(axis=0)

    def thickness(profile: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
        thin = np.flatnonzero(profile[:limit] < 0.75)
        return int(thin[0]) + 1 if len(thin) else max(1, limit // 2)

    top, bottom, left, right = (thickness(p) for p in (rows, rows[::-1], columns, columns[::-1]))
    return area[top : area.shape[0] - bottom, left : area.shape[1] - right]

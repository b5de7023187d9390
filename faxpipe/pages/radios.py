"""Round choices: small printed circles before words, and whether somebody filled, dotted or crossed them.

A circle alone is a letter or a bullet. Choices come as several circles of one size, at least one of them hollow,
each with a word close on its right and more room on its left than on its right; letters set apart for
looks have as much room on either side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faxpipe.document import TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, Print, pieces

SIDE_IN_MIN, SIDE_IN_MAX = 0.07, 0.21
ROUND_MIN, CORNER = 0.86, 0.1
SAME_SIZE = 0.14
OVER_LETTERS_MIN = 1.15  # print has bodies smaller than its choices
GAP_MIN, GAP_MAX, LEFT_MIN, LEFT_OVER_RIGHT = 0.28, 1.8, 0.45, 1.25  # of the diameter
LOOK_LEFT = 3.0
UNMARKED_MIN = 3  # a form nobody marked has several; two may be letters
EMPTY_SHARE_MAX, TICKED_SHARE_MIN = 0.1, 0.22


def find_radios(page: Print) -> tuple[TickBox, ...]:
    """Every round choice on an upright page, top to bottom; `ticked` None where the ink inside could be dirt."""
    ink = page.ink
    size = max(SIDE_IN_MIN * page.dpi, OVER_LETTERS_MIN * page.letter_height), SIDE_IN_MAX * page.dpi
    found = [
        (piece, share)
        for piece in page.sized(size, size)
        for share in (_inner_share(ink, piece),)
        if share is not None and _stands_before_a_word(ink, piece)
    ]
    return tuple(
        TickBox(piece.box(ink), *_judge(share))
        for piece, share in sorted(_alike(found), key=lambda one: (one[0].top, one[0].left))
    )


def _inner_share(ink: Pixels, piece: Piece) -> float | None:
    """Share of ink well inside a round outline; None where the piece is not round."""
    if not 0.85 <= piece.width / piece.height <= 1.18:
        return None
    area = ink[piece.top : piece.bottom, piece.left : piece.right]
    height, width = area.shape
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    radius: NDArray[np.float64] = np.hypot(x, y)
    filled = _filled(area)
    disc = radius <= 1.0
    near = max(1, round(CORNER * width))
    corners = (filled[:near, :near], filled[:near, -near:], filled[-near:, :near], filled[-near:, -near:])
    if (filled & disc).sum() < ROUND_MIN * (filled | disc).sum() or max(c.mean() for c in corners) > 0.3:
        return None
    return float(area[radius < 0.6].mean())


def _filled(area: Pixels) -> NDArray[np.bool_]:
    """The ink with its holes: everything that the white outside does not reach."""
    paper = np.pad((area == 0).astype(np.uint8), 1, constant_values=1)
    _, labels = pieces(paper, connectivity=4)
    return np.asarray(labels[1:-1, 1:-1] != labels[0, 0])


def _stands_before_a_word(ink: Pixels, piece: Piece) -> bool:
    """Whether a word begins close on the right and nothing stands as close on the left."""
    side = piece.width
    inset = max(1, round(0.15 * piece.height))
    rows = slice(piece.top + inset, piece.bottom - inset)
    after = ink[rows, piece.right : piece.right + round(GAP_MAX * side)]
    before = ink[rows, max(0, piece.left - round(LOOK_LEFT * side)) : piece.left]
    right = _gap(after)
    left = _gap(before[:, ::-1])
    if right is None or right < GAP_MIN * side:
        return False
    return left is None or left >= max(LEFT_MIN * side, LEFT_OVER_RIGHT * right)


def _gap(beside: Pixels) -> int | None:
    """Columns to the first stroke, specks left out; None where there is none."""
    columns = np.flatnonzero(beside.sum(axis=0) >= max(2, 0.25 * beside.shape[0]))
    return int(columns[0]) if len(columns) else None


def _alike(found: list[tuple[Piece, float]]) -> list[tuple[Piece, float]]:
    """The largest company of one size, if it is one of choices rather than of bullets or letters."""
    if len(found) < 2:
        return []
    sides = np.array([max(piece.width, piece.height) for piece, _ in found], dtype=np.float64)
    peers = np.abs(sides[:, None] - sides) <= SAME_SIZE * sides[:, None]
    company = [one for one, alike in zip(found, peers[int(peers.sum(axis=1).argmax())], strict=True) if alike]
    hollow = sum(share <= EMPTY_SHARE_MAX for _, share in company)
    lefts = [piece.left for piece, _ in company]
    one_column = max(lefts) - min(lefts) < 0.5 * float(np.median(sides))
    unmarked = hollow == len(company)
    if len(company) < (UNMARKED_MIN if unmarked else 2) or hollow == 0 or (unmarked and one_column):
        return []
    return company


def _judge(share: float) -> tuple[bool | None, float]:
    """(ticked, confidence) from the share of ink well inside."""
    if share <= EMPTY_SHARE_MAX:
        return False, round(0.95 - share, 3)
    if share >= TICKED_SHARE_MIN:
        return True, round(min(0.97, 0.75 + share), 3)
    return None, 0.5

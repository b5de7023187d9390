"""Choices typed as brackets, [ ] and [X]: found as shapes, because OCR reads half of them as letters.

Two brackets of one height on one line, with nothing or one mark between. A lone pair may be a footnote's; a page
of choices has several, some of them empty. Once these are known, poorly printed ones of their size count too.
"""

from __future__ import annotations

import numpy as np

from faxpipe.document import TickBox
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, Print, pieces

HEIGHT_IN_MIN, HEIGHT_IN_MAX = 0.09, 0.28
SLIM_MIN, SLIM_MAX = 0.12, 0.48  # width over height
STEM_MIN, FOOT_SURE, FOOT_POOR = 0.7, 0.8, 0.5  # share of ink along a bracket's strokes
OUTER = 0.06  # of the height: so far in from its outer edge lies the stem, a letter's between its serifs
LETTER_WIDE, FOOT_BEYOND = 0.5, 0.06  # of the height: so wide a letter is; so far beyond its stem goes a foot
BETWEEN_MIN, BETWEEN_MAX = 0.05, 1.3  # of the height
SAME_SIZE = 0.2
CORNER_MIN, LEFT_FREE, RIGHT_FREE = 0.5, 0.25, 0.15
EMPTY_SHARE_MAX, TICKED_SHARE_MIN = 0.05, 0.1


def find_brackets(page: Print) -> tuple[TickBox, ...]:
    """Every bracketed choice on an upright page, top to bottom; `ticked` None where the ink could be dirt."""
    ink = page.ink
    tall = page.sized((1, ink.shape[1]), (HEIGHT_IN_MIN * page.dpi, HEIGHT_IN_MAX * page.dpi))
    slim = [one for one in tall if SLIM_MIN <= one.width / one.height <= SLIM_MAX]
    sure = _pairs(ink, slim, slim)
    if len(sure) < 2 or all(_share(ink, pair, _bracket_width(pair)) > EMPTY_SHARE_MAX for pair in sure):
        return ()
    height, width = (float(np.median([getattr(pair, of) for pair in sure])) for of in ("height", "width"))
    alike = [one for one in tall if abs(one.height - height) <= SAME_SIZE * height and one.width <= 1.7 * width]
    found = [pair for pair in _pairs(ink, alike, alike, poor=True) if 0.6 * width <= pair.width <= 1.7 * width]
    return tuple(
        TickBox(pair.box(ink), *_judge(_share(ink, pair, _bracket_width(pair))))
        for pair in sorted(found, key=lambda one: (one.top, one.left))
    )


def _pairs(ink: Pixels, left: list[Piece], right: list[Piece], *, poor: bool = False) -> list[Piece]:
    """Opening brackets with the closing one that follows. `poor`: a mark between them may touch either or both."""
    closing = [piece for piece in right if _is_bracket(ink, piece, closes=True, poor=poor)]
    found = []
    for opening in left:
        if not _is_bracket(ink, opening, closes=False, poor=poor):
            continue
        after = [other for other in closing if _belongs(opening, other, poor=poor)]
        if after:
            last = min(after, key=lambda one: one.right)
            top, bottom = min(opening.top, last.top), max(opening.bottom, last.bottom)
            found.append(Piece(opening.left, top, last.right, bottom, 0))
    return [pair for pair in found if _stands_free(ink, pair)]


def _bracket_width(pair: Piece) -> int:
    """The width of one bracket of a pair."""
    return round(0.26 * pair.height)


def _belongs(opening: Piece, closing: Piece, *, poor: bool) -> bool:
    height = opening.height
    if poor and opening == closing:
        return opening.width >= 0.6 * height
    level = abs(opening.top - closing.top) <= 0.2 * height and abs(height - closing.height) <= 0.2 * height
    least = 0.0 if poor else BETWEEN_MIN
    return level and least * height <= closing.left - opening.right <= BETWEEN_MAX * height


def _is_bracket(ink: Pixels, piece: Piece, *, closes: bool, poor: bool) -> bool:
    """A stem down one side, a foot at either end of it, and white between the feet."""
    area = ink[piece.top : piece.bottom, piece.left : piece.right]
    area = area[:, ::-1] if closes else area
    height, width = area.shape
    stroke, reach = max(2, round(0.12 * height)), min(width, round(0.24 * height)) if poor else width
    stem = area[:, : max(2, reach // 2)].any(axis=1).mean()
    feet = min(area[:stroke, :reach].any(axis=0).mean(), area[-stroke:, :reach].any(axis=0).mean())
    if stem < STEM_MIN or feet < (FOOT_POOR if poor else FOOT_SURE) or not _has_corners(area):
        return False
    if width > LETTER_WIDE * height and not _has_feet(area, stroke, reach):
        return False
    between = area[round(0.25 * height) : round(0.75 * height), :reach][:, -max(1, round(0.35 * reach)) :]
    return bool(between.mean() <= (0.45 if poor else 0.15))


def _has_feet(area: Pixels, stroke: int, reach: int) -> bool:
    """Whether both ends go further in than the stem is thick, as those of an H, an N or an M do not."""
    height = area.shape[0]
    middle = area[round(0.4 * height) : round(0.6 * height), :reach].mean(axis=0) > 0.5
    stem = int(np.argmin(np.append(middle, False)))
    ends = (area[:stroke, :reach].any(axis=0), area[-stroke:, :reach].any(axis=0))
    return all(int(np.argmin(np.append(end, False))) >= stem + FOOT_BEYOND * height for end in ends)


def _has_corners(area: Pixels) -> bool:
    """Whether the outer side is straight to its ends, as that of a parenthesis or a figure is not."""
    height, width = area.shape
    outer = area[:, : max(2, min(width, round(OUTER * height)))]
    ends = max(2, round(0.12 * height))
    straight = outer.any(axis=1).mean() >= STEM_MIN
    return bool(straight and min(outer[:ends].mean(), outer[-ends:].mean()) >= CORNER_MIN)


def _stands_free(ink: Pixels, pair: Piece) -> bool:
    """Whether no letter or figure stands close on either side, as it does in "(603)" and "x[1]y"."""
    rows = slice(pair.top, pair.bottom)
    left, right = round(LEFT_FREE * pair.height), round(RIGHT_FREE * pair.height)
    beside = (
        ink[rows, max(0, pair.left - left) : max(0, pair.left - 1)],
        ink[rows, pair.right + 1 : pair.right + right],
    )
    return all(float(side.any(axis=1).mean()) <= 0.2 for side in beside if side.shape[1])


def _share(ink: Pixels, pair: Piece, bracket: int) -> float:
    """Share of ink between the brackets, specks left out."""
    inset = max(1, round(0.1 * pair.height))
    rows = slice(pair.top + inset, pair.bottom - inset)
    inner = np.ascontiguousarray(ink[rows, pair.left + bracket : pair.right - bracket])
    if inner.size == 0:
        return 0.0
    marks = [mark for mark in pieces(inner)[0] if max(mark.width, mark.height) >= 0.25 * pair.height]
    return sum(mark.area for mark in marks) / inner.size


def _judge(share: float) -> tuple[bool | None, float]:
    """(ticked, confidence) from the share of ink between the brackets."""
    if share <= EMPTY_SHARE_MAX:
        return False, round(0.94 - share, 3)
    if share >= TICKED_SHARE_MIN:
        return True, round(min(0.96, 0.75 + share), 3)
    return None, 0.5

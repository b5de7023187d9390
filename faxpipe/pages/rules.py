"""Ruling lines: found as long straight runs, and taken off the paper but for the strokes that cross them.

A scanner's dirt draws lines, too; told by the slant that deskew gave them, or by running far out of tables.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from faxpipe.document import Rule
from faxpipe.pages.raw import Pixels
from faxpipe.pages.runs import opened_bits, runs_of
from faxpipe.pages.shapes import Piece, as_pieces, ink_of, pixel_box

RULE_IN_MIN, RULE_IN_THICK_MAX, RULE_GAP_IN = 0.35, 0.04, 0.06
RULE_LEVEL = 190  # ruling lines of printouts are often grey
SLANT_DEG_MIN, OUT_OF_TABLE_IN = 0.3, 1.2
STROKE_LEVEL = 140


def find_rules(pixels: Pixels, dpi: float, skew_deg: float = 0.0) -> tuple[Rule, ...]:
    """Printed lines of a third of an inch or more, collinear pieces with small gaps joined; no scanner's streaks.

    `skew_deg`: what deskew turned the page by.
    """
    ink = ink_of(pixels, RULE_LEVEL)
    level = _lines(ink, dpi, horizontal=True)
    upright = [line for line in _lines(ink, dpi, horizontal=False) if not _is_streak(line, level, dpi, skew_deg)]
    return (
        *(Rule(line.box(pixels), True) for line in level),
        *(Rule(line.box(pixels), False) for line in upright),
    )


def _is_streak(line: Piece, level: list[Piece], dpi: float, skew_deg: float) -> bool:
    """Whether a line down the page was made by the scanner: no printer drew it, so deskew has slanted it, or it
    runs through the rules of a table far out of the table.
    """
    slant = line.height * abs(math.tan(math.radians(skew_deg)))
    if abs(skew_deg) >= SLANT_DEG_MIN and slant >= 6 and line.width - line.area / line.height > 0.5 * slant:
        return True
    near, x = round(0.03 * dpi), (line.left + line.right) / 2
    crossed = [
        (rule.top + rule.bottom) / 2
        for rule in level
        if rule.left - near <= x <= rule.right + near and line.top - near <= rule.top <= line.bottom + near
    ]
    return len(crossed) >= 2 and max(min(crossed) - line.top, line.bottom - max(crossed)) > OUT_OF_TABLE_IN * dpi


def _lines(ink: Pixels, dpi: float, *, horizontal: bool) -> list[Piece]:
    length, thick = round(RULE_IN_MIN * dpi), max(3, round(RULE_IN_THICK_MAX * dpi))
    runs = runs_of(ink, level=horizontal)
    straight = opened_bits(runs.bits, length) | (opened_bits(runs.wavering, 3 * length) & runs.near)
    if not straight.any():
        return []
    gap = np.ones((max(3, round(RULE_GAP_IN * dpi)), 3), np.uint8)
    boxes, joined = runs.pieces(straight, gap)
    lines = []
    for piece in as_pieces(boxes):
        long, short = (piece.width, piece.height) if horizontal else (piece.height, piece.width)
        if long < length:
            continue
        area = int(np.count_nonzero(joined[piece.top : piece.bottom, piece.left : piece.right]))
        if area / long <= thick and short <= max(3 * thick, 0.03 * long):
            lines.append(replace(piece, area=area))
    return lines


def lift_rule(out: Pixels, page: Pixels, rule: Rule, dpi: float) -> None:
    """Whiten a ruling line of `page` on its copy `out`, except where a stroke goes through from side to side."""
    grow, near = max(1, round(0.007 * dpi)), max(2, round(0.013 * dpi))
    rows, columns = pixel_box(rule.box, page, grow=grow)
    if rule.horizontal:
        sides = page[max(0, rows.start - near) : rows.start, columns], page[rows.stop : rows.stop + near, columns]
        crossed = [side.min(axis=0, initial=255) < STROKE_LEVEL for side in sides]
        out[rows, columns][:, ~(crossed[0] & crossed[1])] = 255
    else:
        sides = (
            page[rows, max(0, columns.start - near) : columns.start],
            page[rows, columns.stop : columns.stop + near],
        )
        crossed = [side.min(axis=1, initial=255) < STROKE_LEVEL for side in sides]
        out[rows, columns][~(crossed[0] & crossed[1])] = 255

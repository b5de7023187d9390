"""What the pixels say beside the words: tick boxes, rings, ruling lines, and ink that no word explains.

Shapes are measured before reading, because reading is better without them; inks after it, because they are
what is left once every confidently read word is taken away: signatures, handwriting, scribbles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Circle, Ink, Rule, TickBox, Word
from faxpipe.pages.brackets import find_brackets
from faxpipe.pages.clean import PageImage
from faxpipe.pages.radios import find_radios
from faxpipe.pages.raw import Pixels
from faxpipe.pages.rings import find_circles
from faxpipe.pages.shapes import Piece, ink_of, opened, outlines, pixel_box, runs
from faxpipe.pages.ticks import find_ticks

RULE_IN_MIN, RULE_IN_THICK_MAX, RULE_GAP_IN = 0.35, 0.04, 0.06
RULE_LEVEL = 190  # ruling lines of printouts are often grey
SLANT_DEG_MIN, OUT_OF_TABLE_IN = 0.3, 1.2
EXPLAINED_CONFIDENCE_MIN = 0.5
INK_DPI, INK_LEVEL = 150, 150  # fine strokes grow pale in the smaller picture
INK_HEIGHT_IN_MIN, INK_WIDTH_IN_MIN = 0.07, 0.12


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is neither letter nor handwriting on a page. `ring_ink`: True on the ink of rings and frames."""

    ticks: tuple[TickBox, ...]
    circles: tuple[Circle, ...]
    rules: tuple[Rule, ...]
    ring_ink: NDArray[np.bool_] = field(repr=False)


def find_shapes(image: PageImage) -> Shapes:
    """Tick boxes, rings and ruling lines of an upright page."""
    ticks = find_ticks(image.pixels, image.dpi)
    for find in (find_radios, find_brackets):
        ticks += tuple(one for one in find(image.pixels, image.dpi) if not _in_any(one, ticks))
    circles, ring_ink = find_circles(image.pixels, image.dpi, ticks)
    return Shapes(ticks, circles, find_rules(image.pixels, image.dpi, image.skew_deg), ring_ink)


def _in_any(tick: TickBox, others: tuple[TickBox, ...]) -> bool:
    return any(other.box.contains(tick.box.center_x, tick.box.center_y) for other in others)


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
    straight = runs(ink, length, horizontal=horizontal, slack=0)
    straight |= runs(ink, 3 * length, horizontal=horizontal, slack=1)
    gap = max(3, round(RULE_GAP_IN * dpi))
    joined = cv2.morphologyEx(straight, cv2.MORPH_CLOSE, np.ones((3, gap) if horizontal else (gap, 3), np.uint8))
    lines = []
    for piece in outlines(np.asarray(joined, dtype=np.uint8)):
        long, short = (piece.width, piece.height) if horizontal else (piece.height, piece.width)
        if long < length:
            continue
        area = int(np.count_nonzero(joined[piece.top : piece.bottom, piece.left : piece.right]))
        if area / long <= thick and short <= max(3 * thick, 0.03 * long):
            lines.append(replace(piece, area=area))
    return lines


def find_inks(image: PageImage, words: tuple[Word, ...], shapes: Shapes) -> tuple[Ink, ...]:
    """Clusters of ink the size of handwriting or larger that no word of confidence 0.5 or more explains."""
    shrink = max(1, round(image.dpi / INK_DPI))
    small = cv2.resize(image.pixels, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    page, dpi = np.asarray(small, dtype=np.uint8), image.dpi / shrink
    ink = ink_of(page, INK_LEVEL if shrink > 1 else 128)
    _erase_lines(ink, dpi, shapes)
    for word in words:
        if word.confidence >= EXPLAINED_CONFIDENCE_MIN:
            ink[pixel_box(word.box, page, grow=max(1, round(0.012 * dpi)))] = 0
    ink = _without_dirt(ink, dpi)
    reach = np.ones((round(0.05 * dpi) | 1, round(0.12 * dpi) | 1), np.uint8)
    inks = []
    for cluster in outlines(np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, reach), dtype=np.uint8)):
        if cluster.height < INK_HEIGHT_IN_MIN * dpi or cluster.width < INK_WIDTH_IN_MIN * dpi:
            continue
        inked = int(np.count_nonzero(ink[cluster.top : cluster.bottom, cluster.left : cluster.right]))
        if inked >= (0.06 * dpi) ** 2:
            density = inked / (cluster.width * cluster.height)
            inks.append(Ink(cluster.box(page), round(min(1.0, density), 4)))
    return tuple(inks)


def _erase_lines(ink: Pixels, dpi: float, shapes: Shapes) -> None:
    """Take shapes out of `ink`, but leave the strokes that cross a ruling line."""
    for tick in shapes.ticks:
        ink[pixel_box(tick.box, ink, grow=round(0.03 * dpi))] = 0
    if shapes.ring_ink.any():
        rings = cv2.resize(shapes.ring_ink.astype(np.uint8), ink.shape[::-1], interpolation=cv2.INTER_AREA)
        ink[cv2.dilate(rings, np.ones((3, 3), np.uint8)) > 0] = 0
    if not shapes.rules:
        return
    lines = np.zeros_like(ink)
    for rule in shapes.rules:
        lines[pixel_box(rule.box, ink, grow=1)] = 1
    across = max(3, round(0.05 * dpi))
    crossing = opened(ink, across, horizontal=True) | opened(ink, across, horizontal=False)
    straight = runs(ink, round(RULE_IN_MIN * dpi), horizontal=True)
    straight |= runs(ink, round(RULE_IN_MIN * dpi), horizontal=False)
    ink[(lines > 0) & ((crossing == 0) | (straight > 0))] = 0


def _without_dirt(ink: Pixels, dpi: float) -> Pixels:
    """Without pieces smaller than the dot of an i, and without the shadows of the sheet's edges."""
    height, width = ink.shape
    edge = round(0.15 * dpi)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, wide, high, area = stats.T
    at_edge = (left + wide <= edge) | (left >= width - edge) | (top + high <= edge) | (top >= height - edge)
    small = (area < (0.02 * dpi) ** 2) | (np.maximum(wide, high) < 0.03 * dpi)
    kept = (~(at_edge | small | (high > 0.5 * height))).astype(np.uint8)
    kept[0] = 0
    return np.asarray(kept[labels], dtype=np.uint8)

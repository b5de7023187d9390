"""What the pixels say beside the words: tick boxes, rings, ruling lines, and ink that no word explains.

Shapes are measured before reading, because reading is better without them; inks after it, because they are
what is left once every confidently read word is taken away: signatures, handwriting, scribbles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Circle, Ink, Rule, TickBox, Word
from faxpipe.pages.clean import PageImage
from faxpipe.pages.raw import Pixels
from faxpipe.pages.rings import find_circles
from faxpipe.pages.shapes import Piece, ink_of, pieces, pixel_box, runs
from faxpipe.pages.ticks import find_ticks

RULE_IN_MIN, RULE_IN_THICK_MAX, RULE_GAP_IN = 0.35, 0.04, 0.06
RULE_LEVEL = 190  # ruling lines of printouts are often grey
EXPLAINED_CONFIDENCE_MIN = 0.5
INK_HEIGHT_IN_MIN, INK_WIDTH_IN_MIN = 0.07, 0.12


@dataclass(frozen=True, slots=True)
class Shapes:
    """Everything on the page that is neither letter nor handwriting. `ring_ink`: True on the rings' own pixels."""

    ticks: tuple[TickBox, ...]
    circles: tuple[Circle, ...]
    rules: tuple[Rule, ...]
    ring_ink: NDArray[np.bool_] = field(repr=False)


def find_shapes(image: PageImage) -> Shapes:
    """Tick boxes, rings and ruling lines of an upright page."""
    ticks = find_ticks(image.pixels, image.dpi)
    circles, ring_ink = find_circles(image.pixels, image.dpi, ticks)
    return Shapes(ticks, circles, find_rules(image.pixels, image.dpi), ring_ink)


def find_rules(pixels: Pixels, dpi: float) -> tuple[Rule, ...]:
    """Printed lines of a third of an inch or more, collinear pieces with small gaps joined."""
    ink = ink_of(pixels, RULE_LEVEL)
    return tuple(
        Rule(line.box(pixels), horizontal)
        for horizontal in (True, False)
        for line in _lines(ink, dpi, horizontal=horizontal)
    )


def _lines(ink: Pixels, dpi: float, *, horizontal: bool) -> list[Piece]:
    length, thick = round(RULE_IN_MIN * dpi), max(3, round(RULE_IN_THICK_MAX * dpi))
    straight = runs(ink, length, horizontal=horizontal, slack=0)
    straight |= runs(ink, 3 * length, horizontal=horizontal, slack=1)
    gap = max(3, round(RULE_GAP_IN * dpi))
    joined = cv2.morphologyEx(straight, cv2.MORPH_CLOSE, np.ones((3, gap) if horizontal else (gap, 3), np.uint8))
    found, _ = pieces(np.asarray(joined, dtype=np.uint8))
    lines = []
    for piece in found:
        long, short = (piece.width, piece.height) if horizontal else (piece.height, piece.width)
        if long >= length and piece.area / long <= thick and short <= max(3 * thick, 0.03 * long):
            lines.append(piece)
    return lines


def find_inks(image: PageImage, words: tuple[Word, ...], shapes: Shapes) -> tuple[Ink, ...]:
    """Clusters of ink the size of handwriting or larger that no word of confidence 0.5 or more explains."""
    ink = ink_of(image.pixels)
    _erase_lines(ink, image, shapes)
    for word in words:
        if word.confidence >= EXPLAINED_CONFIDENCE_MIN:
            ink[pixel_box(word.box, image.pixels, grow=round(0.012 * image.dpi))] = 0
    ink = _without_dirt(ink, image.dpi)
    reach = np.ones((round(0.05 * image.dpi) | 1, round(0.12 * image.dpi) | 1), np.uint8)
    clusters, labels = pieces(np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, reach), dtype=np.uint8))
    inked = np.bincount(labels[ink > 0], minlength=len(clusters) + 1)
    inks = []
    for cluster in clusters:
        if cluster.height < INK_HEIGHT_IN_MIN * image.dpi or cluster.width < INK_WIDTH_IN_MIN * image.dpi:
            continue
        density = float(inked[cluster.label]) / (cluster.width * cluster.height)
        if inked[cluster.label] >= (0.06 * image.dpi) ** 2:
            inks.append(Ink(cluster.box(image.pixels), round(min(1.0, density), 4)))
    return tuple(inks)


def _erase_lines(ink: Pixels, image: PageImage, shapes: Shapes) -> None:
    """Take shapes out of `ink`, but leave the strokes that cross a ruling line."""
    for tick in shapes.ticks:
        ink[pixel_box(tick.box, image.pixels, grow=round(0.03 * image.dpi))] = 0
    ink[cv2.dilate(shapes.ring_ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
    lines = np.zeros_like(ink)
    for rule in shapes.rules:
        lines[pixel_box(rule.box, image.pixels, grow=1)] = 1
    crossing = np.zeros_like(ink)
    for horizontal in (True, False):
        across = (max(3, round(0.05 * image.dpi)), 1) if horizontal else (1, max(3, round(0.05 * image.dpi)))
        crossing |= np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(across, np.uint8)), dtype=np.uint8)
    straight = runs(ink, round(RULE_IN_MIN * image.dpi), horizontal=True, slack=1)
    straight |= runs(ink, round(RULE_IN_MIN * image.dpi), horizontal=False, slack=1)
    ink[(lines > 0) & ((crossing == 0) | (straight > 0))] = 0


def _without_dirt(ink: Pixels, dpi: float) -> Pixels:
    """Without pieces smaller than the dot of an i, and without the shadows of the sheet's edges."""
    height, width = ink.shape
    edge = round(0.15 * dpi)
    found, labels = pieces(ink)
    gone = np.zeros(len(found) + 1, dtype=bool)
    for piece in found:
        at_edge = (
            piece.right <= edge or piece.left >= width - edge or piece.bottom <= edge or piece.top >= height - edge
        )
        small = piece.area < (0.02 * dpi) ** 2 or max(piece.width, piece.height) < 0.03 * dpi
        gone[piece.label] = at_edge or small or piece.height > 0.5 * height
    return np.where(gone[labels], 0, ink).astype(np.uint8)

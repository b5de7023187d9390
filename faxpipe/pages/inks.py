"""Ink that no word explains: signatures, handwriting, scribbles, measured after reading.

It is what is left of a page once shapes, ruling lines and every confidently read word are taken away.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.document import Ink, Word
from faxpipe.pages.clean import PageImage
from faxpipe.pages.combs import empty_boxes
from faxpipe.pages.lift import leftover, turn_bars
from faxpipe.pages.marks import Shapes
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, crowded, ink_of, outer_contours, outlines, pixel_box, shrunk

EXPLAINED_CONFIDENCE_MIN = 0.5
INK_LEVEL, COARSE_DPI = 140, 100
INK_HEIGHT_IN_MIN, INK_WIDTH_IN_MIN = 0.07, 0.12
DIRT_IN, EDGE_IN = 0.035, 0.15
TALL_SHARE = 0.5  # of the page: no writing is as tall
LONG_SHARE, OUTLINE_COVERED, OUTLINE_IN = 0.3, 0.95, 0.05
BORDER_DENSITY, BORDER_TALL_IN = 0.75, 0.6
LINE_IN, SCRIBBLE_SHARE = 0.3, 0.5
"""As long as no stroke of a hand is level; of the length of its line, more than a scribble on it takes."""


def find_inks(image: PageImage, words: tuple[Word, ...], shapes: Shapes) -> tuple[Ink, ...]:
    """Clusters of ink the size of handwriting or larger that no word of confidence 0.5 or more explains."""
    ink, dpi = _unexplained(image, words, shapes), image.dpi
    coarse = max(1, round(dpi / COARSE_DPI))
    inks = []
    for cluster in outlines(_joined(ink, coarse, dpi / coarse)):
        rows = slice(cluster.top * coarse, min(ink.shape[0], cluster.bottom * coarse))
        columns = slice(cluster.left * coarse, min(ink.shape[1], cluster.right * coarse))
        x, y, width, height = cv2.boundingRect(ink[rows, columns])
        if height < INK_HEIGHT_IN_MIN * dpi or width < INK_WIDTH_IN_MIN * dpi:
            continue
        area = ink[rows, columns][y : y + height, x : x + width]
        if _is_outline(area, ink.shape[1], dpi):
            rest = _off_lines(area, dpi)
            off_x, off_y, width, height = cv2.boundingRect(rest)
            scribbled = width < SCRIBBLE_SHARE * area.shape[1] and width >= INK_WIDTH_IN_MIN * dpi
            if not scribbled or height < INK_HEIGHT_IN_MIN * dpi:
                continue
            x, y, area = x + off_x, y + off_y, rest[off_y : off_y + height, off_x : off_x + width]
        inked = int(np.count_nonzero(area))
        if inked < (0.06 * dpi) ** 2 or empty_boxes(area, dpi):
            continue
        left, top = columns.start + x, rows.start + y
        piece = Piece(left, top, left + width, top + height, inked)
        if not _is_border(piece, ink, dpi):
            inks.append(Ink(piece.box(ink), round(min(1.0, inked / area.size), 4)))
    return tuple(inks)


def _is_outline(area: Pixels, page_px: int, dpi: int) -> bool:
    """Whether ink is nothing but long level lines, one or two over each other: what is left of a heading's bar.

    Writing leaves gaps, and stands higher than lines are thick."""
    if area.shape[1] < LONG_SHARE * page_px:
        return False
    columns = np.count_nonzero(area, axis=0)
    covered = float((columns > 0).mean()) >= OUTLINE_COVERED
    return covered and float(np.percentile(columns, 95)) <= OUTLINE_IN * dpi


def _off_lines(area: Pixels, dpi: int) -> Pixels:
    """`area` without level lines and what is no larger than dirt: a scribble on a ruling that was not found."""
    lines = cv2.morphologyEx(area, cv2.MORPH_OPEN, np.ones((1, round(LINE_IN * dpi)), np.uint8))
    rest = np.where(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0, 0, area).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= DIRT_IN * dpi
    large[0] = False
    return np.asarray(large[labels], dtype=np.uint8)


def _is_border(piece: Piece, ink: Pixels, dpi: int) -> bool:
    """Whether ink is the black beside a sheet that lay askew on the glass: solid, long, along an edge."""
    height, width = ink.shape
    solid = piece.area >= BORDER_DENSITY * piece.width * piece.height
    beside = min(piece.left, width - piece.right) <= 0.05 * dpi and piece.height >= BORDER_TALL_IN * dpi
    across = min(piece.top, height - piece.bottom) <= 0.05 * dpi and piece.width >= BORDER_TALL_IN * dpi
    return solid and (beside or across)


def _unexplained(image: PageImage, words: tuple[Word, ...], shapes: Shapes) -> Pixels:
    """1 on ink of no tick box, ring, ruling line or sure word."""
    page = image.pixels.copy()
    turn_bars(page, image.dpi)
    for tick in shapes.ticks:
        page[pixel_box(tick.box, page, grow=round(0.03 * image.dpi))] = 255
    for ring in shapes.ring_ink:
        ring.whiten(page)
    sure = tuple(word for word in words if word.confidence >= EXPLAINED_CONFIDENCE_MIN)
    return ink_of(leftover(page, sure, shapes.rules, image.dpi), INK_LEVEL)


def _joined(ink: Pixels, coarse: int, dpi: float) -> Pixels:
    """Strokes that stand close made one piece, on a page `coarse` times smaller, without dirt."""
    small: Pixels = (shrunk(ink * np.uint8(255), coarse) > 255 // (2 * coarse * coarse)).astype(np.uint8)
    if not crowded(small):
        _erase_dirt(small, dpi)
    reach = np.ones((round(0.05 * dpi) | 1, round(0.12 * dpi) | 1), np.uint8)
    return np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, reach), dtype=np.uint8)


def _erase_dirt(ink: Pixels, dpi: float) -> None:
    """Take out what is smaller than the dot of an i, the shadows of the sheet's edges, and what no hand wrote."""
    height, width = ink.shape
    edge = round(EDGE_IN * dpi)
    contours = outer_contours(ink)
    boxes = np.array([cv2.boundingRect(contour) for contour in contours], dtype=np.int32).reshape(-1, 4)
    left, top, wide, high = boxes.T
    tall = high > TALL_SHARE * height
    at_edge = (left + wide <= edge) | (left >= width - edge) | (top + high <= edge) | (top >= height - edge)
    for index in np.flatnonzero(tall | at_edge | (np.maximum(wide, high) < DIRT_IN * dpi)).tolist():
        if tall[index]:
            cv2.floodFill(ink, None, contours[index][0, 0].tolist(), 0, flags=8)
        else:
            x, y, x_wide, y_high = boxes[index].tolist()
            ink[y : y + y_high, x : x + x_wide] = 0

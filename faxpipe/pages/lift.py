"""The page as it is best read: tick boxes and rings off, white-on-black headings turned over.

Works on copies; marks are measured on the page as it was. Ruling lines stay for the first reading, where taking
them off brought no consistent gain, and go for the second look at what the first left over.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Rule, TickBox, Word
from faxpipe.pages.clean import PageImage
from faxpipe.pages.marks import Shapes
from faxpipe.pages.raw import Pixels
from faxpipe.pages.rules import lift_rule
from faxpipe.pages.shapes import Piece, ink_of, outlines, pieces, pixel_box, shrunk

BAR_DPI = 100
EDGE_MIN = 110  # of 255: ink around the rim of black, not around small print under it
DARK_MIN = 160  # of 255: ink around a white letter on black, not around a black one on white
STROKE_IN_MAX = 0.05  # of white letters; more would join the bar with the print below it
BAR_HEIGHT_IN_MIN, BAR_HEIGHT_IN_MAX, BAR_WIDTH_IN_MIN = 0.1, 1.5, 0.5
BLACK_SHARE_MIN = 0.7  # bold headings in black have less
BORDER_IN_MIN, BORDER_SHARE_MIN, BORDER_LENGTH_MIN, LETTERS_SHARE_MAX = 0.1, 0.2, 0.25, 0.03


def lift(image: PageImage, shapes: Shapes) -> Pixels:
    """(height, width) uint8, 255 = white: the pixels to hand to an OCR engine."""
    out = image.pixels.copy()
    for tick in shapes.ticks:
        _lift_tick(out, tick, image.dpi)
    for ring in shapes.ring_ink:
        ring.whiten(out)
    turn_bars(out, image.dpi)
    return out


def leftover(page: Pixels, words: tuple[Word, ...], rules: tuple[Rule, ...], dpi: int) -> Pixels:
    """`page`, as lifted, without `words` and without ruling lines."""
    out = page.copy()
    for word in words:
        out[pixel_box(word.box, out, grow=round(0.01 * dpi))] = 255
    for rule in rules:
        lift_rule(out, page, rule, dpi)
    return out


def _lift_tick(pixels: Pixels, tick: TickBox, dpi: int) -> None:
    """Whiten a tick box and the strokes that run out of it, but not the label beside it."""
    rows, columns = pixel_box(tick.box, pixels, grow=1)
    pixels[rows, columns] = 255
    if tick.ticked is False:
        return
    reach, beside = round(0.05 * dpi), round(0.02 * dpi)
    around = (
        slice(max(0, rows.start - reach), rows.stop + reach),
        slice(max(0, columns.start - reach), columns.stop + beside),
    )
    window = pixels[around]
    blank = np.zeros(window.shape, np.uint8)
    blank[rows.start - around[0].start : rows.stop - around[0].start, columns.start - around[1].start :][
        :, : columns.stop - columns.start
    ] = 1
    touched = cv2.dilate(blank, np.ones((3, 3), np.uint8))
    found, labels = pieces((window < 160).astype(np.uint8))
    for piece in found:
        own = labels == piece.label
        if touched[own].any():
            window[cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 255


def turn_bars(pixels: Pixels, dpi: int) -> None:
    """Black bars with white letters become white bars with black letters; black sheet borders become white."""
    coarse = max(1, round(dpi / BAR_DPI))
    ink, small_dpi = ink_of(shrunk(pixels, coarse)), dpi / coarse
    _whiten_borders(pixels, ink, small_dpi, coarse)
    solid = _solid(ink, small_dpi)
    if not solid.any():
        return
    for bar in outlines(solid):
        own = solid[bar.top : bar.bottom, bar.left : bar.right] > 0
        if ink[bar.top : bar.bottom, bar.left : bar.right][own].mean() < BLACK_SHARE_MIN:
            continue
        _turn_bar(pixels, bar, own, coarse, turned=bar.height <= BAR_HEIGHT_IN_MAX * small_dpi)


def _whiten_borders(pixels: Pixels, ink: Pixels, dpi: float, coarse: int) -> None:
    """Whiten black along the edges of the sheet, up to the print that touches it, in `pixels` and in `ink`."""
    edge = round(BORDER_IN_MIN * dpi)
    strips = (ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:])
    if max(float(strip.mean()) for strip in strips) < BORDER_SHARE_MIN:
        return
    least = np.ones((round(BORDER_IN_MIN * dpi), round(2 * BORDER_IN_MIN * dpi)), np.uint8)
    wide, tall = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, shape) for shape in (least, least.T))
    stroke = round(2 * STROKE_IN_MAX * dpi) | 1
    found, labels = pieces(np.asarray(cv2.max(wide, tall), dtype=np.uint8))
    for piece in found:
        along = max(piece.width / ink.shape[1], piece.height / ink.shape[0])
        if along < BORDER_LENGTH_MIN or not _touches_edge(piece, coarse, pixels):
            continue
        own = np.asarray(labels == piece.label, dtype=np.uint8)
        closed = cv2.morphologyEx(own, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
        if np.count_nonzero(closed) > (1 + LETTERS_SHARE_MAX) * piece.area:  # white letters: a heading, no border
            continue
        own = np.asarray(cv2.dilate(own, np.ones((3, 3), np.uint8)), dtype=np.uint8)
        ink[own > 0] = 0
        _turn_bar(pixels, Piece(0, 0, ink.shape[1], ink.shape[0], piece.area), own > 0, coarse, turned=False)


def _solid(ink: Pixels, dpi: float) -> Pixels:
    """1 where the page is black, white letters on the black included."""
    stroke = round(STROKE_IN_MAX * dpi) | 1
    filled = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    least = np.ones((round(BAR_HEIGHT_IN_MIN * dpi), round(BAR_WIDTH_IN_MIN * dpi)), np.uint8)
    solid: Pixels = np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, least), dtype=np.uint8)
    if solid.any():  # broad letters broke it off: on along its rows, as far as black is around
        dark = cv2.blur(ink * np.uint8(255), (round(0.15 * dpi) | 1, round(0.1 * dpi) | 1))
        beside = cv2.dilate(solid, np.ones((1, 2 * round(BAR_WIDTH_IN_MIN * dpi) + 1), np.uint8)) > 0
        solid = (((solid > 0) & (dark > EDGE_MIN)) | (beside & (dark > DARK_MIN))).astype(np.uint8)
    return solid


def _turn_bar(pixels: Pixels, bar: Piece, own: NDArray[np.bool_], coarse: int, *, turned: bool) -> None:
    """Turn over what `bar` of a page `coarse` times smaller covers, or whiten a border of the sheet."""
    height, width = pixels.shape
    rows = slice(bar.top * coarse, min(height, bar.bottom * coarse))
    columns = slice(bar.left * coarse, min(width, bar.right * coarse))
    area = pixels[rows, columns]
    size = (bar.width * coarse, bar.height * coarse)
    inner = cv2.resize(own.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    covered = inner[: area.shape[0], : area.shape[1]] > 0
    if turned:
        area[covered] = 255 - area[covered]
    elif _touches_edge(bar, coarse, pixels):
        area[covered] = 255


def _touches_edge(bar: Piece, coarse: int, pixels: Pixels) -> bool:
    height, width = pixels.shape
    near_right, near_bottom = bar.right * coarse >= width - 2 - coarse, bar.bottom * coarse >= height - 2 - coarse
    return bar.left * coarse <= 2 or bar.top * coarse <= 2 or near_right or near_bottom

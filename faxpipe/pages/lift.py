"""The page as it is best read: tick boxes and rings off, white-on-black headings turned over.

Works on copies; marks are measured on the page as it was. Ruling lines stay for the first reading, where taking
them off brought no consistent gain, and go for the second look at what the first left over.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.document import Rule, TickBox, Word
from faxpipe.pages.clean import PageImage
from faxpipe.pages.marks import Shapes
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import Piece, ink_of, pieces, pixel_box

STROKE_LEVEL = 140
BAR_HEIGHT_IN_MIN, BAR_HEIGHT_IN_MAX, BAR_WIDTH_IN_MIN = 0.1, 0.7, 0.5


def lift(image: PageImage, shapes: Shapes) -> Pixels:
    """(height, width) uint8, 255 = white: the pixels to hand to an OCR engine."""
    out = image.pixels.copy()
    for tick in shapes.ticks:
        _lift_tick(out, tick, image.dpi)
    if shapes.ring_ink.any():
        out[cv2.dilate(shapes.ring_ink.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = 255
    _turn_bars(out, image.dpi)
    return out


def leftover(page: Pixels, words: tuple[Word, ...], rules: tuple[Rule, ...], dpi: int) -> Pixels:
    """`page`, as lifted, without `words` and without ruling lines."""
    out = page.copy()
    for word in words:
        out[pixel_box(word.box, out, grow=round(0.01 * dpi))] = 255
    for rule in rules:
        _lift_rule(out, page, rule)
    return out


def _lift_rule(out: Pixels, page: Pixels, rule: Rule) -> None:
    """Whiten a ruling line except where a stroke goes through it from one side to the other."""
    rows, columns = pixel_box(rule.box, page, grow=2)
    near = 4
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


def _turn_bars(pixels: Pixels, dpi: int) -> None:
    """Black bars with white letters become white bars with black letters; black sheet borders become white."""
    ink = ink_of(pixels)
    letter = round(0.09 * dpi) | 1
    filled = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((letter, letter), np.uint8))
    least = np.ones((round(BAR_HEIGHT_IN_MIN * dpi), round(BAR_WIDTH_IN_MIN * dpi)), np.uint8)
    bars, labels = pieces(np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, least), dtype=np.uint8))
    for bar in bars:
        rows, columns = slice(bar.top, bar.bottom), slice(bar.left, bar.right)
        own = labels[rows, columns] == bar.label
        if not own.any() or ink[rows, columns][own].mean() < 0.6:
            continue
        if bar.height <= BAR_HEIGHT_IN_MAX * dpi:
            area = pixels[rows, columns]
            area[own] = 255 - area[own]
        elif _touches_edge(bar, pixels):
            pixels[rows, columns][own] = 255


def _touches_edge(bar: Piece, pixels: Pixels) -> bool:
    height, width = pixels.shape
    return bar.left <= 2 or bar.top <= 2 or bar.right >= width - 2 or bar.bottom >= height - 2

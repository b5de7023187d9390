"""Blank paper is told from a page that nobody can read: the first is nothing to worry about, the second is.

A sheet sent with its back up still carries the fax machine's header line, dust and the shadow of its edges;
none of these count as content.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.pages.clean import PageImage

HEADER_SHARE = 0.045  # the machine's own line stands in the top of the page, either way up
BORDER_IN = 0.2
MARK_IN = 0.03  # the body of the smallest print
MARKS_MIN = 6


def is_blank(image: PageImage) -> bool:
    """Whether nothing but dust, edges and the header line is on the page."""
    height, width = image.pixels.shape
    ink = (image.pixels < 128).astype(np.uint8)
    strip, border = round(HEADER_SHARE * height), round(BORDER_IN * image.dpi)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    marks = 0
    for left, top, wide, high, _ in stats[1:count].tolist():
        if top + high <= strip or top >= height - strip or max(wide, high) < MARK_IN * image.dpi:
            continue
        if left + wide <= border or left >= width - border or _is_edge(left, wide, width, border, high, height):
            continue
        marks += 1 + int(max(wide, high) / (0.15 * image.dpi))
        if marks >= MARKS_MIN:
            return False
    return True


def _is_edge(left: int, wide: int, width: int, border: int, high: int, height: int) -> bool:
    """A shadow along the side of the sheet, or a hair-thin streak down most of it."""
    touches = left < border // 2 or left + wide > width - border // 2
    return (touches and high > 0.3 * height and wide < 4 * border) or (wide < border // 6 and high > 0.3 * height)

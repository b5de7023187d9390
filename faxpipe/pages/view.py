"""A page for the eye: upright and straight as it was read, nothing taken off it. Beside `clean`, for review.

What was stored of a page (its rotation and skew) is done to its raw pixels once more, so that every stored box
lies where it lay when the page was read.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.pages.clean import NEGATIVE_INK_MIN
from faxpipe.pages.raw import Pixels, RawPage


def view(raw: RawPage, *, width_px: int, rotation: int = 0, skew_deg: float = 0.0) -> Pixels:
    """The page (height, width_px) uint8, 255 = white, square pixels; black print on white whichever way it came.

    `rotation`: clockwise degrees (0, 90, 180, 270); `skew_deg`: what deskew turned after that, counter-clockwise
    positive. Raises ValueError for a raw page without pixels.
    """
    if raw.pixels is None:
        raise ValueError("a raw page without pixels cannot be shown")
    pixels = raw.pixels
    if float((pixels[::4, ::4] < 128).mean()) > NEGATIVE_INK_MIN:
        pixels = 255 - pixels
    x_dpi, y_dpi = raw.x_dpi, raw.y_dpi
    if rotation % 360:
        pixels = np.ascontiguousarray(np.rot90(pixels, -(rotation // 90)))
        x_dpi, y_dpi = (y_dpi, x_dpi) if rotation % 180 else (x_dpi, y_dpi)
    height_in, width_in = pixels.shape[0] / y_dpi, pixels.shape[1] / x_dpi
    size = width_px, max(1, round(width_px * height_in / width_in))
    smaller = size[0] < pixels.shape[1] or size[1] < pixels.shape[0]
    shown = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    return _turned(np.asarray(shown, dtype=np.uint8), skew_deg)


def _turned(pixels: Pixels, skew_deg: float) -> Pixels:
    """Turned about the middle; what comes in from outside is white."""
    if skew_deg == 0.0:
        return pixels
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew_deg, 1.0)
    turned = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(turned, dtype=np.uint8)

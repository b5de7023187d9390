"""Grey that a fax machine in photo mode made of dots becomes grey again, and then white behind the print.

Behind print the dots hide letters from engines (measured on tinted pages sent in photo mode: exact keys 86 -> 94 %
with the neural engine, 54 -> 81 % with tesseract). A page of nothing but print stays as it is, bit for bit.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import shrunk

BLOCK_PX = 8
CHANGES_MIN = 0.12  # share of pixels where black and white change along a row
AROUND, DOTTED_MIN = 9, 0.8  # blocks; between lines of print there is white
AREA_MIN = 0.03  # of the page; smaller is print in a storm of specks
DOT_PX_MAX, DOTS_MIN = 4, 0.6  # of the pieces, the share that is no larger than a dot
BLUR_PX = 1.0
WHITE_SHARE = 0.95  # of the paper's grey; what is darker keeps its shade, as thin strokes are pale


def undithered(pixels: Pixels, x_dpi: float, y_dpi: float) -> Pixels:
    """The page with its dotted areas on even white paper; the same array where it has none."""
    dense = _dense(pixels)
    if float(dense.mean()) < AREA_MIN or not _of_dots(pixels, dense):
        return pixels
    area = cv2.dilate(dense.astype(np.uint8), np.ones((AROUND, AROUND), np.uint8))
    size = pixels.shape[1], pixels.shape[0]
    paper = cv2.dilate(shrunk(pixels, 2 * BLOCK_PX), np.ones((3, 3), np.uint8))
    paper = np.maximum(cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR), 64)
    along_x, along_y = (BLUR_PX * min(1.0, dpi / max(x_dpi, y_dpi)) for dpi in (x_dpi, y_dpi))
    smooth = cv2.GaussianBlur(pixels, (0, 0), sigmaX=along_x, sigmaY=along_y)
    even = cv2.divide(smooth, paper, scale=255 / WHITE_SHARE)
    inside = cv2.resize(area, size, interpolation=cv2.INTER_NEAREST) > 0
    return np.where(inside, even, pixels).astype(np.uint8)


def _of_dots(pixels: Pixels, dense: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Whether the dense areas are made of dots: small print set close changes as often, but in larger pieces."""
    size = pixels.shape[1], pixels.shape[0]
    inside = cv2.resize(dense.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    ink = inside * (pixels < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4, ltype=cv2.CV_32S)
    sides = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    return len(sides) > 0 and float((sides <= DOT_PX_MAX).mean()) > DOTS_MIN


def _dense(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where dots stand all around, one pixel a block."""
    some = pixels[::2]
    changes = cv2.absdiff(some[:, 1:], some[:, :-1])
    width, height = changes.shape[1] // BLOCK_PX, 2 * changes.shape[0] // BLOCK_PX
    if min(width, height) < AROUND:
        return np.zeros((1, 1), dtype=bool)
    whole = changes[: height * BLOCK_PX // 2, : width * BLOCK_PX]
    dotted = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA) > 255 * CHANGES_MIN
    return cv2.blur(dotted.astype(np.float32), (AROUND, AROUND)) > DOTTED_MIN

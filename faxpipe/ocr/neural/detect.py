"""Where lines of text stand on a page: the detector's map of probabilities, made into rectangles.

Differentiable binarization (Liao et al. 2020): the network marks the cores of lines, which are then grown by a
distance of area / perimeter. The page is looked at through windows of one size, so that the network sees one shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr.neural.networks import Network, Tensor

Pixels = NDArray[np.uint8]

WINDOW = (736, 576)  # rows, columns: a letter page at 66 dpi
DETECT_DPI = 66
OVERLAP_IN = 0.5
CORE_MIN, SCORE_MIN, GROW = 0.3, 0.5, 1.6
CORE_PX_MIN = 3
LINES_MAX = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A line of text on the page in pixels: rows top..bottom, columns left..right, ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_lines(page: Pixels, dpi: int, network: Network) -> tuple[Span, ...]:
    """Lines of print on an upright page, (height, width) uint8, 255 = white, from top to bottom."""
    scale = min(1.0, DETECT_DPI / dpi)
    height, width = page.shape
    if width * scale > WINDOW[1] and width * scale < 1.12 * WINDOW[1]:
        scale = WINDOW[1] / width  # a little wider than letter paper: one window, not two
    if height * scale > WINDOW[0] and height * scale < 1.12 * WINDOW[0]:
        scale = WINDOW[0] / height
    small = cv2.resize(
        page, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    chances = _chances(np.asarray(small, dtype=np.uint8), round(OVERLAP_IN * dpi * scale), network)
    return _spans(chances, 1 / scale, page.shape)


def _chances(small: Pixels, overlap: int, network: Network) -> Tensor:
    """The detector's map of the whole page, window by window; where windows overlap the larger chance holds."""
    height, width = small.shape
    chances: Tensor = np.zeros(small.shape, np.float32)
    for top in _starts(height, WINDOW[0], overlap):
        for left in _starts(width, WINDOW[1], overlap):
            part = small[top : top + WINDOW[0], left : left + WINDOW[1]]
            window: Tensor = np.ones((1, 3, *WINDOW), np.float32)
            window[:, :, : part.shape[0], : part.shape[1]] = part.astype(np.float32) / 127.5 - 1
            found = network(window)[0, 0, : part.shape[0], : part.shape[1]]
            seen = chances[top : top + WINDOW[0], left : left + WINDOW[1]]
            np.maximum(seen, found, out=seen)
    return chances


def _starts(length: int, window: int, overlap: int) -> list[int]:
    if length <= window:
        return [0]
    step = max(1, window - overlap)
    return [*range(0, length - window, step), length - window]


def _spans(chances: Tensor, scale: float, page: tuple[int, ...]) -> tuple[Span, ...]:
    cores = (chances > CORE_MIN).astype(np.uint8)
    cores = np.asarray(cv2.dilate(cores, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cores, connectivity=8, ltype=cv2.CV_32S)
    scores = np.bincount(labels.ravel(), weights=chances.ravel(), minlength=count) / np.maximum(1, stats[:, 4])
    spans = []
    for (left, top, wide, high, _), score in zip(stats[1:], scores[1:], strict=True):
        if score < SCORE_MIN or min(wide, high) < CORE_PX_MIN:
            continue
        grow = wide * high * GROW / (2 * (wide + high))
        spans.append(
            Span(
                max(0, round((left - grow) * scale)),
                max(0, round((top - grow) * scale)),
                min(page[1], round((left + wide + grow) * scale)),
                min(page[0], round((top + high + grow) * scale)),
            )
        )
    spans.sort(key=lambda span: (span.top, span.left))
    return tuple(spans[:LINES_MAX])

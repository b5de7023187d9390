"""Specks of a noisy line, taken off before lines are looked for: thousands of them hide print from the detector.

The trap: a full stop is a speck, too, but stands close to a letter; a leader of dots does not, and is lost.
"""

from __future__ import annotations

import cv2
import numpy as np

from faxpipe.ocr.neural.networks import Pixels

SPECK_IN, APART_IN = 0.04, 0.045
"""What is smaller either way, and farther from all that is larger, is no print."""


def without_specks(page: Pixels, dpi: int) -> Pixels:
    """A copy of a page, (height, width) uint8, 255 = white, without the small ink that stands alone."""
    ink = (page < 128).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    small = np.max(stats[:, 2:4], axis=1) <= SPECK_IN * dpi
    print_ = ~small
    print_[0] = False
    reach = 2 * round(APART_IN * dpi) + 1
    near = cv2.dilate(print_[labels].astype(np.uint8), np.ones((reach, reach), np.uint8))
    beside = np.bincount(labels.ravel(), weights=near.ravel(), minlength=count) > 0
    alone = small & ~beside
    alone[0] = False
    cleaned: Pixels = page.copy()
    cleaned[alone[labels]] = 255
    return cleaned

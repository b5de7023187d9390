"""Which way up a page may be, from its pixels alone.

Whether the text runs sideways shows in the profiles; whether it stands on its head does not show safely, so
`turns_to_try` only orders the quarter turns and the words' confidence decides. Tesseract's own orientation
step is not used: it turned 3 of 20 upright fax pages.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from faxpipe.pages.clean import PageImage
from faxpipe.pages.raw import Pixels, RawPage


def upside_down(image: PageImage) -> PageImage:
    """The same page turned by half a turn."""
    turned = np.ascontiguousarray(image.pixels[::-1, ::-1])
    return replace(image, pixels=turned, rotation=(image.rotation + 180) % 360)


def runs_sideways(raw: RawPage) -> bool:
    """Whether text lines run from top to bottom: the columns' profile is then the sharper one."""
    if raw.pixels is None:
        return False
    small = _text_ink(raw)
    if np.count_nonzero(small) < 200:
        return False
    return _sharpness(small.T) > 2.0 * _sharpness(small)


def turns_to_try(raw: RawPage) -> tuple[int, ...]:
    """Clockwise degrees besides 0, likeliest first."""
    return (90, 270, 180) if runs_sideways(raw) else (180,)


def _text_ink(raw: RawPage) -> Pixels:
    """Ink of letters at 75 dpi, without ruling lines, specks and black borders; 1 = ink."""
    assert raw.pixels is not None  # noqa: S101 - narrows the type; callers have checked
    height, width = raw.pixels.shape
    size = max(1, round(width / raw.x_dpi * 75)), max(1, round(height / raw.y_dpi * 75))
    ink = (cv2.resize(raw.pixels, size, interpolation=cv2.INTER_AREA) < 160).astype(np.uint8)
    for shape in ((1, 40), (40, 1)):
        ink[cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) > 0] = 0
    margin = max(1, round(0.05 * min(size)))
    ink[:margin] = ink[-margin:] = 0
    ink[:, :margin] = ink[:, -margin:] = 0
    return np.asarray(ink, dtype=np.uint8)


def _sharpness(ink: Pixels) -> float:
    """How much the number of inked pixels jumps from one row to the next, in strips so that skew matters less."""
    strips = np.array_split(ink, 6, axis=1)
    return float(sum((np.diff(strip.sum(axis=1, dtype=np.int64)) ** 2).sum() for strip in strips))

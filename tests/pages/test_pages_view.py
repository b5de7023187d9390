"""Pages for the eye: stored boxes fit them, and nothing comes out blank, squashed or white on black."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from faxpipe.pages import RawPage, clean
from faxpipe.pages.view import view


def paper(height: int = 1100, width: int = 850, slope: float = 0.0) -> np.ndarray:
    """Lines of print-like dashes, falling to the right by `slope`, and one solid block."""
    page = np.full((height, width), 255, np.uint8)
    for row in range(120, height - 120, 24):
        for column in range(80, width - 80, 10):
            at = row + round(slope * column)
            page[at : at + 8, column : column + 6] = 0
    page[300:340, 200:420] = 0
    return page


def block(page: np.ndarray) -> tuple[float, float, float, float]:
    """Where the solid block lies, as fractions: its middle, and its spread each way."""
    height, width = page.shape
    size = max(5, width // 60)
    solid = cv2.erode((page < 128).astype(np.uint8), np.ones((size, size), np.uint8))
    rows, columns = np.nonzero(solid)
    return columns.mean() / width, rows.mean() / height, columns.std() / width, rows.std() / height


@pytest.mark.parametrize("rotation", [0, 180])
@pytest.mark.parametrize("slope", [0.0, 0.02])
def test_what_stands_on_the_page_that_was_read_stands_there_on_the_picture(rotation: int, slope: float) -> None:
    raw = RawPage(1, paper(slope=slope), 100, 100)
    read = clean(raw, rotation=rotation, soften=False)
    assert (read.skew_deg != 0) is (slope != 0)
    shown = view(raw, width_px=1000, rotation=rotation, skew_deg=read.skew_deg)
    assert block(shown) == pytest.approx(block(read.pixels), abs=0.003)


def test_a_page_of_standard_resolution_is_not_squashed() -> None:
    raw = RawPage(1, paper()[::2], 100, 50)
    assert view(raw, width_px=425).shape == (550, 425)


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_page_fed_sideways_stands_upright_and_keeps_its_shape(rotation: int) -> None:
    raw = RawPage(1, np.ascontiguousarray(np.rot90(paper(), rotation // 90)), 100, 100)
    shown = view(raw, width_px=850, rotation=rotation)
    assert shown.shape == (1100, 850)
    assert block(shown) == pytest.approx(block(paper()), abs=0.003)


def test_white_print_on_black_is_shown_black_on_white() -> None:
    shown = view(RawPage(1, 255 - paper(), 100, 100), width_px=425)
    assert shown.mean() > 128
    assert shown.min() < 128


def test_fine_print_is_still_there_on_a_small_picture() -> None:
    page = np.full((2200, 1700), 255, np.uint8)
    page[1000:1002, 200:1500] = 0
    assert view(RawPage(1, page, 200, 200), width_px=170).min() < 250


def test_a_page_without_pixels_is_no_picture() -> None:
    with pytest.raises(ValueError, match="without pixels"):
        view(RawPage(1, reason="page_damaged"), width_px=170)

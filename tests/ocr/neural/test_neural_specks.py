"""Specks of a noisy line come off where they hide the print from the detector, and full stops stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr.neural.detect import find_lines
from faxpipe.ocr.neural.specks import without_specks

DPI = 204
Page = NDArray[np.uint8]


def _letters() -> Page:
    """A line of letters with a full stop behind it."""
    page = np.full((2244, 1734), 255, np.uint8)
    for left in range(200, 1000, 20):
        page[600:622, left : left + 12] = 0
    page[618:622, 998:1002] = 0
    return page


def _specked(page: Page, step: int) -> Page:
    specked = page.copy()
    for top in range(20, 2200, step):
        for left in range(20, 1700, step):
            if not 540 < top < 690:
                specked[top : top + 5, left : left + 5] = 0
    return specked


def _dazzled(batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """A detector that sees rows of print, and nothing on a page that is dark here and there all over."""
    dark = batch[:, :1] < 0.2
    rows = dark.any(axis=3).mean()
    return dark.astype(np.float32) if rows < 0.1 else np.zeros_like(batch[:, :1])


def test_small_ink_that_stands_alone_comes_off_and_a_full_stop_stays() -> None:
    assert np.array_equal(without_specks(_specked(_letters(), 30), DPI), _letters())


def test_a_page_without_specks_stays_as_it_is() -> None:
    assert np.array_equal(without_specks(_letters(), DPI), _letters())


def test_lines_that_specks_hid_are_found() -> None:
    assert find_lines(_specked(_letters(), 30), DPI, _dazzled)


def test_specks_alone_are_no_lines() -> None:
    assert find_lines(_specked(np.full((2244, 1734), 255, np.uint8), 30), DPI, _dazzled) == ()

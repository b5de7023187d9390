"""Lines out of the detector's map of chances: one shape for the network, whatever the page."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.ocr.neural.detect import WINDOW, find_lines, windows

Page = NDArray[np.uint8]


def _dark(batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """A detector that takes every dark pixel for the core of a line."""
    return (batch[:, :1] < 0).astype(np.float32)


def _page(height: int, width: int, *bars: tuple[int, int, int, int]) -> Page:
    page = np.full((height, width), 255, np.uint8)
    for left, top, right, bottom in bars:
        page[top:bottom, left:right] = 0
    return page


def test_each_line_is_found_where_it_stands_from_the_top() -> None:
    bars = (200, 1500, 900, 1540), (100, 300, 1500, 340)
    spans = find_lines(_page(2244, 1734, *bars), 204, _dark)
    assert len(spans) == 2
    for span, (left, top, right, bottom) in zip(spans, sorted(bars, key=lambda bar: bar[1]), strict=True):
        assert span.left <= left < right <= span.right
        assert span.top <= top < bottom <= span.bottom
        assert span.height < 3 * (bottom - top)
        assert span.width < right - left + 2 * (bottom - top)


def test_the_pieces_of_a_torn_line_follow_each_other_though_the_page_lies_askew() -> None:
    left, right = (100, 300, 500, 340), (700, 290, 1500, 330)
    below = 100, 380, 900, 420
    spans = find_lines(_page(2244, 1734, left, right, below), 204, _dark)
    assert [(span.left < 400, span.core_top < 350) for span in spans] == [
        (True, True),
        (False, True),
        (True, False),
    ]


def test_a_label_and_the_answer_below_it_are_two_rows() -> None:
    label, answer, beside = (100, 300, 200, 315), (100, 325, 500, 365), (700, 305, 1100, 345)
    spans = find_lines(_page(2244, 1734, label, answer, beside), 204, _dark)
    assert [span.width < 200 for span in spans].index(True) == 0
    assert len(spans) == 3


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ((2244, 1734), 1),
        ((2271, 1728), 1),
        ((1734, 2244), 2),
        ((2856, 1734), 2),
        ((6000, 1734), 3),
        ((300, 300), 1),
    ],
)
def test_pages_of_any_size_are_seen_through_windows_of_one_shape(shape: tuple[int, int], count: int) -> None:
    seen = windows(_page(*shape), 204)
    assert len(seen) == count
    assert {window.shape for window in seen} == {(1, 1, *WINDOW)}


def test_a_line_across_two_windows_is_found_once() -> None:
    spans = find_lines(_page(1734, 2244, (100, 800, 2100, 840)), 204, _dark)
    assert len(spans) == 1
    assert spans[0].left <= 100
    assert spans[0].right >= 2100


def test_dust_is_no_line() -> None:
    assert find_lines(_page(2244, 1734, (500, 500, 504, 504)), 204, _dark) == ()


def _hinted(batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """A detector that sees a line wherever more than a few columns are dark, and a hint in the middle of less."""
    chances = (batch[:, :1] < 0.5).astype(np.float32)
    rows, columns = np.nonzero(chances[0, 0])
    if len(rows) and np.ptp(columns) < 10:
        chances[:] = 0
        chances[0, 0, int(rows.mean()), int(columns.mean())] = 0.9
    return chances


def test_a_character_alone_in_its_cell_is_a_line_though_the_detector_only_hints_at_it() -> None:
    (span,) = find_lines(_page(2244, 1734, (1110, 1480, 1123, 1501)), 204, _hinted)
    assert (span.core_top, span.core_bottom) == (1480, 1501)
    assert span.left < 1110
    assert span.right > 1123


@pytest.mark.parametrize("bar", [(1110, 1480, 1113, 1500), (1110, 1480, 1116, 1486)])
def test_a_streak_or_a_speck_is_no_character(bar: tuple[int, int, int, int]) -> None:
    assert find_lines(_page(2244, 1734, bar), 204, _hinted) == ()

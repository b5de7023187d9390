"""Lines cut out of a page: their own ink, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.ocr.neural.cut import ASPECT_MAX, cut_lines
from faxpipe.ocr.neural.detect import Span

Page = NDArray[np.uint8]


def _page(*bars: tuple[int, int, int, int], width: int = 600) -> Page:
    page = np.full((200, width), 255, np.uint8)
    for left, top, right, bottom in bars:
        page[top:bottom, left:right] = 0
    return page


LETTERS = [(40 + 30 * n, 90, 55 + 30 * n, 110) for n in range(10)]  # rows 90..110, columns 40..325
SPAN = Span(20, 75, 345, 125, 93, 107)


def test_a_line_is_cut_to_its_own_rows_with_white_around() -> None:
    page = _page(*LETTERS, (20, 70, 345, 80), (20, 121, 345, 130))  # halves of the lines above and below
    (span,), (picture,) = cut_lines(page, (SPAN,))
    assert (span.top, span.bottom) == pytest.approx((90, 110), abs=1)
    assert picture.shape[1] == span.width
    assert (picture[0] == 255).all()
    assert (picture[-1] == 255).all()


def test_rules_at_the_ends_are_left_out() -> None:
    page = _page(*LETTERS, (24, 60, 27, 140), (336, 60, 339, 140))
    (span,), (picture,) = cut_lines(page, (SPAN,))
    assert 27 <= span.left <= 40
    assert 325 <= span.right <= 336
    assert (picture[:, 0] == 255).all()


def test_tall_letters_at_the_ends_stay() -> None:
    page = _page(*LETTERS, (30, 88, 33, 112))
    (span,), _ = cut_lines(page, (SPAN,))
    assert span.left <= 30


def test_a_line_that_touches_its_neighbour_is_cut_where_there_is_least_ink() -> None:
    page = _page(*LETTERS, (60, 108, 62, 118), (20, 118, 345, 125))
    (span,), _ = cut_lines(page, (SPAN,))
    assert 109 <= span.bottom <= 118


def test_white_print_on_black_is_turned_over() -> None:
    page = 255 - _page(*LETTERS)
    _, (picture,) = cut_lines(page, (SPAN,))
    assert (picture < 128).mean() < 0.6
    assert (picture[0] == 255).all()


def test_a_very_long_line_is_cut_between_words_and_loses_nothing() -> None:
    words = [(20 + 100 * n, 90, 100 + 100 * n, 110) for n in range(30)]
    page = _page(*words, width=3100)
    spans, pictures = cut_lines(page, (Span(10, 75, 3090, 125, 93, 107),))
    assert len(spans) > 2
    assert all(span.width <= ASPECT_MAX * span.height for span in spans)
    assert [span.right for span in spans[:-1]] == [span.left for span in spans[1:]]
    assert sum(int((picture < 128).sum()) for picture in pictures) == int((page < 128).sum())


def test_a_long_line_without_a_gap_stays_whole() -> None:
    spans, _ = cut_lines(_page((20, 95, 3080, 105), width=3100), (Span(10, 75, 3090, 125, 93, 107),))
    assert len(spans) == 1

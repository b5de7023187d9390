"""Legibility: the share of print that was surely read, and the places where it was not."""

from __future__ import annotations

import numpy as np
import pytest

from faxpipe.document import Box, Ink, Word
from faxpipe.pages import PageImage, legibility

HEIGHT, WIDTH, DPI = 1100, 1700, 204


def _page(*boxes: Box) -> PageImage:
    """A page with every other column inked within the boxes."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for box in boxes:
        rows = slice(round(box.top * HEIGHT), round(box.bottom * HEIGHT))
        pixels[rows, round(box.left * WIDTH) : round(box.right * WIDTH) : 2] = 0
    return PageImage(1, pixels, DPI)


def _row(number: int, left: float = 0.1, right: float = 0.3) -> Box:
    return Box(left, 0.1 + 0.1 * number, right, 0.12 + 0.1 * number)


def test_a_page_of_sure_words_is_wholly_legible() -> None:
    boxes = [_row(number) for number in range(5)]
    share, regions = legibility(_page(*boxes), tuple(Word("word", box, 0.97) for box in boxes), ())
    assert share == 1.0
    assert regions == ()


def test_a_page_without_print_hides_nothing() -> None:
    assert legibility(_page(), (), ()) == (1.0, ())


def test_ink_that_no_word_explains_is_print_that_was_not_read() -> None:
    read, scrawled = _row(1), _row(4)
    inks = (Ink(scrawled, 0.5),)
    share, regions = legibility(_page(read, scrawled), (Word("word", read, 0.97),), inks)
    assert share == pytest.approx(0.5, abs=0.05)
    assert regions == (scrawled,)


@pytest.mark.parametrize(("confidence", "share", "places"), [(0.3, 0.0, 1), (0.7, 0.5, 0), (0.95, 1.0, 0)])
def test_a_word_counts_by_its_confidence(confidence: float, share: float, places: int) -> None:
    box = _row(1)
    found, regions = legibility(_page(box), (Word("word", box, confidence),), ())
    assert found == pytest.approx(share, abs=0.01)
    assert len(regions) == places


def test_a_doubted_word_and_its_own_ink_count_once() -> None:
    read, doubted = _row(1), _row(4)
    words = Word("word", read, 0.97), Word("w0rb", doubted, 0.2)
    share, regions = legibility(_page(read, doubted), words, (Ink(doubted, 0.5),))
    assert share == pytest.approx(0.5, abs=0.05)
    assert len(regions) == 1


def test_neighbours_make_one_region_and_the_largest_comes_first() -> None:
    small, one, other = _row(1, 0.6, 0.7), _row(4, 0.1, 0.3), _row(4, 0.32, 0.6)
    inks = tuple(Ink(box, 0.5) for box in (small, one, other))
    _, regions = legibility(_page(small, one, other), (), inks)
    assert regions == (one.union(other), small)


def test_regions_are_few_however_much_was_not_read() -> None:
    boxes = [Box(x, y, x + 0.05, y + 0.02) for x in (0.05, 0.5, 0.9) for y in np.arange(0.05, 0.9, 0.1).tolist()]
    _, regions = legibility(_page(*boxes), (), tuple(Ink(box, 0.5) for box in boxes))
    assert 1 <= len(regions) <= 12

"""Places cut from kept pages: tight, whole, without the next word, and within a limit of memory."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.document import Box, Rule
from faxpipe.pages import PageImage, pictures
from faxpipe.pages.pictures import Pictures

Paper = NDArray[np.uint8]
HEIGHT, WIDTH = 400, 1000
TALL = 40


def paper(*bars: tuple[int, int]) -> Paper:
    """White with a black bar of letter height in rows 100..140 for each (left, right)."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for left, right in bars:
        page[100 : 100 + TALL, left:right] = 0
    return page


def box(left: int, right: int) -> Box:
    return Box(left / WIDTH, 100 / HEIGHT, right / WIDTH, (100 + TALL) / HEIGHT)


def cut(page: Paper, at: Box, room: tuple[float, float] = (0.0, 1.0), rules: tuple[Rule, ...] = ()) -> Paper:
    kept = Pictures()
    kept.add(PageImage(1, page, 204))
    (crop,) = kept.crops(1, [(at, room)], rules)
    return crop


def inked(crop: Paper) -> int:
    return int((crop < 128).any(axis=0).sum())


def test_a_place_is_cut_with_a_little_white_around_it() -> None:
    crop = cut(paper((200, 500)), box(200, 500))
    margin = round(pictures.MARGIN * TALL)
    assert crop.shape == (TALL + 2 * margin, 300 + 2 * margin)
    assert inked(crop) == 300


def test_print_that_goes_on_beyond_the_box_is_taken_whole() -> None:
    crop = cut(paper((200, 300), (303, 340), (343, 380)), box(200, 300))
    assert inked(crop) == 100 + 37 + 37


def test_a_last_letter_that_the_box_cut_through_is_taken_whole() -> None:
    assert inked(cut(paper((200, 260), (264, 290)), box(200, 275))) == 60 + 26


def test_the_next_word_stays_outside() -> None:
    page = paper((200, 300), (310, 500))
    assert inked(cut(page, box(200, 300), (0.0, 0.305))) == 100


def test_the_word_before_stays_outside() -> None:
    page = paper((50, 190), (200, 300))
    assert inked(cut(page, box(200, 300), (0.195, 1.0))) == 100


def test_ruling_lines_are_lifted_off() -> None:
    page = paper((200, 300))
    page[142:144, :] = 0
    rule = Rule(Box(0, 142 / HEIGHT, 1, 144 / HEIGHT), horizontal=True)
    crop = cut(page, box(200, 300), rules=(rule,))
    assert inked(crop[-5:]) == 0


@pytest.mark.parametrize("at", [Box(0, 0, 0.001, 0.001), Box(0.999, 0.999, 1, 1), Box(0.2, 0.3, 0.2, 0.3)])
def test_a_place_at_the_edge_or_without_size_still_gives_a_picture(at: Box) -> None:
    assert min(cut(paper((0, WIDTH)), at).shape) >= pictures.SIDE_PX_MIN


def test_packed_pages_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = cut(paper((200, 300)), box(200, 300))
    monkeypatch.setattr(pictures, "RAW_BYTES_MAX", 0)
    assert np.array_equal(cut(paper((200, 300)), box(200, 300)), raw)


def test_beyond_the_limit_of_memory_no_page_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "RAW_BYTES_MAX", HEIGHT * WIDTH)
    monkeypatch.setattr(pictures, "PACKED_BYTES_MAX", 1)
    kept = Pictures()
    for number in (1, 2, 3):
        kept.add(PageImage(number, paper((200, 300)), 204))
    assert [kept.dpi(number) for number in (1, 2, 3, 4)] == [204, 204, None, None]

"""Marks from the pixels: tick boxes, rings, ruling lines, ink without words; and what is lifted before reading."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.document import Box, Word
from faxpipe.pages import PageImage, RawPage, clean, find_inks, find_shapes, lift
from faxpipe.pages.marks import find_rules

Paper = NDArray[np.uint8]


def _paper() -> Paper:
    return np.full((1100, 1700), 255, np.uint8)


def _image(paper: Paper) -> PageImage:
    return clean(RawPage(1, paper, 204.0, 204.0, own=True))


def _square(paper: Paper, x: int, y: int, side: int = 24) -> None:
    cv2.rectangle(paper, (x, y), (x + side, y + side), 0, 2)


def _cross(paper: Paper, x: int, y: int, side: int = 24, over: int = 0) -> None:
    cv2.line(paper, (x - over, y - over), (x + side + over, y + side + over), 0, 3)
    cv2.line(paper, (x - over, y + side + over), (x + side + over, y - over), 0, 3)


def _label(paper: Paper, x: int, y: int, text: str = "Routine") -> None:
    cv2.putText(paper, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)


@pytest.mark.parametrize("side", [16, 20, 24, 30])
def test_an_empty_box_is_found_unticked(side: int) -> None:
    paper = _paper()
    _square(paper, 300, 400, side)
    _label(paper, 350, 400 + side)
    (tick,) = find_shapes(_image(paper)).ticks
    assert tick.ticked is False
    assert tick.confidence > 0.8
    assert tick.box.left == pytest.approx(300 / 1700, abs=0.002)
    assert tick.box.bottom == pytest.approx((400 + side) / 1100, abs=0.004)


@pytest.mark.parametrize("over", [0, 4])
def test_a_crossed_box_is_ticked_even_where_the_cross_runs_over(over: int) -> None:
    paper = _paper()
    _square(paper, 300, 400)
    _cross(paper, 300, 400, over=over)
    _label(paper, 336, 424)
    (tick,) = find_shapes(_image(paper)).ticks
    assert tick.ticked is True


def test_a_check_mark_counts() -> None:
    paper = _paper()
    _square(paper, 300, 400)
    cv2.polylines(paper, [np.array([[304, 412], [311, 421], [330, 392]])], False, 0, 3)
    (tick,) = find_shapes(_image(paper)).ticks
    assert tick.ticked is True


def test_a_blackened_box_beside_empty_ones_is_ticked() -> None:
    paper = _paper()
    for x in (300, 500):
        _square(paper, x, 400)
    cv2.rectangle(paper, (700, 400), (724, 424), 0, -1)
    assert [tick.ticked for tick in find_shapes(_image(paper)).ticks] == [False, False, True]


def test_a_speck_in_a_box_is_no_tick() -> None:
    paper = _paper()
    _square(paper, 300, 400)
    paper[411:414, 410:413] = 0
    paper[410:413, 311:314] = 0
    (tick,) = find_shapes(_image(paper)).ticks
    assert tick.ticked is False


def test_boxes_of_a_standard_resolution_page_are_found() -> None:
    paper = _paper()
    _square(paper, 300, 400)
    _square(paper, 600, 400)
    _cross(paper, 600, 400)
    image = clean(RawPage(1, np.ascontiguousarray(paper[::2]), 204.0, 102.0, own=True))
    assert [tick.ticked for tick in find_shapes(image).ticks] == [False, True]


def test_letters_are_no_tick_boxes(printed: Callable[..., Paper]) -> None:
    lines = ("BOOKED ODD GOOD DOOR 0080 8D", "old pods bag good geese doodad", "Dodge QUOTE PRDB E8B0")
    for size in (26, 34, 48):
        assert find_shapes(_image(printed(lines, size))).ticks == ()


@pytest.mark.parametrize("gap", [0, 1, 2, 3])
def test_boxes_that_stand_on_a_line_are_found_with_their_marks(gap: int) -> None:
    paper = _paper()
    for x in (300, 500, 700):
        _square(paper, x, 400)
        _label(paper, x + 34, 422, "None")
    cv2.line(paper, (304, 420), (320, 404), 0, 4)
    cv2.line(paper, (280, 427 + gap), (1400, 427 + gap), 0, 2)
    assert [tick.ticked for tick in find_shapes(_image(paper)).ticks] == [True, False, False]


@pytest.mark.parametrize("word", ["DOB HDOn 8006", "nnn mmm hoo", "Bob Dunn"])
def test_letters_and_cells_that_stand_on_a_line_are_no_boxes(word: str) -> None:
    paper = _paper()
    cv2.putText(paper, word, (300, 420), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 3)
    cv2.line(paper, (280, 423), (1400, 423), 0, 2)
    for x in range(300, 900, 30):
        cv2.line(paper, (x, 600), (x, 630), 0, 2)
    cv2.line(paper, (300, 630), (900, 630), 0, 2)
    cv2.rectangle(paper, (300, 700), (330, 730), 0, 2)
    cv2.line(paper, (330, 680), (330, 760), 0, 2)
    cv2.line(paper, (280, 730), (1400, 730), 0, 2)
    assert find_shapes(_image(paper)).ticks == ()


def test_a_row_of_character_cells_is_no_tick_box() -> None:
    paper = _paper()
    for cell in range(10):
        cv2.rectangle(paper, (300 + 26 * cell, 400), (326 + 26 * cell, 426), 0, 2)
    assert find_shapes(_image(paper)).ticks == ()


def _blotted(paper: Paper, y: int) -> None:
    """A word with a letter in its midst that print has made as square and as full as a marked box."""
    _label(paper, 300, y, "numb")
    for side in (416, 446):
        cv2.line(paper, (side, y - 7), (side, y), 0, 2)
    _square(paper, 420, y - 22, 22)
    _cross(paper, 422, y - 20, 18)


def test_letters_that_look_like_marked_boxes_are_none_where_no_box_is_empty() -> None:
    paper = _paper()
    for row in range(6):
        _blotted(paper, 300 + 60 * row)
    assert find_shapes(_image(paper)).ticks == ()


def test_a_marked_box_that_touches_its_label_stays_beside_letters_that_look_like_one() -> None:
    paper = _paper()
    _blotted(paper, 300)
    for row in range(2):
        _square(paper, 300, 500 + 60 * row)
        _cross(paper, 300, 500 + 60 * row, over=3)
        _label(paper, 334, 522 + 60 * row)
    assert [tick.ticked for tick in find_shapes(_image(paper)).ticks] == [True, True]


def test_a_ring_around_a_number_is_found_and_bare_letters_are_not() -> None:
    paper = _paper()
    for number in range(11):
        _label(paper, 200 + 70 * number, 500, str(number))
    _label(paper, 200, 700, "O Q @ 0 OO")
    cv2.ellipse(paper, (200 + 70 * 7 + 9, 490), (26, 24), 0, 0, 360, 0, 2)
    (circle,) = find_shapes(_image(paper)).circles
    assert circle.box.contains((200 + 70 * 7 + 9) / 1700, 490 / 1100)
    assert circle.box.width < 0.05


def test_a_hand_drawn_ring_need_not_close_or_be_round() -> None:
    paper = _paper()
    _label(paper, 500, 500, "Yes")
    points = [
        [int(525 + (48 + 3 * np.sin(3 * a)) * np.cos(a)), int(490 + (30 + 2 * np.cos(2 * a)) * np.sin(a))]
        for a in np.linspace(0.2, 2 * np.pi, 60)
    ]
    cv2.polylines(paper, [np.array(points)], False, 0, 3)
    _label(paper, 700, 500, "No maybe perhaps")
    assert len(find_shapes(_image(paper)).circles) == 1


def _ringed_row(paper: Paper) -> None:
    """Levels in a row, the third ringed so close that its letters and the ring are of one piece."""
    for number in range(6):
        _label(paper, 200 + 120 * number, 500, f"L{number}")
    cv2.ellipse(paper, (458, 491), (21, 19), 0, 0, 360, 0, 3)


def test_a_ring_that_touches_what_it_holds_is_a_ring() -> None:
    paper = _paper()
    _ringed_row(paper)
    (circle,) = find_shapes(_image(paper)).circles
    assert circle.box.contains(458 / 1700, 491 / 1100)
    assert circle.box.width < 0.03


def test_letters_that_a_ring_touches_stay_on_the_page_that_is_read() -> None:
    paper, bare = _paper(), _paper()
    _label(paper, 400, 500, "Normal")
    _label(bare, 400, 500, "Normal")
    cv2.ellipse(paper, (452, 490), (58, 22), 0, 0, 360, 0, 3)
    image = _image(paper)
    read = lift(image, find_shapes(image))
    letters = _image(bare).pixels < 128
    assert (read[letters] < 128).mean() > 0.75
    assert (read[(image.pixels < 128) & ~letters] < 128).mean() < 0.15


def test_letters_of_a_heading_are_no_rings() -> None:
    paper = _paper()
    for row in range(8):
        _label(paper, 200, 500 + 60 * row, "Referral for an opinion of the spine")
    cv2.putText(paper, "OBG 8806 @ 09", (300, 200), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 0, 5)
    assert find_shapes(_image(paper)).circles == ()


def test_the_bow_of_a_large_written_letter_is_no_ring() -> None:
    paper = _paper()
    cv2.ellipse(paper, (400, 500), (30, 34), 0, -100, 110, 0, 3)
    cv2.line(paper, (388, 466), (388, 534), 0, 3)
    _label(paper, 440, 520, "onald")
    assert find_shapes(_image(paper)).circles == ()


def test_ruling_lines_are_measured_end_to_end() -> None:
    paper = _paper()
    cv2.line(paper, (200, 600), (1400, 600), 0, 2)
    paper[595:605, 700:704] = 255
    cv2.line(paper, (200, 100), (200, 600), 0, 2)
    across, down = find_shapes(_image(paper)).rules
    assert across.horizontal
    assert not down.horizontal
    assert across.box.left == pytest.approx(200 / 1700, abs=0.003)
    assert across.box.right == pytest.approx(1400 / 1700, abs=0.003)
    assert down.box.height == pytest.approx(500 / 1100, abs=0.01)


def test_print_makes_no_ruling_lines(printed: Callable[..., Paper]) -> None:
    assert find_shapes(_image(printed())).rules == ()


def _scrawl(paper: Paper, x: int, y: int) -> None:
    curve = [[x + 3 * i, y + int(22 * np.sin(i / 4) * np.cos(i / 15))] for i in range(90)]
    cv2.polylines(paper, [np.array(curve)], False, 0, 3)


def test_handwriting_over_a_line_is_ink_that_no_word_explains() -> None:
    paper = _paper()
    cv2.line(paper, (200, 600), (1000, 600), 0, 2)
    _scrawl(paper, 300, 590)
    image = _image(paper)
    (ink,) = find_inks(image, (), find_shapes(image))
    assert ink.box.left == pytest.approx(300 / 1700, abs=0.01)
    assert ink.box.right == pytest.approx(567 / 1700, abs=0.02)
    assert 0.02 < ink.density < 0.7


def _boxes(paper: Paper, count: int) -> None:
    for at in range(count + 1):
        cv2.line(paper, (300 + 34 * at, 600), (300 + 34 * at, 636), 0, 3)
    for y in (600, 636):
        cv2.line(paper, (300, y), (300 + 34 * count, y), 0, 2)


@pytest.mark.parametrize("broken", [False, True])
def test_a_row_of_empty_boxes_is_no_ink(broken: bool) -> None:
    paper = _paper()
    _boxes(paper, 11)
    if broken:
        paper[598:602, 420:460] = 255
        paper[634:640, 560:600] = 255
    image = _image(paper)
    assert find_inks(image, (), find_shapes(image)) == ()


def test_what_is_written_in_a_row_of_boxes_is_ink() -> None:
    paper = _paper()
    _boxes(paper, 11)
    for at, character in enumerate("4471"):
        cv2.putText(paper, character, (308 + 34 * at, 628), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    image = _image(paper)
    (ink,) = find_inks(image, (), find_shapes(image))
    assert ink.box.left < 320 / 1700


def test_what_is_left_of_a_bar_with_a_heading_is_no_ink() -> None:
    paper = _paper()
    paper[500:546, 130:1570] = 0
    cv2.putText(paper, "Coverage", (150, 535), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2)
    image = _image(paper)
    word = Word("Coverage", Box(140 / 1700, 508 / 1100, 300 / 1700, 542 / 1100), 0.98)
    assert find_inks(image, (word,), find_shapes(image)) == ()


def test_an_answer_blackened_on_its_line_is_ink() -> None:
    paper = _paper()
    cv2.line(paper, (600, 620), (1560, 622), 0, 4)
    zigzag = np.array([(600 + 4 * n, 594 + 30 * (n % 2)) for n in range(44)], np.int32)
    cv2.polylines(paper, [zigzag], False, 0, 6)
    for y in (600, 608, 616):
        cv2.line(paper, (598, y), (776, y), 0, 7)
    image = _image(paper)
    (ink,) = find_inks(image, (), find_shapes(image))
    assert ink.box.left == pytest.approx(600 / 1700, abs=0.01)
    assert ink.box.width < 0.2


def test_writing_across_the_page_on_its_line_is_ink() -> None:
    paper = _paper()
    cv2.line(paper, (130, 600), (1570, 602), 0, 3)
    for x in range(140, 1400, 280):
        _scrawl(paper, x, 590)
    image = _image(paper)
    inks = find_inks(image, (), find_shapes(image))
    assert sum(ink.box.width for ink in inks) > 0.5


def test_the_black_beside_a_crooked_sheet_is_no_ink() -> None:
    paper = _paper()
    paper[300:800, :46] = 0
    image = _image(paper)
    assert find_inks(image, (), find_shapes(image)) == ()


@pytest.mark.parametrize(("confidence", "inks"), [(0.9, 0), (0.2, 1)])
def test_only_a_confident_word_explains_its_ink(confidence: float, inks: int) -> None:
    paper = _paper()
    _label(paper, 300, 500, "Signature")
    word = Word("Signature", Box(295 / 1700, 470 / 1100, 450 / 1700, 512 / 1100), confidence)
    image = _image(paper)
    assert len(find_inks(image, (word,), find_shapes(image))) == inks


def test_lifting_takes_the_crossed_box_and_leaves_its_label() -> None:
    paper = _paper()
    _square(paper, 300, 400)
    _cross(paper, 300, 400, over=4)
    bare = _paper()
    _label(paper, 336, 424)
    _label(bare, 336, 424)
    image, expected = _image(paper), _image(bare)
    lifted = lift(image, find_shapes(image))
    assert np.abs(lifted.astype(int) - expected.pixels.astype(int)).mean() < 0.05


def test_white_print_on_a_black_bar_becomes_black_on_white() -> None:
    paper = _paper()
    cv2.rectangle(paper, (100, 300), (1600, 345), 0, -1)
    cv2.putText(paper, "PATIENT INFORMATION", (130, 332), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2)
    image = _image(paper)
    lifted = lift(image, find_shapes(image))
    assert float((lifted < 128).mean()) < 0.02
    assert (lifted[460:490, 200:800] < 128).any()


def test_black_along_the_edge_of_the_sheet_goes_and_the_print_that_touches_it_stays_black_on_white() -> None:
    paper = _paper()
    _label(paper, 200, 960, "poor because of pain, lives alone and retired")
    printed = float((paper < 128).sum())
    height, width = paper.shape
    cv2.fillPoly(paper, [np.array([(0, 975), (width, 955), (width, height), (0, height)], np.int32)], (0,))
    lifted = lift(PageImage(1, paper, 204), find_shapes(PageImage(1, paper, 204)))
    assert 0.5 * printed < float((lifted < 128).sum()) < 1.5 * printed
    assert (lifted[1000:] < 128).mean() < 0.01


def test_a_black_heading_that_runs_off_the_sheet_is_turned_over_and_not_whitened() -> None:
    paper = _paper()
    cv2.rectangle(paper, (0, 0), (paper.shape[1], 60), 0, -1)
    cv2.putText(paper, "PATIENT INFORMATION", (130, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    lifted = lift(PageImage(1, paper, 204), find_shapes(PageImage(1, paper, 204)))
    assert 0.02 < float((lifted[:60, 100:800] < 128).mean()) < 0.3


def test_a_line_that_deskew_slanted_is_no_rule_but_a_streak() -> None:
    paper = _paper()
    cv2.line(paper, (300, 200), (300, 900), 0, 3)
    cv2.line(paper, (800, 200), (812, 900), 0, 3)
    rules = find_rules(paper, 204.0, skew_deg=1.0)
    assert [rule.box.left for rule in rules if not rule.horizontal] == [pytest.approx(300 / 1700, abs=0.002)]


def test_a_line_that_runs_far_out_of_a_table_is_a_streak() -> None:
    paper = _paper()
    for y in (200, 260, 320):
        cv2.line(paper, (200, y), (1500, y), 0, 3)
    cv2.line(paper, (200, 200), (200, 320), 0, 3)
    cv2.line(paper, (700, 200), (700, 900), 0, 2)
    rules = find_rules(paper, 204.0)
    assert [rule.box.left for rule in rules if not rule.horizontal] == [pytest.approx(200 / 1700, abs=0.002)]


def test_the_cells_for_a_number_are_no_ring() -> None:
    paper = _paper()
    for column in range(9):
        cv2.rectangle(paper, (300 + 30 * column, 400), (330 + 30 * column, 434), 0, 2)
        _label(paper, 306 + 30 * column, 428, str(column))
    assert find_shapes(_image(paper)).circles == ()


@pytest.mark.parametrize(("dpi", "rows"), [(204, 1), (300, 1), (204, 2)])
def test_black_cells_of_a_table_are_turned_and_the_print_beside_them_is_not(dpi: int, rows: int) -> None:
    paper = _paper()
    for top, left, right in ((300, 100, 1600), (400, 900, 1600)):
        cv2.rectangle(paper, (left, top), (right, top + 50), 0, -1)
        cv2.putText(paper, "PATIENT", (left + 10, top + 36), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    for top in (350, 400, 450):
        cv2.line(paper, (100, top), (1600, top), 0, 2)
    _label(paper, 120, 388, "Fortin, Sunita")
    _label(paper, 120, 438, "400 Bow Terrace")
    raw = RawPage(1, np.ascontiguousarray(paper[::rows]), 204.0, 204.0 / rows, own=True)
    image = clean(raw, dpi=dpi, soften=dpi == 300)
    ink = lift(image, find_shapes(image)) < 128
    scale = dpi / 204
    for top, left, right in ((302, 104, 1590), (404, 904, 1590), (356, 104, 890), (406, 104, 890)):
        cell = ink[round(top * scale) : round((top + 40) * scale), round(left * scale) : round(right * scale)]
        assert 0.005 < float(cell.mean()) < 0.2

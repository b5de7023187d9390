"""Rows of boxes for one character each: found by their walls, set as one line without them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from faxpipe.boxed import boxed
from faxpipe.document import Box, Word
from faxpipe.ocr.lines import LineReading
from faxpipe.pages.clean import PageImage
from faxpipe.pages.combs import Comb, comb_line, find_combs
from faxpipe.pages.marks import Shapes, find_shapes
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import print_of
from faxpipe.upright import Reading

DPI, CELL, TALL = 204, 22, 30


def comb(page: Pixels, left: int, top: int, text: str) -> None:
    """Boxes around the characters of `text`; a blank is an empty box."""
    cv2.rectangle(page, (left, top), (left + CELL * len(text), top + TALL), 0, 2)
    for at, character in enumerate(text):
        x = left + at * CELL
        cv2.line(page, (x, top), (x, top + TALL), 0, 2)
        cv2.putText(page, character, (x + 5, top + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 2)


def blank() -> Pixels:
    return np.full((400, 900), 255, np.uint8)


def rows(page: Pixels) -> tuple[tuple[Comb, ...], ...]:
    return find_combs(print_of(page, DPI))


@pytest.mark.parametrize("text", ["9782284073", "W 4029667", "     "])
def test_the_boxes_of_a_comb_are_counted_and_the_empty_ones_told(text: str) -> None:
    page = blank()
    comb(page, 100, 100, text)
    (row,) = rows(page)
    assert [len(one.walls) - 1 for one in row] == [len(text)]
    line = comb_line(page, row)
    full = len(text.replace(" ", ""))
    assert (0 if line is None else len(line.cells)) == full
    assert line is None or line.empty == len(text) - full


def test_frames_side_by_side_are_one_row_and_those_below_another() -> None:
    page = blank()
    for left, text in ((100, "603"), (180, "550"), (260, "7780")):
        comb(page, left, 100, text)
    comb(page, 100, 200, "1593")
    assert [[len(one.walls) - 1 for one in row] for row in rows(page)] == [[3, 3, 4]]


def test_tables_frames_and_lone_boxes_are_no_combs() -> None:
    page = blank()
    cv2.rectangle(page, (50, 50), (750, 90), 0, 2)
    for x in (120, 400, 500, 690):
        cv2.line(page, (x, 50), (x, 90), 0, 2)
    comb(page, 100, 200, "12")
    cv2.rectangle(page, (50, 300), (600, 330), 0, -1)
    assert rows(page) == ()


def single(page: Pixels, left: int, top: int, character: str) -> None:
    cv2.rectangle(page, (left, top), (left + TALL, top + TALL), 0, 2)
    cv2.putText(page, character, (left + 9, top + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 2)


def dashed_date(page: Pixels) -> None:
    """ "7 - 3 - 48", each number in a frame of its own."""
    for left, character in ((100, "7"), (152, "3")):
        single(page, left, 100, character)
        cv2.line(page, (left + TALL + 7, 115), (left + TALL + 14, 115), 0, 2)
    cv2.rectangle(page, (204, 100), (204 + 2 * TALL, 100 + TALL), 0, 2)
    single(page, 204, 100, "4")
    single(page, 204 + TALL, 100, "8")


def test_single_figures_in_boxes_beside_a_comb_belong_to_it() -> None:
    page = blank()
    dashed_date(page)
    single(page, 400, 100, "")
    (row,) = rows(page)
    assert [len(one.walls) - 1 for one in row] == [1, 1, 2]
    line = comb_line(page, row)
    assert line is not None
    assert len(line.cells) == 4


def test_boxes_of_single_figures_are_no_boxes_to_tick() -> None:
    page = blank()
    dashed_date(page)
    for left in (500, 620, 740):
        single(page, left, 250, "")
    found = find_shapes(PageImage(1, page, DPI)).ticks
    assert [round(one.box.left * page.shape[1], -1) for one in found] == [500, 620, 740]


def test_two_boxes_to_tick_side_by_side_and_one_behind_them_are_no_comb() -> None:
    page = blank()
    single(page, 100, 100, "")
    single(page, 100 + TALL, 100, "")
    single(page, 204, 100, "")
    assert rows(page) == ()


def test_the_line_holds_the_characters_without_the_walls() -> None:
    page = blank()
    comb(page, 100, 100, "13131313")
    line = comb_line(page, rows(page)[0])
    assert line is not None
    full = (line.pixels < 128).mean(axis=0)
    assert full.max() < 0.8, "no wall is left"
    assert all(earlier.right <= later.left for earlier, later in zip(line.cells, line.cells[1:], strict=False))


class Says:
    """An engine that reads every line alike."""

    def __init__(self, text: str, confidence: float) -> None:
        self.one = LineReading(text, confidence)

    def read_lines(self, images: list[Pixels], *, dpi: int) -> tuple[LineReading, ...]:
        return tuple(self.one for _ in images)


def words_of(said: Says, before: tuple[tuple[int, str, float], ...]) -> list[tuple[str, float]]:
    page = blank()
    comb(page, 100, 100, "60354")
    width = page.shape[1]
    label = Word("Phone:", Box(0.02, 0.26, 0.1, 0.31), 0.9)
    known = [
        Word(text, Box((100 + at * CELL + 4) / width, 0.26, (100 + at * CELL + 18) / width, 0.31), sure)
        for at, text, sure in before
    ]
    shapes = Shapes((), (), (), (), find_combs(print_of(page, DPI)))
    reading = Reading(PageImage(1, page, DPI), shapes, page, ())
    return [(word.text, word.confidence) for word in boxed((label, *known), reading, said)]  # type: ignore[arg-type]


def test_what_an_engine_lost_of_a_comb_comes_from_its_line() -> None:
    read = words_of(Says("6 0 3 54", 0.8), ((0, "6", 0.9), (1, "0", 0.7), (4, "4", 0.6)))
    assert [text for text, _ in read] == ["Phone:", "6", "0", "3", "5", "4"]
    assert dict(read)["6"] == 0.9


@pytest.mark.parametrize(("text", "sure"), [("6 0 3 5", 0.9), ("60 354", 0.2), ("6O35_4", 0.9)])
def test_a_line_that_does_not_fit_its_boxes_changes_nothing(text: str, sure: float) -> None:
    assert words_of(Says(text, sure), ((0, "6", 0.9),)) == [("Phone:", 0.9), ("6", 0.9)]


def test_of_two_whole_readings_the_surer_stands() -> None:
    before = tuple((at, text, 0.9) for at, text in enumerate("60354"))
    assert [text for text, _ in words_of(Says("60384", 0.8), before)][1:] == list("60354")
    assert [text for text, _ in words_of(Says("60384", 0.95), before)][1:] == list("60384")

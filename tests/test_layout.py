from __future__ import annotations

import re

from faxpipe.document import Box, Marks, Page, Rule, Word
from faxpipe.layout import layout


def word(text: str, left: float, top: float, confidence: float = 0.9, height: float = 0.01) -> Word:
    return Word(text, Box(left, top, left + 0.009 * len(text), top + height), confidence)


def texts(page: Page) -> list[list[str]]:
    return [[segment.text for segment in line.segments] for line in layout(page).lines]


def of(*words: Word, rules: tuple[Rule, ...] = ()) -> Page:
    return Page(1, 1700, 2200, words=words, marks=Marks(rules=rules))


def test_a_page_without_words_has_no_lines() -> None:
    assert layout(of()).lines == ()


def test_words_level_with_each_other_are_one_line_left_to_right() -> None:
    page = of(word("fracture", 0.2, 0.101), word("L1", 0.1, 0.1), word("below", 0.1, 0.13))
    assert texts(page) == [["L1"], ["fracture"], ["below"]] or texts(page)[0][0].startswith("L1")
    assert [line.text for line in layout(page).lines][1:] == ["below"]


def test_a_line_that_climbs_over_the_page_stays_one_line() -> None:
    words = [word(f"word{n}", 0.05 + 0.09 * n, 0.2 - 0.0015 * n) for n in range(10)]
    assert len(layout(of(*words)).lines) == 1


def test_a_wide_gap_parts_a_line_into_segments() -> None:
    assert texts(of(word("Phone", 0.1, 0.1), word("603-555-0100", 0.4, 0.1))) == [["Phone", "603-555-0100"]]


def test_a_cell_border_parts_words_that_stand_close() -> None:
    wall = Rule(Box(0.149, 0.09, 0.1495, 0.12), False)
    top, bottom = Rule(Box(0.05, 0.09, 0.5, 0.091), True), Rule(Box(0.05, 0.12, 0.5, 0.121), True)
    page = of(word("Name", 0.11, 0.1), word("Fox", 0.152, 0.1), rules=(wall, top, bottom))
    assert texts(page) == [["Name", "Fox"]]


def test_a_scanner_streak_parts_nothing() -> None:
    streak = Rule(Box(0.149, 0.0, 0.1495, 1.0), False)
    page = of(word("Name", 0.11, 0.1), word("Fox", 0.152, 0.1), rules=(streak,))
    assert texts(page) == [["Name Fox"]]


def test_wrapped_lines_are_joined_and_meant_line_ends_kept() -> None:
    page = of(
        *(word("patient", 0.1 + 0.08 * n, 0.1) for n in range(8)),
        word("fell", 0.1, 0.116),
        word("yesterday", 0.15, 0.116),
        word("Allergies", 0.1, 0.132),
    )
    (passage,) = layout(page).passages
    assert passage.text.endswith("patient fell yesterday\nAllergies")


def test_a_passage_finds_the_words_behind_its_characters() -> None:
    page = of(word("acute", 0.1, 0.1), word("L1", 0.16, 0.1, 0.4), word("fracture", 0.19, 0.1))
    (passage,) = layout(page).passages
    start = passage.text.index("L1")
    assert [w.text for w in passage.covering(start, start + 2)] == ["L1"]
    assert passage.confidence(0, len(passage.text)) == 0.4
    assert passage.box(start, start + 2).left == 0.16


def test_specks_are_dropped_but_never_a_no() -> None:
    page = of(
        word("x", 0.1, 0.1, 0.1), word("no", 0.13, 0.1, 0.1), word("weakness", 0.17, 0.1), word("|", 0.3, 0.1)
    )
    assert layout(page).text == "no weakness"


def test_lines_whose_boxes_overlap_are_read_in_order() -> None:
    rows = ("Painnnnn sinceeee yesterday", "afterrrr liftingg laundryyy", "homeeeee aloneeee todayyyyy")
    words = [
        word(text, 0.1 + 0.09 * n, 0.1 + 0.015 * row, height=0.024)
        for row, line in enumerate(rows)
        for n, text in enumerate(line.split())
    ]
    (passage,) = layout(of(*words)).passages
    assert passage.text == " ".join(rows)


def test_a_speck_before_a_word_is_no_part_of_it() -> None:
    assert texts(of(word(".Sex:", 0.1, 0.1), word("F", 0.16, 0.1))) == [["Sex: F"]]


def test_a_line_of_a_letter_torn_at_a_lost_full_stop_is_one_line_again() -> None:
    """Else the "no" at its end would deny nothing of what the next line begins with."""
    lines = ["a long line of a letter that goes on and on to the right hand margin"] * 8
    lines[3] = "and she was treated with rest with little benefit   NO"
    lines[4] = "saddle anesthesia and no retention of urine was noted in the clinic"
    laid = layout(_typed(lines))
    assert len(laid.lines[3].segments) == 1


def test_two_columns_stay_two() -> None:
    laid = layout(_typed(["left column of words here          right column of more words here"] * 10))
    assert all(len(line.segments) == 2 for line in laid.lines)


def _typed(lines: list[str]) -> Page:
    words = [
        Word(found[0], Box(0.08 + 0.011 * found.start(), top, 0.08 + 0.011 * found.end(), top + 0.012), 0.95)
        for top, line in ((0.1 + 0.018 * at, line) for at, line in enumerate(lines))
        for found in re.finditer(r"\S+", line)
    ]
    return Page(1, 1700, 2200, words=tuple(words))

"""Scores of a page against values worked out by hand."""

from __future__ import annotations

import pytest

from faxpipe.document import Box
from faxpipe.lab.bench.scores import (
    Count,
    Score,
    cell_errors,
    keys_exact,
    norm,
    page_errors,
    score_page,
    word_recall,
)
from faxpipe.lab.bench.truth import Key, KeyKind, Segment, Truth

BOX = Box(0.1, 0.1, 0.2, 0.2)


def truth(*segments: str, keys: tuple[str, ...] = ()) -> Truth:
    return Truth(
        tuple(Segment(text, BOX, 10.0) for text in segments), tuple(Key(KeyKind.DATE, key, BOX) for key in keys)
    )


def test_a_cell_found_anywhere_in_the_output_costs_nothing() -> None:
    assert cell_errors(["Member ID", "W123"], "junk W123 more junk Member ID junk") == Count(0, 13)


def test_a_misread_letter_costs_one_edit_of_its_cell() -> None:
    assert cell_errors(["W1234"], "ID W12B4 end") == Count(1, 5)


def test_a_lost_cell_costs_its_length_and_no_more() -> None:
    assert cell_errors(["abc"], "xyz") == Count(3, 3)
    assert cell_errors(["abc", "de"], "") == Count(5, 5)


def test_dotted_leaders_and_underlined_blanks_are_no_text() -> None:
    assert cell_errors(["PHONE.......:"], "PHONE :") == Count(0, 7)
    assert norm("Name ______ x") == "Name x"


def test_quotes_and_dashes_that_look_alike_are_the_same() -> None:
    assert cell_errors(["O'Brien 603-1"], "O’Brien 603–1") == Count(0, 13)


def test_words_count_as_often_as_they_stand_there() -> None:
    assert word_recall("no no yes", "no yes maybe") == Count(2, 3)


@pytest.mark.parametrize(
    ("output", "found"),
    [("DOB 03/04/1951", 1), ("DOB 03/ 04 /1951", 1), ("DOB 03/04/1957", 0), ("DOB O3/04/1951", 0), ("", 0)],
)
def test_a_key_counts_only_when_every_character_is_right_blanks_apart(output: str, found: int) -> None:
    assert keys_exact(["03/04/1951"], output) == Count(found, 1)


def test_the_whole_page_pays_for_junk_too() -> None:
    assert page_errors("abc\ndef", "abc def xx") == Count(3, 7)
    assert page_errors("abc", "") == Count(3, 3)


def test_rows_count_for_the_page_and_the_given_order_for_the_rest() -> None:
    scored = score_page(truth("ab cd", "ef"), "ef ab cd", rows="ab cd\nef")
    assert scored.page == Count(0, 8)
    assert scored.cells == Count(0, 7)
    assert scored.words == Count(3, 3)


@pytest.mark.parametrize(
    ("fed", "found", "turned", "spun"),
    [
        (180, 180, Count(1, 1), Count()),
        (90, 270, Count(0, 1), Count()),
        (90, 0, Count(0, 1), Count()),
        (0, 0, Count(), Count(0, 1)),
        (0, 180, Count(), Count(1, 1)),
        (180, None, Count(), Count()),
    ],
)
def test_a_turn_is_found_false_or_not_told(fed: int, found: int | None, turned: Count, spun: Count) -> None:
    scored = score_page(truth("x"), "x", fed=fed, found=found)
    assert (scored.turned, scored.spun) == (turned, spun)


def test_scores_add_up_before_they_become_percent() -> None:
    both = Score(keys=Count(1, 1)) + Score(keys=Count(0, 3))
    assert both.keys.percent == 25.0
    assert Count().percent is None

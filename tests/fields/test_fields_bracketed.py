"""Boxes typed among the words are boxes, wherever they stand and however they are drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faxpipe.document import Box, Marks, Page, TickBox, Word
from faxpipe.fields.marks.bracketed import with_typed_boxes


def _page(*rows: str) -> Page:
    words = []
    for row, line in enumerate(rows):
        left = 0.05
        for text in line.split(" "):
            width = 0.008 * len(text)
            if text:
                words.append(Word(text, Box(left, 0.1 + 0.03 * row, left + width, 0.112 + 0.03 * row), 0.9))
            left += width + 0.008
    return Page(1, 1728, 2200, words=tuple(words))


@pytest.mark.parametrize(
    ("row", "marks", "left"),
    [
        ("[ ] Routine [X] Urgent", [False, True], "Routine Urgent"),
        ("[] Routine [x] Urgent", [False, True], "Routine Urgent"),
        ("( ) Routine (X) Urgent", [False, True], "Routine Urgent"),
        ("[ ]Routine [X]Urgent", [False, True], "Routine Urgent"),
        ("[  ] Routine [ X ] Urgent", [False, True], "Routine Urgent"),
        ("☐ Routine ☒ Urgent ☑ Call", [False, True, True], "Routine Urgent Call"),
        ("___ Routine _x_ Urgent", [False, True], "Routine Urgent"),
    ],
)
def test_signs_of_a_box_are_boxes_and_no_words(row: str, marks: list[bool], left: str) -> None:
    page = with_typed_boxes(_page(row))
    assert [tick.ticked for tick in page.marks.ticks] == marks
    assert " ".join(word.text for word in page.words) == left


@pytest.mark.parametrize(
    "row",
    ["Phone ______ Fax ______", "PT (x) 6 weeks", "pain (8) of 10", "Codes [T12] and [1]", "(603) 555-0100"],
)
def test_brackets_and_lines_of_ordinary_text_stay_words(row: str) -> None:
    page = _page(row)
    assert with_typed_boxes(page) == page


def test_a_letter_as_large_as_the_box_beside_it_is_an_empty_ring() -> None:
    page = _page("O NKDA     Yes")
    ring = page.words[0].box
    box = replace(ring, left=ring.left + 0.06, right=ring.right + 0.06)
    beside = with_typed_boxes(replace(page, marks=Marks(ticks=(TickBox(box, False, 0.9),))))
    assert [tick.ticked for tick in beside.marks.ticks] == [False, False]
    assert [word.text for word in beside.words] == ["NKDA", "Yes"]
    larger = replace(box, right=box.right + box.width)
    apart = replace(page, marks=Marks(ticks=(TickBox(larger, False, 0.9),)))
    assert with_typed_boxes(apart) == apart

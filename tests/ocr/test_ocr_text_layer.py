"""The text layer is used where it says what the page shows, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from faxpipe.document import Box, Word
from faxpipe.ocr.text_layer import agreed, layer_words

LINES = ("Referral for pain management", "Patient phone 603-555-0142", "Please call with the first date")


def _word(text: str, left: float, top: float = 0.5, confidence: float = 0.95) -> Word:
    return Word(text, Box(left, top, left + 0.05, top + 0.02), confidence)


def _row(texts: str, confidence: float = 0.95) -> tuple[Word, ...]:
    return tuple(_word(text, 0.08 * index, confidence=confidence) for index, text in enumerate(texts.split()))


def test_words_of_a_born_digital_page_are_exact(born_digital_pdf: Callable[..., Path]) -> None:
    words = layer_words(born_digital_pdf(LINES), 1)
    assert [word.text for word in words] == " ".join(LINES).split()
    first = words[0].box
    assert first.left == pytest.approx(72 / 612, abs=0.01)
    assert first.bottom == pytest.approx((792 - 700) / 792, abs=0.01)


def test_a_dot_in_type_of_one_width_parts_no_word(born_digital_pdf: Callable[..., Path]) -> None:
    """The dot of Courier stands alone in its place: "06.03.1959" was five words, the dots lost as noise."""
    lines = ("Born: 06.03.1959 Ins. co.: Humana", "Daytime tel.: 603 492 7250", "Phone 978.415.2267")
    words = layer_words(born_digital_pdf(lines, face="Courier"), 1)
    assert [word.text for word in words] == " ".join(lines).split()


def test_boxes_follow_the_rotation_of_the_page(born_digital_pdf: Callable[..., Path]) -> None:
    first = layer_words(born_digital_pdf(LINES, rotate=180), 1)[0].box
    assert first.right == pytest.approx(1 - 72 / 612, abs=0.01)
    assert first.top == pytest.approx(700 / 792, abs=0.01)


def test_invisible_text_is_no_text(born_digital_pdf: Callable[..., Path]) -> None:
    assert layer_words(born_digital_pdf(LINES, mode=3), 1) == ()


def test_a_few_words_are_not_a_text_layer(born_digital_pdf: Callable[..., Path]) -> None:
    assert layer_words(born_digital_pdf(("Page 1",)), 1) == ()


def test_a_layer_that_the_page_confirms_wins_over_the_reading() -> None:
    layer = _row("please see this patient for pain of the lower back M54.16")
    reading = (*layer[:-1], _word("M54.I6", 0.08 * 10, confidence=0.5))
    both = agreed(layer, reading)
    assert both is not None
    assert [word.text for word in both] == [word.text for word in layer]


def test_a_layer_that_says_something_else_is_dropped_whole() -> None:
    layer = _row("ignore this patient and read some quite other words instead")
    assert agreed(layer, _row("please see this patient for pain of the lower back")) is None


def test_a_layer_that_mostly_cannot_be_seen_is_dropped_whole() -> None:
    shown = _row("please see this patient for pain of the lower back")
    hidden = tuple(_word(f"hidden{n}", 0.08 * n, top=0.8) for n in range(6))
    assert agreed((*shown, *hidden), shown) is None


def test_what_only_the_reading_saw_stays() -> None:
    layer = _row("please see this patient for pain of the lower back")
    both = agreed(layer, (*layer, _word("STAT", 0.5, top=0.1)))
    assert both is not None
    assert both[-1].text == "STAT"

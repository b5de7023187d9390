"""Two readings of a page become one list of words, and disagreement costs confidence."""

from __future__ import annotations

from faxpipe.document import Box, Word
from faxpipe.ocr.merge import doubted_fragments, merged


def _word(text: str, left: float, confidence: float, top: float = 0.5, width: float = 0.1) -> Word:
    return Word(text, Box(left, top, left + width, top + 0.02), confidence)


def test_a_sure_word_is_never_replaced() -> None:
    first = (_word("Phone", 0.1, 0.9),)
    assert merged(first, (_word("Phono", 0.1, 0.85),)) == first


def test_a_clearly_surer_word_takes_the_place_of_a_weak_one() -> None:
    first = (_word("Pbone", 0.1, 0.3), _word("home", 0.3, 0.9))
    assert [word.text for word in merged(first, (_word("Phone", 0.1, 0.9),))] == ["Phone", "home"]


def test_a_word_only_the_second_saw_follows_its_left_neighbour() -> None:
    first = (_word("Date", 0.1, 0.9), _word("Next", 0.1, 0.9, top=0.7))
    assert [word.text for word in merged(first, (_word("birth", 0.3, 0.9),))] == ["Date", "birth", "Next"]


def test_weak_finds_and_bare_punctuation_are_left_out() -> None:
    first = (_word("Date", 0.1, 0.9),)
    assert merged(first, (_word("of", 0.3, 0.4), _word("|", 0.5, 0.95))) == first


def test_figures_on_which_the_readings_differ_are_doubted() -> None:
    (word,) = merged((_word("603-555-0142", 0.1, 0.3),), (_word("603-555-0742", 0.1, 0.95),))
    assert word.text == "603-555-0742"
    assert word.confidence <= 0.65


def test_figures_on_which_the_readings_agree_keep_the_better_confidence() -> None:
    (word,) = merged((_word("603 555", 0.1, 0.3),), (_word("603-555", 0.1, 0.95),))
    assert word.confidence == 0.95


def test_one_end_of_a_handwritten_number_is_doubted() -> None:
    fragment = _word("1548", 0.3, 0.9)
    ink = Box(0.2, 0.498, 0.298, 0.522)
    (word,) = doubted_fragments((fragment,), (), (ink,))
    assert word.confidence < 0.5
    assert doubted_fragments((fragment,), (fragment,), (ink,)) == (fragment,)
    assert doubted_fragments((fragment,), (), (Box(0.2, 0.7, 0.298, 0.72),)) == (fragment,)

"""Words out of letters: at read spaces, and at white that is too wide for the line."""

from __future__ import annotations

import numpy as np
import pytest

from faxpipe.ocr.neural.recognise import Letters
from faxpipe.ocr.neural.spaces import pieces

HEIGHT, LETTER = 20, 10


def _words(*drawn: tuple[str, int]) -> list[str]:
    """Letters with the white before each, in pixels, as words."""
    text, at, inked = "", [], np.zeros(2000, dtype=bool)
    x = 0
    for letter, white in drawn:
        x += white
        text += letter
        if letter == " ":
            at.append((x - white / 2) / len(inked))
            continue
        inked[x : x + LETTER] = True
        at.append((x + LETTER / 2) / len(inked))
        x += LETTER
    letters = Letters(text, tuple(at), (0.9,) * len(text))
    return [text[begin:end] for begin, end in pieces(letters, inked, HEIGHT)]


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ([("N", 0), ("P", 2), ("I", 2)], ["NPI"]),
        ([("M", 0), ("D", 2), (" ", 4), ("N", 4), ("P", 2)], ["MD", "NP"]),
        ([("M", 0), ("D", 2), ("N", 16), ("P", 2), ("I", 2)], ["MD", "NPI"]),  # white like half a column
        ([("F", 0), ("x", 2), ("9", 6), ("7", 2), ("8", 2)], ["Fx", "978"]),  # a space between two kinds
        ([("T", 0), ("o", 2), ("m", 6), ("e", 2)], ["Tome"]),  # the same white between letters is none
        ([("T", 0), ("1", 2), ("2", 2)], ["T12"]),
        ([("H", 0), ("9", 8), ("1", 8), ("2", 8)], ["H912"]),  # a typewriter's white between all
        ([("n", 0), ("o", 2), (",", 2), ("a", 6), ("s", 2)], ["no,", "as"]),
        ([("A", 0), ("B", 100)], ["A", "B"]),
        ([], []),
    ],
)
def test_white_parts_words(drawn: list[tuple[str, int]], words: list[str]) -> None:
    assert _words(*drawn) == words

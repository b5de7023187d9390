"""One value that a kind recognised in a piece of text, and the folding of look-alike characters.

Place in the sentence: words -> **fields**; the common currency of the kinds. Folding keeps the length of
the text, so that a span in the folded text is a span in the paper's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from faxpipe.referral import Check, Value

TEXT_LENGTH_MAX = 20_000
"""Longer texts are cut here: no value region comes near it, and it bounds the time of every kind."""

DIGIT_LIKE = "0-9OoQDIlL|!iSs$BZzGg"
"""The inside of a character class: digits, and what OCR reads in their place."""

_DIGITS = str.maketrans("OoQDIlL|!iSs$BZzGg", "000011111155582269")


@dataclass(frozen=True, slots=True)
class Found:
    """`value` in the normal form of the field table; `start`, `end` its span in the text that was searched.

    `repaired`: look-alike characters were folded to read it. `note`: a short code where the reading took a
    decision ("range", "day_first", "needs_7th"...), empty otherwise.
    """

    value: Value = field(repr=False)
    start: int
    end: int
    check: Check = Check.PLAIN
    repaired: bool = False
    note: str = ""


def fold_digits(text: str) -> str:
    """`text` with every look-alike turned into its digit; of the same length."""
    return text.translate(_DIGITS)


def real_digits(text: str) -> int:
    """How many characters are digits already, before any folding."""
    return sum("0" <= character <= "9" for character in text)


def bounded(text: str) -> str:
    """The part of `text` that the kinds look at."""
    return text[:TEXT_LENGTH_MAX]

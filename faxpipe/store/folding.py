"""Texts as a search compares them: without case, accents and marks, and as OCR may have confused them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

NEAR_LETTERS_MIN = 4
TOKEN_LETTERS_MAX = 40

_WORD = re.compile(r"[^\W_]+")
_INSIDE = re.compile(r"(?<=\w)['’`´](?=\w)")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_SHAPES = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z", "6": "g", "9": "g", "v": "u"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))


def tokens(text: str) -> tuple[str, ...]:
    """The words of a name, folded: "O'Brien-Núñez" -> ("obrien", "nunez")."""
    plain = _INSIDE.sub("", text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(word[:TOKEN_LETTERS_MAX] for word in _WORD.findall(plain))


def shape(token: str) -> str:
    """What remains of a folded word when letters that OCR takes for one another are one."""
    for pair, single in _PAIRS:
        token = token.replace(pair, single)
    return token.translate(_SHAPES)


def variants(token: str) -> Iterator[str]:
    """`token`, and with each one letter left out: two words one edit apart share a variant."""
    yield token
    if len(token) >= NEAR_LETTERS_MIN:
        yield from {token[:i] + token[i + 1 :] for i in range(len(token))}


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())

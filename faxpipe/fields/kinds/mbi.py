"""Medicare beneficiary identifiers: eleven places, each with its own alphabet.

Place in the sentence: words -> **fields**, kind "mbi". Method: CMS "Understanding the MBI": place 1 is 1-9,
places 4, 7, 10, 11 digits, 2, 5, 8, 9 letters without S L O I B Z, 3 and 6 either. A letter read in a digit
place is repaired; a digit in a letter place is flagged, for several letters look like it.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import Found, bounded, real_digits
from faxpipe.referral import Check

_PLACES = "CAENAENAANN"
"""C: 1-9, A: a letter, N: a digit, E: either."""
_MBI = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z0-9|$\u20ac]{4}[ \-\u2010-\u2015]{0,2}[A-Za-z0-9|$\u20ac]{3}[ "
    r"\-\u2010-\u2015]{0,2}[A-Za-z0-9|$\u20ac]{4})"
    r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
)
_REPAIR = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "S": "5", "$": "5", "B": "8", "Z": "2"}
_LETTERS = frozenset("ACDEFGHJKMNPQRTUVWXY")
_FAULTS_MAX = 2
_DIGITS_MIN = 3


def find_mbis(text: str) -> tuple[Found, ...]:
    """Every Medicare identifier in `text`, upper case without dashes; `failed` with up to two wrong places."""
    found = (_read(match) for match in _MBI.finditer(bounded(text)))
    return tuple(mbi for mbi in found if mbi is not None)


def _read(match: re.Match[str]) -> Found | None:
    printed = re.sub(r"[^A-Z0-9|$\u20ac]", "", match[0].upper())
    raw = printed.replace("\u20ac", "C")
    if real_digits(raw) < _DIGITS_MIN or len(raw) != len(_PLACES):
        return None
    value, faults = "", 0
    for character, place in zip(raw, _PLACES, strict=True):
        read = _fit(character, place)
        faults += read is None
        value += read or character
    if faults > _FAULTS_MAX or not _looks_like(raw):
        return None
    check = Check.FAILED if faults else Check.PASSED
    return Found(value, match.start(), match.end(), check, value != printed, "place" if faults else "")


def _fit(character: str, place: str) -> str | None:
    """The character as it belongs in `place`, repaired where it must be a digit; None where it cannot."""
    if place == "A":
        return character if character in _LETTERS else None
    if place == "E" and character in _LETTERS:
        return character
    digit = _REPAIR.get(character, character)
    if not digit.isdigit() or (place == "C" and digit == "0"):
        return None
    return digit


def _looks_like(raw: str) -> bool:
    """Letters and digits mixed as in an identifier: other IDs are one prefix and a run of digits."""
    return any(character.isalpha() for character in raw[1:3]) + any(c.isalpha() for c in raw[4:9]) == 2

"""The names of the months as printed, abbreviated, and misread by OCR.

Place in the sentence: words -> **fields**; used by the kinds "date" and "duration".
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

MONTH_WORD = r"[A-Za-z0-9]{0,1}[A-Za-z]{2,9}[A-Za-z0-9]?"
"""Pattern of what may be a month's name; `month_number` decides."""

_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9, "juiy": 7, "janu": 1, "febr": 2}
_SHAPES = str.maketrans("eyqti", "cvgll")
_SHAPED = {name[:3].translate(_SHAPES): number for number, name in enumerate(MONTHS, 1)}
"""Short names by the shape of their letters: "Oet", "Scp", "Noy" are no other words."""
_FUZZY_FROM = 5
_LETTERS = str.maketrans("0135l", "oiesi")


@lru_cache(maxsize=5_000)
def month_number(word: str) -> int | None:
    """1..12 for a month's name, its abbreviation, or one misread by a letter or two; None for other words."""
    word = word.lower().rstrip(".")
    if word in _SHORT:
        return _SHORT[word]
    for number, name in enumerate(MONTHS, 1):
        if word == name or (len(word) >= 4 and name.startswith(word)):
            return number
    plain = word.translate(_LETTERS)
    if plain[:4] in _SHORT and len(plain) <= 4:
        return _SHORT[plain[:4]]
    if len(word) < _FUZZY_FROM:
        return _SHORT.get(plain) or _SHAPED.get(plain.translate(_SHAPES))
    near = [n for n, name in enumerate(MONTHS, 1) if len(name) >= _FUZZY_FROM and _near(word, name)]
    return near[0] if len(near) == 1 else None


def _near(word: str, name: str) -> bool:
    allowed = 1 if len(name) < 8 else 2
    return word[-2:] == name[-2:] and Levenshtein.distance(word, name, score_cutoff=allowed) <= allowed

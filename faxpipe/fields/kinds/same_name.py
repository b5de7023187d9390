"""Whether two printed names mean one person, for packets and for agreement between pages.

Place in the sentence: words -> packets -> **fields**. Middle names and initials may be missing, the order may be
inverted, OCR may have hurt a letter or two; family names must still agree.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LIKE = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l"})


@lru_cache(maxsize=2_000)
def same_person(one: str, other: str) -> float:
    """0..1: how well two names agree; above 0.85 they are taken for one person, below 0.6 for two.

    Compares the best order of both, so names may come inverted with or without their comma.
    """
    return max((_aligned(a, b) for a in _orders(one) for b in _orders(other)), default=0.0)


def initial_matches(short: str, full: str) -> bool:
    """Whether `short` ("F. Pelletier", "FP") abbreviates `full` ("Francis Pelletier")."""
    short_words, full_words = _words(short), _words(full)
    if not short_words or len(full_words) < 2:
        return False
    if len(short_words) == 1:
        initials = "".join(word[0] for word in full_words)
        return short_words[0] in (initials, initials[0] + initials[-1]) and len(short_words[0]) > 1
    if _alike(short_words[-1], full_words[-1]) < 0.85:
        return False
    return all(_given_fits(word, full_words[:-1]) for word in short_words[:1])


def spells_out(full: str, short: str) -> bool:
    """Whether `full` is `short` with initials written out or middle names added: "Ann Lee Poe" and "Ann L Poe"."""
    long, brief = _words(full), _words(short)
    if len(brief) < 2 or len(long) < len(brief) or long == brief:
        return False
    first = long[0] == brief[0] or (len(brief[0]) == 1 and long[0].startswith(brief[0]))
    if long[-1] != brief[-1] or not first:
        return False
    middle = iter(long[1:-1])
    return all(
        any(name == word or (len(word) == 1 and name.startswith(word)) for name in middle) for word in brief[1:-1]
    )


def _given_fits(word: str, given: list[str]) -> bool:
    return bool(given) and (given[0][0] == word[0] if len(word) == 1 else _alike(word, given[0]) >= 0.85)


def _orders(name: str) -> list[list[str]]:
    if "," in name:
        family, _, given = name.partition(",")
        words = [*_words(given), *_words(family)]
        return [words] if len(words) > 1 else []
    words = _words(name)
    if len(words) < 2:
        return []
    return [words, [*words[1:], words[0]]]


def _words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = _APOSTROPHE.sub("", plain.lower()).translate(_LIKE)
    return [word for word in _LETTERS.findall(plain) if word not in _SUFFIXES]


_APOSTROPHE, _LETTERS = re.compile(r"['\u2019`]"), re.compile(r"[a-z]+")


def _aligned(one: list[str], other: list[str]) -> float:
    """Family names weigh most, then first names (an initial agrees with its name), then middle names that
    clash."""
    family = max(_alike(one[-1], other[-1]), _alike("".join(one[1:]), "".join(other[1:])))
    if len(one) > 2 or len(other) > 2:
        family = max(
            family, _alike("".join(one[-2:]), "".join(other[-1:])), _alike("".join(one[-1:]), "".join(other[-2:]))
        )
    first = _given(one[0], other[0])
    score = 0.55 * family + 0.45 * first
    if min(family, first) < 0.6:
        score = min(score, 0.55)
    middles = (one[1:-1], other[1:-1])
    if all(middles) and family > 0.85 and max(_given(a, b) for a in middles[0] for b in middles[1]) < 0.6:
        score -= 0.15
    return max(0.0, min(1.0, score))


def _given(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return 0.9 if one[0] == other[0] else 0.0
    return _alike(one, other)


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    distance = Levenshtein.distance(one, other)
    if distance <= max(1, min(len(one), len(other)) // 5):
        return 1.0 - 0.05 * distance
    return min(0.84, JaroWinkler.similarity(one, other) * (1 - distance / max(len(one), len(other)) / 2))


def look_alike(one: str, other: str) -> bool:
    """Whether two names are one but for letters that print at fax resolution takes for each other."""
    return _shape(one) == _shape(other)


def _shape(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).lower()
    letters = re.sub(r"[^a-z ]", "", plain).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return letters.translate(_SHAPES).replace("ii", "h")


_SHAPES = str.maketrans("lzge", "iscc")

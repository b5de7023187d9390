"""Which of many wordings stand on a page, long ones with a letter misread: `kinds` asks for hundreds a page.

Between words and packets. Everything compared is `plain`: capitals, single blanks, a blank at both ends. A wording
of several words is looked for only where one of its words stands, and letter by letter only where enough of it
stands unbroken; both are true of whatever the comparison would find, but for wordings misread in every word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

FUZZY_FROM = 7
"""Shorter wordings must stand as they are: one letter changed makes another word of them."""
ALIKE_MIN = 90
BEGINS_MIN = 86


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """A wording with blanks around it, `words` of it where they are several, and the stretches of it of which one
    stands unbroken in whatever is alike; none for a short one. `signs`: a bit for each sign in it."""

    phrase: str
    plain: str
    words: frozenset[str]
    pieces: tuple[str, ...]
    signs: int


class Wordings:
    """Wordings to be found anywhere in a text, or in titles."""

    def __init__(self, phrases: Iterable[str]) -> None:
        by_word: dict[str, set[_Wanted]] = {}
        lone: set[_Wanted] = set()
        for phrase in dict.fromkeys(phrases):
            one = _wanted(phrase)
            if one.pieces and not one.words:
                lone.add(one)
            for word in phrase.split():
                by_word.setdefault(word, set()).add(one)
        self._by_word, self._lone = by_word, lone

    def held(self, text: str) -> frozenset[str]:
        """Those that stand in `text` as whole words."""
        near = self._near(text.split())
        return frozenset(one.phrase for one in near if one.plain in text or _alike(one, text))

    def titled(self, titles: Iterable[str]) -> frozenset[str]:
        """Those that stand in one of `titles`."""
        found: set[_Wanted] = set()
        for title in dict.fromkeys(titles):
            signs = _signs(title)
            for one in self._near(title.split()) - found:
                enough = (one.signs & ~signs).bit_count() < len(one.pieces)
                if one.plain in title or (enough and _alike(one, title)):
                    found.add(one)
        return frozenset(one.phrase for one in found)

    def _near(self, words: Iterable[str]) -> set[_Wanted]:
        """What may stand where these words stand."""
        return self._lone.union(*(self._by_word[word] for word in self._by_word.keys() & set(words)))


class Beginnings:
    """Wordings that a segment may begin with."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_length: dict[int, dict[str, str]] = {}
        for phrase in phrases:
            self._by_length.setdefault(len(phrase) + 2, {})[f" {phrase} "] = phrase

    def begun(self, segments: Sequence[str]) -> frozenset[str]:
        """Those that one of `segments` begins with."""
        found: set[str] = set()
        for length, wanted in self._by_length.items():
            starts = list({segment[:length] for segment in segments})
            if length - 2 < FUZZY_FROM or not starts:
                found.update(wanted[start] for start in starts if start in wanted)
                continue
            scores = process.cdist(wanted, starts, scorer=fuzz.ratio, score_cutoff=BEGINS_MIN)
            best = scores.max(axis=1).tolist()
            found.update(phrase for phrase, score in zip(wanted.values(), best, strict=True) if score)
        return frozenset(found)


def _wanted(phrase: str) -> _Wanted:
    words = phrase.split()
    plain = f" {phrase} "
    initial = len(words) == 2 and len(words[0]) == 1  # "E REFERRAL" is not the end of "KRAMER S REFERRAL"
    pieces = _pieces(plain) if len(phrase) >= FUZZY_FROM and not initial else ()
    return _Wanted(phrase, plain, frozenset(words) if len(words) > 1 else frozenset(), pieces, _signs(plain))


def _signs(plain: str) -> int:
    bits = 0
    for sign in set(plain):
        bits |= 1 << ord(sign)
    return bits


def _pieces(plain: str) -> tuple[str, ...]:
    """`plain` cut into one stretch more than there are letters lost or added in anything alike: a stretch of the
    text is at most as long, so a fifth of its letters are too many."""
    count = len(plain) * 2 * (100 - ALIKE_MIN) // 100 + 1
    cuts = [at * len(plain) // count for at in range(count + 1)]
    return tuple(plain[start:end] for start, end in pairwise(cuts))


def _alike(one: _Wanted, text: str) -> bool:
    """Whether a long wording stands in `text` with a letter or two misread."""
    if not one.pieces or len(text) < len(one.plain):
        return False
    if len(text) > len(one.plain):  # of two as long a part of either may be compared, which no piece knows
        for piece in one.pieces:
            if piece in text:
                break
        else:
            return False
    return fuzz.partial_ratio(one.plain, text, score_cutoff=ALIKE_MIN) > 0

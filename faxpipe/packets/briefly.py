"""Whom a page means that gives no first name: "Doyle, K." in a corner, "Mrs. Doyle" in the text.

Between words and packets, below `people`. Asked only of pages that name nobody otherwise. An initial tells twins
and couples apart; a title does so only where one patient has that surname. Staff of such a name is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from faxpipe.packets.called import SUFFIXES
from faxpipe.packets.whose import PatientMark, birth_printed, letters

FITS = 88
"""Letters in common, of 100, from which a surname is one that was misread."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*\.?")
_TITLE = frozenset({"mr", "mrs", "ms", "miss"})
_STAFF = re.compile(
    r"\b(?:dr|doctor|provider|physician|by|attending|radiologist|nurse|signed|ordering|referring|pcp|from|attn|tech"
    r"|technologist|spouse|husband|wife|son|daughter|mother|father|sister|brother|contact|guarantor|subscriber)\b"
    r"[^\n]{0,24}$",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"^[ ,.]{1,3}(?:M\.?D|D\.?O|N\.?P|P\.?A|R\.?N|A\.?P\.?R\.?N|P\.?T|D\.?P\.?M|C\.?N\.?A)\b"
)


def briefly_named(text: str, people: Sequence[Sequence[PatientMark]]) -> int | None:
    """The one person whose surname stands in `text` with the first name's initial, or, being the only one of that
    surname, with a title; None for nobody, several, or where the birth date of somebody else stands there."""
    called = [_called(marks) for marks in people]
    found = {who for who, name in enumerate(called) if name is not None and _stands(name, text, called)}
    if len(found) != 1:
        return None
    who = found.pop()
    born = {other for other, marks in enumerate(people) if any(_born(mark, text) for mark in marks)}
    return who if not born or who in born else None


def _born(mark: PatientMark, text: str) -> bool:
    return mark.sure and mark.birth_date is not None and birth_printed(mark.birth_date, text)


def _called(marks: Sequence[PatientMark]) -> tuple[str, str] | None:
    """First and last name of a person in small letters, as the page has them that was read best."""
    whole = [mark for mark in marks if mark.whole and mark.sure]
    if not whole:
        return None
    best = max(whole, key=lambda mark: mark.confidence)
    words = [word for word in letters(best.name or "").split() if word not in SUFFIXES]
    return (words[0], words[-1]) if len(words) > 1 and len(words[-1]) >= SURNAME_MIN else None


SURNAME_MIN = 3


def _stands(name: tuple[str, str], text: str, called: Sequence[tuple[str, str] | None]) -> bool:
    first, last = name
    alone = sum(other is not None and fuzz.ratio(other[1], last) >= FITS for other in called) == 1
    words = list(_WORD.finditer(text))
    plain = [letters(word.group()).replace(" ", "") for word in words]
    for at, word in enumerate(plain):
        if fuzz.ratio(word, last) < FITS or _of_staff(text, words[at]):
            continue
        beside = {plain[i] for i in (at - 1, at + 1) if 0 <= i < len(words) and _close(text, words, at, i)}
        if first[0] in beside or (alone and beside & _TITLE):
            return True
    return False


def _close(text: str, words: Sequence[re.Match[str]], at: int, other: int) -> bool:
    """Whether two words stand beside each other on a line, a comma or blanks between them."""
    one, two = sorted((words[at], words[other]), key=lambda word: word.start())
    return re.fullmatch(r"[ ,]{1,3}", text[one.end() : two.start()]) is not None


def _of_staff(text: str, word: re.Match[str]) -> bool:
    before = text[text.rfind("\n", 0, word.start()) + 1 : word.start()]
    return _STAFF.search(before) is not None or _CREDENTIALS.match(text[word.end() :]) is not None

"""What somebody typed into the search box, as what to look for. Pure.

One box takes everything: a name in any order, a birth date in any usual writing, digits of a telephone, the number
of a letter, words of a page, "words in quotes" that stand together, and wor* for words that begin so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from faxpipe import reference
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.store.folding import digits, tokens

DIGITS_MIN, DIGITS_MAX = 4, 11
WORDS_MAX = 8
PREFIX_LETTERS_MIN = 4

_QUOTED = re.compile(r'"([^"]*)"')
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{2,}\d")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Query:
    """`names`: folded words; `births`: ISO dates; `phone`: digits; `text`: an FTS5 expression, "" for none."""

    names: tuple[str, ...] = field(default=(), repr=False)
    births: tuple[str, ...] = field(default=(), repr=False)
    phone: str = field(default="", repr=False)
    reference: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)

    @property
    def empty(self) -> bool:
        return not (self.names or self.births or self.phone or self.reference or self.text)


def parse(typed: str, today: date) -> Query:
    """What `typed` may mean. Two-digit years are read as those of a birth date."""
    number = reference.typed(typed) or ""
    births, rest = _births(typed, today)
    phone = ""
    for match in _NUMBER.finditer(f" {rest} ".replace("\t", " ")):
        found = digits(match[0])
        if DIGITS_MIN <= len(found) <= DIGITS_MAX:
            phone = found[-10:]
    if not phone and len(digits(rest)) >= DIGITS_MIN and digits(rest) == rest.strip():
        phone = digits(rest)[-10:]
    text, words = _text(typed)
    names = tuple(word for word in tokens(rest) if not word.isdigit())[:WORDS_MAX] if '"' not in typed else ()
    return Query(names, births, phone, number, text, words)


def _births(typed: str, today: date) -> tuple[tuple[str, ...], str]:
    """Dates in `typed`, and what is left of it."""
    spans = []
    births = []
    for match in _ISO.finditer(typed):
        try:
            births.append(date(*map(int, match.groups())).isoformat())
        except ValueError:
            continue
        spans.append(match.span())
    if not spans:
        for found in find_dates(typed, today, birth=True):
            value = str(found.value)
            if len(value) == len("2026-01-01"):
                births.append(value)
                spans.append((found.start, found.end))
    for start, end in sorted(spans, reverse=True):
        typed = f"{typed[:start]} {typed[end:]}"
    return tuple(dict.fromkeys(births)), typed


def _text(typed: str) -> tuple[str, tuple[str, ...]]:
    """An expression in which nothing typed is an operator, and the folded words it looks for."""
    parts: list[str] = []
    words: list[str] = []
    for phrase in _QUOTED.findall(typed):
        inside = tokens(phrase)
        if inside:
            parts.append('"' + " ".join(inside) + '"')
            words += inside
    for piece in _QUOTED.sub(" ", typed).split():
        inside = tokens(piece)
        if not inside:
            continue
        prefix = piece.endswith("*") and len(inside[-1]) >= PREFIX_LETTERS_MIN
        parts.append('"' + " ".join(inside) + '"' + ("*" if prefix else ""))
        words += inside[:-1]
        words.append(inside[-1] + ("*" if prefix else ""))
    if not any(len(word) > 1 for word in words):
        return "", ()
    return " AND ".join(parts[:WORDS_MAX]), tuple(words)

"""Words of a page -> tokens with the features that the trained tagger sees.

Place in the sentence: pages -> words -> packets -> **fields**; used by `entities`, and by the lab where the tagger
is trained, so that both see the same. A token is a piece of a word, a wide gap ("\\t") or a line end ("\\n"). Its
features are its spelling with digits levelled, its ending, its shape, the class of word it is (a drug, an old
date, a level), and three cues that reach beyond the few tokens that the network looks around: the last cue word
before it, the last cue word in the cell above, and whose part of the page it stands in (`tagger.cues`). The trap:
a feature changed here asks for a new training.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

from faxpipe.fields.kinds.drugs import exact_drug
from faxpipe.fields.tagger import cues as entity_cues

FEATURES = "2"
"""The version of the features: a model trained on others must not be used."""
GAP, LINE = entity_cues.GAP, entity_cues.LINE
ATTRIBUTES = ("NORM", "LEMMA", "DEP", "ENT_KB_ID", "ENT_ID", "TAG", "ENT_TYPE")
"""Where a Doc keeps the features: spelling, ending, shape, class, cue, cue above, owner."""

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters start..end of a word."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def pieces(word: str) -> tuple[Piece, ...]:
    """The tokens of one printed word: signs stand alone, dates, numbers and hyphened names stay whole."""
    return tuple(Piece(match.group(), *match.span()) for match in _PIECE.finditer(word))


_PIECE = re.compile(
    r"(?:[A-Za-z]\.){2,}(?!\w)"  # D.O.B.
    r"|\d[\d/.,\-]*\d(?:st|nd|rd|th)?(?![\w])"  # dates, numbers
    r"|[^\W_](?:[\w'\u2019`]|[\-.&](?=\w)|(?<=\d)/(?=\d))*"
    r"|[^\w\s]|_+"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token at characters start..end of its text."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a running text in order; a line end and a wide gap (a tab) are tokens too."""
    for match in _WORD.finditer(text):
        if match.group() in (LINE, GAP):
            yield Token(match.group(), *match.span())
            continue
        for piece in pieces(match.group()):
            yield Token(piece.text, match.start() + piece.start, match.start() + piece.end)


_WORD = re.compile(r"\n|\t|\S+")


def numbers(tokens: Sequence[str]) -> Numbers:
    """The features of tokens, (tokens, 7) uint64, in the order of `ATTRIBUTES`."""
    rows = [(*_word(token), *known) for token, known in zip(tokens, entity_cues.cues(tokens), strict=True)]
    return np.array(rows, dtype=np.uint64).reshape(len(tokens), len(ATTRIBUTES))


def featured(vocab: Vocab, tokens: Sequence[str]) -> Doc:
    """A Doc of so many tokens that carries their features and none of their text: nothing is interned, so memory
    stays flat over any number of pages."""
    doc = Doc(vocab, words=[_STAND_IN] * len(tokens))
    if tokens:
        set_features(doc, numbers(tokens))
    return doc


def set_features(doc: Doc, rows: Numbers) -> None:
    """Gives every token of a Doc its features, (tokens, 7)."""
    laid: Any = rows
    doc.from_array(list(ATTRIBUTES), laid)


_STAND_IN = "x"


@lru_cache(maxsize=50_000)
def _word(token: str) -> tuple[int, int, int, int]:
    """What a token is by itself: spelling, ending, shape, class."""
    lower = token.lower()
    spelling = levelled(lower)
    ending = spelling[-3:] if len(spelling) > 3 else ""
    names = (f"n:{spelling}", f"e:{ending}", f"s:{shape(token)}", f"c:{word_class(lower)}")
    one, two, three, four = (get_string_id(name) for name in names)
    return one, two, three, four


def levelled(lower: str) -> str:
    """Digits of longer numbers are all one digit; short codes such as "l1" and "t12" stay what they are."""
    if len(lower) <= 3 or not any(character.isdigit() for character in lower):
        return lower
    return re.sub(r"\d", "0", lower)


def shape(token: str) -> str:
    """ "Smith" is "Xx", "M80.08XA" is "Xd.dX": runs shortened, so that a new word has a known shape."""
    signs = (
        "d" if c.isdigit() else ("X" if c.isupper() else "x" if c.islower() else "y") if c.isalpha() else c
        for c in token[:24]
    )
    runs: list[str] = []
    for sign in signs:
        if not runs or runs[-1] != sign:
            runs.append(sign)
    return "".join(runs) + (str(len(token)) if len(token) <= 4 else "")


def word_class(lower: str) -> str:
    """What lists and patterns know of a word by itself: "drug", "level", "born", "lately", "month" ... or
    nothing."""
    for name, pattern in _CLASSES:
        if pattern.fullmatch(lower):
            return name
    if (day := _DAY.fullmatch(lower)) is not None:
        return _age(day["year"] or day["first"] or "")
    if len(lower) > 3 and exact_drug(lower) is not None:
        return "drug"
    return ""


def _age(year: str) -> str:
    """Whether a year is one of birth or of late; two digits may be either."""
    if not year:
        return "day"
    number = int(year)
    if len(year) == 2:
        return "lately" if 15 <= number <= 35 else "born"
    return "lately" if number >= 2015 else "born" if number >= 1900 else "day"


_DAY = re.compile(r"(?:(?P<first>(?:19|20)\d\d)[/.-])?[0-3]?\d[/.-][0-3]?\d(?:[/.-](?P<year>(?:19|20)?\d\d))?")
_CLASSES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("level", r"[tl]-?1?[0-9](?:[-/][tl]?1?[0-9])?"),
        ("born", r"(?:19\d\d|200[0-9])"),
        ("lately", r"20[12]\d"),
        ("phone", r"1?[-.]?\d{3}[-.]\d{3}[-.]\d{4}|\d{3}[-.]\d{4}"),
        ("npi", r"[12]\d{9}"),
        ("score", r"(?:10|\d)/10"),
        ("month", r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
                  r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"),
        ("credential", r"m\.?d\.?|d\.?o\.?|np|aprn|pa-?c?|fnp(?:-[bc]+)?|rn|phd|facp|dnp|crnp|arnp|dpm|mbbs"),
        ("title", r"dr|mrs?|ms|miss|doctor|prof"),
        ("unit", r"mgs?|mcg|units?|tabs?|caps?|ml|iu|bid|tid|qid|daily|prn|qhs|qam|nightly|weekly"),
        ("span", r"days?|weeks?|months?|years?|wks?|mos?|yrs?|ago"),
        ("state", r"nh|ma|me|vt|ct|ri|ny"),
        ("icd", r"[a-tv-z]\d[0-9ab]\.[0-9a-z]{1,4}"),
        ("size", r"\d+(?:\.\d+)?(?:mg|mcg|ml|g)?"),
    )
)  # fmt: skip


def joined(tokens: Iterable[str]) -> str:
    """Tokens as text to show: blanks between, gaps and line ends as blanks too."""
    return " ".join(token for token in tokens if not token.isspace())

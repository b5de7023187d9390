"""The words of a page as kinds are told by them: capitals, titles and segments by themselves.

Between words and packets; used by `kinds` and `purpose`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from faxpipe.layout import Layout, Line

TITLE_WORDS_MAX, HEAD_LINES = 9, 14
_NUMBERED = re.compile(r"^\W*\d{1,2}\s?[.,)]\s*(?=[A-Za-z])")
""" "14. NPI no.": the number of a question hides no label."""
_LOWER_INITIAL = re.compile(r"^[a-z] (?=\w)")
"""A line of prose that goes on with "a" begins with no label of a note."""
_SENTENCE_END = re.compile(r"\b(?!of|the|and|with)[a-z]{2,}\b.*\b(?!of|the|and|with)[a-z]{3,}\b.*\w\.$")
"""A line of small words with a full stop ends a sentence and is no title: "No imaging since 2023." """
_GOES_ON = re.compile(r"[a-z]{3,}\.\s(?:[A-Z][a-z]*|I)\s[a-z]")
"""Nor is one in which a sentence ends and another begins: "Current medicines: iron. She takes no" """


@dataclass(frozen=True, slots=True)
class Wording:
    """A page as it is compared: capitals, no punctuation, blanks around every run."""

    titles: tuple[str, ...] = field(repr=False)
    segments: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)


def wording_of(layout: Layout) -> Wording:
    """The words of a page ready for comparison with wordings in capitals."""
    text = plain(" ".join(passage.text for passage in layout.passages))
    return Wording(titles_of(layout.lines), segments_of(layout.lines), text)


def segments_of(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(
        plain(_LOWER_INITIAL.sub("", _NUMBERED.sub("", segment.text)))
        for line in lines
        for segment in line.segments
    )


def titles_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """What may be a title: little print, near the top or alone on its line, that ends no sentence."""
    return tuple(
        plain(text)
        for index, line in enumerate(lines)
        for text in _unaddressed(line)
        if (index < HEAD_LINES or len(line.segments) == 1)
        and len(text.split()) <= TITLE_WORDS_MAX
        and not (_SENTENCE_END.search(text) or _GOES_ON.search(text))
    )


def _unaddressed(line: Line) -> list[str]:
    """The texts of a line's segments and of all of it, but for whom a page goes to or comes from: "Attn: Referral
    Intake" is no title."""
    texts = [segment.text for segment in line.segments]
    kept = [
        text
        for at, text in enumerate(texts)
        if not (_ADDRESS.match(text) or (at and _ADDRESS.fullmatch(texts[at - 1])))
    ]
    return [*kept, line.text] if len(kept) == len(texts) else kept


_ADDRESS = re.compile(
    r"\W*(?:fax(?:ed)?\s)?(?:to|attn|attention|from|cc|c/o|send to|sent (?:to|by|from)|deliver to"
    r"|route to)\b[\s:.;,-]*",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Capitals, digits and single blanks only, a blank at both ends, so that words match as words."""
    return f" {' '.join(_SIGNS.findall(text.upper()))} "


_SIGNS = re.compile(r"[A-Z0-9]+")


def without_papers(text: str) -> str:
    """`text` (`plain`) without the papers that somebody names and what was done already, which ask for nothing:
    "REFERRAL CONSULTATION AND OPERATIVE NOTES", "EVALUATED HIM IN CONSULTATION"."""
    return _NAMED.sub(" ", text)


_NAMED = re.compile(
    r"(?<= )(?:(?:REFERRALS?|CONSULTS?|CONSULTATIONS?|EVALUATIONS?) (?:\w+ ){0,4}?"
    r"(?:NOTES?|RECORDS?|REPORTS?|LETTERS?|DOCUMENTS?|CORRESPONDENCE|BILLS|CHARTS?)"
    r"|(?:SAW|SEEN|EVALUATED|EXAMINED|TREATED) (?:\w+ ){1,3}?IN CONSULTATION"
    r"|(?:YOUR|HIS|HER|THEIR|KRAMER S?|OF) (?:EVALUATION|CONSULTATION|TREATMENT)(?: AND TREATMENT)? OF"
    r"(?: THIS| OUR)? (?:PATIENT|CLIENT|CLAIMANT|INSURED|INJURED|APPLICANT))(?= )"
)

"""What grouping needs to know of one page.

Between words and packets, below `people` and `group`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.packets.links import chart_numbers, member_number, numbers, tokens
from faxpipe.packets.separators import separates
from faxpipe.packets.whose import UNNAMED, PatientMark

REQUESTS = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER})
OPENERS = frozenset({*REQUESTS, PageKind.COVER_SHEET, PageKind.FACE_SHEET})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What grouping needs to know of one page. `continues`: it says of itself that it is a later page
    ("page 2 of 3" printed in the document, not by the fax machine). `begins`: it has the title of a document.
    `text`: its running text, in which people named on other pages are looked for where `mark` is silent."""

    number: int
    kind: PageKind
    mark: PatientMark = UNNAMED
    continues: bool = False
    begins: bool = False
    text: str = field(default="", repr=False)
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What a request says that is the patient's alone: field and value of telephone, member number."""
    days: frozenset[str] = frozenset()
    """The days it gives, ISO 8601, where they may tell patients apart."""
    legibility: float | None = None
    """Share of its print that was surely read, 0..1."""

    @property
    def charts(self) -> frozenset[str]:
        """The chart numbers it gives by name."""
        return chart_numbers(self.text)

    @property
    def own_numbers(self) -> frozenset[str]:
        """The chart and member numbers that it gives by name, which are one patient's alone."""
        return self.charts | {member_number(value) for name, value in self.told if name == MEMBER}

    @property
    def numbers(self) -> frozenset[str]:
        """Every number on it that may be one patient's alone."""
        return numbers(self.text) | self.own_numbers

    @property
    def tokens(self) -> frozenset[str]:
        """Every run of figures on it, short ones too, among which another page's chart number may stand."""
        return tokens(self.text)

    @property
    def separates(self) -> bool:
        """Whether it only parts the pages before it from those behind."""
        return self.kind is PageKind.OTHER and separates(self.text)

    @property
    def speaks_of_others(self) -> bool:
        """Whether it is a cover sheet that speaks of several patients without naming them."""
        return self.kind is PageKind.COVER_SHEET and _OTHERS.search(self.text) is not None

    @property
    def asks_illegibly(self) -> bool:
        """Whether it is a form of its own whose patient nobody could make out, being hardly legible."""
        scrawled = self.legibility is not None and self.legibility < SCRAWLED
        nobody = self.mark.silent or not self.mark.sure
        return self.kind is PageKind.REFERRAL_FORM and not self.continues and nobody and scrawled

    @property
    def lists(self) -> bool:
        """Whether it is a cover sheet that lists several people with their days of birth."""
        return self.kind is PageKind.COVER_SHEET and _days_of_birth(self.text) > 1


_OTHERS = re.compile(
    r"(?:\band|&|\+|\bplus)\s+(?:\d|one|two|three|four|five|several)\s+"
    r"(?:others?|more|additional)\b"
    r"|\b(?:[2-9]|two|three|four|five|several|both|multiple)\s+(?:new\s+|separate\s+)?(?:patients|referrals)\b",
    re.IGNORECASE,
)
SCRAWLED = 0.4
MEMBER = "coverage.member_id"
_BORN = re.compile(
    r"\b(?:\d{1,2}[-/. ]\d{1,2}[-/. ]|\d{1,2}[- ][A-Z][a-z]{2,8}\.?,?[- ]|[A-Z][a-z]{2,8}\.? \d{1,2},? )"
    r"(?:1[3-9]\d\d|200\d)\b"
    r"|(?<=\bDOB)[:. ]{1,3}\d{1,2}[-/.]\d{1,2}[-/.]\d\d\b"
)
""" "10.20.1556": a day too early for anything but a birth, however badly it was read."""
ONE_DAY = 88
"""Letters in common, of 100, from which two printed days may be one that was misread."""


def _days_of_birth(text: str) -> int:
    """How many different days of birth a cover sheet gives."""
    days: list[str] = []
    for found in _BORN.finditer(text):
        day = found.group().strip(":. ").lower()
        if all(fuzz.ratio(day, known) < ONE_DAY for known in days):
            days.append(day)
    return len(days)

"""Numbers that tie a page to a patient whose name it does not give: chart number, member number, account.

Between words and packets, beside `whose`. A number ties where it stands on the pages of one patient alone; what
stands on everybody's (the practice's own numbers) ties nothing. Telephones, dates and codes are no such numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_RUN = re.compile(r"(?<![\w/.])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w/]|\.\d)")
_DATED = re.compile(
    r"\d{1,2}-\d{1,2}-\d{2,4}|(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d{6}"
    r"|(?:\d{1,2}-?)?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*-?\d{1,2}?-?(?:19|20)?\d\d"
)
_OF_ANYBODY = re.compile(
    r"1?\d{10}|(?:1-)?\d{3}-\d{3}-?\d{4}|\d{3}-\d{3,4}"  # telephones, torn ones too, and the NPI
    r"|\d{5}-\d{4}"  # ZIP+4
    r"|[A-TV-Z]\d[0-9A-Z]{2,5}"  # ICD-10-CM without its dot
)
_CHART = re.compile(
    r"\b(?:MRN|MR\s?(?:#|NO\b)|MED(?:ICAL)?\.?\s?REC(?:ORD)?|CHART|PATIENT\s?ID|PT\s?ID|PID)\s?"
    r"(?:NUMBER|NO|NUM|ID|#)?[\s.:#]{0,4}([A-Z]{0,3}-?\d{4,12})\b"
)
_OF_MANY = re.compile(
    r"\b(?:RX)?\s?(?:BIN|PCN|GRP|GROUP|BOX|ISSUER|PAYER\s?ID|PAYOR\s?ID|EDI|TIN|TAX\s?ID|NPI|PLAN\s?CODE)\b"
    r"(?:\s?(?:NUMBER|NO\b|NUM\b|ID\b|#))?[\s.:#]{0,4}[A-Z0-9][A-Z0-9-]*"
)
"""Numbers of a plan, an employer or an office, alike on the cards of all who belong to it."""
_LIKE = str.maketrans("OILSBZ", "011582")
LENGTH = range(6, 21)
DIGITS_MIN = 4


def chart_numbers(text: str) -> frozenset[str]:
    """The chart numbers that a page gives by name, as they are compared."""
    return frozenset(_plain(found[1]) for found in _CHART.finditer(text.upper()))


def numbers(text: str) -> frozenset[str]:
    """Every number of a page that may be one patient's alone, as they are compared."""
    runs = (run.group() for run in _RUN.finditer(_OF_MANY.sub(" ", text.upper())))
    return chart_numbers(text) | {_plain(run) for run in runs if _tells(run)}


def tokens(text: str) -> frozenset[str]:
    """Every run of figures of a page that a chart number may be, short ones too, as they are compared."""
    runs = (run.group() for run in _RUN.finditer(text.upper()))
    return frozenset(_plain(run) for run in runs if sum(sign.isdigit() for sign in run) >= DIGITS_MIN)


def member_number(value: str) -> str:
    """A member number as it is compared with what stands on other pages."""
    return _plain(value.upper())


def tied(own: Collection[str], people: Sequence[Collection[str]]) -> int | None:
    """The one of `people` on whose pages a number of `own` stands that nobody else's have; None for nobody or
    several."""
    shared = {
        number for who, known in enumerate(people) for other in people[:who] for number in {*known} & {*other}
    }
    found = {who for who, known in enumerate(people) if ({*own} & {*known}) - shared}
    return found.pop() if len(found) == 1 else None


def by_days(own: Collection[str], people: Sequence[Collection[str]]) -> int | None:
    """The one of `people` on whose pages alone days of `own` stand; None for nobody or several."""
    found = [
        who
        for who, known in enumerate(people)
        if {*own} & {*known} - {day for other in people if other is not known for day in other}
    ]
    return found[0] if len(found) == 1 else None


def _tells(run: str) -> bool:
    if _DATED.fullmatch(run) or _OF_ANYBODY.fullmatch(run):
        return False
    return len(run.replace("-", "")) in LENGTH and sum(sign.isdigit() for sign in run) >= DIGITS_MIN


def _plain(run: str) -> str:
    return re.sub(r"[\s-]", "", run).translate(_LIKE)

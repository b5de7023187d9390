"""Days of birth that no label asks for: the only one where none is answered, another one beside an answered one.

Place in the sentence: words -> **fields**, under `unclaimed` and once more after it. Who was born on two days was
misread, mistyped or mixed up with somebody else, and the page that says so seldom has a label we know. So every
day long ago on a patient's pages that may be that same day of birth told otherwise speaks against it, whatever
stands beside it; `resolve` makes a conflict of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rapidfuzz.distance import Hamming

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.people.age import stated_ages
from faxpipe.fields.resolution.agree import SAME_PERSON
from faxpipe.fields.unlabelled.spots import (
    HELD,
    NOT_OURS,
    SENT,
    SURE,
    Spot,
    held,
    nearest,
    of,
    placed,
    role,
    spots,
)
from faxpipe.referral import Candidate, Check

BORN = "patient.birth_date"
WITH_NAME = 4
"""Lines as far as what stands with a name goes."""


def births(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Whole days long enough ago: believed where the stated age fits, else held, first those beside the patient's
    name, sex or age."""
    ages = stated_ages(packet)
    own = of(candidates, "patient.name", "patient.sex", "patient.address")
    found: dict[str, list[tuple[float, Candidate]]] = {}
    for spot, one, day in _long_ago(packet, SENT | TELLING):
        fits = any(abs(_age(day, packet.reference) - age) <= 0 for age in ages)
        if ages and not any(abs(_age(day, packet.reference) - age) <= 1 for age in ages):
            continue
        rows = nearest(spot.sheet, spot.box(one.start, one.end), own)
        beside = rows == 0 or AGED.search(spot.passage.text) is not None
        if not fits and _of_this_century(spot.passage.text[one.start : one.end], day, packet.reference):
            continue
        prior = SURE if fits and (beside or rows <= WITH_NAME) else HELD
        rank = prior + 0.1 * beside + (0.05 if rows <= WITH_NAME else 0.0)
        found.setdefault(day.isoformat(), []).append((rank, placed(spot, BORN, one, prior)))
    if not found:
        return []
    best = max(found.values(), key=lambda places: max(rank for rank, _ in places))
    rank, chosen = max(best, key=lambda place: place[0])
    sure = len(found) == 1 or rank >= SURE
    return [chosen if sure else held(chosen)]


def told_otherwise(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates for other days of birth than `candidates` give, from places that none of them read: a day that is
    nearly the same, one behind a word of birth, and one right under the patient's name."""
    answers = [c for c in of(candidates, BORN) if c.check is not Check.FAILED]
    if not answers:
        return
    known = {str(c.value) for c in answers}
    names = of(candidates, "patient.name")
    read = [c for c in candidates if c.field == BORN or (c.field.endswith(".date") and c.method == "label")]
    for spot, one, day in _long_ago(packet, frozenset(PageKind)):
        box = spot.box(one.start, one.end)
        taken = any(
            c.page == spot.sheet.number and c.box.overlap_y(box) > 0.5 and c.box.overlap_x(box) > 0.5 for c in read
        )
        if day.isoformat() in known or taken:
            continue
        if _of_this_century(spot.passage.text[one.start : one.end], day, packet.reference):
            continue
        told = TOLD_BORN.search(spot.caption(one.start)) is not None or _under_name(spot, one, names)
        if told or any(_nearly(day.isoformat(), other) for other in known):
            yield placed(spot, BORN, one, OTHERWISE)


OTHERWISE = 0.8
"""How often such a day is meant for the day of birth."""
TOLD_BORN = re.compile(r"\b(?:birth|born\b|d\W{0,2}[o0]\W{0,2}b\b)", re.IGNORECASE)


def _nearly(day: str, other: str) -> bool:
    """Whether two days, ISO 8601, may be one that was misread or mistyped: two figures, the year, the month or the
    day of the month alone apart, or month and day in each other's place."""
    one, two = day.split("-"), other.split("-")
    if len(two) != len(one):
        return False
    alike = sum(a == b for a, b in zip(one, two, strict=True))
    return alike > 1 or sorted(one) == sorted(two) or Hamming.distance(day, other) <= FIGURES


FIGURES = 2


def _under_name(spot: Spot, one: Found, names: Sequence[Candidate]) -> bool:
    """Whether a day begins the line right under one that is the patient's name."""
    laid = spot.sheet.layout
    if spot.line == 0 or re.search(r"\w", spot.passage.text[: one.start]):
        return False
    over, own = laid.lines[spot.line - 1], laid.lines[spot.line]
    if own.box.top - over.box.bottom > NAME_GAP * laid.text_height or len(over.words) > NAME_WORDS:
        return False
    person = find_person(over.text)
    return person is not None and any(
        same_person(str(person.value), str(name.value)) >= SAME_PERSON for name in names
    )


NAME_GAP, NAME_WORDS = 1.5, 6
"""Heights of text between a name and what stands right under it; words of a line that names somebody."""


def _long_ago(packet: Packet, kinds: frozenset[PageKind]) -> Iterator[tuple[Spot, Found, date]]:
    """The days on pages of some kinds on which an adult may be born, but for somebody's or something else's."""
    for sheet in packet.sheets:
        for spot in spots(sheet) if sheet.kind in kinds else ():
            if _THREE_FIGURES.search(spot.passage.text) is None:  # most lines
                continue
            for one in find_dates(spot.passage.text, packet.reference, birth=True):
                day = _day(str(one.value))
                if day is None or one.check is not Check.PASSED or not _adult(day, packet.reference):
                    continue
                if role(sheet, spot.line) not in NOT_OURS and not NOT_BORN.search(spot.caption(one.start)):
                    yield spot, one, day


_THREE_FIGURES = re.compile(r"\d\D{0,12}\d\D{0,12}\d")
"""As many as a whole day has at least."""


def _adult(day: date, today: date) -> bool:
    return ADULT_YEARS <= _age(day, today) <= AGE_MAX


def _of_this_century(printed: str, day: date, today: date) -> bool:
    """Whether a year of two digits may as well be one of the last few."""
    return re.search(r"(?:19|20)\d\d", printed) is None and day.year + 100 <= today.year


TELLING = frozenset({PageKind.IMAGING_REPORT, PageKind.MEDICATION_LIST, PageKind.LAB_REPORT})
ADULT_YEARS, AGE_MAX = 18, 104
NOT_BORN = re.compile(
    r"\b(?:subscriber|policy ?holder|insured|guarantor|spouse|husband|wife|mother|father|son|daughter|since"
    r"|surgery"
    r"|s/p|status post|hired|effective|eff|smok\w+|quit|diagnosed|dx|immuni\w+|vaccin\w+|married|rev\w*|form|omb"
    r"|version|in|until|encounter|visit|service|signed|printed|seen|order\w*|exam|study|admit\w*|admission"
    r"|discharge\w*|onset|injury|reported|collected)\b",
    re.IGNORECASE,
)
AGED = re.compile(r"\b(?:age|aged|sex|gender|male|female|\d{2}\s?(?:y\W?o|yrs?|years?))\b", re.IGNORECASE)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

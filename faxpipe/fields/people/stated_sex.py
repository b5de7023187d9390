"""The patient's sex where no label asks for it: beside an age or a day of birth.

Place in the sentence: words -> **fields**, beside `identity`. "78M", "F, 81 y.o.", "06/11/1942 (84 F)", "Female
Age 82". A letter after a bare number may be degrees or a room: it counts only where the number is the age that a
day of birth in the packet gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from faxpipe.document import enclosing
from faxpipe.fields.context import Packet, believed
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.layout import Passage, passage_of
from faxpipe.referral import Candidate, Check

_SEX = r"(?P<sex>F|M|[Ff]emale|[Mm]ale|FEMALE|MALE)(?![\w'\u2019])(?!\s?[/|,]?\s?(?:F|M|[Ff]emale|[Mm]ale)\b)"
_NAMED = re.compile(r"(?:F|M|[Ff]emale|[Mm]ale|FEMALE|MALE)(?![\w'\u2019])")
_YEARS = r"\s?-?\s?(?:y(?:ea)?rs?(?:[\s-]old)?|y\s?/?\s?o|y\.\s?o|Y(?:RS?)?)\b\.?"
_AGE_FIRST = re.compile(rf"(?<![\w/.\-])(?P<age>\d{{1,3}})(?:{_YEARS})[\s,;/(]{{0,3}}{_SEX}")
_SEX_FIRST = re.compile(
    rf"(?<![\w/|])(?P<sex>F|M|[Ff]emale|[Mm]ale)[\s,;/(]{{1,3}}(?:[Aa]ge\W{{0,2}}(?P<aged>\d{{1,3}})\b|(?P<age>\d{{1,3}}){_YEARS})"
)
_BARE = re.compile(rf"(?<![\w/.\-])(?P<age>\d{{1,3}})[\s,;/]{{0,3}}{_SEX}(?!\.\s?[A-Z])")
_AGED = r"[\s,;/|(\-]{1,4}(?:[Aa]ged?\W{0,2})?\d{1,3}(?:\s?[Yy](?:ears?|rs?|\W?o)?\b\.?)?\)?"
_BEHIND_DATE = re.compile(rf"(?:{_AGED})?[\s,;/|(\-]{{1,4}}{_SEX}(?!\.\s?[A-Z])")
_BEFORE_DATE = re.compile(
    r"(?<![\w'\u2019/|])(?P<sex>(?P<letter>F|M)|[Ff]emale|[Mm]ale|FEMALE|MALE)[\s,;|()\-]{1,4}"
    r"(?:(?:(?:who was )?[Bb]orn|[Bb]\.|DOB|D\.O\.B\.?|BD|[Dd]ate of birth)\W{1,3}(?:on\s)?)?$"
)
_PARTED = re.compile(r"(?:[,;|(\-/]\s{0,2}|\s[A-Z]\.?\s|\b[A-Za-z]\.\s)$")
"""Before the letter of a sex: what parts it from the name, an initial among it, so that it is none itself."""
_BORN = re.compile(r"\b(?:d\.?\s?o\.?\s?b\b|b\.d\.|born|birth)", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:mother|father|sister|brother|wife|husband|son|daughter|niece|nephew|spouse|caregiver)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
ADULT = 12
AGREED, ALONE = 0.9, 0.7
"""Confidence beside a day of birth or with an age that one gives, and with an age that nothing bears out."""


def stated_sex(packet: Packet) -> Iterator[Candidate]:
    """Candidates for patient.sex from the lines of every page."""
    passages = [passage_of(sheet.number, line.words) for sheet in packet.sheets for line in sheet.layout.lines]
    ages = {age for passage in passages for age in _ages(passage.text, packet.reference)}
    for passage in passages:
        for match, sure in _statements(passage.text, packet.reference, ages):
            if not _OTHERS.search(passage.text[: match.start()]):
                yield _candidate(passage, match, sure)


def _ages(text: str, reference: date) -> Iterator[int]:
    """The age, and the one of a day before the birthday, by each day of birth in `text`."""
    if _BORN.search(text):
        for found in find_dates(text, reference, birth=True):
            if found.check is not Check.FAILED and re.fullmatch(r"\d{4}-.*", str(found.value)):
                age = reference.year - int(str(found.value)[:4])
                yield from (age, age - 1)


def _statements(text: str, reference: date, ages: set[int]) -> Iterator[tuple[re.Match[str], float]]:
    if _NAMED.search(text) is None:  # most lines
        return
    for found in find_dates(text, reference):
        year = str(found.value)[:4]
        if year.isdigit() and int(year) <= reference.year - ADULT:
            behind, before = _BEHIND_DATE.match(text, found.end), _BEFORE_DATE.search(text[: found.start])
            if behind is not None:
                yield behind, AGREED
            elif before is not None and _told_apart(before, text[: before.start("sex")]):
                yield before, AGREED
    for pattern in (_AGE_FIRST, _SEX_FIRST, _BARE):
        for match in pattern.finditer(text):
            agreed = int(match["age"] or match.groupdict().get("aged") or 0) in ages
            if agreed or pattern is not _BARE:
                yield match, AGREED if agreed else ALONE


def _told_apart(found: re.Match[str], before: str) -> bool:
    """Whether a sex is neither the second of two to choose from nor a letter that may be a middle name's."""
    return not _CHOICE.search(before) and (found["letter"] is None or _PARTED.search(before) is not None)


_CHOICE = re.compile(r"\b(?:F|M|(?:fe)?male)\W{1,6}$", re.IGNORECASE)


def _candidate(passage: Passage, match: re.Match[str], sure: float) -> Candidate:
    words = passage.covering(*match.span("sex"))
    value = "female" if match["sex"][0] in "Ff" else "male"
    box = enclosing([word.box for word in words])
    return Candidate(
        "patient.sex", value, match["sex"], passage.page, box, believed(sure, words), "beside_birth_date"
    )

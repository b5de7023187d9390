"""How long ago something began: "3 weeks ago", "x 4 weeks", "for about seven weeks" -> "P3W", "P4W", "P7W".

Place in the sentence: words -> **fields**, kind "duration" (ISO 8601, as stated, never converted). Ages,
frequencies and plans for the future ("79 years old", "every 6 weeks", "return in 2 weeks") are none.
"""

from __future__ import annotations

import re
from datetime import date

from faxpipe.any_case import AnyCase
from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.fields.kinds.months import MONTH_WORD, month_number

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "eighteen": 18,
    "twenty": 20, "couple": 2, "last": 1, "past": 1,
}  # fmt: skip
_UNITS = {"d": "D", "w": "W", "m": "M", "y": "Y"}
_NUMBER = rf"\d{{1,3}}|[lIO]|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_UNIT = r"(?P<unit>days?|dys?|weeks?|wks?|weeKs?|[wd](?=\s+ago)|months?|mos?|mths?|mnths?|years?|yrs?)"
_DURATION = re.compile(
    rf"(?<![A-Za-z0-9./])(?:[x\u00d7]\s{{0,2}})?(?P<many>{_NUMBER})(?:\s+of)?"
    rf"(?:\s{{0,2}}(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|to|"
    rf"or)\s{{0,2}}(?P<upper>{_NUMBER}))?(?P<plus>\+)?[\s\-]{{0,2}}{_UNIT}(?![A-Za-z])\.?",
    re.IGNORECASE,
)
_YESTERDAY = AnyCase(r"\b(?:since\s+)?yesterday\b")
_SINCE_MONTH = re.compile(
    rf"\b(?:(?:since|(?:began|begun|started|onset|fell|fall|injured|injury|occurred|developed|happened)\s+in|"
    rf"from)\s+(?:about\s+|around\s+|approximately\s+)?|(?=(?:early|mid|late)[\s\-]))(?P<part>early|mid|late|"
    rf"the\s+(?:start|beginning|middle|end)\s+of)?[\s\-]{{0,2}}"
    rf"(?P<month>{MONTH_WORD})(?![A-Za-z])(?!\.?\s{{0,2}}\d)(?!\s+of\s)(?!,\s{{0,2}}\d)",
    re.IGNORECASE,
)
_NOT_BEFORE = AnyCase(
    r"(?:\b(?:every|each|within|in|next|rtc|return|returns|per|q|follow[\s\-]?up|f/?u|after|recheck|"
    r"revisit|another|age(?:d)?\s+of|past medical)"
    r"(?:\s+(?:in|the|about|approximately|at))?|\d\s?x|\b(?:once|twice|times|tabs?|puffs?|"
    r"visits?)(?:\s+(?:daily|per|in))?)\W{0,2}$"
)
_NOT_AFTER = re.compile(
    r"\W{0,2}(?:old|y\W?o\b|of\s+age|follow|supply|later|refills?|from\s+now|hence|of\s+(?:bed|rest|physical|pt|"
    r"therapy|scheduled|nsaid|conservative))",
    re.IGNORECASE,
)
_PAST = re.compile(r"\W{0,2}(?:ago|back|history|hx|duration|now|out)\b", re.IGNORECASE)


def find_durations(text: str, reference: date | None = None) -> tuple[Found, ...]:
    """Every stretch of time in `text` that can say when something began.

    A range counts by its longer end, note "range"; "a couple of weeks", "last month" have the note "approximate".
    With `reference`, "since late May" is the last such month before it, as year and month, note "approximate".
    "Several weeks" is no value.
    """
    text = bounded(text)
    found = [one for match in _DURATION.finditer(text) if (one := _read(match, text)) is not None]
    found += [Found("P1D", match.start(), match.end()) for match in _YESTERDAY.finditer(text)]
    if reference is not None:
        found += [one for match in _SINCE_MONTH.finditer(text) if (one := _since(match, reference)) is not None]
    return tuple(sorted(found, key=lambda one: one.start))


def _read(match: re.Match[str], text: str) -> Found | None:
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 30]
    past = _PAST.match(after)
    if not past and not _broken(match, text) and (_NOT_BEFORE.search(before) or _NOT_AFTER.match(after)):
        return None
    if re.match(r"\W{0,2}(?:old|y\W?o\b|of\s+age)", after, re.IGNORECASE) and not _broken(match, text):
        return None
    number = _number(match["many"])
    upper = _number(match["upper"]) if match["upper"] else number
    count = max(number, upper)
    if count == 0:
        return None
    note = "range" if match["upper"] else ""
    if match["many"].lower() in ("couple", "last", "past") or match["plus"]:
        note = "approximate"
    unit = _UNITS[match["unit"][0].lower()]
    repaired = match["many"] in ("l", "I", "O")
    return Found(f"P{count}{unit}", match.start(), match.end(), repaired=repaired, note=note)


def _broken(match: re.Match[str], text: str) -> bool:
    """Whether what is so many weeks old is the fracture, not the patient."""
    if match["unit"][0].lower() == "y":
        return False
    return bool(_BREAK_BEFORE.search(text[: match.start()]) or _BREAK_AFTER.match(text[match.end() :]))


_BREAK_BEFORE = AnyCase(
    r"\b(?:fract\w*|fx|vcf|injury|deformity)\s(?:\w+\s){0,3}?(?:is|now|about|approximately|roughly|~)\s?$"
)
_BREAK_AFTER = re.compile(r"\W{0,2}old\W(?:\S+\s){0,4}?(?:fract\w*|fx|vcf|injury|deformity)\b", re.IGNORECASE)


def _number(printed: str) -> int:
    if printed.isascii() and printed.isdigit():
        return int(printed)
    return _WORDS.get(printed.lower(), 1 if printed in "lI" else 0)


def _since(match: re.Match[str], reference: date) -> Found | None:
    month = month_number(match["month"])
    if month is None or not match["month"][0].isupper():
        return None
    year = reference.year if month <= reference.month else reference.year - 1
    return Found(f"{year:04d}-{month:02d}", match.start(), match.end(), note="approximate")

"""Member, group and authorization numbers: upper case, without blanks and dashes, at least one digit.

Place in the sentence: words -> **fields**, kind "id". Such numbers have no shape of their own, so `find_ids`
belongs in a value region behind a label; on a whole line it would take any number for an ID. Medicare
identifiers have their own check, see `mbi`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from faxpipe.fields.kinds.found import Found, bounded

_TOKEN = re.compile(r"\S+")
_EDGE = " #:;,.'\"`()[]{}|_=*\u2018\u2019\u201c\u201d\u00b0~-\u2013\u2014"
_SHAPE = re.compile(r"\$?[A-Za-z0-9]+(?:[\-\u2010-\u2015.][A-Za-z0-9]+)*")
_DATE = re.compile(
    r"\d{1,4}([/\-.])\d{1,2}\1\d{2,4}"
    r"|\d{1,2}[-/.]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/.]?(?:19|20)\d\d",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\(?[2-9]\d{2}\)?[\-.]\d{3}[\-.]\d{4}")
_SKIPPED = frozenset("id no num nbr number # is member subscriber policy group grp auth medicare mbi hicn".split())
_PREFIX = re.compile(r"[A-Z]{1,4}")
_STOPS = frozenset(
    "NONE SELF SAME NA NO YES ON FILE PENDING TBD UNKNOWN SEE CARD ATTACHED GROUP GRP PLAN HMO PPO POS EPO "
    "DOB DATE SEX REL "
    "COPAY EFF INSURED AUTH PCP PHONE TEL FAX AND OR THE FOR NOT SPOUSE CHILD".split()
)
_DATE_WORDS = frozenset("JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC".split())


class IdKind(StrEnum):
    MEMBER = "member"
    GROUP = "group"
    AUTHORIZATION = "authorization"


_LENGTHS = {IdKind.MEMBER: (5, 20), IdKind.GROUP: (2, 20), IdKind.AUTHORIZATION: (4, 24)}


def find_ids(text: str, kind: IdKind = IdKind.MEMBER) -> tuple[Found, ...]:
    """The numbers of `text` that can be an ID of this kind, the likeliest (the first) first.

    Groups of characters set apart by blanks or dashes are one number; it stops at a word, a date, a telephone
    number or a bracket. A small l or o among capitals and digits is read as 1 or 0 and marked repaired.
    """
    text = bounded(text)
    found: list[Found] = []
    parts: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        part = _part(match)
        if part is not None and (not parts or _continues(parts, part, text)):
            parts.append(part)
            continue
        found += _torn(_join(parts, kind), part, text)
        parts = [part] if part is not None else []
    return tuple(found + _join(parts, kind))


def _part(match: re.Match[str]) -> tuple[str, int, int] | None:
    """One token as (characters, start, end), or None where it cannot be a piece of an ID."""
    raw = match[0]
    core = raw.strip(_EDGE)
    start = match.start() + len(raw) - len(raw.lstrip(_EDGE)) if core else match.start()
    if not core or not _SHAPE.fullmatch(core) or _DATE.fullmatch(core) or _PHONE.fullmatch(core):
        return None
    if not any(character.isdigit() for character in core):
        word = core.upper()
        if word in _STOPS or word in _DATE_WORDS or core.lower() in _SKIPPED or not _PREFIX.fullmatch(core):
            return None
    return core, start, start + len(core)


def _continues(parts: list[tuple[str, int, int]], part: tuple[str, int, int], text: str) -> bool:
    last, _, end = parts[-1]
    between = text[end : part[1]]
    if len(between) > 3 or (
        between != _SPECK
        and not _speck_behind(last, part, text)
        and between.strip(" -\u2010\u2011\u2012\u2013\u2014") != ""
    ):
        return False
    short = _longest_piece(part[0]) <= 5 and _longest_piece(last) <= 5
    if not any(character.isdigit() for character in part[0]):
        return short and last.isdigit() and _AMID_DIGITS.match(text, part[1]) is not None
    if len(parts) == 1 and len(last) <= 2 and last.isdigit() and part[0].isdigit():
        return True  # "91 7839319"
    if short or last.isalpha() or (between[:1] == "-" and part[0].isdigit()):  # a line broke "XWG904417-" there
        return True
    first = parts[0][0].isalpha()
    alone = len(parts) == 1 or (first and len(parts) == 2)
    return alone and (_goes_on(text, part) if len(part[0]) > 2 else len(last) >= 8)


_SPECK = " ."
"""A stop before a group, and none behind the one before it: dirt."""


def _speck_behind(last: str, part: tuple[str, int, int], text: str) -> bool:
    """Whether the stop between two short groups of figures, of which the second ends the number or only
    short groups follow, is dirt: "1013 882. 946, phone", "611 408. 275 02"."""
    ends = _ENDS.match(text, part[2]) is not None
    short = max(len(last), len(part[0])) <= _GROUP_MAX and min(len(last), len(part[0])) > 2
    figures = short and last.isdigit() and _GROUP.fullmatch(part[0]) is not None
    return figures and ends and text[part[1] - 2 : part[1]] == ". "


_ENDS, _GROUP, _GROUP_MAX = re.compile(r"(?: \d{1,4})*\s*(?:[,;)\n]|$)"), re.compile(r"(?!(?:19|20)\d\d$)\d+"), 4
_AMID_DIGITS = re.compile(r"[A-Z] (?!(?:19|20)\d\d\b)\d{3,6}(?![\d/.-])")
"""A letter by itself before more digits, which are no year: "482 M 77310"."""
_TAIL = re.compile(r"\d{3,5} \d{1,3}(?=\s*(?:[,;)\n]|$))")


def _goes_on(text: str, part: tuple[str, int, int]) -> bool:
    """Whether a group behind a long one is followed by a short one that ends it: "H204518 662 01"."""
    return _TAIL.match(text, part[1]) is not None


def _longest_piece(part: str) -> int:
    """ "0381-00" is a piece of four characters and one of two, and so is "0381.00"."""
    return max(map(len, re.split(r"[.\-\u2010-\u2015]", part)))


def _torn(found: list[Found], part: tuple[str, int, int] | None, text: str) -> list[Found]:
    """An ID right behind which, after one blank, more of the like stands: it may go on there. Behind a few figures
    that hardly are an ID by themselves fewer do: "730512 448"."""
    if not found or part is None:
        return found
    last = found[-1]
    few = str(last.value).isdigit() and len(str(last.value)) <= _FEW and part[0].isdigit()
    long = len(part[0]) >= (_REST_OF_FEW if few else _REST_MIN)
    beside = text[last.end : part[1]] == " " and long and any(map(str.isdigit, part[0]))
    return [*found[:-1], replace(last, note="torn")] if beside else found


_REST_MIN = 5
_FEW, _REST_OF_FEW = 7, 3


def _join(parts: list[tuple[str, int, int]], kind: IdKind) -> list[Found]:
    if not parts:
        return []
    raw = re.sub(r"[\-\u2010-\u2015.\s]", "", "".join(core for core, _, _ in parts))
    value, repaired = _unmix(raw)
    low, high = _LENGTHS[kind]
    if not low <= len(value) <= high or not any(character.isdigit() for character in value):
        return []
    if len(parts) > 1 and re.fullmatch(r"\d{3} \d{3} \d{4}", " ".join(core for core, _, _ in parts)):
        return [Found(value, parts[0][1], parts[-1][2], note="phone_shape")]
    return [Found(value, parts[0][1], parts[-1][2], repaired=repaired)]


def _unmix(raw: str) -> tuple[str, bool]:
    """Upper case; small l and o are digits where everything else is a capital or a digit."""
    others = raw.replace("l", "").replace("o", "")
    value = raw
    if others == others.upper() and others:
        value = value.replace("l", "1").replace("o", "0")
    value = value.replace("$", "S")
    return value.upper(), value != raw

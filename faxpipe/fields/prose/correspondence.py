"""When somebody called, faxed or wrote: a time that dates what passed between two offices, not the pain.

Place in the sentence: words -> **fields**; used by `course`. "You rang yesterday about her fracture" tells when
the office rang. The trap: "she fell and called us two days ago" tells of both, which `course` settles.
"""

from __future__ import annotations

import re
from enum import Enum


class Exchange(Enum):
    """How a time belongs to an exchange: right beside its word, or as the time of its verb further off."""

    NONE = 0
    BESIDE = 1
    GOVERNED = 2


def exchange(left: str, time: str, right: str) -> tuple[Exchange, str]:
    """How `time`, between `left` and `right` of its clause, dates an exchange, and the words between them."""
    at_a_time = not _LASTS.fullmatch(time) or _AGO.match(right) is not None
    if at_a_time and (_BESIDE.search(left) or _BEHIND.match(right)):
        return Exchange.BESIDE, ""
    told = _GOVERNS.search(left) if at_a_time and not _SINCE.search(left) else None
    return (Exchange.NONE, "") if told is None else (Exchange.GOVERNED, told["between"])


_VERB = (
    r"called|rang|phoned|telephoned|(?:re-?)?faxed|e-?mailed|wrote|spoke|talked|messaged|forwarded|submitted"
    r"|(?:we|I|you|they|(?:your|our|my) (?:\w+ )?(?:office|staff|nurse|clinic|team|desk|secretary|coordinator))"
    r"\s(?:have |had |already |also |just |then ){0,2}(?:sent|mailed|left|asked|said|told|returned|received|got"
    r"|discussed|mentioned|reached|contacted|answered|heard|requested|inquired|enquired)"
)
_SAID = (
    rf"{_VERB}|(?<!-)calls?|calling|phone(?: call)?|telephon(?:e|ing)|fax(?:es)?|e-?mails?|letters?|messages?"
    r"|voice ?mails?|correspondence|quer(?:y|ies)|inquir(?:y|ies)|enquir(?:y|ies)|requests?|asked|requested"
    r"|repl(?:y|ied)|submission|conversation|transmission"
)
_BESIDE = re.compile(
    rf"\b(?:{_SAID})(?:\s(?:us|me|you|him|her|them|back|by|over|in|to|the|your|our|my|phone|fax|office|desk|dated"
    r"|of|from|on|left|again|sent|was|were|received)){0,3}[\s(]*$",
    re.IGNORECASE,
)
"""What was said or sent, right before a time: "your letter of", "called the office"."""
_GOVERNS = re.compile(rf"\b(?:{_VERB})\b(?P<between>[^,;:.]*)$", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:['\u2019]s)?\s(?:(?:ago|earlier|by|via|the|your|our|office|staff|nurse|missing|first|last|we|you|I)\s){0,4}"
    rf"(?:{_SAID})\b",
    re.IGNORECASE,
)
""" "yesterday's fax", "three days ago we faxed" """
_LASTS = re.compile(
    r"(?!last|past).*(?<=[\d\s-])(?:days?|dys?|weeks?|wks?|mo(?:nth)?s?|mn?ths?|years?|yrs?|[wd])\.?",
    re.IGNORECASE,
)
"""A stretch of time, which lasts unless it was "ago"; unlike "yesterday", "last week" and a day."""
_AGO = re.compile(r"\s?(?:ago|earlier|before)\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:for|over|x|since|lasting)(?:\s(?:the|about|some))?\s?$", re.IGNORECASE)

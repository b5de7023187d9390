"""What only the tagger has read, where something else vouches for it: a plan of the lexicon, a name with its age.

Place in the sentence: words -> **fields**, behind `seconded`. The tagger alone is looked at by a person; a payer
that the lexicon knows, standing whole in running text, and a name that is said to be born or to be so old, are not
the tagger's word alone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from faxpipe.document import PageKind, Word
from faxpipe.fields.context import Packet
from faxpipe.fields.tagger.opinions import METHOD
from faxpipe.referral import Candidate, Check

VOUCHED = 0.8
"""Of other hands nine of nine that were vouched for so were right; of payers without, one in four was not."""


def vouched(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """`candidates`, those that only the tagger read believed where the paper around them speaks for them."""
    return [replace(c, confidence=VOUCHED) if _vouched(c, packet) else c for c in candidates]


def _vouched(one: Candidate, packet: Packet) -> bool:
    if one.method != METHOD or one.field not in {"coverage.payer", "patient.name"}:
        return False
    sheet = packet.sheet(one.page)
    if sheet is None:
        return False
    for words in (line.words for line in sheet.layout.lines if line.box.contains(*_center(one))):
        before, behind = _around(words, one)
        if one.field == "patient.name":
            return BORN.match(" ".join(word.text for word in behind[:BORN_WORDS])) is not None
        if SECOND.search(" ".join(word.text for word in before)):
            return False
        whole = not (_goes_on(before[-1:], one, sheet.layout.em_x) or _goes_on(behind[:1], one, sheet.layout.em_x))
        return whole and one.check is Check.PASSED and sheet.kind is not PageKind.REFERRAL_FORM
    return False


def _center(one: Candidate) -> tuple[float, float]:
    return one.box.center_x, one.box.center_y


def _around(words: Sequence[Word], one: Candidate) -> tuple[list[Word], list[Word]]:
    """The words of a line before a value and behind it."""
    before = [word for word in words if word.box.center_x < one.box.left]
    return before, [word for word in words if word.box.center_x > one.box.right]


def _goes_on(beside: Sequence[Word], one: Candidate, em: float) -> bool:
    """Whether the word beside a name of a plan is a part of that name."""
    return any(_is_part(word, one, em) for word in beside)


def _is_part(word: Word, one: Candidate, em: float) -> bool:
    left = word.box.right <= one.box.left + em
    gap = one.box.left - word.box.right if left else word.box.left - one.box.right
    stops = STOPS.search(word.text if left else one.words) is not None
    return gap < NEAR_IN_EMS * em and not stops and NAMED.match(word.text) is not None


SECOND = re.compile(r"\b(?:second\w*|supplement\w*|medigap|2nd|also|tertiary)\b[^.;]*$", re.IGNORECASE)
NEAR_IN_EMS = 1.6
STOPS = re.compile(r"[.,;:)?]$")
NAMED = re.compile(r"(?:[A-Z][A-Za-z]|of$|&$)")
BORN_WORDS = 8
BORN = re.compile(
    r"\W*(?:(?:is|was|who|a|an|our|the|patient|this|date|of|she|he|for|me)\W+){0,5}"
    r"(?:D\.?O\.?B|b\.|born|birth\w*|turned|aged?\b|\d{2,3}[\s-]?(?:year|y/?o|yr)|\d{1,2}\W\d{1,2}\W(?:19|20)\d\d"
    r"|(?:is|was)\s\d\d\b|\d\d\s(?:and|with|year))",
    re.IGNORECASE,
)

"""The sender's telephone and fax where no label we know asks for them.

Place in the sentence: words -> **fields**, under `unclaimed`. Only an office has a fax, so a telephone and a fax
in one line or cell are an office's; "call us" and "my own number" say whose; a number right with the name, the
NPI or the practice of who refers is theirs. Two such reasons are believed, one is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from faxpipe.document import Box
from faxpipe.fields.context import Packet, near
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.people.letterhead import FAX_AFTER, FAX_BEFORE
from faxpipe.fields.unlabelled.spots import (
    HELD,
    NOT_OURS,
    SENT,
    SURE,
    Spot,
    nearest,
    of,
    placed,
    role,
    spots,
    with_next,
)
from faxpipe.referral import Candidate, Check

PHONE, FAX = "referrer.phone", "referrer.fax"
OFFICE = frozenset({PHONE, FAX})
NAMED_AT_MOST = 4
"""Lines from the name, the NPI or the practice to a number that belongs to them."""
WEAKER, UNFIT = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a line, and how it is told: `fax` by its words or by the number before it."""

    spot: Spot
    one: Found
    said: str
    fax: bool
    paired: bool

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.spot.box(self.one.start, self.one.end)


def offices(packet: Packet, candidates: Sequence[Candidate], wanted: frozenset[str]) -> list[Candidate]:
    """Candidates for referrer.phone and referrer.fax as far as they are `wanted`, one each at most."""
    others = [c for c in candidates if c.field in ("patient.phone", *OFFICE) and c.method not in GUESSES]
    taken = {str(c.value) for c in others if c.field != PHONE or c.confidence >= LED_ON}
    theirs = of(candidates, "referrer.name", "referrer.npi", "referrer.practice", *OFFICE)
    own = of(candidates, "patient.name", "patient.birth_date", "patient.address")
    found: dict[str, list[Candidate]] = {PHONE: [], FAX: []}
    for number in _columned(list(_numbers(packet))):
        name = FAX if number.fax else PHONE
        prior = _prior(number, theirs, own)
        if name in wanted and prior and str(number.one.value) not in taken:
            found[name].append(placed(number.spot, name, number.one, prior))
    return [_alone(told) for told in found.values() if told]


LED_ON = 0.75
"""Below that an answer may have run on into the next line's number, which says itself that it is a fax."""


def beside_a_fax(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """A telephone that a plain label gave to the patient, with the sender's fax right behind it on its line, is
    the sender's: "Elm Street Clinic  Tel: 603-555-0100  Fax: 603-555-0101"."""
    faxes = [c for c in candidates if c.field == FAX and c.value is not None]

    def officed(c: Candidate) -> bool:
        if c.field != "patient.phone" or c.method != "label":
            return False
        paired = any(
            fax.page == c.page and fax.box.overlap_y(c.box) > SAME_LINE and 0 < fax.box.left - c.box.right < BEHIND
            for fax in faxes
        )
        return paired and not HOME.search(" ".join(next(packet.before(c), ())[-LABEL_WORDS:]))

    whole = [replace(c, field=PHONE) if officed(c) else c for c in candidates]
    told = {str(c.value) for c in whole if c.field == PHONE and c.method == "label"}
    return [one for c in whole for one in _two_numbers(packet, c, told)]


def _two_numbers(packet: Packet, c: Candidate, told: set[str]) -> list[Candidate]:
    """The telephone and the fax that one label asks for, one behind the other: "Line / fax  603-555-0145 /
    603-555-0199". `told`: the telephones that labels ask for by themselves."""
    if c.field != FAX or c.method != "label":
        return [c]
    for sheet in packet.sheets:
        for spot in spots(sheet) if sheet.number == c.page else ():
            read = find_phones(spot.passage.text)
            for one, other in pairwise(read):
                between = spot.passage.text[one.end : other.start]
                first = spot.box(one.start, one.end)
                here = c.box.contains(first.center_x, first.center_y)
                pair = str(one.value) == str(c.value) and str(other.value) not in told
                if here and pair and between.strip() == "/":
                    box, raw = spot.box(other.start, other.end), spot.passage.text[other.start : other.end]
                    return [replace(c, field=PHONE), replace(c, value=other.value, box=box, words=raw)]
    return [c]


SAME_LINE, BEHIND = 0.5, 0.12


LABEL_WORDS = 4
GUESSES = frozenset({"letterhead", "misread label", "torn row"})


def _alone(told: Sequence[Candidate]) -> Candidate:
    """The best of several numbers, which is held where another one is as good."""
    best = max(told, key=lambda one: one.confidence)
    rivals = any(one.value != best.value and one.confidence > HELD for one in told)
    return replace(best, confidence=min(best.confidence, HELD)) if rivals else best


def _numbers(packet: Packet) -> Iterator[Number]:
    """The numbers of the pages on which the sender speaks that may be an office's, but ours."""
    for sheet in packet.sheets:
        for spot in spots(sheet) if sheet.kind in SENT else ():
            if role(sheet, spot.line) not in ELSEWHERE:
                yield from _of_line(packet, _whole(spot))


ELSEWHERE = NOT_OURS - {"contact"}


def _whole(spot: Spot) -> Spot:
    """The line with the next one, where a number begins at its end and goes on there."""
    return with_next(spot) if BROKEN.search(spot.passage.text) else spot


BROKEN = re.compile(r"(?:(?<![\d.-])\(?\d{3}\)?[\s.-]{0,2}(?:\d{3}[\s.-]{0,2})?|\bfax\W*)$", re.IGNORECASE)


def _of_line(packet: Packet, spot: Spot) -> list[Number]:
    text = spot.passage.text
    read: list[Number] = []
    last = 0
    for one in find_phones(text):
        said, behind = text[last : one.start], text[one.end :]
        words = CLAUSE.split(said)[-1] if re.search(r"[A-Za-z]", said) else spot.caption(one.start)
        first, last = last, one.end
        if any(near(str(one.value), ours) for ours in packet.recipient.phones):
            return []
        if one.check is Check.FAILED or one.note == "bare" or one.repaired:
            continue
        fax = bool(FAX_BEFORE.search(said) or FAX_AFTER.match(behind))
        fax = fax or (first > 0 and SECOND.fullmatch(said) is not None)
        if not OTHERS.search(words) and (fax or not (HOME.search(words) or HOME_BEHIND.match(behind))):
            read.append(Number(spot, one, words, fax, paired=False))
    if {number.fax for number in read} == {True, False}:
        read = [replace(number, paired=True) for number in read]
    return read


def _columned(numbers: list[Number]) -> list[Number]:
    """The numbers, with a telephone and a fax right over one another paired, too."""

    def over(one: Number, other: Number) -> bool:
        near_by = abs(one.spot.line - other.spot.line) == 1 and one.spot.sheet is other.spot.sheet
        return near_by and one.fax != other.fax and abs(one.box.left - other.box.left) < COLUMN

    return [replace(one, paired=one.paired or any(over(one, other) for other in numbers)) for one in numbers]


COLUMN = 0.03


CLAUSE = re.compile(r"[.;]\s+(?=[A-Z])|,\s+(?=[a-z]+\s[a-z]+)")
"""Where what is said of a number begins in a sentence."""


def _prior(number: Number, theirs: Sequence[Candidate], own: Sequence[Candidate]) -> float:
    """How sure a number is the sender's; 0.0 where nothing says so."""
    sheet, box = number.spot.sheet, number.box
    rows = nearest(sheet, box, theirs)
    with_sender = rows <= NAMED_AT_MOST and rows <= nearest(sheet, box, own)
    header = sheet.header.number if sheet.header else None
    machine = header is not None and near(header, str(number.one.value))
    told = OURS.search(number.said) is not None or machine
    reasons = with_sender + told + number.paired
    if role(sheet, number.spot.line) == "contact" and not (machine and number.paired):
        return HELD - WEAKER if number.paired else 0.0
    if reasons > 1:
        return SURE
    return HELD if told or number.paired else HELD - WEAKER - UNFIT * rows if with_sender else 0.0


SECOND = re.compile(r"\s*(?:/|\||,|;)?\s*")
"""What stands between a telephone and the fax after it, where a table or a line gives both."""
OURS = re.compile(
    r"\b(?:our|us|my|me|office|clinic|practice|call ?back|unit|station|ward|provider questions|questions|direct"
    r"|back ?line|reach me|desk|from|o)\b",
    re.IGNORECASE,
)
HOME = re.compile(
    r"\b(?:home|cell\w*|mobile|mob|patients?|pt|evenings?|daytime|resid\w*|daughter|son|wife|husband|spouse|niece"
    r"|nephew|sister|brother|mother|father|caregiver|guardian|poa|proxy|her|his|him|landline|born|dob)\b",
    re.IGNORECASE,
)
HOME_BEHIND = re.compile(r"\W{0,3}\(?(?:home|h|cell\w*|c|mobile|mob|m|preferred|landline)\b", re.IGNORECASE)
OTHERS = re.compile(
    r"\b(?:pharm\w*|rx|emergency|kin|employer|work|attorney|lawyer|adjuster|interpreter|imaging|radiolog\w*|lab\w*"
    r"|customer|member services|privacy|insur\w*|plan|carrier|claims?|payer|toll[- ]?free|records?|error|pcp"
    r"|primary care physician|cc|attn|npi|mrn|acc\w*|kramer)\b",
    re.IGNORECASE,
)

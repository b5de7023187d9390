"""Values that nobody claims: right in shape and place for a field that nothing answers, whatever their label says.

Place in the sentence: words -> **fields**, after all other methods and only for required fields without a value.
Labels are worded in more ways than any list holds. So what stands on the referral's own pages, has the shape of an
answer, belongs by its place to whom the field is about, and answers no other question, is held for a person to
see instead of being called missing. It is believed only where a check, or words at the core of such labels, say
the same as its place. Printed choices, other people's sections and everybody's footer claim nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, near
from faxpipe.fields.forms.misnamed import METHOD as MISNAMED
from faxpipe.fields.forms.torn_rows import METHOD as TORN
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.unlabelled.births import WITH_NAME, births
from faxpipe.fields.unlabelled.clinical import clinical
from faxpipe.fields.unlabelled.coverage import coverage
from faxpipe.fields.unlabelled.offices import OFFICE as OFFICE_NUMBERS
from faxpipe.fields.unlabelled.offices import offices
from faxpipe.fields.unlabelled.people import people
from faxpipe.fields.unlabelled.spots import (
    HELD,
    NOT_OURS,
    SENT,
    SURE,
    Spot,
    bare,
    held,
    nearest,
    of,
    placed,
    role,
    spots,
)
from faxpipe.referral import Candidate, Check

WEAK, WEAK_BELOW = frozenset({MISNAMED, TORN, "model", "pattern"}), 0.75
"""Methods that, below this confidence, only hold a field open: a better place may still answer it."""


def unclaimed(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates for the required fields that `candidates` do not answer; most of them are to be held."""
    answered = {c.field for c in candidates if c.method not in WEAK or c.confidence >= WEAK_BELOW}
    numbers = OFFICE_NUMBERS - answered
    for pair in packet.schema.either:
        answered |= set(pair) if answered & set(pair) else set()
    wanted = frozenset(spec.name for spec in packet.schema.required(vcf=True)) - answered
    found: list[Candidate] = []
    if "referrer.npi" in wanted:
        found += _npis(packet, candidates)
    if "patient.birth_date" in wanted:
        found += births(packet, candidates)
    found += people(packet, candidates, wanted)
    if "patient.phone" in wanted:
        found += _phones(packet, candidates)
    if numbers:
        found += offices(packet, [*candidates, *found], numbers)
    found += coverage(packet, [*candidates, *found], wanted)
    found += clinical(packet, wanted)
    open_still = {c.field for c in candidates if c.value is not None}
    return [c for c in found if c.field not in open_still or c.confidence > HELD]


def _sent(packet: Packet) -> Iterator[Spot]:
    """The lines of the pages on which the sender speaks, but for those of other people's sections."""
    for sheet in packet.sheets:
        if sheet.kind in SENT:
            yield from (spot for spot in spots(sheet) if role(sheet, spot.line) not in NOT_OURS)


def _npis(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Numbers that prove themselves an NPI. One by itself that stands with who refers is believed: by chance one
    number in fifty would do."""
    taken = {bare(c.value) for c in candidates if c.field not in ("referrer.npi", "coverage.member_id")}
    taken |= set(packet.recipient.npis)
    who = of(candidates, "referrer.name")
    found: dict[str, Candidate] = {}
    for spot in _sent(packet):
        for one in find_npis(spot.passage.text):
            said = spot.caption(one.start)
            other = ANOTHERS_NUMBER.search(said) or ANOTHER_PROVIDER.search(said)
            if one.check is not Check.PASSED or one.repaired or str(one.value) in taken or other:
                continue
            rows = nearest(spot.sheet, spot.box(one.start, one.end), who)
            told = PROVIDERS_NUMBER.search(said) is not None
            prior = SURE if rows <= WITH_NAME and (told or rows == 0) else HELD
            found.setdefault(str(one.value), placed(spot, "referrer.npi", one, prior))
    if len(found) == 1:
        return list(found.values())
    return [held(one) for one in found.values()]


PROVIDERS_NUMBER = re.compile(
    r"\b(?:n\W?p\W?i|national|provider|prescriber|identifi\w+|individual|clinician|physician)\b", re.I
)
ANOTHERS_NUMBER = re.compile(
    r"\b(?:mrn|m\.?r\.? ?#|medical rec\w*|chart|acc(?:oun)?t|order|accession|visit|encounter|csn|fin|referral"
    r"|auth\w*"
    r"|group|grp|claim|ssn|member|subscriber|policy|phone|tel|fax|facility|org\w*|practice|clinic|group"
    r"|hospital|lab\w*"
    r"|pharmacy|type ?2)\b",
    re.IGNORECASE,
)
ANOTHER_PROVIDER = re.compile(
    r"\b(?:pcp|primary care|cc|radiolog\w*|consultant|attention|refer(?:red)? to)\b", re.I
)


def _phones(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Telephones that are nobody else's: believed in the patient's block behind words of home and reaching, held
    where only one of the two speaks for them."""
    taken = {bare(c.value) for c in candidates if c.field in OFFICES and c.method != GUESSED}
    own = of(candidates, "patient.name", "patient.birth_date", "patient.address", "patient.sex")
    theirs = [*of(candidates, "referrer.name", "referrer.npi", "referrer.practice")]
    theirs += [c for c in of(candidates, "referrer.phone", "referrer.fax") if c.method != GUESSED]
    senders = {bare(c.value) for c in of(candidates, "referrer.phone")}
    for prior, spot, one in sorted(_callable(packet, own, theirs, senders), key=lambda found: -found[0]):
        value = str(one.value)
        if bare(value) not in taken and not any(near(value, ours) for ours in packet.recipient.phones):
            return [placed(spot, "patient.phone", one, prior)]
    return []


GUESSED = "letterhead"
"""Takes the numbers at the head of a page for the sender's."""
OFFICES = frozenset({"referrer.phone", "referrer.fax", "coverage.member_id"})


def _callable(
    packet: Packet, own: Sequence[Candidate], theirs: Sequence[Candidate], senders: Set[str]
) -> Iterator[tuple[float, Spot, Found]]:
    """Telephones with how much speaks for the patient's; `senders` are the numbers read for the practice's."""
    for spot in _sent(packet):
        text = spot.passage.text
        for one in find_phones(text):
            said, behind = spot.caption(one.start), spot.behind(one.end)
            if one.check is not Check.PASSED or one.repaired:
                continue
            if one.note == "bare" and not (HOME.search(said) or CALLS.search(said)):
                continue
            if OFFICE.search(said) or OFFICE_BEHIND.match(behind):
                continue
            box = spot.box(one.start, one.end)
            mine = nearest(spot.sheet, box, own)
            with_patient = mine <= BLOCK and mine < nearest(spot.sheet, box, theirs)
            reached = HOME.search(said) is not None or HOME_BEHIND.match(behind) is not None
            section = role(spot.sheet, spot.line) == "patient"
            if mine <= NEXT_LINE and senders - {bare(one.value)}:
                reached = reached or _told_in_a_letter(spot, said, own)
            if reached and (with_patient or section):
                yield SURE, spot, one
            elif reached or with_patient or (section and mine <= BLOCK):
                yield HELD - 0.01 * min(mine, 9.0), spot, one


def _told_in_a_letter(spot: Spot, said: str, own: Sequence[Candidate]) -> bool:
    """Whether nothing but a word for a telephone stands before a number on a letter that tells the patient's name
    and birth date."""
    if spot.sheet.kind is not PageKind.REFERRAL_LETTER or not TELEPHONE.fullmatch(said.strip()):
        return False
    told = {c.field for c in own if c.page == spot.sheet.number}
    return {"patient.name", "patient.birth_date"} <= told


BLOCK, NEXT_LINE = 5, 1.6
"""Lines as far as a patient's block goes, and as far as a line's neighbour is."""
TELEPHONE = re.compile(r"\W{0,3}(?:tel\w{0,7}|ph|phone)\.?(?: ?(?:no|number|#))?\W{0,4}", re.IGNORECASE)
OFFICE = re.compile(
    r"\b(?:office|clinic|practice|(?:tele)?fax|facsimile|fx|f|pharm\w*|rx|emergency|kin|employer|work|attorney"
    r"|lawyer"
    r"|adjuster|interpreter|imaging|radiolog\w*|hospital|provider|physician|doctor|dr|md|nurse|rn|coordinator"
    r"|billing"
    r"|customer|member services|referr\w*|from|schedul\w*|front desk|desk|dept|department|our|us|questions|company"
    r"|insur\w*|plan|carrier|claims?|main|voice|operator|page[rd]?|beeper|answering|school|lab|suite|records?"
    r"|sender"
    r"|order|account|npi|mrn)\b",
    re.IGNORECASE,
)
OFFICE_BEHIND = re.compile(
    r"\W{0,3}\(?(?:fax|f|fx|office|work|w|o|main|voice|emergency(?! contact))\b", re.IGNORECASE
)
HOME = re.compile(
    r"\b(?:home|cell\w*|mobile|mob|patients?|pt|rung|ring\w*|reach\w*|best|evenings?|days?|daytime|nights?"
    r"|resid\w*|daughter"
    r"|son|wife"
    r"|husband|spouse|niece|nephew|sister|brother|mother|father|caregiver|guardian|poa|proxy|her|his|him|landline"
    r"|text|preferred|lives|client|resident|h|c|m)\b",
    re.IGNORECASE,
)
CALLS = re.compile(r"\b(?:tel\w*|ph\w*|number|call|contact)\b", re.IGNORECASE)
HOME_BEHIND = re.compile(r"\W{0,3}\(?(?:home|h|cell\w*|c|mobile|mob|m|text|preferred|landline)\b", re.IGNORECASE)

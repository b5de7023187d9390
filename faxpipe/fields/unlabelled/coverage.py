"""The plan and its number where no label we know asks for them.

Place in the sentence: words -> **fields**, under `unclaimed`. A payer is told by its own words, a number by its
shape and by standing with the payer or behind words at the core of such labels: a member, a policy, a card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.addresses import state_of
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.npi import npi_valid
from faxpipe.fields.kinds.payers import begins_with_payer, find_payer, names_payer, only_payer, spelt_out
from faxpipe.fields.marks.unmarked import unmarked_choices
from faxpipe.fields.unlabelled.spots import (
    HELD,
    NOT_OURS,
    SENT,
    SURE,
    Spot,
    bare,
    nearest,
    of,
    placed,
    printed_choices,
    role,
    spots,
    with_next,
)
from faxpipe.referral import Candidate, Check

PAYER, MEMBER = "coverage.payer", "coverage.member_id"


def coverage(packet: Packet, candidates: Sequence[Candidate], wanted: frozenset[str]) -> list[Candidate]:
    """Candidates for the payer and the member ID, as far as they are `wanted`."""
    found: list[Candidate] = []
    if PAYER in wanted:
        found = _best(sorted(_payers(packet), key=lambda one: -one.confidence), of(candidates, MEMBER), packet)
    if MEMBER in wanted:
        plans = [*of(candidates, PAYER), *found]
        numbers = sorted(_members(packet, candidates, plans), key=lambda one: -one.confidence)
        found += numbers[:1]
    return found


def _best(payers: Sequence[Candidate], numbers: Sequence[Candidate], packet: Packet) -> list[Candidate]:
    """The likeliest payer: believed where it is the only one, spelt as plans are, behind a word of being insured,
    and the member's number stands with it."""
    best, names = payers[:1], {bare(one.value) for one in payers}
    for one in best if len(names) == 1 else ():
        sheet = next(sheet for sheet in packet.sheets if sheet.number == one.page)
        if (
            one.confidence >= HELD_TOLD
            and nearest(sheet, one.box, numbers) <= BESIDE
            and only_payer(str(one.value))
        ):
            return [replace(one, confidence=one.confidence / HELD * SURE)]
    return list(best)


HELD_TOLD = 0.55


def _lines(packet: Packet) -> Iterator[Spot]:
    for sheet in packet.sheets:
        for spot in spots(sheet) if sheet.kind in SENT else ():
            line = sheet.layout.lines[spot.line]
            if printed_choices(sheet, line) or unmarked_choices(line.text):
                continue
            if role(sheet, spot.line) not in NOT_OURS and not OTHER_PLAN.search(line.text):
                yield spot


def _payers(packet: Packet) -> Iterator[Candidate]:
    """Names of plans in short lines, or behind words of being insured; what is printed for all names many."""
    for line in _lines(packet):
        spot = _whole(line)
        text = spot.passage.text
        told = INSURED.search(text)
        if (own := PAYS.search(text)) is not None and not BOILERPLATE.search(text):
            yield placed(spot, PAYER, Found("self-pay", own.start(), own.end()), HELD)
            continue
        if BOILERPLATE.search(text):
            continue
        parted = spot is not line and not names_payer(line.passage.text)
        if parted or (len(text.split()) > SHORT_WORDS and told is None):
            yield from _named(spot, 0, text)
            continue
        for start, end in spot.parts():
            cell = text[start:end]
            if not names_payer(cell):
                yield from _misread(spot, start, end)
                continue
            if not begins_with_payer(cell) and told is None:
                yield from _named(spot, start, cell)
                continue
            begin = start if begins_with_payer(cell) or told is None else max(start, min(told.end(), end))
            payer = find_payer(text[begin:end])
            if payer is None or payer.check is not Check.PASSED or ANY_PLAN.fullmatch(str(payer.value)):
                yield from _named(spot, 0, text)
                continue
            one = Found(payer.value, begin + payer.start, begin + payer.end, payer.check)
            yield placed(spot, PAYER, one, HELD if told or only_payer(str(payer.value)) else HELD - 0.05)
            break


def _misread(spot: Spot, start: int, end: int) -> Iterator[Candidate]:
    """A cell that holds nothing but a plan of which a letter was misread: "Medlcare", "Aetma"."""
    cell = spot.passage.text[start:end]
    meant = spelt_out(cell) if len(cell.split()) <= NAME_WORDS else None
    if meant is not None and only_payer(meant):
        yield placed(spot, PAYER, Found(meant, start, end, repaired=True), HELD - 0.05)


def _whole(spot: Spot) -> Spot:
    """A line of running text whose last words name a plan, or begin a name that the next line ends, with that
    line: "Telephone 603-555-0100. Blue" and "Cross of Maine, number ..."."""
    words = spot.passage.text.split()
    ends = len(words) > SHORT_WORDS and names_payer(" ".join(words[-NAME_WORDS:]))
    return with_next(spot) if ends or _parted(spot, words) else spot


def _parted(spot: Spot, words: Sequence[str]) -> bool:
    """Whether the last word or two of a line begin a plan's name that the next one ends."""
    lines = spot.sheet.layout.lines
    tail = words[-NAME_BEGINS:]
    if len(words) < RUNNING_WORDS or not tail[-1][0].isupper() or tail[-1].endswith((".", ":", ";")):
        return False
    if spot.line + 1 >= len(lines):
        return False
    head = [word.text for word in lines[spot.line + 1].words[:NAME_WORDS]]
    starts = (tail[at:] for at in range(len(tail)))
    return any(begins_with_payer(" ".join([*one, *head])) and not names_payer(" ".join(one)) for one in starts)


NAME_BEGINS, RUNNING_WORDS = 2, 6


NAME_WORDS = 5


def _named(spot: Spot, start: int, text: str) -> Iterator[Candidate]:
    """A plan amid other words that somebody has, or that its number follows: "She has Cigna, 100447719283"."""
    for clause in CLAUSES.finditer(text):
        begin = clause.end()
        payer = find_payer(text[begin:]) if begins_with_payer(text[begin:]) and text[begin].isupper() else None
        if payer is None or payer.check is not Check.PASSED:
            continue
        name = PLAN_ENDED.split(str(payer.value))[0].strip()
        end = begin + payer.start + len(name)
        followed = NUMBERED.match(text[end:]) is not None
        if followed or HAS.search(text[:begin]):
            one = Found(name, start + begin + payer.start, start + end, payer.check)
            yield placed(spot, PAYER, one, HELD if followed else HELD - 0.1)
            return


CLAUSES = re.compile(r"\b(?i:has|have|with|through|on|under|via|by|is)\s+(?=[A-Z])|[.,;:(/]\s*(?=[A-Z])")
HAS = re.compile(
    r"\b(?:(?:has|have|through|under|via)\s+|(?:insur\w*|cover\w*)(?:\s(?:is|by|with))?[:\s]\s*)$", re.IGNORECASE
)
PLAN_ENDED = re.compile(r"[.;,()]|\b(?:id|member|policy|number|no|meds|allerg\w*|she|he|her|his)\b", re.IGNORECASE)
NUMBERED = re.compile(
    r"[\s,;#(:]*(?:(?:id|no|number|member|policy|#)\W{0,3}){0,2}[A-Z]{0,4}\d[A-Z0-9-]{5,}", re.IGNORECASE
)
PAYS = re.compile(
    r"\b(?:self[\s-]?pay(?:ing)?|pay(?:s|ing)? (?:in )?cash|no (?:health )?insurance|uninsured|out of pocket"
    r"|private pay)\b",
    re.IGNORECASE,
)
SHORT_WORDS = 14
ANY_PLAN = re.compile(
    r"(?:(?:the|health|insurance|plan|company|co|primary|name|of|card|carrier|payer)\W*)+", re.IGNORECASE
)
INSURED = re.compile(
    r"\b(?:insur\w*|cover\w*|plan|payer|payor|carrier|policy|benefits?|bill(?:ed|ing)? to)\b\W*(?:(?:is|by|with"
    r"|through|under|via|company|name|carrier|plan|from|has|on)\b\W*)*",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"\b(?:participat\w*|accept\w*|we (?:take|bill)|assign\w*|consent|authorize|beneficiaries"
    r"|medicare (?:patients|guidelines"
    r"|requires?|criteria|lcd)|certif\w+|regulation|hipaa|form|please (?:attach|include|send)|copy of"
    r"|front and back|cards?"
    r" \(|participating|cms)\b",
    re.IGNORECASE,
)
OTHER_PLAN = re.compile(
    r"\b(?:secondary|2nd|supplement(?:al|ary)?|tertiary|prescription|dental|vision|part d|rx)\b", re.IGNORECASE
)


def _members(packet: Packet, candidates: Sequence[Candidate], plans: Sequence[Candidate]) -> Iterator[Candidate]:
    """Numbers of an identifier's shape that stand with a plan, or behind words of membership."""
    taken = [bare(c.value) for c in candidates if c.value is not None and c.field not in (PAYER, MEMBER)]
    medicare = any(MEDICARE.search(str(plan.value)) for plan in plans)
    for spot in _lines(packet):
        text = spot.passage.text
        for one in find_mbis(text):
            if one.check is Check.PASSED:
                yield placed(spot, MEMBER, one, SURE if medicare else HELD)
        for start, end in spot.parts():
            for read in find_ids(text[start:end], IdKind.MEMBER):
                one = _without_plan(text[start:end], read)
                there = Found(one.value, start + one.start, start + one.end, Check.PLAIN)
                if _is_number(one, taken):
                    yield from _told(spot, there, plans)


def _without_plan(cell: str, one: Found) -> Found:
    """The number without the last word of its plan, which ran into it: "Anthem BCBS YRP882914470"."""
    lead = PLAN_AND_NUMBER.match(cell[one.start : one.end])
    if lead is None or not names_payer(cell[: one.start + lead.end()]):
        return one
    return replace(one, value=bare(cell[one.start + lead.end() : one.end]), start=one.start + lead.end())


PLAN_AND_NUMBER = re.compile(r"[A-Z]{3,}\s+(?=[A-Z]{0,4}\d)")


def _wrapped(spot: Spot, one: Found, plans: Sequence[Candidate]) -> bool:
    """Whether a number begins its line and a plan ends the line above: one sentence or cell, broken there."""
    if spot.passage.text[: one.start].strip() or spot.line == 0:
        return False
    above = spot.sheet.layout.lines[spot.line - 1]
    last = above.words[-PLAN_ENDS:][0].box.left if above.words else 1.0
    return any(
        plan.page == spot.sheet.number and above.box.top <= plan.box.center_y <= above.box.bottom
        for plan in plans
        if plan.box.right >= last
    )


def _asked_above(spot: Spot, one: Found) -> str:
    """The end of the line above where the number begins its own: "... and the number on the card" / "is U4471"."""
    if spot.line == 0 or not GOES_ON.fullmatch(spot.passage.text[: one.start]):
        return ""
    words = spot.sheet.layout.lines[spot.line - 1].words[-ASKING_WORDS:]
    said = " ".join(word.text for word in words)
    return said if ASKS_NUMBER.search(said) else ""


GOES_ON, ASKING_WORDS = re.compile(r"\W*(?:is|was|reads)\W+", re.IGNORECASE), 6
ASKS_NUMBER = re.compile(r"\b(?:number|no|id|#|identification)\b[^\d]*$", re.IGNORECASE)
PLAN_ENDS = 3
"""Words at most from a plan to the end of its line, such as "ID" or a stroke."""


def _told(spot: Spot, one: Found, plans: Sequence[Candidate]) -> Iterator[Candidate]:
    lead = LEAD.findall(spot.passage.text[one.start : one.end])
    said = " ".join((_asked_above(spot, one), spot.caption(one.start), *lead))
    if OTHER_NUMBER.search(said) and not MEMBERSHIP.search(said):
        return
    if OTHER_NUMBER.search(spot.under(one.start)):
        return
    rows = nearest(spot.sheet, spot.box(one.start, one.end), plans)
    rows = min(rows, 1.0) if _wrapped(spot, one, plans) else rows
    told = MEMBERSHIP.search(said) is not None
    if told and rows <= BLOCK:
        yield placed(spot, MEMBER, one, SURE)
    elif told or rows <= BESIDE:
        yield placed(spot, MEMBER, one, HELD - 0.02 * min(rows, 9.0))


def _is_number(one: Found, taken: Sequence[str]) -> bool:
    """Whether a run of signs has the shape of a member's number and is nobody else's value."""
    value = str(one.value)
    digits = sum(map(str.isdigit, value))
    if one.note in ("phone_shape", "torn") or one.check in (Check.FAILED, Check.UNREADABLE):
        return False
    if digits < DIGITS_MIN or not LONG_MIN <= len(value) <= LONG_MAX or npi_valid(value) or DAY.fullmatch(value):
        return False
    if value.isdigit() and len(value) < BARE_MIN:
        return False
    if POSTED.fullmatch(value) and state_of(value[2:]) == value[:2]:  # "NH 03042" ends an address
        return False
    return not any(value in other or (len(other) >= LONG_MIN and other in value) for other in taken)


POSTED = re.compile(r"[A-Z]{2}\d{5}")
DIGITS_MIN, LONG_MIN, LONG_MAX, BARE_MIN = 5, 7, 15, 8
DAY = re.compile(
    r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
)
MEDICARE = re.compile(r"\bmedicare\b", re.IGNORECASE)
BLOCK, BESIDE = 4, 2
LEAD = re.compile(r"^[A-Z]{2,5}(?=\W)")
"""Capitals before a number, which may be its own or say what it is."""
MEMBERSHIP = re.compile(
    r"\b(?:memb\w*|subscr\w*|polic\w*|insur\w*|cert(?:ificate)?|benefic\w*|enroll\w*|card\w*|cover\w*|contract"
    r"|medicare"
    r"|medicaid|hic\w*|mbi|health (?:plan|id)|plan (?:id|no|num\w*|#))\b",
    re.IGNORECASE,
)
OTHER_NUMBER = re.compile(
    r"\b(?:mrn?|m\.?r\.?n?|med(?:ical)? rec\w*|chart|acc(?:oun)?t|accts?|patient (?:id|no|num\w*|#)|pt (?:id|#"
    r"|no)|orders?"
    r"|accession|visit|encounter|csn|fin|har|referral|auth\w*|pre-?cert\w*|group|grp|claim|case|ssn|social|npi"
    r"|dea|lic\w*"
    r"|tax\w*|tin|ein|upin|tel\w*|ph(?:one)?|fax|cell|mobile|home|zip|box|suite|ste|bin|rxbin|pcn|lot|device"
    r"|page|job|report"
    r"|exam|study|specimen|invoice|edipi|room|bed|ext|dob|birth|date|rev\w*|version|clia|ndc|icd\w*|dx|cpt"
    r"|hcpcs|ref"
    r"|requisition|tracking|ticket|confirmation|transaction|file|doc\w*|index|serial|model|license|employee|ehr"
    r"|emr|vin)\b",
    re.IGNORECASE,
)

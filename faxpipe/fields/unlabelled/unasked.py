"""Answers that stand where they belong without a label: the patient's telephone beside the name, a plan's number
behind the plan, Medicare by its number.

Place in the sentence: words -> **fields**, after all other methods and only for fields that none of them answers.
"Re: Ann Fox, born 3/4/1950, 603-555-0123" is plain to any reader. A telephone of whoever answers for the patient
is held, for a person to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet, believed, near
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.people.clinicians import clinicians
from faxpipe.fields.people.letterhead import FAX_BEFORE, TAG_AFTER, TAG_BEFORE, TOP
from faxpipe.layout import Passage, passage_of
from faxpipe.referral import Candidate, Check

METHOD = "place"
BESIDE, TAGGED, CONTACTS, PROVED = 0.85, 0.85, 0.6, 0.86
PAGES = frozenset(
    {
        PageKind.REFERRAL_FORM,
        PageKind.REFERRAL_LETTER,
        PageKind.COVER_SHEET,
        PageKind.FACE_SHEET,
        PageKind.CLINICAL_NOTE,
    }
)
OFFICES = re.compile(
    r"\b(?:office|clinic|practice|main|our|call|nurse|unit|dept|provider|voice)\b[^.;,]{0,25}$", re.IGNORECASE
)
ANSWERS_FOR = re.compile(
    r"\b(?:responsible party|caregiver|health ?care proxy|hcp|poa|power of attorney|guardian|daughter|son"
    r"|niece|nephew)\b",
    re.IGNORECASE,
)
MEDICARE_BEFORE = re.compile(r"\bmedicare\b(?:[^.;]|\bno\.){0,20}$", re.IGNORECASE)
NUMBER_WORD = re.compile(r"[\s,:(]+(?:no|number|id|card|mbi)\b\W*$", re.IGNORECASE)
BEHIND_PLAN = re.compile(
    r"[\s,;/]*(?:\(|(?:(?:policy|plan|insurance|identification|certificate|cert|card|member|subscriber)\s)?"
    r"(?:(?:id|identification)\s)?(?:#|no\.?\s|number\W|id\W))[\s#:]{0,2}(?=[A-Z0-9])",
    re.IGNORECASE,
)


def unasked(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates for patient.phone, coverage.member_id and coverage.payer where `candidates` hold no value, and
    for referrer.name where none is sure."""
    answered = {c.field for c in candidates if c.value is not None}
    offices = [c for c in candidates if c.field in {"referrer.phone", "referrer.fax"}]
    taken = {str(c.value) for c in offices}
    guessed = taken - {str(c.value) for c in offices if c.method != "letterhead"}
    if "patient.phone" not in answered:
        for sheet in packet.sheets:
            if sheet.kind in PAGES:
                yield from _phones(packet, sheet, candidates, taken, guessed)
    if "coverage.member_id" not in answered:
        yield from _behind_plan(packet, candidates)
        yield from _medicares(packet)
    if "coverage.payer" not in answered:
        yield from _medicare(packet)
    yield from clinicians(packet, candidates)


def _phones(
    packet: Packet, sheet: Sheet, candidates: Sequence[Candidate], taken: set[str], guessed: set[str]
) -> Iterator[Candidate]:
    """The telephones beside the patient's name; what the letterhead was only guessed to give may be one."""
    named = [c.box for c in candidates if c.field in OWN and c.page == sheet.number and c.value is not None]
    for line in sheet.layout.lines:
        passage = passage_of(sheet.number, line.words)
        for one in find_phones(passage.text):
            value = str(one.value)
            ours = any(near(value, own) for own in packet.recipient.phones)
            if ours or value in taken - guessed or one.check is Check.FAILED:
                continue
            before, behind = passage.text[: one.start], passage.text[one.end :]
            if FAX_BEFORE.search(before) or OFFICES.search(before):
                continue
            words = passage.covering(one.start, one.end)
            box = passage.box(one.start, one.end)
            beside = any(own.top < box.center_y < own.bottom for own in named)
            tagged = bool(TAG_BEFORE.search(before) or TAG_AFTER.match(behind)) and box.top > LETTERHEAD
            if value in guessed and not beside:
                continue
            prior = CONTACTS if ANSWERS_FOR.search(before) else BESIDE if beside else TAGGED if tagged else 0.0
            if prior:
                raw = passage.text[one.start : one.end]
                sure = believed(prior, words) * (0.85 if one.repaired else 1.0)
                yield Candidate("patient.phone", value, raw, sheet.number, box, sure, METHOD, one.check)


OWN = frozenset({"patient.name", "patient.birth_date"})
LETTERHEAD = TOP / 2
"""Above it a number is the sender's, whatever it is called."""


def _behind_plan(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """A number that follows the plan's name on its line: "Cigna #Q77 341 2005"."""
    plans = [c for c in candidates if c.field == "coverage.payer" and c.value is not None]
    for sheet in packet.sheets:
        for plan in (c for c in plans if c.page == sheet.number):
            for line in sheet.layout.lines:
                if not line.box.top < plan.box.center_y < line.box.bottom:
                    continue
                words = tuple(word for word in line.words if word.box.left > plan.box.left - 0.002)
                passage = passage_of(sheet.number, words)
                begin = passage.text.find(str(plan.value))
                marked = BEHIND_PLAN.match(passage.text, begin + len(str(plan.value))) if begin >= 0 else None
                if marked is not None:
                    yield from _number(sheet, passage, marked.end())


def _number(sheet: Sheet, passage: Passage, begin: int) -> Iterator[Candidate]:
    for one in find_ids(passage.text[begin:], IdKind.MEMBER)[:1]:
        if one.start > 1 or one.note:
            continue
        start, end = begin + one.start, begin + one.end
        box, sure = passage.box(start, end), believed(PROVED, passage.covering(start, end))
        raw = passage.text[start:end]
        yield Candidate("coverage.member_id", one.value, raw, sheet.number, box, sure, METHOD, one.check)


def _medicares(packet: Packet) -> Iterator[Candidate]:
    """A number that proves itself Medicare's, right behind the word: "Medicare A/B 1EG4-TE5-MK73"."""
    for sheet in packet.sheets:
        for line in sheet.layout.lines if sheet.kind in PAGES else ():
            passage = passage_of(sheet.number, line.words)
            for one in find_mbis(passage.text)[:1]:
                if one.check is Check.PASSED and MEDICARE_BEFORE.search(passage.text[: one.start]):
                    sure = believed(PROVED, passage.covering(one.start, one.end))
                    raw, box = passage.text[one.start : one.end], passage.box(one.start, one.end)
                    yield Candidate(
                        "coverage.member_id", one.value, raw, sheet.number, box, sure, METHOD, one.check
                    )
                    return


def _medicare(packet: Packet) -> Iterator[Candidate]:
    """Medicare, where a number that proves itself Medicare's stands behind the word and no plan is named."""
    for sheet in packet.sheets:
        if sheet.kind not in PAGES:
            continue
        for line in sheet.layout.lines:
            passage = passage_of(sheet.number, line.words)
            for one in find_mbis(passage.text)[:1]:
                if one.check is not Check.PASSED:
                    continue
                before = passage.text[: one.start]
                told = MEDICARE_BEFORE.search(before)
                if told is None:
                    continue  # Medicare Advantage has such a number too, but its plan another name
                plan = find_payer(before[told.start() :])
                words = passage.covering(one.start, one.end)
                sure = believed(PROVED, words)
                box = passage.box(one.start, one.end)
                raw = passage.text[one.start : one.end]
                name = "Medicare" if plan is None else NUMBER_WORD.sub("", str(plan.value))
                yield Candidate("coverage.payer", name, raw, sheet.number, box, sure, METHOD, Check.PLAIN)
                return

"""Whether a later fax answers an earlier referral: evidence about two identities -> how sure the match is.

Between verdict and queue. Pure. Two people who are taken for one are worse than an answer that waits to be
given by hand: a match is only `sure` where the reference number of our own letter, or name and birth date
together, say so and nothing speaks against it. Whatever else fits is offered to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from faxpipe.fields.kinds.same_name import same_person
from faxpipe.referral import FieldStatus, FieldValue, PageReading, Referral

SAME_NAME = 0.85
OTHER_NAME = 0.6
SAME_SENDER = 88.0
NAME, BIRTH_DATE = "patient.name", "patient.birth_date"


class Certainty(StrEnum):
    """`sure`: linked at once, undone in one click. `likely`: offered to a person."""

    SURE = "sure"
    LIKELY = "likely"


class Evidence(StrEnum):
    """What speaks for a match, and, `other_...`, what against it."""

    REFERENCE = "reference"
    NAME = "name"
    NAME_NEAR = "name_near"
    BIRTH_DATE = "birth_date"
    BIRTH_DATE_NEAR = "birth_date_near"
    PHONE = "phone"
    MEMBER_ID = "member_id"
    SENDER = "sender"
    OTHER_NAME = "other_name"
    OTHER_BIRTH_DATE = "other_birth_date"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a referral is about and who sent it, in every reading there is of each; numbers in normal form.

    `firm`: fields of the patient that were found; only those can speak against a match.
    """

    references: frozenset[str] = frozenset()
    names: frozenset[str] = field(default=frozenset(), repr=False)
    birth_dates: frozenset[str] = field(default=frozenset(), repr=False)
    phones: frozenset[str] = field(default=frozenset(), repr=False)
    member_ids: frozenset[str] = field(default=frozenset(), repr=False)
    sender_numbers: frozenset[str] = field(default=frozenset(), repr=False)
    senders: frozenset[str] = field(default=frozenset(), repr=False)
    firm: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral that an answer may belong to. `open`: nobody has closed it; `asked_at`: of the last letter."""

    fax_id: int
    referral: int
    identity: Identity
    open: bool
    received_at: datetime
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One earlier referral that the arrived one may answer, with what speaks for and against it."""

    waiting: Waiting
    certainty: Certainty
    evidence: frozenset[Evidence]


def identity_of(
    referral: Referral | None, pages: Iterable[PageReading], references: Iterable[str] = ()
) -> Identity:
    """The identity that a referral (None: nobody's pages) and the header lines of its pages give.

    Held values count as well as found ones: an uncertain name that agrees is evidence, and one that does not
    agree is none against.
    """
    headers = [page.header for page in pages if page.header is not None]
    return Identity(
        references=frozenset(references),
        names=_readings(referral, NAME),
        birth_dates=_readings(referral, BIRTH_DATE),
        phones=_readings(referral, "patient.phone"),
        member_ids=_readings(referral, "coverage.member_id"),
        sender_numbers=_readings(referral, "referrer.fax")
        | _readings(referral, "referrer.phone")
        | frozenset(header.number for header in headers if header.number),
        senders=_readings(referral, "referrer.practice")
        | _readings(referral, "referrer.name")
        | frozenset(header.sender for header in headers if header.sender),
        firm=frozenset(name for name in (NAME, BIRTH_DATE) if _is_found(referral, name)),
    )


def matches(arrived: Identity, waiting: Sequence[Waiting]) -> tuple[Match, ...]:
    """Every earlier referral that `arrived` may answer, the best first; at most one of them is sure.

    Where two open referrals of one patient both fit, the one asked about last is it; the other is offered.
    Closed ones are only ever offered.
    """
    found = [match for one in waiting if (match := _match(arrived, one)) is not None]
    found.sort(key=_rank, reverse=True)
    best = found[0] if found and found[0].certainty is Certainty.SURE else None
    return tuple(
        match if match is best else Match(match.waiting, Certainty.LIKELY, match.evidence) for match in found
    )


def evidence_of(arrived: Identity, waiting: Identity) -> frozenset[Evidence]:
    """What the two identities say about being one; empty where they have nothing in common."""
    said: set[Evidence] = set()
    if arrived.references & waiting.references:
        said.add(Evidence.REFERENCE)
    firm = arrived.firm & waiting.firm
    said |= _names(arrived.names, waiting.names, NAME in firm)
    said |= _births(arrived.birth_dates, waiting.birth_dates, BIRTH_DATE in firm)
    if arrived.phones & waiting.phones:
        said.add(Evidence.PHONE)
    if arrived.member_ids & waiting.member_ids:
        said.add(Evidence.MEMBER_ID)
    if arrived.sender_numbers & waiting.sender_numbers or _same_sender(arrived.senders, waiting.senders):
        said.add(Evidence.SENDER)
    return frozenset(said)


def _match(arrived: Identity, waiting: Waiting) -> Match | None:
    said = evidence_of(arrived, waiting.identity)
    certainty = _certainty(said)
    if certainty is None:
        return None
    return Match(waiting, certainty if waiting.open else Certainty.LIKELY, said)


def _certainty(said: frozenset[Evidence]) -> Certainty | None:
    against = said & {Evidence.OTHER_NAME, Evidence.OTHER_BIRTH_DATE}
    if Evidence.REFERENCE in said:
        return Certainty.LIKELY if against else Certainty.SURE
    if against:
        return None
    own = said & {Evidence.PHONE, Evidence.MEMBER_ID}
    if Evidence.NAME in said:
        if Evidence.BIRTH_DATE in said:
            return Certainty.SURE
        if Evidence.BIRTH_DATE_NEAR in said:
            return Certainty.SURE if own else Certainty.LIKELY
        return Certainty.LIKELY if own or Evidence.SENDER in said else None
    if Evidence.NAME_NEAR in said and Evidence.BIRTH_DATE in said:
        return Certainty.SURE if own else Certainty.LIKELY
    if Evidence.BIRTH_DATE in said and own:
        return Certainty.LIKELY
    return None


def _rank(match: Match) -> tuple[bool, bool, bool, int, datetime]:
    waiting = match.waiting
    return (
        match.certainty is Certainty.SURE,
        Evidence.REFERENCE in match.evidence,
        waiting.asked_at is not None,
        len(match.evidence),
        waiting.asked_at or waiting.received_at,
    )


def _readings(referral: Referral | None, name: str) -> frozenset[str]:
    value = _value(referral, name)
    if value is None or value.status is FieldStatus.MISSING:
        return frozenset()
    readings = (value.value, *(other.value for other in value.others))
    return frozenset(reading for reading in readings if isinstance(reading, str))


def _is_found(referral: Referral | None, name: str) -> bool:
    value = _value(referral, name)
    return value is not None and value.status is FieldStatus.FOUND


def _value(referral: Referral | None, name: str) -> FieldValue | None:
    return next((value for value in referral.fields if value.field == name), None) if referral else None


def _names(ours: frozenset[str], theirs: frozenset[str], firm: bool) -> set[Evidence]:
    if not ours or not theirs:
        return set()
    best = max(same_person(one, other) for one in ours for other in theirs)
    if best > SAME_NAME:
        return {Evidence.NAME}
    if best >= OTHER_NAME:
        return {Evidence.NAME_NEAR}
    return {Evidence.OTHER_NAME} if firm else set()


def _births(ours: frozenset[str], theirs: frozenset[str], firm: bool) -> set[Evidence]:
    if not ours or not theirs:
        return set()
    if ours & theirs:
        return {Evidence.BIRTH_DATE}
    if any(_near(one, other) for one in ours for other in theirs):
        return {Evidence.BIRTH_DATE_NEAR}
    return {Evidence.OTHER_BIRTH_DATE} if firm else set()


def _near(one: str, other: str) -> bool:
    """Whether one digit differs, or two neighbours, or day and month, are swapped."""
    if len(one) != len(other) or len(one) != len("1947-03-19"):
        return False
    swapped = f"{other[:5]}{other[8:]}-{other[5:7]}"
    return one == swapped or DamerauLevenshtein.distance(one, other) == 1


def _same_sender(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(fuzz.token_set_ratio(_plain(a), _plain(b)) >= SAME_SENDER for a in ours for b in theirs)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]+", " ", text.lower()).strip()

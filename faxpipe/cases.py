"""pages -> packets -> fields: what the pages of a fax say, before it is confirmed and judged. Pure.

The middle of `pipeline`: after the pages were read, before places on them are read a second time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from faxpipe.config import Clinic, Config
from faxpipe.decided import NOTHING, Decided
from faxpipe.document import Fax, Header, Page, PageKind, PageState
from faxpipe.fields.context import Packet, Recipient, Sheet, sheet_of
from faxpipe.fields.extract import extract, identify
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.kinds.dates import whole_days
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.marks.bracketed import with_typed_boxes
from faxpipe.fields.marks.overdrawn import with_overdrawn_boxes
from faxpipe.fields.resolution.again import Second
from faxpipe.fields.resolution.confirm import unsettled
from faxpipe.fields.resolution.covering import Cover
from faxpipe.fields.resolution.places import Place
from faxpipe.layout import Layout, layout
from faxpipe.packets.consensus import headers, missing_pages
from faxpipe.packets.facts import REQUESTS, PageFacts
from faxpipe.packets.group import Packets, later_page, packets
from faxpipe.packets.header import without_header
from faxpipe.packets.kinds import page_kinds, titled
from faxpipe.packets.purpose import MISDIRECTED, PageSays, Purpose, purpose
from faxpipe.packets.regroup import regrouped
from faxpipe.packets.whose import UNNAMED, PatientMark
from faxpipe.referral import Candidate, FieldValue
from faxpipe.schema import Schema, load_schema

SENT_DAYS_BEFORE_MAX = 5 * 366
"""A header date further back than this is a machine whose clock was never set; archives are read again."""


@dataclass(frozen=True, slots=True)
class Case:
    """The pages of one packet, what it is for, and the values of its fields as they were read first."""

    packet: Packet
    purpose: Purpose
    fields: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the pages of a fax say, before it is confirmed and judged. Without sheets where none could be read."""

    pages: tuple[Page, ...]
    schema: Schema
    day: date
    sheets: tuple[Sheet, ...]
    grouped: Packets
    cases: tuple[Case, ...]
    others: tuple[Purpose, ...]
    lost: tuple[int, ...]
    cover: Cover | None = None
    """The cover sheet that several patients came with."""
    loose: tuple[FieldValue, ...] = ()
    """What the pages answer that nobody could be given."""

    def unsettled(self, second: Second) -> tuple[Place, ...]:
        """The places of required values that no second reading agrees with yet."""
        own = [(case.fields, case.packet) for case in self.cases]
        said = [(self.cover.fields, self.cover.packet)] if self.cover else []
        return tuple(place for fields, packet in (*own, *said) for place in unsettled(fields, packet, second))


def find(
    fax: Fax,
    config: Config,
    *,
    received_at: datetime,
    schema: Schema | None = None,
    decided: Decided = NOTHING,
) -> Findings:
    """The pages given to their patients, and the values that stand on them by `schema`, else ours. Pure.

    `decided`: what people have said of the pages; it is not asked again.
    """
    schema = schema or load_schema()
    if not any(page.state is PageState.READ for page in fax.pages):
        return Findings(fax.pages, schema, received_at.date(), (), Packets((), ()), (), (), ())
    found = headers(fax.pages)
    pages = [
        with_overdrawn_boxes(with_typed_boxes(without_header(page, header)))
        for page, header in zip(fax.pages, found, strict=True)
    ]
    laid = [layout(page) for page in pages]
    told = dict(decided.kinds)
    kinds = [
        (told.get(page.number, kind), sure)
        for page, (kind, sure) in zip(pages, page_kinds(laid, pages), strict=True)
    ]
    day = _day(found, laid, received_at)
    recipient = _recipient(config.clinic)
    sheets = [
        sheet_of(page, kind, schema, header, laid=one)
        for page, (kind, _), header, one in zip(pages, kinds, found, laid, strict=True)
    ]
    grouped = regrouped(_grouped(sheets, schema, day, recipient), decided.patients, len(sheets))
    cases: list[Case] = []
    others: list[Purpose] = []
    for numbers in grouped.packets:
        own = tuple(sheet for sheet in sheets if sheet.number in numbers)
        meant = any(number in decided.referrals for number in numbers)
        wanted = Purpose(True) if meant else purpose([_says(sheet, kinds[sheet.number - 1][1]) for sheet in own])
        if wanted.referral:
            packet = Packet(own, schema, day, recipient)
            cases.append(Case(packet, wanted, extract(packet)))
        else:
            others.append(wanted)
            if wanted.reason == MISDIRECTED:
                sheets = [_not_to_us(sheet) if sheet in own else sheet for sheet in sheets]
    nobodys = Packet((), schema, day, recipient)
    loose = tuple(sheet for sheet in sheets if sheet.number in grouped.unassigned)
    return Findings(
        fax.pages,
        schema,
        day,
        tuple(sheets),
        grouped,
        tuple(cases),
        tuple(others),
        missing_pages(found),
        _cover(sheets, grouped, nobodys) if len(grouped.packets) > 1 else None,
        extract(replace(nobodys, sheets=loose)) if loose and cases else (),
    )


def _not_to_us(sheet: Sheet) -> Sheet:
    """A page of a misdirected fax: what asks somebody else for something is no request to us."""
    return replace(sheet, kind=PageKind.OTHER) if sheet.kind in REQUESTS else sheet


def _cover(sheets: list[Sheet], grouped: Packets, nobodys: Packet) -> Cover | None:
    """The covers of several patients; without one the only cover of the fax, if it lies first."""
    shared = tuple(sheet for sheet in sheets if sheet.number in grouped.shared)
    own = tuple(sheet for sheet in sheets if sheet.kind is PageKind.COVER_SHEET)
    first = not shared and len(own) == 1 and own[0].number == 1
    if not shared and not first:
        return None
    packet = replace(nobodys, sheets=shared or own)
    return Cover(packet, extract(packet), of_one=first)


def _grouped(sheets: list[Sheet], schema: Schema, day: date, recipient: Recipient) -> Packets:
    facts = []
    asked = sum(sheet.kind in REQUESTS for sheet in sheets)
    listed = any(PageFacts(sheet.number, sheet.kind, text=sheet.layout.text).lists for sheet in sheets)
    for sheet in sheets:
        own = Packet((sheet,), schema, day, recipient)
        name, birth_date, confidence = identify(own)
        if birth_date is not None and birth_date > _years_before(day, BORN_YEARS_MIN):
            birth_date = None  # the day of a visit, read for a birth
        mark = PatientMark(name, birth_date, confidence=confidence)
        text = sheet.layout.text
        if listed and mark.silent and sheet.kind is PageKind.INSURANCE_CARD:
            mark = _card_holder(text)
        told = _numbers(own) if asked > 1 and sheet.kind in REQUESTS else ()
        begins = mark.silent and titled(sheet.layout, sheet.kind)
        facts.append(
            PageFacts(
                sheet.number,
                sheet.kind,
                mark,
                later_page(text),
                begins=begins,
                text=text,
                told=told,
                days=frozenset(whole_days(text, day)) if asked > 1 else frozenset(),
                legibility=sheet.page.legibility,
            )
        )
    return packets(facts, same_person)


def _card_holder(text: str) -> PatientMark:
    """Whom a card names, and only them: it counts where a cover lists several patients, since elsewhere it may be
    a spouse's."""
    told = [find_person(found[1]) for found in CARD_NAME.finditer(text)]
    names = {str(one.value) for one in told if one is not None and " " in str(one.value)}
    several = OTHERS_CARD.search(text) is not None
    return PatientMark(names.pop(), None, confidence=CARD_SURE) if len(names) == 1 and not several else UNNAMED


CARD_NAME = re.compile(
    r"\b(?i:member name|member|name of insured|insured|name|beneficiary)\s?:\s?"
    r"((?:[A-Z][A-Za-z.'-]*,?\s){1,3}?[A-Z][A-Za-z'-]+)(?=\s+\w+(?:\s\w+)?\s?[:#]|\s*\n|\s*$)"
)
OTHERS_CARD = re.compile(r"\b(?:dependents?|dependants?|subscriber|spouse)\b", re.IGNORECASE)
CARD_SURE = 0.85


def _numbers(packet: Packet) -> tuple[tuple[str, str], ...]:
    """What a page gives as the patient's telephone and member number, the surest of each."""
    asked = {sheet.number: sheet.questions for sheet in packet.sheets}
    given: dict[str, Candidate] = {}
    for candidate in labelled(packet, asked, only=OWN_NUMBERS):
        best = given.get(candidate.field)
        if isinstance(candidate.value, str) and (best is None or best.confidence < candidate.confidence):
            given[candidate.field] = candidate
    return tuple((name, str(one.value)) for name, one in given.items() if one.confidence >= NUMBER_SURE)


OWN_NUMBERS = ("patient.phone", "coverage.member_id")
NUMBER_SURE = 0.75


def _years_before(day: date, years: int) -> str:
    return f"{day.year - years:04d}{day.isoformat()[4:]}"


BORN_YEARS_MIN = 5
"""Nobody younger is sent to a pain clinic for adults, so a later day tells no two patients apart."""


def _says(sheet: Sheet, sure: float) -> PageSays:
    lines = tuple(line.text for line in sheet.layout.lines)
    return PageSays(sheet.kind, sure, lines, sheet.page.confidence or 0.0)


def _day(found: tuple[Header | None, ...], laid: list[Layout], received_at: datetime) -> date:
    """The day the fax was sent as its header says; without one, the latest day that it mentions.

    A fax read again months later must be judged as of its own day. Days that cannot be, because they lie
    after the arrival or long before it, are passed over; with none left it is the day of arrival.
    """
    received = received_at.date()
    earliest = received - timedelta(days=SENT_DAYS_BEFORE_MAX)
    sent = [header.sent_at.date() for header in found if header is not None and header.sent_at is not None]
    for day in sent:
        if earliest <= day <= received + timedelta(days=1):
            return day
    mentioned = [date.fromisoformat(day) for one in laid for day in whole_days(one.text, received)]
    return max((day for day in mentioned if earliest <= day <= received), default=received)


@cache
def _recipient(clinic: Clinic) -> Recipient:
    return Recipient((clinic.phone, clinic.fax), clinic.providers, clinic.npis, clinic.name)

"""The sentence as code: inbox PDF -> pages -> words -> packets -> fields -> verdict.

Only this module knows the order of the stages, and `cases` that from pages to fields. `read_fax` has the effects,
reading the file: its pages, then the places of what was found on them once more. `understand` is a pure function
of those pages and second readings, so what is stored can be judged again at any time without the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import faxpipe
from faxpipe.advisories import load_coverage
from faxpipe.cases import Findings, find
from faxpipe.clock import counted_from
from faxpipe.completeness import judge, worst
from faxpipe.config import Config
from faxpipe.crosscheck import cross_check
from faxpipe.decided import NOTHING, Decided
from faxpipe.digest import sha256_of
from faxpipe.document import Fax, Page, PageKind, PageState
from faxpipe.errors import UnreadableFaxError
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.marks.answered import answered_flags, not_meant
from faxpipe.fields.marks.choices import leading
from faxpipe.fields.people.age import stated_ages
from faxpipe.fields.resolution.confirm import confirm
from faxpipe.fields.resolution.covering import left_open, sent_with
from faxpipe.fields.tagger.entities import read_by
from faxpipe.packets.facts import REQUESTS
from faxpipe.packets.group import Packets
from faxpipe.packets.pathway import of_no_fracture, pathway
from faxpipe.packets.purpose import Purpose
from faxpipe.pages.pictures import Pictures
from faxpipe.priority import ASKED_BY_NOBODY, HARDLY_ASKED, NOT_READ, UNREAD_LOOSE
from faxpipe.referral import (
    PRIORITY_ORDER,
    FieldStatus,
    FieldValue,
    PageReading,
    Pathway,
    Priority,
    Reading,
    RedFlag,
    Referral,
    Verdict,
)
from faxpipe.reread import read_again, second_readers
from faxpipe.scan import scan
from faxpipe.schema import Schema, load_schema

READING_SHARE = 0.75
"""Of the time for a fax: what is not read by then is said to be unread, before the whole fax is stopped."""

AGAIN_SHARE = 0.9
"""By then the places of values have been read again, or are left as they were read first."""

LOST = "A page of this fax never arrived; the header lines count more pages than there are."
HARDLY_READ = "Most of page {} could not be surely read; something on it may have been missed."
LEGIBILITY_MIN, ASKED_LEGIBLY = 0.5, 0.45
DOUBT = "It is not certain that this is a referral."


def read_fax(
    path: Path,
    config: Config,
    *,
    source: str,
    received_at: datetime,
    progress: Callable[[int, int], None] | None = None,
    decided: Decided = NOTHING,
) -> tuple[Fax, Reading]:
    """Reads the file: its pages with their words, and what they mean. `received_at` in local time.

    `decided`: what people have said of its pages, which is not asked again.

    A fax that can't be read gives a reading with verdict unreadable and a reason code, never an exception;
    EngineError and ToolMissingError pass through, because another attempt or a set-up can help.
    """
    sha256 = sha256_of(path)
    begun_s = time.monotonic()
    pictures = Pictures()
    try:
        time_s = READING_SHARE * config.worker.fax_timeout_s
        keep = pictures.add if config.ocr.second_reading else None
        pages = scan(
            path,
            limits=config.pages,
            ocr=config.ocr,
            time_s=time_s,
            progress=progress,
            keep=keep,
            rotations=dict(decided.rotations),
        )
    except UnreadableFaxError as error:
        return Fax(sha256, (), source), unreadable(sha256, source, error.code)
    fax = Fax(sha256, pages, source)
    findings = find(fax, config, received_at=received_at, decided=decided)
    time_s = AGAIN_SHARE * config.worker.fax_timeout_s - (time.monotonic() - begun_s)
    fax = replace(fax, pages=_read_again(findings, pictures, config, time_s))
    return fax, conclude(fax, findings)


def understand(
    fax: Fax,
    config: Config,
    *,
    received_at: datetime,
    schema: Schema | None = None,
    decided: Decided = NOTHING,
) -> Reading:
    """What the pages of a fax, and the second readings stored with them, mean by `schema`, else ours. Pure."""
    return conclude(fax, find(fax, config, received_at=received_at, schema=schema, decided=decided))


def conclude(fax: Fax, findings: Findings) -> Reading:
    """The findings confirmed by the second readings of `fax`, checked against each other and judged. Pure."""
    if not findings.sheets:
        return _nothing_read(fax, findings.schema)
    second = {page.number: page.second for page in fax.pages}
    grouped, lost = findings.grouped, findings.lost
    loose = tuple(sheet for sheet in findings.sheets if sheet.number in grouped.unassigned)
    shared = tuple(sheet for sheet in findings.sheets if sheet.number in grouped.shared)
    cover = findings.cover
    if cover is not None:
        cover = replace(cover, fields=confirm(cover.fields, cover.packet, second))
    judged: list[Referral] = []
    others = list(findings.others)
    for case in findings.cases:
        doubts = ((DOUBT,) if case.purpose.doubtful else ()) + ((LOST,) if lost else ())
        doubts += tuple(HARDLY_READ.format(sheet.number) for sheet in case.packet.sheets if _hardly_read(sheet))
        fields = sent_with(cover, confirm(case.fields, case.packet, second), case.packet)
        fields = left_open(fields, findings.loose)
        doubts += _unread((*case.packet.sheets, *loose), loose)
        doubts += (ASKED_BY_NOBODY,) if any(map(_asks_illegibly, loose)) else ()
        doubts += (HARDLY_ASKED,) if any(map(_asks_illegibly, case.packet.sheets)) else ()
        referral = _referral(case.packet, fields, doubts, loose, shared, findings.day)
        if case.purpose.doubtful and not _names_a_case(referral):
            others.append(case.purpose)  # no list of thirteen missing items for what may be no referral at all
        else:
            judged.append(referral)
    return Reading(
        source=fax.source,
        sha256=fax.sha256,
        verdict=_worst(judged, others, grouped),
        priority=_highest(
            [*(referral.priority for referral in judged), *(flag.priority for flag in _flags(loose, findings.day))]
        ),
        pages=tuple(_page(page, sheet) for page, sheet in zip(fax.pages, findings.sheets, strict=True)),
        referrals=tuple(judged),
        versions=_versions(fax, findings.schema),
        missing_pages=lost,
        reason="" if judged else next((other.reason for other in others if other.reason), ""),
    )


def _read_again(findings: Findings, pictures: Pictures, config: Config, time_s: float) -> tuple[Page, ...]:
    engines = second_readers(config.ocr, time_s)
    return read_again(findings.pages, pictures, engines, findings.unsettled, time_s=time_s)


def unreadable(sha256: str, source: str, reason: str) -> Reading:
    """The reading of a fax of which no page could be read."""
    return Reading(
        source, sha256, Verdict.UNREADABLE, Priority.ROUTINE, (), (), _versions(None, load_schema()), reason=reason
    )


def _referral(
    packet: Packet,
    fields: tuple[FieldValue, ...],
    doubts: tuple[str, ...],
    loose: tuple[Sheet, ...],
    shared: tuple[Sheet, ...],
    day: date,
) -> Referral:
    """`loose`: pages that may be this patient's, `shared`: covers of several patients; what is urgent on them
    counts, what they answer does not."""
    texts = [(sheet.kind, sheet.layout.text) for sheet in packet.sheets]
    ages = stated_ages(packet)
    dated = any(sheet.header is not None and sheet.header.sent_at is not None for sheet in packet.sheets)
    received = counted_from({value.field: value for value in fields}, day, dated=dated)
    flags = _flags((*packet.sheets, *loose, *shared), received)
    fields = cross_check(fields, received, ages)
    way = pathway(fields, texts, received.year)
    fields = fields if way is Pathway.VCF else of_no_fracture(fields)
    judgement = judge(
        fields,
        packet.schema,
        load_coverage(),
        pathway=way,
        kinds=frozenset(sheet.kind for sheet in packet.sheets),
        received=received,
        red_flags=flags,
        unassigned=tuple(sheet.number for sheet in loose),
        doubts=doubts,
    )
    return Referral(
        pages=tuple(sheet.number for sheet in packet.sheets),
        pathway=way,
        verdict=judgement.verdict,
        priority=judgement.priority,
        fields=tuple(fields),
        missing=judgement.missing,
        unsure=judgement.unsure,
        reasons=judgement.reasons,
        advisories=judgement.advisories,
        red_flags=flags,
        day=day,
        ages=ages,
    )


def _flags(sheets: tuple[Sheet, ...], received: date) -> tuple[RedFlag, ...]:
    """What the pages assert and what their questions were answered with, each flag once a page."""
    stated = red_flags(
        [(sheet.layout, sheet.kind) for sheet in sheets],
        ticks={sheet.number: leading(sheet) for sheet in sheets},
        said={sheet.number: sheet.said for sheet in sheets},
        received=received,
    )
    unmeant = [not_meant(sheet) for sheet in sheets]
    stated = tuple(flag for flag in stated if not any(one(flag) for one in unmeant))
    known = {(flag.flag, flag.page) for flag in stated}
    answered = [flag for sheet in sheets for flag in answered_flags(sheet) if (flag.flag, flag.page) not in known]
    return (*stated, *answered)


def _unread(sheets: tuple[Sheet, ...], loose: tuple[Sheet, ...]) -> tuple[str, ...]:
    """What is said of pages nobody read, those given to nobody (`loose`) among them."""
    lost = [sheet for sheet in sheets if sheet.kind is PageKind.UNREADABLE]
    late = (NOT_READ,) if any(sheet.page.reason in MACHINE_LATE for sheet in lost) else ()
    return (*late, *((UNREAD_LOOSE,) if any(sheet in loose for sheet in lost) else ()))


MACHINE_LATE = frozenset({"engine_timeout", "engine_failed", "out_of_time"})
"""Reasons that say nothing of the page: it may be plain print."""


def _hardly_read(sheet: Sheet, least: float = LEGIBILITY_MIN) -> bool:
    legibility = sheet.page.legibility
    return legibility is not None and legibility < least


def _asks_illegibly(sheet: Sheet) -> bool:
    return sheet.kind in REQUESTS and _hardly_read(sheet, ASKED_LEGIBLY)


def _page(page: Page, sheet: Sheet) -> PageReading:
    return PageReading(
        page.number,
        sheet.kind,
        page.rotation,
        page.confidence,
        sheet.header,
        page.reason,
        page.legibility,
        page.illegible,
        page.skew_deg,
        page.width_px,
        page.height_px,
    )


def _nothing_read(fax: Fax, schema: Schema) -> Reading:
    """Blank paper and unreadable pages only: nobody can say what was sent."""
    pages = tuple(
        PageReading(
            page.number,
            PageKind.BLANK if page.state is PageState.BLANK else PageKind.UNREADABLE,
            page.rotation,
            None,
            reason=page.reason,
            skew_deg=page.skew_deg,
            width_px=page.width_px,
            height_px=page.height_px,
        )
        for page in fax.pages
    )
    blank = all(page.state is PageState.BLANK for page in fax.pages)
    reason = "all_blank" if blank else next((page.reason for page in fax.pages if page.reason), "no_words")
    return Reading(
        fax.source,
        fax.sha256,
        Verdict.UNREADABLE,
        Priority.ROUTINE if blank else Priority.PRIORITY,
        pages,
        (),
        _versions(fax, schema),
        reason=reason,
    )


def _worst(judged: list[Referral], others: list[Purpose], grouped: Packets) -> Verdict:
    if judged:
        return worst([referral.verdict for referral in judged])
    doubt = grouped.unassigned or any(other.doubtful for other in others)
    return Verdict.REVIEW if doubt else Verdict.NOT_REFERRAL


def _names_a_case(referral: Referral) -> bool:
    """Whether anything that only a referral would say was read for certain, or a red flag was."""
    said = {value.field for value in referral.fields if value.status is FieldStatus.FOUND}
    return bool(said & TELLING) or bool(referral.red_flags)


TELLING = frozenset(
    {"patient.birth_date", "patient.phone", "coverage.member_id", "referrer.npi", "diagnosis.icd10"}
    | {"fracture.levels", "order.service", "diagnosis.text"}
)


def _highest(priorities: list[Priority]) -> Priority:
    return min(priorities, key=PRIORITY_ORDER.index, default=Priority.ROUTINE)


def _versions(fax: Fax | None, schema: Schema) -> tuple[tuple[str, str], ...]:
    engines = sorted({f"{page.engine} {page.engine_version}".strip() for page in fax.pages} - {""}) if fax else []
    return (
        ("faxpipe", faxpipe.__version__),
        ("ocr", ", ".join(engines) or "none"),
        ("model", read_by()),
        ("rules", schema.version),
    )

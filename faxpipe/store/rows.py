"""A reading as rows, and rows as a reading: one function a table, each way.

Nothing is lost on the way: what `reading_of` gives back equals what was stored, so the contract's JSON can be
printed from the database. JSON columns hold what nobody searches by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from faxpipe.document import Box, Header, PageKind
from faxpipe.referral import (
    Advisory,
    Candidate,
    Check,
    FieldStatus,
    FieldValue,
    PageReading,
    Pathway,
    Priority,
    Reading,
    Reason,
    RedFlag,
    Referral,
    Value,
    Verdict,
)

Row = dict[str, Any]


def reading_row(reading: Reading) -> Row:
    return {
        "verdict": reading.verdict.value,
        "priority": reading.priority.value,
        "reason": reading.reason,
        "missing_pages": dump(reading.missing_pages),
        "versions": dump(reading.versions),
    }


def page_row(page: PageReading) -> Row:
    return {
        "number": page.number,
        "kind": page.kind.value,
        "rotation": page.rotation,
        "confidence": page.confidence,
        "header": _header_text(page.header),
        "reason": page.reason,
        "legibility": page.legibility,
        "illegible": dump([box.as_list() for box in page.illegible]),
        "skew_deg": page.skew_deg,
        "width_px": page.width_px,
        "height_px": page.height_px,
    }


def referral_row(number: int, referral: Referral) -> Row:
    return {
        "number": number,
        "pages": dump(referral.pages),
        "pathway": referral.pathway.value,
        "verdict": referral.verdict.value,
        "priority": referral.priority.value,
        "missing": dump(referral.missing),
        "unsure": dump(referral.unsure),
        "reasons": dump([[reason.field, reason.status.value, reason.says] for reason in referral.reasons]),
        "advisories": dump([[advisory.rule, advisory.says] for advisory in referral.advisories]),
        "red_flags": dump(
            [
                [flag.flag, flag.priority.value, flag.page, _edges(flag.box), flag.words]
                for flag in referral.red_flags
            ]
        ),
        "day": referral.day.isoformat() if referral.day else None,
        "ages": dump(referral.ages),
    }


def field_row(referral: int, value: FieldValue) -> Row:
    return {
        "referral": referral,
        "name": value.field,
        "status": value.status.value,
        "value": None if value.value is None else dump(value.value),
        "confidence": value.confidence,
        "page": value.page,
        "box": dump(_edges(value.box)) if value.box else None,
        "words": None if value.words is None else plain_text(value.words),
        "method": value.method,
        "reason": value.reason,
        "others": dump([_candidate_list(candidate) for candidate in value.others]),
    }


def reading_of(
    fax: Row, reading: Row, pages: Iterable[Row], referrals: Iterable[Row], fields: Iterable[Row]
) -> Reading:
    """The stored reading as a value; `fields` are its machine rows in the order they were written."""
    by_referral: dict[int, list[FieldValue]] = {}
    for row in fields:
        by_referral.setdefault(row["referral"], []).append(field_of(row))
    return Reading(
        source=fax["source"],
        sha256=fax["sha256"],
        verdict=Verdict(reading["verdict"]),
        priority=Priority(reading["priority"]),
        pages=tuple(_page_of(row) for row in pages),
        referrals=tuple(_referral_of(row, tuple(by_referral.get(row["number"], ()))) for row in referrals),
        versions=tuple((name, version) for name, version in json.loads(reading["versions"])),
        missing_pages=tuple(json.loads(reading["missing_pages"])),
        reason=reading["reason"],
    )


def field_of(row: Row) -> FieldValue:
    return FieldValue(
        field=row["name"],
        status=FieldStatus(row["status"]),
        value=None if row["value"] is None else _value_of(json.loads(row["value"])),
        confidence=row["confidence"],
        page=row["page"],
        box=Box(*json.loads(row["box"])) if row["box"] else None,
        words=row["words"],
        method=row["method"],
        reason=row["reason"],
        others=tuple(_candidate_of(row["name"], *other) for other in json.loads(row["others"])),
    )


def dump(value: object) -> str:
    """JSON text, ASCII only: a lone surrogate from a broken text layer must not stop a row."""
    return json.dumps(value, separators=(",", ":"))


def plain_text(text: str) -> str:
    """`text` as SQLite can hold it: lone surrogates are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _page_of(row: Row) -> PageReading:
    return PageReading(
        number=row["number"],
        kind=PageKind(row["kind"]),
        rotation=row["rotation"],
        confidence=row["confidence"],
        header=_header_of(row["header"]),
        reason=row["reason"],
        legibility=row["legibility"],
        illegible=tuple(Box(*edges) for edges in json.loads(row["illegible"])),
        skew_deg=row["skew_deg"],
        width_px=row["width_px"],
        height_px=row["height_px"],
    )


def _referral_of(row: Row, fields: tuple[FieldValue, ...]) -> Referral:
    return Referral(
        pages=tuple(json.loads(row["pages"])),
        pathway=Pathway(row["pathway"]),
        verdict=Verdict(row["verdict"]),
        priority=Priority(row["priority"]),
        fields=fields,
        missing=tuple(json.loads(row["missing"])),
        unsure=tuple(json.loads(row["unsure"])),
        reasons=tuple(
            Reason(name, FieldStatus(status), says) for name, status, says in json.loads(row["reasons"])
        ),
        advisories=tuple(Advisory(rule, says) for rule, says in json.loads(row["advisories"])),
        red_flags=tuple(
            RedFlag(flag, Priority(priority), page, Box(*box), words)
            for flag, priority, page, box, words in json.loads(row["red_flags"])
        ),
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        ages=tuple(json.loads(row["ages"])),
    )


def _header_text(header: Header | None) -> str | None:
    if header is None:
        return None
    sent_at = header.sent_at.isoformat() if header.sent_at else None
    return dump([header.sender, header.number, sent_at, header.page, header.of, _edges(header.box)])


def _header_of(text: str | None) -> Header | None:
    if text is None:
        return None
    sender, number, sent_at, page, of, box = json.loads(text)
    moment = datetime.fromisoformat(sent_at) if sent_at else None
    return Header(sender, number, moment, page, of, Box(*box) if box else None)


def _candidate_list(candidate: Candidate) -> list[Any]:
    return [
        candidate.value,
        candidate.words,
        candidate.page,
        _edges(candidate.box),
        candidate.confidence,
        candidate.method,
        candidate.check.value,
    ]


def _candidate_of(
    field: str, value: Any, words: str, page: int, box: list[float], confidence: float, method: str, check: str
) -> Candidate:
    return Candidate(field, _value_of(value), words, page, Box(*box), confidence, method, Check(check))


def _value_of(value: Any) -> Value | None:
    return tuple(value) if isinstance(value, list) else value


def _edges(box: Box | None) -> list[float] | None:
    return None if box is None else [box.left, box.top, box.right, box.bottom]

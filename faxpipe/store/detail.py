"""All that is known of one fax, gathered from its rows. Reads only."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from faxpipe.amended import Act, Correction
from faxpipe.referral import Reading
from faxpipe.store import rows
from faxpipe.store.queue import queue_row
from faxpipe.store.values import (
    Arrival,
    Attempt,
    Event,
    FaxDetail,
    Mode,
    Shelf,
    unstamp,
)


def fax_detail(db: Database, fax_id: int) -> FaxDetail | None:
    line = queue_row(db, fax_id)
    if line is None:
        return None
    fax = _all(db, "SELECT * FROM faxes WHERE id = :id", fax_id)[0]
    return FaxDetail(
        row=line,
        shelf=Shelf(fax["shelf"]),
        archive=fax["archive"],
        size_bytes=fax["size_bytes"],
        reading=_reading(db, fax),
        reading_no=fax["reading_no"],
        corrections=_corrections(db, fax_id),
        arrivals=_arrivals(db, fax_id),
        attempts=_attempts(db, fax_id),
        events=_events(db, fax_id),
    )


def _all(db: Database, sql: str, fax_id: int, **more: Any) -> list[rows.Row]:
    return list(db.query(sql, {"id": fax_id, **more}))


def _reading(db: Database, fax: rows.Row) -> Reading | None:
    fax_id, number = fax["id"], fax["reading_no"]
    found = _all(db, "SELECT * FROM readings WHERE fax_id = :id AND number = :number", fax_id, number=number)
    if not found:
        return None
    return rows.reading_of(
        fax,
        found[0],
        _all(db, "SELECT * FROM pages WHERE fax_id = :id ORDER BY number", fax_id),
        _all(db, "SELECT * FROM referrals WHERE fax_id = :id ORDER BY number", fax_id),
        _all(db, "SELECT * FROM fields WHERE fax_id = :id AND source = 'machine' ORDER BY id", fax_id),
    )


def _corrections(db: Database, fax_id: int) -> tuple[Correction, ...]:
    sql = "SELECT * FROM fields WHERE fax_id = :id AND source = 'person' ORDER BY id"
    return tuple(
        Correction(
            row["referral"],
            rows.field_of(row),
            row["author"],
            unstamp(row["at"]),
            row["reading_no"],
            Act(row["act"]),
            tuple(json.loads(row["pages"])),
        )
        for row in _all(db, sql, fax_id)
    )


def _arrivals(db: Database, fax_id: int) -> tuple[Arrival, ...]:
    return tuple(
        Arrival(row["source"], row["size_bytes"], row["inode"], row["mtime_ns"], unstamp(row["arrived_at"]))
        for row in _all(db, "SELECT * FROM arrivals WHERE fax_id = :id ORDER BY id", fax_id)
    )


def _attempts(db: Database, fax_id: int) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(
            number=row["number"],
            worker=row["worker"],
            mode=Mode(row["mode"]),
            started_at=unstamp(row["started_at"]),
            ended_at=unstamp(row["ended_at"]) if row["ended_at"] else None,
            outcome=row["outcome"],
            seconds=row["seconds"],
        )
        for row in _all(db, "SELECT * FROM attempts WHERE fax_id = :id ORDER BY number", fax_id)
    )


def _events(db: Database, fax_id: int) -> tuple[Event, ...]:
    return tuple(
        Event(unstamp(row["at"]), row["actor"], row["event"], row["detail"])
        for row in _all(db, "SELECT * FROM events WHERE fax_id = :id ORDER BY id", fax_id)
    )

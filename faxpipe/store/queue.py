"""The queue as staff see it: a filter becomes SQL, rows become lines. Reads only.

Verdict, priority and gaps are those that stand, with people's corrections and what answers brought.

Order: emergencies and urgents whatever their verdict, then what nobody could read (it may hide either), then
flagged faxes, then complete ones that want handing over; the oldest first within each. `attention` of the
schema is that order.
"""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from faxpipe.referral import Priority, Verdict
from faxpipe.store.rows import Row
from faxpipe.store.values import Counts, Disposition, QueueFilter, QueueRow, State, stamp, unstamp

_SELECT = """
    SELECT faxes.id, faxes.sha256, faxes.source, faxes.received_at, faxes.state, faxes.disposition,
           faxes.reason, faxes.attempts, work.verdict, work.priority, work.missing, work.unsure, work.patients,
           (SELECT COUNT(*) FROM pages WHERE pages.fax_id = faxes.id) AS page_count,
           (SELECT COUNT(*) FROM arrivals WHERE arrivals.fax_id = faxes.id) AS arrival_count
    FROM faxes
    JOIN work ON work.fax_id = faxes.id
"""


def queue_rows(db: Database, wanted: QueueFilter) -> tuple[QueueRow, ...]:
    conditions, params = _conditions(wanted)
    sql = f"""
        {_SELECT}
        WHERE {" AND ".join(conditions) or "TRUE"}
        ORDER BY work.attention, faxes.received_at, faxes.id
        LIMIT :limit
        OFFSET :offset
    """
    params |= {"limit": wanted.limit, "offset": wanted.offset}
    return tuple(_line(row) for row in db.query(sql, params))


def queue_row(db: Database, fax_id: int) -> QueueRow | None:
    return next((_line(row) for row in db.query(f"{_SELECT} WHERE faxes.id = :id", {"id": fax_id})), None)


def counts(db: Database) -> Counts:
    def tally(column: str) -> list[tuple[str, int]]:
        sql = f"SELECT {column} AS name, COUNT(*) AS n FROM faxes WHERE {column} IS NOT NULL GROUP BY {column}"  # noqa: S608
        return [(row["name"], row["n"]) for row in db.query(sql)]

    oldest = next(db.query("SELECT MIN(received_at) AS at FROM faxes WHERE state = 'received'"))["at"]
    return Counts(
        states=tuple((State(name), number) for name, number in tally("state")),
        verdicts=tuple((Verdict(name), number) for name, number in tally("verdict")),
        dispositions=tuple((Disposition(name), number) for name, number in tally("disposition")),
        oldest_received_at=unstamp(oldest) if oldest else None,
    )


def _conditions(wanted: QueueFilter) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    params: dict[str, Any] = {}
    for name, column, values in (
        ("verdicts", "work.verdict", wanted.verdicts),
        ("priorities", "work.priority", wanted.priorities),
        ("states", "faxes.state", wanted.states),
        ("dispositions", "faxes.disposition", wanted.dispositions),
    ):
        if values:
            conditions.append(f"{column} IN (SELECT value FROM json_each(:{name}))")  # noqa: S608 - fixed names
            params[name] = json.dumps([value.value for value in values])
    if wanted.since is not None:
        conditions.append("faxes.received_at >= :since")
        params["since"] = stamp(wanted.since)
    if wanted.missing is not None:
        conditions.append(":missing IN (SELECT value FROM json_each(work.missing))")
        params["missing"] = wanted.missing
    return conditions, params


def _line(row: Row) -> QueueRow:
    return QueueRow(
        id=row["id"],
        sha256=row["sha256"],
        source=row["source"],
        received_at=unstamp(row["received_at"]),
        state=State(row["state"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        priority=Priority(row["priority"]) if row["priority"] else None,
        disposition=Disposition(row["disposition"]),
        reason=row["reason"],
        pages=row["page_count"],
        attempts=row["attempts"],
        arrivals=row["arrival_count"],
        missing=tuple(json.loads(row["missing"])),
        unsure=tuple(json.loads(row["unsure"])),
        patients=tuple(json.loads(row["patients"])),
    )

"""Who looked at what, who changed what, and who was refused: rows that only grow.

The history of a fax (`events`) says what became of it; the audit says who was at the desk, whatever they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from faxpipe.store.connection import transaction, translated
from faxpipe.store.values import stamp, unstamp

ROWS_MAX = 200
FAXES_MAX = 5_000
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One request, log-in or refusal. `detail` is codes and ids, never a value of a fax."""

    at: datetime
    actor: str
    role: str
    action: str
    fax_id: int | None
    method: str
    route: str
    status: int
    address: str
    detail: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; empty means all, but `faxes`: None any, () none. `before`: an entry's id."""

    actor: str = ""
    action: str = ""
    faxes: tuple[int, ...] | None = field(default=None)
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


class Audit:
    """The audit trail on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, *entries: Entry) -> None:
        """Append `entries` in one transaction."""
        with transaction(self._db) as conn:
            conn.executemany(_INSERT, [_params(entry) for entry in entries])

    def entries(self, wanted: AuditFilter, *, limit: int = ROWS_MAX) -> tuple[Entry, ...]:
        """The newest `limit` entries that `wanted` asks for, newest first."""
        with translated():
            return tuple(self._query(wanted, limit))

    def actions(self) -> tuple[str, ...]:
        """Every action that ever happened, for a choice on the page."""
        with translated():
            rows = self._db.conn.execute(_ACTIONS).fetchall()
        return tuple(row[0] for row in rows)

    def faxes_of(self, patient: str) -> tuple[int, ...]:
        """The newest faxes on which a patient's name holds every word of `patient`."""
        likes = [word.translate(_LIKE) for word in patient.split()]
        if not likes:
            return ()
        params = {f"word{number}": f"%{word}%" for number, word in enumerate(likes)}
        conditions = " AND ".join(f"patients LIKE :{name} ESCAPE '\\'" for name in params)
        sql = f"SELECT fax_id FROM work WHERE {conditions} ORDER BY fax_id DESC LIMIT :limit"  # noqa: S608
        with translated():
            rows = self._db.conn.execute(sql, params | {"limit": FAXES_MAX}).fetchall()
        return tuple(row[0] for row in rows)

    def _query(self, wanted: AuditFilter, limit: int) -> Iterator[Entry]:
        conditions, params = _conditions(wanted)
        sql = f"""
            SELECT id, at, actor, role, action, fax_id, method, route, status, address, detail
            FROM audit
            WHERE {" AND ".join(conditions) or "TRUE"}
            ORDER BY id DESC
            LIMIT :limit
        """  # noqa: S608 - the conditions are fixed texts below
        for row in self._db.query(sql, params | {"limit": limit}):
            yield Entry(**row | {"at": unstamp(row["at"])})


_INSERT = """
    INSERT INTO audit (at, actor, role, action, fax_id, method, route, status, address, detail)
    VALUES (:at, :actor, :role, :action, :fax_id, :method, :route, :status, :address, :detail)
"""

# A loose index scan: one step an action, however long the audit is.
_ACTIONS = """
    WITH RECURSIVE each (action) AS (
        SELECT MIN(action) FROM audit
        UNION ALL
        SELECT (SELECT MIN(action) FROM audit WHERE action > each.action) FROM each WHERE action IS NOT NULL
    )
    SELECT action FROM each WHERE action IS NOT NULL
"""


def _params(entry: Entry) -> dict[str, Any]:
    return {
        "at": stamp(entry.at),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "fax_id": entry.fax_id,
        "method": entry.method,
        "route": entry.route,
        "status": entry.status,
        "address": entry.address,
        "detail": entry.detail,
    }


def _conditions(wanted: AuditFilter) -> tuple[Sequence[str], dict[str, Any]]:
    conditions, params = [], dict[str, Any]()
    for value, condition, name in (
        (wanted.actor, "actor = :actor", "actor"),
        (wanted.action, "action = :action", "action"),
        (wanted.since and stamp(wanted.since), "at >= :since", "since"),
        (wanted.until and stamp(wanted.until), "at < :until", "until"),
        (wanted.before, "id < :before", "before"),
    ):
        if value:
            conditions.append(condition)
            params[name] = value
    if wanted.faxes is not None:
        conditions.append("fax_id IN (SELECT value FROM json_each(:faxes))")
        params["faxes"] = "[" + ",".join(str(int(fax)) for fax in wanted.faxes) + "]"
    return conditions, params


def entry_cells(entry: Entry) -> tuple[str, ...]:
    """An entry as the cells of an export, in the order of `EXPORTED`."""
    return (
        stamp(entry.at),
        entry.actor,
        entry.role,
        entry.action,
        "" if entry.fax_id is None else str(entry.fax_id),
        entry.method,
        entry.route,
        str(entry.status),
        entry.address,
        entry.detail,
    )


EXPORTED = ("at", "actor", "role", "action", "fax", "method", "route", "status", "address", "detail")

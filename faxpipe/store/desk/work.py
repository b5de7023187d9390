"""Who has which fax, and what becomes of it: claim, take-over, assignment, call-back, decision.

Nobody works on a fax that somebody else has open without knowing, and nobody saves over what they have not seen:
every change names the version of the row of work that was on the screen. A claim ends by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from faxpipe.errors import StaleVersionError, StoreError
from faxpipe.referral import Priority, RedFlag, Verdict
from faxpipe.store import jobs, standing
from faxpipe.store.connection import transaction, translated
from faxpipe.store.desk.work_rows import WorkRow, row_of
from faxpipe.store.values import Disposition, stamp, unstamp


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a fax open, and until when. `mine`: the one who asked; `version` is what to save against."""

    by: str
    until: datetime
    mine: bool
    version: int


class Work:
    """The rows of work on one connection. `person` is the name of an account."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def row(self, fax_id: int) -> WorkRow | None:
        """What stands for this fax; None where there is no such fax."""
        with translated():
            found = list(self._db.query(_ROW, {"id": fax_id}))
        return row_of(found[0]) if found else None

    def known(self, fax_id: int) -> WorkRow:
        """As `row`. Raises StoreError (no_such_fax) where there is no such fax."""
        row = self.row(fax_id)
        if row is None:
            raise StoreError("there is no such fax", code="no_such_fax")
        return row

    def open(self, fax_id: int, person: str, *, now: datetime, until: datetime) -> Held:
        """Take this fax in hand until `until` where it is free, or mine already; says who has it.

        Raises StoreError (no_such_fax) for an unknown fax.
        """
        with transaction(self._db) as conn:
            before = _holder(conn, fax_id, now)
            if before in {None, person}:
                conn.execute(_HOLD, {"id": fax_id, "person": person, "until": stamp(until)})
                if before is None:
                    _event(conn, fax_id, person, now, "opened")
            return _held(conn, fax_id, person)

    def take_over(self, fax_id: int, person: str, *, now: datetime, until: datetime) -> Held:
        """Take this fax from whoever has it open. What they save afterwards is refused."""
        with transaction(self._db) as conn:
            before = _holder(conn, fax_id, now)
            conn.execute(_HOLD, {"id": fax_id, "person": person, "until": stamp(until)})
            if before != person:
                _event(conn, fax_id, person, now, "taken_over", before or "")
            return _held(conn, fax_id, person)

    def leave(self, fax_id: int, person: str, *, now: datetime) -> None:
        """Put this fax down, if it is still in my hands."""
        sql = """
            UPDATE work
            SET held_by = NULL,
                held_until = NULL
            WHERE fax_id = :id
              AND held_by = :person
            RETURNING fax_id
        """
        with transaction(self._db) as conn:
            if conn.execute(sql, {"id": fax_id, "person": person}).fetchone():
                _event(conn, fax_id, person, now, "left")

    def leave_all(self, person: str, *, now: datetime) -> None:
        """Put down all that this person holds: they logged off."""
        with transaction(self._db) as conn:
            sql = "UPDATE work SET held_by = NULL, held_until = NULL WHERE held_by = ? RETURNING fax_id"
            for (fax_id,) in conn.execute(sql, (person,)).fetchall():
                _event(conn, fax_id, person, now, "left")

    @contextmanager
    def change(
        self,
        fax_id: int,
        version: int,
        person: str,
        *,
        now: datetime,
        event: str,
        detail: str = "",
        begins: bool = True,
    ) -> Iterator[sqlite3.Connection]:
        """One transaction in which `person` changes a fax that they saw at `version`; yields its connection.

        A fax that was new, or came back with an answer, is in review from then on, unless nobody looked at it for
        this (`begins` False). Raises StaleVersionError, and
        changes nothing, where the fax has another version by now or is in somebody else's hands; StoreError
        (no_such_fax) where there is none.
        """
        with transaction(self._db) as conn:
            self._claim_change(conn, fax_id, version, person, now)
            if begins:
                conn.execute(_BEGUN, {"id": fax_id})
            _event(conn, fax_id, person, now, event, detail)
            yield conn

    def assign(self, fax_id: int, version: int, to: str | None, person: str, *, now: datetime) -> None:
        """Make it somebody's own (None: nobody's). It stays in its tab."""
        with transaction(self._db) as conn:
            self._claim_change(conn, fax_id, version, person, now)
            conn.execute("UPDATE work SET assigned_to = :to WHERE fax_id = :id", {"id": fax_id, "to": to})
            _event(conn, fax_id, person, now, "assigned", to or "")

    def snooze(
        self, fax_id: int, version: int, until: datetime | None, note: str, person: str, *, now: datetime
    ) -> None:
        """Put it aside until `until` (None: bring it back now). An urgent fax nobody has called about stays in
        sight all the same."""
        params = {"id": fax_id, "until": stamp(until) if until else None, "note": note if until else ""}
        with transaction(self._db) as conn:
            self._claim_change(conn, fax_id, version, person, now)
            conn.execute(_SNOOZE, params)
            _event(conn, fax_id, person, now, "snoozed" if until else "woken", stamp(until) if until else "")

    def decide(
        self,
        fax_id: int,
        version: int,
        disposition: Disposition,
        person: str,
        *,
        now: datetime,
        note: str = "",
    ) -> None:
        """What becomes of the fax; OPEN takes an earlier decision back. Its holder puts it down by this."""
        with transaction(self._db) as conn:
            self._claim_change(conn, fax_id, version, person, now)
            standing.dispose(conn, fax_id, disposition, now)
            _event(conn, fax_id, person, now, "disposed", disposition.value)
            if note:
                _event(conn, fax_id, person, now, "note", note)

    # inside another's transaction

    def stand(
        self,
        conn: sqlite3.Connection,
        fax_id: int,
        verdict: Verdict,
        priority: Priority,
        missing: Sequence[str],
        unsure: Sequence[str],
        flags: Sequence[RedFlag] = (),
    ) -> None:
        """What holds with people's corrections: verdict, priority, gaps and red flags of the whole fax."""
        standing.stand(conn, fax_id, verdict, priority, missing, unsure, flags)

    def answered(self, conn: sqlite3.Connection, fax_id: int, *, now: datetime) -> None:
        """An answer to this fax was linked."""
        standing.answered(conn, fax_id, now)

    def due(self, conn: sqlite3.Connection, fax_id: int, due_at: datetime | None) -> None:
        """When something must be done about a fax that waits for its sender."""
        conn.execute("UPDATE work SET due_at = ? WHERE fax_id = ?", (stamp(due_at) if due_at else None, fax_id))

    def urgent_called(self, conn: sqlite3.Connection, fax_id: int, *, now: datetime) -> None:
        """The urgent call about this fax was made."""
        conn.execute(
            "UPDATE work SET urgent_called_at = :now WHERE fax_id = :id", {"id": fax_id, "now": stamp(now)}
        )

    def _claim_change(
        self, conn: sqlite3.Connection, fax_id: int, version: int, person: str, now: datetime
    ) -> None:
        params = {"id": fax_id, "version": version, "person": person, "now": stamp(now)}
        if conn.execute(_CHANGE, params).fetchone():
            return
        holder = _holder(conn, fax_id, now)
        if holder in {None, person}:
            raise StaleVersionError("this fax was changed meanwhile; nothing was saved, look at it again")
        raise StaleVersionError("somebody else has this fax open; nothing was saved", code="held")


def _holder(conn: sqlite3.Connection, fax_id: int, now: datetime) -> str | None:
    """Who has it open at `now`. Raises StoreError for an unknown fax."""
    sql = "SELECT CASE WHEN held_until > :now THEN held_by END FROM work WHERE fax_id = :id"
    found = conn.execute(sql, {"id": fax_id, "now": stamp(now)}).fetchone()
    if found is None:
        raise StoreError("there is no such fax", code="no_such_fax")
    return None if found[0] is None else str(found[0])


def _held(conn: sqlite3.Connection, fax_id: int, person: str) -> Held:
    by, until, version = conn.execute(
        "SELECT held_by, held_until, version FROM work WHERE fax_id = ?", (fax_id,)
    ).fetchone()
    return Held(by, unstamp(until), by == person, version)


def _event(
    conn: sqlite3.Connection, fax_id: int, person: str, now: datetime, event: str, detail: str = ""
) -> None:
    params = {"id": fax_id, "now": stamp(now), "actor": person, "event": event, "detail": detail}
    conn.execute(jobs.INSERT_EVENT, params)


_ROW = """
    SELECT work.*, faxes.state, faxes.disposition
    FROM work
    JOIN faxes ON faxes.id = work.fax_id
    WHERE work.fax_id = :id
"""

_HOLD = """
    UPDATE work
    SET held_by = :person,
        held_until = :until
    WHERE fax_id = :id
"""

_CHANGE = """
    UPDATE work
    SET version = version + 1
    WHERE fax_id = :id
      AND version = :version
      AND (held_by IS NULL OR held_by = :person OR held_until <= :now)
    RETURNING version
"""

_BEGUN = """
    UPDATE work
    SET stage = 'in_review'
    WHERE fax_id = :id
      AND stage IN ('new', 'answered')
"""

_SNOOZE = """
    UPDATE work
    SET snoozed_until = :until,
        snooze_note = :note
    WHERE fax_id = :id
"""

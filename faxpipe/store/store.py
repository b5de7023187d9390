"""The queue in SQLite: accept, claim, finish, fail, rescue, correct, audit. One deep class.

Holds patient data, the only place that does. Every public method is one transaction, durable when it
returns; every deciding write is one statement of `jobs`, guarded by state and claim token. The clock is the
caller's: each method that needs a time is handed `now`. A Store belongs to the thread that opened it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from sqlite_utils import Database

from faxpipe.decided import Decided
from faxpipe.errors import LostClaimError, StoreError
from faxpipe.referral import FieldStatus, FieldValue, Reading, Value, Verdict
from faxpipe.store import decisions, detail, jobs, queue, rows, search_index, standing
from faxpipe.store.connection import connect, transaction, translated
from faxpipe.store.values import (
    Accepted,
    Claim,
    Counts,
    Disposition,
    FaxDetail,
    Mode,
    NewFax,
    QueueFilter,
    QueueRow,
    Rescued,
    Shelf,
    State,
    StoredPage,
    stamp,
    unstamp,
)

MACHINE = "faxpipe"
PAUSE_MAX = timedelta(days=1)


class Store:
    """The database at `path`; made, migrated and opened, or used as `db` has it open already.

    Raises StoreError where it cannot be used.
    """

    def __init__(self, path: Path, db: Database | None = None) -> None:
        self._db = connect(path) if db is None else db
        self._path = path
        self._file = _file_at(path)

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # intake

    def accept(self, fax: NewFax) -> Accepted:
        """Make the row of bytes that are safe on a shelf, or link this arrival to the row they have.

        The same file met again (a crash came between the row and the move) is neither a fax nor an arrival.
        Raises StoreError where the database file was moved or replaced: a row in it would be found by nobody.
        """
        if _file_at(self._path) != self._file:
            raise StoreError("the database file was moved or replaced; start the daemon again", code="store_moved")
        now = stamp(fax.arrival.at)
        with transaction(self._db) as conn:
            made = conn.execute(jobs.INSERT_FAX, _fax_params(fax, now)).fetchone()
            fax_id = int(made[0] if made else self._id_of(fax.sha256))
            linked = conn.execute(jobs.INSERT_ARRIVAL, _arrival_params(fax_id, fax, now)).fetchone()
            if made:
                standing.begin(conn, fax_id)
                self._event(fax_id, now, "accepted", fax.reason)
            elif linked:
                self._event(fax_id, now, "arrived_again")
                if conn.execute(jobs.REOPEN, {"id": fax_id}).fetchone():
                    standing.dispose(conn, fax_id, Disposition.OPEN, fax.arrival.at)
                    standing.touched(conn, fax_id)
                    self._event(fax_id, now, "reopened")
            count = conn.execute("SELECT COUNT(*) FROM arrivals WHERE fax_id = ?", (fax_id,)).fetchone()[0]
        return Accepted(fax_id=fax_id, new=made is not None, arrivals=count)

    def waiting(self) -> int:
        """How many faxes still want reading, those under way included."""
        with translated():
            sql = (
                "SELECT COUNT(*) FROM faxes WHERE state = 'received'",
                "SELECT COUNT(*) FROM faxes WHERE state = 'running'",
            )
            return sum(int(self._db.conn.execute(one).fetchone()[0]) for one in sql)

    def beat(self, name: str, now: datetime) -> None:
        """Record that the part called `name` ("rescan", "worker") was alive at `now`."""
        with transaction(self._db) as conn:
            conn.execute(
                """
                INSERT INTO heartbeats (name, at, pid)
                VALUES (:name, :now, :pid)
                ON CONFLICT (name) DO UPDATE SET at = excluded.at, pid = excluded.pid
                """,
                {"name": name, "now": stamp(now), "pid": os.getpid()},
            )

    def last_beat(self, name: str) -> datetime | None:
        found = self._db.conn.execute("SELECT at FROM heartbeats WHERE name = ?", (name,)).fetchone()
        return unstamp(found[0]) if found else None

    # the worker

    def claim(self, worker: str, *, now: datetime, until: datetime) -> Claim | None:
        """Take the next fax to read until `until`; None where nothing waits."""
        params = {"token": uuid4().hex, "worker": worker, "now": stamp(now), "until": stamp(until)}
        params["far"] = stamp(now + PAUSE_MAX)
        with transaction(self._db) as conn:
            cursor = conn.execute(jobs.CLAIM, params)
            found = cursor.fetchone()
            if found is None:
                return None
            row = dict(zip((column[0] for column in cursor.description), found, strict=True))
            conn.execute(jobs.INSERT_ATTEMPT, params | {"id": row["id"], "mode": row["mode"]})
        return _claim_of(row)

    def renew(self, claims: Iterable[Claim], *, until: datetime) -> tuple[Claim, ...]:
        """Hold `claims` until `until`; gives back those that somebody else took meanwhile."""
        lost: list[Claim] = []
        with transaction(self._db) as conn:
            for claim in claims:
                params = {"id": claim.fax_id, "token": claim.token, "until": stamp(until)}
                if conn.execute(jobs.RENEW, params).fetchone() is None:
                    lost.append(claim)
        return tuple(lost)

    def finish(
        self,
        claim: Claim,
        reading: Reading,
        words: Sequence[StoredPage] = (),
        *,
        now: datetime,
        seconds: float | None = None,
        references: Sequence[str] = (),
    ) -> int:
        """Store `reading` in place of the last machine reading; gives its number.

        `words` replace the stored ones; empty (a reading from stored words) leaves them. `references`: what may be
        numbers of our letters on its pages. Raises LostClaimError, and stores nothing, where the claim is no
        longer ours.
        """
        params = self._ending(claim, now) | rows.reading_row(reading)
        with transaction(self._db) as conn:
            number = self._guarded(conn, jobs.FINISH, params)
            self._write_reading(conn, params | {"reading_no": number, "mode": claim.mode.value}, reading)
            if words:
                _write_words(conn, claim.fax_id, words)
            _write_references(conn, claim.fax_id, references)
            standing.refresh(conn, claim.fax_id)
            standing.read(conn, claim.fax_id, number)
            search_index.index_reading(conn, claim.fax_id, number, words)
            self._end_attempt(conn, params, "read", seconds)
            self._event(claim.fax_id, params["now"], "read", f"{number} {reading.verdict.value}")
            again = decisions.said_meanwhile(conn, claim.fax_id)
            if again is not None:
                conn.execute(jobs.READ_AGAIN, {"id": claim.fax_id, "mode": again.value})
                self._event(claim.fax_id, params["now"], "requeued", again.value)
        return int(number)

    def retry(
        self, claim: Claim, code: str, *, now: datetime, not_before: datetime, seconds: float | None = None
    ) -> None:
        """This attempt failed with `code`; another may follow from `not_before` on."""
        self._put_back(claim, code, now, not_before=stamp(not_before), uncounted=0, seconds=seconds)

    def release(self, claim: Claim, *, now: datetime) -> None:
        """Give the job back without counting the attempt: the worker stops, or the machine is at fault."""
        self._put_back(claim, "released", now, not_before="", uncounted=1, seconds=None)

    def fail(
        self, claim: Claim, code: str, *, now: datetime, final: bool = False, seconds: float | None = None
    ) -> State:
        """Stop reading this fax: a person must see it. Gives the state it ended in.

        `final`: the bytes can never be read, so the job is done with verdict unreadable; otherwise it failed.
        A fax that was read before keeps its last good reading and is failed.
        """
        state = State.DONE if final else State.FAILED
        params = self._ending(claim, now) | {"reason": code, "state": state.value}
        with transaction(self._db) as conn:
            ended = State(self._guarded(conn, jobs.UNREADABLE, params))
            self._end_attempt(conn, params, code, seconds)
            standing.unread(conn, claim.fax_id)
            self._event(claim.fax_id, params["now"], "failed" if ended is State.FAILED else "unreadable", code)
        return ended

    def rescue(self, *, now: datetime, attempts_max: int) -> tuple[Rescued, ...]:
        """Take back claims whose lease has ended; after `attempts_max` a person must see the fax."""
        return self._rescue(jobs.RESCUE_EXPIRED, {"now": stamp(now), "attempts_max": attempts_max})

    def give_back(self, worker: str, *, now: datetime, attempts_max: int) -> tuple[Rescued, ...]:
        """Take back at once what workers named `worker...` held: they are known to be dead."""
        params = {"now": stamp(now), "attempts_max": attempts_max, "worker": worker}
        return self._rescue(jobs.RESCUE_OF_WORKER, params)

    def words(self, fax_id: int) -> tuple[StoredPage, ...]:
        """The stored words of a fax, page by page; empty where it was never read."""
        sql = """
            SELECT number, state, engine, engine_version, dpi, page
            FROM page_words
            WHERE fax_id = :id
            ORDER BY number
        """
        with translated():
            return tuple(StoredPage(**row) for row in self._db.query(sql, {"id": fax_id}))

    def decided(self, fax_id: int) -> Decided:
        """What people have said of the pages of a fax, as it stands."""
        with translated():
            return decisions.decided(decisions.all_of(self._db, fax_id))

    # staff and operations

    def queue(self, wanted: QueueFilter | None = None) -> tuple[QueueRow, ...]:
        """The faxes that `wanted` asks for (default: all open ones), the most pressing first."""
        with translated():
            return queue.queue_rows(self._db, wanted or QueueFilter())

    def fax(self, fax_id: int) -> FaxDetail | None:
        """All that is known of one fax; None where there is no such fax."""
        with translated():
            return detail.fax_detail(self._db, fax_id)

    def counts(self) -> Counts:
        with translated():
            return queue.counts(self._db)

    def requeue(
        self, ids: Iterable[int] | None, mode: Mode, *, now: datetime, actor: str = MACHINE
    ) -> tuple[int, ...]:
        """Read faxes again (None: all), after fresh ones; gives the ids that were put back.

        The last good reading stays in sight until the new one replaces it. Faxes that already wait or run are
        left alone; without stored words a fax is read from its PDF.
        """
        chosen = None if ids is None else json.dumps(list(ids))
        with transaction(self._db) as conn:
            found = conn.execute(jobs.REQUEUE, {"ids": chosen, "mode": mode.value}).fetchall()
            standing.requeued(conn, [fax_id for (fax_id,) in found])
            for (fax_id,) in found:
                self._event(fax_id, stamp(now), "requeued", mode.value, actor)
        return tuple(sorted(fax_id for (fax_id,) in found))

    def dispose(self, fax_id: int, disposition: Disposition, *, actor: str, now: datetime) -> None:
        """Record what staff decided. Raises StoreError for an unknown fax."""
        with transaction(self._db) as conn:
            standing.dispose(conn, fax_id, disposition, now)
            standing.touched(conn, fax_id)
            self._event(fax_id, stamp(now), "disposed", disposition.value, actor)

    def correct(
        self, fax_id: int, referral: int, field: str, value: Value | None, *, actor: str, now: datetime
    ) -> None:
        """Add a person's value of a field (None: the paper does not say). Readings never touch it."""
        status = FieldStatus.MISSING if value is None else FieldStatus.FOUND
        written = FieldValue(field=field, status=status, value=value, method="person")
        with transaction(self._db) as conn:
            found = conn.execute("SELECT reading_no FROM faxes WHERE id = ?", (fax_id,)).fetchone()
            if found is None:
                raise StoreError("there is no such fax", code="no_such_fax")
            person = {
                "fax_id": fax_id,
                "reading_no": found[0],
                "source": "person",
                "author": actor,
                "at": stamp(now),
            }
            _insert(conn, "fields", person | rows.field_row(referral, written))
            standing.refresh(conn, fax_id)
            standing.touched(conn, fax_id)
            self._event(fax_id, stamp(now), "corrected", f"{referral} {field}", actor)

    # shared steps

    def _id_of(self, sha256: str) -> int:
        return int(self._db.conn.execute("SELECT id FROM faxes WHERE sha256 = ?", (sha256,)).fetchone()[0])

    def _event(self, fax_id: int, now: str, event: str, text: str = "", actor: str = MACHINE) -> None:
        params = {"id": fax_id, "now": now, "actor": actor, "event": event, "detail": text}
        self._db.conn.execute(jobs.INSERT_EVENT, params)

    def _ending(self, claim: Claim, now: datetime) -> dict[str, Any]:
        return {"id": claim.fax_id, "token": claim.token, "now": stamp(now)}

    def _guarded(self, conn: sqlite3.Connection, sql: str, params: dict[str, Any]) -> Any:
        found = conn.execute(sql, params).fetchone()
        if found is None:
            raise LostClaimError("another worker holds this fax now; its result counts, not this one")
        return found[0]

    def _end_attempt(
        self, conn: sqlite3.Connection, params: dict[str, Any], outcome: str, seconds: float | None
    ) -> None:
        conn.execute(jobs.END_ATTEMPT, params | {"outcome": outcome, "seconds": seconds})

    def _put_back(
        self, claim: Claim, code: str, now: datetime, *, not_before: str, uncounted: int, seconds: float | None
    ) -> None:
        params = self._ending(claim, now) | {"not_before": not_before, "uncounted": uncounted}
        with transaction(self._db) as conn:
            self._guarded(conn, jobs.PUT_BACK, params)
            self._end_attempt(conn, params, code, seconds)
            self._event(claim.fax_id, params["now"], "put_back", code)

    def _rescue(self, sql: str, params: dict[str, Any]) -> tuple[Rescued, ...]:
        with transaction(self._db) as conn:
            found = conn.execute(sql, params).fetchall()
            for fax_id, state, _ in found:
                conn.execute(jobs.END_ATTEMPTS_OF_FAX, {"id": fax_id, "now": params["now"]})
                standing.unread(conn, fax_id)
                self._event(fax_id, params["now"], "rescued" if state == "received" else "gave_up")
        return tuple(Rescued(fax_id, State(state), attempts) for fax_id, state, attempts in found)

    def _write_reading(self, conn: sqlite3.Connection, params: dict[str, Any], reading: Reading) -> None:
        fax = {"fax_id": params["id"]}
        of_reading = fax | {"number": params["reading_no"], "read_at": params["now"], "mode": params["mode"]}
        _insert(conn, "readings", of_reading | rows.reading_row(reading))
        conn.execute("DELETE FROM pages WHERE fax_id = :fax_id", fax)
        conn.execute("DELETE FROM referrals WHERE fax_id = :fax_id", fax)
        conn.execute("DELETE FROM fields WHERE fax_id = :fax_id AND source = 'machine'", fax)
        _insert(conn, "pages", *(fax | rows.page_row(page) for page in reading.pages))
        machine = fax | {
            "reading_no": params["reading_no"],
            "source": "machine",
            "author": None,
            "at": params["now"],
        }
        for number, referral in enumerate(reading.referrals, start=1):
            _insert(conn, "referrals", fax | rows.referral_row(number, referral))
            _insert(conn, "fields", *(machine | rows.field_row(number, value) for value in referral.fields))


def _file_at(path: Path) -> tuple[int, int]:
    """Device and inode of the file that `path` names now."""
    with translated():
        state = os.stat(path)
    return state.st_dev, state.st_ino


def _insert(conn: sqlite3.Connection, table: str, *values: rows.Row) -> None:
    if values:
        names = tuple(values[0])
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608
        conn.executemany(sql, values)


def _write_words(conn: sqlite3.Connection, fax_id: int, words: Sequence[StoredPage]) -> None:
    conn.execute("DELETE FROM page_words WHERE fax_id = ?", (fax_id,))
    _insert(
        conn,
        "page_words",
        *(
            {
                "fax_id": fax_id,
                "number": page.number,
                "state": page.state,
                "engine": page.engine,
                "engine_version": page.engine_version,
                "dpi": page.dpi,
                "page": page.page,
            }
            for page in words
        ),
    )


def _write_references(conn: sqlite3.Connection, fax_id: int, references: Sequence[str]) -> None:
    conn.execute("DELETE FROM fax_references WHERE fax_id = ?", (fax_id,))
    _insert(conn, "fax_references", *({"fax_id": fax_id, "reference": one} for one in dict.fromkeys(references)))


def _fax_params(fax: NewFax, now: str) -> dict[str, Any]:
    return {
        "sha256": fax.sha256,
        "size_bytes": fax.arrival.size_bytes,
        "source": fax.arrival.source,
        "now": now,
        "shelf": fax.shelf.value,
        "archive": fax.archive,
        "state": (State.DONE if fax.reason else State.RECEIVED).value,
        "verdict": Verdict.UNREADABLE.value if fax.reason else None,
        "reason": fax.reason,
        "judged_at": now if fax.reason else None,
    }


def _arrival_params(fax_id: int, fax: NewFax, now: str) -> dict[str, Any]:
    arrival = fax.arrival
    return {
        "id": fax_id,
        "source": arrival.source,
        "size_bytes": arrival.size_bytes,
        "inode": arrival.inode,
        "mtime_ns": arrival.mtime_ns,
        "now": now,
    }


def _claim_of(row: rows.Row) -> Claim:
    return Claim(
        fax_id=row["id"],
        token=row["claim_token"],
        sha256=row["sha256"],
        shelf=Shelf(row["shelf"]),
        archive=row["archive"],
        source=row["source"],
        received_at=unstamp(row["received_at"]),
        mode=Mode(row["mode"]),
        attempts=row["attempts"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
    )

"""The row of work of each fax, kept inside the transactions of whoever changes the fax.

What the machine reads and what people decide meet here: `faxes` says what was read, `work` what stands for the
people at the desk. Every function belongs into the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from faxpipe.errors import StoreError
from faxpipe.referral import PRIORITY_ORDER, Priority, RedFlag, Verdict
from faxpipe.store import jobs
from faxpipe.store.search_index import index_keys
from faxpipe.store.values import Disposition, stamp

FLAGS_MAX = 6
"""Red flags told in the worklist; the page of the fax tells all."""


class Stage(StrEnum):
    """Where a fax stands on the desk, one tab of the worklist each."""

    NEW = "new"
    IN_REVIEW = "in_review"
    WAITING = "waiting"
    ANSWERED = "answered"
    DONE = "done"
    NOT_OURS = "not_ours"


STAGE_OF: dict[Disposition, Stage] = {
    Disposition.OPEN: Stage.IN_REVIEW,
    Disposition.HANDED_OVER: Stage.DONE,
    Disposition.ASKED_SENDER: Stage.WAITING,
    Disposition.NOT_A_REFERRAL: Stage.NOT_OURS,
    Disposition.MISDIRECTED: Stage.NOT_OURS,
    Disposition.DUPLICATE: Stage.DONE,
    Disposition.DECLINED: Stage.DONE,
}


def begin(conn: sqlite3.Connection, fax_id: int) -> None:
    """The row of work of a fax that has just arrived."""
    conn.execute(_BEGIN, {"id": fax_id})


def refresh(conn: sqlite3.Connection, *fax_ids: int) -> None:
    """Take over what was read of these faxes, or what became of reading them.

    Where people corrected a value or an answer was linked, the machine's verdict alone says too much: `complete`
    becomes `review` and the priority is the more pressing one, until `stand` is told what holds with all of it.
    """
    for fax_id in fax_ids:
        _refresh(conn, fax_id)


def unread(conn: sqlite3.Connection, fax_id: int) -> None:
    """An attempt to read this fax ended without a reading: what stood of an earlier one stands on."""
    if conn.execute(_UNREAD, {"id": fax_id}).fetchone() is None:
        _refresh(conn, fax_id)


def reconsider(conn: sqlite3.Connection, fax_id: int, now: datetime) -> None:
    """A fax that was closed, and is urgent now as it was not then, comes back before people."""
    if conn.execute(_RECONSIDER, {"id": fax_id}).fetchone() is not None:
        conn.execute("UPDATE faxes SET disposition = 'open' WHERE id = ?", (fax_id,))
        event = {"id": fax_id, "now": stamp(now), "actor": "faxpipe", "event": "reopened", "detail": "urgent"}
        conn.execute(jobs.INSERT_EVENT, event)


def stand(
    conn: sqlite3.Connection,
    fax_id: int,
    verdict: Verdict,
    priority: Priority,
    missing: Sequence[str],
    unsure: Sequence[str],
    flags: Sequence[RedFlag] = (),
) -> None:
    """What holds with people's corrections; names, birth dates, telephones and sender are gathered anew."""
    _refresh(conn, fax_id)
    conn.execute(
        """
        UPDATE work
        SET verdict = :verdict,
            priority = :priority,
            missing = :missing,
            unsure = :unsure,
            flags = :flags
        WHERE fax_id = :id
        """,
        {
            "id": fax_id,
            "verdict": verdict.value,
            "priority": priority.value,
            "missing": json.dumps(list(missing)),
            "unsure": json.dumps(list(unsure)),
            "flags": json.dumps([_evidence(flag) for flag in flags[:FLAGS_MAX]]),
        },
    )


def _evidence(flag: RedFlag) -> tuple[str, str, int, str]:
    words = flag.words if flag.fax_id is None else f"fax {flag.fax_id}: {flag.words}"
    return flag.flag, words, flag.page, flag.priority.value


def dispose(conn: sqlite3.Connection, fax_id: int, disposition: Disposition, now: datetime) -> None:
    """What staff decided, and the stage that it means. Raises StoreError for an unknown fax.

    A fax that is decided is put down: nobody holds it, and no call-back waits for it. The version is the caller's.
    """
    sql = "UPDATE faxes SET disposition = :disposition WHERE id = :id RETURNING id"
    if conn.execute(sql, {"id": fax_id, "disposition": disposition.value}).fetchone() is None:
        raise StoreError("there is no such fax", code="no_such_fax")
    params = {"id": fax_id, "stage": STAGE_OF[disposition].value, "now": stamp(now)}
    conn.execute(_OPEN_AGAIN if disposition is Disposition.OPEN else _DECIDE, params)


def answered(conn: sqlite3.Connection, fax_id: int, now: datetime) -> None:
    """An answer to this fax was linked: it wants looking at again, whatever was decided before."""
    conn.execute(_ANSWERED, {"id": fax_id, "now": stamp(now)})
    conn.execute("UPDATE faxes SET disposition = 'open' WHERE id = :id", {"id": fax_id})


def requeued(conn: sqlite3.Connection, fax_ids: Sequence[int]) -> None:
    """These faxes wait to be read again; what was read of them still stands, that reading failed does not."""
    sql = "UPDATE work SET failed = 0 WHERE failed = 1 AND fax_id IN (SELECT value FROM json_each(:ids))"
    conn.execute(sql, {"ids": json.dumps(fax_ids)})


def read(conn: sqlite3.Connection, fax_id: int, reading_no: int) -> None:
    """Another reading lies under what is on somebody's screen: its patients may be numbered otherwise. The first
    one changes only the screens of those who opened the fax unread."""
    sql = "UPDATE work SET version = version + 1 WHERE fax_id = :id AND (:number > 1 OR held_by IS NOT NULL)"
    conn.execute(sql, {"id": fax_id, "number": reading_no})


def touched(conn: sqlite3.Connection, fax_id: int) -> None:
    """Whoever has this fax on the screen no longer sees all of it."""
    conn.execute("UPDATE work SET version = version + 1 WHERE fax_id = ?", (fax_id,))


def _refresh(conn: sqlite3.Connection, fax_id: int) -> None:
    cursor = conn.execute(_FACTS, {"id": fax_id})
    found = cursor.fetchone()
    facts: dict[str, Any] = dict(zip((column[0] for column in cursor.description), found, strict=True))
    if facts["corrected"]:
        facts["verdict"], facts["priority"] = _careful(facts)
    facts["sender_id"] = _sender_id(conn, facts)
    conn.execute(_TAKE_OVER, facts)
    index_keys(conn, fax_id)


def _careful(facts: dict[str, Any]) -> tuple[str | None, str | None]:
    verdict = Verdict.REVIEW.value if facts["verdict"] == Verdict.COMPLETE else facts["verdict"]
    known = [name for name in (facts["priority"], facts["stood"]) if name]
    return verdict, min(known, key=lambda name: PRIORITY_ORDER.index(Priority(name)), default=None)


def _sender_id(conn: sqlite3.Connection, facts: dict[str, Any]) -> int | None:
    if not facts["sender_key"]:
        return None
    found = conn.execute("SELECT id FROM senders WHERE key = :sender_key", facts).fetchone()
    if found is None:
        found = conn.execute(
            "INSERT INTO senders (key, name) VALUES (:sender_key, :sender) RETURNING id", facts
        ).fetchone()
    return int(found[0])


_BEGIN = """
    INSERT INTO work (fax_id, verdict, reason, received_at, page_count)
    SELECT id, verdict, reason, received_at, 0
    FROM faxes
    WHERE id = :id
"""

_FACTS = """
    SELECT fax_facts.*,
           work.priority AS stood,
           EXISTS (
               SELECT 1
               FROM fields
               WHERE fields.fax_id = :id
                 AND source = 'person'
           ) OR EXISTS (
               SELECT 1
               FROM links
               WHERE links.fax_id = :id
                 AND links.state = 'linked'
           ) AS corrected
    FROM fax_facts
    JOIN work ON work.fax_id = fax_facts.fax_id
    WHERE fax_facts.fax_id = :id
"""

_TAKE_OVER = """
    UPDATE work
    SET verdict = :verdict,
        priority = :priority,
        failed = :failed,
        reason = :reason,
        missing = :missing,
        unsure = :unsure,
        flags = :flags,
        patients = :patients,
        birth_dates = :birth_dates,
        phones = :phones,
        sender_id = :sender_id,
        sender = :sender,
        page_count = :page_count
    WHERE fax_id = :fax_id
"""

_UNREAD = """
    UPDATE work
    SET failed = faxes.state = 'failed',
        reason = faxes.reason
    FROM faxes
    WHERE work.fax_id = :id
      AND faxes.id = work.fax_id
      AND faxes.reading_no > 0
    RETURNING work.fax_id
"""

_RECONSIDER = """
    UPDATE work
    SET stage = 'in_review',
        version = version + 1,
        decided_at = NULL,
        due_at = NULL,
        urgent_called_at = NULL
    WHERE fax_id = :id
      AND stage IN ('done', 'not_ours')
      AND priority IN ('emergency', 'urgent')
      AND COALESCE(decided_priority, '') <> 'emergency'
      AND priority <> COALESCE(decided_priority, '')
      AND EXISTS (SELECT 1 FROM faxes WHERE id = :id AND disposition <> 'open')
    RETURNING fax_id
"""

_DECIDE = """
    UPDATE work
    SET stage = :stage,
        asked_at = CASE WHEN :stage = 'waiting' THEN :now ELSE asked_at END,
        decided_at = :now,
        decided_priority = priority,
        due_at = NULL,
        snoozed_until = NULL,
        snooze_note = '',
        held_by = NULL,
        held_until = NULL
    WHERE fax_id = :id
"""

_OPEN_AGAIN = """
    UPDATE work
    SET stage = :stage,
        decided_at = NULL,
        due_at = NULL
    WHERE fax_id = :id
"""

_ANSWERED = """
    UPDATE work
    SET stage = CASE WHEN stage IN ('new', 'in_review') THEN stage ELSE 'answered' END,
        version = version + 1,
        returned_at = :now,
        decided_at = NULL,
        due_at = NULL,
        snoozed_until = NULL,
        snooze_note = ''
    WHERE fax_id = :id
"""

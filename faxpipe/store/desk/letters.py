"""Letters to senders: drafted, changed, released into the outbox by a person, and what became of them.

A released letter never changes. A second request is a letter of its own with the same reference, so whichever copy
comes back finds the referral.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.store import jobs
from faxpipe.store.connection import transaction, translated
from faxpipe.store.rows import dump, plain_text
from faxpipe.store.store import MACHINE
from faxpipe.store.values import stamp, unstamp


class LetterState(StrEnum):
    """Where a letter is: being written, with the fax service, gone, come to grief, or given up."""

    DRAFT = "draft"
    OUTBOX = "outbox"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class LetterKind(StrEnum):
    """A request for what is missing, or a notice that a fax reached the wrong office."""

    REQUEST = "request"
    MISDIRECTED = "misdirected"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing a letter asks for, as a person left it. `field` is empty for one they added."""

    field: str
    label: str
    ask: str
    attach: bool = False
    again: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a person may change of a draft. `number_source` says where the number was taken from."""

    to_name: str = field(default="", repr=False)
    to_practice: str = ""
    number: str = ""
    number_source: str = ""
    patient_name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    items: tuple[Wanted, ...] = ()
    note: str = field(default="", repr=False)
    written: date = date.min
    due: date = date.min


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter as stored. `file` is its name in the outbox, without an ending."""

    id: int
    fax_id: int
    referral: int
    kind: LetterKind
    reference: str
    round_no: int
    state: LetterState
    text: LetterText
    made_by: str
    made_at: datetime
    changed_at: datetime
    confirmed_by: str | None
    released_at: datetime | None
    file: str | None
    ended_by: str | None
    ended_at: datetime | None


class Letters:
    """Letters on one connection. What changes a fax runs inside `desk.work.change`, on its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def letter(self, letter_id: int) -> LetterRow | None:
        return next(iter(self._read("WHERE id = :id", {"id": letter_id})), None)

    def of(self, fax_id: int) -> tuple[LetterRow, ...]:
        """All letters about a fax, the oldest first."""
        return self._read("WHERE fax_id = :id ORDER BY id", {"id": fax_id})

    def by_reference(self, reference: str) -> LetterRow | None:
        """The last letter with this reference that was released; None where there is none."""
        where = "WHERE reference = :reference AND released_at IS NOT NULL ORDER BY round_no DESC LIMIT 1"
        return next(iter(self._read(where, {"reference": reference})), None)

    def in_outbox(self) -> tuple[LetterRow, ...]:
        """Letters that nobody has said became of what."""
        return self._read("WHERE state = 'outbox' ORDER BY id", {})

    def draft_of(self, fax_id: int, referral: int, kind: LetterKind) -> LetterRow | None:
        where = "WHERE fax_id = :id AND referral = :referral AND kind = :kind AND state = 'draft'"
        return next(iter(self._read(where, {"id": fax_id, "referral": referral, "kind": kind.value})), None)

    # inside another's transaction

    def draft(
        self,
        conn: sqlite3.Connection,
        fax_id: int,
        referral: int,
        kind: LetterKind,
        reference: str,
        text: LetterText,
        *,
        person: str,
        now: datetime,
    ) -> int:
        """A new draft; its id. It takes the next round of its reference."""
        params = _content(text) | {
            "fax_id": fax_id,
            "referral": referral,
            "kind": kind.value,
            "reference": reference,
            "person": person,
            "now": stamp(now),
        }
        return int(conn.execute(_DRAFT, params).fetchone()[0])

    def edit(self, conn: sqlite3.Connection, letter_id: int, text: LetterText, *, now: datetime) -> None:
        """Change a draft. Raises StoreError (letter_closed) for a letter that is none any more."""
        _must(conn.execute(_EDIT, _content(text) | {"id": letter_id, "now": stamp(now)}))

    def release(self, conn: sqlite3.Connection, letter_id: int, file: str, *, person: str, now: datetime) -> None:
        """A person has confirmed the number: the letter belongs to the fax service, in the file `file`."""
        _must(conn.execute(_RELEASE, {"id": letter_id, "file": file, "person": person, "now": stamp(now)}))

    def withdraw(self, conn: sqlite3.Connection, letter_id: int, *, person: str, now: datetime) -> None:
        """Give up a draft."""
        params = {"id": letter_id, "person": person, "now": stamp(now), "state": "withdrawn", "was": "draft"}
        _must(conn.execute(_END, params))

    def end(
        self, conn: sqlite3.Connection, letter_id: int, state: LetterState, *, person: str, now: datetime
    ) -> None:
        """What became of a released letter: SENT or FAILED, said by a person or by the fax service."""
        if state not in {LetterState.SENT, LetterState.FAILED}:
            raise ValueError("a released letter is sent or failed")
        params = {"id": letter_id, "person": person, "now": stamp(now), "state": state.value, "was": "outbox"}
        _must(conn.execute(_END, params))

    def plan(
        self,
        conn: sqlite3.Connection,
        fax_id: int,
        *,
        due_at: datetime | None,
        says: str,
        escalate_at: datetime | None,
        now: datetime,
    ) -> None:
        """When its sender is asked again, what that is called, and from when it is past asking (None: never)."""
        params = {
            "id": fax_id,
            "due": stamp(due_at) if due_at else None,
            "says": says,
            "escalate": stamp(escalate_at) if escalate_at else None,
            "past": int(escalate_at is not None and escalate_at <= now),
        }
        conn.execute(_PLAN, params)

    def escalate(self, *, now: datetime) -> tuple[int, ...]:
        """Faxes whose senders had their last chance by `now` move up in the worklist; gives their ids."""
        due = "SELECT 1 FROM work WHERE stage = 'waiting' AND escalated = 0 AND escalate_at <= ? LIMIT 1"
        with translated():
            if self._db.conn.execute(due, (stamp(now),)).fetchone() is None:
                return ()
        with transaction(self._db) as conn:
            found = sorted(int(fax_id) for (fax_id,) in conn.execute(_ESCALATE, {"now": stamp(now)}).fetchall())
            for fax_id in found:
                params = {"id": fax_id, "now": stamp(now), "actor": MACHINE, "event": "escalated", "detail": ""}
                conn.execute(jobs.INSERT_EVENT, params)
        return tuple(found)

    def _read(self, where: str, params: dict[str, Any]) -> tuple[LetterRow, ...]:
        with translated():
            found = self._db.query(f"SELECT * FROM letters {where}", params)  # noqa: S608 - fixed texts above
            return tuple(_row(row) for row in found)


def released_days(letters: Iterable[LetterRow], referral: int) -> Sequence[datetime]:
    """When requests about `referral` were released and did not fail, in order."""
    return sorted(
        one.released_at
        for one in letters
        if one.released_at
        and one.kind is LetterKind.REQUEST
        and one.referral == referral
        and one.state is not LetterState.FAILED
    )


_DRAFT = """
    INSERT INTO letters (
        fax_id, referral, kind, reference, round_no, to_name, to_practice, number, number_source, patient_name,
        birth_date, items, note, written, due, made_by, made_at, changed_at
    )
    SELECT :fax_id, :referral, :kind, :reference, COALESCE(MAX(round_no), 0) + 1, :to_name, :to_practice, :number,
           :number_source, :patient_name, :birth_date, :items, :note, :written, :due, :person, :now, :now
    FROM letters
    WHERE reference = :reference
      AND state <> 'withdrawn'
    RETURNING id
"""

_EDIT = """
    UPDATE letters
    SET to_name = :to_name,
        to_practice = :to_practice,
        number = :number,
        number_source = :number_source,
        patient_name = :patient_name,
        birth_date = :birth_date,
        items = :items,
        note = :note,
        written = :written,
        due = :due,
        changed_at = :now
    WHERE id = :id
      AND state = 'draft'
    RETURNING id
"""

_RELEASE = """
    UPDATE letters
    SET state = 'outbox',
        confirmed_by = :person,
        released_at = :now,
        file = :file
    WHERE id = :id
      AND state = 'draft'
    RETURNING id
"""

_PLAN = """
    UPDATE work
    SET due_at = :due,
        chase = :says,
        escalate_at = :escalate,
        escalated = :past
    WHERE fax_id = :id
"""

_ESCALATE = """
    UPDATE work
    SET escalated = 1,
        version = version + 1
    WHERE stage = 'waiting'
      AND escalated = 0
      AND escalate_at <= :now
    RETURNING fax_id
"""

_END = """
    UPDATE letters
    SET state = :state,
        ended_by = :person,
        ended_at = :now
    WHERE id = :id
      AND state = :was
    RETURNING id
"""


def _must(cursor: sqlite3.Cursor) -> None:
    if cursor.fetchone() is None:
        raise StoreError("this letter cannot be changed any more; look at it again", code="letter_closed")


def _content(text: LetterText) -> dict[str, Any]:
    return {
        "to_name": plain_text(text.to_name),
        "to_practice": plain_text(text.to_practice),
        "number": text.number,
        "number_source": text.number_source,
        "patient_name": plain_text(text.patient_name),
        "birth_date": text.birth_date,
        "items": dump([[w.field, w.label, w.ask, w.attach, w.again, w.lines] for w in text.items]),
        "note": plain_text(text.note),
        "written": text.written.isoformat(),
        "due": text.due.isoformat(),
    }


def _row(row: dict[str, Any]) -> LetterRow:
    return LetterRow(
        id=row["id"],
        fax_id=row["fax_id"],
        referral=row["referral"],
        kind=LetterKind(row["kind"]),
        reference=row["reference"],
        round_no=row["round_no"],
        state=LetterState(row["state"]),
        text=LetterText(
            to_name=row["to_name"],
            to_practice=row["to_practice"],
            number=row["number"],
            number_source=row["number_source"],
            patient_name=row["patient_name"],
            birth_date=row["birth_date"],
            items=tuple(Wanted(*one) for one in json.loads(row["items"])),
            note=row["note"],
            written=date.fromisoformat(row["written"]),
            due=date.fromisoformat(row["due"]),
        ),
        made_by=row["made_by"],
        made_at=unstamp(row["made_at"]),
        changed_at=unstamp(row["changed_at"]),
        confirmed_by=row["confirmed_by"],
        released_at=unstamp(row["released_at"]) if row["released_at"] else None,
        file=row["file"],
        ended_by=row["ended_by"],
        ended_at=unstamp(row["ended_at"]) if row["ended_at"] else None,
    )

"""Who spoke with whom about a fax, and what people noted: logs that only grow.

Notes for ourselves and notes that the sender may read are told apart when they are written.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from faxpipe.store.connection import translated
from faxpipe.store.rows import plain_text
from faxpipe.store.values import stamp, unstamp


class Means(StrEnum):
    CALL = "call"
    FAX = "fax"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of a contact."""

    REACHED = "reached"
    MESSAGE = "message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    RELEASED = "released"
    SENT = "sent"
    FAILED = "failed"
    URGENT_CALLED = "urgent_called"
    DESTROYED = "destroyed"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact. `out`: we began it; `number` is theirs; `said`: in a person's words."""

    at: datetime
    person: str
    means: Means
    outcome: Outcome
    out: bool = True
    number: str = field(default="", repr=False)
    said: str = field(default="", repr=False)
    letter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `for_sender`: the sender may read it."""

    at: datetime
    author: str
    for_sender: bool
    says: str = field(repr=False)


class Contacts:
    """Contacts and notes on one connection; written inside `desk.work.change`, on its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, conn: sqlite3.Connection, fax_id: int, contact: Contact) -> None:
        conn.execute(
            """
            INSERT INTO contacts (fax_id, at, person, means, direction, outcome, number, said, letter_id)
            VALUES (:fax_id, :at, :person, :means, :direction, :outcome, :number, :said, :letter_id)
            """,
            {
                "fax_id": fax_id,
                "at": stamp(contact.at),
                "person": contact.person,
                "means": contact.means.value,
                "direction": "out" if contact.out else "in",
                "outcome": contact.outcome.value,
                "number": contact.number,
                "said": plain_text(contact.said),
                "letter_id": contact.letter_id,
            },
        )

    def note(
        self, conn: sqlite3.Connection, fax_id: int, says: str, *, for_sender: bool, author: str, now: datetime
    ) -> None:
        conn.execute(
            "INSERT INTO notes (fax_id, at, author, for_sender, says) VALUES (?, ?, ?, ?, ?)",
            (fax_id, stamp(now), author, int(for_sender), plain_text(says)),
        )

    def of(self, fax_id: int) -> tuple[Contact, ...]:
        """All contacts about a fax, the oldest first."""
        with translated():
            rows = list(self._db.query("SELECT * FROM contacts WHERE fax_id = :id ORDER BY id", {"id": fax_id}))
        return tuple(
            Contact(
                at=unstamp(row["at"]),
                person=row["person"],
                means=Means(row["means"]),
                outcome=Outcome(row["outcome"]),
                out=row["direction"] == "out",
                number=row["number"],
                said=row["said"],
                letter_id=row["letter_id"],
            )
            for row in rows
        )

    def notes(self, fax_id: int) -> tuple[Note, ...]:
        """All notes on a fax, the oldest first."""
        with translated():
            rows = list(self._db.query("SELECT * FROM notes WHERE fax_id = :id ORDER BY id", {"id": fax_id}))
        return tuple(Note(unstamp(row["at"]), row["author"], bool(row["for_sender"]), row["says"]) for row in rows)

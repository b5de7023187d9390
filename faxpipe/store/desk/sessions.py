"""Who is at the desk now. A session is a row; the browser holds a random token, the row its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from faxpipe.store.connection import transaction, translated
from faxpipe.store.desk.accounts import Role
from faxpipe.store.values import stamp, unstamp

TOUCH = timedelta(seconds=20)
"""How much older than the last sign of life `seen_at` may be: a write a request would be too many."""


class Step(StrEnum):
    """How far in: the code of the second factor is awaited, one must be set up, or all the way."""

    CODE = "code"
    ENROL = "enrol"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Session:
    """An open session and the account behind it as it is now. `notice` waits to be shown once."""

    id: int
    account_id: int
    name: str
    full_name: str
    role: Role
    stage: Step
    notice: str
    seen_at: datetime


class Sessions:
    """Sessions on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(self, account_id: int, token_hash: str, stage: Step, *, now: datetime, notice: str = "") -> None:
        params = {"hash": token_hash, "id": account_id, "stage": stage.value, "now": stamp(now), "notice": notice}
        with transaction(self._db) as conn:
            conn.execute(_START, params)

    def find(
        self, token_hash: str, *, now: datetime, idle: timedelta, longest: timedelta, touch: bool = True
    ) -> Session | None:
        """The open session of the token; None: there is none, it idled or lasted too long, its account is shut.

        `touch`: this counts as somebody being at the desk.
        """
        params = {"hash": token_hash, "idle": stamp(now - idle), "oldest": stamp(now - longest)}
        with translated():
            rows = list(self._db.query(_FIND, params))
        if not rows:
            return None
        found = _session(rows[0])
        if touch and now - found.seen_at >= TOUCH:
            with transaction(self._db) as conn:
                conn.execute("UPDATE sessions SET seen_at = ? WHERE id = ?", (stamp(now), found.id))
        return found

    def full(self, session_id: int) -> None:
        """All the way in: the second factor was set up."""
        with transaction(self._db) as conn:
            conn.execute("UPDATE sessions SET stage = 'full' WHERE id = ?", (session_id,))

    def end(self, token_hash: str, *, now: datetime) -> None:
        sql = "UPDATE sessions SET ended_at = ? WHERE hash = ? AND ended_at IS NULL"
        with transaction(self._db) as conn:
            conn.execute(sql, (stamp(now), token_hash))

    def end_all(self, account_id: int, *, now: datetime) -> None:
        sql = "UPDATE sessions SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL"
        with transaction(self._db) as conn:
            conn.execute(sql, (stamp(now), account_id))

    def say(self, session_id: int, notice: str) -> None:
        """Leave a word that the next page shows once; an empty one takes it away."""
        with transaction(self._db) as conn:
            conn.execute("UPDATE sessions SET notice = ? WHERE id = ?", (notice, session_id))


_START = """
    INSERT INTO sessions (hash, account_id, stage, made_at, seen_at, notice)
    VALUES (:hash, :id, :stage, :now, :now, :notice)
"""

_FIND = """
    SELECT sessions.id, account_id, name, full_name, role, stage, notice, seen_at
    FROM sessions
    JOIN accounts ON accounts.id = account_id
    WHERE hash = :hash
      AND ended_at IS NULL
      AND disabled = 0
      AND seen_at > :idle
      AND sessions.made_at > :oldest
"""


def _session(row: dict[str, Any]) -> Session:
    return Session(
        id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        stage=Step(row["stage"]),
        notice=row["notice"],
        seen_at=unstamp(row["seen_at"]),
    )

"""Access tokens of other programs: what each may do, until when, and whether somebody took it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.store.connection import transaction, translated
from faxpipe.store.values import stamp, unstamp

TOUCH = timedelta(minutes=1)


class Scope(StrEnum):
    """What a program may do: see faxes, change them, take readings out, see figures and health."""

    READ = "read"
    WORK = "work"
    EXPORT = "export"
    OPS = "ops"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token without its secret."""

    id: int
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class Tokens:
    """Access tokens on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def make(
        self, name: str, token_hash: str, scopes: frozenset[Scope], *, by: str, now: datetime, until: datetime
    ) -> int:
        """Keep the hash of a new token; its id. Raises StoreError (`taken`) where a live one has this name."""
        params = {
            "name": name,
            "hash": token_hash,
            "scopes": json.dumps(sorted(scopes)),
            "by": by,
            "now": stamp(now),
            "until": stamp(until),
        }
        with transaction(self._db) as conn:
            if conn.execute(_LIVE_NAME, params).fetchone():
                raise StoreError("a token with this name is in use; choose another", code="taken")
            return int(conn.execute(_MAKE, params).lastrowid or 0)

    def all(self) -> tuple[Token, ...]:
        with translated():
            return tuple(_token(row) for row in self._db.query(f"{_SELECT} ORDER BY id DESC"))

    def find(self, token_hash: str, *, now: datetime) -> Token | None:
        """The live token of this hash; None where it is unknown, taken back or too old."""
        with translated():
            rows = list(self._db.query(f"{_SELECT} WHERE hash = :hash", {"hash": token_hash}))
        if not rows:
            return None
        found = _token(rows[0])
        if found.revoked_at is not None or found.expires_at <= now:
            return None
        if found.used_at is None or now - found.used_at >= TOUCH:
            with transaction(self._db) as conn:
                conn.execute("UPDATE tokens SET used_at = ? WHERE id = ?", (stamp(now), found.id))
        return found

    def revoke(self, token_id: int, *, now: datetime) -> bool:
        """Take a token back; False where there is no such live token."""
        sql = "UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING 1"
        with transaction(self._db) as conn:
            return conn.execute(sql, (stamp(now), token_id)).fetchone() is not None


_SELECT = "SELECT id, name, scopes, made_at, made_by, expires_at, revoked_at, used_at FROM tokens"

_LIVE_NAME = "SELECT 1 FROM tokens WHERE name = :name AND revoked_at IS NULL AND expires_at > :now"

_MAKE = """
    INSERT INTO tokens (hash, name, scopes, made_at, made_by, expires_at)
    VALUES (:hash, :name, :scopes, :now, :by, :until)
"""


def _token(row: dict[str, Any]) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(Scope(scope) for scope in json.loads(row["scopes"])),
        made_at=unstamp(row["made_at"]),
        made_by=row["made_by"],
        expires_at=unstamp(row["expires_at"]),
        revoked_at=unstamp(row["revoked_at"]) if row["revoked_at"] else None,
        used_at=unstamp(row["used_at"]) if row["used_at"] else None,
    )

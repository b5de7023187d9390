"""Accounts and the ways into them: failed attempts and locks, second factors, one-time links.

Knows hashes only: what a password or a token is, and how it is hashed, is the review server's. Every attempt is
counted before the password is looked at, so guesses made at the same moment cannot outrun the lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.store.connection import transaction, translated
from faxpipe.store.values import stamp, unstamp


class Role(StrEnum):
    """What somebody is here for: clear the queue, lead those who do, run the machine, look after the rules."""

    REVIEWER = "reviewer"
    LEAD = "lead"
    OPS = "ops"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may come in. `password` is a hash, None until a link was used to choose one."""

    id: int
    name: str
    full_name: str
    role: Role
    password: str | None = field(repr=False)
    disabled: bool
    locked_until: datetime | None
    totp_secret: str | None = field(repr=False)
    totp_confirmed: bool
    made_at: datetime
    made_by: str

    @property
    def active(self) -> bool:
        """Whether it may come in and be given work."""
        return not self.disabled


@dataclass(frozen=True, slots=True)
class Invitation:
    """An unused one-time link; `account_id` None makes the first account."""

    account_id: int | None
    expires_at: datetime


class Accounts:
    """Accounts on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def any(self) -> bool:
        """Whether there is an account yet."""
        with translated():
            return self._db.conn.execute("SELECT 1 FROM accounts LIMIT 1").fetchone() is not None

    def all(self) -> tuple[Account, ...]:
        return self._read("ORDER BY disabled, name", {})

    def named(self, name: str) -> Account | None:
        found = self._read("WHERE name = :name", {"name": name})
        return found[0] if found else None

    def account(self, account_id: int) -> Account | None:
        found = self._read("WHERE id = :id", {"id": account_id})
        return found[0] if found else None

    def make(self, name: str, full_name: str, role: Role, *, by: str, now: datetime) -> int:
        """A new account without a password; its id. Raises StoreError (code `taken`) where the name is in use."""
        with transaction(self._db) as conn:
            return _make(conn, name, full_name, role, by, now)

    def set_role(self, account_id: int, role: Role) -> None:
        """Give another role and end the sessions that had the old one. The last lead stays one."""
        with transaction(self._db) as conn:
            conn.execute("UPDATE accounts SET role = :role WHERE id = :id", {"id": account_id, "role": role.value})
            _keep_a_lead(conn)
            _end_sessions(conn, account_id)

    def disable(self, account_id: int, disabled: bool) -> None:
        """Shut or open an account; shutting ends its sessions. The last lead stays open."""
        with transaction(self._db) as conn:
            conn.execute("UPDATE accounts SET disabled = ? WHERE id = ?", (disabled, account_id))
            _keep_a_lead(conn)
            _end_sessions(conn, account_id)
            if disabled:
                conn.execute("DELETE FROM invitations WHERE account_id = ? AND used_at IS NULL", (account_id,))

    def unlock(self, account_id: int) -> None:
        with transaction(self._db) as conn:
            conn.execute("UPDATE accounts SET failures = 0, locked_until = NULL WHERE id = ?", (account_id,))

    # attempts

    def attempt(self, name: str, *, now: datetime, failures_max: int, locked_until: datetime) -> Account | None:
        """Count an attempt to come in as `name`; None where there is no such account, or it is shut or locked.

        The attempt that reaches `failures_max` locks the account until `locked_until`, unless it `succeeded`.
        """
        params = {"name": name, "now": stamp(now), "until": stamp(locked_until), "max": failures_max}
        with transaction(self._db) as conn:
            found = conn.execute(_ATTEMPT, params).fetchone()
        return self.account(found[0]) if found else None

    def succeeded(self, account_id: int, *, totp_step: int | None = None) -> bool:
        """The attempt was right: forget the failures. False where the code of `totp_step` was used before."""
        with transaction(self._db) as conn:
            if totp_step is not None and not _use_step(conn, account_id, totp_step):
                return False
            conn.execute("UPDATE accounts SET failures = 0, locked_until = NULL WHERE id = ?", (account_id,))
        return True

    def set_password(
        self, account_id: int, password: str, *, now: datetime, rehash: bool = False, keep: str | None = None
    ) -> None:
        """Keep the hash `password`. A new password ends the sessions but `keep`; rehashing does not."""
        params = {"id": account_id, "password": password, "now": stamp(now)}
        with transaction(self._db) as conn:
            if rehash:
                conn.execute("UPDATE accounts SET password = :password WHERE id = :id", params)
                return
            conn.execute(_SET_PASSWORD, params)
            _end_sessions(conn, account_id, keep)

    # second factor

    def offer_totp(self, account_id: int, secret: str) -> None:
        """Remember a secret that wants confirming; one that is confirmed is left alone."""
        sql = "UPDATE accounts SET totp_secret = :secret WHERE id = :id AND totp_confirmed = 0"
        with transaction(self._db) as conn:
            conn.execute(sql, {"id": account_id, "secret": secret})

    def confirm_totp(self, account_id: int, step: int, code_hashes: Iterable[str]) -> None:
        """The second factor counts from now on; `code_hashes` are of the recovery codes just shown."""
        with transaction(self._db) as conn:
            conn.execute(
                "UPDATE accounts SET totp_confirmed = 1, totp_step = ? WHERE id = ? AND totp_secret IS NOT NULL",
                (step, account_id),
            )
            conn.execute("DELETE FROM recovery_codes WHERE account_id = ?", (account_id,))
            conn.executemany(
                "INSERT INTO recovery_codes (account_id, hash) VALUES (?, ?)",
                [(account_id, one) for one in code_hashes],
            )

    def drop_totp(self, account_id: int) -> None:
        """Without a second factor again (a lost phone); every session ends."""
        sql = "UPDATE accounts SET totp_secret = NULL, totp_confirmed = 0, totp_step = 0 WHERE id = ?"
        with transaction(self._db) as conn:
            conn.execute(sql, (account_id,))
            conn.execute("DELETE FROM recovery_codes WHERE account_id = ?", (account_id,))
            _end_sessions(conn, account_id)

    def use_recovery_code(self, account_id: int, code_hash: str) -> bool:
        """Spend a recovery code; False where there is no such code."""
        sql = "DELETE FROM recovery_codes WHERE account_id = ? AND hash = ? RETURNING 1"
        with transaction(self._db) as conn:
            return conn.execute(sql, (account_id, code_hash)).fetchone() is not None

    def recovery_codes_left(self, account_id: int) -> int:
        sql = "SELECT COUNT(*) FROM recovery_codes WHERE account_id = ?"
        with translated():
            return int(self._db.conn.execute(sql, (account_id,)).fetchone()[0])

    # one-time links

    def invite(self, account_id: int | None, link_hash: str, *, by: str, now: datetime, until: datetime) -> None:
        """Keep the hash of a one-time link to choose a password; an earlier unused one stops working."""
        with transaction(self._db) as conn:
            conn.execute("DELETE FROM invitations WHERE account_id IS ? AND used_at IS NULL", (account_id,))
            conn.execute(
                "INSERT INTO invitations (hash, account_id, made_at, made_by, expires_at) VALUES (?, ?, ?, ?, ?)",
                (link_hash, account_id, stamp(now), by, stamp(until)),
            )

    def invitation(self, link_hash: str, *, now: datetime) -> Invitation | None:
        """The link's purpose; None where it is unknown, used or too old, or somebody made the first account."""
        with translated():
            found = self._db.conn.execute(_INVITATION, {"hash": link_hash, "now": stamp(now)}).fetchone()
        return Invitation(found[0], unstamp(found[1])) if found else None

    def accept_first(
        self, link_hash: str, name: str, full_name: str, password: str, *, now: datetime
    ) -> int | None:
        """Make the first account, a lead, with the hash `password`; None where the link does not hold."""
        with transaction(self._db) as conn:
            if _use_link(conn, link_hash, now, first=True) is None:
                return None
            account_id = _make(conn, name, full_name, Role.LEAD, "first link", now)
            conn.execute(_SET_PASSWORD, {"id": account_id, "password": password, "now": stamp(now)})
        return account_id

    def accept(self, link_hash: str, password: str, *, now: datetime) -> int | None:
        """Set the password hash of the link's account, unlock it and end its sessions; None: no such link."""
        with transaction(self._db) as conn:
            found = _use_link(conn, link_hash, now, first=False)
            if found is None:
                return None
            account_id = int(found[0])
            conn.execute(_SET_PASSWORD, {"id": account_id, "password": password, "now": stamp(now)})
            conn.execute("UPDATE accounts SET failures = 0, locked_until = NULL WHERE id = ?", (account_id,))
            _end_sessions(conn, account_id)
        return account_id

    def _read(self, where: str, params: dict[str, Any]) -> tuple[Account, ...]:
        with translated():
            return tuple(_account(row) for row in self._db.query(f"{_SELECT} {where}", params))


_SELECT = """
    SELECT id, name, full_name, role, password, disabled, locked_until, totp_secret, totp_confirmed,
           made_at, made_by
    FROM accounts
"""

# A lock that ran out begins a new count.
_ATTEMPT = """
    UPDATE accounts
    SET failures = CASE WHEN failures + 1 >= :max THEN 0 ELSE failures + 1 END,
        locked_until = CASE WHEN failures + 1 >= :max THEN :until END
    WHERE name = :name
      AND disabled = 0
      AND password IS NOT NULL
      AND (locked_until IS NULL OR locked_until <= :now)
    RETURNING id
"""

_SET_PASSWORD = "UPDATE accounts SET password = :password, password_at = :now WHERE id = :id"  # noqa: S105

_INVITATION = """
    SELECT account_id, expires_at
    FROM invitations
    WHERE hash = :hash
      AND used_at IS NULL
      AND expires_at > :now
      AND (account_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM accounts))
"""

_USE_LINK = """
    UPDATE invitations
    SET used_at = :now
    WHERE hash = :hash
      AND used_at IS NULL
      AND expires_at > :now
      AND (account_id IS NULL) = :first
      AND (account_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM accounts))
    RETURNING account_id
"""


def _account(row: dict[str, Any]) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        password=row["password"],
        disabled=bool(row["disabled"]),
        locked_until=unstamp(row["locked_until"]) if row["locked_until"] else None,
        totp_secret=row["totp_secret"],
        totp_confirmed=bool(row["totp_confirmed"]),
        made_at=unstamp(row["made_at"]),
        made_by=row["made_by"],
    )


def _make(conn: sqlite3.Connection, name: str, full_name: str, role: Role, by: str, now: datetime) -> int:
    if conn.execute("SELECT 1 FROM accounts WHERE name = ?", (name,)).fetchone():
        raise StoreError("this name is in use; choose another", code="taken")
    cursor = conn.execute(
        "INSERT INTO accounts (name, full_name, role, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
        (name, full_name, role.value, stamp(now), by),
    )
    return int(cursor.lastrowid or 0)


def _keep_a_lead(conn: sqlite3.Connection) -> None:
    if conn.execute("SELECT 1 FROM accounts WHERE role = 'lead' AND disabled = 0").fetchone() is None:
        raise StoreError("somebody must stay a lead; make another lead first", code="last_lead")


def _end_sessions(conn: sqlite3.Connection, account_id: int, keep: str | None = None) -> None:
    sql = "UPDATE sessions SET ended_at = seen_at WHERE account_id = ? AND ended_at IS NULL AND hash IS NOT ?"
    conn.execute(sql, (account_id, keep))


def _use_step(conn: sqlite3.Connection, account_id: int, step: int) -> bool:
    sql = "UPDATE accounts SET totp_step = :step WHERE id = :id AND totp_step < :step RETURNING 1"
    return conn.execute(sql, {"id": account_id, "step": step}).fetchone() is not None


def _use_link(conn: sqlite3.Connection, link_hash: str, now: datetime, *, first: bool) -> Any:
    return conn.execute(_USE_LINK, {"hash": link_hash, "now": stamp(now), "first": first}).fetchone()

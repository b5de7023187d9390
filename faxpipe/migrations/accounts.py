"""Who may come in, and who did what: accounts, sessions, one-time links, tokens, and an audit that only grows.

Nothing here opens a door by itself: passwords are argon2id hashes, and of every token, link and recovery code
only the SHA-256 is kept.
"""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run


def accounts(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE accounts (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            full_name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('reviewer', 'lead', 'ops', 'auditor')),
            password TEXT,
            password_at TEXT,
            disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
            locked_until TEXT,
            totp_secret TEXT,
            totp_confirmed INTEGER NOT NULL DEFAULT 0 CHECK (totp_confirmed IN (0, 1)),
            totp_step INTEGER NOT NULL DEFAULT 0,
            made_at TEXT NOT NULL,
            made_by TEXT NOT NULL,
            CHECK (totp_confirmed = 0 OR totp_secret IS NOT NULL)
        ) STRICT
        """,
        forbid("accounts", "DELETE", "1", "an account is never deleted: disable it"),
        """
        CREATE TABLE recovery_codes (
            account_id INTEGER NOT NULL REFERENCES accounts (id),
            hash TEXT NOT NULL,
            PRIMARY KEY (account_id, hash)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            account_id INTEGER NOT NULL REFERENCES accounts (id),
            stage TEXT NOT NULL CHECK (stage IN ('code', 'enrol', 'full')),
            made_at TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            ended_at TEXT,
            notice TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        """
        CREATE INDEX sessions_open ON sessions (account_id)
        WHERE ended_at IS NULL
        """,
        """
        CREATE TABLE invitations (
            hash TEXT PRIMARY KEY,
            account_id INTEGER REFERENCES accounts (id),
            made_at TEXT NOT NULL,
            made_by TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            used_at TEXT
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE tokens (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            made_at TEXT NOT NULL,
            made_by TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            revoked_at TEXT,
            used_at TEXT
        ) STRICT
        """,
        forbid("tokens", "DELETE", "1", "a token is never deleted: revoke it"),
    )
    _audit(db)


def _audit(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            role TEXT NOT NULL,
            action TEXT NOT NULL,
            fax_id INTEGER,
            method TEXT NOT NULL,
            route TEXT NOT NULL,
            status INTEGER NOT NULL,
            address TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX audit_by_age ON audit (at)",
        "CREATE INDEX audit_of_actor ON audit (actor)",
        "CREATE INDEX audit_by_action ON audit (action)",
        """
        CREATE INDEX audit_of_fax ON audit (fax_id)
        WHERE fax_id IS NOT NULL
        """,
        forbid("audit", "UPDATE", "1", "the audit only grows"),
        forbid("audit", "DELETE", "1", "the audit only grows"),
    )

"""The shape of the database: migrations as functions, each applied once, in one transaction with its record.

Serves the *queue* of the sentence. The schema itself enforces what must never be wrong, whoever writes: the
three words (state, verdict, disposition), that a claim is whole or absent, an audit that only grows, and
corrections that no reading can overwrite. Times are UTC text of fixed width, so they sort as text.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database, Migrations

from faxpipe.errors import StoreError


def migrate(db: Database) -> None:
    """Bring `db` to this version. Raises StoreError for a database made by a newer faxpipe."""
    if _applied(db) == KNOWN:
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        if not set(_applied(db)) <= set(KNOWN):
            raise StoreError(
                "the database was made by a newer faxpipe; install that version or name another database",
                code="store_newer",
            )
        _MIGRATIONS.apply(db)
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def _applied(db: Database) -> tuple[str, ...]:
    return tuple(migration.name for migration in _MIGRATIONS.applied(db))


def _faxes(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE faxes (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
            size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
            source TEXT NOT NULL,
            received_at TEXT NOT NULL,
            shelf TEXT NOT NULL CHECK (shelf IN ('archive', 'quarantine')),
            archive TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'running', 'done', 'failed')),
            verdict TEXT
                CHECK (verdict IN ('complete', 'incomplete', 'review', 'not_referral', 'unreadable')),
            priority TEXT CHECK (priority IN ('emergency', 'urgent', 'priority', 'routine')),
            disposition TEXT NOT NULL DEFAULT 'open'
                CHECK (disposition IN ('open', 'handed_over', 'asked_sender', 'not_a_referral', 'misdirected',
                                       'duplicate', 'declined')),
            reason TEXT NOT NULL DEFAULT '',
            mode TEXT NOT NULL DEFAULT 'pdf' CHECK (mode IN ('pdf', 'words')),
            lane INTEGER NOT NULL DEFAULT 0 CHECK (lane IN (0, 1)),
            not_before TEXT NOT NULL DEFAULT '',
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            claim_token TEXT UNIQUE,
            claimed_by TEXT,
            claimed_at TEXT,
            lease_until TEXT,
            reading_no INTEGER NOT NULL DEFAULT 0,
            judged_at TEXT,
            attention INTEGER NOT NULL GENERATED ALWAYS AS (
                CASE
                    WHEN priority = 'emergency' THEN 0
                    WHEN priority = 'urgent' THEN 1
                    WHEN state = 'failed' OR verdict = 'unreadable' THEN 2
                    WHEN verdict IS NULL THEN 8
                    WHEN verdict = 'not_referral' THEN 7
                    WHEN verdict = 'complete' THEN CASE WHEN priority = 'priority' THEN 5 ELSE 6 END
                    ELSE CASE WHEN priority = 'priority' THEN 3 ELSE 4 END
                END
            ) STORED,
            CHECK ((state = 'running') = (claim_token IS NOT NULL)),
            CHECK ((claim_token IS NULL) = (lease_until IS NULL)),
            CHECK ((claim_token IS NULL) = (claimed_by IS NULL)),
            CHECK (state <> 'done' OR verdict IS NOT NULL),
            CHECK (state <> 'failed' OR verdict IS NOT NULL)
        ) STRICT
        """,
        """
        CREATE INDEX faxes_to_claim ON faxes (lane, received_at, id)
        WHERE state = 'received'
        """,
        """
        CREATE INDEX faxes_running ON faxes (lease_until)
        WHERE state = 'running'
        """,
        "CREATE INDEX faxes_queue ON faxes (disposition, attention, received_at, id)",
        "CREATE INDEX faxes_by_attention ON faxes (attention, received_at, id)",
        "CREATE INDEX faxes_by_age ON faxes (received_at, id)",
        """
        CREATE TABLE arrivals (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            source TEXT NOT NULL,
            size_bytes INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            arrived_at TEXT NOT NULL,
            UNIQUE (fax_id, inode, mtime_ns)
        ) STRICT
        """,
        """
        CREATE TABLE attempts (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL,
            token TEXT NOT NULL UNIQUE,
            worker TEXT NOT NULL,
            mode TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            outcome TEXT,
            seconds REAL,
            PRIMARY KEY (fax_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE heartbeats (
            name TEXT PRIMARY KEY,
            at TEXT NOT NULL,
            pid INTEGER NOT NULL
        ) STRICT
        """,
    )


def _readings(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE readings (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL,
            read_at TEXT NOT NULL,
            mode TEXT NOT NULL,
            verdict TEXT NOT NULL,
            priority TEXT NOT NULL,
            reason TEXT NOT NULL,
            missing_pages TEXT NOT NULL,
            versions TEXT NOT NULL,
            PRIMARY KEY (fax_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE pages (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL,
            rotation INTEGER NOT NULL CHECK (rotation IN (0, 90, 180, 270)),
            confidence REAL,
            header TEXT,
            reason TEXT NOT NULL,
            PRIMARY KEY (fax_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE page_words (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            state TEXT NOT NULL CHECK (state IN ('read', 'blank', 'unreadable')),
            engine TEXT NOT NULL,
            engine_version TEXT NOT NULL,
            dpi INTEGER NOT NULL,
            page BLOB NOT NULL,
            UNIQUE (fax_id, number)
        ) STRICT
        """,
        """
        CREATE TABLE referrals (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            pages TEXT NOT NULL,
            pathway TEXT NOT NULL CHECK (pathway IN ('vcf', 'pain')),
            verdict TEXT NOT NULL CHECK (verdict IN ('complete', 'incomplete', 'review')),
            priority TEXT NOT NULL CHECK (priority IN ('emergency', 'urgent', 'priority', 'routine')),
            missing TEXT NOT NULL,
            unsure TEXT NOT NULL,
            reasons TEXT NOT NULL,
            advisories TEXT NOT NULL,
            red_flags TEXT NOT NULL,
            PRIMARY KEY (fax_id, number)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE fields (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            reading_no INTEGER NOT NULL,
            referral INTEGER NOT NULL CHECK (referral >= 1),
            name TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('machine', 'person')),
            author TEXT,
            at TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('found', 'uncertain', 'invalid', 'conflict', 'missing')),
            value TEXT,
            confidence REAL,
            page INTEGER,
            box TEXT,
            words TEXT,
            method TEXT,
            reason TEXT NOT NULL,
            others TEXT NOT NULL,
            CHECK ((source = 'person') = (author IS NOT NULL))
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX fields_machine ON fields (fax_id, referral, name)
        WHERE source = 'machine'
        """,
        "CREATE INDEX fields_of_fax ON fields (fax_id, name)",
        _forbid("fields", "UPDATE", "OLD.source = 'person'", "a correction is never changed: add another"),
        _forbid("fields", "DELETE", "OLD.source = 'person'", "a correction is never deleted: add another"),
    )


def _events(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            event TEXT NOT NULL,
            detail TEXT NOT NULL DEFAULT ''
        ) STRICT
        """,
        "CREATE INDEX events_of_fax ON events (fax_id, id)",
        _forbid("events", "UPDATE", "1", "the audit only grows"),
        _forbid("events", "DELETE", "1", "the audit only grows"),
        _forbid("faxes", "DELETE", "1", "a fax is never deleted"),
        _forbid("arrivals", "DELETE", "1", "an arrival is never deleted"),
    )


def _legibility(db: Database) -> None:
    _run(
        db,
        "ALTER TABLE pages ADD COLUMN legibility REAL",
        "ALTER TABLE pages ADD COLUMN illegible TEXT NOT NULL DEFAULT '[]'",
    )


def _forbid(table: str, verb: str, when: str, says: str) -> str:
    return f"""
        CREATE TRIGGER {table}_no_{verb.lower()}
        BEFORE {verb} ON {table}
        WHEN {when}
        BEGIN
            SELECT RAISE(ABORT, '{says}');
        END
        """


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.conn.execute(statement)


_ALL: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("0001_faxes", _faxes),
    ("0002_readings", _readings),
    ("0003_events", _events),
    ("0004_legibility", _legibility),
)
KNOWN = tuple(name for name, _ in _ALL)
_MIGRATIONS = Migrations("faxpipe")
for _name, _function in _ALL:
    _MIGRATIONS(name=_name)(_function)

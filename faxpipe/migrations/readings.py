"""Tables of what was read: readings, pages, words, referrals, and fields with the corrections of people."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run


def readings(db: Database) -> None:
    run(
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
        forbid("fields", "UPDATE", "OLD.source = 'person'", "a correction is never changed: add another"),
        forbid("fields", "DELETE", "OLD.source = 'person'", "a correction is never deleted: add another"),
    )


def legibility(db: Database) -> None:
    run(
        db,
        "ALTER TABLE pages ADD COLUMN legibility REAL",
        "ALTER TABLE pages ADD COLUMN illegible TEXT NOT NULL DEFAULT '[]'",
    )

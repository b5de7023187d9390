"""Tables of what arrived and of the job of reading it: faxes, arrivals, attempts, heartbeats."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import run


def faxes(db: Database) -> None:
    run(
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

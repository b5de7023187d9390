"""Tables of what people do to a fax: their corrections told apart and anchored, and what they say of its pages."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run


def casework(db: Database) -> None:
    run(
        db,
        """
        ALTER TABLE fields ADD COLUMN act TEXT NOT NULL DEFAULT 'correct'
            CHECK (act IN ('correct', 'confirm', 'not_on_fax', 'settle', 'undo'))
        """,
        "ALTER TABLE fields ADD COLUMN pages TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE referrals ADD COLUMN day TEXT",
        "ALTER TABLE referrals ADD COLUMN ages TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE pages ADD COLUMN skew_deg REAL NOT NULL DEFAULT 0",
        "ALTER TABLE pages ADD COLUMN width_px INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE pages ADD COLUMN height_px INTEGER NOT NULL DEFAULT 0",
        """
        CREATE TABLE page_decisions (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            page INTEGER NOT NULL CHECK (page >= 1),
            about TEXT NOT NULL CHECK (about IN ('kind', 'rotation', 'patient', 'purpose')),
            value TEXT,
            author TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX page_decisions_of_fax ON page_decisions (fax_id, id)",
        forbid("page_decisions", "UPDATE", "1", "a decision is never changed: add another"),
        forbid("page_decisions", "DELETE", "1", "a decision is never deleted: add another"),
    )

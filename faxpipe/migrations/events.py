"""The history of each fax, which only grows."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run


def events(db: Database) -> None:
    run(
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
        forbid("events", "UPDATE", "1", "the audit only grows"),
        forbid("events", "DELETE", "1", "the audit only grows"),
        forbid("faxes", "DELETE", "1", "a fax is never deleted"),
        forbid("arrivals", "DELETE", "1", "an arrival is never deleted"),
    )

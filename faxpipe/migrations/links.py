"""Tables of answers: whose each referral is, by which keys it is found again, and which fax answers which."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run


def links(db: Database) -> None:
    run(
        db,
        "ALTER TABLE faxes ADD COLUMN matched_no INTEGER NOT NULL DEFAULT 0",
        """
        CREATE INDEX faxes_to_match ON faxes (id)
        WHERE state = 'done' AND reading_no > matched_no
        """,
        """
        CREATE TABLE fax_references (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            reference TEXT NOT NULL,
            PRIMARY KEY (fax_id, reference)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE identities (
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            referral INTEGER NOT NULL CHECK (referral >= 0),
            identity TEXT NOT NULL,
            PRIMARY KEY (fax_id, referral)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE identity_keys (
            key TEXT NOT NULL,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            referral INTEGER NOT NULL,
            PRIMARY KEY (key, fax_id, referral)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX identity_keys_of_fax ON identity_keys (fax_id)",
        """
        CREATE TABLE links (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            referral INTEGER NOT NULL CHECK (referral >= 1),
            answer_fax_id INTEGER NOT NULL REFERENCES faxes (id),
            answer_referral INTEGER NOT NULL CHECK (answer_referral >= 0),
            state TEXT NOT NULL CHECK (state IN ('linked', 'offered', 'refused', 'undone')),
            evidence TEXT NOT NULL,
            changes TEXT NOT NULL DEFAULT '[]',
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            changed_by TEXT,
            changed_at TEXT,
            UNIQUE (fax_id, referral, answer_fax_id, answer_referral),
            CHECK (fax_id <> answer_fax_id)
        ) STRICT
        """,
        "CREATE INDEX links_of_answer ON links (answer_fax_id)",
        forbid("links", "DELETE", "1", "a link is undone, never deleted"),
        """
        CREATE TABLE sender_facts (
            number TEXT NOT NULL,
            field TEXT NOT NULL,
            value TEXT NOT NULL,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
            at TEXT NOT NULL,
            PRIMARY KEY (number, field, value, fax_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX sender_facts_of_fax ON sender_facts (fax_id)",
    )

"""Tables of what was said to senders and among ourselves: letters, contacts, notes."""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import forbid, run

_CONTENT = """
    kind, reference, round_no, fax_id, referral, to_name, to_practice, number, number_source, patient_name,
    birth_date, items, note, written, due
"""


def letters(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            referral INTEGER NOT NULL CHECK (referral >= 0),
            kind TEXT NOT NULL CHECK (kind IN ('request', 'misdirected')),
            reference TEXT NOT NULL CHECK (length(reference) = 9),
            round_no INTEGER NOT NULL CHECK (round_no >= 1),
            state TEXT NOT NULL DEFAULT 'draft'
                CHECK (state IN ('draft', 'outbox', 'sent', 'failed', 'withdrawn')),
            to_name TEXT NOT NULL,
            to_practice TEXT NOT NULL,
            number TEXT NOT NULL,
            number_source TEXT NOT NULL,
            patient_name TEXT NOT NULL,
            birth_date TEXT NOT NULL,
            items TEXT NOT NULL,
            note TEXT NOT NULL,
            written TEXT NOT NULL,
            due TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            confirmed_by TEXT,
            released_at TEXT,
            file TEXT UNIQUE,
            ended_by TEXT,
            ended_at TEXT,
            UNIQUE (reference, round_no),
            CHECK ((confirmed_by IS NULL) = (released_at IS NULL)),
            CHECK (state NOT IN ('outbox', 'sent', 'failed') OR (confirmed_by IS NOT NULL AND file IS NOT NULL))
        ) STRICT
        """,
        "CREATE INDEX letters_of_fax ON letters (fax_id, id)",
        "CREATE UNIQUE INDEX letters_one_draft ON letters (fax_id, referral, kind) WHERE state = 'draft'",
        "CREATE INDEX letters_in_outbox ON letters (id) WHERE state = 'outbox'",
        f"""
        CREATE TRIGGER letters_stay_as_released
        BEFORE UPDATE OF {_CONTENT} ON letters
        WHEN OLD.state <> 'draft'
        BEGIN
            SELECT RAISE(ABORT, 'a released letter stays as it is');
        END
        """,
        forbid("letters", "DELETE", "1", "a letter is withdrawn, never deleted"),
        """
        CREATE TABLE contacts (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            at TEXT NOT NULL,
            person TEXT NOT NULL,
            means TEXT NOT NULL CHECK (means IN ('call', 'fax', 'other')),
            direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
            outcome TEXT NOT NULL,
            number TEXT NOT NULL DEFAULT '',
            said TEXT NOT NULL DEFAULT '',
            letter_id INTEGER REFERENCES letters (id)
        ) STRICT
        """,
        "CREATE INDEX contacts_of_fax ON contacts (fax_id, id)",
        forbid("contacts", "UPDATE", "1", "the contact log only grows"),
        forbid("contacts", "DELETE", "1", "the contact log only grows"),
        """
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            at TEXT NOT NULL,
            author TEXT NOT NULL,
            for_sender INTEGER NOT NULL CHECK (for_sender IN (0, 1)),
            says TEXT NOT NULL CHECK (says <> '')
        ) STRICT
        """,
        "CREATE INDEX notes_of_fax ON notes (fax_id, id)",
        forbid("notes", "UPDATE", "1", "a note is never changed: add another"),
        forbid("notes", "DELETE", "1", "a note is never deleted: add another"),
    )

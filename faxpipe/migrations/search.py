"""Tables by which a fax is found: keys of names, birth dates and telephones, and the words of every page.

`page_text` keeps no text, only its index: the words themselves lie in `page_words`. Of what is read again the old
entry stays in it and leads nowhere, because `search_pages` never gives a number twice.
"""

from __future__ import annotations

from sqlite_utils import Database

from faxpipe.migrations.statements import run


def search(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE search_keys (
            kind TEXT NOT NULL CHECK (kind IN ('name', 'shape', 'born', 'phone', 'enohp')),
            value TEXT NOT NULL,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            PRIMARY KEY (kind, value, fax_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX search_keys_of_fax ON search_keys (fax_id, kind, value)",
        "CREATE INDEX fax_references_by_reference ON fax_references (reference)",
        """
        CREATE TABLE search_senders (
            kind TEXT NOT NULL CHECK (kind IN ('name', 'phone', 'enohp')),
            value TEXT NOT NULL,
            sender_id INTEGER NOT NULL REFERENCES senders (id),
            PRIMARY KEY (kind, value, sender_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX work_of_sender ON work (sender_id, fax_id)",
        """
        CREATE TABLE search_near (
            variant TEXT NOT NULL,
            token TEXT NOT NULL,
            PRIMARY KEY (variant, token)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE search_pages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            fax_id INTEGER NOT NULL REFERENCES faxes (id),
            number INTEGER NOT NULL,
            UNIQUE (fax_id, number)
        ) STRICT
        """,
        """
        CREATE VIRTUAL TABLE page_text USING fts5 (
            words, content = '', tokenize = 'unicode61 remove_diacritics 2'
        )
        """,
        """
        CREATE TABLE search_indexed (
            fax_id INTEGER PRIMARY KEY REFERENCES faxes (id),
            reading_no INTEGER NOT NULL
        ) STRICT
        """,
    )

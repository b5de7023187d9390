"""The search index, written in the transaction of whatever it is of: a reading, a correction.

`index_keys` and `index_pages` belong into the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence

from faxpipe.store.folding import digits, shape, tokens, variants
from faxpipe.store.values import StoredPage

PAGE_BYTES_MAX = 64 * 1024 * 1024
PHONE_DIGITS = 10
_FIELDS = ("patient.name", "patient.birth_date", "patient.phone")

Key = tuple[str, str]


def index_keys(conn: sqlite3.Connection, fax_id: int) -> None:
    """Names, birth dates and telephones of a fax, all that was ever read or written of it; and its sender."""
    wanted = set(_keys(conn, fax_id))
    sql = "SELECT kind, value FROM search_keys WHERE fax_id = ?"
    there = {(kind, value) for kind, value in conn.execute(sql, (fax_id,))}
    conn.executemany(
        "DELETE FROM search_keys WHERE kind = ? AND value = ? AND fax_id = ?",
        [(*key, fax_id) for key in there - wanted],
    )
    fresh = wanted - there
    conn.executemany(
        "INSERT INTO search_keys (kind, value, fax_id) VALUES (?, ?, ?)", [(*key, fax_id) for key in fresh]
    )
    for kind, value in fresh:
        if kind == "name":
            _index_near(conn, value)
    sender = "SELECT id, name, key FROM senders WHERE id = (SELECT sender_id FROM work WHERE fax_id = ?)"
    for sender_id, name, key in conn.execute(sender, (fax_id,)).fetchall():
        conn.executemany(
            "INSERT OR IGNORE INTO search_senders (kind, value, sender_id) VALUES (?, ?, ?)",
            [(*one, sender_id) for one in keys_of_sender(name, key)],
        )


def index_pages(conn: sqlite3.Connection, fax_id: int, pages: Iterable[StoredPage]) -> None:
    """The words of the pages of a fax, in place of those that were there."""
    conn.execute("DELETE FROM search_pages WHERE fax_id = ?", (fax_id,))
    for page in pages:
        text = page_text(page.page)
        if text:
            insert = "INSERT INTO search_pages (fax_id, number) VALUES (?, ?)"
            row_id = conn.execute(insert, (fax_id, page.number)).lastrowid
            conn.execute("INSERT INTO page_text (rowid, words) VALUES (?, ?)", (row_id, text))


def index_reading(conn: sqlite3.Connection, fax_id: int, reading_no: int, pages: Sequence[StoredPage]) -> None:
    """The words of a reading; without `pages` (it was read from stored words) those that are stored."""
    known = conn.execute("SELECT 1 FROM search_indexed WHERE fax_id = ?", (fax_id,)).fetchone()
    if pages or not known:
        index_pages(conn, fax_id, pages or _stored(conn, fax_id))
    conn.execute(
        """
        INSERT INTO search_indexed (fax_id, reading_no)
        VALUES (?, ?)
        ON CONFLICT (fax_id) DO UPDATE SET reading_no = excluded.reading_no
        """,
        (fax_id, reading_no),
    )


def _stored(conn: sqlite3.Connection, fax_id: int) -> list[StoredPage]:
    sql = "SELECT number, state, engine, engine_version, dpi, page FROM page_words WHERE fax_id = ?"
    return [StoredPage(*row) for row in conn.execute(sql, (fax_id,))]


def page_text(packed: bytes) -> str:
    """The words of a stored page with a space between; "" where it cannot be read."""
    try:
        stored = json.loads(zlib.decompressobj().decompress(packed, PAGE_BYTES_MAX))
        words = [*stored["strip"], *stored["words"]]
        return " ".join(str(word[0]) for word in words).encode("utf-8", "replace").decode()
    except (zlib.error, ValueError, KeyError, TypeError, IndexError):
        return ""


def _keys(conn: sqlite3.Connection, fax_id: int) -> Iterator[Key]:
    sql = """
        SELECT name, value
        FROM fields
        WHERE fax_id = ?
          AND name IN (?, ?, ?)
          AND value IS NOT NULL
    """
    for field, value in conn.execute(sql, (fax_id, *_FIELDS)):
        yield from keys_of(field, str(json.loads(value)))


def keys_of(field: str, value: str) -> Iterator[Key]:
    """The keys by which a value of a patient is found."""
    if field == "patient.name":
        for token in tokens(value):
            yield "name", token
            yield "shape", shape(token)
    elif field == "patient.birth_date":
        yield "born", value
    else:
        yield from _phone(digits(value))


def keys_of_sender(name: str, key: str) -> Iterator[Key]:
    """The keys by which a sender is found; `key` is ten digits where its number is known."""
    yield from (("name", token) for token in tokens(name))
    if len(digits(key)) == len(key):
        yield from _phone(key)


def _phone(number: str) -> Iterator[Key]:
    number = number[-PHONE_DIGITS:]
    if number:
        yield "phone", number
        yield "enohp", number[::-1]


def _index_near(conn: sqlite3.Connection, token: str) -> None:
    """Words one edit from `token` lead to it from now on; there are far fewer words than names."""
    if (
        conn.execute("SELECT 1 FROM search_near WHERE variant = ? AND token = ?", (token, token)).fetchone()
        is None
    ):
        conn.executemany(
            "INSERT OR IGNORE INTO search_near (variant, token) VALUES (?, ?)",
            [(variant, token) for variant in variants(token)],
        )

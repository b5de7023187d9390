"""The schema refuses what must never be wrong, whoever writes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, reading

from faxpipe.errors import StoreError
from faxpipe.migrations import KNOWN
from faxpipe.store import Store


def plain(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path / "queue.sqlite3", isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def test_a_fresh_database_holds_every_migration_with_its_record(store: Store, tmp_path: Path) -> None:
    names = [name for (name,) in plain(tmp_path).execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert tuple(names) == KNOWN


def test_opening_twice_migrates_once(store: Store, tmp_path: Path) -> None:
    Store(tmp_path / "queue.sqlite3").close()
    assert plain(tmp_path).execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone() == (len(KNOWN),)


def test_a_database_of_a_newer_faxpipe_is_refused_and_left_as_it_is(store: Store, tmp_path: Path) -> None:
    conn = plain(tmp_path)
    conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('faxpipe', '9999_later', 'x')"
    )
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / "queue.sqlite3")
    assert caught.value.code == "store_newer"
    assert conn.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone() == (len(KNOWN) + 1,)


def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite3").write_bytes(b"no database at all, but long enough to look at " * 50)
    with pytest.raises(StoreError):
        Store(tmp_path / "queue.sqlite3")


def test_only_the_owner_can_read_the_database(store: Store, tmp_path: Path) -> None:
    accept(store)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("queue.sqlite3*")}
    assert set(modes.values()) == {0}
    assert len(modes) == 3


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "verdict = 'fine'",
        "priority = 'soon'",
        "disposition = 'binned'",
        "mode = 'guess'",
        "lane = 2",
        "state = 'running'",
        "claim_token = 'x'",
        "state = 'done'",
        "state = 'failed'",
        "sha256 = 'short'",
        "attempts = -1",
    ],
)
def test_the_schema_refuses_a_word_or_a_state_that_cannot_be(store: Store, tmp_path: Path, change: str) -> None:
    accept(store)
    with pytest.raises(sqlite3.IntegrityError):
        plain(tmp_path).execute(f"UPDATE faxes SET {change}")  # noqa: S608


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET event = 'nothing'",
        "DELETE FROM events",
        "DELETE FROM faxes",
        "DELETE FROM arrivals",
        "UPDATE fields SET value = '\"x\"' WHERE source = 'person'",
        "DELETE FROM fields WHERE source = 'person'",
        "INSERT OR REPLACE INTO events (id, fax_id, at, actor, event) VALUES (1, 1, 'x', 'x', 'x')",
    ],
)
def test_audit_arrivals_and_corrections_only_grow(store: Store, tmp_path: Path, statement: str) -> None:
    accept(store)
    held = claim(store)
    store.finish(held, reading(held.sha256), now=NOW)
    store.correct(1, 1, "patient.name", "Bea Roe", actor="kim", now=NOW)
    conn = plain(tmp_path)
    conn.execute("PRAGMA recursive_triggers = ON")
    before = conn.execute("SELECT COUNT(*) FROM events").fetchone()
    with pytest.raises(sqlite3.IntegrityError):
        conn.execute(statement)
    assert conn.execute("SELECT COUNT(*) FROM events").fetchone() == before

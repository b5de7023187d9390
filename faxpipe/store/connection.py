"""One SQLite connection with the guarantees the queue rests on; errors of the library become StoreError here.

WAL lets the command line and the web page read while the daemon writes; synchronous=FULL makes a commit
survive a power cut, which is what allows a file to leave the inbox.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.migrations import migrate

Connection = sqlite3.Connection
"""What a transaction hands out, for those who pass it on and may not know SQLite."""

SQLITE_OLDEST = (3, 38, 0)
BUSY_TIMEOUT_S = 30.0
UNAVAILABLE = "store_unavailable"
"""Code of an error that time may heal: locked, full, not there. Any other refusal is about the row itself."""


def connect(path: Path, *, one_thread: bool = True) -> Database:
    """Open the database at `path`, made and migrated where needed, readable by its owner only.

    `one_thread`: only the thread that opens it may use it; otherwise the caller sees that one does at a time.
    """
    if sqlite3.sqlite_version_info < SQLITE_OLDEST:
        raise StoreError(
            "this Python has an SQLite older than 3.38; install a newer Python", code="store_old_sqlite"
        )
    with translated():
        conn = _open(path, one_thread)
        try:
            db = Database(conn)
            migrate(db)
        except BaseException:
            conn.close()
            raise
    return db


@contextmanager
def transaction(db: Database) -> Iterator[sqlite3.Connection]:
    """One write transaction: all of it is durable when the block ends, or none of it."""
    with translated():
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db.conn
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise


@contextmanager
def translated() -> Iterator[None]:
    """Turn what SQLite raises into StoreError; its messages name columns, never values."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        code = UNAVAILABLE if isinstance(error, sqlite3.OperationalError) else "store_refused"
        raise StoreError(f"the database refused ({name}); see `faxpipe doctor`", code=code) from error
    except OSError as error:
        raise StoreError(
            f"cannot open the database: {error.strerror}; check its folder and rights", code=UNAVAILABLE
        ) from error


def _open(path: Path, one_thread: bool) -> sqlite3.Connection:
    if not path.exists():
        _make_private(path)
    conn = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=one_thread)
    mode = conn.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        conn.close()
        raise StoreError("the database cannot use WAL here; put it on a local disk", code="store_no_wal")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def _make_private(path: Path) -> None:
    """An empty database that only its owner can read.

    Made under another name: closing any handle of a database drops the locks that this process's connections
    hold on it (POSIX), and another process would then clear away the WAL under them.
    """
    fresh = path.with_name(f"{path.name}.{uuid4().hex}")
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()

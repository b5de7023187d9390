"""The daemon's start: what it cannot have it names, and leaves nothing behind; older faxes become findable."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, reading

from faxpipe.config import Config, Paths
from faxpipe.daemon import run_daemon
from faxpipe.errors import ConfigError
from faxpipe.store.desk import Desk
from faxpipe.task import Done, Task


def unread(task: Task) -> Done:
    raise AssertionError("nothing waits to be read here")


@contextmanager
def running(config: Config) -> Iterator[None]:
    stop = threading.Event()
    daemon = threading.Thread(target=run_daemon, args=(config, stop), kwargs={"read": unread})
    daemon.start()
    try:
        yield
    finally:
        stop.set()
        daemon.join()


@pytest.mark.parametrize("part", ["inbox", "archive", "quarantine", "queue.sqlite3.lock", "scratch"])
def test_a_folder_or_file_that_cannot_be_had_is_named(tmp_path: Path, part: str) -> None:
    paths = Paths(
        **{name: tmp_path / name for name in ("inbox", "archive", "quarantine")},
        database=tmp_path / "queue.sqlite3",
    )
    if part.endswith("lock"):
        (tmp_path / part).mkdir()
    else:
        (tmp_path / part).write_text("in the way", encoding="ascii")
    with pytest.raises(ConfigError, match=part):
        run_daemon(Config(paths=paths))


def test_faxes_that_an_older_version_read_become_findable(tmp_path: Path) -> None:
    paths = Paths(
        **{name: tmp_path / name for name in ("inbox", "archive", "quarantine")},
        database=tmp_path / "queue.sqlite3",
    )
    with Desk(paths.database) as desk:
        accept(desk.store, "older")
        held = claim(desk.store)
        desk.store.finish(held, reading(held.sha256), now=NOW)
        with closing(sqlite3.connect(paths.database, isolation_level=None)) as conn:
            conn.execute("DELETE FROM search_indexed")
        assert desk.search.unindexed() == 1
        with running(Config(paths=paths)):
            until = threading.Event()
            for _ in range(200):
                if not desk.search.unindexed():
                    break
                until.wait(0.1)
        assert desk.search.unindexed() == 0

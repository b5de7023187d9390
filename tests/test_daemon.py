"""The daemon's start: what it cannot have it names, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxpipe.config import Config, Paths
from faxpipe.daemon import run_daemon
from faxpipe.errors import ConfigError


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

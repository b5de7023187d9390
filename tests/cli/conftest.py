"""A call of the command line that hands back what it printed, and a data folder to call it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from faxpipe.cli import main


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """`cli("queue", "--json")` -> its exit code and all that it printed."""

    def call(*argv: str | Path) -> Outcome:
        capfd.readouterr()
        code = main([str(word) for word in argv])
        printed = capfd.readouterr()
        return Outcome(code, printed.out, printed.err)

    return call


@pytest.fixture
def data(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as `faxpipe init` makes it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAXPIPE_CONFIG", raising=False)
    assert cli("init").code == 0
    return tmp_path / "faxpipe-data"

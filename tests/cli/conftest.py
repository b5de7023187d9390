"""A call of the command line that hands back what it printed, and a data folder to call it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from faxpipe.cli import main

TEXT = """REFERRAL
Patient name: Ann Fox
Date of birth: 02/03/1941
Reason for referral: kyphoplasty evaluation, L1 compression fracture
"""


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


@pytest.fixture
def draw_fax() -> Callable[[Path], None]:
    """Draws a small incomplete referral as a fax of one page, ready for the real Tesseract."""

    def draw(path: Path) -> None:
        page = Image.new("1", (1728, 1100), 1)
        ImageDraw.Draw(page).text((120, 120), TEXT, fill=0, font=ImageFont.load_default(44), spacing=30)
        page.save(path, resolution=204)

    return draw

"""The contract of every engine, and what tesseract's wrapper adds: a limit that kills, errors without text."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.config import Ocr
from faxpipe.errors import ConfigError, EngineError, ToolMissingError
from faxpipe.ocr import ENGINES, Engine, engine_of
from faxpipe.ocr.tesseract import Tesseract

Paper = NDArray[np.uint8]
LINES = ("Referral for back pain", "Telephone 603-555-0142", "Born 03/14/1950")


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_of(Ocr(engine=request.param))


def test_an_engine_says_its_name_and_version(engine: Engine) -> None:
    assert engine.available()
    assert engine.name in ENGINES
    assert engine.version[0].isdigit()


def test_an_engine_reads_words_where_they_stand(engine: Engine, print_lines: Callable[..., Paper]) -> None:
    words = engine.read(print_lines(LINES), dpi=300)
    assert [word.text for word in words] == " ".join(LINES).split()
    for word in words:
        assert 0 <= word.box.left < word.box.right <= 1
        assert 0 <= word.box.top < word.box.bottom <= 1
        assert 0.5 < word.confidence <= 1
    assert words[0].box.left == pytest.approx(140 / 1700, abs=0.01)
    assert words[0].box.top > 160 / 1100


def test_an_engine_finds_scattered_words(engine: Engine, print_lines: Callable[..., Paper]) -> None:
    paper = np.full((1100, 1700), 255, np.uint8)
    paper[100:200, :] = print_lines(("Diabetes",))[130:230, :]
    paper[900:1000, 800:1600] = print_lines(("Osteoporosis",))[130:230, 100:900]
    words = engine.read(paper, dpi=300, scattered=True)
    assert {word.text for word in words} == {"Diabetes", "Osteoporosis"}


@pytest.mark.parametrize("shape", [(1, 1), (5, 400), (600, 400)])
def test_an_engine_reads_nothing_on_white(engine: Engine, shape: tuple[int, int]) -> None:
    assert engine.read(np.full(shape, 255, np.uint8), dpi=300) == ()


def test_an_unknown_engine_is_a_configuration_error_that_names_the_choice() -> None:
    with pytest.raises(ConfigError, match="tesseract"):
        engine_of(Ocr(engine="crystal_ball"))


def _fake_tesseract(folder: Path, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_hanging_engine_is_killed_at_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_tesseract(tmp_path, f"echo $$ > {tmp_path}/pid\nexec sleep 600")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    start = time.monotonic()
    with pytest.raises(EngineError) as caught:
        Tesseract(timeout_s=1).read(np.full((100, 100), 255, np.uint8), dpi=300)
    assert time.monotonic() - start < 20
    assert caught.value.code == "engine_timeout"
    assert caught.value.retryable
    state = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_what_the_engine_says_when_it_fails_stays_out_of_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_tesseract(tmp_path, "echo 'cannot read JANE DOE' >&2\nexit 3")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(EngineError) as caught:
        Tesseract().read(np.full((100, 100), 255, np.uint8), dpi=300)
    assert caught.value.code == "engine_failed"
    assert "JANE" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_absent_engine_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="tesseract-ocr"):
        Tesseract().read(np.full((100, 100), 255, np.uint8), dpi=300)


def test_tesseract_runs_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_tesseract(tmp_path, f'echo "$OMP_THREAD_LIMIT" > {tmp_path}/threads\nexit 1')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    with pytest.raises(EngineError):
        Tesseract().read(np.full((100, 100), 255, np.uint8), dpi=300)
    assert (tmp_path / "threads").read_text().strip() == "1"


def test_no_picture_of_the_page_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, print_lines: Callable[..., Paper]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Tesseract().read(print_lines(LINES), dpi=300)
    assert list(tmp_path.iterdir()) == []

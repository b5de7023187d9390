"""Single lines of print: the contract of every engine, and tesseract's program asked once for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.config import Ocr
from faxpipe.errors import EngineError
from faxpipe.ocr import ENGINES, Engine, engine_of, tesseract
from faxpipe.ocr.loaded import loaded
from faxpipe.ocr.tesseract import Tesseract

Paper = NDArray[np.uint8]
LINES = ("603-555-0142", "Dolores Quimby", "03/14/1950")


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_of(Ocr(engine=request.param))


@pytest.fixture
def program_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without tesseract's library."""
    monkeypatch.setattr(tesseract, "_keeps_loaded", lambda: False)


def crops(print_lines: Callable[..., Paper], *lines: str) -> list[Paper]:
    """Each line cut tight from a page of its own."""
    cut = []
    for line in lines:
        paper = print_lines((line,))
        rows, columns = np.flatnonzero((paper < 128).any(axis=1)), np.flatnonzero((paper < 128).any(axis=0))
        cut.append(paper[rows[0] - 5 : rows[-1] + 6, columns[0] - 5 : columns[-1] + 6])
    return cut


def test_lines_are_read_in_the_order_they_are_given(engine: Engine, print_lines: Callable[..., Paper]) -> None:
    read = engine.read_lines(crops(print_lines, *LINES), dpi=300)
    assert [line.text for line in read] == list(LINES)
    assert all(0.5 < line.confidence <= line.mean <= 1 for line in read)


def test_a_line_without_print_does_not_shift_the_others(engine: Engine, print_lines: Callable[..., Paper]) -> None:
    first, last = crops(print_lines, LINES[0], LINES[2])
    read = engine.read_lines([first, np.full((40, 200), 255, np.uint8), last], dpi=300)
    assert [line.text for line in read] == [LINES[0], "", LINES[2]]
    assert read[1].confidence == 0


def test_no_lines_are_no_readings(engine: Engine) -> None:
    assert engine.read_lines([], dpi=300) == ()


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (8, 900), (300, 8)])
def test_an_odd_shape_is_read_as_nothing(engine: Engine, shape: tuple[int, int]) -> None:
    (line,) = engine.read_lines([np.full(shape, 255, np.uint8)], dpi=204)
    assert line.text == ""


@pytest.mark.usefixtures("program_alone")
def test_the_program_alone_reads_what_its_library_reads(print_lines: Callable[..., Paper]) -> None:
    given = crops(print_lines, *LINES)
    program = Tesseract().read_lines(given, dpi=300)
    assert [line.text for line in program] == list(LINES)
    tsv = loaded().read([tesseract._framed(image, 1) for image in given], psm=6, dpi=300, time_s=60)
    assert tesseract._lines(tsv, len(given)) == program


@pytest.mark.usefixtures("program_alone")
def test_all_lines_go_to_one_child_that_is_killed_at_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\necho x >> {tmp_path}/calls\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(EngineError) as caught:
        Tesseract(timeout_s=1).read_lines([np.full((40, 200), 255, np.uint8)] * 5, dpi=204)
    assert caught.value.code == "engine_timeout"
    assert (tmp_path / "calls").read_text() == "x\n"


@pytest.mark.usefixtures("program_alone")
@pytest.mark.parametrize("status", [0, 3])
def test_no_picture_of_a_line_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\nexit {status}\n")
    program.chmod(0o755)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with pytest.raises(EngineError):
        Tesseract().read_lines([np.full((40, 200), 255, np.uint8)], dpi=204)
    assert list((tmp_path / "temporary").iterdir()) == []

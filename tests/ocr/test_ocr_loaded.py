"""Tesseract kept loaded: its child can die, hang or talk nonsense, and costs at most the time it was given."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.errors import EngineError
from faxpipe.ocr import loaded as module
from faxpipe.ocr import tesseract
from faxpipe.ocr.loaded import DiedError, Loaded, OverdueError
from faxpipe.ocr.tesseract import Tesseract

PAPER: NDArray[np.uint8] = np.full((60, 400), 255, np.uint8)
GREETS = "import sys, struct, time; o = sys.stdout.buffer; o.write(struct.pack('<I', 3) + b'5.3'); o.flush(); "
HANGS = GREETS + "time.sleep(600)"
DIES = GREETS + "sys.stdin.buffer.read(16)"
TALKS_NONSENSE = GREETS + "o.write(b'\\xff' * 64); o.flush(); time.sleep(600)"
NEVER_GREETS = "import time; time.sleep(600)"


@pytest.fixture
def child() -> Iterator[Callable[..., Loaded]]:
    """Makes a Loaded whose child runs the given Python, or is the real one."""
    made: list[Loaded] = []

    def make(program: str = "") -> Loaded:
        made.append(Loaded((sys.executable, "-I", "-S", "-c", program)) if program else Loaded())
        return made[-1]

    yield make
    for one in made:
        one.close()


def ask(one: Loaded, time_s: float = 60) -> str:
    return one.read([PAPER], psm=6, dpi=300, time_s=time_s)


def pid_of(one: Loaded) -> int:
    assert one._child is not None
    return one._child.pid


def test_one_child_answers_every_request(child: Callable[..., Loaded]) -> None:
    one = child()
    assert one.version() == Tesseract().version
    before = pid_of(one)
    assert ask(one) == ask(one) != ""
    assert pid_of(one) == before


def test_each_picture_is_a_page_of_its_own(child: Callable[..., Loaded]) -> None:
    rows = child().read([PAPER, PAPER[:30], PAPER[:, :80]], psm=6, dpi=300, time_s=60).splitlines()
    sizes = {tuple(row.split("\t")[index] for index in (1, 8, 9)) for row in rows if row.startswith("1\t")}
    assert sizes == {("1", "400", "60"), ("2", "400", "30"), ("3", "80", "60")}


@pytest.mark.parametrize("program", [HANGS, NEVER_GREETS])
def test_a_child_that_hangs_is_killed_at_its_limit(
    child: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(module, "START_S", 0.5 if program == NEVER_GREETS else 60)
    one = child(program)
    with pytest.raises(OverdueError):
        ask(one, 0.5)
    assert one._child is None


def test_a_request_that_a_hanging_child_does_not_even_take_ends_too(child: Callable[..., Loaded]) -> None:
    one = child(HANGS)
    with pytest.raises(OverdueError):
        one.read([np.full((2000, 2000), 255, np.uint8)], psm=6, dpi=300, time_s=0.5)


@pytest.mark.parametrize("program", [DIES, TALKS_NONSENSE, "import sys; sys.exit(3)"])
def test_a_child_that_dies_or_talks_nonsense_is_an_error_and_gone(
    child: Callable[..., Loaded], program: str
) -> None:
    one = child(program)
    with pytest.raises(DiedError):
        ask(one)
    assert one._child is None


def test_a_child_that_died_is_started_anew(child: Callable[..., Loaded]) -> None:
    one = child()
    answer = ask(one)
    os.kill(pid_of(one), 9)
    assert one._child is not None
    one._child.wait()
    assert ask(one) == answer


def test_a_forked_process_starts_a_child_of_its_own_and_leaves_the_other_alone(
    child: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = child()
    ask(one)
    first = one._child
    assert first is not None
    with monkeypatch.context() as forked:
        forked.setattr(os, "getpid", lambda: -1)
        ask(one)
        assert one._child is not None
        assert one._child.pid != first.pid
        assert first.poll() is None
        one.close()
    one._child, one._owner = first, os.getpid()


def test_who_waits_for_a_turn_waits_no_longer_than_its_time(child: Callable[..., Loaded]) -> None:
    one = child()
    with one._turn, pytest.raises(OverdueError):
        ask(one, 0.1)


def test_many_threads_get_their_own_answers(child: Callable[..., Loaded]) -> None:
    one, widths, got = child(), range(60, 200, 20), {}

    def run(width: int) -> None:
        got[width] = one.read([PAPER[:, :width]], psm=6, dpi=300, time_s=60).split("\t")[8]

    threads = [threading.Thread(target=run, args=(width,)) for width in widths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert got == {width: str(width) for width in widths}


def test_the_child_ends_when_its_parent_is_gone(child: Callable[..., Loaded]) -> None:
    one = child()
    ask(one)
    running = one._child
    assert running is not None
    assert running.stdin is not None
    running.stdin.close()
    assert running.wait(30) == 0


def test_where_there_is_no_library_there_is_no_version(child: Callable[..., Loaded]) -> None:
    assert child("import sys; sys.exit(3)").version() == ""
    assert Loaded(("/nowhere/python",)).version() == ""


def test_the_program_is_asked_where_the_child_dies(
    child: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch, print_lines: Callable[..., NDArray[np.uint8]]
) -> None:
    one = child(DIES)
    monkeypatch.setattr(tesseract, "_keeps_loaded", lambda: True)
    monkeypatch.setattr(tesseract, "loaded", lambda: one)
    paper = print_lines(("603-555-0142",))
    rows, columns = np.flatnonzero((paper < 128).any(axis=1)), np.flatnonzero((paper < 128).any(axis=0))
    tight = paper[rows[0] - 5 : rows[-1] + 6, columns[0] - 5 : columns[-1] + 6]
    assert [line.text for line in Tesseract().read_lines([tight], dpi=300)] == ["603-555-0142"]


def test_a_child_out_of_time_is_said_to_be(child: Callable[..., Loaded], monkeypatch: pytest.MonkeyPatch) -> None:
    one = child(HANGS)
    monkeypatch.setattr(tesseract, "_keeps_loaded", lambda: True)
    monkeypatch.setattr(tesseract, "loaded", lambda: one)
    with pytest.raises(EngineError) as caught:
        Tesseract(timeout_s=0.5).read_lines([PAPER], dpi=300)
    assert caught.value.code == "engine_timeout"

"""Reading processes that crash, hang and eat memory: the fax pays, the daemon and its siblings do not."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import faults
import pytest
from queue_material import NOW

from faxpipe.config import Config, Log, Paths
from faxpipe.config import Worker as WorkerConfig
from faxpipe.errors import EngineError, UnreadableFaxError
from faxpipe.executors import Limits, Processes
from faxpipe.referral import Verdict
from faxpipe.store import Arrival, NewFax, Shelf, State, Store
from faxpipe.task import ReadFunction, Task
from faxpipe.worker import Worker

MEMORY_BYTES = 2_000_000_000


@pytest.fixture
def limits(tmp_path: Path) -> Limits:
    (tmp_path / "scratch").mkdir()
    return Limits(2, 3.0, MEMORY_BYTES, 50, tmp_path / "scratch")


@pytest.fixture
def pool(limits: Limits) -> Iterator[Processes]:
    with Processes(limits, Log()) as opened:
        yield opened


def task(tmp_path: Path, content: bytes = b"fax") -> Task:
    path = tmp_path / "fax"
    path.write_bytes(content)
    return Task(path, hashlib.sha256(content).hexdigest(), "doe-jane.pdf", NOW, Config())


def outcome(pool: Processes, read: ReadFunction, job: Task) -> str:
    error = pool.submit(read, job).exception(timeout=60)
    return error.code if isinstance(error, EngineError | UnreadableFaxError) else repr(error)


def is_gone(pid: int, within_s: float = 10) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text(encoding="ascii").split()[2] == "Z":
            return True
        os.sched_yield()
    return False


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (faults.crash, "crashed"),
        (faults.hang, "timeout"),
        (faults.hog, "memory"),
        (faults.unreadable, "encrypted"),
        (faults.bug, "bug"),
    ],
)
def test_every_fault_comes_back_as_its_code_and_the_next_fax_is_read(
    pool: Processes, tmp_path: Path, read: ReadFunction, code: str
) -> None:
    assert outcome(pool, read, task(tmp_path)) == code
    assert pool.submit(faults.well, task(tmp_path)).result(timeout=60).reading.verdict is Verdict.INCOMPLETE


def test_an_error_of_a_reading_process_holds_no_patient_data(pool: Processes, tmp_path: Path) -> None:
    error = pool.submit(faults.bug, task(tmp_path, b"Ada Roe")).exception(timeout=60)
    assert str(error).startswith("ValueError at faults.py:")
    assert not any(secret in repr(error) for secret in ("doe-jane", "Ada"))


@pytest.mark.parametrize("read", [faults.hang_with_child, faults.crash_with_child])
def test_the_program_that_a_dead_reading_process_had_started_dies_too(
    pool: Processes, tmp_path: Path, read: ReadFunction
) -> None:
    outcome(pool, read, task(tmp_path))
    assert is_gone(int((tmp_path / "fax.pid").read_text(encoding="ascii")))


def test_stopping_the_pool_kills_what_is_under_way_and_its_programs(limits: Limits, tmp_path: Path) -> None:
    marker = tmp_path / "fax.pid"
    with Processes(replace(limits, timeout_s=60.0), Log()) as pool:
        pool.submit(faults.hang_with_child, task(tmp_path))
        until = time.monotonic() + 30
        while not (marker.exists() and marker.read_text(encoding="ascii")) and time.monotonic() < until:
            os.sched_yield()
        started = time.monotonic()
    assert time.monotonic() - started < 10
    assert is_gone(int(marker.read_text(encoding="ascii")))


def test_a_reading_process_has_its_limits_and_leaves_no_core_dump(pool: Processes, tmp_path: Path) -> None:
    assert outcome(pool, faults.report, task(tmp_path)) == f"{MEMORY_BYTES} 0 True scratch"


def test_a_process_that_dies_while_idle_does_not_end_the_pool(pool: Processes, tmp_path: Path) -> None:
    pool.submit(faults.well, task(tmp_path)).result(timeout=60)
    with pool._lock:
        pool._learn_groups()
    for pid in tuple(pool._groups):
        os.kill(pid, 9)
        assert is_gone(pid)
    codes = [outcome_or_read(pool, tmp_path) for _ in range(3)]
    assert codes[-1] == "read"


def outcome_or_read(pool: Processes, tmp_path: Path) -> str:
    error = pool.submit(faults.well, task(tmp_path)).exception(timeout=60)
    return "read" if error is None else str(getattr(error, "code", error))


def test_hostile_faxes_among_good_ones_all_reach_a_definite_state(
    store: Store, limits: Limits, tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    expected = {}
    for number, kind in enumerate(("good", "crash", "good", "hang", "hog", "good", "unreadable", "bug", "good")):
        content = f"{kind} {number}".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        (tmp_path / "archive" / sha256).write_bytes(content)
        store.accept(NewFax(sha256, Shelf.ARCHIVE, sha256, Arrival("x", 1, number, 1, NOW)))
        expected[number + 1] = kind
    paths = Paths(**{name: tmp_path / name for name in ("inbox", "archive", "quarantine")})
    config = Config(paths=paths, worker=WorkerConfig(workers=2, attempts_max=2, retry_s=0, poll_s=0.1))
    with Processes(limits, Log()) as pool:
        Worker(store, pool, config, read=faults.hostile).drain()
    ended = {row.id: (row.state, row.verdict, row.reason) for row in store.queue()}
    codes = {"crash": "crashed", "hang": "timeout", "hog": "memory", "bug": "bug"}
    for fax_id, kind in expected.items():
        if kind == "good":
            assert ended[fax_id] == (State.DONE, Verdict.INCOMPLETE, "")
        elif kind == "unreadable":
            assert ended[fax_id] == (State.DONE, Verdict.UNREADABLE, "encrypted")
        else:
            assert ended[fax_id] == (State.FAILED, Verdict.UNREADABLE, codes[kind])

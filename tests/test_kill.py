"""kill -9 at any moment: no fax lost, none twice, every one read in the end.

First at every line that accept, claim and finish execute: a forked child counts lines and ends itself without
any cleaning up, exactly as SIGKILL would end it. Then a real daemon, with its threads and reading processes,
killed at random times while faxes keep arriving. Neither needs anything in the product.

Each line is killed once in a run of the tests, at its first or at its last time by turns. At both times:

FAXPIPE_KILL=every pytest tests/test_kill.py -k any_line
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from queue_material import reading

import faxpipe
from faxpipe.config import Config, Intake, Paths, config_toml
from faxpipe.config import Worker as WorkerConfig
from faxpipe.executors import InProcess
from faxpipe.intake import Intake as Inbox
from faxpipe.store import QueueFilter, State, Store, StoredPage
from faxpipe.task import Done, Task
from faxpipe.worker import Worker

KILLED = 77
EVERY = os.environ.get("FAXPIPE_KILL") == "every"
PACKAGE = Path(faxpipe.__file__).parent
STEPS = (
    "intake/accept.py",
    "intake/shelf.py",
    "store/store.py",
    "store/connection.py",
    "worker.py",
    "migrations/__init__.py",
)
TRACED = tuple(str(PACKAGE / part) for part in STEPS)
FAXES = {
    "a.pdf": b"%PDF-1.4 one %%EOF",
    "b.pdf": b"%PDF-1.4 two %%EOF",
    "b again.pdf": b"%PDF-1.4 two %%EOF",
    "c.txt": b"no fax",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where that can be: the kernel outlives the process, so what a kill leaves is the same."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def read(task: Task) -> Done:
    return Done(reading(task.sha256), (StoredPage(1, "read", "fake", "1", 204, task.path.read_bytes()),))


def make_config(folder: Path, **worker: Any) -> Config:
    names = ("inbox", "archive", "quarantine")
    paths = Paths(**{name: folder / name for name in names}, database=folder / "queue.sqlite3")
    worker = {"attempts_max": 20, "retry_s": 0, "poll_s": 0.1, "workers": 2, "free_bytes_min": 0} | worker
    return Config(paths=paths, intake=Intake(settle_s=0, rescan_s=0.2), worker=WorkerConfig(**worker))


def fill(folder: Path) -> Config:
    config = make_config(folder)
    config.paths.inbox.mkdir(parents=True)
    for name, content in FAXES.items():
        (config.paths.inbox / name).write_bytes(content)
    return config


def one_life(config: Config) -> None:
    """What the daemon does from its start until nothing is left to do, in one thread."""

    def now() -> datetime:
        return datetime.now(UTC)

    with Store(config.paths.database) as store:
        store.give_back("daemon:", now=now(), attempts_max=config.worker.attempts_max)
        Inbox(store, config, now).step()
        Worker(store, InProcess(), config, read=read, name="daemon:1").drain()


def in_a_child(config: Config, tracer: Callable[..., Any] | None = None) -> int:
    """Live once in a forked child, under `tracer`; the exit code."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w", encoding="ascii") as nothing:
            os.dup2(nothing.fileno(), 1)
            try:
                sys.settrace(tracer)
                one_life(config)
                os._exit(0)
            finally:
                os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killer(at: tuple[str, int, int]) -> Callable[..., Any]:
    """A tracer that ends the process when line `at[1]` of file `at[0]` is reached for the `at[2]`-th time."""
    seen = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal seen
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event == "line" and (frame.f_code.co_filename, frame.f_lineno) == at[:2]:
            seen += 1
            if seen == at[2]:
                os._exit(KILLED)
        return trace

    return trace


def lines_of_a_life(config: Config) -> list[tuple[str, int, int]]:
    """Every line of `STEPS` that a life executes, the first or the last time it does; with EVERY at both."""
    counts: dict[tuple[str, int], int] = {}

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event == "line":
            place = frame.f_code.co_filename, frame.f_lineno
            counts[place] = counts.get(place, 0) + 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        one_life(config)
    finally:
        sys.settrace(before)
    places = enumerate(sorted(counts.items()))
    return [
        (*place, time)
        for number, (place, count) in places
        for time in (sorted({1, count}) if EVERY else [count if number % 2 else 1])
    ]


def check(config: Config, dropped: set[bytes], arrivals: int | None = None) -> None:
    """Each byte string is in exactly one row, its copy is intact, it is read, and the inbox is empty."""
    assert [path.name for path in config.paths.inbox.iterdir()] == []
    with Store(config.paths.database) as store:
        rows = store.queue(QueueFilter(dispositions=(), limit=10_000))
        assert sorted(row.sha256 for row in rows) == sorted(
            hashlib.sha256(content).hexdigest() for content in dropped
        )
        assert {row.state for row in rows} == {State.DONE}
        if arrivals is not None:
            assert sum(row.arrivals for row in rows) == arrivals
        for row in rows:
            detail = store.fax(row.id)
            assert detail is not None
            kept = (getattr(config.paths, detail.shelf.value) / detail.archive).read_bytes()
            assert hashlib.sha256(kept).hexdigest() == row.sha256
            assert detail.reading_no == (1 if kept.startswith(b"%PDF") else 0)
            if detail.reading_no:
                assert [page.page for page in store.words(row.id)] == [kept]


def test_killed_at_any_line_of_accept_claim_and_finish_nothing_is_lost_or_twice(folder: Path) -> None:
    places = lines_of_a_life(fill(folder / "whole"))
    check(make_config(folder / "whole"), set(FAXES.values()), arrivals=len(FAXES))
    assert {file for file, _, _ in places} == set(TRACED)
    for number, place in enumerate(places):
        config = fill(folder / str(number))
        assert in_a_child(config, killer(place)) == KILLED, place
        one_life(config)
        check(config, set(FAXES.values()), arrivals=len(FAXES))


def test_killed_again_and_again_at_random_lines_the_same_queue_still_gets_done(folder: Path) -> None:
    places = lines_of_a_life(fill(folder / "whole"))
    config = fill(folder / "queue")
    for place in random.Random(7).sample(places, 15):
        in_a_child(config, killer(place))
    assert in_a_child(config) == 0
    check(config, set(FAXES.values()), arrivals=len(FAXES))


DAEMON = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
import faults
from faxpipe.config import load_config
from faxpipe.daemon import run_daemon

if __name__ == "__main__":
    sys.exit(run_daemon(load_config(Path(sys.argv[1]), {{}}), read=getattr(faults, sys.argv[2])))
"""


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a real daemon that reads with a fault of `faults`; none outlives the test."""
    here = Path(__file__).parent
    script = folder / "daemon.py"
    script.write_text(
        DAEMON.format(paths=[str(here), str(here / "worker"), str(PACKAGE.parent)]), encoding="utf-8"
    )
    running: list[subprocess.Popen[bytes]] = []

    def begin(config: Config, reader: str = "well") -> subprocess.Popen[bytes]:
        file = config.paths.database.with_name("config.toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(config_toml(config), encoding="utf-8")
        with (folder / "daemon.log").open("ab") as log:
            daemon = subprocess.Popen([sys.executable, str(script), str(file), reader], stderr=log, stdout=log)
        running.append(daemon)
        return daemon

    yield begin
    for daemon in running:
        daemon.kill()
        daemon.wait()


def until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    """Wait for another process: look every 50 ms, fail after `timeout_s`."""
    pause = threading.Event()
    for _ in range(int(timeout_s / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("it did not happen in time")


def done(config: Config) -> int:
    with Store(config.paths.database) as store:
        return dict(store.counts().states).get(State.DONE, 0)


def wait_or_kill(daemon: subprocess.Popen[bytes], seconds: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        daemon.wait(seconds)
    daemon.send_signal(signal.SIGKILL)
    daemon.wait()


def test_a_daemon_killed_at_random_times_while_faxes_arrive_loses_none(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    config = make_config(folder / "data")
    config.paths.inbox.mkdir(parents=True)
    rng = random.Random(11)
    dropped = set()
    for life in range(6):
        daemon = start(config)
        for number in range(12):
            content = f"%PDF-1.4 fax {life} {number} %%EOF".encode()
            dropped.add(content)
            (config.paths.inbox / f"{life}-{number}.pdf").write_bytes(content)
        wait_or_kill(daemon, rng.uniform(0.3, 3.0))
    start(config)
    until(lambda: done(config) == len(dropped))
    until(lambda: not any(config.paths.inbox.iterdir()))
    check(config, dropped, arrivals=len(dropped))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_or_a_closed_terminal_ends_the_daemon_well_and_gives_back_what_is_under_way(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    config = make_config(folder / "data", grace_s=0.2)
    config.paths.inbox.mkdir(parents=True)
    (config.paths.inbox / "a.pdf").write_bytes(FAXES["a.pdf"])
    daemon = start(config, "hang")

    def running() -> bool:
        with Store(config.paths.database) as store:
            return dict(store.counts().states).get(State.RUNNING, 0) == 1

    until(lambda: config.paths.database.exists() and running())
    daemon.send_signal(number)
    assert daemon.wait(30) == 0
    with Store(config.paths.database) as store:
        (row,) = store.queue()
        assert (row.state, row.attempts) == (State.RECEIVED, 0)


def test_a_second_daemon_on_the_same_queue_or_inbox_is_refused(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    config = make_config(folder / "data")
    first = start(config)
    until(lambda: config.paths.database.exists() and done(config) == 0)
    other_queue = config.paths.model_copy(update={"database": folder / "other" / "queue.sqlite3"})
    for second in (config, config.model_copy(update={"paths": other_queue})):
        daemon = start(second)
        assert daemon.wait(30) != 0
    assert b"AlreadyRunningError" in (folder / "daemon.log").read_bytes()
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0


def test_no_reading_process_outlives_a_killed_daemon(
    folder: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    config = make_config(folder / "data")
    config.paths.inbox.mkdir(parents=True)
    (config.paths.inbox / "a.pdf").write_bytes(FAXES["a.pdf"])
    daemon = start(config, "hang")

    def children() -> list[str]:
        return [path.name for path in Path("/proc").glob("[0-9]*") if parent_of(path) == daemon.pid]

    until(lambda: len(children()) >= 2)
    born = children()
    daemon.kill()
    daemon.wait()
    until(lambda: not any(is_reader(Path("/proc") / pid) for pid in born))


def parent_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def is_reader(process: Path) -> bool:
    try:
        return b"spawn_main" in (process / "cmdline").read_bytes()
    except OSError:
        return False

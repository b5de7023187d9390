"""The worker against a real store: what becomes of a fax, whatever its reading does."""

from __future__ import annotations

import hashlib
import shutil
import threading
from concurrent.futures import Executor, Future
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faults
import pytest
from queue_material import NOW, later
from structlog.testing import capture_logs

from faxpipe.config import Config, Paths
from faxpipe.config import Worker as WorkerConfig
from faxpipe.errors import StoreError
from faxpipe.executors import InProcess
from faxpipe.referral import Verdict
from faxpipe.store import Arrival, FaxDetail, Mode, NewFax, Shelf, State, Store
from faxpipe.store.connection import UNAVAILABLE
from faxpipe.task import ReadFunction, read
from faxpipe.worker import REST_S, Worker

FULL = SimpleNamespace(free=1_000_000)


class Clock:
    second = 0.0

    def __call__(self) -> datetime:
        return later(self.second)

    def monotonic(self) -> float:
        return self.second


class Slow(Executor):
    """Holds every task until the test lets it run."""

    def __init__(self) -> None:
        self.held: list[tuple[Future[Any], Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.held.append((future, lambda: fn(*args, **kwargs)))
        return future

    def let_go(self) -> None:
        for future, call in self.held:
            future.set_result(call())
        self.held.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "archive").mkdir()
    paths = Paths(**{name: tmp_path / name for name in ("inbox", "archive", "quarantine")})
    return Config(paths=paths, worker=WorkerConfig(workers=2, attempts_max=3, retry_s=0, lease_s=90, grace_s=0))


def put(store: Store, config: Config, content: bytes = b"fax", *, at: datetime = NOW) -> int:
    sha256 = hashlib.sha256(content).hexdigest()
    (config.paths.archive / sha256).write_bytes(content)
    arrival = Arrival("doe-jane.pdf", len(content), 1, 1, at)
    return store.accept(NewFax(sha256, Shelf.ARCHIVE, sha256, arrival)).fax_id


def make(store: Store, config: Config, clock: Clock, read: ReadFunction = faults.well, **more: Any) -> Worker:
    more.setdefault("executor", InProcess())
    return Worker(store, config=config, read=read, clock=clock, monotonic=clock.monotonic, **more)


def fax(store: Store, fax_id: int = 1) -> FaxDetail:
    detail = store.fax(fax_id)
    assert detail is not None
    return detail


def test_a_fax_is_read_and_its_words_are_kept(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    assert make(store, config, clock).drain() == 1
    assert (fax(store).row.state, fax(store).row.verdict) == (State.DONE, Verdict.INCOMPLETE)
    assert [page.page for page in store.words(1)] == [b"fax"]


def test_one_log_line_says_what_became_of_a_fax(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    with capture_logs() as lines:
        make(store, config, clock).drain()
    (line,) = [line for line in lines if line["event"] == "fax"]
    assert line | {"seconds": 0} == {
        "event": "fax",
        "log_level": "info",
        "fax": 1,
        "sha": hashlib.sha256(b"fax").hexdigest()[:12],
        "state": "done",
        "verdict": "incomplete",
        "priority": "routine",
        "pages": 2,
        "referrals": 1,
        "seconds": 0,
        "attempts": 1,
        "mode": "pdf",
        "reason": None,
        "site": None,
    }


def test_no_more_are_claimed_than_can_be_read(store: Store, config: Config, clock: Clock) -> None:
    for number in range(5):
        put(store, config, bytes([number]))
    executor = Slow()
    worker = make(store, config, clock, executor=executor)
    worker.step()
    worker.step()
    assert [len(executor.held), dict(store.counts().states)[State.RUNNING]] == [2, 2]
    executor.let_go()
    worker.step()
    assert dict(store.counts().states) == {State.DONE: 2, State.RUNNING: 2, State.RECEIVED: 1}


def test_an_unreadable_fax_is_tried_once_and_says_why(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock, faults.unreadable).drain()
    detail = fax(store)
    assert (detail.row.state, detail.row.verdict, detail.row.reason) == (
        State.DONE,
        Verdict.UNREADABLE,
        "encrypted",
    )
    assert [attempt.outcome for attempt in detail.attempts] == ["encrypted"]


def test_an_engine_that_fails_twice_is_asked_a_third_time(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock, faults.twice_then_well).drain()
    assert fax(store).row.state is State.DONE
    assert [attempt.outcome for attempt in fax(store).attempts] == ["engine", "engine", "read"]


def test_after_the_last_attempt_a_person_sees_the_fax(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock, faults.bug).drain()
    (row,) = store.queue()
    assert (row.state, row.verdict, row.reason) == (State.FAILED, Verdict.UNREADABLE, "bug")
    assert [attempt.outcome for attempt in fax(store).attempts] == ["bug"] * 3


def test_pauses_between_attempts_double(store: Store, config: Config, clock: Clock) -> None:
    slower = config.worker.model_copy(update={"retry_s": 10.0, "attempts_max": 4})
    worker = make(store, config.model_copy(update={"worker": slower}), clock, faults.bug)
    put(store, config)
    started = []
    for _ in range(100):
        before = len(fax(store).attempts)
        worker.step()
        worker.step()
        if len(fax(store).attempts) > before:
            started.append(clock.second)
        clock.second += 1
    assert started == [0, 10, 30, 70]


def test_a_missing_tool_costs_no_fax_an_attempt_and_is_not_asked_all_the_time(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    worker = make(store, config, clock, faults.no_tool)
    for _ in range(int(REST_S)):
        worker.step()
        clock.second += 1
    assert (fax(store).row.state, fax(store).row.attempts, len(fax(store).attempts)) == (State.RECEIVED, 0, 1)
    worker._read = faults.well
    clock.second += 1
    worker.drain()
    assert fax(store).row.state is State.DONE


def test_with_little_room_on_the_disk_nothing_is_claimed_and_that_is_said_once(
    store: Store, config: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, config)
    worker = make(store, config, clock)
    with monkeypatch.context() as full, capture_logs() as lines:
        full.setattr(shutil, "disk_usage", lambda _: FULL)
        for _ in range(3):
            assert worker.step() is False
    assert [(line["event"], line["code"]) for line in lines] == [("store_unavailable", "disk_full")]
    assert fax(store).attempts == ()
    with capture_logs() as lines:
        worker.step()
        worker.step()
    assert [line["event"] for line in lines] == ["reading_again", "fax"]
    assert fax(store).row.state is State.DONE


def test_an_engine_that_fails_on_a_full_disk_costs_no_fax_an_attempt(
    store: Store, config: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, config)
    worker = make(store, config, clock, faults.bug)
    worker._claim_more()
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: FULL)
        worker.step()
    assert (fax(store).row.state, fax(store).row.attempts) == (State.RECEIVED, 0)


@pytest.mark.parametrize("left", ["nothing", "others"])
def test_an_archive_that_is_away_costs_no_fax_an_attempt_but_one_lost_copy_goes_before_a_person(
    store: Store, config: Config, clock: Clock, left: str
) -> None:
    put(store, config, b"gone")
    (config.paths.archive / hashlib.sha256(b"gone").hexdigest()).unlink()
    if left == "others":
        (config.paths.archive / "other").write_bytes(b"other")
    make(store, config, clock, read).drain()
    row = fax(store).row
    if left == "nothing":
        assert (row.state, row.attempts, row.verdict) == (State.RECEIVED, 0, None)
    else:
        assert (row.state, row.verdict, row.reason) == (State.FAILED, Verdict.UNREADABLE, "archive_unavailable")


def test_an_archived_copy_that_changed_is_noticed(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock, faults.other_bytes).drain()
    assert (fax(store).row.reason, fax(store).reading) == ("archive_damaged", None)


def test_a_reading_that_cannot_be_stored_fails_as_an_attempt_of_its_own(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    put(store, config, b"next")
    with capture_logs() as lines:
        make(store, config, clock, faults.page_twice).drain()
    assert [row.reason for row in store.queue()] == ["not_storable", "not_storable"]
    assert all(line["site"].startswith("StoreError at") for line in lines if line["event"] == "fax")


def test_a_lease_is_renewed_while_a_fax_takes_long(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    executor = Slow()
    worker = make(store, config, clock, executor=executor)
    for _ in range(60):
        worker.step()
        clock.second += 10
    executor.let_go()
    worker.step()
    assert [attempt.outcome for attempt in fax(store).attempts] == ["read"]


def test_a_clock_that_jumps_does_not_rob_a_worker_of_its_own_fax(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    executor = Slow()
    worker = make(store, config, clock, executor=executor)
    worker.step()
    for jump in (10**6, -(10**6)):
        clock.second += jump
        worker.step()
    executor.let_go()
    worker.step()
    assert fax(store).row.state is State.DONE


def test_what_a_dead_worker_held_is_read_by_another(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock, executor=Slow(), name="dead").step()
    clock.second = 89
    other = make(store, config, clock, name="other")
    other.step()
    assert fax(store).row.state is State.RUNNING
    clock.second = 190
    other.step()
    other.step()
    assert [attempt.outcome for attempt in fax(store).attempts] == ["lost", "read"]


def test_a_result_that_comes_after_the_lease_was_lost_is_dropped(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    executor = Slow()
    late = make(store, config, clock, executor=executor)
    late.step()
    store.rescue(now=later(1000), attempts_max=3)
    executor.let_go()
    with capture_logs() as lines:
        late.step()
    assert "claim_lost" in {line["event"] for line in lines}
    assert (fax(store).reading_no, fax(store).row.state) == (0, State.RUNNING)
    executor.let_go()
    late.step()
    assert fax(store).reading_no == 1


def test_a_result_that_the_database_cannot_take_now_is_kept_for_the_next_step(
    store: Store, config: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, config)
    worker = make(store, config, clock)
    worker._claim_more()
    finish = store.finish

    def refuse(*_: object, **__: object) -> int:
        raise StoreError("disk full", code=UNAVAILABLE)

    monkeypatch.setattr(store, "finish", refuse)
    assert worker.step() is False
    monkeypatch.setattr(store, "finish", finish)
    assert worker.step() is True
    assert [attempt.outcome for attempt in fax(store).attempts] == ["read"]


def test_an_executor_that_never_answers_holds_no_fax_for_ever(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    worker = make(store, config, clock, executor=Slow())
    for _ in range(4):
        worker.step()
        clock.second += 3 * config.worker.fax_timeout_s + 1
    worker.step()
    assert (fax(store).row.state, fax(store).row.reason) == (State.FAILED, "timeout")


def test_a_fax_that_cannot_be_submitted_is_given_back(store: Store, config: Config, clock: Clock) -> None:
    class Broken(InProcess):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise OSError(12, "no memory for a process")

    put(store, config)
    make(store, config, clock, executor=Broken()).step()
    assert (fax(store).row.state, fax(store).row.attempts) == (State.RECEIVED, 0)


def test_reprocessing_reads_from_stored_words_without_the_file(store: Store, config: Config, clock: Clock) -> None:
    put(store, config, b"review this")
    worker = make(store, config, clock)
    worker.drain()
    for path in config.paths.archive.iterdir():
        path.unlink()
    store.requeue(None, Mode.WORDS, now=clock())
    worker.drain()
    detail = fax(store)
    assert (detail.row.state, detail.row.verdict, detail.reading_no) == (State.DONE, Verdict.REVIEW, 2)
    assert [attempt.mode for attempt in detail.attempts] == [Mode.PDF, Mode.WORDS]


def test_a_fault_in_reprocessing_leaves_the_last_good_reading(store: Store, config: Config, clock: Clock) -> None:
    put(store, config)
    make(store, config, clock).drain()
    good = fax(store).reading
    store.requeue(None, Mode.PDF, now=clock())
    make(store, config, clock, faults.bug).drain()
    detail = fax(store)
    assert (detail.row.state, detail.row.verdict, detail.reading) == (State.FAILED, Verdict.INCOMPLETE, good)


def test_a_fax_that_became_unreadable_keeps_its_last_good_reading(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    make(store, config, clock).drain()
    good = fax(store).reading
    store.requeue(None, Mode.PDF, now=clock())
    make(store, config, clock, faults.read_as_unreadable).drain()
    detail = fax(store)
    assert (detail.row.state, detail.row.verdict, detail.row.reason) == (
        State.FAILED,
        Verdict.INCOMPLETE,
        "damaged",
    )
    assert detail.reading == good


def test_a_reading_that_says_unreadable_is_kept_with_its_reason(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    make(store, config, clock, faults.read_as_unreadable).drain()
    store.requeue(None, Mode.PDF, now=clock())
    make(store, config, clock, faults.read_as_unreadable).drain()
    detail = fax(store)
    assert (detail.row.state, detail.row.verdict, detail.row.reason, detail.reading_no) == (
        State.DONE,
        Verdict.UNREADABLE,
        "damaged",
        2,
    )


def test_when_stopped_what_is_under_way_is_given_back_uncounted(
    store: Store, config: Config, clock: Clock
) -> None:
    put(store, config)
    worker = make(store, config, clock, executor=Slow())
    worker.step()
    stop = threading.Event()
    stop.set()
    worker.run(stop)
    assert (fax(store).row.state, fax(store).row.attempts) == (State.RECEIVED, 0)
    assert make(store, config, clock).drain() == 1


def test_when_stopped_what_is_nearly_done_may_finish(store: Store, config: Config, clock: Clock) -> None:
    graceful = config.worker.model_copy(update={"grace_s": 30.0})
    put(store, config)
    executor, wake = Slow(), threading.Event()
    worker = make(store, config.model_copy(update={"worker": graceful}), clock, executor=executor, wake=wake)
    worker.step()
    stop = threading.Event()
    stop.set()
    finisher = threading.Thread(target=executor.let_go)
    finisher.start()
    worker.run(stop)
    finisher.join()
    assert fax(store).row.state is State.DONE

"""The inbox over time: backlog, trouble and recovery, with a clock that the test turns."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from queue_material import NOW
from structlog.testing import capture_logs

from faxpipe.config import Config, Paths
from faxpipe.config import Intake as IntakeConfig
from faxpipe.intake import Intake
from faxpipe.intake.watch import HEARTBEAT, RETRY_S
from faxpipe.store import Store

PDF = b"%PDF-1.4\nbody\n%%EOF\n"


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make(tmp_path: Path, store: Store, clock: Clock, **more: object) -> Intake:
    (tmp_path / "inbox").mkdir(exist_ok=True)
    paths = Paths(**{name: tmp_path / name for name in ("inbox", "archive", "quarantine")})
    config = Config(paths=paths, intake=IntakeConfig(settle_s=2, rescan_s=5, **more))  # type: ignore[arg-type]
    return Intake(store, config, lambda: NOW, monotonic=clock)


def test_a_backlog_is_taken_after_it_has_rested_once(tmp_path: Path, store: Store, clock: Clock) -> None:
    intake = make(tmp_path, store, clock)
    for number in range(3):
        (tmp_path / "inbox" / f"{number}.pdf").write_bytes(PDF + bytes([number]) + b"%%EOF")
    assert intake.step() == 2.0
    assert store.queue() == ()
    clock.now_s += 2
    assert intake.step() == 5.0
    assert len(store.queue()) == 3


def test_every_look_beats_the_heart(tmp_path: Path, store: Store, clock: Clock) -> None:
    make(tmp_path, store, clock).step()
    assert store.last_beat(HEARTBEAT) == NOW


def test_an_inbox_that_vanishes_is_said_once_and_comes_back(tmp_path: Path, store: Store, clock: Clock) -> None:
    intake = make(tmp_path, store, clock)
    (tmp_path / "inbox").rmdir()
    with capture_logs() as lines:
        assert intake.step() == intake.step() == 5.0
        (tmp_path / "inbox").mkdir()
        (tmp_path / "inbox" / "a.pdf").write_bytes(PDF)
        intake.step()
        clock.now_s += 2
        intake.step()
    assert [line["event"] for line in lines] == ["inbox_unavailable", "inbox_well_again", "accepted"]
    assert len(store.queue()) == 1


def test_a_file_that_cannot_be_taken_is_tried_again_later_and_holds_up_no_other(
    tmp_path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = make(tmp_path, store, clock)
    (tmp_path / "inbox" / "bad.pdf").write_bytes(PDF + b"bad %%EOF")
    (tmp_path / "inbox" / "good.pdf").write_bytes(PDF)
    accept = intake._acceptor.accept
    tries = []

    def refuse(entry, **more):  # type: ignore[no-untyped-def]
        if entry.name == "bad.pdf":
            tries.append(clock.now_s)
            if len(tries) < 3:
                raise PermissionError(13, "not yours")
        return accept(entry, **more)

    monkeypatch.setattr(intake._acceptor, "accept", refuse)
    with capture_logs() as lines:
        for _ in range(70):
            intake.step()
            clock.now_s += 1
    assert len(store.queue()) == 2
    assert tries == [102.0, 102.0 + RETRY_S, 102.0 + 2 * RETRY_S]
    assert [line["event"] for line in lines].count("not_accepted") == 1


def test_a_bug_met_in_one_file_does_not_end_the_daemon(
    tmp_path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = make(tmp_path, store, clock)
    (tmp_path / "inbox" / "a.pdf").write_bytes(PDF)
    monkeypatch.setattr(store, "accept", lambda _: 1 / 0)
    intake.step()
    clock.now_s += 2
    with capture_logs() as lines:
        intake.step()
    assert [(line["event"], line["code"]) for line in lines] == [("not_accepted", "bug")]
    monkeypatch.undo()
    clock.now_s += RETRY_S
    intake.step()
    assert len(store.queue()) == 1


def test_an_unfinished_pdf_is_taken_after_ten_times_the_rest(tmp_path: Path, store: Store, clock: Clock) -> None:
    intake = make(tmp_path, store, clock)
    (tmp_path / "inbox" / "half.pdf").write_bytes(b"%PDF-1.4 half")
    taken_at = []
    for _ in range(30):
        intake.step()
        taken_at += [clock.now_s] if store.queue() and not taken_at else []
        clock.now_s += 1
    assert taken_at == [120.0]


def test_above_the_longest_queue_files_wait_in_the_inbox(tmp_path: Path, store: Store, clock: Clock) -> None:
    intake = make(tmp_path, store, clock, queue_length_max=2)
    for number in range(5):
        (tmp_path / "inbox" / f"{number}.pdf").write_bytes(PDF + bytes([number]) + b"%%EOF")
    for _ in range(5):
        intake.step()
        clock.now_s += 1
    assert len(store.queue()) == 2
    assert len(list((tmp_path / "inbox").iterdir())) == 3


def test_what_a_crash_left_while_leaving_is_cleared_away_as_the_same_arrival(
    tmp_path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = make(tmp_path, store, clock)
    path = tmp_path / "inbox" / "a.pdf"
    path.write_bytes(PDF)
    state = path.stat()
    leaving = path.with_name(f".faxpipe-leaving-{state.st_ino}-{state.st_mtime_ns}")
    intake.step()
    clock.now_s += 2
    unlink = os.unlink

    def crash(name: Path, **more: object) -> None:
        if name == leaving:
            raise OSError(5, "crash")
        unlink(name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("faxpipe.intake.accept.os.unlink", crash)
    intake.step()
    assert leaving.exists()
    monkeypatch.undo()
    fresh = make(tmp_path, store, clock)
    fresh.step()
    clock.now_s += 2
    fresh.step()
    assert list((tmp_path / "inbox").iterdir()) == []
    (row,) = store.queue()
    assert row.arrivals == 1


def test_events_wake_the_loop_and_stop_ends_it(tmp_path: Path, store: Store) -> None:
    (tmp_path / "inbox").mkdir()
    paths = Paths(**{name: tmp_path / name for name in ("inbox", "archive", "quarantine")})
    config = Config(paths=paths, intake=IntakeConfig(settle_s=0, rescan_s=3600))
    stop, wake, accepted = threading.Event(), threading.Event(), threading.Event()
    started = threading.Event()

    def run() -> None:
        with Store(tmp_path / "queue.sqlite3") as own:
            intake = Intake(own, config, lambda: NOW, on_accepted=accepted.set)
            step = intake.step

            def stepped(stop: threading.Event | None = None) -> float:
                wait_s = step(stop)
                started.set()
                return wait_s

            intake.step = stepped  # type: ignore[method-assign]
            intake.run(stop, wake)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(20)
    (tmp_path / "inbox" / "a.pdf").write_bytes(PDF)
    assert accepted.wait(20)
    stop.set()
    wake.set()
    thread.join(20)
    assert not thread.is_alive()
    assert len(store.queue()) == 1


def test_each_further_file_that_cannot_be_taken_is_told_by_their_number(
    tmp_path: Path, store: Store, clock: Clock
) -> None:
    intake = make(tmp_path, store, clock)
    archive = tmp_path / "archive"
    archive.write_text("in the way", encoding="ascii")
    with capture_logs() as lines:
        for look in range(4):
            for name in ("a", "b")[: look + 1]:
                (tmp_path / "inbox" / f"{name}.pdf").write_bytes(PDF + name.encode() + b"%%EOF")
                os.utime(tmp_path / "inbox" / f"{name}.pdf", (1, 1))
            intake.step()
            clock.now_s += RETRY_S
        archive.unlink()
        intake.step()
    told = [(line["event"], line.get("code"), line.get("count")) for line in lines]
    assert told[:2] == [("not_accepted", "EEXIST", 1), ("not_accepted", "EEXIST", 2)]
    assert [event for event, *_ in told[2:]] == ["accepted", "accepted", "inbox_well_again"]

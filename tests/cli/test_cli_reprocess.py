"""Faxes are put back to be read again; waiting says what changed, with a daemon or without one."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxpipe.cli import heartbeat, reprocess
from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.store import Arrival, NewFax, Shelf, State, Store

SOON = timedelta(minutes=1)


def add(store: Store, sha256: str, name: str, reading: Reading | None, code: str = "") -> int:
    """A fax of the queue, read as `reading`, or unreadable with `code`."""
    now = datetime.now(UTC)
    fax_id = store.accept(
        NewFax(sha256, Shelf.ARCHIVE, name, Arrival(name, 10, int(sha256[:8], 16), 0, now))
    ).fax_id
    claim = store.claim("test", now=now, until=now + SOON)
    assert claim is not None
    if reading is not None:
        store.finish(claim, replace(reading, sha256=sha256), now=now)
    else:
        store.fail(claim, code, now=now, final=True)
    return fax_id


@pytest.fixture
def store(data: Path) -> Store:
    with Store(data / "faxpipe.sqlite3") as opened:
        yield opened


def states(store: Store) -> dict[int, State]:
    return {row.id: row.state for row in store.queue()}


def test_the_named_faxes_are_put_back_and_no_other(cli: Callable, store: Store, fax_reading: Reading) -> None:
    for number in (1, 2, 3):
        add(store, f"{number:064x}", f"{number}.pdf", fax_reading)
    outcome = cli("reprocess", "1", "3")
    assert outcome.code == 0
    assert "2 faxes put back" in outcome.err
    assert states(store) == {1: State.RECEIVED, 2: State.DONE, 3: State.RECEIVED}


def test_a_verdict_chooses_its_faxes(cli: Callable, store: Store, fax_reading: Reading) -> None:
    add(store, f"{1:064x}", "1.pdf", fax_reading)
    add(store, f"{2:064x}", "2.pdf", None, "damaged")
    assert (
        "1 fax put back to be read from the PDF"
        in cli("reprocess", "--verdict", "unreadable", "--from", "pdf").err
    )
    assert states(store) == {1: State.DONE, 2: State.RECEIVED}


def test_without_a_daemon_it_says_so(cli: Callable, store: Store, fax_reading: Reading) -> None:
    add(store, f"{1:064x}", "1.pdf", fax_reading)
    assert "the daemon is not running (it never ran here): faxpipe watch" in cli("reprocess", "--all").err
    store.beat(heartbeat.BEAT, datetime.now(UTC))
    assert "not running" not in cli("reprocess", "--all").err


def test_a_fax_that_waits_already_is_left_alone(cli: Callable, store: Store, fax_reading: Reading) -> None:
    add(store, f"{1:064x}", "1.pdf", fax_reading)
    cli("reprocess", "--all")
    assert "0 faxes put back to be read from stored words; 1 fax wait" in cli("reprocess", "--all").err


@pytest.mark.parametrize(
    "argv", [[], ["1", "--all"], ["--all", "--verdict", "review"], ["7"], ["--from", "memory"]]
)
def test_an_unclear_choice_is_wrong_usage(
    cli: Callable, store: Store, fax_reading: Reading, argv: list[str]
) -> None:
    add(store, f"{1:064x}", "1.pdf", fax_reading)
    assert cli("reprocess", *argv).code == 2
    assert states(store) == {1: State.DONE}


def test_waiting_without_a_daemon_reads_here_and_says_what_changed(
    cli: Callable, store: Store, data: Path, fax_reading: Reading, draw_fax: Callable
) -> None:
    draw_fax(data / "archive" / "fox.pdf")
    sha256 = hashlib.sha256((data / "archive" / "fox.pdf").read_bytes()).hexdigest()
    was = replace(fax_reading, verdict=Verdict.COMPLETE, priority=Priority.ROUTINE)
    add(store, sha256, "fox.pdf", was)
    outcome = cli("reprocess", "--all", "--from", "pdf", "--wait")
    assert outcome.code == 0
    assert "fax 1: complete -> incomplete" in outcome.out
    assert "1 fax: 1 incomplete" in outcome.out
    again = cli("reprocess", "--all", "--wait")
    assert again.code == 0
    assert "->" not in again.out


def test_waiting_for_the_daemon_ends_when_it_has_read_them(
    cli: Callable, store: Store, data: Path, fax_reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, f"{1:064x}", "1.pdf", fax_reading)
    store.beat(heartbeat.BEAT, datetime.now(UTC))
    monkeypatch.setattr(reprocess, "POLL_S", 0.01)

    def daemon() -> None:
        with Store(data / "faxpipe.sqlite3") as other:
            while (claim := other.claim("daemon", now=datetime.now(UTC), until=datetime.now(UTC) + SOON)) is None:
                continue
            other.fail(claim, "damaged", now=datetime.now(UTC))

    thread = threading.Thread(target=daemon)
    thread.start()
    outcome = cli("reprocess", "1", "--wait")
    thread.join()
    assert outcome.code == 4
    assert "1 fax could not be read; `faxpipe queue 1` says why" in outcome.out
    assert states(store) == {1: State.FAILED}

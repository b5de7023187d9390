"""`faxpipe run` and `faxpipe review`: one dying does not take the other, a signal stops both."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faxpipe.cli import run as run_command
from faxpipe.cli.run import CALL, Child, supervise

LINE_TIMEOUT_S = 60


class Running:
    """A `faxpipe run` of its own; its lines on stderr are read until one fits."""

    def __init__(self, data: Path) -> None:
        environ = os.environ | {"FAXPIPE_REVIEW_PORT": "0", "FAXPIPE_WORKER_WORKERS": "1"}
        call = [sys.executable, "-c", CALL, "--config", str(data / "config.toml"), "run"]
        self.process = subprocess.Popen(call, stderr=subprocess.PIPE, text=True, env=environ)
        self.seen: list[str] = []
        # A line that never comes must not stop the tests.
        self.watchdog = threading.Timer(LINE_TIMEOUT_S, self.process.kill)
        self.watchdog.start()

    def line(self, pattern: str, *, after: int = 0) -> re.Match[str]:
        """The first line from `after` on that fits."""
        assert self.process.stderr is not None
        index = after
        while True:
            while index < len(self.seen):
                found = re.search(pattern, self.seen[index])
                if found:
                    return found
                index += 1
            read = self.process.stderr.readline()
            assert read, f"no line with {pattern}"
            self.seen.append(read)

    def pid(self, event: str, *, after: int = 0) -> int:
        return int(json.loads(self.line(rf'.*"event": "{event}".*', after=after)[0])["pid"])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=LINE_TIMEOUT_S)
        self.watchdog.cancel()
        return code


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    started = Running(data)
    yield started
    started.watchdog.cancel()
    if started.process.poll() is None:
        started.stop()
    assert started.process.stderr is not None
    started.process.stderr.close()


def get(url: str) -> Any:
    return urllib.request.urlopen(url, timeout=20)  # noqa: S310 - our own address


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_run_serves_restarts_what_dies_and_stops_both(running: Running) -> None:
    daemon, review = running.pid("daemon_started"), running.pid("review_started")
    link = running.line(r"within 24 hours: (http://127\.0\.0\.1:\d+/first/[\w-]+)")[1]
    with get(link) as answer:
        assert "Make the first account" in answer.read().decode()

    seen = len(running.seen)
    os.kill(review, signal.SIGKILL)
    again = running.pid("review_started", after=seen)
    address = running.line(r"the review page is at (http://127\.0\.0\.1:\d+)", after=seen)[1]
    with get(f"{address}/login") as answer:
        assert answer.status == 200
    assert again != review
    assert alive(daemon)

    assert running.stop() == 0
    assert not alive(daemon)
    assert not alive(again)
    assert running.process.stderr is not None
    assert '"review_stopped"' in running.process.stderr.read() + "".join(running.seen)


def test_a_supervisor_that_is_killed_takes_both_along(running: Running) -> None:
    running.pid("daemon_started")
    running.pid("review_started")
    running.process.kill()
    _, said = running.process.communicate(timeout=LINE_TIMEOUT_S)  # ends when the last of them has closed stderr
    assert '"daemon_stopped"' in said


def test_the_first_link_is_printed_and_only_while_there_is_no_account(cli: Any, data: Path) -> None:
    printed = cli("review", "--first-link")
    assert printed.code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8321/first/[\w-]{43}\n", printed.out)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("FAXPIPE_REVIEW_HOST=0.0.0.0", "review.tls_certificate"),
        ("FAXPIPE_REVIEW_BEHIND_PROXY=true", "review.names"),
        ("FAXPIPE_REVIEW_TLS_CERTIFICATE=none.pem", "review.tls_certificate"),
        ("FAXPIPE_REVIEW_HOST=192.0.2.1", "review.tls_certificate"),
    ],
)
def test_pages_never_cross_a_network_in_the_clear(
    cli: Any, data: Path, monkeypatch: pytest.MonkeyPatch, setting: str, says: str
) -> None:
    monkeypatch.setenv(*setting.split("=", 1))
    refused = cli("review")
    assert refused.code == 2
    assert says in refused.err


def child(name: str, code: int) -> Child:
    return Child(name, [sys.executable, "-c", f"raise SystemExit({code})"])


def test_where_neither_can_start_it_ends_with_their_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert supervise((child("watch", 2), child("review", 3)), threading.Event()) == 2
    assert "ended with code 2" in capfd.readouterr().err


def test_one_that_cannot_start_is_tried_again_with_growing_pauses_beside_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop, said = threading.Event(), list[str]()

    def listen(text: str) -> None:
        said.append(text)
        if len(said) == 4:
            stop.set()

    monkeypatch.setattr(run_command, "LOOK_S", 0.01)
    monkeypatch.setattr(run_command, "complain", listen)
    tenths = itertools.count()
    steady = Child("watch", [sys.executable, "-c", "import time; time.sleep(60)"])
    assert supervise((steady, child("review", 2)), stop, clock=lambda: next(tenths) / 10) == 0
    assert steady.process is not None
    assert steady.process.poll() is None
    run_command.end((steady,), 5)
    assert steady.process.poll() == -signal.SIGTERM
    assert re.findall(r"again in (\d+) s", "\n".join(said)) == ["2", "4", "8", "16"]

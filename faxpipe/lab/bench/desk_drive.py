"""Asks a live review server for its pages, one after the other, and reads from its log how long each took.

Part of the lab. The server is the real one, in a process of its own; so is the writer that ends a reading now and
then. Processor time is the server's own, whatever else the machine does.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import random
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlencode

from faxpipe.lab.bench.desk_fill import FREQUENT, RARE_EVERY, make_texts, stored_words
from faxpipe.store import Mode, Store
from faxpipe.store.desk import Desk, Role, Step, WorkRow
from faxpipe.store.desk.worklist import Filters
from faxpipe.store.standing import Stage

PERSON = "bench"
START_S = 60.0
ANSWER_S = 120.0
WARM = 3
PAGES_OF_READING = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Times of one sort of request: `times_ms` as the server told them, `cpu_ms` the processor time of all its
    threads, which other programs on the machine do not lengthen; empty for what is no request."""

    name: str
    times_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        figures: dict[str, Any] = {"request": self.name, "times": len(self.times_ms)}
        for share in (50, 95, 99):
            figures[f"p{share}_ms"] = percentile(self.times_ms, share)
            figures[f"p{share}_cpu_ms"] = percentile(self.cpu_ms, share)
        return figures


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` percent of `values` do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `fields` make it a POST."""

    path: str
    fields: dict[str, str] | None = None


def drive(database: Path, *, rng: random.Random, rounds: int, every_s: float) -> list[Measured]:
    """Every sort of request `rounds` times while readings end every `every_s` seconds (0: none)."""
    with Desk(database) as desk, _server(database) as server, _writer(database, every_s) as finished:
        server.log_in(desk)
        figures = [server.measure(name, make, rounds) for name, make in _requests(desk, rng, server).items()]
    if times := finished():
        figures.append(Measured("a reading ends (the daemon's wait)", times))
    return figures


def _requests(desk: Desk, rng: random.Random, server: _Server) -> dict[str, Callable[[], Ask]]:
    now = datetime.now(UTC)
    rows = [row for stage in Stage for row in desk.worklist.page(Filters(stage=stage), now=now).rows]
    last = max(row.fax_id for row in rows)
    gaps = [choice.value for choice in desk.worklist.choices("missing", Stage.DONE)] or [""]
    senders = [choice.value for choice in desk.worklist.choices("sender", Stage.DONE)] or [""]

    def some() -> WorkRow:
        while True:
            row = desk.work.row(rng.randint(1, last))
            if row and row.patients:
                return row

    def typed(make: Callable[[WorkRow], str]) -> Callable[[], Ask]:
        return lambda: Ask("/search", {"q": make(some())})

    def tab(stage: Stage) -> Callable[[], Ask]:
        return lambda: Ask(f"/?tab={stage.value}")

    def save() -> Ask:
        row = desk.work.row(rng.choice(rows).fax_id)
        assert row is not None  # noqa: S101 - a fax is never deleted
        to = PERSON if row.assigned_to != PERSON else ""
        return Ask(f"/fax/{row.fax_id}/assign", {"to": to, "version": str(row.version)})

    def correct() -> Ask:
        row = some()
        fields = {"referral": "1", "field": "patient.phone", "value": f"603-224-{rng.randint(0, 9999):04d}"}
        return Ask(f"/fax/{row.fax_id}/correct", {"version": str(row.version), "keep": "yes"} | fields)

    def rare() -> Ask:
        return Ask("/search", {"q": f"zq{RARE_EVERY * rng.randint(1, max(1, last // 12))}xk"})

    asks: dict[str, Callable[[], Ask]] = {f"worklist: {stage.value}": tab(stage) for stage in Stage}
    asks |= {
        "worklist: new, a missing field": lambda: Ask(f"/?missing={rng.choice(gaps)}"),
        "worklist: done, a missing field of mine": lambda: Ask(
            f"/?tab=done&assigned=me&missing={rng.choice(gaps)}"
        ),
        "worklist: done, a sender and a result": lambda: Ask(
            f"/?tab=done&verdict=incomplete&sender={rng.choice(senders)}"
        ),
        "worklist: done, older than 30 days": lambda: Ask("/?tab=done&age=30"),
        "worklist: done, one page after the other": lambda: Ask(server.next_page or "/?tab=done"),
        "search: name": typed(lambda row: row.patients[0]),
        "search: smith j": typed(lambda row: f"{row.patients[0].split()[-1]} {row.patients[0][0]}"),
        "search: name misread": typed(lambda row: _misread(row.patients[0].split()[0], rng)),
        "search: birth date": typed(lambda row: _written(row.birth_dates[0])),
        "search: phone": typed(lambda row: row.phones[0]),
        "search: last four digits": typed(lambda row: row.phones[0][-4:]),
        "search: sender": typed(lambda row: row.sender),
        "search: frequent words": lambda: Ask("/search", {"q": " ".join(rng.sample(FREQUENT, 2))}),
        "search: one frequent word": lambda: Ask("/search", {"q": rng.choice(FREQUENT)}),
        "search: a phrase of frequent words": lambda: Ask("/search", {"q": '"pain back"'}),
        "search: a rare word": rare,
        "search: nothing to find": lambda: Ask("/search", {"q": "qqqqzx " + rng.choice(FREQUENT)}),
        "open a fax": lambda: Ask(f"/fax/{rng.randint(1, last)}"),
        "save: assign": save,
        "save: correct a field": correct,
    }
    return asks


def _misread(name: str, rng: random.Random) -> str:
    place = rng.randrange(1, max(2, len(name)))
    return f"{name[:place]}{rng.choice('aeiou')}{name[place + 1 :]}"


def _written(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(month)}/{int(day)}/{year}"


class _Server:
    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process, self._port = process, port
        self._told: Queue[dict[str, Any]] = Queue()
        self._cookie = self._csrf = ""
        self.next_page = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def log_in(self, desk: Desk) -> None:
        """A session of its own, as if somebody had logged in."""
        now, token = datetime.now(UTC), secrets.token_urlsafe(32)
        account = desk.accounts.named(PERSON)
        made = account.id if account else desk.accounts.make(PERSON, PERSON, Role.REVIEWER, by="lab", now=now)
        if account is None:
            desk.accounts.set_password(made, "none: nobody logs in by it", now=now)
        desk.sessions.start(made, sha256(token.encode()).hexdigest(), Step.FULL, now=now)
        self._cookie = f"faxpipe-session={token}"
        status, page = self._send(Ask("/"))
        found = re.search(r'<meta name="csrf" content="([^"]+)"', page)
        if status != 200 or found is None:
            raise RuntimeError(f"the server answered {status} to somebody who is logged in")
        self._csrf = found[1]
        self._told.get(timeout=ANSWER_S)

    def end(self) -> None:
        """Read what the server still says, until it has stopped."""
        self._listener.join(timeout=30)
        if self._process.stderr is not None:
            self._process.stderr.close()

    def measure(self, name: str, make: Callable[[], Ask], rounds: int) -> Measured:
        """`make` gives each request anew; anything but a page or a redirect is an error."""
        times: list[float] = []
        cpu: list[float] = []
        for number in range(rounds + WARM):
            before = self._cpu_ms()
            ask = make()
            status, page = self._send(ask)
            told = self._told.get(timeout=ANSWER_S)
            if status not in {200, 303}:
                raise RuntimeError(f"{name}: the server answered {status}")
            following = re.search(r'id="next" href="([^"]+)"', page)
            self.next_page = following[1].replace("&amp;", "&") if following else ""
            if number >= WARM:
                times.append(float(told["ms"]))
                cpu.append(self._cpu_ms() - before)
        return Measured(name, tuple(times), tuple(cpu))

    def _send(self, ask: Ask) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_S)
        headers = {"Cookie": self._cookie, "Accept": "text/html"}
        body = None
        if ask.fields is not None:
            body = urlencode({"csrf": self._csrf} | ask.fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", ask.path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def _cpu_ms(self) -> float:
        """Processor time of all threads of the server so far."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    def _listen(self) -> None:
        assert self._process.stderr is not None  # noqa: S101 - it was opened with a pipe
        for line in self._process.stderr:
            if line.startswith("{"):
                said = json.loads(line)
                if said.get("event") == "request":
                    self._told.put(said)


@contextmanager
def _server(database: Path) -> Iterator[_Server]:
    """The review server on a free port, over `database`; stopped at the end."""
    folder = database.parent
    for name in ("inbox", "archive", "quarantine"):
        (folder / name).mkdir(exist_ok=True)
    port = _free_port()
    config = folder / "bench.toml"
    config.write_text(
        f'[paths]\ndatabase = "{database.name}"\n[review]\nport = {port}\n[log]\nlevel = "info"\nformat = "json"\n'
    )
    command = [sys.executable, "-c", "from faxpipe.cli import main; raise SystemExit(main())", "review"]
    process = subprocess.Popen(
        [*command, "--config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_for(port, process)
        server = _Server(process, port)
        yield server
        process.terminate()
        server.end()
    finally:
        process.kill()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.connect()
        except OSError:
            time.sleep(0.1)
        else:
            connection.close()
            return
    raise RuntimeError("the review server did not start")


@contextmanager
def _writer(database: Path, every_s: float) -> Iterator[Callable[[], tuple[float, ...]]]:
    """Readings end beside the requests; gives a function that tells how long each took, in milliseconds."""
    if not every_s:
        yield tuple
        return
    spawn = multiprocessing.get_context("spawn")
    stop, results = spawn.Event(), spawn.Queue()
    process = spawn.Process(target=_finish_readings, args=(database, every_s, stop, results), daemon=True)
    process.start()
    told: list[tuple[float, ...]] = []
    try:
        yield lambda: told[0]
    finally:
        stop.set()
        told.append(results.get(timeout=ANSWER_S))
        process.join(timeout=ANSWER_S)


def _finish_readings(database: Path, every_s: float, stop: Any, results: Any) -> None:
    """Read faxes again as the daemon does, of pages whose words are new to the index."""
    rng = random.Random(0)
    texts = make_texts(rng, 50)
    times: list[float] = []
    with Store(database) as store:
        last = max(row.id for row in store.queue())
        while not stop.wait(every_s):
            now = datetime.now(UTC)
            detail = store.fax(rng.randint(1, last))
            if detail is None or detail.reading is None:
                continue
            store.requeue([detail.row.id], Mode.PDF, now=now)
            claim = store.claim("bench", now=now, until=now + timedelta(minutes=5))
            if claim is None:
                continue
            words = [stored_words(number, rng.choice(texts)) for number in range(1, PAGES_OF_READING + 1)]
            began = time.perf_counter()
            store.finish(claim, detail.reading, words, now=now, seconds=1.0)
            times.append(1000 * (time.perf_counter() - began))
    results.put(tuple(times))

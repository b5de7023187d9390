"""Claim -> submit -> finish or fail: the only place that knows both the queue and the reading of faxes.

A worker runs at its own pace: it claims no more than it can read, renews the leases of what takes long, and
takes back what others dropped. No failure of a fax, a process or the database ends it. One canonical log
line a fax.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxpipe.config import Config
from faxpipe.errors import EngineError, FaxpipeError, LostClaimError, StoreError, UnreadableFaxError
from faxpipe.linking import Linker
from faxpipe.log import get_logger, site
from faxpipe.referral import Reading, Verdict
from faxpipe.store import Claim, Mode, Shelf, State, Store
from faxpipe.store.connection import UNAVAILABLE
from faxpipe.task import ARCHIVE_UNAVAILABLE, Done, ReadFunction, Task, read

HEARTBEAT = "worker"
REST_S = 60.0
PAUSE_S_MAX = 3600.0
OVERDUE_FACTOR = 3
"""The executor stops a fax after `fax_timeout_s`; should even that fail, we stop waiting after so many of them."""
_KEEP_S_MAX = 30.0


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Job:
    claim: Claim
    started_s: float


class Worker:
    """Reads what waits in `store`, at most `config.worker.workers` faxes at once, one `step` at a time.

    `name` stands on its claims: "daemon:..." is given back at once when a daemon starts, anything else when its
    lease ends. `wake` is set whenever a fax is ready, so that nobody waits for a poll. `linker` compares what was
    read with earlier faxes.
    """

    def __init__(  # noqa: PLR0913 what the daemon, the command line and the tests each hand in
        self,
        store: Store,
        executor: Executor,
        config: Config,
        *,
        read: ReadFunction = read,
        clock: Callable[[], datetime] = utc_now,
        name: str | None = None,
        wake: threading.Event | None = None,
        linker: Linker | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._executor = executor
        self._config = config
        self._read = read
        self._clock = clock
        self._name = name or f"worker:{os.getpid()}"
        self._wake = wake or threading.Event()
        self._linker = linker
        self._jobs: dict[Future[Done], _Job] = {}
        self._keep_at: datetime | None = None
        self._monotonic = monotonic
        self._rest_until_s = monotonic()
        self._trouble = ""
        self._log = get_logger()

    def run(self, stop: threading.Event) -> None:
        """Step until `stop`, then let what is under way finish for `grace_s` and give back the rest."""
        poll_s = self._config.worker.poll_s
        while not stop.is_set():
            if not self.step():
                self._wake.wait(poll_s)
            self._wake.clear()
        self._wind_up()

    def drain(self) -> int:
        """Read until nothing can be claimed and nothing is under way; gives how many faxes were dealt with."""
        dealt_with = 0
        while True:
            dealt_with += self._collect()
            self._link()
            self._keep()
            if not self._claim_more() and not self._jobs:
                return dealt_with
            if self._jobs and not any(future.done() for future in self._jobs):
                self._wake.wait(self._config.worker.poll_s)
                self._wake.clear()

    def step(self) -> bool:
        """Collect what is ready, keep leases, claim more; whether anything moved."""
        try:
            moved = self._collect() > 0
            self._link()
            self._keep()
            moved = self._claim_more() or moved
        except StoreError as error:
            self._say_trouble(error)
            return False
        if self._trouble:
            self._trouble = ""
            self._log.info("reading_again")
        return moved

    def _say_trouble(self, error: StoreError) -> None:
        """Once until it is over: a full disk must not be filled with complaints."""
        if self._trouble != error.code:
            self._trouble = error.code
            self._log.error("store_unavailable", code=error.code, site=site(error))

    def _claim_more(self) -> bool:
        moved = False
        while len(self._jobs) < self._config.worker.workers and self._monotonic() >= self._rest_until_s:
            if not self._has_room():
                raise StoreError("the disk is nearly full; make room, then reading goes on", code="disk_full")
            now = self._clock()
            claim = self._store.claim(self._name, now=now, until=self._until(now))
            if claim is None:
                break
            self._submit(claim)
            moved = True
        return moved

    def _submit(self, claim: Claim) -> None:
        try:
            future = self._executor.submit(self._read, self._task(claim))
        except Exception as error:
            self._log.error("not_submitted", fax=claim.fax_id, site=site(error))
            self._blame_machine(claim)
            return
        self._jobs[future] = _Job(claim, self._monotonic())
        future.add_done_callback(lambda _: self._wake.set())

    def _blame_machine(self, claim: Claim) -> None:
        """Give the fax back uncounted and rest a while: what is wrong would be wrong with every fax."""
        self._rest_until_s = self._monotonic() + REST_S
        self._store.release(claim, now=self._clock())

    def _has_room(self) -> bool:
        """Whether the disk of the database, which is that of the temporary files, takes another fax."""
        try:
            free = shutil.disk_usage(self._config.paths.database.parent).free
        except OSError:
            return False
        return free >= self._config.worker.free_bytes_min

    def _is_machines_fault(self, claim: Claim, error: FaxpipeError) -> bool:
        """Whether any fax would fail so now: no tool, no room for temporary files, no archive to read from."""
        if not error.retryable or not self._has_room():
            return True
        return error.code == ARCHIVE_UNAVAILABLE and not _holds_anything(self._folder(claim))

    def _folder(self, claim: Claim) -> Path:
        paths = self._config.paths
        return paths.archive if claim.shelf is Shelf.ARCHIVE else paths.quarantine

    def _task(self, claim: Claim) -> Task:
        return Task(
            path=self._folder(claim) / claim.archive,
            sha256=claim.sha256,
            source=claim.source,
            received_at=claim.received_at.astimezone(),
            config=self._config,
            words=self._store.words(claim.fax_id) if claim.mode is Mode.WORDS else (),
            decided=self._store.decided(claim.fax_id),
        )

    def _collect(self) -> int:
        """Write down what came back; a result that the database cannot take now is kept for the next step."""
        overdue_s = self._monotonic() - OVERDUE_FACTOR * self._config.worker.fax_timeout_s
        ready = [future for future, job in self._jobs.items() if future.done() or job.started_s < overdue_s]
        for future in ready:
            job = self._jobs[future]
            try:
                self._end(job, future)
            except LostClaimError as error:
                self._log.warning("claim_lost", fax=job.claim.fax_id, sha=job.claim.sha256[:12], code=error.code)
            del self._jobs[future]
        return len(ready)

    def _end(self, job: _Job, future: Future[Done]) -> None:
        try:
            if not future.done():
                raise EngineError("no answer came", code="timeout")
            self._finish(job, future.result())
        except LostClaimError:
            raise
        except StoreError as error:
            if error.code == UNAVAILABLE:
                raise
            self._fail(job, EngineError(site(error), code="not_storable"))
        except FaxpipeError as error:
            self._fail(job, error)
        except Exception as error:
            self._fail(job, EngineError(site(error), code="bug"))

    def _finish(self, job: _Job, done: Done) -> None:
        if done.reading.sha256 != job.claim.sha256:
            raise EngineError("the archived copy is not what arrived", code="archive_damaged")
        if done.reading.verdict is Verdict.UNREADABLE and job.claim.verdict not in {None, Verdict.UNREADABLE}:
            # It was read before: what was good then stays in sight.
            raise UnreadableFaxError("the fax cannot be read any more", code=done.reading.reason or "unreadable")
        seconds = self._monotonic() - job.started_s
        self._store.finish(
            job.claim, done.reading, done.words, now=self._clock(), seconds=seconds, references=done.references
        )
        self._say(job, State.DONE, done.reading.reason, done.reading)

    def _link(self) -> None:
        """Let answers find their referrals; a fax that cannot be compared must not hold up the others."""
        linker = self._linker
        if linker is None:
            return
        for fax_id, reading_no in linker.pending():
            try:
                linker.take(fax_id, reading_no, now=self._clock())
            except Exception as error:
                if isinstance(error, StoreError) and error.code == UNAVAILABLE:
                    raise
                self._log.error("not_compared", fax=fax_id, site=site(error))
                linker.pass_over(fax_id, reading_no, now=self._clock())

    def _fail(self, job: _Job, error: FaxpipeError) -> None:
        claim, now, code = job.claim, self._clock(), error.code
        seconds = self._monotonic() - job.started_s
        if isinstance(error, UnreadableFaxError):
            state = self._store.fail(claim, code, now=now, final=True, seconds=seconds)
        elif self._is_machines_fault(claim, error):
            self._blame_machine(claim)
            state = State.RECEIVED
        elif claim.attempts < self._config.worker.attempts_max:
            later = now + timedelta(seconds=self._pause_s(claim))
            self._store.retry(claim, code, now=now, not_before=later, seconds=seconds)
            state = State.RECEIVED
        else:
            state = self._store.fail(claim, code, now=now, seconds=seconds)
        self._say(job, state, code, None, error)

    def _pause_s(self, claim: Claim) -> float:
        return min(self._config.worker.retry_s * 2.0 ** (claim.attempts - 1), PAUSE_S_MAX)

    def _keep(self) -> None:
        """Renew our leases, then take back what others let run out: a clock that jumps must not rob us."""
        now = self._clock()
        if self._keep_at is not None and self._keep_at > now >= self._keep_at - timedelta(seconds=_KEEP_S_MAX):
            return
        self._store.renew([job.claim for job in self._jobs.values()], until=self._until(now))
        for rescued in self._store.rescue(now=now, attempts_max=self._config.worker.attempts_max):
            self._log.warning("rescued", fax=rescued.fax_id, state=rescued.state.value, attempts=rescued.attempts)
        self._store.beat(HEARTBEAT, now)
        self._keep_at = now + timedelta(seconds=min(self._config.worker.lease_s / 3, _KEEP_S_MAX))

    def _wind_up(self) -> None:
        until_s = self._monotonic() + self._config.worker.grace_s
        while self._jobs and (left_s := until_s - self._monotonic()) > 0:
            try:
                if not self._collect():
                    self._wake.wait(min(left_s, self._config.worker.poll_s))
                self._wake.clear()
            except StoreError as error:
                self._log.error("store_unavailable", code=error.code)
                self._wake.wait(min(left_s, self._config.worker.poll_s))
        for job in self._jobs.values():
            try:
                self._store.release(job.claim, now=self._clock())
                self._log.info("given_back", fax=job.claim.fax_id, sha=job.claim.sha256[:12])
            except StoreError as error:
                self._log.warning("not_given_back", fax=job.claim.fax_id, code=error.code)
        self._jobs.clear()

    def _until(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._config.worker.lease_s)

    def _say(
        self, job: _Job, state: State, reason: str, reading: Reading | None, error: FaxpipeError | None = None
    ) -> None:
        unread = Verdict.UNREADABLE if state is not State.RECEIVED else None
        verdict = reading.verdict if reading else job.claim.verdict or unread
        self._log.log(
            20 if error is None else 30,
            "fax",
            fax=job.claim.fax_id,
            sha=job.claim.sha256[:12],
            state=state.value,
            verdict=verdict.value if verdict else None,
            priority=reading.priority.value if reading else None,
            pages=len(reading.pages) if reading else None,
            referrals=len(reading.referrals) if reading else None,
            seconds=round(self._monotonic() - job.started_s, 3),
            attempts=job.claim.attempts,
            mode=job.claim.mode.value,
            reason=reason or None,
            site=str(error) if isinstance(error, EngineError) and error.code in {"bug", "not_storable"} else None,
        )


def _holds_anything(folder: Path) -> bool:
    """False for a folder that is gone, forbidden, or the empty place where a disk should be mounted."""
    try:
        with os.scandir(folder) as found:
            return any(True for _ in found)
    except OSError:
        return False

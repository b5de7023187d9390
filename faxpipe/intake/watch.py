"""Looking at the inbox: file-system events wake us early, a periodic listing is the truth.

Nothing is accepted because of an event; events get lost, and network folders send none. A folder that is
gone, full or forbidden is said once and tried again; the files stay where they are. Each listing beats the
heart that `faxpipe doctor` listens to.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from faxpipe.config import Config
from faxpipe.errors import StoreError
from faxpipe.intake.accept import Acceptor, Outcome, Result
from faxpipe.intake.settle import UNFINISHED_FACTOR, Entry, Seen, look, settled
from faxpipe.intake.shelf import sweep
from faxpipe.log import get_logger, site
from faxpipe.store import Store

HEARTBEAT = "rescan"
RETRY_S = 30.0


class Intake:
    """Turns the finished files of the inbox into faxes, one `step` a look."""

    def __init__(
        self,
        store: Store,
        config: Config,
        clock: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        on_accepted: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._monotonic = monotonic
        self._on_accepted = on_accepted
        self._acceptor = Acceptor(store, config, clock)
        self._watched: dict[str, Seen] = {}
        self._held: dict[str, tuple[Entry, float]] = {}
        self._trouble = ""
        self._log = get_logger()

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Step until `stop`; `wake` (set by events, and by whoever stops us) shortens the wait."""
        sweep(self._config.paths.archive)
        sweep(self._config.paths.quarantine)
        watcher = _Watcher(self._config.paths.inbox, wake)
        try:
            while not stop.is_set():
                watcher.keep()
                wake.wait(self.step(stop))
                wake.clear()
        finally:
            watcher.close()

    def step(self, stop: threading.Event | None = None) -> float:
        """List the inbox once and accept what is finished; gives the seconds until the next look is due."""
        intake = self._config.intake
        try:
            listing = list_inbox(self._config.paths.inbox)
            self._store.beat(HEARTBEAT, self._clock())
            room = intake.queue_length_max - self._store.waiting()
        except (OSError, StoreError) as error:
            self._say("inbox_unavailable", error)
            return intake.rescan_s
        self._watched = look(self._watched, listing, self._monotonic())
        self._held = {name: held for name, held in self._held.items() if name in self._watched}
        ready = [entry for entry in settled(self._watched, self._monotonic(), intake.settle_s) if self._due(entry)]
        if len(ready) > max(room, 0):
            self._say_code("queue_full")
            ready = ready[: max(room, 0)]
        failed: Exception | None = None
        for entry in ready:
            if stop is not None and stop.is_set():
                break
            failed = self._accept(entry) or failed
        if failed is not None:
            self._say("not_accepted", failed)
        else:
            self._recovered(room)
        return self._next_look_s()

    def _accept(self, entry: Entry) -> Exception | None:
        """Take one file in; what went wrong, where it stays."""
        rested_s = self._monotonic() - self._watched[entry.name].since_s
        patient = rested_s >= self._config.intake.settle_s * UNFINISHED_FACTOR
        try:
            result = self._acceptor.accept(entry, patient=patient)
        except Exception as error:  # whatever one file does, the others are taken and the daemon lives
            self._held[entry.name] = (entry, self._monotonic() + RETRY_S)
            return error
        if result.outcome is Outcome.UNFINISHED:
            until = self._watched[entry.name].since_s + self._config.intake.settle_s * UNFINISHED_FACTOR
            self._held[entry.name] = (entry, until)
        elif result.outcome is Outcome.CHANGING:
            self._watched[entry.name] = Seen(entry, self._monotonic())
        else:
            self._watched.pop(entry.name)
            self._held.pop(entry.name, None)
            self._log_result(result)
        return None

    def _due(self, entry: Entry) -> bool:
        held = self._held.get(entry.name)
        return held is None or held[0] != entry or self._monotonic() >= held[1]

    def _next_look_s(self) -> float:
        """Until the first unsettled file may be settled, and never longer than `rescan_s`."""
        intake = self._config.intake
        now_s = self._monotonic()
        waits = [
            seen.since_s + intake.settle_s - now_s
            for name, seen in self._watched.items()
            if name not in self._held
        ]
        waits += [until - now_s for _, until in self._held.values()]
        return min([max(wait, 0.05) for wait in waits] + [intake.rescan_s])

    def _log_result(self, result: Result) -> None:
        if result.accepted is None:
            return
        self._log.info(
            result.outcome.value,
            fax=result.accepted.fax_id,
            sha=result.sha256[:12],
            size_bytes=result.size_bytes,
            arrivals=result.accepted.arrivals,
            reason=result.reason or None,
        )
        if result.accepted.new:
            self._on_accepted()

    def _say(self, event: str, error: Exception) -> None:
        """Once for each kind of trouble and number of files that it holds back."""
        code = error.code if isinstance(error, StoreError) else "bug"
        if isinstance(error, OSError):
            code = errno.errorcode.get(error.errno or 0, "os_error")
        stuck = len(self._held)
        if self._trouble != f"{event} {code} {stuck}":
            self._trouble = f"{event} {code} {stuck}"
            self._log.error(event, code=code, site=site(error), retry_s=RETRY_S, count=stuck)

    def _say_code(self, event: str) -> None:
        if self._trouble != event:
            self._trouble = event
            self._log.error(event)

    def _recovered(self, room: int) -> None:
        if self._trouble and not self._held and room > 0:
            self._trouble = ""
            self._log.info("inbox_well_again")


def list_inbox(inbox: Path) -> tuple[Entry, ...]:
    """The names of the inbox's top level, without following or opening any of them."""
    entries = []
    with os.scandir(inbox) as found:
        for item in found:
            try:
                state = item.stat(follow_symlinks=False)
            except OSError:  # gone, or one sick name that must not hold up the others
                continue
            entries.append(
                Entry(
                    name=item.name,
                    size_bytes=state.st_size,
                    mtime_ns=state.st_mtime_ns,
                    inode=state.st_ino,
                    regular=item.is_file(follow_symlinks=False),
                )
            )
    return tuple(entries)


class _Wake(FileSystemEventHandler):
    """Sets an event whatever happened; what it was, the listing will say."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in {"created", "modified", "moved", "closed"}:
            self._wake.set()


class _Watcher:
    """Events of the inbox while they can be had; watched anew when the folder was replaced."""

    def __init__(self, inbox: Path, wake: threading.Event) -> None:
        self._inbox = inbox
        self._wake = wake
        self._observer: BaseObserver | None = None
        self._folder = (0, 0)

    def keep(self) -> None:
        try:
            state = os.stat(self._inbox)
        except OSError:
            self.close()
            return
        folder = (state.st_dev, state.st_ino)
        if self._observer is not None and folder == self._folder and self._observer.is_alive():
            return
        self.close()
        observer = Observer()
        try:
            observer.schedule(_Wake(self._wake), str(self._inbox), recursive=False)
            observer.start()
        except OSError:
            return
        self._observer, self._folder = observer, folder

    def close(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(5)
            self._observer = None

"""The daemon: one thread looks at the inbox, one reads; this one waits for signals and watches both.

A third makes faxes of an older database findable, a few at a time, and ends with the last of them.

Two daemons never share a database or an inbox: each holds a lock that ends with its process, so whatever a
former daemon had claimed is known to be dropped and given back at once.
"""

from __future__ import annotations

import errno
import fcntl
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from faxpipe import __version__
from faxpipe.config import Config
from faxpipe.errors import ConfigError, FaxpipeError, StoreError
from faxpipe.executors import Processes, limits_of
from faxpipe.intake import Intake
from faxpipe.linking import Linker
from faxpipe.log import configure, get_logger, site
from faxpipe.store import Store
from faxpipe.store.desk import Desk
from faxpipe.task import ReadFunction, read, warm
from faxpipe.worker import Worker, utc_now

CLAIMED_BY = "daemon:"
_LOOK_S = 0.5
_LATER_S = 60.0
_OLDER_AT_ONCE = 40


class AlreadyRunningError(FaxpipeError):
    """Another daemon holds this database or this inbox."""

    code = "already_running"
    exit_code = 2


def run_daemon(config: Config, stop: threading.Event | None = None, *, read: ReadFunction = read) -> int:
    """Watch the inbox and read what arrives until SIGTERM, SIGINT, SIGHUP or `stop`; the exit code.

    Raises AlreadyRunningError, ConfigError (a folder or file that cannot be made) and StoreError at start only.
    """
    stop = stop or threading.Event()
    configure(config.log)
    log = get_logger()
    _make_folders(config)
    with _alone(config), _signals(stop) as signals:
        with Store(config.paths.database) as store:
            dropped = store.give_back(CLAIMED_BY, now=utc_now(), attempts_max=config.worker.attempts_max)
        scratch = _fresh_scratch(config)
        log.info("daemon_started", version=__version__, pid=os.getpid(), count=len(dropped))
        crew = _Crew(config, stop, read, scratch)
        died = crew.work(signals)
        log.info("daemon_stopped", pid=os.getpid())
    return 1 if died else 0


class _Crew:
    """The threads, each with its own connection to the store."""

    def __init__(self, config: Config, stop: threading.Event, read: ReadFunction, scratch: Path) -> None:
        self._config = config
        self._scratch = scratch
        self._stop = stop
        self._read = read
        self._look = threading.Event()
        self._wake = threading.Event()
        self._died = False

    def work(self, signals: queue.SimpleQueue[int]) -> bool:
        threads = [
            threading.Thread(target=self._guard, args=(part,), name=part.__name__)
            for part in (self._watch_inbox, self._read_faxes)
        ]
        threads.append(threading.Thread(target=self._index_older, name="index_older"))
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            try:
                signals.get(timeout=_LOOK_S)
                self._stop.set()
            except queue.Empty:
                continue
        self._look.set()
        self._wake.set()
        for thread in threads:
            thread.join()
        return self._died

    def _guard(self, part: Callable[[], None]) -> None:
        """Nothing should get here; should it, the daemon ends loudly and its supervisor starts it anew."""
        try:
            part()
        except Exception as error:
            self._died = True
            get_logger().error("daemon_died", site=site(error))
        finally:
            self._stop.set()

    def _index_older(self) -> None:
        """Nothing waits for it, and what the database refuses is tried again later."""
        with Desk(self._config.paths.database) as desk:
            while not self._stop.is_set():
                try:
                    if not desk.search.catch_up(_OLDER_AT_ONCE):
                        return
                except StoreError as error:
                    get_logger().warning("not_indexed", code=error.code, site=site(error))
                    self._stop.wait(_LATER_S)
                self._stop.wait(_LOOK_S)

    def _watch_inbox(self) -> None:
        with Store(self._config.paths.database) as store:
            Intake(store, self._config, utc_now, on_accepted=self._wake.set).run(self._stop, self._look)

    def _read_faxes(self) -> None:
        with (
            Store(self._config.paths.database) as store,
            Desk(self._config.paths.database) as desk,
            Processes(limits_of(self._config, self._scratch), self._config.log) as executor,
        ):
            if self._read is read:
                for _ in range(self._config.worker.workers):
                    executor.submit(warm, self._config)
            name = f"{CLAIMED_BY}{os.getpid()}"
            linker = Linker(desk, self._config)
            Worker(store, executor, self._config, read=self._read, name=name, wake=self._wake, linker=linker).run(
                self._stop
            )


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """Hold the locks of the database and of the inbox, or say who does."""
    with ExitStack() as stack:
        database = config.paths.database
        lock_file = database.with_name(f"{database.name}.lock")
        with _told(lock_file):
            handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        stack.callback(os.close, handle)
        _lock(handle, "database", os.pread(handle, 20, 0).decode("ascii", "replace").strip())
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        with _told(config.paths.inbox):
            inbox = os.open(config.paths.inbox, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, inbox)
        _lock(inbox, "inbox", "")
        yield


def _lock(handle: int, what: str, holder: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            return  # a network folder without locks: the database's lock, on a local disk, must do
        who = f" (process {holder})" if holder.isdecimal() else ""
        raise AlreadyRunningError(f"another faxpipe daemon{who} holds this {what}; stop it first") from None


@contextmanager
def _signals(stop: threading.Event) -> Iterator[queue.SimpleQueue[int]]:
    """SIGTERM, SIGINT and a closed terminal as items of a queue, whose `put` is safe inside a signal handler."""
    received: queue.SimpleQueue[int] = queue.SimpleQueue()
    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    numbers = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup sets it
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, lambda caught, _: received.put(caught)) for number in numbers]
    try:
        yield received
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _make_folders(config: Config) -> None:
    paths = config.paths
    for folder in (paths.inbox, paths.archive, paths.quarantine, paths.database.parent):
        with _told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _fresh_scratch(config: Config) -> Path:
    """An empty folder for temporary files: what a killed process left there is gone."""
    scratch = config.paths.database.parent / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    with _told(scratch):
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    return scratch


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses about one of our own folders or files, in words."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot make or open {path}: {error.strerror}; check its owner and rights") from None

"""Where faxes are read: in this process, or in a pool of processes that may crash, hang or run out of memory.

Each is a `concurrent.futures.Executor`; whatever goes wrong in a task comes back as a FaxpipeError with a code
("crashed", "timeout", "memory", "bug"), never as a text that could hold patient data. The pool is pebble's: a
task that dies or runs out of time costs its own process and no other. Each process leads a process group, so
an OCR program it started dies with it; dies itself with the daemon; and leaves no core dump, because a core
dump is a copy of a fax.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from faxpipe.config import Config, Log
from faxpipe.errors import EngineError, FaxpipeError
from faxpipe.log import configure, site

P = ParamSpec("P")
T = TypeVar("T")

_PR_SET_PDEATHSIG = 1


class InProcess(Executor):
    """Reads in the caller's own thread, at once: for tests, and for a machine where processes are dear."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(_guarded(fn, *args, **kwargs))
        except FaxpipeError as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading process may use. `scratch` is where its temporary files go."""

    workers: int
    timeout_s: float
    memory_bytes_max: int
    tasks_per_process: int
    scratch: Path


def limits_of(config: Config, scratch: Path) -> Limits:
    return Limits(
        workers=config.worker.workers,
        timeout_s=config.worker.fax_timeout_s,
        memory_bytes_max=config.pages.memory_bytes_max,
        tasks_per_process=config.worker.tasks_per_process,
        scratch=scratch,
    )


class Processes(Executor):
    """Reads in `limits.workers` processes. Must be used from one thread, which must outlive it."""

    def __init__(self, limits: Limits, log: Log) -> None:
        self._limits = limits
        self._log = log
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._started = False
        self._reader, self._writer = self._context.Pipe(duplex=False)
        self._pool = self._new_pool()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` in a process; the future fails with EngineError where the process dies or is stopped."""
        outer: Future[T] = Future()
        if not self._pool.active and self._started:
            self._replace_pool()
        self._started = True
        inner = self._pool.schedule(_guarded, args=(fn, *args), kwargs=kwargs, timeout=self._limits.timeout_s)
        inner.add_done_callback(lambda done: self._pass_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop; what is still under way is killed at once."""
        self._kill_all()
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._sweep_groups()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._limits.workers,
            max_tasks=self._limits.tasks_per_process,
            initializer=_prepare,
            initargs=(self._limits, self._log, os.getpid(), self._writer),
            context=self._context,
        )

    def _replace_pool(self) -> None:
        self.shutdown()
        self._pool = self._new_pool()
        self._started = False

    def _pass_on(self, inner: Future[T], outer: Future[T]) -> None:
        error = inner.exception()
        if error is None:
            outer.set_result(inner.result())
        else:
            outer.set_exception(_translated(error))
        self._sweep_groups()

    def _sweep_groups(self) -> None:
        """Kill what processes that are gone have left running."""
        with self._lock:
            self._learn_groups()
            for leader in tuple(self._groups):
                if not _is_alive(leader):
                    self._groups.discard(leader)
                    _kill_group(leader)

    def _kill_all(self) -> None:
        with self._lock:
            self._learn_groups()
            ours = {child.pid for child in multiprocessing.active_children()}
            for leader in self._groups & ours:
                _kill_group(leader)

    def _learn_groups(self) -> None:
        while self._reader.poll(0):
            self._groups.add(int(self._reader.recv_bytes()))


def _guarded(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `fn`; errors that are not ours are told by type and place only."""
    try:
        return fn(*args, **kwargs)
    except FaxpipeError:
        raise
    except MemoryError:
        raise EngineError("reading needed more memory than allowed", code="memory") from None
    except Exception as error:
        raise EngineError(site(error), code="bug") from None


def _translated(error: BaseException) -> FaxpipeError:
    if isinstance(error, FaxpipeError):
        return error
    if isinstance(error, TimeoutError):
        return EngineError("reading took too long and was stopped", code="timeout")
    if isinstance(error, ProcessExpired):
        return EngineError("the reading process died", code="crashed")
    if isinstance(error, BrokenProcessPool):
        return EngineError("the pool of reading processes broke", code="pool_broke")
    return EngineError(site(error), code="bug")


def _prepare(limits: Limits, log: Log, parent: int, pids: Connection) -> None:
    """First thing in a new reading process: its group, its limits, its end with the parent."""
    os.setpgid(0, 0)
    pids.send_bytes(str(os.getpid()).encode())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes_max, limits.memory_bytes_max))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["TMPDIR"] = tempfile.tempdir = str(limits.scratch)
    configure(log)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return

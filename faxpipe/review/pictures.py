"""Pictures of pages, made in bounded processes and remembered for a while. Nothing of them is written to disk.

A page from a stranger may hang or break whoever draws it, so that happens in a process of its own, which is
stopped and replaced. What is drawn stays in memory up to a limit, the oldest out first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from faxpipe.config import Config
from faxpipe.document import Box
from faxpipe.errors import EngineError, FaxpipeError
from faxpipe.executors import Limits, Processes
from faxpipe.picture import RegionText, Sheet, count, cut, draw, png, read_region, sorry

T = TypeVar("T")

CACHE_BYTES_MAX = 64_000_000
DRAW_TIMEOUT_S, READ_TIMEOUT_S = 30.0, 60.0
DRAWERS = 2
TASKS_PER_PROCESS = 2000
STOPPED = "the pictures are being shut down; please try again"


class Pictures:
    """Draws for all requests at once; `close` stops its processes, and the next request starts new ones."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._cache = _Cache(CACHE_BYTES_MAX)
        self._drawing = _Crew(config, DRAWERS, DRAW_TIMEOUT_S)
        self._reading = _Crew(config, 1, READ_TIMEOUT_S)

    def page(self, sheet: Sheet, width_px: int) -> bytes:
        """The page as PNG; where drawing it fails, a picture that says so."""
        return self._drawn((sheet, width_px), draw, sheet, width_px)

    def crop(self, sheet: Sheet, box: Box) -> bytes:
        """The place `box` of the upright page, with a margin, as PNG."""
        return self._drawn((sheet, box), cut, sheet, box)

    def count(self, path: Path) -> int:
        """How many pages the file has, 0 where it cannot be opened: for faxes that were never read."""
        try:
            return self._drawing.run(count, path, self._config.pages)
        except FaxpipeError:
            return 0

    def read(self, sheet: Sheet, box: Box) -> RegionText:
        """What stands in `box`. Raises EngineError where it cannot be read now."""
        return self._reading.run(read_region, sheet, box, self._config.ocr)

    def warm(self) -> None:
        """Start the processes that draw, so that the first page is not kept waiting. Returns at once."""
        for _ in range(DRAWERS):
            self._drawing.start(count, Path(), self._config.pages)

    def close(self) -> None:
        self._drawing.close()
        self._reading.close()

    def _drawn(self, key: Hashable, fn: Callable[..., bytes], sheet: Sheet, what: Any) -> bytes:
        found = self._cache.get(key)
        if found is None:
            try:
                found = self._drawing.run(fn, sheet, what)
            except FaxpipeError as error:
                reason = {"timeout": "page_timeout"}.get(error.code, error.code)
                return png(sorry(reason, what if isinstance(what, int) else 400))
            self._cache.put(key, found)
        return found


class _Crew:
    """Processes behind one thread of their own, because they must be used from one that outlives them."""

    def __init__(self, config: Config, workers: int, timeout_s: float) -> None:
        self._config = config
        self._workers = workers
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None] | None = None
        self._thread: threading.Thread | None = None

    def run(self, fn: Callable[..., T], *args: Any) -> T:
        """`fn(*args)` in a process. Raises FaxpipeError where it fails, dies or runs out of time."""
        try:
            return self.start(fn, *args).result(timeout=4 * self._timeout_s)
        except TimeoutError:
            raise EngineError("drawing took too long and was given up", code="timeout") from None

    def start(self, fn: Callable[..., T], *args: Any) -> Future[T]:
        """`fn(*args)` in a process, some time."""
        future: Future[T] = Future()
        with self._lock:
            if self._jobs is None:
                self._jobs = SimpleQueue()
                self._thread = threading.Thread(target=self._serve, args=(self._jobs,), daemon=True)
                self._thread.start()
            self._jobs.put((future, fn, args))
        return future

    def close(self) -> None:
        with self._lock:
            jobs, thread = self._jobs, self._thread
            self._jobs = self._thread = None
        if jobs is not None and thread is not None:
            jobs.put(None)
            thread.join()

    def _serve(self, jobs: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None]) -> None:
        with Processes(self._limits(), self._config.log) as processes:
            open_jobs: set[Future[Any]] = set()
            while (job := jobs.get()) is not None:
                future, fn, args = job
                open_jobs.add(future)
                future.add_done_callback(open_jobs.discard)
                processes.submit(fn, *args).add_done_callback(_passed_on_to(future))
        for future in tuple(open_jobs):
            _fail(future, EngineError(STOPPED, code="stopped"))

    def _limits(self) -> Limits:
        scratch = self._config.paths.database.parent / "scratch-review"
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        memory = self._config.pages.memory_bytes_max
        return Limits(self._workers, self._timeout_s, memory, TASKS_PER_PROCESS, scratch)


def _passed_on_to(outer: Future[Any]) -> Callable[[Future[Any]], None]:
    def pass_on(inner: Future[Any]) -> None:
        error = inner.exception()
        if error is not None:
            _fail(outer, error)
        elif not outer.done():
            outer.set_result(inner.result())

    return pass_on


def _fail(future: Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)


class _Cache:
    """Bytes by key, at most so many in all; the one unused for longest goes first."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: bytes) -> None:
        with self._lock:
            self._bytes += len(value) - len(self._kept.pop(key, b""))
            self._kept[key] = value
            while self._bytes > self._bytes_max and self._kept:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone)

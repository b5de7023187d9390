"""One way of reading in processes of its own: how long, how much processor time, how much memory.

Part of the lab. Every process is a fresh interpreter, warmed up before the clock starts, and counts the processor
time of itself and of the programs it starts. Memory is watched from outside, because a child's peak as the kernel
tells it includes its parent's before it became another program.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from faxpipe.lab.bench.readers import Job, Output, Read, Reader, readers

STALLED_S = 300.0
SAMPLE_S = 0.1
Progress = Callable[[int], None]


class RaceError(Exception):
    """A reading process died or came to a halt."""


@dataclass(frozen=True, slots=True)
class PageRun:
    """One page read once. `wall_s` None where pages were not read one by one; `failed` names what went wrong."""

    index: int
    output: Output
    wall_s: float | None
    cpu_s: float
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Lap:
    """One way through all pages. `start_s`: until every process was ready; `memory_bytes`: the peak of one process
    together with the programs it had started."""

    reader: str
    wall_s: float
    start_s: float
    memory_bytes: int
    pages: tuple[PageRun, ...]

    @property
    def pages_per_minute(self) -> float:
        return 60 * len(self.pages) / self.wall_s

    @property
    def cpu_per_page_s(self) -> float:
        return sum(page.cpu_s for page in self.pages) / len(self.pages)


def run_lap(
    reader: Reader,
    jobs: Sequence[Job],
    processes: int,
    *,
    warm: Sequence[Job] = (),
    progress: Progress | None = None,
) -> Lap:
    """Read every job once in `processes` processes. Raises RaceError where one of them fails."""
    if reader.batch is not None:
        return _run_batch(reader, jobs, processes, progress)
    context = multiprocessing.get_context("spawn")
    tasks: Any = context.Queue()
    results: Any = context.Queue()
    started = time.perf_counter()
    crew = [
        context.Process(target=serve, args=(reader.name, tuple(warm), tasks, results)) for _ in range(processes)
    ]
    for process in crew:
        process.start()
    watch = MemoryWatch([process.pid or 0 for process in crew])
    try:
        for _ in crew:
            next_result(results, crew)
        begun = time.perf_counter()
        for job in jobs:
            tasks.put(job)
        for _ in crew:
            tasks.put(None)
        pages = []
        for _ in jobs:
            pages.append(next_result(results, crew))
            if progress is not None:
                progress(1)
        wall_s = time.perf_counter() - begun
    finally:
        watch.stop()
        for process in crew:
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
    pages.sort(key=lambda page: page.index)
    return Lap(reader.name, wall_s, begun - started, watch.peak_bytes, tuple(pages))


class MemoryWatch:
    """Samples the resident memory of processes with their descendants until stopped; the peak of the largest."""

    def __init__(self, pids: Sequence[int]) -> None:
        self.peak_bytes = 0
        self._pids = tuple(pids)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while True:
            self.peak_bytes = max(self.peak_bytes, *(tree_bytes(pid) for pid in self._pids))
            if self._over.wait(SAMPLE_S):
                return


def tree_bytes(pid: int) -> int:
    """Resident memory of a process and its descendants; 0 once it is gone.

    A child that is just being started still lives in its parent's memory and is not counted again.
    """
    size, resident = _memory(pid)
    return resident + sum(_below(child, size) for child in _children(pid))


def _below(pid: int, parent_size: int) -> int:
    size, resident = _memory(pid)
    own = resident if size != parent_size else 0
    return own + sum(_below(child, size) for child in _children(pid))


def cpu_s() -> float:
    """Processor time of this process, of the programs it has waited for, and of those that it keeps running."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    waited_s = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return waited_s + sum(map(_tree_cpu_s, _children(os.getpid())))


def _tree_cpu_s(pid: int) -> float:
    """Of a process, of what it has waited for, and of its children; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    ticks = sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(_tree_cpu_s, _children(pid)))


def _run_batch(reader: Reader, jobs: Sequence[Job], processes: int, progress: Progress | None) -> Lap:
    assert reader.batch is not None  # noqa: S101 - the caller has asked
    watch = MemoryWatch([os.getpid()])
    base_bytes = tree_bytes(os.getpid())
    begun, cpu = time.perf_counter(), cpu_s()
    try:
        outputs = reader.batch(jobs, processes)
    finally:
        watch.stop()
    wall_s, spent = time.perf_counter() - begun, cpu_s() - cpu
    if progress is not None:
        progress(len(jobs))
    if len(outputs) != len(jobs):
        raise RaceError(f"{reader.name} gave {len(outputs)} pages of {len(jobs)}")
    each = spent / len(jobs)
    pages = tuple(PageRun(job.index, output, None, each) for job, output in zip(jobs, outputs, strict=True))
    return Lap(reader.name, wall_s, 0.0, max(0, watch.peak_bytes - base_bytes), pages)


def serve(name: str, warm: Sequence[Job], tasks: Any, results: Any) -> None:
    """What one process does: load, warm up, say so with None, then read whatever is next until a task is None."""
    try:
        make = readers()[name].make
        assert make is not None  # noqa: S101 - ways that read everything at once have no processes
        read = make()
        for job in warm:
            read(job)
        results.put(None)
        for job in iter(tasks.get, None):
            results.put(_read_one(read, job))
    except Exception as error:
        results.put(RaceError(f"{name}: {type(error).__name__}: {error}"))


def _read_one(read: Read, job: Job) -> PageRun:
    """A page that cannot be read is a page without words; the race goes on."""
    begun, spent, failed = time.perf_counter(), cpu_s(), ""
    try:
        output = read(job)
    except Exception as error:
        output, failed = Output("", 0), type(error).__name__
    return PageRun(job.index, output, time.perf_counter() - begun, cpu_s() - spent, failed)


def next_result(results: Any, crew: Sequence[BaseProcess]) -> Any:
    """What a process of the crew has put. Raises RaceError where one died, failed or stands still."""
    until = time.monotonic() + STALLED_S
    while time.monotonic() < until:
        try:
            result = results.get(timeout=1.0)
        except queue.Empty:
            if any(process.exitcode for process in crew):
                raise RaceError("a reading process died") from None
            continue
        if isinstance(result, RaceError):
            raise result
        return result
    raise RaceError(f"no page was read within {STALLED_S:.0f} s")


def _memory(pid: int) -> tuple[int, int]:
    """(pages of address space, resident bytes); zeros once it is gone."""
    try:
        size, resident = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[:2]
    except (OSError, ValueError):
        return 0, 0
    return int(size), int(resident) * resource.getpagesize()


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:
            continue
        yield from map(int, children)

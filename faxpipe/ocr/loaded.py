"""Tesseract kept loaded: one child process of ours that holds its library, for lines asked time and again.

Starting the program costs as much processor time as reading ten lines, all of it for tables; the child pays it
once. It can't take its parent down and can't keep it waiting: when the time of a request is over the child is
killed, and one that died is started anew by the next request. It ends with its parent.
"""

from __future__ import annotations

import atexit
import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr import loaded_child
from faxpipe.ocr.loaded_child import LENGTH, PICTURE, REQUEST

CHILD = Path(loaded_child.__file__)
START_S = 20.0
REPLY_BYTES_MAX = 1 << 26


class DiedError(Exception):
    """There is no child, or it ended before it had answered."""


class OverdueError(Exception):
    """The time of a request was over before its answer came."""


class Loaded:
    """The child, started when it is first asked. One request at a time; belongs to the process that made it."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-I", "-S", str(CHILD))) -> None:
        self._command = tuple(command)
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._version = ""
        atexit.register(self.close)

    def version(self) -> str:
        """Of the library, e.g. "5.3.0", by a child that is there afterwards; empty where none can be started."""
        with self._turn:
            try:
                self._running()
            except (DiedError, OverdueError):
                self._stop()
                return ""
            return self._version

    def read(self, pictures: Sequence[NDArray[np.uint8]], *, psm: int, dpi: int, time_s: float) -> str:
        """Rows of TSV without their heading; each picture, (height, width) uint8, is a page of its own.

        Raises OverdueError after `time_s` seconds, DiedError where there is no child or it died.
        """
        if not self._turn.acquire(timeout=time_s):
            raise OverdueError
        try:
            child = self._running()
            with _bounded(child, time_s):
                return _asked(child, pictures, psm, dpi, time_s)
        except (DiedError, OverdueError):
            self._stop()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the child, if there is one."""
        with self._turn:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        child = self._child
        if child is not None and self._owner == os.getpid() and child.poll() is None:
            return child
        self._stop()
        child = _started(self._command)
        self._child, self._owner = child, os.getpid()
        with _bounded(child, START_S):
            self._version = _block(_pipe(child.stdout)).decode("ascii")
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():  # the latter in a process forked from the owner
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                _pipe(pipe).close()
        child.wait()


@cache
def loaded() -> Loaded:
    """The one of this process."""
    return Loaded()


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except OSError:
        raise DiedError from None


@contextmanager
def _bounded(child: subprocess.Popen[bytes], time_s: float) -> Iterator[None]:
    """Kills the child after `time_s` seconds, which ends whatever is waited for within."""
    over = threading.Event()

    def stop() -> None:
        over.set()
        child.kill()

    timer = threading.Timer(time_s, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, EOFError, ValueError):
        raise (OverdueError if over.is_set() else DiedError) from None
    finally:
        timer.cancel()


def _asked(
    child: subprocess.Popen[bytes], pictures: Sequence[NDArray[np.uint8]], psm: int, dpi: int, time_s: float
) -> str:
    pipe = _pipe(child.stdin)
    pipe.write(REQUEST.pack(len(pictures), psm, dpi, math.ceil(time_s)))
    for picture in pictures:
        height, width = picture.shape
        pipe.write(PICTURE.pack(width, height))
        pipe.write(np.ascontiguousarray(picture).tobytes())
    pipe.flush()
    return _block(_pipe(child.stdout)).decode("utf-8")


def _block(pipe: IO[bytes]) -> bytes:
    """Raises EOFError where the child ended before all was there, ValueError where it can't be meant."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    if length > REPLY_BYTES_MAX:
        raise ValueError
    block = pipe.read(length)
    if len(block) < length:
        raise EOFError
    return block


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for
    return pipe

"""What every request shares: the configuration, the clock, open desks, templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, LifoQueue

from jinja2 import Environment
from starlette.requests import HTTPConnection

from faxpipe.config import Config
from faxpipe.store.desk import Desk

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Desks:
    """Open desks, handed to one request at a time. Opening one costs milliseconds, so they are kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: LifoQueue[Desk] = LifoQueue()

    @contextmanager
    def one(self) -> Iterator[Desk]:
        """A desk for the length of the block."""
        try:
            desk = self._free.get_nowait()
        except Empty:
            desk = Desk(self._path)
        try:
            yield desk
        finally:
            self._free.put(desk)

    def close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait().close()


@dataclass(frozen=True, slots=True)
class House:
    """One review server. `secure`: browsers reach it by TLS, here or at the proxy before it."""

    config: Config
    clock: Clock
    desks: Desks
    templates: Environment
    secure: bool


def house(request: HTTPConnection) -> House:
    """The house that serves `request`."""
    found: House = request.app.state.house
    return found

"""A bound on the time of one call: networks can't be interrupted, but no window and no batch begins after it."""

from __future__ import annotations

import time
from collections.abc import Callable

from faxpipe.errors import EngineError

InTime = Callable[[], None]


def limit(timeout_s: float) -> InTime:
    """To be called before each step: raises EngineError (engine_timeout) once `timeout_s` seconds are over."""
    until_s = time.monotonic() + timeout_s

    def in_time() -> None:
        if time.monotonic() > until_s:
            raise EngineError(f"the neural engine took more than {timeout_s:g} s", code="engine_timeout")

    return in_time


def always() -> None:
    """No bound."""

"""Structured logging: one canonical line a fax, and no patient data by construction.

Beside the sentence, not in it: every stage that has something to say to operations says it here. Only keys
of `KEYS` leave the process, and their values are codes and counts; a name, a text, a file name or an
exception's message has no key to travel under. Library loggers are kept at WARNING whatever our own level
is, because some of them print file names when they debug (watchdog does).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from faxpipe.config import Log

KEYS = frozenset(
    "event level timestamp fax sha state verdict priority pages referrals seconds attempts reason mode code"
    " site retry_s worker count size_bytes version pid folder arrivals route ms".split()
)
_QUIET = ("watchdog", "PIL", "pytesseract", "fontTools", "pdfminer", "asyncio", "pebble", "multiprocessing")
_CODE = re.compile(r"[\w.:+/<>, -]{0,120}", re.ASCII)


def configure(log: Log, stream: TextIO | None = None) -> None:
    """Set up logging of this process to `stream` (default: standard error)."""
    level = logging.getLevelNamesMapping()[log.level.upper()]
    last = (
        structlog.processors.JSONRenderer()
        if log.format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_codes,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """The logger; its events are words such as "accepted", its values codes and counts."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def site(error: BaseException) -> str:
    """Type and place of an error, without its message: "ValueError at dates.py:41"."""
    name = type(error).__name__
    trace = error.__traceback__
    if trace is None:
        return name
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{name} at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def _only_codes(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _plain(value) for key, value in event.items() if key in KEYS}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if _CODE.fullmatch(text) else "withheld"

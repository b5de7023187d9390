"""The few errors that faxpipe raises on purpose.

A missing field is data, not an exception. Messages say what failed and what to do next; they never hold
a value read from a fax or a sender's file name. `code` is stable and goes into rows, logs and metrics;
`retryable` tells the worker whether another attempt can help; `exit_code` is what the command line returns.
"""

from __future__ import annotations


class FaxpipeError(Exception):
    """Root of the tree."""

    code = "error"
    retryable = False
    exit_code = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class ConfigError(FaxpipeError):
    """The configuration or the rules cannot be used as they stand."""

    code = "config"
    exit_code = 2


class UsageError(FaxpipeError):
    """The command line asks for something there is not."""

    code = "usage"
    exit_code = 2


class ToolMissingError(FaxpipeError):
    """A program or data file that faxpipe needs is not installed."""

    code = "tool_missing"
    exit_code = 3


class UnreadableFaxError(FaxpipeError):
    """The bytes of the fax cannot be read, now or later: damaged, encrypted, not a PDF, over a limit."""

    code = "unreadable"
    exit_code = 4


class EngineError(FaxpipeError):
    """An OCR engine or renderer failed or ran out of time; another attempt may succeed."""

    code = "engine"
    retryable = True
    exit_code = 5


class StoreError(FaxpipeError):
    """The database refused or is of another version."""

    code = "store"
    exit_code = 6


class LostClaimError(StoreError):
    """Someone else holds this job now: its lease ran out while this worker was busy."""

    code = "lost_claim"


class StaleVersionError(StoreError):
    """Somebody else changed or took over this fax meanwhile; nothing was saved. Look at it again first."""

    code = "stale_version"

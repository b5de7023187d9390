"""The words of the queue: states, dispositions, claims, and what a listing or a detail page shows.

Three words, never one "status": *state* is where the job is, *verdict* what the pipeline judged,
*disposition* what staff decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from faxpipe.amended import Correction
from faxpipe.referral import Priority, Reading, Verdict


class State(StrEnum):
    """Where the job is: received -> running -> done | failed, and back to received to be read again."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Disposition(StrEnum):
    """What staff decided. Nothing but a person closes a fax."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    ASKED_SENDER = "asked_sender"
    NOT_A_REFERRAL = "not_a_referral"
    MISDIRECTED = "misdirected"
    DUPLICATE = "duplicate"
    DECLINED = "declined"


class Mode(StrEnum):
    """What a reading starts from: the PDF, or the words stored when it was last read."""

    PDF = "pdf"
    WORDS = "words"


class Shelf(StrEnum):
    """Which folder keeps the bytes of a fax."""

    ARCHIVE = "archive"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One time that bytes arrived. Inode and mtime tell the same file, met again after a crash, from a new one."""

    source: str = field(repr=False)
    size_bytes: int
    inode: int
    mtime_ns: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NewFax:
    """Bytes that are safe on a shelf and want a row. `reason` is set where they can never be read."""

    sha256: str
    shelf: Shelf
    archive: str
    arrival: Arrival
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What `Store.accept` did: the fax, and whether these bytes are new to us."""

    fax_id: int
    new: bool
    arrivals: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in somebody's hands until its lease ends. `attempts` counts this one, `verdict` stands so far."""

    fax_id: int
    token: str
    sha256: str
    shelf: Shelf
    archive: str
    source: str = field(repr=False)
    received_at: datetime
    mode: Mode
    attempts: int
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What OCR gave for one page, compressed, with who read it: enough to read the fax again without OCR."""

    number: int
    state: str
    engine: str
    engine_version: str
    dpi: int
    page: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A claim taken back from a worker that went away."""

    fax_id: int
    state: State
    attempts: int


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which faxes a listing shows; None and empty mean all. `missing` is the name of a required field."""

    verdicts: tuple[Verdict, ...] = ()
    priorities: tuple[Priority, ...] = ()
    states: tuple[State, ...] = ()
    dispositions: tuple[Disposition, ...] = (Disposition.OPEN,)
    missing: str | None = None
    since: datetime | None = None
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. `missing` and `unsure` are of all its referrals, `patients` their names as read."""

    id: int
    sha256: str
    source: str = field(repr=False)
    received_at: datetime
    state: State
    verdict: Verdict | None
    priority: Priority | None
    disposition: Disposition
    reason: str
    pages: int
    attempts: int
    arrivals: int
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    patients: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at reading: `outcome` is a code, None while it runs."""

    number: int
    worker: str
    mode: Mode
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit."""

    at: datetime
    actor: str
    event: str
    detail: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaxDetail:
    """All that is known of one fax. `reading` is the last good one, None before the first."""

    row: QueueRow
    shelf: Shelf
    archive: str
    size_bytes: int
    reading: Reading | None
    reading_no: int
    corrections: tuple[Correction, ...]
    arrivals: tuple[Arrival, ...]
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]

    @property
    def day(self) -> date:
        """The day on which it arrived, on the office's clock."""
        return self.row.received_at.astimezone().date()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many faxes stand where, and how old the oldest unread one is."""

    states: tuple[tuple[State, int], ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    dispositions: tuple[tuple[Disposition, int], ...]
    oldest_received_at: datetime | None


def stamp(moment: datetime) -> str:
    """UTC text of fixed width. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a stored time needs a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)

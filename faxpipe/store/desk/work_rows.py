"""One row of work as a value, for a listing and for the page of one fax."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from faxpipe.referral import Priority, Verdict
from faxpipe.store.rows import Row
from faxpipe.store.standing import Stage
from faxpipe.store.values import Disposition, State, unstamp


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag with the words it was read from, and their page."""

    flag: str
    words: str = field(repr=False)
    page: int
    priority: Priority


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What stands for one fax, people's corrections included. `missing` and `unsure` are names of fields.

    `since`: from when its age counts in its tab; `due_at`: only where a day was set for it (a call, a chase);
    `pin`: 0 emergency, 1 urgent, 2 nobody could read it or its sender never answered, 3 the others, 4 not yet
    read, 9 closed. `chase`: what is next due where the sender was asked; `escalated`: it is past asking again.
    `brought`: fields that answers settled; `linked_to`: the fax that this one answers, where the work goes on.
    """

    fax_id: int
    version: int
    stage: Stage
    verdict: Verdict | None
    priority: Priority | None
    disposition: Disposition
    state: State
    reason: str
    received_at: datetime
    since: datetime
    asked_at: datetime | None
    returned_at: datetime | None
    decided_at: datetime | None
    due_at: datetime | None
    assigned_to: str | None
    held_by: str | None
    held_until: datetime | None
    snoozed_until: datetime | None
    snooze_note: str = field(repr=False)
    urgent_called_at: datetime | None
    patients: tuple[str, ...] = field(repr=False)
    birth_dates: tuple[str, ...] = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    sender_id: int | None
    sender: str = field(repr=False)
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    flags: tuple[Flag, ...]
    pages: int
    pin: int
    chase: str = ""
    escalated: bool = False
    brought: tuple[str, ...] = ()
    linked_to: int | None = None

    def holder(self, now: datetime) -> str | None:
        """Who has it open at `now`."""
        return self.held_by if self.held_until and self.held_until > now else None


def row_of(row: Row) -> WorkRow:
    """The value of a row of `work` joined with its fax's state and disposition."""
    return WorkRow(
        fax_id=row["fax_id"],
        version=row["version"],
        stage=Stage(row["stage"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        priority=Priority(row["priority"]) if row["priority"] else None,
        disposition=Disposition(row["disposition"]),
        state=State(row["state"]),
        reason=row["reason"],
        received_at=unstamp(row["received_at"]),
        since=unstamp(row["since"]),
        asked_at=_time(row["asked_at"]),
        returned_at=_time(row["returned_at"]),
        decided_at=_time(row["decided_at"]),
        due_at=_time(row["due_at"]),
        assigned_to=row["assigned_to"],
        held_by=row["held_by"],
        held_until=_time(row["held_until"]),
        snoozed_until=_time(row["snoozed_until"]),
        snooze_note=row["snooze_note"],
        urgent_called_at=_time(row["urgent_called_at"]),
        patients=_texts(row["patients"]),
        birth_dates=_texts(row["birth_dates"]),
        phones=_texts(row["phones"]),
        sender_id=row["sender_id"],
        sender=row["sender"],
        missing=_texts(row["missing"]),
        unsure=_texts(row["unsure"]),
        flags=tuple(
            Flag(flag, words, page, Priority(priority)) for flag, words, page, priority in json.loads(row["flags"])
        ),
        pages=row["page_count"],
        pin=row["pin"],
        chase=row["chase"],
        escalated=bool(row["escalated"]),
        brought=_texts(row["brought"]),
        linked_to=row["linked_to"],
    )


def _time(text: str | None) -> datetime | None:
    return unstamp(text) if text else None


def _texts(text: str) -> tuple[str, ...]:
    return tuple(str(one) for one in json.loads(text))

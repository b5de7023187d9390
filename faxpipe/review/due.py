"""When a fax is due, and how to say it: urgent ones now, new ones in business days, answered ones in days. Pure.

Business days leave out weekends and United States federal holidays; days are those of the office's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from holidays import country_holidays

from faxpipe.config import Review
from faxpipe.store.desk import WorkRow
from faxpipe.store.standing import Stage


class Press(StrEnum):
    """How it presses; the name of a colour, which never stands without words."""

    BAD = "bad"
    WARN = "warn"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Due:
    """`words` for the list. `at` None: nothing is due (closed, or not read yet)."""

    at: datetime | None
    words: str
    press: Press


def due(row: WorkRow, now: datetime, rules: Review) -> Due:
    """What is next due for this fax, at `now` on this machine's clock."""
    if row.stage in {Stage.DONE, Stage.NOT_OURS}:
        return Due(None, "", Press.CALM)
    if row.pin <= 1 and row.urgent_called_at is None:
        return Due(row.received_at, "Due now", Press.BAD)
    if row.snoozed_until is not None:
        return _said(row.snoozed_until, now, "Call back")
    if row.stage is Stage.WAITING:
        if row.escalated:
            return Due(row.due_at, "A lead takes it up", Press.BAD)
        what = row.chase.capitalize() or "Follow up"
        return _said(row.due_at, now, what) if row.due_at else Due(None, "", Press.CALM)
    if row.returned_at is not None:
        return _said(row.returned_at + timedelta(days=rules.answered_due_days), now, "Due")
    return _said(business_days_after(row.received_at, rules.new_due_business_days), now, "Due")


def business_days_after(moment: datetime, days: int) -> datetime:
    """The same time of day so many business days later; what comes on a day off counts from the next business
    day's beginning."""
    local = moment.astimezone()
    if not is_business_day(local.date()):
        local = local.replace(hour=0, minute=0, second=0, microsecond=0)
    while not is_business_day(local.date()):
        local += timedelta(days=1)
    for _ in range(days):
        local += timedelta(days=1)
        while not is_business_day(local.date()):
            local += timedelta(days=1)
    return local


def is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("US", years=year))


def _said(at: datetime, now: datetime, what: str) -> Due:
    day, today = at.astimezone().date(), now.astimezone().date()
    if day > today + timedelta(days=1):
        return Due(at, f"{what} {at.astimezone():%a %b} {day.day}", Press.CALM)
    if day > today:
        return Due(at, f"{what} tomorrow", Press.CALM)
    if day == today and (at > now or what != "Due"):
        return Due(at, f"{what} today", Press.WARN)
    late = (today - day).days
    if not late:
        return Due(at, "Overdue today", Press.BAD)
    return Due(at, f"{late} day{'s' if late > 1 else ''} overdue", Press.BAD)

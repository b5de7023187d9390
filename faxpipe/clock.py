"""Dates of a referral and the age of a fracture, in days.

Between fields and verdict. Onset is written in three ways: a date, a month, or a time span ("3 weeks ago" is P3W,
counted back from the day it was written). The age is therefore a range, never one number.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from faxpipe.referral import FieldStatus, FieldValue, Value

_SPAN = re.compile(r"P(\d+)([DWMY])")
_DAYS = {"D": 1.0, "W": 7.0, "M": 30.44, "Y": 365.25}
_SLACK = {"D": 1, "W": 4, "M": 16, "Y": 190}
"""Half the unit: "three weeks ago" may be two and a half or three and a half."""


@dataclass(frozen=True, slots=True)
class Onset:
    """The earliest and the latest day on which it can have begun. `meant` is the day that a span names if taken
    at its word; None where the paper gives a date or a month."""

    earliest: date
    latest: date
    meant: date | None = None

    def days_before(self, day: date) -> tuple[int, int]:
        """Age on `day`: the youngest and the oldest as the paper says it, in days, not below 0."""
        first, last = self.meant or self.earliest, self.meant or self.latest
        return max(0, (day - last).days), max(0, (day - first).days)


def day_of(value: Value | None) -> date | None:
    """An ISO 8601 date, None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def days_of(span: str) -> int | None:
    """About how many days a time span such as "P3W" lasts; None if it is none."""
    match = _SPAN.fullmatch(span)
    return None if match is None else round(int(match[1]) * _DAYS[match[2]])


def onset_of(value: Value | None, written: date) -> Onset | None:
    """When it began, from an ISO date, a year-month or a span before the day `written`; None if it is none."""
    if not isinstance(value, str):
        return None
    if day := day_of(value):
        return Onset(day, day)
    if re.fullmatch(r"\d{4}-\d{2}", value) and 1 <= int(value[5:]) <= 12:
        year, month = int(value[:4]), int(value[5:])
        return Onset(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    days = days_of(value)
    if days is not None:
        unit = value[-1]
        if days + _SLACK[unit] > (written - date.min).days:
            return None
        middle = written - timedelta(days=days)
        slack = timedelta(days=_SLACK[unit])
        return Onset(middle - slack, min(written, middle + slack), middle)
    return None


def written_on(fields: Mapping[str, FieldValue], received: date) -> date:
    """The day from which spans are counted: the order's date where it is trusted, else the day of the fax."""
    order = fields.get("order.date")
    day = day_of(order.value) if order and order.status is FieldStatus.FOUND else None
    return day if day and day <= received else received


def counted_from(fields: Mapping[str, FieldValue], day: date, *, dated: bool) -> date:
    """The day from which weeks are counted: `day`, that of the fax, where its header tells it (`dated`), else that
    of the order, if one before it is trusted."""
    return day if dated else written_on(fields, day)

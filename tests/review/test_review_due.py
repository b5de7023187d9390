"""When a fax is due: business days without weekends and federal holidays, said in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from queue_material import accept

from faxpipe.config import Review
from faxpipe.review.due import Press, business_days_after, due, is_business_day
from faxpipe.store.desk import Desk, WorkRow


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arrived", "expected"),
    [
        (at(3, 2), at(3, 4)),  # Monday
        (at(3, 5), at(3, 9)),  # Thursday: over the weekend
        (at(3, 7), at(3, 11, 0)),  # Saturday: as if on Monday at midnight
        (at(7, 2), at(7, 7)),  # July 4 is a Saturday in 2026, observed on Friday
        (at(11, 25), at(11, 30)),  # Thanksgiving
        (at(12, 31), datetime(2027, 1, 5, 10, tzinfo=UTC)),  # New Year's Day and a weekend
    ],
)
def test_two_business_days_leave_out_weekends_and_federal_holidays(arrived: datetime, expected: datetime) -> None:
    assert business_days_after(arrived, 2) == expected


def test_no_business_days_is_the_same_time_or_the_next_business_day() -> None:
    assert business_days_after(at(3, 2), 0) == at(3, 2)
    assert business_days_after(at(3, 7), 0) == at(3, 9, 0)
    assert not is_business_day(at(6, 19).date())


@pytest.fixture
def row(tmp_path: Path) -> WorkRow:
    with Desk(tmp_path / "queue.sqlite3") as desk:
        accept(desk.store, at=at(3, 2))
        found = desk.work.row(1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "words", "press"),
    [
        (at(3, 2, 11), "Due Wed Mar 4", Press.CALM),
        (at(3, 3), "Due tomorrow", Press.CALM),
        (at(3, 4, 9), "Due today", Press.WARN),
        (at(3, 4, 11), "Overdue today", Press.BAD),
        (at(3, 5), "1 day overdue", Press.BAD),
        (at(3, 4) + timedelta(days=9), "9 days overdue", Press.BAD),
    ],
)
def test_the_words_say_how_it_presses(row: WorkRow, now: datetime, words: str, press: Press) -> None:
    said = due(row, now, Review())
    assert (said.words, said.press) == (words, press)

"""When a sender is asked again: day 2, 5, 7, and day 10 for a lead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.chase import Plan, next_step

MONDAY = date(2026, 3, 2)
PLAN = Plan()


def on(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("done", "today", "due", "says", "late"),
    [
        ((), 0, 2, "second request", 0),
        ((), 2, 2, "second request", 0),
        ((), 4, 2, "second request", 2),
        ((2,), 3, 7, "third request", 0),
        ((2, 7), 8, 10, "escalate", 0),
        ((2,), 10, 7, "escalate", 3),
        ((), 30, 2, "escalate", 28),
    ],
)
def test_the_next_step_follows_from_the_letter_and_what_was_done(
    done: tuple[int, ...], today: int, due: int, says: str, late: int
) -> None:
    step = next_step(PLAN, MONDAY, [on(day) for day in done], on(today))
    assert step is not None
    assert (step.due, step.says, step.days_late) == (on(due), says, late)


def test_a_step_on_a_weekend_waits_for_monday() -> None:
    step = next_step(PLAN, MONDAY, [on(2)], on(3))
    assert step is not None
    assert step.due == on(7)


def test_whoever_asks_late_has_done_the_steps_before() -> None:
    step = next_step(PLAN, MONDAY, [on(7)], on(7))
    assert step is not None
    assert (step.due, step.asks) == (on(10), 3)


def test_after_the_last_step_nothing_is_due() -> None:
    assert next_step(PLAN, MONDAY, [on(11)], on(12)) is None


def test_two_calls_on_one_day_are_one_time_of_asking() -> None:
    step = next_step(PLAN, MONDAY, [on(2), on(2)], on(2))
    assert step is not None
    assert step.asks == 3


def test_business_days_leave_the_weekend_out() -> None:
    plan = Plan(days=(2, 5), escalate_day=10, business_days=True)
    step = next_step(plan, MONDAY + timedelta(days=3), (), on(3))
    assert step is not None
    assert step.due == on(7)


@given(
    st.lists(st.integers(1, 30), max_size=5),
    st.integers(1, 60),
    st.booleans(),
    st.lists(st.integers(0, 90), max_size=6),
    st.integers(0, 120),
)
def test_a_step_is_never_due_on_a_weekend_nor_before_what_was_done(
    days: list[int], escalate: int, business: bool, done: list[int], today: int
) -> None:
    plan = Plan(tuple(days), escalate, business)
    step = next_step(plan, MONDAY, [on(day) for day in done], on(today))
    if step is not None:
        assert step.due.weekday() < 5
        assert step.due > max([on(day) for day in done], default=MONDAY)

"""When the sender of an incomplete referral is asked again, and when somebody with more say takes it up.

Pure: the days of the plan, the day of the letter, what was done since, and today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Plan:
    """`days` after the letter the sender is asked again, `escalate_day` after it a lead takes it up.

    With `business_days` days off are not counted; otherwise a step on one waits for the next working day.
    """

    days: tuple[int, ...] = (2, 5, 7)
    escalate_day: int = 10
    business_days: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next. `due`: the day of the earliest step nobody has done; `days_late` counts from it.

    `asks`: 2 for the second time the sender is asked, and so on; `escalate`: it is past asking.
    """

    due: date
    asks: int
    escalate: bool
    days_late: int

    @property
    def says(self) -> str:
        """The step in the words of the worklist."""
        if self.escalate:
            return "escalate"
        place = ORDINALS[self.asks - 1] if self.asks <= len(ORDINALS) else f"{self.asks}th"
        return f"{place} request"


def weekday(day: date) -> bool:
    return day.weekday() < 5


def next_step(
    plan: Plan, sent: date, done: Iterable[date], today: date, works: Callable[[date], bool] = weekday
) -> Step | None:
    """The next step for a letter sent on `sent`, given the days on which the sender was asked again or called.

    `works`: whether the office works on a day. Whoever asks late has done every step that was due by then. None
    once the last step is done.
    """
    acts = [day for day in done if day > sent]
    last = max(acts, default=sent)
    steps = [
        (_due(plan, sent, count, works), False) for count in sorted(set(plan.days)) if count < plan.escalate_day
    ]
    steps.append((_due(plan, sent, plan.escalate_day, works), True))
    open_steps = [step for step in steps if step[0] > last]
    if not open_steps:
        return None
    due = open_steps[0][0]
    escalate = any(day <= today and final for day, final in open_steps) or open_steps[0][1]
    return Step(due, asks=len(set(acts)) + 2, escalate=escalate, days_late=max(0, (today - due).days))


def escalates_on(plan: Plan, sent: date, works: Callable[[date], bool] = weekday) -> date:
    """The day on which a lead takes up a letter sent on `sent`, if nobody has answered."""
    return _due(plan, sent, plan.escalate_day, works)


def _due(plan: Plan, sent: date, count: int, works: Callable[[date], bool]) -> date:
    day = sent + timedelta(days=0 if plan.business_days else count)
    while not plan.business_days and not works(day):
        day += timedelta(days=1)
    while plan.business_days and count:
        day += timedelta(days=1)
        count -= works(day)
    return day

"""The dashboard: what arrives, how soon somebody looks, what is left out and by whom, what waits."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from faxpipe import plain
from faxpipe.review import plots
from faxpipe.review.gate import Now, Person, Right, TheDesk, may, note
from faxpipe.review.rendering import day as written_day
from faxpipe.review.rendering import render
from faxpipe.store.desk import Desk
from faxpipe.store.desk.figures import Dashboard
from faxpipe.store.standing import Stage

router = APIRouter()

SPANS = (7, 30, 90)
FRESH = timedelta(seconds=15)
"""So long the same figures serve everybody who looks."""
FIELDS_MAX = 12

TABS = {
    Stage.NEW: "New",
    Stage.IN_REVIEW: "In review",
    Stage.WAITING: "Waiting for information",
    Stage.ANSWERED: "Information received",
}

Viewer = Annotated[Person, Depends(may(Right.READ, Right.OPS, Right.AUDIT))]


class Kept:
    """The last figures by span, for a few seconds."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[datetime, Dashboard]] = {}
        self._turn = threading.Lock()

    def figures(self, desk: Desk, days: int, now: datetime) -> Dashboard:
        with self._turn:
            at, found = self._kept.get(days, (None, None))
            if at is None or found is None or not timedelta(0) <= now - at < FRESH:
                found = desk.figures.dashboard(now=now, days=days)
                self._kept[days] = (now, found)
            return found


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large print."""

    title: str
    value: str
    says: str = ""


@router.get("/dashboard")
def show_dashboard(
    request: Request, person: Viewer, desk: TheDesk, now: Now, days: Annotated[int, Query(ge=1, le=90)] = 30
) -> Response:
    note(request, "show_dashboard", once=True)
    span = min(SPANS, key=lambda one: abs(one - days))
    figures: Dashboard = request.app.state.kept.figures(desk, span, now)
    senders = figures.senders if Right.READ in person.rights else ()
    return render(
        request,
        "dashboard.html",
        span=span,
        spans=SPANS,
        figures=figures,
        tabs=TABS,
        tiles=_tiles(figures, now),
        arrivals=_arrivals(figures),
        touches=_touches(figures),
        missing=figures.missing[:FIELDS_MAX],
        missing_plot=_missing(figures),
        senders=senders,
        sender_plot=plots.rows(
            [one.incomplete for one in senders],
            [_short(one.name or f"sender {one.sender_id}") for one in senders],
            [f"{one.incomplete} of {one.sent}" for one in senders],
        ),
        duration=duration,
    )


def duration(seconds: float | None) -> str:
    """A length of time in words: "4 minutes", "2.5 hours", "3 days"; "no figure" for None."""
    if seconds is None:
        return "no figure"
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = f"{seconds / length:.1f}".removesuffix(".0")
            return f"{count} {unit}" if count == "1" else f"{count} {unit}s"
    return "under a minute"


def _tiles(figures: Dashboard, now: datetime) -> tuple[Tile, ...]:
    oldest = min((one.since for one in figures.waiting if one.since), default=None)
    rate = f"{figures.complete / figures.judged:.0%}" if figures.judged else "no figure"
    asked = figures.asked
    days = "" if asked.days is None else f"in {asked.days:.1f} days at the median".replace(".0 days", " days")
    return (
        Tile("Arrived today", str(figures.days[-1].arrived)),
        Tile("Until somebody looks", duration(figures.touch_s), "median"),
        Tile("Complete as they came", rate, f"{figures.complete} of {figures.judged} referrals"),
        Tile("Requests answered", f"{asked.answered} of {asked.asked}", days),
        Tile("Oldest open fax", duration((now - oldest).total_seconds()) if oldest else "none waits"),
    )


def _arrivals(figures: Dashboard) -> plots.Plot:
    days = figures.days
    return plots.columns(
        [day.arrived for day in days],
        _labels(figures),
        [f"{written_day(day.day)}: {day.arrived} faxes" for day in days],
    )


def _touches(figures: Dashboard) -> plots.Plot:
    days = figures.days
    return plots.columns(
        [None if day.touch_s is None else day.touch_s / 3600 for day in days],
        _labels(figures),
        [f"{written_day(day.day)}: {duration(day.touch_s)}" for day in days],
        unit=" h",
    )


def _labels(figures: Dashboard) -> list[str]:
    """A day under every bar, or under every fifth or fifteenth where there are many."""
    every = max(1, len(figures.days) // 6)
    last = len(figures.days) - 1
    return [f"{day.day:%b} {day.day.day}" if (last - i) % every == 0 else "" for i, day in enumerate(figures.days)]


def _missing(figures: Dashboard) -> plots.Plot:
    top = figures.missing[:FIELDS_MAX]
    return plots.rows(
        [n for _, n in top], [_short(plain.title(name)) for name, _ in top], [str(n) for _, n in top]
    )


def _short(name: str) -> str:
    return name if len(name) <= 32 else f"{name[:31]}…"

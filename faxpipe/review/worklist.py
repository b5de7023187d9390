"""The worklist: one shared queue in tabs, with filters that stay in sight, and who has what open.

Addresses hold tabs, names of fields, numbers and accounts, never anything of a patient or a sender.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe import plain
from faxpipe.review.due import Due, business_days_after, due
from faxpipe.review.gate import RIGHTS, Anybody, Now, Person, Right, TheDesk, Worker, note, say, wants_json
from faxpipe.review.house import house
from faxpipe.review.rendering import render
from faxpipe.review.worklist_words import STAGES, VERDICTS, Line, line_of
from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.worklist import NOBODY, UNREAD, Choice, Cursor, Filters
from faxpipe.store.standing import Stage
from faxpipe.store.values import stamp, unstamp

router = APIRouter()

AGES = ((1, "More than a day"), (2, "More than 2 days"), (7, "More than a week"), (30, "More than 30 days"))
SNOOZE_DAYS_MAX = 366
PINNED = 1
"""Emergencies and urgent faxes stand above everything, call-backs of today included."""

MORNING = time(6, 0)
"""When a fax that was put aside for a day comes back: before the office opens."""

_AT_WORK = frozenset(role for role, rights in RIGHTS.items() if Right.WORK in rights)

Name = Annotated[str, Form(max_length=64)]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Tab:
    stage: Stage
    title: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as words of the address."""

    tab: str = Stage.NEW.value
    missing: str = ""
    sender: str = ""
    verdict: str = ""
    assigned: str = ""
    age: str = ""
    aside: str = ""

    def href(self, **changed: str) -> str:
        asked = replace(self, **changed)
        words = {name: getattr(asked, name) for name in self.__slots__ if getattr(asked, name)}
        if words.get("tab") == Stage.NEW.value:
            del words["tab"]
        return f"/?{urlencode(words)}" if words else "/"


def asked(
    tab: Annotated[Stage, Query()] = Stage.NEW,
    missing: Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9_.]*$")] = "",
    sender: Annotated[str, Query(max_length=12, pattern=r"^\d*$")] = "",
    verdict: Annotated[str, Query(max_length=20, pattern=r"^[a-z_]*$")] = "",
    assigned: Annotated[str, Query(max_length=64)] = "",
    age: Annotated[str, Query(max_length=3, pattern=r"^\d*$")] = "",
    aside: Annotated[str, Query(max_length=1, pattern=r"^1?$")] = "",
) -> Asked:
    return Asked(tab.value, missing, sender, verdict, assigned, age, aside)


@router.get("/")
def show_worklist(
    request: Request,
    person: Anybody,
    desk: TheDesk,
    now: Now,
    asked: Annotated[Asked, Depends(asked)],
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The worklist; whoever may not see faxes is shown their own first page."""
    if Right.READ not in person.rights:
        return RedirectResponse("/audit" if Right.AUDIT in person.rights else "/dashboard", 303)
    note(request, "listed", once=True)
    filters = _filters(asked, person, now)
    listing = desk.worklist.page(filters, now=now, after=_cursor(after))
    lines = _lines(listing.rows, person, now, request)
    counts = desk.worklist.counts(now=now)
    return render(
        request,
        "worklist.html",
        asked=asked,
        tabs=[Tab(stage, title, counts[stage], f"/?tab={stage.value}") for stage, title in STAGES.items()],
        chips=_chips(asked, desk, person),
        choices=_choices(asked, filters, desk, person),
        pinned=[line for line in lines if line.row.pin <= PINNED],
        back=_lines(listing.back, person, now, request),
        lines=[line for line in lines if line.row.pin > PINNED],
        next_href=_with_cursor(asked, listing.next),
        first_href=asked.href() if after else "",
        put_aside=desk.worklist.put_aside(filters.stage),
        ages=AGES,
    )


@router.get("/fax/{fax_id}/desk")
def show_desk_form(request: Request, fax_id: int, person: Worker, desk: TheDesk, now: Now) -> Response:
    """Assignment, call-back and take-over of one fax, as a page of its own."""
    row = desk.work.known(fax_id)
    note(request, "desk_form", fax_id)
    return render(
        request,
        "worklist_desk.html",
        line=line_of(row, _due(row, now, request), person.name, now),
        people=[
            account.name for account in desk.accounts.all() if not account.disabled and account.role in _AT_WORK
        ],
        tomorrow=business_days_after(now, 1).date().isoformat(),
        holder=row.holder(now),
        earliest=now.astimezone().date() + timedelta(days=1),
    )


@router.post("/fax/{fax_id}/assign")
def assign(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    to: Name = "",
    version: Annotated[int, Form(ge=1)] = 0,
) -> Response:
    """Make a fax somebody's own; `to` "" is nobody's."""
    if to and (desk.accounts.named(to)) is None:
        raise HTTPException(422, "There is no such person.")
    desk.work.assign(fax_id, version, to or None, person.name, now=now)
    note(request, "assign", fax_id)
    return _done(request, desk, fax_id, "Assigned." if to else "Assigned to nobody.")


@router.post("/fax/{fax_id}/snooze")
def snooze(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    day: Annotated[str, Form(max_length=10)] = "",
    remark: Annotated[str, Form(max_length=500)] = "",
    version: Annotated[int, Form(ge=1)] = 0,
) -> Response:
    """Put a fax aside until the morning of `day`; "" brings it back now."""
    until = _morning(day, now) if day else None
    desk.work.snooze(fax_id, version, until, remark.strip(), person.name, now=now)
    note(request, "snooze" if until else "wake", fax_id)
    return _done(request, desk, fax_id, "Put aside. It comes back by itself." if until else "Back in the list.")


@router.post("/fax/{fax_id}/take-over")
def take_over(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    sure: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Take a fax from a colleague who has it open; asks first."""
    row = desk.work.known(fax_id)
    holder = row.holder(now)
    if holder not in {None, person.name} and sure != "yes":
        note(request, "take_over_asked", fax_id)
        return render(request, "worklist_take_over.html", fax_id=fax_id, holder=holder, until=row.held_until)
    until = now + timedelta(minutes=house(request).config.review.hold_min)
    desk.work.take_over(fax_id, person.name, now=now, until=until)
    note(request, "take_over", fax_id)
    return RedirectResponse(f"/fax/{fax_id}", 303)


def _done(request: Request, desk: Desk, fax_id: int, words: str) -> Response:
    if wants_json(request):
        return Response(status_code=204)
    say(request, words)
    stage = desk.work.known(fax_id).stage.value
    return RedirectResponse(f"/?tab={stage}#fax-{fax_id}", 303)


def _morning(day: str, now: datetime) -> datetime:
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise HTTPException(422, "Choose a day.") from None
    today = now.astimezone().date()
    if not today < chosen <= today + timedelta(days=SNOOZE_DAYS_MAX):
        raise HTTPException(422, "Choose a day from tomorrow on, within a year.")
    return datetime.combine(chosen, MORNING).astimezone()


def _filters(asked: Asked, person: Person, now: datetime) -> Filters:
    assigned = {"": None, "me": person.name, "nobody": NOBODY}.get(asked.assigned, asked.assigned)
    return Filters(
        stage=Stage(asked.tab),
        missing=asked.missing or None,
        sender=int(asked.sender) if asked.sender else None,
        verdict=asked.verdict or None,
        assigned=assigned,
        before=now - timedelta(days=int(asked.age)) if asked.age else None,
        away=bool(asked.aside),
    )


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    try:
        pin, since, fax_id = text.split("_")
        return Cursor(int(pin), unstamp(since), int(fax_id))
    except ValueError:
        raise HTTPException(404) from None


def _with_cursor(asked: Asked, cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    after = urlencode({"after": f"{cursor.pin}_{stamp(cursor.since)}_{cursor.fax_id}"})
    href = asked.href()
    return f"{href}{'&' if '?' in href else '?'}{after}"


def _due(row: WorkRow, now: datetime, request: Request) -> Due:
    return due(row, now, house(request).config.review)


def _lines(rows: tuple[WorkRow, ...], person: Person, now: datetime, request: Request) -> list[Line]:
    return [line_of(row, _due(row, now, request), person.name, now) for row in rows]


def _chips(asked: Asked, desk: Desk, person: Person) -> list[Chip]:
    chips = []
    if asked.missing:
        chips.append(Chip(f"Missing: {plain.title(asked.missing)}", asked.href(missing="")))
    if asked.sender:
        name = desk.worklist.sender_name(int(asked.sender)) or "unknown"
        chips.append(Chip(f"From: {name}", asked.href(sender="")))
    if asked.verdict:
        chips.append(Chip(VERDICTS.get(asked.verdict, asked.verdict), asked.href(verdict="")))
    if asked.assigned:
        who = {"me": "me", "nobody": "nobody", person.name: "me"}.get(asked.assigned, asked.assigned)
        chips.append(Chip(f"Assigned to {who}", asked.href(assigned="")))
    if asked.age:
        words = dict(AGES).get(int(asked.age), f"More than {asked.age} days")
        chips.append(Chip(f"{words} old", asked.href(age="")))
    if asked.aside:
        chips.append(Chip("Put aside for later", asked.href(aside="")))
    return chips


def _choices(asked: Asked, filters: Filters, desk: Desk, person: Person) -> dict[str, list[Choice]]:
    def of(facet: str) -> tuple[Choice, ...]:
        return desk.worklist.choices(facet, filters.stage, away=filters.away)

    people = {choice.value: choice.count for choice in of("assigned")}
    mine, nobodys = people.pop(person.name, 0), people.pop(NOBODY, 0)
    others = [Choice(name, name, count) for name, count in people.items()]
    return {
        "missing": [replace(choice, name=plain.title(choice.value)) for choice in of("missing")],
        "sender": list(of("sender")),
        "verdict": [
            replace(choice, name=VERDICTS.get(choice.value, VERDICTS[UNREAD])) for choice in of("verdict")
        ],
        "assigned": [Choice("me", "Me", mine), Choice("nobody", "Nobody", nobodys), *others],
    }

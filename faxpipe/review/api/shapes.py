"""The JSON of the API, both ways: what comes in is checked strictly, what goes out is described."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from faxpipe.amended import Act
from faxpipe.dossier import Dossier
from faxpipe.referral import Priority, Verdict, reading_json
from faxpipe.store import Disposition, State
from faxpipe.store.desk import WorkRow
from faxpipe.store.desk.contacts import Contact, Means, Outcome
from faxpipe.store.desk.figures import Dashboard
from faxpipe.store.standing import Stage

TEXT_LENGTH_MAX = 2000

Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH_MAX, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldChange(Strict):
    """What a field says. `correct` wants `value`, written as on the page ("03/02/1941", "T12, L1")."""

    referral: int = Field(ge=1, le=999)
    field: str = Field(max_length=60, pattern=r"^[a-z0-9_.]+$")
    act: Act = Act.CORRECT
    value: Text | None = None
    keep: bool = Field(False, description="keep a value that a check finds odd")


class Decision(Strict):
    """What becomes of a fax; `note` is for ourselves."""

    disposition: Disposition
    note: Text = ""


class NewContact(Strict):
    """A call or a fax about this fax."""

    means: Means
    outcome: Outcome
    out: bool = True
    number: str = Field("", max_length=40, pattern=r"^[0-9+() .x-]*$")
    said: Text = ""


class WorkItem(BaseModel):
    """One line of the worklist."""

    fax: int
    version: int
    stage: Stage
    state: State
    verdict: Verdict | None
    priority: Priority | None
    disposition: Disposition
    received_at: datetime
    due_at: datetime | None
    assigned_to: str | None
    held_by: str | None
    patients: list[str]
    sender: str
    missing: list[str]
    unsure: list[str]
    pages: int


class WorkPage(BaseModel):
    """A page of the worklist; `next` is the cursor of the next one, null at the end."""

    items: list[WorkItem]
    next: str | None


class Said(BaseModel):
    """A person's, or a program's, word on a field."""

    referral: int
    field: str
    act: Act
    value: Any
    author: str
    at: datetime


class Linked(BaseModel):
    """An answer that belongs to this fax, or the fax that this one answers."""

    link: int
    fax: int
    answer: int
    state: str


class FaxOut(BaseModel):
    """One fax: its place on the desk, and its reading as it stands with answers and corrections.

    `reading` has the form of `faxpipe process --json`; it is null until the fax was read.
    """

    work: WorkItem
    reading: dict[str, Any] | None
    corrections: list[Said]
    links: list[Linked]


class EventOut(BaseModel):
    """One line of a fax's history."""

    at: datetime
    actor: str
    event: str
    detail: str


class ContactOut(BaseModel):
    at: datetime
    person: str
    means: Means
    outcome: Outcome
    out: bool
    number: str
    said: str


class Changed(BaseModel):
    """The fax after a change; the ETag of the answer is its version."""

    work: WorkItem


class DayOut(BaseModel):
    day: date
    arrived: int
    referrals: int
    complete: int
    touch_seconds: float | None


class FiguresOut(BaseModel):
    """The dashboard's figures."""

    days: list[DayOut]
    touch_seconds: float | None
    missing: dict[str, int]
    requests: int
    answered: int
    answered_days: float | None
    waiting: dict[Stage, int]


class Health(BaseModel):
    """Whether the machine works: faxes by state, when the parts last gave a sign of life."""

    states: dict[State, int]
    oldest_received_at: datetime | None
    daemon_at: datetime | None
    worker_at: datetime | None


class ReferenceOut(BaseModel):
    """The fax that a reference of ours was given to."""

    fax: int
    referral: int
    stage: Stage


def work_item(row: WorkRow, now: datetime) -> WorkItem:
    return WorkItem(
        fax=row.fax_id,
        version=row.version,
        stage=row.stage,
        state=row.state,
        verdict=row.verdict,
        priority=row.priority,
        disposition=row.disposition,
        received_at=row.received_at,
        due_at=row.due_at,
        assigned_to=row.assigned_to,
        held_by=row.holder(now),
        patients=list(row.patients),
        sender=row.sender,
        missing=list(row.missing),
        unsure=list(row.unsure),
        pages=row.pages,
    )


def fax_out(row: WorkRow, found: Dossier | None, now: datetime) -> FaxOut:
    return FaxOut(
        work=work_item(row, now),
        reading=reading_json(found.reading) if found else None,
        corrections=[
            Said(
                referral=one.referral,
                field=one.value.field,
                act=one.act,
                value=list(one.value.value) if isinstance(one.value.value, tuple) else one.value.value,
                author=one.author,
                at=one.at,
            )
            for one in (found.detail.corrections if found else ())
        ],
        links=[
            Linked(link=one.id, fax=one.fax_id, answer=one.answer_fax_id, state=one.state.value)
            for one in (found.links if found else ())
        ],
    )


def contact_out(contact: Contact) -> ContactOut:
    return ContactOut(
        at=contact.at,
        person=contact.person,
        means=contact.means,
        outcome=contact.outcome,
        out=contact.out,
        number=contact.number,
        said=contact.said,
    )


def figures_out(found: Dashboard) -> FiguresOut:
    return FiguresOut(
        days=[
            DayOut(
                day=day.day,
                arrived=day.arrived,
                referrals=day.judged,
                complete=day.complete,
                touch_seconds=day.touch_s,
            )
            for day in found.days
        ],
        touch_seconds=found.touch_s,
        missing=dict(found.missing),
        requests=found.asked.asked,
        answered=found.asked.answered,
        answered_days=found.asked.days,
        waiting={one.stage: one.count for one in found.waiting},
    )

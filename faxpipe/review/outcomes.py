"""What becomes of a fax: complete, asked, not ours, a duplicate, declined; and the urgent call.

Nothing urgent is closed without the call, or a reason in words. With something missing, a lead says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.dossier import dossier
from faxpipe.referral import Priority
from faxpipe.review.asking import chase, draft
from faxpipe.review.forward import next_fax
from faxpipe.review.gate import Now, Person, Right, TheDesk, Worker, note, say
from faxpipe.review.house import house
from faxpipe.review.rendering import render
from faxpipe.store import Disposition, standing
from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.contacts import Contact, Means, Outcome
from faxpipe.store.desk.letters import LetterKind
from faxpipe.store.desk.search_query import parse

router = APIRouter()

ALIKE_MAX = 6
TWIN_DIGITS = 12
PRESSING = (Priority.EMERGENCY, Priority.URGENT)
Text = Annotated[str, Form(max_length=1000)]
Version = Annotated[int, Form(ge=1)]


@dataclass(frozen=True, slots=True)
class Choice:
    """One outcome: its name in addresses, its key in the menu, and what it says."""

    name: str
    key: str
    title: str
    explains: str
    disposition: Disposition
    done: str


CHOICES = (
    Choice(
        "complete", "c", "Complete: hand over",
        "All that is needed is here. The referral goes to scheduling.",
        Disposition.HANDED_OVER, "Handed over.",
    ),
    Choice(
        "not-a-referral", "n", "Not a referral",
        "Advertising, a records request, a letter about something else.",
        Disposition.NOT_A_REFERRAL, "Closed: not a referral.",
    ),
    Choice(
        "misdirected", "w", "Wrong office: misdirected",
        "Meant for somebody else. The sender must be told, and our copies go as the policy says.",
        Disposition.MISDIRECTED, "Closed: misdirected.",
    ),
    Choice(
        "duplicate", "d", "Duplicate of another fax",
        "The same pages are in the queue already.",
        Disposition.DUPLICATE, "Closed: a duplicate.",
    ),
    Choice(
        "declined", "r", "Declined by a clinician",
        "A clinician has decided that the clinic does not take this referral.",
        Disposition.DECLINED, "Closed: declined.",
    ),
    Choice(
        "open", "u", "Undo: open again",
        "Takes the last decision back.",
        Disposition.OPEN, "Open again.",
    ),
)  # fmt: skip
BY_NAME = {choice.name: choice for choice in CHOICES}


def panel(desk: Desk, row: WorkRow, request: Request, now: datetime) -> dict[str, Any]:
    """What `outcomes.html` and `contacts.html` need beside `row`: put it into the context of the page of a fax."""
    letters, contacts = desk.letters.of(row.fax_id), desk.contacts.of(row.fax_id)
    return {
        "choices": [choice for choice in CHOICES if (choice.name == "open") != (row.disposition == "open")],
        "needs_call": needs_call(row),
        "letters": letters,
        "contacts": contacts,
        "notes": desk.contacts.notes(row.fax_id),
        "step": chase(letters, contacts, house(request).config.chase, now) if row.stage == "waiting" else None,
        "todo": to_do(row, contacts),
    }


def needs_call(row: WorkRow) -> bool:
    """Whether somebody must be called before this fax may be put away."""
    return row.priority in PRESSING and row.urgent_called_at is None


def to_do(row: WorkRow, contacts: tuple[Contact, ...]) -> tuple[str, ...]:
    """What the policy wants done about a misdirected fax, and nobody has recorded."""
    if row.disposition is not Disposition.MISDIRECTED:
        return ()
    done = {one.outcome for one in contacts}
    told = done & {Outcome.TOLD, Outcome.RELEASED, Outcome.SENT}
    return tuple(
        words
        for words, open_still in (
            ("Tell the sender that the fax reached the wrong office.", not told),
            (
                "Destroy or return paper and copies outside faxpipe, as the policy says.",
                Outcome.DESTROYED not in done,
            ),
        )
        if open_still
    )


@router.get("/fax/{fax_id}/outcome")
def show_outcomes(request: Request, fax_id: int, person: Worker, desk: TheDesk, now: Now) -> Response:
    """All outcomes on a page of their own."""
    row = desk.work.known(fax_id)
    return render(request, "outcome_menu.html", row=row, **panel(desk, row, request, now))


@router.get("/fax/{fax_id}/outcome/{name}")
def show_outcome(request: Request, fax_id: int, name: str, person: Worker, desk: TheDesk) -> Response:
    """What one outcome asks before it is done."""
    return _ask(request, desk, desk.work.known(fax_id), _choice(name), person)


@router.post("/fax/{fax_id}/decide")
def decide(  # noqa: PLR0913, PLR0917 - one for each field of the forms
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Version,
    outcome: Annotated[str, Form(max_length=20)],
    sure: Annotated[str, Form(max_length=3)] = "",
    reason: Text = "",
    no_call: Text = "",
    twin: Annotated[str, Form(max_length=12)] = "",
    alike: Annotated[str, Form(max_length=12)] = "",
    told: Annotated[str, Form(max_length=6)] = "",
    destroyed: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Close a fax, or open it again. Where something is still to be asked, it is asked, and nothing is changed."""
    row, choice = desk.work.known(fax_id), _choice(outcome)
    if row.version != version:
        raise HTTPException(409, "This fax was changed meanwhile; nothing was saved. Look at it again.")
    reason, no_call, twin = reason.strip(), no_call.strip(), (twin.strip() or alike).removeprefix("#")
    wrong = _open_question(desk, row, choice, person, bool(sure), reason, no_call, twin)
    if wrong is not None:
        given = {"reason": reason, "no_call": no_call, "twin": twin}
        return _ask(request, desk, row, choice, person, wrong=wrong if sure else "", **given)
    remarks = [
        reason and f"{choice.title}: {reason}",
        twin and choice.name == "duplicate" and f"Duplicate of fax {twin}",
        no_call and needs_call(row) and f"Closed without the urgent call: {no_call}",
    ]
    found = dossier(desk, fax_id) if choice.name == "misdirected" and told == "notice" else None
    notice = 0
    with desk.work.change(
        fax_id, version, person.name, now=now, event="disposed", detail=choice.disposition.value
    ) as conn:
        standing.dispose(conn, fax_id, choice.disposition, now)
        for remark in filter(None, remarks):
            desk.contacts.note(conn, fax_id, str(remark), for_sender=False, author=person.name, now=now)
        if choice.name == "misdirected":
            for chosen, means, came in (
                (told == "phone", Means.CALL, Outcome.TOLD),
                (bool(destroyed), Means.OTHER, Outcome.DESTROYED),
            ):
                if chosen:
                    desk.contacts.add(conn, fax_id, Contact(now, person.name, means, came))
        if found is not None:
            kind, config = LetterKind.MISDIRECTED, house(request).config
            notice = draft(desk, conn, found, 0, kind, config, person=person.name, now=now)
    note(request, "decide", fax_id, choice.disposition.value)
    say(request, choice.done)
    if choice.name == "open":
        return RedirectResponse(f"/fax/{fax_id}", 303)
    if notice:
        return RedirectResponse(f"/fax/{fax_id}/letters/{notice}", 303)
    return RedirectResponse(onward(desk, fax_id, person.name, now), 303)


def onward(desk: Desk, fax_id: int, person: str, now: datetime) -> str:
    """The address of the next fax, or of the worklist where nothing is left."""
    found = next_fax(desk, fax_id, person, now)
    return f"/fax/{found}" if found else "/"


def _choice(name: str) -> Choice:
    found = BY_NAME.get(name)
    if found is None:
        raise HTTPException(404, "There is no such outcome.")
    return found


def _open_question(
    desk: Desk, row: WorkRow, choice: Choice, person: Person, sure: bool, reason: str, no_call: str, twin: str
) -> str | None:
    """What stands in the way of the outcome, in words; None where nothing does."""
    if choice.name == "open":
        return None
    if needs_call(row) and not no_call:
        return "Nobody has called about this urgent fax. Record the call first, or say why it is closed without."
    if choice.name == "complete":
        if row.missing and Right.LEAD not in person.rights:
            return "Something required is missing. Only a lead may hand it over like this; ask the sender instead."
        return None if sure or not (row.missing or row.unsure or row.verdict is None) else ""
    if choice.name == "duplicate":
        return _no_original(desk, row, twin)
    if choice.name == "declined" and not reason:
        return "Say which clinician declined it, and why."
    return None if sure else ""


def _no_original(desk: Desk, row: WorkRow, twin: str) -> str | None:
    """Why the fax numbered `twin` is not the one that is worked on instead."""
    known = twin.isascii() and twin.isdecimal() and len(twin) <= TWIN_DIGITS and int(twin) != row.fax_id
    other = desk.work.row(int(twin)) if known else None
    if other is None:
        return "Give the number of the other fax, as it stands in the worklist and in its page's title."
    if other.disposition is Disposition.DUPLICATE:
        return "That fax was itself closed as a duplicate. Give the number of the one that is worked on."
    return None


def alikes(desk: Desk, row: WorkRow) -> tuple[WorkRow, ...]:
    """Other faxes of a patient of that name, those with the same date of birth first."""
    if not row.patients:
        return ()
    hits = desk.search.find(parse(row.patients[0], row.received_at.date())).people
    others = [hit.row for hit in hits if hit.row.fax_id != row.fax_id]
    return tuple(sorted(others, key=lambda one: set(row.birth_dates).isdisjoint(one.birth_dates))[:ALIKE_MAX])


def _ask(
    request: Request, desk: Desk, row: WorkRow, choice: Choice, person: Person, *, wrong: str = "", **given: str
) -> Response:
    empty = {"reason": "", "no_call": "", "twin": ""}
    barred = choice.name == "complete" and bool(row.missing) and Right.LEAD not in person.rights
    return render(
        request,
        "outcome.html",
        status=422 if wrong else 200,
        row=row,
        choice=choice,
        wrong=wrong,
        barred=barred,
        alikes=alikes(desk, row) if choice.name == "duplicate" else (),
        needs_call=needs_call(row) and choice.name != "open",
        **empty | given,
    )

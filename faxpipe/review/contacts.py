"""The contact log of a fax and its notes: calls, faxes, who, what came of it; notes for us and for the sender."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.fields.kinds.phones import normal_phone
from faxpipe.review.asking import plan_next
from faxpipe.review.gate import Now, TheDesk, Worker, note, say
from faxpipe.review.house import house
from faxpipe.review.outcomes import Text, Version
from faxpipe.review.rendering import render
from faxpipe.store.desk.contacts import Contact, Means, Outcome

router = APIRouter()

CALLS = {
    Outcome.REACHED: "Spoke with them",
    Outcome.MESSAGE: "Left a message",
    Outcome.NO_ANSWER: "No answer",
    Outcome.WRONG_NUMBER: "Wrong number",
    Outcome.URGENT_CALLED: "Urgent call made",
    Outcome.TOLD: "Told them that it was misdirected",
    Outcome.DESTROYED: "Copies destroyed or returned",
}
ANSWERED = frozenset({Outcome.REACHED, Outcome.MESSAGE})


@router.get("/fax/{fax_id}/call")
def show_call(request: Request, fax_id: int, person: Worker, desk: TheDesk, urgent: bool = False) -> Response:
    """The form for a call; `urgent`: the one that an emergency asks for."""
    row = desk.work.known(fax_id)
    return render(request, "call.html", row=row, calls=CALLS, urgent=urgent, wrong="")


@router.post("/fax/{fax_id}/contacts")
def add_contact(  # noqa: PLR0913, PLR0917 - one for each field of the form
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Version,
    outcome: Annotated[Outcome, Form()],
    number: Annotated[str, Form(max_length=40)] = "",
    said: Text = "",
    incoming: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Record a call. The urgent call stands in the worklist from then on; a call moves the day of the next one."""
    if outcome not in CALLS:
        raise HTTPException(422, "Choose what came of it.")
    row = desk.work.known(fax_id)
    said = said.strip()
    if outcome is Outcome.URGENT_CALLED and not said:
        wrong = "Say whom you reached."
        return render(request, "call.html", status=422, row=row, calls=CALLS, urgent=True, wrong=wrong)
    means = Means.OTHER if outcome is Outcome.DESTROYED else Means.CALL
    made = Contact(now, person.name, means, outcome, not incoming, normal_phone(number) or number.strip(), said)
    with desk.work.change(fax_id, version, person.name, now=now, event="contact", detail=outcome.value) as conn:
        desk.contacts.add(conn, fax_id, made)
        if outcome is Outcome.URGENT_CALLED:
            desk.work.urgent_called(conn, fax_id, now=now)
        if row.stage == "waiting":
            plan_next(desk, conn, fax_id, house(request).config.chase, now)
    note(request, "contact", fax_id, outcome.value)
    say(request, "The urgent call is recorded." if outcome is Outcome.URGENT_CALLED else "Recorded.")
    return RedirectResponse(f"/fax/{fax_id}", 303)


@router.post("/fax/{fax_id}/notes")
def add_note(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Version,
    says: Text,
    for_sender: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Add a note, for ourselves or one that the sender may read."""
    says = says.strip()
    if not says:
        raise HTTPException(422, "The note is empty.")
    with desk.work.change(fax_id, version, person.name, now=now, event="noted") as conn:
        desk.contacts.note(conn, fax_id, says, for_sender=bool(for_sender), author=person.name, now=now)
    note(request, "note", fax_id)
    say(request, "Noted.")
    return RedirectResponse(f"/fax/{fax_id}#notes", 303)

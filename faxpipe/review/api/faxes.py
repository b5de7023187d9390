"""Faxes over the API: the worklist, one fax, its history, and the changes that people make on the pages."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from faxpipe.amended import METHOD, Act
from faxpipe.dossier import Dossier, dossier
from faxpipe.fields.resolution.typed import typed
from faxpipe.reference import typed as typed_reference
from faxpipe.referral import FieldStatus, FieldValue, Referral, reading_json
from faxpipe.review import outcomes
from faxpipe.review.api.bearer import Exports, Reads, Seen, Works, etag
from faxpipe.review.api.problems import responses
from faxpipe.review.api.shapes import (
    Changed,
    ContactOut,
    Decision,
    EventOut,
    FaxOut,
    FieldChange,
    NewContact,
    ReferenceOut,
    WorkPage,
    contact_out,
    fax_out,
    work_item,
)
from faxpipe.review.gate import Now, TheDesk, note
from faxpipe.review.house import house
from faxpipe.review.words import as_read, nothing, packet_of, was_said, write
from faxpipe.schema import load_schema
from faxpipe.store import Disposition, standing
from faxpipe.store.desk import Desk
from faxpipe.store.desk.contacts import Contact
from faxpipe.store.desk.worklist import Cursor, Filters
from faxpipe.store.standing import Stage
from faxpipe.store.values import stamp, unstamp

router = APIRouter()

FaxId = Annotated[int, Path(ge=1, le=10**12)]


@router.get("/worklist", responses=responses(), tags=["faxes"])
def list_worklist(  # noqa: PLR0913, PLR0917 - what may be asked for
    request: Request,
    program: Reads,
    desk: TheDesk,
    now: Now,
    stage: Stage = Stage.NEW,
    missing: Annotated[str | None, Query(max_length=60, pattern=r"^[a-z0-9_.]+$")] = None,
    verdict: Annotated[str | None, Query(max_length=20, pattern=r"^[a-z_]+$")] = None,
    assigned: Annotated[str | None, Query(max_length=64, pattern=r"^[a-z0-9._-]*$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=120, pattern=r"^[A-Za-z0-9_=-]+$")] = None,
) -> WorkPage:
    """The worklist of a tab in the order in which people see it."""
    note(request, "api_list_worklist")
    filters = Filters(stage=stage, missing=missing, verdict=verdict, assigned=assigned)
    listing = desk.worklist.page(filters, now=now, after=_cursor(cursor), limit=limit)
    items = [work_item(row, now) for row in (*listing.back, *listing.rows)]
    return WorkPage(items=items, next=_opaque(listing.next))


@router.get("/references/{reference}", responses=responses(404), tags=["faxes"])
def find_reference(
    request: Request,
    program: Reads,
    desk: TheDesk,
    reference: Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")],
) -> ReferenceOut:
    """The fax of a reference that stands on one of our letters."""
    note(request, "api_find_reference")
    plain = typed_reference(reference)
    letter = desk.letters.by_reference(plain) if plain else None
    row = desk.work.row(letter.fax_id) if letter else None
    if letter is None or row is None:
        raise HTTPException(404)
    return ReferenceOut(fax=row.fax_id, referral=letter.referral, stage=row.stage)


@router.get("/faxes/{fax_id}", responses=responses(404), tags=["faxes"])
def show_fax(
    request: Request, response: Response, program: Reads, desk: TheDesk, now: Now, fax_id: FaxId
) -> FaxOut:
    """One fax with everything that stands; its ETag is what a change must name."""
    note(request, "api_show_fax", fax_id)
    row = desk.work.known(fax_id)
    response.headers["ETag"] = etag(row.version)
    return fax_out(row, dossier(desk, fax_id), now)


@router.get("/faxes/{fax_id}/reading", responses=responses(404), tags=["faxes"], response_model=None)
def export_reading(request: Request, program: Exports, desk: TheDesk, fax_id: FaxId) -> dict[str, object]:
    """The reading as it stands, in the form of `faxpipe process --json`."""
    note(request, "api_export_reading", fax_id)
    desk.work.known(fax_id)
    found = dossier(desk, fax_id)
    if found is None:
        raise HTTPException(404)
    return reading_json(found.reading)


@router.get("/faxes/{fax_id}/history", responses=responses(404), tags=["faxes"])
def show_history(request: Request, program: Reads, desk: TheDesk, fax_id: FaxId) -> list[EventOut]:
    """What happened to a fax, the oldest first."""
    note(request, "api_show_history", fax_id)
    found = desk.store.fax(fax_id)
    if found is None:
        raise HTTPException(404)
    return [EventOut(at=one.at, actor=one.actor, event=one.event, detail=one.detail) for one in found.events]


@router.get("/faxes/{fax_id}/contacts", responses=responses(404), tags=["faxes"])
def list_contacts(request: Request, program: Reads, desk: TheDesk, fax_id: FaxId) -> list[ContactOut]:
    """Calls and faxes about a fax, the oldest first."""
    note(request, "api_list_contacts", fax_id)
    desk.work.known(fax_id)
    return [contact_out(one) for one in desk.contacts.of(fax_id)]


@router.post("/faxes/{fax_id}/contacts", responses=responses(404, 409, 412, 428), tags=["changes"])
def add_contact(
    request: Request,
    response: Response,
    program: Works,
    desk: TheDesk,
    now: Now,
    fax_id: FaxId,
    seen: Seen,
    body: NewContact,
) -> Changed:
    """Add a call or a fax to the log."""
    note(request, "api_add_contact", fax_id)
    contact = Contact(now, program.name, body.means, body.outcome, body.out, body.number, body.said)
    with desk.work.change(fax_id, seen, program.name, now=now, event="contact", detail=body.outcome.value) as conn:
        desk.contacts.add(conn, fax_id, contact)
    return _changed(response, desk, fax_id, now)


@router.post("/faxes/{fax_id}/fields", responses=responses(404, 409, 412, 428), tags=["changes"])
def change_field(
    request: Request,
    response: Response,
    program: Works,
    desk: TheDesk,
    now: Now,
    fax_id: FaxId,
    seen: Seen,
    body: FieldChange,
) -> Changed:
    """Correct a field, confirm it as read, say that the fax does not give it, or take the last word back.

    The referral is judged anew at once. Like a person's, the word survives every later reading.
    """
    note(request, "api_change_field", fax_id)
    desk.work.known(fax_id)
    found = dossier(desk, fax_id)
    if found is None:
        raise HTTPException(409, "This fax has not been read yet.")
    if body.act is Act.SETTLE:
        raise HTTPException(422, "Doubts about pages and red flags are settled on the page of the fax.")
    if body.field not in {spec.name for spec in load_schema().fields}:
        raise HTTPException(422, "There is no such field.")
    if body.referral > len(found.reading.referrals):
        raise HTTPException(422, "There is no such referral in this fax.")
    written = _written(request, found, found.reading.referrals[body.referral - 1], body)
    write(desk, found, body.referral, body.act, written, version=seen, author=program.name, now=now)
    return _changed(response, desk, fax_id, now)


@router.post("/faxes/{fax_id}/decision", responses=responses(404, 409, 412, 428), tags=["changes"])
def decide(
    request: Request,
    response: Response,
    program: Works,
    desk: TheDesk,
    now: Now,
    fax_id: FaxId,
    seen: Seen,
    body: Decision,
) -> Changed:
    """Say what becomes of a fax; `open` takes an earlier decision back.

    An urgent fax that nobody has called about is not closed without a note that says why, and one that lacks
    something is not handed over.
    """
    note(request, "api_decide", fax_id, body.disposition.value)
    row = desk.work.known(fax_id)
    if body.disposition is not Disposition.OPEN and outcomes.needs_call(row) and not body.note.strip():
        raise HTTPException(409, "Nobody has made the urgent call yet: say in the note why it is closed without.")
    if body.disposition is Disposition.HANDED_OVER and (row.missing or row.verdict is None):
        raise HTTPException(409, "Something required is missing: a lead hands it over like this, on its page.")
    value = body.disposition.value
    with desk.work.change(fax_id, seen, program.name, now=now, event="disposed", detail=value) as conn:
        standing.dispose(conn, fax_id, body.disposition, now)
        if body.note.strip():
            desk.contacts.note(conn, fax_id, body.note, for_sender=False, author=program.name, now=now)
    return _changed(response, desk, fax_id, now)


def _written(request: Request, found: Dossier, referral: Referral, body: FieldChange) -> FieldValue:
    read = next((one for one in referral.fields if one.field == body.field), None)
    if body.act is Act.UNDO and not was_said(found, body.referral, body.field):
        raise HTTPException(409, "Nobody has said anything about this field that could be taken back.")
    if body.act in {Act.NOT_ON_FAX, Act.UNDO}:
        return nothing(body.field)
    if body.act is Act.CONFIRM:
        if read is None or read.value is None:
            raise HTTPException(409, "Nothing was read there that could be confirmed.")
        return as_read(read)
    packet = packet_of(house(request).config.clinic, found, referral)
    given = typed(body.value or "", load_schema().field(body.field), packet)
    if given.value is None or (given.problem and not body.keep):
        raise HTTPException(422, given.problem)
    return FieldValue(body.field, FieldStatus.FOUND, given.value, 1.0, method=METHOD, reason=given.problem)


def _changed(response: Response, desk: Desk, fax_id: int, now: datetime) -> Changed:
    row = desk.work.known(fax_id)
    response.headers["ETag"] = etag(row.version)
    return Changed(work=work_item(row, now))


def _opaque(cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    return base64.urlsafe_b64encode(f"{cursor.pin} {stamp(cursor.since)} {cursor.fax_id}".encode()).decode()


def _cursor(text: str | None) -> Cursor | None:
    if text is None:
        return None
    try:
        pin, since, fax_id = base64.urlsafe_b64decode(text.encode()).decode("ascii").split(" ")
        return Cursor(int(pin) % 100, unstamp(since), int(fax_id) % 10**12)
    except (ValueError, binascii.Error):
        raise HTTPException(422, "This is no cursor of ours.") from None

"""The page of one fax: what was read and from where, and what people write over it. Every save is one row.

Reading and deciding work without scripts; scripts post to the same endpoints and swap in the page they get back.
A save against an older version is refused with what changed meanwhile, and nothing that was typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi.responses import JSONResponse, RedirectResponse, Response

from faxpipe.amended import FLAGS, METHOD, Act, looked_into, told
from faxpipe.completeness import PAGES
from faxpipe.dossier import Dossier, dossier
from faxpipe.errors import EngineError, StaleVersionError, StoreError, ToolMissingError
from faxpipe.fields.resolution.typed import TEXT_LENGTH_MAX, shown, typed
from faxpipe.referral import FieldStatus, FieldValue, Referral
from faxpipe.review import links, outcomes
from faxpipe.review.casefile import KIND_WORDS, cases_of, chosen
from faxpipe.review.casepages import page_lines
from faxpipe.review.gate import Right, note, say, wants_json
from faxpipe.review.history import history
from faxpipe.review.house import house
from faxpipe.review.images import box_of, pictures, sheet_of
from faxpipe.review.rendering import render
from faxpipe.review.seat import Looking, Seat, Working
from faxpipe.review.stale import stale
from faxpipe.review.words import as_read, nothing, packet_of, was_said, write
from faxpipe.review.worklist_words import STAGES, VERDICTS
from faxpipe.schema import FieldSpec, load_schema
from faxpipe.store import State
from faxpipe.store.desk import Held

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed that was not saved, to be shown again with the reason. `keepable`: it may be kept as it
    is; `box`: the edges of the region that it was read from, or ""."""

    referral: int
    field: str
    text: str
    problem: str
    keepable: bool
    page: int = 0
    box: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """What every form of a field sends. `version` and `seen` (how many events) are those on the screen."""

    version: int
    seen: int
    referral: int
    field: str


def save_form(
    version: Annotated[int, Form(ge=1)],
    referral: Annotated[int, Form(ge=1, le=999)],
    field: Annotated[str, Form(max_length=60)],
    seen: Annotated[int, Form(ge=0)] = 0,
) -> Save:
    return Save(version, seen, referral, field)


Saved = Annotated[Save, Depends(save_form)]
Order = Annotated[Literal["work", "paper"], Query()]


@router.get("/fax/{fax_id}")
def show_fax(
    seat: Looking,
    referral: Annotated[int, Query(ge=1, le=999)] = 1,
    order: Order = "work",
) -> Response:
    """The fax with its pages and fields; who may work on it has it in hand from then on, if nobody else has."""
    note(seat.request, "fax_seen", seat.fax_id)
    return _page(seat, referral=referral, order=order)


@router.get("/fax/{fax_id}/state")
def fax_state(seat: Looking) -> Response:
    """Whether the fax is being read, and its version: asked for by a page that waits."""
    note(seat.request, "fax_state", seat.fax_id, once=True)
    row = seat.row()
    return JSONResponse({"state": row.state.value, "version": row.version})


@router.post("/fax/{fax_id}/correct")
def correct(
    seat: Working,
    save: Saved,
    value: Annotated[str, Form(max_length=TEXT_LENGTH_MAX)] = "",
    keep: Annotated[str, Form(max_length=3)] = "",
    page: Annotated[int, Form(ge=0, le=9999)] = 0,
    box: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """A person's value of a field; what a check finds odd is kept only when they say so."""
    note(seat.request, "corrected", seat.fax_id, save.field if _is_field(save.field) else "")
    found = seat.dossier()
    referral = _referral(found, save)
    read = typed(value, _spec(save.field), packet_of(house(seat.request).config.clinic, found, referral))
    if read.value is None or (read.problem and not keep):
        draft = Draft(save.referral, save.field, value, read.problem, read.value is not None, page, box)
        return _refused(seat, draft)
    place = box_of(box) if page in {one.number for one in found.reading.pages} else None
    written = FieldValue(
        save.field,
        FieldStatus.FOUND,
        read.value,
        1.0,
        page if place else None,
        place,
        method=METHOD,
        reason=read.problem,
    )
    return _write(seat, found, save, Act.CORRECT, written, typed_text=value)


@router.post("/fax/{fax_id}/confirm")
def confirm(seat: Working, save: Saved) -> Response:
    """The value is right as it was read."""
    note(seat.request, "confirmed", seat.fax_id, save.field if _is_field(save.field) else "")
    found = seat.dossier()
    read = _field(_referral(found, save), save.field)
    if read.value is None:
        raise HTTPException(422, "Nothing was read there. Write the value, or say that the fax does not give it.")
    return _write(seat, found, save, Act.CONFIRM, as_read(read))


@router.post("/fax/{fax_id}/choose")
def choose(
    seat: Working,
    save: Saved,
    choice: Annotated[int, Form(ge=1, le=99)],
) -> Response:
    """One of the competing values is the right one."""
    note(seat.request, "corrected", seat.fax_id, save.field if _is_field(save.field) else "")
    found = seat.dossier()
    read = chosen(_field(_referral(found, save), save.field), choice)
    if read is None:
        raise HTTPException(422, "There is no such value to choose. Please look again.")
    return _write(seat, found, save, Act.CORRECT, as_read(read))


@router.post("/fax/{fax_id}/absent")
def absent(seat: Working, save: Saved) -> Response:
    """The fax does not say it."""
    note(seat.request, "not_on_fax", seat.fax_id, save.field if _is_field(save.field) else "")
    found = seat.dossier()
    _field(_referral(found, save), save.field)
    return _write(seat, found, save, Act.NOT_ON_FAX, nothing(save.field))


@router.post("/fax/{fax_id}/settle")
def settle(seat: Working, save: Saved) -> Response:
    """A person looked into what is doubtful about the pages."""
    note(seat.request, "settled", seat.fax_id)
    found = seat.dossier()
    referral = _referral(found, save)
    says = tuple(reason.says for reason in referral.reasons if reason.field == PAGES)
    if not says:
        raise HTTPException(422, "Nothing is doubtful about these pages any more.")
    settled = FieldValue(PAGES, FieldStatus.FOUND, says, method=METHOD)
    return _write(seat, found, replace(save, field=PAGES), Act.SETTLE, settled)


@router.post("/fax/{fax_id}/dismiss")
def dismiss(seat: Working, save: Saved, flag: Annotated[int, Form(ge=0, le=9999)]) -> Response:
    """A person looked into a red flag, by its place in the list, and it is none: the urgency it raised goes."""
    note(seat.request, "dismissed", seat.fax_id)
    found = seat.dossier()
    referral = _referral(found, save)
    if flag >= len(referral.red_flags):
        raise HTTPException(422, "There is no such red flag any more. Please look again.")
    before = looked_into(found.amended.standing[save.referral - 1], FLAGS)
    value = FieldValue(FLAGS, FieldStatus.FOUND, (*before, told(referral.red_flags[flag])), method=METHOD)
    return _write(seat, found, replace(save, field=FLAGS), Act.SETTLE, value)


@router.post("/fax/{fax_id}/undo")
def undo(seat: Working, save: Saved) -> Response:
    """Take back the last word on a field; the one before it stands again."""
    note(seat.request, "undone", seat.fax_id, save.field if _is_field(save.field) else "")
    found = seat.dossier()
    _referral(found, save)
    if not was_said(found, save.referral, save.field):
        raise HTTPException(422, "Nobody has said anything about this field that could be taken back.")
    return _write(seat, found, save, Act.UNDO, nothing(save.field))


@router.post("/fax/{fax_id}/read")
def read_region(
    seat: Working,
    referral: Annotated[int, Form(ge=1, le=999)],
    field: Annotated[str, Form(max_length=60)],
    page: Annotated[int, Form(ge=1, le=9999)],
    box: Annotated[str, Form(max_length=40)],
) -> Response:
    """What stands in a region that was drawn on a page, as a suggestion; nothing is saved."""
    note(seat.request, "region_read", seat.fax_id, f"page {page}")
    place = box_of(box)
    if place is None:
        raise HTTPException(422, "Draw a box around the words first.")
    found = seat.dossier()
    spec = _spec(field)
    case = _referral(found, Save(0, 0, referral, field))
    try:
        sheet = sheet_of(seat.desk, house(seat.request).config, seat.fax_id, page)
        text = pictures(seat.request).read(sheet, place)
    except (EngineError, ToolMissingError):
        raise HTTPException(503, "This place could not be read now. Please type what it says.") from None
    value = typed(text.text, spec, packet_of(house(seat.request).config.clinic, found, case))
    given = shown(value.value) if value.value is not None else text.text
    return JSONResponse(
        {"text": text.text, "value": given, "confidence": text.confidence, "problem": value.problem}
    )


@router.post("/fax/{fax_id}/next")
def go_next(seat: Working) -> Response:
    """Put this fax down and open the next one."""
    note(seat.request, "went_on", seat.fax_id)
    seat.desk.work.leave(seat.fax_id, seat.person.name, now=seat.now)
    following = outcomes.onward(seat.desk, seat.fax_id, seat.person.name, seat.now)
    if following == "/":
        say(seat.request, "Nothing else is waiting.")
    return RedirectResponse(following, 303)


@router.post("/fax/{fax_id}/leave")
def leave(seat: Working) -> Response:
    """Put this fax down and go back to the list."""
    note(seat.request, "left", seat.fax_id)
    seat.desk.work.leave(seat.fax_id, seat.person.name, now=seat.now)
    return RedirectResponse("/", 303)


def _write(
    seat: Seat, found: Dossier, save: Save, act: Act, value: FieldValue, *, typed_text: str = ""
) -> Response:
    here = f"/fax/{seat.fax_id}?referral={save.referral}#f-{save.referral}-{save.field}"
    try:
        write(
            seat.desk,
            found,
            save.referral,
            act,
            value,
            version=save.version,
            author=seat.person.name,
            now=seat.now,
        )
    except StaleVersionError as error:
        return stale(seat, error, seen=save.seen, at=here, typed_text=typed_text, field=save.field)
    return RedirectResponse(here, 303)


def _refused(seat: Seat, draft: Draft) -> Response:
    if wants_json(seat.request):
        body = {"title": draft.problem, "status": 422, "keepable": draft.keepable}
        return JSONResponse(body, 422, media_type="application/problem+json")
    return _page(seat, referral=draft.referral, draft=draft, status=422)


def _page(
    seat: Seat, *, referral: int, order: str = "work", draft: Draft | None = None, status: int = 200
) -> Response:
    held = _in_hand(seat)
    row = seat.row()
    found = dossier(seat.desk, seat.fax_id)
    detail = found.detail if found else seat.desk.store.fax(seat.fax_id)
    if detail is None:
        raise StoreError("there is no such fax", code="no_such_fax")
    cases = cases_of(found.amended, paper=order == "paper") if found else ()
    said = seat.desk.casework.said(seat.fax_id)
    context: dict[str, Any] = {
        "fax_id": seat.fax_id,
        "row": row,
        "held": held,
        "cases": cases,
        "current": min(referral, max(1, len(cases))),
        "order": order,
        "draft": draft,
        "pages": page_lines(seat, detail, found.reading if found else None, cases, said),
        "kinds": KIND_WORDS,
        "reading_again": row.state in {State.RECEIVED, State.RUNNING},
        "machine_seen": seat.desk.store.last_beat("worker"),
        "lost_pages": found.reading.missing_pages if found else (),
        "earlier": found.amended.earlier if found else (),
        "history": history(detail, said),
        "viewers": seat.desk.casework.viewers(seat.fax_id),
        "attempts": detail.attempts,
        "seen": len(detail.events),
        "stages": STAGES,
        "verdicts": VERDICTS,
        "links": links.panel(seat.desk, found) if found else None,
    }
    context |= outcomes.panel(seat.desk, row, seat.request, seat.now)
    return render(seat.request, "fax.html", status=status, **context)


def _in_hand(seat: Seat) -> Held | None:
    if Right.WORK not in seat.person.rights:
        seat.row()
        return None
    until = seat.now + timedelta(minutes=house(seat.request).config.review.hold_min)
    return seat.desk.work.open(seat.fax_id, seat.person.name, now=seat.now, until=until)


def _referral(found: Dossier, save: Save) -> Referral:
    if not 1 <= save.referral <= len(found.reading.referrals):
        raise HTTPException(422, "There is no such patient in this fax any more. Please look again.")
    return found.reading.referrals[save.referral - 1]


def _is_field(name: str) -> bool:
    return any(spec.name == name for spec in load_schema().fields)


def _spec(name: str) -> FieldSpec:
    if not _is_field(name):
        raise HTTPException(422, "There is no such field.")
    return load_schema().field(name)


def _field(referral: Referral, name: str) -> FieldValue:
    _spec(name)
    try:
        return referral.field(name)
    except KeyError:
        return FieldValue(name, FieldStatus.MISSING)

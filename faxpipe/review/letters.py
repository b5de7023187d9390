"""The letter to a sender: looked at, changed, printed, put into the outbox by a person who confirmed the number.

A draft is kept from the first moment, so that what is shown is what goes. Nothing goes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from faxpipe.dossier import Dossier, dossier
from faxpipe.letter import letter_pdf, letter_png
from faxpipe.outbox import OutboxError, Parcel, hand_over, name_of, put, result, take_back
from faxpipe.reference import shown
from faxpipe.review.asking import draft, letter_of, number_fault, numbers, plan_next, wanted
from faxpipe.review.gate import Now, Person, Reader, TheDesk, Worker, note, say, wants_json
from faxpipe.review.house import house
from faxpipe.review.outcomes import needs_call, onward
from faxpipe.review.rendering import render
from faxpipe.schema import load_schema
from faxpipe.store import Disposition, standing
from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.contacts import Contact, Means, Outcome
from faxpipe.store.desk.letters import LetterKind, LetterRow, LetterState, LetterText, Wanted

router = APIRouter()

OUTBOX = "fax service"
OTHER = "other"
ITEMS_MAX = 60
ASK_MAX = 200
Short = Annotated[str, Form(max_length=120)]
Long = Annotated[str, Form(max_length=600)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the letter's form holds. `keep`: which of the items stay; `ask`: their words, in order."""

    version: int
    to_name: str
    to_practice: str
    patient_name: str
    birth_date: str
    due: str
    remark: str
    keep: frozenset[int]
    ask: tuple[str, ...]
    add: str
    more: str
    choice: str
    number: str
    again: str
    sure: bool
    no_call: str


def sent(  # noqa: PLR0913, PLR0917 - one for each field of the form
    version: Annotated[int, Form(ge=1)],
    keep: Annotated[list[int] | None, Form(max_length=ITEMS_MAX)] = None,
    ask: Annotated[list[str] | None, Form(max_length=ITEMS_MAX)] = None,
    to_name: Short = "",
    to_practice: Short = "",
    patient_name: Short = "",
    birth_date: Short = "",
    due: Short = "",
    remark: Long = "",
    add: Short = "",
    more: Long = "",
    choice: Short = "",
    number: Short = "",
    again: Short = "",
    sure: Short = "",
    no_call: Long = "",
) -> Sent:
    return Sent(
        version=version,
        to_name=to_name.strip(),
        to_practice=to_practice.strip(),
        patient_name=patient_name.strip(),
        birth_date=birth_date.strip(),
        due=due,
        remark=remark.strip(),
        keep=frozenset(keep or ()),
        ask=tuple(one.strip()[:ASK_MAX] for one in ask or ()),
        add=add,
        more=more.strip()[:ASK_MAX],
        choice=choice,
        number=number,
        again=again,
        sure=bool(sure),
        no_call=no_call.strip(),
    )


@router.post("/fax/{fax_id}/letters")
def start_letter(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Annotated[int, Form(ge=1)],
    referral: Annotated[int, Form(ge=0, le=999)] = 1,
) -> Response:
    """Draft the letter about a referral, or go on with the draft there is."""
    there = desk.letters.draft_of(fax_id, referral, LetterKind.REQUEST)
    if there is not None:
        return RedirectResponse(f"/fax/{fax_id}/letters/{there.id}", 303)
    found = _dossier(desk, fax_id)
    if referral > len(found.reading.referrals):
        raise HTTPException(404, "There is no such referral in this fax.")
    number = referral if found.reading.referrals else 0
    config = house(request).config
    with desk.work.change(fax_id, version, person.name, now=now, event="letter_drafted") as conn:
        made = draft(desk, conn, found, number, LetterKind.REQUEST, config, person=person.name, now=now)
    note(request, "letter_drafted", fax_id, f"letter {made}")
    return RedirectResponse(f"/fax/{fax_id}/letters/{made}", 303)


@router.get("/fax/{fax_id}/letters/{letter_id}")
def show_letter(
    request: Request, fax_id: int, letter_id: int, person: Worker, desk: TheDesk, now: Now
) -> Response:
    letter = _letter(desk, fax_id, letter_id)
    _collect(desk, letter, house(request).config.paths.outbox, now)
    if letter.state is LetterState.DRAFT:
        until = now + timedelta(minutes=house(request).config.review.hold_min)
        desk.work.open(fax_id, person.name, now=now, until=until)
    return _page(request, desk, fax_id, letter_id, person, now)


@router.get("/fax/{fax_id}/letters/{letter_id}/letter.pdf")
def letter_file(
    request: Request, fax_id: int, letter_id: int, person: Reader, desk: TheDesk, download: bool = False
) -> Response:
    pdf = _pdf(request, desk, fax_id, _letter(desk, fax_id, letter_id))
    note(request, "letter_downloaded" if download else "letter_opened", fax_id, f"letter {letter_id}")
    way = "attachment" if download else "inline"
    headers = {"Content-Disposition": f'{way}; filename="letter-{letter_id}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.get("/fax/{fax_id}/letters/{letter_id}/page.png")
def letter_picture(request: Request, fax_id: int, letter_id: int, person: Reader, desk: TheDesk) -> Response:
    pdf = _pdf(request, desk, fax_id, _letter(desk, fax_id, letter_id))
    note(request, "letter_seen", fax_id, f"letter {letter_id}", once=True)
    return Response(letter_png(pdf), media_type="image/png")


@router.post("/fax/{fax_id}/letters/{letter_id}")
def save_letter(
    request: Request,
    fax_id: int,
    letter_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    form: Annotated[Sent, Depends(sent)],
) -> Response:
    """Keep what was changed; the letter stays a draft."""
    letter = _letter(desk, fax_id, letter_id)
    text = _changed(letter.text, form)
    with desk.work.change(fax_id, form.version, person.name, now=now, event="letter_edited") as conn:
        desk.letters.edit(conn, letter_id, text, now=now)
    note(request, "letter_edited", fax_id, f"letter {letter_id}")
    if wants_json(request):
        return JSONResponse({"version": desk.work.known(fax_id).version})
    return RedirectResponse(f"/fax/{fax_id}/letters/{letter_id}", 303)


@router.post("/fax/{fax_id}/letters/{letter_id}/release")
def release_letter(
    request: Request,
    fax_id: int,
    letter_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    form: Annotated[Sent, Depends(sent)],
) -> Response:
    """Put the letter into the outbox. The number must be confirmed, and an urgent call made or explained."""
    letter, row = _letter(desk, fax_id, letter_id), desk.work.known(fax_id)
    config = house(request).config
    text = _changed(letter.text, form)
    number, source, wrong = _confirmed(_dossier(desk, fax_id), letter, form, request)
    if not wrong and letter.kind is LetterKind.REQUEST and needs_call(row) and not form.no_call:
        wrong = (
            "This fax is urgent and nobody has called. Record the call first, or say why the letter goes without."
        )
    if not wrong and letter.kind is LetterKind.REQUEST and not text.items:
        wrong = "The letter asks for nothing. Keep at least one line."
    if wrong:
        return _page(request, desk, fax_id, letter_id, person, now, wrong=wrong, form=form)
    text = replace(text, number=number, number_source=source, written=now.astimezone().date())
    parcel = _parcel(request, row, replace(letter, text=text), now)
    name, laid = name_of(parcel, config.outbox), False
    try:
        with desk.work.change(
            fax_id, form.version, person.name, now=now, event="letter_released", detail=letter.reference
        ) as conn:
            desk.letters.edit(conn, letter_id, text, now=now)
            desk.letters.release(conn, letter_id, name, person=person.name, now=now)
            made = Contact(now, person.name, Means.FAX, Outcome.RELEASED, number=number, letter_id=letter_id)
            desk.contacts.add(conn, fax_id, made)
            if form.no_call and needs_call(row):
                says = f"Asked by letter without the urgent call: {form.no_call}"
                desk.contacts.note(conn, fax_id, says, for_sender=False, author=person.name, now=now)
            if letter.kind is LetterKind.REQUEST:
                standing.dispose(conn, fax_id, Disposition.ASKED_SENDER, now)
                plan_next(desk, conn, fax_id, config.chase, now)
            laid = bool(put(config.paths.outbox, parcel, config.outbox))
    except BaseException:
        # What lies there under this name without our doing is the same letter, released a moment ago.
        if laid:
            take_back(config.paths.outbox, name)
        raise
    note(request, "letter_released", fax_id, f"letter {letter_id}")
    say(request, _handed_over(request, desk, fax_id, letter_id, parcel, now))
    return RedirectResponse(onward(desk, fax_id, person.name, now), 303)


@router.post("/fax/{fax_id}/letters/{letter_id}/end")
def end_letter(
    request: Request,
    fax_id: int,
    letter_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Annotated[int, Form(ge=1)],
    state: Annotated[LetterState, Form()],
) -> Response:
    """What became of it: sent or failed where it was released, withdrawn where it is a draft."""
    _letter(desk, fax_id, letter_id)
    if state not in {LetterState.SENT, LetterState.FAILED, LetterState.WITHDRAWN}:
        raise HTTPException(422, "Say whether it was sent, failed or withdrawn.")
    with desk.work.change(fax_id, version, person.name, now=now, event=f"letter_{state.value}") as conn:
        if state is LetterState.WITHDRAWN:
            desk.letters.withdraw(conn, letter_id, person=person.name, now=now)
        else:
            _record_end(desk, conn, fax_id, letter_id, state, person.name, now)
    note(request, f"letter_{state.value}", fax_id, f"letter {letter_id}")
    say(request, f"Recorded: {state.value}.")
    return RedirectResponse(f"/fax/{fax_id}", 303)


def _page(
    request: Request,
    desk: Desk,
    fax_id: int,
    letter_id: int,
    person: Person,
    now: datetime,
    *,
    wrong: str = "",
    form: Sent | None = None,
) -> Response:
    letter, row, found = _letter(desk, fax_id, letter_id), desk.work.known(fax_id), _dossier(desk, fax_id)
    config = house(request).config
    offered = [(one.number, one.source) for one in numbers(found, _referral(found, letter), config)]
    if letter.text.number and letter.text.number not in dict(offered):
        offered.insert(0, (letter.text.number, letter.text.number_source))
    text = _changed(letter.text, form) if form else letter.text
    asked = {item.field for item in text.items}
    return render(
        request,
        "letter.html",
        status=422 if wrong else 200,
        row=row,
        letter=letter,
        text=text,
        reference=shown(letter.reference),
        offered=offered,
        chosen=form.choice if form else (offered[0][0] if offered else OTHER),
        form=form,
        wrong=wrong,
        holder=row.holder(now) if row.holder(now) != person.name else None,
        needs_call=needs_call(row) and letter.kind is LetterKind.REQUEST,
        others=[(spec.name, spec.title) for spec in load_schema().fields if spec.name not in asked],
    )


def _changed(text: LetterText, form: Sent) -> LetterText:
    """The draft with what the form says. Items keep their fields; those not kept go."""
    items = [
        replace(item, ask=(form.ask[place] if place < len(form.ask) else "") or item.ask)
        for place, item in enumerate(text.items)
        if place in form.keep
    ]
    if form.add and (one := wanted(form.add)) is not None and one.field not in {item.field for item in items}:
        items.append(one)
    if form.more:
        items.append(Wanted("", "Answer", form.more))
    return replace(
        text,
        to_name=form.to_name,
        to_practice=form.to_practice,
        patient_name=form.patient_name,
        birth_date=form.birth_date,
        items=tuple(items[:ITEMS_MAX]),
        note=form.remark,
        due=_date(form.due) or text.due,
    )


def _confirmed(found: Dossier, letter: LetterRow, form: Sent, request: Request) -> tuple[str, str, str]:
    """Number, its source, and what is wrong. A number from the fax is ticked, any other typed twice."""
    config = house(request).config
    offered = {one.number: one.source for one in numbers(found, _referral(found, letter), config)}
    if letter.text.number:
        offered.setdefault(letter.text.number, letter.text.number_source)
    if form.choice in offered:
        number, wrong = number_fault(form.choice, config)
        if not wrong and not form.sure:
            wrong = "Compare the number with the fax, then tick that it is right."
        return number, f"{offered[form.choice]}, confirmed by a person", wrong
    number, wrong = number_fault(form.number, config)
    if not wrong and number_fault(form.again, config)[0] != number:
        wrong = "The two numbers differ. Type the number twice."
    return number, "typed twice by a person", wrong


def _parcel(request: Request, row: WorkRow, letter: LetterRow, now: datetime) -> Parcel:
    config = house(request).config
    pdf = letter_pdf(letter_of(letter, received=row.received_at, pages=row.pages, config=config))
    return Parcel(letter.reference, letter.round_no, letter.text.number, pdf, now)


def _handed_over(request: Request, desk: Desk, fax_id: int, letter_id: int, parcel: Parcel, now: datetime) -> str:
    """Run the configured command; a failure is recorded, and said."""
    config = house(request).config
    try:
        hand_over(config.paths.outbox, parcel, config.outbox)
    except OutboxError as error:
        _end(desk, fax_id, letter_id, LetterState.FAILED, OUTBOX, now)
        return f"The letter is released, but {error}."
    return "The letter is in the outbox."


def sweep(desk: Desk, outbox: Path, now: datetime) -> None:
    """Record what the fax service has left beside any letter that was put into the outbox."""
    for letter in desk.letters.in_outbox():
        _collect(desk, letter, outbox, now)


def _collect(desk: Desk, letter: LetterRow, outbox: Path, now: datetime) -> None:
    """Record what the fax service has left beside the letter's file."""
    if letter.state is not LetterState.OUTBOX or letter.file is None:
        return
    went = result(outbox, letter.file)
    if went is not None:
        state = LetterState.SENT if went else LetterState.FAILED
        _end(desk, letter.fax_id, letter.id, state, OUTBOX, now)


def _end(desk: Desk, fax_id: int, letter_id: int, state: LetterState, by: str, now: datetime) -> None:
    row = desk.work.known(fax_id)
    if row.holder(now) is None:
        event = f"letter_{state.value}"
        with desk.work.change(fax_id, row.version, by, now=now, event=event, begins=False) as conn:
            _record_end(desk, conn, fax_id, letter_id, state, by, now)


def _record_end(
    desk: Desk, conn: Any, fax_id: int, letter_id: int, state: LetterState, by: str, now: datetime
) -> None:
    """A letter that failed asked nobody: its fax is wanted again at once."""
    desk.letters.end(conn, letter_id, state, person=by, now=now)
    came = Outcome.SENT if state is LetterState.SENT else Outcome.FAILED
    letter = desk.letters.letter(letter_id)
    number = letter.text.number if letter else ""
    desk.contacts.add(conn, fax_id, Contact(now, by, Means.FAX, came, number=number, letter_id=letter_id))
    if state is LetterState.FAILED:
        desk.work.due(conn, fax_id, now)


def _pdf(request: Request, desk: Desk, fax_id: int, letter: LetterRow) -> bytes:
    row = desk.work.known(fax_id)
    return letter_pdf(letter_of(letter, received=row.received_at, pages=row.pages, config=house(request).config))


def _letter(desk: Desk, fax_id: int, letter_id: int) -> LetterRow:
    found = desk.letters.letter(letter_id)
    if found is None or found.fax_id != fax_id:
        raise HTTPException(404, "There is no such letter.")
    return found


def _dossier(desk: Desk, fax_id: int) -> Dossier:
    desk.work.known(fax_id)
    found = dossier(desk, fax_id)
    if found is None:
        raise HTTPException(409, "This fax has not been read yet; nobody knows what to ask for.")
    return found


def _referral(found: Dossier, letter: LetterRow) -> Any:
    referrals = found.reading.referrals
    if 1 <= letter.referral <= len(referrals):
        return referrals[letter.referral - 1]
    return referrals[0] if referrals and letter.kind is LetterKind.MISDIRECTED else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

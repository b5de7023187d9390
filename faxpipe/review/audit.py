"""The audit as an auditor sees it: who looked at what and when, found by person, fax, patient, action and day.

What is searched for travels in the body of a form, never in an address: a patient's name is no URL.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import Response, StreamingResponse

from faxpipe.review.gate import Auditor, TheDesk, note
from faxpipe.review.house import house
from faxpipe.review.rendering import render
from faxpipe.store.desk import AuditFilter, Desk, Entry
from faxpipe.store.desk.audit import EXPORTED, ROWS_MAX, entry_cells

router = APIRouter()

EXPORT_ROWS_MAX = 500_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for, as it was typed."""

    actor: str = ""
    action: str = ""
    fax: str = ""
    patient: str = ""
    since: str = ""
    until: str = ""
    before: str = ""


def asked(
    actor: Annotated[str, Form(max_length=64)] = "",
    action: Annotated[str, Form(max_length=64)] = "",
    fax: Annotated[str, Form(max_length=12)] = "",
    patient: Annotated[str, Form(max_length=100)] = "",
    since: Annotated[str, Form(max_length=10)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
    before: Annotated[str, Form(max_length=12)] = "",
) -> Asked:
    return Asked(actor.strip(), action, fax.strip(), patient.strip(), since, until, before)


@router.get("/audit")
def show_audit(request: Request, person: Auditor, desk: TheDesk) -> Response:
    return _page(request, desk, Asked())


@router.post("/audit")
def search_audit(
    request: Request, person: Auditor, desk: TheDesk, form: Annotated[Asked, Depends(asked)]
) -> Response:
    note(request, "search_audit", detail=_searched(form))
    return _page(request, desk, form)


@router.post("/audit/export")
def export_audit(
    request: Request, person: Auditor, desk: TheDesk, form: Annotated[Asked, Depends(asked)]
) -> Response:
    """All entries asked for as CSV, newest first, in pieces: the audit of years need not fit into memory."""
    note(request, "export_audit", detail=_searched(form))
    wanted = _filter(desk, replace(form, before=""))
    lines = _csv_lines(request, wanted)
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _csv_lines(request: Request, wanted: AuditFilter) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORTED)
    left = EXPORT_ROWS_MAX
    while left > 0:
        with house(request).desks.one() as desk:
            entries = desk.audit.entries(wanted, limit=min(left, 2_000))
        writer.writerows([_safe(cell) for cell in entry_cells(entry)] for entry in entries)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        if not entries:
            return
        left -= len(entries)
        wanted = replace(wanted, before=entries[-1].id)


def _safe(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _page(request: Request, desk: Desk, form: Asked) -> Response:
    wrong = ""
    entries: tuple[Entry, ...] = ()
    try:
        entries = desk.audit.entries(_filter(desk, form))
    except HTTPException as error:
        wrong = error.detail
    return render(
        request,
        "audit.html",
        status=422 if wrong else 200,
        entries=entries,
        asked=form,
        wrong=wrong,
        more=str(entries[-1].id) if len(entries) == ROWS_MAX else "",
        actions=desk.audit.actions(),
        people=[account.name for account in desk.accounts.all()],
    )


def _filter(desk: Desk, form: Asked) -> AuditFilter:
    faxes: tuple[int, ...] | None = None
    if form.fax:
        faxes = (int(_digits(form.fax, "The number of a fax")),)
    if form.patient:
        of_patient = desk.audit.faxes_of(form.patient)
        faxes = of_patient if faxes is None else tuple(fax for fax in faxes if fax in of_patient)
    until = _day(form.until)
    return AuditFilter(
        actor=form.actor,
        action=form.action,
        faxes=faxes,
        since=_day(form.since),
        until=until + timedelta(days=1) if until else None,
        before=int(_digits(form.before, "The page")) if form.before else None,
    )


def _digits(text: str, what: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        raise HTTPException(422, f"{what} is made of digits.")
    return text


def _day(text: str) -> datetime | None:
    """The beginning of a day on the office's clock."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time()).astimezone()
    except (ValueError, OverflowError):
        raise HTTPException(422, "A day is written like 2026-03-02.") from None


def _searched(form: Asked) -> str:
    """Which questions were asked: names of fields, and of the values those that are codes of ours."""
    codes = f"actor={form.actor} " if form.actor.isidentifier() else ""
    return codes + "by " + ",".join(name for name in Asked.__slots__ if getattr(form, name))

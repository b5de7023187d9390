"""Search: what is typed travels in the body of a form and never stands in an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review.due import due
from faxpipe.review.gate import Now, Person, Reader, TheDesk, note
from faxpipe.review.house import house
from faxpipe.review.rendering import render
from faxpipe.review.worklist_words import STAGES, Line, line_of
from faxpipe.store.desk.search import Hit
from faxpipe.store.desk.search_query import parse

router = APIRouter()

WHERE = {
    "name": "name",
    "similar name": "a similar name",
    "birth date": "date of birth",
    "phone": "phone number",
    "sender": "sender",
    "letter": "reference of a letter",
    "page": "words on the page",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A fax that was found, as the page shows it."""

    line: Line = field(repr=False)
    hit: Hit = field(repr=False)
    tab: str
    where: str


@router.get("/search")
def back_to_worklist(person: Reader) -> Response:
    """A search has no address of its own: whoever comes back to it starts anew."""
    return RedirectResponse("/", 303)


@router.post("/search")
def show_results(
    request: Request, person: Reader, desk: TheDesk, now: Now, q: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Faxes that `q` may mean."""
    query = parse(q, now.astimezone().date())
    found = desk.search.find(query)
    note(request, "searched", detail=f"{len(found.people)} {len(found.pages)}")
    return render(
        request,
        "search.html",
        q=q,
        empty=query.empty,
        people=[_result(hit, person, now, request) for hit in found.people],
        pages=[_result(hit, person, now, request) for hit in found.pages],
        more=found.more,
    )


def _result(hit: Hit, person: Person, now: datetime, request: Request) -> Result:
    line = line_of(hit.row, due(hit.row, now, house(request).config.review), person.name, now)
    where = " and ".join(WHERE[one] for one in hit.where)
    return Result(line, hit, STAGES[hit.row.stage], f"{where}, page {hit.page}" if hit.page else where)

"""How well faxes are read, as staff saw it: corrections by field and by sender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from faxpipe import plain
from faxpipe.review import plots
from faxpipe.review.gate import Person, Right, TheDesk, may, note
from faxpipe.review.rendering import render
from faxpipe.store.desk.lessons import Rate

router = APIRouter()

SENDERS_MAX = 15

Viewer = Annotated[Person, Depends(may(Right.READ, Right.OPS))]


@router.get("/corrections")
def show_corrections(request: Request, person: Viewer, desk: TheDesk) -> Response:
    """Corrections by field; by sender only for those who may see faxes."""
    note(request, "show_corrections", once=True)
    fields = desk.lessons.by_field()
    senders = desk.lessons.by_sender()[:SENDERS_MAX] if Right.READ in person.rights else ()
    titles = [plain.title(rate.about) for rate in fields]
    return render(
        request,
        "lessons.html",
        fields=list(zip(titles, fields, strict=True)),
        field_plot=_plot(fields, titles),
        senders=senders,
        sender_plot=_plot(senders, [rate.about[:34] for rate in senders]),
    )


def _plot(rates: Sequence[Rate], names: Sequence[str]) -> plots.Plot:
    shown = [f"{rate.wrong:.0%} of {rate.judged}" for rate in rates]
    return plots.rows([rate.wrong for rate in rates], names, shown)

"""A save that came too late: nothing is saved, what changed is said, and nothing that was typed is lost."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from faxpipe.errors import StaleVersionError
from faxpipe.review.gate import note, wants_json
from faxpipe.review.history import event_words
from faxpipe.review.rendering import render
from faxpipe.review.seat import Seat

EVENTS_SHOWN = 6


def stale(
    seat: Seat, error: StaleVersionError, *, seen: int, at: str, typed_text: str = "", field: str = ""
) -> Response:
    """The answer to a save that was refused: what changed since `seen` events, and what was typed.

    `at`: the address at which the fax is looked at again.
    """
    note(seat.request, "stale_save", seat.fax_id)
    detail = seat.desk.store.fax(seat.fax_id)
    events = detail.events[seen:] if detail else ()
    changes = [(event.at, event.actor, event_words(event)) for event in events if event.actor != seat.person.name]
    if error.code == "held":
        says = "Somebody else has this fax open now. Nothing was saved."
    else:
        says = "This fax was changed while you had it open. Nothing was saved."
    if wants_json(seat.request):
        body = {
            "title": says,
            "status": 409,
            "changes": [f"{who}: {words}" for _, who, words in changes[-EVENTS_SHOWN:]],
        }
        return JSONResponse(body, 409, media_type="application/problem+json")
    return render(
        seat.request,
        "fax_stale.html",
        status=409,
        fax_id=seat.fax_id,
        says=says,
        changes=changes[-EVENTS_SHOWN:],
        typed_text=typed_text,
        field=field,
        at=at,
    )

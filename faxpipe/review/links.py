"""Answers on the page of a fax: which faxes are linked to it, which may be, one click to undo a wrong match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe import plain
from faxpipe.dossier import Dossier
from faxpipe.linking import Linker
from faxpipe.matching import Evidence
from faxpipe.referral import FieldStatus
from faxpipe.review.gate import Now, TheDesk, Worker, note, say
from faxpipe.review.house import house
from faxpipe.store.desk import Desk
from faxpipe.store.desk.links import Link, LinkState
from faxpipe.store.desk.senders import Suggestion
from faxpipe.supplement import Change

router = APIRouter()

SPOKEN: dict[Evidence, str] = {
    Evidence.REFERENCE: "our reference number",
    Evidence.NAME: "same name",
    Evidence.NAME_NEAR: "similar name",
    Evidence.BIRTH_DATE: "same date of birth",
    Evidence.BIRTH_DATE_NEAR: "date of birth differs in one digit",
    Evidence.PHONE: "same phone",
    Evidence.MEMBER_ID: "same member ID",
    Evidence.SENDER: "same sender",
    Evidence.OTHER_NAME: "but another name",
    Evidence.OTHER_BIRTH_DATE: "but another date of birth",
}
TURNS = {"link": LinkState.LINKED, "undo": LinkState.UNDONE, "refuse": LinkState.REFUSED}
DONE = {
    LinkState.LINKED: "Linked. What the answer brought stands with the referral.",
    LinkState.UNDONE: "Undone. Both faxes stand for themselves again.",
    LinkState.REFUSED: "Noted: not the same patient.",
}


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link as the panel shows it. `other`: the fax at its other end; `version`: of the referral's fax."""

    id: int
    other: int
    referral: int
    answers_us: bool
    state: LinkState
    why: tuple[str, ...]
    arrived_at: datetime
    version: int
    brought: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinksPanel:
    """What stands beside the fields: answers, faxes that may belong together, and what the sender is known by."""

    linked: tuple[LinkLine, ...]
    offered: tuple[LinkLine, ...]
    suggestions: tuple[Suggestion, ...]


def panel(desk: Desk, dossier: Dossier) -> LinksPanel:
    """The panel of one fax."""
    lines = [line for link in dossier.links if (line := _line(desk, dossier, link)) is not None]
    return LinksPanel(
        linked=tuple(line for line in lines if line.state is LinkState.LINKED),
        offered=tuple(line for line in lines if line.state is LinkState.OFFERED),
        suggestions=_suggestions(desk, dossier),
    )


@router.post("/fax/{fax_id}/links/{link_id}/{turn}")
def turn_link(
    request: Request,
    fax_id: int,
    link_id: int,
    turn: str,
    person: Worker,
    desk: TheDesk,
    now: Now,
    version: Annotated[int, Form()],
) -> Response:
    """Link an offered answer, refuse it, or undo a link. `version` is that of the referral's fax."""
    note(request, "link_turned", fax_id, turn if turn in TURNS else "")
    link = desk.links.link(link_id)
    if turn not in TURNS or link is None or fax_id not in (link.fax_id, link.answer_fax_id):
        raise HTTPException(404, "There is no such link.")
    Linker(desk, house(request).config).turn(link_id, TURNS[turn], version, person.name, now=now)
    say(request, DONE[TURNS[turn]])
    return RedirectResponse(f"/fax/{fax_id}", 303)


@router.post("/fax/{fax_id}/links")
def give_answer(
    request: Request,
    fax_id: int,
    person: Worker,
    desk: TheDesk,
    now: Now,
    other: Annotated[int, Form()],
    own_referral: Annotated[int, Form()] = 1,
    referral: Annotated[int, Form()] = 1,
) -> Response:
    """A person says that this fax answers an earlier one."""
    note(request, "link_given", fax_id)
    row = desk.work.row(other)
    if row is None:
        raise HTTPException(404, "There is no fax of that number.")
    answer, waiting = (fax_id, own_referral), (other, referral)
    Linker(desk, house(request).config).give(answer, waiting, row.version, person.name, now=now)
    say(request, DONE[LinkState.LINKED])
    return RedirectResponse(f"/fax/{other}", 303)


def _line(desk: Desk, dossier: Dossier, link: Link) -> LinkLine | None:
    own = dossier.detail.row.id
    other = link.answer_fax_id if link.fax_id == own else link.fax_id
    there, first = desk.work.row(other), desk.work.row(link.fax_id)
    if there is None or first is None or link.state in (LinkState.REFUSED, LinkState.UNDONE):
        return None
    changes = dossier.changes.get(link.referral, ()) if link.fax_id == own else ()
    return LinkLine(
        id=link.id,
        other=other,
        referral=link.referral,
        answers_us=link.fax_id == own,
        state=link.state,
        why=tuple(SPOKEN[one] for one in Evidence if one in link.evidence),
        arrived_at=there.received_at,
        version=first.version,
        brought=_titles(one for one in changes if one.settles),
        differs=_titles(one for one in changes if one.after is FieldStatus.CONFLICT),
    )


def _titles(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(plain.title(change.field) for change in changes)


def _suggestions(desk: Desk, dossier: Dossier) -> tuple[Suggestion, ...]:
    """What is known of the sender and is not read on this fax."""
    reading = dossier.reading
    if not reading.referrals:
        return ()
    found = {
        value.field: value.value
        for referral in reading.referrals[:1]
        for value in referral.fields
        if value.status is FieldStatus.FOUND
    }
    provider = found.get("referrer.name")
    known = desk.senders.suggestions(
        dossier.detail.row.id, dossier.sender_number, provider=provider if isinstance(provider, str) else None
    )
    return tuple(one for one in known if one.field not in found)

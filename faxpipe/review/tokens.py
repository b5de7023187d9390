"""Access tokens for other programs: made and taken back by a lead or operations, shown once, kept as hashes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review.gate import Now, Ops, Person, Right, TheDesk, hashed, note, say
from faxpipe.review.passwords import new_secret
from faxpipe.review.rendering import render
from faxpipe.store.desk import Desk
from faxpipe.store.desk.tokens import Scope

router = APIRouter()

PREFIX = "faxpipe_"
"""So that a token is known for one wherever it turns up."""
NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}", re.ASCII)
DAYS = (30, 90, 365)
SCOPES = (
    (Scope.READ, "read: see faxes and the worklist"),
    (Scope.WORK, "work: correct fields and decide"),
    (Scope.EXPORT, "export: take whole readings out"),
    (Scope.OPS, "ops: health and figures"),
)
OF_FAXES = frozenset({Scope.READ, Scope.WORK, Scope.EXPORT})


@router.get("/tokens")
def show_tokens(request: Request, person: Ops, desk: TheDesk) -> Response:
    return _page(request, desk, person)


@router.post("/tokens")
def make_token(
    request: Request,
    person: Ops,
    desk: TheDesk,
    now: Now,
    name: Annotated[str, Form(max_length=32)],
    days: Annotated[int, Form(ge=1, le=366)],
    scopes: Annotated[list[Scope], Form()],
) -> Response:
    """A new token. One that sees faxes is made by somebody who may see them."""
    if not NAME.fullmatch(name):
        wrong = "A name has 2 to 32 small letters, digits, dots or dashes, and begins with a letter."
        return _page(request, desk, person, status=422, wrong=wrong)
    wanted = frozenset(scopes)
    if wanted & OF_FAXES and Right.READ not in person.rights:
        raise HTTPException(403, "A token that sees faxes is made by a lead.")
    secret = PREFIX + new_secret()
    made = desk.tokens.make(
        name, hashed(secret), wanted, by=person.name, now=now, until=now + timedelta(days=days)
    )
    note(request, "make_token", detail=f"token {made} {' '.join(sorted(wanted))}")
    return _page(request, desk, person, secret=secret)


@router.post("/tokens/{token_id}/revoke")
def revoke_token(request: Request, token_id: int, person: Ops, desk: TheDesk, now: Now) -> Response:
    if not desk.tokens.revoke(token_id, now=now):
        raise HTTPException(404, "There is no such token any more.")
    note(request, "revoke_token", detail=f"token {token_id}")
    say(request, "The token is taken back.")
    return RedirectResponse("/tokens", 303)


def _page(request: Request, desk: Desk, person: Person, *, status: int = 200, **context: object) -> Response:
    offered = [one for one in SCOPES if one[0] not in OF_FAXES or Right.READ in person.rights]
    shown = {"wrong": "", "secret": ""} | context
    return render(
        request, "tokens.html", status=status, tokens=desk.tokens.all(), offered=offered, days=DAYS, **shown
    )

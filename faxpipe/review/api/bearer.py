"""Which program asks, by the token it bears, and what it may do. Refusals are audited like those of people."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from faxpipe.review.gate import Now, TheDesk, hashed, noted
from faxpipe.store.desk.tokens import Scope

BEARER = HTTPBearer(auto_error=False, description="A token made on the page Access tokens.")
CHALLENGE = {"WWW-Authenticate": "Bearer"}
_ETAG = re.compile(r'"v([0-9]{1,12})"', re.ASCII)


@dataclass(frozen=True, slots=True)
class Program:
    """The program that asks. `name` goes into histories, told apart from people by its prefix."""

    name: str
    scopes: frozenset[Scope]


def bearer(
    request: Request,
    desk: TheDesk,
    now: Now,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Program:
    token = desk.tokens.find(hashed(given.credentials), now=now) if given else None
    if token is None:
        noted(request).refused = given is not None
        raise HTTPException(401, "A token that holds is needed: Authorization: Bearer ...", CHALLENGE)
    entry = noted(request)
    entry.actor, entry.role = f"api:{token.name}", "token"
    return Program(entry.actor, token.scopes)


def may(*scopes: Scope) -> Callable[..., Program]:
    """A dependency: the program, whose token has one of `scopes`."""

    def allowed(request: Request, program: Annotated[Program, Depends(bearer)]) -> Program:
        if program.scopes.isdisjoint(scopes):
            noted(request).refused = True
            raise HTTPException(403, f"This token lacks the scope {' or '.join(scopes)}.")
        return program

    return allowed


Reads = Annotated[Program, Depends(may(Scope.READ))]
Works = Annotated[Program, Depends(may(Scope.WORK))]
Exports = Annotated[Program, Depends(may(Scope.EXPORT))]
Watches = Annotated[Program, Depends(may(Scope.OPS))]


def seen_version(
    if_match: Annotated[str | None, Header(description='The ETag that was seen: "v12"')] = None,
) -> int:
    """The version that the change was made against."""
    if if_match is None:
        raise HTTPException(428, "Send the ETag of the fax you saw as If-Match.")
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise HTTPException(412, "This is no version of this fax. Look at it again.")
    return int(found[1])


Seen = Annotated[int, Depends(seen_version)]


def etag(version: int) -> str:
    return f'"v{version}"'

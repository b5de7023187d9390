"""Who is at the door and what they may do. Every page asks here; what is not allowed is refused and audited.

An endpoint says what it needs in its signature:

    @router.post("/fax/{fax_id}/note")
    def add_note(request: Request, fax_id: int, person: Worker, desk: TheDesk, now: Now) -> Response: ...

Every unsafe request must carry the session's CSRF token, as the form field `csrf` or the header `X-CSRF-Token`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from faxpipe.review.house import house
from faxpipe.store.desk import Desk, Role, Session, Step

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BACKGROUND = "x-background"
"""A page that refreshes itself says so: nobody is at the desk for that, and the idle log-off still comes."""

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Right(StrEnum):
    """What a page asks for: to see faxes, to change them, accounts, the machine, the audit."""

    READ = "read"
    WORK = "work"
    LEAD = "lead"
    OPS = "ops"
    AUDIT = "audit"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REVIEWER: frozenset({Right.READ, Right.WORK}),
    Role.LEAD: frozenset({Right.READ, Right.WORK, Right.LEAD}),
    Role.OPS: frozenset({Right.OPS}),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is logged in. `name` is the account's and goes into histories; `full_name` is for the page."""

    name: str
    full_name: str
    role: str
    rights: frozenset[Right]
    account_id: int
    session_id: int
    stage: Step
    token_hash: str = field(repr=False)
    csrf: str = field(repr=False)


@dataclass(slots=True)
class Note:
    """What the audit will say of this request. An empty action is the endpoint's name."""

    person: Person | None = None
    actor: str = ""
    role: str = ""
    action: str = ""
    fax_id: int | None = None
    detail: str = ""
    once: bool = False
    refused: bool = False


class NotSignedInError(Exception):
    """Nobody is logged in here: to the log-in page, or 401 for what is no page."""


def noted(request: Request) -> Note:
    found: Note = request.state.note
    return found


def note(
    request: Request, action: str, fax_id: int | None = None, detail: str = "", *, once: bool = False
) -> None:
    """Say what the audit shall call this request. `detail` holds codes and ids only, never a value of a fax.

    `once`: the same again by the same session within minutes needs no second line (pictures of one page).
    """
    entry = noted(request)
    entry.action, entry.detail, entry.once = action, detail, once
    if fax_id is not None:
        entry.fax_id = fax_id


def say(request: Request, text: str) -> None:
    """Leave a word for the next page this session sees ("Saved."). Never a value of a fax."""
    person = noted(request).person
    if person is not None:
        with house(request).desks.one() as desk:
            desk.sessions.say(person.session_id, text)


def hashed(secret: str) -> str:
    """What the database keeps of a token, a link or a recovery code: they are random, so SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """The token that forms of the session carry; the session's own cannot be told from it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def cookie_name(request: Request, name: str = "session") -> str:
    """`__Host-` keeps other hosts and paths from setting it; browsers take that over TLS only."""
    return f"__Host-faxpipe-{name}" if house(request).secure else f"faxpipe-{name}"


def wants_json(request: Request) -> bool:
    """Whether a script asks, not a browser that shows pages."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


async def now(request: Request) -> datetime:
    """The time of this request."""
    return house(request).clock()


def desk(request: Request) -> Iterator[Desk]:
    """A desk for this request alone."""
    with house(request).desks.one() as found:
        yield found


Now = Annotated[datetime, Depends(now)]
TheDesk = Annotated[Desk, Depends(desk)]


async def sent_csrf(request: Request) -> str:
    """The CSRF token that came with an unsafe request; "" where none did."""
    if request.method in SAFE:
        return ""
    header = request.headers.get("x-csrf-token")
    if header:
        return header
    if request.headers.get("content-type", "").startswith(FORMS):
        value = (await request.form()).get("csrf")
        return value if isinstance(value, str) else ""
    return ""


def session(request: Request, desk: TheDesk, now: Now, csrf: Annotated[str, Depends(sent_csrf)]) -> Person:
    """The person of the session cookie, at whatever stage of logging in; CSRF is checked here."""
    token = request.cookies.get(cookie_name(request), "")
    rules = house(request).config.review
    idle, longest = timedelta(minutes=rules.idle_min), timedelta(hours=rules.session_h)
    touch = BACKGROUND not in request.headers
    found = desk.sessions.find(hashed(token), now=now, idle=idle, longest=longest, touch=touch) if token else None
    if found is None:
        raise NotSignedInError
    person = _person(found, token)
    noted(request).person = person
    request.state.notice = found.notice
    if request.method not in SAFE and not hmac.compare_digest(csrf.encode(), person.csrf.encode()):
        note(request, "refused_csrf")
        raise HTTPException(403, "This page was open for too long, or the request came from elsewhere. Try again.")
    return person


def signed_in(request: Request, person: Annotated[Person, Depends(session)]) -> Person:
    """The person, logged in all the way."""
    if person.stage is not Step.FULL:
        raise NotSignedInError
    return person


def may(*rights: Right) -> Callable[..., Person]:
    """A dependency: the person, who has one of `rights`. Anybody else is refused, which the audit tells."""

    def allowed(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Person:
        if person.rights.isdisjoint(rights):
            noted(request).refused = True
            raise HTTPException(403, "Your account may not do this.")
        return person

    allowed.rights = frozenset(rights)  # type: ignore[attr-defined]  # told by the route, for who looks after them
    return allowed


Reader = Annotated[Person, Depends(may(Right.READ))]
Worker = Annotated[Person, Depends(may(Right.WORK))]
Lead = Annotated[Person, Depends(may(Right.LEAD))]
Ops = Annotated[Person, Depends(may(Right.OPS, Right.LEAD))]
Auditor = Annotated[Person, Depends(may(Right.AUDIT))]
Anybody = Annotated[Person, Depends(signed_in)]


def _person(found: Session, token: str) -> Person:
    return Person(
        name=found.name,
        full_name=found.full_name,
        role=found.role.value,
        rights=RIGHTS[found.role],
        account_id=found.account_id,
        session_id=found.id,
        stage=found.stage,
        token_hash=hashed(token),
        csrf=csrf_of(token),
    )

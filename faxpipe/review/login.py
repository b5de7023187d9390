"""In and out: name and password, then the second factor, then a session with a fresh token.

Whatever is wrong, the page says the same: nobody learns which names there are, or that one is locked.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review import second_factor
from faxpipe.review.gate import (
    RIGHTS,
    Now,
    Person,
    Right,
    TheDesk,
    cookie_name,
    csrf_of,
    hashed,
    note,
    noted,
    sent_csrf,
    session,
)
from faxpipe.review.house import house
from faxpipe.review.passwords import LENGTH_MAX, hash_password, is_weak_hash, new_secret, verify
from faxpipe.review.rendering import render
from faxpipe.store.desk import Account, Desk, Role, Step

router = APIRouter()

WRONG = "That did not work. Check name and password. After several wrong tries an account is locked for a while."
WRONG_CODE = "That code did not work. Take the newest one from your phone, or one of your recovery codes."
_BACK = re.compile(r"/(fax/[0-9]{1,12}|dashboard|audit|accounts|account|tokens)?", re.ASCII)

Name = Annotated[str, Form(max_length=64)]
Password = Annotated[str, Form(max_length=LENGTH_MAX)]
AtTheDoor = Annotated[Person, Depends(session)]


def visit(request: Request, sent: Annotated[str, Depends(sent_csrf)]) -> None:
    """Refuse a form that was not ours: before log-in its token belongs to a cookie of this visit."""
    token = request.cookies.get(cookie_name(request, "visit"), "")
    if not token or not hmac.compare_digest(sent.encode(), csrf_of(token).encode()):
        note(request, "refused_csrf")
        raise HTTPException(403, "This page was open for too long. Please load it again, and allow cookies.")


def form(request: Request, template: str, /, *, status: int = 200, **context: object) -> Response:
    """A page with a form for somebody who is not logged in yet."""
    token = request.cookies.get(cookie_name(request, "visit")) or new_secret()
    page = render(request, template, status=status, **context | {"csrf": csrf_of(token)})
    set_cookie(request, page, "visit", token)
    return page


def set_cookie(request: Request, answer: Response, name: str, value: str) -> None:
    secure = house(request).secure
    key = cookie_name(request, name)
    answer.set_cookie(key, value, path="/", secure=secure, httponly=True, samesite="strict")


@router.get("/login")
def log_in_page(request: Request, next: str = "/") -> Response:
    return form(request, "login.html", wrong="", back=_back(next))


@router.post("/login", dependencies=[Depends(visit)])
def log_in(request: Request, desk: TheDesk, now: Now, name: Name, password: Password, next: str = "/") -> Response:
    note(request, "log_in")
    name = name.strip()
    check_throttle(request, now)
    account = attempt(request, desk, name, now)
    if not verify(account.password if account else None, password) or account is None:
        note(request, "refused_log_in", detail="" if account is None else f"account {account.id}")
        noted(request).actor = account.name if account else "?"
        return form(request, "login.html", status=401, wrong=WRONG, back=_back(next))
    if account.password and is_weak_hash(account.password):
        desk.accounts.set_password(account.id, hash_password(password), now=now, rehash=True)
    stage = _stage(request, account)
    if stage is not Step.CODE:  # wrong codes count on where wrong passwords stopped
        desk.accounts.succeeded(account.id)
    return enter(request, desk, account, stage, now, back=_back(next))


@router.get("/login/code")
def code_page(request: Request, person: AtTheDoor) -> Response:
    if person.stage is not Step.CODE:
        return RedirectResponse("/login", 303)
    return render(request, "login_code.html", wrong="")


@router.post("/login/code")
def give_code(
    request: Request, person: AtTheDoor, desk: TheDesk, now: Now, code: Annotated[str, Form(max_length=40)]
) -> Response:
    note(request, "log_in_code")
    if person.stage is not Step.CODE:
        return RedirectResponse("/login", 303)
    check_throttle(request, now)
    account = attempt(request, desk, person.name, now)
    if account is None or not code_is_right(desk, account, code, now):
        note(request, "refused_log_in_code")
        return render(request, "login_code.html", status=401, wrong=WRONG_CODE)
    return enter(request, desk, account, Step.FULL, now)


@router.post("/logout")
def log_out(request: Request, person: AtTheDoor, desk: TheDesk, now: Now) -> Response:
    note(request, "log_out")
    desk.sessions.end(person.token_hash, now=now)
    desk.work.leave_all(person.name, now=now)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_name(request), path="/", secure=house(request).secure, httponly=True)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def check_throttle(request: Request, now: datetime) -> None:
    address = request.client.host if request.client else ""
    if not request.app.state.throttle.allows(address, now):
        note(request, "refused_throttled")
        raise HTTPException(429, "Too many tries from this place. Please wait a minute.")


def attempt(request: Request, desk: Desk, name: str, now: datetime) -> Account | None:
    """Count a try of `name`; None where the account is not there, shut or locked."""
    rules = house(request).config.review
    until = now + timedelta(minutes=rules.lockout_min)
    return desk.accounts.attempt(name, now=now, failures_max=rules.lockout_failures, locked_until=until)


def code_is_right(desk: Desk, account: Account, code: str, now: datetime) -> bool:
    """Whether `code` is the phone's, not used before, or a recovery code, which is spent by it."""
    step = second_factor.step_of(account.totp_secret or "", code, now) if account.totp_confirmed else None
    if step is not None:
        return desk.accounts.succeeded(account.id, totp_step=step)
    if not desk.accounts.use_recovery_code(account.id, hashed(second_factor.recovery_form(code))):
        return False
    return desk.accounts.succeeded(account.id)


def enter(
    request: Request,
    desk: Desk,
    account: Account,
    stage: Step,
    now: datetime,
    *,
    back: str = "/",
    notice: str = "",
) -> Response:
    """A session with a token of its own; whatever token the browser came with is worth nothing afterwards."""
    old = request.cookies.get(cookie_name(request))
    if old:
        desk.sessions.end(hashed(old), now=now)
    token = new_secret()
    desk.sessions.start(account.id, hashed(token), stage, now=now, notice=notice)
    noted(request).actor, noted(request).role = account.name, account.role.value
    steps = {Step.CODE: "/login/code", Step.ENROL: "/account/second-factor"}
    answer = RedirectResponse(steps.get(stage) or (back if back != "/" else start_of(account.role)), 303)
    set_cookie(request, answer, "session", token)
    return answer


def start_of(role: Role) -> str:
    """The first page of a role."""
    rights = RIGHTS[role]
    if Right.READ in rights:
        return "/"
    return "/audit" if Right.AUDIT in rights else "/dashboard"


def page_for(path: str) -> str:
    """The log-in page that leads to `path` afterwards."""
    back = _back(path)
    return "/login" if back == "/" else f"/login?next={back}"


def _stage(request: Request, account: Account) -> Step:
    if account.totp_confirmed:
        return Step.CODE
    return Step.ENROL if house(request).config.review.totp == "required" else Step.FULL


def _back(path: str) -> str:
    return path if _BACK.fullmatch(path) else "/"

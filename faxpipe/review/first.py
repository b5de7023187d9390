"""A one-time link: it makes the first account, or lets somebody choose a password. It works once, for a while."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review import passwords
from faxpipe.review.gate import Now, TheDesk, hashed, note, noted
from faxpipe.review.house import house
from faxpipe.review.login import Password, check_throttle, form, set_cookie, visit
from faxpipe.store.desk import Account, Desk

router = APIRouter()

LASTS = timedelta(hours=24)
NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}", re.ASCII)
NAME_RULE = "A name has 2 to 32 small letters, digits, dots or dashes, and begins with a letter."
GONE = "This link was used before or is too old. Ask a lead for a new one."

FullName = Annotated[str, Form(max_length=80)]


def new_link(desk: Desk, account_id: int | None, *, by: str, now: datetime) -> str:
    """The path of a fresh one-time link; only its hash is kept. `account_id` None: for the first account."""
    secret = passwords.new_secret()
    desk.accounts.invite(account_id, hashed(secret), by=by, now=now, until=now + LASTS)
    return f"/first/{secret}"


@router.get("/first/{secret}")
def link_page(request: Request, secret: str, desk: TheDesk, now: Now) -> Response:
    account = _account_of(desk, secret, now)
    return form(request, "first.html", account=account, wrong="", name="", full_name="")


@router.post("/first/{secret}", dependencies=[Depends(visit)])
def use_link(
    request: Request,
    secret: str,
    desk: TheDesk,
    now: Now,
    password: Password,
    again: Password,
    name: Annotated[str, Form(max_length=64)] = "",
    full_name: FullName = "",
) -> Response:
    check_throttle(request, now)
    account = _account_of(desk, secret, now)
    name, full_name = name.strip().lower(), full_name.strip()
    about = (account.name, account.full_name) if account else (name, full_name)
    wrong = "" if account else name_fault(name, full_name)
    wrong = wrong or password_fault(request, password, again, *about)
    if wrong:
        entered = {"name": name, "full_name": full_name}
        return form(request, "first.html", status=422, account=account, wrong=wrong, **entered)
    made = _use(desk, secret, account, name, full_name, password, now)
    note(request, "use_link" if account else "make_first_account", detail=f"account {made}")
    noted(request).actor = account.name if account else name
    answer = RedirectResponse("/login", 303)
    set_cookie(request, answer, "visit", passwords.new_secret())
    return answer


def name_fault(name: str, full_name: str) -> str:
    """What is wrong with the names of a new account, in words; "" where they will do."""
    if not NAME.fullmatch(name):
        return NAME_RULE
    if not full_name or not full_name.isprintable():
        return "Please enter the full name, too: it stands in the history of each fax."
    return ""


def password_fault(request: Request, password: str, again: str, *about: str) -> str:
    """What is wrong with a new password and its repetition; "" where they will do."""
    if password != again:
        return "The two passwords differ. Please type both again."
    return passwords.fault(password, *about, house(request).config.clinic.name)


def _account_of(desk: Desk, secret: str, now: datetime) -> Account | None:
    """Whom the link is for; None: the first account. Raises 404 where the link does not hold."""
    invitation = desk.accounts.invitation(hashed(secret), now=now)
    if invitation is None:
        raise HTTPException(404, GONE)
    if invitation.account_id is None:
        return None
    account = desk.accounts.account(invitation.account_id)
    if account is None or account.disabled:
        raise HTTPException(404, GONE)
    return account


def _use(
    desk: Desk, secret: str, account: Account | None, name: str, full_name: str, password: str, now: datetime
) -> int:
    stored = passwords.hash_password(password)
    if account is None:
        made = desk.accounts.accept_first(hashed(secret), name, full_name, stored, now=now)
    else:
        made = desk.accounts.accept(hashed(secret), stored, now=now)
    if made is None:
        raise HTTPException(404, GONE)
    return made

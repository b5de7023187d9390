"""Accounts as a lead sees them: make, give a role, shut, unlock, and a link where somebody forgot the password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review.first import FullName, name_fault, new_link
from faxpipe.review.gate import Lead, Now, TheDesk, note, say
from faxpipe.review.rendering import render
from faxpipe.store.desk import Account, Desk, Role

router = APIRouter()

ROLES = (
    (Role.REVIEWER, "Reviewer: works on faxes"),
    (Role.LEAD, "Lead: works on faxes and looks after accounts"),
    (Role.OPS, "Operations: access tokens and figures, no faxes"),
    (Role.AUDITOR, "Auditor: the audit, no faxes"),
)
OWN = "This is your own account. Ask another lead."


@router.get("/accounts")
def show_accounts(request: Request, person: Lead, desk: TheDesk) -> Response:
    return _page(request, desk)


@router.post("/accounts")
def make_account(
    request: Request,
    person: Lead,
    desk: TheDesk,
    now: Now,
    name: Annotated[str, Form(max_length=64)],
    full_name: FullName,
    role: Annotated[Role, Form()],
) -> Response:
    name, full_name = name.strip().lower(), full_name.strip()
    wrong = name_fault(name, full_name)
    if not wrong and desk.accounts.named(name):
        wrong = "This name is in use. Please choose another."
    if wrong:
        return _page(request, desk, status=422, wrong=wrong, name=name, full_name=full_name, role=role)
    made = desk.accounts.make(name, full_name, role, by=person.name, now=now)
    note(request, "make_account", detail=f"account {made} {role.value}")
    return _linked(request, desk, _known(desk, made), new_link(desk, made, by=person.name, now=now))


@router.post("/accounts/{account_id}/role")
def set_role(
    request: Request, account_id: int, person: Lead, desk: TheDesk, role: Annotated[Role, Form()]
) -> Response:
    _known(desk, account_id)
    if account_id == person.account_id:
        raise HTTPException(409, OWN)
    desk.accounts.set_role(account_id, role)
    note(request, "set_role", detail=f"account {account_id} {role.value}")
    return _done(request, "The role is changed. The account has to log in again.")


@router.post("/accounts/{account_id}/disable")
def disable_account(request: Request, account_id: int, person: Lead, desk: TheDesk) -> Response:
    _known(desk, account_id)
    if account_id == person.account_id:
        raise HTTPException(409, OWN)
    desk.accounts.disable(account_id, True)
    note(request, "disable_account", detail=f"account {account_id}")
    return _done(request, "The account is shut. Its history stays.")


@router.post("/accounts/{account_id}/enable")
def enable_account(request: Request, account_id: int, person: Lead, desk: TheDesk) -> Response:
    _known(desk, account_id)
    desk.accounts.disable(account_id, False)
    note(request, "enable_account", detail=f"account {account_id}")
    return _done(request, "The account is open again.")


@router.post("/accounts/{account_id}/unlock")
def unlock_account(request: Request, account_id: int, person: Lead, desk: TheDesk) -> Response:
    _known(desk, account_id)
    desk.accounts.unlock(account_id)
    note(request, "unlock_account", detail=f"account {account_id}")
    return _done(request, "The account is unlocked.")


@router.post("/accounts/{account_id}/link")
def reset_account(
    request: Request,
    account_id: int,
    person: Lead,
    desk: TheDesk,
    now: Now,
    factor: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A link to choose a new password; with `factor` the second factor is taken off as well (a lost phone)."""
    account = _known(desk, account_id)
    if account.disabled:
        raise HTTPException(409, "This account is shut. Open it first.")
    if factor:
        if account_id == person.account_id:
            raise HTTPException(409, OWN)
        desk.accounts.drop_totp(account_id)
    note(request, "reset_account", detail=f"account {account_id}{' second factor' if factor else ''}")
    return _linked(request, desk, account, new_link(desk, account_id, by=person.name, now=now))


def _known(desk: Desk, account_id: int) -> Account:
    account = desk.accounts.account(account_id)
    if account is None:
        raise HTTPException(404, "There is no such account.")
    return account


def _done(request: Request, text: str) -> Response:
    say(request, text)
    return RedirectResponse("/accounts", 303)


def _linked(request: Request, desk: Desk, account: Account, path: str) -> Response:
    """The page with the link, shown this once; it is in no address, no log and no database."""
    return _page(request, desk, link=f"{str(request.base_url).rstrip('/')}{path}", link_for=account)


def _page(request: Request, desk: Desk, *, status: int = 200, **context: object) -> Response:
    empty = {"wrong": "", "name": "", "full_name": "", "role": Role.REVIEWER, "link": "", "link_for": None}
    accounts = desk.accounts.all()
    return render(request, "accounts.html", status=status, accounts=accounts, roles=ROLES, **empty | context)

"""One's own account: another password, the second factor, and out of every browser at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from faxpipe.review import second_factor
from faxpipe.review.first import password_fault
from faxpipe.review.gate import Now, Person, TheDesk, hashed, note, session
from faxpipe.review.house import house
from faxpipe.review.login import WRONG_CODE, Password, attempt, check_throttle, code_is_right, enter
from faxpipe.review.passwords import hash_password, verify
from faxpipe.review.rendering import render
from faxpipe.store.desk import Account, Desk, Step

router = APIRouter()

WRONG_PASSWORD = "That is not your password. After several wrong tries the account is locked for a while."  # noqa: S105
ISSUER = "faxpipe"


def entering(person: Annotated[Person, Depends(session)]) -> Person:
    """The person, logged in, or on the way in and asked to set up a second factor first."""
    if person.stage is Step.CODE:
        raise HTTPException(403, "Enter the code of your phone first.")
    return person


Full = Annotated[Person, Depends(entering)]
Code = Annotated[str, Form(max_length=40)]


@router.get("/account")
def show_account(request: Request, person: Full, desk: TheDesk) -> Response:
    if person.stage is Step.ENROL:
        return RedirectResponse("/account/second-factor", 303)
    return _page(request, desk, person)


@router.post("/account/password")
def change_password(
    request: Request, person: Full, desk: TheDesk, now: Now, old: Password, password: Password, again: Password
) -> Response:
    note(request, "change_password")
    account = _proved(request, desk, person, old, now)
    if account is None:
        note(request, "refused_change_password")
        return _page(request, desk, person, status=403, wrong=WRONG_PASSWORD)
    wrong = password_fault(request, password, again, account.name, account.full_name)
    if wrong:
        return _page(request, desk, person, status=422, wrong=wrong)
    desk.accounts.set_password(account.id, hash_password(password), now=now)
    return enter(request, desk, account, person.stage, now, back="/account", notice="Your password is changed.")


@router.post("/account/everywhere")
def log_out_everywhere(request: Request, person: Full, desk: TheDesk, now: Now) -> Response:
    note(request, "log_out_everywhere")
    desk.sessions.end_all(person.account_id, now=now)
    return RedirectResponse("/login", 303)


@router.get("/account/second-factor")
def second_factor_page(request: Request, person: Full, desk: TheDesk) -> Response:
    account = _own(desk, person)
    if account.totp_confirmed:
        return RedirectResponse("/account", 303)
    return _offer(request, desk, account)


@router.get("/account/second-factor.svg")
def second_factor_picture(person: Full, desk: TheDesk) -> Response:
    account = _own(desk, person)
    if account.totp_confirmed or not account.totp_secret:
        raise HTTPException(404)
    picture = second_factor.picture(account.totp_secret, account.name, ISSUER)
    return Response(picture, media_type="image/svg+xml")


@router.post("/account/second-factor")
def confirm_second_factor(request: Request, person: Full, desk: TheDesk, now: Now, code: Code) -> Response:
    """The phone shows what we expect: it is asked for from now on; the recovery codes are shown once."""
    note(request, "confirm_second_factor")
    check_throttle(request, now)
    account = _own(desk, person)
    if account.totp_confirmed:
        return RedirectResponse("/account", 303)
    step = second_factor.step_of(account.totp_secret or "", code, now) if account.totp_secret else None
    if step is None:
        return _offer(request, desk, account, status=422, wrong=WRONG_CODE)
    codes = second_factor.recovery_codes()
    desk.accounts.confirm_totp(account.id, step, [hashed(second_factor.recovery_form(one)) for one in codes])
    desk.sessions.full(person.session_id)
    return render(request, "recovery_codes.html", codes=codes)


@router.post("/account/second-factor/off")
def drop_second_factor(
    request: Request, person: Full, desk: TheDesk, now: Now, password: Password, code: Code
) -> Response:
    note(request, "drop_second_factor")
    if house(request).config.review.totp == "required":
        raise HTTPException(409, "This house asks everybody for a second factor.")
    account = _proved(request, desk, person, password, now)
    if account is None or not code_is_right(desk, account, code, now):
        note(request, "refused_drop_second_factor")
        return _page(request, desk, person, status=403, wrong="Password or code was wrong.")
    desk.accounts.drop_totp(account.id)
    return enter(request, desk, account, Step.FULL, now, back="/account")


def _own(desk: Desk, person: Person) -> Account:
    account = desk.accounts.account(person.account_id)
    if account is None:
        raise HTTPException(404)
    return account


def _proved(request: Request, desk: Desk, person: Person, password: str, now: Now) -> Account | None:
    """The account, where `password` is its own; the try is counted like one at the door."""
    check_throttle(request, now)
    account = attempt(request, desk, person.name, now)
    if account is None or not verify(account.password, password):
        return None
    desk.accounts.succeeded(account.id)
    return account


def _offer(request: Request, desk: Desk, account: Account, *, status: int = 200, wrong: str = "") -> Response:
    secret = account.totp_secret
    if not secret:
        secret = second_factor.new_secret()
        desk.accounts.offer_totp(account.id, secret)
    shown = second_factor.spaced(secret)
    return render(request, "second_factor.html", status=status, secret=shown, wrong=wrong)


def _page(request: Request, desk: Desk, person: Person, *, status: int = 200, wrong: str = "") -> Response:
    account = _own(desk, person)
    left = desk.accounts.recovery_codes_left(account.id)
    required = house(request).config.review.totp == "required"
    context = {"account": account, "codes_left": left, "required": required, "wrong": wrong}
    return render(request, "account.html", status=status, **context)

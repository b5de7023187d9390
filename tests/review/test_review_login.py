"""In and out: the first link, passwords, locks, sessions, the second factor. Real argon2, a clock in the hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI

from faxpipe.config import Config
from faxpipe.review import passwords
from faxpipe.review.app import create_app
from faxpipe.review.first import new_link
from faxpipe.review.gate import csrf_of
from faxpipe.store.desk import AuditFilter, Desk, Role

Visit = Callable[..., Any]

GOOD = "plum kettle orbit seven"
OTHER = "green lamp under the stairs"


@pytest.fixture
def ann(desk: Desk, clock: Any) -> int:
    made = desk.accounts.make("ann", "Ann Archer", Role.REVIEWER, by="t", now=clock())
    desk.accounts.set_password(made, passwords.hash_password(GOOD), now=clock())
    desk.accounts.make("lee", "Lee Lead", Role.LEAD, by="t", now=clock())
    return made


def csrf(page: Any) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def log_in(browser: Any, name: str = "ann", password: str = GOOD, path: str = "/login") -> Any:
    token = csrf(browser.get(path))
    sent = {"csrf": token, "name": name, "password": password}
    return browser.post(path, data=sent, follow_redirects=False)


def post(browser: Any, path: str, page: str, **fields: str) -> Any:
    return browser.post(path, data={"csrf": csrf(browser.get(page))} | fields, follow_redirects=False)


def actions(desk: Desk) -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in desk.audit.entries(AuditFilter())]


def test_the_right_password_opens_and_the_cookie_is_strict(visitor: Visit, ann: int, desk: Desk) -> None:
    browser = visitor()
    answer = log_in(browser, " ANN ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("faxpipe-session="))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert browser.get("/account").status_code == 200
    assert actions(desk) == [("ann", "show_account"), ("ann", "log_in")]


def test_under_tls_the_cookie_is_of_this_host_alone(config: Config, clock: Any, ann: int) -> None:
    from fastapi.testclient import TestClient  # noqa: PLC0415

    review = config.review.model_copy(update={"behind_proxy": True, "names": ("fax.clinic.test",)})
    app = create_app(config.model_copy(update={"review": review}), clock)
    with TestClient(app, base_url="https://fax.clinic.test") as browser:
        answer = log_in(browser)
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "session" in c)
        assert cookie.startswith("__Host-faxpipe-session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert browser.get("/account").status_code == 200


def test_wrong_unknown_and_locked_look_the_same(visitor: Visit, ann: int, desk: Desk, clock: Any) -> None:
    browser = visitor()
    wrong = [log_in(browser, name, "not the password") for name in ("ann", "nobody", "lee")]
    for _ in range(4):
        log_in(browser, password="still not the password")  # noqa: S106
    locked = log_in(browser)
    assert {answer.status_code for answer in (*wrong, locked)} == {401}
    said = {re.sub(r"[0-9a-f]{64}", "", answer.text) for answer in (*wrong, locked)}
    assert len(said) == 1
    clock.forward(minutes=15)
    assert log_in(browser).status_code == 303
    assert ("ann", "refused_log_in") in actions(desk)
    assert "nobody" not in {actor for actor, _ in actions(desk)}


def test_an_unknown_name_costs_a_hash_like_a_known_one(
    visitor: Visit, ann: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords._HASHER.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored[:30])
            return real(stored, password)

        def hash(self, password: str) -> str:
            return passwords.PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2).hash(password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for name in ("ann", "nobody", "lee"):
        log_in(visitor(), name, "not the password")
    assert len(checked) == 3
    assert len(set(checked)) == 1, "the same parameters, so the same time"


def test_many_tries_from_one_place_have_to_wait(visitor: Visit, clock: Any) -> None:
    browser = visitor()
    token = csrf(browser.get("/login"))
    sent = {"csrf": token, "name": "x", "password": "y" * 201}
    assert browser.post("/login", data=sent).status_code == 422
    for _ in range(30):
        browser.app.state.throttle.allows("127.0.0.1", clock())
    assert browser.post("/login", data=sent | {"password": "y"}).status_code == 429
    clock.forward(seconds=61)
    assert browser.post("/login", data=sent | {"password": "y"}).status_code == 401


def test_logging_in_needs_the_form_of_this_visit(visitor: Visit, ann: int) -> None:
    browser, other = visitor(), visitor()
    foreign = csrf(other.get("/login"))
    browser.get("/login")
    for token in ("", foreign, csrf_of("")):
        sent = {"csrf": token, "name": "ann", "password": GOOD}
        assert browser.post("/login", data=sent, follow_redirects=False).status_code == 403
    assert visitor().post("/login", data={"csrf": csrf_of(""), "name": "ann", "password": GOOD}).status_code == 403


def test_a_token_planted_before_logging_in_is_worth_nothing(visitor: Visit, ann: int) -> None:
    browser = visitor()
    browser.cookies.set("faxpipe-session", "planted-by-somebody")
    log_in(browser)
    tokens = {cookie.value for cookie in browser.cookies.jar if cookie.name == "faxpipe-session"}
    assert len(tokens - {"planted-by-somebody"}) == 1
    thief = visitor()
    thief.cookies.set("faxpipe-session", "planted-by-somebody")
    assert thief.get("/account", follow_redirects=False).status_code == 303


def test_each_log_in_has_a_token_of_its_own_and_ends_the_browsers_last(visitor: Visit, ann: int) -> None:
    browser, thief = visitor(), visitor()
    log_in(browser)
    first = browser.cookies["faxpipe-session"]
    log_in(browser)
    assert browser.cookies["faxpipe-session"] != first
    thief.cookies.set("faxpipe-session", first)
    assert thief.get("/account", follow_redirects=False).status_code == 303


def test_an_idle_session_ends_and_a_busy_one_ends_at_last(visitor: Visit, ann: int, clock: Any) -> None:
    browser = visitor()
    log_in(browser)
    clock.forward(minutes=14)
    assert browser.get("/account").status_code == 200
    clock.forward(minutes=15)
    assert browser.get("/account", follow_redirects=False).headers["location"] == "/login?next=/account"
    log_in(browser)
    began = clock()
    while clock() - began < timedelta(hours=12):
        assert browser.get("/account", follow_redirects=False).status_code == 200
        clock.forward(minutes=10)
    assert browser.get("/account", follow_redirects=False).status_code == 303


def test_logging_out_ends_the_session_at_the_server(visitor: Visit, ann: int) -> None:
    browser, thief = visitor(), visitor()
    log_in(browser)
    thief.cookies.set("faxpipe-session", browser.cookies["faxpipe-session"])
    answer = post(browser, "/logout", "/account")
    assert answer.headers["location"] == "/login"
    assert thief.get("/account", follow_redirects=False).status_code == 303


def test_out_everywhere_means_every_browser(visitor: Visit, ann: int) -> None:
    here, there = visitor(), visitor()
    log_in(here)
    log_in(there)
    post(here, "/account/everywhere", "/account")
    assert there.get("/account", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "where",
    ["//evil.test", "https://evil.test", "/\\evil.test", "/first/x", "/fax/1/../../x", "/fax/1?x", "javascript:x"],
)
def test_after_logging_in_nobody_is_led_elsewhere(visitor: Visit, ann: int, where: str) -> None:
    browser = visitor()
    token = csrf(browser.get("/login", params={"next": where}))
    answer = browser.post(
        "/login",
        params={"next": where},
        data={"csrf": token, "name": "ann", "password": GOOD},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/"


def test_a_fax_that_was_asked_for_comes_after_logging_in(visitor: Visit, ann: int) -> None:
    browser = visitor()
    assert log_in(browser, path="/login?next=/fax/7").headers["location"] == "/fax/7"


# one-time links


def test_the_first_link_makes_one_lead_and_only_its_hash_is_kept(
    visitor: Visit, desk: Desk, clock: Any, config: Config
) -> None:
    path = new_link(desk, None, by="run", now=clock())
    browser = visitor()
    fields = {"name": "Lee", "full_name": "Lee Lead", "password": GOOD, "again": GOOD}
    assert post(browser, path, path, **fields).headers["location"] == "/login"
    assert log_in(browser, "lee").status_code == 303
    assert visitor().get(path).status_code == 404
    secret = path.rsplit("/", 1)[1].encode()
    files = config.paths.database.parent.glob(f"{config.paths.database.name}*")
    assert not any(secret in file.read_bytes() for file in files)


def test_an_old_link_and_a_guessed_one_open_nothing(visitor: Visit, desk: Desk, clock: Any) -> None:
    path = new_link(desk, None, by="run", now=clock())
    assert visitor().get(path[:-1]).status_code == 404
    clock.forward(hours=24)
    assert visitor().get(path).status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password": "short one", "again": "short one"}, "12 characters"),
        ({"again": OTHER}, "differ"),
        ({"password": "Password1234!", "again": "Password1234!"}, "most used"),
        ({"password": "lee lead is here", "again": "lee lead is here"}, "your name"),
        ({"password": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"}, "repeats"),
        ({"name": "Lee Lead"}, "small letters"),
        ({"name": "<b>"}, "small letters"),
        ({"full_name": " "}, "full name"),
    ],
)
def test_a_bad_first_account_is_told_why_and_the_link_still_holds(
    visitor: Visit, desk: Desk, clock: Any, fields: dict[str, str], says: str
) -> None:
    path = new_link(desk, None, by="run", now=clock())
    browser = visitor()
    good = {"name": "lee", "full_name": "Lee Lead", "password": GOOD, "again": GOOD}
    answer = post(browser, path, path, **(good | fields))
    assert answer.status_code == 422
    assert says in answer.text
    assert post(browser, path, path, **good).status_code == 303


def test_a_leads_link_gives_a_new_password_and_ends_sessions(visitor: Visit, client: Visit, ann: int) -> None:
    browser, lead = visitor(), client("lead")
    log_in(browser)
    page = lead.submit(f"/accounts/{ann}/link")
    link = re.search(r"http://127\.0\.0\.1:8321(/first/[\w-]+)", page.text)
    assert link
    fresh = visitor()
    assert post(fresh, link[1], link[1], password=OTHER, again=OTHER).status_code == 303
    assert browser.get("/account", follow_redirects=False).status_code == 303
    assert log_in(fresh).status_code == 401
    assert log_in(fresh, password=OTHER).status_code == 303
    assert link[1] not in lead.get("/accounts").text


# one's own account


def test_a_new_password_needs_the_old_one_and_ends_other_browsers(visitor: Visit, ann: int) -> None:
    here, there = visitor(), visitor()
    log_in(here)
    log_in(there)
    new = {"password": OTHER, "again": OTHER}
    assert post(here, "/account/password", "/account", old="not the old one", **new).status_code == 403
    assert post(here, "/account/password", "/account", old=GOOD, **new).status_code == 303
    assert "Your password is changed." in here.get("/account").text
    assert "Your password is changed." not in here.get("/account").text
    assert there.get("/account", follow_redirects=False).status_code == 303


def enrolled(browser: Any, clock: Any) -> tuple[pyotp.TOTP, list[str]]:
    page = browser.get("/account/second-factor")
    secret = re.search(r'<p class="mono">([A-Z2-7 ]+)</p>', page.text)
    assert secret
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    code = totp.at(clock())
    page = browser.post("/account/second-factor", data={"csrf": csrf(page), "code": code})
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", page.text)
    assert len(codes) == 10
    return totp, codes


def test_the_second_factor_is_asked_for_and_a_code_counts_once(visitor: Visit, ann: int, clock: Any) -> None:
    browser = visitor()
    log_in(browser)
    picture = browser.get("/account/second-factor")
    assert browser.get("/account/second-factor.svg").headers["content-type"] == "image/svg+xml"
    totp, _ = enrolled(browser, clock)
    assert picture.status_code == 200
    assert browser.get("/account/second-factor.svg").status_code == 404

    clock.forward(seconds=60)
    other = visitor()
    assert log_in(other).headers["location"] == "/login/code"
    assert other.get("/accounts", follow_redirects=False).status_code == 303
    assert other.get("/account", follow_redirects=False).status_code == 403
    code = totp.at(clock())
    assert post(other, "/login/code", "/login/code", code="000000").status_code == 401
    assert post(other, "/login/code", "/login/code", code=code).headers["location"] == "/"
    assert other.get("/account").status_code == 200

    again = visitor()
    log_in(again)
    assert post(again, "/login/code", "/login/code", code=code).status_code == 401, "a replayed code"


def test_wrong_codes_lock_the_account(visitor: Visit, ann: int, clock: Any) -> None:
    browser = visitor()
    log_in(browser)
    totp, _ = enrolled(browser, clock)
    clock.forward(seconds=60)
    other = visitor()
    log_in(other)
    answers = [post(other, "/login/code", "/login/code", code="123456").status_code for _ in range(5)]
    assert set(answers) == {401}
    assert post(other, "/login/code", "/login/code", code=totp.at(clock())).status_code == 401


def test_a_recovery_code_works_once_however_typed(visitor: Visit, ann: int, clock: Any, desk: Desk) -> None:
    browser = visitor()
    log_in(browser)
    _, codes = enrolled(browser, clock)
    typed = codes[0].upper().replace("-", " ")
    for expected in (303, 401):
        other = visitor()
        log_in(other)
        assert post(other, "/login/code", "/login/code", code=typed).status_code == expected
    assert desk.accounts.recovery_codes_left(ann) == 9


def test_the_second_factor_goes_off_with_password_and_code_only(visitor: Visit, ann: int, clock: Any) -> None:
    browser = visitor()
    log_in(browser)
    totp, _ = enrolled(browser, clock)
    clock.forward(seconds=60)
    off = "/account/second-factor/off"
    assert post(browser, off, "/account", password=GOOD, code="000000").status_code == 403
    assert post(browser, off, "/account", password="no", code=totp.at(clock())).status_code == 403  # noqa: S106
    assert post(browser, off, "/account", password=GOOD, code=totp.at(clock())).status_code == 303
    assert log_in(visitor()).headers["location"] == "/"


def test_where_everybody_needs_one_nothing_opens_before_it_is_set_up(
    app: FastAPI, visitor: Visit, ann: int, clock: Any, config: Config
) -> None:
    review = config.review.model_copy(update={"totp": "required"})
    strict = create_app(config.model_copy(update={"review": review}), clock)
    app.state.house = strict.state.house
    browser = visitor()
    assert log_in(browser).headers["location"] == "/account/second-factor"
    assert browser.get("/accounts", follow_redirects=False).status_code == 303
    enrolled(browser, clock)
    assert browser.get("/account").status_code == 200

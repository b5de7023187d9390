"""Against the whole server, whatever pages it has: who gets in, what hostile faxes do, what addresses may hold."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute

from faxpipe.config import Log
from faxpipe.document import Header
from faxpipe.log import configure
from faxpipe.referral import FieldValue, Reading
from faxpipe.review.app import INSIDE, OUTSIDE
from faxpipe.review.gate import RIGHTS, Right, signed_in
from faxpipe.store.desk import Role

PAYLOAD = "\"'><img src=x onerror=window.pwned=1><script>window.pwned=1</script>{{7*7}}"
RAW = ("<img src=x", "<script>window", "49'", "onerror=window.pwned=1>")
WRONG_IDS = ("999999", "0", "-1", "1e3", "..%2f..%2fetc%2fpasswd", "%00", "' OR 1=1 --", "9" * 30, "<script>")
PUT_DOWN = {"/fax/{fax_id}/next", "/fax/{fax_id}/leave"}
"""To put down what is not there is no error: they lead on."""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def routes(routers: Any) -> list[APIRoute]:
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


INSIDE_CALLS = [(method, route) for route in routes(INSIDE) for method in sorted(route.methods)]


def asked(dependant: Any) -> Iterator[Any]:
    """Every dependency of an endpoint."""
    for one in dependant.dependencies:
        yield one.call
        yield from asked(one)


def rights(route: APIRoute) -> frozenset[Right] | None:
    """Those of which one is needed; None where anybody who is logged in may."""
    found = [call.rights for call in asked(route.dependant) if hasattr(call, "rights")]
    return frozenset.intersection(*found) if found else None


def path_of(route: APIRoute, fax: int = 1) -> str:
    """An address of the route: the fax where it asks for one, else something that may be there."""
    path = route.path.replace("{fax_id}", str(fax))
    return re.sub(r"\{[^}]+\}", "1", path)


def test_every_page_inside_asks_who_it_is(visitor: Callable[[], Any], fax: int) -> None:
    nobody = visitor()
    for method, route in INSIDE_CALLS:
        answer = nobody.request(method, path_of(route, fax), follow_redirects=False)
        assert answer.status_code == (401 if method in UNSAFE else 303), f"{method} {route.path}"
        assert rights(route) or signed_in in set(asked(route.dependant)), f"{route.path} asks for nothing"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_no_further_than_its_rights_and_changes_nothing_without_a_token(
    client: Callable[..., Any], fax: int, role: Role
) -> None:
    person = client(role.value)
    for method, route in INSIDE_CALLS:
        path = path_of(route, fax)
        if method in UNSAFE:
            assert person.request(method, path).status_code == 403, f"{method} {route.path} without a token"
        needed = rights(route)
        if needed and RIGHTS[role].isdisjoint(needed):
            answer = person.request(method, path, headers={"X-CSRF-Token": person.csrf})
            assert answer.status_code == 403, f"{method} {route.path} without the right"


def test_an_id_that_is_none_opens_nothing(client: Callable[..., Any], fax: int) -> None:
    person = client("lead")
    headers = {"X-CSRF-Token": person.csrf}
    for method, route in INSIDE_CALLS:
        if "{" not in route.path or route.path in PUT_DOWN:
            continue
        for wrong in WRONG_IDS:
            path = re.sub(r"\{[^}]+\}", wrong, route.path)
            answer = person.request(method, path, headers=headers, follow_redirects=False)
            assert answer.status_code in {400, 404, 405, 409, 422}, f"{method} {path}: {answer.status_code}"
            assert "root:" not in answer.text
            assert "<script>" not in answer.text


def test_what_stands_outside_is_known() -> None:
    """A page that asks nobody who they are is added to this list on purpose."""
    assert {route.path for route in routes(OUTSIDE)} == {
        "/login",
        "/login/code",
        "/logout",
        "/first/{secret}",
        "/account",
        "/account/password",
        "/account/everywhere",
        "/account/second-factor",
        "/account/second-factor.svg",
        "/account/second-factor/off",
    }


@pytest.mark.parametrize("route", [r for r in routes(OUTSIDE) if r.methods & UNSAFE], ids=lambda r: str(r.path))
def test_nothing_outside_is_changed_without_a_token(visitor: Callable[[], Any], route: APIRoute) -> None:
    sent = {"name": "x", "password": "y", "again": "y", "old": "z", "code": "1"}
    answer = visitor().post(path_of(route), data=sent, follow_redirects=False)
    assert answer.status_code in {401, 403}


def _evil(value: FieldValue) -> FieldValue:
    others = tuple(replace(other, value=PAYLOAD, words=PAYLOAD) for other in value.others)
    return replace(value, value=PAYLOAD, words=PAYLOAD, reason=PAYLOAD, others=others)


@pytest.fixture
def hostile(make_fax: Callable[..., int], fax_reading: Reading) -> int:
    """A fax on which every text is an attack, its file name too."""
    referral = fax_reading.referrals[0]
    fields = tuple(_evil(one) if isinstance(one.value, str) else one for one in referral.fields)
    evil = replace(
        referral,
        fields=fields,
        reasons=tuple(replace(reason, says=PAYLOAD) for reason in referral.reasons),
        advisories=tuple(replace(advisory, says=PAYLOAD) for advisory in referral.advisories),
        red_flags=tuple(replace(flag, words=PAYLOAD) for flag in referral.red_flags),
    )
    page = fax_reading.pages[0]
    header = Header(PAYLOAD, PAYLOAD, page.header.sent_at if page.header else None, 1, 3)
    pages = (replace(page, header=header), *fax_reading.pages[1:])
    return make_fax("hostile", reading=replace(fax_reading, source=PAYLOAD, referrals=(evil,), pages=pages))


def test_hostile_words_of_a_fax_are_text_on_every_page(client: Callable[..., Any], hostile: int) -> None:
    shown = 0
    for role in ("lead", "ops", "auditor"):
        person = client(role)
        for route in routes(INSIDE):
            if "GET" not in route.methods:
                continue
            answer = person.get(path_of(route, hostile))
            assert answer.status_code < 500, route.path
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            assert [raw for raw in RAW if raw in answer.text] == [], route.path
            shown += "&lt;script&gt;" in answer.text
    assert shown >= 3, "the words are there, as text"


def test_hostile_words_of_people_are_text_too(client: Callable[..., Any]) -> None:
    lead = client("lead")
    made = lead.submit("/accounts", name="eve", full_name=PAYLOAD, role="auditor")
    assert [raw for raw in RAW if raw in made.text] == []
    assert "&lt;script&gt;" in lead.get("/accounts").text
    wrong = lead.submit("/accounts", name=PAYLOAD[:60], full_name=PAYLOAD, role="auditor")
    assert [raw for raw in RAW if raw in wrong.text] == []
    auditor = client("auditor")
    found = auditor.submit("/audit", patient=PAYLOAD, actor=PAYLOAD[:60])
    assert [raw for raw in RAW if raw in found.text] == []


def test_in_chromium_nothing_of_a_hostile_fax_runs(page_of: Callable[..., Any], hostile: int) -> None:
    page = page_of("lead")
    seen: list[str] = []
    page.on("dialog", lambda dialog: seen.append("dialog"))
    page.on("console", lambda message: seen.append(message.text) if "Content Security" in message.text else None)
    for path in ("/", f"/fax/{hostile}", "/dashboard", "/accounts"):
        page.goto(path)
        assert page.evaluate("window.pwned") is None
    assert seen == []


def test_no_answer_may_be_kept_or_framed(client: Callable[..., Any], fax: int) -> None:
    lead = client("lead")
    for route in routes(INSIDE):
        if "GET" in route.methods:
            headers = lead.get(path_of(route, fax), follow_redirects=False).headers
            assert headers["cache-control"] == "no-store", route.path
            assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_whole_visit_leaves_nothing_of_a_patient_in_the_log(
    client: Callable[..., Any], hostile: int, fax: int
) -> None:
    lead, auditor = client("lead"), client("auditor")
    stream = io.StringIO()
    configure(Log(level="debug"), stream)
    for route in routes(INSIDE):
        if "GET" in route.methods:
            lead.get(path_of(route, fax))
            lead.get(path_of(route, hostile))
    lead.submit("/search", q="Ann Fox")
    auditor.submit("/audit", patient="Ann Fox")
    lead.submit(f"/fax/{fax}/correct", referral="1", field="patient.name", value="Ann Fox", version="1")
    said = stream.getvalue()
    assert said.count("\n") > 10
    for secret in ("Fox", "Ann", "1941", "ELM", "6035550100", "pwned", "fax.pdf", lead.token, lead.csrf):
        assert secret not in said, secret


def test_no_address_on_a_page_holds_anything_of_a_patient(client: Callable[..., Any], fax: int) -> None:
    lead = client("lead")
    for route in routes(INSIDE):
        if "GET" not in route.methods:
            continue
        answer = lead.get(path_of(route, fax))
        links = re.findall(r'(?:href|action|src|formaction)="([^"]*)"', answer.text)
        assert [link for link in links if re.search(r"fox|ann\b|1941|555", link, re.IGNORECASE)] == [], route.path

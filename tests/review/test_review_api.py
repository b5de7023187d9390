"""The JSON API: tokens and scopes, the worklist in pages, changes against a version, problem+json."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from faxpipe.reference import make as make_reference
from faxpipe.reference import shown
from faxpipe.review.gate import hashed
from faxpipe.store.desk import AuditFilter, Desk
from faxpipe.store.desk.letters import LetterKind, LetterText
from faxpipe.store.desk.tokens import Scope

V1 = "/api/v1"
ALL = frozenset(Scope)


@pytest.fixture
def bear(desk: Desk, clock: Any) -> Callable[..., dict[str, str]]:
    """`bear(Scope.READ)`: headers with a token of these scopes; all of them by default."""

    def headers(*scopes: Scope, days: int = 30) -> dict[str, str]:
        name = f"t{len(desk.tokens.all())}"
        until = clock() + timedelta(days=days)
        token = f"faxpipe_test{name}"
        desk.tokens.make(name, hashed(token), frozenset(scopes) or ALL, by="t", now=clock(), until=until)
        return {"Authorization": f"Bearer {token}"}

    return headers


def names(desk: Desk) -> list[tuple[str, str, int | None, int]]:
    return [(e.actor, e.action, e.fax_id, e.status) for e in desk.audit.entries(AuditFilter())]


def test_without_a_token_that_holds_nothing_is_told(
    visitor: Callable[[], Any], client: Callable[..., Any], bear: Any, fax: int, clock: Any, desk: Desk
) -> None:
    asked = visitor()
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}):
        answer = asked.get(f"{V1}/faxes/{fax}", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
    assert client("lead").get(f"{V1}/faxes/{fax}").status_code == 401, "a session is no token"
    old, revoked = bear(days=1), bear()
    desk.tokens.revoke(desk.tokens.all()[0].id, now=clock())
    clock.forward(days=1)
    assert [asked.get(f"{V1}/faxes/{fax}", headers=one).status_code for one in (old, revoked)] == [401, 401]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/worklist", Scope.READ),
        ("GET", "/faxes/1", Scope.READ),
        ("GET", "/faxes/1/history", Scope.READ),
        ("GET", "/faxes/1/contacts", Scope.READ),
        ("GET", "/references/FX-1", Scope.READ),
        ("GET", "/faxes/1/reading", Scope.EXPORT),
        ("POST", "/faxes/1/fields", Scope.WORK),
        ("POST", "/faxes/1/contacts", Scope.WORK),
        ("POST", "/faxes/1/decision", Scope.WORK),
        ("GET", "/figures", Scope.OPS),
        ("GET", "/health", Scope.OPS),
    ],
)
def test_each_operation_needs_its_own_scope_and_refusals_are_audited(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk, method: str, path: str, scope: Scope
) -> None:
    asked = visitor()
    without = bear(*(ALL - {scope}))
    assert asked.request(method, V1 + path, headers=without).status_code == 403
    assert names(desk)[0][1].startswith("refused_")
    assert names(desk)[0][0] == "api:t0"
    assert asked.request(method, V1 + path, headers=bear(scope)).status_code not in {401, 403}


def test_a_fax_comes_with_its_reading_and_the_view_is_audited(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk
) -> None:
    answer = visitor().get(f"{V1}/faxes/{fax}", headers=bear())
    body = answer.json()
    assert body["work"]["missing"] == ["coverage.member_id"]
    assert body["reading"]["referrals"][0]["fields"]["patient.name"]["value"] == "Ann Fox"
    assert answer.headers["etag"] == f'"v{body["work"]["version"]}"'
    assert answer.headers["cache-control"] == "no-store"
    assert names(desk) == [("api:t0", "api_show_fax", fax, 200)]
    assert desk.audit.entries(AuditFilter())[0].route == "/api/v1/faxes/<fax_id>"


def test_the_worklist_goes_on_by_its_cursor(
    visitor: Callable[[], Any], bear: Any, make_fax: Callable[..., int]
) -> None:
    made = {make_fax(f"fax{number}") for number in range(5)}
    asked, headers = visitor(), bear(Scope.READ)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = asked.get(f"{V1}/worklist", params=params, headers=headers).json()
        seen += [item["fax"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == 5
    assert set(seen) == made
    assert asked.get(f"{V1}/worklist", params={"cursor": "bm9uc2Vuc2U="}, headers=headers).status_code == 422


def change(asked: Any, headers: dict[str, str], fax: int, path: str, version: str | None, **body: Any) -> Any:
    sent = headers | ({"If-Match": version} if version else {})
    return asked.post(f"{V1}/faxes/{fax}/{path}", headers=sent, json=body)


def test_a_correction_is_judged_at_once_and_survives_as_a_persons_does(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk
) -> None:
    asked, headers = visitor(), bear()
    version = asked.get(f"{V1}/faxes/{fax}", headers=headers).headers["etag"]
    word = {"referral": 1, "field": "coverage.member_id", "value": "ABC123456789"}
    assert change(asked, headers, fax, "fields", None, **word).status_code == 428
    assert change(asked, headers, fax, "fields", '"v999"', **word).status_code == 412
    answer = change(asked, headers, fax, "fields", version, **word)
    assert answer.status_code == 200, answer.text
    assert "coverage.member_id" not in answer.json()["work"]["missing"]
    assert answer.headers["etag"] != version
    after = asked.get(f"{V1}/faxes/{fax}", headers=headers).json()
    assert after["corrections"][0]["author"] == "api:t0"
    assert after["reading"]["referrals"][0]["fields"]["coverage.member_id"]["value"] == "ABC123456789"
    assert "corrected" in [
        event["event"] for event in asked.get(f"{V1}/faxes/{fax}/history", headers=headers).json()
    ]
    undone = change(asked, headers, fax, "fields", answer.headers["etag"], **word | {"act": "undo"})
    assert "coverage.member_id" in undone.json()["work"]["missing"]


def test_a_fax_that_a_person_has_open_is_left_alone(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk, clock: Any
) -> None:
    held = desk.work.open(fax, "ann", now=clock(), until=clock() + timedelta(minutes=10))
    answer = change(visitor(), bear(), fax, "decision", f'"v{held.version}"', disposition="declined", note="x")
    assert (answer.status_code, answer.json()["code"]) == (409, "held")


def test_an_urgent_fax_is_not_closed_without_the_call_or_a_word_why(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk
) -> None:
    asked, headers = visitor(), bear()
    version = asked.get(f"{V1}/faxes/{fax}", headers=headers).headers["etag"]
    assert change(asked, headers, fax, "decision", version, disposition="declined").status_code == 409
    done = change(asked, headers, fax, "decision", version, disposition="declined", note="seen by Dr. Kramer")
    assert done.json()["work"]["disposition"] == "declined"
    assert desk.contacts.notes(fax)[0].author == "api:t0"


def test_what_lacks_something_is_handed_over_by_no_program(
    visitor: Callable[[], Any], bear: Any, fax: int, desk: Desk
) -> None:
    asked, headers = visitor(), bear()
    version = asked.get(f"{V1}/faxes/{fax}", headers=headers).headers["etag"]
    answer = change(asked, headers, fax, "decision", version, disposition="handed_over", note="by hand")
    assert answer.status_code == 409
    assert desk.contacts.notes(fax) == ()


def test_a_contact_is_logged(visitor: Callable[[], Any], bear: Any, fax: int) -> None:
    asked, headers = visitor(), bear()
    version = asked.get(f"{V1}/faxes/{fax}", headers=headers).headers["etag"]
    body = {"means": "call", "outcome": "reached", "number": "603-555-0100", "said": "they send page 3"}
    assert change(asked, headers, fax, "contacts", version, **body).status_code == 200
    (contact,) = asked.get(f"{V1}/faxes/{fax}/contacts", headers=headers).json()
    assert (contact["person"], contact["said"]) == ("api:t0", "they send page 3")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"referral": 1, "field": "patient.name", "value": "x", "more": 1},
        {"referral": 9, "field": "patient.name", "value": "Ann Fox"},
        {"referral": 1, "field": "no.such", "value": "x"},
        {"referral": 1, "field": "patient.birth_date", "value": "Zebulon"},
        {"referral": 1, "field": "patient.name", "act": "settle"},
        {"referral": 1, "field": "patient.name", "value": "a\u0000b"},
    ],
)
def test_what_cannot_be_is_refused_without_being_repeated(
    visitor: Callable[[], Any], bear: Any, fax: int, body: dict[str, Any]
) -> None:
    answer = change(visitor(), bear(), fax, "fields", '"v1"', **body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Zebulon" not in answer.text


def test_what_is_not_there_is_404_and_a_fax_not_yet_read_has_no_reading(
    visitor: Callable[[], Any], bear: Any, make_fax: Callable[..., int]
) -> None:
    asked, headers = visitor(), bear()
    fax = make_fax("unread", reading=None)
    assert asked.get(f"{V1}/faxes/{fax}", headers=headers).json()["reading"] is None
    for path in (
        "/faxes/999",
        "/faxes/999/history",
        "/faxes/999/contacts",
        f"/faxes/{fax}/reading",
        "/references/X",
        "/no",
    ):
        answer = asked.get(V1 + path, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_reference_is_found_as_it_is_printed_and_as_it_is_said(
    visitor: Callable[[], Any], bear: Any, desk: Desk, fax: int, clock: Any
) -> None:
    reference = make_reference(random.Random(5))
    for event in ("drafted", "released"):
        row = desk.work.known(fax)
        with desk.work.change(fax, row.version, "ann", now=clock(), event=event) as conn:
            if event == "drafted":
                made = desk.letters.draft(
                    conn, fax, 1, LetterKind.REQUEST, reference, LetterText(), person="ann", now=clock()
                )
            else:
                desk.letters.release(conn, made, "file", person="ann", now=clock())
    asked, headers = visitor(), bear(Scope.READ)
    for typed in (reference, reference.lower(), shown(reference), shown(reference).lower()):
        assert asked.get(f"{V1}/references/{typed}", headers=headers).json()["fax"] == fax
    wrong = reference[:-1] + ("A" if reference[-1] != "A" else "C")
    assert asked.get(f"{V1}/references/{wrong}", headers=headers).status_code == 404


def test_what_is_refused_at_the_door_is_problem_json_too(visitor: Callable[[], Any], bear: Any) -> None:
    asked, headers = visitor(), bear()
    large = asked.post(f"{V1}/faxes/1/fields", headers=headers, content=b"x" * 1_100_000)
    long = asked.get(f"{V1}/health", headers=headers | {"X-Long": "x" * 20_000})
    assert [(one.status_code, one.headers["content-type"]) for one in (large, long)] == [
        (413, "application/problem+json"),
        (431, "application/problem+json"),
    ]


def test_health_and_figures_tell_nothing_of_a_patient(visitor: Callable[[], Any], bear: Any, fax: int) -> None:
    asked, headers = visitor(), bear(Scope.OPS)
    text = asked.get(f"{V1}/figures", headers=headers).text + asked.get(f"{V1}/health", headers=headers).text
    assert '"done":1' in text
    assert "Fox" not in text
    assert "ELM" not in text


def test_tokens_are_made_shown_once_and_taken_back(
    client: Callable[..., Any], visitor: Callable[[], Any], desk: Desk
) -> None:
    lead = client("lead")
    page = lead.submit("/tokens", name="pacs", days="30", scopes=["read", "ops"]).text
    secret = page.split('value="faxpipe_')[1].split('"')[0]
    headers = {"Authorization": f"Bearer faxpipe_{secret}"}
    assert visitor().get(f"{V1}/health", headers=headers).status_code == 200
    assert secret not in lead.get("/tokens").text
    assert lead.submit("/tokens", name="pacs", days="30", scopes="read").status_code == 409
    assert lead.submit("/tokens", name="<b>", days="30", scopes="read").status_code == 422
    assert lead.submit(f"/tokens/{desk.tokens.all()[0].id}/revoke").status_code == 303
    assert visitor().get(f"{V1}/health", headers=headers).status_code == 401


def test_operations_make_no_token_that_sees_faxes(client: Callable[..., Any]) -> None:
    ops = client("ops")
    assert "read: see faxes" not in ops.get("/tokens").text
    assert ops.submit("/tokens", name="spy", days="30", scopes="read").status_code == 403
    assert ops.submit("/tokens", name="watch", days="30", scopes="ops").status_code == 200
    assert client("reviewer").get("/tokens").status_code == 403


def test_the_description_names_every_error_as_problem_json(visitor: Callable[[], Any]) -> None:
    document = visitor().get(f"{V1}/openapi.json").json()
    assert document["servers"] == [{"url": V1}]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{"HTTPBearer": []}]
            assert {"401", "403", "422"} <= set(operation["responses"])

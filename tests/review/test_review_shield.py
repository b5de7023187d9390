"""What holds for every request: headers, hosts, limits, no traceback, one audit line and one log line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from faxpipe.config import Log
from faxpipe.log import configure
from faxpipe.review.gate import Reader, Request, Worker, note
from faxpipe.store.desk import AuditFilter, Desk

PATIENT = "Zebulon Quark"


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The application with three endpoints of the test's own."""

    @app.get("/test/{fax_id}/look")
    def look(fax_id: int, person: Reader) -> dict[str, int]:
        return {"fax": fax_id}

    @app.post("/test/{fax_id}/change")
    def change(request: Request, fax_id: int, person: Worker) -> dict[str, str]:
        note(request, "change_test", detail="done")
        return {"by": person.name}

    @app.get("/test/{fax_id}/picture")
    def picture(request: Request, fax_id: int, person: Reader) -> dict[str, int]:
        note(request, "see_picture", fax_id, "page 1", once=True)
        return {"fax": fax_id}

    @app.get("/test/bug")
    def bug(person: Reader) -> None:
        raise ValueError(PATIENT)

    return app


def entries(desk: Desk) -> list[tuple[str, str, int | None, int]]:
    return [(e.actor, e.action, e.fax_id, e.status) for e in desk.audit.entries(AuditFilter())]


def test_every_answer_has_the_strict_headers(client: Callable[..., Any], visitor: Callable[[], Any]) -> None:
    for answer in (visitor().get("/login"), visitor().get("/nowhere"), client().get("/test/7/look")):
        headers = answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in headers


def test_a_view_and_a_change_are_audited_with_the_fax(client: Callable[..., Any], desk: Desk) -> None:
    person = client()
    assert person.get("/test/7/look").json() == {"fax": 7}
    assert person.submit("/test/8/change").json() == {"by": "reviewer"}
    assert entries(desk) == [("reviewer", "change_test", 8, 200), ("reviewer", "look", 7, 200)]


def test_a_picture_that_is_fetched_again_needs_no_second_line_until_minutes_later(
    client: Callable[..., Any], desk: Desk, clock: Any
) -> None:
    person, other = client(), client("lead")
    for each in (person, person, other, person):
        each.get("/test/7/picture")
    person.get("/test/8/picture")
    assert len(entries(desk)) == 3
    clock.forward(minutes=10)
    person.get("/test/7/picture")
    assert len(entries(desk)) == 4
    auditor = client("auditor")
    for _ in range(2):
        auditor.get("/test/7/picture")
    assert len(entries(desk)) == 6, "every refusal counts"


@pytest.mark.parametrize("sent", [None, "", "0" * 64, "ä"])
def test_a_change_without_the_sessions_own_token_is_refused_and_audited(
    client: Callable[..., Any], desk: Desk, sent: str | None
) -> None:
    person = client()
    answer = person.post("/test/8/change", data={"csrf": sent} if sent is not None else {})
    assert answer.status_code == 403
    assert entries(desk) == [("reviewer", "refused_csrf", 8, 403)]


def test_another_sessions_token_is_refused(client: Callable[..., Any]) -> None:
    other = client("reviewer", "other")
    assert client().post("/test/8/change", data={"csrf": other.csrf}).status_code == 403


def test_the_token_may_come_in_a_header(client: Callable[..., Any]) -> None:
    person = client()
    assert person.post("/test/8/change", headers={"X-CSRF-Token": person.csrf}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.test"}]
)
def test_what_another_site_posts_is_refused_and_audited(
    client: Callable[..., Any], desk: Desk, headers: dict[str, str]
) -> None:
    person = client()
    answer = person.post("/test/8/change", data={"csrf": person.csrf}, headers=headers)
    assert answer.status_code == 403
    assert entries(desk) == [("", "refused_origin", None, 403)]


def test_a_role_without_the_right_is_refused_and_audited(client: Callable[..., Any], desk: Desk) -> None:
    assert client("auditor").get("/test/7/look").status_code == 403
    assert client("ops").submit("/test/7/change").status_code == 403
    assert entries(desk) == [("ops", "refused_change", 7, 403), ("auditor", "refused_look", 7, 403)]


def test_nobody_is_sent_to_log_in_and_a_script_is_told_so(visitor: Callable[[], Any]) -> None:
    anybody = visitor()
    page = anybody.get("/test/7/look", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    script = anybody.get("/test/7/look", headers={"Accept": "application/json"})
    assert (script.status_code, script.headers["content-type"]) == (401, "application/problem+json")
    assert anybody.post("/test/7/change").status_code == 401


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8321", "127.0.0.1.evil.test", "", "localhost.", "[::1"])
def test_an_unknown_host_name_is_refused(visitor: Callable[[], Any], host: str) -> None:
    assert visitor().get("/login", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9", "[::1]:8321", "[::1]", "LOCALHOST"])
def test_this_machines_own_names_are_served(visitor: Callable[[], Any], host: str) -> None:
    assert visitor().get("/login", headers={"Host": host}).status_code == 200


def test_a_body_without_end_is_refused(client: Callable[..., Any]) -> None:
    person = client()
    assert person.submit("/test/8/change", more="x" * 1_100_000).status_code == 413

    def chunks() -> Any:
        for _ in range(20):
            yield b"csrf=" + b"x" * 100_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert person.post("/test/8/change", content=chunks(), headers=headers).status_code == 413


def test_an_error_tells_nothing_in_the_page_nor_in_the_log(client: Callable[..., Any], desk: Desk) -> None:
    person = client()
    stream = io.StringIO()
    configure(Log(level="debug"), stream)
    answer = person.get("/test/bug")
    assert answer.status_code == 500
    assert PATIENT not in answer.text + stream.getvalue()
    assert "Traceback" not in answer.text + stream.getvalue()
    assert entries(desk) == [("reviewer", "bug", None, 500)]
    assert answer.headers["cache-control"] == "no-store"
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["request_failed", "request"]
    assert lines[0]["site"].startswith("ValueError at test_review_shield.py")
    assert (lines[1]["code"], lines[1]["route"]) == (500, "/test/bug")


def test_the_log_has_the_route_never_the_path(client: Callable[..., Any], visitor: Callable[[], Any]) -> None:
    person, anybody = client(), visitor()
    stream = io.StringIO()
    configure(Log(level="debug"), stream)
    person.get("/test/771771/look")
    anybody.get(f"/{PATIENT}?q={PATIENT}")
    assert [json.loads(line)["route"] for line in stream.getvalue().splitlines()] == [
        "/test/<fax_id>/look",
        "none",
    ]
    assert "771771" not in stream.getvalue()


def test_a_busy_database_gives_no_answer_that_nobody_will_know_of(
    client: Callable[..., Any], app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    from faxpipe.errors import StoreError  # noqa: PLC0415
    from faxpipe.store.desk import Audit  # noqa: PLC0415

    def fail(*_: object) -> None:
        raise StoreError("locked", code="store_unavailable")

    person = client()
    monkeypatch.setattr(Audit, "add", fail)
    answer = person.get("/test/7/look")
    assert answer.status_code == 503
    assert "fax" not in answer.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_static_files_end_at_their_folder(visitor: Callable[[], Any], path: str) -> None:
    assert visitor().get(path).status_code in {404, 405}


def test_static_files_may_be_kept_but_are_asked_for_again(visitor: Callable[[], Any]) -> None:
    answer = visitor().get("/static/base.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["x-content-type-options"] == "nosniff"

"""Accounts for a lead, the audit for an auditor: what each page does, and that it is written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from faxpipe.review.audit import _safe
from faxpipe.store.desk import AuditFilter, Desk, Role, Step


@pytest.fixture
def ann(desk: Desk, clock: Any) -> int:
    made = desk.accounts.make("ann", "Ann Archer", Role.REVIEWER, by="t", now=clock())
    desk.accounts.set_password(made, "hash", now=clock())
    return made


def did(desk: Desk) -> list[tuple[str, str, str]]:
    return [(e.actor, e.action, e.detail) for e in desk.audit.entries(AuditFilter())]


def test_a_lead_makes_an_account_and_gets_its_link_once(client: Callable[..., Any], desk: Desk) -> None:
    lead = client("lead")
    page = lead.submit("/accounts", name="Bo", full_name="Bo Barker", role="auditor")
    assert "http://127.0.0.1:8321/first/" in page.text
    assert "/first/" not in lead.get("/accounts").text
    made = desk.accounts.named("bo")
    assert made is not None
    assert (made.role, made.made_by) == (Role.AUDITOR, "lead")
    assert ("lead", "make_account", f"account {made.id} auditor") in did(desk)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "ann", "full_name": "Another", "role": "lead"},
        {"name": "a", "full_name": "A", "role": "lead"},
        {"name": "new", "full_name": "", "role": "lead"},
        {"name": "new", "full_name": "New", "role": "king"},
    ],
)
def test_a_bad_account_is_not_made(
    client: Callable[..., Any], desk: Desk, ann: int, fields: dict[str, str]
) -> None:
    lead = client("lead")
    before = desk.accounts.all()
    assert lead.submit("/accounts", **fields).status_code == 422
    assert desk.accounts.all() == before


def test_another_role_counts_at_once(client: Callable[..., Any], desk: Desk, ann: int, clock: Any) -> None:
    person, lead = client("reviewer", "ann"), client("lead")
    assert person.get("/").status_code == 200
    assert lead.submit(f"/accounts/{ann}/role", role="auditor").status_code == 303
    assert person.get("/", follow_redirects=False).status_code == 303, "logged out"
    found = desk.accounts.account(ann)
    assert found is not None
    assert found.role is Role.AUDITOR


def test_a_shut_account_is_out_at_once_and_may_be_opened_again(
    client: Callable[..., Any], desk: Desk, ann: int
) -> None:
    person, lead = client("reviewer", "ann"), client("lead")
    lead.submit(f"/accounts/{ann}/disable")
    assert person.get("/", follow_redirects=False).status_code == 303
    assert lead.submit(f"/accounts/{ann}/link").status_code == 409
    lead.submit(f"/accounts/{ann}/enable")
    assert "The account is open again." in lead.get("/accounts").text
    assert [action for _, action, _ in did(desk)][:4] == [
        "show_accounts",
        "enable_account",
        "reset_account",
        "disable_account",
    ]


def test_nobody_shuts_or_demotes_themselves(client: Callable[..., Any], desk: Desk) -> None:
    lead = client("lead")
    own = desk.accounts.named("lead")
    assert own is not None
    for path, fields in (("disable", {}), ("role", {"role": "ops"}), ("link", {"factor": "off"})):
        assert lead.submit(f"/accounts/{own.id}/{path}", **fields).status_code == 409


def test_a_lost_phone_takes_the_second_factor_off(
    client: Callable[..., Any], desk: Desk, ann: int, clock: Any
) -> None:
    desk.accounts.offer_totp(ann, "SECRET")
    desk.accounts.confirm_totp(ann, 1, ["a"])
    lead = client("lead")
    assert "Lost phone" in lead.get("/accounts").text
    lead.submit(f"/accounts/{ann}/link", factor="off")
    found = desk.accounts.account(ann)
    assert found is not None
    assert not found.totp_confirmed
    assert desk.accounts.recovery_codes_left(ann) == 0


def test_a_locked_account_is_told_and_unlocked(
    client: Callable[..., Any], desk: Desk, ann: int, clock: Any
) -> None:
    for _ in range(5):
        desk.accounts.attempt("ann", now=clock(), failures_max=5, locked_until=clock.now.replace(hour=23))
    lead = client("lead")
    assert "locked until" in lead.get("/accounts").text
    lead.submit(f"/accounts/{ann}/unlock")
    assert "locked until" not in lead.get("/accounts").text


def test_logging_out_puts_down_what_was_in_hand(
    client: Callable[..., Any], desk: Desk, fax: int, clock: Any
) -> None:
    person = client()
    person.get(f"/fax/{fax}")
    row = desk.work.row(fax)
    assert row is not None
    assert row.holder(clock()) == "reviewer"
    person.submit("/logout")
    row = desk.work.row(fax)
    assert row is not None
    assert row.holder(clock()) is None


# the audit


def test_the_auditor_finds_who_looked_at_a_patient(client: Callable[..., Any], fax: int, desk: Desk) -> None:
    client("reviewer").get(f"/fax/{fax}")
    auditor = client("auditor")
    page = auditor.submit("/audit", patient="fox ann").text
    assert f'<td class="number">{fax}</td>' in page
    assert "<td>reviewer</td>" in page
    assert "No entry." in auditor.submit("/audit", patient="Nobody Else").text
    assert ("auditor", "search_audit", "by patient") in did(desk)
    assert not any("fox" in detail.lower() for _, _, detail in did(desk))


def test_entries_are_found_by_person_fax_action_and_day(client: Callable[..., Any], fax: int, clock: Any) -> None:
    client("reviewer").get(f"/fax/{fax}")
    clock.forward(days=1)
    client("lead").get("/accounts")
    auditor = client("auditor")

    def found(**asked: str) -> set[str]:
        page = auditor.submit("/audit", **asked).text
        return {action for action in ("fax seen", "show accounts") if f"<td>{action}</td>" in page}

    assert found(actor="reviewer") == found(fax=str(fax)) == found(action="fax_seen") == {"fax seen"}
    assert found(since="2026-03-03") == {"show accounts"}
    assert found(until="2026-03-02") == {"fax seen"}
    assert found() == {"fax seen", "show accounts"}


@pytest.mark.parametrize("asked", [{"fax": "x"}, {"since": "tomorrow"}, {"until": "9999-12-31"}, {"before": "-1"}])
def test_a_question_that_cannot_be_is_told(client: Callable[..., Any], asked: dict[str, str]) -> None:
    answer = client("auditor").submit("/audit", **asked)
    assert answer.status_code in {200, 422}
    assert "Audit" in answer.text


def test_older_entries_come_page_by_page(client: Callable[..., Any], desk: Desk) -> None:
    auditor = client("auditor")
    for _ in range(205):
        auditor.get("/audit")
    page = auditor.get("/audit").text
    before = page.split('name="before" value="')[1].split('"')[0]
    older = auditor.submit("/audit", before=before).text
    assert older.count("<tr>") < 20
    assert "Older entries" not in older


def test_the_export_is_all_of_it_as_csv_and_is_audited(client: Callable[..., Any], fax: int, desk: Desk) -> None:
    client("reviewer").get(f"/fax/{fax}")
    auditor = client("auditor")
    answer = auditor.submit("/audit/export", actor="reviewer")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {(row["actor"], row["fax"]) for row in rows} == {("reviewer", str(fax))}
    assert did(desk)[0] == ("auditor", "export_audit", "actor=reviewer by actor")


def test_a_spreadsheet_never_runs_a_cell() -> None:
    assert [_safe(cell) for cell in ("=1+1", "@x", "-1", "plain")] == ["'=1+1", "'@x", "'-1", "plain"]


def test_a_session_on_the_way_in_sees_nothing(
    visitor: Callable[[], Any], desk: Desk, ann: int, clock: Any
) -> None:
    from faxpipe.review.gate import hashed  # noqa: PLC0415

    desk.sessions.start(ann, hashed("half"), Step.CODE, now=clock())
    browser = visitor()
    browser.cookies.set("faxpipe-session", "half")
    assert browser.get("/", follow_redirects=False).headers["location"] == "/login"

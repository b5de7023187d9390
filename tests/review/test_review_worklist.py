"""The worklist as it is served: tabs, filters, call-backs, who has what open. No browser needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.store import Disposition
from faxpipe.store.desk import Desk


def calm(reading: Reading, name: str = "Ann Fox", missing: tuple[str, ...] = ("coverage.member_id",)) -> Reading:
    """`reading` without its urgency, of another patient."""
    (referral,) = reading.referrals
    fields = tuple(
        replace(value, value=name) if value.field == "patient.name" else value for value in referral.fields
    )
    quiet = replace(referral, fields=fields, missing=missing, priority=Priority.ROUTINE, red_flags=())
    return replace(reading, referrals=(quiet,), priority=Priority.ROUTINE)


def order(text: str) -> list[int]:
    """The faxes of a page in the order they are listed."""
    return [int(number) for number in re.findall(r'data-fax="(\d+)"', text)]


def count(text: str, tab: str) -> int:
    found = re.search(rf'{tab} <span class="count">(\d+)</span>', text)
    assert found
    return int(found[1])


def test_urgent_faxes_stand_first_with_the_words_that_make_them_urgent(
    client: Any, make_fax: Any, fax_reading: Reading, clock: Any
) -> None:
    make_fax("old", calm(fax_reading))
    clock.forward(hours=1)
    urgent = make_fax("new")
    text = client().get("/").text
    assert order(text)[0] == urgent
    assert "“5 mm retropulsion”" in text
    assert count(text, "New") == 2


def test_a_row_says_what_is_missing_in_plain_words(client: Any, make_fax: Any, fax_reading: Reading) -> None:
    make_fax("one", calm(fax_reading))
    text = client().get("/").text
    assert "<b>Missing:</b> Member ID" in text
    assert "<b>Check:</b> Date of birth" in text


def test_the_oldest_comes_first_and_is_told_when_it_is_due(
    client: Any, make_fax: Any, fax_reading: Reading, clock: Any
) -> None:
    first = make_fax("first", calm(fax_reading))
    clock.forward(days=1)
    second = make_fax("second", calm(fax_reading))
    clock.forward(days=4)
    text = client().get("/").text
    assert order(text) == [first, second]
    assert "3 days overdue" in text


def test_filters_narrow_the_list_and_can_be_taken_off(client: Any, make_fax: Any, fax_reading: Reading) -> None:
    wanted = make_fax("one", calm(fax_reading, missing=("coverage.payer",)))
    make_fax("other", calm(fax_reading))
    text = client().get("/", params={"missing": "coverage.payer"}).text
    assert order(text) == [wanted]
    assert 'class="chip" href="/">Missing: Insurance' in text


def test_filters_add_up(client: Any, desk: Desk, make_fax: Any, fax_reading: Reading, clock: Any) -> None:
    mine = make_fax("one", calm(fax_reading))
    make_fax("other", calm(fax_reading))
    desk.work.assign(mine, 1, "reviewer", "reviewer", now=clock())
    visitor = client()
    both = {"missing": "coverage.member_id", "assigned": "me"}
    assert order(visitor.get("/", params=both).text) == [mine]
    assert order(visitor.get("/", params=both | {"verdict": "complete"}).text) == []
    assert order(visitor.get("/", params={"assigned": "nobody"}).text) == [2]
    assert order(visitor.get("/", params={"age": "1"}).text) == []


def test_a_long_list_is_walked_page_by_page_and_nothing_is_left_out(
    client: Any, make_fax: Any, fax_reading: Reading, clock: Any
) -> None:
    made = []
    for number in range(53):
        clock.forward(seconds=1)
        made.append(make_fax(f"fax {number}", calm(fax_reading)))
    visitor = client()
    first = visitor.get("/").text
    found = re.search(r'id="next" href="([^"]+)"', first)
    assert found
    second = visitor.get(found[1].replace("&amp;", "&")).text
    assert order(first) + order(second) == made
    assert 'id="next"' not in second


def test_nothing_of_a_patient_stands_in_any_address(client: Any, make_fax: Any) -> None:
    make_fax()
    for href in re.findall(r'(?:href|action)="([^"]*)"', client().get("/").text):
        assert not re.search(r"fox|1941|roe", href, re.IGNORECASE)


def test_what_was_read_from_a_fax_is_text_and_never_markup(
    client: Any, make_fax: Any, fax_reading: Reading
) -> None:
    make_fax("hostile", calm(fax_reading, name="<script>alert(1)</script>"))
    text = client().get("/").text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_somebody_elses_open_fax_is_marked_until_the_claim_ends(
    client: Any, desk: Desk, fax: int, clock: Any
) -> None:
    desk.work.open(fax, "kim", now=clock(), until=clock() + timedelta(minutes=10))
    visitor = client()
    assert "kim has it open" in visitor.get("/").text
    clock.forward(minutes=10)
    assert "kim has it open" not in visitor.get("/").text


def test_a_take_over_asks_first(client: Any, desk: Desk, fax: int, clock: Any) -> None:
    desk.work.open(fax, "kim", now=clock(), until=clock() + timedelta(minutes=10))
    visitor = client()
    asked = visitor.submit(f"/fax/{fax}/take-over")
    assert asked.status_code == 200
    assert "kim has this fax open" in asked.text
    row = desk.work.row(fax)
    assert row is not None
    assert row.holder(clock()) == "kim"
    assert visitor.submit(f"/fax/{fax}/take-over", sure="yes").status_code == 303
    row = desk.work.row(fax)
    assert row is not None
    assert row.holder(clock()) == "reviewer"


def test_a_fax_is_assigned_against_the_version_that_was_seen(client: Any, desk: Desk, fax: int) -> None:
    visitor = client()
    assert visitor.submit(f"/fax/{fax}/assign", to="reviewer", version=1).status_code == 303
    assert visitor.submit(f"/fax/{fax}/assign", to="", version=1).status_code == 409
    assert visitor.submit(f"/fax/{fax}/assign", to="nobody-here", version=2).status_code == 422
    row = desk.work.row(fax)
    assert row is not None
    assert row.assigned_to == "reviewer"


def test_what_is_put_aside_leaves_the_list_and_comes_back_by_itself(
    client: Any, desk: Desk, make_fax: Any, fax_reading: Reading, clock: Any
) -> None:
    fax = make_fax("one", calm(fax_reading))
    day = (clock().astimezone().date() + timedelta(days=1)).isoformat()
    answer = client().submit(f"/fax/{fax}/snooze", day=day, remark="office opens at nine", version=1)
    assert answer.status_code == 303
    text = client().get("/").text
    assert order(text) == []
    assert "1 put aside for a later day" in text
    assert count(text, "New") == 0
    assert order(client().get("/", params={"aside": "1"}).text) == [fax]
    clock.forward(days=1)
    text = client().get("/").text
    assert order(text) == [fax]
    assert "Call back today" in text
    assert "office opens at nine" in text
    assert count(text, "New") == 1
    assert client().submit(f"/fax/{fax}/snooze", day="", version=2).status_code == 303
    assert "Call back today" not in client().get("/").text


def test_an_urgent_fax_that_nobody_called_about_stays_in_sight(client: Any, fax: int, clock: Any) -> None:
    day = (clock().astimezone().date() + timedelta(days=3)).isoformat()
    visitor = client()
    assert visitor.submit(f"/fax/{fax}/snooze", day=day, version=1).status_code == 303
    assert order(visitor.get("/").text) == [fax]


def test_days_that_cannot_be_are_refused(client: Any, fax: int, clock: Any) -> None:
    for day in (clock().date().isoformat(), "2099-01-01", "soon"):
        assert client().submit(f"/fax/{fax}/snooze", day=day, version=1).status_code == 422


def test_decided_faxes_stand_in_their_tabs_the_newest_first(
    client: Any, desk: Desk, make_fax: Any, clock: Any
) -> None:
    for name in ("one", "two"):
        fax = make_fax(name)
        clock.forward(minutes=1)
        desk.work.decide(fax, 1, Disposition.HANDED_OVER, "kim", now=clock())
    text = client().get("/", params={"tab": "done"}).text
    assert order(text) == [2, 1]
    assert count(text, "New") == 0
    assert count(text, "Done") == 2


def test_a_fax_that_was_not_read_yet_is_in_the_list_already(client: Any, make_fax: Any) -> None:
    make_fax("waiting", None)
    text = client().get("/").text
    assert order(text) == [1]
    assert "Waiting to be read" in text


def test_what_is_no_tab_no_filter_and_no_page_is_refused(client: Any, fax: int) -> None:
    visitor = client()
    assert visitor.get("/", params={"tab": "bin"}).status_code == 422
    assert visitor.get("/", params={"missing": "<b>"}).status_code == 422
    assert visitor.get("/", params={"after": "x"}).status_code == 404
    assert visitor.get("/fax/99/desk").status_code == 404


def test_a_list_that_refreshes_itself_keeps_nobody_logged_in(client: Any, fax: int, clock: Any) -> None:
    visitor = client()
    for _ in range(16):
        clock.forward(minutes=1)
        answer = visitor.get("/", headers={"X-Background": "1"}, follow_redirects=False)
    assert answer.status_code == 303


def test_whoever_may_see_no_fax_is_sent_to_a_page_of_their_own(client: Callable[..., Any], fax: int) -> None:
    for role, page in (("auditor", "/audit"), ("ops", "/dashboard")):
        answer = client(role).get("/", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert client(role).submit(f"/fax/{fax}/assign", to="", version=1).status_code == 403


def test_a_verdict_of_every_kind_is_told_in_words(client: Any, make_fax: Any, fax_reading: Reading) -> None:
    for verdict in Verdict:
        make_fax(verdict.value, replace(calm(fax_reading), verdict=verdict, reason="advertising"))
    text = client().get("/").text
    for words in ("Complete", "Incomplete", "Needs a check", "Not a referral?", "Could not be read"):
        assert f">{words}</span>" in text
    assert "Advertising" in text

"""The letter's page: drafted, changed, its number confirmed, put into the outbox, chased."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from faxpipe.config import Config
from faxpipe.referral import Priority, Reading
from faxpipe.review.letters import sweep
from faxpipe.store import Disposition
from faxpipe.store.desk import Desk
from faxpipe.store.desk.letters import LetterRow, LetterState
from faxpipe.store.standing import Stage

NUMBER = "603-555-0100"


@pytest.fixture
def calm(make_fax: Callable[..., int], fax_reading: Reading) -> int:
    """An incomplete fax that is not urgent."""
    referrals = tuple(replace(one, priority=Priority.ROUTINE, red_flags=()) for one in fax_reading.referrals)
    return make_fax("calm", reading=replace(fax_reading, priority=Priority.ROUTINE, referrals=referrals))


def version(desk: Desk, fax_id: int) -> int:
    row = desk.work.row(fax_id)
    assert row
    return row.version


def started(desk: Desk, visitor: Any, fax_id: int) -> str:
    answer = visitor.submit(f"/fax/{fax_id}/letters", version=version(desk, fax_id))
    assert answer.status_code == 303
    return str(answer.headers["location"])


def only(desk: Desk, fax_id: int) -> LetterRow:
    (letter,) = desk.letters.of(fax_id)
    return letter


def release(desk: Desk, visitor: Any, fax_id: int, url: str, **fields: Any) -> Any:
    given = {"version": version(desk, fax_id), "keep": ["0", "1"], "choice": NUMBER, "sure": "yes"} | fields
    return visitor.submit(f"{url}/release", **given)


def test_a_draft_asks_for_what_is_missing_and_what_could_not_be_read(client: Any, desk: Desk, calm: int) -> None:
    started(desk, client(), calm)
    letter = only(desk, calm)
    assert [(item.field, item.again) for item in letter.text.items] == [
        ("patient.birth_date", True),
        ("coverage.member_id", False),
    ]
    assert (letter.text.number, letter.state) == (NUMBER, LetterState.DRAFT)
    assert letter.text.birth_date == ""


def test_asking_twice_goes_on_with_the_same_draft(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    assert started(desk, person, calm) == started(desk, person, calm)


def test_the_page_shows_the_letter_and_where_the_number_was_read(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    page = person.get(url).text
    assert NUMBER in page
    assert "top of the page" in page
    assert person.get(f"{url}/page.png").content.startswith(b"\x89PNG")
    assert person.get(f"{url}/letter.pdf").content.startswith(b"%PDF")
    assert "attachment" in person.get(f"{url}/letter.pdf?download=true").headers["content-disposition"]


def test_what_a_person_changes_stands_in_the_letter(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    answer = person.submit(
        url, version=version(desk, calm), keep=["1"], ask=["a", "The member ID, front and back of the card"],
        add="patient.phone", more="Is a translator needed?", remark="Thank you", to_name="Helen", due="2026-03-20",
    )  # fmt: skip
    assert answer.status_code == 303
    text = only(desk, calm).text
    assert text.items[0].ask == "The member ID, front and back of the card"
    assert [item.field for item in text.items] == ["coverage.member_id", "patient.phone", ""]
    assert (text.note, text.to_name, text.due.isoformat()) == ("Thank you", "Helen", "2026-03-20")


def test_a_script_that_saves_is_told_the_new_version(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    before = version(desk, calm)
    answer = person.post(
        url,
        data={"version": before, "keep": ["0"], "remark": "x"},
        headers={"X-CSRF-Token": person.csrf, "Accept": "application/json"},
    )
    assert answer.json() == {"version": before + 1}


def test_a_released_letter_lies_in_the_outbox_and_the_fax_waits(
    client: Any, desk: Desk, calm: int, config: Config
) -> None:
    person = client()
    answer = release(desk, person, calm, started(desk, person, calm))
    assert answer.status_code == 303
    letter, row = only(desk, calm), desk.work.row(calm)
    assert row
    assert (letter.state, letter.confirmed_by) == (LetterState.OUTBOX, "reviewer")
    assert (row.stage, row.disposition) == (Stage.WAITING, Disposition.ASKED_SENDER)
    assert row.due_at is not None
    assert row.due_at.astimezone().date().isoformat() == "2026-03-04"
    job = json.loads((config.paths.outbox / f"{letter.file}.json").read_text())
    assert job["number"] == "16035550100"
    assert (config.paths.outbox / f"{letter.file}.pdf").read_bytes().startswith(b"%PDF")
    assert [one.outcome.value for one in desk.contacts.of(calm)] == ["released"]
    assert desk.letters.by_reference(letter.reference) == letter


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"sure": ""}, "tick that it is right"),
        ({"choice": "other", "number": "", "again": ""}, "no fax number"),
        ({"choice": "other", "number": "978-555-0142", "again": "978-555-0143"}, "differ"),
        ({"choice": "other", "number": "603-681-3154", "again": "603-681-3154"}, "our own number"),
        ({"choice": "978-555-0142"}, "no fax number"),
        ({"keep": []}, "asks for nothing"),
    ],
)
def test_a_letter_does_not_go_until_the_number_is_confirmed(
    client: Any, desk: Desk, calm: int, config: Config, fields: dict[str, Any], says: str
) -> None:
    person = client()
    answer = release(desk, person, calm, started(desk, person, calm), **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert only(desk, calm).state is LetterState.DRAFT
    assert not list(config.paths.outbox.glob("*"))


def test_a_number_typed_twice_is_confirmed(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    release(desk, person, calm, url, choice="other", number="(978) 555-0142", again="978 555 0142", sure="")
    assert only(desk, calm).text.number == "978-555-0142"
    assert "typed twice" in only(desk, calm).text.number_source


def test_an_urgent_letter_waits_for_the_call_or_a_reason(client: Any, desk: Desk, fax: int) -> None:
    person = client()
    url = started(desk, person, fax)
    assert "nobody has called" in release(desk, person, fax, url).text
    assert release(desk, person, fax, url, no_call="they called us").status_code == 303
    assert [one.says for one in desk.contacts.notes(fax)] == [
        "Asked by letter without the urgent call: they called us"
    ]


def test_a_stale_version_releases_nothing_and_leaves_no_file(
    client: Any, desk: Desk, calm: int, config: Config
) -> None:
    person = client()
    url = started(desk, person, calm)
    assert release(desk, person, calm, url, version=99).status_code == 409
    assert only(desk, calm).state is LetterState.DRAFT
    assert not list(config.paths.outbox.glob("*"))


def test_a_release_pressed_twice_leaves_the_letter_in_the_outbox(
    client: Any, desk: Desk, calm: int, config: Config
) -> None:
    person = client()
    url, seen = started(desk, person, calm), version(desk, calm)
    assert release(desk, person, calm, url, version=seen).status_code == 303
    assert release(desk, person, calm, url, version=seen).status_code == 409
    name = only(desk, calm).file
    assert name is not None
    assert (config.paths.outbox / f"{name}.pdf").exists()


def test_an_outbox_that_cannot_be_written_leaves_the_draft(
    client: Any, desk: Desk, calm: int, config: Config
) -> None:
    config.paths.outbox.write_text("in the way")
    person = client()
    assert release(desk, person, calm, started(desk, person, calm)).status_code == 500
    assert only(desk, calm).state is LetterState.DRAFT


def test_a_second_request_keeps_reference_and_number(client: Any, desk: Desk, calm: int, clock: Any) -> None:
    person = client()
    release(desk, person, calm, started(desk, person, calm))
    clock.forward(days=2)
    person = client()
    release(desk, person, calm, started(desk, person, calm))
    first, second = desk.letters.of(calm)
    assert (second.reference, second.round_no, second.text.number) == (first.reference, 2, NUMBER)
    row = desk.work.row(calm)
    assert row
    assert row.due_at is not None
    assert row.due_at.astimezone().date().isoformat() == "2026-03-09"


def test_what_the_fax_service_says_is_recorded(client: Any, desk: Desk, calm: int, config: Config) -> None:
    person = client()
    url = started(desk, person, calm)
    release(desk, person, calm, url)
    (config.paths.outbox / f"{only(desk, calm).file}.failed").touch()
    desk.work.leave_all("reviewer", now=desk.letters.of(calm)[0].made_at)
    assert "failed" in person.get(url).text
    assert only(desk, calm).state is LetterState.FAILED


def test_what_the_fax_service_says_is_swept_up_though_nobody_looks_at_the_letter(
    client: Any, desk: Desk, calm: int, config: Config, clock: Any
) -> None:
    person = client()
    release(desk, person, calm, started(desk, person, calm))
    (config.paths.outbox / f"{only(desk, calm).file}.sent").touch()
    desk.work.leave_all("reviewer", now=clock())
    sweep(desk, config.paths.outbox, clock())
    assert only(desk, calm).state is LetterState.SENT
    row = desk.work.row(calm)
    assert row
    assert row.stage is Stage.WAITING


def test_what_the_fax_service_says_leaves_a_fax_with_an_answer_where_people_look_for_it(
    client: Any, desk: Desk, calm: int, config: Config, clock: Any
) -> None:
    person = client()
    release(desk, person, calm, started(desk, person, calm))
    (config.paths.outbox / f"{only(desk, calm).file}.sent").touch()
    with desk.links.transaction() as conn:
        desk.work.answered(conn, calm, now=clock())
    sweep(desk, config.paths.outbox, clock())
    row = desk.work.row(calm)
    assert row is not None
    assert (row.stage, only(desk, calm).state) == (Stage.ANSWERED, LetterState.SENT)


def test_a_person_says_that_a_letter_was_sent(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    release(desk, person, calm, url)
    assert person.submit(f"{url}/end", version=version(desk, calm), state="sent").status_code == 303
    assert only(desk, calm).state is LetterState.SENT


def test_a_draft_can_be_thrown_away_and_begun_anew(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    person.submit(f"{url}/end", version=version(desk, calm), state="withdrawn")
    assert started(desk, person, calm) != url


def test_a_letter_is_found_under_its_own_fax_only(client: Any, desk: Desk, calm: int, fax: int) -> None:
    person = client()
    url = started(desk, person, calm)
    assert person.get(url.replace(f"/fax/{calm}/", f"/fax/{fax}/")).status_code == 404


def test_hostile_words_are_shown_as_text(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    url = started(desk, person, calm)
    person.submit(
        url, version=version(desk, calm), keep=["0"], remark="<script>alert(1)</script>", to_name='"><b>'
    )
    page = person.get(url).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert '"><b>' not in page


@pytest.mark.parametrize("role", ["ops", "auditor"])
def test_who_does_not_work_on_faxes_sees_no_letter(client: Any, desk: Desk, calm: int, role: str) -> None:
    url = started(desk, client(), calm)
    assert client(role).get(url).status_code == 403
    assert client(role).get(f"{url}/letter.pdf").status_code == 403

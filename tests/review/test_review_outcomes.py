"""What becomes of a fax: who may decide what, what must be done before, and that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.review.outcomes import CHOICES
from faxpipe.store import Disposition
from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.letters import LetterKind
from faxpipe.store.standing import Stage

Make = Callable[..., int]


def calm_reading(reading: Reading, *, complete: bool = False) -> Reading:
    changes: dict[str, Any] = {"priority": Priority.ROUTINE, "red_flags": ()}
    if complete:
        changes |= {"missing": (), "unsure": (), "reasons": (), "verdict": Verdict.COMPLETE}
    referrals = tuple(replace(one, **changes) for one in reading.referrals)
    verdict = Verdict.COMPLETE if complete else reading.verdict
    return replace(reading, priority=Priority.ROUTINE, referrals=referrals, verdict=verdict)


@pytest.fixture
def calm(make_fax: Make, fax_reading: Reading) -> int:
    return make_fax("calm", reading=calm_reading(fax_reading))


@pytest.fixture
def complete(make_fax: Make, fax_reading: Reading) -> int:
    return make_fax("complete", reading=calm_reading(fax_reading, complete=True))


def row_of(desk: Desk, fax_id: int) -> WorkRow:
    row = desk.work.row(fax_id)
    assert row
    return row


def decide(desk: Desk, visitor: Any, fax_id: int, outcome: str, **fields: Any) -> Any:
    given = {"version": row_of(desk, fax_id).version, "outcome": outcome} | fields
    return visitor.submit(f"/fax/{fax_id}/decide", **given)


def call(desk: Desk, visitor: Any, fax_id: int, outcome: str, said: str = "Dr. Moravec", **fields: Any) -> Any:
    given = {"version": row_of(desk, fax_id).version, "outcome": outcome, "said": said} | fields
    return visitor.submit(f"/fax/{fax_id}/contacts", **given)


def test_a_complete_fax_is_handed_over_at_once_and_the_next_one_opens(
    client: Any, desk: Desk, complete: int, calm: int
) -> None:
    answer = decide(desk, client(), complete, "complete")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/fax/{calm}"
    row = row_of(desk, complete)
    assert (row.disposition, row.stage) == (Disposition.HANDED_OVER, Stage.DONE)


def test_with_nothing_left_the_worklist_opens(client: Any, desk: Desk, complete: int) -> None:
    assert decide(desk, client(), complete, "complete").headers["location"] == "/"


def test_complete_with_something_missing_is_a_leads_to_say(client: Any, desk: Desk, calm: int) -> None:
    refused = decide(desk, client(), calm, "complete", sure="yes")
    assert refused.status_code == 422
    assert "Only a lead" in refused.text
    assert row_of(desk, calm).disposition is Disposition.OPEN
    asked = decide(desk, client("lead"), calm, "complete")
    assert asked.status_code == 200
    assert "Still missing: Member ID" in asked.text
    assert decide(desk, client("lead"), calm, "complete", sure="yes").status_code == 303
    assert row_of(desk, calm).disposition is Disposition.HANDED_OVER


@pytest.mark.parametrize(
    ("outcome", "fields", "disposition", "stage"),
    [
        ("not-a-referral", {}, Disposition.NOT_A_REFERRAL, Stage.NOT_OURS),
        ("misdirected", {"told": "later"}, Disposition.MISDIRECTED, Stage.NOT_OURS),
        ("declined", {"reason": "Dr. Kramer: too old"}, Disposition.DECLINED, Stage.DONE),
    ],
)
def test_each_outcome_asks_first_and_then_closes(
    client: Any,
    desk: Desk,
    calm: int,
    outcome: str,
    fields: dict[str, str],
    disposition: Disposition,
    stage: Stage,
) -> None:
    person = client()
    assert person.get(f"/fax/{calm}/outcome/{outcome}").status_code == 200
    assert decide(desk, person, calm, outcome).status_code == 200
    assert row_of(desk, calm).disposition is Disposition.OPEN
    assert decide(desk, person, calm, outcome, sure="yes", **fields).status_code == 303
    row = row_of(desk, calm)
    assert (row.disposition, row.stage) == (disposition, stage)


def test_a_duplicate_names_the_other_fax(client: Any, desk: Desk, calm: int, complete: int) -> None:
    person = client()
    for wrong in ("", str(calm), "999", "abc"):
        assert decide(desk, person, calm, "duplicate", sure="yes", twin=wrong).status_code == 422
    assert decide(desk, person, calm, "duplicate", sure="yes", twin=f"#{complete}").status_code == 303
    assert row_of(desk, calm).disposition is Disposition.DUPLICATE
    assert [one.says for one in desk.contacts.notes(calm)] == [f"Duplicate of fax {complete}"]


def test_two_faxes_are_not_closed_as_duplicates_of_each_other(
    client: Any, desk: Desk, calm: int, complete: int
) -> None:
    person = client()
    assert decide(desk, person, calm, "duplicate", sure="yes", twin=complete).status_code == 303
    assert decide(desk, person, complete, "duplicate", sure="yes", twin=calm).status_code == 422
    assert row_of(desk, complete).disposition is Disposition.OPEN


def test_a_fax_that_nobody_has_read_is_not_handed_over_at_one_key(
    client: Any, desk: Desk, make_fax: Callable[..., int]
) -> None:
    unread = make_fax("unread", reading=None)
    person = client()
    assert decide(desk, person, unread, "complete").status_code == 200
    assert row_of(desk, unread).disposition is Disposition.OPEN
    assert decide(desk, person, unread, "complete", sure="yes").status_code == 303


def test_other_faxes_of_that_patient_are_offered_as_the_original(
    client: Any, desk: Desk, calm: int, complete: int
) -> None:
    person = client()
    page = person.get(f"/fax/{calm}/outcome/duplicate").text
    assert f"Fax {complete}: Ann Fox" in page
    assert f'name="alike" value="{calm}"' not in page
    assert decide(desk, person, calm, "duplicate", sure="yes", alike=complete).status_code == 303
    assert row_of(desk, calm).disposition is Disposition.DUPLICATE


def test_a_decline_wants_a_reason(client: Any, desk: Desk, calm: int) -> None:
    assert decide(desk, client(), calm, "declined", sure="yes").status_code == 422


def test_an_outcome_is_taken_back(client: Any, desk: Desk, complete: int) -> None:
    person = client()
    decide(desk, person, complete, "complete")
    assert decide(desk, person, complete, "open").headers["location"] == f"/fax/{complete}"
    row = row_of(desk, complete)
    assert (row.disposition, row.stage) == (Disposition.OPEN, Stage.IN_REVIEW)


@pytest.mark.parametrize("outcome", [one.name for one in CHOICES if one.name != "open"])
def test_nothing_urgent_closes_without_the_call_or_a_reason(
    client: Any, desk: Desk, fax: int, complete: int, outcome: str
) -> None:
    person = client("lead")
    fields = {"sure": "yes", "reason": "because", "twin": str(complete)}
    refused = decide(desk, person, fax, outcome, **fields)
    assert refused.status_code == 422
    assert "Nobody has called" in refused.text
    assert row_of(desk, fax).disposition is Disposition.OPEN
    assert decide(desk, person, fax, outcome, **fields, no_call="seen in the ED").status_code == 303
    assert "Closed without the urgent call: seen in the ED" in [one.says for one in desk.contacts.notes(fax)]


def test_the_urgent_call_is_recorded_with_whom_was_reached(client: Any, desk: Desk, fax: int) -> None:
    person = client()
    assert call(desk, person, fax, "urgent_called", said="").status_code == 422
    assert call(desk, person, fax, "urgent_called").status_code == 303
    assert row_of(desk, fax).urgent_called_at is not None
    assert decide(desk, person, fax, "not-a-referral", sure="yes").status_code == 303


def test_a_misdirected_fax_keeps_what_is_still_to_do(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    decide(desk, person, calm, "misdirected", sure="yes", told="later")
    assert person.get(f"/fax/{calm}/outcome").status_code == 200
    call(desk, person, calm, "told")
    call(desk, person, calm, "destroyed")
    assert [one.outcome.value for one in desk.contacts.of(calm)] == ["told", "destroyed"]


def test_a_misdirected_fax_gets_a_notice_that_names_no_patient(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    answer = decide(desk, person, calm, "misdirected", sure="yes", told="notice", destroyed="yes")
    (letter,) = desk.letters.of(calm)
    assert answer.headers["location"] == f"/fax/{calm}/letters/{letter.id}"
    assert (letter.kind, letter.text.patient_name, letter.text.items) == (LetterKind.MISDIRECTED, "", ())
    assert "misdirected" in person.get(answer.headers["location"]).text
    released = person.submit(
        f"{answer.headers['location']}/release",
        version=row_of(desk, calm).version,
        choice=letter.text.number,
        sure="yes",
    )
    assert released.status_code == 303
    assert row_of(desk, calm).disposition is Disposition.MISDIRECTED


def test_a_stale_screen_decides_nothing(client: Any, desk: Desk, complete: int) -> None:
    person = client()
    assert decide(desk, person, complete, "complete", version=77).status_code == 409
    assert row_of(desk, complete).disposition is Disposition.OPEN


def test_a_fax_in_somebody_elses_hands_is_not_decided(client: Any, desk: Desk, complete: int, clock: Any) -> None:
    desk.work.open(complete, "bob", now=clock(), until=clock().replace(year=2027))
    assert decide(desk, client(), complete, "complete").status_code == 409


def test_notes_tell_who_may_read_them(client: Any, desk: Desk, calm: int) -> None:
    person = client()
    for says, fields in (("ours", {}), ("theirs", {"for_sender": "yes"})):
        person.submit(f"/fax/{calm}/notes", version=row_of(desk, calm).version, says=says, **fields)
    assert [(one.says, one.for_sender) for one in desk.contacts.notes(calm)] == [("ours", False), ("theirs", True)]
    assert person.submit(f"/fax/{calm}/notes", version=1, says="   ").status_code == 422


def test_a_call_after_the_letter_moves_the_day_of_the_next_one(
    client: Any, desk: Desk, calm: int, clock: Any
) -> None:
    person = client()
    url = person.submit(f"/fax/{calm}/letters", version=row_of(desk, calm).version).headers["location"]
    fields = {"keep": ["0"], "choice": "603-555-0100", "sure": "yes"}
    person.submit(f"{url}/release", version=row_of(desk, calm).version, **fields)
    clock.forward(days=2)
    call(desk, client(), calm, "message")
    due = row_of(desk, calm).due_at
    assert due
    assert due.astimezone().date().isoformat() == "2026-03-09"


@pytest.mark.parametrize("way", ["decide", "contacts", "notes", "letters"])
def test_a_form_without_the_token_changes_nothing(client: Any, desk: Desk, calm: int, way: str) -> None:
    person = client()
    before = row_of(desk, calm)
    answer = person.post(f"/fax/{calm}/{way}", data={"version": 1, "outcome": "complete", "says": "x"})
    assert answer.status_code == 403
    assert row_of(desk, calm) == before


@pytest.mark.parametrize("role", ["ops", "auditor"])
def test_who_does_not_work_on_faxes_decides_nothing(client: Any, desk: Desk, complete: int, role: str) -> None:
    assert decide(desk, client(role), complete, "complete").status_code == 403
    assert client(role).get(f"/fax/{complete}/outcome").status_code == 403


def test_who_never_answers_moves_up_for_a_lead(client: Any, desk: Desk, calm: int, clock: Any) -> None:
    person = client()
    url = person.submit(f"/fax/{calm}/letters", version=row_of(desk, calm).version).headers["location"]
    fields = {"keep": ["0"], "choice": "603-555-0100", "sure": "yes"}
    person.submit(f"{url}/release", version=row_of(desk, calm).version, **fields)
    assert (row_of(desk, calm).chase, row_of(desk, calm).pin) == ("second request", 3)
    clock.forward(days=9)
    assert desk.letters.escalate(now=clock()) == ()
    clock.forward(days=1)
    assert desk.letters.escalate(now=clock()) == (calm,)
    assert desk.letters.escalate(now=clock()) == ()
    row = row_of(desk, calm)
    assert (row.escalated, row.pin) == (True, 2)
    assert "A lead takes it up" in client().get("/?tab=waiting").text
    clock.forward(days=1)
    call(desk, client(), calm, "reached")
    assert row_of(desk, calm).escalated is False

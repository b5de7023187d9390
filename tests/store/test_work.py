"""Two people at the desk: who has which fax, and that nobody saves over what they have not seen."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, later, reading

from faxpipe.errors import StaleVersionError, StoreError
from faxpipe.referral import Priority, Verdict
from faxpipe.store import Disposition, Mode, QueueFilter, Store
from faxpipe.store.desk import Desk
from faxpipe.store.standing import Stage

LEASE = timedelta(minutes=10)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


@pytest.fixture
def other(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A second person's own connection."""
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


@pytest.fixture
def fax_id(desk: Desk) -> int:
    accepted = accept(desk.store)
    held = claim(desk.store)
    desk.store.finish(held, reading(held.sha256), now=NOW)
    return accepted.fax_id


def stage(desk: Desk, fax_id: int) -> Stage:
    row = desk.work.row(fax_id)
    assert row is not None
    return row.stage


def events(desk: Desk, fax_id: int) -> list[tuple[str, str]]:
    detail = desk.store.fax(fax_id)
    assert detail is not None
    return [(event.actor, event.event) for event in detail.events if event.actor != "faxpipe"]


def test_a_fax_has_a_row_of_work_from_its_arrival_on(desk: Desk) -> None:
    accept(desk.store)
    row = desk.work.row(1)
    assert row is not None
    assert (row.stage, row.verdict, row.version, row.received_at) == (Stage.NEW, None, 1, NOW)


def test_the_row_says_what_was_read(desk: Desk, fax_id: int) -> None:
    row = desk.work.row(fax_id)
    assert row is not None
    assert row.verdict is Verdict.INCOMPLETE
    assert row.patients == ("Ada Roe",)
    assert row.missing == ("coverage.payer",)
    assert row.unsure == ("referrer.npi",)
    assert row.sender == "Roe Clinic"
    assert [(flag.flag, flag.words, flag.page, flag.priority) for flag in row.flags] == [
        ("stat", "STAT", 1, Priority.URGENT)
    ]
    assert row.pages == 2


def test_a_fax_that_does_not_exist_has_no_row_and_cannot_be_opened(desk: Desk) -> None:
    assert desk.work.row(7) is None
    with pytest.raises(StoreError) as caught:
        desk.work.open(7, "kim", now=NOW, until=NOW + LEASE)
    assert caught.value.code == "no_such_fax"


def test_the_second_who_opens_a_fax_is_told_who_has_it(desk: Desk, other: Desk, fax_id: int) -> None:
    assert desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE).mine
    held = other.work.open(fax_id, "lee", now=later(1), until=later(1) + LEASE)
    assert (held.by, held.mine, held.until) == ("kim", False, NOW + LEASE)
    with pytest.raises(StaleVersionError) as caught:
        other.work.decide(fax_id, held.version, Disposition.HANDED_OVER, "lee", now=later(2))
    assert caught.value.code == "held"
    assert stage(desk, fax_id) is Stage.NEW


def test_a_claim_ends_by_itself(desk: Desk, other: Desk, fax_id: int) -> None:
    desk.work.open(fax_id, "kim", now=NOW, until=later(60))
    assert other.work.open(fax_id, "lee", now=later(60), until=later(120)).mine
    assert not desk.work.open(fax_id, "kim", now=later(61), until=later(121)).mine


def test_opening_again_prolongs_the_claim_without_another_line_of_history(desk: Desk, fax_id: int) -> None:
    desk.work.open(fax_id, "kim", now=NOW, until=later(60))
    assert desk.work.open(fax_id, "kim", now=later(30), until=later(90)).until == later(90)
    assert events(desk, fax_id) == [("kim", "opened")]


def test_after_a_take_over_the_first_cannot_save(desk: Desk, other: Desk, fax_id: int) -> None:
    version = desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE).version
    assert other.work.take_over(fax_id, "lee", now=later(5), until=later(5) + LEASE).mine
    with (
        pytest.raises(StaleVersionError),
        desk.work.change(fax_id, version, "kim", now=later(6), event="corrected"),
    ):
        pass
    assert events(desk, fax_id) == [("kim", "opened"), ("lee", "taken_over")]


def test_a_save_over_what_was_not_seen_is_refused_and_leaves_nothing(desk: Desk, other: Desk, fax_id: int) -> None:
    with desk.work.change(fax_id, 1, "kim", now=NOW, event="corrected"):
        pass

    def late() -> None:
        with other.work.change(fax_id, 1, "lee", now=later(1), event="corrected") as conn:
            conn.execute("UPDATE work SET assigned_to = 'lee'")

    with pytest.raises(StaleVersionError):
        late()
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.version, row.assigned_to) == (2, None)
    assert events(desk, fax_id) == [("kim", "corrected")]


def test_a_change_that_breaks_half_way_changes_nothing(desk: Desk, fax_id: int) -> None:
    def broken() -> None:
        with desk.work.change(fax_id, 1, "kim", now=NOW, event="corrected"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.version, row.stage) == (1, Stage.NEW)
    assert events(desk, fax_id) == []


def test_a_commit_that_is_refused_leaves_the_desk_usable(desk: Desk, fax_id: int) -> None:
    def orphan() -> None:
        with desk.work.change(fax_id, 1, "kim", now=NOW, event="noted") as conn:
            conn.execute("PRAGMA defer_foreign_keys = ON")
            conn.execute("INSERT INTO work (fax_id, received_at) VALUES (99, '')")

    with pytest.raises(StoreError):
        orphan()
    assert desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE).version == 1


def test_of_two_who_save_at_the_same_moment_one_is_refused(desk: Desk, tmp_path: Path, fax_id: int) -> None:
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def save(person: str) -> None:
        with Desk(tmp_path / "queue.sqlite3") as mine:
            start.wait()
            try:
                mine.work.decide(fax_id, 1, Disposition.DECLINED, person, now=NOW)
            except StaleVersionError:
                outcomes.append("refused")
            else:
                outcomes.append("saved")

    people = [threading.Thread(target=save, args=(name,)) for name in ("kim", "lee")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(outcomes) == ["refused", "saved"]
    assert len(events(desk, fax_id)) == 1


def test_of_two_who_open_at_the_same_moment_one_has_it(desk: Desk, tmp_path: Path, fax_id: int) -> None:
    start = threading.Barrier(2)
    mine: list[bool] = []

    def take(person: str) -> None:
        with Desk(tmp_path / "queue.sqlite3") as own:
            start.wait()
            mine.append(own.work.open(fax_id, person, now=NOW, until=NOW + LEASE).mine)

    people = [threading.Thread(target=take, args=(name,)) for name in ("kim", "lee")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(mine) == [False, True]


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        (Disposition.HANDED_OVER, Stage.DONE),
        (Disposition.DUPLICATE, Stage.DONE),
        (Disposition.DECLINED, Stage.DONE),
        (Disposition.ASKED_SENDER, Stage.WAITING),
        (Disposition.NOT_A_REFERRAL, Stage.NOT_OURS),
        (Disposition.MISDIRECTED, Stage.NOT_OURS),
        (Disposition.OPEN, Stage.IN_REVIEW),
    ],
)
def test_a_decision_moves_the_fax_to_its_tab_and_out_of_hand(
    desk: Desk, fax_id: int, disposition: Disposition, expected: Stage
) -> None:
    held = desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE)
    desk.work.decide(fax_id, held.version, disposition, "kim", now=later(9), note="by phone")
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.stage, row.disposition) == (expected, disposition)
    assert (row.held_by is None) == (disposition is not Disposition.OPEN)
    assert events(desk, fax_id)[-2:] == [("kim", "disposed"), ("kim", "note")]


def test_a_decision_can_be_taken_back(desk: Desk, fax_id: int) -> None:
    desk.work.decide(fax_id, 1, Disposition.HANDED_OVER, "kim", now=NOW)
    desk.work.decide(fax_id, 2, Disposition.OPEN, "kim", now=later(1))
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.stage, row.disposition, row.decided_at) == (Stage.IN_REVIEW, Disposition.OPEN, None)


def test_what_the_command_line_disposes_stands_in_the_work(desk: Desk, fax_id: int) -> None:
    desk.store.dispose(fax_id, Disposition.ASKED_SENDER, actor="kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.stage, row.version, row.asked_at) == (Stage.WAITING, 2, NOW)


def test_a_correction_from_the_command_line_is_seen_in_the_work(desk: Desk, fax_id: int) -> None:
    desk.store.correct(fax_id, 1, "patient.name", "Bea Roe", actor="kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.patients, row.version) == (("Bea Roe",), 2)


def test_a_first_change_brings_a_new_fax_into_review_and_no_waiting_one(desk: Desk, fax_id: int) -> None:
    with desk.work.change(fax_id, 1, "kim", now=NOW, event="corrected"):
        pass
    assert stage(desk, fax_id) is Stage.IN_REVIEW
    desk.work.decide(fax_id, 2, Disposition.ASKED_SENDER, "kim", now=NOW)
    with desk.work.change(fax_id, 3, "kim", now=NOW, event="note"):
        pass
    assert stage(desk, fax_id) is Stage.WAITING


def test_an_answer_brings_a_waiting_fax_back(desk: Desk, fax_id: int) -> None:
    desk.work.decide(fax_id, 1, Disposition.ASKED_SENDER, "kim", now=NOW)
    with desk.work.change(fax_id, 2, "faxpipe", now=later(5), event="linked") as conn:
        desk.work.answered(conn, fax_id, now=later(5))
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.stage, row.disposition, row.returned_at) == (Stage.ANSWERED, Disposition.OPEN, later(5))
    assert row.since == later(5)


def test_an_assignment_is_kept_and_leaves_the_tab(desk: Desk, fax_id: int) -> None:
    desk.work.assign(fax_id, 1, "lee", "kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.assigned_to, row.stage, row.version) == ("lee", Stage.NEW, 2)
    desk.work.assign(fax_id, 2, None, "kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert row.assigned_to is None


def test_what_waits_for_a_call_back_can_be_woken(desk: Desk, fax_id: int) -> None:
    desk.work.snooze(fax_id, 1, later(3600), "office opens at nine", "kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.snoozed_until, row.snooze_note) == (later(3600), "office opens at nine")
    desk.work.snooze(fax_id, 2, None, "", "kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.snoozed_until, row.snooze_note) == (None, "")
    assert events(desk, fax_id) == [("kim", "snoozed"), ("kim", "woken")]


def test_leaving_puts_down_only_what_is_mine(desk: Desk, fax_id: int) -> None:
    desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE)
    desk.work.leave(fax_id, "lee", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert row.holder(NOW) == "kim"
    desk.work.leave_all("kim", now=NOW)
    row = desk.work.row(fax_id)
    assert row is not None
    assert row.holder(NOW) is None


def test_a_reading_keeps_what_people_did_with_the_fax(desk: Desk, fax_id: int) -> None:
    desk.work.assign(fax_id, 1, "lee", "kim", now=NOW)
    desk.work.decide(fax_id, 2, Disposition.HANDED_OVER, "kim", now=NOW)
    desk.store.requeue([fax_id], Mode.PDF, now=NOW)
    held = claim(desk.store)
    desk.store.finish(held, reading(held.sha256, verdict=Verdict.COMPLETE, missing=()), now=later(1))
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.stage, row.assigned_to, row.verdict, row.missing) == (Stage.DONE, "lee", Verdict.COMPLETE, ())


def test_a_reading_alone_does_not_call_complete_what_people_corrected(desk: Desk, fax_id: int) -> None:
    desk.store.correct(fax_id, 1, "coverage.payer", None, actor="kim", now=NOW)
    with desk.work.change(fax_id, 2, "kim", now=NOW, event="corrected") as conn:
        desk.work.stand(conn, fax_id, Verdict.INCOMPLETE, Priority.URGENT, ("coverage.payer",), ())
    desk.store.requeue([fax_id], Mode.PDF, now=NOW)
    held = claim(desk.store)
    desk.store.finish(held, reading(held.sha256, verdict=Verdict.COMPLETE, missing=()), now=later(1))
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.verdict, row.priority) == (Verdict.REVIEW, Priority.URGENT)


def test_nothing_is_saved_over_a_reading_that_came_meanwhile(desk: Desk, fax_id: int) -> None:
    seen = desk.work.open(fax_id, "kim", now=NOW, until=NOW + LEASE).version
    desk.store.requeue([fax_id], Mode.PDF, now=NOW)
    held = claim(desk.store)
    desk.store.finish(held, reading(held.sha256), now=later(1))
    with pytest.raises(StaleVersionError):
        desk.work.decide(fax_id, seen, Disposition.NOT_A_REFERRAL, "kim", now=later(2))


def test_nothing_is_decided_about_a_fax_that_was_read_while_it_was_open_unread(desk: Desk) -> None:
    unread = accept(desk.store, "unread").fax_id
    seen = desk.work.open(unread, "kim", now=NOW, until=NOW + LEASE).version
    held = claim(desk.store)
    desk.store.finish(held, reading(held.sha256), now=later(1))
    with pytest.raises(StaleVersionError):
        desk.work.decide(unread, seen, Disposition.NOT_A_REFERRAL, "kim", now=later(2))


def test_what_stands_stands_on_when_reading_again_fails(desk: Desk, fax_id: int) -> None:
    desk.store.correct(fax_id, 1, "patient.phone", None, actor="kim", now=NOW)
    with desk.work.change(fax_id, 2, "kim", now=NOW, event="corrected") as conn:
        desk.work.stand(conn, fax_id, Verdict.INCOMPLETE, Priority.URGENT, ("patient.phone",), ())
    desk.store.requeue([fax_id], Mode.PDF, now=NOW)
    desk.store.fail(claim(desk.store), "crashed", now=later(1))
    row = desk.work.row(fax_id)
    assert row is not None
    assert (row.verdict, row.priority, row.missing) == (Verdict.INCOMPLETE, Priority.URGENT, ("patient.phone",))
    assert row.reason == "crashed"


def test_what_could_not_be_read_is_pinned_for_people(desk: Desk) -> None:
    accept(desk.store)
    held = claim(desk.store)
    desk.store.fail(held, "crashed", now=NOW)
    row = desk.work.row(1)
    assert row is not None
    assert (row.verdict, row.pin, row.reason) == (Verdict.UNREADABLE, 2, "crashed")


def test_an_older_database_gets_its_rows_of_work(desk: Desk, tmp_path: Path, fax_id: int) -> None:
    desk.work.decide(fax_id, 1, Disposition.ASKED_SENDER, "kim", now=later(5))
    accept(desk.store, "b")
    before = [desk.work.row(number) for number in (1, 2)]
    conn = sqlite3.connect(tmp_path / "queue.sqlite3")
    conn.executescript(
        """
        DROP VIEW fax_facts;
        DROP TABLE work;
        DROP TABLE facets;
        DROP TABLE facet_counts;
        DROP TABLE senders;
        DELETE FROM _sqlite_migrations WHERE name = '0006_work';
        """
    )
    conn.close()
    with Desk(tmp_path / "queue.sqlite3") as again:
        after = [again.work.row(number) for number in (1, 2)]
    assert after[1] == before[1]
    assert after[0] is not None
    assert before[0] is not None
    assert (after[0].stage, after[0].patients, after[0].asked_at, after[0].since) == (
        Stage.WAITING,
        before[0].patients,
        later(5),
        later(5),
    )


def test_the_shelves_hold_exactly_what_stands(desk: Desk, store: Store, fax_id: int, tmp_path: Path) -> None:
    desk.work.assign(fax_id, 1, "kim", "kim", now=NOW)
    conn = sqlite3.connect(tmp_path / "queue.sqlite3")
    assert conn.execute("SELECT facet, value FROM facets ORDER BY facet, value").fetchall() == [
        ("all", ""),
        ("assigned", "kim"),
        ("missing", "coverage.payer"),
        ("sender", "1"),
        ("verdict", "incomplete"),
    ]
    assert conn.execute("SELECT facet, value, n FROM facet_counts ORDER BY facet").fetchall() == [
        ("all", "", 1),
        ("assigned", "kim", 1),
        ("missing", "coverage.payer", 1),
        ("sender", "1", 1),
        ("verdict", "incomplete", 1),
    ]


def test_the_queue_tells_what_stands(desk: Desk, fax_id: int) -> None:
    with desk.work.change(fax_id, 1, "kim", now=NOW, event="corrected") as conn:
        desk.work.stand(conn, fax_id, Verdict.REVIEW, Priority.ROUTINE, (), ("patient.name",))
    (row,) = desk.store.queue(QueueFilter(verdicts=(Verdict.REVIEW,)))
    assert (row.id, row.priority, row.missing, row.unsure) == (fax_id, Priority.ROUTINE, (), ("patient.name",))
    assert desk.store.queue(QueueFilter(missing="coverage.payer")) == ()

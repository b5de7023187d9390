"""The dashboard's figures: counted by triggers as faxes come, are read, read again and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from queue_material import accept, claim, reading

from faxpipe.referral import Verdict
from faxpipe.store import Disposition, Mode
from faxpipe.store.connection import connect
from faxpipe.store.desk import Desk
from faxpipe.store.desk.figures import Dashboard
from faxpipe.store.standing import Stage

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


def arrive(desk: Desk, name: str, verdict: Verdict, *, at: datetime = NOW, missing: tuple[str, ...] = ()) -> int:
    fax = accept(desk.store, name, at=at)
    job = claim(desk.store, at=at)
    desk.store.finish(job, reading(job.sha256, verdict=verdict, missing=missing), now=at)
    return fax.fax_id


def shown(desk: Desk, at: datetime = NOW) -> Dashboard:
    return desk.figures.dashboard(now=at, days=7)


def test_faxes_and_verdicts_are_counted_by_day(desk: Desk) -> None:
    arrive(desk, "a", Verdict.COMPLETE, at=NOW - 24 * HOUR)
    arrive(desk, "b", Verdict.INCOMPLETE, missing=("coverage.payer", "referrer.npi"))
    arrive(desk, "c", Verdict.NOT_REFERRAL)
    accept(desk.store, "d", at=NOW)
    found = shown(desk)
    assert [(day.arrived, day.judged, day.complete) for day in found.days[-2:]] == [(1, 1, 1), (3, 1, 0)]
    assert (found.complete, found.judged, len(found.days)) == (1, 2, 7)
    assert found.missing == (("coverage.payer", 1), ("referrer.npi", 1))


def test_a_fax_that_is_read_again_counts_as_it_is_read_now(desk: Desk) -> None:
    fax = arrive(desk, "a", Verdict.INCOMPLETE, missing=("coverage.payer",))
    desk.store.requeue([fax], Mode.PDF, now=NOW, actor="ann")
    job = claim(desk.store)
    desk.store.finish(job, reading(job.sha256, verdict=Verdict.COMPLETE, missing=()), now=NOW)
    found = shown(desk)
    assert (found.days[-1].arrived, found.complete, found.judged, found.missing) == (1, 1, 1, ())
    assert found.touch_s is None, "putting it back is no look"


def test_the_first_look_of_a_person_counts_and_later_ones_do_not(desk: Desk) -> None:
    fax = arrive(desk, "a", Verdict.COMPLETE)
    other = arrive(desk, "b", Verdict.COMPLETE)
    for hours in (1, 5):
        desk.work.open(fax, "ann", now=NOW + hours * HOUR, until=NOW + (hours + 1) * HOUR)
        desk.work.leave(fax, "ann", now=NOW + hours * HOUR)
    desk.work.open(other, "bo", now=NOW + 3 * HOUR, until=NOW + 4 * HOUR)
    found = shown(desk, NOW + 4 * HOUR)
    assert found.touch_s == 2 * 3600
    assert found.days[-1].touch_s == 2 * 3600


def test_requests_and_their_answers_are_told_with_median_days(desk: Desk) -> None:
    faxes = [arrive(desk, name, Verdict.INCOMPLETE, at=NOW - 72 * HOUR) for name in "abc"]
    for fax in faxes:
        row = desk.work.row(fax)
        assert row is not None
        desk.work.decide(fax, row.version, Disposition.ASKED_SENDER, "ann", now=NOW - 48 * HOUR)
    with desk.links.transaction() as conn:
        desk.work.answered(conn, faxes[0], now=NOW)
    asked = shown(desk).asked
    assert (asked.asked, asked.answered) == (3, 1)
    assert asked.days == pytest.approx(2.0)


def test_each_tab_says_how_many_and_since_when(desk: Desk) -> None:
    first = arrive(desk, "a", Verdict.COMPLETE, at=NOW - 30 * HOUR)
    arrive(desk, "b", Verdict.REVIEW, at=NOW - 2 * HOUR)
    waiting = {one.stage: one for one in shown(desk).waiting}
    assert (waiting[Stage.NEW].count, waiting[Stage.NEW].since) == (2, NOW - 30 * HOUR)
    assert waiting[Stage.NEW].fax_id == first
    assert waiting[Stage.ANSWERED] == type(waiting[Stage.NEW])(Stage.ANSWERED, 0, None, None)


def test_senders_of_incomplete_faxes_stand_with_how_many_they_sent(desk: Desk) -> None:
    arrive(desk, "a", Verdict.INCOMPLETE, missing=("coverage.payer",))
    arrive(desk, "b", Verdict.COMPLETE)
    (sender,) = shown(desk).senders
    assert (sender.incomplete, sender.sent) == (1, 2)


def test_a_database_of_before_is_counted_when_it_is_opened(desk: Desk, tmp_path: Path) -> None:
    fax = arrive(desk, "a", Verdict.INCOMPLETE, missing=("coverage.payer",))
    desk.work.open(fax, "ann", now=NOW + HOUR, until=NOW + 2 * HOUR)
    before = shown(desk)
    db = connect(tmp_path / "queue.sqlite3")
    for kind, name in db.conn.execute(
        "SELECT type, name FROM sqlite_master WHERE name LIKE 'figures_%' OR name IN"
        " ('day_counts', 'first_touches', 'work_incomplete', 'work_asked') AND type IN ('table', 'index')"
    ).fetchall():
        if kind in {"trigger", "table"} or name.startswith("work_"):
            db.conn.execute(f"DROP {kind} {name}")
    db.conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0010_figures'")
    db.conn.close()
    with Desk(tmp_path / "queue.sqlite3") as again:
        assert shown(again) == before

"""Accept, claim, finish, fail, rescue: one fax, one holder, no way to get stuck."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from queue_material import NOW, accept, claim, later, reading

from faxpipe.errors import LostClaimError, StoreError
from faxpipe.referral import Verdict
from faxpipe.store import Disposition, Mode, State, Store, StoredPage
from faxpipe.store.connection import UNAVAILABLE, translated

WORDS = (StoredPage(1, "read", "tesseract", "5.3", 204, b"one"), StoredPage(2, "blank", "", "", 204, b"two"))


def state_of(store: Store, fax_id: int = 1) -> State:
    detail = store.fax(fax_id)
    assert detail is not None
    return detail.row.state


def test_the_same_bytes_twice_are_one_fax_with_two_arrivals(store: Store) -> None:
    first, second = accept(store, inode=1), accept(store, inode=2)
    assert (first.new, second.new, first.fax_id == second.fax_id, second.arrivals) == (True, False, True, 2)


def test_the_same_file_met_again_after_a_crash_is_not_another_arrival(store: Store) -> None:
    accept(store)
    assert accept(store).arrivals == 1


def test_other_bytes_under_the_same_name_are_another_fax(store: Store) -> None:
    assert accept(store, "a").fax_id != accept(store, "b").fax_id


def test_bytes_that_can_never_be_read_are_done_and_unreadable_at_once(store: Store) -> None:
    accept(store, reason="empty")
    detail = store.fax(1)
    assert detail is not None
    assert (detail.row.state, detail.row.verdict, detail.row.reason) == (State.DONE, Verdict.UNREADABLE, "empty")
    assert store.claim("w", now=NOW, until=later(1)) is None


def test_an_unreadable_fax_that_comes_again_is_open_again(store: Store) -> None:
    accept(store, reason="empty")
    store.dispose(1, Disposition.ASKED_SENDER, actor="kim", now=NOW)
    accept(store, reason="empty", inode=2)
    detail = store.fax(1)
    assert detail is not None
    assert detail.row.disposition is Disposition.OPEN
    assert [event.event for event in detail.events] == ["accepted", "disposed", "arrived_again", "reopened"]


def test_a_readable_fax_that_comes_again_stays_as_staff_left_it(store: Store) -> None:
    accept(store)
    held = claim(store)
    store.finish(held, reading(held.sha256), now=NOW)
    store.dispose(1, Disposition.HANDED_OVER, actor="kim", now=NOW)
    accept(store, inode=2)
    detail = store.fax(1)
    assert detail is not None
    assert detail.row.disposition is Disposition.HANDED_OVER


def test_the_oldest_fax_is_claimed_first(store: Store) -> None:
    for name, second in (("b", 2), ("a", 1), ("c", 3)):
        accept(store, name, at=later(second))
    assert [claim(store, at=later(9)).source for _ in range(3)] == ["a.pdf", "b.pdf", "c.pdf"]
    assert store.claim("w", now=later(9), until=later(10)) is None


def test_a_fresh_fax_is_read_before_an_older_one_that_is_read_again(store: Store) -> None:
    accept(store, "old")
    held = claim(store)
    store.finish(held, reading(held.sha256), now=NOW)
    assert store.requeue(None, Mode.PDF, now=later(1)) == (1,)
    accept(store, "fresh", at=later(5))
    assert [claim(store, at=later(9)).source for _ in range(2)] == ["fresh.pdf", "old.pdf"]


def test_two_connections_never_claim_the_same_fax(store: Store, tmp_path: Path) -> None:
    for number in range(40):
        accept(store, str(number))

    def take(worker: int) -> list[int]:
        taken = []
        with Store(tmp_path / "queue.sqlite3") as own:
            while (held := own.claim(f"w{worker}", now=NOW, until=later(60))) is not None:
                taken.append(held.fax_id)
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [fax_id for part in threads.map(take, range(4)) for fax_id in part]
    assert sorted(taken) == list(range(1, 41))


def test_a_finished_fax_is_done_with_its_reading(store: Store) -> None:
    accept(store)
    held = claim(store)
    assert store.finish(held, reading(held.sha256), WORDS, now=later(3), seconds=3.0) == 1
    detail = store.fax(1)
    assert detail is not None
    assert (detail.row.state, detail.row.verdict) == (State.DONE, Verdict.INCOMPLETE)
    assert [(attempt.outcome, attempt.seconds) for attempt in detail.attempts] == [("read", 3.0)]
    assert store.words(1) == WORDS


def test_whoever_lost_the_claim_changes_nothing(store: Store) -> None:
    accept(store)
    lost = claim(store, lease_s=10)
    store.rescue(now=later(11), attempts_max=3)
    held = claim(store, "other", at=later(12))
    for end in (
        lambda: store.finish(lost, reading(lost.sha256), WORDS, now=later(13)),
        lambda: store.retry(lost, "timeout", now=later(13), not_before=later(14)),
        lambda: store.fail(lost, "crashed", now=later(13)),
        lambda: store.release(lost, now=later(13)),
    ):
        with pytest.raises(LostClaimError):
            end()
    assert store.words(1) == ()
    assert store.finish(held, reading(held.sha256), now=later(14)) == 1


def test_a_reading_is_stored_whole_or_not_at_all(store: Store) -> None:
    accept(store)
    held = claim(store)
    twice_page_1 = (WORDS[0], WORDS[0])
    with pytest.raises(StoreError) as caught:
        store.finish(held, reading(held.sha256), twice_page_1, now=later(1))
    assert caught.value.code == "store_refused"
    detail = store.fax(1)
    assert detail is not None
    assert (detail.row.state, detail.reading, detail.row.pages) == (State.RUNNING, None, 0)


def test_a_renewed_lease_outlives_its_first_end(store: Store) -> None:
    accept(store)
    held = claim(store, lease_s=10)
    assert store.renew([held], until=later(100)) == ()
    assert store.rescue(now=later(50), attempts_max=3) == ()


def test_renewing_tells_which_claims_are_lost(store: Store) -> None:
    accept(store)
    held = claim(store, lease_s=10)
    store.rescue(now=later(10), attempts_max=3)
    assert store.renew([held], until=later(100)) == (held,)


def test_a_retry_waits_for_its_time(store: Store) -> None:
    accept(store)
    store.retry(claim(store), "engine", now=NOW, not_before=later(30))
    assert store.claim("w", now=later(29), until=later(99)) is None
    assert claim(store, at=later(30)).attempts == 2


def test_a_pause_written_by_a_clock_far_ahead_does_not_hold_a_fax(store: Store) -> None:
    accept(store)
    store.retry(claim(store), "engine", now=NOW, not_before=later(400 * 86400))
    assert claim(store).attempts == 2


def test_a_release_does_not_count(store: Store) -> None:
    accept(store)
    store.release(claim(store), now=NOW)
    assert claim(store).attempts == 1


def test_a_lease_that_ends_counts_and_after_the_last_a_person_sees_the_fax(store: Store) -> None:
    accept(store)
    for attempt in (1, 2, 3):
        assert claim(store, at=later(attempt * 100), lease_s=10).attempts == attempt
        store.rescue(now=later(attempt * 100 + 10), attempts_max=3)
    detail = store.fax(1)
    assert detail is not None
    assert (detail.row.state, detail.row.verdict, detail.row.reason) == (
        State.FAILED,
        Verdict.UNREADABLE,
        "gave_up",
    )
    assert [row.id for row in store.queue()] == [1]
    assert [attempt.outcome for attempt in detail.attempts] == ["lost", "lost", "lost"]


def test_only_claims_of_the_dead_daemon_are_given_back_at_start(store: Store) -> None:
    for name in "abc":
        accept(store, name)
    claim(store, "daemon:12")
    claim(store, "batch:13")
    assert [rescued.fax_id for rescued in store.give_back("daemon:", now=later(1), attempts_max=3)] == [1]
    assert [state_of(store, number) for number in (1, 2, 3)] == [State.RECEIVED, State.RUNNING, State.RECEIVED]


def test_an_unreadable_fax_is_done_and_a_broken_job_is_failed(store: Store) -> None:
    accept(store, "a")
    accept(store, "b", at=later(1))
    assert store.fail(claim(store), "encrypted", now=NOW, final=True) is State.DONE
    assert store.fail(claim(store, at=later(1)), "crashed", now=later(2)) is State.FAILED
    assert [(row.verdict, row.reason) for row in store.queue()] == [
        (Verdict.UNREADABLE, "encrypted"),
        (Verdict.UNREADABLE, "crashed"),
    ]


def test_the_last_good_reading_stays_while_a_fax_is_read_again_and_when_that_fails(store: Store) -> None:
    accept(store)
    held = claim(store)
    good = reading(held.sha256)
    store.finish(held, good, WORDS, now=NOW)
    store.requeue([1], Mode.WORDS, now=later(1))
    again = claim(store, at=later(2))
    detail = store.fax(1)
    assert detail is not None
    assert (again.mode, again.attempts, detail.reading, detail.row.verdict) == (
        Mode.WORDS,
        1,
        good,
        Verdict.INCOMPLETE,
    )
    assert store.fail(again, "unreadable", now=later(3), final=True) is State.FAILED
    after = store.fax(1)
    assert after is not None
    assert (after.reading, after.row.verdict, after.row.reason) == (good, Verdict.INCOMPLETE, "unreadable")


def test_a_new_reading_replaces_the_machine_and_never_the_person(store: Store) -> None:
    accept(store)
    held = claim(store)
    store.finish(held, reading(held.sha256), WORDS, now=NOW)
    store.correct(1, 1, "patient.name", "Bea Roe", actor="kim", now=later(1))
    store.requeue([1], Mode.PDF, now=later(2))
    again = claim(store, at=later(3))
    newer = reading(again.sha256, verdict=Verdict.REVIEW, missing=(), name="Ada Rowe")
    assert store.finish(again, newer, WORDS[:1], now=later(4)) == 2
    detail = store.fax(1)
    assert detail is not None
    assert detail.reading == newer
    assert [(correction.value.value, correction.author) for correction in detail.corrections] == [
        ("Bea Roe", "kim")
    ]
    assert (detail.row.patients, detail.row.verdict, detail.row.missing) == (("Bea Roe",), Verdict.REVIEW, ())
    assert store.words(1) == WORDS[:1]


def test_a_fax_without_stored_words_is_read_again_from_its_pdf(store: Store) -> None:
    accept(store)
    store.fail(claim(store), "crashed", now=NOW)
    store.requeue(None, Mode.WORDS, now=later(1))
    assert claim(store, at=later(1)).mode is Mode.PDF


def test_what_waits_or_runs_is_not_put_back_twice(store: Store) -> None:
    accept(store, "a")
    accept(store, "b")
    claim(store)
    assert store.requeue(None, Mode.PDF, now=NOW) == ()
    assert store.waiting() == 2


def test_staff_cannot_decide_about_a_fax_there_is_not(store: Store) -> None:
    with pytest.raises(StoreError):
        store.dispose(7, Disposition.DECLINED, actor="kim", now=NOW)
    with pytest.raises(StoreError):
        store.correct(7, 1, "patient.name", "x", actor="kim", now=NOW)


def test_a_database_that_is_locked_or_full_is_told_from_a_row_that_is_refused() -> None:
    for error, code in (
        (sqlite3.OperationalError("disk"), UNAVAILABLE),
        (sqlite3.IntegrityError("x"), "store_refused"),
    ):
        with pytest.raises(StoreError) as caught, translated():
            raise error
        assert caught.value.code == code


def test_no_fax_is_taken_into_a_database_that_nobody_will_find_again(store: Store, tmp_path: Path) -> None:
    accept(store, "a")
    database = tmp_path / "queue.sqlite3"
    database.rename(tmp_path / "moved")
    with pytest.raises(StoreError):
        accept(store, "b")
    with Store(database) as fresh:
        with pytest.raises(StoreError, match="moved or replaced"):
            accept(store, "b")
        assert accept(fresh, "b").fax_id == 1


def test_opening_a_second_store_here_does_not_let_another_process_lose_what_the_first_wrote(
    store: Store, tmp_path: Path
) -> None:
    look = (
        "import sys; from pathlib import Path; from faxpipe.store import Store; Store(Path(sys.argv[1])).close()"
    )
    accept(store, "a")
    Store(tmp_path / "queue.sqlite3").close()
    subprocess.run([sys.executable, "-c", look, str(tmp_path / "queue.sqlite3")], check=True, timeout=60)
    accept(store, "b")
    with Store(tmp_path / "queue.sqlite3") as fresh:
        assert len(fresh.queue()) == 2


def test_a_heartbeat_is_its_last_time(store: Store) -> None:
    assert store.last_beat("rescan") is None
    store.beat("rescan", NOW)
    store.beat("rescan", later(5))
    assert store.last_beat("rescan") == later(5)


STEPS = st.lists(
    st.sampled_from(["accept", "claim", "finish", "retry", "release", "fail", "expire", "die", "requeue"]),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_every_fax_ends_where_a_person_sees_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    with Store(tmp_path_factory.mktemp("walk") / "queue.sqlite3") as store:
        held = None
        for second, step in enumerate(steps):
            now = later(second * 1000)
            if step == "accept":
                accept(store, str(second), at=now, inode=second)
            elif step == "claim" and held is None:
                held = store.claim("daemon:1", now=now, until=later(second * 1000 + 500))
            elif step == "requeue":
                store.requeue(None, Mode.PDF, now=now)
            elif step in {"expire", "die"}:
                take = store.rescue if step == "expire" else store.give_back
                take(*(() if step == "expire" else ("daemon:",)), now=now, attempts_max=2)
                held = None
            elif held is not None and step != "claim":
                end_claim(store, held, step, now)
                held = None
        store.give_back("daemon:", now=later(10**6), attempts_max=99)
        while (rest := store.claim("w", now=later(10**6), until=later(10**7))) is not None:
            store.finish(rest, reading(rest.sha256), now=later(10**6))
        rows = store.queue()
        assert len(rows) == steps.count("accept")
        assert all(row.state in {State.DONE, State.FAILED} and row.verdict is not None for row in rows)


def end_claim(store: Store, held, step: str, now) -> None:  # type: ignore[no-untyped-def]
    if step == "finish":
        store.finish(held, reading(held.sha256), now=now)
    elif step == "retry":
        store.retry(held, "engine", now=now, not_before=now)
    elif step == "release":
        store.release(held, now=now)
    else:
        store.fail(held, "crashed", now=now)

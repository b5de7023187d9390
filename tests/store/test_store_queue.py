"""The listing: the most pressing first, every filter, and nothing lost between a reading and its rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from queue_material import NOW, accept, claim, later, reading

from faxpipe.document import Box
from faxpipe.referral import FieldStatus, FieldValue, Priority, Verdict, reading_json
from faxpipe.store import Disposition, QueueFilter, State, Store
from faxpipe.store.values import stamp, unstamp


def read_fax(store: Store, name: str, second: int, verdict: Verdict, priority: Priority, **more: object) -> None:
    accept(store, name, at=later(second))
    held = claim(store, at=later(second))
    store.finish(held, reading(held.sha256, verdict=verdict, priority=priority, **more), now=later(second))  # type: ignore[arg-type]


def names(store: Store, wanted: QueueFilter | None = None) -> list[str]:
    return [row.source.removesuffix(".pdf") for row in store.queue(wanted)]


def test_red_flags_come_first_then_the_unreadable_then_flagged_then_complete(store: Store) -> None:
    read_fax(store, "no-referral", 1, Verdict.NOT_REFERRAL, Priority.ROUTINE)
    read_fax(store, "complete", 2, Verdict.COMPLETE, Priority.ROUTINE)
    read_fax(store, "incomplete", 4, Verdict.INCOMPLETE, Priority.ROUTINE)
    read_fax(store, "review", 3, Verdict.REVIEW, Priority.ROUTINE)
    read_fax(store, "incomplete-priority", 5, Verdict.INCOMPLETE, Priority.PRIORITY)
    read_fax(store, "complete-priority", 5, Verdict.COMPLETE, Priority.PRIORITY)
    read_fax(store, "complete-urgent", 6, Verdict.COMPLETE, Priority.URGENT)
    read_fax(store, "incomplete-emergency", 7, Verdict.INCOMPLETE, Priority.EMERGENCY)
    accept(store, "empty", at=later(8), reason="empty")
    accept(store, "unread", at=later(9))
    assert names(store) == [
        "incomplete-emergency",
        "complete-urgent",
        "empty",
        "incomplete-priority",
        "review",
        "incomplete",
        "complete-priority",
        "complete",
        "no-referral",
        "unread",
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (QueueFilter(verdicts=(Verdict.COMPLETE,)), ["b"]),
        (QueueFilter(verdicts=(Verdict.COMPLETE, Verdict.INCOMPLETE)), ["a", "b"]),
        (QueueFilter(priorities=(Priority.URGENT,)), ["a"]),
        (QueueFilter(states=(State.RECEIVED,)), ["c"]),
        (QueueFilter(missing="coverage.payer"), ["a"]),
        (QueueFilter(missing="coverage"), []),
        (QueueFilter(since=later(2)), ["b", "c"]),
        (QueueFilter(dispositions=(Disposition.HANDED_OVER,)), ["d"]),
        (QueueFilter(dispositions=()), ["a", "d", "b", "c"]),
        (QueueFilter(limit=1), ["a"]),
        (QueueFilter(limit=1, offset=1), ["b"]),
    ],
)
def test_each_filter_narrows_the_listing(store: Store, wanted: QueueFilter, expected: list[str]) -> None:
    read_fax(store, "a", 1, Verdict.INCOMPLETE, Priority.URGENT)
    read_fax(store, "b", 2, Verdict.COMPLETE, Priority.ROUTINE, missing=())
    read_fax(store, "d", 1, Verdict.COMPLETE, Priority.ROUTINE, missing=("patient.phone",))
    store.dispose(3, Disposition.HANDED_OVER, actor="kim", now=later(5))
    accept(store, "c", at=later(6))
    assert names(store, wanted) == expected


def test_a_reading_comes_back_as_it_was_stored(store: Store) -> None:
    accept(store)
    held = claim(store)
    stored = reading(held.sha256)
    store.finish(held, stored, now=NOW)
    detail = store.fax(1)
    assert detail is not None
    assert detail.reading == stored
    assert reading_json(detail.reading) == reading_json(stored)


def test_text_that_is_no_unicode_does_not_stop_a_reading(store: Store) -> None:
    accept(store)
    held = claim(store)
    whole = reading(held.sha256)
    broken = FieldValue(
        "order.service", FieldStatus.UNCERTAIN, "\udc80x", 0.5, 1, Box(0, 0, 1, 1), "\udc80\x00x", "label"
    )
    referral = replace(whole.referrals[0], fields=(broken,))
    store.finish(held, replace(whole, referrals=(referral,)), now=NOW)
    detail = store.fax(1)
    assert detail is not None
    assert detail.reading is not None
    assert detail.reading.referrals[0].fields[0].words == "\\udc80\x00x"


def test_a_row_names_what_is_missing_and_who_it_is_about(store: Store) -> None:
    read_fax(store, "a", 1, Verdict.INCOMPLETE, Priority.ROUTINE)
    (row,) = store.queue()
    assert (row.missing, row.unsure, row.patients, row.pages) == (
        ("coverage.payer",),
        ("referrer.npi",),
        ("Ada Roe",),
        2,
    )


def test_patient_data_of_a_row_never_shows_in_its_repr(store: Store) -> None:
    read_fax(store, "doe-jane", 1, Verdict.INCOMPLETE, Priority.ROUTINE)
    store.correct(1, 1, "patient.name", "Bea Roe", actor="kim", now=NOW)
    shown = repr(store.queue()) + repr(store.fax(1))
    assert not any(secret in shown for secret in ("doe-jane", "Ada Roe", "Bea Roe", "latex", "Roe Clinic", "555"))


def test_counts_say_how_many_stand_where_and_how_old_the_oldest_is(store: Store) -> None:
    read_fax(store, "a", 1, Verdict.INCOMPLETE, Priority.ROUTINE)
    accept(store, "b", at=later(2))
    counts = store.counts()
    assert dict(counts.states) == {State.DONE: 1, State.RECEIVED: 1}
    assert dict(counts.verdicts) == {Verdict.INCOMPLETE: 1}
    assert counts.oldest_received_at == later(2)


def test_an_unknown_fax_has_no_detail(store: Store) -> None:
    assert store.fax(5) is None


def test_times_sort_as_text_and_come_back_equal() -> None:
    assert unstamp(stamp(later(0.25))) == later(0.25)
    assert stamp(later(9)) < stamp(later(10))
    with pytest.raises(ValueError, match="zone"):
        stamp(NOW.replace(tzinfo=None))

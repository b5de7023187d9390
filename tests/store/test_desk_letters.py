"""Letters, contacts and notes in the store: what may change, what stays, what a reference finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from faxpipe.errors import StaleVersionError, StoreError
from faxpipe.store import Arrival, NewFax, Shelf
from faxpipe.store.desk import Desk
from faxpipe.store.desk.contacts import Contact, Means, Outcome
from faxpipe.store.desk.letters import LetterKind, LetterRow, LetterState, LetterText, Wanted

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
REFERENCE = "3K7MRTWXC"
TEXT = LetterText(
    to_name="Helen Moravec",
    number="978-555-0142",
    patient_name="Ann Fox",
    birth_date="1941-02-03",
    items=(Wanted("coverage.member_id", "Member ID", "The insurance member ID"),),
    written=date(2026, 3, 2),
    due=date(2026, 3, 9),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "q.sqlite3") as opened:
        opened.store.accept(NewFax("a" * 64, Shelf.ARCHIVE, "a.pdf", Arrival("a.pdf", 1, 1, 1, NOW)))
        yield opened


def drafted(desk: Desk, reference: str = REFERENCE, version: int | None = None) -> LetterRow:
    row = desk.work.row(1)
    assert row
    with desk.work.change(1, version or row.version, "ann", now=NOW, event="letter_drafted") as conn:
        made = desk.letters.draft(conn, 1, 1, LetterKind.REQUEST, reference, TEXT, person="ann", now=NOW)
    found = desk.letters.letter(made)
    assert found
    return found


def released(desk: Desk, letter: LetterRow) -> None:
    row = desk.work.row(1)
    assert row
    with desk.work.change(1, row.version, "ann", now=NOW, event="letter_released") as conn:
        desk.letters.release(conn, letter.id, f"file-{letter.id}", person="ann", now=NOW)


def test_a_draft_comes_back_as_it_was_written(desk: Desk) -> None:
    letter = drafted(desk)
    assert (letter.text, letter.round_no, letter.state) == (TEXT, 1, LetterState.DRAFT)
    assert desk.letters.draft_of(1, 1, LetterKind.REQUEST) == letter


def test_a_stale_version_drafts_nothing(desk: Desk) -> None:
    with pytest.raises(StaleVersionError):
        drafted(desk, version=99)
    assert desk.letters.of(1) == ()


def test_a_draft_can_be_changed_and_a_released_letter_cannot(desk: Desk) -> None:
    letter = drafted(desk)
    row = desk.work.row(1)
    assert row
    with desk.work.change(1, row.version, "ann", now=NOW, event="letter_edited") as conn:
        desk.letters.edit(conn, letter.id, replace(TEXT, note="Please hurry"), now=NOW)
    released(desk, letter)
    row = desk.work.row(1)
    assert row
    with (
        pytest.raises(StoreError, match="cannot be changed"),
        desk.work.change(1, row.version, "ann", now=NOW, event="letter_edited") as conn,
    ):
        desk.letters.edit(conn, letter.id, TEXT, now=NOW)
    found = desk.letters.letter(letter.id)
    assert found
    assert (found.text.note, found.confirmed_by, found.file) == ("Please hurry", "ann", f"file-{letter.id}")


def test_a_second_request_keeps_the_reference_and_counts_on(desk: Desk) -> None:
    released(desk, drafted(desk))
    second = drafted(desk)
    assert (second.reference, second.round_no) == (REFERENCE, 2)


def test_a_reference_finds_released_letters_only(desk: Desk) -> None:
    letter = drafted(desk)
    assert desk.letters.by_reference(REFERENCE) is None
    released(desk, letter)
    found = desk.letters.by_reference(REFERENCE)
    assert found
    assert (found.fax_id, found.referral) == (1, 1)


def test_one_draft_at_a_time(desk: Desk) -> None:
    drafted(desk)
    with pytest.raises(StoreError):
        drafted(desk, "4K7MRTWXC")


def test_a_letter_ends_once(desk: Desk) -> None:
    letter = drafted(desk)
    released(desk, letter)
    assert [one.id for one in desk.letters.in_outbox()] == [letter.id]
    row = desk.work.row(1)
    assert row
    with desk.work.change(1, row.version, "ann", now=NOW, event="letter_sent") as conn:
        desk.letters.end(conn, letter.id, LetterState.SENT, person="ann", now=NOW)
    row = desk.work.row(1)
    assert row
    with (
        pytest.raises(StoreError, match="cannot be changed"),
        desk.work.change(1, row.version, "ann", now=NOW, event="letter_failed") as conn,
    ):
        desk.letters.end(conn, letter.id, LetterState.FAILED, person="ann", now=NOW)
    assert desk.letters.in_outbox() == ()


def test_contacts_and_notes_keep_their_order_and_their_reader(desk: Desk) -> None:
    call = Contact(NOW, "ann", Means.CALL, Outcome.MESSAGE, number="978-555-0142", said="asked for Helen")
    row = desk.work.row(1)
    assert row
    with desk.work.change(1, row.version, "ann", now=NOW, event="contact") as conn:
        desk.contacts.add(conn, 1, call)
        desk.contacts.add(conn, 1, replace(call, at=NOW + timedelta(hours=1), out=False))
        desk.contacts.note(conn, 1, "rude on the phone", for_sender=False, author="ann", now=NOW)
        desk.contacts.note(conn, 1, "we call back on Monday", for_sender=True, author="ann", now=NOW)
    assert [one.out for one in desk.contacts.of(1)] == [True, False]
    assert [(one.says, one.for_sender) for one in desk.contacts.notes(1)] == [
        ("rude on the phone", False),
        ("we call back on Monday", True),
    ]


def test_patients_and_numbers_do_not_show_in_a_repr(desk: Desk) -> None:
    assert "Ann Fox" not in repr(drafted(desk))

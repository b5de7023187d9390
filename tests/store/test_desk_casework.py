"""Corrections and words on pages: rows that only grow, and what stands of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from queue_material import NOW, accept, later

from faxpipe.amended import Act, Correction
from faxpipe.decided import Decided
from faxpipe.document import PageKind
from faxpipe.errors import StoreError
from faxpipe.referral import FieldStatus, FieldValue, Reading
from faxpipe.store import Mode, State
from faxpipe.store.decisions import About, PageDecision
from faxpipe.store.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


@pytest.fixture
def fax(desk: Desk, fax_reading: Reading) -> int:
    fax_id = accept(desk.store, "a").fax_id
    read(desk, fax_reading)
    return fax_id


def read(desk: Desk, reading: Reading, minute: int = 1) -> Mode:
    claim = desk.store.claim("t", now=later(minute), until=later(minute + 10))
    assert claim is not None
    desk.store.finish(claim, reading, (), now=later(minute))
    return claim.mode


def said(page: int, about: About, value: str | None, minute: int = 2) -> PageDecision:
    return PageDecision(page, about, value, "kim", later(minute))


def say(desk: Desk, fax_id: int, *them: PageDecision, mode: Mode = Mode.WORDS) -> None:
    row = desk.work.row(fax_id)
    assert row is not None
    with desk.work.change(fax_id, row.version, "kim", now=later(2), event="pages") as conn:
        desk.casework.say(conn, fax_id, them, mode)


def test_a_correction_keeps_what_was_done_and_the_pages_it_was_done_on(desk: Desk, fax: int) -> None:
    value = FieldValue("patient.name", FieldStatus.FOUND, "Ann Foxe", 1.0, method="person")
    with desk.work.change(fax, 1, "kim", now=later(2), event="corrected") as conn:
        desk.casework.write(conn, fax, Correction(1, value, "kim", later(2), 1, Act.CONFIRM, (1, 2)))
    detail = desk.store.fax(fax)
    assert detail is not None
    assert detail.corrections == (Correction(1, value, "kim", later(2), 1, Act.CONFIRM, (1, 2)),)


def test_the_last_word_on_a_page_stands_and_can_be_taken_back(desk: Desk, fax: int) -> None:
    say(
        desk,
        fax,
        said(1, About.KIND, PageKind.FACE_SHEET.value),
        said(1, About.KIND, PageKind.LAB_REPORT.value),
        said(2, About.ROTATION, "90"),
        said(2, About.ROTATION, None),
        said(2, About.PATIENT, "2"),
        said(1, About.PURPOSE, "referral"),
    )
    assert desk.store.decided(fax) == Decided(((1, PageKind.LAB_REPORT),), (), ((2, 2),), (1,))
    assert len(desk.casework.said(fax)) == 6


def test_a_fax_whose_pages_were_decided_is_read_again_before_those_that_only_wait(
    desk: Desk, fax: int, fax_reading: Reading
) -> None:
    other = accept(desk.store, "b", at=NOW - timedelta(hours=1)).fax_id
    desk.store.requeue([other], Mode.PDF, now=NOW)
    read(desk, fax_reading)
    desk.store.requeue([other], Mode.PDF, now=NOW)
    say(desk, fax, said(1, About.ROTATION, "180"), mode=Mode.PDF)
    claim = desk.store.claim("t", now=later(9), until=later(10))
    assert claim is not None
    assert (claim.fax_id, claim.mode) == (fax, Mode.PDF)
    assert other != fax


def test_what_is_said_of_pages_while_they_are_read_makes_them_read_once_more(
    desk: Desk, fax: int, fax_reading: Reading
) -> None:
    desk.store.requeue([fax], Mode.WORDS, now=later(1))
    claim = desk.store.claim("t", now=later(1), until=later(30))
    assert claim is not None
    say(desk, fax, said(1, About.ROTATION, "90", minute=2), mode=Mode.PDF)
    desk.store.finish(claim, fax_reading, (), now=later(3))
    assert desk.work.row(fax).state is State.RECEIVED  # type: ignore[union-attr]
    assert read(desk, fax_reading, minute=4) is Mode.PDF
    assert desk.work.row(fax).state is State.DONE  # type: ignore[union-attr]


@pytest.mark.parametrize("statement", ["UPDATE page_decisions SET value = '0'", "DELETE FROM page_decisions"])
def test_what_was_said_of_pages_only_grows(desk: Desk, fax: int, statement: str) -> None:
    say(desk, fax, said(1, About.ROTATION, "90"))
    with (
        pytest.raises(StoreError),
        desk.work.change(fax, 2, "kim", now=NOW + timedelta(hours=1), event="x") as conn,
    ):
        conn.execute(statement)

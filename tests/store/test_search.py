"""A fax is found again however its patient, sender or words are typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, later, reading

from faxpipe.document import Box, Page, PageState, Word
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.store import Mode, StoredPage
from faxpipe.store.desk import Desk
from faxpipe.store.desk.search import Found
from faxpipe.store.desk.search_query import parse
from faxpipe.task import pack

TODAY = date(2026, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


def stored(number: int, text: str) -> StoredPage:
    words = tuple(Word(word, Box(0.1, 0.1, 0.2, 0.2), 0.9) for word in text.split())
    return pack(Page(number, 1700, 2200, state=PageState.READ, words=words, engine="test", engine_version="1"))


def read(desk: Desk, name: str, *texts: str, born: str = "", phone: str = "", fax: str = "") -> int:
    """A fax about `name` with these pages, just read."""
    fax_id = accept(desk.store, f"{name} {texts} {fax}").fax_id
    held = claim(desk.store)
    whole = reading(held.sha256, name=name)
    more = (("patient.birth_date", born), ("patient.phone", phone))
    values = tuple(FieldValue(field, FieldStatus.FOUND, value) for field, value in more if value)
    (referral,) = whole.referrals
    whole = replace(whole, referrals=(replace(referral, fields=referral.fields + values),))
    desk.store.finish(held, whole, [stored(i, text) for i, text in enumerate(texts, 1)], now=NOW)
    return fax_id


def find(desk: Desk, typed: str) -> Found:
    return desk.search.find(parse(typed, TODAY))


def people(desk: Desk, typed: str) -> list[int]:
    return [hit.row.fax_id for hit in find(desk, typed).people]


@pytest.mark.parametrize(
    "typed",
    [
        "John Smith",
        "smith john",
        "smith j",
        "SMITH, J.",
        "smi",
        "john smit",
        "Smyth",  # one letter is another
        "Smitth john",
        "5mith",  # as OCR took it
        "jonh smith",  # two letters changed places
    ],
)
def test_a_name_is_found_in_any_order_from_its_beginnings_and_misread(desk: Desk, typed: str) -> None:
    wanted = read(desk, "John Smith")
    read(desk, "Mary Jones")
    assert people(desk, typed) == [wanted]


@pytest.mark.parametrize("typed", ["smith mary", "smithson", "x", "j"])
def test_what_is_another_name_or_says_too_little_finds_nobody(desk: Desk, typed: str) -> None:
    read(desk, "John Smith")
    assert people(desk, typed) == []


@pytest.mark.parametrize("typed", ["Nunez", "NÚÑEZ", "o'brien nunez", "OBrien"])
def test_accents_apostrophes_and_case_make_no_difference(desk: Desk, typed: str) -> None:
    wanted = read(desk, "María O'Brien-Núñez")
    assert people(desk, typed) == [wanted]


@pytest.mark.parametrize("read_as", ["Ca1vin Bames", "Calvin Barnes"])
def test_a_name_that_was_misread_is_found_as_it_is_spelt(desk: Desk, read_as: str) -> None:
    wanted = read(desk, read_as)
    assert people(desk, "calvin barnes") == [wanted]


@pytest.mark.parametrize(
    "typed", ["1941-02-08", "2/8/1941", "02/08/41", "2-8-41", "Feb 8, 1941", "8 February 1941", "02081941"]
)
def test_a_birth_date_is_found_in_any_usual_writing(desk: Desk, typed: str) -> None:
    wanted = read(desk, "John Smith", born="1941-02-08")
    read(desk, "Mary Jones", born="1941-08-03")
    assert people(desk, typed) == [wanted]


def test_a_name_and_a_birth_date_are_looked_for_together(desk: Desk) -> None:
    wanted = read(desk, "John Smith", born="1941-02-08")
    read(desk, "Joan Smith", born="1950-02-08")
    assert people(desk, "smith 2/8/1941") == [wanted]
    assert people(desk, "jones 2/8/1941") == []


@pytest.mark.parametrize(
    "typed", ["603-555-0142", "(603) 555-0142", "6035550142", "+1 603 555 0142", "0142", "555-0142"]
)
def test_a_telephone_is_found_by_all_or_its_last_digits(desk: Desk, typed: str) -> None:
    wanted = read(desk, "John Smith", phone="603-555-0142")
    read(desk, "Mary Jones", phone="603-555-0188")
    assert people(desk, typed) == [wanted]


def test_a_sender_is_found_by_name_and_number(desk: Desk) -> None:
    fax = read(desk, "John Smith")
    (hit,) = find(desk, "roe clinic").people
    assert (hit.row.fax_id, hit.where) == (fax, ("sender",))
    assert people(desk, "603-555-0100") == [fax]


def test_words_of_a_page_are_found_with_their_page_and_what_stands_around(desk: Desk) -> None:
    fax = read(desk, "John Smith", "cover sheet", "MRI shows acute compression fracture of L1")
    (hit,) = find(desk, "Compression").pages
    assert (hit.row.fax_id, hit.page, hit.where) == (fax, 2, ("page",))
    assert [piece.text for piece in hit.snippet if piece.hit] == ["compression"]
    assert " ".join(piece.text for piece in hit.snippet).startswith("MRI shows acute")


def test_quotes_keep_words_together_and_a_star_takes_the_beginning(desk: Desk) -> None:
    fax = read(desk, "John Smith", "compression fracture of the vertebra")
    assert [hit.row.fax_id for hit in find(desk, '"compression fracture"').pages] == [fax]
    assert find(desk, '"fracture compression"').pages == ()
    assert [hit.row.fax_id for hit in find(desk, "verte*").pages] == [fax]
    assert find(desk, "verte").pages == ()


@pytest.mark.parametrize(
    "typed", ["", "  ", '"', '""', "*", "AND", "NOT x", "a OR b", "col:x", "(", "^x", "-x", "\x00", "'; --"]
)
def test_nothing_typed_is_an_operator_or_an_error(desk: Desk, typed: str) -> None:
    read(desk, "John Smith", "nothing of that kind")
    assert find(desk, typed).pages == ()


def test_what_was_read_again_is_found_by_its_new_words_only(desk: Desk) -> None:
    fax = read(desk, "John Smith", "elbow")
    desk.store.requeue([fax], Mode.PDF, now=NOW)
    held = claim(desk.store, at=later(1))
    desk.store.finish(held, reading(held.sha256, name="Jane Doe"), [stored(1, "kidney")], now=later(2))
    assert find(desk, "elbow").pages == ()
    assert [hit.row.fax_id for hit in find(desk, "kidney").pages] == [fax]
    assert people(desk, "smith") == []
    assert people(desk, "doe") == [fax]


def test_a_reading_from_stored_words_keeps_the_words_findable(desk: Desk) -> None:
    fax = read(desk, "John Smith", "elbow")
    desk.store.requeue([fax], Mode.WORDS, now=NOW)
    held = claim(desk.store, at=later(1))
    desk.store.finish(held, reading(held.sha256), now=later(2))
    assert [hit.row.fax_id for hit in find(desk, "elbow").pages] == [fax]


def test_a_correction_is_found_and_so_is_what_was_read(desk: Desk) -> None:
    fax = read(desk, "John Smlth")
    desk.store.correct(fax, 1, "patient.name", "John Schmidt", actor="kim", now=NOW)
    assert people(desk, "schmidt") == [fax]
    assert people(desk, "smlth") == [fax]


def test_the_index_can_be_made_anew_from_what_is_stored(desk: Desk) -> None:
    fax = read(desk, "John Smith", "elbow")
    read(desk, "Mary Jones", "kidney")
    assert desk.search.unindexed() == 0
    assert desk.search.rebuild() == 2
    assert desk.search.unindexed() == 0
    assert people(desk, "jonn smith") == [fax]
    assert [hit.row.fax_id for hit in find(desk, "elbow").pages] == [fax]


def test_a_date_is_read_as_a_birth_date_before_today() -> None:
    assert parse("2/8/41", datetime(2026, 3, 2, tzinfo=UTC).date()).births == ("1941-02-08",)

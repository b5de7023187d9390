"""Every outcome by the keyboard alone, in a real browser; and what axe says of the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from faxpipe.config import Config
from faxpipe.referral import Priority, Reading, Verdict
from faxpipe.store import Disposition
from faxpipe.store.desk import Desk, WorkRow
from faxpipe.store.desk.letters import LetterState

Make = Callable[..., int]


@pytest.fixture
def calm(make_fax: Make, fax_reading: Reading) -> int:
    referrals = tuple(replace(one, priority=Priority.ROUTINE, red_flags=()) for one in fax_reading.referrals)
    return make_fax("calm", reading=replace(fax_reading, priority=Priority.ROUTINE, referrals=referrals))


@pytest.fixture
def complete(make_fax: Make, fax_reading: Reading) -> int:
    changes: dict[str, Any] = {"missing": (), "unsure": (), "reasons": (), "verdict": Verdict.COMPLETE}
    changes |= {"priority": Priority.ROUTINE, "red_flags": ()}
    referrals = tuple(replace(one, **changes) for one in fax_reading.referrals)
    reading = replace(fax_reading, priority=Priority.ROUTINE, verdict=Verdict.COMPLETE, referrals=referrals)
    return make_fax("complete", reading=reading)


class Keys:
    """A keyboard that counts, on a page that shows a fax."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def on(self, address: str) -> None:
        """Wait for that page, and for its first picture: a browser sets the first focus with it."""
        self.page.wait_for_url(re.compile(address), wait_until="load")
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def row_of(desk: Desk, fax_id: int) -> WorkRow:
    row = desk.work.row(fax_id)
    assert row
    return row


def opened(page: Any, fax_id: int) -> Keys:
    page.goto(f"/fax/{fax_id}", wait_until="load")
    return Keys(page)


def test_an_incomplete_fax_from_open_to_letter_in_the_outbox(
    page: Any, desk: Desk, calm: int, config: Config
) -> None:
    press = opened(page, calm)
    press("m")
    press.on("/letters/")
    press("Space", "r")
    press.on("/$")
    (letter,) = desk.letters.of(calm)
    assert letter.state is LetterState.OUTBOX
    assert (config.paths.outbox / f"{letter.file}.pdf").exists()
    assert row_of(desk, calm).disposition is Disposition.ASKED_SENDER
    assert press.count <= 25


def test_a_sentence_and_another_number_by_keys(page: Any, desk: Desk, calm: int) -> None:
    press = opened(page, calm)
    press("m")
    press.on("/letters/")
    page.locator("#remark").focus()
    press.type("Call us")
    page.locator("input[name=choice][value=other]").focus()
    press("Space", "Tab")
    press.type("978-555-0142")
    press("Tab")
    press.type("978-555-0142")
    page.locator("#release").focus()
    press("Enter")
    press.on("/$")
    (letter,) = desk.letters.of(calm)
    assert (letter.text.number, letter.text.note, letter.state) == ("978-555-0142", "Call us", LetterState.OUTBOX)


def test_a_complete_fax_takes_one_key_and_the_next_opens(page: Any, desk: Desk, complete: int, calm: int) -> None:
    press = opened(page, complete)
    press("c")
    press.on(f"/fax/{calm}$")
    assert row_of(desk, complete).disposition is Disposition.HANDED_OVER


def test_the_urgent_call_by_keys(page: Any, desk: Desk, fax: int) -> None:
    press = opened(page, fax)
    press("x")
    press.on("/call")
    press.type("Dr. Moravec")
    press("Enter")
    press.on(f"/fax/{fax}$")
    assert row_of(desk, fax).urgent_called_at is not None


@pytest.mark.parametrize(
    ("key", "typed", "disposition"),
    [
        ("n", "", Disposition.NOT_A_REFERRAL),
        ("r", "Dr. Kramer: no fracture", Disposition.DECLINED),
    ],
)
def test_other_outcomes_by_keys(
    page: Any, desk: Desk, calm: int, key: str, typed: str, disposition: Disposition
) -> None:
    press = opened(page, calm)
    press("o")
    press.on("/outcome$")
    press(key)
    press.on("/outcome/")
    press.type(typed)
    press("Enter")
    press.on("/$")
    assert row_of(desk, calm).disposition is disposition


def test_a_duplicate_by_keys(page: Any, desk: Desk, calm: int, complete: int) -> None:
    press = opened(page, calm)
    press("o")
    press.on("/outcome$")
    press("d")
    press.on("/outcome/duplicate")
    press("Space", "Enter")
    press.on(f"/fax/{complete}$")
    assert row_of(desk, calm).disposition is Disposition.DUPLICATE


def test_a_misdirected_fax_with_its_notice_by_keys(page: Any, desk: Desk, calm: int) -> None:
    press = opened(page, calm)
    press("o")
    press.on("/outcome$")
    press("w")
    press.on("/outcome/misdirected")
    press("Space", "Enter")
    press.on("/letters/")
    press("Space", "r")
    press.on("/$")
    assert row_of(desk, calm).disposition is Disposition.MISDIRECTED
    assert [one.state for one in desk.letters.of(calm)] == [LetterState.OUTBOX]


def test_an_outcome_is_taken_back_by_keys(page: Any, desk: Desk, complete: int) -> None:
    press = opened(page, complete)
    press("c")
    press.on("/$")
    opened(page, complete)
    press("o")
    press.on("/outcome$")
    press("u")
    press.on("/outcome/open")
    press("Enter")
    press.on(f"/fax/{complete}$")
    assert row_of(desk, complete).disposition is Disposition.OPEN


def test_two_people_on_one_fax_the_second_is_told(page_of: Any, desk: Desk, calm: int) -> None:
    ann, bob = page_of("reviewer", "ann"), page_of("reviewer", "bob")
    press = opened(ann, calm)
    press("m")
    press.on("/letters/")
    bob.goto(ann.url, wait_until="load")
    assert "ann has this fax open" in bob.locator("main").inner_text()
    assert bob.locator("#release").count() == 0


def test_without_scripts_the_letter_goes_out_all_the_same(page_of: Any, desk: Desk, calm: int) -> None:
    page = page_of("reviewer", java_script_enabled=False)
    page.goto(f"/fax/{calm}/outcome")
    row = row_of(desk, calm)
    with desk.work.change(calm, row.version, "reviewer", now=row.received_at, event="looked"):
        pass
    page.goto(f"/fax/{calm}")
    page.get_by_role("button", name=re.compile("Ask the sender")).click()
    page.locator("#sure").check()
    page.locator("#release").click()
    page.wait_for_url(re.compile("/$"))
    assert row_of(desk, calm).disposition is Disposition.ASKED_SENDER


def test_axe_finds_nothing_on_these_pages(
    page: Any, axe: Callable[[Any], list[str]], desk: Desk, fax: int, complete: int
) -> None:
    found: list[str] = []
    for place in ("outcome", "call", "call?urgent=true", *(f"outcome/{name}" for name in NAMES)):
        page.goto(f"/fax/{fax}/{place}")
        found += [f"{place} {each}" for each in axe(page)]
    opened(page, fax)("m")
    page.wait_for_url(re.compile("/letters/"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"letter {scheme} {each}" for each in axe(page)]
    assert found == []


NAMES = ("complete", "not-a-referral", "misdirected", "duplicate", "declined")

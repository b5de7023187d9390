"""The worklist in a real browser: by keys alone, two people at once, fresh by itself, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from faxpipe.referral import Priority, Reading
from faxpipe.store.desk import Desk

REFRESH = "document.dispatchEvent(new Event('faxpipe-refresh'))"


@pytest.fixture
def three(make_fax: Any, fax_reading: Reading, clock: Any) -> tuple[int, ...]:
    """Three faxes that are not urgent, the oldest first."""
    (referral,) = fax_reading.referrals
    quiet = replace(referral, priority=Priority.ROUTINE, red_flags=())
    made = []
    for name in ("one", "two", "three"):
        made.append(make_fax(name, replace(fax_reading, referrals=(quiet,), priority=Priority.ROUTINE)))
        clock.forward(minutes=1)
    return tuple(made)


def chosen(page: Any) -> int:
    found = page.evaluate("document.activeElement.closest('tr')?.dataset.fax ?? '0'")
    return int(found)


def said(page: Any, words: str) -> None:
    page.wait_for_selector(f"#said :text('{words}')")


def test_keys_move_the_choice_and_it_outlives_a_reload(page: Any, three: tuple[int, ...]) -> None:
    page.goto("/")
    page.wait_for_selector("a.fax:focus")
    assert chosen(page) == three[0]
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert chosen(page) == three[2]
    page.keyboard.press("k")
    assert chosen(page) == three[1]
    page.reload()
    page.wait_for_selector("a.fax:focus")
    assert chosen(page) == three[1]


def test_a_assigns_to_me_and_the_choice_stays(page: Any, desk: Desk, three: tuple[int, ...]) -> None:
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("a")
    said(page, "Assigned to you.")
    page.wait_for_selector("#list :text('for you')")
    assert chosen(page) == three[1]
    row = desk.work.row(three[1])
    assert row is not None
    assert row.assigned_to == "reviewer"


def test_s_puts_aside_until_a_day_by_keys_alone(page: Any, desk: Desk, three: tuple[int, ...]) -> None:
    page.goto("/")
    page.keyboard.press("s")
    page.wait_for_selector("dialog[open] #day")
    page.keyboard.press("Enter")
    said(page, "Put aside until")
    page.wait_for_selector(f"#fax-{three[0]}", state="detached")
    row = desk.work.row(three[0])
    assert row is not None
    assert row.snoozed_until is not None
    assert chosen(page) == three[1]


def test_numbers_are_tabs_slash_searches_and_f_filters(page: Any, three: tuple[int, ...]) -> None:
    page.goto("/")
    page.keyboard.press("2")
    page.wait_for_url("**/?tab=in_review")
    page.keyboard.press("1")
    page.wait_for_url("**/?tab=new")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.id") == "by-missing"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("fox")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.matches('a.fax')")


def test_the_list_is_fresh_by_itself_without_losing_the_place(
    page: Any, make_fax: Any, three: tuple[int, ...]
) -> None:
    page.goto("/")
    page.keyboard.press("j")
    urgent = make_fax("urgent")
    page.evaluate(REFRESH)
    said(page, "One more fax in this list.")
    assert int(page.locator("tr[data-fax]").first.get_attribute("data-fax")) == urgent
    assert chosen(page) == three[1]
    assert page.locator("#tabs a").first.inner_text() == "New 4"


def test_two_at_once_see_each_other_and_nobody_saves_unknowingly(
    page_of: Callable[..., Any], desk: Desk, clock: Any, three: tuple[int, ...]
) -> None:
    kim, lee = page_of("reviewer", "kim"), page_of("reviewer", "lee")
    kim.goto("/")
    lee.goto("/")
    kim.keyboard.press("a")
    said(kim, "Assigned to you.")
    lee.keyboard.press("a")
    said(lee, "changed meanwhile")
    row = desk.work.row(three[0])
    assert row is not None
    assert row.assigned_to == "kim"
    lee.wait_for_selector("#list :text('for kim')")
    desk.work.open(three[0], "kim", now=clock(), until=clock().replace(hour=23))
    lee.evaluate(REFRESH)
    lee.wait_for_selector("#list :text('kim has it open')")
    lee.goto(f"/fax/{three[0]}/desk")
    lee.click("text=Take it over")
    lee.wait_for_selector("text=kim has this fax open")
    assert desk.work.row(three[0]).holder(clock()) == "kim"  # type: ignore[union-attr]
    lee.click("text=Yes, take it over")
    lee.wait_for_url(f"**/fax/{three[0]}")
    assert desk.work.row(three[0]).holder(clock()) == "lee"  # type: ignore[union-attr]


def test_everything_can_be_done_without_scripts(
    page_of: Callable[..., Any], desk: Desk, three: tuple[int, ...], expect: Any
) -> None:
    page = page_of("reviewer", java_script_enabled=False)
    page.goto("/")
    page.click("text=Filter")
    page.select_option("#by-missing", "coverage.member_id")
    page.click("button:has-text('Show')")
    expect(page.locator(".chips")).to_contain_text("Missing: Member ID")
    page.locator("a.more").first.click()
    page.fill("#remark", "ask for Dana")
    page.click("button:has-text('Put aside')")
    expect(page.locator("tr[data-fax]")).to_have_count(2)
    row = desk.work.row(three[0])
    assert row is not None
    assert row.snooze_note == "ask for Dana"
    page.fill("#q", "fox")
    page.click("button:has-text('Search')")
    expect(page.locator("main")).to_contain_text("found by name")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 2560, 700])
def test_the_list_is_accessible_in_every_light_and_size(
    page_of: Callable[..., Any], axe: Callable[[Any], list[str]], three: tuple[int, ...], scheme: str, width: int
) -> None:
    page = page_of("reviewer", color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto("/?missing=coverage.member_id")
    assert axe(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width

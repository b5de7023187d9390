"""The dashboard: figures as plots with tables beneath, live, for every role, nothing of a patient."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from faxpipe.review import plots
from faxpipe.review.dashboard import duration


def test_the_figures_are_there_with_tables(client: Callable[..., Any], fax: int) -> None:
    page = client().get("/dashboard").text
    assert "Arrived today" in page
    assert 'aria-label="Faxes a day' in page
    assert "Member ID" in page
    assert "Ann Fox" not in page
    assert "style=" not in page


@pytest.mark.parametrize(("role", "sees"), [("lead", True), ("ops", False), ("auditor", False)])
def test_senders_are_for_those_who_may_see_faxes(
    client: Callable[..., Any], fax: int, role: str, sees: bool
) -> None:
    page = client(role).get("/dashboard")
    assert page.status_code == 200
    assert ("Senders whose faxes" in page.text) is sees


def test_a_span_is_one_of_those_offered(client: Callable[..., Any]) -> None:
    person = client()
    assert 'aria-current="true">7 days' in person.get("/dashboard?days=8").text
    assert person.get("/dashboard?days=0").status_code == 422
    assert person.get("/dashboard?days=<script>").status_code == 422


def test_a_page_that_refreshes_itself_keeps_no_empty_chair_logged_in(
    client: Callable[..., Any], clock: Any
) -> None:
    person = client()
    for _ in range(3):
        clock.forward(minutes=6)
        answer = person.get("/dashboard", headers={"X-Background": "1"}, follow_redirects=False)
    assert answer.status_code == 303


def test_in_chromium_it_is_clean_and_refreshes_without_a_reload(
    page_of: Callable[..., Any], axe: Callable[..., list[str]], fax: int, make_fax: Callable[..., int], clock: Any
) -> None:
    page = page_of("lead")
    page.clock.install()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/dashboard")
    assert axe(page) == []
    today = page.locator(".tiles dd strong").first
    assert today.text_content() == "1"
    make_fax("another")
    clock.forward(seconds=31)
    page.clock.fast_forward(31_000)
    page.locator(".tiles dd strong", has_text=re.compile("^2$")).first.wait_for()
    assert today.text_content() == "2"
    assert said == []


def test_without_javascript_the_numbers_are_there(page_of: Callable[..., Any], fax: int) -> None:
    page = page_of("lead", java_script_enabled=False)
    page.goto("/dashboard")
    assert page.locator("svg.plot rect").count() >= 1


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(None, "no figure"), (20, "under a minute"), (60, "1 minute"), (9000, "2.5 hours"), (172_800, "2 days")],
)
def test_lengths_of_time_are_words(seconds: float | None, says: str) -> None:
    assert duration(seconds) == says


def test_bars_stand_on_the_base_and_none_leaves_a_gap() -> None:
    plot = plots.columns([0, 10, None], ["a", "b", "c"], ["", "", ""])
    assert [bar.empty for bar in plot.bars] == [False, False, True]
    assert plot.bars[1].y + plot.bars[1].height == plot.base
    assert [tick.text for tick in plot.ticks] == ["0", "5", "10"]


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (1.5, 2), (3, 5), (7, 10), (11, 20), (999, 1000)])
def test_an_axis_ends_at_a_round_number(most: float, top: float) -> None:
    assert plots.nice_top(most) == top

"""Links on the page: undone, refused and given by people, and what staff corrected as a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from faxpipe.config import Config
from faxpipe.linking import Linker
from faxpipe.store.desk import Desk
from faxpipe.store.desk.links import LinkState


@pytest.fixture
def linked(make_fax: Callable[..., int], desk: Desk, config: Config, clock: Any) -> tuple[int, int]:
    """A fax, and a later one of the same patient that was linked to it."""
    first = make_fax("first")
    clock.forward(hours=2)
    answer = make_fax("answer")
    linker = Linker(desk, config)
    for fax_id, reading_no in linker.pending():
        linker.take(fax_id, reading_no, now=clock())
    assert [link.state for link in desk.links.of(first)] == [LinkState.LINKED]
    return first, answer


def version(desk: Desk, fax_id: int) -> int:
    row = desk.work.row(fax_id)
    assert row is not None
    return row.version


def test_a_wrong_match_is_undone_in_one_click(linked: tuple[int, int], desk: Desk, client: Any) -> None:
    first, answer = linked
    (link,) = desk.links.of(first)
    done = client("reviewer").submit(f"/fax/{first}/links/{link.id}/undo", version=version(desk, first))
    assert (done.status_code, done.headers["location"]) == (303, f"/fax/{first}")
    assert desk.links.of(answer)[0].state is LinkState.UNDONE
    detail = desk.store.fax(first)
    assert detail is not None
    assert ("unlinked", "reviewer") in {(event.event, event.actor) for event in detail.events}


def test_a_stale_page_undoes_nothing(linked: tuple[int, int], desk: Desk, client: Any) -> None:
    first, _ = linked
    (link,) = desk.links.of(first)
    assert client("reviewer").submit(f"/fax/{first}/links/{link.id}/undo", version=0).status_code == 409
    assert desk.links.of(first)[0].state is LinkState.LINKED


@pytest.mark.parametrize("role", ["auditor", "ops"])
def test_only_who_works_on_faxes_turns_links(linked: tuple[int, int], desk: Desk, client: Any, role: str) -> None:
    first, _ = linked
    (link,) = desk.links.of(first)
    refused = client(role).submit(f"/fax/{first}/links/{link.id}/undo", version=version(desk, first))
    assert refused.status_code == 403


def test_a_link_is_turned_from_its_own_faxes_only(
    linked: tuple[int, int], desk: Desk, client: Any, make_fax: Callable[..., int], clock: Any
) -> None:
    first, _ = linked
    clock.forward(hours=1)
    stranger = make_fax("stranger", None)
    (link,) = desk.links.of(first)
    for url in (f"/fax/{stranger}/links/{link.id}/undo", f"/fax/{first}/links/{link.id}/erase"):
        assert client("reviewer").submit(url, version=version(desk, first)).status_code == 404
    assert desk.links.of(first)[0].state is LinkState.LINKED


def test_a_person_says_which_fax_is_answered(
    make_fax: Callable[..., int], desk: Desk, client: Any, clock: Any
) -> None:
    first = make_fax("first")
    clock.forward(hours=2)
    answer = make_fax("answer")
    done = client("reviewer").submit(f"/fax/{answer}/links", other=first)
    assert (done.status_code, done.headers["location"]) == (303, f"/fax/{first}")
    assert [link.state for link in desk.links.of(first)] == [LinkState.LINKED]
    assert client("reviewer").submit(f"/fax/{answer}/links", other=99).status_code == 404


def test_the_page_of_corrections_counts_and_escapes(fax: int, desk: Desk, client: Any, clock: Any) -> None:
    reviewer = client("reviewer")
    assert "Nobody has confirmed" in reviewer.get("/corrections").text
    desk.store.correct(fax, 1, "patient.name", "<b>x</b>", actor="mia", now=clock() + timedelta(minutes=1))
    page = reviewer.get("/corrections").text
    assert "100% of 1" in page
    assert "<b>x</b>" not in page
    assert client("auditor").get("/corrections").status_code == 403


def test_corrections_have_no_accessibility_faults(fax: int, desk: Desk, page: Any, axe: Any, clock: Any) -> None:
    desk.store.correct(fax, 1, "patient.name", "Ida Roe", actor="mia", now=clock())
    page.goto("/corrections")
    assert axe(page) == []

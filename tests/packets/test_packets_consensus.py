from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.document import Page
from faxpipe.packets.consensus import headers, missing_pages
from faxpipe.packets.counter import missing, running

Paper = Callable[..., Page]


def fax(paper: Paper, lines: list[str]) -> list[Page]:
    return [paper("Progress note", header=line, number=index + 1) for index, line in enumerate(lines)]


def test_a_digit_lost_on_one_page_is_mended_by_the_others(paper: Paper) -> None:
    found = headers(
        fax(
            paper,
            [
                "09/11/2026 11:57 SANDOWN GERIATRICS 16035852591 P. 01/03",
                "99/11/2026 11:57 SANDOWN GER1ATRICS 16035852591 P. 02/03",
                "09/11/2026 11:57 SANDOWN GERIATRICS 16935652551 P. 63/83",
            ],
        )
    )
    assert {(h.sender, h.number, str(h.sent_at)) for h in found if h} == {
        ("SANDOWN GERIATRICS", "603-585-2591", "2026-09-11 11:57:00")
    }
    assert [h and (h.page, h.of) for h in found] == [(1, 3), (2, 3), (3, 3)]
    assert missing_pages(found) == ()


def test_an_unread_line_in_the_same_place_is_the_same_header(paper: Paper) -> None:
    found = headers(
        fax(
            paper,
            [
                "09/11/2026 11:57 SANDOWN GERIATRICS 16035852591 P. 01/03",
                "~~ S4NDOWN GERIATRlCS ~ ~~",
                "09/11/2026 11:57 SANDOWN GERIATRICS 16035852591 P. 03/03",
            ],
        )
    )
    assert [h and h.page for h in found] == [1, 2, 3]


def test_a_body_line_at_the_top_of_another_page_is_no_header(paper: Paper) -> None:
    found = headers(
        fax(paper, ["09/11/2026 11:57 SANDOWN GERIATRICS 16035852591 P. 01/02", "Patient: Jane Roe, DOB 1/2/1950"])
    )
    assert found[0] is not None
    assert found[1] is None


def test_a_fax_without_headers_promises_no_pages(paper: Paper) -> None:
    found = headers(fax(paper, ["", ""]))
    assert found == (None, None)
    assert missing_pages(found) == ()


@pytest.mark.parametrize(
    ("readings", "numbers", "total", "lost"),
    [
        ([(1, 3), (2, 3), (3, 3)], (1, 2, 3), 3, ()),
        ([(1, 4), (2, 4), (4, 4)], (1, 2, 4), 4, (3,)),
        ([(1, 4), (3, 4), (4, 4)], (1, 3, 4), 4, (2,)),
        ([(1, 4), (2, 4), (3, 4)], (1, 2, 3), 4, (4,)),
        ([(4, 6), (5, 6), (6, 6)], (4, 5, 6), 6, (1, 2, 3)),
        ([(1, 2), (62, 82)], (1, 2), 2, ()),
        ([(61, 62), (None, None)], (1, 2), 2, ()),
        ([(61, 62), (62, 62)], (1, 2), 2, ()),
        ([(3, 12), (4, 12)], (3, 4), 12, (1, 2, 5, 6, 7, 8, 9, 10, 11, 12)),
        ([(1, None), (3, None), (4, None)], (1, 3, 4), None, (2,)),
        ([(1, None), (7, None), (3, None)], (1, 2, 3), None, ()),
        ([(None, None), (2, 3), (None, None)], (1, 2, 3), 3, ()),
        ([(1, 3)], (1,), 3, (2, 3)),
        ([(7, None)], (), None, ()),
        ([(None, None)], (), None, ()),
        ([(1, 2), (2, 2), (1, 3), (2, 3), (3, 3)], (), None, ()),
    ],
)
def test_counters_run_and_tell_what_is_lost(
    readings: list[tuple[int | None, int | None]],
    numbers: tuple[int, ...],
    total: int | None,
    lost: tuple[int, ...],
) -> None:
    assert running(readings) == (numbers, total)
    assert missing(*running(readings)) == lost


@given(st.integers(2, 15), st.data())
def test_one_misread_counter_never_loses_a_page(count: int, data: st.DataObject) -> None:
    readings: list[tuple[int | None, int | None]] = [(page, count) for page in range(1, count + 1)]
    at = data.draw(st.integers(0, count - 1))
    readings[at] = data.draw(st.sampled_from([(None, None), (at + 1, None), (count, count), (1, count)]))
    numbers, total = running(readings)
    assert numbers == tuple(range(1, count + 1))
    assert missing(numbers, total) == ()


@given(st.integers(3, 15), st.data())
def test_a_page_lost_anywhere_is_named(count: int, data: st.DataObject) -> None:
    lost = data.draw(st.integers(1, count))
    readings = [(page, count) for page in range(1, count + 1) if page != lost]
    assert missing(*running(readings)) == (lost,)

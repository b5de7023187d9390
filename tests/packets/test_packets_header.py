from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.document import Box, Header, Page, Word
from faxpipe.packets.header import read_header, without_header

Paper = Callable[..., Page]
SENT = datetime(2026, 9, 10, 14, 19)  # noqa: DTZ001 the machine's own clock

LINES = [
    ("09/10/2026 14:19 BAYSIDE ORTHO 16035550123 P. 03/12", "BAYSIDE ORTHO", "603-555-0123", 3, 12),
    (
        "FROM: BAYSIDE ORTHO  FAX NO. : 603 555 0123  Sep. 10 2026 02:19PM P3",
        "BAYSIDE ORTHO",
        "603-555-0123",
        3,
        None,
    ),
    ("2026-09-10 14:19:22 (GMT-4) From: Bayside Ortho To: 16036813154 Page 3 of 12", "Bayside Ortho", None, 3, 12),
    ("Fax Server 9/10/2026 2:19:20 PM PAGE 3/012 Fax Server", None, None, 3, 12),
    (
        "SEP/10/2026/THU 02:19 PM  BAYSIDE ORTHO  FAX No. 603-555-0123  P. 003/012",
        "BAYSIDE ORTHO",
        "603-555-0123",
        3,
        12,
    ),
    (
        "09-10-'26 14:19 FROM-BAYSIDE ORTHO 6035550123 T-583 P0003/0012 F-217",
        "BAYSIDE ORTHO",
        "603-555-0123",
        3,
        12,
    ),
    ("10-Sep-2026 14:19 Bayside Ortho 6035550123 p.3", "Bayside Ortho", "603-555-0123", 3, None),
    ("Sep 10, 2026 2:19 PM To: +16036813154 Page: 3/12 From: Bayside Ortho", "Bayside Ortho", None, 3, 12),
    ("To: 16036813154 From: (603) 555-0123 09/10/26 02:19 PM Page 3 of 12", None, "603-555-0123", 3, 12),
]


@pytest.mark.parametrize(("line", "sender", "number", "page", "of"), LINES)
def test_header_lines_of_many_machines_are_read(
    paper: Paper, line: str, sender: str | None, number: str | None, page: int, of: int | None
) -> None:
    header = read_header(paper("Progress note", header=line))
    assert header is not None
    assert (header.sender, header.number, header.sent_at, header.page, header.of) == (
        sender,
        number,
        SENT,
        page,
        of,
    )


@pytest.mark.parametrize(
    "line",
    [
        "Windham Medicine   Office (603) 541-2065   Fax (603) 708-8392",
        "Quimby, Dolores   Page 1 of 2   09/08/2026 3:41 PM   DOB 1/2/1945",
        "9/8/26, 3:41 PM   Referral Summary",
        "Page 1 of 2",
        "Printed 09/08/2026 3:41 PM Page 1 of 2",
    ],
)
def test_letterheads_and_print_lines_are_no_header(paper: Paper, line: str) -> None:
    assert read_header(paper("Progress note", header=line)) is None


def test_a_counter_in_the_body_is_no_header(paper: Paper) -> None:
    page = paper("09/10/2026 14:19 BAYSIDE ORTHO 16035550123 P. 03/12")
    assert read_header(page) is None


def test_a_counter_that_cannot_be_true_is_left_out(paper: Paper) -> None:
    header = read_header(paper("x", header="09/10/2026 14:19 BAYSIDE 16035550123 P. 81/61"))
    assert header is not None
    assert (header.page, header.of) == (None, None)


def test_header_words_do_not_stay_on_the_page(paper: Paper) -> None:
    page = paper("Patient: Jane Roe", header="09/10/2026 14:19 BAYSIDE 16035550123 P. 1/2")
    bare = without_header(page, read_header(page))
    assert [word.text for word in bare.words] == ["Patient:", "Jane", "Roe"]


def test_a_page_sent_upside_down_gives_its_header_from_the_strip(paper: Paper) -> None:
    sent = paper("", header="09/10/2026 14:19 BAYSIDE 16035550123 P. 2/3").words
    garbage = Word("Z/L", Box(0.5, 0.990, 0.6, 0.997), 0.3)
    body = Word("Findings", Box(0.1, 0.4, 0.2, 0.41), 0.9)
    page = Page(2, 1700, 2200, rotation=180, words=(garbage, body), strip=sent)
    header = read_header(page)
    assert header is not None
    assert (header.page, header.of) == (2, 3)
    assert without_header(page, header).words == (body,)


@pytest.mark.parametrize("rotation", [90, 270])
def test_the_box_of_a_header_lies_on_the_upright_page(paper: Paper, rotation: int) -> None:
    sent = paper("", header="09/10/2026 14:19 BAYSIDE 16035550123 P. 2/3").words
    header = read_header(Page(1, 2200, 1700, rotation=rotation, strip=sent))
    assert header is not None
    assert header.box is not None
    assert header.box.height > 0.3
    assert (header.box.left > 0.9) is (rotation == 90)


@given(st.text(max_size=80))
def test_no_text_at_the_top_breaks_the_reader(text: str) -> None:
    words = tuple(
        Word(part, Box(0.1 + i / 100, 0.003, 0.11 + i / 100, 0.01), 0.5) for i, part in enumerate(text.split())
    )
    page = Page(1, 1700, 2200, words=words)
    header = read_header(page)
    assert header is None or header.page is None or header.page > 0
    assert len(without_header(page, header).words) <= len(words)


def test_a_page_without_header_stays_as_it_is(paper: Paper) -> None:
    page = paper("Patient: Jane Roe")
    assert without_header(page, None) == page
    placeless = Header(page=1)
    assert without_header(page, placeless) == page

"""One reading on the screen says the verdict, what is missing and why, and where each value stands."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from faxpipe import plain
from faxpipe.cli.reading import print_reading
from faxpipe.referral import FieldStatus, FieldValue, Reading


def screen(reading: Reading, *, evidence: bool = False, width: int = 160) -> str:
    file = io.StringIO()
    print_reading(Console(file=file, width=width, highlight=False, markup=False), reading, evidence=evidence)
    return file.getvalue()


def test_the_first_line_is_file_verdict_and_priority(fax_reading: Reading) -> None:
    assert screen(fax_reading).splitlines()[0].split() == ["fax.pdf", "incomplete", "urgent"]


@pytest.mark.parametrize(
    "says",
    [
        "missing: Member ID - the label stands there with nothing after it",
        "to check: Date of birth - the fax gives two dates of birth",
        '! urgent: retropulsion, page 2, "5 mm retropulsion"',
        "page 2: unreadable, turned by 180 degrees, nothing on the page could be read",
        "page 3 never arrived",
        "Referral, pages 1-2, vertebral fracture: incomplete  urgent",
        "for the authorization: six weeks of conservative care are not described",
        "not on the fax, not required: Sex",
    ],
)
def test_what_the_front_desk_needs_is_there(fax_reading: Reading, says: str) -> None:
    assert says in screen(fax_reading)


def test_a_value_stands_with_status_page_and_confidence(fax_reading: Reading) -> None:
    rows = [line.split() for line in screen(fax_reading).splitlines()]
    assert ["Patient", "name", "Ann", "Fox", "found", "1", "97%"] in rows


def test_a_competing_value_stands_below_its_rival(fax_reading: Reading) -> None:
    rows = [line.split() for line in screen(fax_reading).splitlines()]
    assert ["or:", "1941-02-08", "2", "80%"] in rows


def test_evidence_adds_the_words_and_the_place(fax_reading: Reading) -> None:
    assert "FOX, ANN" not in screen(fax_reading)
    shown = screen(fax_reading, evidence=True)
    assert '"FOX, ANN"' in shown
    assert "10.0 20.0 30.0 25.0" in shown


def test_hostile_words_of_a_fax_cannot_command_the_terminal(fax_reading: Reading) -> None:
    value = FieldValue("patient.name", FieldStatus.FOUND, "\x1b[2J[red]Ann", 0.9, 1, None, "\x1b]0;x\x07", "label")
    referral = replace(fax_reading.referrals[0], fields=(value,))
    text = screen(replace(fax_reading, referrals=(referral,), source="\x1b[31m.pdf"), evidence=True)
    assert "\x1b" not in text
    assert "[red]Ann" in text


def test_a_field_that_the_table_no_longer_knows_is_shown_by_its_name() -> None:
    assert plain.title("patient.shoe_size") == "patient.shoe_size"


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((1,), "page 1"), ((1, 2, 3), "pages 1-3"), ((3, 1, 2, 5), "pages 1-3, 5"), ((), "pages none")],
)
def test_page_numbers_as_people_write_them(numbers: tuple[int, ...], text: str) -> None:
    assert plain.pages(numbers) == text

"""A narrow column of headings and answers beside a letter, two telephones of an office, lists broken by a line."""

from __future__ import annotations

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Box, PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.resolution.resolve import resolve
from faxpipe.layout import layout
from faxpipe.referral import Candidate, Check, FieldStatus
from faxpipe.schema import load_schema

LETTER, FORM = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM

SIDEBAR = """\
PHYSICIAN                     Dear colleague,
Ruth Whittier, MD
OFFICE                        She has had no weakness, no numbness, and no bladder or bowel
Tel. 603 555 0140             trouble of any kind since the day on which she bent to a low
PATIENT                       shelf. On examination today she stands with help, and her legs
Odile Fairbanks               are strong with normal sensation and reflexes. The spine is
INSURANCE                     tender and her pain is worse on standing up than it was before
Cigna Open Access             the brace was fitted. She would be grateful for any relief that
ID U40 992 6138 02            you can offer, and so would I. Please see her soon if you can."""


def test_what_runs_on_beside_a_narrow_column_answers_none_of_its_headings() -> None:
    found = gather(packet(sheet(SIDEBAR, LETTER)))
    assert values(found, "coverage.payer")[:1] == ["Cigna Open Access"]
    assert all("shelf" not in str(one.value) and "tender" not in str(one.value) for one in found)


def test_a_paragraph_beside_its_own_caption_still_answers_it() -> None:
    form = """\
Patient name        Odile Fairbanks
Diagnosis           compression fracture of L2 that has not healed and is
                    still painful when she stands and walks about the house
Allergies           none"""
    (diagnosis,) = [one for one in gather(packet(sheet(form, FORM))) if one.field == "diagnosis.text"][:1]
    assert str(diagnosis.value).startswith("compression fracture of L2")


@pytest.mark.parametrize(("second", "status"), [(0.3, FieldStatus.FOUND), (0.1, FieldStatus.UNCERTAIN)])
def test_two_telephones_of_one_exchange_read_surely_apart_are_two_of_an_office(
    second: float, status: FieldStatus
) -> None:
    """Where one of them lies on the other, it is the other misread."""
    candidates = [
        Candidate("referrer.phone", value, value, 1, Box(0.1, top, 0.3, top + 0.02), 0.98, "label", Check.PASSED)
        for value, top in (("603-555-0140", 0.1), ("603-555-0142", second))
    ]
    (phone,) = [
        one
        for one in resolve(load_schema(), candidates, {1: PageKind.REFERRAL_FORM})
        if one.field == "referrer.phone"
    ]
    assert phone.status is status


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ("letrozole, gabapentin 300 mg daily. Tamoxifen\nwas stopped in 2023.", ["letrozole", "gabapentin"]),
        ("lisinopril 10 mg daily. Naproxen\nhad to be stopped.", ["lisinopril"]),
        ("lisinopril 10 mg. Meloxicam\nstopped last month.", ["lisinopril"]),
        ("letrozole\ntamoxifen\nStopped: gabapentin", ["letrozole", "tamoxifen"]),
        ("lisinopril\nis taken daily, and so is\natorvastatin", ["lisinopril", "atorvastatin"]),
    ],
)
def test_what_a_sentence_says_of_a_medicine_may_stand_on_the_next_line(told: str, taken: list[str]) -> None:
    assert [one.value for one in find_medications(told)] == taken


@pytest.mark.parametrize(
    "head", ["Plan: Aetna Choice POS II", "Plan: Larch Valley HMO", "Medications: none", "PMH: asthma"]
)
def test_a_letter_that_greets_has_left_the_headings_of_its_head(head: str) -> None:
    letter = f"""\
Re: Odile Fairbanks, born 03/04/1950
{head}

Dear Dr. Kramer:

Please advise on her neck. The arm pain sits at six on a ten-point scale. A course of
physical therapy gave two good weeks."""
    found = gather(packet(sheet(letter, LETTER)))
    assert values(found, "symptoms.pain_score") == [6]
    assert values(found, "treatment.conservative") == [("physical therapy",)]


COLUMN = """\
11/05/2026 17:55 OLD MILL   P. 01/01

Old Mill              To: Pain Management
Walk-In               Odile Fairbanks, female, DOB 03/04/1950
Care
                      Dr. Kramer,
9 Mill Rd
Salem, NH 03079       This woman was to be seen by you next week for an epidural injection, and
                      she came back tonight with the same pain down her right leg, which is no
Telephone             worse than it was. Her strength is normal in both legs and so are all of
603-555-0142          her reflexes. She walks on her heels and toes and is able to bend forward
                      to her knees. We have given her more of the gabapentin and asked her to
Facsimile             rest. Nothing in her history is new since I wrote to you in the spring of
603-555-0143          this year, and there is no reason to see her sooner than you had planned.
                      I thank you for the help that you are giving to all of our patients here.
Providers
Ann Fox, MD           Bo Reed, PA-C
Bo Reed, PA-C"""


def mirrored(drawing: str) -> str:
    """The column of a drawing on the right of its letter."""
    header, *lines = drawing.split("\n")
    return "\n".join([header, *(f"{line[22:]:<77}{line[:22].rstrip()}" for line in lines)])


@pytest.mark.parametrize("drawing", [COLUMN, mirrored(COLUMN)])
def test_a_letterhead_beside_a_letter_names_the_practice_and_its_numbers(drawing: str) -> None:
    found = gather(packet(sheet(drawing, LETTER)))
    assert values(found, "referrer.practice")[:1] == ["Old Mill Walk-In Care"]
    assert values(found, "referrer.phone")[:1] == ["603-555-0142"]
    assert values(found, "referrer.fax")[:1] == ["603-555-0143"]


@pytest.mark.parametrize("drawing", [COLUMN, mirrored(COLUMN)])
def test_the_lines_of_a_letter_hold_nothing_of_the_column_beside_it(drawing: str) -> None:
    laid = layout(page(drawing))
    assert "worse than it was. Her strength is normal in both legs and so are all of" in [
        line.text for line in laid.lines
    ]
    assert [line.text for line in laid.column][:3] == ["Old Mill", "Walk-In", "Care"]


def test_captions_beside_their_answers_are_no_column() -> None:
    assert layout(page(COLUMN.replace("603-555-", "Line ").replace("03079", ""))).column == ()

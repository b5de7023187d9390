"""Sheets that part the patients of a bundle, covers that serve all of them, pages that name somebody briefly."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.packets.briefly import briefly_named
from faxpipe.packets.facts import PageFacts
from faxpipe.packets.group import Packets, packets
from faxpipe.packets.links import tokens
from faxpipe.packets.separators import separates
from faxpipe.packets.whose import PatientMark, mentioned

COVER, FORM, NOTE = PageKind.COVER_SHEET, PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE
MRI, OTHER = PageKind.IMAGING_REPORT, PageKind.OTHER
ADA, LEO = PatientMark("Ada Quimby", "1940-03-12"), PatientMark("Leo Marchetti", "1968-11-15")
ANN, SUE = PatientMark("Ann Quimby", "1958-06-21"), PatientMark("Sue Quimby", "1958-06-21")
NOBODY = PatientMark()


def same_person(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(a.lower(), b.lower()) / 100


def facts(*pages: tuple[PageKind, PatientMark, str]) -> list[PageFacts]:
    return [PageFacts(number, kind, mark, text=text) for number, (kind, mark, text) in enumerate(pages, 1)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("* * * * *\nNEXT PATIENT\n* * *", True),
        ("Patient 2 of 3", True),
        ("This page intentionally left blank", True),
        ("--- SEPARATOR SHEET ---", True),
        ("Patient: Ada Quimby", False),
        ("Electronically signed by Paul Ames MD", False),
        ("Page 2 of 3", False),
        ("Next visit in four weeks with repeat films", False),
        ("", False),
    ],
)
def test_a_sheet_that_only_parts_says_nothing_else(text: str, parts: bool) -> None:
    assert separates(text) is parts


def test_a_separator_belongs_to_nobody_and_bounds_the_pages_of_a_patient() -> None:
    found = packets(
        facts(
            (FORM, ADA, ""),
            (NOTE, ADA, ""),
            (OTHER, NOBODY, "NEXT PATIENT"),
            (NOTE, NOBODY, "Visit note"),
            (FORM, LEO, ""),
        ),
        same_person,
    )
    assert found == Packets(((1, 2), (4, 5)))


def test_a_page_between_two_separators_where_nobody_is_named_is_nobodys() -> None:
    found = packets(
        facts(
            (FORM, ADA, ""),
            (OTHER, NOBODY, "NEXT PATIENT"),
            (NOTE, NOBODY, "Visit note"),
            (OTHER, NOBODY, "NEXT PATIENT"),
            (FORM, LEO, ""),
        ),
        same_person,
    )
    assert found == Packets(((1,), (5,)), (3,))


def test_the_only_cover_of_several_patients_that_names_none_is_shared() -> None:
    found = packets(facts((COVER, NOBODY, "2 pages"), (FORM, ADA, ""), (FORM, LEO, "")), same_person)
    assert found == Packets(((2,), (3,)), (), (1,))


def test_a_cover_that_names_one_and_speaks_of_others_is_shared() -> None:
    pages = facts(
        (COVER, PatientMark("Ada Quimby"), "RE: Ada Quimby and two others"), (FORM, ADA, ""), (FORM, LEO, "")
    )
    assert packets(pages, same_person) == Packets(((2,), (3,)), (), (1,))


def test_each_patient_keeps_a_cover_without_a_name_that_lies_before_the_own_pages() -> None:
    pages = facts((COVER, NOBODY, ""), (FORM, ADA, ""), (COVER, NOBODY, ""), (FORM, LEO, ""))
    assert packets(pages, same_person) == Packets(((1, 2), (3, 4)))


def test_a_chart_number_ties_a_page_to_the_patient_whose_account_it_is() -> None:
    pages = facts(
        (FORM, ANN, "Account : 70031"),
        (FORM, SUE, "Account : 70044"),
        (NOTE, PatientMark(None, "1958-06-21"), "MRN: 70031  DOB 06/21/1958"),
    )
    assert packets(pages, same_person) == Packets(((1, 3), (2,)))


def test_a_chart_number_that_stands_on_the_pages_of_two_ties_to_neither() -> None:
    pages = facts((FORM, ADA, "Ref 70031"), (FORM, LEO, "Ref 70031"), (NOTE, NOBODY, "MRN 70031"), (NOTE, ADA, ""))
    assert packets(pages, same_person).unassigned == (3,)


def test_dates_and_telephones_are_no_tokens() -> None:
    assert tokens("Seen 03/05/2026, call 603-555-0140, account 70031") >= {"70031"}
    assert not tokens("Seen 03/05/2026, BP 120/80")


def test_a_request_of_one_of_two_namesakes_is_his_for_whom_nobody_asks_yet() -> None:
    first, second = PatientMark("John Dale", "1944-05-06"), PatientMark("John Dale", "1961-10-13")
    scrawled = PatientMark("John Dale", confidence=0.45)
    pages = [
        PageFacts(1, FORM, first, told=(("patient.phone", "603-555-0140"),)),
        PageFacts(2, FORM, scrawled, told=(("patient.phone", "603-555-7716"),)),
        PageFacts(3, NOTE, first, text="DOB 05/06/1944"),
        PageFacts(4, NOTE, second, text="DOB 10/13/1961"),
    ]
    assert packets(pages, same_person) == Packets(((1, 3), (2, 4)))


def test_a_birth_date_tells_namesakes_apart_though_a_letter_was_misread() -> None:
    people = [
        [PatientMark("John Marchettl", "1944-05-06"), PatientMark("John Marchetti", "1944-05-06")],
        [PatientMark("John Marchetti", "1961-10-13", confidence=0.98)],
    ]
    assert mentioned("MARCHETTI, JOHN 05/06/1944", people) == 0


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("QUIMBY, A. 06/21/1958", 0),
        ("S. Quimby   MRN 5", 1),
        ("Mrs. Quimby returns", None),
        ("Ms. Marchetti returns with leg pain", 2),
        ("Dr. L. Marchetti", None),
        ("L. Marchetti, MD", None),
        ("Husband: L. Marchetti", None),
        ("L. Marchetti 06/21/1958", None),
        ("A. Quimby and S. Quimby", None),
        ("Marchetti clinic", None),
    ],
)
def test_an_initial_or_a_title_beside_the_surname_tells_who_is_meant(text: str, who: int | None) -> None:
    assert briefly_named(text, [[ANN], [SUE], [LEO]]) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Member: JOHN DALE III", 1),
        ("Member: JOHN DALE JR", 0),
        ("Member: JOHN DALE", None),
    ],
)
def test_a_suffix_behind_a_mentioned_name_tells_a_father_from_a_son(text: str, who: int | None) -> None:
    people = [[PatientMark("John Dale Jr.", "1944-05-06")], [PatientMark("John Dale III", "1971-10-13")]]
    assert mentioned(text, people) == who


def test_the_numbers_of_a_plan_tie_a_card_to_nobody() -> None:
    card = "Granite Plan  RxBIN 610502  RxPCN 00670000"
    pages = facts(
        (FORM, ADA, ""),
        (PageKind.INSURANCE_CARD, ADA, card),
        (FORM, LEO, ""),
        (PageKind.INSURANCE_CARD, NOBODY, card),
    )
    assert 4 not in packets(pages, same_person).packets[0]

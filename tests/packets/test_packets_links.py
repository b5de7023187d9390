"""Pages without a name that a number ties to a patient, and requests whose numbers are nobody's."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.packets.facts import PageFacts
from faxpipe.packets.group import Packets, packets
from faxpipe.packets.links import chart_numbers, numbers, tied
from faxpipe.packets.whose import PatientMark

FORM, NOTE, CARD = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE, PageKind.INSURANCE_CARD
UNREAD, MRI = PageKind.UNREADABLE, PageKind.IMAGING_REPORT
ADA, LEO = PatientMark("Ada Quimby", "1940-03-12"), PatientMark("Leo Marchetti", "1968-11-15")
NOBODY = PatientMark()


def same_person(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(a.lower(), b.lower()) / 100


def told(phone: str, member: str) -> tuple[tuple[str, str], ...]:
    return ("patient.phone", phone), ("coverage.member_id", member)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ID: XQM448B12907 Group 7044", {"XQM448812907"}),
        ("ID No. 1EG4-TE5-MK73", {"1EG4TE5MK73"}),
        ("MRN: 4488", {"4488"}),
        ("Call 603-555-0140 or (603) 555-0142, fax 6035550143, 603-555", set()),
        ("RxBIN 610502 RxPCN: 00670000 Group No. 0044712 PO Box 14079-22", set()),
        ("Seen 03/05/2026, 2026-03-05, 05-MAR-2026; DOB 3-5-1944", set()),
        ("Dx M80.08XA M8008XA, CPT 22514, NPI 1245319599, 03079-1234", set()),
        ("3 mg, 120/80, 1.234567", set()),
    ],
)
def test_numbers_of_one_patient_are_told_from_those_of_anybody(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    ["MRN: 448812", "MRN 448812", "Med Rec # 448812", "Chart No. 448812", "Patient ID: 448812"],
)
def test_a_chart_number_is_known_by_its_label(text: str) -> None:
    assert chart_numbers(text) == {"448812"}


def test_a_number_that_two_patients_share_ties_nobody() -> None:
    assert tied({"1"}, ({"1"}, {"2"})) == 0
    assert tied({"1"}, ({"1"}, {"1", "2"})) is None
    assert tied({"1", "2"}, ({"1"}, {"2"})) is None
    assert tied({"3"}, ({"1"}, {"2"})) is None


def test_a_card_without_a_name_goes_to_the_patient_with_its_member_number() -> None:
    pages = [
        PageFacts(1, FORM, ADA, text="Member ID W220145567"),
        PageFacts(2, FORM, LEO, text="Member ID 1EG4TE5MK73"),
        PageFacts(3, CARD, NOBODY, text="ID W220145567"),
        PageFacts(4, CARD, NOBODY, text="1EG4-TE5-MK73"),
    ]
    assert packets(pages, same_person) == Packets(((1, 3), (2, 4)))


def test_the_card_of_a_couple_without_a_name_is_left_for_a_person() -> None:
    pages = [
        PageFacts(1, FORM, ADA, text="Member ID W220145567"),
        PageFacts(2, CARD, NOBODY, text="ID W220145567"),
        PageFacts(3, FORM, LEO, text="Member ID W220145567"),
    ]
    assert packets(pages, same_person) == Packets(((1,), (3,)), (2,))


def test_a_page_with_another_chart_number_continues_nobody() -> None:
    pages = [
        PageFacts(1, FORM, LEO, text="MRN 338120"),
        PageFacts(2, NOTE, ADA, text="MRN 448812"),
        PageFacts(3, NOTE, NOBODY, text="MRN 990017", continues=True),
    ]
    assert packets(pages, same_person) == Packets(((1,), (2,)), (3,))


def test_a_second_form_whose_numbers_are_another_patients_is_another_patient() -> None:
    ours = PageFacts(1, FORM, ADA, told=told("603-225-1184", "W1234567"))
    other = PageFacts(3, FORM, NOBODY, told=told("978-441-3302", "H99120045"))
    assert packets((ours, PageFacts(2, NOTE, ADA), other), same_person) == Packets(((1, 2), (3,)))
    again = PageFacts(3, FORM, NOBODY, told=ours.told)
    assert packets((ours, PageFacts(2, NOTE, ADA), again), same_person) == Packets(((1, 2, 3),))


def test_a_request_without_a_name_goes_to_the_patient_behind_it_who_is_not_asked_for_yet() -> None:
    pages = [
        PageFacts(1, FORM, ADA, told=told("603-225-1184", "W1234567")),
        PageFacts(2, FORM, NOBODY, told=told("978-441-3302", "H99120045")),
        PageFacts(3, MRI, LEO),
    ]
    assert packets(pages, same_person) == Packets(((1,), (2, 3)))


def test_a_torn_request_that_resembles_nobody_and_gives_other_numbers_is_a_patient() -> None:
    torn = PatientMark("Uiwxyz Kpbqhl", confidence=0.48)
    pages = [
        PageFacts(1, FORM, ADA, told=told("603-225-1184", "W1234567")),
        PageFacts(2, FORM, LEO, told=told("978-441-3302", "H99120045")),
        PageFacts(3, FORM, torn, told=(("patient.phone", "617-976-6026"),)),
    ]
    assert packets(pages, same_person) == Packets(((1,), (2,), (3,)))


def test_a_page_behind_an_unread_one_is_not_given_to_the_patient_whose_request_follows() -> None:
    pages = [PageFacts(1, UNREAD), PageFacts(2, FORM), PageFacts(3, FORM, ADA), PageFacts(4, NOTE, ADA)]
    assert packets(pages, same_person) == Packets(((1, 3, 4),), (2,))


def test_a_torn_word_for_a_name_is_no_name_where_the_patients_lie_in_order() -> None:
    torn = PatientMark("Tte", confidence=0.35)
    pages = [PageFacts(1, FORM, ADA), PageFacts(2, FORM, LEO), PageFacts(3, MRI, LEO), PageFacts(4, CARD, torn)]
    assert packets(pages, same_person) == Packets(((1,), (2, 3, 4)))


def test_a_card_between_two_pages_of_one_patient_is_nobodys_where_the_patients_lie_mixed() -> None:
    pages = [
        PageFacts(1, FORM, ADA),
        PageFacts(2, FORM, LEO),
        PageFacts(3, NOTE, ADA),
        PageFacts(4, MRI, LEO),
        PageFacts(5, CARD, NOBODY),
        PageFacts(6, CARD, LEO),
    ]
    assert packets(pages, same_person) == Packets(((1, 3), (2, 4, 6)), (5,))

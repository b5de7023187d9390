from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.packets.facts import PageFacts
from faxpipe.packets.group import Packets, later_page, packets
from faxpipe.packets.whose import PatientMark

COVER, FORM, LETTER = PageKind.COVER_SHEET, PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER
NOTE, MRI, CARD, BLANK = PageKind.CLINICAL_NOTE, PageKind.IMAGING_REPORT, PageKind.INSURANCE_CARD, PageKind.BLANK

ANNE = PatientMark("Marjorie Anne Pierre", "1940-03-12")
HUNG = PatientMark("Hung Nguyen", "1968-11-15")
NOBODY = PatientMark()


def same_person(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(a.lower(), b.lower()) / 100


def grouped(*pages: tuple[PageKind, PatientMark]) -> Packets:
    facts = [PageFacts(number, kind, mark) for number, (kind, mark) in enumerate(pages, 1)]
    return packets(facts, same_person)


def test_pages_of_two_patients_are_two_packets() -> None:
    found = grouped((FORM, ANNE), (NOTE, ANNE), (MRI, ANNE), (FORM, HUNG), (CARD, PatientMark("NGUYEN HUNG")))
    assert found == Packets(((1, 2, 3), (4, 5)))


@pytest.mark.parametrize(
    "mark",
    [
        PatientMark("Marj0rie Arme Pierre", "1940-03-12"),
        PatientMark("PIERRE MARJORIE ANNE", "1940-08-12"),
        PatientMark("Honraine Jenova", "1940-03-12"),
        PatientMark("Marjorie Anne Pierre", "1970-01-01"),
        PatientMark(None, "1940-03-12"),
        PatientMark("Xxxx Yyyyy", "1999-09-09", confidence=0.3),
        NOBODY,
    ],
)
def test_noise_in_a_name_or_a_date_does_not_split_a_patient(mark: PatientMark) -> None:
    assert grouped((FORM, ANNE), (NOTE, mark), (MRI, ANNE)) == Packets(((1, 2, 3),))


def test_two_patients_are_never_merged_when_name_and_birth_date_differ() -> None:
    found = grouped((NOTE, ANNE), (NOTE, HUNG))
    assert found == Packets(((1,), (2,)))


def test_a_page_without_a_name_goes_to_the_patient_whose_chart_number_it_gives() -> None:
    facts = [
        PageFacts(1, FORM, ANNE, text="Marjorie Pierre  MRN: 48172"),
        PageFacts(2, FORM, HUNG, text="Hung Nguyen  MRN: 50233"),
        PageFacts(3, NOTE, NOBODY, begins=True, text="Visit note  MRN 48172"),
    ]
    assert packets(facts, same_person) == Packets(((1, 3), (2,)))


def test_blank_pages_belong_to_nobody() -> None:
    found = grouped((COVER, NOBODY), (BLANK, NOBODY), (FORM, ANNE))
    assert found == Packets(((1, 3),))
    assert found.of(2) is None
    assert found.of(3) == 0


def test_a_fax_that_names_nobody_is_one_packet() -> None:
    assert grouped((COVER, NOBODY), (FORM, NOBODY)) == Packets(((1, 2),))


def test_a_fax_of_blank_pages_has_no_packet() -> None:
    assert grouped((BLANK, NOBODY)) == Packets(())


def test_a_cover_sheet_belongs_to_what_follows() -> None:
    found = grouped((COVER, NOBODY), (FORM, ANNE), (COVER, NOBODY), (FORM, HUNG))
    assert found == Packets(((1, 2), (3, 4)))


def test_a_page_that_names_nobody_between_two_patients_goes_to_neither() -> None:
    found = grouped((FORM, ANNE), (CARD, NOBODY), (FORM, HUNG))
    assert found == Packets(((1,), (3,)), (2,))


def test_a_second_note_page_continues_the_first() -> None:
    found = grouped((FORM, ANNE), (NOTE, ANNE), (NOTE, NOBODY), (FORM, HUNG), (CARD, NOBODY))
    assert found == Packets(((1, 2, 3), (4, 5)))


def test_a_page_that_says_it_is_page_two_continues_the_first() -> None:
    facts = [
        PageFacts(1, FORM, ANNE),
        PageFacts(2, CARD, NOBODY, continues=True),
        PageFacts(3, FORM, HUNG),
    ]
    assert packets(facts, same_person) == Packets(((1, 2), (3,)))


@pytest.mark.parametrize(
    "text",
    [
        "Exeter Road Imaging\nPierre, Marjorie A.  3/12/1940 Female",
        "MRI thoracic spine, born March 12, 1940",
        "Study of PIERRE MARJ0RIE MARJORlE MARJORIE, see text",
        "DOB 12 Mar 1940",
    ],
)
def test_a_person_known_from_other_pages_is_found_in_the_text(text: str) -> None:
    facts = [PageFacts(1, FORM, ANNE), PageFacts(2, MRI, NOBODY, text=text), PageFacts(3, FORM, HUNG)]
    assert packets(facts, same_person) == Packets(((1, 2), (3,)))


def test_a_label_misread_as_a_name_does_not_split_a_patient() -> None:
    misread = PatientMark("Fatient Nane", "1940-03-13")
    facts = [
        PageFacts(1, FORM, misread, text="Fatient Nane  MARJORIE PIERRE"),
        PageFacts(2, NOTE, ANNE, text="Marjorie Pierre"),
    ]
    assert packets(facts, same_person) == Packets(((1, 2),))


def test_a_text_that_names_both_patients_names_neither() -> None:
    text = "Marjorie Pierre, Hung Nguyen"
    facts = [PageFacts(1, FORM, ANNE), PageFacts(2, CARD, NOBODY, text=text), PageFacts(3, FORM, HUNG)]
    assert packets(facts, same_person).unassigned == (2,)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Quimby, Dolores - Windham Medicine Page 2 of 3", True),
        ("page 2/2", True),
        ("Page 1 of 2", False),
        ("Pages: 4 incl. cover", False),
        ("Page 12 of 3", False),
        ("", False),
    ],
)
def test_a_page_that_numbers_itself_is_heard(text: str, later: bool) -> None:
    assert later_page(text) is later


def test_a_lone_family_name_does_not_part_pages() -> None:
    assert grouped((FORM, ANNE), (NOTE, PatientMark("Pierre"))) == Packets(((1, 2),))


def test_an_initial_that_fits_two_patients_goes_to_neither() -> None:
    john, jane = PatientMark("John Smith", "1950-01-01"), PatientMark("Jane Smith", "1962-07-30")

    def initials(a: str, b: str) -> float:
        return 0.9 if a == b or "J Smith" in (a, b) else 0.4

    facts = [PageFacts(1, FORM, john), PageFacts(2, FORM, jane), PageFacts(3, CARD, PatientMark("J Smith"))]
    assert packets(facts, initials) == Packets(((1,), (2,)), (3,))


def test_a_stray_report_of_another_name_is_left_for_a_person() -> None:
    found = grouped((FORM, ANNE), (MRI, PatientMark("Hung Nguyen")))
    assert found == Packets(((1,),), (2,))


marks = st.sampled_from([ANNE, HUNG, NOBODY, PatientMark("Marjorie Pierre"), PatientMark(None, "1968-11-15")])
kinds = st.sampled_from([COVER, FORM, LETTER, NOTE, MRI, CARD, BLANK])


@given(st.lists(st.tuples(kinds, marks), min_size=1, max_size=9))
def test_every_written_page_is_in_one_place_and_no_packet_mixes_patients(
    pages: list[tuple[PageKind, PatientMark]],
) -> None:
    found = grouped(*pages)
    placed = [number for packet in found.packets for number in packet] + [*found.unassigned, *found.shared]
    assert sorted(placed) == [number for number, (kind, _) in enumerate(pages, 1) if kind is not BLANK]
    for packet in found.packets:
        named = {pages[number - 1][1].name for number in packet} & {ANNE.name, HUNG.name}
        assert len(named) < 2


def test_a_second_request_in_a_stranger_hand_is_given_to_nobody() -> None:
    """A handwritten form behind another patient's form: its name was misread, but not into the other's."""
    sure = PatientMark("Floyd Fortin", "1954-11-09", confidence=0.95)
    torn = PatientMark("Malcel Mo de Herg", None, confidence=0.4)
    found = packets(
        [
            PageFacts(1, PageKind.REFERRAL_FORM, sure),
            PageFacts(2, PageKind.CLINICAL_NOTE, sure),
            PageFacts(3, PageKind.REFERRAL_FORM, torn),
        ],
        same_person,
    )
    assert found.packets == ((1, 2),)
    assert found.unassigned == (3,)


def test_short_words_of_a_page_do_not_stand_for_a_name_that_holds_them() -> None:
    """ "MA" of an address and "on" are no "Margaret Yeaton": two patients without a common word stay two."""
    ours = PageFacts(1, FORM, PatientMark("Margaret Yeaton"), text="Margaret Yeaton, back pain")
    note = PageFacts(2, NOTE, PatientMark("Margaret Yeaton"), text="Margaret Yeaton has pain")
    other = PageFacts(3, FORM, PatientMark("Zoe Wu", "1979-08-27"), text="Zoe Wu, Ct 4, Dracut, MA, on a block")
    assert packets((ours, note, other), same_person) == Packets(((1, 2), (3,)))


def test_a_form_with_a_badly_read_name_goes_to_the_neighbour_whom_it_resembles_alone() -> None:
    rufus, joao = PatientMark("Rufus Whittier", "1963-02-14"), PatientMark("Joao Santos", "1940-04-07")
    unsure = PatientMark("Rueus Whitcter", confidence=0.3)
    assert grouped((FORM, unsure), (NOTE, rufus), (FORM, joao)) == Packets(((1, 2), (3,)))
    assert grouped((FORM, PatientMark("Xqzz Vvvv", confidence=0.3)), (NOTE, rufus), (FORM, joao)).unassigned == (
        1,
    )


def test_an_unreadable_last_page_stays_with_the_page_before_it_but_not_between_two_patients() -> None:
    unread = (PageKind.UNREADABLE, NOBODY)
    assert grouped((FORM, ANNE), (FORM, HUNG), unread) == Packets(((1,), (2, 3)))
    assert grouped((FORM, ANNE), unread, (FORM, HUNG)) == Packets(((1,), (3,)), (2,))


@pytest.mark.parametrize("stated", [True, False])
def test_a_patient_whose_birth_date_nobody_gives_is_found_by_the_name_on_a_request(stated: bool) -> None:
    """All pages of the second patient join, not the form alone, though the first patient's pages name more."""
    hung = PatientMark("Hung Nguyen", confidence=0.95)
    first = ANNE if stated else PatientMark("Marjorie Anne Pierre", confidence=0.9)
    found = grouped((FORM, first), (NOTE, first), (FORM, hung), (MRI, hung), (CARD, hung))
    assert found == Packets(((1, 2), (3, 4, 5)))


def test_two_pages_of_one_name_are_a_patient_even_behind_a_badly_written_form() -> None:
    hung = PatientMark("Hung Nguyen", confidence=0.95)
    torn = PatientMark("Hunq Nguyen", confidence=0.4)
    assert grouped((FORM, torn), (NOTE, hung), (FORM, ANNE), (MRI, ANNE)) == Packets(((1, 2), (3, 4)))


def test_a_father_and_his_son_of_one_name_are_two_patients() -> None:
    son = PatientMark("Marjorie Anne Pierre", "1966-09-27")
    assert grouped((FORM, ANNE), (NOTE, ANNE), (FORM, son), (MRI, son)) == Packets(((1, 2), (3, 4)))
    assert grouped((FORM, ANNE), (FORM, son), (NOTE, son), (NOTE, ANNE)) == Packets(((1, 4), (2, 3)))


def test_names_a_letter_apart_with_other_birth_dates_are_two_patients() -> None:
    marion, marian = PatientMark("Marion Leclerc", "1941-05-02"), PatientMark("Marian Leclerc", "1957-11-30")
    assert grouped((NOTE, marion), (MRI, marian), (NOTE, marian)) == Packets(((1,), (2, 3)))


def test_two_requests_of_one_name_with_other_numbers_are_two_patients() -> None:
    """The second leaves the birth date out; its telephone and member number are not the first's."""
    ours = PageFacts(1, FORM, ANNE, told=(("patient.phone", "603-225-1184"), ("coverage.member_id", "W1234567")))
    bare = PatientMark("Marjorie Anne Pierre", confidence=0.95)
    told = (("patient.phone", "978-441-3302"), ("coverage.member_id", "H99120045"))
    text = "Marjorie Anne Pierre"
    assert packets((ours, PageFacts(2, FORM, bare, told=told, text=text)), same_person) == Packets(((1,), (2,)))
    again = PageFacts(2, FORM, bare, told=ours.told, text=text)
    assert packets((ours, again), same_person) == Packets(((1, 2),))


def test_a_cover_that_lists_several_patients_is_nobodys_and_in_no_doubt() -> None:
    text = "Referrals for 1. Marjorie Anne Pierre 2. Hung Nguyen 11/15/1968"
    cover = PageFacts(1, COVER, ANNE, text=text)
    found = packets((cover, PageFacts(2, FORM, ANNE), PageFacts(3, FORM, HUNG)), same_person)
    assert found == Packets(((2,), (3,)), shared=(1,))


def test_a_relative_named_on_a_page_does_not_make_it_the_relatives() -> None:
    text = "Registration\nEmergency contact: Hung Nguyen"
    facts = [PageFacts(1, FORM, ANNE), PageFacts(2, CARD, NOBODY, text=text), PageFacts(3, FORM, HUNG)]
    assert packets(facts, same_person).unassigned == (2,)


def test_a_birth_date_alone_on_a_request_is_a_patient() -> None:
    unnamed = PatientMark(None, "1968-11-15", confidence=0.95)
    assert grouped((FORM, ANNE), (NOTE, ANNE), (FORM, unnamed), (NOTE, unnamed)) == Packets(((1, 2), (3, 4)))


def test_pages_that_lie_mixed_are_not_given_by_their_neighbours() -> None:
    found = grouped((FORM, ANNE), (FORM, HUNG), (NOTE, ANNE), (NOTE, HUNG), (CARD, NOBODY))
    assert found == Packets(((1, 3), (2, 4)), (5,))


def test_a_page_with_a_title_of_its_own_continues_no_other_patients_page() -> None:
    facts = [PageFacts(1, NOTE, ANNE), PageFacts(2, NOTE, NOBODY, begins=True), PageFacts(3, NOTE, HUNG)]
    assert packets(facts, same_person) == Packets(((1,), (3,)), (2,))


def test_an_unsure_name_without_a_letter_in_common_is_not_given_to_the_only_patient() -> None:
    unsure = PatientMark("Quigley Zofia", confidence=0.5)
    assert grouped((FORM, ANNE), (NOTE, ANNE), (NOTE, unsure)).unassigned == (3,)


@pytest.mark.parametrize(
    ("legibility", "packet", "held"), [(0.3, (1,), (2,)), (0.8, (1, 2), ()), (None, (1, 2), ())]
)
def test_a_scrawled_form_without_a_name_beside_anothers_request_is_given_to_nobody(
    legibility: float | None, packet: tuple[int, ...], held: tuple[int, ...]
) -> None:
    facts = [PageFacts(1, LETTER, ANNE), PageFacts(2, FORM, NOBODY, legibility=legibility)]
    found = packets(facts, same_person)
    assert (found.packets, found.unassigned) == ((packet,), held)


def test_a_scrawled_form_is_the_request_where_no_other_page_asks() -> None:
    facts = [PageFacts(1, FORM, NOBODY, legibility=0.3), PageFacts(2, NOTE, ANNE)]
    assert packets(facts, same_person).packets == ((1, 2),)


def _dated(number: int, kind: PageKind, mark: PatientMark, *days: str) -> PageFacts:
    return PageFacts(number, kind, mark, days=frozenset(days))


def test_requests_that_nobody_can_read_go_by_their_days_where_each_patient_lacks_one() -> None:
    pages = (
        _dated(1, FORM, NOBODY, "2026-05-09", "2026-07-07"),
        _dated(2, FORM, NOBODY, "2026-06-30", "2026-07-07"),
        _dated(3, NOTE, ANNE, "2026-06-30", "2026-07-07"),
        _dated(4, NOTE, HUNG, "2026-05-09", "2026-07-07"),
    )
    assert packets(pages, same_person) == Packets(((1, 4), (2, 3)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2026-05-09",), ()),
        (("2026-05-09",), ("2026-05-09",)),
        (("2026-05-09", "2026-06-30"), ("2026-06-30",)),
        (("2026-07-07",), ("2026-06-30",)),
    ],
)
def test_days_that_leave_a_doubt_give_no_request_to_anybody(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    pages = (
        _dated(1, FORM, NOBODY, *first),
        _dated(2, FORM, NOBODY, *second),
        _dated(3, NOTE, ANNE, "2026-06-30", "2026-07-07"),
        _dated(4, NOTE, HUNG, "2026-05-09", "2026-07-07"),
    )
    assert packets(pages, same_person).unassigned == (1, 2)

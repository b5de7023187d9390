"""Relatives, namesakes and other names of one person: whose page is whose where names are near each other."""

from __future__ import annotations

import pytest

from faxpipe.document import PageKind
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.packets.called import one_called
from faxpipe.packets.facts import PageFacts
from faxpipe.packets.group import Packets, packets
from faxpipe.packets.whose import PatientMark, mentioned

COVER, FORM, LETTER = PageKind.COVER_SHEET, PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER
NOTE, MRI, CARD, UNREAD = (
    PageKind.CLINICAL_NOTE,
    PageKind.IMAGING_REPORT,
    PageKind.INSURANCE_CARD,
    PageKind.UNREADABLE,
)
PHONE, MEMBER = "patient.phone", "coverage.member_id"


def mark(name: str | None, born: str | None = None, confidence: float = 0.95) -> PatientMark:
    return PatientMark(name, born, confidence=confidence)


def grouped(*pages: tuple[PageKind, PatientMark]) -> Packets:
    return packets([PageFacts(number, kind, who) for number, (kind, who) in enumerate(pages, 1)], same_person)


@pytest.mark.parametrize(
    ("one", "other"),
    [("bill", "william"), ("wm", "william"), ("peggy", "margaret"), ("betty", "liz"), ("bert", "robert")],
)
def test_short_forms_of_a_first_name_are_one_name(one: str, other: str) -> None:
    assert one_called(one, other)
    assert one_called(other, one)


@pytest.mark.parametrize(("one", "other"), [("bill", "robert"), ("anna", "alison"), ("john", "joan")])
def test_other_first_names_are_two(one: str, other: str) -> None:
    assert not one_called(one, other)


def test_a_patient_under_short_form_maiden_and_married_name_is_one() -> None:
    found = grouped(
        (COVER, mark("Kitty Marsh")),
        (FORM, mark("Katherine Marsh-Okafor", "1952-05-17")),
        (NOTE, mark("Katherine B Okafor", "1952-05-17")),
        (MRI, mark("Katherine Marsh", "1952-05-17")),
        (CARD, mark("Kathy Okafor")),
    )
    assert found == Packets(((1, 2, 3, 4, 5),))


def test_a_short_form_with_another_birth_date_is_somebody_else() -> None:
    found = grouped((FORM, mark("William Orr", "1939-08-02")), (FORM, mark("Billy Orr", "1971-12-19")))
    assert found == Packets(((1,), (2,)))


@pytest.mark.parametrize("request_kind", [FORM, LETTER])
def test_twins_with_one_surname_and_birth_date_are_two_patients(request_kind: PageKind) -> None:
    one, other = mark("Peter Lacroix", "1975-02-02"), mark("Simon Lacroix", "1975-02-02")
    found = grouped((request_kind, one), (MRI, one), (request_kind, other), (MRI, other))
    assert found == Packets(((1, 2), (3, 4)))


def test_a_twin_named_on_one_note_alone_is_left_for_a_person() -> None:
    one, other = mark("Peter Lacroix", "1975-02-02"), mark("Simon Lacroix", "1975-02-02")
    assert grouped((FORM, one), (NOTE, one), (NOTE, other)) == Packets(((1, 2),), (3,))


def test_twins_whose_names_are_a_letter_apart_are_not_put_together() -> None:
    text = "Referral form"
    one = PageFacts(1, FORM, mark("Donald Lacroix", "1975-02-02"), text=text, told=((MEMBER, "W10022001"),))
    other = PageFacts(2, FORM, mark("Ronald Lacroix", "1975-02-02"), text=text, told=((MEMBER, "K88120032"),))
    assert packets((one, other), same_person) == Packets(((1,),), (2,))


def test_senior_and_junior_are_two_without_any_birth_date() -> None:
    elder, younger = mark("Henry Blais Sr."), mark("Henry Blais Jr.")
    found = grouped((LETTER, elder), (NOTE, elder), (LETTER, younger), (NOTE, younger))
    assert found == Packets(((1, 2), (3, 4)))


def test_a_page_that_may_be_the_fathers_or_the_sons_is_nobodys() -> None:
    elder, younger = mark("Henry P Blais Sr.", "1938-05-05"), mark("Henry P Blais Jr.", "1965-10-12")
    pages = ((FORM, elder), (FORM, younger), (NOTE, mark("Henry Blais Jr.")), (MRI, mark("Henry Blais")))
    assert grouped(*pages) == Packets(((1,), (2, 3)), (4,))


def test_strokes_of_a_numeral_behind_a_name_part_nobody() -> None:
    third = mark("Rufus Calvin Eaton III", "1946-10-31")
    found = grouped((FORM, third), (NOTE, mark("Eaton Rufus Calvin II", None, 0.97)), (MRI, third))
    assert found == Packets(((1, 2, 3),))


def test_a_fathers_note_does_not_go_to_the_son_when_only_the_sons_form_gives_a_birth_date() -> None:
    father, son = mark("Leon Pappas"), mark("Leon Pappas II", "1984-08-28")
    told = ((PHONE, "617-923-5514"), (MEMBER, "7MF6X28VN14")), ((PHONE, "781-674-5155"), (MEMBER, "7R07N77DD75"))
    pages = [
        PageFacts(1, FORM, father, told=told[0]),
        PageFacts(2, FORM, son, told=told[1]),
        PageFacts(3, NOTE, mark("Leon Pappas", "1959-03-30")),
        PageFacts(4, NOTE, son),
    ]
    assert packets(pages, same_person) == Packets(((1, 3), (2, 4)))


@pytest.mark.parametrize("phone", ["781-674-5155", "617-923-5514"])
def test_of_two_requests_the_one_that_says_junior_is_anothers_where_its_telephone_is(phone: str) -> None:
    pages = [
        PageFacts(1, FORM, mark("Leon Pappas"), told=((PHONE, "617-923-5514"), (MEMBER, "7MF6X28VN14"))),
        PageFacts(2, LETTER, mark("Leon Pappas Jr.", "1984-08-28"), told=((PHONE, phone),)),
    ]
    apart = phone != "617-923-5514"
    assert packets(pages, same_person) == Packets(((1,), (2,)) if apart else ((1, 2),))


def test_a_note_that_clearly_gives_another_day_of_birth_is_not_put_to_a_namesake() -> None:
    def page(number: int, kind: PageKind, born: str, printed: str) -> PageFacts:
        return PageFacts(number, kind, mark("Carl Bergman", born), text=f"Carl Bergman DOB: {printed}")

    pages = [
        page(1, FORM, "1944-05-06", "05/06/1944"),
        page(2, NOTE, "1944-05-06", "05/06/1944"),
        page(3, NOTE, "1961-10-13", "10/13/1961"),
    ]
    assert packets(pages, same_person) == Packets(((1, 2), (3,)))


def test_a_day_that_is_not_said_to_be_of_birth_parts_nobody() -> None:
    pages = [
        PageFacts(1, FORM, mark("Carl Bergman", "1944-05-06"), text="Carl Bergman DOB: 05/06/1944"),
        PageFacts(2, NOTE, mark("Carl Bergman", "1961-10-13"), text="Carl Bergman spleen removed 10/13/1961"),
    ]
    assert packets(pages, same_person) == Packets(((1, 2),))


def test_of_two_of_one_name_a_page_is_his_whose_day_of_birth_it_gives() -> None:
    people = [[mark("Carl Bergman", "1944-05-06")], [mark("Carl Bergman", "1961-10-13")]]
    assert mentioned("BERGMAN, CARL 05/06/1944", people) == 0
    assert mentioned("BERGMAN, CARL", people) is None


def test_a_card_is_the_dependents_whose_subscriber_is_a_patient_too() -> None:
    people = [[mark("Olga Bergman", "1948-01-02")], [mark("Carl Bergman", "1944-05-06")]]
    assert mentioned("Subscriber: Carl Bergman Dependent: Olga Bergman", people) == 0


def test_a_card_that_a_cover_lists_founds_its_own_packet() -> None:
    listed = "Enclosed: card of Olga Bergman (1/2/1948), list of Rufus Eaton (5/6/1944)"
    pages = [
        PageFacts(1, COVER, mark("Rufus Eaton", "1944-05-06"), text=listed),
        PageFacts(2, CARD, mark("Olga Bergman"), text="Name: Olga Bergman"),
        PageFacts(3, PageKind.MEDICATION_LIST, mark("Rufus Eaton", "1944-05-06"), text="Rufus Eaton"),
    ]
    assert packets(pages, same_person) == Packets(((2,), (3,)), (), (1,))


LIST = "New referrals: 1. ROY, ADA MAE Born 20 June 1948  2. ROY, ADA Born 12 June 1958"


def test_a_cover_that_lists_two_of_one_name_tells_their_pages_apart() -> None:
    one, other = mark("Ada Mae Roy", "1948-06-20"), mark("Ada Roy", "1958-06-12")
    pages = [
        PageFacts(1, COVER, mark("Ada Mae Roy", "1958-06-12"), text=LIST),
        PageFacts(2, FORM, one, text="Ada Mae Roy"),
        PageFacts(3, MRI, other, text="Ada Roy"),
    ]
    assert packets(pages, same_person) == Packets(((2,), (3,)), shared=(1,))


def test_a_badly_read_list_of_patients_is_still_nobodys_page() -> None:
    text = "New referals: 1. Z0e Goyeue BD 10.20.1556 2. Thaddouo Coyotto BD 12.24.1954"
    pages = [
        PageFacts(1, COVER, mark(None, "1954-12-24"), text=text),
        PageFacts(2, FORM, mark("Zoe Goyette", "1956-10-20")),
        PageFacts(3, LETTER, mark("Thaddeus Goyette", "1954-12-24")),
    ]
    assert packets(pages, same_person) == Packets(((2,), (3,)), shared=(1,))


def test_a_cover_that_lists_patients_whose_pages_did_not_come_is_left_for_a_person() -> None:
    pages = [
        PageFacts(1, COVER, mark("Ada Roy"), text=LIST),
        PageFacts(2, FORM, mark("Ada Mae Roy", "1948-06-20")),
    ]
    assert packets(pages, same_person) == Packets(((2,),), (1,))


def test_a_cover_that_gives_one_day_twice_lists_nobody() -> None:
    text = "Re: Ada Roy DOB 3/12/1940. Please see Ada Roy, born 3/12/1940"
    pages = [PageFacts(1, COVER, mark("Ada Roy"), text=text), PageFacts(2, FORM, mark("Ada Roy", "1940-03-12"))]
    assert packets(pages, same_person) == Packets(((1, 2),))


def test_a_letter_that_sends_two_patients_is_left_for_a_person() -> None:
    one, other = mark("Robert Gagnon", "1950-03-14"), mark("Linda Gagnon", "1953-11-08")
    text = "Re: Robert Gagnon, DOB 03/14/1950, and Linda Gagnon, DOB 11/08/1953"
    letter = PageFacts(1, LETTER, mark("Robert Gagnon", "1953-11-08"), text=text)
    pages = (letter, PageFacts(2, NOTE, one), PageFacts(3, MRI, one), PageFacts(4, NOTE, other))
    assert packets(pages, same_person) == Packets(((2, 3), (4,)), (1,))


def test_a_face_sheet_that_names_a_guarantor_who_is_a_patient_too_stays_the_patients() -> None:
    one, other = mark("Robert Gagnon", "1950-03-14"), mark("Linda Gagnon", "1953-11-08")
    text = "Robert Gagnon 03/14/1950\nGuarantor\nLinda Gagnon 11/08/1953"
    pages = (PageFacts(1, PageKind.FACE_SHEET, one, text=text), PageFacts(2, NOTE, one), PageFacts(3, FORM, other))
    assert packets(pages, same_person) == Packets(((1, 2), (3,)))


def test_a_counter_that_runs_through_two_patients_pages_counts_the_fax_and_continues_nobody() -> None:
    one, other = mark("Ada Roy", "1940-03-12"), mark("Leo Marchetti", "1968-11-15")
    pages = [
        PageFacts(1, FORM, one, text="Page 1 of 5"),
        PageFacts(2, FORM, other, text="Page 2 of 5", continues=True),
        PageFacts(3, PageKind.LAB_REPORT, text="Page 3 of 5", continues=True, begins=True),
        PageFacts(4, NOTE, one, text="Page 4 of 5", continues=True),
        PageFacts(5, NOTE, other, text="Page 5 of 5", continues=True),
    ]
    assert packets(pages, same_person) == Packets(((1, 4), (2, 5)), (3,))


def test_two_names_each_clear_on_two_pages_are_two_patients_though_only_one_gives_a_birth_date() -> None:
    flora, floyd = mark("Flora Stone", "1951-04-20"), mark("Floyd K Stone")
    found = grouped((LETTER, flora), (FORM, floyd), (MRI, flora), (NOTE, floyd))
    assert found == Packets(((1, 3), (2, 4)))


def test_a_name_misread_alike_on_two_pages_does_not_split_a_patient() -> None:
    harriet = mark("Harriet Bolduc", "1938-06-06")
    found = grouped((FORM, harriet), (NOTE, mark("Harnet Bolduc")), (NOTE, mark("Harnet Bolduc")), (MRI, harriet))
    assert found == Packets(((1, 2, 3, 4),))


def test_a_name_that_lost_its_first_letters_is_given_to_the_only_one_it_can_be() -> None:
    agnes, delia = mark("Agnes Bianchi", "1942-11-10"), mark("Delia A Lussier", "1942-12-20")
    found = grouped((FORM, agnes), (FORM, delia), (NOTE, delia), (CARD, mark("nes Bianchi")))
    assert found == Packets(((1, 4), (2, 3)))


def test_a_name_without_junior_and_a_generation_older_is_the_fathers() -> None:
    younger = mark("Paul Roy Jr", "1980-05-06")
    assert grouped((FORM, younger), (LETTER, mark("Paul Roy")), (NOTE, mark("Paul Roy", "1950-01-01"))) == Packets(
        ((1,), (2, 3))
    )
    slip = mark("Paul Roy", "1950-05-06")
    assert grouped((FORM, younger), (NOTE, slip), (NOTE, younger)) == Packets(((1, 2, 3),))


def test_a_name_on_the_cover_that_lists_all_makes_nobody_of_another_birth_date() -> None:
    born = PatientMark(birth_date="1964-07-21", confidence=0.9)
    pages = [
        PageFacts(1, PageKind.COVER_SHEET, born, text="Referrals for Luis Marchetti and Zoe J Savoie"),
        PageFacts(2, FORM, PatientMark("Zoe J Savoie", confidence=0.65)),
        PageFacts(3, NOTE, PatientMark("Savoie", "1951-03-05", 0.98)),
        PageFacts(4, MRI, born),
    ]
    found = packets(pages, same_person)
    assert not any({2, 4} <= set(packet) for packet in found.packets)

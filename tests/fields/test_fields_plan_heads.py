"""Plans that no label asks for: the head of a member's card, and blocks of insurance by number."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.referral import Candidate

CARD, FACE, FORM = PageKind.INSURANCE_CARD, PageKind.FACE_SHEET, PageKind.REFERRAL_FORM
SURE, HELD_BELOW = 0.8, 0.75


def found(text: str, kind: PageKind, field: str = "coverage.payer") -> list[Candidate]:
    return [one for one in gather(packet(sheet(text, kind))) if one.field == field and one.value]


@pytest.mark.parametrize(
    ("head", "plan"),
    [
        ("Tufts Medicare Preferred\nHMO Prime", "Tufts Medicare Preferred"),
        ("Copy of card\nAetna Choice POS II      Open Access", "Aetna Choice POS II"),
        ("front of card, A. Fox\nBlue Cross Blue Shield of Maine", "Blue Cross Blue Shield of Maine"),
        ("PPO\nHarvard Pilgrim Elevate", "Harvard Pilgrim Elevate"),
    ],
)
@pytest.mark.parametrize(
    "member", ["MEMBER   ANN FOX\nID   QRX 71 206 338", "Member ID: QRX71206338\nName: Ann Fox"]
)
def test_a_card_names_its_plan_over_the_member(head: str, plan: str, member: str) -> None:
    card = f"{head}\n{member}\nGROUP   H5500\nRxBIN 000000   PCP visit $0\nMember services 866-555-0100"
    (one,) = found(card, CARD)
    assert one.value == plan
    assert one.confidence > SURE


def test_the_head_of_a_card_of_an_unknown_plan_is_held() -> None:
    (one,) = found("Larch Valley Choice\nHealth plan, HMO\nMember ID: QRX71206338\nName: Ann Fox", CARD)
    assert one.value == "Larch Valley Choice"
    assert one.confidence < HELD_BELOW


def test_a_card_of_which_no_plan_can_be_told_names_none() -> None:
    assert not found("Card copy, A. Fox\nMember ID: QRX71206338\nRxBIN 000000", CARD)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("INSURANCE 1", "INSURANCE 2"),
        ("Insurance #1", "Insurance #2"),
        ("COVERAGE I", "COVERAGE II"),
        ("Policy 1", "Policy 2"),
        ("Plan One", "Plan Two"),
        ("PRIMARY INSURANCE", "SECONDARY INSURANCE"),
    ],
)
@pytest.mark.parametrize("number", ["Identification", "ID", "Number", "Subscriber no"])
def test_a_numbered_insurance_heads_its_block_and_the_second_is_not_the_first(
    first: str, second: str, number: str
) -> None:
    face = f"""\
Northfield Family Care      Patient demographics
PATIENT
Legal name            Ann Fox
Date of birth         08/20/1954
IN CASE OF EMERGENCY
Name                  Bo Fox, husband
Telephone             603-232-7988
{first}
Carrier               Wellcare Dual Access HMO
{number}              3306 1842 75
{second}
Carrier               Aflac
{number}              9988 7766 55
PROVIDER
NPI                   1571048838"""
    assert {one.value for one in found(face, FACE)} == {"Wellcare Dual Access HMO"}
    assert {one.value for one in found(face, FACE, "coverage.member_id")} == {"3306184275"}


@pytest.mark.parametrize("specialty", ["Primary care", "Family practice", "Internal medicine"])
def test_what_a_clinician_does_is_no_name_of_a_practice(specialty: str) -> None:
    page = f"""\
Elm Street Doctors
PATIENT
Name         Ann Fox
PROVIDER
{specialty}       Ruth Whittier, NP
NPI       1571048838"""
    assert specialty not in {one.value for one in found(page, FACE, "referrer.practice")}


@pytest.mark.parametrize("name", ["Ferry Hill Chiropractic", "Alder House Calls", "Notch Podiatry"])
def test_practices_of_all_trades_are_known_in_their_letterheads(name: str) -> None:
    letter = f"{name}\n4 Mill Yard, Concord NH\n603-555-0140\n\nDear Dr. Kramer:\nPlease see Ann Fox.\nR. Low"
    assert name in {one.value for one in found(letter, PageKind.REFERRAL_LETTER, "referrer.practice")}

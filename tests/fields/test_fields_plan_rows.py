"""The rows of a plan on a slip: its name beside its label, its number behind "No.", the second plan under it."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.referral import Candidate

FORM, FACE = PageKind.REFERRAL_FORM, PageKind.FACE_SHEET


def read(drawing: str, kind: PageKind = FORM) -> list[Candidate]:
    return gather(packet(sheet(drawing, kind)))


@pytest.mark.parametrize("short", ["No.", "#", "Nr.", "ID", "Number"])
def test_a_number_in_the_row_of_the_plan_is_the_members(short: str) -> None:
    found = read(f"Patient     Ann Fox\nInsurance   Aetna      {short} W55 6617 345\nPlease do   nerve block")
    assert values(found, "coverage.member_id")[:1] == ["W556617345"]


@pytest.mark.parametrize(
    "row",
    [
        "Insurance   Aetna      No. of visits 12",
        "Insurance   Aetna      No. 603-555-0111",
        "Diagnosis   Sciatica      No. 55661734",
        "Insurance   Aetna      No. 55661734\nMember ID   W556617345",
    ],
)
def test_what_else_is_numbered_is_not(row: str) -> None:
    assert set(values(read(f"Patient     Ann Fox\n{row}"), "coverage.member_id")) <= {"W556617345"}


SLIP = """
Patient        Ann Fox

{label}      {answer}
Attention      Harold Birch, Salem
Please do      nerve block
"""


@pytest.mark.parametrize(
    ("label", "answer", "field", "value"),
    [
        ("Insurance", "Harvard Pilgrim", "coverage.payer", "Harvard Pilgrim"),
        ("Allergies", "codeine", "patient.allergies", ("codeine",)),
        ("Drugs    ", "torsemide", "patient.medications", ("torsemide",)),
    ],
)
def test_what_can_only_be_an_answer_heads_no_column(label: str, answer: str, field: str, value: object) -> None:
    drawing = SLIP.format(label=label, answer=answer).replace("Attention", "To Doctr ")
    assert values(read(drawing), field)[:1] == [value]


def test_the_second_plan_of_a_registration_is_not_the_payer() -> None:
    found = read(
        """
        INSURANCE
        Primary     Medicare               Number     1EG4-TE5-MK73
        Second      AARP Supplement Plan   Number     331907745-11
        """,
        FACE,
    )
    assert set(values(found, "coverage.payer")) == {"Medicare"}
    assert set(values(found, "coverage.member_id")) == {"1EG4TE5MK73"}


CARD = """
Harvard Pilgrim Health Care
Member: ANN FOX
Member ID: HPX 44821 90
Plan: {plan}
RxBIN 610011
Member Services 1-800-555-0139
"""


@pytest.mark.parametrize("plan", ["Choice Plus (PPO)", "Elevate HMO", "Silver 2500"])
def test_the_plan_of_a_card_is_a_product_of_the_insurer_in_its_head(plan: str) -> None:
    found = values(read(CARD.format(plan=plan), PageKind.INSURANCE_CARD), "coverage.payer")
    assert found[:1] == ["Harvard Pilgrim Health Care"]


def test_a_plan_that_names_its_insurer_stays_the_payer() -> None:
    found = values(read(CARD.format(plan="Anthem Blue Choice"), PageKind.INSURANCE_CARD), "coverage.payer")
    assert found[:1] == ["Anthem Blue Choice"]


@pytest.mark.parametrize(
    "row",
    [
        "Referral no.: VA0012345678    Authorized: 10/28/2026 - 04/26/2027",
        "Referral Number......: VA0012345678",
        "Referral Number (authorization)   VA0012345678",
        "Referral ID   VA0012345678",
    ],
)
def test_a_referral_number_of_the_veterans_affairs_is_the_authorization(row: str) -> None:
    found = values(read(f"COMMUNITY CARE REFERRAL\nVeteran: FOX, ANN\n{row}"), "coverage.authorization_number")
    assert found[:1] == ["VA0012345678"]


def test_another_referral_number_authorizes_nothing() -> None:
    found = values(read("Patient: FOX, ANN\nReferral no.: 4471902"), "coverage.authorization_number")
    assert found == []


@pytest.mark.parametrize(
    "label", ["Payer 2", "Insurance #2", "Payor/Plan 2", "Carrier (2)", "Payer II", "Health plan 2"]
)
def test_a_plan_numbered_as_the_second_does_not_pay_first(label: str) -> None:
    form = f"Payer: Aetna\nMember ID: W221940873\n{label}: Zeta Mutual\nMember ID: 88112233\n"
    found = gather(packet(sheet(form)))
    assert values(found, "coverage.payer") == ["Aetna"]
    assert "88112233" not in values(found, "coverage.member_id")


def test_the_plans_of_a_numbered_list_are_told_apart_by_their_numbers() -> None:
    form = """
Coverages
1. Payor/Plan    Medicare Part A and B Subscriber ID    1EG4-TE5-MK73
2. Payor/Plan    none on file Auth required             No
"""
    found = gather(packet(sheet(form)))
    assert set(values(found, "coverage.payer")) == {"Medicare Part A and B"}
    assert values(found, "coverage.member_id")[0] == "1EG4TE5MK73"


def test_the_second_question_of_a_form_may_be_who_pays() -> None:
    assert values(gather(packet(sheet("1. Reason: kyphoplasty\n2. Payer: Aetna"))), "coverage.payer") == ["Aetna"]

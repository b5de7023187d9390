"""Who insures the patient and under what number, as sentences of letters and of forms tell it."""

from __future__ import annotations

from datetime import date

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.prose.facts import facts
from faxpipe.referral import Value

LETTER, REFERENCE = PageKind.REFERRAL_LETTER, date(2026, 11, 17)


def values(text: str, field: str) -> list[Value | None]:
    read = facts([(printed(text), LETTER)], reference=REFERENCE)
    return [c.value for c in read if c.field == field]


@pytest.mark.parametrize(
    ("text", "payer", "number"),
    [
        ("Her insurance is TUFTS NAVIGATOR and the number on the card is N5512098", "Tufts Navigator", "N5512098"),
        (
            "She is insured with Aetna Choice under number W2281 90447 and lives alone.",
            "Aetna Choice",
            "W228190447",
        ),
        ("He is covered by Harvard Pilgrim with member number HP1234567.", "Harvard Pilgrim", "HP1234567"),
        ("Her insurer is Tufts Health Plan and her ID is N12345678.", "Tufts Health Plan", "N12345678"),
        ("His coverage is through Humana, identification number H40-771-220.", "Humana", "H40771220"),
        ("Insurance is Anthem (ID YGB771204455).", "Anthem", "YGB771204455"),
        (
            "Insured by Blue Cross and Blue Shield of NH, policy YGB123456789.",
            "Blue Cross and Blue Shield of NH",
            "YGB123456789",
        ),
        ("The insurance company is Cigna; the number on her insurance card reads U4471902.", "Cigna", "U4471902"),
    ],
)
def test_a_sentence_tells_the_payer_and_the_number_on_the_card(text: str, payer: str, number: str) -> None:
    assert values(text, "coverage.payer") == [payer]
    assert values(text, "coverage.member_id") == [number]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FALLON SELECT and the number on the card", "Fallon Select"),
        ("Aetna under number", "Aetna"),
        ("Cigna with a member number", "Cigna"),
        ("Mass General Brigham, whose policy", "Mass General Brigham"),
        ("Blue Cross and Blue Shield Member", "Blue Cross and Blue Shield"),
        ("Mutual of Omaha", "Mutual of Omaha"),
    ],
)
def test_the_name_of_a_payer_ends_where_its_number_is_told_of(text: str, name: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "text",
    [
        "Her insurance card number is attached, 3 pages.",
        "Please call our number 603-555-0142 about the plan.",
        "She takes number 3 of 12 visits under this policy.",
    ],
)
def test_a_number_of_something_else_is_no_members(text: str) -> None:
    assert values(text, "coverage.member_id") == []


def test_a_second_plan_is_not_the_one_that_is_asked_for() -> None:
    assert values("Secondary insurance is through Aetna, policy W22819044.", "coverage.member_id") == []

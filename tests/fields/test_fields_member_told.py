"""The plan and the member's number amid other words, and beside numbers that are the chart's."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import Box, PageKind
from faxpipe.fields.extract import extract
from faxpipe.fields.resolution.member_told import plan_and_number
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue

LETTER, NOTE = PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE
PAYER, MEMBER = "coverage.payer", "coverage.member_id"


def read(text: str, kind: PageKind = NOTE) -> dict[str, FieldValue]:
    return {value.field: value for value in extract(packet(sheet(text, kind)))}


def test_the_subscribers_number_is_the_members_and_not_the_charts() -> None:
    values = read("Patient: Fox, Ann   DOB: 01/30/1949\nPayer: Cigna   Pt ID: 330921   Subscriber: YRQ664M19072")
    assert (values[PAYER].value, values[MEMBER].value) == ("Cigna", "YRQ664M19072")


def test_an_id_in_the_patients_row_gives_way_to_the_insurances() -> None:
    values = read("Patient: Fox, Ann   ID# 220417   DOB: 01/30/1949\nInsurance # : HPQ88123407")
    assert (values[MEMBER].value, values[MEMBER].status) == ("HPQ88123407", FieldStatus.FOUND)


def test_the_number_of_a_chart_alone_is_held() -> None:
    value = read("Patient: Fox, Ann   DOB: 01/30/1949\nInsurance: Cigna   Patient ID: 33092144")[MEMBER]
    assert value.status is not FieldStatus.FOUND


@pytest.mark.parametrize(
    ("text", "plan", "number"),
    [
        ("Has MassHealth, 100447719283. She cannot stand for long.", "MassHealth", "100447719283"),
        ("Ann Fox 01/30/1949 603-555-0127 Anthem BCBS YRP882914470", "Anthem BCBS", "YRP882914470"),
    ],
)
def test_a_plan_amid_other_words_and_the_number_behind_it_are_not_missing(
    text: str, plan: str, number: str
) -> None:
    values = read(f"Dear Dr. Kramer,\n{text}\nPlease see her for back pain.", LETTER)
    assert (values[PAYER].value, values[MEMBER].value) == (plan, number)


def test_a_plans_name_goes_on_in_the_next_line() -> None:
    text = "I am sending you Ann Fox, who has had pain for a year and more. Blue Cross Blue Shield of\n"
    value = read(f"Dear Dr. Kramer,\n{text}Massachusetts, ID XXP902117745, is her plan.", LETTER)[PAYER]
    assert value.value == "Blue Cross Blue Shield of Massachusetts"


def test_heads_of_columns_name_no_plan() -> None:
    value = read("Patient: Ann Fox\nPayer: Sponsor Code")[PAYER]
    assert value.value is None


def test_a_known_plan_and_the_number_of_a_card_beside_it_prove_one_another() -> None:
    values = read(
        "Ann Fox 01/30/1949 603-555-0127 Anthem BCBS YRP882914470\nPlease see her for back pain.", LETTER
    )
    assert (values[PAYER].status, values[MEMBER].status) == (FieldStatus.FOUND, FieldStatus.FOUND)


@pytest.mark.parametrize(
    ("plan", "number", "sure", "raised"),
    [
        ("Medicare", "1EG4TE5MK72", 0.72, True),
        ("Medicare", "1EG4TE5MK72", 0.4, False),
        ("Medicare", "YRQ664M19072", 0.72, False),
        ("Medicaid", "1EG4TE5MK72", 0.72, False),
    ],
)
def test_a_number_built_as_medicares_vouches_for_a_plan_nearly_read(
    plan: str, number: str, sure: float, raised: bool
) -> None:
    box = Box(0.2, 0.2, 0.3, 0.21)
    payer = Candidate(PAYER, plan, plan, 1, box, sure, "tick")
    member = Candidate(MEMBER, number, number, 1, box, 0.95, "label", Check.PASSED)
    told = plan_and_number(packet(sheet("Payer")), [payer, member])
    assert (next(c.confidence for c in told if c.field == PAYER) > sure) is raised

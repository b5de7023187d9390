from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract
from faxpipe.referral import FieldStatus, FieldValue

FORM = """
Referral form
Patient name: Ilse Quist          DOB: 03/14/1948
Reason for referral: kyphoplasty evaluation
"""
BILINGUAL = """
MEDICARE HEALTH INSURANCE

Name/Nombre
ILSE QUIST

Medicare Number/Número de Medicare
1EG4-TE5-MK73

Entitled to/Con derecho a          Coverage starts/Cobertura empieza
HOSPITAL (PART A)                  03-01-2013
"""
OLD = """
MEDICARE         HEALTH INSURANCE
NAME OF BENEFICIARY
ILSE QUIST
1EG4-TE5-MK73    FEMALE
HOSPITAL (PART A)     03-01-2013
"""
ADVANTAGE = """
Bluestone Medicare Advantage (HMO)
Member: ILSE QUIST
ID: QX4471203988
Rx BIN 610502
"""


def told(card: str) -> dict[str, FieldValue]:
    pages = sheet(FORM), sheet(card, PageKind.INSURANCE_CARD, 2)
    return {value.field: value for value in extract(packet(*pages))}


@pytest.mark.parametrize("card", [BILINGUAL, BILINGUAL.replace("/Nombre", "").replace("ú", "u"), OLD])
def test_medicares_own_card_tells_plan_and_number_whatever_its_labels_say(card: str) -> None:
    values = told(card)
    assert (values["coverage.payer"].status, values["coverage.payer"].value) == (FieldStatus.FOUND, "Medicare")
    number = values["coverage.member_id"]
    assert (number.status, number.value) == (FieldStatus.FOUND, "1EG4TE5MK73")


def test_the_card_of_a_plan_in_medicares_place_is_not_medicares() -> None:
    values = told(ADVANTAGE)
    assert values["coverage.payer"].value != "Medicare"
    assert values["coverage.member_id"].value == "QX4471203988"

"""A label that asks for the telephone and the fax, in every order and wording."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.fields.extract import gather

HEAD = """REFERRAL ORDER

Patient name        Odile Fairbanks
Date of birth       03/04/1950
Diagnosis           lumbar radiculopathy

Ordering provider: Ann Fox, MD
"""


@pytest.mark.parametrize(
    "line",
    [
        "Phone / Fax: 603-555-0142 / 603-555-0143",
        "Phone/Fax: 603-555-0142/603-555-0143",
        "Office phone/fax: 603-555-0142 / 555-0143",
        "Tel / Fax: 603-555-0142 / 555-0143",
        "Phone & Fax: (603) 555-0142, 555-0143",
        "Phone and fax: 603.555.0142 and 603.555.0143",
        "Fax / Phone: 603-555-0143 / 603-555-0142",
    ],
)
def test_the_numbers_stand_in_the_order_in_which_their_label_names_them(line: str) -> None:
    found = gather(packet(sheet(HEAD + line)))
    assert set(values(found, "referrer.phone")) == {"603-555-0142"}
    assert set(values(found, "referrer.fax")) == {"603-555-0143"}


def test_a_head_over_both_numbers_asks_for_both() -> None:
    table = """
ORDERING PROVIDER   NPI          OFFICE PHONE / FAX
ANN FOX MD          1234567893   603 555-0142 / 555-0143"""
    found = gather(packet(sheet(HEAD.rpartition("Ordering")[0] + table)))
    assert values(found, "referrer.phone")[:1] == ["603-555-0142"]
    assert values(found, "referrer.fax")[:1] == ["603-555-0143"]


def test_a_lone_number_is_the_first_that_the_label_names() -> None:
    found = gather(packet(sheet(HEAD + "Phone / Fax: 603-555-0142")))
    assert (values(found, "referrer.phone"), values(found, "referrer.fax")) == (["603-555-0142"], [])


def test_our_own_numbers_under_such_a_label_are_nobody_elses() -> None:
    found = gather(packet(sheet("TO: Pain Management   PHONE / FAX: 603 681-3140 / 681-3154\n" + HEAD)))
    assert values(found, "referrer.phone") == values(found, "referrer.fax") == []

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.payers import find_payer

MIXED = """
---------------------------------------------------------

                     CURRENT MEDICATIONS
   metoprolol, coumadin
---------------------------------------------------------

                         ALLERGIES
   sulfa
---------------------------------------------------------

Carla Ruiz MD          1234567893      603-555-0123      08/13/2026
Requesting clinician   NPI             Office phone      Date
"""


def test_headings_over_ruled_answers_are_no_captions_though_others_of_the_page_are() -> None:
    candidates = gather(packet(sheet(MIXED)))
    assert values(candidates, "patient.medications")[0] == ("metoprolol", "coumadin")
    assert values(candidates, "patient.allergies")[0] == ("sulfa",)


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("is Blue Cross, card to follow.", "Blue Cross"),
        ("Cigna (card attached)", "Cigna"),
        ("is with Aetna PPO", "Aetna PPO"),
        ("Isomer Health", "Isomer Health"),
    ],
)
def test_what_is_said_around_a_payer_is_none_of_its_name(text: str, payer: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert found.value == payer

"""Captions that ask for two things at once, and the number that follows a plan's name in its cell."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.labels.book import label_book
from faxpipe.schema import load_schema

FORM = PageKind.REFERRAL_FORM


@pytest.mark.parametrize(
    ("caption", "answer", "told"),
    [
        (
            "Doctor / NPI",
            "Ruth Whittier, MD 1234567893",
            {"referrer.name": "Ruth Whittier", "referrer.npi": "1234567893"},
        ),
        ("Ordering provider & NPI", "Ruth Whittier, MD 1234567893", {"referrer.npi": "1234567893"}),
        (
            "Name / DOB",
            "Ann Y. Fox  02/02/1945",
            {"patient.name": "Ann Y. Fox", "patient.birth_date": "1945-02-02"},
        ),
        ("Plan / Policy number", "Aetna PPO W2219 40873", {"coverage.payer": "Aetna PPO"}),
        ("Insurance / Member ID", "Wellcare HMO 3306 1842 75", {"coverage.member_id": "3306184275"}),
        ("Service / CPT", "Kyphoplasty T9, 22513", {"order.cpt": ("22513",)}),
        ("DOB / Sex", "02/02/1945  Female", {"patient.birth_date": "1945-02-02", "patient.sex": "female"}),
    ],
)
@pytest.mark.parametrize("between", ["         ", ": "])
def test_labels_joined_in_one_caption_are_both_asked(
    caption: str, answer: str, told: dict[str, object], between: str
) -> None:
    found = gather(packet(sheet(f"Referral form\nPatient\n{caption}{between}{answer}\nAllergies: none", FORM)))
    for field, value in told.items():
        assert value in values(found, field)


@pytest.mark.parametrize("caption", ["provider / physician", "medications / allergies", "sex / age"])
def test_labels_whose_answers_look_alike_are_not_joined(caption: str) -> None:
    assert not label_book(load_schema()).entries.get(caption)
    assert label_book(load_schema()).lookup(caption) != caption


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Aetna PPO W2219 40873", "Aetna PPO"),
        ("Wellcare HMO 3306 1842 75", "Wellcare HMO"),
        ("Blue Cross XXM 904 417 62", "Blue Cross"),
        ("Harvard Pilgrim, HP 0092 2217-01", "Harvard Pilgrim"),
        ("Anthem Blue 65 Plan G", "Anthem Blue 65 Plan G"),
        ("Tufts 2000 HMO", "Tufts 2000 HMO"),
        ("VA Community Care Network Region 1 (Optum)", "VA Community Care Network Region 1 (Optum)"),
    ],
)
def test_the_number_in_groups_behind_a_plan_is_no_part_of_its_name(text: str, plan: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert found.value == plan


@pytest.mark.parametrize("way", ["HMO", "PPO plan", "HMO-POS"])
def test_how_a_plan_works_names_none(way: str) -> None:
    assert find_payer(way) is None

"""Invented people have numbers of the right shape and days in the right order."""

from __future__ import annotations

import random
import re

import pytest

from faxpipe.lab.cases import Case, make_case
from faxpipe.lab.clinic import CANCERS, COMPLAINTS, FRACTURES
from faxpipe.lab.people import OURS, make_mbi, make_npi, make_phone, npi_check_digit

MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d\d"
)
CASES = [make_case(random.Random(f"people/{number}")) for number in range(150)]


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert npi_check_digit("123456789") == "3"


def test_npis_and_medicare_identifiers_have_the_right_shape() -> None:
    rng = random.Random(1)
    for _ in range(200):
        npi = make_npi(rng)
        assert re.fullmatch(r"[12]\d{9}", npi)
        assert npi_check_digit(npi[:9]) == npi[9]
        assert MBI.fullmatch(make_mbi(rng))


def test_phones_can_be_dialled_and_are_never_the_clinics_own() -> None:
    rng = random.Random(2)
    phones = {make_phone(rng) for _ in range(3000)}
    assert not phones & OURS
    assert all(re.fullmatch(r"[2-9]\d\d-[2-9]\d\d-\d{4}", phone) for phone in phones)
    assert not [phone for phone in phones if phone[4:7] == "555" or phone[5:7] == "11"]


@pytest.mark.parametrize("case", CASES[:60], ids=range(60))
def test_days_follow_each_other(case: Case) -> None:
    assert case.born < case.onset <= case.imaged <= case.ordered <= case.sent.date()


@pytest.mark.filterwarnings("ignore:.*_text is deprecated:DeprecationWarning")
def test_every_code_is_in_the_real_table() -> None:
    import simple_icd_10_cm  # noqa: PLC0415 - its import warns, and takes a second

    diagnoses = [*FRACTURES, *CANCERS, *(complaint.diagnosis for complaint in COMPLAINTS)]
    codes = {code for diagnosis in diagnoses for code in diagnosis.codes}
    assert not [code for code in codes if not simple_icd_10_cm.is_valid_item(code)]


def test_a_case_knows_nothing_of_what_its_sender_forgot() -> None:
    rng = random.Random(3)
    assert len(make_case(rng, forget=0).facts) > len(make_case(rng, pathway="pain", forget=5).facts)


def test_names_are_of_many_kinds() -> None:
    names = " ".join(case.text("patient.name") + "|" for case in CASES)
    for mark in ("'", "-", ". ", " De ", "é", "Jr."):
        assert mark in names, mark


def test_a_blood_thinner_on_the_list_is_the_answer_about_blood_thinners() -> None:
    for case in CASES:
        if case.thinners and case.has("treatment.anticoagulants"):
            assert case.facts["treatment.anticoagulants"] == case.thinners

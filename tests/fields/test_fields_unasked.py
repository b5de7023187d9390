"""Answers that stand where they belong without a label."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.referral import Candidate

LETTER, FORM, COVER = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.COVER_SHEET
HEAD = """
Oak Hill Family Practice
7 Northern Blvd, Amherst NH 03031   tel 603-555-0145   fax 603-555-0199

11/19/2026
To: Pain Management, Northeast Rehab
"""


def read(drawing: str, kind: PageKind = LETTER) -> list[Candidate]:
    return gather(packet(sheet(HEAD + drawing, kind)))


@pytest.mark.parametrize(
    "line",
    [
        "Re: Ann Fox, DOB 01/30/1974, 603-555-0127",
        "Re: Ann Fox (DOB 1/30/1974) 41 Concord St, Nashua NH 03064 (603) 555-0127",
    ],
)
def test_a_number_beside_the_patients_name_is_the_patients(line: str) -> None:
    found = [c for c in read(line) if c.field == "patient.phone"]
    assert {c.value for c in found} == {"603-555-0127"}
    assert max(c.confidence for c in found) > 0.75


def test_a_number_tagged_as_mobile_is_the_patients() -> None:
    found = read("PATIENT           CONTACT\nAnn Fox           (M) 603-555-0127\nDOB 1/30/1974", FORM)
    assert set(values(found, "patient.phone")) == {"603-555-0127"}


def test_the_number_of_who_answers_for_the_patient_is_held() -> None:
    found = read("Resident: ANN FOX   D.O.B. 05/05/1935\nResponsible party: Bo Fox (son)   Tel 603-555-0127", FORM)
    told = [c for c in found if c.field == "patient.phone" and c.value is not None]
    assert [c.value for c in told] == ["603-555-0127"]
    assert told[0].confidence < 0.75


def test_the_practices_numbers_are_never_the_patients() -> None:
    assert values(read("Re: Ann Fox, DOB 01/30/1974"), "patient.phone") == []


def test_a_number_behind_the_plan_is_the_members() -> None:
    assert "Q773412005" in values(read("Re: Ann Fox\nIns.: Cigna #Q7734120 05"), "coverage.member_id")


def test_a_number_called_medicares_names_the_plan() -> None:
    assert values(read("Pt: Ann Fox\nMRI attached. Medicare # 3AC7-DF1-GW25.", COVER), "coverage.payer") == [
        "Medicare"
    ]
    assert values(read("Pt: Ann Fox\nMRI attached. Number 3AC7-DF1-GW25.", COVER), "coverage.payer") == []


@pytest.mark.parametrize("line", ["/es/ ANN LEE, MD   STAFF PHYSICIAN", "/s/ Ann Lee, APRN 11/13/2026"])
def test_a_name_behind_strokes_is_signed_by_a_machine(line: str) -> None:
    assert values(read(f"Patient: Bo Fox\n{line}", FORM), "referrer.signature")


def test_a_label_above_a_ruled_header_row_is_answered_in_the_next_cell() -> None:
    drawing = """
COVERAGE
Carrier                   Policy #            Group #         Eff. date
Blue Cross PPO            XXP 904 117 826     002371144       01/01/2026
"""
    found = read(drawing, PageKind.FACE_SHEET)
    assert "XXP904117826" in values(found, "coverage.member_id")
    assert "002371144" in values(found, "coverage.group_number")


def test_the_column_of_the_addressee_ends_where_the_patients_row_begins() -> None:
    drawing = """
Referral From:                      Referral To:
Provider: Lee, Ann                  Provider: Kramer, Bennett
NPI: 1234567893                     Specialty: Pain Management

Patient: Fox, Bo       DOB: 12/02/1951      Phone: 603-555-0127
Insurance: Aetna PPO                Subscriber No: 914 662 0381-00
"""
    found = read(drawing, FORM)
    assert "603-555-0127" in values(found, "patient.phone")
    assert "914662038100" in values(found, "coverage.member_id")


def test_a_telephone_left_of_the_patients_column_stays_the_referrers() -> None:
    drawing = """
Ordering Provider                   Patient
ANN LEE, DO                         FOX, Bo (id #88213, dob: 08/30/1979)
40 River Rd                         Sex: F
Bedford, NH 03110                   Home: (603) 555-0118
Phone: (603) 555-0120               88 Chestnut Street, Manchester, NH
"""
    found = read(drawing, FORM)
    assert values(found, "patient.phone") == ["603-555-0118"]
    assert "603-555-0120" in values(found, "referrer.phone")
    assert values(found, "coverage.member_id") == []


def test_a_groups_name_with_its_street_is_no_group_number() -> None:
    found = gather(packet(sheet("Seabrook Neurology Group - 920 Lafayette Rd\nPatient: Ann Fox", FORM)))
    assert values(found, "coverage.group_number") == []


def test_a_fax_whose_word_ends_the_line_before_is_a_fax() -> None:
    found = gather(packet(sheet("Speare Medical Group, Plymouth ph 603-555-0120 fx\n603-555-0150", FORM)))
    assert values(found, "referrer.fax") == ["603-555-0150"]

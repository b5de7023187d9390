"""Values that stand beside no label, and what makes them sure."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.people.signed_name import says_signed
from faxpipe.fields.prose.facts import facts
from faxpipe.fields.unlabelled.stray import stray
from faxpipe.referral import Candidate

LETTER, FORM = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM
SURE = 0.8


def strays(drawing: str, field: str, kind: PageKind = FORM) -> list[Candidate]:
    own = packet(sheet(drawing, kind))
    return [one for one in stray(own, {}) if one.field == field]


@pytest.mark.parametrize(
    "line", ["Lumbar facet arthropathy (M47.816)", "Knee arthritis M17.11", "Postlaminectomy syndrome M96.1"]
)
def test_one_code_of_pain_is_what_the_page_is_about(line: str) -> None:
    (code,) = strays(line, "diagnosis.icd10")
    assert code.confidence > 0.85


def test_many_codes_in_a_row_are_a_choice() -> None:
    codes = strays("M47.816   M54.16   M80.08XA   M48.061", "diagnosis.icd10")
    assert codes
    assert all(one.confidence < SURE for one in codes)


def test_a_code_of_another_organ_beside_no_label_is_held() -> None:
    (code,) = strays("Diabetes mellitus E11.9", "diagnosis.icd10")
    assert code.confidence < SURE


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ("Sent by Bertram Lund, MD   1245319599", True),
        ("National identifier 1245319599", True),
        ("Contact number 1245319599", False),
        ("1 2 4 5 3 1 9 5 9 9 Bertram Lund MD", False),
    ],
)
def test_ten_figures_that_pass_are_the_clinicians_on_whose_line_they_stand(line: str, sure: bool) -> None:
    (npi,) = strays(line, "referrer.npi", LETTER)
    assert (npi.confidence > 0.75) is sure


@pytest.mark.parametrize(
    ("sentence", "sure"),
    [
        ("She has an acute T12 compression fracture.", True),
        ("There is a fracture of the L1 vertebral body.", True),
        ("She broke her back when she fell, a fracture by the film, and the pain sits at about L3.", False),
    ],
)
def test_a_level_named_in_one_breath_with_its_fracture_is_sure(sentence: str, sure: bool) -> None:
    own = sheet(f"Dear Dr. Kramer,\n\n{sentence}\n\nThank you.", LETTER)
    found = [
        c for c in facts([(own.layout, LETTER)], reference=packet(own).reference) if c.field == "fracture.levels"
    ]
    assert [c.confidence > 0.92 for c in found] == [sure]


@pytest.mark.parametrize(
    ("line", "name", "signed"),
    [
        ("Signed by Bertram Lund, MD on 3/4/2026 at 13:02", "Bertram Lund, MD on 3/4/2026 at 13:02", True),
        ("ESIGNED : LUND,BERTRAM MD 3/4/26", "LUND,BERTRAM MD 3/4/26", True),
        ("Authorized by: Bertram Lund MD [electronic]", "Bertram Lund MD", True),
        ("Provider signature: Bertram Lund   Date: 3/4/2026", "Bertram Lund", False),
        ("Provider signature: Bertram Lund", "Bertram Lund", False),
        ("Signature 3/4/2026", "3/4/2026", False),
    ],
)
def test_a_typed_name_signs_where_it_is_said_to_have(line: str, name: str, signed: bool) -> None:
    assert says_signed(line, name) is signed

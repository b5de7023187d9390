"""How printouts and letters word what is asked for."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.referral import Candidate

LETTER, FORM, NOTE = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE


def services(drawing: str, kind: PageKind) -> list[str]:
    found: list[Candidate] = gather(packet(sheet(drawing, kind)))
    return [str(value) for value in values(found, "order.service")]


@pytest.mark.parametrize(
    ("line", "service"),
    [
        (
            "I would appreciate your evaluation of Ms. Fox for lumbar sympathetic blocks.",
            "lumbar sympathetic blocks",
        ),
        ("Could you assess this 70 year old man for cement augmentation of T12?", "cement augmentation of T12"),
        ("Referral request: right L3-4 lumbar RFA, previously done in 2024.", "right L3-4 lumbar RFA"),
        ("Ref to Dr. Kramer, kyphoplasty T12.", "kyphoplasty T12"),
        ("Re: kyphoplasty with biopsy, L4", "kyphoplasty with biopsy, L4"),
        (
            "I am referring Mr. Fox for evaluation of severe low back pain and sciatica.",
            "evaluation of severe low back pain and sciatica",
        ),
    ],
)
def test_a_sentence_that_asks_names_the_service(line: str, service: str) -> None:
    assert services(f"Dear Dr. Kramer,\n\n{line}\n\nThank you for your help with this.", LETTER)[:1] == [service]


def test_an_order_in_words_on_a_form_names_the_service() -> None:
    drawing = "Patient: Ann Fox   DOB: 1/2/1950\n\nRefer to pain mgmt for kyphoplasty L1. Dx: M80.08XA"
    assert "Refer to pain mgmt for kyphoplasty L1" in services(drawing, FORM)


def test_a_label_that_a_narrow_cell_broke_in_two_asks_all_the_same() -> None:
    drawing = """
Class         External
Reason for    Evaluate and treat - balloon kyphoplasty L2
referral
Diagnoses     M80.08XA
"""
    assert "Evaluate and treat - balloon kyphoplasty L2" in services(drawing, FORM)


def test_a_named_service_stands_before_the_name_of_the_department() -> None:
    drawing = """
Order Name          PAIN MANAGEMENT REFERRAL
Notes to provider   Please eval for L4-5 epidural steroid injection
"""
    assert services(drawing, FORM) == ["Please eval for L4-5 epidural steroid injection"]
    assert services("Order Name          PAIN MANAGEMENT REFERRAL", FORM) == ["PAIN MANAGEMENT REFERRAL"]


def test_a_second_insurance_in_its_row_leaves_the_member_number_alone() -> None:
    drawing = """
INSURANCE INFORMATION
Primary: Medicare                        Medicare #: 2GH6-UJ9-KQ47
Secondary: Mutual of Omaha Supplement    ID: 90041-7762
"""
    assert set(values(gather(packet(sheet(drawing, FORM))), "coverage.member_id")) == {"2GH6UJ9KQ47"}

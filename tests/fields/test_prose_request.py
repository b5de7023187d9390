"""The whole wording of what a sentence asks for, and of the diagnosis beside its code."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.prose.facts import facts
from faxpipe.fields.prose.request import bare_request, whole_request

LETTER, FORM = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM


@pytest.mark.parametrize(
    ("text", "named", "whole"),
    [
        ("Please evaluate and treat: kyphoplasty, L2 compression fracture", "kyphoplasty", "all"),
        (
            "NEXT: Urgent outpatient kyphoplasty evaluation, Dr Hill",
            "kyphoplasty evaluation",
            "Urgent outpatient kyphoplasty evaluation",
        ),
        ("Dr Hill (Pain) see for kyphoplasty", "Dr Hill (Pain) see for kyphoplasty", "see for kyphoplasty"),
        (
            "schedule right L4-5 epidural steroid injection",
            "epidural steroid injec",
            "L4-5 epidural steroid injection",
        ),
        ("She had no relief and wants kyphoplasty of T12", "kyphoplasty", "kyphoplasty of T12"),
    ],
)
def test_words_of_asking_and_the_place_belong_to_a_request(text: str, named: str, whole: str) -> None:
    start = text.index(named)
    begin, end = whole_request(text, start, start + len(named))
    assert text[begin:end] == (text if whole == "all" else whole)


@pytest.mark.parametrize(
    ("wording", "bare"),
    [("referral for injection", True), ("consider blocks", True), ("L5 epidural", False), ("kyphoplasty", False)],
)
def test_an_injection_of_what_nobody_says_is_a_bare_request(wording: str, bare: bool) -> None:
    assert bare_request(wording) is bare


def read(text: str, field: str, kind: PageKind = LETTER) -> list[tuple[object, bool]]:
    own = sheet(text, kind)
    found = facts([(own.layout, kind)], reference=packet(own).reference)
    return [(one.value, one.confidence > 0.8) for one in found if one.field == field]


def test_an_order_to_send_somebody_is_read_from_a_form() -> None:
    assert read("Send out to Dr. Hill, NRHN Pain, for kyphoplasty T12.", "order.service", FORM) == [
        ("kyphoplasty T12", True)
    ]


@pytest.mark.parametrize(
    ("line", "wording", "sure"),
    [
        ("Assessment: M54.42 Lumbago with sciatica, left side", "Lumbago with sciatica, left side", True),
        ("She has an L1 compression fracture (M80.08XA) since the fall.", "L1 compression fracture", True),
        ("He is a man with chronic low back pain from facet disease (M47.816).", "chronic low back pain", False),
    ],
)
def test_a_diagnosis_is_sure_beside_its_code(line: str, wording: str, sure: bool) -> None:
    assert read(f"Dear Dr. Hill,\n\n{line}\n\nThank you.", "diagnosis.text") == [(wording, sure)]


@pytest.mark.parametrize(
    ("line", "wording"),
    [
        (
            "She has low back pain of two years due to facet arthropathy without stenosis (M47.816).",
            "facet arthropathy without stenosis",
        ),
        (
            "I see him for his L4-L5 disc herniation with right sciatica (M51.16).",
            "L4-L5 disc herniation with right sciatica",
        ),
        ("She suffers from cervical spondylosis, ICD-10 M47.812.", "cervical spondylosis"),
        (
            "He has a T8 fracture due to steroid osteoporosis (M80.88XA).",
            "T8 fracture due to steroid osteoporosis",
        ),
    ],
)
def test_a_diagnosis_told_before_its_code_is_worded_from_what_leads_to_it(line: str, wording: str) -> None:
    assert read(f"Dear Dr. Hill,\n\n{line}\n\nThank you.", "diagnosis.text")[0][0] == wording


def test_to_whom_and_when_somebody_was_to_be_referred_is_no_part_of_the_service() -> None:
    line = "She was to be referred to you next month for a lumbar epidural steroid injection."
    assert (
        read(f"Dear Dr. Hill,\n\n{line}\n\nThank you.", "order.service")[0][0]
        == "lumbar epidural steroid injection"
    )

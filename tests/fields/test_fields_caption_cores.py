"""Captions that no list holds, told by the words at their core."""

from __future__ import annotations

import pytest

from faxpipe.fields.labels.book import label_book, normal_label
from faxpipe.fields.labels.cores import CORES, core_label, is_caption
from faxpipe.schema import load_schema

BOOK = label_book(load_schema())


def test_every_core_leads_to_a_label_of_the_table() -> None:
    assert {label for *_, label in CORES} <= set(BOOK.entries)


@pytest.mark.parametrize(
    ("caption", "label"),
    [
        ("VETERAN TELEPHONE", "patient phone"),
        ("Resident's daytime phone", "patient phone"),
        ("Claimant's full name", "patient name"),
        ("EDIPI / VA ID", "member id"),
        ("Card / contract no.", "member id"),
        ("Requesting provider signature", "provider signature"),
        ("Signature of the practitioner", "provider signature"),
        ("REASON FOR TRANSFER / CONSULT", "reason for referral"),
        ("Reactions to medicines", "allergies"),
        ("Medicines taken regularly", "medications"),
        ("Worker's birth date", "date of birth"),
        ("Approval number", "authorization number"),
        ("Ordering clinician phone no.", "office phone"),
        ("Call for visit", "call to schedule"),
        ("Contact to book appointment", "call to schedule"),
        ("Appointment contact", "call to schedule"),
    ],
)
def test_an_unlisted_caption_asks_what_its_core_says(caption: str, label: str) -> None:
    assert core_label(normal_label(caption)) == label


@pytest.mark.parametrize(
    "caption",
    [
        "Emergency contact telephone",
        "Nurse signature",
        "Patient signature",
        "Rendering provider NPI",
        "Adjuster phone number",
        "Other insurance carrier",
        "Contrast allergy",
        "Medications tried and failed",
        "Group NPI",
        "Insurance card copies enclosed",
        "Last dose of blood thinner",
        "Pharmacy phone",
        "Call with results",
        "Office to call for visit",
        "Signature",
    ],
)
def test_what_is_asked_of_others_or_otherwise_is_told_by_no_core(caption: str) -> None:
    assert core_label(normal_label(caption)) is None


@pytest.mark.parametrize("text", ["allergic to penicillin", "takes lisinopril and other medications"])
def test_an_answer_is_no_caption(text: str) -> None:
    assert not is_caption(normal_label(text), BOOK.words)


@pytest.mark.parametrize("caption", ["What we will do", "What we do", "What was done", "What we did for it"])
def test_what_the_sender_does_asks_for_no_service(caption: str) -> None:
    assert core_label(caption.lower()) is None


@pytest.mark.parametrize(
    "caption", ["What we request", "What I want done", "Which procedure is wanted", "What do you wish done"]
)
def test_what_the_sender_wants_asks_for_the_service(caption: str) -> None:
    assert core_label(caption.lower()) == "reason for referral"

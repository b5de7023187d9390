"""Whom a patient is sent to is no part of what is asked for."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.fields.extract import extract, gather


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Consult Dr. Cole, pain management: kyphoplasty evaluation L2", "kyphoplasty evaluation L2"),
        ("Refer to Dr. Cole, NRHN Pain Management, Salem: Genicular nerve block.", "Genicular nerve block"),
        ("Genicular nerve block", "Genicular nerve block"),
    ],
)
def test_a_service_begins_behind_whom_it_is_asked_of(written: str, asked: str) -> None:
    form = packet(sheet(f"Patient: Ann Fox     DOB: 3/4/1950\nOrders: {written}\n"))
    assert next(v for v in extract(form, second=False) if v.field == "order.service").value == asked


@pytest.mark.parametrize("label", ["To Service", "From Service", "To Department", "Receiving service"])
def test_the_service_that_a_consult_goes_to_is_not_what_is_asked(label: str) -> None:
    drawing = f"{label}: COMMUNITY PAIN MANAGEMENT\nReason for request: LEFT L4-L5 INJECTION"
    assert values(gather(packet(sheet(drawing))), "order.service") == ["LEFT L4-L5 INJECTION"]


@pytest.mark.parametrize("clinic", ["NRHN Pain Management", "NRHN Pain Clinic, Salem NH"])
def test_our_own_initials_name_no_practice_of_the_sender(clinic: str) -> None:
    form = f"Patient: Ann Fox     DOB: 3/4/1950\nClinician: Bo Reed, MD\nClinic: {clinic}\n"
    assert clinic not in values(gather(packet(sheet(form))), "referrer.practice")


@pytest.mark.parametrize("head", ["Where to", "To whom", "Going to"])
def test_what_stands_under_whom_somebody_goes_to_is_the_recipients(head: str) -> None:
    form = f"""
Who is being referred        {head}
Name     Ann Fox             Clinic    Elm Street Pain Center
Born     3/4/1950            Phone     603-555-0142
"""
    found = gather(packet(sheet(form)))
    assert "Elm Street Pain Center" not in values(found, "referrer.practice")
    assert "603-555-0142" not in values(found, "referrer.phone")

"""Whom a patient is sent to is no part of what is asked for."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.fields.extract import extract


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

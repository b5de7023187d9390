"""What the cover of several patients says of all of them."""

from __future__ import annotations

from datetime import date

import pytest

from faxpipe.document import Page, PageKind
from faxpipe.fields.context import Packet, Recipient, Sheet
from faxpipe.fields.resolution.covering import Cover, left_open, sent_with
from faxpipe.layout import layout
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import load_schema

NAMES = (
    "referrer.name",
    "referrer.npi",
    "referrer.practice",
    "referrer.phone",
    "referrer.fax",
    "order.urgency",
    "order.service",
)
SAID = {
    "referrer.name": "Paul Ames",
    "referrer.npi": "1234567893",
    "referrer.practice": "Elm Street Medical",
    "referrer.phone": "603-555-0140",
    "referrer.fax": "603-555-0141",
    "order.urgency": "urgent",
    "order.service": "Two referrals",
}


def values(told: dict[str, str]) -> tuple[FieldValue, ...]:
    return tuple(
        FieldValue(name, FieldStatus.FOUND if name in told else FieldStatus.MISSING, told.get(name))
        for name in NAMES
    )


def packet(number: int) -> Packet:
    page = Page(number, 1728, 2200)
    sheet = Sheet(page, PageKind.COVER_SHEET, layout(page), ())
    return Packet((sheet,), load_schema(), date(2026, 11, 17), Recipient((), (), (), ""))


def answered(own: dict[str, str], *, of_one: bool = False, page: int = 2) -> dict[str, str]:
    cover = Cover(packet(1), values(SAID), of_one)
    fields = sent_with(cover, values(own), packet(page))
    return {value.field: str(value.value) for value in fields if value.status is not FieldStatus.MISSING}


def test_the_sender_of_all_answers_for_a_patient_whose_own_pages_do_not_say() -> None:
    given = answered({})
    assert given == {name: value for name, value in SAID.items() if name != "order.service"}


def test_a_doctor_whom_only_the_cover_names_is_looked_at() -> None:
    fields = sent_with(Cover(packet(1), values(SAID)), values({}), packet(2))
    held = {value.field for value in fields if value.status is FieldStatus.UNCERTAIN}
    assert held == {"referrer.name"}


def test_what_the_own_pages_say_stands() -> None:
    assert answered({"referrer.npi": "1245319599"})["referrer.npi"] == "1245319599"


def test_another_doctors_npi_is_not_handed_on() -> None:
    given = answered({"referrer.name": "Lena Brook"})
    assert "referrer.npi" not in given
    assert given["referrer.phone"] == "603-555-0140"


def test_another_practice_takes_nothing_but_the_haste() -> None:
    own = {"referrer.practice": "Harbor Orthopedics"}
    assert answered(own) == own | {"order.urgency": "urgent"}


@pytest.mark.parametrize(("phone", "fax"), [("603-555-0140", "603-555-0141"), ("603-555-9999", None)])
def test_the_fax_number_goes_with_the_telephone_of_its_office(phone: str, fax: str | None) -> None:
    assert answered({"referrer.phone": phone}).get("referrer.fax") == fax


def test_a_cover_of_one_patient_gives_the_others_the_numbers_of_its_office_only() -> None:
    assert set(answered({}, of_one=True)) == {"referrer.practice", "referrer.phone", "referrer.fax"}


def test_the_patient_to_whom_the_cover_belongs_has_read_it_already() -> None:
    assert answered({}, page=1) == {}


def test_what_only_a_page_of_nobody_answers_is_held_without_the_value() -> None:
    own = values({"referrer.name": "Ruth Ham"})
    loose = (
        FieldValue("referrer.name", FieldStatus.FOUND, "Paul Ames", page=4),
        FieldValue("referrer.npi", FieldStatus.FOUND, "1234567893", page=4),
        FieldValue("referrer.phone", FieldStatus.MISSING),
    )
    told = {value.field: value for value in left_open(own, loose)}
    assert told["referrer.name"].value == "Ruth Ham"
    assert told["referrer.npi"] == FieldValue(
        "referrer.npi", FieldStatus.UNCERTAIN, page=4, reason="on_loose_page"
    )
    assert told["referrer.phone"].status is FieldStatus.MISSING

"""Paper forms that nobody tuned for: whose section a label stands in, what signs, what a mark means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.context import Sheet, sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.presence import presence
from faxpipe.referral import FieldValue
from faxpipe.schema import load_schema

FORM = PageKind.REFERRAL_FORM


def read(drawing: str, field: str, kind: PageKind = FORM) -> FieldValue:
    fields = extract(packet(sheet(drawing, kind)), second=False)
    return next(value for value in fields if value.field == field)


def scrawled(drawing: str, scrawl: str) -> Sheet:
    """The drawing as a form on which one word was hardly read."""
    drawn = page(drawing)
    words = tuple(replace(word, confidence=0.1) if word.text == scrawl else word for word in drawn.words)
    return sheet_of(replace(drawn, words=words), FORM, load_schema())


RECIPIENT_FIRST = """
Refer to (specialist)
Ridge Spine Center
Current medications: lisinopril, metformin
Allergies: penicillin
Phone: 603-555-0100
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [("patient.medications", ("lisinopril", "metformin")), ("patient.allergies", ("penicillin",))],
)
def test_medicines_are_the_patients_in_whatever_section(field: str, value: tuple[str, ...]) -> None:
    assert read(RECIPIENT_FIRST, field).value == value


def test_a_telephone_in_the_recipients_section_stays_theirs() -> None:
    assert read(RECIPIENT_FIRST, "patient.phone").value is None


CELLS = """
---------------------------------------------
|PROVIDER SIGNATURE   |DATE                 |
|NRAyWWw              |10/02/2026           |
---------------------------------------------
"""


def test_a_scrawl_in_the_cell_of_a_signature_signs() -> None:
    assert values(list(presence(packet(scrawled(CELLS, "NRAyWWw")))), "referrer.signature") == ["present"]


def test_a_cell_with_nothing_under_its_caption_is_not_signed() -> None:
    blank = CELLS.replace("NRAyWWw", "       ")
    assert values(list(presence(packet(sheet(blank, FORM)))), "referrer.signature") == []


def test_words_of_a_practice_under_the_caption_do_not_sign() -> None:
    printed = scrawled(CELLS.replace("NRAyWWw", "Clinic "), "Clinic")
    assert values(list(presence(packet(printed))), "referrer.signature") == []

"""Who refers, where several clinicians are named and no label says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from prose_page import printed

from faxpipe.document import Page, PageKind
from faxpipe.fields.context import Packet, Recipient, Sheet
from faxpipe.fields.people.clinicians import DOUBTED, SURE, clinicians
from faxpipe.fields.prose.text import sentences
from faxpipe.referral import Value
from faxpipe.schema import load_schema

OURS = Recipient(("603-681-3140",), ("Bennett Kramer",), (), "Pain Management")


def referring(text: str) -> list[tuple[Value | None, float]]:
    laid = printed(text)
    said = sentences(laid, PageKind.REFERRAL_LETTER)
    sheet = Sheet(
        laid.page if isinstance(laid.page, Page) else Page(1, 1728, 2200), PageKind.REFERRAL_LETTER, laid, ()
    )
    packet = Packet((replace(sheet, said=said),), load_schema(), date(2026, 11, 17), OURS)
    return [(one.value, one.confidence) for one in clinicians(packet, [])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("His doctor is Carla Stebbins MD at the valley clinic and she wants him seen.", "Carla Stebbins"),
        ("I write on behalf of Dr. Alan Thorpe. cc: Philip Oakes, MD", "Alan Thorpe"),
        ("From Dr. Peter Venn's office. Please see the patient for Dr. Kramer.", "Peter Venn"),
        (
            "Kofi Amand, MD (PGY-1). Reviewed by Miriam Golde, MD, Attending Physician, NPI 1234567893",
            "Miriam Golde",
        ),
    ],
)
def test_the_words_around_a_name_tell_who_refers(text: str, name: str) -> None:
    assert referring(text) == [(name, SURE)]


def test_one_who_is_only_copied_or_consulted_does_not_refer() -> None:
    assert referring("cc: Philip Oakes, MD. Discussed with Dr. Hans Moser.") == []


def test_of_two_with_equal_claims_neither_is_sure() -> None:
    text = "Seen by Prue Natal, PA-C. He was examined by Thomas Garve, MD."
    assert [sure for _, sure in referring(text)] == [DOUBTED]

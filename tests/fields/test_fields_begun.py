"""Medicines that the writer of a letter says to have begun, beside a list on another page."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract

LIST = """
Medicine            Dose             When
Eliquis             2.5 mg           twice daily
bisoprolol          5 mg             morning
senna               8.6 mg           night
"""


def taken(letter: str) -> object:
    pages = (sheet(LIST, PageKind.MEDICATION_LIST, 1), sheet(letter, PageKind.REFERRAL_LETTER, 2))
    fields = extract(packet(*pages), second=False)
    return next(value.value for value in fields if value.field == "patient.medications")


@pytest.mark.parametrize(
    "said",
    [
        "I have begun romosozumab and ordered a scan.",
        "We've started her on romosozumab today.",
        "I have just put her on romosozumab.",
    ],
)
def test_what_the_writer_began_is_taken_beside_the_list(said: str) -> None:
    assert taken(f"Dear Dr. Kramer,\n\nShe fell. {said}\n") == ("eliquis", "bisoprolol", "senna", "romosozumab")


@pytest.mark.parametrize(
    "said",
    [
        "I have not begun romosozumab.",
        "Romosozumab was begun in 2019 elsewhere.",
        "I would begin romosozumab if you agree.",
        "I have started her on Eliquis.",
    ],
)
def test_what_was_not_begun_or_stands_in_the_list_adds_nothing(said: str) -> None:
    assert taken(f"Dear Dr. Kramer,\n\nShe fell. {said}\n") == ("eliquis", "bisoprolol", "senna")

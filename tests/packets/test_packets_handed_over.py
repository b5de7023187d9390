"""Pages of a few lines that hand over papers, and whom a page goes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from faxpipe.document import Page, PageKind
from faxpipe.layout import layout
from faxpipe.packets.kinds import page_kind

Paper = Callable[..., Page]
HEAD = "Alder Brook Medicine\n14 Mill St, Epping NH\nOffice 603-555-0100   Fax 603-555-0101\n\n"


@pytest.mark.parametrize(
    "said",
    [
        "Attn: Dr. Kramer's scheduling desk\n\n"
        "Here is the med list you asked for\non Ann Fox, dob 8/19/1951.\n\nThanks, Jo",
        "FAX To: Dr. Kramer's referral desk, 3 pages\nHi - per your call, here are the insurance card and\n"
        "the med list we left out last week for Ann Fox.\nThanks. Jo, for Dr. Oakes",
        "To: Pain Referral Intake\n\nAttached is the imaging report on Ann Fox, born 8/19/1951.\n\nJo",
        "Attn   Referral Intake, pain clinic\nRe     Ann Fox 8/19/1951\n\n"
        "Forwarding the insurance card as requested.",
    ],
)
def test_a_few_lines_that_hand_over_papers_are_a_cover(said: str, paper: Paper) -> None:
    page = paper(HEAD + said)
    assert page_kind(layout(page), page)[0] is PageKind.COVER_SHEET


def test_a_list_of_medicines_that_says_as_requested_is_still_one(paper: Paper) -> None:
    rows = (
        "Medication list, as requested\n\nAnn Fox   DOB 8/19/1951\n\naspirin 81 mg daily\nlisinopril 10 mg daily\n"
    )
    page = paper(HEAD + rows + "torsemide 20 mg daily\nmetformin 500 mg twice daily\n")
    assert page_kind(layout(page), page)[0] is PageKind.MEDICATION_LIST

"""Notes and letters without the headings that most have: told by what they tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from faxpipe.document import Page, PageKind
from faxpipe.layout import layout
from faxpipe.packets.kinds import page_kinds
from faxpipe.packets.purpose import PageSays, purpose

Paper = Callable[..., Page]

FORM = """\
Referral order form

Patient: Odile Fairbanks        DOB: 03/04/1950
Reason for referral: facet injections
Diagnosis: M47.816              Referring provider: Ruth Whittier, MD
NPI: 1234567893                 Signature: ______"""


def kinds(paper: Paper, *texts: str) -> list[PageKind]:
    pages = [paper(text) for text in texts]
    return [kind for kind, _ in page_kinds([layout(page) for page in pages], pages)]


def test_a_short_page_with_its_own_title_continues_no_form(paper: Paper) -> None:
    note = """\
Office note
Fairbanks, Odile   03/04/1950   seen 11/12/2026
Axial pain for years, 5/10. Plan injections."""
    assert kinds(paper, FORM, note)[1] is PageKind.CLINICAL_NOTE


def test_a_story_and_findings_make_a_note_without_headings(paper: Paper) -> None:
    note = """\
Consultation
Odile Fairbanks, born 4 March 1950, seen 6 November 2026

Mrs. Fairbanks slipped on ice two weeks ago and landed seated. Since then she has
severe lumbar pain when she stands. She uses a brace and takes oxycodone. There is
tenderness at the thoracolumbar junction. Power and reflexes in the legs are normal."""
    assert kinds(paper, FORM, note)[1] is PageKind.CLINICAL_NOTE


def test_a_message_with_a_greeting_and_thanks_is_a_letter_though_it_has_from_and_to(paper: Paper) -> None:
    message = """\
From: Whitefield Spine
To: Pain Management
Subject: New patient

Hello,

We would like to refer Odile Fairbanks, who has had thoracic pain for a year that no
treatment has helped, for evaluation and injections. She takes ibuprofen as needed and
she is allergic to sulfa drugs. Please call us with the day of the appointment.

Thank you,
Ruth Whittier, DC"""
    assert kinds(paper, message) == [PageKind.REFERRAL_LETTER]


def test_an_answer_about_eligibility_is_no_referral() -> None:
    lines = (
        "Eligibility & Benefits Verification",
        "Information Receiver: Northeast Rehabilitation",
        "Member ID: S77120934   DOB: 03/30/1968",
        "Coverage status: Active Coverage",
        "Service  Network  Copay  Deductible remaining",
        "This is not a guarantee of payment.",
    )
    assert not purpose([PageSays(PageKind.INSURANCE_CARD, 0.9, lines)]).referral


@pytest.mark.parametrize(
    "title", ["MEDICATION ADMINISTRATION RECORD", "MAR", "Medication Administration 10/1 - 10/7"]
)
def test_what_nurses_gave_day_by_day_is_a_list_of_medicines_and_no_note(
    paper: Callable[[str], Page], title: str
) -> None:
    drawing = f"""\
{title}
ROE, JANE   DOB 03/04/1951   Rm 12A   Allergies: SULFA
Order                                     Hour    1    2    3    4
APIXABAN 5 mg tab by mouth twice daily    9/21    AB   CD   AB   CD
LISINOPRIL 10 mg tablet by mouth daily    9       AB   CD   AB   CD
SENNA 8.6 mg tablet by mouth daily        9       AB   CD   AB   CD
Nurse initials: AB = Ann Bell RN   CD = Cal Dow LPN
P = refused   H = held, see back
"""
    page = paper(drawing)
    assert page_kinds([layout(page)], [page])[0][0] is PageKind.MEDICATION_LIST

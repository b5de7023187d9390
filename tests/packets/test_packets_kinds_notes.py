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


def test_a_note_with_a_report_copied_beneath_it_stays_a_note(paper: Paper) -> None:
    note = """\
Ferryside Occupational Medicine      Recheck visit 11/12/2026
Odile Fairbanks, b. 03/04/1950
Interval history: Twisted under a falling crate. Low back pain into the left calf, 6 of 10
by afternoon. Eight visits of physical therapy helped some.
Takes: meloxicam 15 mg daily. Drug allergies: none known.
Findings: Left straight leg raise positive. Strength 5/5, sensation equal.
Plan: Injection referral. Return in four weeks.

Copy of report: Bluff Point Open MRI
FAIRBANKS ODILE  03/04/1950  MRI L-SPINE W/O  done 11/02/2026
Findings: L5-S1 protrusion displaces the left S1 root. Other discs preserved.
Impression: L5-S1 protrusion with root contact.
Read by S. Rowe MD"""
    assert kinds(paper, FORM, note)[1] is PageKind.CLINICAL_NOTE


def test_a_report_that_begins_with_its_history_stays_a_report(paper: Paper) -> None:
    report = """\
Bluff Point Open MRI
Patient: Odile Fairbanks      DOB: 03/04/1950
Ordered by: Ruth Whittier, MD
History: Fell from a ladder, low back pain for two weeks, tender.
Technique: Sagittal STIR.
Comparison: none.
MRI LUMBAR SPINE WITHOUT CONTRAST
Findings: L2 has lost a third of its height with marrow edema.
Impression: Acute L2 fracture."""
    assert kinds(paper, FORM, report)[1] is PageKind.IMAGING_REPORT


def test_drugs_as_of_a_day_are_a_list_under_the_head_of_an_office(paper: Paper) -> None:
    drugs = """\
Bluff Point Family Doctors     telephone 603.555.0130
14 Shore Way, Exeter, NH 03833     telefax 603.555.0141
Current drugs as of 10/30/2026
Odile Fairbanks, 03/04/1950
1. Warfarin 3 mg, evening
2. Digoxin 0.125 mg, morning
3. Furosemide 20 mg, morning
No longer takes: diclofenac (stopped 2024)"""
    assert kinds(paper, FORM, drugs)[1] is PageKind.MEDICATION_LIST


def test_a_story_told_in_plain_words_makes_a_note_behind_an_order(paper: Paper) -> None:
    note = """\
Seen at home, 11/12/2026
Odile Fairbanks, born 03/04/1950

Mrs. Fairbanks, 76, coughed hard two weeks back and has had pain between the shoulder
blades ever since. It is worse when she gets up from the recliner. She walks with a frame.
Power in the legs is normal and feeling is normal. Very tender at T9. No fever."""
    assert kinds(paper, FORM, note)[1] is PageKind.CLINICAL_NOTE


def test_a_fax_note_that_holds_a_short_list_of_medicines_is_a_cover_sheet(paper: Paper) -> None:
    sent = """\
Ferryside Primary Care
Fax note 11/12/2026       2 pages
To: Dr. Kramer's desk, 603-681-3154
From: Ruth at Ferryside
You called about Odile Fairbanks, date of birth 03/04/1950. Here is what was left out.
Medication list
metformin 500 mg twice a day
tramadol 50 mg as needed
Thank you for your patience."""
    assert kinds(paper, sent) == [PageKind.COVER_SHEET]

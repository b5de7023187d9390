"""Reports of studies: whole ones whatever their parts are called, ones that cannot be read, copied ones."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.people.documents import documents
from faxpipe.fields.prose.headings import Section

REPORT, NOTE, FORM = PageKind.IMAGING_REPORT, PageKind.CLINICAL_NOTE, PageKind.REFERRAL_FORM
SURE, HELD_BELOW = 0.9, 0.8

HEAD = """\
Bluff Point Scanning
Patient: Odile Fairbanks     03/04/1950
MRI lumbar spine without contrast     11/02/2026
"""
NOTED = """\
Office visit     Odile Fairbanks     DOB 03/04/1950
S: Fell from a ladder on 10/20/2026, low back pain since, 6/10.
O: Tender at L2, power normal.
Plan: kyphoplasty consult.
"""


def report(text: str, kind: PageKind = REPORT) -> float | None:
    held = documents(packet(sheet(text, kind)))
    return next((one.confidence for one in held if one.field == "documents.imaging_report"), None)


@pytest.mark.parametrize(
    "body",
    [
        "Result: The lower endplate of L2 is fractured with height loss.\nSummary: Subacute fracture.",
        "HISTORY Cough. Steroid use.\nRESULT Deformity of L2 with edema of the body.\nSUMMARY Acute L2 fracture.",
        "What we see: Bright signal and a fracture line in L2. The canal is wide.",
        "The L2 body is wedged and has lost height. Marrow edema is present.\nNo canal stenosis.",
        "Reading: L2 shows an acute compression fracture with edema. Alignment is preserved.",
        "Key images 3 and 7. Burst type fracture of L2, posterior wall bulging into the canal.",
        "Bottom line. Acute L2 compression fracture with marrow edema and loss of height.",
    ],
)
def test_a_report_is_told_by_what_it_saw_whatever_its_parts_are_called(body: str) -> None:
    assert report(HEAD + body) == SURE


@pytest.mark.parametrize(
    "body", ["CLINICAL INDICATION. Fell on stairs.\nTECHNIQUE. Sagittal STIR.", "Gallstones."]
)
def test_a_report_whose_findings_nobody_can_read_is_held_and_not_missing(body: str) -> None:
    sure = report(HEAD + body)
    assert sure is not None
    assert sure < HELD_BELOW


@pytest.mark.parametrize(
    "body", ["Findings: pending.", "Impression: report to follow", "The report is to follow."]
)
def test_a_report_that_is_only_announced_is_none(body: str) -> None:
    assert report(HEAD + body) is None


@pytest.mark.parametrize(
    "copied",
    [
        "Copy of outside report: Bluff Point Open MRI\nFAIRBANKS ODILE  MRI L-SPINE W/O  done 11/02/2026\n"
        "Findings: L2 has lost a third of its height, edema on STIR.\nImpression: Acute L2 fracture.",
        "Larkspur Imaging Partners\nMR LUMBAR SPINE 11/02/2026\nReport: L2 wedged with edema.\n"
        "Opinion: Acute L2 fracture.",
        "CT THORACIC SPINE 11/02/2026\nFindings\nWedging of T12 by a fifth.\nConclusion\nT12 fracture, recent.\n"
        "Interpreted by: S. Rowe, MD",
    ],
)
@pytest.mark.parametrize("kind", [NOTE, FORM])
def test_a_report_copied_beneath_a_note_or_an_order_is_a_report(copied: str, kind: PageKind) -> None:
    assert report(NOTED + "\n" + copied, kind) == SURE


def test_a_copied_report_without_a_letterhead_or_a_reader_is_held() -> None:
    sure = report(
        NOTED + "MRI LUMBAR SPINE 11/02/2026\nFindings: L2 wedged.\nImpression: Acute L2 fracture.", NOTE
    )
    assert sure is not None
    assert sure < HELD_BELOW


@pytest.mark.parametrize(
    "quoted",
    [
        "Imaging: MRI lumbar spine 11/02/2026 showed an acute L2 fracture.\nImpression: L2 fracture.",
        "MRI LUMBAR SPINE 11/02/2026\nFindings: see report\nPlan: brace.",
        "MRI LUMBAR SPINE 11/02/2026\nFindings: L2 wedged.\nImpression: pending",
        "Imaging\nWe reviewed the MRI of the lumbar spine and found a fracture of L2.\nFindings: L2.\n"
        "Impression: L2 fracture.",
    ],
)
def test_a_note_that_tells_of_a_study_holds_no_report(quoted: str) -> None:
    assert report(NOTED + quoted, NOTE) is None


def test_what_a_report_sums_up_is_its_impression_and_no_reason_for_the_study() -> None:
    page = sheet(HEAD + "Result: L2 is wedged.\nSummary: Acute L2 compression fracture.", REPORT)
    found = {said.text: said.section for said in page.said}
    assert found["Acute L2 compression fracture."] is Section.IMPRESSION
    assert found["L2 is wedged."] is Section.FINDINGS


def test_a_letter_that_tells_of_strong_legs_and_normal_feeling_is_a_note() -> None:
    letter = "Dear Dr. Kramer,\nShe fell and has had pain since. Legs are strong, with normal feeling."
    held = documents(packet(sheet(letter, PageKind.REFERRAL_LETTER)))
    assert "documents.clinical_notes" in {one.field for one in held}

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from paper import page

from faxpipe.config import Config
from faxpipe.document import Fax, Page, PageKind, PageState
from faxpipe.pipeline import read_fax, understand
from faxpipe.referral import FieldStatus, Pathway, Priority, Reading, Verdict, reading_json

ARRIVED = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
SAMPLES = Path(__file__).resolve().parent.parent / "samples"

FORM = """
Main Street Medical
Phone 603-563-2641    Fax 603-697-7777

REFERRAL REQUEST

Patient name:      Ann Fox
Date of birth:     03/12/1940
Phone:             603-605-2866
Insurance:         Medicare
Member ID:         1EG4TE5MK73
Service requested: Balloon kyphoplasty T12
Diagnosis:         Compression fracture T12 M80.08XA
Onset date:        08/19/2026
Pain:              7/10
Medications:       lisinopril, tylenol
Blood thinners:    none
Allergies:         NKDA
Imaging:           MRI              Date   09/02/2026
Referring provider: Vincent Gauthier, MD
NPI:               1234567893
Signature   ~~~~~~~~~~~
"""
REPORT = """
Exeter Imaging
Patient:  Fox, Ann      DOB:  03/12/1940
Exam:     MRI THORACIC SPINE      Exam date:  09/02/2026
FINDINGS: Acute compression fracture of T12 with marrow edema.
No retropulsion. The cord is normal.
IMPRESSION: Acute compression fracture of T12.
"""
NOTE = """
Main Street Medical
Progress Note
Ann Fox   DOB 03/12/1940   Date of service 09/03/2026
History of present illness: 86 y.o. woman with back pain since a fall.
Physical exam: Tender at T12. Strength and sensation normal.
Assessment: T12 compression fracture.
"""


def understood(*pages: Page) -> Reading:
    return understand(Fax("0" * 64, pages, "x.pdf"), Config(), received_at=ARRIVED)


def test_a_full_referral_is_complete_and_goes_the_fracture_pathway() -> None:
    reading = understood(page(FORM), page(NOTE, 2), page(REPORT, 3))
    (referral,) = reading.referrals
    assert referral.missing == ()
    assert referral.pathway is Pathway.VCF
    assert reading.verdict is Verdict.COMPLETE
    assert reading.priority is Priority.PRIORITY
    assert [one.kind for one in reading.pages] == [
        PageKind.REFERRAL_FORM,
        PageKind.CLINICAL_NOTE,
        PageKind.IMAGING_REPORT,
    ]


def test_what_is_left_out_is_named_with_a_reason_in_words() -> None:
    empty = FORM.replace("1EG4TE5MK73", "").replace("NKDA", "")
    (referral,) = understood(page(empty), page(NOTE, 2), page(REPORT, 3)).referrals
    assert referral.missing == ("coverage.member_id", "patient.allergies")
    assert {reason.field for reason in referral.reasons} == set(referral.missing)
    assert all(reason.says for reason in referral.reasons)


def test_every_found_value_says_where_it_stands() -> None:
    (referral,) = understood(page(FORM)).referrals
    found = [value for value in referral.fields if value.status is FieldStatus.FOUND]
    assert len(found) > 15
    assert all(value.page and value.box and value.method for value in found)


def test_two_patients_in_one_fax_are_two_referrals() -> None:
    other = FORM.replace("Ann Fox", "Hung Nguyen").replace("03/12/1940", "11/15/1968")
    reading = understood(page(FORM), page(other, 2))
    assert [referral.pages for referral in reading.referrals] == [(1,), (2,)]


def test_an_advertisement_is_no_referral() -> None:
    drawing = """
HANDS-ON WEEKEND COURSE
Register now: early price $1,495 until September 30
Physicians: learn balloon kyphoplasty on cadaveric spines
12.5 CME credits.  To stop these faxes call 888-555-0118
To unsubscribe from future faxes call our toll free number
"""
    assert understood(page(drawing)).verdict is Verdict.NOT_REFERRAL


def test_blank_paper_alone_is_unreadable_and_says_so() -> None:
    reading = understood(Page(1, 1700, 2200, state=PageState.BLANK))
    assert (reading.verdict, reading.reason) == (Verdict.UNREADABLE, "all_blank")
    assert reading.pages[0].kind is PageKind.BLANK


def test_a_fax_read_again_months_later_is_judged_as_of_its_own_day() -> None:
    fax = Fax("0" * 64, (page(FORM), page(NOTE, 2), page(REPORT, 3)), "x.pdf")
    later = understand(fax, Config(), received_at=datetime(2027, 2, 1, tzinfo=UTC))
    assert later.priority is Priority.PRIORITY


def test_understanding_is_a_function_of_its_pages() -> None:
    pages = (page(FORM), page(REPORT, 2))
    assert reading_json(understood(*pages)) == reading_json(understood(*pages))


def test_a_file_that_is_no_pdf_gives_a_reading_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"hello")
    fax, reading = read_fax(path, Config(), source="x.pdf", received_at=ARRIVED)
    assert fax.pages == ()
    assert (reading.verdict, reading.reason) == (Verdict.UNREADABLE, "not_pdf")


@pytest.mark.parametrize("name", ["sample_01"])
def test_a_sample_fax_is_read_from_its_pixels(name: str) -> None:
    (path,) = SAMPLES.glob(f"{name}*.pdf")
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
    received = datetime.fromisoformat(truth["received"])
    _, reading = read_fax(path, Config(), source=path.name, received_at=received)
    assert [one.kind.value for one in reading.pages] == [one["kind"] for one in truth["pages"]]
    found = reading.referrals[0].field("patient.birth_date")
    assert found.value == truth["referrals"][0]["fields"]["patient.birth_date"]
    assert set(truth["referrals"][0]["missing"]) <= set(reading.referrals[0].missing)


def test_a_page_that_says_nothing_of_a_patient_is_for_people_to_look_at() -> None:
    reading = understood(page("Please see the schedule left normal\nupper part of the picture"))
    assert (reading.verdict, reading.referrals) == (Verdict.REVIEW, ())
    assert reading.reason

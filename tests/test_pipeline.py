from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from paper import page

from faxpipe.config import Config
from faxpipe.document import Box, Fax, Page, PageKind, PageState, Word
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


def test_an_order_that_went_to_the_wrong_number_is_no_referral_form() -> None:
    reading = understood(
        page(
            """
            HARBOR SLEEP LABORATORY
            SLEEP STUDY REQUISITION          Fax orders to 603-555-0145
            Patient: Jane Roe                DOB: 01/02/1950
            Diagnosis: Obstructive apnea     ICD-10: G47.33
            Ordering provider: Ann Lee, MD   NPI: 1234567893
            """
        )
    )
    assert (reading.verdict, reading.reason) == (Verdict.NOT_REFERRAL, "misdirected")
    assert [page.kind for page in reading.pages] == [PageKind.OTHER]


def test_blank_paper_alone_is_unreadable_and_says_so() -> None:
    reading = understood(Page(1, 1700, 2200, state=PageState.BLANK))
    assert (reading.verdict, reading.reason) == (Verdict.UNREADABLE, "all_blank")
    assert reading.pages[0].kind is PageKind.BLANK


@pytest.mark.parametrize(
    ("reason", "expected"), [("nothing_legible", Priority.PRIORITY), ("engine_timeout", Priority.URGENT)]
)
def test_a_fax_with_a_page_that_nobody_read_is_looked_at_early(reason: str, expected: Priority) -> None:
    unread = Page(2, 1700, 2200, state=PageState.UNREADABLE, reason=reason)
    assert understood(page(FORM.replace("7/10", "3/10")), unread).priority is expected
    assert understood(replace(unread, number=1)).priority is Priority.PRIORITY


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


def test_a_lost_page_keeps_a_full_referral_from_passing_unseen() -> None:
    pages = (page(FORM), page(NOTE, 2), page(REPORT, 3))
    counted = tuple(
        replace(one, words=(*header(number, 4), *one.words)) for one, number in zip(pages, (1, 2, 4), strict=True)
    )
    reading = understood(*counted)
    assert reading.missing_pages == (3,)
    assert reading.verdict is Verdict.REVIEW


def test_a_hardly_legible_page_keeps_a_full_referral_from_passing_unseen() -> None:
    smudge = Box(0.1, 0.3, 0.9, 0.8)
    faint = replace(page(NOTE, 2), legibility=0.3, illegible=(smudge,))
    reading = understood(page(FORM), faint, page(REPORT, 3))
    assert reading.verdict is Verdict.REVIEW
    assert any("page 2" in reason.says for reason in reading.referrals[0].reasons)
    assert reading.pages[1].illegible == (smudge,)
    clear = replace(faint, legibility=0.9)
    assert understood(page(FORM), clear, page(REPORT, 3)).verdict is Verdict.COMPLETE


def header(number: int, of: int) -> tuple[Word, ...]:
    texts = ("09/10/2026", "09:00", "MAIN", "STREET", "MEDICAL", "16036977777", f"P.{number:02}/{of:02}")
    return tuple(
        Word(text, Box(0.05 + 0.12 * at, 0.005, 0.15 + 0.12 * at, 0.014), 0.95) for at, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    "asked",
    [
        "New bowel or bladder incontinence?     [x] Yes   [ ] No",
        "Saddle anesthesia?   Yes",
        "[x] Yes  [ ] No    Progressive leg weakness",
    ],
)
def test_a_red_flag_question_answered_yes_is_an_emergency(asked: str) -> None:
    assert understood(page(FORM + asked + "\n"), page(NOTE, 2), page(REPORT, 3)).priority is Priority.EMERGENCY


@pytest.mark.parametrize(
    "asked", ["New bowel or bladder incontinence?     [ ] Yes   [x] No", "Saddle anesthesia?   No"]
)
def test_a_red_flag_question_answered_no_is_none(asked: str) -> None:
    assert understood(page(FORM + asked + "\n"), page(NOTE, 2), page(REPORT, 3)).priority is Priority.PRIORITY


def test_what_is_urgent_on_a_page_of_nobody_still_raises_the_fax() -> None:
    other = FORM.replace("Ann Fox", "Hung Nguyen").replace("03/12/1940", "11/15/1968")
    stray = (
        "Since yesterday she cannot pass urine and is numb in the saddle area.\nSuspected cauda equina syndrome."
    )
    reading = understood(page(FORM), page(stray, 2), page(other, 3))
    assert reading.priority is Priority.EMERGENCY


def test_an_age_that_does_not_fit_holds_the_birth_date() -> None:
    wrong = FORM.replace("Phone:             603", "Age:               55\nPhone:             603")
    (referral,) = understood(
        page(wrong), page(NOTE.replace("86 y.o.", "55 year old"), 2), page(REPORT, 3)
    ).referrals
    assert "patient.birth_date" in referral.unsure


def test_a_report_of_another_part_of_the_body_is_not_the_spines() -> None:
    brain = (
        REPORT.replace("MRI THORACIC SPINE", "MRI BRAIN")
        .replace("Acute compression fracture of T12 with marrow edema.", "Normal brain.")
        .replace("Acute compression fracture of T12.", "Normal brain.")
        .replace("The cord is normal.", "")
    )
    (referral,) = understood(page(FORM), page(NOTE, 2), page(brain, 3)).referrals
    assert "documents.imaging_report" in referral.missing


def test_a_signature_line_that_says_not_signed_is_none() -> None:
    unsigned = FORM.replace("Signature   ~~~~~~~~~~~", "Signature:   Not signed")
    (referral,) = understood(page(unsigned), page(NOTE, 2), page(REPORT, 3)).referrals
    assert "referrer.signature" in referral.missing


def test_an_old_fax_from_the_archive_keeps_its_onset() -> None:
    fax = Fax("0" * 64, (page(FORM), page(NOTE, 2), page(REPORT, 3)), "x.pdf")
    later = understand(fax, Config(), received_at=datetime(2029, 6, 1, tzinfo=UTC))
    assert later.referrals[0].field("fracture.onset").status is FieldStatus.FOUND
    assert later.verdict is Verdict.COMPLETE

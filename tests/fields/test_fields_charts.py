"""What printouts of charts and portals say in lists, captions and headings of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import gather
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.forms.drug_rows import drug_rows
from faxpipe.fields.forms.tables import tables
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.people.documents import documents
from faxpipe.fields.people.identity import identity
from faxpipe.fields.people.signatures import signatures
from faxpipe.referral import Candidate
from faxpipe.schema import load_schema

FORM, NOTE = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE


def read(drawing: str, kind: PageKind = FORM) -> list[Candidate]:
    return gather(packet(sheet(drawing, kind)))


RESOLVED = """{0} problems

Broken toe                                  2011

Urinary retention after knee surgery        2019
"""


def test_the_second_row_of_resolved_problems_is_as_old_as_the_first() -> None:
    told = {head: red_flags([(printed(RESOLVED.format(head)), NOTE)]) for head in ("Resolved", "Current visit")}
    assert [flag.flag for flag in told["Current visit"]] == ["bladder_bowel"]
    assert not told["Resolved"]


def test_what_is_to_be_seen_in_another_note_is_no_allergy() -> None:
    assert find_allergies("See the last office visit note.") == ()


SUMMARY = """
Clinical Summary            Lena Voss   DOB 02/03/1961
Problems
Spondylosis, lumbar         M47.816     03/2024
Vital signs
BP 128/80, pulse 72, pain 5/10
{}
"""


@pytest.mark.parametrize(
    ("line", "sure"),
    [("", 0.6), ("She has had pain in her low back since the spring", 0.9), ("Tender L4. SLR neg.", 0.9)],
)
def test_a_summary_of_lists_that_tells_nothing_is_held_as_a_note(line: str, sure: float) -> None:
    found = list(documents(packet(sheet(SUMMARY.format(line), NOTE))))
    assert [(one.field, one.confidence) for one in found] == [("documents.clinical_notes", sure)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("duloxetine (CYMBALTA) 30 mg capsule daily", ["duloxetine"]),
        ("Zestril (brand name lisinopril) 5 mg", ["zestril"]),
        ("duloxetine 30 mg (with gabapentin 100 mg)", ["duloxetine", "gabapentin"]),
    ],
)
def test_the_other_name_of_a_medicine_in_brackets_is_no_second_medicine(text: str, names: list[str]) -> None:
    assert [one.value for one in find_medications(text)] == names


STOPPED = """
{}
Medication                   Directions
atenolol 25 mg tablet        1 tablet daily
lisinopril 5 mg tablet       1 tablet daily
STOP taking these medicines
naproxen 500 mg tablet       bleeding risk
diazepam 5 mg tablet         fall risk
"""


@pytest.mark.parametrize("method", [tables, drug_rows])
def test_rows_under_a_heading_that_stops_them_are_not_taken(method) -> None:  # type: ignore[no-untyped-def]
    found = list(method(packet(sheet(STOPPED.format("CONTINUE taking these medicines"), NOTE))))
    assert values(found, "patient.medications") == [("atenolol", "lisinopril")]


@pytest.mark.parametrize(
    ("said", "dated"),
    [
        ("Right wrist fracture as a child", False),
        ("X-rays show no acute fracture", False),
        ("A nephew had cord compression", False),
        ("Compression fracture of L2", True),
    ],
)
def test_a_day_of_injury_dates_a_fracture_of_the_spine_only(said: str, dated: bool) -> None:
    found = read(f"Date of injury: 03/04/2025\nDiagnosis: lumbar strain\n{said}.")
    assert bool(values(found, "fracture.onset")) == dated


def test_the_colon_behind_evaluate_and_treat_belongs_to_the_request() -> None:
    found = read(
        "Service Requested     Evaluate and treat: lumbar facet blocks, then\nUrgency               Routine"
    )
    assert str(values(found, "order.service")[0]).startswith("Evaluate and treat: lumbar facet blocks")


def test_order_before_a_procedure_asks_for_it_on_a_form() -> None:
    above = "CONSULT REQUEST\n\nElmwood Primary Care\n\n\n"
    found = read(f"{above}order date 03/04/2025\norder epidural steroid injection, L5-S1\nsex male")
    assert values(found, "order.service")[0] == "epidural steroid injection, L5-S1"


def test_what_is_left_of_an_answer_and_names_no_place_is_held() -> None:
    found = read("Reason for referral: INJECTIONS")
    assert [c.confidence <= 0.5 for c in found if c.field == "order.service"] == [True]


def test_a_note_that_refers_to_a_doctor_words_what_for() -> None:
    found = read("PLAN: Referral to Dr. Hill for repeat medial branch block at L4-5.", NOTE)
    assert str(values(found, "order.service")[0]).startswith(("for repeat", "repeat"))


SECOND = """
Primary                    Subscriber No        Group No
Medicare Part B            1EG4-TE5-MK73

Secondary                  Subscriber No        Group No
Elmwood Supplement         550912377            88
"""


def test_a_row_of_captions_that_begins_with_secondary_is_of_the_second_insurance() -> None:
    assert set(values(read(SECOND), "coverage.member_id")) == {"1EG4TE5MK73"}


def test_the_title_of_a_note_before_a_name_is_no_part_of_it() -> None:
    found = list(identity(packet(sheet("Progress Note   VOSS, Lena R   DOB 02/03/1961 (64 Y)", NOTE))))
    assert values(found, "patient.name") == ["Lena R Voss"]


def test_the_head_of_a_practice_and_the_day_of_a_visit_are_no_patient() -> None:
    found = list(identity(packet(sheet("BrookWorks Occupational Health   Follow-up visit 11/10/24", NOTE))))
    assert values(found, "patient.name") == []


@pytest.mark.parametrize(("by_hand", "sure"), [(True, True), (False, False)])
def test_a_name_by_hand_a_little_to_the_right_under_its_caption_signs(by_hand: bool, sure: bool) -> None:
    drawn = page("NPI 1234567893\n\nSignature\n    Karl Voss")
    grown = [
        replace(w, box=replace(w.box, bottom=w.box.bottom + 0.012))
        if by_hand and w.text in ("Karl", "Voss")
        else w
        for w in drawn.words
    ]
    found = signatures(packet(sheet_of(replace(drawn, words=tuple(grown)), FORM, load_schema())))
    assert [one.confidence > 0.75 for one in found] == [sure]


def test_where_a_practice_is_does_not_name_it() -> None:
    drawing = "Referring provider\nOrganization   Elmwood Health\nLocation       75 Mill Ave, Exeter, NH 03833"
    assert values(read(drawing), "referrer.practice") == ["Elmwood Health"]


def test_the_family_doctor_is_not_the_one_who_refers_though_a_letter_was_misread() -> None:
    assert values(read("Pamily doctor   Dr. Karl Voss, 603-555-0144"), "referrer.name") == []


def test_the_other_illnesses_of_a_face_sheet_are_not_what_the_patient_is_sent_for() -> None:
    face = sheet("Diagnoses\nF03.A0   Unspecified dementia, mild", PageKind.FACE_SHEET)
    ordered = sheet("Dx: L2 compression fracture (M80.08XA)", FORM, 2)
    assert set(values(gather(packet(face, ordered)), "diagnosis.icd10")) == {("M80.08XA",)}
    assert set(values(gather(packet(face)), "diagnosis.icd10")) == {("F03.A0",)}

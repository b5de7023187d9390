"""A patient is born on one day: pages that give two never pass for a sure answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract, identify
from faxpipe.fields.people.age import stated_ages
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import load_schema

FORM = """
Referral form
Patient name: Marion T. Oakes     DOB: 03/14/1948     Phone: 603-555-0177
Reason for referral: kyphoplasty evaluation
"""
REPORT = """
Findings: L1 has lost 30% of its height with marrow edema.
Impression: Acute L1 compression fracture.
"""


def born(head: str, kind: PageKind = PageKind.IMAGING_REPORT) -> FieldValue:
    pages = sheet(FORM), sheet(head.strip("\n") + "\n" + REPORT, kind, 2)
    return next(value for value in extract(packet(*pages)) if value.field == "patient.birth_date")


@pytest.mark.parametrize(
    "head",
    [
        "Lakes Imaging\n\nName     OAKES, MARION T      Sex    F\nBorn     03/14/1943           Acc.   M-77120\n"
        "Study    MRI LUMBAR           Done   09/02/2026\nFor      CARTER, J.",
        "Lakes Imaging\n\nName     OAKES, MARION T      Gender   Female\nBirth    03/14/1943           MRN   771",
        "Lakes Imaging\nOAKES, MARION T    03/14/1943    F",
        "Lakes Imaging\nOAKES, MARION T\n03/14/1943   F   83Y\nMRN 22341",
        "Lakes Imaging\nName: OAKES, MARION T\nD0R: 03/14/1943",
        "Lakes Imaging\nName: OAKES, MARION T\nGeb. 14-Mar-1943",
        "Lakes Imaging\nName: OAKES, MARION T\nBirth: 1943-03-14",
        "Lakes Imaging\nOAKES, MARION T   DOB 03/24/1948",
        "Lakes Imaging\nName: OAKES, MARION T   ID 4471   03/14/1984",
        "Lakes Imaging\nOAKES, MARION T\n11/22/1951  F",
        "Lakes Imaging\nName: OAKES, MARION T\nBirth dete 11/22/1951",
    ],
)
def test_another_day_of_birth_on_another_page_is_a_conflict_whatever_stands_beside_it(head: str) -> None:
    value = born(head)
    assert value.status is FieldStatus.CONFLICT
    assert value.reason == "pages_differ"
    assert value.others


@pytest.mark.parametrize(
    "head",
    [
        "Lakes Imaging\nOAKES, MARION T\n03/14/1948   F   78Y",
        "Lakes Imaging\nPatient: OAKES, MARION T   DOB: 03/14/1948\nSubscriber: Oakes, Paul   DOB: 03/14/1943",
        "Lakes Imaging\nName: OAKES, MARION T   DOB 3/14/48\nComparison: knee films of 07/22/1999",
        "Lakes Imaging\nName: OAKES, MARION T   DOB 14 Mar 1948\nCoverage effective 03/14/1998",
    ],
)
def test_the_same_day_and_somebody_or_something_elses_day_are_no_conflict(head: str) -> None:
    value = born(head)
    assert (value.status, value.value) == (FieldStatus.FOUND, "1948-03-14")


def test_a_year_of_birth_in_a_sentence_states_an_age() -> None:
    note = sheet("Progress Note\nMrs. Oakes, born in 1943, fell at home.", PageKind.CLINICAL_NOTE)
    assert stated_ages(packet(note)) == (83,)


def test_a_letter_in_a_cell_is_the_answer_of_the_cell_before_it_and_heads_no_column() -> None:
    head = "Name    OAKES, MARION T     Sex   F\nBorn    03/14/1943          Acc.  M-77\nFor     CARTER, J.\n"
    labels = [(hit.line, hit.label) for hit in sheet(head, PageKind.IMAGING_REPORT).hits]
    assert (0, "sex") in labels
    assert (1, "born") in labels
    assert (0, "f") not in labels


def test_labels_at_the_head_of_every_row_are_no_table_under_the_first_of_them() -> None:
    head = (
        "Name    OAKES, MARION T     Sex    Female\nBirth date   03/14/1943     Acc.   M-77\nStudy   MRI LUMBAR\n"
    )
    labels = [hit.label for hit in sheet(head, PageKind.IMAGING_REPORT).hits]
    assert "birth date" in labels


def test_of_names_read_as_well_a_page_is_of_the_one_that_more_of_it_gives() -> None:
    one = page("Patient: Oakes, Marion    DOB: 03/14/1948\n\n\nClient name: Oakes, Paul\n")
    words = tuple(replace(w, confidence=0.97) if "Paul" in w.text else w for w in one.words)
    drawn = sheet_of(replace(one, words=words), PageKind.FACE_SHEET, load_schema())
    assert identify(packet(drawn))[:2] == ("Marion Oakes", "1948-03-14")

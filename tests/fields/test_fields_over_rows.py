"""Tables that say of a row that it is over: illnesses that were had, medicines no longer taken."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.forms.tables import tables
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import sentences

LISTS = """
Chart printout       Ida Pruitt       05/02/1961     F

ONGOING        Dose       How taken     Started
Nadolol        20 mg      daily         04/2018
Warfarin       3 mg       evenings      09/2021

INACTIVE       Dose       Reason              Ended
Clopidogrel    75 mg      now on warfarin     09/2021
Naproxen       500 mg     stomach             02/2023

ALLERGEN       Reaction
Codeine        Vomiting
"""


def problems(row: str) -> str:
    heads = "Problem                        Onset       Status"
    return f"{heads}\n{row}\nOsteoporosis                   2015        Active"


@pytest.mark.parametrize(
    "row",
    [
        "Cauda equina syndrome          05/2013     Resolved 2014",
        "Urinary retention              05/2013     Resolved: 06/2013",
        "Spinal epidural abscess        2012        Status: inactive",
        "Metastatic myeloma             2012        In remission since 2016",
        "Spinal cord compression        2010        Historical",
    ],
)
def test_an_illness_whose_row_says_that_it_is_over_is_past(row: str) -> None:
    page = printed(problems(row))
    told = {one.text: one.section for one in sentences(page, PageKind.CLINICAL_NOTE)}
    assert told[row.split("   ", maxsplit=1)[0]] is Section.PAST
    assert told["Osteoporosis"] is not Section.PAST


@pytest.mark.parametrize(
    "row",
    [
        "Cauda equina syndrome          05/2013     Resolved 2014",
        "Urinary retention              05/2013     Status: resolved",
    ],
)
def test_an_emergency_whose_row_says_that_it_is_over_is_no_flag(row: str) -> None:
    assert not red_flags([(printed(problems(row)), PageKind.CLINICAL_NOTE)])


@pytest.mark.parametrize("status", ["Active", "New", "Not resolved", ""])
def test_an_emergency_in_a_row_that_does_not_say_so_stays_one(status: str) -> None:
    row = f"Cauda equina syndrome          05/2026     {status}"
    assert red_flags([(printed(problems(row)), PageKind.CLINICAL_NOTE)])


def test_a_day_under_resolved_ends_its_row() -> None:
    text = (
        "Problem                        Onset       Resolved\n"
        "Cauda equina syndrome          05/2013     06/2013\n"
        "Osteoporosis                   2015        "
    )
    assert not red_flags([(printed(text), PageKind.CLINICAL_NOTE)])


def test_a_table_of_what_is_no_longer_taken_is_no_part_of_the_one_over_it() -> None:
    page = packet(sheet(LISTS.replace("ONGOING", "ACTIVE "), PageKind.MEDICATION_LIST))
    named = [one.value for one in tables(page) if one.field == "patient.medications"]
    assert named == [("nadolol", "warfarin")]
    assert ("clopidogrel",) not in [v for v in values(gather(page), "treatment.anticoagulants")]
    assert all("clopidogrel" not in v for v in values(gather(page), "treatment.anticoagulants") if v)


def test_when_a_medicine_was_begun_is_no_onset_of_a_fracture() -> None:
    page = packet(sheet(LISTS, PageKind.MEDICATION_LIST))
    assert values(gather(page), "fracture.onset") == []


def test_of_a_list_of_problems_the_row_of_the_fracture_tells_its_onset() -> None:
    drawing = """
Problem                        Onset         Status
Hypertension                   04/02/2009    Active
L2 compression fracture        08/20/2026    Active
"""
    page = packet(sheet(drawing, PageKind.CLINICAL_NOTE))
    assert values(gather(page), "fracture.onset")[:1] == ["2026-08-20"]


def test_the_heads_of_a_table_of_what_is_no_longer_taken_ask_for_nothing() -> None:
    page = packet(sheet(LISTS, PageKind.MEDICATION_LIST))
    assert values(gather(page), "order.service") == []


def test_a_day_behind_a_medicine_in_its_row_is_no_onset() -> None:
    drawing = """
T8 compression fracture, list of medicines

Nadolol        20 mg      daily         04/02/2018
Warfarin       3 mg       evenings      09/11/2021
"""
    sheets = packet(sheet(drawing, PageKind.MEDICATION_LIST))
    onset = next(value for value in extract(sheets) if value.field == "fracture.onset")
    assert onset.value is None

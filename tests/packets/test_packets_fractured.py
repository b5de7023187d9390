"""Reports without a name that the fracture they found gives to a patient."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.packets.facts import PageFacts
from faxpipe.packets.fractured import fractures
from faxpipe.packets.group import Packets, packets
from faxpipe.packets.whose import PatientMark

FORM, NOTE, MRI = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE, PageKind.IMAGING_REPORT
ADA, LEO = PatientMark("Ada Quimby", "1940-03-12"), PatientMark("Leo Marchetti", "1968-11-15")
NOBODY = PatientMark()


def grouped(*pages: tuple[PageKind, PatientMark, str]) -> Packets:
    facts = [
        PageFacts(number, kind, mark, begins=mark.silent, text=text)
        for number, (kind, mark, text) in enumerate(pages, 1)
    ]
    return packets(facts, lambda a, b: fuzz.token_sort_ratio(a.lower(), b.lower()) / 100)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Acute L3 compression fracture with edema", {"L3"}),
        ("Compression fracture of T12", {"T12"}),
        ("Disc protrusion at L5-S1, no fracture", set()),
        ("L4 and L5 laminectomy", set()),
    ],
)
def test_only_levels_beside_a_fracture_tell(text: str, levels: set[str]) -> None:
    assert fractures(text) == levels


def test_a_report_behind_the_pages_of_the_patient_whose_fracture_it_found_is_theirs() -> None:
    found = grouped(
        (FORM, ADA, "L1 compression fracture"),
        (MRI, NOBODY, "Acute L1 compression fracture"),
        (FORM, LEO, "Sciatica"),
    )
    assert found == Packets(((1, 2), (3,)))


def test_the_only_report_of_a_fracture_is_the_patients_wherever_it_lies() -> None:
    found = grouped(
        (FORM, ADA, "L1 compression fracture"),
        (FORM, LEO, "Sciatica"),
        (NOTE, ADA, ""),
        (NOTE, LEO, ""),
        (MRI, NOBODY, "Acute L1 compression fracture"),
        (FORM, LEO, ""),
    )
    assert 5 in found.packets[0]


def test_a_fracture_that_two_patients_have_gives_a_report_to_nobody() -> None:
    found = grouped(
        (FORM, ADA, "L1 compression fracture"),
        (MRI, NOBODY, "Acute L1 compression fracture"),
        (FORM, LEO, "L1 compression fracture"),
    )
    assert found.unassigned == (2,)


def test_a_second_report_is_not_given_by_the_fracture() -> None:
    found = grouped(
        (FORM, ADA, "L1 compression fracture"),
        (MRI, ADA, "Acute L1 compression fracture"),
        (FORM, LEO, ""),
        (NOTE, ADA, ""),
        (MRI, NOBODY, "Acute L1 compression fracture"),
        (FORM, LEO, ""),
    )
    assert 5 not in found.packets[0]

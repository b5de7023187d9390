"""Boxes printed before labels that are answered: bullets, not choices."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.fields.marks.ticked import ticked
from faxpipe.referral import Candidate

INTAKE = """
[ ] Medications: lisinopril 10 mg
[ ] Allergies: NKDA
[ ] Onset: 10/28/2026
[ ] Pain score: 7
[ ] Diagnosis: Lumbar radiculopathy
"""


def found(drawing: str) -> list[Candidate]:
    one = sheet(drawing)
    asked = {one.number: questions(one)}
    return [*labelled(packet(one), asked), *ticked(packet(one), asked)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient.medications", ("lisinopril",)),
        ("patient.allergies", "none"),
        ("fracture.onset", "2026-10-28"),
        ("symptoms.pain_score", 7),
        ("diagnosis.text", "Lumbar radiculopathy"),
    ],
)
def test_what_stands_behind_a_label_with_a_box_before_it_is_its_answer(field: str, value: object) -> None:
    assert values(found(INTAKE), field) == [value]


def test_boxes_before_two_answered_labels_of_a_row_are_bullets() -> None:
    assert sheet("[ ] Date of birth: 05/06/1960   [ ] Phone: 603-555-1212").ticks == ()


@pytest.mark.parametrize(
    "drawing",
    [
        INTAKE.replace("[ ] Diagnosis", "[x] Diagnosis"),
        INTAKE.replace("[ ] Diagnosis", "[?] Diagnosis"),
    ],
)
def test_where_one_of_them_is_marked_the_boxes_mean_something(drawing: str) -> None:
    assert values(found(drawing), "patient.medications") == []


@pytest.mark.parametrize(
    "line",
    [
        "[ ] Medications: current list",
        "[ ] Insurance: copy of card",
        "[ ] Allergies: ________",
        "[ ] Medications:",
        "[ ] Imaging: MRI, CT",
        "Urgency: [ ] Routine   [ ] Date: 10/10/2026",
        "Allergies   [ ] NKDA   [ ] Yes (list)",
    ],
)
def test_what_a_form_wants_or_offers_is_no_answer(line: str) -> None:
    one = sheet(line)
    assert one.ticks == one.page.marks.ticks


def test_choices_behind_a_label_are_an_answer_only_where_a_form_has_its_boxes_for_bullets() -> None:
    alone, among = sheet("[ ] Blood thinners: warfarin"), sheet(INTAKE + "[ ] Blood thinners: warfarin\n")
    assert (len(alone.ticks), len(among.ticks)) == (1, 0)

"""Allergies and blood thinners asked for in rows of yes and no; questions that are no labels; captions below."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.fields.extract import gather
from faxpipe.fields.marks.answered import answered_flags

TABLE = """
Safety screen                    Yes      No      If yes, explain
Allergic to any medication?      [x]      [ ]     sulfa
Takes a blood thinner?           [ ]      [x]
Allergic to iodinated contrast?  [ ]      [x]
"""
CELLS = """
--------------------------------------------------------------
| 23. Allergies                | 24. Care needed in 48 hours?  |
| Lisinopril                   | [ ] YES   [x] NO              |
--------------------------------------------------------------
"""
CAPTIONS = """
Agnes Roy                     9/18/1938      114B
Resident                      Birthdate      Room
Sheila Brandt, APRN           1234567893     K. Dow RN
Ordering provider             NPI            Nurse on unit
Humana Gold Plus              H62110457      6 months
Insurance                     Policy number  Since
"""


def found(drawing: str, field: str) -> list[object]:
    return values(gather(packet(sheet(drawing))), field)


def test_a_row_of_yes_and_no_is_answered_by_its_mark_and_by_what_stands_behind() -> None:
    assert found(TABLE, "patient.allergies") == [("sulfa",)]
    assert found(TABLE, "treatment.anticoagulants") == ["none"]


def test_a_mark_by_hand_that_was_read_as_a_letter_counts_under_its_column() -> None:
    rows = TABLE.replace("[ ]      [x]", "          V ").replace("[x]      [ ]", " V        ")
    assert found(rows, "treatment.anticoagulants") == ["none"]


def test_a_question_about_one_allergen_asks_for_no_list() -> None:
    assert found("Allergic to iodinated contrast?   [ ] Yes   [x] No", "patient.allergies") == []


def test_several_substances_and_drugs_asked_for_at_once_are_answered_by_the_list_behind() -> None:
    line = "Allergy to contrast / latex / drugs?   [x] YES   [ ] NO   List PENICILLIN"
    assert found(line, "patient.allergies") == [("penicillin",)]


def test_marks_under_a_question_of_their_own_cell_answer_no_label_beside_it() -> None:
    assert found(CELLS, "patient.allergies") == [("lisinopril",)]


@pytest.mark.parametrize(("marks", "flags"), [("[ ] yes [x] ho", set()), ("[x] yes [ ] ho", {"bladder_bowel"})])
def test_each_of_several_questions_on_a_line_has_its_own_pair_of_boxes(marks: str, flags: set[str]) -> None:
    line = f"Fever [ ] yes [x] no  Loss of bladder control {marks}"
    assert {flag.flag for flag in answered_flags(sheet(line))} == flags


def test_captions_below_are_known_though_others_of_their_row_are_not() -> None:
    assert set(found(CAPTIONS, "referrer.name")) == {"Sheila Brandt"}
    assert set(found(CAPTIONS, "coverage.payer")) == {"Humana Gold Plus"}


def test_a_caption_that_goes_on_with_and_is_one() -> None:
    boxes = "1. Name and credentials    2. NPI\nRosa Marlow, MD            1234567893"
    assert "referrer.name" in [name for hit in sheet(f"REFERRING PROVIDER\n{boxes}").hits for name in hit.fields]


ORDER = """
Otto Iverson            Rosa Marlow, MD
Name of patient         Referring clinician (print)
3/4/1950                1234567893
Birth date              Clinician NPI
603-555-0111            603-555-0122
Home telephone          Clinician telephone
"""


def test_a_caption_beside_another_is_answered_over_it_though_it_may_head_a_section() -> None:
    assert set(found(ORDER, "referrer.name")) == {"Rosa Marlow"}


def test_a_caption_of_words_of_captions_up_to_its_colon_is_one_though_it_begins_with_a_shorter_one() -> None:
    assert found("ORDERING SURGEON: Gregory Adeyemi, M.D.", "referrer.name") == ["Gregory Adeyemi"]


def test_a_question_that_names_what_it_asks_for_is_the_label() -> None:
    assert "Lumbar radiculopathy" in found("8. For what diagnosis? Lumbar radiculopathy", "diagnosis.text")

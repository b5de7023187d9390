from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, sheet, values

from faxpipe.document import Box, Circle, TickBox, Word, enclosing
from faxpipe.fields.context import sheet_of
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.fields.marks.ticked import ticked
from faxpipe.referral import Candidate, Check
from faxpipe.schema import load_schema


def found(drawing: str) -> list[Candidate]:
    one = sheet(drawing)
    asked = {one.number: questions(one)}
    return [*labelled(packet(one), asked), *ticked(packet(one), asked)]


FORM = """
----------------------------------------------------------
| Urgency        | [ ] Routine   [x] Urgent   [ ] STAT   |
----------------------------------------------------------
| Levels         | [ ] T11   [x] T12   [x] L1   [ ] L2   |
----------------------------------------------------------
| Anticoagulants | [ ] None   [ ] Warfarin  [ ] Apixaban |
----------------------------------------------------------
| Allergies      | [x] NKDA   [ ] Yes (list)             |
----------------------------------------------------------
"""


def test_the_marked_option_is_the_answer() -> None:
    candidates = found(FORM)
    assert values(candidates, "order.urgency") == ["urgent"]
    assert values(candidates, "fracture.levels") == [("T12", "L1")]
    assert values(candidates, "patient.allergies") == ["none"]


def test_printed_options_without_a_mark_are_no_answer() -> None:
    assert values(found(FORM), "treatment.anticoagulants") == []


def test_the_only_box_that_may_be_marked_is_held_and_two_make_the_answer_unreadable() -> None:
    one = [c for c in found("Anticoagulants   [?] None   [ ] Warfarin") if c.field == "treatment.anticoagulants"]
    assert [c.value for c in one] == ["none"]
    assert one[0].confidence <= 0.5
    two = found("Anticoagulants   [?] None   [?] Warfarin")
    assert [c.check for c in two if c.field == "treatment.anticoagulants"] == [Check.UNREADABLE]


def test_options_that_speak_for_themselves_need_no_label() -> None:
    candidates = found("[ ] Male   [x] Female")
    assert values(candidates, "patient.sex") == ["female"]


def test_an_unmarked_urgent_box_on_a_cover_is_not_urgent() -> None:
    assert values(found("[ ] Urgent   [ ] For review   [ ] Please reply"), "order.urgency") == []


def test_a_date_behind_the_boxes_is_still_read() -> None:
    candidates = found("Imaging   [x] MRI   [ ] CT      Date 09/03/2026")
    assert values(candidates, "imaging.modality") == ["MRI"]
    assert values(candidates, "imaging.date") == ["2026-09-03"]


def test_a_ring_around_a_number_is_the_pain_score() -> None:
    assert values(found("Pain (circle)    5   6   (7)   8   9"), "symptoms.pain_score") == [7]


def test_a_ring_around_one_of_two_numbers_read_as_one_word_means_that_one() -> None:
    one = sheet("Pain (circle)    5   6   7   8   9")
    words = tuple(w for w in one.page.words if w.text not in {"8", "9"})
    eight, nine = (next(w.box for w in one.page.words if w.text == digit) for digit in ("8", "9"))
    both = Word("89", enclosing([eight, nine]), 0.9)
    ring = Circle(Box(nine.left - 0.004, nine.top - 0.004, nine.right + 0.004, nine.bottom + 0.004), 0.9)
    marks = replace(one.page.marks, circles=(ring,))
    joined = sheet_of(replace(one.page, words=(*words, both), marks=marks), one.kind, load_schema())
    assert values(list(ticked(packet(joined), {1: ()})), "symptoms.pain_score") == [9]


def test_boxes_behind_their_options_are_read_backwards() -> None:
    candidates = found("Priority:   Routine [ ]   Urgent [x]   STAT [ ]")
    assert values(candidates, "order.urgency") == ["urgent"]


def test_yes_and_no_with_boxes_behind_them_are_not_turned_over() -> None:
    candidates = found("Blood thinners:   Yes [x]   No [ ]")
    assert "none" not in values(candidates, "treatment.anticoagulants")


def test_all_marked_thinners_are_one_answer() -> None:
    candidates = found("Anticoagulants   [ ] None   [x] Warfarin   [x] Plavix")
    assert values(candidates, "treatment.anticoagulants") == [("warfarin", "clopidogrel")]


def test_the_label_on_the_boxes_own_line_asks_whatever_rulings_stand_far_off() -> None:
    drawing = """
---------------------------------------------------------
Onset:            3 days    Signature:   x
Prior treatment   [ ] Analgesics    [x] Brace
Blood thinners    [x] None    [ ] Warfarin   [ ] Plavix
                      -----------------------------------
"""
    candidates = found(drawing)
    assert values(candidates, "treatment.anticoagulants") == ["none"]
    assert values(candidates, "treatment.conservative") == [("brace",)]


def test_an_option_that_was_read_as_one_word_with_its_label_keeps_its_box() -> None:
    one = sheet("Allergies: [ ] NKDA    [ ] Yes (list)")
    words = tuple(w for w in one.page.words if w.text not in {"Allergies:", "NKDA"})
    first, last = (next(w.box for w in one.page.words if w.text == text) for text in ("Allergies:", "NKDA"))
    joined = Word("Allergies:NKDA", enclosing([first, last]), 0.9)
    page = replace(one.page, words=(joined, *words))
    again = sheet_of(page, one.kind, load_schema())
    asked = {1: questions(again)}
    assert values([*labelled(packet(again), asked), *ticked(packet(again), asked)], "patient.allergies") == []


def test_choices_of_urgency_answer_no_other_label_that_stands_near() -> None:
    candidates = found("Diagnosis   [ ] Routine   [ ] Urgent   [x] STAT")
    assert values(candidates, "order.urgency") == ["stat"]
    assert values(candidates, "diagnosis.text") == []


def test_choices_of_sex_answer_no_other_label_that_stands_near() -> None:
    candidates = found("Diagnosis   [x] Male   [ ] Female")
    assert values(candidates, "patient.sex") == ["male"]
    assert values(candidates, "diagnosis.text") == []


CAPTIONS = """
gadolinium, sulfa
-----------------------------------------
Allergies

[ ] None   [ ] Warfarin   [x] Aspirin
-----------------------------------------
Anticoagulants
"""


def test_where_labels_are_captions_the_boxes_belong_to_the_label_below_them() -> None:
    one = sheet(CAPTIONS)
    asked = {one.number: questions(replace(one, captioned=True))}
    candidates = list(ticked(packet(one), asked))
    assert values(candidates, "treatment.anticoagulants") == [("aspirin",)]
    assert values(candidates, "patient.allergies") == []


def test_the_first_box_of_a_row_may_touch_its_label() -> None:
    one = sheet("Antithrombotics:   None   [ ] Warfarin   [ ] Aspirin")
    empty = one.page.marks.ticks[0]
    label = one.layout.lines[0].words[0].box
    touching = replace(
        empty, box=replace(empty.box, left=label.right - 0.012, right=label.right + 0.012), ticked=True
    )
    others = tuple(
        replace(tick, box=replace(tick.box, right=tick.box.left + 0.024)) for tick in one.page.marks.ticks
    )
    page = replace(one.page, marks=replace(one.page.marks, ticks=(touching, *others)))
    asked = {one.number: questions(sheet_of(page, one.kind, load_schema()))}
    assert values(list(ticked(packet(one), asked)), "treatment.anticoagulants") == ["none"]


def test_a_box_that_its_mark_parted_is_doubtful() -> None:
    one = sheet("Urgency:   [ ] Routine   [ ] Urgent   [ ] STAT")
    ticks = one.page.marks.ticks
    box = ticks[1].box
    sliver = replace(ticks[1], box=replace(box, left=box.right, right=box.right + 0.2 * box.width), ticked=True)
    page = replace(one.page, marks=replace(one.page.marks, ticks=(*ticks, sliver)))
    (asked,) = questions(sheet_of(page, one.kind, load_schema()))
    assert [(option.text.text, option.marked) for option in asked.options] == [
        ("Routine", False),
        ("Urgent", None),
        ("STAT", False),
    ]


def test_of_several_speeds_that_may_be_marked_the_most_pressing_is_held() -> None:
    one = sheet("Urgency:   [ ] Routine   [ ] Urgent   [ ] STAT")
    doubtful = tuple(replace(tick, ticked=None) for tick in one.page.marks.ticks[:2])
    page = replace(one.page, marks=replace(one.page.marks, ticks=(*doubtful, one.page.marks.ticks[2])))
    again = sheet_of(page, one.kind, load_schema())
    (held,) = (c for c in ticked(packet(again), {again.number: again.questions}) if c.field == "order.urgency")
    assert held.value == "urgent"
    assert held.confidence < 0.75


def test_a_speed_behind_an_empty_box_is_no_answer() -> None:
    candidates = found("Urgency:   [ ] STAT")
    assert [c.value for c in candidates if c.field == "order.urgency" and c.value] == []


@pytest.mark.parametrize("row", ["Date of birth: [?]- [?]- 4 8", "DOB: [x]/ [ ]/ 48"])
def test_figures_beside_boxes_that_swallowed_the_others_are_an_answer_nobody_could_read(row: str) -> None:
    one = [c for c in found(row) if c.field == "patient.birth_date"]
    assert [c.check for c in one] == [Check.UNREADABLE]


def test_a_caption_further_down_asks_nothing_of_boxes_whose_own_caption_could_not_be_read() -> None:
    drawing = """
Ann Fox                         03/04/1950
Patient name                    Date of birth

Aetna                           W12345678
Insurance company               Member ID

603 873 6729
Home phone

[x] T12   [ ] L1   [ ] L2
Vxrlckrac

[ ] Rest   [ ] Brace
Ticrl sc lar

[x] NKDA   [ ] Yes (list)
Scnsxtyafles

[ ] None   [x] Warfarin   [ ] Aspirin
Blood thinners
"""
    candidates = found(drawing)
    assert values(candidates, "patient.allergies") == ["none"]
    assert values(candidates, "treatment.anticoagulants") == [("warfarin",)]
    asked = [[option.text.text for option in question.options] for question in questions(sheet(drawing))]
    assert [len(options) for options in asked] == [3, 2, 2, 3]


def with_letter_for_box(drawing: str, word: str, *, height: float, gap: float) -> list[Candidate]:
    """What is found where a marked box stands `gap` letters before `word` and is `height` times the text high."""
    one = sheet(drawing)
    first = next(w for line in one.layout.lines for w in line.words if w.text.startswith(word))
    right = first.box.left - gap * one.layout.em_x
    middle, half = first.box.center_y, 0.5 * height * one.layout.text_height
    box = TickBox(Box(right - 0.01, middle - half, right, middle + half), ticked=True, confidence=0.99)
    page = replace(one.page, marks=replace(one.page.marks, ticks=(*one.page.marks.ticks, box)))
    held = packet(sheet_of(page, one.kind, load_schema()))
    asked = {one.number: held.sheets[0].questions}
    return [*labelled(held, asked), *ticked(held, asked)]


def test_a_letter_taken_for_a_marked_box_makes_no_choice_of_the_word_it_begins() -> None:
    row = "Medications:   eloxicam, lisinopril, gabapentin"
    read = with_letter_for_box(row, "eloxicam", height=0.7, gap=0.1)
    assert values(read, "patient.medications") == [("meloxicam", "lisinopril", "gabapentin")]
    assert values(with_letter_for_box(row, "lisinopril", height=0.7, gap=0.1), "patient.medications") != []


def test_a_box_as_high_as_its_print_is_one_however_near_it_stands() -> None:
    read = with_letter_for_box("Antithrombotics:   none   [ ] warfarin", "none", height=1.1, gap=0.1)
    assert values(read, "treatment.anticoagulants") == ["none"]

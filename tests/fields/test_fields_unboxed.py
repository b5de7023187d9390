from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Box, Circle, Ink, PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.fields.marks.rows import printed_rows
from faxpipe.fields.marks.scales import on_scale, scales
from faxpipe.fields.marks.ticked import ticked
from faxpipe.fields.marks.unboxed import completed
from faxpipe.fields.marks.unmarked import of_unmarked_row, unmarked_choices
from faxpipe.layout import passage_of
from faxpipe.referral import Candidate, FieldStatus
from faxpipe.schema import load_schema


def found(drawing: str) -> list[Candidate]:
    one = sheet(drawing)
    asked = {one.number: completed(one, questions(one))}
    return [*labelled(packet(one), asked), *ticked(packet(one), asked)]


def test_the_only_choice_without_a_box_in_a_row_of_empty_ones_is_held_as_the_marked_one() -> None:
    one = [
        c for c in found("Imaging:      MRI   [ ] CT   [ ] X-ray   [ ] Bone scan") if c.field == "imaging.modality"
    ]
    assert [(c.value, c.confidence <= 0.5) for c in one] == [("MRI", True)]


def test_a_marked_choice_stands_beside_one_that_lost_its_box() -> None:
    assert values(found("Imaging:      MRI   [ ] CT   [x] X-ray   [ ] Bone scan"), "imaging.modality") == ["X-ray"]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("O None O Warfarin O Apixaban", True),
        ("oNone oWarfarin", True),
        ("Yes O No O", True),
        ("NKDA Yes. (list)", True),
        ("Yes / None", True),
        ("T9 T10  T11 T12 L1 L2 L4", True),
        ("T9, T10, T11, T12, L1 and L2", False),
        ("T12 L1 L2", False),
        ("None, yes if counting hay fever", False),
        ("PAIN IS 7 OUT OF 10. FAILED ORAL PAIN MEDICATION AND REST.", False),
        ("PROBLEM: COMPRESSION FRACTURE OF L1, OTHER OSTEOPOROSIS (M80.88XA)", False),
        ("Contact number: 6 0 3 / 8 6 0 - 8 4 7 8", False),
        ("Born - 6 O c t o b e r 1 9 5 7", False),
    ],
)
def test_printed_choices_are_known_by_their_rings_their_number_or_as_either_or(text: str, choices: bool) -> None:
    assert unmarked_choices(text) is choices


@pytest.mark.parametrize(
    "drawing",
    [
        "Reason for referral:  Kyphoplasty evaluation      Lumbar epidural injection",
        "Reason for referral:  Kyphoplasty evaluation\\n"
        + 22 * " "
        + "Pain consult\\n"
        + 22 * " "
        + "Nerve block",
    ],
)
def test_services_side_by_side_or_in_a_column_without_a_mark_are_nobodys_answer(drawing: str) -> None:
    candidates = [c for c in found(drawing.replace("\\n", "\n")) if c.field == "order.service"]
    assert [c.value for c in candidates] == [None]


def test_a_mark_read_as_a_letter_before_one_of_several_services_is_held() -> None:
    drawing = "Reason for referral:  Kyphoplasty evaluation      XEpidural injection L4"
    one = next(c for c in found(drawing) if c.field == "order.service")
    assert one.value == "Epidural injection L4"
    assert one.confidence < 0.75


def test_one_service_is_an_answer() -> None:
    drawing = "Reason for referral:  Kyphoplasty evaluation at L1"
    assert values(found(drawing), "order.service") == ["Kyphoplasty evaluation at L1"]


def test_a_number_of_a_printed_scale_is_no_pain_score() -> None:
    one = sheet("Pain score:  0  1  2  3  456  7  8  910")
    printed = {one.number: scales(one)}
    assert [scale.lost for scale in printed[1]] == [None]
    read = [c for c in labelled(packet(one), {}) if c.field == "symptoms.pain_score" and not on_scale(c, printed)]
    assert [c.value for c in read if c.value is not None] == []


def test_the_number_that_a_ring_hid_on_a_printed_scale_is_held_as_the_score() -> None:
    value = next(
        value
        for value in extract(packet(sheet("Pain score:  0  1  2  3  4  5  6     8  9  10")), second=False)
        if value.field == "symptoms.pain_score"
    )
    assert (value.value, value.status) == (7, FieldStatus.UNCERTAIN)


def test_of_two_numbers_that_were_not_read_on_a_printed_scale_the_higher_is_held() -> None:
    one = sheet("Pain score:  0  1  2  3  4     6  7     9  10")
    assert [scale.lost for scale in scales(one)] == [8]


@pytest.mark.parametrize(("aside", "number"), [(0.0, 7), (0.3, 7), (0.5, 8), (-0.5, 7), (1.0, 8)])
def test_a_ring_on_a_printed_scale_means_its_number_and_the_higher_one_between_two(
    aside: float, number: int
) -> None:
    one = sheet("Pain score:  0  1  2  3  4  5  6  7  8  9  10")
    seven, eight = (next(w.box for w in one.page.words if w.text == digit) for digit in ("7", "8"))
    shift = aside * (eight.left - seven.left)
    ring = Circle(
        Box(seven.left + shift - 0.004, seven.top - 0.004, seven.right + shift + 0.004, seven.bottom + 0.004), 0.9
    )
    marked = replace(one, page=replace(one.page, marks=replace(one.page.marks, circles=(ring,))))
    assert [scale.ringed for scale in scales(marked)] == [number]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Pain score:  0  1  2  3  4  5  6  7  (8)  9  10", 8),  # a ring that was read as brackets
        ("Pain score:  0  1  2  3  4  5  6  7  8 )  9  10", 8),
        ("Pain score:  (0)  (1)  (2)  (3)  (4)  (5)  (6)  (7)  (8)  (9)  (10)", None),
    ],
)
def test_the_one_number_of_a_scale_that_was_read_in_brackets_is_the_ringed_one(
    line: str, number: int | None
) -> None:
    assert [scale.ringed for scale in scales(sheet(line))] == [number]


def test_a_ring_behind_the_number_of_a_question_and_its_label_is_the_answer() -> None:
    one = sheet("26: Pain today (circle):   5   6   7   (8)   9")
    assert values(list(ticked(packet(one), {1: questions(one)})), "symptoms.pain_score") == [8]


def test_print_beside_a_marked_choice_is_no_answer_though_its_own_box_was_not_seen() -> None:
    drawing = (
        "Problem:  [ ] Facet arthropathy\n"
        "          [ ] Age-related osteoporosis\n"
        "              Wedge compression fracture of L3   [x] VCF T7, senile osteoporosis"
    )
    one = packet(sheet(drawing))
    value = next(value for value in extract(one) if value.field == "diagnosis.text")
    assert value.value == "VCF T7, senile osteoporosis"


@pytest.mark.parametrize(("mark", "sure"), [("[x]", ["CT"]), ("[ ]", [])])
def test_a_lone_box_that_was_seen_makes_choices_of_the_print_around_it(mark: str, sure: list[str]) -> None:
    candidates = found(f"Scan:   MRI   {mark} CT    X-ray    Bone scan")
    assert [c.value for c in candidates if c.confidence >= 0.75] == sure


def test_several_choices_behind_one_box_are_not_all_marked_with_it() -> None:
    lost = [c for c in found("Antithrombotics:  [ ] None   [x] Warfarin Apixaban   [ ] Aspirin")]
    one = [c for c in lost if c.field == "treatment.anticoagulants"]
    assert [(c.value, c.confidence < 0.75) for c in one] == [(("warfarin",), True)]
    whole = found("Antithrombotics:  [ ] None   [x] Warfarin   [ ] Apixaban   [ ] Aspirin")
    sure = [c for c in whole if c.field == "treatment.anticoagulants"]
    assert [(c.value, c.confidence > 0.85) for c in sure] == [(("warfarin",), True)]


def test_of_choices_without_boxes_the_one_beside_a_mark_is_held_as_meant() -> None:
    drawing = (
        "Diagnosis:  Lumbar spinal stenosis              Cervical spondylosis\n"
        "            Wedge compression fracture of L1 ~~~            Chronic low back pain"
    )
    one = [c for c in found(drawing) if c.field == "diagnosis.text"]
    assert [(c.value, c.confidence) for c in one] == [("Wedge compression fracture of L1", 0.5)]
    between = drawing.replace("~~~            Chronic", "     ~~~      Chronic")
    assert [c.value for c in found(between) if c.field == "diagnosis.text"] == [None]


@pytest.mark.parametrize(
    ("drawing", "field", "value"),
    [
        ("Blood thinners:\nNone   [ ] Warfarin   [ ] Apixaban   [ ] Aspirin", "treatment.anticoagulants", "none"),
        ("Study done:\nMRI   [ ] CT   [ ] X-ray   [ ] Bone scan", "imaging.modality", "MRI"),
    ],
)
def test_the_first_choice_under_its_label_is_held_where_only_it_lost_its_box(
    drawing: str, field: str, value: str
) -> None:
    one = [c for c in found(drawing) if c.field == field]
    assert [(c.value, c.confidence <= 0.5) for c in one] == [(value, True)]


def test_studies_to_choose_from_answer_what_was_imaged_whatever_label_stands_beside_them() -> None:
    read = found("Began     [ ] MRI   [x] CT   [ ] X-ray\nDx code")
    assert values(read, "imaging.modality") == ["CT"]


def test_beside_a_marked_choice_words_without_a_box_are_no_choice() -> None:
    one = [c for c in found("Allergies:   [x] NKDA   [ ] Other   none today") if c.field == "patient.allergies"]
    assert all(c.value == "none" and c.confidence > 0.5 for c in one)


@pytest.mark.parametrize(
    ("drawing", "field"),
    [
        ("Routine         Urgent         STAT\nHow soon", "order.urgency"),
        ("Blood thinners:\nNone       Warfarin       Apixaban       Aspirin", "treatment.anticoagulants"),
    ],
)
def test_the_first_of_a_row_of_printed_choices_is_no_answer(drawing: str, field: str) -> None:
    assert values(found(drawing), field) == []


def test_a_choice_that_stands_alone_is_an_answer() -> None:
    assert values(found("Urgency:   Routine      Auth no.:  A5845\n"), "order.urgency") == ["routine"]


@pytest.mark.parametrize(("inked", "number"), [(("9",), 9), (("3", "9"), None), ((), None)])
def test_the_only_ink_on_a_printed_scale_is_the_ring_that_was_not_found(
    inked: tuple[str, ...], number: int | None
) -> None:
    one = sheet("Pain score:  0  1  2  3  4  5  6  7  8  9  10")
    boxes = [w.box for w in one.page.words if w.text in inked]
    inks = tuple(Ink(Box(b.left - 0.01, b.top - 0.006, b.right + 0.01, b.bottom + 0.006), 0.2) for b in boxes)
    marked = replace(one, page=replace(one.page, marks=replace(one.page.marks, inks=inks)))
    assert [scale.ringed for scale in scales(marked)] == [number]


def test_a_ring_read_as_brackets_in_what_was_taken_for_one_choice_means_the_word_in_it() -> None:
    one = sheet("Priority:     [x] Routine (URGENT)     [ ] STAT")
    asked = {one.number: completed(one, questions(one))}
    assert values(list(ticked(packet(one), asked)), "order.urgency") == ["urgent"]


def test_a_choice_in_brackets_behind_another_is_no_remark() -> None:
    (row,) = printed_rows(sheet("Priority:     Routine (URGENT)     STAT").layout)
    assert [choice.said for choice in row.choices] == ["Routine", "URGENT", "STAT"]


def test_a_telephone_over_the_date_of_a_signature_is_not_the_date() -> None:
    drawing = """
    PHONE                  FAX
    603-555-0171           603-555-0172
    SIGNATURE              DATE OF REQUEST
    Ann Fox                09/02/2026
    """
    assert values(found(drawing), "order.date") == ["2026-09-02"]


@pytest.mark.parametrize(
    ("printed", "field"),
    [
        ("SERVICE WANTED", "order.service"),
        ("Procedure desired", "order.service"),
        ("Associated diagnosis Spinal stenosis of lumbar region [M48.061]", "diagnosis.text"),
        ("Associated Dx: lumbar spondylosis", "diagnosis.text"),
    ],
)
def test_what_is_wanted_and_what_is_associated_with_an_order_are_asked_for(printed: str, field: str) -> None:
    assert [field in hit.fields for hit in sheet(f"{printed}\n").hits] == [True]


def test_urgencies_in_two_rows_over_one_caption_are_choices_of_which_none_is_marked() -> None:
    page = sheet("Routine       Urgent\nSTAT\nTimeframe")
    alone = sheet("Ordered 09/02/2026\nSTAT\nTimeframe")
    for one, unmarked in ((page, True), (alone, False)):
        answer = passage_of(one.layout.page, one.layout.lines[1].words)
        assert of_unmarked_row(one, answer) is unmarked


@pytest.mark.parametrize("wide", [3, 0])
def test_a_capital_in_a_word_too_wide_for_its_letters_begins_a_choice_whose_box_ran_into_it(wide: int) -> None:
    drawn = page(f"Service:   [ ] Visit onlyAblation trial {' ' * wide}  [ ] Epidural   [ ] Pump refill")
    words = tuple(
        replace(w, box=replace(w.box, right=w.box.right + wide * 0.01)) if w.text == "onlyAblation" else w
        for w in drawn.words
    )
    words = tuple(
        replace(w, box=replace(w.box, left=w.box.left + wide * 0.01, right=w.box.right + wide * 0.01))
        if w.text == "trial"
        else w
        for w in words
    )
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    asked = {one.number: completed(one, questions(one))}
    held = [c for c in ticked(packet(one), asked) if c.field == "order.service"]
    assert [(c.value, c.confidence) for c in held] == ([("Ablation trial", 0.5)] if wide else [])


def test_the_only_choice_in_small_letters_that_lost_its_box_is_held_where_others_are_small() -> None:
    [soon] = [c for c in found("How soon:  routine   [ ] urgent   [ ] STAT") if c.field == "order.urgency"]
    assert (soon.value, soon.confidence) == ("routine", 0.5)

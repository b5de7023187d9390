"""Boxes whose marks were drawn past them, so that no square was found: their ink stands where a box must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page

from faxpipe.document import Ink, Page, PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.marks.overdrawn import with_overdrawn_boxes
from faxpipe.referral import FieldValue
from faxpipe.schema import load_schema

FORM = """
Patient name: Brennan Oakes
[ ] Male   [x] Female
[ ] Routine   [ ] Urgent
[x] Degenerative stenosis M48.061
[ ] Tumor fracture M84.58XA   [ ] Lumbar radiculopathy M54.16
"""


def overdrawn(drawing: str, grown: float, density: float) -> Page:
    """The page with every marked box as ink, `grown` times as large."""
    drawn = page(drawing)
    inks = []
    for tick in drawn.marks.ticks:
        if tick.ticked:
            dx, dy = 0.5 * (grown - 1) * tick.box.width, 0.5 * (grown - 1) * tick.box.height
            inks.append(Ink(replace(tick.box, left=tick.box.left - dx, top=tick.box.top - dy), density))
    ticks = tuple(tick for tick in drawn.marks.ticks if not tick.ticked)
    return replace(drawn, marks=replace(drawn.marks, ticks=ticks, inks=tuple(inks)))


def read(one: Page, field: str) -> FieldValue:
    sheet = sheet_of(with_overdrawn_boxes(one), PageKind.REFERRAL_FORM, load_schema())
    return next(value for value in extract(packet(sheet), second=False) if value.field == field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient.sex", "female"),
        ("diagnosis.text", "Degenerative stenosis"),
        ("diagnosis.icd10", ("M48.061",)),
    ],
)
@pytest.mark.parametrize(("grown", "density"), [(1.5, 0.35), (1.0, 0.6)])
def test_the_mark_that_hid_its_box_chooses(field: str, value: object, grown: float, density: float) -> None:
    assert read(overdrawn(FORM, grown, density), field).value == value


def test_an_empty_box_that_was_taken_for_ink_chooses_nothing() -> None:
    found = with_overdrawn_boxes(overdrawn(FORM, 1.0, 0.25)).marks.ticks
    assert [tick.ticked for tick in found] == [False] * 7


def test_ink_of_a_boxs_size_that_could_be_either_is_not_said_to_be_marked() -> None:
    found = with_overdrawn_boxes(overdrawn(FORM, 1.0, 0.45)).marks.ticks
    assert [tick.ticked for tick in found].count(None) == 2


def test_ink_on_a_word_or_far_from_the_boxes_is_no_box() -> None:
    drawn = page(FORM + "\n\n\n\n\n\n\nSignature: ~~~~ Oakes")
    word = next(word for word in drawn.words if word.text == "Routine")
    drawn = replace(drawn, marks=replace(drawn.marks, inks=(*drawn.marks.inks, Ink(word.box, 0.6))))
    assert with_overdrawn_boxes(drawn) is drawn


def test_a_box_of_a_comb_is_none_to_tick() -> None:
    drawn = page(FORM + "Phone [x] 6 0 3 4 3 2 9 1 5 8")
    one = overdrawn(FORM + "Phone [x] 6 0 3 4 3 2 9 1 5 8", 1.0, 0.6)
    assert len(with_overdrawn_boxes(one).marks.ticks) == len(drawn.marks.ticks) - 1


def test_a_page_with_few_boxes_is_left_alone() -> None:
    few = overdrawn("[ ] Male   [x] Female\n[ ] Routine", 1.5, 0.4)
    assert with_overdrawn_boxes(few) is few

"""Boxes that a heavy mark made unknowable as boxes: where one must stand, ink of a box's size is its mark.

Place in the sentence: words -> **fields**, before a page is laid out, beside `bracketed`. A check drawn past the
sides of a small square leaves no square to be found; what is left is ink right before a choice, level with the
other boxes of its row or at the edge of their column. The trap: a thin box that was not found is ink, too, but has
little of it.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from faxpipe.document import Box, Ink, Page, TickBox, Word

BOXES_MIN = 4
SIZE = (0.75, 1.9)
"""Of the usual box's width and height: what a box with its mark may have."""
GROWN, FULL, THIN = 1.15, 0.55, 0.34
"""Sizes from which a mark reaches past its box; shares of ink of a box that is marked for sure, and of an empty
one."""
LEVEL, EDGE, COLUMN_HEIGHTS, BEFORE = 0.6, 0.7, 8.0, 1.2
SURE = 0.85


def with_overdrawn_boxes(page: Page) -> Page:
    """`page` with its marked boxes that were taken for ink as tick boxes, and no longer as ink."""
    ticks = page.marks.ticks
    if len(ticks) < BOXES_MIN or not page.marks.inks:
        return page
    width, height = median(t.box.width for t in ticks), median(t.box.height for t in ticks)
    found = {
        id(ink): _tick(ink, width, height) for ink in page.marks.inks if _stands_for_box(page, ink, width, height)
    }
    if not found:
        return page
    inks = tuple(ink for ink in page.marks.inks if id(ink) not in found)
    together = sorted((*ticks, *found.values()), key=lambda t: (t.box.top, t.box.left))
    return replace(page, marks=replace(page.marks, ticks=tuple(together), inks=inks))


def _tick(ink: Ink, width: float, height: float) -> TickBox:
    grown = ink.box.width > GROWN * width or ink.box.height > GROWN * height
    ticked = True if grown or ink.density > FULL else False if ink.density < THIN else None
    return TickBox(ink.box, ticked, SURE)


def _stands_for_box(page: Page, ink: Ink, width: float, height: float) -> bool:
    box, (least, most) = ink.box, SIZE
    if not (least * width < box.width < most * width and least * height < box.height < most * height):
        return False
    if any(_touch(box, tick.box) for tick in page.marks.ticks) or not any(
        _in_row(box, tick.box, width, height) for tick in page.marks.ticks
    ):
        return False
    near = [word for word in page.words if word.box.top < box.center_y < word.box.bottom]
    if any(word.box.left < box.center_x < word.box.right for word in near):
        return False
    return any(-0.3 * width < word.box.left - box.right < BEFORE * width and _is_choice(word) for word in near)


def _is_choice(word: Word) -> bool:
    """Whether a word may begin a choice: no single letter or figure of a comb, whose boxes are as small."""
    return sum(map(str.isalnum, word.text)) > 1 and word.text[:1].isupper()


def _touch(box: Box, other: Box) -> bool:
    return box.overlap_x(other) > 0 and box.overlap_y(other) > 0


def _in_row(box: Box, tick: Box, width: float, height: float) -> bool:
    """Whether a box stands level with the ink, or near over or under it at the same edge."""
    if abs(box.center_y - tick.center_y) < LEVEL * height:
        return True
    level = min(abs(box.left - tick.left), abs(box.right - tick.right)) < EDGE * width
    return level and abs(box.center_y - tick.center_y) < COLUMN_HEIGHTS * height

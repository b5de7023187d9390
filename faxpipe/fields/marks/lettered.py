"""Tick boxes that are letters: the "m" of a bold "meloxicam" is as square and as full as a marked box.

Place in the sentence: words -> **fields**, before the labels are found, since a label behind a box is a choice. A
box is as high as the print beside it and stands a gap before it; a letter is lower than that and stands in its
word, whose rest goes on in small letters.
"""

from __future__ import annotations

from dataclasses import replace

from faxpipe.document import Page, TickBox
from faxpipe.layout import Layout

IN_WORD, APART = 0.2, 0.5
"""A letter stands nearer to the next one, and a word further from the one before it, in widths of a letter."""
LOW = 0.95
"""Of the height of text: a box is no lower."""


def without_lettered(page: Page, laid: Layout) -> Page:
    """`page` without the marked boxes that are letters of its words."""
    small = [tick for tick in page.marks.ticks if tick.ticked and tick.box.height < LOW * laid.text_height]
    letters = [tick for tick in small if _goes_on(tick, laid)]
    if not letters:
        return page
    kept = tuple(tick for tick in page.marks.ticks if tick not in letters)
    return replace(page, marks=replace(page.marks, ticks=kept))


def _goes_on(tick: TickBox, laid: Layout) -> bool:
    """Whether the rest of a word, in small letters, stands right behind a box, and no letter before it: of a word
    with a hole both pieces are torn, and no box less makes them legible."""
    em, left, right = laid.em_x, tick.box.left, tick.box.right
    level = [
        word
        for line in laid.lines
        if line.box.top < tick.box.center_y < line.box.bottom
        for word in line.words
        if word.box.top < tick.box.center_y < word.box.bottom
    ]
    begun = any(left - APART * em < word.box.right and word.box.left < left for word in level)
    behind = (word.text for word in level if tick.box.center_x < word.box.left < right + IN_WORD * em)
    return not begun and any(text[:1].islower() for text in behind)

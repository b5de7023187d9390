"""Whose ink is it? What no word explains near a label, and whether it stands where that label's answer would.

Place in the sentence: words -> **fields**, for `answers`. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from faxpipe.document import Box, Ink, Word
from faxpipe.fields.labels.sections import Hit
from faxpipe.layout import Layout

READ = 0.5
"""Confidence below which a word may be more than its letters, or may not be what its ink says."""


def inks_beside(inks: Iterable[Ink], page: Layout, hits: Sequence[Hit], hit: Hit) -> list[Box]:
    """Unexplained ink where the answer belongs: right of the label up to the next label or wall."""
    box, em, height = hit.box, page.em_x, page.text_height
    right = min((o.box.left for o in hits if o.line == hit.line and o.box.left > box.right), default=1.0)
    walls = [w.center_x for w in page.walls if w.top <= box.center_y <= w.bottom]
    right = min([right, *(wall for wall in walls if wall > box.right + 3 * em)])
    top, bottom = box.top - 1.2 * height, box.bottom + 0.8 * height
    return [
        ink.box
        for ink in inks
        if label_ends(page, hit) - 0.01 < ink.box.center_x < right
        and ink.box.bottom > top
        and ink.box.top < bottom
        and top - 0.01 < ink.box.center_y < bottom + 0.01
        and ink.box.width > 1.5 * em
        and not of_next_answer(page, hits, hit, ink.box)
    ]


def inks_under(inks: Iterable[Ink], page: Layout, hits: Sequence[Hit], hit: Hit) -> list[Box]:
    """Unexplained ink where an answer under its label would stand, with no label between."""
    height, em = page.text_height, page.em_x
    floor = min((page.lines[other.line].box.top for other in hits if other.line > hit.line), default=1.0)
    return [
        ink.box
        for ink in inks
        if hit.box.left - 2.5 * em < ink.box.left < hit.box.left + 6 * em
        and -0.5 * height < ink.box.top - hit.box.bottom < 2.0 * height
        and ink.box.center_y < floor
        and ink.box.width > 1.5 * em
    ]


def of_next_answer(page: Layout, hits: Sequence[Hit], hit: Hit, ink: Box) -> bool:
    """Whether ink is how a tall word of the next line was written, where that has a label of its own."""
    return any(
        word.box.overlap_y(ink) > 0.5 and word.box.overlap_x(ink) > 0.5 and word.box.center_y > hit.box.bottom
        for at in {other.line for other in hits if other.line != hit.line}
        for word in page.lines[at].words
    )


def written_over(ink: Box, words: Sequence[Word]) -> bool:
    """Whether well-read words cover most of a box of ink: it is how they were written."""
    covered = sum(
        max(0.0, min(word.box.right, ink.right) - max(word.box.left, ink.left))
        for word in words
        if word.confidence >= READ and word.box.overlap_y(ink) > 0.3
    )
    return covered > 0.6 * ink.width


def label_ends(page: Layout, hit: Hit) -> float:
    """Where the letters of a label end: an answer struck out behind a badly read one may stand in its box."""
    last = page.lines[hit.line].segments[hit.segment].words[hit.end - 1]
    if last.confidence >= READ:
        return hit.box.right
    return min(hit.box.right, last.box.left + (len(last.text) + 1) * page.em_x)

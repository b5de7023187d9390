"""Labels told by their place: a form without colons prints them one under the other at one edge.

Place in the sentence: words -> **fields**, under `labels`. "Request" or "Rx" before other words is mostly part
of a sentence. Between rows that each begin with a label at the same edge, or end theirs at the same edge, it is
the label of its own row, whatever stands behind it and however badly that was read. A form may have such a column
on either side of the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from faxpipe.document import Word, enclosing
from faxpipe.fields.labels.book import LabelBook, normal_runs
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout

COLUMN_LABELS_MIN, NEAR_ROWS, NEAR_MIN = 3, 3, 2
"""Labels at one edge that make a column; rows up and down in which so many of them stand around a new one."""
EDGE_IN_EMS, PARTED_IN_EMS = 0.7, 1.0
LABEL_WORDS_MAX = 6


def columned(page: Layout, raw: list[Hit], book: LabelBook) -> list[Hit]:
    """`raw` with the labels that only their column tells, in reading order."""
    edges = [hit for hit in raw if _begins_row(hit)]
    if sum(hit.strength is Strength.BARE for hit in edges) < COLUMN_LABELS_MIN:
        return raw
    begun = {(hit.line, hit.segment) for hit in raw if hit.start == 0}
    more = [
        hit
        for at, line in enumerate(page.lines)
        for index, segment in enumerate(line.segments)
        if (at, index) not in begun
        for hit in _label(segment.words, at, index, book)
        if _in_column(page, hit, edges)
    ]
    if not more:
        return raw
    kept = [hit for hit in raw if not any(_within(hit, new) for new in more)]
    return sorted([*kept, *more], key=lambda hit: (hit.line, hit.segment, hit.start))


def _begins_row(hit: Hit) -> bool:
    return hit.start == 0 and bool(hit.label)


def _in_column(page: Layout, label: Hit, edges: Sequence[Hit]) -> bool:
    """Whether a label begins or ends at the edge of a column of labels without colons, between some of them."""
    em = EDGE_IN_EMS * page.em_x
    begun = [hit for hit in edges if abs(hit.box.left - label.box.left) < em]
    ended = [hit for hit in edges if abs(hit.box.right - label.box.right) < em]
    return _around(label, begun) or (_parted(page, label) and _around(label, ended))


def _around(label: Hit, column: Sequence[Hit]) -> bool:
    bare = sum(hit.strength is Strength.BARE for hit in column)
    colons = sum(hit.strength is Strength.COLON for hit in column)
    near = sum(abs(hit.line - label.line) <= NEAR_ROWS for hit in column)
    return bare >= max(COLUMN_LABELS_MIN, colons) and near >= NEAR_MIN


def _parted(page: Layout, label: Hit) -> bool:
    """Whether more than a blank stands between a label and what is behind it, as between a column's two edges."""
    words = page.lines[label.line].segments[label.segment].words
    return words[label.end].box.left - label.box.right > PARTED_IN_EMS * page.em_x


def _label(words: tuple[Word, ...], at: int, index: int, book: LabelBook) -> list[Hit]:
    """The longest label at the head of a segment, with something behind it."""
    if not words[0].text[:1].isupper():
        return []
    runs = normal_runs([word.text for word in words[: min(LABEL_WORDS_MAX, len(words) - 1)]])
    for end, text in reversed(list(enumerate(runs, 1))):
        label = text if text in book.entries else None
        if label is not None and len(label) > 1:
            entry, box = book.entries[label], enclosing([word.box for word in words[:end]])
            return [Hit(at, index, 0, end, label, entry.anywhere, box, Strength.BARE, None, entry.opens)]
    return []


def _within(hit: Hit, new: Hit) -> bool:
    return (hit.line, hit.segment) == (new.line, new.segment) and hit.start < new.end

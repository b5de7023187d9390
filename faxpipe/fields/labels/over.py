"""The place over a label: where the captions of a form stand under the lines that were filled in.

Place in the sentence: words -> **fields**, under `answers`.
"""

from __future__ import annotations

from collections.abc import Sequence

from faxpipe.document import Word, enclosing
from faxpipe.fields.labels.cells import Cells
from faxpipe.fields.labels.places import Places
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout

PRINT_SIZES = 1.25
LOST_EM = 7.0
"""Of an answer's beginning at most so much may be unread, in widths of a letter."""


class Over:
    """What stands over the labels of one page. Rows of words are given from the top, each left to right."""

    def __init__(
        self, layout: Layout, hits: Sequence[Hit], places: Places, cells: Cells, *, captions: bool
    ) -> None:
        """`captions`: labels stand below their answers."""
        self._layout = layout
        self._hits = hits
        self._places = places
        self._cells = cells
        self._captions = captions
        self._first = {(hit.line, hit.segment) for hit in hits if hit.start == 0}

    def rows(self, hit: Hit) -> list[tuple[Word, ...]]:
        """What stands on the line above a caption, aligned with it; a heading is no caption."""
        heading = hit.opens is not None and hit.opens != hit.role and not self._among_captions(hit)
        bare = hit.strength is Strength.BARE or not self._ends_segment(hit)
        if heading or (bare and not (self._captions and self._is_caption(hit))):
            return []
        for at in range(hit.line - 1, max(-1, hit.line - 3), -1):
            line = self._layout.lines[at]
            index = self._cells.over_caption(hit, at)
            if index is None and hit.box.top - line.box.bottom > 2.2 * self._layout.text_height:
                return []
            if index is None:
                index = self._places.under(hit, at, listed=False)
            if index is None and self._captions:
                index = self._in_room(hit, at)
            if index is not None:
                return [] if (at, index) in self._first else [self._places.in_column(hit, at, index)]
        return []

    def _in_room(self, hit: Hit, at: int) -> int | None:
        """The segment of line `at` that begins over the room of a caption, before the next one: its first
        characters were lost."""
        lefts = [other.box.left for other in self._hits if other.line == hit.line]
        ends = [left for left in lefts if left > hit.box.right]
        right = min([*ends, hit.box.left + LOST_EM * self._layout.em_x]) - self._layout.em_x
        for index, segment in enumerate(self._layout.lines[at].segments):
            if hit.box.left < segment.box.left < right:
                return index
        return None

    def begun(self, hit: Hit, rows: list[tuple[Word, ...]], lines: int) -> list[tuple[Word, ...]]:
        """The lines right over an answer that stands over its caption, in which it begins: aligned with it and
        without a label."""
        more: list[tuple[Word, ...]] = []
        if not rows:
            return more
        last = enclosing([word.box for word in rows[0]])
        place = next(at for at, line in enumerate(self._layout.lines) if rows[0][0] in line.words)
        for at in range(place - 1, max(-1, place - 1 - lines), -1):
            segment = self._layout.lines[at].segments[0]
            near = last.top - segment.box.bottom < 1.2 * self._layout.text_height
            level = abs(segment.box.left - last.left) < self._layout.em_x
            if not near or not level or any(other.line == at for other in self._hits):
                break
            more.insert(0, self._places.in_column(hit, at, 0))
            last = segment.box
        return more

    def _is_caption(self, hit: Hit) -> bool:
        """Whether a label at the head of a cell goes on in its own print: "Medications taken regularly"."""
        words = self._layout.lines[hit.line].segments[hit.segment].words
        return hit.start == 0 and hit.end < len(words) and self.of_print(hit, words[hit.end :])

    def of_print(self, hit: Hit, words: tuple[Word, ...]) -> bool:
        """Whether words beside a label in capitals are capitals of its size: a label, too, that nobody knows."""
        label = self._layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
        text, own = " ".join(word.text for word in words), " ".join(word.text for word in label)
        if not (own.isupper() and text.isupper()) or any(map(str.isdigit, text)):
            return False
        height = max(word.box.height for word in label)
        return max(word.box.height for word in words) < PRINT_SIZES * height

    def _among_captions(self, hit: Hit) -> bool:
        """Whether a label that may be a heading stands two lines below another caption, or beside one where labels
        are captions: then it is one, too."""
        asked = [other for other in self._hits if other.fields and other is not hit]
        beside = self._captions and any(
            other.line == hit.line and other.strength is Strength.ALONE and other.opens is None for other in asked
        )
        near = self._hits if self._captions else asked  # "Send to" is a caption though it asks nothing of ours
        return bool(hit.fields) and (beside or any(other.label and other.line == hit.line - 2 for other in near))

    def _ends_segment(self, hit: Hit) -> bool:
        return hit.end == len(self._layout.lines[hit.line].segments[hit.segment].words)

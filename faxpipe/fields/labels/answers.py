"""Label -> the words that answer it: right of it, below it, or inside the same cell.

A label with nothing beside or below it is not answered; a label with ink there that no word explains is
answered unreadably. Rulings bound the search: a value never lies across a printed line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from faxpipe.document import Box, Page, Word, enclosing
from faxpipe.fields.labels.cells import STACK_RISE, Cells, chosen_rows
from faxpipe.fields.labels.ink import inks_beside, inks_under, written_over
from faxpipe.fields.labels.over import Over
from faxpipe.fields.labels.places import COLUMN_GAP, LEADER, Places
from faxpipe.fields.labels.plain_answers import answers_plainly
from faxpipe.fields.labels.rulings import Rulings
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import CROSSED_OUT, Layout, Passage, passage_of_rows

HEAD_WORDS_MAX = 5

LIST_LINES = 8
"""An answer that may take so many lines is a list, which may begin on the line over the one at its caption."""

BESIDE_MIN, BESIDE_SHARE, SHORT_LINES, STACKED_MIN, FAR_EM = 6, 3, 2, 3, 8.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands where a label's answer belongs. `text` None: nothing was read there.

    `ink` is the box of unexplained ink in the place of the answer, None where there is none; `blot` what of it
    no well-read word of the answer covers: script that was read is ink, but no blot.
    """

    hit: Hit
    text: Passage | None
    ink: Box | None
    below: bool = False
    blot: Box | None = None


class Answers:
    """Finds answers on one page. Holds only the geometry of that page."""

    def __init__(
        self,
        page: Page,
        layout: Layout,
        hits: tuple[Hit, ...],
        printed: frozenset[int] = frozenset(),
        *,
        captions: bool = False,
    ) -> None:
        """`printed`: `id`s of words that are printed choices and never an answer. `captions`: labels stand below
        their answers."""
        self._captions = captions
        self._printed = printed
        self._under_labels: bool | None = None
        self._beside_labels: bool | None = None
        self._page = page
        self._layout = layout
        self._hits = hits
        self._first = {(hit.line, hit.segment) for hit in hits if hit.start == 0}
        self._rulings = Rulings(page, layout)
        self._cells = Cells(layout, hits, self._rulings)
        self._places = Places(layout, hits, self._rulings, captions=captions)
        self._over = Over(layout, hits, self._places, self._cells, captions=captions)

    def answer(self, hit: Hit, *, lines: int = 1) -> Answer:
        """The answer to `hit`: at most `lines` lines of it."""
        if hit.under is not None and not self._captions:
            return self._in_table(hit, lines)
        rows = (
            []
            if self._heads_a_column(hit) or self._beside_is_under(hit)
            else self._places.right(hit) or self._places.beside(hit)
        )
        if (
            rows
            and self._captions
            and hit.strength is not Strength.COLON
            and (self._over.rows(hit) or self._over.of_print(hit, rows[0]))
        ):
            rows = []  # what stands beside a caption is another, or the rest of its words
        below = False
        if rows and not self._cut(hit, rows[0]):
            rows += self._places.continued(hit, rows, lines - 1)
            if lines == 1:
                rows[0] += self._places.rest_of_number(hit, rows[0])
        elif not rows and self._captions and (rows := self._cells.headed(hit)):
            below = True
        elif not rows and self._captions:
            rows = self._over.rows(hit)
            rows = (self._over.begun(hit, rows, lines - 1) if lines >= LIST_LINES else []) + rows
        elif not rows and (rows := self._cells.under_head(hit, lines)):
            below = True
        elif not rows and (rows := self._cells.dated_over(hit) or self._cells.wrapped(hit)):
            below = False
        elif not rows and not self._blank_cell_right(hit) and not (lines <= SHORT_LINES and self._left_blank(hit)):
            rows = self._places.below(hit, lines) or self._cells.indented(hit)
            below = bool(rows)
        if below:
            rows = [row for (row,) in chosen_rows(tuple((row,) for row in rows), self._page.marks.ticks)]
        written = [tuple(word for word in row if id(word) not in self._printed) for row in rows]
        chosen = any(len(left) < len(row) for left, row in zip(written, rows, strict=True))
        kept = [tuple(word for word in row if word.confidence != CROSSED_OUT) for row in written]
        written = [row for row in (kept if any(kept) else written) if row]
        text = passage_of_rows(self._layout.page, written) if written else None
        inks = [] if chosen else inks_beside(self._page.marks.inks, self._layout, self._hits, hit)
        if not inks and text is None and hit.strength is Strength.ALONE and self._stacked():
            inks = inks_under(self._page.marks.inks, self._layout, self._hits, hit)
        words = text.words if text else ()
        blots = [ink for ink in inks if not written_over(ink, words)]
        return Answer(hit, text, _around(inks), below, _around(blots))

    def _in_table(self, hit: Hit, lines: int) -> Answer:
        """What the table has under its head `hit`: the first row, or all rows for a list."""
        chosen = chosen_rows(hit.under or (), self._page.marks.ticks)
        cells = chosen[: None if lines >= LIST_LINES or len(chosen) < len(hit.under or ()) else 1]
        written = [tuple(word for word in row if id(word) not in self._printed) for cell in cells for row in cell]
        if lines <= SHORT_LINES:  # a number or a name that a narrow cell broke is one
            written = [tuple(word for row in written for word in row)]
        written = [row for row in written if row]
        text = passage_of_rows(self._layout.page, written) if written else None
        return Answer(hit, text, None, below=True)

    def _cut(self, hit: Hit, row: tuple[Word, ...]) -> bool:
        """Whether another label stands right behind an answer: the line below goes on from that."""
        words = self._layout.lines[hit.line].segments[hit.segment].words
        return len(row) < len(words) - hit.end and row == words[hit.end : hit.end + len(row)]

    def _blank_cell_right(self, hit: Hit) -> bool:
        """Whether the label stands in a ruled row whose answer cell was left empty: then below is not it."""
        if self._places.heads_table(hit):
            return False
        wall = [
            w for w in self._layout.walls if w.top <= hit.box.center_y <= w.bottom and w.center_x > hit.box.right
        ]
        floor = self._rulings.floor(hit.box)
        low = floor is not None and floor - hit.box.bottom < 1.2 * self._layout.text_height
        return len(wall) >= 2 and low and not self._stands_in_cell(hit, floor or 0.0)

    def _stands_in_cell(self, hit: Hit, floor: float) -> bool:
        """Whether something stands under the label and above the floor of its cell."""
        for line in self._layout.lines[hit.line + 1 : hit.line + 3]:
            if any(s.box.center_y < floor and s.box.overlap_x(hit.box) > 0.5 for s in line.segments):
                return True
        return False

    def _heads_a_column(self, hit: Hit) -> bool:
        """Whether what stands right of a label is the next column's label, though no table holds it: both have
        something below, or above where labels are captions, and it begins where they do."""
        segments = self._layout.lines[hit.line].segments
        beside = hit.segment + 1
        if hit.strength is not Strength.ALONE or beside >= len(segments) or (hit.line, beside) in self._first:
            return False
        label = segments[beside]
        if segments[hit.segment].words[-1].text.endswith(LEADER) or answers_plainly(hit.fields, label.text):
            return False  # dots lead to an answer, and "Ann Fox, NP" heads no column
        if beside == len(segments) - 1 and DECIDED.fullmatch(label.text):
            return False  # no more does one "No" behind a question
        if len(label.words) > HEAD_WORDS_MAX or any(any(map(str.isdigit, word.text)) for word in label.words):
            return False
        at = hit.line - 1 if self._captions else hit.line + 1
        if not 0 <= at < len(self._layout.lines):
            return False
        over, under = sorted((hit.line, at))
        gap = self._layout.lines[under].box.top - self._layout.lines[over].box.bottom
        own = self._places.under(hit, at, listed=False)
        if gap > COLUMN_GAP * self._layout.text_height or own is None or (at, own) in self._first:
            return False
        others = self._layout.lines[at].segments[own + 1 :]
        return any(abs(other.box.left - label.box.left) < 2.5 * self._layout.em_x for other in others)

    def above(self, hit: Hit, *, beside: bool = False) -> Passage | None:
        """What a caption would answer with, whatever `captions` says; with `beside` whatever stands beside it."""
        rows = [] if not beside and self._places.right(hit) else self._over.rows(hit)
        return passage_of_rows(self._layout.page, rows) if rows else None

    def _left_blank(self, hit: Hit) -> bool:
        """Whether a short answer was left out beside its label, on a page that writes its answers there: what
        stands below belongs to the next line."""
        if self._beside_labels is None:
            heads = [one for one in self._hits if one.start == 0 and one.fields]
            beside = sum(bool(self._places.right(one)) for one in heads)
            under = sum(not self._places.right(one) and bool(self._places.below(one, 1)) for one in heads)
            self._beside_labels = not self._captions and beside >= BESIDE_MIN and beside > BESIDE_SHARE * under
        beside = self._beside_labels and hit.segment > 0 and hit.strength is Strength.ALONE
        return beside and not self._places.heads_table(hit) and not self._heads_block(hit)

    def _heads_block(self, hit: Hit) -> bool:
        """Whether a label of a section is printed in capitals over labels of its column that are not."""
        if hit.opens is None or not self._in_capitals(hit):
            return False
        near = (h for h in self._hits if abs(h.box.left - hit.box.left) < self._layout.em_x and h.opens is None)
        return any(not self._in_capitals(other) for other in near)

    def _in_capitals(self, hit: Hit) -> bool:
        words = self._layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
        return " ".join(word.text for word in words).isupper()

    def _beside_is_under(self, hit: Hit) -> bool:
        """Whether what stands beside a label answers the one above it, on a page of answers under their labels."""
        if hit.strength is not Strength.ALONE or not self._stacked():
            return False
        return not self._own_right(hit) or self._answered_under(hit)

    def _answered_under(self, hit: Hit) -> bool:
        """Whether an answer stands right under a label, in its own column, and what stands beside it stands far
        off: it answers another label, perhaps one that nobody could read."""
        beside, rows = self._places.right(hit), self._places.below(hit, 1)
        if not beside or not rows:
            return False
        em, first = self._layout.em_x, rows[0][0].box
        far = beside[0][0].box.left - hit.box.right > FAR_EM * em
        near = first.top - hit.box.bottom < STACK_RISE * self._layout.text_height
        return far and near and abs(first.left - hit.box.left) < em

    def _own_right(self, hit: Hit) -> bool:
        segments = self._layout.lines[hit.line].segments[hit.segment + 1 :]
        return bool(self._places.right(hit)) and not (
            segments and self._cells.of_question_above(segments[0], hit.line)
        )

    def _stacked(self) -> bool:
        """Whether the page writes its answers under their labels: most that stand alone have one there."""
        if self._under_labels is None:
            alone = [hit for hit in self._hits if hit.strength is Strength.ALONE and hit.fields]
            under = sum(not self._own_right(hit) and bool(self._places.below(hit, 1)) for hit in alone)
            self._under_labels = not self._captions and under >= STACKED_MIN and under > len(alone) / 2
        return self._under_labels


def _around(boxes: list[Box]) -> Box | None:
    return enclosing(boxes) if boxes else None


DECIDED = re.compile(r"\W*(?:yes|no|none|nkd?a|n/a)\W*", re.IGNORECASE)
"""What by itself behind a question answers it."""

"""Label -> the words that answer it: right of it, below it, or inside the same cell.

A label with nothing beside or below it is not answered; a label with ink there that no word explains is
answered unreadably. Rulings bound the search: a value never lies across a printed line.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from faxpipe.document import Box, Page, Word, enclosing
from faxpipe.fields.labels.cells import Cells, chosen_rows, item
from faxpipe.fields.labels.ink import inks_beside, inks_under, written_over
from faxpipe.fields.labels.plain_answers import answers_plainly
from faxpipe.fields.labels.rulings import Rulings
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import CROSSED_OUT, Layout, Passage, Segment, passage_of_rows

RIGHT_REACH = 0.55
"""How far right of a label an answer may begin, as a fraction of the page width."""

HEAD_WORDS_MAX = 5
LEADER = ".."
COLUMN_GAP = 2.2
"""Heights of text between a row of labels and the row of their answers, at most."""

LIST_LINES = 8
"""An answer that may take so many lines is a list, which may begin on the line over the one at its caption."""

PRINT_SIZES, TABLE_HEADS_MIN = 1.25, 3
BESIDE_MIN, BESIDE_SHARE, SHORT_LINES, STACKED_MIN = 6, 3, 2, 3
LINES_MAX = 14  # a list below a heading is read no further


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
        self._starts = {(hit.line, hit.segment, hit.start): hit for hit in hits}
        self._first = {(hit.line, hit.segment) for hit in hits if hit.start == 0}
        self._passage = {id(word): at for at, passage in enumerate(layout.passages) for word in passage.words}
        self._rulings = Rulings(page, layout)
        self._cells = Cells(layout, hits, self._rulings)
        self._height = layout.text_height

    def answer(self, hit: Hit, *, lines: int = 1) -> Answer:
        """The answer to `hit`: at most `lines` lines of it."""
        if hit.under is not None and not self._captions:
            return self._in_table(hit, lines)
        rows = (
            []
            if self._heads_a_column(hit) or self._beside_is_under(hit)
            else self._right(hit) or self._beside(hit)
        )
        if (
            rows
            and self._captions
            and hit.strength is not Strength.COLON
            and (self._above(hit) or self._of_print(hit, rows[0]))
        ):
            rows = []  # what stands beside a caption is another, or the rest of its words
        below = False
        if rows and not self._cut(hit, rows[0]):
            rows += self._continued(hit, rows, lines - 1)
        elif not rows and self._captions and (rows := self._cells.headed(hit)):
            below = True
        elif not rows and self._captions:
            rows = self._above(hit)
            rows = (self._begun_above(hit, rows, lines - 1) if lines >= LIST_LINES else []) + rows
        elif not rows and (rows := self._cells.under_head(hit, lines)):
            below = True
        elif not rows and (rows := self._cells.dated_over(hit) or self._cells.wrapped(hit)):
            below = False
        elif not rows and not self._blank_cell_right(hit) and not (lines <= SHORT_LINES and self._left_blank(hit)):
            rows = self._below(hit, lines) or self._cells.indented(hit)
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

    def _right(self, hit: Hit) -> list[tuple[Word, ...]]:
        segments = self._layout.lines[hit.line].segments
        own = segments[hit.segment].words
        rest = own[hit.end : self._next_label(hit.line, hit.segment, hit.end, len(own))]
        if rest:
            if hit.end + len(rest) < len(own):
                return [rest]
            return [rest + self._same_cell(hit, segments, rest[-1].box)]
        if hit.end < len(own):
            return []
        return self._right_segment(hit, segments)

    def _cut(self, hit: Hit, row: tuple[Word, ...]) -> bool:
        """Whether another label stands right behind an answer: the line below goes on from that."""
        words = self._layout.lines[hit.line].segments[hit.segment].words
        return len(row) < len(words) - hit.end and row == words[hit.end : hit.end + len(row)]

    def _beside(self, hit: Hit) -> list[tuple[Word, ...]]:
        """Right of the label but a little higher or lower: handwriting seldom keeps the printed baseline."""
        own = self._layout.lines[hit.line].segments[hit.segment].words
        if self._captions or hit.strength is Strength.BARE or hit.end < len(own):
            return []
        for at in (hit.line - 1, hit.line + 1):
            if not 0 <= at < len(self._layout.lines) or any(h.line == at for h in self._hits):
                continue
            segment = self._layout.lines[at].segments[0]
            if any(
                h.line == hit.line and h.box.left > hit.box.right and h.box.overlap_x(segment.box) > 0
                for h in self._hits
            ):
                continue  # it stands over the next label, or under it
            offset = abs(segment.box.center_y - hit.box.center_y)
            gap = segment.box.left - hit.box.right
            if (
                offset < 1.7 * self._layout.text_height
                and 0 < gap < RIGHT_REACH
                and self._rulings.walls(hit.box, segment.box) <= self._rulings.in_one_row(hit.box, segment.box)
            ):
                return [tuple(word for part in self._layout.lines[at].segments for word in part.words)]
        return []

    def _right_segment(self, hit: Hit, segments: tuple[Segment, ...]) -> list[tuple[Word, ...]]:
        at = hit.segment + 1
        if at >= len(segments) or (hit.line, at) in self._first:
            return []
        segment = segments[at]
        if 0 < item(segments[hit.segment].words) < item(segment.words):
            return []  # the next question of a numbered form
        if segment.box.left - hit.box.right > RIGHT_REACH or self._rulings.walls(hit.box, segment.box) > 1:
            return []
        words = segment.words[: self._next_label(hit.line, at, 0, len(segment.words))]
        if len(words) < len(segment.words):
            return [words]
        return [words + self._same_cell(hit, segments, segment.box, at)]

    def _same_cell(
        self, hit: Hit, segments: tuple[Segment, ...], last: Box, at: int | None = None, line: int | None = None
    ) -> tuple[Word, ...]:
        """Further segments of the answer: after a gap, but near and not a label, and with no wall between.

        `at`: the segment of the answer, the label's own by default; `line`: theirs, the label's by default."""
        words: tuple[Word, ...] = ()
        line = hit.line if line is None else line
        for index in range((hit.segment if at is None else at) + 1, len(segments)):
            segment = segments[index]
            near = segment.box.left - last.right < 4.5 * self._layout.em_x
            if (line, index) in self._first or not near or self._rulings.walls(last, segment.box):
                break
            cut = self._next_label(line, index, 0, len(segment.words))
            words += segment.words[:cut]
            if cut < len(segment.words):
                break
            last = segment.box
        return words

    def _next_label(self, line: int, segment: int, start: int, end: int) -> int:
        return next((at for at in range(start, end) if (line, segment, at) in self._starts), end)

    def _blank_cell_right(self, hit: Hit) -> bool:
        """Whether the label stands in a ruled row whose answer cell was left empty: then below is not it."""
        if self._heads_table(hit):
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

    def _below(self, hit: Hit, lines: int) -> list[tuple[Word, ...]]:
        if hit.strength is Strength.BARE:
            return []
        rows: list[tuple[Word, ...]] = []
        last = hit.box
        gap: float | None = None
        headed = self._heads_table(hit)
        floor = self._rulings.floor(self._layout.lines[hit.line + 1].box if headed else hit.box)
        for at in range(
            hit.line + 1, min(hit.line + 1 + (1 if headed else lines * 2 + 2), len(self._layout.lines))
        ):
            index = self._under(hit, at, listed=lines > 1)
            if index is None:
                if rows and self._layout.lines[at].box.top - last.bottom > 3 * self._layout.text_height:
                    break
                continue
            segment = self._layout.lines[at].segments[index]
            step = segment.box.top - last.bottom
            limit = (2.4 if gap is None else max(1.2, 1.6 * gap)) * self._layout.text_height
            if (at, index) in self._first or step > limit or (floor is not None and segment.box.center_y > floor):
                break
            rows.append(self._in_column(hit, at, index))
            gap = max(step / self._layout.text_height, 0.3)
            last = segment.box
            if len(rows) == lines:
                break
        return rows

    def _above(self, hit: Hit) -> list[tuple[Word, ...]]:
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
                index = self._under(hit, at, listed=False)
            if index is None and self._captions:
                index = self._in_room(hit, at)
            if index is not None:
                return [] if (at, index) in self._first else [self._in_column(hit, at, index)]
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

    def _begun_above(self, hit: Hit, rows: list[tuple[Word, ...]], lines: int) -> list[tuple[Word, ...]]:
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
            more.insert(0, self._in_column(hit, at, 0))
            last = segment.box
        return more

    def _is_caption(self, hit: Hit) -> bool:
        """Whether a label at the head of a cell goes on in its own print: "Medications taken regularly"."""
        words = self._layout.lines[hit.line].segments[hit.segment].words
        return hit.start == 0 and hit.end < len(words) and self._of_print(hit, words[hit.end :])

    def _of_print(self, hit: Hit, words: tuple[Word, ...]) -> bool:
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
        return bool(hit.fields) and (beside or any(other.line == hit.line - 2 for other in asked))

    def _ends_segment(self, hit: Hit) -> bool:
        return hit.end == len(self._layout.lines[hit.line].segments[hit.segment].words)

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
        if len(label.words) > HEAD_WORDS_MAX or any(any(map(str.isdigit, word.text)) for word in label.words):
            return False
        at = hit.line - 1 if self._captions else hit.line + 1
        if not 0 <= at < len(self._layout.lines):
            return False
        over, under = sorted((hit.line, at))
        gap = self._layout.lines[under].box.top - self._layout.lines[over].box.bottom
        own = self._under(hit, at, listed=False)
        if gap > COLUMN_GAP * self._layout.text_height or own is None or (at, own) in self._first:
            return False
        others = self._layout.lines[at].segments[own + 1 :]
        return any(abs(other.box.left - label.box.left) < 2.5 * self._layout.em_x for other in others)

    def _heads_table(self, hit: Hit) -> bool:
        """Whether a label is in the header row of a table, whose first row of answers stands under a ruling: every
        cell of the line is a label, one wall at most between each two, and the next line begins where they do."""
        at = hit.line + 1
        if (
            hit.strength is not Strength.ALONE
            or at >= len(self._layout.lines)
            or any(h.line == at for h in self._hits)
        ):
            return False
        row, under = self._layout.lines[hit.line], self._layout.lines[at]
        heads = [other for other in self._hits if other.line == hit.line and other.strength is Strength.ALONE]
        if len(heads) < TABLE_HEADS_MIN or len(heads) < len(row.segments):
            return False
        if any(self._rulings.walls(a.box, b.box) > 1 for a, b in pairwise(row.segments)):
            return False
        ruled = any(
            row.box.center_y < r.center_y < under.box.center_y and r.overlap_x(hit.box) > 0.5
            for r in self._rulings.horizontals
        )
        lefts = [head.box.left for head in heads]
        aligned = all(
            min(abs(s.box.left - left) for left in lefts) < 2 * self._layout.em_x for s in under.segments
        )
        return ruled and aligned and under.box.top - row.box.bottom < COLUMN_GAP * self._height

    def _in_column(self, hit: Hit, at: int, index: int) -> tuple[Word, ...]:
        """The words of segment `index` of line `at` that stand under the label `hit`, and those behind a gap.

        What begins under the label of the next column is that one's, even where they were read as one."""
        line = self._layout.lines[at]
        row = [other.box.left for other in self._hits if other.line == hit.line and other.start == 0]
        right = min((left for left in row if left > hit.box.right), default=1.0) - self._layout.em_x
        columns = any(left < hit.box.left - 0.01 for left in row)
        left = hit.box.left - 2.5 * self._layout.em_x if columns else 0.0
        words = list(line.segments[index].words[: self._next_label(at, index, 0, len(line.segments[index].words))])
        if len(words) == len(line.segments[index].words):
            words += self._same_cell(hit, line.segments, line.segments[index].box, index, at)
        if len(words) > 1 and words[0].box.right < hit.box.left and len(words[0].text) == 1:
            level = abs(words[1].box.left - hit.box.left) < self._layout.em_x
            words = words[1:] if level else words  # a letter of what is printed along the cell's side
        own = tuple(word for word in words if left < word.box.left < right)
        return own or tuple(words)

    def above(self, hit: Hit, *, beside: bool = False) -> Passage | None:
        """What a caption would answer with, whatever `captions` says; with `beside` whatever stands beside it."""
        rows = [] if not beside and self._right(hit) else self._above(hit)
        return passage_of_rows(self._layout.page, rows) if rows else None

    def _under(self, hit: Hit, at: int, *, listed: bool) -> int | None:
        """The segment of line `at` that stands below the label: aligned left, or for lists indented."""
        segments = self._layout.lines[at].segments
        slack = (6 if listed else 2.5) * self._layout.em_x
        label = self._layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
        begins = next((word.box.left for word in label if any(map(str.isalpha, word.text))), hit.box.left)
        for index, segment in enumerate(segments):
            aligned = hit.box.left - 2.5 * self._layout.em_x < segment.box.left < begins + slack  # past "12."
            within = segment.box.left < hit.box.left and self._begins_within(hit, segment)
            if aligned or within or segment.box.overlap_x(hit.box) > 0.7:
                return index
        return None

    def _begins_within(self, hit: Hit, segment: Segment) -> bool:
        """Whether a word inside a segment begins under a label that another stands left of: two answers as one."""
        lefts = (abs(word.box.left - hit.box.left) for word in segment.words[1:])
        columns = any(other.line == hit.line and other.segment < hit.segment for other in self._hits)
        return columns and min(lefts, default=1.0) < self._layout.em_x

    def _continued(self, hit: Hit, rows: list[tuple[Word, ...]], lines: int) -> list[tuple[Word, ...]]:
        """Lines that go on below the first one, left-aligned with it, while the label's column stays empty."""
        more: list[tuple[Word, ...]] = []
        first = rows[0][0].box
        last = enclosing([word.box for word in rows[0]])
        floor = self._rulings.floor(last)
        for at in range(hit.line + 1, min(hit.line + 1 + lines, len(self._layout.lines))):
            found = self._goes_on(hit, at, first)
            if found is None:
                break
            segment = self._layout.lines[at].segments[found]
            too_far = segment.box.top - last.bottom > 1.5 * self._layout.text_height
            if too_far or (floor is not None and segment.box.center_y > floor):
                break
            more.append(segment.words[: self._next_label(at, found, 0, len(segment.words))])
            last = segment.box
        return more

    def _goes_on(self, hit: Hit, at: int, first: Box) -> int | None:
        segments = self._layout.lines[at].segments
        for index, segment in enumerate(segments):
            if segment.box.right < hit.box.left:
                continue  # another column
            if segment.text.endswith(LEADER):
                return None
            if segment.box.left < hit.box.right and abs(segment.box.left - first.left) > 2 * self._layout.em_x:
                level = abs(segment.box.left - hit.box.left) < 1.5 * self._layout.em_x
                asking = any(h.line == at and h.segment != index for h in self._hits)  # a row of questions
                own = self._layout.lines[hit.line].segments[hit.segment].words
                wraps = level and not asking and hit.end < len(own) and self._together(hit, segment)
                if (at, index) in self._first or not wraps:
                    return None
                return index  # a paragraph that begins with its label goes on under the label
            if abs(segment.box.left - first.left) < 2 * self._layout.em_x:
                return None if (at, index) in self._first else index
        return None

    def _together(self, hit: Hit, segment: Segment) -> bool:
        label = self._layout.lines[hit.line].segments[hit.segment].words[hit.start]
        return self._passage.get(id(label)) == self._passage.get(id(segment.words[0]))

    def _left_blank(self, hit: Hit) -> bool:
        """Whether a short answer was left out beside its label, on a page that writes its answers there: what
        stands below belongs to the next line."""
        if self._beside_labels is None:
            heads = [one for one in self._hits if one.start == 0 and one.fields]
            beside = sum(bool(self._right(one)) for one in heads)
            under = sum(not self._right(one) and bool(self._below(one, 1)) for one in heads)
            self._beside_labels = not self._captions and beside >= BESIDE_MIN and beside > BESIDE_SHARE * under
        beside = self._beside_labels and hit.segment > 0 and hit.strength is Strength.ALONE
        return beside and not self._heads_table(hit)

    def _beside_is_under(self, hit: Hit) -> bool:
        """Whether what stands beside a label answers the one above it, on a page of answers under their labels."""
        return hit.strength is Strength.ALONE and self._stacked() and not self._own_right(hit)

    def _own_right(self, hit: Hit) -> bool:
        segments = self._layout.lines[hit.line].segments[hit.segment + 1 :]
        return bool(self._right(hit)) and not (segments and self._cells.of_question_above(segments[0], hit.line))

    def _stacked(self) -> bool:
        """Whether the page writes its answers under their labels: most that stand alone have one there."""
        if self._under_labels is None:
            alone = [hit for hit in self._hits if hit.strength is Strength.ALONE and hit.fields]
            under = sum(not self._own_right(hit) and bool(self._below(hit, 1)) for hit in alone)
            self._under_labels = not self._captions and under >= STACKED_MIN and under > len(alone) / 2
        return self._under_labels


def _around(boxes: list[Box]) -> Box | None:
    return enclosing(boxes) if boxes else None


LOST_EM = 7.0
"""Of an answer's beginning at most so much may be unread, in widths of a letter."""

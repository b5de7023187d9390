"""The places around a label: what stands right of it, under it, and goes on below its answer.

Place in the sentence: words -> **fields**, under `answers`. Rulings bound every search, and no place reaches
into another label's. Which of the places holds the answer is for `answers` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.labels.cells import item
from faxpipe.fields.labels.rulings import Rulings
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout, Segment

RIGHT_REACH = 0.55
"""How far right of a label an answer may begin, as a fraction of the page width."""

LEADER = ".."
COLUMN_GAP = 2.2
"""Heights of text between a row of labels and the row of their answers, at most."""

TABLE_HEADS_MIN = 3
HEADED_LINES = 2
COLUMNS_APART = 1.5
"""Widths of a letter between two columns of one answer, at least."""
UNDERLINE, UNDER_RULE = 0.6, 0.002
"""Heights of text from a heading to the ruling under it, at most; of the page's height, just below a ruling."""
NUMBER_BROKEN = re.compile(r"(?=\S*\d)[A-Z0-9-]{2,14}")
NUMBER_PART = re.compile(r"(?!(?:19|20)\d\d\b|\d{3}-\d{3}-|\d{1,2}-\d{1,2}-)(?=\S*\d)[A-Z0-9-]{2,12}[,;.]?")
WHOLE_NUMBER, NUMBER_PARTS = 9, 3
"""A number that a line may break off, and its end, which is no year, day or telephone; signs of a whole one."""
TEXT_WORDS_MIN, TEXT_SHARE = 15, 0.5
"""Words from which on a passage is running text, and how many of them are small."""


class Places:
    """The places of one page. Rows of words are given from the top, each left to right."""

    def __init__(self, layout: Layout, hits: Sequence[Hit], rulings: Rulings, *, captions: bool) -> None:
        """`captions`: labels stand below their answers."""
        self._layout = layout
        self._hits = hits
        self._rulings = rulings
        self._captions = captions
        self._starts = {(hit.line, hit.segment, hit.start) for hit in hits}
        self._first = {(hit.line, hit.segment) for hit in hits if hit.start == 0}
        self._passage = {id(word): at for at, passage in enumerate(layout.passages) for word in passage.words}

    def right(self, hit: Hit) -> list[tuple[Word, ...]]:
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

    def _right_segment(self, hit: Hit, segments: tuple[Segment, ...]) -> list[tuple[Word, ...]]:
        at = hit.segment + 1
        if at >= len(segments) or (hit.line, at) in self._first:
            return []
        segment = segments[at]
        if 0 < item(segments[hit.segment].words) < item(segment.words):
            return []  # the next question of a numbered form
        if segment.box.left - hit.box.right > RIGHT_REACH or self._rulings.walls(hit.box, segment.box) > 1:
            return []
        if self._of_text_beside(hit, segment):
            return []
        words = segment.words[: self._next_label(hit.line, at, 0, len(segment.words))]
        if len(words) < len(segment.words):
            return [words]
        return [words + self._same_cell(hit, segments, segment.box, at)]

    def _of_text_beside(self, hit: Hit, segment: Segment) -> bool:
        """Whether a segment is of running text that began above the label in another column: the letter beside a
        narrow column of headings, each with its answer right under it."""
        if hit.strength is not Strength.ALONE or (at := self._passage.get(id(segment.words[0]))) is None:
            return False
        words = self._layout.passages[at].words
        began = words[0].box.bottom < hit.box.top + 0.2 * hit.box.height
        small = sum(word.text.isalpha() and word.text.islower() for word in words)
        running = len(words) >= TEXT_WORDS_MIN and small > TEXT_SHARE * len(words)
        if not (began and running) or self._passage.get(id(self._own_words(hit)[0])) == at:
            return False
        return bool(self.below(hit, 1))

    def _own_words(self, hit: Hit) -> tuple[Word, ...]:
        return self._layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]

    def _same_cell(
        self, hit: Hit, segments: tuple[Segment, ...], last: Box, at: int | None = None, line: int | None = None
    ) -> tuple[Word, ...]:
        """Further segments of the answer: after a gap, but near and not a label, and with no wall between.

        `at`: the segment of the answer, the label's own by default; `line`: theirs, the label's by default."""
        words: tuple[Word, ...] = ()
        line = hit.line if line is None else line
        for index in range((hit.segment if at is None else at) + 1, len(segments)):
            segment = segments[index]
            near = segment.box.left - last.right < 4.5 * self._layout.em_x or self._second_of_two(hit, line, index)
            if (line, index) in self._first or not near or self._rulings.walls(last, segment.box):
                break
            cut = self._next_label(line, index, 0, len(segment.words))
            words += segment.words[:cut]
            if cut < len(segment.words):
                break
            last = segment.box
        return words

    def _second_of_two(self, hit: Hit, at: int, index: int) -> bool:
        """Whether a segment beside an answer is its second column: the line below, which asks for nothing, goes on
        under both, and nothing over it heads the column."""
        if at != hit.line or at + 1 >= len(self._layout.lines) or any(h.line == at + 1 for h in self._hits):
            return False
        line, below = self._layout.lines[at], self._layout.lines[at + 1]
        em = self._layout.em_x
        own = line.segments[index - 1].box.left if index - 1 > hit.segment else self._answer_left(hit)
        lefts = [word.box.left for word in below.words]
        level = all(
            any(abs(left - one) < 1.5 * em for left in lefts) for one in (own, line.segments[index].box.left)
        )
        near = below.box.top - line.box.bottom < 1.5 * self._layout.text_height
        column = line.segments[index].box.left
        headed = any(0 < at - h.line <= HEADED_LINES and abs(h.box.left - column) < 2 * em for h in self._hits)
        return level and near and not headed and min(lefts) > hit.box.left + em

    def _answer_left(self, hit: Hit) -> float:
        """Where the answer behind a label begins on its line; 1.0 where it ends its segment and line."""
        own = self._layout.lines[hit.line].segments[hit.segment].words[hit.end :]
        if own:
            return own[0].box.left
        rest = self._layout.lines[hit.line].segments[hit.segment + 1 :]
        return rest[0].box.left if rest else 1.0

    def beside(self, hit: Hit) -> list[tuple[Word, ...]]:
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

    def _next_label(self, line: int, segment: int, start: int, end: int) -> int:
        return next((at for at in range(start, end) if (line, segment, at) in self._starts), end)

    def below(self, hit: Hit, lines: int) -> list[tuple[Word, ...]]:
        if hit.strength is Strength.BARE:
            return []
        rows: list[tuple[Word, ...]] = []
        last = hit.box
        gap: float | None = None
        headed = self.heads_table(hit)
        floor = self._rulings.floor(self._layout.lines[hit.line + 1].box if headed else hit.box)
        if floor is not None and self._underlined(hit, floor):
            floor = self._rulings.floor(replace(hit.box, top=floor, bottom=floor + UNDER_RULE))
        for at in range(
            hit.line + 1, min(hit.line + 1 + (1 if headed else lines * 2 + 2), len(self._layout.lines))
        ):
            index = self.under(hit, at, listed=lines > 1)
            if index is None:
                if rows and self._layout.lines[at].box.top - last.bottom > 3 * self._layout.text_height:
                    break
                continue
            segment = self._layout.lines[at].segments[index]
            step = segment.box.top - last.bottom
            limit = (2.4 if gap is None else max(1.2, 1.6 * gap)) * self._layout.text_height
            if (at, index) in self._first or step > limit or (floor is not None and segment.box.center_y > floor):
                break
            rows.append(self.in_column(hit, at, index))
            gap = max(step / self._layout.text_height, 0.3)
            last = segment.box
            if len(rows) == lines:
                break
        return rows

    def _underlined(self, hit: Hit, floor: float) -> bool:
        """Whether the ruling under a label is drawn under a heading: one in capitals that opens a section, in no
        cell of a table."""
        words = self._layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]
        heading = hit.opens is not None and hit.strength is Strength.ALONE and all(w.text.isupper() for w in words)
        if not heading or floor - hit.box.bottom > UNDERLINE * self._layout.text_height:
            return False
        return not any(wall.top < hit.box.center_y < wall.bottom for wall in self._layout.walls)

    def in_column(self, hit: Hit, at: int, index: int) -> tuple[Word, ...]:
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

    def under(self, hit: Hit, at: int, *, listed: bool) -> int | None:
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

    def continued(self, hit: Hit, rows: list[tuple[Word, ...]], lines: int) -> list[tuple[Word, ...]]:
        """Lines that go on below the first one, left-aligned with it, while the label's column stays empty."""
        if lines > 0 and (wrapped := self._wrapped(hit, rows[0])):
            return [wrapped]
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
            cut = self._next_label(at, found, 0, len(segment.words))
            own = segment.words[:cut]
            more.append(own + self._second_column(rows[0], at, found) if cut == len(segment.words) else own)
            last = segment.box
        return more

    def _second_column(self, row: tuple[Word, ...], at: int, found: int) -> tuple[Word, ...]:
        """What stands behind segment `found` of line `at` where the first row of the answer goes on there, too: a
        list in two columns."""
        words: tuple[Word, ...] = ()
        lefts = [after.box.left for before, after in pairwise(row) if self._apart(before, after)]
        for index, segment in enumerate(self._layout.lines[at].segments[found + 1 :], found + 1):
            level = any(abs(segment.box.left - left) < 2 * self._layout.em_x for left in lefts)
            if not level or (at, index) in self._first:
                break
            words += segment.words[: self._next_label(at, index, 0, len(segment.words))]
        return words

    def _apart(self, before: Word, after: Word) -> bool:
        return after.box.left - before.box.right > COLUMNS_APART * self._layout.em_x

    def _wrapped(self, hit: Hit, row: tuple[Word, ...]) -> tuple[Word, ...]:
        """The beginning of the next line, where an answer ends its line within a sentence: "... and lives at 4 Elm
        St," / "Salem, NH 03079 and"; () where it does not go on there."""
        line = self._layout.lines[hit.line]
        first = line.segments[hit.segment].words[hit.start].text[:1]
        if hit.start == 0 or not first.islower() or row[-1] is not line.words[-1]:
            return ()
        if hit.line + 1 >= len(self._layout.lines) or (hit.line + 1, 0) in self._first:
            return ()
        below = self._layout.lines[hit.line + 1].segments[0]
        level = abs(below.box.left - line.box.left) < 2 * self._layout.em_x
        near = below.box.top - line.box.bottom < 1.5 * self._layout.text_height
        return below.words[: self._next_label(hit.line + 1, 0, 0, len(below.words))] if level and near else ()

    def rest_of_number(self, hit: Hit, row: tuple[Word, ...]) -> tuple[Word, ...]:
        """The end of a number that a line broke off, at the beginning of the next one: in running text ("member
        W2281" / "90447, group 30"), or alone under its beginning in a cell."""
        at = hit.line + 1
        if not row or at >= len(self._layout.lines) or NUMBER_BROKEN.fullmatch(row[-1].text) is None:
            return ()
        line, below = self._layout.lines[hit.line], self._layout.lines[at]
        if below.box.top - line.box.bottom > 1.5 * self._layout.text_height or row[-1] is not line.words[-1]:
            return ()
        if (at, 0) in self._first:
            return ()
        words = below.segments[0].words
        count = next((n for n, word in enumerate(words) if NUMBER_PART.fullmatch(word.text) is None), len(words))
        ended = next((n + 1 for n, word in enumerate(words[:count]) if word.text[-1] in ",;."), 0)
        if hit.start and self._passage.get(id(row[-1])) == self._passage.get(id(words[0])):
            told = self._next_label(at, 0, 1, min(count, len(words) - 1)) if count else 0
            return words[: ended or (told if told < len(words) and (at, 0, told) in self._starts else 0)]
        short = sum(len(word.text) for word in row) < WHOLE_NUMBER or row[-1].text.endswith("-")
        under = abs(words[0].box.left - row[0].box.left) < self._layout.em_x and len(below.segments) == 1
        return words if short and under and count == len(words) and len(row) < NUMBER_PARTS else ()

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

    def heads_table(self, hit: Hit) -> bool:
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
        return ruled and aligned and under.box.top - row.box.bottom < COLUMN_GAP * self._layout.text_height

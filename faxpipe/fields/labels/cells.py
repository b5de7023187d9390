"""Answers in ruled places of their own: the cell under a head's cell, the line over a caption.

Place in the sentence: words -> **fields**, under `answers`. Pure geometry of one page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from faxpipe.document import Box, TickBox, Word
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.labels.rulings import Rulings
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.layout import Layout, Segment

LOW_FLOOR, CELL_LINES = 1.8, 4
"""Heights of text from a label to the floor of a cell that holds nothing else; lines of an answer's cell."""
UNKNOWN_MAX = 1
"""Cells of a row of heads that may hold a label nobody knows."""
CAPTION_RISE, OVER_RISE = 1.6, 2.2
"""Heights of text from a caption up to its ruling, and from there to the answer, at most."""
OFF_RULE = 0.8
"""Heights of text from a ruling down to a heading, at least: a caption stands right under its own."""
WRAP_MIN, WRAP_RISE = 0.3, 3.0
"""How far left of a label its answer begins at the margin of the next line, at least; heights of text between."""
ANY_DAY = date(2000, 1, 1)
EDGE = 0.01
"""Rulings nearer than so much of the page are one, drawn or scanned twice."""
STACK_RISE, STACK_EM = 1.6, 6.0
"""Heights of text from a question down to its answer, and how far that may be indented."""


class Cells:
    """The ruled places of one page."""

    def __init__(self, layout: Layout, hits: Sequence[Hit], rulings: Rulings) -> None:
        self._layout = layout
        self._hits = hits
        self._rulings = rulings
        self._labelled = {hit.line for hit in hits}

    def under_head(self, hit: Hit, lines: int) -> list[tuple[Word, ...]]:
        """What stands in the cell below the cell of a head: of a row of cells that all hold a label and nothing
        else, over a row that holds none."""
        floor = self._rulings.floor(hit.box)
        if floor is None or not self._is_head_row(hit, floor):
            return []
        edges = self._edges(hit.box.center_y)
        left = max((edge for edge in edges if edge < hit.box.center_x), default=0.0)
        right = min((edge for edge in edges if edge > hit.box.center_x), default=1.0)
        rows: list[tuple[Word, ...]] = []
        end: float | None = None
        for at in range(hit.line + 1, min(hit.line + 1 + min(lines, CELL_LINES), len(self._layout.lines))):
            line = self._layout.lines[at]
            end = self._rulings.floor(line.box) if end is None else end
            if at in self._labelled or end is None or line.box.center_y > end:
                break
            inside = [s.words for s in line.segments if left < s.box.center_x < right]
            if inside:
                rows.append(tuple(word for words in inside for word in words))
        return rows

    def indented(self, hit: Hit) -> list[tuple[Word, ...]]:
        """The line by itself under a label in the label's own ruled cell, however far it is indented."""
        lines, at, floor = self._layout.lines, hit.line + 1, self._rulings.floor(hit.box)
        if hit.strength is not Strength.ALONE or at in self._labelled or at >= len(lines) or floor is None:
            return []
        if lines[at].box.center_y > floor or not self._under_ceiling(hit):
            return []
        edges = self._edges(hit.box.center_y)
        left = max((edge for edge in edges if edge < hit.box.center_x), default=0.0)
        right = min((edge for edge in edges if edge > hit.box.center_x), default=1.0)
        inside = [s for s in lines[at].segments if left < s.box.center_x < right]
        own = [s.words for s in inside if not self._under_another(hit, s, left, right)]
        return [tuple(word for words in own for word in words)] if own else []

    def _under_another(self, hit: Hit, segment: Segment, left: float, right: float) -> bool:
        """Whether a segment begins nearer under another label of the same line and cell, no wall being between."""
        others = (o.box.left for o in self._hits if o.line == hit.line and o is not hit and o.fields)
        off = abs(segment.box.left - hit.box.left)
        return any(left < other < right and abs(segment.box.left - other) < off for other in others)

    def _under_ceiling(self, hit: Hit) -> bool:
        """Whether a label stands right under a ruling that goes on past it, as at the head of a cell."""
        rise = CAPTION_RISE * self._layout.text_height
        return any(
            0 < hit.box.top - rule.center_y < rise and rule.left < hit.box.left and rule.right > hit.box.right
            for rule in self._rulings.horizontals
        )

    def _is_head_row(self, hit: Hit, floor: float) -> bool:
        segments = self._layout.lines[hit.line].segments
        under = self._layout.lines[hit.line + 1 : hit.line + 2]
        heads = [other for other in self._hits if other.line == hit.line and other.strength is Strength.ALONE]
        unknown = len(segments) - len(heads)
        if hit.strength is not Strength.ALONE or unknown > min(UNKNOWN_MAX, len(heads) - 1) or not under:
            return False
        if any(
            any(map(str.isdigit, s.text)) for at, s in enumerate(segments) if at not in {h.segment for h in heads}
        ):
            return False
        low = floor - hit.box.bottom < LOW_FLOOR * self._layout.text_height
        answered = hit.line + 1 not in self._labelled and under[0].box.top > floor - 0.5 * self._layout.text_height
        return low and answered and len(self._edges(hit.box.center_y)) == len(segments) + 1

    def _edges(self, y: float) -> list[float]:
        """The vertical rulings at a height of the page, left to right, each once."""
        edges: list[float] = []
        for x in sorted(wall.center_x for wall in self._layout.walls if wall.top <= y <= wall.bottom):
            if not edges or x - edges[-1] > EDGE:
                edges.append(x)
        return edges

    def over_caption(self, hit: Hit, at: int) -> int | None:
        """The segment of line `at` that is written on the ruling over a caption, anywhere along it."""
        rule = self._caption_rule(hit)
        if rule is None:
            return None
        em, line = self._layout.em_x, self._layout.lines[at]
        if rule.center_y - line.box.bottom > OVER_RISE * self._layout.text_height:
            return None
        for index, segment in enumerate(line.segments):
            if rule.left - 2 * em < segment.box.left and segment.box.center_x < rule.right:
                return index
        return None

    def headed(self, hit: Hit) -> list[tuple[Word, ...]]:
        """The line under a heading by itself that is no caption, though others of its page are: the ruling above
        it stands off, and the next one bears what is written under the heading."""
        lines, height = self._layout.lines, self._layout.text_height
        own, at = lines[hit.line], hit.line + 1
        alone = len(own.segments) == 1 and hit.strength is Strength.ALONE and at not in self._labelled
        if not alone or hit.end - hit.start < len(own.segments[0].words) or at >= len(lines):
            return []
        under = lines[at]
        across = [r for r in self._rulings.horizontals if r.left < hit.box.center_x < r.right]
        over = max((r.center_y for r in across if r.center_y < hit.box.top), default=0.0)
        floor = min((r.center_y for r in across if r.center_y > hit.box.center_y), default=1.0)
        near = under.box.top - own.box.bottom < OVER_RISE * height
        borne = under.box.center_y < floor < under.box.bottom + OVER_RISE * height
        return [tuple(under.words)] if near and borne and hit.box.top - over > OFF_RULE * height else []

    def wrapped(self, hit: Hit) -> list[tuple[Word, ...]]:
        """The beginning of the next line, up to a gap, where a label with a colon ends a line of a letter with
        blanks: "Dear colleague, ... Known allergies:" and then "none" at the margin."""
        lines, at = self._layout.lines, hit.line + 1
        own = lines[hit.line].segments
        last = hit.segment == len(own) - 1 and hit.end == len(own[hit.segment].words)
        if hit.strength is not Strength.COLON or not last or at >= len(lines) or not self._is_letter():
            return []
        first = lines[at].segments[0]
        margin = min(own[0].box.left, first.box.left) + 2 * self._layout.em_x
        flows = first.box.left < margin and hit.box.left - first.box.left > WRAP_MIN
        near = first.box.top - hit.box.bottom < WRAP_RISE * self._layout.text_height
        if not flows or not near:
            return []
        ends = [h.start for h in self._hits if h.line == at and h.segment == 0]
        words = first.words[: min(ends, default=len(first.words))]
        return [words] if words else []

    def _is_letter(self) -> bool:
        return any(line.words[0].text.casefold().strip(",") == "dear" for line in self._layout.lines)

    def dated_over(self, hit: Hit) -> list[tuple[Word, ...]]:
        """The date over its caption beside that of a signature: both stand under their lines on many forms whose
        other labels do not."""
        signed = [h for h in self._hits if h.line == hit.line and "referrer.signature" in h.fields]
        alone = {h.strength for h in (*signed, hit)} == {Strength.ALONE}
        if not (signed and alone and "order.date" in hit.fields and hit not in signed) or hit.line == 0:
            return []
        at = hit.line - 1
        segments = self._layout.lines[at].segments
        near = hit.box.top - self._layout.lines[at].box.bottom < OVER_RISE * self._layout.text_height
        if self._dated_under(hit):
            return []
        level = (
            n for n, s in enumerate(segments) if near and abs(s.box.left - hit.box.left) < 2 * self._layout.em_x
        )
        index = self.over_caption(hit, at)
        index = next(level, None) if index is None else index
        if index is None or at in self._labelled or find_phones(segments[index].text):
            return []  # the answer of the row of captions above
        return [segments[index].words]

    def _dated_under(self, hit: Hit) -> bool:
        """Whether a day stands right under a label: it is no caption."""
        for line in self._layout.lines[hit.line + 1 : hit.line + 2]:
            near = line.box.top - hit.box.bottom < OVER_RISE * self._layout.text_height
            level = (s for s in line.segments if abs(s.box.left - hit.box.left) < 2 * self._layout.em_x)
            return near and any(find_dates(segment.text, ANY_DAY) for segment in level)
        return False

    def _caption_rule(self, hit: Hit) -> Box | None:
        """The ruling right over a caption, which is no longer than its answer's place and no side of a table."""
        height, em = self._layout.text_height, self._layout.em_x
        over = [
            rule
            for rule in self._rulings.horizontals
            if -0.3 * height < hit.box.top - rule.center_y < CAPTION_RISE * height
            and rule.left - em < hit.box.left
            and hit.box.right < rule.right + em
        ]
        rule = max(over, key=lambda one: one.center_y, default=None)
        if rule is None or any(wall.top <= rule.center_y + EDGE <= wall.bottom for wall in self._layout.walls):
            return None
        shared = [h for h in self._hits if h.line == hit.line and rule.left < h.box.center_x < rule.right]
        return rule if len(shared) == 1 else None

    def of_question_above(self, segment: Segment, line: int) -> bool:
        """Whether a segment stands right under a label in its own column, hence answers that."""
        return any(
            line - 2 <= other.line < line
            and other.strength is Strength.ALONE
            and segment.box.top - other.box.bottom < STACK_RISE * self._layout.text_height
            and -self._layout.em_x < segment.box.left - other.box.left < STACK_EM * self._layout.em_x
            for other in self._hits
        )


def chosen_rows(rows: tuple[Lines, ...], ticks: Sequence[TickBox]) -> tuple[Lines, ...]:
    """Of the cells under a table's head those with a marked box before them, where each row has a box."""
    boxes = [_box_before(cell[0][0].box, ticks) if cell and cell[0] else None for cell in rows]
    if len(rows) < BOXED_ROWS_MIN or None in boxes:
        return rows
    return tuple(cell for cell, tick in zip(rows, boxes, strict=True) if tick is None or tick.ticked is not False)


def _box_before(box: Box, ticks: Sequence[TickBox]) -> TickBox | None:
    level = (tick for tick in ticks if tick.box.overlap_y(box) > 0 and tick.box.right < box.left)
    return max(level, key=lambda tick: tick.box.left, default=None)


BOXED_ROWS_MIN = 2
Lines = tuple[tuple[Word, ...], ...]


def item(words: tuple[Word, ...]) -> int:
    """The number that a question of a numbered form begins with, "23. Allergies", 0 for other words."""
    begun = ITEM.fullmatch(words[0].text) if len(words) > 1 else None
    return int(begun[1]) if begun else 0


ITEM = re.compile(r"\W{0,2}(\d{1,2})[.),]")

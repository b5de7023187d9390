"""What stands around a value on a page: the words that speak of it, and whose data lie nearest.

Place in the sentence: words -> **fields**, under `unclaimed`. Nothing here knows a label: the words left of a
value, in the cell left of it or over it are its caption whatever they say, and a value belongs to the one beside
whose other data it stands. Boxes are fractions of the page, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from faxpipe.document import Box, PageKind
from faxpipe.fields.context import Sheet, believed
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.labels.sections import ANYBODYS, Hit
from faxpipe.layout import Line, Passage, Segment, passage_of
from faxpipe.referral import Candidate, Value

SENT = frozenset(
    {
        PageKind.REFERRAL_FORM,
        PageKind.REFERRAL_LETTER,
        PageKind.COVER_SHEET,
        PageKind.FACE_SHEET,
        PageKind.CLINICAL_NOTE,
    }
)
"""Kinds of page on which the sender tells of the patient and of itself."""
CAPTION_WORDS, ABOVE_IN_HEIGHTS, ALIGNED_IN_EMS = 7, 2.4, 3.0
ROW_HEIGHT = 2.0
"""Heights of text from one line to the next, about."""
OTHER_COLUMN = 3.0
"""Lines that another column is worth in distance."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One line of a page as running text; `segment` by character."""

    sheet: Sheet
    line: int
    passage: Passage = field(repr=False)

    def box(self, start: int, end: int) -> Box:
        """The box of characters start..end."""
        return self.passage.box(start, end)

    def before(self, start: int) -> str:
        """The words right before a value: of its own cell, back to the value before it."""
        box = self.passage.box(start, start + 1)
        at = max((number for number, one in enumerate(self._cells()) if one.box.left < box.right), default=0)
        left = self._cells()[at].box.left - 0.001
        words = [
            word.text for word in self.passage.covering(0, start) if word.box.left >= left and word.box != box
        ]
        text = " ".join(words)
        parts = VALUE.split(text)
        return " ".join(parts[-1].split()[-CAPTION_WORDS:])

    def behind(self, end: int) -> str:
        """The words right behind a value."""
        return " ".join(VALUE.split(self.passage.text[end:])[0].split()[:CAPTION_WORDS])

    def caption(self, start: int) -> str:
        """What speaks of the value that begins at `start`: the words before it, else those of the cell left of it,
        else those over it; "" where nothing does."""
        said = self.before(start)
        if re.search(r"[A-Za-z]", said):
            return said
        box = self.passage.box(start, start + 1)
        left = [cell for cell in self._cells() if cell.box.right <= box.left + 0.002]
        if left and not NUMBER.search(left[-1].text):
            return left[-1].text
        return self._over(box)

    def parts(self) -> Iterator[tuple[int, int]]:
        """Where the cells of the line begin and end in its text."""
        at = 0
        for cell in self._cells():
            length = len(" ".join(word.text for word in cell.words))
            yield at, at + length
            at += length + 1

    def under(self, start: int) -> str:
        """The words of the cell right under a value, where they hold no value themselves."""
        laid, box = self.sheet.layout, self.passage.box(start, start + 1)
        for line in laid.lines[self.line + 1 : self.line + 2]:
            if line.box.top - box.bottom < ABOVE_IN_HEIGHTS * laid.text_height:
                cells = (c for c in line.segments if abs(c.box.left - box.left) < ALIGNED_IN_EMS * laid.em_x)
                return next((cell.text for cell in cells if not NUMBER.search(cell.text)), "")
        return ""

    def _cells(self) -> tuple[Segment, ...]:
        return self.sheet.layout.lines[self.line].segments

    def _over(self, box: Box) -> str:
        """The nearest words over a value, where they hold no value themselves."""
        laid = self.sheet.layout
        for line in reversed(laid.lines[max(0, self.line - 2) : self.line]):
            if box.top - line.box.bottom > ABOVE_IN_HEIGHTS * laid.text_height:
                return ""
            for cell in line.segments:
                aligned = abs(cell.box.left - box.left) < ALIGNED_IN_EMS * laid.em_x
                if aligned:
                    return "" if NUMBER.search(cell.text) or ANSWERED.search(cell.text) else cell.text
        return ""


VALUE = re.compile(r"\S*\d\S*|[;|\u2022]")
"""What ends the words that speak of the next value."""
NUMBER = re.compile(r"\d{2}")
ANSWERED = re.compile(r":\s*\w")
"""A label with its own answer, which says nothing of what stands under it."""


METHOD = "unclaimed"
HELD, SURE = 0.6, 0.86
"""How often such a value is right where only its place speaks for it, and where its words or a check do too."""
NOT_OURS = frozenset({"recipient", "contact", "secondary"})


def placed(spot: Spot, name: str, one: Found, prior: float, value: Value | None = None) -> Candidate:
    """What was recognised on a line as a candidate for the field `name`."""
    words, box = spot.passage.covering(one.start, one.end), spot.box(one.start, one.end)
    raw, sure = spot.passage.text[one.start : one.end], believed(prior, words)
    read = one.value if value is None else value
    return Candidate(name, read, raw, spot.sheet.number, box, sure, METHOD, one.check)


def held(one: Candidate) -> Candidate:
    """A candidate that nobody should trust unseen."""
    return replace(one, confidence=min(one.confidence, HELD))


def bare(value: object) -> str:
    """Letters and digits of a value."""
    return SIGNS.sub("", str(value).upper())


SIGNS = re.compile(r"[^A-Z0-9]")


def spots(sheet: Sheet) -> Iterator[Spot]:
    """Every line of a page that has words."""
    for at, passage in enumerate(sheet.rows_of_text):
        if passage.words:
            yield Spot(sheet, at, passage)


def with_next(spot: Spot) -> Spot:
    """The line together with the one under it, where there is one."""
    lines = spot.sheet.layout.lines
    if spot.line + 1 >= len(lines):
        return spot
    words = (*lines[spot.line].words, *lines[spot.line + 1].words)
    return replace(spot, passage=passage_of(spot.sheet.number, words))


def printed_choices(sheet: Sheet, line: Line) -> bool:
    """Whether tick boxes that ask something stand on a line: its words are choices, unless it holds nothing but a
    number: what seems a box before it was the label ("ID")."""
    worded = any(sum(map(str.isdigit, word.text)) < FIGURES_MIN for word in line.words)
    return worded and any(line.box.top <= tick.box.center_y <= line.box.bottom for tick in sheet.ticks)


FIGURES_MIN = 5


def role(sheet: Sheet, line: int) -> str:
    """Whose section a line stands in, by the labels above it; "" where none says."""
    cells = sheet.layout.lines[line].segments
    left = cells[0].box.left if cells else 0.0
    for hit in reversed(sheet.hits):
        owner = hit.line <= line and (_owner(hit) or hit.opens or hit.role)
        beside = hit.box.right + COLUMN_GAP < left if hit.line < line else _ends(sheet, hit)
        if owner and not (owner in NOT_OURS and beside):
            return owner
    return ""


def _ends(sheet: Sheet, hit: Hit) -> bool:
    """Whether a label stands at the right of a line that begins with another's matter: it heads nothing, or what
    one of our labels asks for stands before it."""
    ours = any(one.line == hit.line and one.fields and one.box.left < hit.box.left for one in sheet.hits)
    return hit.box.left > OUTER and (not hit.opens or ours)


COLUMN_GAP, OUTER = 0.05, 0.25
"""What begins so far right of a heading's end stands in another column and is not somebody else's for it; a label
so far right may have been given to the section of another column."""


def _owner(hit: Hit) -> str:
    """Whom a label of our own fields is about, whatever section it seems to stand in."""
    own = {name.split(".")[0] for name in hit.fields if name not in ANYBODYS}
    return own.pop() if len(own) == 1 and own <= OWNERS else ""


OWNERS = frozenset({"patient", "referrer", "coverage"})


def rows_apart(sheet: Sheet, one: Box, other: Box) -> float:
    """Lines between two places, another column counted as some."""
    rows = abs(one.center_y - other.center_y) / (ROW_HEIGHT * sheet.layout.text_height)
    if rows < SAME_ROW:
        return 0.0
    beside = one.overlap_x(other) > 0 or abs(one.left - other.left) < COLUMN
    return rows if beside else rows + OTHER_COLUMN


SAME_ROW, COLUMN = 0.4, 0.2


def nearest(sheet: Sheet, box: Box, candidates: Iterable[Candidate]) -> float:
    """Lines from a place to the nearest of `candidates` on its page; infinite without any."""
    return min(
        (rows_apart(sheet, box, c.box) for c in candidates if c.page == sheet.number and c.value is not None),
        default=float("inf"),
    )


def of(candidates: Sequence[Candidate], *names: str) -> list[Candidate]:
    """The candidates of some fields that have a value."""
    return [c for c in candidates if c.field in names and c.value is not None]

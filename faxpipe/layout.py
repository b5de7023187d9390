"""Words of a page -> lines, segments and passages.

A *line* is what stands on one baseline. A *segment* is a run of words on a line without a wide gap or a
ruling between them: a cell of a form, a column's share of a line. A *passage* is text in reading order with
a way back from characters to words and boxes: wrapped lines are joined by a blank, hard line ends stay
newlines, so a sentence can be read across lines and its place shown.

Pure geometry: knows no label and no language. The trap: word boxes hug the ink, so heights differ between
"see" and "By,"; every threshold is in units of the page's median word height, never of one word's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from faxpipe.document import Box, Page, Rule, Word, enclosing
from faxpipe.joined import parted
from faxpipe.side_columns import HEADER_DEPTH, side_column

GAP_IN_HEIGHTS = 1.9
"""A wider gap than this many text heights starts a new segment; a blank is about 0.4, justified text under 1.2."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text with its words: `spans[i]` is (start, end, word index) of each word in `text`."""

    page: int
    text: str = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    starts: tuple[int, ...]

    def covering(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that characters start..end touch."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        after = bisect_left(self.starts, end)
        near = zip(self.words[first:after], self.starts[first:after], strict=True)
        return tuple(word for word, at in near if at + len(word.text) > start)

    def box(self, start: int, end: int) -> Box:
        """The box around characters start..end; ValueError where no word is touched."""
        touched = self.covering(start, end)
        if not touched:
            raise ValueError("no word in this span")
        return enclosing([word.box for word in touched])

    def confidence(self, start: int, end: int) -> float:
        """The lowest engine confidence among the words touched, 0..1; 0 where none is."""
        return min((word.confidence for word in self.covering(start, end)), default=0.0)


@dataclass(frozen=True)
class Segment:
    """Words of one line that stand together, left to right."""

    words: tuple[Word, ...] = field(repr=False)
    box: Box

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class Line:
    """The segments on one baseline, left to right."""

    segments: tuple[Segment, ...]
    box: Box

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    @cached_property
    def text(self) -> str:
        return "  ".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Layout:
    """A page in order. `text_height` is the median word height as a fraction of the page height."""

    page: int
    aspect: float
    text_height: float
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    walls: tuple[Box, ...] = ()
    """Vertical rulings that end at horizontal ones: cell borders, not scanner streaks."""
    floors: tuple[Box, ...] = ()
    """Horizontal rulings."""
    column: tuple[Line, ...] = ()
    """Those of `lines` that are a letterhead in a column beside the letter."""

    @property
    def em_x(self) -> float:
        """The text height as a fraction of the page *width*, for horizontal distances."""
        return self.text_height * self.aspect

    @property
    def text(self) -> str:
        """All passages, an empty line between them."""
        return "\n\n".join(passage.text for passage in self.passages)


def layout(page: Page) -> Layout:
    """Lines, segments and passages of `page`; empty for a page without words."""
    words = _crossed_out(_without_noise(parted(page.words, page.marks.ticks)), page)
    if not words:
        return Layout(page.number, page.aspect, 0.01, (), ())
    height = median(word.box.height for word in words)
    em_x = height * page.aspect
    walls = _walls(page)
    rows, beside = _parted_rows(words, height, em_x)
    lines = _rejoined(tuple(_line(row, em_x, walls) for row in rows), height, em_x)
    horizontals = [rule for rule in page.marks.rules if rule.horizontal]
    passages = tuple(_passage(page.number, chain) for chain in _chains(lines, height, em_x, horizontals))
    floors = tuple(rule.box for rule in horizontals)
    column = tuple(line for line in lines if id(line.words[0]) in beside)
    return Layout(page.number, page.aspect, height, lines, passages, walls, floors, column)


def passage_of(page: int, words: tuple[Word, ...]) -> Passage:
    """A passage of one run of words, a blank between them."""
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return Passage(page, " ".join(word.text for word in words), words, tuple(starts))


def passage_of_rows(page: int, rows: list[tuple[Word, ...]]) -> Passage:
    """A passage of several lines with newlines between them."""
    text = ""
    starts: list[int] = []
    for row in rows:
        for word in row:
            starts.append(len(text))
            text += word.text + " "
        text = text[:-1] + "\n"
    return Passage(page, text[:-1], tuple(word for row in rows for word in row), tuple(starts))


MEANINGFUL_SIGNS = frozenset(":#&%/-=+")
FRINGE = "|‘’'\"“”`´~*_^¢°•·«»\\"


ANSWER_SIGN = re.compile(r"\(([-+])\)")
"""How notes deny and claim: "(-) fever, (+) numbness"."""
STRAY = (".", ",", ";", ":")
STRAY_DOTS = re.compile(r"^[.,;:]+(?=[A-Za-z])")


def _without_noise(words: Iterable[Word]) -> list[Word]:
    """Drops what specks and rulings were read as, and trims it from the ends of real words."""
    kept = [word for word in map(_trimmed, words) if _says_something(word)]
    if not kept:
        return []
    height = median(word.box.height for word in kept)
    return [word for word in kept if word.box.height > 0.3 * height or word.text in {"-", "=", ":"}]


def _trimmed(word: Word) -> Word:
    if word.text.isalnum():  # most words
        return word
    text = word.text.strip(FRINGE)
    if text.startswith(STRAY):
        text = STRAY_DOTS.sub("", text)
    return word if text == word.text else replace(word, text=text)


def _says_something(word: Word) -> bool:
    if len(word.text) > 2 and word.text.isalnum():  # most words
        return True
    letters = sum(character.isalnum() for character in word.text)
    if letters == 0:
        bare = ANSWER_SIGN.sub(r"\1", word.text).rstrip(":")
        return bool(word.text) and (bare or ":") in MEANINGFUL_SIGNS and word.confidence > 0.3
    kept = letters > 2 or word.text.lower().strip(".,;") == "no"  # a lost "no" turns a finding over
    return kept or word.confidence >= 0.25  # a faint lone letter is far more often a speck


def _crossed_out(words: list[Word], page: Page) -> list[Word]:
    """The words with those that somebody drew a line through sure of nothing: a ruling as long as they are, at
    half their height. The lines of a form go on beyond what is written on them."""
    strokes = [rule.box for rule in page.marks.rules if rule.horizontal and rule.box.height > STROKE_THICK]
    out = {id(word) for stroke in strokes for word in _under_stroke(words, stroke)}
    return [replace(word, confidence=CROSSED_OUT) if id(word) in out else word for word in words]


def _under_stroke(words: list[Word], stroke: Box) -> list[Word]:
    """What one pen stroke goes through, read with doubt; [] where the stroke is print or part of the letters."""
    y = stroke.center_y
    level = [word for word in words if word.box.top < y < word.box.bottom]
    through = [word for word in level if _goes_through(stroke, word.box)]
    if not through or max(word.confidence for word in through) > STROKE_DOUBT:
        return []
    box = enclosing([word.box for word in through])
    reach = box.height
    ends = box.left - reach < stroke.left and stroke.right < box.right + reach
    return (
        through
        if ends and stroke.width > STROKE_SHARE * box.width and _letters(through) >= STROKE_LETTERS_MIN
        else []
    )


def _goes_through(stroke: Box, box: Box) -> bool:
    zone = STROKE_ZONE * box.height
    shared = min(box.right, stroke.right) - max(box.left, stroke.left)
    return box.top + zone < stroke.center_y < box.bottom - zone and shared > STROKE_SHARE * box.width


def _letters(words: list[Word]) -> int:
    return sum(len(word.text) for word in words)


CROSSED_OUT = 0.0
"""Confidence of a word that somebody crossed out."""
STROKE_THICK, STROKE_DOUBT = 0.0014, 0.95
STROKE_ZONE, STROKE_SHARE, STROKE_LETTERS_MIN = 0.25, 0.9, 4


def _rows(words: list[Word], height: float) -> list[list[Word]]:
    """Words grouped by baseline, top to bottom; each row left to right.

    Words are taken from left to right, and each joins the row whose last word it stands level with, so a line
    that climbs or sags a little stays one line. Commas and dashes find their row by standing inside it.
    """
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: (w.box.left, w.box.top)):
        box = word.box
        top, bottom = box.top, box.bottom
        near = [row for row in rows if row.top < bottom and top < row.bottom]
        level = [(gap, row) for row in near if (gap := row.level(box, height)) is not None]
        if level:
            row = min(level, key=lambda one: one[0])[1]
        else:
            row = _Row()
            rows.append(row)
        row.add(word)
    return [row.words for row in sorted(rows, key=lambda row: median(word.box.center_y for word in row.words))]


def _parted_rows(words: list[Word], height: float, em_x: float) -> tuple[list[list[Word]], frozenset[int]]:
    """As `_rows`; the rows of a letterhead in a column beside a letter come before the letter's. With the `id`s of
    the words of such a column."""
    rows = _rows(words, height)
    column = side_column(rows, em_x)
    if not column:
        return rows, column
    beside = _rows([word for word in words if id(word) in column], height)
    letter = _rows([word for word in words if id(word) not in column], height)
    above = [row for row in letter if row[0].box.top <= HEADER_DEPTH]
    return [*above, *beside, *(row for row in letter if row[0].box.top > HEADER_DEPTH)], column


class _Row:
    """A row as it grows: its words, and where its last ones stand."""

    __slots__ = ("bottom", "last", "top", "words")

    def __init__(self) -> None:
        self.words: list[Word] = []

    def add(self, word: Word) -> None:
        self.words.append(word)
        self.last = word.box
        near = self.words[-LOOK_BACK:]
        self.top = _middle([word.box.top for word in near])
        self.bottom = _middle([word.box.bottom for word in near])

    def level(self, box: Box, height: float) -> float | None:
        """How far `box` stands off the end of the row in y, None where it is not level with it."""
        shared = min(self.bottom, box.bottom) - max(self.top, box.top)
        if shared <= 0:
            return None
        above = box.left < self.last.right - 0.6 * min(box.width, self.last.width)
        lower = min(self.bottom - self.top, box.height, 1.6 * height)
        if shared < (0.75 if above else 0.45) * lower:  # over or under the last word, unless engines cut badly
            return None
        return abs((self.top + self.bottom) / 2 - box.center_y)


LOOK_BACK = 3


def _middle(values: list[float]) -> float:
    """The median of a few values: a page asks for thousands of them."""
    values.sort()
    at = len(values) // 2
    return values[at] if len(values) % 2 else (values[at - 1] + values[at]) / 2


def _walls(page: Page) -> tuple[Box, ...]:
    floors = [rule.box for rule in page.marks.rules if rule.horizontal]
    return tuple(
        rule.box
        for rule in page.marks.rules
        if not rule.horizontal
        and any(_meets(rule.box.center_x, rule.box.top, floor) for floor in floors)
        and any(_meets(rule.box.center_x, rule.box.bottom, floor) for floor in floors)
    )


def _meets(x: float, y: float, floor: Box) -> bool:
    """Whether a horizontal ruling ends or passes at this point."""
    return floor.left - 0.01 < x < floor.right + 0.01 and abs(y - floor.center_y) < 0.012


def _line(row: list[Word], em_x: float, walls: tuple[Box, ...]) -> Line:
    segments: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        wide = word.box.left - before.box.right > GAP_IN_HEIGHTS * em_x
        if wide or _ruled_off(before.box, word.box, walls):
            segments.append([word])
        else:
            segments[-1].append(word)
    parts = tuple(Segment(tuple(run), enclosing([word.box for word in run])) for run in segments)
    return Line(parts, enclosing([part.box for part in parts]))


def _rejoined(lines: tuple[Line, ...], height: float, em_x: float) -> tuple[Line, ...]:
    """Lines of a letter or note made whole again that were torn where a full stop was lost: a "no" at the end of a
    line denies what the next line begins with."""
    long = {at for at, line in enumerate(lines) if len(line.words) >= LONG_WORDS and line.box.width > LONG_WIDTH}
    if len(long) < LONG_LINES_MIN:
        return lines
    return tuple(
        _whole(line, em_x)
        if at in long
        and any(_same_text(line, lines[other], height, em_x) for other in (at - 1, at + 1) if other in long)
        else line
        for at, line in enumerate(lines)
    )


LONG_WORDS, LONG_WIDTH, LONG_LINES_MIN = 8, 0.5, 8
TORN_IN_HEIGHTS = 3.5
HEADED = re.compile(r"\W*(?:\S+\s){0,3}\S*:(?:\s|$)")


def _same_text(line: Line, other: Line, height: float, em_x: float) -> bool:
    """Whether two lines stand at one margin, as close as the lines of a paragraph."""
    close = abs(line.box.center_y - other.box.center_y) < 2.8 * height
    return close and abs(line.box.left - other.box.left) < 1.5 * em_x


def _whole(line: Line, em_x: float) -> Line:
    parts = [line.segments[0]]
    for segment in line.segments[1:]:
        torn = segment.box.left - parts[-1].box.right < TORN_IN_HEIGHTS * em_x
        if torn and not HEADED.match(segment.text):
            parts[-1] = Segment((*parts[-1].words, *segment.words), enclosing([parts[-1].box, segment.box]))
        else:
            parts.append(segment)
    return Line(tuple(parts), line.box)


def _ruled_off(left: Box, right: Box, walls: tuple[Box, ...]) -> bool:
    y = (left.center_y + right.center_y) / 2
    return any(left.center_x < wall.center_x < right.center_x and wall.top <= y <= wall.bottom for wall in walls)


def _chains(lines: tuple[Line, ...], height: float, em_x: float, horizontals: list[Rule]) -> list[list[Segment]]:
    """Segments chained downwards into blocks: below, overlapping, near, and no ruling between."""
    gaps = [b.box.top - a.box.bottom for a, b in pairwise(lines) if 0 < b.box.top - a.box.bottom < 3 * height]
    reach = max(1.1 * height, 1.25 * median(gaps)) if gaps else 1.1 * height
    chains: list[list[Segment]] = []
    for line in lines:
        taken: set[int] = set()
        for segment in line.segments:
            home = _chain_above(segment, chains, taken, min(reach, 2.2 * height), height, em_x, horizontals)
            if home is None:
                chains.append([segment])
                taken.add(len(chains) - 1)
            else:
                chains[home].append(segment)
                taken.add(home)
    return chains


def _chain_above(
    segment: Segment,
    chains: list[list[Segment]],
    taken: set[int],
    reach: float,
    height: float,
    em_x: float,
    horizontals: list[Rule],
) -> int | None:
    """The chain that `segment` goes on: the last one that ends over it. Boxes of lines set close may overlap."""
    for index in range(len(chains) - 1, max(-1, len(chains) - 12), -1):
        last = chains[index][-1].box
        below = segment.box.center_y - last.center_y > 0.5 * height
        if index in taken or not below or segment.box.top - last.bottom >= reach:
            continue
        aligned = abs(segment.box.left - last.left) < 4 * em_x or segment.box.overlap_x(last) > 0.6
        if aligned and not _ruled_below(last, segment.box, horizontals):
            return index
    return None


def _ruled_below(upper: Box, lower: Box, horizontals: list[Rule]) -> bool:
    return any(
        upper.center_y < rule.box.center_y < lower.center_y and rule.box.overlap_x(lower) > 0.3
        for rule in horizontals
    )


def _passage(page: int, chain: list[Segment]) -> Passage:
    """Joins a block's lines: where the next line's first word would have fitted, the line end was meant."""
    right = max(segment.box.right for segment in chain)
    text = ""
    starts: list[int] = []
    for index, segment in enumerate(chain):
        for word in segment.words:
            starts.append(len(text))
            text += word.text + " "
        following = chain[index + 1] if index + 1 < len(chain) else None
        if following is not None and segment.box.right + 1.15 * following.words[0].box.width < right:
            text = text[:-1] + "\n"
    words = tuple(word for segment in chain for word in segment.words)
    return Passage(page, text[:-1], words, tuple(starts))

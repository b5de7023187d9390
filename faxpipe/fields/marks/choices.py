"""Tick boxes and rings -> questions with their options: which printed choice did the sender mark?

An option is the text right of a box up to the next box; its question is the label in the same ruled row, or
left of or above it. What stands as a printed option is never an answer by itself: `option_words` lets the
label reader leave it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from faxpipe.document import Box, Circle, TickBox, Word, enclosing
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.fields.marks.unmarked import URGENCIES
from faxpipe.layout import Passage, passage_of

if TYPE_CHECKING:
    from faxpipe.fields.context import Sheet

GAP_IN_HEIGHTS = 3.0


@dataclass(frozen=True, slots=True)
class Option:
    """One printed choice with its box; `marked` None where the ink could be either."""

    text: Passage
    marked: bool | None
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Question:
    """The options that belong together; `hit` is the label that asks, None where there is none."""

    hit: Hit | None
    options: tuple[Option, ...]


def questions(sheet: Sheet) -> tuple[Question, ...]:
    """All tick-box questions of a page, in reading order. A lone empty box beside nothing is a speck."""
    options = [(at, option) for at, row in enumerate(_tick_rows(sheet)) for option in _options(sheet, row)]
    groups: dict[tuple[str, int], list[Option]] = {}
    hits: dict[tuple[str, int], Hit | None] = {}
    for row, option in options:
        hit = _asking(sheet, option.box)
        # under captions that nobody could read each row is a question of its own
        key = ("unasked", row if sheet.captioned else 0) if hit is None else ("asked", sheet.hits.index(hit))
        hits[key] = hit
        groups.setdefault(key, []).append(option)
    return tuple(Question(hits[key], tuple(group)) for key, group in groups.items())


def leading(sheet: Sheet) -> tuple[TickBox, ...]:
    """The boxes of a page; one that stands behind its words is told as standing right before them."""
    rows = _tick_rows(sheet)
    moved: dict[TickBox, TickBox] = {}
    for row in rows:
        for option in _options(sheet, row):
            own = [tick for tick in row if tick.box.right == option.box.right]
            first = option.text.words[0].box
            if own and first.left < own[0].box.left:
                size = own[0].box.width
                box = replace(own[0].box, left=max(0.0, first.left - 1.5 * size), right=first.left - 0.5 * size)
                moved[own[0]] = replace(own[0], box=box)
    return tuple(moved.get(tick, tick) for tick in sheet.ticks)


def option_words(asked: tuple[Question, ...]) -> frozenset[int]:
    """`id`s of the words that are printed options, of questions with two boxes or a marked one, and
    how soon behind an empty box."""
    return frozenset(
        id(word)
        for question in asked
        for option in question.options
        if len(question.options) > 1
        or any(one.marked for one in question.options)
        or (option.marked is False and URGENCIES.fullmatch(option.text.text))
        if not _of_comb(question.hit, option)
        for word in option.text.words
    )


def _of_comb(hit: Hit | None, option: Option) -> bool:
    """Whether what stands behind a box has no letters where figures are wanted: figures in boxes, no choice."""
    wanted = hit is not None and bool(hit.fields) and FIGURED.issuperset(hit.fields)
    return wanted and not any(map(str.isalpha, option.text.text))


FIGURED = frozenset(
    {"patient.birth_date", "patient.phone", "coverage.member_id", "coverage.group_number", "order.date"}
    | {"referrer.npi", "referrer.phone", "referrer.fax", "fracture.onset", "imaging.date"}
)
"""Fields of which nobody prints the figures to choose from."""


def ringed(sheet: Sheet) -> tuple[tuple[Hit | None, Passage, Circle], ...]:
    """Each hand-drawn ring with the words inside it and the label that asks."""
    found = []
    for circle in sheet.page.marks.circles:
        inside = tuple(
            part
            for line in sheet.layout.lines
            for word in line.words
            for part in (_digit_in(word, circle.box),)
            if circle.box.contains(part.box.center_x, part.box.center_y)
        )
        if inside:
            found.append((_asking(sheet, circle.box), passage_of(sheet.number, inside), circle))
    return tuple(found)


def _digit_in(word: Word, ring: Box) -> Word:
    """The one digit of a run such as "89" on a printed scale that stands inside a ring; else the word itself."""
    if not word.text.isdigit() or len(word.text) < 2 or word.box.width < 1.2 * ring.width:
        return word
    pitch = word.box.width / len(word.text)
    lefts = [word.box.left + at * pitch for at in range(len(word.text))]
    parts = [
        replace(word, text=digit, box=replace(word.box, left=left, right=left + pitch))
        for digit, left in zip(word.text, lefts, strict=True)
    ]
    return min(parts, key=lambda part: abs(part.box.center_x - ring.center_x))


def _tick_rows(sheet: Sheet) -> list[list[TickBox]]:
    rows: list[list[TickBox]] = []
    for tick in sorted(_believable(sheet), key=lambda t: (t.box.center_y, t.box.left)):
        if rows and abs(rows[-1][0].box.center_y - tick.box.center_y) < 0.6 * sheet.layout.text_height:
            rows[-1].append(tick)
        else:
            rows.append([tick])
    return [sorted(row, key=lambda t: t.box.left) for row in rows]


def _believable(sheet: Sheet) -> list[TickBox]:
    """Boxes of the page's usual size with clear paper on their left: not the bowl of a letter.

    One that touches the label before it counts where another of its very size stands level with it.
    """
    if not sheet.ticks:
        return []
    usual = median(tick.box.width for tick in sheet.ticks if tick.box.width > 0)
    words = [word.box for line in sheet.layout.lines for word in line.words]
    clear = 0.3 * sheet.layout.em_x
    sized = [tick for tick in sheet.ticks if 0.6 * usual < tick.box.width < 1.7 * usual]
    free = [tick for tick in sized if not _touched(tick.box, words, clear)]
    kept = [tick for tick in sized if tick in free or any(_of_a_row(tick.box, other.box) for other in free)]
    pieces = [tick.box for tick in sheet.ticks if tick.ticked and tick.box.width <= 0.6 * usual]
    return [replace(tick, ticked=None) if _torn_mark(tick, pieces) else tick for tick in kept]


def _torn_mark(tick: TickBox, pieces: list[Box]) -> bool:
    """Whether an empty box touches a marked sliver: the stroke of a mark parted the box, "(✓" from ")"."""
    return tick.ticked is False and any(
        abs(piece.left - tick.box.right) < piece.width and piece.overlap_y(tick.box) > 0 for piece in pieces
    )


def _touched(tick: Box, words: list[Box], clear: float) -> bool:
    """Whether a word ends in a box or within `clear` of its left."""
    y, left, right = tick.center_y, tick.left - clear, tick.right
    return any(left < word.right < right and word.top < y < word.bottom for word in words)


def _of_a_row(box: Box, other: Box) -> bool:
    """Whether two boxes are of one size and stand level, to a tenth of it."""
    alike = (
        abs(box.width - other.width) < 0.1 * other.width and abs(box.height - other.height) < 0.1 * other.height
    )
    return alike and abs(box.top - other.top) < 0.1 * other.height


def _options(sheet: Sheet, row: list[TickBox]) -> list[Option]:
    words = sorted(
        (
            word
            for line in sheet.layout.lines
            for word in line.words
            if row[0].box.top - 0.3 * sheet.layout.text_height
            < word.box.center_y
            < row[0].box.bottom + 0.3 * sheet.layout.text_height
        ),
        key=lambda word: word.box.left,
    )
    labels = {id(word) for hit in sheet.hits for word in _hit_words(sheet, hit)}
    asking = {
        id(word) for hit in sheet.hits if hit.fields and _begins(sheet, hit) for word in _hit_words(sheet, hit)
    }
    if _boxes_follow(sheet, row, words, labels, asking):
        return _options_before(sheet, row, words, asking)
    options = []
    for tick, following in pairwise([*row, None]):
        if tick is None:
            break
        end = following.box.left if following else 1.0
        run = _run(sheet, tick.box, [w for w in words if tick.box.right - 0.004 < w.box.left < end], labels)
        if run:
            box = enclosing([tick.box, *(word.box for word in run)])
            options.append(Option(passage_of(sheet.number, run), tick.ticked, tick.confidence, box))
    return options


def _boxes_follow(sheet: Sheet, row: list[TickBox], words: list[Word], labels: set[int], asking: set[int]) -> bool:
    """Whether the boxes of a row stand behind their options: "Yes [x]  No [ ]".

    Then nothing stands behind the last box, and a word that asks for no field stands close before the first; it
    may end in a colon ("Next available: [x]  Urgent: [ ]").
    """
    behind = _run(sheet, row[-1].box, [w for w in words if w.box.left > row[-1].box.right - 0.004], labels)
    before = [w for w in words if w.box.right < row[0].box.left + 0.004 and id(w) not in asking]
    near = before and row[0].box.left - before[-1].box.right < GAP_IN_HEIGHTS * sheet.layout.em_x
    return not behind and bool(near)


def _options_before(sheet: Sheet, row: list[TickBox], words: list[Word], labels: set[int]) -> list[Option]:
    options = []
    start = 0.0
    for tick in row:
        between = [w for w in words if start - 0.004 < w.box.left and w.box.right < tick.box.left + 0.004]
        run = _last_of([word for word in between if id(word) not in labels], sheet.layout.em_x)
        if run:
            box = enclosing([tick.box, *(word.box for word in run)])
            options.append(Option(passage_of(sheet.number, run), tick.ticked, tick.confidence, box))
        start = tick.box.right
    return options


def _last_of(words: list[Word], em_x: float) -> tuple[Word, ...]:
    """The last of these words that are one choice: none before a wide gap, or that ends a question or a label."""
    run = words[-1:]
    for word in reversed(words[-OPTION_WORDS_MAX:-1]):
        if word.text.endswith(("?", ":")) or run[0].box.left - word.box.right > GAP_IN_HEIGHTS * em_x:
            break
        run.insert(0, word)
    return tuple(run)


OPTION_WORDS_MAX = 4


def _run(sheet: Sheet, tick: Box, words: list[Word], labels: set[int]) -> tuple[Word, ...]:
    """The words right of a box until a wide gap, a wall or a label."""
    run: list[Word] = []
    last = tick
    for word in words:
        gap = word.box.left - last.right
        walled = any(
            last.right - 0.003 < wall.center_x < word.box.left + 0.003
            and wall.top <= word.box.center_y <= wall.bottom
            for wall in sheet.layout.walls
        )
        label = id(word) in labels and bool(run)
        if gap > GAP_IN_HEIGHTS * sheet.layout.em_x or walled or label:
            break
        run.append(word)
        last = word.box
    return tuple(run)


def _hit_words(sheet: Sheet, hit: Hit) -> tuple[Word, ...]:
    return sheet.layout.lines[hit.line].segments[hit.segment].words[hit.start : hit.end]


def _asking(sheet: Sheet, box: Box) -> Hit | None:
    """The label left on the line with no wall between, else the next below where labels are captions, else in the
    same cell or ruled row, else above.
    """
    starts = [hit for hit in sheet.hits if _begins(sheet, hit)]
    level = [
        h
        for h in starts
        if h.box.right < box.right
        and h.box.left < box.left
        and _is_level(sheet, h.box, box)
        and not (_walled(sheet, h.box, box) and _in_writing(sheet, h))
    ]
    if level and not _walled(sheet, (last := max(level, key=lambda h: h.box.right)).box, box):
        return last
    if sheet.captioned and not level:
        return _caption(sheet, starts, box)
    band = _band(sheet, box)
    if band is not None:
        row = [h for h in starts if band[0] < h.box.center_y < band[1] and _same_band(sheet, h.box, band)]
        cell = [h for h in row if not _walled(sheet, h.box, box) and _before(h.box, box)]
        left = [h for h in row if h.box.right < box.left + 0.01]
        if left and not cell and _asked_in_cell(sheet, box, band):
            return None
        if cell or left:
            return _nearest(sheet, cell or left, box)
    height = sheet.layout.text_height
    if level:
        return max(level, key=lambda h: h.box.right)
    above = [
        h
        for h in starts
        if 0 < box.center_y - h.box.center_y < 5 * height
        and h.box.left < box.left + 0.03
        and not _walled(sheet, h.box, box)
        and not _written_beside(sheet, h)
        and not _asks_between(sheet, h, box)
    ]
    return max(above, key=lambda h: (round(h.box.center_y / height), h.box.left), default=None)


def _asked_in_cell(sheet: Sheet, box: Box, band: tuple[float, float]) -> bool:
    """Whether the ruled cell of a box has a question of its own over it, one that no label holds: then the label
    of the cell beside asks for nothing here."""
    y = box.center_y
    walls = [wall.center_x for wall in sheet.layout.walls if wall.top <= y <= wall.bottom]
    left = max((x for x in walls if x < box.left), default=None)
    right = min((x for x in walls if x > box.right), default=1.0)
    if left is None:
        return False
    for line in sheet.layout.lines:
        over = band[0] < line.box.center_y < box.top
        marked = any(tick.box.overlap_y(line.box) > 0 and left < tick.box.center_x < right for tick in sheet.ticks)
        if (
            over
            and not marked
            and any(left < word.box.center_x < right and len(word.text) > 2 for word in line.words)
        ):
            return True
    return False


def _written_beside(sheet: Sheet, hit: Hit) -> bool:
    """Whether a label is answered in writing on its own line: the boxes below it are another question's."""
    boxes = any(tick.box.left > hit.box.left and _is_level(sheet, hit.box, tick.box) for tick in sheet.ticks)
    return not boxes and _in_writing(sheet, hit)


def _in_writing(sheet: Sheet, hit: Hit) -> bool:
    """Whether words that ask for no mark stand right behind a label, and no box before the last of them."""
    words = sheet.layout.lines[hit.line].segments[hit.segment].words[hit.end :]
    if not words or _TO_MARK.search(" ".join(word.text for word in words)) is not None:
        return False
    return not any(
        hit.box.left < tick.box.left < words[-1].box.right and _is_level(sheet, hit.box, tick.box)
        for tick in sheet.ticks
    )


def _asks_between(sheet: Sheet, hit: Hit, box: Box) -> bool:
    """Whether a line between a label and a box under it asks for marks in words that no label holds: "Any of these
    so far? (check all)" over its boxes."""
    held = {other.line for other in sheet.hits}
    for at in range(hit.line + 1, len(sheet.layout.lines)):
        line = sheet.layout.lines[at]
        if line.box.bottom > box.top:
            return False
        begins = line.box.left < box.left + 0.03 and not _walled(sheet, line.box, box)
        marked = any(tick.box.overlap_y(line.box) > 0 for tick in sheet.ticks)
        if at not in held and begins and not marked and _CHECK_ALL.search(line.text):
            return True
    return False


_CHECK_ALL = re.compile(r"\W(?:check|tick|circle|select|mark|choose)\b", re.IGNORECASE)
_TO_MARK = re.compile(r"\b(?:check|tick|circle|select|mark|choose|all that|one)\b|[:?]\W*$", re.IGNORECASE)
"""What asks for a mark rather than answers."""


def _begins(sheet: Sheet, hit: Hit) -> bool:
    """Whether nothing but the number of its question stands before a label, "26: Pain today", or its colon says
    that it asks: "Yes  No   Tried: Brace"."""
    if hit.strength is Strength.COLON and hit.fields:
        return True
    before = sheet.layout.lines[hit.line].segments[hit.segment].words[: hit.start]
    return not before or (len(before) == 1 and _ITEM.fullmatch(before[0].text) is not None)


_ITEM = re.compile(r"\W*\d{1,2}[.:;,)]+")


def _caption(sheet: Sheet, hits: list[Hit], box: Box) -> Hit | None:
    """The nearest label below a box that begins left of it or with it, with no wall between."""
    height = sheet.layout.text_height
    below = [
        hit
        for hit in hits
        if 0 < hit.box.center_y - box.center_y < CAPTION_HEIGHTS * height
        and hit.box.left < box.left + 0.03
        and not _walled(sheet, hit.box, box)
    ]
    nearest = min(below, key=lambda hit: (round(hit.box.center_y / height), -hit.box.left), default=None)
    return None if nearest is not None and _captioned_between(sheet, nearest, box) else nearest


CAPTION_HEIGHTS = 6


def _captioned_between(sheet: Sheet, hit: Hit, box: Box) -> bool:
    """Whether between a box and a caption further down stand words by themselves that begin where the caption does
    and that no label holds: the caption of this row, which nobody could read."""
    for line in sheet.layout.lines[: hit.line]:
        first = line.segments[0].box
        if first.top > box.bottom and abs(first.left - hit.box.left) < sheet.layout.em_x:
            marked = any(tick.box.overlap_y(line.box) > 0 for tick in sheet.ticks)
            if not marked and any(line.box.bottom < tick.box.bottom < hit.box.top for tick in sheet.ticks):
                return True  # and the boxes under these words are the caption's
    return False


def _nearest(sheet: Sheet, hits: list[Hit], box: Box) -> Hit:
    """Of the labels between the same rulings the last one on the box's own line, else the last one over it where
    the rulings hold more than one row of print, else the rightmost."""
    level = [h for h in hits if h.box.right < box.left + 0.01 and _is_level(sheet, h.box, box)]
    rows = max(h.box.center_y for h in hits) - min(h.box.center_y for h in hits)
    over = [h for h in hits if h.box.center_y < box.center_y] if rows > 3 * sheet.layout.text_height else []
    if over and not level:
        return max(over, key=lambda h: (round(h.box.center_y / sheet.layout.text_height), h.box.left))
    return max(level or hits, key=lambda h: h.box.left)


def _is_level(sheet: Sheet, label: Box, box: Box) -> bool:
    return abs(label.center_y - box.center_y) < 0.8 * sheet.layout.text_height


def _before(label: Box, box: Box) -> bool:
    """Whether a label stands left of a box on its line, or above it."""
    return label.right < box.left + 0.01 or (label.bottom < box.center_y and label.left < box.left + 0.03)


def _walled(sheet: Sheet, label: Box, box: Box) -> bool:
    """Whether a vertical ruling parts the label from the box."""
    low, high = sorted((label.left, box.left))
    return any(low < w.center_x < high and w.top <= box.center_y <= w.bottom for w in sheet.layout.walls)


def _band(sheet: Sheet, box: Box) -> tuple[float, float] | None:
    """Top and bottom ruling of the row a box stands in; None without rulings on both sides."""
    ys = sorted(
        rule.box.center_y
        for rule in sheet.page.marks.rules
        if rule.horizontal and rule.box.left - 0.01 < box.center_x < rule.box.right + 0.01
    )
    above = max((y for y in ys if y < box.center_y), default=None)
    below = min((y for y in ys if y > box.center_y), default=None)
    return None if above is None or below is None else (above, below)


def _same_band(sheet: Sheet, box: Box, band: tuple[float, float]) -> bool:
    other = _band(sheet, box)
    return other is not None and abs(other[0] - band[0]) < 0.006 and abs(other[1] - band[1]) < 0.006

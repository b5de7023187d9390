"""Rows of questions with their answer in words or under columns: "Fever ........ No", "[ ] Yes  [x] No", Yes | No.

Place in the sentence: words -> **fields**. A list of symptoms states nothing by itself, the mark beside each does.
A row in which both answers or a doubtful "yes" is marked counts as yes, one without any mark is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from faxpipe.document import Box, Word, enclosing
from faxpipe.layout import Line

if TYPE_CHECKING:
    from faxpipe.fields.context import Sheet

YES = re.compile(r"[\W_]*(?:yes|y)[\W_]*", re.IGNORECASE)
NO = re.compile(r"[\W_]*(?:no|n)[\W_]*", re.IGNORECASE)
DENIED = re.compile(r"[\W_]*(?:no|n|neg|negative|none|denies|denied|absent|nil)[\W_]*", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(\s?\w+\s?\)")
CROSS = re.compile(r"[\W_]*[xXvV✓✔][\W_]*")
LEADER = re.compile(r"[._\-:?…·]{2,}|.*[:?]|.*[._…]{3,}")
LETTERS = re.compile(r"[A-Za-z]{2}")
CONDITION = re.compile(r"\W*(?:if|when|where)\W*", re.IGNORECASE)
GAP = 1.5
"""Widths of a letter between a question and an answer without a leader or a colon."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question's words and their place, and whether it was answered with yes."""

    words: tuple[Word, ...] = field(repr=False)
    box: Box
    yes: bool
    behind: tuple[Word, ...] = field(default=(), repr=False)
    """What stands on the line behind the columns of yes and no: "If yes, explain"."""
    under: bool = False
    """Whether it was answered under columns of yes and no."""


def rows(sheet: Sheet) -> Iterator[Row]:
    """The answered rows of a page, from top to bottom."""
    columns: tuple[Box, Box] | None = None
    headed = False
    for line in sheet.layout.lines:
        words = tuple(line.words)
        if several := tuple(_boxed(sheet, line)):
            yield from several
            continue
        pair = _pair(words)
        if pair is not None:
            said, under = _marked(sheet, line, pair), False
            columns, headed = (pair[0].box, pair[1].box), said is None
            before = min(pair[0].box.left, pair[1].box.left)
        elif columns is not None and (said := _in_columns(sheet, line, columns)) is not None:
            under = headed
            before = min(columns[0].left, columns[1].left)
        elif turns := tuple(_in_turn(words)):
            yield from turns
            continue
        else:
            said, under = _written(sheet, words), False
            before = words[-1].box.left
        if said is None:
            continue
        if asked := _asked([word for word in words if word.box.right < before + 0.004]):
            end = max(column.right for column in columns) if columns and (under or pair) else 1.0
            behind = tuple(word for word in words if word.box.left > end)
            yield Row(asked, line.box, said, behind, under)


@lru_cache(maxsize=2_000)
def _is_yes(text: str) -> bool:
    return YES.fullmatch(text) is not None


@lru_cache(maxsize=2_000)
def _is_no(text: str) -> bool:
    return NO.fullmatch(text) is not None


def _in_turn(words: tuple[Word, ...]) -> Iterator[Row]:
    """The rows of a line in which several questions have their answers behind them: "Fever N  Night sweats Y"."""
    answers = [at for at, word in enumerate(words) if _is_yes(word.text) or _is_no(word.text)]
    if len(answers) < 2 or answers[-1] != len(words) - 1:
        return
    starts = (0, *(at + 1 for at in answers))
    asked = [_asked(list(words[start:end])) for start, end in zip(starts, answers, strict=False)]
    if all(asked):
        for question, at in zip(asked, answers, strict=True):
            box = enclosing([*(word.box for word in question), words[at].box])
            yield Row(question, box, _is_yes(words[at].text))


def _asked(words: list[Word]) -> tuple[Word, ...]:
    """The words of the question: those behind the answer to another one."""
    answers = [at for at, word in enumerate(words) if _is_yes(word.text) or DENIED.fullmatch(word.text)]
    own = words[answers[-1] + 1 if answers else 0 :]
    return tuple(word for word in own if LETTERS.search(word.text))


def _pair(words: tuple[Word, ...]) -> tuple[Word, Word] | None:
    """The printed "yes" and "no" of a line to choose from: one of each, but for that of "If yes, which"."""
    words = tuple(word for at, word in enumerate(words) if at == 0 or not CONDITION.fullmatch(words[at - 1].text))
    yes = [word for word in words if _is_yes(word.text)]
    no = [word for word in words if _is_no(word.text)]
    return (yes[0], no[0]) if len(yes) == len(no) == 1 else None


def _marked(sheet: Sheet, line: Line, pair: tuple[Word, Word]) -> bool | None:
    """What a tick, a ring or brackets say of the two words; None where nothing does."""
    level = [one for one in sheet.options if line.box.top <= one.box.center_y <= line.box.bottom]
    marks: list[bool | None] = []
    for word, pattern in zip(pair, (YES, NO), strict=True):
        ringed = _ringed(sheet, word) or bool(IN_BRACKETS.fullmatch(word.text))
        boxes = [one.marked for one in level if pattern.match(one.text.words[0].text) and word in one.text.words]
        marks.append(True if ringed or True in boxes else None if None in boxes else False)
    return _answer(marks[0], marks[1])


def _ringed(sheet: Sheet, word: Word) -> bool:
    return any(ring.box.contains(word.box.center_x, word.box.center_y) for ring in sheet.page.marks.circles)


def _in_columns(sheet: Sheet, line: Line, columns: tuple[Box, Box]) -> bool | None:
    """What stands in a line under the headings "yes" and "no": boxes, or a cross written there."""
    apart = abs(columns[0].center_x - columns[1].center_x)
    crosses = [word.box for word in line.words if CROSS.fullmatch(word.text)]
    marks: list[bool | None] = []
    for column in columns:
        ticks = [
            tick.ticked
            for tick in sheet.ticks
            if tick.box.overlap_y(line.box) > HALF and abs(tick.box.center_x - column.center_x) < HALF * apart
        ]
        written = [*crosses, *_inks(sheet, line, apart)]
        crossed = any(abs(box.center_x - column.center_x) < HALF * apart for box in written)
        marks.append(True if crossed or True in ticks else None if None in ticks else False)
    return _answer(marks[0], marks[1])


def _inks(sheet: Sheet, line: Line, apart: float) -> list[Box]:
    """Marks by hand that nobody read, level with a line and no wider than its columns stand apart."""
    high = sheet.layout.text_height
    return [
        ink.box
        for ink in sheet.page.marks.inks
        if ink.box.overlap_y(line.box) > HALF and ink.box.width < apart and HALF * high < ink.box.height < 3 * high
    ]


def _boxed(sheet: Sheet, line: Line) -> Iterator[Row]:
    """The rows of a line on which several questions each have a box for yes and one for no: "Fever [ ] yes [x] no
    Chills [ ] yes [x] no"; of each pair one word must be read right."""
    level = [tick for tick in sheet.ticks if line.box.top <= tick.box.center_y <= line.box.bottom]
    ticks = sorted(level, key=lambda tick: tick.box.left)
    said = [next((w for w in line.words if w.box.left > tick.box.right - SLACK), None) for tick in ticks]
    several = len(ticks) > 2 or sum(_is_yes(word.text) for word in line.words) > 1
    if not ticks or not several or len(ticks) % 2:
        return
    start = 0.0
    for yes, no, word, other in zip(ticks[::2], ticks[1::2], said[::2], said[1::2], strict=True):
        if word is None or other is None or not (_is_yes(word.text) and len(other.text) <= NO_LETTERS_MAX):
            return
        asked = tuple(w for w in line.words if start < w.box.left and w.box.right < yes.box.left + SLACK)
        answer = _answer(True if _ringed(sheet, word) else yes.ticked, no.ticked or _ringed(sheet, other))
        start = other.box.right
        if asked and answer is not None:
            yield Row(asked, enclosing([*(w.box for w in asked), no.box]), answer)


SLACK, NO_LETTERS_MAX = 0.004, 3
HALF = 0.5


def _answer(yes: bool | None, no: bool | None) -> bool | None:
    if yes:
        return True
    if no:
        return False
    return True if yes is None else None


def _written(sheet: Sheet, words: tuple[Word, ...]) -> bool | None:
    """Whether a line ends in an answer that stands apart from its question."""
    if len(words) < 2 or not (_is_yes(words[-1].text) or DENIED.fullmatch(words[-1].text)):
        return None
    before, last = words[-2], words[-1]
    apart = last.box.left - before.box.right > GAP * sheet.layout.em_x
    if not apart and not LEADER.fullmatch(before.text):
        return None
    return _is_yes(last.text)

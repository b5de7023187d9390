"""Tables with a row of heads -> what stands under each head, whatever the head says.

Place in the sentence: words -> **fields**, under `labels`. A row of heads is told by the company its cells keep:
most are labels, none holds a value, and the rows below begin where they do. A head that nobody knows is a head all
the same; its neighbours' answers stand under them, not beside them. Cells wrap: a line within the same rulings, or
with nothing in its first column, goes on with the row above. Pure geometry of one page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.labels.book import NOTHING, SCALE_TAIL, LabelBook, normal_label, normal_runs
from faxpipe.fields.labels.cores import core_label, is_caption, mended
from faxpipe.fields.labels.plain_answers import answers_plainly
from faxpipe.layout import Layout, Line, Segment

COLUMNS_MIN, KNOWN_MIN, HEAD_WORDS_MAX = 3, 2, 5
"""Cells of a row of heads, those of them that are labels, and words of one line of a head."""
HEAD_LINES, ROWS_MAX, LINES_MAX = 3, 40, 60
ROW_GAP, WRAP_GAP = 3.0, 1.3
"""Heights of text between a row and the next, and between the lines of one, at most."""

CENTRED_EM = 5.0
"""How far left of a centred head its column may begin, in widths of a letter."""

Lines = tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table from line `first` to `last`, its heads down to line `head`. `labels`: the known label of each
    column, "" for others; `rows`: for each row and column the words of each line; `boxes`: of the heads."""

    first: int
    head: int
    last: int
    labels: tuple[str, ...]
    boxes: tuple[Box, ...]
    rows: tuple[tuple[Lines, ...], ...]


def find_grids(page: Layout, book: LabelBook) -> tuple[Grid, ...]:
    """Every table with a row of heads on the page, from above."""
    found: list[Grid] = []
    at = 0
    while at < len(page.lines):
        grid = _grid(page, at, book)
        if grid is not None:
            found.append(grid)
        at = grid.last + 1 if grid is not None else at + 1
    return tuple(found)


def _grid(page: Layout, at: int, book: LabelBook) -> Grid | None:
    line = page.lines[at]
    if len(line.segments) < 2 or not all(_may_head(segment) for segment in line.segments):
        return None
    floor = _floor(page, line.box)
    if _are_captions(page, line) or _end_their_cells(page, at, floor, book):
        return None
    head = _head_end(page, at, floor)
    edges = _edges(page, at, head)
    heads = [_cells(page.lines[n], edges) for n in range(at, head + 1)]
    columns = [[word for row in heads for word in row[k]] for k in range(len(edges))]
    if not all(columns):  # cells so askew that one reaches into its neighbour's column
        return None
    labels = [_label(" ".join(word.text for word in column), book) for column in columns]
    known = sum(label != "" for label in labels)
    if any(_answers(labels[k - 1], labels[k], columns[k], book) for k in range(1, len(labels))):
        return None
    ruled = floor is not None and floor - page.lines[head].box.bottom < ROW_GAP * page.text_height
    if known < KNOWN_MIN or 2 * known < len(labels) or (len(labels) < COLUMNS_MIN and not (ruled and known == 2)):
        return None
    rows, last = _rows(page, (at, head), edges, book, ruled=ruled)
    if not rows or known <= _labels_in(rows[0], book) or sum(bool(cell) for cell in rows[0]) < 2:
        return None
    if _are_blocks(labels, rows, book):
        return None
    boxes = [enclosing([word.box for word in column]) for column in columns]
    return Grid(at, head, last, tuple(labels), tuple(boxes), tuple(rows))


def _may_head(segment: Segment) -> bool:
    text = segment.text
    figures = any(map(str.isdigit, text)) and normal_label(text) not in WITH_FIGURES
    ended = text.endswith((":", ",", ";", "_")) or (text.endswith(".") and not SHORTENED.search(text))
    return len(segment.words) <= HEAD_WORDS_MAX and not figures and not ended


SHORTENED = re.compile(r"[\s/][A-Z][a-z]{1,3}\.$")
""" "Subscriber / Rel.", "Policy No.": the stop of a word cut short ends no sentence."""


def _are_captions(page: Layout, line: Line) -> bool:
    """Whether most cells of a line stand right under a ruling of their own, on which their answer was written."""
    height, em = page.text_height, page.em_x
    ends = [*(segment.box.left for segment in line.segments[1:]), 1.0]
    under = sum(
        any(
            -0.4 * height < segment.box.top - floor.center_y < CAPTION_DROP * height
            and abs(floor.left - segment.box.left) < 1.5 * em
            and floor.right < end
            for floor in page.floors
        )
        for segment, end in zip(line.segments, ends, strict=True)
    )
    walled = any(wall.top < line.box.center_y < wall.bottom for wall in page.walls)
    return not walled and under >= 2 and 2 * under > len(line.segments)


def _end_their_cells(page: Layout, at: int, floor: float | None, book: LabelBook) -> bool:
    """Whether each cell of a line stands at the bottom of a ruled cell of its own, under what answers it."""
    if at == 0 or floor is None or floor - page.lines[at].box.bottom > CAPTION_DROP * page.text_height:
        return False
    over, line = page.lines[at - 1], page.lines[at]
    if line.box.top - over.box.bottom > CAPTION_DROP * page.text_height or _ruling_between(
        page, over.box, line.box
    ):
        return False
    lefts = [segment.box.left for segment in over.segments]
    level = all(any(abs(left - s.box.left) < 1.5 * page.em_x for left in lefts) for s in line.segments)
    return level and not any(_asks(segment.text, book) for segment in over.segments)


CAPTION_DROP = 1.6
"""Heights of text from an answer's line down to its caption, at most."""


def _are_blocks(labels: Sequence[str], rows: Sequence[tuple[Lines, ...]], book: LabelBook) -> bool:
    """Whether the heads are those of blocks side by side, each with labels of its own, or no heads at all but a
    label and its answer over others."""
    known = [book.entries[label] for label in labels if label]
    headings = len(rows) > 1 and all(entry.opens is not None for entry in known)
    firsts = [row[0][0] for row in rows if row[0]]
    pairs = sum(normal_label(" ".join(word.text for word in first)) in book.entries for first in firsts)
    cells = [cell for row in rows for cell in row if cell]
    asking = sum(any(word.text.endswith(":") for word in cell[0][:3]) for cell in cells)
    first = book.entries.get(labels[0], NOTHING)
    named = bool(first.anywhere or first.by_role)
    return (
        headings
        or asking > len(cells) / 3
        or (pairs > 0 and (len(labels) < COLUMNS_MIN or (named and 2 * pairs >= len(rows))))
    )


def _answers(before: str, label: str, column: Sequence[Word], book: LabelBook) -> bool:
    """Whether what no table knows for a label plainly answers the one left of it: "Priority   Routine"."""
    asked = book.entries.get(before, NOTHING).anywhere
    return not label and bool(asked) and answers_plainly(asked, " ".join(word.text for word in column))


WITH_FIGURES = frozenset({"icd 10", "icd10", "icd 10 code", "icd 10 cm", "icd 10 codes", "address 1", "phone 1"})


def _label(text: str, book: LabelBook) -> str:
    normal = normal_label(IN_ORDER.sub("", text))
    core = core_label(normal) if is_caption(normal, book.words) else None
    label = book.lookup(normal) or (core if core in book.entries else None) or ""
    return "" if len(label) == 1 else label  # "F" in a cell of its own is an answer


IN_ORDER = re.compile(r"(?<=\w)\s*\((?:last|first|family|surname)\b[^()]*\)\s*$", re.IGNORECASE)
""" "Name (last, first, middle init.)": how the name is to be written"""


def _asks(text: str, book: LabelBook) -> bool:
    normal = SCALE_TAIL.sub("", normal_label(text))
    if normal in book.entries or normal.replace(" / ", " ") in book.entries:
        return True
    caption = mended(normal, book.words)
    return core_label(caption) is not None and is_caption(caption, book.words)


def _labels_in(row: Sequence[Lines], book: LabelBook) -> int:
    """How many cells of a row but the first, which may name whose row it is, are nothing but a label."""
    texts = (" ".join(word.text for line in cell for word in line) for cell in row[1:])
    return sum(_asks(text, book) for text in texts if text)


def _floor(page: Layout, box: Box) -> float | None:
    """The next ruling below a line of print that runs under most of it."""
    low = box.bottom - 0.2 * box.height
    below = (f.center_y for f in page.floors if f.center_y > low and f.overlap_x(box) > 0.5)
    return min(below, default=None)


def _head_end(page: Layout, at: int, floor: float | None) -> int:
    """The last line of a row of heads: those that wrap stand above the ruling below it."""
    end = at
    if floor is None:
        return end
    for n in range(at + 1, min(at + HEAD_LINES, len(page.lines))):
        line = page.lines[n]
        near = line.box.top - page.lines[n - 1].box.bottom < WRAP_GAP * page.text_height
        if line.box.bottom > floor + 0.3 * page.text_height or not near or not all(map(_may_head, line.segments)):
            break
        end = n
    closes = floor - page.lines[end].box.bottom < 2 * page.text_height
    return end if closes else at


def _edges(page: Layout, at: int, head: int) -> tuple[float, ...]:
    """Where the columns begin: at the wall before a head, else at its left end or that of what stands below it."""
    line = page.lines[at]
    edges = [0.0]
    below = [s.box.left for n in range(head + 1, min(head + 3, len(page.lines))) for s in page.lines[n].segments]
    y = line.box.center_y
    for before, own in zip(line.segments, line.segments[1:], strict=False):
        walls = [
            w.center_x
            for w in page.walls
            if before.box.right - 0.004 < w.center_x < own.box.left + 0.004 and w.top <= y <= w.bottom
        ]
        under = [
            left
            for left in below
            if before.box.right < left and -CENTRED_EM * page.em_x < left - own.box.left <= 0
        ]
        edges.append(min(max(walls), own.box.left) if walls else min([own.box.left, *under]) - 0.5 * page.em_x)
    return tuple(edges)


def _cells(line: Line, edges: tuple[float, ...]) -> tuple[tuple[Word, ...], ...]:
    """The words of a line by column."""
    columns: list[list[Word]] = [[] for _ in edges]
    for word in line.words:
        at = max(k for k, edge in enumerate(edges) if k == 0 or word.box.left >= edge - 0.002)
        columns[at].append(word)
    return tuple(map(tuple, columns))


def _rows(
    page: Layout, heads: tuple[int, int], edges: tuple[float, ...], book: LabelBook, *, ruled: bool
) -> tuple[list[tuple[Lines, ...]], int]:
    """The rows below `heads`, the first and the last line of them, and the last line of the rows."""
    rows: list[list[list[tuple[Word, ...]]]] = []
    first, head = heads
    before, left, last = page.lines[head].box, page.lines[first].box.left, head
    for at in range(head + 1, min(head + LINES_MAX, len(page.lines))):
        line = page.lines[at]
        crossed = _ruling_between(page, before, line.box)
        goes_on = bool(rows) and _goes_on(page, line, before, edges, ruled=ruled, crossed=crossed)
        if line.box.top - before.bottom > ROW_GAP * page.text_height or line.box.left < left - 2 * page.em_x:
            break
        if (
            _is_labels(line, book)
            or _is_captions(line, book)
            or (not goes_on and _asks_alone(line, book))
            or (not goes_on and not _is_row(page, line, first, edges, book))
        ):
            break
        if not goes_on and _is_answered(line, book):
            break
        if not goes_on and ruled and rows and not crossed:
            break
        cells = _cells(line, edges)
        if goes_on:
            for column, words in zip(rows[-1], cells, strict=True):
                column.extend([words] if words else [])
        else:
            rows.append([[words] if words else [] for words in cells])
        before, last = line.box, at
        if len(rows) >= ROWS_MAX:
            break
    return [tuple(tuple(column) for column in row) for row in rows], last


def _goes_on(
    page: Layout, line: Line, before: Box, edges: tuple[float, ...], *, ruled: bool, crossed: bool
) -> bool:
    """Whether a line goes on with the row above it."""
    near = line.box.top - before.bottom < WRAP_GAP * page.text_height
    if ruled:
        return near and not crossed
    return near and len(edges) > 1 and line.box.left >= edges[1] - 0.002


def _ruling_between(page: Layout, upper: Box, lower: Box) -> bool:
    return any(upper.center_y < f.center_y < lower.center_y and f.overlap_x(lower) > 0.5 for f in page.floors)


def _is_labels(line: Line, book: LabelBook) -> bool:
    """Whether a line is a row of labels: the heads of the next table."""
    known = sum(_asks(segment.text, book) for segment in line.segments)
    return known >= KNOWN_MIN and 2 * known >= len(line.segments)


def _is_captions(line: Line, book: LabelBook) -> bool:
    """Whether a line begins with a label of several words and all its other cells are captions, none of them a
    name or a number: the heads of the next block."""
    first, *rest = (normal_label(segment.text) for segment in line.segments)
    return " " in first and bool(rest) and _asks(first, book) and all(is_caption(one, book.words) for one in rest)


def _asks_alone(line: Line, book: LabelBook) -> bool:
    """Whether a label of several words has a line to itself: the next question, whose answer follows below."""
    text = line.segments[0].text
    return len(line.segments) == 1 and len(text.split()) > 1 and _asks(text, book)


def _is_answered(line: Line, book: LabelBook) -> bool:
    """Whether a line begins with a label of a number and the number behind it: "Claim number W C 2 0 2 6"."""
    words = line.segments[0].words
    rest = line.words[len(words) :]
    for end, text in enumerate(normal_runs([word.text for word in words[:LABEL_WORDS_MAX]]), 1):
        entry = book.entries.get(text)
        if entry is not None and " " in text and len(words) > end and book.numbered(entry):
            return book.believable(entry, words[:end], (*words[end:], *rest), first=True)
    return False


LABEL_WORDS_MAX = 4


def _is_row(page: Layout, line: Line, first: int, edges: tuple[float, ...], book: LabelBook) -> bool:
    """Whether a line may be a row of the table: its cells stand under the heads, and it is neither the next
    heading nor a sentence across the columns."""
    em = page.em_x
    if len(line.segments) == 1:
        across = line.box.left < edges[1] and line.box.right > edges[1] + 2 * em
        return not (across or _asks(line.text, book) or line.text.rstrip().endswith(":"))
    heads = page.lines[first].segments
    level = sum(
        any(
            abs(segment.box.left - head.box.left) < 2 * em or segment.box.overlap_x(head.box) > 0.5
            for head in heads
        )
        for segment in line.segments[1:]
    )
    return 2 * level >= len(line.segments) - 1

"""Rows of medicines under heads that nobody knows, or under none: a column is told by what stands in it.

Place in the sentence: words -> **fields**, beside `tables`. Several lines, one under the other, that each begin
with a medicine, have a second cell or at least a dose, are what the patient takes, whatever stands over them; but
for what was stopped, given once or must not be given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import Box, PageKind, enclosing
from faxpipe.fields.context import Packet, Sheet, certainty
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.prose.stopped import ended_rows, heads_stopped, is_stopped, stopped_columns
from faxpipe.layout import Layout, Line, Segment, passage_of
from faxpipe.referral import Candidate

PAGES = frozenset(
    {PageKind.CLINICAL_NOTE, PageKind.REFERRAL_FORM, PageKind.MEDICATION_LIST, PageKind.FACE_SHEET, PageKind.OTHER}
)
ROWS_MIN, DOSED_SHARE, SKIPPED_MAX, GAP_IN_HEIGHTS = 2, 0.5, 2, 4.0
PRIOR, UNREAD = 0.94, 0.7
HEAD_LINES, HEAD_WORDS_MAX = 3, 8
MEDICINES = "patient.medications"
DOSE = re.compile(
    r"\d\s?(?:mg|mcg|ml|g|units?|iu|meq|%|tab\w*|cap\w*|puffs?|drops?|sprays?|patch\w*)\b", re.IGNORECASE
)
BEGINS = re.compile(r"^\W*(?:\d{1,2}[.)]\W*)?")
NOT_TAKEN = re.compile(
    r"allerg|reaction|intoleran|discontinu|stopped|\bpast\b|\bprior\b(?! to adm)|previous|tried|failed"
    r"|administered|\bgiven\b|\bhold\b|expired|inactive|not taking|refill|result|reference|family",
    re.IGNORECASE,
)
"""Heads of lists of what the patient does not take, or not by now."""


def drug_rows(packet: Packet) -> Iterator[Candidate]:
    """A candidate for the medicines from every run of rows that begin with one."""
    for sheet in packet.sheets:
        if sheet.kind in PAGES:
            for run in _runs(sheet):
                candidate = _read(sheet, run)
                if candidate is not None:
                    yield candidate


def _runs(sheet: Sheet) -> Iterator[tuple[int, ...]]:
    """Numbers of lines that begin with a medicine in one column and have another cell behind it."""
    run: list[int] = []
    laid = sheet.layout
    for at, line in enumerate(laid.lines):
        if run and (at - run[-1] > 1 + SKIPPED_MAX or _apart(sheet, at)):
            yield tuple(run)
            run = []
        if (len(line.segments) < 2 and not _goes_on(laid, run, line)) or _medicine(line.segments[0]) is None:
            continue
        if run and abs(line.segments[0].box.left - laid.lines[run[-1]].segments[0].box.left) > laid.em_x:
            yield tuple(run)
            run = []
        run.append(at)
    yield tuple(run)


def _goes_on(laid: Layout, run: Sequence[int], line: Line) -> bool:
    """Whether a row of one cell with a dose begins or goes on a list: the blank between its cells is narrow where
    the name is long, and the last row of a list in columns need not be full."""
    level = not run or abs(line.box.left - laid.lines[run[0]].box.left) < EDGE_IN_EMS * laid.em_x
    return level and DOSE.search(line.text) is not None


EDGE_IN_EMS = 0.7


def _apart(sheet: Sheet, at: int) -> bool:
    """Whether a line stands apart from the one above it, or is a heading."""
    laid = sheet.layout
    above, line = laid.lines[at - 1], laid.lines[at]
    heads = len(line.segments) == 1 and any(hit.line == at and hit.end == len(line.words) for hit in sheet.hits)
    heads = heads or heads_stopped(line) or OTHER_LIST.match(line.text) is not None
    return heads or line.box.top - above.box.bottom > GAP_IN_HEIGHTS * laid.text_height


OTHER_LIST = re.compile(
    r"\W*(?:(?:drug|known|food) )?(?:allerg\w+|reactions?|intoleran\w+|adverse|discontinued|inactive"
    r"|(?:past|prior|previous|former|stopped) med\w*)\b",
    re.IGNORECASE,
)
"""What begins a list of something else, over columns or by itself."""


def _medicine(cell: Segment) -> str | None:
    """The medicine with which a cell begins."""
    found = find_medications(cell.text, known_only=True)[:1]
    begin = BEGINS.match(cell.text)
    if not found or found[0].value == "none" or begin is None or found[0].start > begin.end():
        return None
    return str(found[0].value)


def _read(sheet: Sheet, run: Sequence[int]) -> Candidate | None:
    lines = [sheet.layout.lines[at] for at in run]
    dosed = sum(DOSE.search(line.text) is not None for line in lines)
    if (
        len(run) < ROWS_MIN
        or dosed < DOSED_SHARE * len(run)
        or not _in_columns(lines)
        or _not_taken(sheet, run[0])
    ):
        return None
    ended = ended_rows(sheet.layout)
    current = [line for line in lines if not is_stopped(line) and id(line) not in ended]
    gone = stopped_columns(sheet.layout)
    taken = [
        cell for line in current for cell in _cells(line) if not any(_inside(cell, column) for column in gone)
    ]
    taken = [*_beside_label(sheet, run[0]), *taken]
    names = tuple(dict.fromkeys(name for cell in taken if (name := _medicine(cell)) is not None))
    if not names:
        return None
    words = tuple(word for cell in taken for word in cell.words)
    confidence = PRIOR * (0.4 + 0.6 * certainty(words)) * (UNREAD if _unread(sheet, run) else 1.0)
    box = enclosing([cell.box for cell in taken])
    text = passage_of(sheet.number, words).text
    return Candidate(MEDICINES, names, text, sheet.number, box, confidence, "table")


def _beside_label(sheet: Sheet, first: int) -> Iterator[Segment]:
    """The cells of the line over a list's `first` that begins it behind its label, in the column of the rows."""
    if not first or not any(hit.line == first - 1 and MEDICINES in hit.fields for hit in sheet.hits):
        return
    laid = sheet.layout
    left, over = laid.lines[first].segments[0].box.left, laid.lines[first - 1]
    if not is_stopped(over) and any(abs(cell.box.left - left) < laid.em_x for cell in over.segments[1:]):
        yield from (cell for cell in over.segments[1:] if _medicine(cell) is not None)


def _inside(cell: Segment, column: Box) -> bool:
    return column.contains(cell.box.left, cell.box.center_y)


def _in_columns(lines: Sequence[Line]) -> bool:
    """Whether the rows stand in columns: two of them have a second cell, or one names two medicines."""
    wide = [line for line in lines if len(line.segments) > 1]
    return len(wide) >= ROWS_MIN or any(len(tuple(_cells(line))) > 1 for line in wide)


def _cells(line: Line) -> Iterator[Segment]:
    """The cells of a row that name a medicine: the first, and others with a dose of their own, of a list in
    columns."""
    for at, cell in enumerate(line.segments):
        if not at or (DOSE.search(cell.text) and _medicine(cell) is not None):
            yield cell


def _not_taken(sheet: Sheet, first: int) -> bool:
    """Whether the lines over a list say that it is of something else."""
    over: list[Line] = []
    for line in reversed(sheet.layout.lines[max(0, first - HEAD_LINES) : first]):
        if len(line.words) <= HEAD_WORDS_MAX:
            over.append(line)
        if len(line.segments) == 1:
            break
    return any(NOT_TAKEN.search(line.text) or heads_stopped(line) for line in over)


def _unread(sheet: Sheet, run: Sequence[int]) -> bool:
    """Whether a row among them, or right over or under them, has a dose and a cell in the column, but no medicine
    that is known."""
    laid = sheet.layout
    left = laid.lines[run[0]].segments[0].box.left
    for at in range(max(0, run[0] - 1), min(run[-1] + 2, len(laid.lines))):
        line = laid.lines[at]
        level = abs(line.segments[0].box.left - left) < laid.em_x
        if at not in run and level and len(line.segments) > 1 and DOSE.search(line.text) and not is_stopped(line):
            return True
    return False

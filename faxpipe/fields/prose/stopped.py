"""Rows of lists that say of theirs that it is over: a medicine no longer taken, an illness that was had.

Place in the sentence: words -> **fields**, for everything that reads such lists row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from faxpipe.document import Box
from faxpipe.layout import Layout, Line

STOPPED = re.compile(
    r"\b(?:discontinued|stopped|inactive|d/c'?d?|dc'd|completed|finished|held until|not (?:currently )?taking"
    r"|no longer (?:tak\w+|on|us\w+)|(?:d[il1|]?c'?d?|ended|expired|off)(?= (?:on |since )?\d{1,2}[/.-]\d))\b",
    re.IGNORECASE,
)
"""A stroke between D and C may be read as a letter; what else "off" and "ended" say, a day behind them tells."""


STOPPED_CELL = re.compile(
    r"\W*(?:stop|stopped|d/c|dc|ended|expired|past|no longer taking|off"
    r"|(?:stop(?:ped)?|not|do not) tak(?:e|ing))\W*",
    re.IGNORECASE,
)
"""A cell by itself that says of its row what `STOPPED` says in a line."""


STOPPED_HEAD = re.compile(
    r"\W*(?:x\s)?(?:stop(?:ped)?|discontinued?|do not take|no longer tak\w+|not taking)"
    r"(?:\s(?:taking|take|using|the|these|those|following|your|old|home|of)){0,4}"
    r"(?:\s(?:medicines?|medications?|meds|drugs|prescriptions))?\W*",
    re.IGNORECASE,
)


NOT_NOW = re.compile(
    r"\W*(?:inactive|discontinued|stopped|past|previous|prior|former|old|historical|completed|ended|not taking)"
    r"(?:\s(?:medicines?|medications?|meds|drugs|prescriptions|rx))?\W*",
    re.IGNORECASE,
)
"""The first head over a table of what is no longer taken; over a column of its own it says when."""
OTHER_HEADS = re.compile(
    r"\W*(?:dose|dosage|strength|sig|directions|instructions|frequency|route|reasons?|why|comments?|notes?|status"
    r"|(?:start|end|stop)(?: date)?|started|ended|stopped|dates?|prescriber|how taken|last taken|qty)\W*",
    re.IGNORECASE,
)


def heads_stopped(line: Line) -> bool:
    """Whether a line heads the rows of what the patient no longer takes: by itself, or as the heads of a table."""
    first, *others = (cell.text for cell in line.segments)
    if not others:
        return STOPPED_HEAD.fullmatch(first) is not None or LISTS_OLD.fullmatch(first) is not None
    return NOT_NOW.fullmatch(first) is not None and all(OTHER_HEADS.fullmatch(other) for other in others)


LISTS_OLD = re.compile(
    r"\W*(?:inactive\W*|(?:inactive|past|previous|prior|former|old|historical|completed)"
    r"\s(?:medicines?|medications?|meds|drugs|prescriptions|rx)\W*)",
    re.IGNORECASE,
)
"""The same over a list by itself: "Past" alone may head anything."""


def stopped_rows(layout: Layout) -> frozenset[int]:
    """`id`s of the lines under a head of what is no longer taken, down to the next list or a wide gap."""
    under: set[int] = set()
    last: Line | None = None
    for line in layout.lines:
        apart = last is not None and line.box.top - last.box.bottom > ROW_GAP * layout.text_height
        if heads_stopped(line):
            last = line
        elif last is not None and (apart or LISTS_CURRENT.match(line.text)):
            last = None
        if last is not None:
            under.add(id(line))
            last = line
    return frozenset(under)


def stopped_columns(layout: Layout) -> tuple[Box, ...]:
    """Where the columns of what is no longer taken stand, beside those of what is: "Current      Discontinued"."""
    columns: list[Box] = []
    for at, line in enumerate(layout.lines):
        heads = line.segments
        over = [cell for cell in heads if NOT_NOW.fullmatch(cell.text) or STOPPED_HEAD.fullmatch(cell.text)]
        if not over or not any(LISTS_CURRENT.match(cell.text) for cell in heads if cell not in over):
            continue
        last = line.box
        for row in layout.lines[at + 1 : at + 1 + ROWS_MAX]:
            if row.box.top - last.bottom > ROW_GAP * layout.text_height or heads_stopped(row):
                break
            last = row.box
        for cell in over:
            right = min((h.box.left for h in heads if h.box.left > cell.box.left), default=1.0) - layout.em_x
            columns.append(Box(cell.box.left - layout.em_x, line.box.bottom, right, last.bottom))
    return tuple(columns)


def names_over(layout: Layout, box: Box) -> frozenset[int]:
    """`id`s of the lines that reach into `box` and say of their medicine that it is over."""
    over = ended_rows(layout) | stopped_rows(layout)
    lines = (line for line in layout.lines if line.box.overlap_y(box) > 0)
    return frozenset(
        id(line) for line in lines if id(line) in over or (len(line.segments) > 1 and is_stopped(line))
    )


LISTS_CURRENT = re.compile(
    r"\W*(?:active|current\w*|continued?|taking|still tak\w+|new|started|unchanged|changed|home|present"
    r"|allerg\w+)\b",
    re.IGNORECASE,
)
"""What begins a list of what is taken, or of what must not be."""


def is_stopped(line: Line) -> bool:
    """Whether a row of a list of medicines says that the patient no longer takes it."""
    return says_stopped(cell.text for cell in line.segments)


def ended_rows(layout: Layout) -> frozenset[int]:
    """`id`s of the lines of tables that have a day in a column headed "D/C", "Ended" or "Resolved"."""
    ended: set[int] = set()
    for at, line in enumerate(layout.lines):
        heads = [cell for cell in line.segments if len(line.segments) > 2 and ENDED_HEAD.fullmatch(cell.text)]
        last = line.box
        for row in layout.lines[at + 1 : at + 1 + ROWS_MAX] if heads else ():
            if row.box.top - last.bottom > ROW_GAP * layout.text_height:
                break
            last = row.box
            cells = (c for c in row.segments if abs(c.box.left - heads[0].box.left) < ALIGNED_EMS * layout.em_x)
            if any(DAY.search(cell.text) for cell in cells):
                ended.add(id(row))
    return frozenset(ended)


ENDED_HEAD = re.compile(
    r"\W*(?:date )?(?:d/c'?d?|discontinued|stopped|ended|resolved)(?: (?:date|on|in))?\W*", re.IGNORECASE
)
DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}|\b(?:19|20)\d\d\b")
ROWS_MAX, ROW_GAP, ALIGNED_EMS = 40, 4.0, 3.0


def says_stopped(cells: Iterable[str]) -> bool:
    """The same of the texts of a row's cells."""
    return any(
        STOPPED.search(text) is not None
        or STOPPED_CELL.fullmatch(text) is not None
        or OVER_CELL.fullmatch(text) is not None
        for text in cells
    )


OVER_CELL = re.compile(
    r"\W*(?:status\W{1,3})?(?:resolved|inactive|healed|cured|in remission|historical|past|remote|no longer active)"
    r"(?:\W{1,3}(?:(?:in|on|since|by) )?(?:[A-Za-z]{3,9}\.? )?(?:\d{1,2},? )?[\d/.-]{2,10})?\W*",
    re.IGNORECASE,
)
"""A cell by itself that says of its row that it was had: "Resolved 2015", "Status: inactive"."""


def over_rows(layout: Layout) -> tuple[Line, ...]:
    """The rows of tables that say of an illness that it is over."""
    rows = [line for line in layout.lines if len(line.segments) > 1]
    if not rows:
        return ()
    ended = ended_rows(layout)
    return tuple(
        line
        for line in rows
        if id(line) in ended or any(OVER_CELL.fullmatch(cell.text) for cell in line.segments[1:])
    )

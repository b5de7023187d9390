"""Rows of lists of medicines that say of theirs that it is no longer taken.

Place in the sentence: words -> **fields**, for everything that reads such lists row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from faxpipe.layout import Layout, Line

STOPPED = re.compile(
    r"\b(?:discontinued|stopped|inactive|d/c'?d?|completed|held until|not taking)\b", re.IGNORECASE
)


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


def heads_stopped(line: Line) -> bool:
    """Whether a line by itself heads the rows of what the patient no longer takes."""
    return len(line.segments) == 1 and STOPPED_HEAD.fullmatch(line.text) is not None


def is_stopped(line: Line) -> bool:
    """Whether a row of a list of medicines says that the patient no longer takes it."""
    return says_stopped(cell.text for cell in line.segments)


def ended_rows(layout: Layout) -> frozenset[int]:
    """`id`s of the lines of tables that have a day in a column headed "D/C" or "Stopped"."""
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


ENDED_HEAD = re.compile(r"\W*(?:date )?(?:d/c'?d?|discontinued|stopped)(?: (?:date|on))?\W*", re.IGNORECASE)
DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}")
ROWS_MAX, ROW_GAP, ALIGNED_EMS = 40, 4.0, 3.0


def says_stopped(cells: Iterable[str]) -> bool:
    """The same of the texts of a row's cells."""
    return any(STOPPED.search(text) is not None or STOPPED_CELL.fullmatch(text) is not None for text in cells)

"""Rows of lists of medicines that say of theirs that it is no longer taken.

Place in the sentence: words -> **fields**, for everything that reads such lists row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from faxpipe.layout import Line

STOPPED = re.compile(
    r"\b(?:discontinued|stopped|inactive|d/c'?d?|completed|held until|not taking)\b", re.IGNORECASE
)


STOPPED_CELL = re.compile(
    r"\W*(?:stop|stopped|d/c|dc|ended|expired|past|no longer taking|off"
    r"|(?:stop(?:ped)?|not|do not) tak(?:e|ing))\W*",
    re.IGNORECASE,
)
"""A cell by itself that says of its row what `STOPPED` says in a line."""


def is_stopped(line: Line) -> bool:
    """Whether a row of a list of medicines says that the patient no longer takes it."""
    return says_stopped(cell.text for cell in line.segments)


def says_stopped(cells: Iterable[str]) -> bool:
    """The same of the texts of a row's cells."""
    return any(STOPPED.search(text) is not None or STOPPED_CELL.fullmatch(text) is not None for text in cells)

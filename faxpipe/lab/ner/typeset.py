"""A paper's text set on a page without OCR: words with boxes on a fixed grid, as a perfect engine would give them.

Part of the lab: lets the rules, which ask where things stand, read texts that were never drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import Box, Page, Word

COLUMN, ROW, HEIGHT = 0.0088, 0.0145, 0.0095
LEFT, TOP = 0.06, 0.05
LINES = 62
GAP_COLUMNS, TAB_COLUMNS = 6, 16
WIDTH_PX, HEIGHT_PX = 1734, 2244


def typeset(text: str) -> tuple[Page, ...]:
    """The pages of a text; a tab moves on to the next stop, at least a wide gap away."""
    lines = text.rstrip("\n").split("\n")
    return tuple(
        Page(number, WIDTH_PX, HEIGHT_PX, words=tuple(_words(lines[at : at + LINES])), engine="typeset")
        for number, at in enumerate(range(0, max(1, len(lines)), LINES), 1)
    )


def _words(lines: list[str]) -> Iterator[Word]:
    for row, line in enumerate(lines):
        column = 0
        for match in re.finditer(r"\t|[^\s]+", line):
            if match.group() == "\t":
                column = ((column + GAP_COLUMNS) // TAB_COLUMNS + 1) * TAB_COLUMNS
                continue
            left, top = LEFT + column * COLUMN, TOP + row * ROW
            width = len(match.group()) * COLUMN
            yield Word(match.group(), Box(left, top, min(0.999, left + width * 0.97), top + HEIGHT), 0.96)
            column += len(match.group()) + 1

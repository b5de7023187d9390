"""A letterhead in a narrow column beside a letter: the practice, its telephones and its doctors, left or right.

Between words and lines: its rows stand level with lines of the letter and belong to none of them. The trap: a
column of captions, each beside its answer, looks the same; no caption holds a telephone number or a ZIP code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from faxpipe.document import Word

RUN_WORDS_MIN, RUN_WIDTH_MIN, RUNS_MIN = 6, 0.35, 6
"""A line of a letter has so many words and this share of the page's width; so many such lines make one."""
GAP_IN_HEIGHTS, APART_IN_HEIGHTS = 1.6, 0.9
MARGIN_MIN, WIDTH_MAX = 0.17, 0.34
"""Where a letter beside a column begins at the least, and how wide the column is at most, in page widths."""
ROWS_MIN, BESIDE_MIN = 4, 3
"""Rows of a column, and those of them that stand below the first line of the letter."""
HEADER_DEPTH = 0.045
_REACHED = re.compile(r"\(?\b\d{3}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}\b|\b[A-Z]{2},?\s\d{5}\b")


def side_column(rows: Sequence[Sequence[Word]], em_x: float) -> frozenset[int]:
    """`id`s of the words in a column beside the letter that the `rows` of a page make up, none where none is."""
    runs = [run for row in rows for run in _runs(row, em_x) if _long(run)]
    if len(runs) < RUNS_MIN:
        return frozenset()
    left, right = median(run[0].box.left for run in runs), max(run[-1].box.right for run in runs)
    apart = APART_IN_HEIGHTS * em_x
    words = [word for row in rows for word in row if word.box.top > HEADER_DEPTH]
    if MARGIN_MIN < left < WIDTH_MAX + apart:
        column = [word for word in words if word.box.right < left - apart]
        across = [word for word in words if word.box.left < left - apart <= word.box.right]
    elif 1 - WIDTH_MAX - apart < right < 1 - MARGIN_MIN:
        column = [word for word in words if word.box.left > right + apart]
        across = [word for word in words if word.box.left <= right + apart < word.box.right]
    else:
        return frozenset()
    first = min(run[0].box.top for run in runs)
    return frozenset(map(id, column)) if _is_letterhead(column, across, first) else frozenset()


def _runs(row: Sequence[Word], em_x: float) -> list[list[Word]]:
    runs = [[row[0]]]
    for before, word in pairwise(row):
        if word.box.left - before.box.right > GAP_IN_HEIGHTS * em_x:
            runs.append([word])
        else:
            runs[-1].append(word)
    return runs


def _long(run: Sequence[Word]) -> bool:
    return len(run) >= RUN_WORDS_MIN and run[-1].box.right - run[0].box.left > RUN_WIDTH_MIN


def _is_letterhead(column: Sequence[Word], across: Sequence[Word], first: float) -> bool:
    """Whether a column beside the letter, whose first line is at `first`, tells how to reach somebody."""
    if not column:
        return False
    ends = min(word.box.top for word in column), max(word.box.bottom for word in column)
    if any(ends[0] < word.box.center_y < ends[1] and len(word.text) > 1 for word in across):
        return False
    rows = _rows(column)
    beside = sum(row[0].box.top > first for row in rows)
    text = "\n".join(" ".join(word.text for word in row) for row in rows)
    return len(rows) >= ROWS_MIN and beside >= BESIDE_MIN and _REACHED.search(text) is not None


def _rows(column: Sequence[Word]) -> list[list[Word]]:
    """The words of a column by rows, top to bottom, each left to right."""
    rows: list[list[Word]] = []
    for word in sorted(column, key=lambda one: one.box.center_y):
        if rows and word.box.center_y < rows[-1][0].box.bottom:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.box.left) for row in rows]

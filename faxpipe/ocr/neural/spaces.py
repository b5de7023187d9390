"""Where a line of letters falls into words: at the spaces that were read, and at wide white that was not.

The recogniser overlooks spaces between a letter and a figure ("P978", "MDNPI") more than it misreads letters. The
white between two letters, against what is usual in the line, tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from faxpipe.ocr.neural.recognise import Letters

WIDE = 0.6  # heights of the line: white that parts any two letters
NARROW, UNUSUAL = 0.2, 2.2  # heights, and times the usual white, that part letters of two kinds
USUAL_MAX = 0.25  # heights: as between letters of a typewriter
STOPS = frozenset(",;:")


def pieces(letters: Letters, inked: NDArray[np.bool_], height: int) -> Iterator[tuple[int, int]]:
    """Runs of letters that are words, as (begin, end).

    `inked`: for each column of the line, whether there is ink; `height` of the line in the same pixels.
    """
    whites = _whites(letters, inked)
    close = [white for index, white in enumerate(whites) if " " not in letters.text[max(0, index - 1) : index + 1]]
    usual = min(float(np.median(close[1:])), USUAL_MAX * height) if len(close) > 1 else 0.0
    begin = None
    for index, letter in enumerate(letters.text):
        if letter == " ":
            if begin is not None:
                yield begin, index
            begin = None
        elif begin is None:
            begin = index
        elif _parted(letters.text[index - 1], letter, whites[index] / height, usual / height):
            yield begin, index
            begin = index
    if begin is not None:
        yield begin, len(letters.text)


def _parted(before: str, letter: str, white: float, usual: float) -> bool:
    """Whether white of so many heights between two letters is a space."""
    if white >= max(WIDE, UNUSUAL * usual):
        return True
    two_kinds = (before.isalpha() and letter.isdigit()) or (before.isdigit() and letter.isalpha())
    return (two_kinds or before in STOPS) and white >= max(NARROW, UNUSUAL * usual)


def _whites(letters: Letters, inked: NDArray[np.bool_]) -> list[int]:
    """Columns of the widest white between each letter and the one before; 0 before the first."""
    columns = [min(len(inked) - 1, round(at * len(inked))) for at in letters.at]
    edges = np.flatnonzero(np.diff(inked.astype(np.int8), prepend=1, append=1)).tolist()
    runs = list(zip(edges[::2], edges[1::2], strict=False))  # white from the first column up to the second
    whites, first = [0], 0
    for left, right in pairwise(columns):
        while first < len(runs) and runs[first][1] <= left:
            first += 1
        widest, at = 0, first
        while at < len(runs) and runs[at][0] <= right:
            widest = max(widest, min(runs[at][1], right + 1) - max(runs[at][0], left))
            at += 1
        whites.append(widest)
    return whites[: len(letters.text)]

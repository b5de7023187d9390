"""Letters of a line -> words with boxes.

The network says where the middle of each letter stands, not where its ink ends. A word's box therefore reaches
half way to its neighbours, at most a letter and a half, and is then drawn tight around the ink in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from faxpipe.document import Box, Word
from faxpipe.ocr.neural.detect import Span
from faxpipe.ocr.neural.networks import Pixels
from faxpipe.ocr.neural.recognise import Letters
from faxpipe.ocr.neural.spaces import pieces

REACH = 1.2  # pitches that a word may reach beyond the middle of its first and last letter
CONFIDENCE_MIN = 0.05
INK_LEVEL, INK_ROWS = 160, 2


def words_of(letters: Letters, span: Span, page: Pixels) -> Iterator[Word]:
    """Words of one line of `page`, (height, width) uint8, 255 = white."""
    ink = page[span.top : span.bottom, span.left : span.right + 1] < INK_LEVEL
    parts = list(pieces(letters, ink[:, : span.width].sum(axis=0) >= INK_ROWS, span.height))
    for index, (begin, end) in enumerate(parts):
        text = letters.text[begin:end]
        pitch = _pitch(letters, begin, end, span)
        first, last = letters.at[begin], letters.at[end - 1]
        left, right = max(0.0, first - REACH * pitch), min(1.0, last + REACH * pitch)
        if index > 0:
            left = max(left, (letters.at[parts[index - 1][1] - 1] + first) / 2)
        if index + 1 < len(parts):
            right = min(right, (last + letters.at[parts[index + 1][0]]) / 2)
        confidence = confidence_of(letters.sure[begin:end])
        if confidence < CONFIDENCE_MIN:
            continue
        edges = round(span.left + left * span.width), round(span.left + right * span.width)
        yield Word(text, _inked(ink, edges, span, page.shape), confidence)


def confidence_of(sure: tuple[float, ...]) -> float:
    """How far a word may be trusted, 0..1: as its weakest letter, a little less for each other doubtful one."""
    if not sure:
        return 0.0
    return float(min(sure) * np.prod(sure) ** (1 / len(sure)))


def _inked(ink: NDArray[np.bool_], edges: tuple[int, int], span: Span, page: tuple[int, ...]) -> Box:
    """The box around the ink of the line between two columns of the page; the whole of it where it is white."""
    (height, width), (left, right) = page, edges
    right = max(left + 1, right)
    own = ink[:, left - span.left : right - span.left]
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    top, bottom = span.top, span.bottom
    if len(rows):
        top, bottom = top + int(rows[0]), top + int(rows[-1]) + 1
        left, right = left + int(columns[0]), left + int(columns[-1]) + 1
    return Box(left / width, top / height, right / width, bottom / height)


def _pitch(letters: Letters, begin: int, end: int, span: Span) -> float:
    """Distance from letter to letter as a fraction of the line's width."""
    if end - begin > 1:
        return (letters.at[end - 1] - letters.at[begin]) / (end - begin - 1)
    return 0.5 * span.height / span.width

"""Letters of a line -> words with boxes.

The network says where the middle of each letter stands, not where its ink ends. A word's box therefore reaches
half way to its neighbours, at most a letter and a half, and is drawn tight around its ink later (`pages.fit`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from faxpipe.document import Box, Word
from faxpipe.ocr.neural.detect import Span
from faxpipe.ocr.neural.recognise import Letters

REACH = 1.2  # pitches that a word may reach beyond the middle of its first and last letter
GAP = 2.2  # pitches between two letters of one word, at most
CONFIDENCE_MIN = 0.05


def words_of(letters: Letters, span: Span, page: tuple[int, int]) -> Iterator[Word]:
    """Words of one line; `page`: (height, width) in pixels."""
    pieces = list(_pieces(letters, span.height / max(1, span.width)))
    for index, (begin, end) in enumerate(pieces):
        text = letters.text[begin:end]
        pitch = _pitch(letters, begin, end, span)
        first, last = letters.at[begin], letters.at[end - 1]
        left, right = max(0.0, first - REACH * pitch), min(1.0, last + REACH * pitch)
        if index > 0:
            left = max(left, (letters.at[pieces[index - 1][1] - 1] + first) / 2)
        if index + 1 < len(pieces):
            right = min(right, (last + letters.at[pieces[index + 1][0]]) / 2)
        confidence = confidence_of(letters.sure[begin:end])
        if confidence < CONFIDENCE_MIN:
            continue
        height, width = page
        box = Box(
            (span.left + left * span.width) / width,
            span.top / height,
            (span.left + right * span.width) / width,
            span.bottom / height,
        )
        yield Word(text, box, confidence)


def confidence_of(sure: tuple[float, ...]) -> float:
    """How far a word may be trusted, 0..1: as its weakest letter, a little less for each other doubtful one."""
    if not sure:
        return 0.0
    return float(min(sure) * np.prod(sure) ** (1 / len(sure)))


def _pieces(letters: Letters, pitch_min: float) -> Iterator[tuple[int, int]]:
    """Runs of letters without a space, as (begin, end)."""
    begin = None
    for index, letter in enumerate(letters.text):
        if letter == " ":
            if begin is not None:
                yield begin, index
            begin = None
        elif begin is None:
            begin = index
        elif letters.at[index] - letters.at[index - 1] > 3 * pitch_min:
            yield begin, index
            begin = index
    if begin is not None:
        yield begin, len(letters.text)


def _pitch(letters: Letters, begin: int, end: int, span: Span) -> float:
    """Distance from letter to letter as a fraction of the line's width."""
    if end - begin > 1:
        return (letters.at[end - 1] - letters.at[begin]) / (end - begin - 1)
    return 0.5 * span.height / max(1, span.width)

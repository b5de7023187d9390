"""Printed scales from 0 to 10: no number on one is an answer by itself, the one that a ring hid is.

Place in the sentence: words -> **fields**. A ring drawn by hand often hides the very number it marks, or is not
found itself. Numbers run together by the engine ("456", "910") are taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.referral import Candidate

SCALE_MIN = 7
"""So many of the eleven numbers make a line a scale."""
SURE = 0.55


@dataclass(frozen=True, slots=True)
class Scale:
    """The box of a printed scale, and the number that was not read where the others stand apart for it."""

    box: Box
    lost: int | None


def scales(sheet: Sheet) -> tuple[Scale, ...]:
    """The printed scales of a page, from top to bottom."""
    return tuple(scale for line in sheet.layout.lines if (scale := _scale(line.words)) is not None)


def on_scale(candidate: Candidate, found: dict[int, tuple[Scale, ...]]) -> bool:
    """Whether a pain score was read from the numbers of a printed scale rather than from a mark on it."""
    if candidate.field != "symptoms.pain_score" or candidate.method == "tick" or candidate.value is None:
        return False
    middle = candidate.box.center_y
    return any(scale.box.top <= middle <= scale.box.bottom for scale in found.get(candidate.page, ()))


def lost_numbers(found: dict[int, tuple[Scale, ...]], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """The unread number of each scale, held, on pages where no mark told the score."""
    told = {one.page for one in known if one.field == "symptoms.pain_score" and one.method == "tick"}
    for page, each in found.items():
        for scale in each if page not in told else ():
            if scale.lost is not None:
                yield Candidate("symptoms.pain_score", scale.lost, "", page, scale.box, SURE, "tick")


def _scale(words: Sequence[Word]) -> Scale | None:
    placed: list[tuple[int, float]] = []
    kept: list[Word] = []
    for word in words:
        numbers = _numbers(re.sub(r"\D", "", word.text), placed[-1][0] if placed else -1)
        letters = re.search(r"[A-Za-z]{2}", word.text)
        if not numbers or letters:
            continue
        step = word.box.width / len(numbers)
        placed += [(number, word.box.left + (at + 0.5) * step) for at, number in enumerate(numbers)]
        kept.append(word)
    if len(placed) < SCALE_MIN:
        return None
    return Scale(enclosing([word.box for word in kept]), _lost(placed))


def _numbers(digits: str, last: int) -> list[int]:
    """The numbers that follow `last` in rising order, "910" after 8 being 9 and 10; else none."""
    out: list[int] = []
    while digits:
        size = 2 if digits.startswith("10") and (out[-1] if out else last) > 1 else 1
        number = int(digits[:size])
        if number <= (out[-1] if out else last):
            return []
        out.append(number)
        digits = digits[size:]
    return out


def _lost(placed: Sequence[tuple[int, float]]) -> int | None:
    """The one number left out, where its place on the paper is free."""
    missing = sorted(set(range(11)) - {number for number, _ in placed})
    if len(missing) != 1 or not 0 < missing[0] < 10:
        return None
    pitches = sorted(right - left for (low, left), (high, right) in pairwise(placed) if high - low == 1)
    gap = next((right - left for (low, left), (high, right) in pairwise(placed) if low < missing[0] < high), 0.0)
    return missing[0] if pitches and gap > 1.5 * pitches[len(pitches) // 2] else None

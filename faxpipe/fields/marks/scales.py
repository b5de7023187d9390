"""Printed scales from 0 to 10: no number on one is an answer by itself, the one that a ring hid is.

Place in the sentence: words -> **fields**. A ring drawn by hand often hides the very number it marks, or is not
found itself. Numbers run together by the engine ("456", "910") are taken apart.
"""

from __future__ import annotations

import math
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
BRACKETS = frozenset("()")


@dataclass(frozen=True, slots=True)
class Scale:
    """The box of a printed scale, the number that was not read where the others stand apart for it (of two such
    the higher), and the one that stands in a ring (of two beside a ring the higher), in the only ink on the
    scale, or in what was read of a ring, "(8)": nobody is seen too late."""

    box: Box
    lost: int | None
    ringed: int | None = None


def scales(sheet: Sheet) -> tuple[Scale, ...]:
    """The printed scales of a page, from top to bottom."""
    rings = [circle.box for circle in sheet.page.marks.circles]
    inks = [ink.box for ink in sheet.page.marks.inks]
    brackets = [word.box for word in sheet.page.words if word.text and set(word.text) <= BRACKETS]
    return tuple(
        scale for line in sheet.layout.lines if (scale := _scale(line.words, rings, brackets, inks)) is not None
    )


def on_scale(candidate: Candidate, found: dict[int, tuple[Scale, ...]]) -> bool:
    """Whether a pain score was read from the numbers of a printed scale rather than from a mark on it."""
    if candidate.field != "symptoms.pain_score" or candidate.method == "tick" or candidate.value is None:
        return False
    middle = candidate.box.center_y
    return any(scale.box.top <= middle <= scale.box.bottom for scale in found.get(candidate.page, ()))


def lost_numbers(found: dict[int, tuple[Scale, ...]], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """The ringed or the unread number of each scale, held, on pages where no mark told the score."""
    told = {one.page for one in known if one.field == "symptoms.pain_score" and one.method == "tick"}
    for page, each in found.items():
        for scale in each if page not in told else ():
            number = scale.lost if scale.ringed is None else scale.ringed
            if number is not None:
                yield Candidate("symptoms.pain_score", number, "", page, scale.box, SURE, "tick")


_LETTERS, _NO_DIGITS = re.compile(r"[A-Za-z]{2}"), re.compile(r"\D+")


def _scale(
    words: Sequence[Word], rings: Sequence[Box], brackets: Sequence[Box], inks: Sequence[Box]
) -> Scale | None:
    placed: list[tuple[int, float]] = []
    bracketed: set[int] = set()
    kept: list[Word] = []
    for word in words:
        if _LETTERS.search(word.text):
            continue
        numbers = _numbers(_NO_DIGITS.sub("", word.text), placed[-1][0] if placed else -1)
        if not numbers:
            continue
        step = word.box.width / len(numbers)
        placed += [(number, word.box.left + (at + 0.5) * step) for at, number in enumerate(numbers)]
        bracketed |= set(numbers) if len(numbers) == 1 and BRACKETS & set(word.text) else set()
        kept.append(word)
    if len(placed) < SCALE_MIN:
        return None
    box = enclosing([word.box for word in kept])
    level, inked = ([one for one in each if one.top < box.center_y < one.bottom] for each in (rings, inks))
    ringed = _ringed(placed, level or (inked if len(inked) == 1 else ()))
    beside = [sign.center_x for sign in brackets if box.contains(sign.center_x, sign.center_y)]
    bracketed |= {min(placed, key=lambda one: abs(one[1] - middle))[0] for middle in beside}
    if ringed is None and len(bracketed) == 1:
        (ringed,) = bracketed
    return Scale(box, _lost(placed), ringed)


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
    """The number left out, where its place on the paper is free: the higher of two."""
    missing = sorted(set(range(1, 10)) - {number for number, _ in placed})
    if not 0 < len(missing) <= LOST_MAX or len(placed) + len(missing) != MOST + 1:
        return None
    pitch = _pitch(placed)
    gaps = {
        n: next((right - left for (a, left), (b, right) in pairwise(placed) if a < n < b), 0.0) for n in missing
    }
    free = [number for number, gap in gaps.items() if pitch and gap > 1.5 * pitch]
    return max(free) if len(free) == len(missing) else None


LOST_MAX = 2


def _ringed(placed: Sequence[tuple[int, float]], rings: Sequence[Box]) -> int | None:
    """The number in whose place a ring stands, the higher where it stands between two; of several the top one."""
    pitch = _pitch(placed)
    numbers = []
    for ring in rings if pitch else ():
        number, left = min(placed, key=lambda one: abs(one[1] - ring.center_x))
        if ring.width < RING_MAX * pitch:
            numbers.append(number + math.ceil((ring.center_x - left) / pitch - BESIDE))
    return max((number for number in numbers if 0 <= number <= MOST), default=None)


MOST = 10
RING_MAX = 3.0
"""A ring this many steps wide marks no number."""
BESIDE = 0.4
"""Of a step: so far off its middle a number is still the one in the ring."""


def _pitch(placed: Sequence[tuple[int, float]]) -> float:
    """The usual step from one number to the next; 0.0 where no two follow each other."""
    steps = sorted(right - left for (low, left), (high, right) in pairwise(placed) if high - low == 1)
    return steps[len(steps) // 2] if steps else 0.0

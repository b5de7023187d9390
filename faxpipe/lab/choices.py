"""How a sender marks one of several printed choices: in boxes, on blanks, between brackets or on the bare words.

Part of the lab. A `Manner` is one sender's habit: where the form leaves room for a mark and what is drawn there.
Initials, slashes, hasty rings and marks behind the choices are kept for the split "held".
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from faxpipe.lab.draw import BALLPOINT, Sheet

BOXED_SHARE = 0.5
SEPARATORS = ("", "", "/", "|")
BLANK = 2.6  # of the font size: an underlined blank


@dataclass(frozen=True, slots=True)
class Manner:
    """`place`: "box", "bracket", "parens", "line" (a blank before the choice), "after" (behind it) or "bare"."""

    place: str
    mark: str
    between: str = ""


TRAIN = (
    ("line", "check"),
    ("line", "cross"),
    ("line", "fill"),
    ("line", "typed"),
    ("line", "ring"),
    ("parens", "check"),
    ("parens", "cross"),
    ("bare", "ring"),
    ("bare", "check"),
    ("bare", "underline"),
)
HELD = (
    ("line", "check"),
    ("line", "slash"),
    ("line", "initials"),
    ("line", "loose ring"),
    ("after", "check"),
    ("after", "initials"),
    ("parens", "slash"),
    ("bare", "loose ring"),
    ("bare", "cross"),
    ("bare", "wave"),
)


def manner(rng: random.Random, split: str, mark: str) -> Manner:
    """How a sender of `split` marks choices; half of them have boxes and put `mark` into them."""
    if rng.random() < BOXED_SHARE:
        return Manner("bracket" if mark == "bracket" else "box", mark)
    place, mark = rng.choice(HELD if split == "held" else TRAIN)
    return Manner(place, mark, rng.choice(SEPARATORS) if place == "bare" else "")


def option_width(sheet: Sheet, how: Manner, text: str) -> float:
    """The room in points that `draw_option` takes, the gap to the next option included."""
    return sheet.text_width(text) + sheet.font_size * {"line": 4.2, "after": 4.2, "bare": 2.6}.get(how.place, 2.6)


def draw_option(
    sheet: Sheet, how: Manner, x: float, y: float, text: str, *, chosen: bool, last: bool, round_box: bool
) -> float:
    """One choice on baseline `y`, marked where `chosen`; returns where the next one may begin."""
    size = sheet.font_size
    if how.place in ("box", "bracket"):
        return sheet.text(sheet.tick(x, y, chosen, mark=how.mark, round_box=round_box), y, text) + size * 0.9
    at, room = x, (x, x + size)
    if how.place == "line":
        at = _blank(sheet, x, y, typed=chosen and how.mark == "typed")
        room = (x, at - 3)
    elif how.place == "parens":
        at = sheet.text(x, y, "(")
        room = (at, at + size * 0.8)
        at = sheet.text(at + size * 0.8, y, ")") + 3
    elif how.place == "bare":
        at += size * 0.8
    end = sheet.text(at, y, text)
    if how.place == "after":
        room = (end + 3, _blank(sheet, end + 3, y, typed=False) - 3)
    if chosen and how.mark != "typed":
        if how.mark in AROUND:
            AROUND[how.mark](sheet, at, end, y)
        else:
            INTO[how.mark](sheet, *room, y)
    if how.place == "bare" and how.between and not last:
        sheet.text(end + size * 0.7, y, how.between)
    return max(end, room[1]) + size * (1.0 if how.place in ("line", "after") else 1.4)


def _blank(sheet: Sheet, x: float, y: float, *, typed: bool) -> float:
    """An underlined blank, or one of typed underscores with an X among them; returns where text may follow."""
    if typed:
        return sheet.text(x, y, "__X__") + 3
    end = x + sheet.font_size * BLANK
    sheet.line(x, y + 1.5, end, y + 1.5)
    return end + 3


def _check(sheet: Sheet, left: float, right: float, y: float) -> None:
    rng, size = sheet.rng, sheet.font_size
    x = left + (right - left) * rng.uniform(0.1, 0.4)
    low, high = y + rng.uniform(-1, 2), y - size * rng.uniform(0.9, 1.5)
    sheet.stroke([(x, y - size * 0.45), (x + size * 0.25, low), (x + size * rng.uniform(0.8, 1.3), high)])


def _cross(sheet: Sheet, left: float, right: float, y: float) -> None:
    rng, size = sheet.rng, sheet.font_size
    x = left + max(0.0, right - left - size * 0.8) * rng.uniform(0.2, 0.7)
    side = size * rng.uniform(0.7, 1.0)
    sheet.stroke([(x, y - side), (x + side * 0.5, y - side * 0.45), (x + side, y)])
    sheet.stroke([(x + side * rng.uniform(0.8, 1.0), y - side), (x + side * 0.5, y - side * 0.5), (x, y + 1)])


def _slash(sheet: Sheet, left: float, right: float, y: float) -> None:
    rng, size = sheet.rng, sheet.font_size
    x = left + (right - left) * rng.uniform(0.2, 0.5)
    sheet.stroke(
        [(x, y + rng.uniform(0, 3)), (x + size * rng.uniform(0.4, 0.8), y - size * rng.uniform(0.9, 1.2))]
    )


def _fill(sheet: Sheet, left: float, right: float, y: float) -> None:
    """The blank scribbled full, to and fro."""
    rng, size = sheet.rng, sheet.font_size
    points = []
    for number in range(9):
        x = left + (right - left) * (0.1 + 0.1 * number)
        points.append((x, y - (size * rng.uniform(0.5, 0.9) if number % 2 else rng.uniform(-1, 1.5))))
    sheet.stroke(points, weight=2.2)


def _initials(sheet: Sheet, left: float, right: float, y: float) -> None:
    letters = "".join(sheet.rng.choice("ABCDEGHJKLMNRSTW") for _ in range(2))
    sheet.written(left + 2, y - 1, letters, BALLPOINT)


def _ring(sheet: Sheet, left: float, right: float, y: float) -> None:
    sheet.ring(left, y, right - left)


def _loose_ring(sheet: Sheet, left: float, right: float, y: float) -> None:
    """Drawn in haste: not closed, off the middle, through a letter now and then."""
    rng, size = sheet.rng, sheet.font_size
    x, middle = (left + right) / 2 + rng.uniform(-3, 3), y - size * 0.33 + rng.uniform(-1.5, 1.5)
    wide, high = (right - left) / 2 + rng.uniform(0, 6), size * rng.uniform(0.65, 1.0)
    begin, turn = rng.uniform(0, 2 * math.pi), 2 * math.pi * rng.uniform(0.84, 1.12)
    sheet.stroke(
        [
            (x + wide * math.cos(a) * (1 + 0.06 * a / 6), middle + high * math.sin(a) * (1 + 0.12 * a / 6))
            for a in (begin + turn * step / 24 for step in range(25))
        ]
    )


def _underline(sheet: Sheet, left: float, right: float, y: float) -> None:
    rng = sheet.rng
    drop = sheet.font_size * 0.25
    sheet.stroke(
        [(left - rng.uniform(0, 3), y + drop), (right + rng.uniform(0, 3), y + drop + rng.uniform(-1, 1))]
    )


def _wave(sheet: Sheet, left: float, right: float, y: float) -> None:
    """Underlined twice, or once and not straight."""
    rng, drop = sheet.rng, sheet.font_size * 0.28
    count = max(3, round((right - left) / 6))
    points = [(left + (right - left) * n / count, y + drop + rng.uniform(-1.3, 1.3)) for n in range(count + 1)]
    sheet.stroke(points)
    if rng.random() < 0.5:
        sheet.stroke([(x + 2, line + 3) for x, line in points])


Stroke = Callable[[Sheet, float, float, float], None]
INTO: dict[str, Stroke] = {
    "check": _check,
    "cross": _cross,
    "slash": _slash,
    "fill": _fill,
    "initials": _initials,
}
AROUND: dict[str, Stroke] = {"ring": _ring, "loose ring": _loose_ring, "underline": _underline, "wave": _wave}

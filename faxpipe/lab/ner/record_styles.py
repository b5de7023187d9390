"""How a part of a form shows its captions and values: before, above, below, in rows, side by side, or bare.

Part of the lab, for `records`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from faxpipe.lab.ner.grammar import Chunk

SEPARATORS = (
    *(": ", ": ", ": ", ":", " ", "  ", ":\t", ":\t", "\t", "\t", " - ", ": ____ ", " ..... ", " # ", " = "),
    *("=", " | ", ": | ", "? ", " > "),
)
Line = list[Chunk]


@dataclass(frozen=True, slots=True)
class Row:
    """A caption with its value."""

    caption: str
    value: Line


@dataclass(frozen=True, slots=True)
class Hand:
    """What one paper draws from, what mostly stands between its captions and values,
    and how hard it is to read."""

    rng: random.Random
    separator: str
    ease: float = 1.0


Style = Callable[[Hand, list[Row]], list[Line]]


def styled(hand: Hand, rows: list[Row]) -> list[Line]:
    """The rows in any style; rows without captions are lines as they are."""
    captioned = all(row.caption for row in rows)
    return (hand.rng.choices(STYLES, _weights(hand.ease))[0] if captioned else under)(hand, rows)


def under(hand: Hand, rows: list[Row]) -> list[Line]:
    """A caption and its value a line."""
    return [_pair(hand, row) for row in rows]


def _pair(hand: Hand, row: Row) -> Line:
    if not row.caption:
        return row.value
    between = hand.separator if hand.rng.random() < 0.9 else hand.rng.choice(SEPARATORS)
    return [Chunk(row.caption + between), *row.value]


def _together(hand: Hand, rows: list[Row]) -> list[Line]:
    """Two to four pairs a line."""
    lines, at = [], 0
    while at < len(rows):
        taken = rows[at : at + hand.rng.randint(2, 4)]
        at += len(taken)
        lines.append(
            parted([_pair(hand, row) for row in taken], hand.rng.choice(("\t", "\t", "\t", "  ", " | ", ", ")))
        )
    return lines


def _above(hand: Hand, rows: list[Row]) -> list[Line]:
    """Captions in one line, their values in the next."""
    lines, at = [], 0
    while at < len(rows):
        taken = rows[at : at + hand.rng.randint(1, 4)]
        at += len(taken)
        lines.append(tabbed([[Chunk(row.caption)] for row in taken]))
        lines.append(tabbed([row.value for row in taken]))
    return lines


def _below(hand: Hand, rows: list[Row]) -> list[Line]:
    """Values in one line, what they are in the next, as under the rules for signing."""
    lines, at = [], 0
    while at < len(rows):
        taken = rows[at : at + hand.rng.randint(1, 3)]
        at += len(taken)
        lines.append(tabbed([row.value for row in taken]))
        lines.append(
            tabbed([[Chunk(f"({row.caption})" if hand.rng.random() < 0.3 else row.caption)] for row in taken])
        )
    return lines


def _bare(hand: Hand, rows: list[Row]) -> list[Line]:
    """Values alone: the heading above says whose they are."""
    return [row.value for row in rows]


def _running(hand: Hand, rows: list[Row]) -> list[Line]:
    """All in one paragraph."""
    return [parted([_pair(hand, row) for row in rows], hand.rng.choice(("; ", ". ", ", ", " ", " | ", " / ")))]


STYLES: tuple[Style, ...] = (under, _together, _above, _below, _bare, _running)
STYLE_WEIGHTS = (35, 25, 18, 6, 8, 8)


def tabbed(cells: list[Line]) -> Line:
    return parted(cells, "\t")


def parted(cells: list[Line], between: str) -> Line:
    line: Line = []
    for index, cell in enumerate(cells):
        line += [Chunk(between), *cell] if index else cell
    return line


def beside(left: list[Line], right: list[Line]) -> list[Line]:
    """Two parts in columns, line by line."""
    lines = []
    for at in range(max(len(left), len(right))):
        cells = [part[at] for part in (left, right) if at < len(part)]
        lines.append(tabbed([_flat(cell) for cell in cells]))
    return lines


def _flat(line: Line) -> Line:
    return [Chunk(chunk.text.replace("\n", " "), chunk.label) for chunk in line]


def lines(lines: list[Line]) -> Iterator[Chunk]:
    for line in lines:
        yield from line
        yield Chunk("\n")


def _weights(ease: float) -> list[float]:
    """Captions below their values, and none at all, are the hard ones."""
    return [
        weight * ease if style in (_below, _bare) else weight
        for style, weight in zip(STYLES, STYLE_WEIGHTS, strict=True)
    ]

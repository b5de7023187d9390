"""Where the letters of each printed choice of a row stand, in pixels, without what a pen drew beside them.

Between words and tick boxes; used by `picked`. The trap: a mark that touches a choice is read as part of it, so
its width is told from how the other words of the line are set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from faxpipe.fields.marks.rows import Printed, Row
from faxpipe.pages.shapes import Piece

_WIDTHS = dict.fromkeys("fijltIr /|.,()-'", 0.27) | dict.fromkeys("mwMW", 0.83)


@dataclass(slots=True)
class Zone:
    """Where the letters of one choice stand, in pixels, and what speaks for a mark on it."""

    printed: Printed
    left: float
    right: float
    sure: float = 0.0
    doubtful: bool = False

    @property
    def width(self) -> float:
        return self.right - self.left

    def mark(self, sure: float) -> None:
        self.sure = max(self.sure, sure)

    def shares(self, left: float, right: float) -> float:
        """How much of the zone lies between `left` and `right`, pixels."""
        return max(0.0, min(self.right, right) - max(self.left, left))


def zones(row: Row, page_width: int, tall: float, pieces: list[Piece]) -> list[Zone]:
    """Where the letters of each choice stand: as wide as the line's other words say they must be."""
    advance, scale = _print(row, page_width)
    found = []
    for choice in row.choices:
        left, right = choice.box.left * page_width, choice.box.right * page_width
        wanted = scale * advance(choice.said)
        if right - left > 1.08 * wanted + 0.15 * tall:
            behind = bool(choice.trail.strip(")")) and not choice.lead.strip("(")
            cut = _cut(left + wanted if behind else right - wanted, (left, right), tall, pieces)
            if cut is not None and not choice.drawn and cut[1] - cut[0] < 0.3 * tall:
                cut = None
            if cut is not None and behind:
                right = cut[0]
            elif cut is not None:
                left = cut[1]
        own = [piece for piece in pieces if left < (piece.left + piece.right) / 2 < right]
        left = max([left, *sorted(piece.left for piece in own)[:1]])
        right = min([right, *sorted(piece.right for piece in own)[-1:]])
        found.append(Zone(choice, left, right))
    return found


def _cut(near: float, inside: tuple[float, float], tall: float, pieces: list[Piece]) -> tuple[float, float] | None:
    """The widest gap between the pieces of a word close to where its letters should begin or end, if it is one."""
    own = sorted(
        (piece.left, piece.right)
        for piece in pieces
        if inside[0] - 2 < (piece.left + piece.right) / 2 < inside[1] + 2
    )
    gaps, reached = [], own[0][1] if own else 0
    for left, right in own[1:]:
        if left > reached and abs((left + reached) / 2 - near) < 0.8 * tall:
            gaps.append((float(reached), float(left)))
        reached = max(reached, right)
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _print(row: Row, page_width: int) -> tuple[Callable[[str], float], float]:
    """How the line is set: (advance of a text, pixels of a unit of it), from those of its words that no mark
    widened. Proportional or typewriter, whichever fits them better.
    """
    words = [(choice.said, choice.box.width) for choice in row.choices if not choice.lead and not choice.trail]
    words += [(w.text, w.box.width) for w in row.line.words if id(w) not in row.own and len(w.text) > 2]
    words = words or [(choice.said, choice.box.width) for choice in row.choices]
    best: tuple[float, Callable[[str], float], float] | None = None
    for advance in (_proportional, _typewritten):
        ratios = sorted(width * page_width / advance(text) for text, width in words)
        usual = ratios[(len(ratios) - 1) // 2]
        spread = median(abs(ratio / usual - 1) for ratio in ratios)
        if best is None or spread < best[0]:
            best = (spread, advance, usual)
    return (_proportional, 1.0) if best is None else best[1:]


def _proportional(text: str) -> float:
    return sum(_WIDTHS.get(letter, 0.68 if letter.isupper() else 0.55) for letter in text)


def _typewritten(text: str) -> float:
    return len(text) - 0.2

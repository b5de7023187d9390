"""What one measured page is to look like: its split, its type and hand, whose case, and how it is worded.

Part of the lab. "tune" and "report" share neither wordings nor layouts, and not all faces and hands.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from faxpipe.lab.bench.truth import KeyKind, Known
from faxpipe.lab.cases import Case, make_case
from faxpipe.lab.draw import (
    BALLPOINT,
    HANDS,
    MONO,
    OFFICE,
    OLD_TYPEWRITER,
    SANS,
    SERIF,
    WORN_SERIF,
    Face,
)
from faxpipe.lab.style import Style, make_style

TUNE, REPORT = "tune", "report"
SPLITS = (TUNE, REPORT)
FACES = {
    TUNE: (SANS, SERIF, MONO, OFFICE, SANS),
    REPORT: (SANS, SERIF, WORN_SERIF, OFFICE, OLD_TYPEWRITER, MONO),
}
WRITERS = {TUNE: (HANDS[0], HANDS[2]), REPORT: (HANDS[0], HANDS[1], BALLPOINT)}
SIZES = (10.0, 9.0, 12.0, 8.0, 11.0, 9.5, 14.0, 7.0, 10.5, 8.5)
TODAY = date(2026, 5, 4)


@dataclass(slots=True)
class Order:
    """What one paper is to look like. `style.hand` None: typed."""

    rng: random.Random
    split: str
    style: Style
    case: Case
    label_points: float = 6.5
    bars: bool = False
    numbers: dict[KeyKind, list[str]] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        return self.split == REPORT

    def words(self, tune: str, held: str) -> str:
        """The wording of this split."""
        return held if self.held else tune

    def day(self, low: int, high: int) -> str:
        """A day `low` to `high` days before today, as this sender writes it."""
        return self.style.date(TODAY - timedelta(days=self.rng.randint(low, high)))

    def number(self, kind: KeyKind, value: str) -> str:
        """Remember a number that only this paper knows to be one."""
        self.numbers.setdefault(kind, []).append(value)
        return value

    @property
    def known(self) -> Known:
        """All numbers that no pattern would find on the paper."""
        known = {kind: list(values) for kind, values in self.numbers.items()}
        for kind, name in (
            (KeyKind.MEMBER, "coverage.member_id"),
            (KeyKind.AUTHORIZATION, "coverage.authorization_number"),
        ):
            if self.case.has(name):
                known.setdefault(kind, []).append(self.case.text(name))
        return {kind: tuple(values) for kind, values in known.items()}


def make_order(rng: random.Random, split: str, size: float, face: Face, hand: Face | None) -> Order:
    """An order with a style of the split, in this type and hand."""
    style = make_style(rng, "held" if split == REPORT else "train")
    style.size, style.face, style.hand = size, face, hand
    while True:
        case = make_case(rng, forget=0)
        if case.has("order.service", "coverage.payer", "imaging.modality", "imaging.date"):
            return Order(rng, split, style, case)

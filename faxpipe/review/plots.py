"""Numbers as bars: where each bar stands in an SVG, so that the template only prints attributes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 180
LEFT, BOTTOM, TOP, RIGHT = 44, 24, 12, 8
ROW, BAR, NAMES = 26, 16, 230


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in pixels of the picture; `label` stands under or beside it, `says` is the whole in words."""

    x: float
    y: float
    width: float
    height: float
    label: str
    says: str
    value: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()
    base: float = 0


def columns(values: Sequence[float | None], labels: Sequence[str], says: Sequence[str], *, unit: str = "") -> Plot:
    """Standing bars, one a day; None leaves the place empty."""
    top = nice_top(max((value or 0 for value in values), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    height = HEIGHT - TOP - BOTTOM
    bars = []
    for index, value in enumerate(values):
        tall = height * (value or 0) / top
        bars.append(
            Bar(
                x=round(LEFT + index * room + room * 0.12, 1),
                y=round(TOP + height - tall, 1),
                width=round(room * 0.76, 1),
                height=round(tall, 1),
                label=labels[index],
                says=says[index],
                value="",
                empty=value is None,
            )
        )
    ticks = tuple(Tick(round(TOP + height * (1 - part), 1), f"{top * part:g}{unit}") for part in (0, 0.5, 1))
    return Plot(WIDTH, HEIGHT, tuple(bars), ticks, base=HEIGHT - BOTTOM)


def rows(values: Sequence[float], labels: Sequence[str], shown: Sequence[str]) -> Plot:
    """Lying bars with their names at the left and their values at the right end."""
    most = max(values, default=0) or 1
    room = WIDTH - NAMES - 90
    bars = tuple(
        Bar(
            x=NAMES,
            y=index * ROW + (ROW - BAR) / 2,
            width=round(max(1.0, room * value / most), 1),
            height=BAR,
            label=labels[index],
            says=f"{labels[index]}: {shown[index]}",
            value=shown[index],
        )
        for index, value in enumerate(values)
    )
    return Plot(WIDTH, max(ROW, ROW * len(bars)), bars)


def nice_top(most: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 ... that holds `most`."""
    top = 1.0
    steps = (2.0, 2.5, 2.0)
    turn = 0
    while top < most:
        top *= steps[turn % 3]
        turn += 1
    return top

"""Two small pictures: correctness against speed, and memory along a walk. Drawn with Pillow alone.

Part of the lab. Twice the size of the screen, so that print and labels stay sharp.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from faxpipe.lab.draw import FONT_FOLDER

WIDTH, HEIGHT = 1500, 960
LEFT, TOP, RIGHT, BOTTOM = 130, 90, 60, 110
INK, FAINT, OURS, THEIRS = "#222222", "#dddddd", "#0a6c4a", "#b4501e"


@dataclass(frozen=True, slots=True)
class Point:
    """A way of reading in the plane. `ours`: one of faxpipe's own."""

    name: str
    x: float
    y: float
    ours: bool


@dataclass(frozen=True, slots=True)
class _Axis:
    """From values to pixels, by value or by its logarithm."""

    low: float
    high: float
    start: int
    end: int
    log: bool = False

    def at(self, value: float) -> int:
        scale: Callable[[float], float] = math.log10 if self.log else float
        share = (scale(value) - scale(self.low)) / (scale(self.high) - scale(self.low))
        return round(self.start + share * (self.end - self.start))

    @property
    def ticks(self) -> list[float]:
        if self.log:
            steps = [m * 10.0**e for e in range(-3, 6) for m in (1, 2, 3, 5, 7)]
        else:
            step = _nice((self.high - self.low) / 6)
            steps = [step * n for n in range(math.floor(self.low / step), math.ceil(self.high / step) + 1)]
        return [value for value in steps if self.low - 1e-9 <= value <= self.high + 1e-9]


def plot_race(path: Path, points: Sequence[Point]) -> None:
    """Pages a minute (logarithmic, to the right is faster) against key tokens exact (up is better)."""
    fast = _Axis(min(p.x for p in points) / 1.5, max(p.x for p in points) * 2.2, LEFT, WIDTH - RIGHT, log=True)
    lowest = min(p.y for p in points)
    right = _Axis(max(0.0, lowest - 8), 102.0, HEIGHT - BOTTOM, TOP)
    image, draw = _paper("Ways of reading faxes: up is more correct, right is faster")
    _grid(draw, fast, right, "pages a minute (log)", "key tokens exact, %")
    lines: list[tuple[int, int]] = []
    for point in sorted(points, key=lambda point: -point.y):
        x, y, colour = fast.at(point.x), right.at(point.y), OURS if point.ours else THEIRS
        draw.ellipse((x - 10, y - 10, x + 10, y + 10), fill=colour)
        words_y = y
        while any(abs(words_y - other_y) < 28 and abs(x - other_x) < 260 for other_x, other_y in lines):
            words_y += 4
        lines.append((x, words_y))
        draw.text((x + 18, words_y), point.name, fill=colour, font=_font(26), anchor="lm")
    image.save(path)


def plot_memory(path: Path, marks: Sequence[tuple[int, float]], limit_mb: float) -> None:
    """Megabytes after so many pages, with the limit."""
    pages = _Axis(0, max(1, *(count for count, _ in marks)), LEFT, WIDTH - RIGHT)
    memory = _Axis(0.0, 1.15 * max(limit_mb, *(mb for _, mb in marks)), HEIGHT - BOTTOM, TOP)
    image, draw = _paper("Memory of one reading process")
    _grid(draw, pages, memory, "pages read", "MB")
    draw.line((LEFT, memory.at(limit_mb), WIDTH - RIGHT, memory.at(limit_mb)), fill=THEIRS, width=3)
    draw.text((LEFT + 12, memory.at(limit_mb) - 38), f"limit {limit_mb:.0f} MB", fill=THEIRS, font=_font(26))
    draw.line([(pages.at(count), memory.at(mb)) for count, mb in marks], fill=OURS, width=4)
    image.save(path)


def _paper(title: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    draw.text((LEFT, 28), title, fill=INK, font=_font(34))
    return image, draw


def _grid(draw: ImageDraw.ImageDraw, across: _Axis, up: _Axis, below: str, beside: str) -> None:
    for value in across.ticks:
        x = across.at(value)
        draw.line((x, TOP, x, HEIGHT - BOTTOM), fill=FAINT, width=2)
        draw.text((x, HEIGHT - BOTTOM + 12), f"{value:g}", fill=INK, font=_font(24), anchor="ma")
    for value in up.ticks:
        y = up.at(value)
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=FAINT, width=2)
        draw.text((LEFT - 14, y), f"{value:g}", fill=INK, font=_font(24), anchor="rm")
    draw.rectangle((LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM), outline=INK, width=2)
    draw.text(((LEFT + WIDTH - RIGHT) // 2, HEIGHT - 56), below, fill=INK, font=_font(26), anchor="ma")
    draw.text((LEFT, TOP - 6), beside, fill=INK, font=_font(22), anchor="ls")


def _nice(step: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `step`."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * m for m in (1, 2, 5, 10) if power * m >= step * 0.999)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / "Caladea-Regular.ttf"), size)

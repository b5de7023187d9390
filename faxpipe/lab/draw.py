"""A sheet of paper to draw on, over reportlab: typed text, handwriting, rules, ticks and rings.

Part of the lab. Points (1/72 inch) from the top left corner of the sheet; `y` is a baseline. The only module that
knows reportlab. Helvetica, Times and Courier are drawn by the renderer's own faces, the rest comes from `fonts/`.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

FONT_FOLDER = Path(__file__).parent / "fonts"
LETTER = (612.0, 792.0)


class PageFullError(Exception):
    """The document does not fit on its sheet; draw it smaller or let it flow."""


@dataclass(frozen=True, slots=True)
class Face:
    """One family: names of its faces, and how large it must be set to look like the others."""

    regular: str
    bold: str
    italic: str
    scale: float = 1.0
    accents: bool = True


SANS = Face("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")
SERIF = Face("Times-Roman", "Times-Bold", "Times-Italic", 1.06)
MONO = Face("Courier", "Courier-Bold", "Courier-Oblique", 0.95)
OFFICE = Face("Caladea-Regular", "Caladea-Bold", "Caladea-Regular", 1.03)
TYPEWRITER = Face("Courier-Bold", "Courier-Bold", "Courier-BoldOblique", 0.95)
OLD_TYPEWRITER = Face("GNUTypewriter", "GNUTypewriter", "GNUTypewriter")
WORN_SERIF = Face("AveriaSerifGWF-Regular", "AveriaSerifGWF-Bold", "AveriaSerifGWF-Regular")
HANDS = (
    Face("dkg", "dkg", "dkg", 1.3),
    Face("Ecolier-court", "Ecolier-court", "Ecolier-court", 1.7),
    Face("Humor-Sans", "Humor-Sans", "Humor-Sans", 1.15, accents=False),
)
BALLPOINT = Face("Breip", "Breip", "Breip", 1.45)
SIGNATURE = Face("Kristi", "Kristi", "Kristi", 2.3)
FILES = (
    "dkg",
    "Ecolier-court",
    "Humor-Sans",
    "Kristi",
    "Caladea-Regular",
    "Caladea-Bold",
    "GNUTypewriter",
    "AveriaSerifGWF-Regular",
    "AveriaSerifGWF-Bold",
    "Breip",
)


def _register() -> None:
    known = pdfmetrics.getRegisteredFontNames()
    for name in FILES:
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(FONT_FOLDER / f"{name}.ttf")))


class Sheet:
    """One document being drawn, of one or more pages of `size` (width, height in points).

    `face` and `font_size` are the printed text; `hand` is who fills it in (None: typed, in `fill`).
    `signs_by_path`: signatures are strokes, never text, as in a digital document.
    """

    def __init__(self, rng: random.Random, size: tuple[float, float], face: Face, font_size: float) -> None:
        _register()
        self.rng = rng
        self.width, self.height = size
        self.face = face
        self.font_size = font_size
        self.hand: Face | None = None
        self.fill: Face = face
        self.pages = 1
        self.signs_by_path = False
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, pagesize=size, invariant=1, pageCompression=1)

    def finish(self) -> bytes:
        """The drawn document as PDF bytes, the same for the same drawing."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def new_page(self) -> None:
        self._canvas.showPage()
        self.pages += 1

    def measure(self, text: str, font: str, size: float) -> float:
        return float(pdfmetrics.stringWidth(text, font, size))

    def text(
        self, x: float, y: float, text: str, *, bold: bool = False, italic: bool = False, size: float | None = None
    ) -> float:
        """Print `text`; returns where it ends."""
        font = self.face.bold if bold else self.face.italic if italic else self.face.regular
        points = (size or self.font_size) * self.face.scale
        return self._put(x, y, text, font, points)

    def text_width(self, text: str, *, bold: bool = False, size: float | None = None) -> float:
        font = self.face.bold if bold else self.face.regular
        return self.measure(text, font, (size or self.font_size) * self.face.scale)

    def right(self, x: float, y: float, text: str, *, bold: bool = False, size: float | None = None) -> None:
        self.text(x - self.text_width(text, bold=bold, size=size), y, text, bold=bold, size=size)

    def center(self, x: float, y: float, text: str, *, bold: bool = False, size: float | None = None) -> None:
        self.text(x - self.text_width(text, bold=bold, size=size) / 2, y, text, bold=bold, size=size)

    def value(self, x: float, y: float, text: str, *, width: float | None = None, bold: bool = False) -> float:
        """Fill in an answer, by hand or typed, shrunk to `width`; returns where it ends."""
        face = self.hand if self.hand and self._writes(self.hand, text) else self.fill
        font = face.bold if bold else face.regular
        size = self.font_size * face.scale
        needed = self.measure(text, font, size)
        if width is not None and needed > width:
            if needed > width * 1.4:
                raise PageFullError
            size *= width / needed
        if face is self.hand:
            return self._handwrite(x, y, text, font, size)
        return self._put(x, y, text, font, size)

    def value_width(self, text: str, *, bold: bool = False) -> float:
        face = self.hand if self.hand and self._writes(self.hand, text) else self.fill
        return self.measure(text, face.bold if bold else face.regular, self.font_size * face.scale)

    def sign(self, x: float, y: float, name: str) -> None:
        """A signature: joined, large, over the line; or a bare flourish."""
        size = self.font_size * SIGNATURE.scale
        if self.signs_by_path or self.rng.random() < 0.25:
            self._scrawl(x, y, self.rng.uniform(60, 110), self.font_size * 1.2, loops=self.rng.randint(4, 7))
        else:
            self._handwrite(x, y, name, SIGNATURE.regular, size)

    def scribble(self, x: float, y: float, width: float) -> None:
        """Ink over an answer so that no one can read it."""
        for _ in range(6):
            self._scrawl(x - 3, y + 1, width + 8, self.font_size * 0.8, loops=max(4, int(width / 8)))

    def line(self, x0: float, y0: float, x1: float, y1: float, *, weight: float = 0.7) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        *,
        weight: float = 0.7,
        fill: float | None = None,
    ) -> None:
        """A rectangle; `fill` is a grey (0 black, 1 white)."""
        self._canvas.setLineWidth(weight)
        self._canvas.setFillGray(1 if fill is None else fill)
        self._canvas.rect(
            left,
            self.height - bottom,
            right - left,
            bottom - top,
            stroke=int(weight > 0),
            fill=int(fill is not None),
        )
        self._canvas.setFillGray(0)

    def bar(self, left: float, top: float, right: float, text: str) -> float:
        """White text on black, as many forms head their sections; returns the bottom."""
        bottom = top + self.font_size * 1.55
        self.black_cell(left, top, right, bottom, text)
        return bottom

    def black_cell(self, left: float, top: float, right: float, bottom: float, text: str) -> None:
        """A black cell with white text at its lower left."""
        self.box(left, top, right, bottom, fill=0.0)
        self._canvas.setFillGray(1)
        self.text(left + 4, bottom - self.font_size * 0.45, text, bold=True)
        self._canvas.setFillGray(0)

    def tick(self, x: float, y: float, ticked: bool, *, mark: str, round_box: bool = False) -> float:
        """A tick box on baseline `y`, perhaps ticked; returns where its label may start."""
        side = self.font_size * 0.85
        top = y - side * 0.92
        if mark == "bracket":
            return self.text(x, y, "[X]" if ticked else "[ ]") + 3
        if round_box:
            self._canvas.setLineWidth(0.8)
            self._canvas.circle(x + side / 2, self.height - top - side / 2, side / 2, stroke=1, fill=0)
        else:
            self.box(x, top, x + side, top + side, weight=0.8)
        if ticked:
            self._mark(x, top, side, mark)
        return x + side + 3

    def stroke(self, points: list[tuple[float, float]], *, weight: float | None = None) -> None:
        """One stroke of a pen through `points`, smoothed as a hand moves."""
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for at in range(1, len(points)):
            (x0, y0), (x1, y1) = points[at - 1], points[at]
            before, after = points[max(0, at - 2)], points[min(len(points) - 1, at + 1)]
            path.curveTo(
                x0 + (x1 - before[0]) / 6,
                self.height - y0 - (y1 - before[1]) / 6,
                x1 - (after[0] - x0) / 6,
                self.height - y1 + (after[1] - y0) / 6,
                x1,
                self.height - y1,
            )
        self._canvas.setLineWidth(weight or self.rng.uniform(1.0, 1.6))
        self._canvas.setLineCap(1)
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.setLineCap(0)

    def written(self, x: float, y: float, text: str, face: Face) -> float:
        """`text` by hand in a face of its own; returns where it ends."""
        return self._handwrite(x, y, text, face.regular, self.font_size * face.scale)

    def ring(self, x: float, y: float, width: float) -> None:
        """A hand-drawn ring around something printed on baseline `y`."""
        size = self.font_size
        center_x, center_y = x + width / 2, y - size * 0.33
        rx, ry = max(width, size * 0.7) * 0.75 + 2.5, size * 0.85
        path = self._canvas.beginPath()
        tilt = self.rng.uniform(-1.5, 1.5)
        path.moveTo(center_x - rx, self.height - center_y - tilt)
        path.curveTo(
            center_x - rx,
            self.height - center_y + ry * 1.3,
            center_x + rx,
            self.height - center_y + ry * 1.3,
            center_x + rx,
            self.height - center_y,
        )
        path.curveTo(
            center_x + rx,
            self.height - center_y - ry * 1.3,
            center_x - rx,
            self.height - center_y - ry * 1.3,
            center_x - rx + tilt,
            self.height - center_y + 1,
        )
        self._canvas.setLineWidth(1.2)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def wrap(
        self, text: str, width: float, *, size: float | None = None, value: bool = False, first: float = 0.0
    ) -> list[str]:
        """Lines of at most `width` points, the first shorter by `first`."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            needed = self.value_width(longer) if value else self.text_width(longer, size=size)
            if line and needed > width - (0.0 if lines else first):
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else lines

    def _put(self, x: float, y: float, text: str, font: str, size: float) -> float:
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self.height - y, text)
        return x + self.measure(text, font, size)

    def _handwrite(self, x: float, y: float, text: str, font: str, size: float) -> float:
        """Word by word, none quite on the line nor of quite the same size."""
        slant = self.rng.uniform(-0.6, 0.9)
        for word in text.split(" "):
            own = size * self.rng.uniform(0.95, 1.05)
            self._canvas.saveState()
            self._canvas.translate(x, self.height - y + self.rng.uniform(-1.0, 1.2))
            self._canvas.rotate(slant + self.rng.uniform(-1.0, 1.0))
            self._pen_stroke(word, font, own)
            self._canvas.restoreState()
            x += self.measure(word + " ", font, own)
        return x - self.measure(" ", font, size)

    def _pen_stroke(self, word: str, font: str, size: float) -> None:
        """A ballpoint is wider than the outlines of most hand fonts: fill and outline them."""
        text = self._canvas.beginText(0, 0)
        text.setFont(font, size)
        text.setTextRenderMode(2)
        self._canvas.setLineWidth(self.rng.uniform(0.25, 0.55))
        text.textOut(word)
        self._canvas.drawText(text)

    def _writes(self, hand: Face, text: str) -> bool:
        return hand.accents or text.isascii()

    def _mark(self, x: float, top: float, side: float, mark: str) -> None:
        over = side * self.rng.uniform(0.0, 0.25)
        if mark == "cross":
            self.line(x - over, top - over, x + side + over, top + side + over, weight=1.3)
            self.line(x - over, top + side + over, x + side + over, top - over, weight=1.3)
        elif mark == "fill":
            self.box(x + 1, top + 1, x + side - 1, top + side - 1, fill=0.0)
        elif mark == "slash":
            self.line(x - over, top + side + over, x + side + over, top - over, weight=1.5)
        else:
            self._check(x, top, side)

    def _check(self, x: float, top: float, side: float) -> None:
        reach = side * self.rng.uniform(0.1, 0.6)
        self.line(x + side * 0.12, top + side * 0.5, x + side * 0.42, top + side * 0.92, weight=1.4)
        self.line(x + side * 0.42, top + side * 0.92, x + side + reach, top - reach, weight=1.4)

    def _scrawl(self, x: float, y: float, width: float, height: float, loops: int) -> None:
        path = self._canvas.beginPath()
        path.moveTo(x, self.height - y)
        step = width / loops
        for number in range(loops):
            left = x + number * step
            up, down = self.rng.uniform(0.3, 1.1) * height, self.rng.uniform(-0.1, 0.4) * height
            path.curveTo(
                left + step * 0.2,
                self.height - y + up,
                left + step * 1.3,
                self.height - y + up,
                left + step * self.rng.uniform(0.7, 1.1),
                self.height - y - down,
            )
        self._canvas.setLineWidth(1.2)
        self._canvas.drawPath(path, stroke=1, fill=0)

"""Sheets of lines for training: many faces, sizes and settings, each word with its box.

Part of the lab. Drawn with the machine's own faces, never with those that only the pages of "report" have. A sheet
is (height, width) uint8 at square 204 dpi, 255 = white: paper before it is scanned.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from faxpipe.lab.channel import DPI_X, WIDTH_PX, Gray
from faxpipe.lab.lines.texts import Texts

HEIGHT_PX = 2244
POINT_PX = DPI_X / 72
FINER = 3  # lines are drawn so much larger and then reduced, as a scanner sees type
FONT_FOLDER = Path("/usr/share/fonts")
KEPT_APART = ("caladea", "averia", "gnutype", "ecolier", "breip", "dkg")
NOT_TEXT = (
    "emoji", "symbol", "dingbat", "math", "music", "braille", "icons", "kristi", "d050000l", "awesome",
    "lastresort", "ancient", "mathjazz", "evertype", "spleen", "proggy", "cmex", "cmsy", "cmmi", "havana",
    "kaushan", "radis",
)  # fmt: skip
HANDS = (
    "femkeklaver", "bwht", "tomsontalks", "rufscript", "humor", "dancing", "klee", "comic", "Domestic", "hand",
)  # fmt: skip
OFFICE = (
    "LiberationSans-", "LiberationSerif", "LiberationMono", "NimbusSans-", "NimbusRoman", "NimbusMono", "Carlito",
    "DejaVuSans.", "DejaVuSans-", "DejaVuSansMono", "FreeSans", "FreeMono", "CourierPrime", "Courier Prime",
    "Roboto-", "OpenSans", "Lato-", "NotoSans-", "TlwgTypewriter",
)  # fmt: skip
OFFICE_SHARE = 0.5
LATIN_NOTO = ("NotoSans-", "NotoSerif-", "NotoSansMono", "NotoSansDisplay")
SIZES = (6, 6.5, 7, 7, 7.5, 8, 8, 8.5, 9, 9, 9.5, 10, 10, 11, 12, 14)
HAND_SHARE, HAND_SIZES = 0.14, (10, 17)
SAMPLE = "AaBbGgQqRrTtWwZz0123456789.,:;/()-#&@"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """A word on a sheet: `box` is left, top, right, bottom in pixels, `line` the number of its line."""

    text: str = field(repr=False)
    box: Box
    line: int


@dataclass(slots=True)
class Paper:
    """A sheet being drawn."""

    gray: Gray
    words: list[Printed] = field(default_factory=list)
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Faces:
    """Font files for print, those of them that offices use, and for handwriting."""

    print: tuple[Path, ...]
    office: tuple[Path, ...]
    hands: tuple[Path, ...]

    def pick(self, rng: random.Random) -> Path:
        """A face for print."""
        return rng.choice(self.office if self.office and rng.random() < OFFICE_SHARE else self.print)


def find_faces(folders: Sequence[Path] = (FONT_FOLDER,)) -> Faces:
    """Every Latin face installed here but those kept apart."""
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".ttf", ".otf"))
    usable = [path for path in found if _usable(path)]
    hands = tuple(path for path in usable if any(name.lower() in str(path).lower() for name in HANDS))
    printed = [path for path in usable if path not in hands]
    office = tuple(path for path in printed if path.name.startswith(OFFICE))
    return Faces(_by_family(printed), office, hands)


def _by_family(paths: list[Path], most: int = 8) -> tuple[Path, ...]:
    """At most so many faces of one folder, so that a family with a hundred weights does not crowd out the rest."""
    families: dict[Path, list[Path]] = {}
    for path in paths:
        families.setdefault(path.parent, []).append(path)
    return tuple(path for family in families.values() for path in family[:: max(1, len(family) // most)][:most])


def _usable(path: Path) -> bool:
    name = str(path).lower()
    if any(part in name for part in (*KEPT_APART, *NOT_TEXT)):
        return False
    if "/noto/" in name and not path.stem.startswith(LATIN_NOTO):
        return False
    try:
        font = ImageFont.truetype(str(path), 40)
        shapes = {letter: font.getmask(letter).getbbox() for letter in SAMPLE}
        pictures = {bytes(font.getmask(letter)) for letter in "abcdefgh012345"}
    except OSError:
        return False
    return all(shapes.values()) and len(pictures) == 14


def draw_sheet(texts: Texts, faces: Faces, rng: random.Random) -> Paper:
    """A sheet of one to three columns of lines, in blocks of one face and size each."""
    paper = Paper(np.full((HEIGHT_PX, WIDTH_PX), 255, np.uint8))
    columns = rng.choice((1, 1, 2, 2, 3))
    edges = [60 + (WIDTH_PX - 110) * index / columns for index in range(columns + 1)]
    for left, right in pairwise(edges):
        y = float(rng.randint(90, 150))
        while y < HEIGHT_PX - 110:
            y = _block(paper, texts, faces, rng, (left + 8, right - 24), y) + rng.uniform(4, 30)
    return paper


def _block(
    paper: Paper, texts: Texts, faces: Faces, rng: random.Random, across: tuple[float, float], y: float
) -> float:
    """Lines of one look from `y` down, between two edges; where they end."""
    written = bool(faces.hands) and rng.random() < HAND_SHARE
    path = rng.choice(faces.hands) if written else faces.pick(rng)
    points = rng.uniform(*HAND_SIZES) if written else rng.choice(SIZES)
    look = Look(path, points, written, spread=rng.choice((0, 0, 0, 0, 0, 0.06, 0.15)))
    gap = rng.choice((1.1, 1.2, 1.3, 1.5, 2.0)) * points * POINT_PX
    manner = rng.choices((_plain, _celled, _barred, _underlined), (0.62, 0.2, 0.06, 0.12))[0]
    for _ in range(rng.randint(2, 9)):
        if y + 2 * gap > HEIGHT_PX - 60:
            return HEIGHT_PX
        y = manner(paper, texts, rng, look, across, y, gap)
    return y


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is set: its face, size in points, whether by hand, and the space added between letters (ems)."""

    path: Path
    points: float
    written: bool
    spread: float = 0.0


def _plain(
    paper: Paper, texts: Texts, rng: random.Random, look: Look, across: tuple[float, float], y: float, gap: float
) -> float:
    x = across[0] + (rng.uniform(0, 0.5) * (across[1] - across[0]) if rng.random() < 0.3 else 0)
    while x < across[1] - 40:
        end = _put(paper, texts.line(rng), rng, look, x, y, across[1])
        if rng.random() < 0.75:
            break
        x = end + rng.uniform(1.2, 6) * look.points * POINT_PX
    return y + gap


def _celled(
    paper: Paper, texts: Texts, rng: random.Random, look: Look, across: tuple[float, float], y: float, gap: float
) -> float:
    """A row of ruled cells, some with a tiny label above the answer."""
    labelled = rng.random() < 0.5
    size = look.points * POINT_PX
    small = Look(look.path, rng.uniform(5.5, 7), look.written)
    height = size * rng.uniform(1.25, 1.7) + (small.points * POINT_PX * 1.1 if labelled else 0)
    count = rng.randint(1, 3)
    wide = (across[1] - across[0]) / count
    for index in range(count):
        x0, x1 = across[0] + index * wide, across[0] + (index + 1) * wide
        corners = (int(x0), int(y)), (int(x1), int(y + height))
        cv2.rectangle(paper.gray, *corners, rng.choice((0, 0, 90)), rng.randint(1, 3))
        inset = rng.uniform(4, 14)
        if labelled and not look.written:
            _put(paper, texts.line(rng)[:24], rng, small, x0 + 6, y + 4, x1 - 4)
        _put(paper, texts.line(rng), rng, look, x0 + inset, y + height - size * 1.15, x1 - 4)
    return y + height + (0 if rng.random() < 0.6 else gap / 2)


def _barred(
    paper: Paper, texts: Texts, rng: random.Random, look: Look, across: tuple[float, float], y: float, gap: float
) -> float:
    """White print on a black bar, or black on grey."""
    height = look.points * POINT_PX * rng.uniform(1.4, 1.8)
    black = rng.random() < 0.7
    part = slice(int(y), int(y + height)), slice(int(across[0]), int(across[1]))
    if not black:
        paper.gray[part] = rng.randint(205, 240)
    _put(paper, texts.line(rng), rng, look, across[0] + 12, y + height * 0.16, across[1] - 8)
    if black:
        paper.gray[part] = 255 - paper.gray[part]
    return y + height + gap / 2


def _underlined(
    paper: Paper, texts: Texts, rng: random.Random, look: Look, across: tuple[float, float], y: float, gap: float
) -> float:
    """A label, and its answer on a ruled or dotted line."""
    printed = Look(look.path, look.points * 0.8, look.written)
    end = _put(paper, texts.line(rng)[: rng.randint(5, 20)], rng, printed, across[0], y, across[1] - 100)
    begin = end + rng.uniform(4, 20)
    if begin < across[1] - 80:
        base = int(y + look.points * POINT_PX * rng.uniform(1.02, 1.2))
        step = rng.choice((0, 0, 5, 8))
        for x in range(int(begin), int(across[1]), step or 10_000):
            cv2.line(paper.gray, (x, base), (x + 1 if step else int(across[1]), base), 0, rng.randint(1, 2))
        _put(paper, texts.line(rng), rng, look, begin + rng.uniform(2, 30), y, across[1])
    return y + gap * 1.2


def _put(paper: Paper, text: str, rng: random.Random, look: Look, x: float, y: float, right: float) -> float:
    """Draw as many words of `text` as fit at (x, y), the top of the line; returns where they end."""
    line, end = paper.lines, x
    paper.lines += 1
    for word, at, picture in _pieces(text.upper() if _capitals(look.path) else text, look, right - x):
        left, top = x + at, y + (rng.uniform(-0.08, 0.08) * look.points * POINT_PX if look.written else 0)
        box = _stamp(paper.gray, picture, left, top)
        if box is not None:
            paper.words.append(Printed(word, box, line))
            end = max(end, box[2])
    return end


def _pieces(text: str, look: Look, room: float) -> Iterator[tuple[str, float, NDArray[np.uint8]]]:
    """Words with where they begin and their pictures, as far as there is room."""
    font = _font(look.path, look.points)
    blank = font.getlength(" ") / FINER + look.spread * look.points * POINT_PX
    at = 0.0
    for word in text.split():
        picture, wide = _drawn(word, font, look)
        if at + wide > room:
            return
        yield word, at, picture
        at += wide + blank


def _drawn(word: str, font: ImageFont.FreeTypeFont, look: Look) -> tuple[NDArray[np.uint8], float]:
    """Ink (0..255) of a word at 204 dpi, and how far it moves on."""
    size = font.size
    spread = look.spread * size
    wide = font.getlength(word) + spread * len(word)
    canvas = Image.new("L", (int(wide + size), int(size * 1.9)), 0)
    pen = ImageDraw.Draw(canvas)
    if spread:
        x = size * 0.3
        for letter in word:
            pen.text((x, size * 0.2), letter, fill=255, font=font)
            x += font.getlength(letter) + spread
    else:
        pen.text((size * 0.3, size * 0.2), word, fill=255, font=font)
    small = canvas.resize((max(1, canvas.width // FINER), max(1, canvas.height // FINER)), Image.Resampling.BOX)
    return np.asarray(small), wide / FINER


def _stamp(gray: Gray, ink: NDArray[np.uint8], x: float, y: float) -> Box | None:
    """Print `ink` on the sheet; the box of what was printed, None where it is off the sheet or empty."""
    left, top = int(x - ink.shape[0] * 0.3 / 1.9), int(y - ink.shape[0] * 0.2 / 1.9)
    height, width = ink.shape
    if left < 0 or top < 0 or left + width > gray.shape[1] or top + height > gray.shape[0]:
        return None
    rows, columns = np.flatnonzero(ink.max(axis=1) > 100), np.flatnonzero(ink.max(axis=0) > 100)
    if not len(rows) or not len(columns):
        return None
    part = gray[top : top + height, left : left + width]
    np.minimum(part, 255 - ink, out=part)
    return (
        float(left + columns[0]), float(top + rows[0]), float(left + columns[-1] + 1), float(top + rows[-1] + 1),
    )  # fmt: skip


@lru_cache
def _capitals(path: Path) -> bool:
    """Whether the face has small letters that look like capitals, so that nobody could tell them apart."""
    font = ImageFont.truetype(str(path), 100)
    small, large = (font.getbbox(letter, anchor="ls") for letter in "eE")
    return small[1] < large[1] * 0.88


@lru_cache(maxsize=4000)
def _font(path: Path, points: float) -> ImageFont.FreeTypeFont:
    """The face at `points`, brought to the size at which its small letters are as high as others'."""
    size = points * POINT_PX * FINER
    font = ImageFont.truetype(str(path), round(size))
    box = font.getbbox("x")
    height = (box[3] - box[1]) / size
    scale = min(1.8, max(0.8, 0.5 / height)) if not 0.4 < height < 0.6 else 1.0
    return ImageFont.truetype(str(path), max(4, round(size * scale)))

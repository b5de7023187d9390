"""Pages as pictures for people, and what stands in a region that a person drew. Runs in a bounded process.

Beside `scan`: the same pages by the same code. A page that cannot be drawn becomes a picture that says so; it is
never blank by mistake. The last pages stay in memory, because the crops of one page are asked for one by one.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from faxpipe import plain
from faxpipe.config import Ocr, PagesLimits
from faxpipe.document import Box, Word
from faxpipe.errors import UnreadableFaxError
from faxpipe.ocr import engine_of
from faxpipe.pages import RawPage, clean, find_shapes, leftover, lift, open_pdf
from faxpipe.pages.raw import Pixels
from faxpipe.pages.shapes import pixel_box
from faxpipe.pages.view import view

KEPT_MAX = 6
GREYS = 16
CROP_WIDTH_PX = 1734
MARGIN_IN = 0.06
CROP_PX_MIN = 24
REGION_MARGIN_IN = 0.03
SORRY_PX = (850, 1100)
WHITE = 255


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of an archived file, and what makes it upright and straight (see `pages.view`)."""

    path: Path
    number: int
    rotation: int
    skew_deg: float
    limits: PagesLimits


@dataclass(frozen=True, slots=True)
class RegionText:
    """What was read in a region; the confidence is that of its worst word, 0 where nothing was read."""

    text: str
    confidence: float


K = TypeVar("K")
V = TypeVar("V")

_raw: OrderedDict[tuple[Path, int], RawPage] = OrderedDict()
_shown: OrderedDict[tuple[Sheet, int], Pixels] = OrderedDict()


def draw(sheet: Sheet, width_px: int) -> bytes:
    """The page as PNG, `width_px` wide."""
    raw = _page(sheet)
    if raw.pixels is None:
        return png(sorry(raw.reason, width_px))
    return png(view(raw, width_px=width_px, rotation=sheet.rotation, skew_deg=sheet.skew_deg))


def cut(sheet: Sheet, box: Box) -> bytes:
    """The place `box` (fractions of the upright page) with a margin, as PNG."""
    raw = _page(sheet)
    if raw.pixels is None:
        return png(sorry(raw.reason, CROP_WIDTH_PX // 4)[:60])
    page = _kept(_shown, (sheet, CROP_WIDTH_PX))
    if page is None:
        page = view(raw, width_px=CROP_WIDTH_PX, rotation=sheet.rotation, skew_deg=sheet.skew_deg)
        _keep(_shown, (sheet, CROP_WIDTH_PX), page)
    grow = round(MARGIN_IN * CROP_WIDTH_PX / 8.5)
    part = page[pixel_box(box, page, grow=grow)]
    short = [(0, max(0, CROP_PX_MIN - side)) for side in part.shape]
    return png(np.pad(part, short, constant_values=WHITE))


def read_region(sheet: Sheet, box: Box, ocr: Ocr) -> RegionText:
    """What the page's engine reads in `box` alone, in reading order.

    Raises EngineError or ToolMissingError where the engine fails or is absent.
    """
    raw = _page(sheet)
    if raw.pixels is None:
        return RegionText("", 0.0)
    engine = engine_of(ocr)
    image = clean(
        raw, rotation=sheet.rotation, dpi=engine.dpi, soften=engine.soften, pixels_max=sheet.limits.pixels_max
    )
    shapes = find_shapes(image)
    page = leftover(lift(image, shapes), (), shapes.rules, image.dpi)
    part = page[pixel_box(box, page, grow=round(REGION_MARGIN_IN * image.dpi))]
    pad = round(0.15 * image.dpi)
    words = engine.read(np.pad(part, pad, constant_values=WHITE), dpi=image.dpi)
    return RegionText(_text(words), round(min((word.confidence for word in words), default=0.0), 3))


def count(path: Path, limits: PagesLimits) -> int:
    """How many pages of the file can be shown; 0 where it cannot be opened."""
    try:
        with open_pdf(path, limits) as fax:
            return min(fax.count, limits.pages_max)
    except UnreadableFaxError:
        return 0


def png(pixels: Pixels) -> bytes:
    """Grey pixels as PNG of sixteen greys: what came black and white needs no more."""
    levels = np.ascontiguousarray(pixels // (256 // GREYS))
    image = Image.frombytes("P", (pixels.shape[1], pixels.shape[0]), levels.tobytes())
    image.putpalette([level * 255 // (GREYS - 1) for level in range(GREYS) for _ in "rgb"])
    out = io.BytesIO()
    image.save(out, "PNG", bits=4, compress_level=4)
    return out.getvalue()


def sorry(reason: str, width_px: int) -> Pixels:
    """A sheet that says why there is no picture of a page."""
    image = Image.new("L", SORRY_PX, WHITE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((8, 8, SORRY_PX[0] - 9, SORRY_PX[1] - 9), outline=120, width=3)
    pen.text((60, 80), "There is no picture of this page.", fill=0, font=ImageFont.load_default(36))
    words, line, top = (plain.reason(reason) if reason else "it cannot be drawn").split(), "", 150
    for word in [*words, ""]:
        if not word or len(line) + len(word) > 42:
            pen.text((60, top), line, fill=0, font=ImageFont.load_default(30))
            line, top = "", top + 44
        line = f"{line} {word}".strip()
    pen.text((60, top + 40), "The original file is in the archive.", fill=60, font=ImageFont.load_default(26))
    height = round(width_px * SORRY_PX[1] / SORRY_PX[0])
    return np.asarray(image.resize((width_px, height)), dtype=np.uint8)


def _page(sheet: Sheet) -> RawPage:
    key = sheet.path, sheet.number
    raw = _kept(_raw, key)
    if raw is None:
        raw = _opened(sheet)
        _keep(_raw, key, raw)
    return raw


def _opened(sheet: Sheet) -> RawPage:
    try:
        with open_pdf(sheet.path, sheet.limits) as fax:
            if not 1 <= sheet.number <= fax.count:
                return RawPage(sheet.number, reason="page_damaged")
            return fax.page(sheet.number)
    except UnreadableFaxError as error:
        return RawPage(sheet.number, reason=error.code)


def _text(words: tuple[Word, ...]) -> str:
    """The words line by line: a new line begins where one stands left of and below the word before."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.box.center_y):
        home = next((line for line in lines if line[-1].box.overlap_y(word.box) >= 0.5), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda one: one.box.left)) for line in lines)


def _kept(cache: OrderedDict[K, V], key: K) -> V | None:
    if key in cache:
        cache.move_to_end(key)
    return cache.get(key)


def _keep(cache: OrderedDict[K, V], key: K, value: V) -> None:
    cache[key] = value
    while len(cache) > KEPT_MAX:
        cache.popitem(last=False)

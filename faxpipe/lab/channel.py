"""The telephone line: drawn pages become the 1-bit images that a fax machine delivers, in a PDF.

Part of the lab. 1728 pixels wide, 204x196 dots an inch (fine) or 204x98 (standard, pixels twice as high as wide),
CCITT G4 inside the PDF with that resolution, as fax servers write them; or one of the other ways in which pages
arrive: a born-digital PDF, a grey JPEG scan.
"""

from __future__ import annotations

import io
import random
import time
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from faxpipe.lab.draw import FONT_FOLDER

WIDTH_PX = 1728
DPI_X = 204
FINE_DPI_Y, STANDARD_DPI_Y = 196, 98
Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Line:
    """How one fax travels. `medium`: "fax", "digital" (untouched PDF) or "scan" (grey JPEG)."""

    medium: str = "fax"
    fine: bool = True
    skew_deg: float = 0.0
    specks: float = 0.0
    streaks: int = 0
    lost_lines: int = 0
    border_px: int = 0
    thicken: bool = False
    dither: bool = False
    header: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """What the machine's header line (TTI) holds."""

    name: str
    number: str
    sent: datetime


HEADERS = (
    "{sent:%m/%d/%Y %H:%M}  {name:<24.24}  {number}   P. {page:02d}/{pages:02d}",
    "{sent:%b-%d-%Y %H:%M}   From:{number}      {name:<20.20}    Page {page} of {pages}",
    "FROM: {name:.22}   FAX NO. :{number}    {sent:%b. %d %Y %I:%M%p}  P{page}",
    "{sent:%Y/%m/%d %H:%M}  {number} TO 6036813154     pg {page} of {pages}",
    "{sent:%d %b %Y %H:%M} {name:.26}  p.{page}",
    "{sent:%m-%d-%y;%I:%M%p}  ;{name:.18} ;{number}      # {page}/ {pages}",
)


def make_line(rng: random.Random) -> Line:
    """One of the lines that faxes come over, from clean to bad."""
    draw = rng.random()
    if draw < 0.10:
        return Line(medium="digital")
    if draw < 0.16:
        return Line(medium="scan", skew_deg=rng.uniform(-1.0, 1.0), header="")
    bad = rng.random()
    return Line(
        fine=rng.random() < 0.72,
        skew_deg=rng.choice((0.0, rng.uniform(-0.6, 0.6), rng.uniform(-1.8, 1.8))),
        specks=rng.choice((0.0, 0.0, 0.0002, 0.0006, 0.0012)) if bad < 0.85 else 0.0025,
        streaks=rng.choice((0, 0, 0, 0, 0, 1, 2)),
        lost_lines=rng.choice((0, 0, 0, 0, 0, 3, 10)) if bad < 0.88 else 25,
        border_px=rng.choice((0, 0, 0, 12, 40)),
        thicken=rng.random() < 0.2,
        dither=rng.random() < 0.12,
        header=rng.choice((*HEADERS, "")),
    )


def rasterise(pdf: bytes, line: Line, rng: random.Random) -> list[Gray]:
    """Pages of a drawn PDF as (height, width) uint8 at square 204 dpi, 255 = white, skewed as fed."""
    pages = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            gray = np.array(page.render(scale=DPI_X / 72, grayscale=True).to_numpy(), dtype=np.uint8)
            gray = gray.reshape(gray.shape[:2])
            pages.append(skewed(_as_wide(gray), line.skew_deg + rng.uniform(-0.1, 0.1) if line.skew_deg else 0.0))
    finally:
        document.close()
    return pages


def send(page: Gray, line: Line, rng: random.Random, turned: int) -> Image.Image:
    """One page through the line: turned, made 1-bit, dirtied; the header is added by `stamp`."""
    turns = {0: 0, 90: 1, 180: 2, 270: 3}[turned]
    gray = np.ascontiguousarray(np.rot90(page, turns))  # counter-clockwise, so that clockwise makes it upright
    gray = _as_wide(gray) if turned in (90, 270) else gray
    dpi_y = FINE_DPI_Y if line.fine else STANDARD_DPI_Y
    gray = cv2.resize(gray, (WIDTH_PX, round(gray.shape[0] * dpi_y / DPI_X)), interpolation=cv2.INTER_AREA).astype(
        np.uint8
    )
    if line.medium == "scan":
        noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 6, gray.shape)
        return Image.fromarray(np.clip(gray * 0.96 + noise, 0, 255).astype(np.uint8), "L")
    black = _to_bits(gray, line, rng)
    _dirty(black, line, rng)
    return Image.fromarray(np.where(black, 0, 255).astype(np.uint8), "L").convert("1", dither=Image.Dither.NONE)


def stamp(image: Image.Image, line: Line, sender: Sender, page: int, pages: int) -> Image.Image:
    """Print the header line over the top of the page, as the sending machine does after scanning."""
    if not line.header or image.mode != "1":
        return image
    text = line.header.format(
        sent=sender.sent, name=sender.name.upper(), number=sender.number.replace("-", ""), page=page, pages=pages
    )
    font = ImageFont.truetype(str(FONT_FOLDER / "GNUTypewriter.ttf"), 26)
    strip = Image.new("L", (WIDTH_PX, 40), 255)
    ImageDraw.Draw(strip).text((24, 4), text, fill=0, font=font)
    if not line.fine:
        strip = strip.resize((WIDTH_PX, 20), Image.Resampling.BOX)
    stamped = image.copy()
    stamped.paste(strip.point(lambda value: 255 if value > 140 else 0).convert("1"), (0, 6 if line.fine else 3))
    return stamped


def bind(images: list[Image.Image], line: Line, sent: datetime) -> bytes:
    """The pages as one PDF: CCITT G4 for 1-bit pages, JPEG for grey ones, at the true resolution."""
    out = io.BytesIO()
    dpi_y = FINE_DPI_Y if line.fine else STANDARD_DPI_Y
    when = time.struct_time(sent.timetuple())
    first, rest = images[0], images[1:]
    quality = {} if first.mode == "1" else {"quality": 45}
    first.save(
        out,
        "PDF",
        save_all=True,
        append_images=rest,
        dpi=(DPI_X, dpi_y),
        creationDate=when,
        modDate=when,
        producer="fax",
        **quality,
    )
    return out.getvalue()


def blank_page(rng: random.Random) -> Gray:
    """An empty sheet with a speck or two."""
    page = np.full((2244, WIDTH_PX), 255, np.uint8)
    for _ in range(rng.randint(0, 6)):
        y, x = rng.randint(200, 2100), rng.randint(100, 1600)
        page[y : y + 3, x : x + 3] = 0
    return page


def _as_wide(gray: Gray) -> Gray:
    """Scaled to the width of a fax, keeping the shape of things."""
    height = round(gray.shape[0] * WIDTH_PX / gray.shape[1])
    if gray.shape[1] == WIDTH_PX:
        return gray
    return cv2.resize(gray, (WIDTH_PX, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def skewed(gray: Gray, degrees: float) -> Gray:
    """The page as a sheet fed askew is seen."""
    if not degrees:
        return gray
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255).astype(np.uint8)


def _to_bits(gray: Gray, line: Line, rng: random.Random) -> NDArray[np.bool_]:
    """Black where the scanner sees ink: a threshold, or dithering as in photo mode."""
    if line.dither:
        return ~np.array(Image.fromarray(gray, "L").convert("1"), dtype=bool)
    black = gray < rng.randint(140, 205)
    if line.thicken:
        black = cv2.dilate(black.astype(np.uint8), np.ones((2, 2), np.uint8)).astype(bool)
    return np.array(black, dtype=bool)


def _dirty(black: NDArray[np.bool_], line: Line, rng: random.Random) -> None:
    """Specks, streaks, black borders, lost and repeated scan lines, in place."""
    height, width = black.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    for _ in range(int(line.specks * height * width / 4)):
        y, x, size = noise.integers(0, height - 3), noise.integers(0, width - 3), noise.integers(1, 4)
        black[y : y + size, x : x + size] = True
    for _ in range(line.streaks):
        x = int(noise.integers(20, width - 20))
        thickness = int(noise.integers(1, 3))
        black[int(noise.integers(0, height // 2)) :, x : x + thickness] = True
    if line.border_px:
        black[:, : line.border_px] = True
        if rng.random() < 0.5:
            black[-line.border_px * 2 :, :] = True
    for _ in range(line.lost_lines):
        y, count = int(noise.integers(60, height - 12)), int(noise.integers(1, 4))
        start = int(noise.integers(0, width)) if rng.random() < 0.5 else 0
        black[y : y + count, start:] = black[y - 1, start:] if rng.random() < 0.7 else False

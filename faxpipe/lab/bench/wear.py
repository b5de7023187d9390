"""What happens to a page on its way: four levels of scanner and line, and the hard pages that real inboxes hold.

Part of the lab, over `channel`. A wear turns one drawn PDF into the image that arrives: dirt of the paper and the
copier on the grey page, then the scanner's bits, then dirt of the line. Nothing here knows what is printed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from faxpipe.lab import channel
from faxpipe.lab.channel import DPI_X, HEADERS, WIDTH_PX, Gray, Line

Treat = Callable[[Gray, random.Random], Gray]
CLEAN_FINE, NOISY_FINE = "clean-fine", "noisy-fine"
CLEAN_STANDARD, NOISY_STANDARD = "clean-standard", "noisy-standard"
LEVELS = (CLEAN_FINE, NOISY_FINE, CLEAN_STANDARD, NOISY_STANDARD)
DOT_PITCH_PX = DPI_X / 72  # of the nine pins of a dot matrix printer
NEEDLE = np.array([[0.1, 0.45, 0.1], [0.45, 1, 0.45], [0.1, 0.45, 0.1]], np.float32)


@dataclass(frozen=True, slots=True)
class Wear:
    """How one page travels. `treat` works on the grey page before it is scanned, `turned` is how it was fed."""

    line: Line
    treat: Treat | None = None
    turned: int = 0
    eroded: bool = False


def level_wear(level: str, rng: random.Random) -> Wear:
    """One of the four levels: fine or standard, clean or noisy."""
    fine = level in (CLEAN_FINE, NOISY_FINE)
    if level in (CLEAN_FINE, CLEAN_STANDARD):
        return Wear(Line(fine=fine, skew_deg=rng.choice((0.0, rng.uniform(-0.3, 0.3))), header=_header(rng)))
    return noisy(fine, rng)


def noisy(fine: bool, rng: random.Random) -> Wear:
    """Everyday dirt, several kinds at once, none of it enough to hide a page from a person.

    Strokes are thickened or thinned at fine resolution only: a row of standard holds a whole dash.
    """
    line = Line(
        fine=fine,
        skew_deg=rng.uniform(0.3, 1.8) * rng.choice((-1, 1)),
        specks=rng.uniform(0.0003, 0.0012),
        streaks=rng.choice((0, 1, 1, 2)),
        lost_lines=rng.choice((0, 2, 4, 6)),
        border_px=rng.choice((0, 0, 14, 40)),
        thicken=fine and rng.random() < 0.2,
        dither=rng.random() < 0.1,
        header=_header(rng),
    )
    return Wear(line, eroded=fine and not line.thicken and rng.random() < 0.2)


def mild(fine: bool, rng: random.Random) -> Line:
    """A usual line: a little skew, a few specks."""
    return Line(
        fine=fine, skew_deg=rng.uniform(-0.8, 0.8), specks=rng.choice((0.0, 0.0002, 0.0004)), header=_header(rng)
    )


def send(pdf: bytes, wear: Wear, sender: channel.Sender, rng: random.Random) -> Image.Image:
    """The first page of a drawn PDF as it arrives: 1728 pixels wide, 1 bit, with the sender's header line."""
    return send_page(channel.rasterise(pdf, wear.line, rng)[0], wear, sender, rng)


def send_page(gray: Gray, wear: Wear, sender: channel.Sender, rng: random.Random) -> Image.Image:
    """The same for a page already drawn in square 204 dpi."""
    if wear.treat is not None:
        gray = wear.treat(gray, rng)
    if wear.eroded:
        gray = cv2.dilate(gray, np.ones((2, 1), np.uint8)).astype(np.uint8)
    image = channel.send(gray, wear.line, rng, wear.turned)
    return channel.stamp(image, wear.line, sender, 1, 1)


def faint(gray: Gray, rng: random.Random) -> Gray:
    """A dry toner cartridge: pale print, unevenly, so that thin strokes break."""
    strength = rng.uniform(0.5, 0.62) * (1 + 0.15 * _clouds(gray.shape, rng, cells=9))
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 16, gray.shape)
    return _gray(255 - (255.0 - gray) * strength + grain * (gray < 250))


def tinted(gray: Gray, rng: random.Random) -> Gray:
    """Coloured paper: photo mode then sets dots all over the page."""
    return _gray(gray.astype(np.float64) * rng.uniform(0.8, 0.93))


def photocopied(gray: Gray, rng: random.Random) -> Gray:
    """A photocopy of a photocopy: each time blurred, cut to black and white, dirtied and set askew."""
    for _ in range(2):
        gray = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.7, 1.0)).astype(np.uint8)
        grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 14, gray.shape)
        sharp = (gray + grain - rng.uniform(145, 180)) * rng.uniform(2.0, 3.0) + 128
        gray = _placed(_gray(sharp), rng)
        gray = _dusty(gray, rng, count=rng.randint(60, 300))
    return gray


def bordered(gray: Gray, rng: random.Random) -> Gray:
    """The lid was open: black wedges and edges around the sheet, holes punched at the side."""
    height, width = gray.shape
    out = gray.copy()
    for edge in rng.sample(("left", "right", "top", "bottom"), rng.randint(2, 4)):
        near, far = rng.randint(10, 60), rng.randint(10, 60)
        corners = {
            "left": [(0, 0), (near, 0), (far, height), (0, height)],
            "right": [(width - near, 0), (width, 0), (width, height), (width - far, height)],
            "top": [(0, 0), (width, 0), (width, near), (0, far)],
            "bottom": [(0, height - near), (width, height - far), (width, height), (0, height)],
        }[edge]
        cv2.fillPoly(out, [np.array(corners, np.int32)], (0,))
    for y in (0.12, 0.5, 0.88) if rng.random() < 0.5 else ():
        cv2.circle(out, (rng.randint(70, 90), int(y * height)), 26, (0,), -1)
    return out


def dot_matrix(gray: Gray, rng: random.Random) -> Gray:
    """Print made of needle dots at 72 dots an inch, from a ribbon that fades."""
    height, width = gray.shape
    rows, columns = int(height / DOT_PITCH_PX), int(width / (DOT_PITCH_PX * 0.6))
    bold = cv2.erode(gray, np.ones((2, 2), np.uint8))
    struck = cv2.resize(bold, (columns, rows), interpolation=cv2.INTER_AREA) < 170
    y, x = np.nonzero(struck)
    down = np.minimum(((y + 0.5) * DOT_PITCH_PX).astype(int), height - 1)
    across = np.minimum(((x + 0.5) * DOT_PITCH_PX * 0.6).astype(int), width - 1)
    hit = np.random.default_rng(rng.getrandbits(32)).uniform(0.8, 1.15, len(y))
    ink = np.zeros((height, width), np.float32)
    ink[down, across] = hit * (1 + 0.25 * _clouds(gray.shape, rng, cells=5)[down, across])
    return _gray(255 - 255 * cv2.filter2D(ink, -1, NEEDLE).astype(np.float64))


def typed(gray: Gray, rng: random.Random) -> Gray:
    """Keys that strike unevenly through a worn ribbon."""
    ink = 0.85 + 0.35 * _clouds(gray.shape, rng, cells=60)
    return _gray(255 - (255.0 - gray) * ink)


HARD: dict[str, Callable[[bool, random.Random], Wear]] = {
    "turned": lambda fine, rng: Wear(mild(fine, rng), turned=180),
    "faint": lambda fine, rng: Wear(mild(fine, rng), faint),
    "dithered": lambda fine, rng: Wear(replace(mild(fine, rng), dither=True), tinted),
    "borders": lambda fine, rng: Wear(mild(fine, rng), bordered),
    "photocopy": lambda fine, rng: Wear(mild(fine, rng), photocopied),
    "lost-lines": lambda fine, rng: Wear(replace(mild(fine, rng), lost_lines=rng.randint(25, 45))),
    "inverse": lambda fine, rng: Wear(mild(fine, rng)),
    "tiny": lambda fine, rng: Wear(mild(fine, rng)),
    "dot-matrix": lambda fine, rng: Wear(mild(fine, rng), dot_matrix),
    "typewriter": lambda fine, rng: Wear(mild(fine, rng), typed),
    "handwriting": lambda fine, rng: Wear(mild(fine, rng)) if rng.random() < 0.5 else noisy(fine, rng),
}
"""Each group of hard pages by name, for fine (True) and standard resolution."""


def _header(rng: random.Random) -> str:
    return rng.choice((*HEADERS, ""))


def _gray(values: NDArray[np.float64]) -> Gray:
    return np.clip(values, 0, 255).astype(np.uint8)


def _clouds(shape: tuple[int, ...], rng: random.Random, *, cells: int) -> NDArray[np.float64]:
    """Smooth noise of about -1..1, `cells` patches across the page."""
    small = np.random.default_rng(rng.getrandbits(32)).uniform(-1, 1, (int(cells * 1.3) + 2, cells + 2))
    size = (shape[1], shape[0])
    return cv2.resize(small.astype(np.float32), size, interpolation=cv2.INTER_CUBIC).astype(np.float64)


def _placed(gray: Gray, rng: random.Random) -> Gray:
    """On the copier's glass: a little askew, a little moved, a little smaller."""
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.5, 0.5), rng.uniform(0.97, 1.0))
    turn[:, 2] += np.array([rng.uniform(-8, 8), rng.uniform(-8, 8)])
    return cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255).astype(np.uint8)


def _dusty(gray: Gray, rng: random.Random, *, count: int) -> Gray:
    height = gray.shape[0]
    out = gray.copy()
    for _ in range(count):
        cv2.circle(
            out, (rng.randint(0, WIDTH_PX - 1), rng.randint(0, height - 1)), rng.choice((1, 1, 1, 2)), (0,), -1
        )
    return out

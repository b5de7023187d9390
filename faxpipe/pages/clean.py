"""Raw page -> upright, straight image of square pixels: streaks off, lone specks off, one linear warp.

Order matters. Streaks of a dirty scanner run exactly along the feed, so they go before deskew; skew is
measured in the raw rows, because a standard fax has half as many rows as columns and resampling first would
smear what the profile counts. No median filter and no general despeckle: both eat the broken strokes and
dots of a poor fax (measured: exact phone and ID readings 56 -> 4.5 % on noisy standard pages).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.pages.raw import Pixels, RawPage
from faxpipe.pages.shapes import opened

READ_DPI = 300  # what tesseract reads best from 204 dpi, linear (measured against 204, 250, 408)
SKEW_MAX_DEG = 4.0
SKEW_POINTS_MIN, SKEW_POINTS_MAX = 1_500, 60_000  # fewer is less than a line of print
SPECK_PX_MAX = 4
NEGATIVE_INK_MIN = 0.7
STREAK_PX_MAX = 4
BARE_IN = 0.7  # the margin that print leaves at the edges of a sheet


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page ready to be read: (height, width) uint8, 255 = white, square pixels, `dpi` an inch.

    `rotation`: clockwise degrees turned from the raw page; `skew_deg`: what deskew turned after that,
    counter-clockwise positive. `raw_dpi`: the coarser resolution of the raw page. `negative`: the page came
    black with white print and was turned over.
    """

    number: int
    pixels: Pixels = field(repr=False)
    dpi: int
    rotation: int = 0
    skew_deg: float = 0.0
    raw_dpi: float = 204.0
    negative: bool = False


def clean(raw: RawPage, *, rotation: int = 0, pixels_max: int = 40_000_000) -> PageImage:
    """The raw page turned clockwise by `rotation` (0, 90, 180, 270), straightened, at 300 dpi or what fits."""
    if raw.pixels is None:
        raise ValueError("a raw page without pixels cannot be cleaned")
    negative = float((raw.pixels[::4, ::4] < 128).mean()) > NEGATIVE_INK_MIN
    pixels = flatten(255 - raw.pixels if negative else raw.pixels)
    pixels = without_streaks(pixels, raw.y_dpi)
    pixels = without_specks(pixels, raw.x_dpi, raw.y_dpi)
    x_dpi, y_dpi = raw.x_dpi, raw.y_dpi
    pixels = np.ascontiguousarray(np.rot90(pixels, -(rotation // 90)))
    if rotation % 180:
        x_dpi, y_dpi = y_dpi, x_dpi
    angle = skew(pixels, x_dpi / y_dpi)
    height_in, width_in = pixels.shape[0] / y_dpi, pixels.shape[1] / x_dpi
    dpi = int(min(READ_DPI, math.sqrt(pixels_max / (height_in * width_in))))
    dpi = max(dpi, 1)
    straight = _warp(_soften(pixels, x_dpi, y_dpi), dpi / x_dpi, dpi / y_dpi, angle)
    coarser = min(raw.x_dpi, raw.y_dpi)
    return PageImage(raw.number, straight, dpi, rotation, round(angle, 2), coarser, negative)


def flatten(pixels: Pixels) -> Pixels:
    """Grey scans on even white: divides by the paper's brightness around each place. Black and white stays."""
    middle = np.count_nonzero((pixels[::4, ::4] > 48) & (pixels[::4, ::4] < 208))
    if middle < 0.02 * pixels[::4, ::4].size:
        return pixels
    small = cv2.resize(pixels, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (0, 0), 4)
    paper = np.maximum(cv2.resize(paper, (pixels.shape[1], pixels.shape[0])), 64)
    return np.asarray(cv2.divide(pixels, paper, scale=250), dtype=np.uint8)


def without_streaks(pixels: Pixels, y_dpi: float) -> Pixels:
    """Without the long thin lines that dirt on a scanner draws along the feed; table rules stay."""
    height = pixels.shape[0]
    ink = (pixels < 128).astype(np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    lines = opened(np.asarray(joined, dtype=np.uint8), max(40, height // 3), horizontal=False)
    if not lines.any():
        return pixels
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    streaks = [i for i in range(1, count) if _is_streak(stats[i], ink, y_dpi)]
    if not streaks:
        return pixels
    gone = np.isin(labels, streaks) & (ink > 0)
    out = pixels.copy()
    out[gone] = 255
    repaired = cv2.morphologyEx(255 - out, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    out[gone & (repaired > 127)] = 0
    return out


def _is_streak(stats: NDArray[np.int32], ink: Pixels, y_dpi: float) -> bool:
    """A line that runs on beyond anything printed: thin, and over most of the page or off its edge.

    The side of a table is met by horizontal rules at its ends; a streak is not.
    """
    left, top, width, height = (int(value) for value in stats[:4])
    if width > STREAK_PX_MAX:
        return False
    bottom, page_height = top + height, ink.shape[0]
    reach = max(8, int(y_dpi * 0.08))
    ends_free = sum(
        not _meets_rule(ink, left, width, row, reach)
        for row, at_edge in ((top, top < reach), (bottom - 1, bottom > page_height - reach))
        if not at_edge
    )
    at_edges = (top < reach) + (bottom > page_height - reach)
    if at_edges == 1 and ends_free == 0:  # begun or ended by chance at a rule: no table reaches the sheet's edge
        last = round(BARE_IN * y_dpi)
        near_edge = slice(top, top + last) if top < reach else slice(bottom - last, bottom)
        return not _meets_rule(ink, left, width, (near_edge.start + near_edge.stop) // 2, last // 2)
    return at_edges == 2 or (at_edges == 1 and ends_free == 1) or (ends_free == 2 and height > 0.6 * page_height)


def _meets_rule(ink: Pixels, left: int, width: int, row: int, reach: int) -> bool:
    """Whether a horizontal run of ink of an eighth of an inch or so touches the line near `row`."""
    rows = ink[max(0, row - reach) : row + reach + 1]
    span = 30
    before = rows[:, max(0, left - span) : left]
    after = rows[:, left + width : left + width + span]
    return any(side.shape[1] >= span and bool((side.mean(axis=1) > 0.9).any()) for side in (before, after))


def without_specks(pixels: Pixels, x_dpi: float, y_dpi: float) -> Pixels:
    """Without groups of up to 4 black pixels that stand alone; the dot of an i stays."""
    ink = (pixels < 128).astype(np.uint8)
    rows = 3 if y_dpi < 0.7 * x_dpi else 5
    groups = cv2.dilate(ink, np.ones((rows, 5), np.uint8))
    count, labels = cv2.connectedComponents(groups, connectivity=8)
    inked = np.bincount(labels[ink > 0], minlength=count)
    small = inked <= SPECK_PX_MAX
    small[0] = False
    if not small.any():
        return pixels
    out = pixels.copy()
    out[(ink > 0) & small[labels]] = 255
    return out


def skew(pixels: Pixels, x_per_y: float) -> float:
    """Degrees by which text lines fall to the right (turn counter-clockwise to straighten), by projection profile.

    `x_per_y`: columns per row of equal paper length (2.08 on standard faxes). 0 where no angle is clearly better.
    """
    step = 1 if x_per_y > 1.5 else 2
    ys, xs = np.nonzero(pixels[::step, ::2] < 128)
    if len(ys) < SKEW_POINTS_MIN:
        return 0.0
    thin = max(1, len(ys) // SKEW_POINTS_MAX)
    rows = ys[::thin].astype(np.float32)
    columns = (xs[::thin].astype(np.float32) - xs.mean(dtype=np.float64)) * (2 / x_per_y / step)

    def sharpness(angle: float) -> float:
        profile = rows - columns * math.tan(math.radians(angle))
        counts = np.bincount((profile - profile.min()).astype(np.int32)).astype(np.float64)
        return float((np.diff(counts) ** 2).sum())

    best = max(np.arange(-SKEW_MAX_DEG, SKEW_MAX_DEG + 0.01, 0.4), key=sharpness)
    for fine in (0.1, 0.05):
        best = max(np.arange(best - 4 * fine, best + 4 * fine + 1e-6, fine), key=sharpness)
    clearly = sharpness(float(best)) > 1.1 * sharpness(0.0)
    return float(best) if clearly and abs(best) < SKEW_MAX_DEG and abs(best) >= 0.05 else 0.0


def _soften(pixels: Pixels, x_dpi: float, y_dpi: float) -> Pixels:
    """A light blur, less along the coarser axis, as a warp without it keeps the stairs of the fax raster."""
    along_y = 0.7 if y_dpi > 0.7 * x_dpi else 0.42
    along_x = 0.7 if x_dpi > 0.7 * y_dpi else 0.42
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigmaX=along_x, sigmaY=along_y), dtype=np.uint8)


def _warp(pixels: Pixels, scale_x: float, scale_y: float, angle: float) -> Pixels:
    height, width = pixels.shape
    size = max(1, round(width * scale_x)), max(1, round(height * scale_y))
    if angle == 0.0:
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    scale = np.array([[scale_x, 0, 0], [0, scale_y, 0], [0, 0, 1]])
    to_middle = np.array([[1, 0, -size[0] / 2], [0, 1, -size[1] / 2], [0, 0, 1]])
    turn = np.array([[cosine, sine, size[0] / 2], [-sine, cosine, size[1] / 2], [0, 0, 1]])
    matrix = (turn @ to_middle @ scale)[:2]
    return np.asarray(
        cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255), dtype=np.uint8
    )

"""Raw page -> upright, straight image of square pixels: streaks off, one linear warp; for some readers softened.

Order matters. Streaks of a dirty scanner run exactly along the feed, so they go before deskew; skew is
measured in the raw rows, because a standard fax has half as many rows as columns and resampling first would
smear what the profile counts. No median filter and no general despeckle: both eat the broken strokes and
dots of a poor fax (measured: exact phone and ID readings 56 -> 4.5 % on noisy standard pages). Lone specks and
a light blur are for tesseract only, which gains by them what the neural engine loses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from faxpipe.pages.dither import undithered
from faxpipe.pages.raw import Pixels, RawPage
from faxpipe.pages.runs import closed_bits, opened_bits
from faxpipe.pages.shapes import Piece, pieces

READ_DPI = 300  # what tesseract reads best from 204 dpi, linear (measured against 204, 250, 408)
SKEW_MAX_DEG = 4.0
SKEW_INK_MIN = 6_000  # pixels; fewer is less than a line of print
SKEW_STRIPS = 96
SKEW_REACH = 0.0024  # of the width: 4 rows of a fine fax; broken scan lines are level, sharp and thinner
SPECK_PX_MAX = 4
NEGATIVE_INK_MIN = 0.7
STREAK_PX_MAX, STREAK_GAP_PX = 4, 4
HEADER_SHARE = 0.045  # the machine's own line stands in the top of the page, either way up
BARE_IN = 0.7  # the margin that print leaves at the edges of a sheet


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page ready to be read: (height, width) uint8, 255 = white, square pixels, `dpi` an inch.

    `rotation`: clockwise degrees turned from the raw page; `skew_deg`: what deskew turned after that,
    counter-clockwise positive. `raw_dpi`: the coarser resolution of the raw page. `negative`: the page came
    black with white print and was turned over. `softened`: blurred a little, which makes thin lines pale.
    """

    number: int
    pixels: Pixels = field(repr=False)
    dpi: int
    rotation: int = 0
    skew_deg: float = 0.0
    raw_dpi: float = 204.0
    negative: bool = False
    softened: bool = False


def clean(
    raw: RawPage, *, rotation: int = 0, dpi: int = READ_DPI, soften: bool = True, pixels_max: int = 40_000_000
) -> PageImage:
    """The raw page turned clockwise by `rotation` (0, 90, 180, 270) and straightened, at `dpi` or what fits.

    `soften`: without lone specks and with the stairs of the fax raster blurred a little, as tesseract reads best.
    """
    if raw.pixels is None:
        raise ValueError("a raw page without pixels cannot be cleaned")
    pixels, x_dpi, y_dpi = _reduced(raw, dpi)
    pixels = undithered(pixels, x_dpi, y_dpi)
    negative = float((pixels[::4, ::4] < 128).mean()) > NEGATIVE_INK_MIN
    pixels = flatten(255 - pixels if negative else pixels)
    pixels = without_streaks(pixels, y_dpi)
    if soften:
        pixels = without_specks(pixels, x_dpi, y_dpi)
    if rotation:
        pixels = np.ascontiguousarray(np.rot90(pixels, -(rotation // 90)))
    if rotation % 180:
        x_dpi, y_dpi = y_dpi, x_dpi
    angle = skew(pixels, x_dpi / y_dpi)
    height_in, width_in = pixels.shape[0] / y_dpi, pixels.shape[1] / x_dpi
    dpi = max(1, int(min(dpi, math.sqrt(pixels_max / (height_in * width_in)))))
    if soften:
        pixels = _softened(pixels, x_dpi, y_dpi)
    straight = _warp(pixels, dpi / x_dpi, dpi / y_dpi, angle)
    coarser = min(raw.x_dpi, raw.y_dpi)
    return PageImage(raw.number, straight, dpi, rotation, round(angle, 2), coarser, negative, soften)


def _reduced(raw: RawPage, dpi: int) -> tuple[Pixels, float, float]:
    """Pixels with columns and rows an inch: whole ones averaged where the page is much finer than `dpi`."""
    assert raw.pixels is not None  # noqa: S101 - narrows the type; the caller has checked
    by_x, by_y = (max(1, round(each / dpi)) for each in (raw.x_dpi, raw.y_dpi))
    if by_x == by_y == 1:
        return raw.pixels, raw.x_dpi, raw.y_dpi
    height, width = raw.pixels.shape
    size = max(1, width // by_x), max(1, height // by_y)
    small = np.asarray(cv2.resize(raw.pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return small, raw.x_dpi * size[0] / width, raw.y_dpi * size[1] / height


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
    height, width = pixels.shape
    bits = np.packbits(pixels < 128, axis=1)
    lines = opened_bits(closed_bits(bits, STREAK_GAP_PX), max(40, height // 3))
    columns = np.flatnonzero(np.unpackbits(np.bitwise_or.reduce(lines, axis=0), count=width))
    if not len(columns):
        return pixels
    out = pixels
    for band in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
        left, right = int(band[0]), int(band[-1]) + 1
        from_byte = left // 8
        some = np.unpackbits(np.ascontiguousarray(lines[:, from_byte : (right + 7) // 8]), axis=1)
        found, labels = pieces(np.ascontiguousarray(some[:, left - 8 * from_byte : right - 8 * from_byte]))
        for line in found:
            placed = Piece(left + line.left, line.top, left + line.right, line.bottom, line.area)
            if _is_streak(placed, pixels, y_dpi):
                out = pixels.copy() if out is pixels else out
                _wipe(out, labels == line.label, left, right)
    return out


def _wipe(pixels: Pixels, streak: NDArray[np.bool_], left: int, right: int) -> None:
    """Whiten a streak in the columns from `left` to `right`, but not the strokes that run through it."""
    around = slice(max(0, left - 4), right + 4)
    window = pixels[:, around]
    gone = np.zeros(window.shape, dtype=bool)
    gone[:, left - around.start : right - around.start] = streak
    gone &= window < 128
    window[gone] = 255
    repaired = cv2.morphologyEx(255 - window, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    window[gone & (repaired > 127)] = 0


def _is_streak(line: Piece, pixels: Pixels, y_dpi: float) -> bool:
    """A line that runs on beyond anything printed: thin, and over most of the page or off its edge.

    The side of a table is met by horizontal rules at its ends; a streak is not.
    """
    left, top, width, height = line.left, line.top, line.width, line.height
    if width > STREAK_PX_MAX:
        return False
    bottom, page_height = line.bottom, pixels.shape[0]
    reach = max(8, int(y_dpi * 0.08))
    ends_free = sum(
        not _meets_rule(pixels, left, width, row, reach)
        for row, at_edge in ((top, top < reach), (bottom - 1, bottom > page_height - reach))
        if not at_edge
    )
    at_edges = (top < reach) + (bottom > page_height - reach)
    if at_edges == 1 and ends_free == 0:  # begun or ended by chance at a rule: no table reaches the sheet's edge
        last = round(BARE_IN * y_dpi)
        near_edge = slice(top, top + last) if top < reach else slice(bottom - last, bottom)
        return not _meets_rule(pixels, left, width, (near_edge.start + near_edge.stop) // 2, last // 2)
    return at_edges == 2 or (at_edges == 1 and ends_free == 1) or (ends_free == 2 and height > 0.6 * page_height)


def _meets_rule(pixels: Pixels, left: int, width: int, row: int, reach: int) -> bool:
    """Whether a horizontal run of ink of an eighth of an inch or so touches the line near `row`."""
    rows = pixels[max(0, row - reach) : row + reach + 1] < 128
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
    The profile is that of upright strips, each moved as a whole by the rows that the angle lifts its middle.
    """
    height, width = pixels.shape
    strips = _strips(pixels)
    across = width / strips.shape[1]
    if float(strips.sum(dtype=np.float64)) * across / 255 < SKEW_INK_MIN / x_per_y:
        return 0.0
    profiles = np.ascontiguousarray(strips.T, dtype=np.float32)
    middles = (np.arange(len(profiles)) + 0.5 - len(profiles) / 2) * across / x_per_y
    reach = max(1, round(SKEW_REACH * width / x_per_y))
    room = math.ceil(abs(middles[0]) * math.tan(math.radians(SKEW_MAX_DEG + 0.6))) + 1

    def sharpness(angle: float) -> float:
        lifted = np.zeros(height + 2 * room, np.float32)
        offsets = np.rint(room - middles * math.tan(math.radians(angle))).astype(int).tolist()
        for profile, offset in zip(profiles, offsets, strict=True):
            lifted[offset : offset + height] += profile
        smooth = np.cumsum(lifted)
        smooth = smooth[reach:] - smooth[:-reach]
        steps = smooth[reach:] - smooth[:-reach]
        return float(steps @ steps)

    best = max(np.arange(-SKEW_MAX_DEG, SKEW_MAX_DEG + 0.01, 0.4), key=sharpness)
    for fine in (0.1, 0.05):
        best = max(np.arange(best - 4 * fine, best + 4 * fine + 1e-6, fine), key=sharpness)
    clearly = sharpness(float(best)) > 1.1 * sharpness(0.0)
    return float(best) if clearly and abs(best) < SKEW_MAX_DEG and abs(best) >= 0.05 else 0.0


def _strips(pixels: Pixels) -> Pixels:
    """The page's ink, 0 to 255, averaged across each of its upright strips; what no sheet was fed askew with is
    left out: the black around a small sheet, and the machine's own line at the top or, turned, at the bottom.
    """
    height, width = pixels.shape
    ink = cv2.threshold(pixels, 127, 255, cv2.THRESH_BINARY_INV)[1]
    strips = cv2.resize(ink, (min(SKEW_STRIPS, width), height), interpolation=cv2.INTER_AREA)
    black = cv2.threshold(strips, 250, 255, cv2.THRESH_BINARY)[1]
    tall = np.ones((max(8, height // 50), 1), np.uint8)
    strips[cv2.morphologyEx(black, cv2.MORPH_OPEN, tall) > 0] = 0
    edge = round(HEADER_SHARE * height)
    strips[:edge] = strips[height - edge :] = 0
    return np.asarray(cv2.medianBlur(strips, 3), dtype=np.uint8)  # broken scan lines are thin


def _softened(pixels: Pixels, x_dpi: float, y_dpi: float) -> Pixels:
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

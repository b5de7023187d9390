"""Lines as the recogniser gets them, with what they say: sheets through the fax line, cut as reading cuts them.

Part of the lab. The truth follows the sheet through skew and deskew: lines that are read well anchor the way from
the sheet to the page, and every cut line then holds the words that lie on it. A line that holds half a word, or
words of two lines, teaches nothing and is left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

import cv2
import edlib
import numpy as np
from numpy.typing import NDArray

from faxpipe.lab import channel
from faxpipe.lab.bench.wear import HARD, LEVELS, Wear, level_wear, send_page
from faxpipe.lab.lines.sheets import Box, Paper, Printed
from faxpipe.ocr.neural.cut import cut_lines
from faxpipe.ocr.neural.detect import Span, find_lines
from faxpipe.ocr.neural.engine import Neural
from faxpipe.ocr.neural.networks import Networks, Pixels
from faxpipe.ocr.neural.recognise import eased, fitted, read_crops
from faxpipe.pages import clean, find_shapes, lift
from faxpipe.pages.raw import RawPage, grey

SENT = datetime(2026, 5, 4, 9, 30)  # noqa: DTZ001 - the wall clock of a fax machine
SENDER = channel.Sender("ANY PRACTICE", "603-555-0100", SENT)
WEARS = tuple(name for name in HARD if name not in ("turned", "inverse", "tiny", "handwriting"))
HARD_SHARE = 0.35
NEAR_PX, LIKE_MIN, READABLE_MIN = 46.0, 0.75, 0.34
INSIDE, OUTSIDE = 0.85, 0.12
HEADER_PX = 70
ANCHORS_MIN = 12
EASED_SHARE, PART_SHARE, EMPTY_SHARE = 0.12, 0.15, 0.3
Affine = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A line as the network sees it, (48, columns) uint8, and its text; `group`: how its page was worn."""

    picture: Pixels = field(repr=False)
    text: str = field(repr=False)
    group: str


def pairs_of(paper: Paper, networks: Networks, rng: random.Random) -> Iterator[Pair]:
    """The lines of one sheet after a way through the fax line drawn from `rng`."""
    group, wear = _wear(rng)
    page = _arrived(paper, wear, rng)
    spans, crops = cut_lines(page, find_lines(page, Neural.dpi, networks.detect))
    read = [letters.text for letters in read_crops(crops, networks.alphabet, networks.recognise)]
    way = _way(paper.words, spans, read)
    if way is None:
        return
    placed = [replace(word, box=_moved(word.box, way)) for word in paper.words]
    found = [
        Pair(fitted(picture), text, group)
        for span, crop in zip(spans, crops, strict=True)
        for picture, text in _cuts(span, crop, placed, rng)
    ]
    again = read_crops([pair.picture for pair in found], networks.alphabet, networks.recognise)
    for pair, letters in zip(found, again, strict=True):
        if not pair.text or _readable(pair.text, letters.text):
            yield pair


def _cuts(span: Span, crop: Pixels, words: Sequence[Printed], rng: random.Random) -> Iterator[tuple[Pixels, str]]:
    """The line with its text, sometimes eased as doubtful lines are; sometimes also some of its words alone."""
    text = _text_on(span, words)
    if text is None or (not text and (span.bottom < HEADER_PX or rng.random() > EMPTY_SHARE)):
        return
    yield eased(crop) if rng.random() < EASED_SHARE else crop, text
    if rng.random() < PART_SHARE:
        yield from _part(span, crop, words, rng)


def _wear(rng: random.Random) -> tuple[str, Wear]:
    if rng.random() < HARD_SHARE:
        name = rng.choice(WEARS)
        return name, HARD[name](rng.random() < 0.5, rng)
    name = rng.choice(LEVELS)
    return name, level_wear(name, rng)


def _arrived(paper: Paper, wear: Wear, rng: random.Random) -> Pixels:
    """The page as reading sees it."""
    gray = channel.skewed(paper.gray, wear.line.skew_deg)
    rows = channel.FINE_DPI_Y if wear.line.fine else channel.STANDARD_DPI_Y
    raw = RawPage(1, grey(np.asarray(send_page(gray, wear, SENDER, rng))), channel.DPI_X, rows, own=True)
    image = clean(raw, dpi=Neural.dpi, soften=Neural.soften)
    return lift(image, find_shapes(image))


def _way(words: Sequence[Printed], spans: Sequence[Span], read: Sequence[str]) -> Affine | None:
    """(2, 3): from the sheet to the page, by the lines that were read well; None where there are too few."""
    lines = _lines(words)
    anchors = [
        (box, span)
        for span, said in zip(spans, read, strict=True)
        if len(said) >= 4
        for text, box in lines
        if abs((box[1] + box[3]) / 2 - (span.top + span.bottom) / 2) < NEAR_PX
        and abs(box[0] - span.left) < NEAR_PX
        and abs(box[2] - span.right) < NEAR_PX
        and _likeness(text, said) > LIKE_MIN
    ]
    if len(anchors) < ANCHORS_MIN:
        return None
    froms = np.array([point for box, _ in anchors for point in ((box[0], box[1]), (box[2], box[3]))], np.float64)
    tos = np.array(
        [point for _, span in anchors for point in ((span.left, span.top), (span.right, span.bottom))], np.float64
    )
    way, _ = cv2.estimateAffine2D(froms, tos, method=cv2.RANSAC, ransacReprojThreshold=5.0)
    return None if way is None else np.asarray(way, np.float64)


def _lines(words: Sequence[Printed]) -> list[tuple[str, Box]]:
    """The text of every line of the sheet and the box around it."""
    lines: dict[int, list[Printed]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return [(" ".join(word.text for word in line), _around(line)) for line in lines.values()]


def _around(words: Sequence[Printed]) -> Box:
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _moved(box: Box, way: Affine) -> Box:
    corners = np.array([[box[0], box[1], 1], [box[2], box[3], 1]]) @ way.T
    return float(corners[0, 0]), float(corners[0, 1]), float(corners[1, 0]), float(corners[1, 1])


def _text_on(span: Span, words: Sequence[Printed]) -> str | None:
    """The words on a cut line; None where one is cut through or they are of two lines."""
    inside: list[Printed] = []
    for word in words:
        share = _share(word.box, span)
        if share >= INSIDE:
            inside.append(word)
        elif share > OUTSIDE:
            return None
    inside.sort(key=lambda word: word.box[0])
    for one, other in pairwise(inside):
        if other.box[0] < one.box[2] - 6 or min(one.box[3], other.box[3]) <= max(one.box[1], other.box[1]):
            return None
    return " ".join(word.text for word in inside)


def _share(box: Box, span: Span) -> float:
    """How much of a word lies on the line; a word that only touches it from above or below does not count."""
    left, top, right, bottom = box
    if right <= span.left or left >= span.right or bottom <= span.top or top >= span.bottom:
        return 0.0
    across = (min(right, span.right + 3) - max(left, span.left - 3)) / max(1.0, right - left)
    down = (min(bottom, span.bottom + 3) - max(top, span.top - 3)) / max(1.0, bottom - top)
    return 0.0 if down < 0.35 else min(1.0, across) * min(1.0, down)


def _readable(text: str, said: str) -> bool:
    """Whether a first reading shares enough with the truth for the truth to be of this line, and to be seen."""
    return len(text) <= 1 or _likeness(text, said) >= READABLE_MIN


def _likeness(text: str, said: str) -> float:
    a, b = text.replace(" ", "").casefold(), said.replace(" ", "").casefold()
    if not a or not b:
        return 0.0
    return 1 - float(edlib.align(a, b)["editDistance"]) / max(len(a), len(b))


def _part(span: Span, crop: Pixels, words: Sequence[Printed], rng: random.Random) -> Iterator[tuple[Pixels, str]]:
    """Some words of the line alone, as a value is cut out for its second reading."""
    inside = sorted((word for word in words if _share(word.box, span) >= INSIDE), key=lambda word: word.box[0])
    if len(inside) < 3:
        return
    begin = rng.randrange(len(inside) - 1)
    end = rng.randint(begin + 1, min(len(inside), begin + 4))
    left = (inside[begin - 1].box[2] + inside[begin].box[0]) / 2 if begin else span.left
    right = (inside[end - 1].box[2] + inside[end].box[0]) / 2 if end < len(inside) else span.right
    picture = crop[:, max(0, round(left) - span.left) : max(1, round(right) - span.left)]
    if picture.shape[1] >= 12:
        yield picture, " ".join(word.text for word in inside[begin:end])

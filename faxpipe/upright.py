"""pages -> words: which way up a page reads.

A page is read as it lies first; only where that reading is poor are the other ways up tried, and the clearly
better one is kept. The machine's own line stands upright on a page that was fed upside down, and is read before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from faxpipe.config import PagesLimits
from faxpipe.document import Box, Word
from faxpipe.ocr import Engine
from faxpipe.pages import PageImage, RawPage, clean, find_shapes, lift
from faxpipe.pages.clean import HEADER_SHARE
from faxpipe.pages.marks import Shapes
from faxpipe.pages.orient import runs_sideways, turns_to_try, upside_down
from faxpipe.pages.shapes import pixel_box

SURE_WORD, GOOD_WORDS_MIN, GOOD_CONFIDENCE = 0.7, 12, 0.75
BETTER_BY = 1.5
VOTING_LINES, FLIPPED_BY, LINE_MARGIN_IN = 5, 0.03, 0.02
LITTLE_READ = 12.0  # letters, surely read below the machine's line: a page that lies on its side may give fewer
VOTE_IN_MAX = 2.0  # of a line: two dozen letters tell which way up they stand


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was read in one way up: its image, the marks on it, the image without them, and the words."""

    image: PageImage
    shapes: Shapes
    lifted: NDArray[np.uint8] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)

    @property
    def worth(self) -> float:
        """Surely read letters and digits: what tells an upright reading from one upside down."""
        return sum(map(self._worth, self.words))

    @property
    def worth_of_page(self) -> float:
        """`worth` without the machine's own line, which stands upright whatever was fed."""
        return sum(self._worth(word) for word in self.words if word.box.top >= HEADER_SHARE)

    @property
    def good(self) -> bool:
        """Whether the reading is so good that the page can't be the wrong way up."""
        sure = [w for w in self.words if w.confidence >= SURE_WORD and sum(map(str.isalpha, w.text)) >= 3]
        letters = sum(len(word.text) for word in self.words)
        mean = sum(word.confidence * len(word.text) for word in self.words) / max(1, letters)
        lying = sum(map(self._lies, sure))
        return len(sure) >= GOOD_WORDS_MIN and mean >= GOOD_CONFIDENCE and lying > 0.7 * len(sure)

    def _worth(self, word: Word) -> float:
        signs = sum(map(str.isalnum, word.text))
        sure = word.confidence > 0.4 and signs > 1 and self._lies(word)
        return (word.confidence - 0.4) * signs if sure else 0.0

    def _lies(self, word: Word) -> bool:
        """Wider than tall, or short: tesseract reads lines that run down the page, too, but not all of them."""
        height, width = self.image.pixels.shape
        return len(word.text) < 4 or word.box.width * width > word.box.height * height


def cleaned(raw: RawPage, engine: Engine, limits: PagesLimits, rotation: int = 0) -> PageImage:
    """The page turned by `rotation`, as the engine reads it best."""
    return clean(raw, rotation=rotation, dpi=engine.dpi, soften=engine.soften, pixels_max=limits.pixels_max)


def read(image: PageImage, engine: Engine) -> Reading:
    """The page read as it lies, tick boxes, rings and black bars taken off it before."""
    shapes = find_shapes(image)
    lifted = lift(image, shapes)
    return Reading(image, shapes, lifted, engine.read(lifted, dpi=image.dpi))


def best_turn(raw: RawPage, upright: Reading, engine: Engine, limits: PagesLimits, until_s: float) -> Reading:
    """The way up that reads clearly best, of those that could be tried before `until_s` (monotonic)."""
    best = upright
    for rotation in turns_to_try(raw):
        if time.monotonic() > until_s:
            break
        image = upside_down(upright.image) if rotation == 180 else cleaned(raw, engine, limits, rotation)
        reading = read(image, engine)
        if reading.worth > BETTER_BY * best.worth + 5:
            best = reading
        if best.image.rotation and best.good:
            break
    return best


def turned_by_lines(
    raw: RawPage, upright: Reading, engine: Engine, limits: PagesLimits, until_s: float
) -> Reading:
    """The way up that reads best, told from a few lines read both ways; sideways where upright reads badly.

    What reads well is asked nothing more: pages on their heads are read with 0.2 to 0.4 on average.
    """
    if upright.good:
        return upright
    best, sideways = upright, runs_sideways(raw)
    if _on_its_head(upright, engine):
        best = read(upside_down(upright.image), engine)
        if best.good or not sideways:  # scraps of lines on their side tell it by chance
            return best
    worth = (without_strip(best) if best.image.rotation else best).worth_of_page
    if time.monotonic() > until_s or not (worth < LITTLE_READ or sideways):
        return best
    turned = read(cleaned(raw, engine, limits, 90), engine)
    if _on_its_head(turned, engine):
        turned = read(upside_down(turned.image), engine)
    return turned if turned.worth > BETTER_BY * worth + 5 else best


def _on_its_head(reading: Reading, engine: Engine) -> bool:
    """Whether the longest lines read better upside down."""
    boxes = sorted(_lines(reading.words), key=lambda box: box.width, reverse=True)[:VOTING_LINES]
    grow = round(LINE_MARGIN_IN * reading.image.dpi)
    longest = round(VOTE_IN_MAX * reading.image.dpi)
    crops = [reading.lifted[pixel_box(box, reading.lifted, grow=grow)][:, :longest] for box in boxes]
    if not crops:
        return False
    read = engine.read_lines([*crops, *(crop[::-1, ::-1] for crop in crops)], dpi=reading.image.dpi)
    means = [line.mean for line in read]
    return sum(means[len(crops) :]) > sum(means[: len(crops)]) + FLIPPED_BY * len(crops)


def _lines(words: tuple[Word, ...]) -> Iterator[Box]:
    """Boxes of the lines in the order in which the engine found them, the machine's header line left out."""
    line: Box | None = None
    for word in words:
        if word.box.top < HEADER_SHARE:
            continue
        if line is not None and word.box.left >= line.right and word.box.overlap_y(line) >= 0.5:
            line = line.union(word.box)
            continue
        if line is not None:
            yield line
        line = word.box
    if line is not None:
        yield line


def read_strip(image: PageImage, engine: Engine) -> tuple[Word, ...]:
    """Words of the machine's header line at the top of the page as it was sent, in fractions of that page."""
    height, width = image.pixels.shape
    rows = max(1, round(1.3 * HEADER_SHARE * height))
    pad = round(0.1 * image.dpi)
    strip: NDArray[np.uint8] = np.full((rows + 2 * pad, width), 255, np.uint8)
    strip[pad : pad + rows] = image.pixels[:rows]
    scale = strip.shape[0] / height
    words = engine.read(strip, dpi=image.dpi)
    return tuple(
        Word(
            word.text,
            Box(b.left, b.top * scale - pad / height, b.right, b.bottom * scale - pad / height),
            word.confidence,
        )
        for word in words
        for b in (word.box,)
    )


def without_strip(reading: Reading) -> Reading:
    """A turned page without the header line, which stands on its head or side at one edge now."""
    image, edge = reading.image, HEADER_SHARE
    inner = {90: Box(0, 0, 1 - edge, 1), 180: Box(0, 0, 1, 1 - edge), 270: Box(edge, 0, 1, 1)}[image.rotation]
    words = tuple(word for word in reading.words if inner.contains(word.box.center_x, word.box.center_y))
    height, width = image.pixels.shape
    kept = np.zeros((height, width), dtype=bool)
    kept[: round(inner.bottom * height), round(inner.left * width) : round(inner.right * width)] = True
    bare = replace(image, pixels=np.where(kept, image.pixels, np.uint8(255)))
    return replace(reading, image=bare, lifted=np.where(kept, reading.lifted, np.uint8(255)), words=words)

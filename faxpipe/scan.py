"""inbox PDF -> pages -> words: the half of reading a fax that has effects. Everything after it is pure.

One bad page never costs the others: it becomes a Page of state unreadable with its reason. A page is read as it
lies first; only where that reading is poor are the other ways up tried, and the clearly better one is kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faxpipe.config import Ocr, PagesLimits
from faxpipe.document import Box, Marks, Page, PageState, Word
from faxpipe.errors import EngineError
from faxpipe.ocr import Engine, engine_of, text_layer
from faxpipe.ocr.merge import doubted_fragments, merged
from faxpipe.pages import (
    PageImage,
    RawPage,
    clean,
    find_inks,
    find_shapes,
    fit,
    gather,
    is_blank,
    leftover,
    legibility,
    lift,
    open_pdf,
)
from faxpipe.pages.clean import HEADER_SHARE
from faxpipe.pages.marks import Shapes
from faxpipe.pages.orient import runs_sideways, turns_to_try, upside_down
from faxpipe.pages.shapes import pixel_box
from faxpipe.pages.strokes import strokes
from faxpipe.picked import picked

SURE_WORD, GOOD_WORDS_MIN, GOOD_CONFIDENCE = 0.7, 12, 0.75
BETTER_BY = 1.5
VOTING_LINES, FLIPPED_BY, LINE_MARGIN_IN = 5, 0.03, 0.02
LEFTOVER_SHARE_MIN = 0.0003  # of the page: a handful of letters
LETTERS_MIN = 12
SURE_ALONE, LETTERS_ALONE = 0.9, 2
TOO_MANY_PAGES = "too_many_pages"
OUT_OF_TIME = "out_of_time"


def scan(
    path: Path,
    *,
    limits: PagesLimits,
    ocr: Ocr,
    time_s: float = math.inf,
    progress: Callable[[int, int], None] | None = None,
    keep: Callable[[PageImage], None] | None = None,
) -> tuple[Page, ...]:
    """Every page of the fax with its words and marks, in order; `progress(done, of)` after each.

    `keep` is handed the upright image of each page with words as it was read, so that places on it can be looked
    at again.

    A fax of more than `limits.pages_max` pages ends in one unreadable page with the reason "too_many_pages".
    Pages that are not begun within `time_s` seconds are unreadable with the reason "out_of_time".
    Raises UnreadableFaxError (code not_pdf, encrypted, damaged, no_pages), ToolMissingError where the engine is
    absent, and EngineError (retryable) where it fails or runs out of time on every page.
    """
    engine = engine_of(ocr)
    until_s = time.monotonic() + time_s
    pages: list[Page] = []
    failed: EngineError | None = None
    with open_pdf(path, limits) as fax:
        of = min(fax.count, limits.pages_max)
        for raw in fax.pages():
            if time.monotonic() > until_s:
                unread = range(raw.number, of + 1)
                pages += (Page(number, 1, 1, state=PageState.UNREADABLE, reason=OUT_OF_TIME) for number in unread)
                break
            try:
                pages.append(_read_page(raw, path, engine, limits, ocr, keep))
            except EngineError as error:
                failed = error
                pages.append(_unreadable(raw, error.code))
            if progress is not None:
                progress(len(pages), of)
        if fax.count > of:
            pages.append(Page(of + 1, 1, 1, state=PageState.UNREADABLE, reason=TOO_MANY_PAGES))
    if failed is not None and all(page.reason == failed.code for page in pages):
        raise failed
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class _Reading:
    image: PageImage
    shapes: Shapes
    lifted: NDArray[np.uint8] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)

    @property
    def worth(self) -> float:
        """Surely read letters and digits: what tells an upright reading from one upside down."""
        return sum(
            (word.confidence - 0.4) * sum(map(str.isalnum, word.text))
            for word in self.words
            if word.confidence > 0.4 and sum(map(str.isalnum, word.text)) > 1 and self._lies(word)
        )

    @property
    def good(self) -> bool:
        """Whether the reading is so good that the page can't be the wrong way up."""
        sure = [w for w in self.words if w.confidence >= SURE_WORD and sum(map(str.isalpha, w.text)) >= 3]
        letters = sum(len(word.text) for word in self.words)
        mean = sum(word.confidence * len(word.text) for word in self.words) / max(1, letters)
        lying = sum(map(self._lies, sure))
        return len(sure) >= GOOD_WORDS_MIN and mean >= GOOD_CONFIDENCE and lying > 0.7 * len(sure)

    def _lies(self, word: Word) -> bool:
        """Wider than tall, or short: tesseract reads lines that run down the page, too, but not all of them."""
        height, width = self.image.pixels.shape
        return len(word.text) < 4 or word.box.width * width > word.box.height * height


def _read_page(
    raw: RawPage,
    path: Path,
    engine: Engine,
    limits: PagesLimits,
    ocr: Ocr,
    keep: Callable[[PageImage], None] | None,
) -> Page:
    if raw.pixels is None:
        return _unreadable(raw, raw.reason)
    until_s = time.monotonic() + limits.page_timeout_s
    image = _cleaned(raw, engine, limits)
    if is_blank(image):
        if image.negative:
            return _unreadable(raw, "page_black")
        if not _says_a_word(engine.read(image.pixels, dpi=image.dpi)):
            return _page(image, engine, PageState.BLANK, words=_read_strip(image, engine))
    reading = _read(image, engine)
    strip: tuple[Word, ...] = ()
    if not reading.good:
        best_turn = _turned_by_lines if engine.reads_lines else _best_turn
        turned = best_turn(raw, reading, engine, limits, until_s)
        if turned.image.rotation:
            strip = _read_strip(image, engine)
            turned = _without_strip(turned)
        reading = turned
    words, source = reading.words, "ocr"
    if engine.reads_lines:
        words = _fitted(words, reading)
    elif time.monotonic() < until_s:
        words = _second_look(reading, engine)
    if ocr.text_layer and not raw.own and reading.image.rotation == 0:
        both = text_layer.agreed(_straightened(text_layer.layer_words(path, raw.number), reading.image), words)
        if both is not None:
            words, source = both, text_layer.NAME
    inks = find_inks(reading.image, words, reading.shapes)
    share, unread = legibility(reading.image, words, inks)
    marks = Marks(reading.shapes.ticks, reading.shapes.circles, reading.shapes.rules, inks)
    legible = sum(len(word.text) for word in words if word.confidence >= 0.5) >= LETTERS_MIN
    state = PageState.READ if legible else PageState.UNREADABLE
    if legible and keep is not None:
        keep(replace(reading.image, pixels=reading.lifted))
    page = _page(reading.image, engine, state, words=words, marks=marks, strip=strip, source=source)
    page = picked(page, lambda: strokes(reading.image, reading.shapes))
    return replace(page, legibility=round(share, 4), illegible=unread)


def _cleaned(raw: RawPage, engine: Engine, limits: PagesLimits, rotation: int = 0) -> PageImage:
    """The page turned by `rotation`, as the engine reads it best."""
    return clean(raw, rotation=rotation, dpi=engine.dpi, soften=engine.soften, pixels_max=limits.pixels_max)


def _says_a_word(words: tuple[Word, ...]) -> bool:
    """Whether a page with next to nothing on it holds a sure word, such as "STAT", outside the machine's line."""
    return any(
        word.confidence >= SURE_ALONE
        and sum(map(str.isalnum, word.text)) >= LETTERS_ALONE
        and HEADER_SHARE < word.box.center_y < 1 - HEADER_SHARE
        for word in words
    )


def _read(image: PageImage, engine: Engine) -> _Reading:
    shapes = find_shapes(image)
    lifted = lift(image, shapes)
    return _Reading(image, shapes, lifted, engine.read(lifted, dpi=image.dpi))


def _second_look(reading: _Reading, engine: Engine) -> tuple[Word, ...]:
    """The words with those that a look at what was left over finds: in cells, by tick boxes, on ruling lines."""
    image, shapes, words = reading.image, reading.shapes, reading.words
    sure = tuple(word for word in words if word.confidence >= SURE_WORD)
    rest = leftover(reading.lifted, sure, shapes.rules, image.dpi)
    print_left = gather(rest, image.dpi) if float((rest < 128).mean()) > LEFTOVER_SHARE_MIN else None
    if print_left is not None:
        second = engine.read(print_left.pixels, dpi=image.dpi, scattered=True)
        both = merged(words, tuple(map(print_left.on_page, second)))
        words = doubted_fragments(both, words, tuple(ink.box for ink in find_inks(image, both, shapes)))
    return _fitted(words, reading)


def _fitted(words: tuple[Word, ...], reading: _Reading) -> tuple[Word, ...]:
    """The words with boxes drawn tight around their ink, ruling lines left out."""
    dpi = reading.image.dpi
    return fit(words, leftover(reading.lifted, (), reading.shapes.rules, dpi), dpi)


def _best_turn(raw: RawPage, upright: _Reading, engine: Engine, limits: PagesLimits, until_s: float) -> _Reading:
    """The way up that reads clearly best, of those that could be tried before `until_s` (monotonic)."""
    best = upright
    for rotation in turns_to_try(raw):
        if time.monotonic() > until_s:
            break
        image = upside_down(upright.image) if rotation == 180 else _cleaned(raw, engine, limits, rotation)
        reading = _read(image, engine)
        if reading.worth > BETTER_BY * best.worth + 5:
            best = reading
        if best.image.rotation and best.good:
            break
    return best


def _turned_by_lines(
    raw: RawPage, upright: _Reading, engine: Engine, limits: PagesLimits, until_s: float
) -> _Reading:
    """The way up that reads best, told from a few lines read both ways; sideways where upright reads badly."""
    if _on_its_head(upright, engine):
        return _read(upside_down(upright.image), engine)
    if upright.good or time.monotonic() > until_s or not runs_sideways(raw):
        return upright
    turned = _read(_cleaned(raw, engine, limits, 90), engine)
    if _on_its_head(turned, engine):
        turned = _read(upside_down(turned.image), engine)
    return turned if turned.worth > BETTER_BY * upright.worth + 5 else upright


def _on_its_head(reading: _Reading, engine: Engine) -> bool:
    """Whether the longest lines read better upside down."""
    boxes = sorted(_lines(reading.words), key=lambda box: box.width, reverse=True)[:VOTING_LINES]
    grow = round(LINE_MARGIN_IN * reading.image.dpi)
    crops = [reading.lifted[pixel_box(box, reading.lifted, grow=grow)] for box in boxes]
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


def _read_strip(image: PageImage, engine: Engine) -> tuple[Word, ...]:
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


def _without_strip(reading: _Reading) -> _Reading:
    """A turned page without the header line, which stands on its head or side at one edge now."""
    image, edge = reading.image, HEADER_SHARE
    inner = {90: Box(0, 0, 1 - edge, 1), 180: Box(0, 0, 1, 1 - edge), 270: Box(edge, 0, 1, 1)}[image.rotation]
    words = tuple(word for word in reading.words if inner.contains(word.box.center_x, word.box.center_y))
    height, width = image.pixels.shape
    kept = np.zeros((height, width), dtype=bool)
    kept[: round(inner.bottom * height), round(inner.left * width) : round(inner.right * width)] = True
    bare = replace(image, pixels=np.where(kept, image.pixels, np.uint8(255)))
    return replace(reading, image=bare, lifted=np.where(kept, reading.lifted, np.uint8(255)), words=words)


def _straightened(layer: tuple[Word, ...], image: PageImage) -> tuple[Word, ...]:
    """Layer words only where the page was not turned by deskew: their boxes are those of the page as drawn."""
    return layer if abs(image.skew_deg) < 0.3 else ()


def _page(
    image: PageImage,
    engine: Engine,
    state: PageState,
    *,
    words: tuple[Word, ...] = (),
    marks: Marks | None = None,
    strip: tuple[Word, ...] = (),
    source: str = "ocr",
) -> Page:
    height, width = image.pixels.shape
    return Page(
        image.number,
        width,
        height,
        rotation=image.rotation,
        skew_deg=image.skew_deg,
        state=state,
        reason="nothing_legible" if state is PageState.UNREADABLE else "",
        words=words,
        marks=marks or Marks(),
        strip=strip,
        source=source,
        engine=engine.name,
        engine_version=engine.version,
        dpi=image.dpi,
    )


def _unreadable(raw: RawPage, reason: str) -> Page:
    height, width = raw.pixels.shape if raw.pixels is not None else (1, 1)
    return Page(raw.number, width, height, state=PageState.UNREADABLE, reason=reason)

"""inbox PDF -> pages -> words: the half of reading a fax that has effects. Everything after it is pure.

One bad page never costs the others: it becomes a Page of state unreadable with its reason. Which way up a page
reads is the business of `upright`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from faxpipe.boxed import boxed, with_combs
from faxpipe.config import Ocr, PagesLimits
from faxpipe.document import Marks, Page, PageState, Word
from faxpipe.errors import EngineError
from faxpipe.ocr import Engine, engine_of, text_layer
from faxpipe.ocr.merge import doubted_fragments, merged
from faxpipe.pages import (
    PageImage,
    RawPage,
    find_inks,
    fit,
    gather,
    is_blank,
    leftover,
    legibility,
    open_pdf,
)
from faxpipe.pages.clean import HEADER_SHARE
from faxpipe.pages.codes import references_on
from faxpipe.pages.strokes import strokes
from faxpipe.picked import picked
from faxpipe.upright import (
    SURE_WORD,
    Reading,
    best_turn,
    cleaned,
    read,
    read_strip,
    turned_by_lines,
    without_strip,
)

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
    rotations: Mapping[int, int] | None = None,
) -> tuple[Page, ...]:
    """Every page of the fax with its words and marks, in order; `progress(done, of)` after each.

    `keep` is handed the upright image of each page with words as it was read, so that places on it can be looked
    at again. `rotations`: clockwise degrees by page number, where a person has said which way up it reads.

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
                turn = (rotations or {}).get(raw.number)
                one = partial(_read_page, raw, path, engine, limits, ocr, keep, turn)
                pages.append(_twice(one, until_s))
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


def _twice(read_page: Callable[[], Page], until_s: float) -> Page:
    """The page, asked for again where the engine ran out of time: the machine may have been busy for a minute."""
    try:
        return read_page()
    except EngineError as error:
        if error.code != TOOK_TOO_LONG or time.monotonic() > until_s:
            raise
    return read_page()


TOOK_TOO_LONG = "engine_timeout"


def _read_page(
    raw: RawPage,
    path: Path,
    engine: Engine,
    limits: PagesLimits,
    ocr: Ocr,
    keep: Callable[[PageImage], None] | None,
    rotation: int | None = None,
) -> Page:
    if raw.pixels is None:
        return _unreadable(raw, raw.reason)
    until_s = time.monotonic() + limits.page_timeout_s
    image = cleaned(raw, engine, limits)
    if is_blank(image):
        if image.negative:
            return _unreadable(raw, "page_black")
        if not _says_a_word(engine.read(image.pixels, dpi=image.dpi)):
            return _page(image, engine, PageState.BLANK, words=read_strip(image, engine))
    manner = BY_LINES if engine.reads_lines else BY_PAGE
    reading = read(image if not rotation else cleaned(raw, engine, limits, rotation), engine)
    strip: tuple[Word, ...] = ()
    if rotation or (rotation is None and not reading.good):
        turned = reading if rotation else manner.turned(raw, reading, engine, limits, until_s)
        if turned.image.rotation:
            strip = read_strip(image, engine)
            turned = without_strip(turned)
        reading = turned
    words, source = manner.finished(reading, engine, until_s), "ocr"
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
        keep(replace(reading.image, pixels=with_combs(reading)))
    page = _page(reading.image, engine, state, words=words, marks=marks, strip=strip, source=source)
    page = picked(page, lambda: strokes(reading.image, reading.shapes))
    return replace(page, legibility=round(share, 4), illegible=unread, codes=references_on(image.pixels))


def _says_a_word(words: tuple[Word, ...]) -> bool:
    """Whether a page with next to nothing on it holds a sure word, such as "STAT", outside the machine's line."""
    return any(
        word.confidence >= SURE_ALONE
        and sum(map(str.isalnum, word.text)) >= LETTERS_ALONE
        and HEADER_SHARE < word.box.center_y < 1 - HEADER_SHARE
        for word in words
    )


def _second_look(reading: Reading, engine: Engine, until_s: float) -> tuple[Word, ...]:
    """The words with those that a look at what was left over finds: in cells, by tick boxes, on ruling lines."""
    image, shapes, words = reading.image, reading.shapes, reading.words
    if time.monotonic() > until_s:
        return words
    sure = tuple(word for word in words if word.confidence >= SURE_WORD)
    rest = leftover(reading.lifted, sure, shapes.rules, image.dpi)
    print_left = gather(rest, image.dpi) if float((rest < 128).mean()) > LEFTOVER_SHARE_MIN else None
    if print_left is not None:
        second = engine.read(print_left.pixels, dpi=image.dpi, scattered=True)
        both = merged(words, tuple(map(print_left.on_page, second)))
        words = doubted_fragments(both, words, tuple(ink.box for ink in find_inks(image, both, shapes)))
    return _fitted(words, reading)


def _tight(reading: Reading, engine: Engine, until_s: float) -> tuple[Word, ...]:
    words = _fitted(reading.words, reading)
    return words if time.monotonic() > until_s else boxed(words, reading, engine)


def _fitted(words: tuple[Word, ...], reading: Reading) -> tuple[Word, ...]:
    """The words with boxes drawn tight around their ink, ruling lines left out."""
    dpi = reading.image.dpi
    return fit(words, leftover(reading.lifted, (), reading.shapes.rules, dpi), dpi)


@dataclass(frozen=True, slots=True)
class _Manner:
    """What else is done with an engine: how a poor page is turned upright, and how its words are finished."""

    turned: Callable[[RawPage, Reading, Engine, PagesLimits, float], Reading]
    finished: Callable[[Reading, Engine, float], tuple[Word, ...]]


BY_LINES = _Manner(turned_by_lines, _tight)
BY_PAGE = _Manner(best_turn, _second_look)


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

"""pages -> words, once more: the places of required values, cut out and read by themselves.

The other effect of reading a fax, after `scan`. Which places, and whether another reader is needed, is asked of
the caller, who knows what stands there; an engine that fails leaves the values as they were read first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import cv2

from faxpipe.config import Ocr
from faxpipe.document import Page, SecondReading
from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.fields.resolution.again import Second
from faxpipe.fields.resolution.places import Place
from faxpipe.ocr import Engine, engine_named, engine_of
from faxpipe.pages.pictures import Pictures
from faxpipe.pages.raw import Pixels

PLACES_MAX = 600
"""Of one fax, for each reader: some twenty referrals in full."""
TIME_S_MIN = 1.0
TESSERACT = "tesseract"


def second_readers(ocr: Ocr, time_s: float) -> tuple[Engine, ...]:
    """Who reads again, in turn: the engine itself, then tesseract; `time_s` bounds each call."""
    if not ocr.second_reading or time_s < TIME_S_MIN:
        return ()
    bounded = ocr.model_copy(update={"timeout_s": min(ocr.timeout_s, time_s)})
    first = engine_of(bounded)
    return (first,) if first.name == TESSERACT else (first, engine_named(TESSERACT, bounded))


def read_again(
    pages: Sequence[Page],
    pictures: Pictures,
    engines: Sequence[Engine],
    unsettled: Callable[[Second], tuple[Place, ...]],
    *,
    time_s: float,
) -> tuple[Page, ...]:
    """`pages` with what each engine in turn read in the places that `unsettled` names, given what was read so far.

    No engine begins after `time_s` seconds. Never raises for an engine that fails or is absent.
    """
    until_s = time.monotonic() + time_s
    second: dict[int, tuple[SecondReading, ...]] = {page.number: page.second for page in pages}
    for engine in engines:
        places = unsettled(second)[:PLACES_MAX]
        if not places or time.monotonic() > until_s:
            break
        for number, reading in _read(engine, places, pages, pictures):
            second[number] += (reading,)
    return tuple(replace(page, second=second[page.number]) for page in pages)


def _read(
    engine: Engine, places: Sequence[Place], pages: Sequence[Page], pictures: Pictures
) -> Iterator[tuple[int, SecondReading]]:
    """(page number, reading) of each place whose page was kept; nothing where the engine fails."""
    rules = {page.number: page.marks.rules for page in pages}
    for dpi, by_dpi in groupby(sorted(places, key=_page), key=lambda place: pictures.dpi(place.page)):
        if dpi is None:
            continue
        kept = list(by_dpi)
        crops: list[Pixels] = []
        try:
            for number, on_page in groupby(kept, key=_page):
                crops += pictures.crops(number, [(place.box, place.room) for place in on_page], rules[number])
            lines = engine.read_lines(crops, dpi=dpi)
        except (EngineError, ToolMissingError, MemoryError, ValueError, ArithmeticError, cv2.error):
            return
        if len(lines) != len(kept):
            return
        for place, line in zip(kept, lines, strict=True):
            yield place.page, SecondReading(place.box, line.text, round(line.confidence, 4), engine.name)


def _page(place: Place) -> int:
    return place.page

"""Reading places again: who is asked what, and engines named for their fault, none of which costs the fax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.config import Ocr
from faxpipe.document import Box, Page, Word
from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.fields.resolution.again import Second
from faxpipe.fields.resolution.places import Place
from faxpipe.ocr import Engine
from faxpipe.ocr.lines import LineReading
from faxpipe.pages import PageImage
from faxpipe.pages.pictures import Pictures
from faxpipe.reread import read_again, second_readers

Paper = NDArray[np.uint8]
PLACES = tuple(
    Place(number, Box(0.1, top, 0.5, top + 0.02), (Word("603-605-2866", Box(0.1, top, 0.5, top + 0.02), 0.9),))
    for number, top in ((2, 0.3), (1, 0.1), (1, 0.5))
)


@dataclass
class Reader:
    """Reads every place the same, and counts how often it is asked."""

    says: str = "603-605-2866"
    name: str = "reader"
    version: str = "1"
    dpi: int = 204
    soften: bool = False
    reads_lines: bool = True
    asked: list[int] = field(default_factory=list)

    def available(self) -> bool:
        return True

    def read(self, image: Paper, *, dpi: int, scattered: bool = False) -> tuple[Word, ...]:
        raise AssertionError("pages are read by scan")

    def read_lines(self, images: Sequence[Paper], *, dpi: int) -> tuple[LineReading, ...]:
        self.asked.append(len(images))
        return tuple(LineReading(self.says, 0.9) for _ in images)


class Failing(Reader):
    def read_lines(self, images: Sequence[Paper], *, dpi: int) -> tuple[LineReading, ...]:
        raise EngineError("the engine failed", code="engine_failed")


class OutOfTime(Reader):
    def read_lines(self, images: Sequence[Paper], *, dpi: int) -> tuple[LineReading, ...]:
        raise EngineError("the engine took too long", code="engine_timeout")


class Absent(Reader):
    def read_lines(self, images: Sequence[Paper], *, dpi: int) -> tuple[LineReading, ...]:
        raise ToolMissingError("the engine is not installed")


class Curt(Reader):
    """Gives fewer lines than it was handed."""

    def read_lines(self, images: Sequence[Paper], *, dpi: int) -> tuple[LineReading, ...]:
        return super().read_lines(images, dpi=dpi)[1:]


def again(
    *engines: Engine, places: tuple[Place, ...] = PLACES, kept: tuple[int, ...] = (1, 2), time_s: float = 60
) -> tuple[Page, ...]:
    pictures = Pictures()
    for number in kept:
        pictures.add(PageImage(number, np.full((500, 400), 255, np.uint8), 204))

    def unsettled(second: Second) -> tuple[Place, ...]:
        read = {
            (number, one.box) for number, there in second.items() for one in there if one.text == "603-605-2866"
        }
        return tuple(place for place in places if (place.page, place.box) not in read)

    pages = (Page(1, 400, 500), Page(2, 400, 500))
    return read_again(pages, pictures, engines, unsettled, time_s=time_s)


def test_each_place_is_stored_with_its_page() -> None:
    engine = Reader()
    one, two = again(engine)
    assert engine.asked == [3]
    assert [reading.box for reading in one.second] == [PLACES[1].box, PLACES[2].box]
    assert [(reading.text, reading.engine) for reading in two.second] == [("603-605-2866", "reader")]


def test_the_second_reader_is_not_asked_where_the_first_agrees() -> None:
    other = Reader(name="other")
    again(Reader(), other)
    assert other.asked == []


def test_the_second_reader_is_asked_where_the_first_differs() -> None:
    other = Reader(name="other")
    one, _ = again(Reader("603-605-2868"), other)
    assert other.asked == [3]
    assert {reading.engine for reading in one.second} == {"reader", "other"}


@pytest.mark.parametrize("engine", [Failing(), OutOfTime(), Absent(), Curt()])
def test_an_engine_that_fails_leaves_the_pages_to_the_next(engine: Engine) -> None:
    other = Reader(name="other")
    one, two = again(engine, other)
    assert other.asked == [3]
    assert {reading.engine for page in (one, two) for reading in page.second} == {"other"}


@pytest.mark.parametrize("engine", [Failing(), OutOfTime(), Absent(), Curt()])
def test_where_every_engine_fails_the_pages_stay_as_they_were(engine: Engine) -> None:
    assert again(engine) == (Page(1, 400, 500), Page(2, 400, 500))


def test_a_page_that_was_not_kept_is_not_read_again() -> None:
    one, two = again(Reader(), kept=(1,))
    assert len(one.second) == 2
    assert two.second == ()


def test_no_engine_begins_when_the_time_is_over() -> None:
    engine = Reader()
    again(engine, time_s=-1)
    assert engine.asked == []


def test_without_places_no_engine_is_asked() -> None:
    engine = Reader()
    again(engine, places=())
    assert engine.asked == []


@pytest.mark.parametrize(
    ("ocr", "time_s", "names"),
    [
        (Ocr(engine="neural"), 60, ["neural", "tesseract"]),
        (Ocr(engine="tesseract"), 60, ["tesseract"]),
        (Ocr(engine="tesseract", second_reading=False), 60, []),
        (Ocr(engine="tesseract"), 0.5, []),
    ],
)
def test_who_reads_again_follows_the_configuration(ocr: Ocr, time_s: float, names: list[str]) -> None:
    assert [engine.name for engine in second_readers(ocr, time_s)] == names


def test_a_call_is_bounded_by_what_is_left_of_the_time() -> None:
    (engine,) = second_readers(Ocr(engine="tesseract", timeout_s=60), 7)
    assert engine.timeout_s == 7  # type: ignore[attr-defined]

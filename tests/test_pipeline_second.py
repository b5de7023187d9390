"""A fax read from its pixels: values are read twice, and what was read the second time is kept with the pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe import pipeline
from faxpipe.config import Config, Ocr
from faxpipe.document import Fax, Page
from faxpipe.errors import EngineError, ToolMissingError
from faxpipe.fields.resolution.confirm import DIFFERS
from faxpipe.ocr import engine_named
from faxpipe.ocr.lines import LineReading
from faxpipe.ocr.replay import page_from_json, page_json
from faxpipe.pipeline import read_fax, understand
from faxpipe.referral import FieldStatus, Reading, reading_json

SAMPLE = next((Path(__file__).resolve().parent.parent / "samples").glob("sample_03*.pdf"))
RECEIVED = datetime.fromisoformat(
    json.loads(SAMPLE.with_suffix(".truth.json").read_text(encoding="utf-8"))["received"]
)
CONFIG = Config(ocr=Ocr(engine="auto"))
Read = tuple[Fax, Reading]


class Faulty:
    """An engine for lines only; each fault is a method put in the place of `read_lines`."""

    name, version, dpi, soften, reads_lines = "faulty", "1", 204, False, True

    def available(self) -> bool:
        return True

    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        raise NotImplementedError


class Failing(Faulty):
    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        raise EngineError("the engine ran out of time", code="engine_timeout")


class Absent(Faulty):
    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        raise ToolMissingError("the engine is not installed")


class OtherDigits(Faulty):
    """Reads every place well, but for its digits, which come out one too high."""

    def read_lines(self, images: Sequence[NDArray[np.uint8]], *, dpi: int) -> tuple[LineReading, ...]:
        read = engine_named("tesseract", Ocr()).read_lines(images, dpi=dpi)
        higher = str.maketrans("0123456789", "1234567890")
        return tuple(replace(line, text=line.text.translate(higher)) for line in read)


@pytest.fixture(scope="module")
def read() -> Read:
    return read_fax(SAMPLE, CONFIG, source=SAMPLE.name, received_at=RECEIVED)


def test_values_that_were_not_read_surely_are_read_a_second_time(read: Read) -> None:
    fax, reading = read
    again = [one for page in fax.pages for one in page.second]
    found = [value for value in reading.referrals[0].fields if value.status is FieldStatus.FOUND]
    assert 0 < len(again) < len(found)
    for one in again:
        assert any(value.box and value.box.overlap_x(one.box) > 0.8 for value in reading.referrals[0].fields)


def test_stored_pages_give_the_same_reading_without_the_file(read: Read) -> None:
    fax, reading = read
    pages = tuple(page_from_json(json.loads(json.dumps(page_json(page)))) for page in fax.pages)
    stored = understand(Fax(fax.sha256, pages, fax.source), CONFIG, received_at=RECEIVED)
    assert reading_json(stored) == reading_json(reading)


def read_again_by(engine: Faulty, fax: Fax, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The same scan, its places read again by `engine`; white paper stands for the pages."""
    pages = tuple(replace(page, second=()) for page in fax.pages)

    def scanned(path: Path, *, keep: object = None, **_: object) -> tuple[Page, ...]:
        return pages

    monkeypatch.setattr(pipeline, "scan", scanned)
    monkeypatch.setattr(pipeline, "second_readers", lambda *_: (engine,))
    return read_fax(SAMPLE, CONFIG, source=SAMPLE.name, received_at=RECEIVED)


@pytest.mark.parametrize("engine", [Failing(), Absent()])
def test_an_engine_that_fails_leaves_the_values_as_they_were_read_first(
    read: Read, engine: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    fax, reading = read_again_by(engine, read[0], monkeypatch)
    assert all(page.second == () for page in fax.pages)
    once = understand(fax, CONFIG, received_at=RECEIVED)
    assert reading_json(reading) == reading_json(once)
    assert reading.referrals


def test_a_reader_that_sees_other_digits_lets_no_number_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "second_readers", lambda *_: (OtherDigits(),))
    config = Config(ocr=Ocr(engine="tesseract"))  # never so sure that it is not read again
    _, reading = read_fax(SAMPLE, config, source=SAMPLE.name, received_at=RECEIVED)
    (referral, *_) = reading.referrals
    assert referral.field("patient.birth_date").reason == DIFFERS
    for name in ("patient.birth_date", "patient.phone", "coverage.member_id"):
        assert referral.field(name).status is not FieldStatus.FOUND


def test_without_second_readings_the_fax_is_read_once() -> None:
    config = Config(ocr=Ocr(engine="auto", second_reading=False))
    fax, reading = read_fax(SAMPLE, config, source=SAMPLE.name, received_at=RECEIVED)
    assert all(page.second == () for page in fax.pages)
    assert reading.referrals

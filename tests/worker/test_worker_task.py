"""What runs in a reading process: from the file, or from stored words, to a reading."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from queue_material import NOW, reading

from faxpipe import pipeline, reference
from faxpipe.config import Config, Ocr
from faxpipe.decided import Decided
from faxpipe.document import Box, Fax, Page, Word
from faxpipe.errors import StoreError
from faxpipe.ocr.neural import engine as engine_module
from faxpipe.referral import Reading
from faxpipe.task import Task, pack, read, references_in, unpack, warm

PAGE = Page(
    2, 1700, 2200, words=(Word("Roe", Box(0.1, 0.1, 0.2, 0.2), 0.9),), engine="tesseract", engine_version="5.3"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which half of the pipeline was asked; the readings themselves are tested with the pipeline."""
    calls: list[str] = []

    def read_fax(
        path: Path, config: Config, *, source: str, received_at: datetime, decided: Decided
    ) -> tuple[Fax, Reading]:
        calls.append("pdf")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return Fax(sha256, (PAGE,), source), reading(sha256)

    def understand(fax: Fax, config: Config, *, received_at: datetime, decided: Decided) -> Reading:
        calls.append(f"words of {len(fax.pages)}")
        assert fax.pages == (PAGE,)
        return reading(fax.sha256)

    monkeypatch.setattr(pipeline, "read_fax", read_fax)
    monkeypatch.setattr(pipeline, "understand", understand)
    return calls


def task(tmp_path: Path) -> Task:
    (tmp_path / "fax").write_bytes(b"fax")
    return Task(tmp_path / "fax", hashlib.sha256(b"fax").hexdigest(), "a.pdf", NOW, Config())


def test_from_the_file_the_words_come_back_to_be_kept(tmp_path: Path, asked: list[str]) -> None:
    done = read(task(tmp_path))
    assert asked == ["pdf"]
    assert [(page.number, page.engine, unpack(page)) for page in done.words] == [(2, "tesseract", PAGE)]


def test_from_stored_words_the_file_is_not_opened(tmp_path: Path, asked: list[str]) -> None:
    job = replace(task(tmp_path), words=(pack(PAGE),))
    job.path.unlink()
    assert read(job).words == ()
    assert asked == ["words of 1"]


def test_stored_words_that_are_of_no_use_are_passed_over_for_the_file(tmp_path: Path, asked: list[str]) -> None:
    assert len(read(replace(task(tmp_path), words=(replace(pack(PAGE), page=b"?"),))).words) == 1
    assert asked == ["pdf"]


def test_a_page_comes_back_as_it_was_packed() -> None:
    strange = replace(PAGE, words=(Word("\udc80 ☃ \x00", Box(0, 0, 1, 1), 0.1),), reason="x")
    assert unpack(pack(strange)) == strange


@given(st.binary(max_size=200))
def test_damaged_words_are_a_store_error_and_nothing_else(garbage: bytes) -> None:
    with pytest.raises(StoreError):
        unpack(replace(pack(PAGE), page=garbage))


def test_a_warm_process_has_loaded_its_engine() -> None:
    networks = engine_module._networks
    networks.cache_clear()
    warm(Config())
    assert networks.cache_info().currsize == 1


def test_warming_needs_only_the_engine_that_is_asked_for() -> None:
    warm(Config(ocr=Ocr(engine="tesseract")))


def test_references_come_from_square_codes_first_and_then_from_the_print() -> None:
    first, second = reference.make(random.Random(1)), reference.make(random.Random(2))
    words = tuple(
        Word(text, Box(0.1 * n, 0.1, 0.1 * n + 0.08, 0.12), 0.9)
        for n, text in enumerate(("Reference:", *reference.shown(first).split("-")))
    )
    fax = Fax("", (replace(PAGE, words=words), replace(PAGE, words=(), codes=(second, first))))
    assert references_in(fax) == (second, first)
    assert references_in(replace(fax, pages=(PAGE,))) == ()

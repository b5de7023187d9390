"""Scans are used again for the same file and reader only, and give the same reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faxpipe.config import Config, Ocr
from faxpipe.document import Box, Fax, Page, PageState, Word
from faxpipe.lab.readings import Reader, find_samples, make_readings
from faxpipe.lab.scans import Scans, scans_in
from faxpipe.schema import Thresholds, load_schema

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("Patient", "name:", "Ada", "Finch", "DOB:", "03/19/1947")
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of an empty file


def page(**other: object) -> Page:
    words = tuple(Word(text, Box(0.1 + 0.1 * n, 0.1, 0.18 + 0.1 * n, 0.12), 0.97) for n, text in enumerate(WORDS))
    return Page(1, 1728, 2200, words=words, engine="neural", engine_version="1", **other)  # type: ignore[arg-type]


@pytest.fixture
def fax(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")
    return path


def test_a_kept_scan_comes_back_as_it_was(tmp_path: Path, fax: Path) -> None:
    scans = Scans(tmp_path / "scans", "neural 1")
    assert scans.load(fax) is None
    scans.keep(fax, Fax(SHA, (page(),), "a.pdf"), "")
    kept = scans.load(fax)
    assert kept is not None
    assert kept.fax == Fax(SHA, (page(),), "a.pdf")


def test_another_reader_another_file_and_a_torn_scan_are_read_anew(tmp_path: Path, fax: Path) -> None:
    scans = Scans(tmp_path / "scans", "neural 1")
    scans.keep(fax, Fax(SHA, (page(),), "a.pdf"), "")
    assert Scans(tmp_path / "scans", "neural 2").load(fax) is None
    (place,) = (tmp_path / "scans").iterdir()
    whole = place.read_bytes()
    place.write_bytes(whole[:-20])
    assert scans.load(fax) is None
    place.write_bytes(whole)
    fax.write_bytes(b"another fax of this name")
    assert scans.load(fax) is None


def test_pages_for_which_time_ran_out_are_not_kept(tmp_path: Path, fax: Path) -> None:
    scans = Scans(tmp_path / "scans", "neural 1")
    late = Page(2, 1, 1, state=PageState.UNREADABLE, reason="out_of_time")
    scans.keep(fax, Fax(SHA, (page(), late), "a.pdf"), "")
    assert scans.load(fax) is None


def test_what_a_scan_was_read_by_names_engine_and_settings(tmp_path: Path) -> None:
    one = scans_in(tmp_path, Config(ocr=Ocr(engine="tesseract")))
    assert "tesseract" in one.read_by
    other = scans_in(tmp_path, Config(ocr=Ocr(engine="tesseract", second_reading=False)))
    assert one.read_by != other.read_by


def test_an_unreadable_fax_stays_unreadable_with_its_reason(tmp_path: Path, fax: Path) -> None:
    (tmp_path / "a.truth.json").write_text("{}")
    scans = Scans(tmp_path / "scans", "neural 1")
    for _ in ("read", "kept"):
        readings = make_readings(find_samples(tmp_path), Reader(Config(), scans), 1)
        assert readings["a.pdf"]["reason"] == "not_pdf"
    assert scans.load(fax) is not None


def test_a_fax_from_its_scan_reads_as_the_fax_itself_and_by_several_tables_at_once(tmp_path: Path) -> None:
    config = Config(ocr=Ocr(engine="tesseract", second_reading=False))
    fax = ROOT / "samples" / "sample_12_stray.pdf"
    truth = json.loads(fax.with_suffix(".truth.json").read_text())
    (tmp_path / fax.name).write_bytes(fax.read_bytes())
    (tmp_path / fax.name).with_suffix(".truth.json").write_text(json.dumps(truth))
    (sample,) = find_samples(tmp_path)
    scans = scans_in(tmp_path / "scans", config)
    (whole,) = Reader(config, scans).read(sample.path, sample.received_at)
    assert scans.load(sample.path) is not None
    schema = load_schema()
    tables = (schema, schema.with_thresholds(Thresholds(0.99)))
    first, second = Reader(config, scans, tables).read(sample.path, sample.received_at)
    assert first == whole
    assert second["pages"] == whole["pages"]

"""Faxes read from the command line: one result each, in order, whatever is wrong with one of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import faxpipe
from faxpipe import plain
from faxpipe.cli.process import find_faxes
from faxpipe.errors import UsageError

SHARED = Path(__file__).resolve().parents[3] / "shared"
CONTRACT = SHARED / "contract" / "reading.schema.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw_fax: Callable[[Path], None]) -> Path:
    """A current folder with no configuration, and one small fax in it: "fox.pdf"."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAXPIPE_CONFIG", raising=False)
    draw_fax(tmp_path / "fox.pdf")
    return tmp_path


def readings(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_fax_is_one_json_object_that_keeps_the_contract(cli: Callable, folder: Path) -> None:
    outcome = cli("process", "--json", "fox.pdf")
    assert outcome.code == 0
    (reading,) = readings(outcome.out)
    assert reading["source"] == "fox.pdf"
    assert reading["referrals"][0]["fields"]["patient.name"]["value"] == "Ann Fox"
    assert "patient.phone" in reading["referrals"][0]["missing"]
    if CONTRACT.exists():
        jsonschema.validate(reading, json.loads(CONTRACT.read_text(encoding="utf-8")))


def test_without_json_it_is_a_readable_table(cli: Callable, folder: Path) -> None:
    outcome = cli("process", "fox.pdf", "--evidence")
    assert outcome.code == 0
    assert outcome.out.startswith("fox.pdf  incomplete")
    assert "missing: " in outcome.out
    assert "Ann Fox" in outcome.out


def test_one_bad_fax_does_not_cost_the_others_and_the_order_stays(cli: Callable, folder: Path) -> None:
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "noise.pdf").write_bytes(b"%PDF-1.4 but not really")
    (folder / "letter.pdf").write_text("this is no PDF")
    outcome = cli("process", "--json", "--workers", "2", "noise.pdf", "fox.pdf", "empty.pdf", "letter.pdf")
    assert outcome.code == 4
    found = [(reading["source"], reading["verdict"], reading["reason"]) for reading in readings(outcome.out)]
    assert found == [
        ("noise.pdf", "unreadable", "damaged"),
        ("fox.pdf", "incomplete", None),
        ("empty.pdf", "unreadable", "empty"),
        ("letter.pdf", "unreadable", "not_pdf"),
    ]
    assert {len(reading["sha256"]) for reading in readings(outcome.out)} == {64}


def test_a_fax_over_the_size_limit_is_not_opened(
    cli: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAXPIPE_INTAKE_SIZE_BYTES_MAX", "100")
    outcome = cli("process", "--json", "fox.pdf")
    assert outcome.code == 4
    assert readings(outcome.out)[0]["reason"] == "too_large"


def test_a_fax_that_takes_too_long_is_stopped_and_said_so(
    cli: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAXPIPE_WORKER_FAX_TIMEOUT_S", "0.05")
    outcome = cli("process", "--json", "fox.pdf")
    assert outcome.code == 5
    assert readings(outcome.out)[0]["reason"] == "timeout"
    assert "Traceback" not in outcome.err


def test_strange_file_names_are_read_and_printed_safely(cli: Callable, folder: Path) -> None:
    names = ["-x.pdf", "a b [1].pdf", "\x1b[31mred.pdf", os.fsdecode(b"caf\xe9.pdf")]
    for name in names:
        (folder / name).write_bytes(b"")
    outcome = cli("process", "--json", "--", *names)
    assert [reading["source"] for reading in readings(outcome.out)] == [
        *names[:3],
        "caf\N{REPLACEMENT CHARACTER}.pdf",
    ]
    assert "\x1b" not in outcome.out
    assert "\x1b" not in cli("process", "--", *names).out


def test_folders_and_patterns_mean_their_faxes_in_order(folder: Path) -> None:
    box = folder / "box"
    box.mkdir()
    for name in ("b.pdf", "a.PDF", "c.tiff", "notes.txt"):
        (box / name).write_bytes(b"")
    assert [path.name for path in find_faxes(["box"])] == ["a.PDF", "b.pdf", "c.tiff"]
    assert [path.name for path in find_faxes(["box/*.pdf", "fox.pdf"])] == ["b.pdf", "fox.pdf"]


@pytest.mark.parametrize("name", ["none.pdf", "*.tiff", "empty", "pipe"])
def test_a_name_that_means_no_fax_is_wrong_usage_before_anything_is_read(
    cli: Callable, folder: Path, name: str
) -> None:
    (folder / "empty").mkdir()
    os.mkfifo(folder / "pipe")
    with pytest.raises(UsageError, match=re.escape(name)):
        find_faxes(["fox.pdf", name])
    outcome = cli("process", "fox.pdf", name)
    assert (outcome.code, outcome.out) == (2, "")


def test_no_worker_is_wrong_usage(cli: Callable, folder: Path) -> None:
    assert cli("process", "--workers", "0", "fox.pdf").code == 2


def test_process_leaves_nothing_behind(cli: Callable, folder: Path) -> None:
    cli("process", "--json", "fox.pdf")
    assert [path.name for path in folder.iterdir()] == ["fox.pdf"]


def test_every_reason_code_is_explained_in_plain_words() -> None:
    package = Path(faxpipe.__file__).parent
    files = [package / name for name in ("scan.py", "pipeline.py", "executors.py", "worker.py", "task.py")]
    files += [path for part in ("pages", "ocr", "intake") for path in (package / part).glob("*.py")]
    codes = {
        code
        for path in files
        for code in re.findall(r"\b(?:code|reason)=\"([a-z_]+)\"", path.read_text(encoding="utf-8"))
    }
    kept_inside = {"stored_words_damaged", "stored_words_version"}
    assert "not_pdf" in codes
    assert sorted(codes - kept_inside - set(plain.REASONS)) == []

"""The bench of re-extraction: stored words in, pages a second and memory out."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faxpipe.config import Config
from faxpipe.digest import sha256_of
from faxpipe.document import Box, Fax, Page, Word
from faxpipe.lab.bench.fields import CHANGED_SHARE, Mark, Stored, varied_faxes, varied_word, walk
from faxpipe.lab.cli import main
from faxpipe.lab.scans import scans_in

DAY = datetime(2026, 8, 3, tzinfo=UTC)


def fax(text: str) -> Fax:
    words = tuple(
        Word(word, Box(0.1 + 0.08 * at, 0.1, 0.17 + 0.08 * at, 0.115), 0.95)
        for at, word in enumerate(text.split())
    )
    return Fax("0" * 64, (Page(1, 1728, 2200, words=words, engine="tests"),), "a.pdf")


def test_a_varied_word_keeps_its_length_and_its_kinds_of_signs() -> None:
    rng = random.Random(3)
    for text in ("Fracture", "603-555-0114", "T12", "L1-L2", "--"):
        for _ in range(20):
            word = varied_word(Word(text, Box(0, 0, 1, 1), 0.9), rng)
            assert len(word.text) == len(text)
            assert [sign.isalnum() for sign in word.text] == [sign.isalnum() for sign in text]
            assert [sign.isdigit() for sign in word.text] == [sign.isdigit() for sign in text]


def test_about_the_share_of_words_changes() -> None:
    rng = random.Random(5)
    words = [varied_word(Word("Kyphoplasty", Box(0, 0, 1, 1), 0.9), rng).text for _ in range(2000)]
    changed = sum(word != "Kyphoplasty" for word in words) / len(words)
    assert 0.8 * CHANGED_SHARE < changed < 1.1 * CHANGED_SHARE


def test_faxes_come_round_again_with_other_words_and_the_same_seed_gives_the_same() -> None:
    text = "Patient: Ann Lee 4/5/1951 MRI of 8/2/2026 shows an acute compression fracture"
    many = [one.fax for one in varied_faxes([Stored(fax(text), DAY)], 4, seed=2)]
    assert len({one.pages[0].words for one in many}) == 4
    assert many == [one.fax for one in varied_faxes([Stored(fax(text), DAY)], 4, seed=2)]


def test_what_spacy_holds_does_not_grow_over_faxes_with_new_words() -> None:
    text = "Assessment: acute fracture of T12, seen 8/2/2026 by Dr. Zyxwvut; no weakness"
    told: list[Mark] = []
    marks = walk(varied_faxes([Stored(fax(text), DAY)], 12, seed=1), Config(), 3, told.append)
    assert marks == told
    assert [mark.documents for mark in marks] == [3, 6, 9, 12]
    assert len({mark.strings for mark in marks}) == 1
    assert all(mark.memory_bytes > 0 and mark.pages_per_s > 0 for mark in marks)


def test_without_stored_words_the_bench_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "fields", str(tmp_path), "--scans", str(tmp_path / "scans")]) == 2
    assert "too few stored words" in capsys.readouterr().err


def test_the_bench_tells_and_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scans = scans_in(tmp_path / "scans", Config())
    for name in "abcd":
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(name.encode())
        path.with_suffix(".truth.json").write_text('{"received": "2026-08-03T09:00:00"}', encoding="utf-8")
        kept = fax(f"Patient: Ann Lee DOB 4/5/1951 page {name}")
        scans.keep(path, Fax(sha256_of(path), kept.pages, path.name), "")
    where = [str(tmp_path), "--scans", str(tmp_path / "scans"), "--json", str(tmp_path / "out.json")]
    assert main(["bench", "fields", *where]) == 0
    assert "pages a CPU second over 3 pages of 3 faxes" in capsys.readouterr().out
    figures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert figures["pages"] == 3
    assert 0 < figures["page_p50_ms"] <= figures["page_p95_ms"]
    plot = tmp_path / "memory.png"
    room = ["--limit-mb", "100000"]  # whatever the tests before have loaded into this process
    assert main(["bench", "fields", *where, "--documents", "6", "--every", "2", "--plot", str(plot), *room]) == 0
    assert plot.stat().st_size > 0
    assert main(["bench", "fields", *where, "--documents", "2", "--every", "2", "--limit-mb", "1"]) == 1

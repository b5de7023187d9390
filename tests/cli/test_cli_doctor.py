"""The doctor finds what is missing, says what to do, and answers monitoring with its exit code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from queue_material import NOW, accept, claim, reading

from faxpipe.cli import doctor, heartbeat
from faxpipe.cli.doctor import Finding, Level
from faxpipe.config import Config, Ocr, load_config
from faxpipe.intake.watch import HEARTBEAT
from faxpipe.ocr.neural import engine as engine_module
from faxpipe.ocr.neural.weights import find_weights
from faxpipe.store import Store


def levels(out: str) -> dict[str, str]:
    return {check["check"]: check["level"] for check in json.loads(out)["checks"]}


def test_a_fresh_data_folder_is_well(cli: Callable, data: Path) -> None:
    outcome = cli("doctor", "--json")
    assert outcome.code == 0
    found = levels(outcome.out)
    assert found["database"] == "note"
    assert {found[name] for name in ("faxpipe", "tesseract", "poppler", "referral table", "inbox")} == {"good"}


def test_without_a_data_folder_the_programs_are_checked_all_the_same(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAXPIPE_CONFIG", raising=False)
    outcome = cli("doctor")
    assert outcome.code == 0
    assert "faxpipe init" in outcome.out


def test_a_missing_folder_is_exit_code_3_and_named(cli: Callable, data: Path) -> None:
    (data / "inbox").rmdir()
    outcome = cli("doctor")
    assert outcome.code == 3
    assert f"{data / 'inbox'} is not there" in outcome.out


def test_missing_programs_are_named_with_what_to_install(
    cli: Callable, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    outcome = cli("doctor")
    assert outcome.code == 3
    assert "apt-get install poppler-utils" in outcome.out


def test_an_unknown_engine_is_wrong(cli: Callable, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAXPIPE_OCR_ENGINE", "crystal_ball")
    outcome = cli("doctor", "--json")
    assert outcome.code == 3
    assert levels(outcome.out)["OCR engine"] == "wrong"


@pytest.mark.parametrize(("free", "level"), [(10**9 * 50, "good"), (10**9, "note"), (10**6, "wrong")])
def test_a_full_disk_is_wrong(
    cli: Callable, data: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    assert levels(cli("doctor", "--json").out)["disk"] == level


@pytest.mark.parametrize(
    ("age", "level"), [(timedelta(seconds=1), "good"), (timedelta(minutes=30), "wrong"), (None, "wrong")]
)
def test_the_heartbeat_tells_whether_the_daemon_is_alive(data: Path, age: timedelta | None, level: str) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with Store(data / "faxpipe.sqlite3") as store:
        if age is not None:
            store.beat(HEARTBEAT, now - age)
    found = {
        finding.check: finding for finding in doctor.check_database(load_config(data / "config.toml", {}), now)
    }
    assert found["daemon"].level == level


def test_the_doctor_listens_to_the_heart_that_the_intake_beats() -> None:
    assert heartbeat.BEAT == HEARTBEAT


def test_a_damaged_database_is_wrong(cli: Callable, data: Path) -> None:
    (data / "faxpipe.sqlite3").write_bytes(b"no database" * 500)
    outcome = cli("doctor", "--json")
    assert outcome.code == 3
    assert levels(outcome.out)["database"] == "wrong"


def _says(findings: Iterable[Finding], check: str) -> Finding:
    return next(finding for finding in findings if finding.check == check)


def test_an_engine_that_is_not_fitted_to_the_machine_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = find_weights(())
    monkeypatch.setattr(doctor, "find_weights", lambda: plain)
    finding = _says(doctor.check_programs(Config()), "neural")
    assert finding.level is Level.NOTE
    assert "faxpipe prepare" in finding.says


def test_without_the_neural_engine_tesseract_reads_and_the_doctor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (engine_module, doctor):
        monkeypatch.setattr(module, "find_weights", lambda: None)
    monkeypatch.setattr(engine_module, "_networks", engine_module._networks.__wrapped__)
    findings = list(doctor.check_programs(Config()))
    assert _says(findings, "tesseract").level is Level.GOOD
    assert _says(findings, "neural").level is Level.NOTE
    asked = Config(ocr=Ocr(engine="neural"))
    assert _says(doctor.check_programs(asked), "neural").level is Level.WRONG


def test_faxes_that_search_cannot_find_are_told_and_found_after_a_reindex(cli: Callable, data: Path) -> None:
    path = load_config(data / "config.toml").paths.database
    with Store(path) as store:
        accept(store)
        held = claim(store)
        store.finish(held, reading(held.sha256), now=NOW)
    conn = sqlite3.connect(path)
    conn.execute("DELETE FROM search_indexed")
    conn.commit()
    conn.close()
    assert "1 faxes cannot be found by search yet" in cli("doctor").out
    assert levels(cli("doctor", "--json", "--reindex").out)["search"] == "good"

"""What staff verified comes out as truth that evaluation reads, and as rates by field and sender."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, reading

from faxpipe.config import Config, Paths, config_toml
from faxpipe.lab.score import score_fax
from faxpipe.referral import reading_json
from faxpipe.store.desk import Desk


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one fax that was read, its PDF in the archive."""
    for name in ("inbox", "archive", "quarantine"):
        (tmp_path / name).mkdir()
    paths = Paths(**{name: tmp_path / path for name, path in Paths()})
    (tmp_path / "config.toml").write_text(config_toml(Config(paths=paths)))
    with Desk(paths.database) as desk:
        made = accept(desk.store)
        claimed = claim(desk.store)
        (tmp_path / "archive" / claimed.archive).write_bytes(b"%PDF-1.4 of a fax")
        desk.store.finish(claimed, reading(claimed.sha256), now=NOW)
        assert made.fax_id == 1
    return tmp_path


def correct(data: Path, field: str, value: str | None) -> None:
    with Desk(data / "faxpipe.sqlite3") as desk:
        desk.store.correct(1, 1, field, value, actor="mia", now=NOW + timedelta(minutes=1))


def test_a_queue_that_nobody_corrected_exports_nothing(data: Path, cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outcome = cli("corrections", tmp_path / "out", "--config", data / "config.toml")
    assert outcome.code == 0
    assert outcome.out.startswith("0 faxes with 0 verified fields")


def test_corrections_come_out_as_truth_that_scores_only_what_was_judged(data: Path, cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    correct(data, "patient.name", "Ida Roe")
    correct(data, "coverage.payer", "Medicare")
    correct(data, "symptoms.pain_score", None)
    outcome = cli("corrections", tmp_path / "out", "--config", data / "config.toml")
    assert outcome.out.startswith("1 faxes with 3 verified fields")
    assert (tmp_path / "out" / "fax-1.pdf").read_bytes() == b"%PDF-1.4 of a fax"
    truth = json.loads((tmp_path / "out" / "fax-1.truth.json").read_text())
    (referral,) = truth["referrals"]
    assert referral["judged"] == ["coverage.payer", "patient.name", "symptoms.pain_score"]
    assert referral["fields"] == {"coverage.payer": "Medicare", "patient.name": "Ida Roe"}
    with Desk(data / "faxpipe.sqlite3") as desk:
        detail = desk.store.fax(1)
    assert detail is not None
    assert detail.reading is not None
    score = score_fax(reading_json(detail.reading), truth)
    outcomes = {field.field: field.outcome.value for field in score.referrals[0].fields}
    assert outcomes == {
        "coverage.payer": "missed",
        "patient.name": "found_wrong",
        "symptoms.pain_score": "invented",
    }


def test_the_export_is_for_its_owner_only_and_stands_in_the_audit(data: Path, cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    correct(data, "patient.name", "Ida Roe")
    cli("corrections", tmp_path / "out", "--config", data / "config.toml")
    for file in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with Desk(data / "faxpipe.sqlite3") as desk:
        assert desk.audit.actions() == ("corrections_exported",)


def test_only_what_was_judged_since_then_is_exported(data: Path, cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    correct(data, "patient.name", "Ida Roe")
    outcome = cli("corrections", tmp_path / "out", "--since", "2027-01-01", "--config", data / "config.toml")
    assert outcome.out.startswith("0 faxes")


def test_rates_tell_confirmed_corrected_added_and_absent_apart(data: Path) -> None:
    correct(data, "patient.name", "Wrong Roe")
    correct(data, "patient.name", "Ada Roe")
    correct(data, "patient.allergies", None)
    correct(data, "coverage.payer", "Medicare")
    with Desk(data / "faxpipe.sqlite3") as desk:
        rates = {rate.about: rate for rate in desk.lessons.by_field()}
        (sender,) = desk.lessons.by_sender()
    counts = {name: (rate.confirmed, rate.corrected, rate.added, rate.removed) for name, rate in rates.items()}
    assert counts == {
        "patient.name": (1, 0, 0, 0),
        "patient.allergies": (0, 0, 0, 1),
        "coverage.payer": (0, 0, 1, 0),
    }
    assert (sender.about, sender.judged) == ("Roe Clinic", 3)
    assert sender.wrong == pytest.approx(2 / 3)

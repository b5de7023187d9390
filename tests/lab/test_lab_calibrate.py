"""Thresholds are raised until the readings made with them keep the goal, and never lowered on the way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from scored import fax_of, run_of_faxes, scored

from faxpipe.lab.calibrate import calibrate
from faxpipe.lab.calibration_report import print_calibration
from faxpipe.lab.cli import main
from faxpipe.lab.html.calibration import calibration_page
from faxpipe.lab.runs import Run
from faxpipe.lab.score import FieldScore, Outcome
from faxpipe.lab.thresholds import ALL, Goal
from faxpipe.schema import Schema, Thresholds, load_schema

FAXES = 200


def read_once(schema: Schema) -> Run:
    """Birth dates below 0.7 are wrong; one NPI in twenty is, where its threshold is 0.7 or more."""
    date = schema.field("patient.birth_date").accept
    npi = schema.field("referrer.npi").accept
    faxes = []
    for number in range(FAXES):
        low, bad = number % 10 == 0, number % 20 == 0 and npi >= 0.7
        born = value("patient.birth_date", 0.68 if low else 0.93, right=not low, accept=date)
        numbered = value("referrer.npi", 0.95, right=not bad, accept=npi)
        faxes.append(fax_of(f"{number}.pdf", born, numbered))
    return run_of_faxes(*faxes)


def read(schemas: tuple[Schema, ...]) -> tuple[Run, ...]:
    return tuple(map(read_once, schemas))


def value(field: str, confidence: float, *, right: bool, accept: float) -> FieldScore:
    if confidence >= accept:
        return scored(Outcome.FOUND_RIGHT if right else Outcome.FOUND_WRONG, confidence, field)
    return scored(Outcome.HELD_RIGHT if right else Outcome.HELD_OTHER, confidence, field)


def test_each_kind_gets_the_lowest_threshold_that_reaches_the_goal() -> None:
    tables: list[Thresholds] = []

    def told(schemas: tuple[Schema, ...]) -> tuple[Run, ...]:
        tables.extend(schema.thresholds for schema in schemas)
        return read(schemas)

    found = calibrate(told, load_schema(), Goal(floor=0.65))
    kinds = dict(found.thresholds.kinds)
    assert tables[:3] == [load_schema().thresholds, Thresholds(0.65), Thresholds(0.7)]
    assert tables[-1].of("date") == kinds["date"] == 0.7
    assert kinds["npi"] == 0.65
    rows = {row.kind: row for row in found.rows}
    assert (rows["date"].found, rows["date"].wrong, rows["date"].held_right) == (180, 0, 0)
    assert (rows["npi"].found, rows["npi"].wrong) == (200, 0)
    assert found.thresholds.default == rows[ALL].threshold


def test_the_table_in_use_is_shown_beside_the_new_one() -> None:
    found = calibrate(read, load_schema(), Goal(floor=0.65))
    wrong = [
        sum(v.outcome is Outcome.FOUND_WRONG for f in run.faxes for v in f.referrals[0].fields)
        for run in (found.before, found.low, found.after)
    ]
    assert wrong == [10, 20, 0]


def test_a_calibration_is_told_on_the_terminal_and_on_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    found = calibrate(read, load_schema(), Goal())
    print_calibration(found, Console(width=160))
    said = capsys.readouterr().out
    assert re.search(r"date +│ 0.75 │  0.7 │   180 │     0 ", said)
    page = calibration_page(found)
    assert "Thresholds by kind" in page
    assert page.count("<figure>") == 1 + len(found.rows) - 1


def test_calibrate_of_an_empty_folder_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", str(tmp_path)]) == 2
    assert "no fax" in capsys.readouterr().err


def test_calibrate_writes_the_table_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The readings are handed in; everything else is the command itself."""
    import faxpipe.lab.calibrate as command  # noqa: PLC0415

    (tmp_path / "a.truth.json").write_text("{}")
    table = tmp_path / "referral.toml"
    table.write_bytes((Path(command.__file__).parents[1] / "referral.toml").read_bytes())
    before = load_schema(table)
    monkeypatch.setattr(command, "calibrate", lambda _, schema, goal: calibrate(read, schema, goal))
    out = [tmp_path / name for name in ("run.json", "page.html")]
    call = ["calibrate", str(tmp_path), "--table", str(table), "--json", str(out[0]), "--html", str(out[1])]
    assert main(call) == 0
    load_schema.cache_clear()
    assert load_schema(table) == before
    assert main([*call, "--write"]) == 0
    load_schema.cache_clear()
    after = load_schema(table)
    assert after.thresholds.of("date") == 0.7
    assert dict(after.thresholds.set_by)["seed"] == 7
    assert json.loads(out[0].read_text())["faxes"] == FAXES
    assert "<h1>Thresholds" in out[1].read_text()

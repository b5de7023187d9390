"""A run survives its file, and what is no run is said to be none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scored import fax_of, run_of_faxes, scored

from faxpipe.errors import UsageError
from faxpipe.lab.runs import load_run, origin_of, run_json, versions_of
from faxpipe.lab.score import Outcome


def test_a_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    run = run_of_faxes(
        fax_of(
            "a.pdf",
            scored(Outcome.FOUND_RIGHT, box=(0.1, 0.2, 0.3, 0.4), page=2, method="label"),
            scored(Outcome.MISSED, None, "order.service", got=None),
            scored(Outcome.FOUND_WRONG, 0.8, "fracture.levels", truth=["T12", "L1"], got=["L1"]),
        ),
        fax_of("b.pdf", got_verdict=None, kinds=(("blank", None),), rotations=()),
    )
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run_json(run)))
    assert load_run(path) == run


def test_the_file_of_a_run_holds_the_figures_too() -> None:
    stored = run_json(run_of_faxes(fax_of("a.pdf", scored(Outcome.FOUND_RIGHT))))
    assert (stored["core_right"], stored["faxes"], stored["run"]["corpus"]["seed"]) == (1.0, 1, "7")


@pytest.mark.parametrize("text", ["", "[]", '{"core_right": 0.9}', '{"format": 1, "run": {}, "each": [{}]}'])
def test_a_file_that_holds_no_run_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="run"):
        load_run(path)
    with pytest.raises(UsageError, match="can't be read"):
        load_run(tmp_path / "none.json")


def test_versions_name_all_that_made_the_readings() -> None:
    readings = [
        {"versions": {"ocr": "neural 1"}},
        {"versions": {"ocr": "none"}},
        {"versions": {"ocr": "neural 2"}},
    ]
    assert versions_of(readings) == (("ocr", "neural 1 / neural 2"),)


def test_the_origin_of_faxes_is_what_stands_beside_them(tmp_path: Path) -> None:
    assert origin_of(tmp_path) == ()
    (tmp_path / "corpus.json").write_text('{"seed": 7, "split": "held"}')
    assert origin_of(tmp_path) == (("seed", "7"), ("split", "held"))

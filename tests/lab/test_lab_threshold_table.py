"""Thresholds are written into the referral table, and nothing else in it is touched."""

from __future__ import annotations

import difflib
import tomllib
from datetime import date
from importlib import resources

import pytest
from scored import fax_of, run_of_faxes, scored

from faxpipe.errors import ConfigError
from faxpipe.lab.score import Outcome
from faxpipe.lab.threshold_table import rewritten, set_by
from faxpipe.lab.thresholds import ALL, Chosen, Goal
from faxpipe.schema import Thresholds, parse_schema

TABLE = (resources.files("faxpipe") / "referral.toml").read_text(encoding="utf-8")
DAY = date(2031, 5, 6)
NEW = Thresholds(
    0.8, (("date", 0.91), ("person", 0.995)), (("ocr", 'neural "1" \\ 2'), ("faxes", 300), ("wrong_max", 0.005))
)


def test_the_written_table_is_read_back_with_its_thresholds_and_their_run() -> None:
    schema = parse_schema(tomllib.loads(rewritten(TABLE, NEW, DAY)))
    assert schema.thresholds == NEW
    assert schema.field("patient.birth_date").accept == 0.91
    assert schema.field("coverage.payer").accept == 0.8
    assert schema.version == "2031-05-06"


def test_the_rest_of_the_table_stays_as_it_was() -> None:
    fresh = rewritten(TABLE, NEW, DAY)
    gone = [
        line[2:]
        for line in difflib.ndiff(TABLE.splitlines(), fresh.splitlines())
        if line.startswith("- ") and line[2:].strip()
    ]
    section = TABLE[TABLE.index("[thresholds]") :]
    section = section[: section.index("[sections]")]
    assert all(line in section or line.startswith("version = ") for line in gone)
    again = rewritten(fresh, parse_schema(tomllib.loads(TABLE)).thresholds, DAY)
    assert tomllib.loads(again) | {"version": ""} == tomllib.loads(TABLE) | {"version": ""}


def test_each_table_of_one_day_has_its_own_version() -> None:
    first = rewritten(TABLE, NEW, DAY)
    second = rewritten(first, NEW, DAY)
    third = rewritten(second, NEW, DAY)
    versions = [tomllib.loads(text)["version"] for text in (first, second, third)]
    assert versions == ["2031-05-06", "2031-05-06.2", "2031-05-06.3"]


def test_a_table_without_the_section_is_left_alone() -> None:
    with pytest.raises(ConfigError, match="thresholds"):
        rewritten('version = "1"\n[sections]\n', NEW, DAY)


def test_the_run_that_set_them_is_told_with_its_interval() -> None:
    run = run_of_faxes(fax_of("a.pdf", scored(Outcome.FOUND_RIGHT)))
    rows = (Chosen(ALL, 0.8, found=1000, wrong=3, apart_found=1000, apart_wrong=4, right=1100),)
    told = dict(set_by(run, rows, Goal()))
    assert told["wrong_in_faxes_apart"] == "4 of 1000, 95 % sure: 0.11% to 1.02%"
    assert (told["seed"], told["count"], told["split"], told["date"]) == (7, 300, "held", "2026-11-22")
    assert (told["found"], told["wrong"], told["wrong_max"], told["faxes"]) == (1000, 3, 0.005, 1)

"""`faxpipe lab calibrate DIR`: from which confidence a value may be found, by kind, told from faxes kept apart.

Part of the lab. The words of each fax are read once, its fields with one threshold after the other; of each
kind the lowest is taken with which few enough of the found values are wrong. With `--write` the thresholds go into
the referral table, with the run that set them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from faxpipe.config import load_config
from faxpipe.lab.calibration_report import print_calibration
from faxpipe.lab.evaluate import (
    EXIT_NOTHING,
    EXIT_OK,
    EXIT_UNREAD,
    add_reading_arguments,
    reader_of,
    settings_of,
)
from faxpipe.lab.html.calibration import calibration_page
from faxpipe.lab.readings import find_samples, read_each, score_readings
from faxpipe.lab.reliability import found_values, kinds_of
from faxpipe.lab.runs import Run, run_json
from faxpipe.lab.threshold_table import rewritten, set_by
from faxpipe.lab.thresholds import ALL, STEPS, Calibration, Goal, choose, chosen
from faxpipe.schema import Schema, Thresholds, load_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_reading_arguments(parser)
    goal = Goal()
    for option, value, metavar, says in (
        ("--wrong-max", goal.wrong_max, "SHARE", "of the found values of a kind, at most this share wrong"),
        ("--floor", goal.floor, "CONF", "no threshold lies below this"),
        (
            "--keep-min",
            goal.keep_min,
            "SHARE",
            "of the right values of a kind, this share stays found in any case",
        ),
    ):
        parser.add_argument(option, type=float, metavar=metavar, default=value, help=f"{says} ({value})")
    parser.add_argument("--write", action="store_true", help="write the thresholds into the referral table")
    parser.add_argument("--table", type=Path, metavar="FILE", help="another referral table than the program's own")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the run with the new thresholds")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write a page with the plots")


def run(args: argparse.Namespace) -> int:
    """Print the thresholds. 0; 1 where a fax gave no reading; 2 where there is nothing to learn from."""
    samples = find_samples(args.folder, args.only)
    if not samples:
        print("no fax with a truth beside it in this folder", file=sys.stderr)
        return EXIT_NOTHING
    config = load_config(args.config)
    with TemporaryDirectory(prefix="faxpipe-") as spare:
        args.scans = args.scans or Path(spare)

        def read(schemas: tuple[Schema, ...]) -> tuple[Run, ...]:
            reader = reader_of(args, config, schemas)
            readings = dict(read_each(samples, reader, args.workers))
            by_table = [{name: own[n] for name, own in readings.items()} for n in range(len(schemas))]
            return tuple(
                Run(settings_of(args, samples, own, schema), score_readings(samples, own))
                for own, schema in zip(by_table, schemas, strict=True)
            )

        calibration = calibrate(read, load_schema(args.table), Goal(args.wrong_max, args.floor, args.keep_min))
    print_calibration(calibration, Console(width=None if sys.stdout.isatty() else 160))
    if args.json:
        args.json.write_text(json.dumps(run_json(calibration.after)) + "\n", encoding="utf-8")
    if args.html:
        args.html.write_text(calibration_page(calibration), encoding="utf-8")
    if args.write:
        _write(args.table or Path(str(resources.files("faxpipe") / "referral.toml")), calibration)
    return EXIT_UNREAD if any(not fax.read for fax in calibration.after.faxes) else EXIT_OK


Read = Callable[[tuple[Schema, ...]], tuple[Run, ...]]
"""Reads the same faxes by each of several tables."""


def calibrate(read: Read, schema: Schema, goal: Goal) -> Calibration:
    """The thresholds that reach the goal, told from readings with one threshold after the other.

    A threshold also decides what is read a second time and what contradicts what, so that no reading can tell how
    another threshold would do.
    """
    kinds = kinds_of(schema)
    steps = (goal.floor, *(step for step in STEPS if step > goal.floor))
    before, *runs = read((schema, *(schema.with_thresholds(Thresholds(step)) for step in steps)))
    ladder = {step: found_values(run.faxes, kinds) for step, run in zip(steps, runs, strict=True)}
    thresholds = choose(ladder, goal, schema.thresholds)
    (after,) = read((schema.with_thresholds(_table(thresholds)),))
    rows = chosen(ladder, found_values(after.faxes, kinds), thresholds, goal, schema.thresholds)
    table = replace(_table(thresholds), set_by=set_by(after, rows, goal))
    return Calibration(goal, schema, table, rows, before, runs[0], after)


def _table(thresholds: dict[str, float]) -> Thresholds:
    """`ALL` is the default, for kinds without a value among the faxes."""
    kinds = tuple((kind, least) for kind, least in thresholds.items() if kind != ALL)
    return Thresholds(thresholds[ALL], kinds)


def _write(path: Path, calibration: Calibration) -> None:
    text = path.read_text(encoding="utf-8")
    day = date.fromisoformat(calibration.after.settings.made_at[:10])
    fresh = rewritten(text, calibration.thresholds, day)
    half = path.with_suffix(".part")
    half.write_text(fresh, encoding="utf-8")
    half.replace(path)
    print(f"the thresholds of {len(calibration.thresholds.kinds)} kinds stand in {path.name} now", file=sys.stderr)

"""`faxpipe lab evaluate DIR`: read every fax of a folder that has a truth beside it, and score the readings.

Part of the lab. The figures go to the terminal, and where asked for to a file that `faxpipe lab compare` reads and
to a page that shows them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from faxpipe.config import Config, load_config
from faxpipe.lab.readings import Reader, Sample, find_samples, load_readings, make_readings, score_readings
from faxpipe.lab.report import print_details, print_scores
from faxpipe.lab.runs import Run, Settings, origin_of, run_json, versions_of
from faxpipe.lab.scans import scans_in
from faxpipe.lab.score import Json
from faxpipe.lab.tally import score
from faxpipe.schema import Schema, load_schema

EXIT_OK, EXIT_UNREAD, EXIT_NOTHING = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_reading_arguments(parser)
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the run to this file, to be compared")
    parser.add_argument(
        "--html", type=Path, metavar="OUT", help="also write a page with plots and the worst faxes"
    )
    parser.add_argument(
        "--readings", type=Path, metavar="FILE", help="score these readings (JSON Lines) instead of reading"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the readings made here (JSON Lines)")
    parser.add_argument("--details", action="store_true", help="print every outcome that is not good, with values")


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """What every command that reads a folder of faxes takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="NAME.pdf beside NAME.truth.json")
    parser.add_argument(
        "--scans",
        type=Path,
        metavar="DIR",
        help="keep the words of each fax here; what is there is not read again",
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="reading processes")
    parser.add_argument("--config", type=Path, help="configuration file for the reader")
    parser.add_argument(
        "--only", metavar="TEXT", action="append", help="only faxes whose name holds this; may be repeated"
    )


def run(args: argparse.Namespace) -> int:
    """Print the figures. 0; 1 where a fax gave no reading; 2 where there is nothing to evaluate."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    samples = find_samples(args.folder, args.only)
    if not samples:
        print("no fax with a truth beside it in this folder", file=sys.stderr)
        return EXIT_NOTHING
    config = load_config(args.config)
    if args.readings:
        readings = load_readings(args.readings)
    else:
        readings = make_readings(samples, reader_of(args, config), args.workers, keep=args.save)
    faxes = score_readings(samples, readings)
    scores = score(faxes)
    if args.details:
        print_details(faxes, console)
    print_scores(scores, console)
    evaluated = Run(settings_of(args, samples, readings, load_schema()), faxes)
    if args.json:
        args.json.write_text(json.dumps(run_json(evaluated)) + "\n", encoding="utf-8")
    if args.html:
        _write_page(args.html, evaluated, samples, readings, config)
    return EXIT_UNREAD if scores.unread else EXIT_OK


def reader_of(args: argparse.Namespace, config: Config, schemas: tuple[Schema, ...] = ()) -> Reader:
    """The reader that the arguments of `add_reading_arguments` ask for."""
    return Reader(config, scans_in(args.scans, config) if args.scans else None, schemas)


def settings_of(
    args: argparse.Namespace, samples: Iterable[Sample], readings: dict[str, Json], schema: Schema
) -> Settings:
    """How this run came about, for its record."""
    own = [readings[sample.path.name] for sample in samples if sample.path.name in readings]
    options = {
        "only": ", ".join(args.only or ()),
        "readings": args.readings.name if getattr(args, "readings", None) else "",
        "configuration": args.config.name if args.config else "",
        "scans": "kept ones, where there are any" if args.scans else "",
    }
    return Settings(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        folder=args.folder.resolve().name,
        versions=versions_of(own),
        corpus=origin_of(args.folder),
        options=tuple((name, said) for name, said in options.items() if said),
        thresholds=tuple((spec.name, spec.accept) for spec in schema.fields),
    )


def _write_page(
    path: Path, evaluated: Run, samples: list[Sample], readings: dict[str, Json], config: Config
) -> None:
    # Drawing the worst faxes needs the reader's own way of opening pages; figures alone do not.
    from faxpipe.lab.html.evaluation import evaluation_page  # noqa: PLC0415
    from faxpipe.lab.html.worst import worst_faxes  # noqa: PLC0415

    worst = worst_faxes(evaluated.faxes, samples, readings, config.pages)
    path.write_text(evaluation_page(evaluated, worst), encoding="utf-8")

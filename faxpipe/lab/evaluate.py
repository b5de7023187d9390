"""`faxpipe lab evaluate DIR`: read every fax of a folder that has a truth beside it, and score the readings.

Part of the lab. Readings come from a JSON Lines file (as `faxpipe process --json` prints them) or are made
here by the one `read_fax` that the daemon uses, in a pool of processes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from faxpipe.config import Config, load_config
from faxpipe.errors import FaxpipeError
from faxpipe.lab.report import print_details, print_scores
from faxpipe.lab.score import FaxScore, Json, score_fax
from faxpipe.lab.tally import score, scores_json

TRUTH_SUFFIX = ".truth.json"
EXIT_OK, EXIT_UNREAD, EXIT_NOTHING = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A fax on disk and what a person reads on it."""

    path: Path
    truth: Json

    @property
    def received_at(self) -> datetime:
        """When the fax arrived: what the lab wrote down, else now."""
        received = self.truth.get("received")
        return datetime.fromisoformat(received) if received else datetime.now(UTC)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="NAME.pdf beside NAME.truth.json")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures to this file")
    parser.add_argument(
        "--readings", type=Path, metavar="FILE", help="score these readings (JSON Lines) instead of reading"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the readings made here (JSON Lines)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="reading processes")
    parser.add_argument("--config", type=Path, help="configuration file for the reader")
    parser.add_argument(
        "--only", metavar="TEXT", action="append", help="only faxes whose name holds this; may be repeated"
    )
    parser.add_argument("--details", action="store_true", help="print every outcome that is not good, with values")


def run(args: argparse.Namespace) -> int:
    """Print the figures. 0; 1 where a fax gave no reading; 2 where there is nothing to evaluate."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    samples = find_samples(args.folder, args.only)
    if not samples:
        print("no fax with a truth beside it in this folder", file=sys.stderr)
        return EXIT_NOTHING
    if args.readings:
        readings = load_readings(args.readings)
    else:
        readings = make_readings(samples, load_config(args.config), args.workers, keep=args.save)
    faxes = evaluate(samples, readings)
    scores = score(faxes)
    if args.details:
        print_details(faxes, console)
    print_scores(scores, console)
    if args.json:
        args.json.write_text(json.dumps(scores_json(scores), indent=1) + "\n", encoding="utf-8")
    return EXIT_UNREAD if scores.unread else EXIT_OK


def evaluate(samples: Iterable[Sample], readings: dict[str, Json]) -> list[FaxScore]:
    """The score of each sample; `readings` by file name, without an entry where a fax was not read."""
    return [score_fax(readings.get(sample.path.name), sample.truth, sample.path.name) for sample in samples]


def find_samples(folder: Path, only: list[str] | None = None) -> list[Sample]:
    """Every fax under `folder` with a truth beside it, by name."""
    found = []
    for path in sorted(folder.rglob(f"*{TRUTH_SUFFIX}")):
        pdf = path.with_name(path.name.removesuffix(TRUTH_SUFFIX) + ".pdf")
        if not only or any(text in pdf.name for text in only):
            found.append(Sample(pdf, json.loads(path.read_text(encoding="utf-8"))))
    return found


def load_readings(path: Path) -> dict[str, Json]:
    """Readings of a JSON Lines file by the name of their fax."""
    lines = path.read_text(encoding="utf-8").splitlines()
    readings = [json.loads(line) for line in lines if line.strip()]
    return {Path(reading["source"]).name: reading for reading in readings}


def make_readings(
    samples: list[Sample], config: Config, workers: int, *, keep: Path | None = None
) -> dict[str, Json]:
    """Read every sample in a pool of processes; a fax that fails is told on stderr and left out.

    `keep`: a file that takes each reading as soon as it is made, so that a long run can be cut short.
    """
    readings: dict[str, Json] = {}
    if keep:
        keep.write_text("", encoding="utf-8")
    with ProcessPoolExecutor(max_workers=max(1, workers)) as pool:
        futures: dict[Future[Json], Sample] = {
            pool.submit(_read, s.path, config, s.received_at): s for s in samples
        }
        waiting = as_completed(futures)
        for future in track(waiting, "reading", total=len(futures), console=Console(stderr=True), transient=True):
            name = futures[future].path.name
            try:
                readings[name] = future.result()
            except FaxpipeError as error:
                print(f"{name}: {error.code}", file=sys.stderr)
            except Exception as error:  # one crash must not hide the figures of the others
                print(f"{name}: crashed, {type(error).__name__}", file=sys.stderr)
            else:
                if keep:
                    with keep.open("a", encoding="utf-8") as lines:
                        lines.write(json.dumps(readings[name]) + "\n")
    return readings


def _read(path: Path, config: Config, received_at: datetime) -> dict[str, Any]:
    # Scoring stored readings must not wait for the reader (spaCy, OpenCV) to load.
    from faxpipe.pipeline import read_fax  # noqa: PLC0415
    from faxpipe.referral import reading_json  # noqa: PLC0415

    _, reading = read_fax(path, config, source=path.name, received_at=received_at)
    return reading_json(reading)

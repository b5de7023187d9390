"""`faxpipe lab bench ocr`: all ways of reading over the same pages, interleaved, with speed, cost and correctness.

Part of the lab. Pages are drawn first, then every way reads all of them once per repetition, in another order each
time; nothing else is timed. Pages of the split "tune" are for choosing settings, those of "report" for telling.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from faxpipe.errors import ToolMissingError
from faxpipe.lab.bench import isa, t30
from faxpipe.lab.bench.latency import PAGES, Latency, make_faxes, measure
from faxpipe.lab.bench.machine import NATIVE, machine_json, machine_line
from faxpipe.lab.bench.orders import SPLITS
from faxpipe.lab.bench.plot import Point, plot_race
from faxpipe.lab.bench.race import Lap, RaceError, run_lap
from faxpipe.lab.bench.readers import WHOLE, Job, Reader, default_names, readers
from faxpipe.lab.bench.specimens import CALLED, GROUPS, Specimen, make_specimens, save
from faxpipe.lab.bench.table import figures_json, level_score, print_figures
from faxpipe.lab.bench.tally import Figures, tally
from faxpipe.lab.channel import DPI_X, FINE_DPI_Y

EXIT_OK, EXIT_FAILED, EXIT_NOTHING = 0, 1, 2
EXAMPLES = """examples:
  faxpipe lab bench ocr                                        # every way, all groups, 16 pages a level; long
  faxpipe lab bench ocr --pages 2 --groups clean-fine,turned --readers scan:auto --repetitions 1
  faxpipe lab bench ocr --split tune --save-pages pages        # only draw the pages, with their truths
  faxpipe lab bench ocr --isa avx2 --json avx2.json            # as on a CPU without AVX-512
"""
HARD_PAGES, WARM_PAGES, LATENCY_FAXES = 6, 2, 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("--pages", type=int, default=16, metavar="N", help="pages of each of the four levels")
    parser.add_argument(
        "--hard-pages", type=int, metavar="N", help="pages of each other group (default: as --pages, at most 6)"
    )
    parser.add_argument("--groups", type=_names, default=list(GROUPS), metavar="A,B", help=", ".join(GROUPS))
    parser.add_argument("--readers", type=_names, metavar="A,B", help=", ".join(readers()))
    parser.add_argument(
        "--split", choices=SPLITS, default="report", help="pages for choosing settings, or for telling"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same pages")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="reading processes of each way")
    parser.add_argument(
        "--repetitions", type=int, default=3, metavar="R", help="medians are told, with their range"
    )
    parser.add_argument("--t30", type=Path, default=t30.SOURCE, metavar="C", help="source of the T.30 simulator")
    parser.add_argument(
        "--isa", choices=isa.MASKS, default=isa.masked(), help="as on a CPU that has no more than this"
    )
    parser.add_argument("--latency", action="store_true", help="also time faxes of three pages through everything")
    parser.add_argument("--plot", type=Path, metavar="OUT.png", help="also draw correctness against speed")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write all figures to this file")
    parser.add_argument(
        "--save-pages", type=Path, metavar="DIR", help="only write the pages with their truths, and stop"
    )


def run(args: argparse.Namespace) -> int:
    """Print the tables. 0; 1 where a mask does not hold; 2 where there is nothing to race."""
    console = Console(width=None if sys.stdout.isatty() else 220)
    if args.isa != isa.masked():
        return isa.rerun(args.isa)
    unknown = sorted({*args.groups} - {*GROUPS}) + sorted({*(args.readers or ())} - {*readers()})
    if unknown:
        print(f"unknown: {', '.join(unknown)}; --help names all groups and readers", file=sys.stderr)
        return EXIT_NOTHING
    specimens, absent = draw_pages(args)
    if args.save_pages:
        print(f"{save(args.save_pages, specimens)} pages written")
        return EXIT_OK
    present, missing = _entrants(args.readers or default_names(readers()))
    absent |= missing
    if not specimens or not present:
        print("nothing to race: no pages, or none of the ways of reading is installed", file=sys.stderr)
        return EXIT_NOTHING
    console.print(machine_line())
    if not mask_holds(args.isa, console):
        return EXIT_FAILED
    console.print(
        f"{len(specimens)} pages, split {args.split}, {args.processes} processes, {args.repetitions} repetitions"
    )
    laps = race(specimens, present, args.processes, args.repetitions, console, absent)
    if not laps:
        print("every way of reading broke down: " + "; ".join(absent.values()), file=sys.stderr)
        return EXIT_FAILED
    figures = [tally(run, specimens) for run in laps.values()]
    print_figures(figures, absent, console)
    waits = wait_times(args, [reader for reader in present if reader.name in laps]) if args.latency else []
    for wait in waits:
        console.print(f"a fax of {PAGES} pages, {wait.reader}: p50 {wait.p50_s:.2f} s, p95 {wait.p95_s:.2f} s")
    if args.json:
        write_json(args.json, figures, waits, absent, args)
    if args.plot:
        plot_race(args.plot, plot_points(figures))
    return EXIT_OK


def draw_pages(args: argparse.Namespace) -> tuple[list[Specimen], dict[str, str]]:
    """The pages asked for, and why those of the group "t30" are missing, where they are."""
    hard_pages = min(args.pages, HARD_PAGES) if args.hard_pages is None else args.hard_pages
    absent: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="faxpipe-t30-") as folder:
        call = None
        if CALLED in args.groups:
            try:
                call = t30.build(args.t30, Path(folder))
            except ToolMissingError as error:
                absent[f"group {CALLED}"] = str(error)
        wanted = make_specimens(
            args.split, args.groups, pages=args.pages, hard_pages=hard_pages, seed=args.seed, call=call
        )
        return list(wanted), absent


def mask_holds(mask: str, console: Console) -> bool:
    """Tell what programs see of the processor; False where something is seen that a mask should hide."""
    checks = isa.verify(mask) if mask != NATIVE else []
    for check in checks:
        console.print(
            f"  {'hidden' if check.hidden else 'NOT HIDDEN'}  {check.what}: {check.seen}", highlight=False
        )
    if all(check.hidden for check in checks):
        return True
    print("the mask did not take effect, so there are no figures", file=sys.stderr)
    return False


def race(
    specimens: Sequence[Specimen],
    entrants: Sequence[Reader],
    processes: int,
    repetitions: int,
    console: Console,
    absent: dict[str, str],
) -> dict[str, list[Lap]]:
    """Every entrant once per repetition, in another order each time; one that breaks down goes to `absent`."""
    laps: dict[str, list[Lap]] = {reader.name: [] for reader in entrants}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="faxpipe-bench-") as folder,
        Progress(*columns, console=console) as bar,
    ):
        jobs = make_jobs(specimens, Path(folder))
        task = bar.add_task("", total=len(jobs) * len(entrants) * repetitions)
        for repetition in range(repetitions):
            order = [reader for reader in entrants if reader.name in laps]
            random.Random(repetition).shuffle(order)
            for reader in order:
                bar.update(task, description=f"{reader.name}, {repetition + 1} of {repetitions}")
                step = lambda count: bar.advance(task, count)  # noqa: E731
                try:
                    laps[reader.name].append(
                        run_lap(reader, jobs, processes, warm=jobs[:WARM_PAGES], progress=step)
                    )
                except (RaceError, OSError, subprocess.SubprocessError) as error:
                    del laps[reader.name]
                    absent[reader.name] = f"broke down: {error}"
    return laps


def make_jobs(specimens: Sequence[Specimen], folder: Path) -> list[Job]:
    """Each page on disk: its fax, and its own bits for raw tesseract, rows of standard resolution doubled."""
    jobs = []
    for index, specimen in enumerate(specimens):
        job = Job(index, folder / f"{index}.pdf", folder / f"{index}.png")
        job.pdf.write_bytes(specimen.pdf)
        bits = specimen.bits
        if not specimen.fine:
            bits = bits.resize((bits.width, bits.height * 2), Image.Resampling.NEAREST)
        bits.save(job.bitmap, dpi=(DPI_X, FINE_DPI_Y))
        jobs.append(job)
    return jobs


def wait_times(args: argparse.Namespace, present: Sequence[Reader]) -> list[Latency]:
    """How long a fax of three pages takes through all of faxpipe, for those of its engines that are raced."""
    with tempfile.TemporaryDirectory(prefix="faxpipe-bench-") as folder:
        faxes = make_faxes(args.split, LATENCY_FAXES, args.seed, Path(folder))
        return [measure(one, faxes, args.repetitions) for one in present if one.name.startswith(WHOLE)]


def plot_points(figures: Sequence[Figures]) -> list[Point]:
    """Speed and exact keys of every way of reading, where there were keys."""
    points = []
    for one in figures:
        keys = level_score(one).keys.percent
        if keys is not None:
            points.append(Point(one.reader, one.pages_per_minute.median, keys, ":" in one.reader))
    return points


def write_json(
    path: Path,
    figures: Sequence[Figures],
    waits: Sequence[Latency],
    absent: dict[str, str],
    args: argparse.Namespace,
) -> None:
    """All figures with what they were measured on."""
    asked = ("isa", "split", "seed", "pages", "groups", "processes", "repetitions")
    value: dict[str, Any] = {
        "machine": machine_json(),
        "asked": {name: getattr(args, name) for name in asked},
        "readers": {one.reader: figures_json(one) for one in figures},
        "latency_s": {one.reader: {"faxes": one.faxes, "p50": one.p50_s, "p95": one.p95_s} for one in waits},
        "absent": absent,
    }
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _entrants(names: Sequence[str]) -> tuple[list[Reader], dict[str, str]]:
    """Those that can run, and why the others cannot."""
    known = readers()
    why = {name: known[name].missing() for name in names}
    return [known[name] for name in names if not why[name]], {name: text for name, text in why.items() if text}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]

"""`faxpipe lab soak`: thousands of pages of every shape through one reading process, and what it holds on to.

Part of the lab. The pages are those of the bench, cut and scaled by chance, so that no engine meets the same shape
twice for long.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image
from rich.console import Console

from faxpipe.lab import channel
from faxpipe.lab.bench.machine import machine_json, machine_line
from faxpipe.lab.bench.plot import plot_memory
from faxpipe.lab.bench.race import MemoryWatch, RaceError, next_result, serve, tree_bytes
from faxpipe.lab.bench.readers import Job, Reader, readers
from faxpipe.lab.bench.specimens import CALLED, GROUPS, make_specimen
from faxpipe.lab.cases import FIRST_DAY

EXIT_OK, EXIT_OVER, EXIT_NOTHING = 0, 1, 2
AHEAD, PAGES_OF_GROUP = 2, 4
EXAMPLES = """examples:
  faxpipe lab soak                                  # 5,000 pages, at most 900 MB; the better part of an hour
  faxpipe lab soak --pages 500 --every 50 --reader scan:auto --plot memory.png
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Resident memory after so many pages, and the peak until then, both with the programs that were running."""

    pages: int
    memory_bytes: int
    peak_bytes: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("--pages", type=int, default=5000, metavar="N", help="how many pages to read")
    parser.add_argument("--every", type=int, default=250, metavar="N", help="tell the memory after so many pages")
    parser.add_argument("--limit-mb", type=float, default=900, help="more than this makes the exit code 1")
    parser.add_argument("--reader", default="read_fax:auto", help=", ".join(readers()))
    parser.add_argument("--seed", type=int, default=1, help="the same seed walks over the same pages")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures to this file")
    parser.add_argument("--plot", type=Path, metavar="OUT.png", help="also draw them")


def run(args: argparse.Namespace) -> int:
    """Print memory as the walk goes on. 0; 1 where it went over the limit or broke off; 2 without a reader."""
    reader = readers().get(args.reader)
    why = "there is no such reader" if reader is None or reader.make is None else reader.missing()
    if reader is None or why:
        print(f"{args.reader}: {why}", file=sys.stderr)
        return EXIT_NOTHING
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(machine_line())
    tell = lambda mark: console.print(_line(mark), highlight=False)  # noqa: E731
    try:
        marks = walk(reader, args.pages, args.every, args.seed, tell)
    except RaceError as error:
        print(f"the walk was broken off: {error}", file=sys.stderr)
        return EXIT_OVER
    peak_mb = max(mark.peak_bytes for mark in marks) / 1e6
    over = peak_mb > args.limit_mb
    console.print(f"peak {peak_mb:.0f} MB, limit {args.limit_mb:.0f} MB: {'over the limit' if over else 'kept'}")
    if args.json:
        figures = [{"pages": m.pages, "memory_bytes": m.memory_bytes, "peak_bytes": m.peak_bytes} for m in marks]
        value = {"machine": machine_json(), "reader": reader.name, "limit_mb": args.limit_mb, "marks": figures}
        args.json.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    if args.plot:
        plot_memory(args.plot, [(mark.pages, mark.memory_bytes / 1e6) for mark in marks], args.limit_mb)
    return EXIT_OVER if over else EXIT_OK


def walk(reader: Reader, pages: int, every: int, seed: int, tell: Callable[[Mark], None]) -> list[Mark]:
    """Read `pages` pages in one process; a mark after each `every` and after the last. Raises RaceError."""
    context = multiprocessing.get_context("spawn")
    tasks: Any = context.Queue()
    results: Any = context.Queue()
    process = context.Process(target=serve, args=(reader.name, (), tasks, results))
    process.start()
    watch = MemoryWatch([process.pid or 0])
    marks: list[Mark] = []
    with tempfile.TemporaryDirectory(prefix="faxpipe-soak-") as folder:
        jobs = varied_jobs(pages, seed, Path(folder))
        try:
            next_result(results, [process])
            for job in islice(jobs, AHEAD):
                tasks.put(job)
            for number in range(1, pages + 1):
                done = next_result(results, [process])
                memory = tree_bytes(process.pid or 0)
                tasks.put(next(jobs, None))
                (Path(folder) / f"{done.index}.pdf").unlink()
                if number % every == 0 or number == pages:
                    marks.append(Mark(number, memory, watch.peak_bytes))
                    tell(marks[-1])
        finally:
            watch.stop()
            process.join(5)
            if process.is_alive():
                process.kill()
                process.join()
    return marks


def varied_jobs(pages: int, seed: int, folder: Path) -> Iterator[Job]:
    """One fax a page, written when it is asked for: a page of the bench, cut and scaled by chance."""
    groups = [group for group in GROUPS if group != CALLED]
    page = cache(lambda group, number: make_specimen("tune", group, number, seed + 1000))
    rng = random.Random(seed)
    for index in range(pages):
        specimen = page(rng.choice(groups), rng.randrange(PAGES_OF_GROUP))
        image, fine = specimen.bits, specimen.fine
        job = Job(index, folder / f"{index}.pdf", folder / "no-bitmap")
        job.pdf.write_bytes(channel.bind([varied(image, rng)], channel.Line(fine=fine), FIRST_DAY))
        yield job


def varied(image: Image.Image, rng: random.Random) -> Image.Image:
    """A part of the page, a little wider or higher than it was."""
    width, height = image.size
    left, top = rng.randint(0, width // 4), rng.randint(0, height // 3)
    right, bottom = rng.randint(3 * width // 4, width), rng.randint(2 * height // 3, height)
    part = image.crop((left, top, right, bottom))
    wide, high = rng.uniform(0.9, 1.1), rng.uniform(0.9, 1.1)
    size = (round(part.width * wide), round(part.height * high))
    return part.resize(size, Image.Resampling.NEAREST)


def _line(mark: Mark) -> str:
    return f"{mark.pages:>7} pages   {mark.memory_bytes / 1e6:7.0f} MB   peak {mark.peak_bytes / 1e6:7.0f} MB"

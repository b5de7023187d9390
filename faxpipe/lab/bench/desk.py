"""`faxpipe lab bench desk`: how fast the review page answers when very much lies in the database.

Part of the lab. Fills a database with invented faxes (`desk_fill`), starts the real server beside it, and asks it
for pages as somebody logged in would, while another process keeps finishing readings as the daemon does. Times are
those that the server itself logs for each request.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from faxpipe.lab.bench.desk_drive import Measured, drive, percentile
from faxpipe.lab.bench.desk_fill import fill
from faxpipe.lab.bench.machine import machine_line

EXIT_OK, EXIT_OVER = 0, 1
P95_MS_MAX = 50.0
EXAMPLES = """examples:
  faxpipe lab bench desk --faxes 2000 --pages 20000             # a first look, a minute
  faxpipe lab bench desk --faxes 100000 --pages 1000000 --dir full    # 7 GB; a quarter of an hour, then kept
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("--faxes", type=int, default=2000, metavar="N", help="how many faxes lie in the database")
    parser.add_argument("--pages", type=int, default=20000, metavar="N", help="how many pages they have together")
    parser.add_argument("--rounds", type=int, default=60, metavar="N", help="how often each request is made")
    parser.add_argument("--dir", type=Path, help="where the database is kept; one that is there is used again")
    parser.add_argument("--seed", type=int, default=1)
    often = "a reading ends beside it every so many seconds; 0: none"
    parser.add_argument("--finish-every", type=float, default=1.0, metavar="S", help=often)
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write the figures to this file")


def run(args: argparse.Namespace) -> int:
    """Fill, drive and tell; exit code 1 where a request is slower than the goal at the 95th percentile."""
    console = Console()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.dir or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        database = folder / "faxpipe.sqlite3"
        if not database.exists():
            console.print(f"writing {args.faxes} faxes of {args.pages} pages")
            fresh = database.with_suffix(".part")
            fresh.unlink(missing_ok=True)
            fill(fresh, faxes=args.faxes, pages=args.pages, seed=args.seed, now=datetime.now(UTC))
            fresh.rename(database)
        figures = drive(database, rng=random.Random(args.seed), rounds=args.rounds, every_s=args.finish_every)
    console.print(f"{machine_line()}; {args.faxes} faxes, {args.pages} pages")
    console.print(table(figures))
    if args.json:
        args.json.write_text(json.dumps([one.as_json() for one in figures], indent=1))
    slow = [one for one in figures if one.cpu_ms and (percentile(one.times_ms, 95) or 0) > P95_MS_MAX]
    return EXIT_OVER if slow else EXIT_OK


def table(figures: Sequence[Measured]) -> Table:
    """Times as the server told them, and its processor time; what is over the goal in red."""
    made = Table("request", "times", "p50 ms", "p95 ms", "p99 ms", "CPU p50 ms", "CPU p95 ms")
    for one in figures:
        cells = [percentile(one.times_ms, share) for share in (50, 95, 99)]
        cells += [percentile(one.cpu_ms, share) for share in (50, 95)]
        over = one.cpu_ms and (cells[1] or 0) > P95_MS_MAX
        told = ("" if cell is None else f"{cell:.1f}" for cell in cells)
        made.add_row(one.name, str(len(one.times_ms)), *told, style="red" if over else "")
    return made

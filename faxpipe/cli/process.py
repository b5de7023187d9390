"""`faxpipe process`: read faxes now, print what they say, touch no queue and leave nothing behind.

Each fax is read in a child process with the limits of the configuration, so none of them can stop the others;
one that cannot be read is a result like any other, with its reason.
"""

from __future__ import annotations

import argparse
import glob
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from faxpipe.cli.reading import print_reading
from faxpipe.cli.terminal import complain, output, printable, side
from faxpipe.config import Config, Log
from faxpipe.digest import sha256_of
from faxpipe.errors import EngineError, UnreadableFaxError, UsageError
from faxpipe.executors import Processes, limits_of
from faxpipe.referral import Reading, Verdict, reading_json
from faxpipe.task import Done, Task, read

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe process fax.pdf
  faxpipe process inbox-of-monday/ late/*.pdf      # folders and patterns
  faxpipe process --evidence fax.pdf               # with the words as read and where they stand
  faxpipe process --json --workers 2 samples/ > readings.jsonl
"""

SUFFIXES = (".pdf", ".tif", ".tiff")
UNREADABLE_EXIT = UnreadableFaxError.exit_code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("faxes", nargs="+", metavar="FAX.pdf", help="files, folders or patterns")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, in the order given")
    parser.add_argument("--evidence", action="store_true", help="show the words as read and where they stand")
    parser.add_argument("--workers", type=int, metavar="N", help="read N faxes at once (default: worker.workers)")


def run(args: argparse.Namespace, config: Config) -> int:
    """Print one reading a fax, in input order; 4 where one could not be read, 5 where OCR failed on one."""
    paths = find_faxes(args.faxes)
    workers = config.worker.workers if args.workers is None else args.workers
    if workers < 1:
        raise UsageError("--workers must be 1 or more")
    worker = config.worker.model_copy(update={"workers": min(workers, len(paths))})
    tally: Counter[Verdict] = Counter()
    code = 0
    for reading, exit_code in _progress(
        _read_all(paths, config.model_copy(update={"worker": worker})), len(paths)
    ):
        tally[reading.verdict] += 1
        code = max(code, exit_code)
        if args.json:
            print(json.dumps(reading_json(reading)), flush=True)
        else:
            print_reading(output(), reading, evidence=args.evidence)
            print()
    if len(paths) > 1 and not args.json:
        counts = ", ".join(
            f"{number} {verdict.value.replace('_', ' ')}" for verdict, number in tally.most_common()
        )
        print(f"{len(paths)} faxes: {counts}")
    return code


def find_faxes(given: Iterable[str]) -> tuple[Path, ...]:
    """The files that names, folders and patterns mean, in order. Raises UsageError for a name that means none."""
    return tuple(path for name in given for path in _expand(name))


def _expand(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        found = sorted(item for item in path.iterdir() if item.suffix.lower() in SUFFIXES and item.is_file())
        if not found:
            raise UsageError(f"the folder {name} holds no PDF and no TIFF")
        return found
    if path.is_file():
        return [path]
    if path.exists():
        raise UsageError(f"{name} is no ordinary file")
    found = sorted(Path(item) for item in glob.glob(name) if Path(item).is_file())
    if not found:
        raise UsageError(f"there is no file {name}")
    return found


def _read_all(paths: tuple[Path, ...], config: Config) -> Iterator[tuple[Reading, int]]:
    """Readings with their exit codes, in order; what stops every fax (a missing program) is raised."""
    now = datetime.now().astimezone()
    log = Log(level="warning", format="text")
    with tempfile.TemporaryDirectory(prefix="faxpipe-") as scratch, _pool(config, scratch, log) as pool:
        futures = [_submit(pool, path, config, now) for path in paths]
        for path, future in zip(paths, futures, strict=True):
            yield _outcome(path, future)


def _pool(config: Config, scratch: str, log: Log) -> Processes:
    return Processes(limits_of(config, Path(scratch)), log)


def _submit(pool: Processes, path: Path, config: Config, now: datetime) -> Future[Done]:
    if reason := _refusal(path, config.intake.size_bytes_max):
        refused: Future[Done] = Future()
        refused.set_exception(UnreadableFaxError("the file is not even opened", code=reason))
        return refused
    return pool.submit(read, Task(path.resolve(), "", printable(str(path)), now, config))


def _refusal(path: Path, size_bytes_max: int) -> str:
    """Why a file is not worth opening; empty where it is. The daemon's inbox refuses the same."""
    try:
        with path.open("rb") as file:
            size_bytes = file.seek(0, os.SEEK_END)
    except OSError:
        return "not_accessible"
    return "too_large" if size_bytes > size_bytes_max else "" if size_bytes else "empty"


def _outcome(path: Path, future: Future[Done]) -> tuple[Reading, int]:
    try:
        reading = future.result().reading
    except (UnreadableFaxError, EngineError) as error:
        if isinstance(error, EngineError):
            complain(f"{path}: {error}")
        return _unreadable(path, error.code), error.exit_code
    return reading, UNREADABLE_EXIT if reading.verdict is Verdict.UNREADABLE else 0


def _unreadable(path: Path, reason: str) -> Reading:
    from faxpipe.pipeline import unreadable  # noqa: PLC0415 - the engines are slow to load and seldom needed here

    return unreadable(_sha256(path), printable(str(path)), reason)


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""


def _progress(results: Iterator[tuple[Reading, int]], total: int) -> Iterator[tuple[Reading, int]]:
    """The results, with a bar on a terminal that steps aside while something is printed there."""
    columns = (SpinnerColumn(), "reading", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = side()
    bar = Progress(
        *columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal
    )
    task = bar.add_task("reading", total=total)
    bar.start()
    try:
        for result in results:
            bar.advance(task)
            if sys.stdout.isatty():
                bar.stop()
            yield result
            bar.start()
    finally:
        bar.stop()

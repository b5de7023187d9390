"""`faxpipe doctor`: is everything there that faxpipe needs, and is the daemon alive?

Each check gives one finding and says what to do where something is wrong; none changes anything but the
database's version.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.table import Table
from rich.text import Text

from faxpipe import __version__
from faxpipe.cli.heartbeat import alive, since_beat
from faxpipe.cli.terminal import ago, output, shown
from faxpipe.config import Config
from faxpipe.errors import FaxpipeError
from faxpipe.migrations import KNOWN
from faxpipe.ocr import AUTO, Engine, engine_named, engine_of
from faxpipe.ocr.neural.weights import find_weights
from faxpipe.review.app import BEAT, BEAT_S
from faxpipe.review.serve import check, url
from faxpipe.schema import load_schema
from faxpipe.store import Store
from faxpipe.store.desk import Desk

NEEDS_CONFIG = False
EXAMPLES = """  faxpipe doctor                    # what is there, what is not, and what to do
  faxpipe doctor --reindex          # make the index of the search anew first, after a restore or a move
  faxpipe doctor --json             # for monitoring; exit code 3 where something is wrong
"""

LIBRARIES = (
    "spacy",
    "opencv-python-headless",
    "pypdfium2",
    "pytesseract",
    "watchdog",
    "sqlite-utils",
    "pebble",
    "fastapi",
    "uvicorn",
    "argon2-cffi",
)
FREE_BYTES_LOW, FREE_BYTES_NEEDED = 5_000_000_000, 500_000_000
WAIT_LONG_S = 1800
PROBE_TIMEOUT_S = 20


class Level(StrEnum):
    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


STYLES = {Level.GOOD: "green", Level.NOTE: "yellow", Level.WRONG: "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `says` ends with what to do where the level is not good."""

    check: str
    level: Level
    says: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--reindex", action="store_true", help="first make the index of the search anew")


def run(args: argparse.Namespace, config: Config) -> int:
    """Run every check; 3 where one found something wrong."""
    findings = [*check_programs(config), *check_data()]
    if args.config is None:
        findings.append(Finding("data folder", Level.NOTE, "none here; make one with: faxpipe init"))
    else:
        if args.reindex:
            _reindex(config)
        findings += [*check_folders(config), *check_database(config, datetime.now(UTC))]
    if args.json:
        print(json.dumps({"checks": [_json(finding) for finding in findings]}))
    else:
        _print(findings)
    return 3 if any(finding.level is Level.WRONG for finding in findings) else 0


def check_programs(config: Config) -> Iterator[Finding]:
    """faxpipe, Python, the OCR engine, poppler and the libraries, with their versions."""
    yield Finding("faxpipe", Level.GOOD, f"{__version__} on Python {platform.python_version()}")
    yield from _engines(config)
    yield _poppler()
    for name in LIBRARIES:
        try:
            yield Finding(name, Level.GOOD, version(name))
        except PackageNotFoundError:
            yield Finding(name, Level.WRONG, "not installed; run: make setup")


def _engines(config: Config) -> Iterator[Finding]:
    """The engine in force and tesseract, which reads doubtful values a second time."""
    try:
        engine = engine_of(config.ocr)
        if engine.name == "neural":
            yield _neural(engine)
            engine = engine_named("tesseract", config.ocr)
    except FaxpipeError as error:
        yield Finding("OCR engine", Level.WRONG, str(error))
        return
    if engine.available():
        yield Finding(engine.name, Level.GOOD, engine.version)
    else:
        says = "not installed, or without English data; run: apt-get install tesseract-ocr tesseract-ocr-eng"
        yield Finding(engine.name, Level.WRONG, says)
    if config.ocr.engine == AUTO and engine.name == "tesseract" and find_weights() is None:
        says = "not installed, so tesseract reads everything, less exactly; run: make setup"
        yield Finding("neural", Level.NOTE, says)


def _neural(engine: Engine) -> Finding:
    if not engine.available():
        return Finding("neural", Level.WRONG, "its packages rapidocr and openvino are missing; run: make setup")
    weights = find_weights()
    if weights is not None and not weights.derived:
        return Finding("neural", Level.NOTE, "not fitted to this machine, so slower; run: faxpipe prepare")
    return Finding("neural", Level.GOOD, engine.version)


def check_data() -> Iterator[Finding]:
    """The referral table, the code table and the language rules load."""
    try:
        schema = load_schema()
        yield Finding("referral table", Level.GOOD, f"version {schema.version}, {len(schema.fields)} fields")
    except FaxpipeError as error:
        yield Finding("referral table", Level.WRONG, str(error))
    try:
        from faxpipe.fields.kinds.icd10 import billable  # noqa: PLC0415 - a broken install must not stop the others

        good = billable("M80.08XA")
        says = "loads" if good else "does not know M80.08XA; install faxpipe again: make clean setup"
        yield Finding("ICD-10-CM table", Level.GOOD if good else Level.WRONG, says)
    except (ImportError, OSError) as error:
        yield Finding(
            "ICD-10-CM table", Level.WRONG, f"{type(error).__name__}; install faxpipe again: make clean setup"
        )


def check_folders(config: Config) -> Iterator[Finding]:
    """Every folder is there and writable, and the disk has room."""
    paths = config.paths
    for name, path in (
        ("inbox", paths.inbox),
        ("archive", paths.archive),
        ("quarantine", paths.quarantine),
        ("database folder", paths.database.parent),
    ):
        if not path.is_dir():
            yield Finding(name, Level.WRONG, f"{path} is not there; make it, or change config.toml")
        elif not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(
                name, Level.WRONG, f"this user may not read and write {path}; change its owner or rights"
            )
        else:
            yield Finding(name, Level.GOOD, str(path))
            if name == "archive":
                yield _disk(path)


def check_database(config: Config, now: datetime) -> Iterator[Finding]:
    """The database opens; what waits in it; and whether the daemon is alive."""
    if not config.paths.database.exists():
        yield Finding("database", Level.NOTE, "not made yet; the daemon makes it: faxpipe watch")
        return
    try:
        with Store(config.paths.database) as store:
            counts = store.counts()
            states = ", ".join(f"{number} {state.value}" for state, number in counts.states) or "no fax yet"
            yield Finding("database", Level.GOOD, f"version {KNOWN[-1]}; {states}")
            yield _waiting(counts.oldest_received_at, now)
            yield _daemon(store, config, now)
            yield _review(store, config, now)
        with Desk(config.paths.database) as desk:
            yield _searchable(desk.search.unindexed())
    except FaxpipeError as error:
        yield Finding("database", Level.WRONG, str(error))


def _review(store: Store, config: Config, now: datetime) -> Finding:
    """Whether the review page is served, and fit to be."""
    try:
        check(config.review)
    except FaxpipeError as error:
        return Finding("review page", Level.WRONG, str(error))
    if not alive(store, config, now, BEAT, BEAT_S):
        return Finding("review page", Level.NOTE, f"not served ({since_beat(store, now, BEAT)}); run: faxpipe run")
    with Desk(config.paths.database) as desk:
        if not desk.accounts.any():
            return Finding("review page", Level.NOTE, "nobody has an account; run: faxpipe review --first-link")
    return Finding("review page", Level.GOOD, url(config.review))


def _poppler() -> Finding:
    if shutil.which("pdftoppm") is None:
        return Finding("poppler", Level.WRONG, "not installed; run: apt-get install poppler-utils")
    try:
        done = subprocess.run(
            ["pdftoppm", "-v"], capture_output=True, text=True, timeout=PROBE_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return Finding("poppler", Level.WRONG, "does not start; install it again: apt-get install poppler-utils")
    return Finding("poppler", Level.GOOD, (done.stderr.splitlines() or ["?"])[0].removeprefix("pdftoppm version "))


def _disk(path: Path) -> Finding:
    free = shutil.disk_usage(path).free
    says = f"{free / 1e9:.1f} GB free"
    if free < FREE_BYTES_NEEDED:
        return Finding("disk", Level.WRONG, f"{says}; make room, or faxes stay in the inbox")
    return Finding("disk", Level.NOTE if free < FREE_BYTES_LOW else Level.GOOD, says)


def _waiting(oldest: datetime | None, now: datetime) -> Finding:
    if oldest is None:
        return Finding("waiting", Level.GOOD, "nothing waits to be read")
    late = (now - oldest).total_seconds() > WAIT_LONG_S
    says = f"the oldest unread fax arrived {ago(oldest, now)} ago"
    return Finding("waiting", Level.NOTE if late else Level.GOOD, says)


def _searchable(unindexed: int) -> Finding:
    if not unindexed:
        return Finding("search", Level.GOOD, "every fax that was read can be found")
    says = f"{unindexed} faxes cannot be found by search yet; run: faxpipe doctor --reindex"
    return Finding("search", Level.NOTE, says)


def _reindex(config: Config) -> None:
    """The index of the search anew from what is stored. Raises StoreError where the database refuses."""
    with Desk(config.paths.database) as desk:
        desk.search.rebuild()


def _daemon(store: Store, config: Config, now: datetime) -> Finding:
    says = since_beat(store, now)
    if alive(store, config, now):
        return Finding("daemon", Level.GOOD, says)
    return Finding("daemon", Level.WRONG, f"not running, {says}; start it: faxpipe watch")


def _json(finding: Finding) -> dict[str, str]:
    return {"check": finding.check, "level": finding.level.value, "says": finding.says}


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        table.add_row(Text(finding.level.value, style=STYLES[finding.level]), finding.check, shown(finding.says))
    output().print(table)

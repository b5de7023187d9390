"""`faxpipe corrections`: what staff verified, as faxes with their truth, for evaluation on this machine."""

from __future__ import annotations

import argparse
import getpass
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from faxpipe.cli.queue import moment
from faxpipe.config import Config
from faxpipe.dossier import by_itself
from faxpipe.errors import ConfigError
from faxpipe.store import FaxDetail, Shelf
from faxpipe.store.desk import Desk, Entry
from faxpipe.verified import Json, truth_of

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe corrections verified/                    # every fax on which staff judged a field
  faxpipe corrections verified/ --since 30d
  faxpipe lab evaluate verified/ --details         # how well those fields are read now
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write fax-ID.pdf and fax-ID.truth.json")
    parser.add_argument("--since", metavar="WHEN", help="only faxes judged since: 2026-03-01, 12h, 30d, 8w")


def run(args: argparse.Namespace, config: Config) -> int:
    """Write the folder, readable by its owner only, and say how much is in it."""
    now = datetime.now(UTC)
    since = None if args.since is None else moment(args.since, now)
    with Desk(config.paths.database) as desk:
        written = fields = 0
        _make(args.folder)
        for detail, truth in _judged(desk, since):
            _write(args.folder, detail, truth, config)
            written += 1
            fields += sum(len(referral["judged"]) for referral in truth["referrals"])
        desk.audit.add(_entry(now, written))
    print(f"{written} faxes with {fields} verified fields in {args.folder}")
    print("They hold patient data: keep the folder on this machine, and delete it when it has served.")
    return 0


def _entry(now: datetime, written: int) -> Entry:
    """The export as the audit tells it: who on this machine, and how many faxes."""
    actor = f"command line of {getpass.getuser()}"
    return Entry(now, actor, "", "corrections_exported", None, "", "", 0, "", f"{written} faxes")


def _judged(desk: Desk, since: datetime | None) -> Iterator[tuple[FaxDetail, Json]]:
    for fax_id in desk.lessons.judged(since):
        detail = desk.store.fax(fax_id)
        if detail is None or detail.reading is None:
            continue
        truth = truth_of(by_itself(detail, detail.reading), received_at=detail.row.received_at)
        if truth is not None:
            yield detail, truth


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"cannot make {folder}: {error.strerror}; name another folder") from None


def _write(folder: Path, detail: FaxDetail, truth: Json, config: Config) -> None:
    shelf = config.paths.archive if detail.shelf is Shelf.ARCHIVE else config.paths.quarantine
    suffix = Path(detail.archive).suffix or ".pdf"
    fax = folder / f"fax-{detail.row.id}{suffix}"
    try:
        shutil.copyfile(shelf / detail.archive, fax)
        beside = fax.with_name(f"{fax.stem}.truth.json")
        beside.write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
        for file in (fax, beside):
            file.chmod(0o600)
    except OSError as error:
        raise ConfigError(f"cannot copy fax {detail.row.id}: {error.strerror}") from None

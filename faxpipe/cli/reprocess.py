"""`faxpipe reprocess`: put faxes back in the queue to be read again, and say what changed.

The daemon does the reading, after fresh faxes; with --wait and no daemon it is done here. What people corrected
or decided stays as it is.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import Progress
from rich.text import Text

from faxpipe.cli.heartbeat import alive, since_beat
from faxpipe.cli.terminal import output, side, word
from faxpipe.config import Config, Log
from faxpipe.errors import UsageError
from faxpipe.executors import Processes, limits_of
from faxpipe.linking import Linker
from faxpipe.log import configure
from faxpipe.referral import Verdict
from faxpipe.store import Mode, QueueFilter, QueueRow, State, Store
from faxpipe.store.desk import Desk
from faxpipe.worker import Worker

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe reprocess 12 13                          # these two, from the words stored last time
  faxpipe reprocess --all --wait                   # everything; stays until it is done and says what changed
  faxpipe reprocess --verdict unreadable --from pdf
"""

EVERY = 10_000_000
POLL_S = 0.5
UNDER_WAY = (State.RECEIVED, State.RUNNING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="these faxes")
    parser.add_argument("--all", action="store_true", help="every fax of the queue")
    parser.add_argument(
        "--verdict",
        type=Verdict,
        choices=list(Verdict),
        action="append",
        default=[],
        metavar="|".join(Verdict),
        help="every fax judged so; may be given several times",
    )
    parser.add_argument(
        "--from",
        dest="mode",
        type=Mode,
        choices=list(Mode),
        default=Mode.WORDS,
        metavar="words|pdf",
        help="start from the stored words, or from the PDF with OCR again (default: %(default)s)",
    )
    parser.add_argument("--wait", action="store_true", help="stay until they are read, and say what changed")


def run(args: argparse.Namespace, config: Config) -> int:
    """Put the faxes back; with --wait, 4 where any of them could not be read."""
    with Store(config.paths.database) as store:
        before = {row.id: row for row in _chosen(store, args)}
        put_back = store.requeue(before, args.mode, now=datetime.now(UTC), actor="command line")
        _say(len(put_back), len(before) - len(put_back), args.mode)
        running = alive(store, config, datetime.now(UTC))
        if not args.wait:
            if before and not running:
                side().print(f"the daemon is not running ({since_beat(store, datetime.now(UTC))}): faxpipe watch")
            return 0
        if running:
            _wait(store, before, lambda: time.sleep(POLL_S))
        else:
            _read_here(store, config, before)
        return _report(before, {row.id: row for row in _all(store) if row.id in before})


def _say(put_back: int, busy: int, mode: Mode) -> None:
    said = f"{_faxes(put_back)} put back to be read from {'the PDF' if mode is Mode.PDF else 'stored words'}"
    side().print(said + (f"; {_faxes(busy)} wait or are being read already" if busy else ""))


def _chosen(store: Store, args: argparse.Namespace) -> tuple[QueueRow, ...]:
    """The faxes asked for. Raises UsageError where that is not exactly one way of asking, or an id is unknown."""
    if sum((bool(args.ids), args.all, bool(args.verdict))) != 1:
        raise UsageError("say which faxes: some IDs, or --all, or --verdict; `faxpipe queue` shows them")
    rows = _all(store, tuple(args.verdict))
    if args.ids:
        unknown = sorted(set(args.ids) - {row.id for row in rows})
        if unknown:
            raise UsageError(f"there is no fax {unknown[0]}; `faxpipe queue --disposition any` lists all of them")
        rows = tuple(row for row in rows if row.id in args.ids)
    return rows


def _all(store: Store, verdicts: tuple[Verdict, ...] = ()) -> tuple[QueueRow, ...]:
    return store.queue(QueueFilter(verdicts=verdicts, dispositions=(), limit=EVERY))


def _read_here(store: Store, config: Config, ids: Iterable[int]) -> None:
    """No daemon runs, so this process reads what waits; Ctrl-C gives back what is under way."""
    configure(Log(level="warning", format="text"))
    wake, stop = threading.Event(), threading.Event()
    with (
        tempfile.TemporaryDirectory(prefix="faxpipe-") as scratch,
        Processes(limits_of(config, Path(scratch)), Log(level="warning", format="text")) as executor,
        Desk(config.paths.database) as desk,
    ):
        worker = Worker(store, executor, config, wake=wake, linker=Linker(desk, config))

        def work() -> None:
            if not worker.step():
                wake.wait(POLL_S)
            wake.clear()

        try:
            _wait(store, ids, work)
        finally:
            stop.set()
            worker.run(stop)


def _wait(store: Store, ids: Iterable[int], meanwhile: Callable[[], None]) -> None:
    wanted = set(ids)
    with Progress(console=side(), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("reading", total=len(wanted))
        while True:
            left = store.queue(QueueFilter(states=UNDER_WAY, dispositions=(), limit=EVERY))
            waiting = sum(row.id in wanted for row in left)
            progress.update(task, completed=len(wanted) - waiting)
            if not waiting:
                return
            meanwhile()


def _report(before: dict[int, QueueRow], after: dict[int, QueueRow]) -> int:
    console = output()
    for fax_id, row in sorted(after.items()):
        was = before[fax_id].verdict
        if row.verdict is not None and row.verdict is not was:
            line = Text(f"fax {fax_id}: ") + (word(was) if was else Text("unread")) + Text(" -> ")
            console.print(line + word(row.verdict))
    tally = Counter(row.verdict.value.replace("_", " ") for row in after.values() if row.verdict)
    console.print(f"{_faxes(len(after))}: " + (", ".join(f"{n} {name}" for name, n in tally.items()) or "none"))
    failed = [row.id for row in after.values() if row.state is State.FAILED or row.verdict is Verdict.UNREADABLE]
    if failed:
        console.print(f"{_faxes(len(failed))} could not be read; `faxpipe queue {failed[0]}` says why")
    return 4 if failed else 0


def _faxes(count: int) -> str:
    return "1 fax" if count == 1 else f"{count} faxes"

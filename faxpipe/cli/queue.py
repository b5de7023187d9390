"""`faxpipe queue`: what waits for people, and one fax with its missing items and its evidence. Reads only."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from faxpipe import plain
from faxpipe.amended import Act
from faxpipe.cli.reading import print_reading, value_text
from faxpipe.cli.terminal import ago, output, printable, shown, word
from faxpipe.config import Config
from faxpipe.dossier import dossier
from faxpipe.errors import UsageError
from faxpipe.referral import Priority, Verdict, reading_json
from faxpipe.schema import load_schema
from faxpipe.store import Counts, Disposition, FaxDetail, QueueFilter, QueueRow, State, Store
from faxpipe.store.desk import Desk

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe queue                                    # all open faxes, most urgent first
  faxpipe queue 12                                 # one fax: what is missing, why, and where the rest stands
  faxpipe queue --verdict incomplete --priority urgent
  faxpipe queue --missing coverage.member_id --since 2d
  faxpipe queue --disposition any --json           # every fax, one JSON object a line
"""

_AGE = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", type=int, metavar="ID", help="show this fax with its evidence")
    _choice(parser, "--verdict", Verdict, "only faxes judged so")
    _choice(parser, "--priority", Priority, "only faxes of this priority")
    _choice(parser, "--state", State, "only faxes whose job stands there")
    parser.add_argument(
        "--disposition",
        choices=[*(choice.value for choice in Disposition), "any"],
        default=Disposition.OPEN.value,
        help="what staff decided (default: %(default)s)",
    )
    parser.add_argument("--missing", metavar="FIELD", help="only faxes that lack this field, e.g. referrer.npi")
    parser.add_argument("--since", metavar="WHEN", help="only those arrived since: 2026-03-01, 90m, 12h, 2d, 1w")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most N (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace, config: Config) -> int:
    """Print the listing, or one fax."""
    now = datetime.now(UTC)
    with Desk(config.paths.database) as desk:
        store = desk.store
        if args.id is not None:
            found = dossier(desk, args.id)
            detail = fax_detail(store, args.id)
            detail = replace(detail, reading=found.reading) if found else detail
            if args.json:
                print(json.dumps(detail_json(detail)))
            else:
                _print_detail(output(), detail, config, now)
            return 0
        wanted = wanted_of(args, now)
        rows = store.queue(replace(wanted, limit=wanted.limit + 1))
        if args.json:
            for row in rows[: wanted.limit]:
                print(json.dumps(row_json(row)))
        else:
            _print_rows(output(), rows, wanted.limit, store.counts(), config, now)
    return 0


def fax_detail(store: Store, fax_id: int) -> FaxDetail:
    """The fax `fax_id`. Raises UsageError where there is none."""
    detail = store.fax(fax_id)
    if detail is None:
        raise UsageError(f"there is no fax {fax_id}; `faxpipe queue --disposition any` lists all of them")
    return detail


def wanted_of(args: argparse.Namespace, now: datetime) -> QueueFilter:
    """The filter that the options ask for. Raises UsageError for an unknown field or time."""
    if args.missing is not None and args.missing not in (names := [spec.name for spec in load_schema().fields]):
        raise UsageError(f"there is no field {args.missing}; choose one of: {', '.join(names)}")
    if args.limit < 1:
        raise UsageError("--limit must be 1 or more")
    anywhere = args.disposition == "any"
    return QueueFilter(
        verdicts=tuple(args.verdict),
        priorities=tuple(args.priority),
        states=tuple(args.state),
        dispositions=() if anywhere else (Disposition(args.disposition),),
        missing=args.missing,
        since=None if args.since is None else moment(args.since, now),
        limit=args.limit,
    )


def moment(text: str, now: datetime) -> datetime:
    """A date or time (local where it names no zone), or an age such as 2d. Raises UsageError for anything else."""
    if age := _AGE.fullmatch(text):
        return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise UsageError("--since wants a date such as 2026-03-01, or an age such as 90m, 12h, 2d, 1w") from None


def row_json(row: QueueRow) -> dict[str, Any]:
    """One line of the queue for programs."""
    return {
        "id": row.id,
        "state": row.state.value,
        "verdict": row.verdict.value if row.verdict else None,
        "priority": row.priority.value if row.priority else None,
        "disposition": row.disposition.value,
        "reason": row.reason or None,
        "source": printable(row.source),
        "sha256": row.sha256,
        "received_at": row.received_at.isoformat(),
        "pages": row.pages,
        "attempts": row.attempts,
        "arrivals": row.arrivals,
        "missing": list(row.missing),
        "unsure": list(row.unsure),
        "patients": list(row.patients),
    }


def detail_json(detail: FaxDetail) -> dict[str, Any]:
    """One fax for programs; `reading`, as it stands with corrections and answers, is as `faxpipe process --json`
    prints it."""
    return row_json(detail.row) | {
        "archive": f"{detail.shelf.value}/{detail.archive}",
        "reading": reading_json(detail.reading) if detail.reading else None,
        "corrections": [
            {
                "referral": correction.referral,
                "field": correction.value.field,
                "value": correction.value.value,
                "act": correction.act.value,
                "author": correction.author,
                "at": correction.at.isoformat(),
            }
            for correction in detail.corrections
        ],
        "events": [
            {"at": event.at.isoformat(), "actor": event.actor, "event": event.event, "detail": event.detail}
            for event in detail.events
        ],
    }


def _choice(parser: argparse.ArgumentParser, name: str, kind: type[Verdict | Priority | State], says: str) -> None:
    parser.add_argument(
        name,
        type=kind,
        choices=list(kind),
        action="append",
        default=[],
        metavar="|".join(kind),
        help=f"{says}; may be given several times",
    )


def _print_rows(
    console: Console, rows: tuple[QueueRow, ...], limit: int, counts: Counts, config: Config, now: datetime
) -> None:
    if rows:
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for column in ("id", "priority", "verdict", "patient", "what is missing", "age", "file"):
            table.add_column(column, justify="right" if column == "id" else "left")
        for row in rows[:limit]:
            table.add_row(*_cells(row, now))
        console.print(table)
    if len(rows) > limit:
        console.print(Text(f"... and more; see them with --limit {limit * 10}", style="dim"))
    console.print(_footer(rows, counts, config), style="dim")


def _cells(row: QueueRow, now: datetime) -> list[Text]:
    patients = Text(", ").join([shown(name) for name in row.patients]) if row.patients else Text("-", style="dim")
    return [
        Text(str(row.id)),
        word(row.priority) if row.priority else Text("-", style="dim"),
        _standing(row),
        patients,
        _open_items(row),
        Text(ago(row.received_at, now)),
        shown(row.source, "dim"),
    ]


def _standing(row: QueueRow) -> Text:
    """The verdict; before there is one, where the job stands."""
    waiting = {State.RECEIVED: "waiting", State.RUNNING: "being read"}.get(row.state)
    if row.verdict is None:
        return Text(waiting or row.state.value, style="dim")
    return word(row.verdict) + Text(f" ({waiting} again)" if waiting else "", style="dim")


def _open_items(row: QueueRow) -> Text:
    parts = []
    if row.missing:
        parts.append(Text(plain.titles(row.missing)))
    if row.unsure:
        parts.append(Text("to check: ", style="cyan") + Text(plain.titles(row.unsure)))
    if row.reason:
        parts.append(Text(plain.reason(row.reason), style="magenta"))
    return Text("; ").join(parts)


def _footer(rows: tuple[QueueRow, ...], counts: Counts, config: Config) -> Text:
    states = dict(counts.states)
    total = sum(states.values())
    if not total:
        return Text("the queue is empty; faxes go into ") + shown(str(config.paths.inbox))
    unread = states.get(State.RECEIVED, 0) + states.get(State.RUNNING, 0)
    parts = [f"{total} faxes in all"] if total > 1 else ["1 fax in all"]
    if unread:
        parts.append(f"{unread} still to be read")
    if not rows:
        parts.insert(0, "no fax fits these filters")
    return Text("; ".join(parts))


def _print_detail(console: Console, detail: FaxDetail, config: Config, now: datetime) -> None:
    row = detail.row
    folder = {"archive": config.paths.archive, "quarantine": config.paths.quarantine}[detail.shelf.value]
    head = Text(f"Fax {row.id}", style="bold") + Text(f", arrived {ago(row.received_at, now)} ago")
    head.append(f"; job {row.state.value}, staff: {row.disposition.value.replace('_', ' ')}", style="dim")
    console.print(head)
    console.print(Text("original: ", style="dim") + shown(str(folder / detail.archive)))
    if row.arrivals > 1:
        console.print(Text(f"the same fax arrived {row.arrivals} times", style="yellow"))
    if row.reason and not (detail.reading and detail.reading.reason == row.reason):
        console.print(Text(plain.reason(row.reason), style="magenta"))
    console.print()
    if detail.reading:
        print_reading(console, detail.reading, evidence=True)
    else:
        console.print(shown(row.source, "bold") + Text("  ") + _standing(row))
    for correction in detail.corrections:
        if correction.act in {Act.UNDO, Act.SETTLE}:
            said = "took back what was said of" if correction.act is Act.UNDO else "looked into the doubts about"
            console.print(shown(correction.author) + Text(f" {said} {plain.title(correction.value.field)}"))
            continue
        line = Text(f"corrected, referral {correction.referral}: {plain.title(correction.value.field)} is ")
        console.print(line + value_text(correction.value.value) + Text(", says ") + shown(correction.author))
    console.print()
    for event in detail.events:
        line = Text(f"{event.at.astimezone():%Y-%m-%d %H:%M:%S}  ", style="dim") + shown(event.actor, "dim")
        console.print(line + Text(f"  {event.event.replace('_', ' ')} ") + shown(event.detail, "dim"))

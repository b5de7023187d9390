"""`faxpipe lab ner ...`: record the confusions of our OCR, train the tagger, judge it, compare the ways to read.

Part of the lab.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from faxpipe.fields.tagger.entities import FOLDER, load, places
from faxpipe.lab.ner import compare as ways
from faxpipe.lab.ner.judge import Judgement, judge
from faxpipe.lab.ner.publish import publish
from faxpipe.lab.ner.speaker import LABELS
from faxpipe.lab.ner.train import train

TABLE = Path(__file__).parent / "confusions.tsv"


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands below `faxpipe lab ner`."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    training = commands.add_parser("train", help="the tagger from a seed, into models/entities")
    training.add_argument("--papers", type=int, default=54_000, help="papers it reads once each (default: 54000)")
    training.add_argument("--seed", type=int, default=1)
    training.add_argument("--to", type=Path, default=places()[0], metavar="DIR")
    training.add_argument(
        "--judged", type=int, default=400, metavar="N", help="papers a split and wear it is judged on"
    )
    training.set_defaults(run=_train)
    judging = commands.add_parser("judge", help="entities found on texts of both splits")
    judging.add_argument("--papers", type=int, default=400)
    judging.add_argument("--seed", type=int, default=1)
    judging.set_defaults(run=_judge)
    comparing = commands.add_parser("compare", help="rules, Matcher, tagger, rules and tagger, field by field")
    comparing.add_argument("--papers", type=int, default=300, help="texts kept apart (0: none)")
    comparing.add_argument("--seed", type=int, default=1)
    comparing.add_argument(
        "--faxes", type=Path, metavar="DIR", help="NAME.truth.json of faxes to compare on as well"
    )
    comparing.add_argument(
        "--scans", type=Path, metavar="DIR", help="their words, as `faxpipe lab evaluate --scans DIR` keeps them"
    )
    comparing.set_defaults(run=_compare)
    recording = commands.add_parser("confusions", help="what our OCR makes of our faxes, into confusions.tsv")
    recording.add_argument("--pages", type=int, default=12, help="pages of each level (default: 12)")
    recording.add_argument("--seed", type=int, default=11)
    recording.add_argument("--engine", default="auto")
    recording.set_defaults(run=_confusions)


def _train(args: argparse.Namespace) -> int:
    trained = train(papers=args.papers, seed=args.seed, tell=lambda line: print(line, file=sys.stderr, flush=True))
    judgement = judge(trained.nlp, papers=args.judged, seed=args.seed)
    publish(trained, judgement, args.to, seed=args.seed)
    print_judgement(judgement, Console(width=120))
    print(f"{trained.papers} papers, {trained.tokens} tokens, {trained.cpu_s:.0f} CPU s: {args.to}")
    return 0


def _judge(args: argparse.Namespace) -> int:
    model = load()
    if model is None:
        print(f"no sound model in models/{FOLDER}; `faxpipe lab ner train` makes one", file=sys.stderr)
        return 2
    print_judgement(judge(model.nlp, papers=args.papers, seed=args.seed), Console(width=120))
    return 0


def _compare(args: argparse.Namespace) -> int:
    console = Console(width=150)
    if args.papers:
        found = ways.compare(ways.texts_apart(args.papers, args.seed))
        console.print(_compared(f"{args.papers} texts kept apart", found))
    if args.faxes and args.scans:
        console.print(_compared("faxes from stored words", ways.compare(ways.faxes(args.faxes, args.scans))))
    return 0


def _confusions(args: argparse.Namespace) -> int:
    from faxpipe.lab.ner.confusions import record, table  # noqa: PLC0415 - the engine takes seconds to load

    found = record(pages=args.pages, seed=args.seed, engine=args.engine)
    TABLE.write_text(table(found), encoding="utf-8")
    print(f"{len(found)} confusions: {TABLE}")
    return 0


def print_judgement(judgement: Judgement, console: Console) -> None:
    """Precision, recall and F1 of all entities, and F1 by label."""
    table = Table(title="entities found (first and last token and label right)")
    table.add_column("label")
    for split, wear in judgement.hits:
        table.add_column(f"{split}, wear {wear:g}", justify="right")
    rows: list[tuple[str, Any]] = [("all: precision", 0), ("all: recall", 1), ("all: F1", 2)]
    for name, index in rows:
        table.add_row(name, *(f"{hits.score()[index]:.3f}" for hits in judgement.hits.values()))
    for label in LABELS:
        table.add_row(label, *(f"{hits.score(label)[2]:.2f}" for hits in judgement.hits.values()))
    console.print(table)


def _compared(title: str, found: dict[str, dict[str, ways.Tally]]) -> Table:
    table = Table(title=f"{title}: right / wrong (held back but right)")
    table.add_column("field")
    table.add_column("answered", justify="right")
    names = list(next(iter(found.values())))
    for name in names:
        table.add_column(name, justify="right")
    total = {name: ways.Tally() for name in names}
    for field, tallies in found.items():
        table.add_row(field, str(tallies[names[0]].answered), *(_cell(tallies[name]) for name in names))
        for name in names:
            total[name].right += tallies[name].right
            total[name].wrong += tallies[name].wrong
            total[name].held += tallies[name].held
            total[name].answered += tallies[name].answered
    table.add_row("all", str(total[names[0]].answered), *(_cell(total[name]) for name in names), style="bold")
    return table


def _cell(tally: ways.Tally) -> str:
    held = f" ({tally.held})" if tally.held else ""
    return f"{tally.right} / {tally.wrong}{held}"

"""`faxpipe lab ...`: the commands of the workbench, for the command line to hook in.

`add_parsers` gives every command an argparse parser whose `run` takes the parsed arguments and returns the
exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from faxpipe.lab import calibrate, corpus, evaluate, foreign, versus
from faxpipe.lab.alarm import train as alarm
from faxpipe.lab.bench import desk, fields, ocr, soak
from faxpipe.lab.lines import judge, train
from faxpipe.lab.ner import cli as ner


def add_parsers(subparsers: Any) -> None:
    """Add every command of the workbench to `subparsers` (the object of `ArgumentParser.add_subparsers`)."""
    benches = subparsers.add_parser("bench", help="measure speed, cost and correctness")
    kinds = benches.add_subparsers(required=True, metavar="WHAT")
    printed = subparsers.add_parser("print", help="what the recogniser learns of fax print: train and judge it")
    steps = printed.add_subparsers(required=True, metavar="WHAT")
    for group, name, command, says in (
        (subparsers, "evaluate", evaluate, "score readings of a folder of faxes against their truths"),
        (subparsers, "compare", versus, "two evaluations: what got better or worse, beyond chance"),
        (subparsers, "calibrate", calibrate, "thresholds by kind of field, so that few found values are wrong"),
        (subparsers, "make", corpus, "draw invented faxes, each with its truth"),
        (subparsers, "foreign", foreign, "print faxes that other hands wrote as web pages, and send them by fax"),
        (subparsers, "alarm", alarm, "the second opinion on red flags, learnt from made-up lines"),
        (kinds, "ocr", ocr, "ways of reading pages, faxpipe's own and the usual ones"),
        (kinds, "fields", fields, "from stored words to a verdict: pages a second, and memory"),
        (kinds, "desk", desk, "the review page over a hundred thousand faxes"),
        (steps, "train", train, "fit the recogniser to lines of invented pages (needs torch, onnx)"),
        (steps, "judge", judge, "read lines nothing was learned from"),
        (subparsers, "soak", soak, "thousands of pages through one process: does its memory grow?"),
    ):
        parser = group.add_parser(name, help=says)
        command.add_arguments(parser)
        parser.set_defaults(run=command.run)
    ner.add_parsers(
        subparsers.add_parser("ner", help="the tagger of models/entities: train, judge and compare it")
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The workbench by itself: `python -m faxpipe.lab.cli evaluate DIR`."""
    parser = argparse.ArgumentParser(prog="faxpipe lab", description="the workbench of faxpipe")
    add_parsers(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(argv)
    return int(args.run(args))


if __name__ == "__main__":
    raise SystemExit(main())

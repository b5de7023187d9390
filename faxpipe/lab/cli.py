"""`faxpipe lab ...`: the commands of the workbench, for the command line to hook in.

`add_parsers` gives every command an argparse parser whose `run` takes the parsed arguments and returns the
exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from faxpipe.lab import calibrate, corpus, evaluate, versus
from faxpipe.lab.bench import desk, fields, ocr, soak
from faxpipe.lab.lines import judge, train
from faxpipe.lab.ner import cli as ner


def add_parsers(subparsers: Any) -> None:
    """Add every command of the workbench to `subparsers` (the object of `ArgumentParser.add_subparsers`)."""
    scoring = subparsers.add_parser("evaluate", help="score readings of a folder of faxes against their truths")
    evaluate.add_arguments(scoring)
    scoring.set_defaults(run=evaluate.run)
    comparing = subparsers.add_parser("compare", help="two evaluations: what got better or worse, beyond chance")
    versus.add_arguments(comparing)
    comparing.set_defaults(run=versus.run)
    setting = subparsers.add_parser(
        "calibrate", help="thresholds by kind of field, so that few found values are wrong"
    )
    calibrate.add_arguments(setting)
    setting.set_defaults(run=calibrate.run)
    making = subparsers.add_parser("make", help="draw invented faxes, each with its truth")
    corpus.add_arguments(making)
    making.set_defaults(run=corpus.run)
    benches = subparsers.add_parser("bench", help="measure speed, cost and correctness")
    kinds = benches.add_subparsers(required=True, metavar="WHAT")
    reading = kinds.add_parser("ocr", help="ways of reading pages, faxpipe's own and the usual ones")
    ocr.add_arguments(reading)
    reading.set_defaults(run=ocr.run)
    understanding = kinds.add_parser("fields", help="from stored words to a verdict: pages a second, and memory")
    fields.add_arguments(understanding)
    understanding.set_defaults(run=fields.run)
    serving = kinds.add_parser("desk", help="the review page over a hundred thousand faxes")
    desk.add_arguments(serving)
    serving.set_defaults(run=desk.run)
    ner.add_parsers(
        subparsers.add_parser("ner", help="the tagger of models/entities: train, judge and compare it")
    )
    printed = subparsers.add_parser("print", help="what the recogniser learns of fax print: train and judge it")
    steps = printed.add_subparsers(required=True, metavar="WHAT")
    learning = steps.add_parser("train", help="fit the recogniser to lines of invented pages (needs torch, onnx)")
    train.add_arguments(learning)
    learning.set_defaults(run=train.run)
    judging = steps.add_parser("judge", help="read lines nothing was learned from")
    judge.add_arguments(judging)
    judging.set_defaults(run=judge.run)
    soaking = subparsers.add_parser("soak", help="thousands of pages through one process: does its memory grow?")
    soak.add_arguments(soaking)
    soaking.set_defaults(run=soak.run)


def main(argv: Sequence[str] | None = None) -> int:
    """The workbench by itself: `python -m faxpipe.lab.cli evaluate DIR`."""
    parser = argparse.ArgumentParser(prog="faxpipe lab", description="the workbench of faxpipe")
    add_parsers(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(argv)
    return int(args.run(args))


if __name__ == "__main__":
    raise SystemExit(main())

"""`faxpipe lab print judge`: how well lines are read that nothing was learned from, and how honest the doubts are.

Part of the lab. The same lines are read as the wheel's weights read them alone, and as this machine reads them.
A word is right if it stands, letter for letter, where the truth has it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import edlib
from rich.console import Console
from rich.table import Table

from faxpipe.errors import ToolMissingError
from faxpipe.lab.lines.make import make_lines
from faxpipe.lab.lines.pairs import Pair
from faxpipe.lab.lines.shards import read_shard, shards
from faxpipe.ocr.neural.detect import WINDOW
from faxpipe.ocr.neural.networks import Networks, load_networks
from faxpipe.ocr.neural.recognise import Letters, read_twice
from faxpipe.ocr.neural.spell import confidence_of
from faxpipe.ocr.neural.weights import find_weights

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One line as it was read: edits it needs, and (confidence, right) of each of its words."""

    pair: Pair = field(repr=False)
    edits: int
    words: tuple[tuple[float, bool], ...] = field(repr=False)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--work", type=Path, required=True, metavar="DIR", help="where lines are kept between runs"
    )
    parser.add_argument("--lines", type=int, default=2000, help="lines to read (%(default)s)")
    parser.add_argument("--seed", type=int, default=900, help="another than those learned from (%(default)s)")
    parser.epilog = "example: faxpipe lab print judge --work /var/tmp/lines"


def run(args: argparse.Namespace) -> int:
    make_lines(args.work, args.seed, args.lines, lambda text: print(text, file=sys.stderr, flush=True))
    pairs = [pair for path in shards(args.work, args.seed).values() for pair in read_shard(path)][: args.lines]
    now, alone = find_weights(), find_weights(folders=())
    if now is None or alone is None:
        raise ToolMissingError("the neural engine's packages are not installed; run the set-up")
    console = Console()
    read = {
        "the wheel's weights alone": judge(pairs, load_networks(replace(alone, fax_print=""), WINDOW)),
        now.version: judge(pairs, load_networks(now, WINDOW)),
    }
    console.print(_errors(read))
    console.print(_reliability(read[now.version]))
    return 0


def judge(pairs: Sequence[Pair], networks: Networks) -> list[Judged]:
    """Read every line as the engine does, doubtful ones twice."""
    read = read_twice([pair.picture for pair in pairs], networks.alphabet, networks.recognise)
    return [_judged(pair, letters) for pair, letters in zip(pairs, read, strict=True)]


def _judged(pair: Pair, letters: Letters) -> Judged:
    said = letters.text.strip()
    edits = edlib.align(said, pair.text)["editDistance"] if said and pair.text else max(len(said), len(pair.text))
    words = list(_words(letters))
    matcher = SequenceMatcher(None, [word for word, _ in words], pair.text.split(), autojunk=False)
    right = {block.a + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    return Judged(pair, edits, tuple((sure, at in right) for at, (_, sure) in enumerate(words)))


def _words(letters: Letters) -> Iterator[tuple[str, float]]:
    begin = 0
    for word in letters.text.split(" "):
        if word:
            yield word, confidence_of(letters.sure[begin : begin + len(word)])
        begin += len(word) + 1


def _errors(read: dict[str, list[Judged]]) -> Table:
    groups = sorted({one.pair.group for judged in read.values() for one in judged})
    table = Table(title="letters wrong, %; and lines wrong", title_justify="left")
    for name in ("read with", "all", "lines wrong", *groups):
        table.add_column(name, justify="left" if name == "read with" else "right")
    for name, judged in read.items():
        wrong = 100 * sum(one.edits > 0 for one in judged) / len(judged)
        shares = [_share([one for one in judged if group in ("", one.pair.group)]) for group in ("", *groups)]
        table.add_row(name, f"{shares[0]:.2f}", f"{wrong:.1f} %", *(f"{share:.2f}" for share in shares[1:]))
    return table


def _share(judged: Sequence[Judged]) -> float:
    return 100 * sum(one.edits for one in judged) / max(1, sum(len(one.pair.text) for one in judged))


def _reliability(judged: Sequence[Judged]) -> Table:
    words = [word for one in judged for word in one.words]
    table = Table(title="confidence of words, and how many were right", title_justify="left")
    for name in ("confidence", "words", "mean", "right"):
        table.add_column(name, justify="right")
    for low, high in pairwise(EDGES):
        part = [(sure, right) for sure, right in words if low <= sure < high or (high == 1.0 == sure)]
        if part:
            mean, right = (sum(values) / len(part) for values in zip(*part, strict=True))
            table.add_row(f"{low:.2f}-{high:.2f}", str(len(part)), f"{mean:.3f}", f"{right:.3f}")
    return table

"""`faxpipe lab alarm`: the weights of `faxpipe.fields.flags.alarm` from a seed, into `alarm.npz`.

Part of the lab. Two logistic regressions with the same features: whether a line tells of anything urgent, and
whether of an emergency.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faxpipe.fields.flags import alarm
from faxpipe.fields.flags.alarm import BUCKETS, buckets, marked_words
from faxpipe.lab.alarm.calm_faxes import calm_sentences
from faxpipe.lab.alarm.material import Line, lines_of, other_illnesses, quiet_sentences, worn

STEPS, RATE, DECAY = 1000, 0.05, 3e-6
QUIET, ILLNESSES = 8_000, 8_000
CALM_WEIGHT, PRESSING_WEIGHT = 0.4, 1.3
"""How much a sentence of a calm fax counts, and a line that is urgent or more, against any other line."""
Array = NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", type=int, default=QUIET, help="sentences of papers without a cue")
    parser.add_argument("--illnesses", type=int, default=ILLNESSES, help="lines of other illnesses")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--faxes", type=Path, nargs="*", default=[], help="folders of NAME.html beside its truth")
    parser.add_argument("--lines", type=Path, nargs="*", default=[], help="more lines, LEVEL|text each")
    parser.add_argument("--to", type=Path, default=Path(alarm.__file__).with_name("alarm.npz"))


def run(args: argparse.Namespace) -> int:
    rng = random.Random(args.seed)
    learnt = [*lines_of(args.lines, rng), *quiet_sentences(args.quiet, rng), *other_illnesses(args.illnesses, rng)]
    learnt += worn((Line(text, "N", CALM_WEIGHT) for text in calm_sentences(args.faxes)), rng)
    weights = np.stack([_trained(learnt, levels, args.steps) for levels in (("U", "E"), ("E",))])
    np.savez_compressed(args.to, weights=weights.astype(np.float16))
    print(f"{len(learnt)} lines, {sum(line.level != 'N' for line in learnt)} of them urgent or more")
    return 0


def _trained(learnt: Sequence[Line], levels: tuple[str, ...], steps: int) -> Array:
    """(BUCKETS + 1,) weights, the last the bias, by Adam on all lines at once."""
    found = [buckets(marked_words(line.text)) for line in learnt]
    rows = np.repeat(np.arange(len(found)), [len(one) for one in found])
    columns = np.concatenate(found)
    values = np.repeat([1 / np.sqrt(max(1, len(one))) for one in found], [len(one) for one in found])
    wanted = np.array([line.level in levels for line in learnt], np.float64)
    shares = np.array([line.weight * (1 if line.level == "N" else PRESSING_WEIGHT) for line in learnt])
    shares = shares * (len(shares) / shares.sum())
    weights, first, second = np.zeros(BUCKETS + 1), np.zeros(BUCKETS + 1), np.zeros(BUCKETS + 1)
    for step in range(1, steps + 1):
        odds = np.bincount(rows, values * weights[columns], len(found)) + weights[BUCKETS]
        error = shares * (1 / (1 + np.exp(-odds)) - wanted) / len(found)
        slope: Array = np.bincount(columns, values * error[rows], BUCKETS + 1).astype(np.float64)
        slope[BUCKETS] = float(error.sum())
        slope[:BUCKETS] += DECAY * weights[:BUCKETS] / 10
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-6)
    return weights

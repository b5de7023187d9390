"""`faxpipe lab print train`: fit the recogniser to fax print, on lines of invented pages.

Part of the lab. Two steps: lines are made into a work folder, in shards that a later run finds again; then the
network learns from them, most of its layers at a low rate, and the difference to the wheel's weights is stored.
Needs torch and onnx, which nothing else does. By CTC (Graves et al. 2006) with AdamW (Loshchilov and Hutter 2019);
what is kept is the running mean of the weights (Polyak and Juditsky 1992).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from faxpipe.digest import sha256_of
from faxpipe.errors import ToolMissingError
from faxpipe.lab.lines.make import make_lines
from faxpipe.lab.lines.pairs import Pair
from faxpipe.lab.lines.shards import read_shard, shards
from faxpipe.ocr.neural.fax_print import PATH, fax_print_for, write_fax_print
from faxpipe.ocr.neural.recognise import WIDTH_STEP, tensor
from faxpipe.ocr.neural.weights import RECOGNISER, wheel_folder, wheel_version

if TYPE_CHECKING:
    from faxpipe.lab.lines.network import Recogniser

RATE, DECAY, CLIP, WARM_STEPS = 1e-4, 1e-4, 2.0, 100
BATCH_PX, BATCH_MIN, BATCH_MAX = 7200, 4, 32  # columns and lines of one step
COLUMNS_MAX = 1400
SHARDS_AT_ONCE, STAYING = 3, 0.2
MEAN_OF, MEAN_START = 0.995, 20
EMPTY_KEPT = 0.5
MOVED, MOVED_PX, PALER, PALEST = 0.2, 2, 0.1, 0.6
SAY_EVERY = 25
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """`seed` draws everything; `lines` are made, and learned from in `passes` over them at no more than `rate`."""

    seed: int
    lines: int
    passes: float
    rate: float
    threads: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--work", type=Path, required=True, metavar="DIR", help="where lines are kept between runs"
    )
    parser.add_argument("--out", type=Path, default=PATH, metavar="FILE", help="what was learned (%(default)s)")
    parser.add_argument("--lines", type=int, default=30_000, help="lines to draw (%(default)s)")
    parser.add_argument("--passes", type=float, default=1.5, help="how often each is learned from (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", action="store_true", help="learn on from what --out holds, with other lines")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate (%(default)s)")
    parser.add_argument("--name", default="fax1", help="what this fit is called in the engine's version")
    parser.add_argument("--threads", type=int, default=2)
    parser.epilog = "example: faxpipe lab print train --work /var/tmp/lines --lines 30000"


def run(args: argparse.Namespace) -> int:
    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    wheel = wheel_folder()
    if wheel is None:
        raise ToolMissingError("the rapidocr package is not installed; run the set-up again")
    plan = Plan(args.seed, args.lines, args.passes, args.rate, args.threads)
    make_lines(args.work, plan.seed, plan.lines, say)
    network = _recogniser(wheel / RECOGNISER)
    before = network.values()
    earlier = fax_print_for(wheel / RECOGNISER, args.out) if args.on else None
    if earlier is not None:
        network.add(earlier.differences)
    after = learn(network, args.work, plan, say)
    card = {
        "of": sha256_of(wheel / RECOGNISER),
        "name": args.name,
        "wheel": f"rapidocr {wheel_version()} {RECOGNISER}",
        "learned": [*(cast("list[object]", earlier.card["learned"]) if earlier else []), asdict(plan)],
    }
    learned = {name: after[name] - before[name] for name in after if (after[name] != before[name]).any()}
    write_fax_print(args.out, learned, card)
    print(f"{args.out}: {len(learned)} arrays, {args.out.stat().st_size / 1e6:.1f} MB")
    return 0


def learn(network: Recogniser, work: Path, plan: Plan, say: Say) -> dict[str, Any]:
    """Weights by name after learning from the lines in `work`."""
    import torch  # noqa: PLC0415 - only training needs it

    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    network = network.to(memory_format=torch.channels_last)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    many, few = ([w for w in weights if (w.dim() > 1) == plenty] for plenty in (True, False))
    groups = [{"params": many, "weight_decay": DECAY}, {"params": few, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.99))
    means = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    rng = random.Random(f"learn/{plan.seed}")
    whole, seen, step, mean_loss, begun = plan.lines * plan.passes, 0, 0, 0.0, time.monotonic()
    for batch in _batches(work, plan, rng):
        if seen >= whole:
            break
        rate = plan.rate * min(1.0, (step + 1) / WARM_STEPS) * (0.5 + 0.5 * math.cos(math.pi * seen / whole))
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = _loss(network, batch, rng)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, CLIP)
        optimiser.step()
        seen, step = seen + len(batch), step + 1
        share = 1 - min(MEAN_OF, step / (step + MEAN_START))
        with torch.no_grad():
            for name, weight in network.named_parameters():
                means[name].lerp_(weight, share)
        mean_loss += (float(loss.detach()) - mean_loss) * max(0.02, 1 / step)
        if step % SAY_EVERY == 0:
            say(f"{seen} of {whole:.0f} lines, loss {mean_loss:.3f} a letter, {time.monotonic() - begun:.0f} s")
    names = network.parameter_names()
    return {names[own]: mean.numpy() for own, mean in means.items()}


def _recogniser(path: Path) -> Recogniser:
    try:
        from faxpipe.lab.lines.network import Recogniser  # noqa: PLC0415 - only training needs torch
    except ImportError:
        raise ToolMissingError("training needs the packages torch and onnx") from None
    return Recogniser(path)


def _batches(work: Path, plan: Plan, rng: random.Random) -> Iterator[Sequence[Pair]]:
    """Lines of about one width, again and again over all shards, mixed across some of them."""
    pool: list[Pair] = []
    while True:
        paths = list(shards(work, plan.seed).values())
        rng.shuffle(paths)
        for begin in range(0, len(paths), SHARDS_AT_ONCE):
            pool += [pair for path in paths[begin : begin + SHARDS_AT_ONCE] for pair in read_shard(path)]
            rng.shuffle(pool)
            stay = round(len(pool) * STAYING)
            taken, pool = pool[stay:], pool[:stay]
            yield from _of_one_width(taken, rng)


def _of_one_width(pairs: Sequence[Pair], rng: random.Random) -> Iterator[Sequence[Pair]]:
    widths: dict[int, list[Pair]] = {}
    for pair in pairs:
        columns = WIDTH_STEP * math.ceil(pair.picture.shape[1] / WIDTH_STEP)
        if columns <= COLUMNS_MAX and _learnable(pair) and (pair.text or rng.random() < EMPTY_KEPT):
            widths.setdefault(columns, []).append(pair)
    batches = []
    for columns, found in widths.items():
        size = max(BATCH_MIN, min(BATCH_MAX, BATCH_PX // columns))
        batches += [found[begin : begin + size] for begin in range(0, len(found) - size + 1, size)]
    rng.shuffle(batches)
    yield from batches


def _learnable(pair: Pair) -> bool:
    """Whether the line has room for its letters: eight columns for each, and for the gap between twins."""
    twins = sum(one == other for one, other in pairwise(pair.text))
    return len(pair.text) + twins <= int(pair.picture.shape[1]) // 8


def _loss(network: Recogniser, batch: Sequence[Pair], rng: random.Random) -> Any:
    """CTC loss a letter."""
    import torch  # noqa: PLC0415

    columns = WIDTH_STEP * math.ceil(max(pair.picture.shape[1] for pair in batch) / WIDTH_STEP)
    lines = tensor([_varied(pair, rng) for pair in batch], columns)
    chances = network(torch.from_numpy(lines).to(memory_format=torch.channels_last))
    chances = chances.log_softmax(-1).transpose(0, 1)
    place = {letter: index + 1 for index, letter in reversed(tuple(enumerate(network.letters)))}
    wanted = [[place[letter] for letter in pair.text] for pair in batch]
    lengths = torch.tensor([len(letters) for letters in wanted])
    steps = torch.full((len(batch),), len(chances), dtype=torch.long)
    letters = torch.tensor([letter for line in wanted for letter in line], dtype=torch.long)
    loss = torch.nn.functional.ctc_loss(chances, letters, steps, lengths, reduction="sum", zero_infinity=True)
    return loss / (lengths.sum() + len(batch))


def _varied(pair: Pair, rng: random.Random) -> Any:
    """The line a little higher or lower, or paler, now and then."""
    picture = pair.picture
    if rng.random() < MOVED:
        picture = np.roll(picture, rng.choice((-1, 1)) * rng.randint(1, MOVED_PX), axis=0)
    if rng.random() < PALER:
        picture = (255 - (255 - picture.astype(np.float32)) * rng.uniform(PALEST, 1)).astype(np.uint8)
    return picture

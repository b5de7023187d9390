"""Lines of one seed, made until there are enough: sheets drawn, worn, read and cut, into shards on disk.

Part of the lab.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

from faxpipe.errors import ToolMissingError
from faxpipe.lab.lines.pairs import Pair, pairs_of
from faxpipe.lab.lines.shards import shards, write_shard
from faxpipe.lab.lines.sheets import draw_sheet, find_faces
from faxpipe.lab.lines.texts import gather
from faxpipe.ocr.neural.detect import WINDOW
from faxpipe.ocr.neural.networks import load_networks
from faxpipe.ocr.neural.weights import find_weights

SHARD, PAPERS = 2000, 150


def make_lines(work: Path, seed: int, lines: int, say: Callable[[str], None]) -> None:
    """At least `lines` lines of `seed` in `work`; shards of an earlier run count. Some forty a second."""
    missing = [number for number in range(math.ceil(lines / SHARD)) if number not in shards(work, seed)]
    if not missing:
        return
    weights = find_weights()
    if weights is None:
        raise ToolMissingError("the neural engine's packages are not installed; run the set-up")
    networks, texts, faces = load_networks(weights, WINDOW), gather(seed, PAPERS), find_faces()
    for number in missing:
        rng = random.Random(f"lines/{seed}/{number}")
        pairs: list[Pair] = []
        while len(pairs) < SHARD:
            pairs += pairs_of(draw_sheet(texts, faces, rng), networks, rng)
        write_shard(work, seed, number, pairs[:SHARD])
        say(f"{(number + 1) * SHARD} lines made")

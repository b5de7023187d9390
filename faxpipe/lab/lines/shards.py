"""Lines with their text on disk, some thousand a file, so that a long training can be taken up again.

Part of the lab. A shard is an .npz: all pictures side by side, where each ends, and the texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from faxpipe.lab.lines.pairs import Pair

NAME = re.compile(r"(\d+)_(\d+)\.npz")


def shards(folder: Path, seed: int) -> dict[int, Path]:
    """Shards of a seed by their number."""
    found = ((NAME.fullmatch(path.name), path) for path in sorted(folder.glob("*.npz")))
    return {int(match[2]): path for match, path in found if match and int(match[1]) == seed}


def write_shard(folder: Path, seed: int, number: int, pairs: Sequence[Pair]) -> Path:
    """Write whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seed}_{number:03d}.npz"
    texts = json.dumps([(pair.text, pair.group) for pair in pairs]).encode()
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            pictures=np.concatenate([pair.picture for pair in pairs], axis=1),
            ends=np.cumsum([pair.picture.shape[1] for pair in pairs]),
            texts=np.frombuffer(texts, np.uint8),
        )
    partial.replace(path)
    return path


def read_shard(path: Path) -> list[Pair]:
    with np.load(path, allow_pickle=False) as stored:
        texts = json.loads(stored["texts"].tobytes())
        pictures = np.split(stored["pictures"], stored["ends"][:-1], axis=1)
    return [Pair(picture, text, group) for picture, (text, group) in zip(pictures, texts, strict=True)]

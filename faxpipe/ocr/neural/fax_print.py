"""What the recogniser learned of fax print: differences to the wheel's weights, to be added when it is loaded.

Made by `faxpipe lab print train` from invented faxes alone and kept beside this module; without the wheel's own
weights it is worth nothing, and for other weights than those it was learned from it is not used. Each array is
stored in 8 bit with a scale for each last index, which leaves differences of less than 0.5 % of its largest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faxpipe.digest import sha256_of

PATH = Path(__file__).with_name("fax_print.npz")
CARD, SCALE = "card", "/scale"
LEVELS = 127
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FaxPrint:
    """`of`: SHA-256 of the network file it belongs to. `card`: how it was made.

    `differences`: by the name of the weights in that file, shaped as they are once the last layer is cut to the
    letters we know.
    """

    of: str
    name: str
    differences: Mapping[str, Values] = field(repr=False)
    card: Mapping[str, object] = field(repr=False)


@cache
def fax_print_for(network: Path, path: Path = PATH) -> FaxPrint | None:
    """What was learned for the network in this file; None where nothing was, or for other weights.

    Looked at once a process: the files are those that were installed.
    """
    learned = _read(path)
    return learned if learned is not None and sha256_of(network) == learned.of else None


def write_fax_print(path: Path, differences: Mapping[str, Values], card: Mapping[str, object]) -> None:
    """Store differences; `card` holds at least `of` (SHA-256 of the network file) and `name`."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, values in differences.items():
        scale = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0) / LEVELS
        rounded = np.rint(values / np.where(scale > 0, scale, 1)).astype(np.int8)
        arrays[name], arrays[name + SCALE] = rounded, scale.astype(np.float32)
    text = json.dumps(dict(card), sort_keys=True).encode()
    np.savez_compressed(path, allow_pickle=False, **arrays, **{CARD: np.frombuffer(text, np.uint8)})


def _read(path: Path) -> FaxPrint | None:
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        card = json.loads(stored[CARD].tobytes())
        differences = {
            name: stored[name].astype(np.float32) * stored[name + SCALE]
            for name in stored.files
            if name + SCALE in stored.files
        }
    return FaxPrint(card["of"], card["name"], differences, card)

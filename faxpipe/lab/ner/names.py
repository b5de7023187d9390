"""Invented people for the tagger's texts: known and unusual names, each split with its own.

Part of the lab. A share of the surnames is put together from syllables, so that a name is learnt from where it
stands and how it looks and not by heart.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PARTICLES = ("De", "De La", "Da", "Van", "Van der", "St.", "La", "Di", "Del", "von", "El", "Al")
SUFFIXES = ("Jr", "Jr.", "Sr.", "III", "II", "IV")
MADE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Someone:
    """First, middle (may be empty or an initial), last, suffix."""

    first: str
    middle: str
    last: str
    suffix: str

    @property
    def full(self) -> str:
        """Normal form: First Middle Last Suffix."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in (files("faxpipe.lab.ner") / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            lists[name] = (*lists.get(name, ()), *line.split())
    return lists


def someone(rng: random.Random, split: str) -> Someone:
    """Anyone of this split."""
    lists = _lists()
    first, other = rng.choice(lists[f"{split} first"]), rng.choice(lists[f"{split} first"])
    if rng.random() < 0.06:
        first = f"{first}-{rng.choice(lists[f'{split} first'])}"
    draw = rng.random()
    middle = other if draw < 0.12 else f"{other[0]}." if draw < 0.3 else other[0] if draw < 0.45 else ""
    return Someone(first, middle, surname(rng, split), rng.choice(SUFFIXES) if rng.random() < 0.04 else "")


def surname(rng: random.Random, split: str) -> str:
    """A surname, often of syllables that make no known one, now and then doubled or with a particle."""
    lists = _lists()
    if split == "train" and rng.random() < MADE_SHARE:
        syllables = [rng.choice(lists["train syllables"]) for _ in range(rng.choice((1, 1, 2)))]
        name = ("".join(syllables) + rng.choice(lists["train endings"])).capitalize()
    else:
        name = rng.choice(lists[f"{split} last"])
    draw = rng.random()
    if draw < 0.05:
        return f"{name}-{rng.choice(lists[f'{split} last'])}"
    if draw < 0.1:
        return f"{rng.choice(PARTICLES)} {name}"
    if draw < 0.13:
        return f"{rng.choice(('O', 'D'))}'{name}"
    return name


def printed(rng: random.Random, person: Someone, *, inverted: float = 0.15) -> str:
    """The name in one of its dresses; `inverted`: how often the family name stands first."""
    full = person.full
    if rng.random() < inverted:
        last = " ".join(part for part in (person.last, person.suffix) if part)
        full = f"{last}, {' '.join(part for part in (person.first, person.middle) if part)}"
    elif rng.random() < 0.15:
        full = " ".join(part for part in (person.first, person.last) if part)
    draw = rng.random()
    return full.upper() if draw < 0.13 else full.lower() if draw < 0.02 + 0.13 else full

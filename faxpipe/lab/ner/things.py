"""What the tagger's texts are about: payers, practices, diagnoses, services, conditions, allergens, events.

Part of the lab. The lists stand in `things.txt`, those for judging by themselves, and the parts that `plenty` puts
together in `things_wide.txt`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def things(kind: str, split: str) -> tuple[str, ...]:
    """The things of one kind that belong to a split. KeyError for an unknown kind."""
    return _lists()[f"{kind} held" if split == "held" else kind]


def _lines() -> list[str]:
    here = files("faxpipe.lab.ner")
    return [
        line
        for name in ("things.txt", "things_wide.txt")
        for line in (here / name).read_text(encoding="utf-8").splitlines()
    ]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in _lines():
        if line.startswith("["):
            name = line.strip("[]")
            lists[name] = []
        elif line and not line.startswith("#"):
            lists[name].append(line)
    return {name: _parted(" ".join(lines)) for name, lines in lists.items()}


def _parted(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(";") if item.strip())

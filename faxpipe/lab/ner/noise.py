"""Texts worn as our own OCR wears them, their entities kept in place.

Part of the lab. The letters that are mixed up, lost and gained, and how often, stand in `confusions.tsv`, recorded
from pages that we drew and read ourselves (`confusions`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from faxpipe.lab.ner.papers import Paper, Span

NOTHING, BLANK = "\u2205", "\u2423"
"""How the table shows no letter and a blank."""
LEVELS = (0.0, 0.0, 1.0, 1.0, 2.0, 4.0, 8.0)
"""How much worse than the recorded pages a text may be: most faxes are about as good, a few far worse."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """`truth` was read as `read`, `times` of `of` times that it was printed; "" is nothing."""

    truth: str
    read: str
    times: int
    of: int


@cache
def confusions() -> tuple[Confusion, ...]:
    """The recorded table."""
    lines = (files("faxpipe.lab.ner") / "confusions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(Confusion(_meant(row[0]), _meant(row[1]), int(row[2]), int(row[3])) for row in rows)


def shown(text: str) -> str:
    """Letters as the table shows them."""
    return text.replace(" ", BLANK) or NOTHING


def _meant(text: str) -> str:
    return "" if text == NOTHING else text.replace(BLANK, " ")


@cache
def _by_truth() -> dict[str, tuple[tuple[str, float], ...]]:
    """What each letter or pair of letters may be read as, with its chance."""
    chances: dict[str, list[tuple[str, float]]] = {}
    for one in confusions():
        chances.setdefault(one.truth, []).append((one.read, one.times / one.of))
    return {truth: tuple(reads) for truth, reads in chances.items()}


def worn(paper: Paper, rng: random.Random, level: float | None = None) -> Paper:
    """`paper` misread here and there; `level`: how often relative to the recorded pages, drawn where None is
    given."""
    level = rng.choice(LEVELS) if level is None else level
    if not level:
        return paper
    text, moved = "", [0] * (len(paper.text) + 1)
    at = 0
    while at < len(paper.text):
        moved[at] = len(text)
        length, read = _misread(paper.text, at, rng, level)
        text += read
        for inside in range(at + 1, at + length):
            moved[inside] = len(text)
        at += length
    moved[len(paper.text)] = len(text)
    spans = (Span(moved[span.start], moved[span.end], span.label) for span in paper.spans)
    return Paper(paper.kind, text, tuple(span for span in spans if span.end > span.start), paper.facts)


def _misread(text: str, at: int, rng: random.Random, level: float) -> tuple[int, str]:
    """How many letters from `at` on are read, and as what."""
    table = _by_truth()
    for length in (2, 1):
        truth = text[at : at + length]
        draw = rng.random()
        for read, chance in table.get(truth, ()):
            draw -= chance * level
            if draw < 0:
                return length, read
    draw = rng.random()
    for read, chance in table.get("", ()):
        draw -= chance * level
        if draw < 0:
            return 1, text[at] + read
    return 1, text[at]

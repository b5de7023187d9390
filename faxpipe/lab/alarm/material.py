"""What the alarm learns from: lines with their level, phrases put into contexts that claim or deny them, and
sentences of the lab's papers in which no rule sees a cue.

Part of the lab. Every phrase that alarms is also said denied, warned of, past and of a relative: what then
differs is the context alone.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from faxpipe.fields.flags.concepts import concept_matches
from faxpipe.fields.flags.patterns import PATTERNS
from faxpipe.fields.prose.text import Phrases, new_vocab, sentence_spans, tokens
from faxpipe.lab.ner.papers import paper

LEVELS = ("N", "U", "E")


@dataclass(frozen=True, slots=True)
class Line:
    """`level`: one of `LEVELS`. `weight`: how much it counts."""

    text: str
    level: str
    weight: float = 1.0


TIMES = ("yesterday", "Monday", "last night", "the fall", "this morning", "11/10", "the weekend", "the injection")
CLAIMED = {
    "np": (
        "{p}",
        "New {p}",
        "Patient has {p}.",
        "c/o {p} since {t}",
        "Presents with {p}, started {t}.",
        "Exam: {p}.",
        "She now reports {p}",
        "{p} x 3 days",
        "Back pain with {p}.",
        "Concern for {p}.",
        "No fever. {p} noted.",
        "Dx: {p}",
    ),
    "cl": (
        "{p}",
        "{p} since {t}",
        "Daughter says {p}.",
        "Now {p}.",
        "Per nurse, {p}",
        "Denies fever but {p}.",
        "L1 fracture, {p}",
    ),
}
NOT_CLAIMED = {
    "np": (
        "No {p}",
        "Denies {p}.",
        "No history of {p}",
        "Without {p}.",
        "Negative for {p}.",
        "{p}: no",
        "{p}: none",
        "Denies fever, weakness, {p}, or falls.",
        "Return to the ER if {p} develops.",
        "Call us for {p} or fever.",
        "Risks include bleeding, {p} and pain.",
        "{p} in 2012, resolved.",
        "Mother had {p}.",
        "{p}? Yes / No",
        "Discussed {p} and when to seek care.",
        "{p} has resolved.",
        "Watch for {p}.",
        "No evidence of {p}.",
    ),
    "cl": (
        "Return if {p}.",
        "Call 911 if {p}",
        "Go to the emergency department should it happen that {p}.",
        "If {p}, call our office.",
        "Denies that {p}.",
        "Does it happen that {p}?",
        "Years ago {p}; that has resolved.",
    ),
}
STEADY = ("Chronic {p} for years, unchanged.", "Longstanding {p}, stable.")
CONTEXTS_EACH = 7
WORN = 0.3
"""The share of lines that are learnt a second time with letters misread."""
_LOOKS_LIKE = {
    "l": "i",
    "i": "l",
    "o": "0",
    "e": "c",
    "a": "o",
    "n": "r",
    "t": "l",
    "s": "5",
    "u": "ii",
    "m": "rn",
}
PAPERS_WEIGHT = 0.5


def lines_of(paths: Iterable[Path], rng: random.Random) -> Iterator[Line]:
    """The lines of our own file and of `paths`, phrases in their contexts, some worn."""
    texts = [resources.files("faxpipe.lab.alarm").joinpath("lines.txt").read_text()]
    texts += [path.read_text() for path in paths]
    for text in texts:
        for row in text.splitlines():
            if row and not row.startswith("#"):
                yield from worn(_of_row(row, rng), rng)


def worn(lines: Iterable[Line], rng: random.Random) -> Iterator[Line]:
    """`lines`, and a share of them again with letters misread."""
    for line in lines:
        yield line
        if rng.random() < WORN:
            yield Line(_misread(line.text, rng), line.level, line.weight)


def _of_row(row: str, rng: random.Random) -> Iterator[Line]:
    head, _, text = row.partition("|")
    level, _, shape = head.partition(" ")
    if not shape:
        yield Line(text.replace("\\n", "\n"), level)
        return
    claimed = rng.sample(CLAIMED[shape], min(CONTEXTS_EACH, len(CLAIMED[shape])))
    denied = rng.sample(NOT_CLAIMED[shape], CONTEXTS_EACH)
    said = [(context, level) for context in claimed] + [(context, "N") for context in denied]
    said += [(context, "N") for context in STEADY if shape == "np" and level != "U"]
    for context, one in said:
        yield Line(context.format(p=text, t=rng.choice(TIMES)), one, 0.6)


def _misread(text: str, rng: random.Random) -> str:
    return "".join(_LOOKS_LIKE.get(sign, sign) if rng.random() < 0.05 else sign for sign in text)


def quiet_sentences(count: int, rng: random.Random) -> Iterator[Line]:
    """`count` sentences of the lab's papers in which no rule sees a cue, claimed or not."""
    left = count
    while left > 0:
        text = paper(rng, "train").text
        for start, end in sentence_spans(text):
            sentence = text[start:end].replace("\n", " ")
            if left > 0 and _quiet(sentence):
                left -= 1
                yield Line(sentence, "N", PAPERS_WEIGHT)


def other_illnesses(count: int, rng: random.Random) -> Iterator[Line]:
    """`count` illnesses and injuries of the code table that are no red flag, as notes say them."""
    packed = resources.files("faxpipe.fields.kinds").joinpath("icd10cm.tsv.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines() if line[0] != "#"]
    texts = [text for code, billable, text in rows if billable == "1" and not code.startswith(_OURS)]
    left = count
    for text in rng.sample(texts, 2 * count):
        if left > 0 and _quiet(text):
            left -= 1
            context = rng.choice(SAID_OF_ILLNESS)
            yield Line(context.format(p=text.lower() if rng.random() < 0.7 else text), "N", PAPERS_WEIGHT)


_OURS = (
    "S12",
    "S14",
    "S22",
    "S24",
    "S32",
    "S34",
    "M46",
    "M48",
    "M49",
    "M80",
    "M84",
    "G",
    "C",
    "D4",
    "R",
    "N39",
    "N31",
)
SAID_OF_ILLNESS = (
    "{p}",
    "The patient has {p}.",
    "She was treated for {p} last month.",
    "He presents today with {p}.",
    "Now with {p}, on the left.",
    "Increasing difficulty with {p} over the past week.",
    "Severe {p}, worse since Monday.",
    "On examination there is {p}.",
    "He was taken to the operating room for {p}.",
    "Plan: continue treatment of {p} and recheck in the morning.",
)


def _quiet(text: str) -> bool:
    """Whether no rule sees a cue in `text`, claimed or not."""
    doc = tokens(text, new_vocab())
    return not _cues().find(doc) and not any(True for _ in concept_matches(doc))


@cache
def _cues() -> Phrases:
    return Phrases(PATTERNS)

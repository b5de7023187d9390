"""How much a sentence sounds like a red flag in words that no rule knows: a trained second opinion.

Place in the sentence: words -> packets -> **fields**; asked by `alarming` where the rules found no emergency. A
linear model over words, pairs of words and pieces of words, a few tens of thousands of weights in `alarm.npz`,
made by `faxpipe lab alarm` from made-up lines. Words in the reach of a denial, a warning or a relative are others
than the same words claimed. It only raises what a person looks at first; it never lowers anything.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 15
DENIED_REACH = 8
"""Words behind a denial that it may reach; a stop ends it."""
TOKENS_MIN, TOKENS_WINDOW, TOKENS_STEP = 2, 28, 14
"""A longer sentence is judged by its most alarming part."""
HEAD_MAX = 5
"""Words within which a colon ends who speaks or what is spoken of: "Nurse: her legs ..."."""

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:/\d+)?|[.;:?\[\]+]")
_DENIES = frozenset(
    "no not denies denys denied without negative neg never none nor deny denying free absence lacks non mother"
    " father sister brother family aunt uncle grandmother grandfather".split()
)
_WARNS = frozenset(
    "if should return risk risks precautions watch discussed educated counseled complications unless"
    " criteria".split()
)
_TOLD_OF = frozenset("reviewed discussed develop develops occur occurs".split())
"""Words that make all before them a warning: "numbness and weakness were reviewed with the patient"."""
_TORN_DENIAL = re.compile(r"\(\s?-\s?\)|\bno\.(?=\s+[a-z])")
_NOTHING_THERE = re.compile(
    r"\bnothing(?=\s(?:(?:is|was|has|that|been|else|to)\s){0,3}(?:retropuls|displac|push|protrud|project|encroach"
    r"|imping|press|compress|narrow|intrud|bulg|extend|suggest|suspicio|indicat|worr|concern|abnormal|destruct|lytic"
    r"|acute|fractur|broken))"
)
"""What "nothing" denies of a film; of a bladder it tells the worst: "strains and nothing comes out"."""
_STOPS = frozenset(".;?")
_BUT = frozenset("but however although now today".split())

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Log odds that a sentence tells of anything urgent, and of an emergency."""

    pressing: float
    emergency: float


def alarm(text: str) -> Alarm | None:
    """What the model makes of `text`; None for what is no sentence."""
    marked = marked_words(text)
    if len(marked) < TOKENS_MIN:
        return None
    starts = {*range(0, max(1, len(marked) - TOKENS_WINDOW + TOKENS_STEP), TOKENS_STEP)}
    if ":" in marked[:HEAD_MAX] and marked.count(":") == 1 and len(marked) > HEAD_MAX:
        starts.add(marked.index(":") + 1)
    weights = _weights()
    scores = [_score(marked[start : start + TOKENS_WINDOW], weights) for start in starts]
    return max(scores, key=lambda one: one.pressing)


def _score(marked: list[str], weights: Weights) -> Alarm:
    at = buckets(marked)
    sums = weights[:, at].sum(axis=1) / np.sqrt(len(at)) + weights[:, BUCKETS]
    return Alarm(float(sums[0]), float(sums[1]))


@cache
def _weights() -> Weights:
    with resources.files("faxpipe.fields.flags").joinpath("alarm.npz").open("rb") as stored:
        return np.asarray(np.load(stored)["weights"], np.float32)


def marked_words(text: str) -> list[str]:
    """The words of `text` in lower case, numbers by their length, each "!word" where it is not claimed."""
    marked: list[str] = []
    plainly = _NOTHING_THERE.sub("no", _TORN_DENIAL.sub(" no ", text.lower().replace("w/o", "without")))
    words = _TOKEN.findall(plainly)
    denied, warned = 0, not _TOLD_OF.isdisjoint(words)
    for word in words:
        if word in _STOPS or word in _BUT:
            denied, warned = 0, warned and word not in _STOPS
        plain = f"#{len(word)}" if word.isdigit() else word
        marked.append(f"!{plain}" if denied > 0 or warned else plain)
        denied = DENIED_REACH if word in _DENIES else denied - 1
        warned = warned or word in _WARNS
    return marked


def buckets(marked: list[str]) -> NDArray[np.int64]:
    """The buckets 0..`BUCKETS` - 1 of the features of marked words, each once."""
    found: set[int] = set()
    for word in marked:
        found.update(_of_word(word))
    for one, other in pairwise(marked):
        found.add(_of_pair(one, other, "b"))
    for one, other in zip(marked, marked[2:], strict=False):
        found.add(_of_pair(one, other, "s"))
    return np.fromiter(found, np.int64, len(found))


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[int, ...]:
    sign, bare = ("!", word[1:]) if word.startswith("!") else ("", word)
    framed = f"<{bare}>"
    pieces = {f"w:{word}"}
    if len(framed) > PIECE_FROM:
        pieces |= {f"c:{sign}{framed[at : at + size]}" for size in (4, 5) for at in range(len(framed) - size + 1)}
    return tuple(_bucket(piece) for piece in pieces)


PIECE_FROM = 5


@lru_cache(maxsize=50_000)
def _of_pair(one: str, other: str, kind: str) -> int:
    return _bucket(f"{kind}:{one} {other}")


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS

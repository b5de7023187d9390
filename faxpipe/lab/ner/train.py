"""`faxpipe lab ner train`: the tagger of `models/entities` from nothing but a seed.

Part of the lab. Every paper is written anew, so nothing is seen twice. A small network over hashed features (a
window of five tokens to each side) gives each token a tag with a probability, which a transition parser would not.
One thread; about a quarter of an hour.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from faxpipe.fields.tagger.pipes import FEATURES_PIPE, SPANS_PIPE, TOKENIZER
from faxpipe.fields.tagger.tokens import ATTRIBUTES, featured, set_features
from faxpipe.lab.ner.noise import worn
from faxpipe.lab.ner.papers import paper
from faxpipe.lab.ner.speaker import LABELS
from faxpipe.lab.ner.tokens import OUTSIDE, tagged

WIDTH, DEPTH = 64, 5
ROWS = (6000, 2500, 1000, 100, 100, 100, 60)
BATCH = 32
LEARN_RATE_LAST = 1e-4
DROPOUT = 0.15
DIMMED = (0.0, 0.1, 0.2, 0.35)
"""What share of a paper's words lose their spelling, and of its tokens the cue before them."""
UNKNOWN = 1
PIPE = "entities"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the training: its share of the papers, the rate it begins with, and how hard its forms are."""

    name: str
    share: float
    learn_rate: float
    ease: float


PARTS = (Part("papers", 28 / 54, 2e-3, 1.0), Part("plainer papers", 26 / 54, 2e-3, 0.3))
"""Hard forms first, then papers more like those that are sent: alone, the hard ones left it unsure of all."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The pipeline and what it took."""

    nlp: Language
    papers: int
    tokens: int
    cpu_s: float


def train(*, papers: int, seed: int, tell: Any = None) -> Trained:
    """A pipeline trained on `papers` papers. `tell`: called with a line of progress now and then."""
    begun = time.process_time()
    fix_random_seed(seed)
    nlp = untrained()
    nlp.initialize(lambda: examples(nlp, random.Random(f"{seed}/first"), BATCH))
    steps = seen = 0
    for number, part in enumerate(PARTS):
        if number:
            fix_random_seed(seed + number)
        count = max(1, round(papers * part.share) // BATCH)
        nlp, tokens = taught(nlp, part, count, seed, tell)
        steps, seen = steps + count, seen + tokens
    return Trained(nlp, steps * BATCH, seen, time.process_time() - begun)


def taught(nlp: Language, part: Part, steps: int, seed: int, tell: Any = None) -> tuple[Language, int]:
    """The pipeline after so many steps of one part of its training, and the tokens it read."""
    optimizer = Adam(part.learn_rate, L2=1e-4, grad_clip=1.0, use_averages=True)
    rng = random.Random(f"{seed}/{part.name}")
    seen = 0
    losses: dict[str, float] = {}
    for step in range(steps):
        rising, left = min(1.0, step / 50), 1 - step / steps
        optimizer.learn_rate = LEARN_RATE_LAST + (part.learn_rate - LEARN_RATE_LAST) * left * rising
        batch = examples(nlp, rng, BATCH, part.ease)
        seen += sum(len(example) for example in batch)
        nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
        if tell is not None and (step + 1) % 50 == 0:
            tell(f"{part.name}: {step + 1} of {steps} steps, loss {losses[PIPE] / 50:.1f}")
            losses = {}
    with nlp.use_params(optimizer.averages):
        return nlp.from_bytes(nlp.to_bytes()), seen


def untrained() -> Language:
    """The pipeline before training: features, tagger, entities."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(FEATURES_PIPE)
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": list(ATTRIBUTES),
        "rows": list(ROWS),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": WIDTH,
        "depth": DEPTH,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    model = {"@architectures": "spacy.Tagger.v2", "normalize": True, "tok2vec": tok2vec}
    settings = {"model": model, "label_smoothing": 0.0, "overwrite": True}  # a feature stands where tags go
    pipe: Any = nlp.add_pipe("tagger", name=PIPE, config=settings)
    for tag in (OUTSIDE, *(f"{place}-{label}" for label in LABELS for place in "BI")):
        pipe.add_label(tag)
    nlp.add_pipe(SPANS_PIPE)
    return nlp


def examples(nlp: Language, rng: random.Random, count: int, ease: float = 1.0) -> list[Example]:
    """`count` worn papers of the split for training, as spaCy learns from them; `ease` as in `paper`."""
    return list(_examples(nlp, rng, count, ease))


def _examples(nlp: Language, rng: random.Random, count: int, ease: float) -> Iterator[Example]:
    for _ in range(count):
        words, tags = tagged(worn(paper(rng, "train", ease=ease), rng))
        doc = featured(nlp.vocab, words)
        _dim(doc, rng)
        yield Example(doc, Doc(nlp.vocab, words=[token.text for token in doc], tags=tags))


def _dim(doc: Doc, rng: random.Random) -> None:
    """Hides what some words are, so that no single cue is leaned on: there are more wordings than we can write."""
    share = rng.choice(DIMMED)
    if not share or not len(doc):
        return
    rows: Any = doc.to_array(list(ATTRIBUTES))
    draw = np.random.default_rng(rng.getrandbits(32))
    hidden = draw.random(len(doc)) < share
    rows[hidden, :2] = UNKNOWN
    for cue in (4, 5, 6):
        rows[draw.random(len(doc)) < share, cue] = 0
    set_features(doc, rows)


def save(nlp: Language, folder: Path) -> None:
    """The pipeline as spaCy keeps it."""
    nlp.to_disk(folder)

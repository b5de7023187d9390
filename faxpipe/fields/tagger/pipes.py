"""The parts of the trained pipeline that are code: its tokenizer, its features, and tags -> entities.

Place in the sentence: words -> **fields**; registered with spaCy (and as entry points of the installed package),
so that `spacy.load("models/entities")` reads any text as the tagger was trained to. Pages of a fax go the shorter
way of `entities`, which interns nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from faxpipe.fields.tagger.tokens import numbers, set_features, tokens_of

TOKENIZER, FEATURES_PIPE, SPANS_PIPE = "faxpipe.pieces.v1", "faxpipe_features", "faxpipe_spans"


class Pieces:
    """The tokenizer: pieces of words, line ends and tabs."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        found = list(tokens_of(text))
        spaces = [text[token.end : token.end + 1] == " " for token in found]
        return Doc(self.vocab, words=[token.text for token in found], spaces=spaces)

    # spaCy keeps a tokenizer with its pipeline; this one has nothing to keep.

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: object) -> Pieces:
        return self

    def to_disk(self, path: Path, **_: object) -> None:
        return None

    def from_disk(self, path: Path, **_: object) -> Pieces:
        return self


def create_pieces() -> Callable[[Language], Pieces]:
    """What spaCy calls to make the tokenizer of a pipeline."""
    return lambda nlp: Pieces(nlp.vocab)


util.registry.tokenizers.register(TOKENIZER, func=create_pieces)


@Language.component(FEATURES_PIPE)
def add_features(doc: Doc) -> Doc:
    """Gives every token the features that the tagger sees."""
    if len(doc):
        set_features(doc, numbers([token.text for token in doc]))
    return doc


@Language.component(SPANS_PIPE)
def set_entities(doc: Doc) -> Doc:
    """Turns the tags "B-PATIENT", "I-PATIENT" into the Doc's entities."""
    empty: Any = np.zeros(len(doc), dtype=np.uint64)  # a feature stood there until here
    doc.from_array("ENT_TYPE", empty)
    spans: list[Span] = []
    start = 0
    for at in range(1, len(doc) + 1):
        label = doc[start].tag_[2:]
        if at < len(doc) and doc[at].tag_[2:] == label and not doc[at].tag_.startswith("B-"):
            continue
        if label:
            spans.append(Span(doc, start, at, label=label))
        start = at
    doc.ents = tuple(spans)
    return doc

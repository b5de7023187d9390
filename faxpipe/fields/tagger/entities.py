"""Who and what the words of a page are, as the trained tagger of `models/entities` sees it.

Place in the sentence: pages -> words -> packets -> **fields**; a second opinion beside the rules. The model lies
beside the project or among the installed data; its manifest names its version and the hash of every file, and a
model that is missing, damaged or made for other features is not used: then the rules read alone, and every reading
says so. Nothing is downloaded. The trap: a probability is what the network says, not how often it is right.
"""

from __future__ import annotations

import json
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from threadpoolctl import threadpool_limits

from faxpipe.digest import sha256_of
from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.tagger import pipes as _registered  # noqa: F401 - spaCy finds the parts of the pipeline by name
from faxpipe.fields.tagger.net import Net, net_of
from faxpipe.fields.tagger.tokens import FEATURES, GAP, LINE, joined, numbers, pieces
from faxpipe.layout import Layout

FOLDER, MANIFEST, PIPE = "entities", "manifest.json", "entities"
OUTSIDE = "O"
TOKENS_MAX = 6_000
"""Tokens of a page that are looked at: many times what a page of small print holds."""
BEFORE_TOKENS = 12

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of tokens that the tagger takes for one thing; `probability` 0..1: the mean over its tokens. `before`:
    the few tokens before it on its line."""

    label: str
    text: str = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    page: int
    probability: float
    before: tuple[str, ...] = field(default=(), repr=False)

    @property
    def box(self) -> Box:
        return enclosing([word.box for word in self.words])


@dataclass(frozen=True, slots=True)
class Tagged:
    """A page's tokens and what each may be.

    `words[i]`: the word that token i is of, None for a gap or line end. `scores`: (tokens, labels) float32, the
    probability of each label, beginnings and continuations taken together; `begins`: whether token i begins an
    entity.
    """

    page: int
    tokens: tuple[str, ...] = field(repr=False)
    words: tuple[Word | None, ...] = field(repr=False)
    labels: tuple[str, ...]
    scores: Scores = field(repr=False)
    begins: tuple[bool, ...] = field(repr=False)

    def entities(self) -> Iterator[Entity]:
        """The entities of the page in reading order."""
        if not self.tokens:
            return
        best = [self.labels[index] for index in self.scores.argmax(axis=1)]
        start = 0
        for at in range(1, len(best) + 1):
            if at < len(best) and best[at] == best[start] and not self.begins[at]:
                continue
            if best[start] != OUTSIDE and (found := self._entity(best[start], start, at)) is not None:
                yield found
            start = at

    def _entity(self, label: str, start: int, end: int) -> Entity | None:
        words = tuple(dict.fromkeys(word for word in self.words[start:end] if word is not None))
        if not words:
            return None
        column = self.labels.index(label)
        probability = float(self.scores[start:end, column].mean())
        text, before = joined(self.tokens[start:end]), self._before(start)
        return Entity(label, text, words, self.page, probability, before)

    def _before(self, start: int) -> tuple[str, ...]:
        few = self.tokens[max(0, start - BEFORE_TOKENS) : start]
        line = max((at + 1 for at, token in enumerate(few) if token == LINE), default=0)
        return few[line:]

    def of_words(self, words: Sequence[Word]) -> dict[str, float]:
        """The mean probability of each label over the letters of these words; empty where none is on the page."""
        wanted = {id(word) for word in words}
        rows = [at for at, word in enumerate(self.words) if word is not None and id(word) in wanted]
        rows = [at for at in rows if any(sign.isalnum() for sign in self.tokens[at])]
        if not rows:
            return {}
        return dict(zip(self.labels, self.scores[rows].mean(axis=0).tolist(), strict=True))


def tag(layouts: Sequence[Layout]) -> tuple[Tagged, ...] | None:
    """The tokens of each page with what they may be; None where there is no model."""
    model = load()
    if model is None:
        return None
    cut = [_cut(laid) for laid in layouts]
    scores = iter(model.net.scores([numbers(tokens) for tokens, _ in cut if tokens]))
    return tuple(
        _tagged(laid.page, tokens, words, next(scores) if tokens else None, model)
        for laid, (tokens, words) in zip(layouts, cut, strict=True)
    )


def read_by() -> str:
    """What reads the fields, for the record of versions: "rules", or "rules, entities 1" with a model."""
    model = load()
    return "rules" if model is None else f"rules, {FOLDER} {model.version}"


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded pipeline. `columns`: (tags, labels) of 0 and 1, which takes tags to labels."""

    nlp: Language
    net: Net
    version: str
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    columns: Scores


@cache
def load() -> Model | None:
    """The model beside the project, else the installed one; None where neither is there and sound."""
    for folder in places():
        if (model := load_from(folder)) is not None:
            return model
    return None


def places() -> tuple[Path, ...]:
    """Where a model may lie."""
    beside = Path(__file__).resolve().parents[3] / "models"
    installed = Path(sysconfig.get_path("data")) / "share" / "faxpipe" / "models"
    return beside / FOLDER, installed / FOLDER


def load_from(folder: Path) -> Model | None:
    """The model in `folder`; None where a file is missing, was changed, or was trained for other features."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        sound = manifest["features"] == FEATURES and all(
            sha256_of(folder / name) == known for name, known in manifest["sha256"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _made(folder, str(manifest["version"])) if sound else None


def _made(folder: Path, named: str) -> Model:
    threadpool_limits(1, user_api="blas")  # a process reads a fax on one core, and a second thread waits in a loop
    nlp = spacy.load(folder)
    pipe: Any = nlp.get_pipe(PIPE)
    tags = tuple(pipe.labels)
    labels = (OUTSIDE, *dict.fromkeys(tag[2:] for tag in tags if tag != OUTSIDE))
    columns = np.zeros((len(tags), len(labels)), dtype=np.float32)
    for row, tag_name in enumerate(tags):
        columns[row, labels.index(tag_name if tag_name == OUTSIDE else tag_name[2:])] = 1
    return Model(nlp, net_of(pipe.model), named, tags, labels, columns)


def _tagged(page: int, tokens: list[str], words: list[Word | None], scores: Any, model: Model) -> Tagged:
    if scores is None:
        empty = np.zeros((0, len(model.labels)), dtype=np.float32)
        return Tagged(page, (), (), model.labels, empty, ())
    begins = tuple(model.tags[index].startswith("B-") for index in scores.argmax(axis=1))
    return Tagged(page, tuple(tokens), tuple(words), model.labels, scores @ model.columns, begins)


def _cut(laid: Layout) -> tuple[list[str], list[Word | None]]:
    """The tokens of a page, line by line, with the word that each is of."""
    tokens: list[str] = []
    words: list[Word | None] = []
    for line in laid.lines:
        for index, segment in enumerate(line.segments):
            if index:
                tokens.append(GAP)
                words.append(None)
            for word in segment.words:
                for piece in pieces(word.text):
                    tokens.append(piece.text)
                    words.append(word)
        tokens.append(LINE)
        words.append(None)
        if len(tokens) > TOKENS_MAX:
            break
    return tokens[:TOKENS_MAX], words[:TOKENS_MAX]

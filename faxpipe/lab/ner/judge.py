"""How well a tagger finds entities: exact spans, by label, on texts of either split, clean or worn.

Part of the lab. An entity counts as found where its first and last token and its label are right.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.language import Language

from faxpipe.fields.tagger.tokens import featured
from faxpipe.lab.ner.noise import worn
from faxpipe.lab.ner.papers import paper
from faxpipe.lab.ner.speaker import LABELS
from faxpipe.lab.ner.tokens import OUTSIDE, tagged
from faxpipe.lab.ner.train import PIPE

JUDGED = (("train", 0.0), ("train", 2.0), ("held", 0.0), ("held", 2.0))
"""Split and wear of the texts that are judged; 1 is as our OCR reads, 2 twice as bad."""
Found = set[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Hits:
    """Entities that are there, that were given, and that are both."""

    there: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def score(self, label: str | None = None) -> tuple[float, float, float]:
        """Precision, recall and F1 of one label, or of all."""
        there, given, right = (
            counts[label] if label else counts.total() for counts in (self.there, self.given, self.right)
        )
        return right / given if given else 0.0, right / there if there else 0.0, 2 * right / max(1, there + given)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hits by split and wear."""

    hits: dict[tuple[str, float], Hits]

    def as_json(self) -> dict[str, Any]:
        return {
            f"{split}, wear {wear:g}": {
                "precision": round(hits.score()[0], 3),
                "recall": round(hits.score()[1], 3),
                "f1": round(hits.score()[2], 3),
                "by_label": {label: round(hits.score(label)[2], 3) for label in LABELS},
            }
            for (split, wear), hits in self.hits.items()
        }


def judge(nlp: Language, *, papers: int, seed: int) -> Judgement:
    """`papers` papers of each split and wear."""
    return Judgement({(split, wear): _hits(nlp, split, wear, papers, seed) for split, wear in JUDGED})


def _hits(nlp: Language, split: str, wear: float, papers: int, seed: int) -> Hits:
    pipe: Any = nlp.get_pipe(PIPE)
    names: Sequence[str] = pipe.labels
    rng = random.Random(f"judge/{seed}/{split}/{wear}")
    hits = Hits()
    for _ in range(papers):
        words, tags = tagged(worn(paper(rng, split), rng, wear))
        scores = pipe.model.predict([featured(nlp.vocab, words)])[0]
        there, given = set(spans(tags)), set(spans([names[index] for index in scores.argmax(axis=1)]))
        for counts, found in ((hits.there, there), (hits.given, given), (hits.right, there & given)):
            counts.update(label for _, _, label in found)
    return hits


def spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(first token, token after, label) of each entity; one that goes on without a beginning begins there."""
    start = None
    for at, tag in enumerate((*tags, OUTSIDE)):
        if start is not None and (tag == OUTSIDE or tag[0] == "B" or tag[2:] != tags[start][2:]):
            yield start, at, tags[start][2:]
            start = None
        if start is None and tag != OUTSIDE:
            start = at

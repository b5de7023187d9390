"""Red flags as concepts: a function or place, what is wrong with it and, where it takes that, that it grows worse.

Place in the sentence: words -> packets -> **fields**; read by `findings` beside the fixed phrases of
`flags.patterns`. Nobody words an emergency the same way twice: "lost the feeling of a full bladder", "cannot
start urinating", "no control over her bowels" are one thing said of one function. The two parts stand in one
clause, in either order, near each other, with no denial and nothing else between them that could be meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from spacy.tokens import Doc

from faxpipe.fields.flags.concept import Concept
from faxpipe.fields.flags.lesions import LESIONS
from faxpipe.fields.flags.losses import LOSSES
from faxpipe.fields.flags.measured import measured_matches
from faxpipe.fields.prose.text import Phrases

CONCEPTS: tuple[Concept, ...] = LOSSES + LESIONS

_BREAKS = frozenset({".", ";", ":", ",", "but", "however", "although", "though", "?"})
_DENIALS = frozenset(
    "no not n't without w/o denies denied denying nor neither never none negative if unless normal intact".split()
)
_GROWS_WITHIN = 16
_JOINS = frozenset({"and", "&", "or"})


def concept_matches(doc: Doc) -> Iterator[tuple[str, int, int]]:
    """(flag, first token, token after) of each pair of parts in `doc`, and of legs graded weaker than before."""
    yield from _pairs(doc)
    yield from measured_matches(doc)


def _pairs(doc: Doc) -> Iterator[tuple[str, int, int]]:
    places = _places().find(doc)
    for number in sorted({int(name) for name, _, _ in places}):
        concept = CONCEPTS[number]
        place = [one for one in places if one[0] == str(number)]
        troubles = _troubles(number).find(doc)
        wrong, grows = ([one for one in troubles if one[0] == part] for part in ("wrong", "grows"))
        for (_, a, b), (_, c, d) in product(place, wrong):
            first, after = min(a, c), max(b, d)
            if _of_arms(doc, a) or not ((c < b and a < d) or _joined(doc, min(b, d), max(a, c), concept)):
                continue
            if concept.grows and not any(_near(doc, low, high, first, after) for _, low, high in grows):
                continue
            yield concept.flag, first, after


@cache
def _places() -> Phrases:
    """Every concept's phrases of its place, by the concept's number."""
    return Phrases({str(number): concept.place for number, concept in enumerate(CONCEPTS)})


@cache
def _troubles(number: int) -> Phrases:
    """What is wrong with the place of a concept, and grows: most sentences name few places."""
    return Phrases({"wrong": CONCEPTS[number].wrong, "grows": CONCEPTS[number].grows})


def _joined(doc: Doc, low: int, high: int, concept: Concept) -> bool:
    """Whether tokens low..high, which stand between the parts, let the trouble be of the place."""
    if not 0 <= high - low <= concept.reach:
        return False
    between = {token.norm_ for token in doc[low:high]}
    if between & (_BREAKS | _DENIALS):
        return False
    shared = any(token.norm_ in _JOINS for token in doc[max(low, high - 2) : high])
    return shared or not between & set(concept.of_others.split("|"))


def _of_arms(doc: Doc, place: int) -> bool:
    """Whether the extremity at token `place` is an upper one."""
    return any(token.norm_ in {"upper", "ue", "bue"} for token in doc[max(0, place - 1) : place])


def _near(doc: Doc, low: int, high: int, first: int, after: int) -> bool:
    between = doc[high:first] if high <= first else doc[after:low]
    return len(between) <= _GROWS_WITHIN and not any(token.norm_ in {".", ";", "pain", "no"} for token in between)

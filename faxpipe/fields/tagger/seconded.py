"""What the trained tagger's opinion does to the candidates of the rules: agreement raises, contradiction lowers.

Place in the sentence: words -> **fields**, between gathering and deciding. How much an opinion counts was measured
per field against the rules on texts and faxes kept apart (`faxpipe lab ner compare`); where it did not help it
counts for nothing. What the tagger alone has read is shown to a person and never found by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from faxpipe.fields.people.signers import METHOD as SIGNED
from faxpipe.fields.resolution.agree import agree
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec, Schema


@dataclass(frozen=True, slots=True)
class Weight:
    """How an opinion counts for one field.

    `doubt_left`: the share of a candidate's doubt that stays where the tagger agrees; `accepts`: whether that may
    lift it over the threshold of acceptance. `contradicted`: the factor of its confidence where the tagger reads
    another value. `alone`: the least probability from which the tagger's own value is offered where the rules have
    none; None: never; `of_fracture`: only where a diagnosis or request tells of a fracture. `sure`: below it an
    opinion is none.
    """

    doubt_left: float = 1.0
    accepts: bool = True
    contradicted: float = 1.0
    alone: float | None = None
    of_fracture: bool = False
    sure: float = 0.6


CONFIRMS = {
    "coverage.payer": frozenset({"unclaimed"}),
    "coverage.member_id": frozenset({"unclaimed"}),
    "referrer.name": frozenset({"clinicians"}),
    "referrer.npi": frozenset({"pattern", "unclaimed"}),
    "referrer.phone": frozenset({"letterhead"}),
}
"""By field the methods that read the letters well and are unsure only whose the value is: where the tagger, which
goes by the words around it, says the same, it is accepted (of other hands 34 in 34 were right, else 6 in 15).
A reading held under its own label is unsure of its letters, and agreement says nothing of those."""
CONFIRMS_FROM = 0.5
"""The least probability of an opinion that confirms."""

WEIGHTS = {
    "patient.name": Weight(doubt_left=0.7, accepts=False, alone=0.9),
    "patient.birth_date": Weight(alone=0.9),
    "referrer.name": Weight(contradicted=0.45, alone=0.9),
    "referrer.npi": Weight(alone=0.8),
    "referrer.practice": Weight(alone=0.95),
    "coverage.payer": Weight(contradicted=0.6, alone=0.9),
    "order.date": Weight(alone=0.5, sure=0.5),
    "order.service": Weight(alone=0.9),
    "diagnosis.text": Weight(alone=0.9),
    "fracture.levels": Weight(alone=0.9, of_fracture=True),
    "fracture.onset": Weight(doubt_left=0.7, alone=0.9, of_fracture=True),
    "imaging.date": Weight(alone=0.9),
    "symptoms.pain_score": Weight(alone=0.95),
}
"""Fields that are not named here go by the rules alone."""
UNSOUND = (Check.FAILED, Check.UNREADABLE)
TELLS_OF_FRACTURE = frozenset({"diagnosis.text", "order.service"})
FRACTURE = re.compile(r"fract|\bfx\b|\bvcf\b|compression|plasty|augmentation|collapse", re.IGNORECASE)
ALONE = 0.5
"""The confidence of what only the tagger has read: a person looks at it."""


def seconded(candidates: Sequence[Candidate], said: Iterable[Candidate], schema: Schema) -> list[Candidate]:
    """The candidates, weighed by what the tagger `said`, and what it alone has read."""
    specs = {spec.name: spec for spec in schema.fields}
    said = tuple(said)
    opinions: dict[str, list[Candidate]] = {}
    for one in said:
        if one.confidence >= _weight(one.field).sure:
            opinions.setdefault(one.field, []).append(one)
    weighed = [_weighed(c, opinions.get(c.field, []), specs) for c in candidates]
    return confirmed([*weighed, *_alone(opinions, candidates)], said, schema)


def confirmed(candidates: Iterable[Candidate], said: Iterable[Candidate], schema: Schema) -> list[Candidate]:
    """The candidates, those accepted that would be held but of which the tagger `said` the same (`CONFIRMS`)."""
    specs = {spec.name: spec for spec in schema.fields}
    sure = [one for one in said if one.field in CONFIRMS and one.confidence >= CONFIRMS_FROM]
    return [_accepted(c, specs[c.field], sure) if _confirmable(c) else c for c in candidates]


def _confirmable(candidate: Candidate) -> bool:
    sound = candidate.value is not None and candidate.check not in UNSOUND
    return sound and candidate.method in CONFIRMS.get(candidate.field, frozenset())


def _accepted(candidate: Candidate, spec: FieldSpec, said: Sequence[Candidate]) -> Candidate:
    same = [one for one in said if one.field == spec.name and _agrees(spec, one, candidate)]
    if not same or not all(_spelt_alike(str(one.value), str(candidate.value)) for one in same):
        return candidate
    return replace(candidate, confidence=max(candidate.confidence, spec.accept))


def _agrees(spec: FieldSpec, one: Candidate, other: Candidate) -> bool:
    return one.value is not None and other.value is not None and agree(spec.kind, one.value, other.value)


def _spelt_alike(one: str, other: str) -> bool:
    """Whether the words of one are among those of the other, initials aside: else a letter was misread."""
    words, others = ({w for w in re.findall(r"\w+", text.casefold()) if len(w) > 1} for text in (one, other))
    return words <= others or others <= words


def _weighed(candidate: Candidate, said: list[Candidate], specs: dict[str, FieldSpec]) -> Candidate:
    weight, spec = WEIGHTS.get(candidate.field), specs.get(candidate.field)
    if weight is None or spec is None or candidate.value is None or candidate.check in UNSOUND or not said:
        return candidate
    if candidate.field in WORDED and candidate.method == PROSE and not any(_alike(one, candidate) for one in said):
        return replace(candidate, confidence=min(candidate.confidence, ELSEWISE))
    best = max((one.confidence for one in said if _agrees(spec, one, candidate)), default=None)
    if best is not None:
        if best < max(one.confidence for one in said):  # it says another thing more surely
            return candidate
        if candidate.confidence < spec.accept and not weight.accepts:
            return candidate
        return replace(candidate, confidence=1 - (1 - candidate.confidence) * weight.doubt_left)
    if candidate.method == SIGNED:  # the tagger takes the hand above the print for another name
        return candidate
    return replace(candidate, confidence=candidate.confidence * weight.contradicted)


def _alike(one: Candidate, other: Candidate) -> bool:
    return fuzz.ratio(str(one.value).casefold(), str(other.value).casefold()) >= ALIKE


WORDED, PROSE = frozenset({"order.service", "diagnosis.text"}), "prose"
ALIKE, ELSEWISE = 60.0, 0.6
"""A wording of running text that is none of those the tagger read is held: of other hands 6 in 8 of these were cut
at the wrong place or were another's, of the lab's own 1 in 2 (letters in common, of 100)."""


def _alone(opinions: dict[str, list[Candidate]], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    answered = {c.field for c in candidates}
    told = [*candidates, *(one for said in opinions.values() for one in said)]
    broken = any(FRACTURE.search(str(c.value)) for c in told if c.field in TELLS_OF_FRACTURE)
    for field, said in opinions.items():
        weight = _weight(field)
        best = max(said, key=lambda one: one.confidence)
        if field in answered or weight.alone is None or best.confidence < weight.alone:
            continue
        if broken or not weight.of_fracture:
            yield replace(best, confidence=ALONE)


def _weight(field: str) -> Weight:
    return WEIGHTS.get(field, Weight())

"""How far a confidence can be believed: of the values that claim so much, how many are right, by kind of field.

Part of the lab; pure counting. Only values whose confidence alone decides between found and held are counted; a
value held because two pages differ stays held at any threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faxpipe.lab.score import FaxScore
from faxpipe.schema import Schema

EDGES = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
LADDER = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Judged:
    """One value: what it claims and whether it is right. `source`: its fax; `found`: trusted as it was read."""

    source: str
    field: str
    kind: str
    confidence: float
    right: bool
    found: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Values that claim from `low` to below `high`; `claimed`: what they claim on average."""

    low: float
    high: float
    values: int
    right: int
    claimed: float


@dataclass(frozen=True, slots=True)
class Above:
    """Values that claim `threshold` or more, and how many of them are wrong."""

    threshold: float
    values: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """The values of one kind of field, or of all."""

    kind: str
    fields: tuple[str, ...]
    bins: tuple[Bin, ...]
    above: tuple[Above, ...]

    @property
    def values(self) -> int:
        return sum(one.values for one in self.bins)


def kinds_of(schema: Schema) -> dict[str, str]:
    """The kind of each field of the table."""
    return {spec.name: spec.kind for spec in schema.fields}


def judged_values(faxes: Iterable[FaxScore], kinds: Mapping[str, str]) -> tuple[Judged, ...]:
    """Every value that its confidence alone decides about; an answer to what nobody can read is wrong."""
    return tuple(
        Judged(
            fax.source,
            value.field,
            kinds.get(value.field, OTHER),
            value.confidence,
            bool(value.right),
            value.status == "found",
        )
        for fax in faxes
        for referral in fax.referrals
        for value in referral.fields
        if value.weighed and value.confidence is not None
    )


def found_values(faxes: Iterable[FaxScore], kinds: Mapping[str, str]) -> tuple[Judged, ...]:
    """Of the judged values those that are found."""
    return tuple(value for value in judged_values(faxes, kinds) if value.found)


def reliabilities(values: Sequence[Judged]) -> tuple[Reliability, ...]:
    """Of all values first, then of each kind, those with most values first."""
    kinds: dict[str, list[Judged]] = {}
    for value in values:
        kinds.setdefault(value.kind, []).append(value)
    ranked = sorted(kinds.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return (reliability("all", values), *(reliability(kind, own) for kind, own in ranked))


def reliability(kind: str, values: Sequence[Judged]) -> Reliability:
    """What `values`, all of one kind, claim and keep."""
    return Reliability(
        kind,
        tuple(sorted({value.field for value in values})),
        tuple(_bin(values, low, high) for low, high in pairwise(EDGES)),
        tuple(above(values, threshold) for threshold in LADDER),
    )


def above(values: Iterable[Judged], threshold: float) -> Above:
    """The values from `threshold` on."""
    kept = [value for value in values if value.confidence >= threshold]
    return Above(threshold, len(kept), sum(not value.right for value in kept))


def _bin(values: Sequence[Judged], low: float, high: float) -> Bin:
    inside = [v for v in values if low <= v.confidence < high or (high == EDGES[-1] and v.confidence >= high)]
    claimed = sum(value.confidence for value in inside) / len(inside) if inside else (low + high) / 2
    return Bin(low, high, len(inside), sum(value.right for value in inside), claimed)

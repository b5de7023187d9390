"""One reading of one fax against what a person reads on it: an outcome for every field, page and packet.

Part of the lab. Works on the two JSON contracts (reading and truth), so it also scores another program's
readings. Referrals are paired by the pages they share. A truth that lists its `judged` fields, as corrections by
people are exported, is no truth about the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from faxpipe.lab.compare import FIELDS, same, same_order

Json = dict[str, Any]
# The rules let an order without a date take the day of arrival; that is no reading of the paper.
FALLBACK_METHODS = frozenset({"received", "received_at", "fallback", "arrival"})

LOW_CONFIDENCE = "low_confidence"
"""The reason of a value that is held for nothing but its confidence."""


class Outcome(StrEnum):
    """What became of one field. `held`: shown to a person as uncertain, invalid or in conflict."""

    FOUND_RIGHT = "found_right"
    FOUND_WRONG = "found_wrong"
    HELD_RIGHT = "held_right"
    HELD_OTHER = "held_other"
    MISSED = "missed"
    INVENTED = "invented"
    HELD_INVENTED = "held_invented"
    TRUE_MISSING = "true_missing"


ANSWERED = (Outcome.FOUND_RIGHT, Outcome.HELD_RIGHT, Outcome.FOUND_WRONG, Outcome.HELD_OTHER, Outcome.MISSED)
GOOD = (Outcome.FOUND_RIGHT, Outcome.HELD_RIGHT, Outcome.TRUE_MISSING)
TRUSTED_WRONG = (Outcome.FOUND_WRONG, Outcome.INVENTED)
TRUSTED = (Outcome.FOUND_RIGHT, *TRUSTED_WRONG)


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One field of one referral. `right` judges the value alone, whatever its status; None without a value."""

    field: str
    outcome: Outcome
    status: str
    truth: Any
    got: Any
    confidence: float | None
    right: bool | None
    ordered: bool | None
    page: int | None = None
    method: str | None = None
    reason: str | None = None
    box: tuple[float, ...] | None = None

    @property
    def weighed(self) -> bool:
        """Whether its confidence alone decided between found and held."""
        return self.confidence is not None and (self.status == "found" or self.reason == LOW_CONFIDENCE)


@dataclass(frozen=True, slots=True)
class ReferralScore:
    """One referral of the truth; `got_*` are None where no referral of the reading shares a page with it."""

    pages: tuple[int, ...]
    verdict: str
    got_verdict: str | None
    priority: str | None
    got_priority: str | None
    pathway: str
    got_pathway: str | None
    missing: tuple[str, ...]
    got_missing: tuple[str, ...]
    fields: tuple[FieldScore, ...]


@dataclass(frozen=True, slots=True)
class FaxScore:
    """One fax. `extra_referrals`: referrals that the reading made up; `read`: False where there is no reading."""

    source: str
    read: bool
    verdict: str
    got_verdict: str | None
    priority: str
    got_priority: str | None
    kinds: tuple[tuple[str, str | None], ...]
    rotations: tuple[tuple[int, int | None], ...]
    packets_right: bool
    extra_referrals: int
    referrals: tuple[ReferralScore, ...]

    @property
    def false_complete(self) -> bool:
        """Passed off as complete, as a fax or in one of its referrals, though the truth says otherwise."""
        if self.got_verdict == "complete" and self.verdict != "complete":
            return True
        return any(r.got_verdict == "complete" and r.verdict != "complete" for r in self.referrals)


def score_fax(reading: Json | None, truth: Json, source: str = "") -> FaxScore:
    """The outcome of `reading` (None where the fax could not be read at all) against `truth`."""
    got = reading or {}
    theirs: list[Json] = list(got.get("referrals", ()))
    pairs = _pair(truth["referrals"], theirs)
    pages = {page["number"]: page for page in got.get("pages", ())}
    kinds = tuple((page["kind"], _kind(pages.get(n))) for n, page in enumerate(truth["pages"], 1))
    rotations = tuple(
        (int(page.get("rotation", 0)), pages.get(n, {}).get("rotation"))
        for n, page in enumerate(truth["pages"], 1)
        if page["kind"] not in ("blank", "unreadable")
    )
    return FaxScore(
        source=source or str(got.get("source", "")),
        read=reading is not None,
        verdict=truth["verdict"],
        got_verdict=got.get("verdict"),
        priority=truth["priority"],
        got_priority=got.get("priority"),
        kinds=kinds,
        rotations=rotations,
        packets_right=reading is not None and _packets(truth["referrals"]) == _packets(theirs),
        extra_referrals=len(theirs) - sum(match is not None for _, match in pairs),
        referrals=tuple(_score_referral(match, own) for own, match in pairs),
    )


def score_field(field: str, got: Json | None, truth: Any, unreadable: bool) -> FieldScore:
    """The outcome of one field; `got` is its JSON in the reading, `truth` None where the fax has no answer."""
    cell = got or {}
    status = str(cell.get("status", "missing"))
    value = cell.get("value")
    answered = truth is not None or unreadable
    if field == "order.date" and not answered and cell.get("method") in FALLBACK_METHODS:
        status, value = "missing", None
    right = same(field, value, truth) if value is not None and (truth is not None or not unreadable) else None
    if status == "missing":
        outcome = Outcome.MISSED if answered else Outcome.TRUE_MISSING
    elif status == "found":
        outcome = _found(bool(right), answered)
    else:
        outcome = _held(field, cell, truth, unreadable)
    return FieldScore(
        field=field,
        outcome=outcome,
        status=status,
        truth=truth if truth is not None else ("(unreadable)" if unreadable else None),
        got=value,
        confidence=cell.get("confidence"),
        right=right if status != "missing" else None,
        ordered=same_order(value, truth) if right and isinstance(truth, list) else None,
        page=cell.get("page"),
        method=cell.get("method"),
        reason=cell.get("reason"),
        box=tuple(cell["box"]) if cell.get("box") else None,
    )


def _found(right: bool, answered: bool) -> Outcome:
    if not answered:
        return Outcome.INVENTED
    return Outcome.FOUND_RIGHT if right else Outcome.FOUND_WRONG


def _held(field: str, cell: Json, truth: Any, unreadable: bool) -> Outcome:
    if truth is None and not unreadable:
        return Outcome.HELD_INVENTED
    values = [cell.get("value"), *(other.get("value") for other in cell.get("others") or ())]
    shown = any(same(field, value, truth) for value in values)
    return Outcome.HELD_RIGHT if unreadable or shown else Outcome.HELD_OTHER


def _score_referral(got: Json | None, truth: Json) -> ReferralScore:
    theirs = got or {}
    cells: Json = theirs.get("fields", {})
    unreadable = frozenset(truth.get("unreadable", ()))
    answers: Json = truth["fields"]
    names = (*FIELDS, *sorted((answers.keys() | unreadable) - frozenset(FIELDS)))
    if (judged := truth.get("judged")) is not None:
        names = tuple(name for name in names if name in judged)
    return ReferralScore(
        pages=tuple(truth["pages"]),
        verdict=truth["verdict"],
        got_verdict=theirs.get("verdict"),
        priority=truth.get("priority"),
        got_priority=theirs.get("priority"),
        pathway=truth["pathway"],
        got_pathway=theirs.get("pathway"),
        missing=tuple(truth["missing"]),
        got_missing=tuple(theirs.get("missing", ())),
        fields=tuple(score_field(name, cells.get(name), answers.get(name), name in unreadable) for name in names),
    )


def _pair(truths: list[Json], readings: list[Json]) -> list[tuple[Json, Json | None]]:
    """Each truth with the reading that shares most pages with it; no reading is given twice."""
    overlaps = sorted(
        (
            (_shared(truth, reading), -t, -r)
            for t, truth in enumerate(truths)
            for r, reading in enumerate(readings)
            if _shared(truth, reading) > 0
        ),
        reverse=True,
    )
    given: dict[int, int] = {}
    for _, minus_t, minus_r in overlaps:
        if -minus_t not in given and -minus_r not in given.values():
            given[-minus_t] = -minus_r
    return [(truth, readings[given[t]] if t in given else None) for t, truth in enumerate(truths)]


def _shared(a: Json, b: Json) -> float:
    ours, theirs = set(a["pages"]), set(b["pages"])
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _packets(referrals: list[Json]) -> set[frozenset[int]]:
    return {frozenset(referral["pages"]) for referral in referrals}


def _kind(page: Json | None) -> str | None:
    return None if page is None else str(page["kind"])

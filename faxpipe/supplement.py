"""A referral and the answer that came later, as one: fields joined, judged anew, and what changed said.

Between verdict and queue. Pure. The answer fills what was missing or could not be read; what both say stays;
where they contradict each other about the patient both are kept, as a conflict, for a person. Each value that
the answer brought names the fax it stands on. Corrections by people are laid over the result, not into it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from faxpipe.advisories import Coverage
from faxpipe.completeness import PAGES, judge
from faxpipe.crosscheck import cross_check
from faxpipe.document import PageKind
from faxpipe.fields.resolution.agree import agree
from faxpipe.packets.pathway import pathway
from faxpipe.referral import (
    Candidate,
    Check,
    FieldStatus,
    FieldValue,
    Pathway,
    RedFlag,
    Referral,
)
from faxpipe.schema import FieldSpec, Schema

OF_THE_SENDING = frozenset(
    {
        "order.date",
        "order.service",
        "order.urgency",
        "referrer.name",
        "referrer.practice",
        "referrer.phone",
        "referrer.fax",
        "patient.address",
        "imaging.modality",
        "imaging.date",
    }
)
"""What a second sending may well say otherwise (its own day, its own clerk, another study); the first stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """One fax's share: its referral, the kinds of that referral's pages, and the day it arrived."""

    fax_id: int
    referral: Referral
    kinds: frozenset[PageKind]
    received: date


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer did to one field: its status before and after."""

    field: str
    before: FieldStatus
    after: FieldStatus

    @property
    def settles(self) -> bool:
        """Whether the field was not settled before and is now."""
        return self.after is FieldStatus.FOUND


@dataclass(frozen=True, slots=True)
class Joined:
    """The referral as it stands with its answers; `kinds` of all their pages."""

    referral: Referral
    kinds: frozenset[PageKind]
    changes: tuple[Change, ...]


def join(first: Part, answers: Sequence[Part], *, schema: Schema, coverage: Coverage) -> Joined:
    """`first` with `answers` in the order of their arrival; weeks are counted to the day of the last.

    Pages of the answers keep their own numbers: a value, candidate or red flag with a `fax_id` stands there.
    """
    fields = first.referral.fields
    flags = first.referral.red_flags
    kinds = first.kinds
    latest = max(part.received for part in (first, *answers))
    for answer in answers:
        theirs = {value.field: _of_fax(value, answer.fax_id) for value in answer.referral.fields}
        fields = tuple(_joined(schema.field(mine.field), mine, theirs.get(mine.field)) for mine in fields)
        flags += tuple(replace(flag, fax_id=answer.fax_id) for flag in answer.referral.red_flags)
        kinds |= answer.kinds
    ages = tuple(age for part in (first, *answers) for age in part.referral.ages)
    fields = cross_check(fields, latest, ages)
    referral = _judged(first, answers, fields, flags, kinds, schema, coverage, latest)
    before = {value.field: value.status for value in first.referral.fields}
    changes = tuple(
        Change(value.field, before[value.field], value.status)
        for value in fields
        if value.status is not before[value.field]
    )
    return Joined(referral, kinds, changes)


def _judged(
    first: Part,
    answers: Sequence[Part],
    fields: tuple[FieldValue, ...],
    flags: tuple[RedFlag, ...],
    kinds: Collection[PageKind],
    schema: Schema,
    coverage: Coverage,
    received: date,
) -> Referral:
    ways = {part.referral.pathway for part in (first, *answers)} | {pathway(fields)}
    way = Pathway.VCF if Pathway.VCF in ways else Pathway.PAIN
    judgement = judge(
        fields,
        schema,
        coverage,
        pathway=way,
        kinds=kinds,
        received=received,
        red_flags=flags,
        doubts=_doubts(first.referral),
    )
    return replace(
        first.referral,
        pathway=way,
        verdict=judgement.verdict,
        priority=judgement.priority,
        fields=fields,
        missing=judgement.missing,
        unsure=judgement.unsure,
        reasons=judgement.reasons,
        advisories=judgement.advisories,
        red_flags=flags,
    )


def _doubts(referral: Referral) -> tuple[str, ...]:
    """What was doubtful about the first fax's pages stays so: an answer cannot say whose page that was."""
    return tuple(reason.says for reason in referral.reasons if reason.field == PAGES)


def _of_fax(value: FieldValue, fax_id: int) -> FieldValue:
    others = tuple(replace(other, fax_id=fax_id) for other in value.others)
    return replace(value, fax_id=fax_id, others=others)


def _joined(spec: FieldSpec, mine: FieldValue, theirs: FieldValue | None) -> FieldValue:
    if theirs is None or theirs.status is FieldStatus.MISSING:
        return mine
    if mine.status is FieldStatus.MISSING:
        return theirs
    if mine.status is FieldStatus.FOUND:
        return _kept(spec, mine, theirs)
    if theirs.status is not FieldStatus.FOUND:
        return replace(mine, others=_others(mine, theirs))
    if mine.status is FieldStatus.CONFLICT and not _one_of(spec, theirs, mine):
        return replace(mine, others=_others(mine, theirs))
    return replace(theirs, others=_others(theirs, mine))


def _kept(spec: FieldSpec, mine: FieldValue, theirs: FieldValue) -> FieldValue:
    """A value that was found stays, unless a found answer contradicts it about the patient."""
    if theirs.status is not FieldStatus.FOUND or mine.value is None or theirs.value is None:
        return mine
    if agree(spec.kind, mine.value, theirs.value):
        return mine
    both = replace(mine, others=_others(mine, theirs))
    if spec.name in OF_THE_SENDING:
        return both
    return replace(both, status=FieldStatus.CONFLICT, reason="answer_differs")


def _one_of(spec: FieldSpec, value: FieldValue, conflict: FieldValue) -> bool:
    """Whether `value` is one of the two things that were said."""
    said = (conflict.value, *(other.value for other in conflict.others))
    return any(one is not None and value.value is not None and agree(spec.kind, value.value, one) for one in said)


def _others(chosen: FieldValue, other: FieldValue) -> tuple[Candidate, ...]:
    """What else was read, on both faxes, each value once."""
    known = [chosen.value]
    kept: list[Candidate] = []
    for candidate in (*chosen.others, *_as_candidate(other), *other.others):
        if candidate.value is not None and candidate.value not in known:
            known.append(candidate.value)
            kept.append(candidate)
    return tuple(kept)


def _as_candidate(value: FieldValue) -> tuple[Candidate, ...]:
    if value.value is None or value.page is None or value.box is None:
        return ()
    return (
        Candidate(
            field=value.field,
            value=value.value,
            words=value.words or "",
            page=value.page,
            box=value.box,
            confidence=value.confidence or 0.0,
            method=value.method or "",
            check=Check.FAILED if value.status is FieldStatus.INVALID else Check.PLAIN,
            fax_id=value.fax_id,
        ),
    )

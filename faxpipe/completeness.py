"""Fields + rules -> verdict, with reasons that the front desk can act on.

Between fields and the queue: the last stage that judges. Pure: what is required comes from the schema, the day
of the fax is an argument. The order of the verdicts is the whole point: one required field missing makes a
referral incomplete whatever else is in doubt, one held makes it a review, and only the rest is complete.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from faxpipe.advisories import Coverage, advisories
from faxpipe.document import PageKind
from faxpipe.priority import UNREAD, urgency
from faxpipe.referral import (
    Advisory,
    FieldStatus,
    FieldValue,
    Pathway,
    Priority,
    Reason,
    RedFlag,
    Verdict,
)
from faxpipe.schema import FieldSpec, Schema

SIGNATURE = "referrer.signature"
PAGES = "pages"
"""Name under which doubts about pages and purpose stand in the reasons; not a field."""


_HELD = (FieldStatus.UNCERTAIN, FieldStatus.INVALID, FieldStatus.CONFLICT)
_SAYS = {
    FieldStatus.UNCERTAIN: "{title}: something is written there, but it could not be read for certain.",
    FieldStatus.INVALID: "{title}: it was read, but it cannot be right as it stands.",
    FieldStatus.CONFLICT: "{title}: the pages say different things.",
}
BECAUSE = {
    "in_the_future": "{title}: the date lies after the day the fax arrived.",
    "too_long_ago": "{title}: the date lies too far in the past.",
    "before_birth": "{title}: it does not fit the date of birth.",
    "imaging_before_onset": "{title}: the imaging is dated before the fracture began.",
    "order_before_onset": "{title}: the order is dated before the fracture began.",
    "order_before_imaging": "{title}: the imaging is dated after the order.",
    "levels_against_codes": "{title}: the fracture levels do not fit the procedure or diagnosis code.",
    "age_does_not_fit": "{title}: it does not fit the age that is stated.",
    "no_label": "{title}: what may be it stands on the page, without a label that says so.",
    "on_loose_page": "{title}: it stands on a page of which it is not certain whose it is.",
    "answer_differs": "{title}: the sender's later fax says something else.",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one referral. `because`: why the priority is not routine, in plain words."""

    verdict: Verdict
    priority: Priority
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    because: tuple[str, ...] = ()


def judge(  # noqa: PLR0913 each argument is one thing the rules look at
    fields: Sequence[FieldValue],
    schema: Schema,
    coverage: Coverage,
    *,
    pathway: Pathway,
    kinds: Collection[PageKind],
    received: date,
    red_flags: Sequence[RedFlag] = (),
    unassigned: Sequence[int] = (),
    doubts: Sequence[str] = (),
) -> Judgement:
    """The verdict on one referral.

    `fields`: cross-checked values; a field of the schema that is not among them counts as missing. `kinds`: of
    the referral's pages. `received`: the day the fax arrived. `unassigned`: numbers of pages that could not
    be given to a patient. `doubts`: sentences without patient data, each a reason to look ("It is not certain
    that this is a referral.").
    """
    known = {value.field: value for value in fields}
    missing, unsure = _gaps(known, schema, pathway, kinds)
    reasons = [_reason(schema.field(name), known, FieldStatus.MISSING) for name in missing]
    reasons += [_reason(schema.field(name), known, known[name].status) for name in unsure]
    unread = (UNREAD,) if PageKind.UNREADABLE in kinds else ()
    looks = _looks(unassigned, (*unread, *doubts))
    soon = urgency(fields, red_flags, pathway, received, doubts=(*unread, *doubts))
    return Judgement(
        verdict=_verdict(missing, unsure, looks),
        priority=soon.priority,
        missing=missing,
        unsure=unsure,
        reasons=(*reasons, *looks),
        advisories=advisories(fields, schema, coverage, pathway, received),
        because=soon.because,
    )


def required(schema: Schema, pathway: Pathway, kinds: Collection[PageKind]) -> tuple[FieldSpec, ...]:
    """The rows that count on this pathway; the signature where an order or request form is in the fax."""
    specs = schema.required(vcf=pathway is Pathway.VCF)
    if PageKind.REFERRAL_FORM in kinds and all(spec.name != SIGNATURE for spec in specs):
        names = {spec.name for spec in specs} | {SIGNATURE}
        specs = tuple(spec for spec in schema.fields if spec.name in names)
    return specs


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of a fax from those of its referrals: incomplete before review before complete."""
    order = (Verdict.INCOMPLETE, Verdict.REVIEW, Verdict.COMPLETE)
    return next((verdict for verdict in order if verdict in verdicts), Verdict.NOT_REFERRAL)


def _verdict(missing: Sequence[str], unsure: Sequence[str], looks: Sequence[Reason]) -> Verdict:
    if missing:
        return Verdict.INCOMPLETE
    return Verdict.REVIEW if unsure or looks else Verdict.COMPLETE


def _gaps(
    known: Mapping[str, FieldValue], schema: Schema, pathway: Pathway, kinds: Collection[PageKind]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of required fields that are missing and that are held, pairs folded, in the schema's order."""
    missing: list[str] = []
    unsure: list[str] = []
    specs = required(schema, pathway, kinds)
    pairs = {name: pair for pair in schema.either for name in pair}
    for spec in specs:
        pair = pairs.get(spec.name, (spec.name,))
        statuses = {name: _status(known, name) for name in pair}
        if FieldStatus.FOUND in statuses.values() or _paid_privately(known, spec.name):
            continue
        if all(status is FieldStatus.MISSING for status in statuses.values()):
            missing.append(pair[0])
        elif statuses[spec.name] in _HELD:
            unsure.append(spec.name)
    return tuple(dict.fromkeys(missing)), tuple(unsure)


def _status(known: Mapping[str, FieldValue], name: str) -> FieldStatus:
    value = known.get(name)
    return FieldStatus.MISSING if value is None else value.status


def _paid_privately(known: Mapping[str, FieldValue], name: str) -> bool:
    """Self-pay needs no member ID; where self-pay itself is in doubt, the doubt stands on the payer."""
    payer = known.get("coverage.payer")
    return name == "coverage.member_id" and payer is not None and payer.value == "self-pay"


def _reason(spec: FieldSpec, known: Mapping[str, FieldValue], status: FieldStatus) -> Reason:
    if status is FieldStatus.MISSING:
        return Reason(spec.name, status, f"The fax does not give {spec.ask}.")
    says = BECAUSE.get(known[spec.name].reason, _SAYS[status])
    return Reason(spec.name, status, says.format(title=spec.title))


def _looks(unassigned: Sequence[int], doubts: Sequence[str]) -> tuple[Reason, ...]:
    pages = ", ".join(str(number) for number in unassigned)
    lost = (f"It is not certain which patient page {pages} belongs to.",) if unassigned else ()
    return tuple(Reason(PAGES, FieldStatus.UNCERTAIN, says) for says in (*lost, *doubts))

"""What stands when people's corrections lie over a reading: between verdict and queue. Pure.

A person's value is never overruled; what the cross checks hold against it is shown as a remark. A correction
belongs to the pages it was made on, not to the number of a referral, because a later reading may count otherwise:
it goes to the referral whose pages are most of its own, and one that fits none is told apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from faxpipe.advisories import Coverage
from faxpipe.clock import counted_from
from faxpipe.completeness import BECAUSE, PAGES, judge, worst
from faxpipe.crosscheck import HOLDS, cross_check
from faxpipe.document import PageKind
from faxpipe.packets.pathway import ANSWERS, pathway
from faxpipe.priority import UNREAD
from faxpipe.referral import (
    PRIORITY_ORDER,
    FieldStatus,
    FieldValue,
    Pathway,
    Reading,
    Reason,
    RedFlag,
    Referral,
)
from faxpipe.schema import Schema

METHOD = "person"
FLAGS = "red_flags"
"""In the place of a field's name: red flags that a person looked into, and that are none."""


class Act(StrEnum):
    """What a person did to a field. `settle`: what the value names was looked into: the doubts about the pages
    (PAGES), or red flags that are none (FLAGS)."""

    CORRECT = "correct"
    CONFIRM = "confirm"
    NOT_ON_FAX = "not_on_fax"
    SETTLE = "settle"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wrote over a field; later ones win, and no reading touches them.

    `pages`: those of the referral it was made on; empty where only the referral's number was kept. An `undo` takes
    back the last one of its field that still stands.
    """

    referral: int
    value: FieldValue = field(repr=False)
    author: str
    at: datetime
    reading_no: int
    act: Act = Act.CORRECT
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Amended:
    """A reading as it stands. `standing`: the corrections that hold, referral by referral; `earlier`: those whose
    pages are no referral's any more, or of one that another patient's corrections fit better."""

    reading: Reading
    standing: tuple[tuple[Correction, ...], ...]
    earlier: tuple[Correction, ...] = ()


Placed = dict[int, list[Correction]]


def told(flag: RedFlag) -> str:
    """A red flag in one line, by which a person's word on it is known again: its kind, page and words."""
    where = f"page {flag.page}" if flag.fax_id is None else f"fax {flag.fax_id}, page {flag.page}"
    return f"{flag.flag}, {where}: {flag.words}"


def looked_into(standing: Sequence[Correction], matter: str) -> tuple[str, ...]:
    """What the standing corrections of a referral say was looked into of `matter`: PAGES or FLAGS."""
    settled = (one.value for one in standing if one.act is Act.SETTLE and one.value.field == matter)
    return tuple(says for value in settled for says in _sentences(value))


def amend(
    reading: Reading,
    corrections: Sequence[Correction],
    *,
    schema: Schema,
    coverage: Coverage,
    received: date,
    answered: Mapping[int, Collection[PageKind]] | None = None,
) -> Amended:
    """`reading` with `corrections` (in the order they were made) laid over it and judged anew.

    `received`: the day of the fax for readings that did not keep theirs. `answered`: the kinds of pages that later
    faxes added, by number of the referral.
    """
    placed, earlier = _placed(reading, corrections)
    standing = tuple(_standing(placed.get(index, ())) for index in range(len(reading.referrals)))
    referrals: list[Referral] = []
    for number, (referral, mine) in enumerate(zip(reading.referrals, standing, strict=True), start=1):
        pages = [page for page in reading.pages if page.number in referral.pages]
        kinds = frozenset(page.kind for page in pages) | frozenset((answered or {}).get(number, ()))
        dated = any(page.header is not None and page.header.sent_at is not None for page in pages)
        day = referral.day or received
        referrals.append(_amended(referral, mine, schema, coverage, day, kinds, dated) if mine else referral)
    if not any(standing):
        return Amended(reading, standing, earlier)
    whole = replace(
        reading,
        referrals=tuple(referrals),
        verdict=worst([referral.verdict for referral in referrals]),
        priority=min((referral.priority for referral in referrals), key=PRIORITY_ORDER.index),
    )
    return Amended(whole, standing, earlier)


def _placed(reading: Reading, corrections: Sequence[Correction]) -> tuple[Placed, tuple[Correction, ...]]:
    """Corrections by index of the referral they belong to, and those that belong to none."""
    anchors = dict.fromkeys(_anchor(reading, correction) for correction in corrections)
    homes = {anchor: _home(reading, anchor) for anchor in anchors}
    apart = _apart(reading, homes)
    placed: Placed = {}
    earlier: list[Correction] = []
    went: dict[tuple[tuple[int, ...], str], int | None] = {}
    for correction in corrections:
        anchor = _anchor(reading, correction)
        shares = _shares(reading, anchor)
        key = anchor, correction.value.field
        if len(shares) > 1 and correction.act is not Act.UNDO:
            went[key] = next((at for at in shares if correction.value.page in reading.referrals[at].pages), None)
        index = went.get(key) if len(shares) > 1 else homes[anchor]
        if index is None or anchor in apart:
            earlier.append(correction)
        else:
            placed.setdefault(index, []).append(correction)
    return placed, tuple(earlier)


def _shares(reading: Reading, anchor: tuple[int, ...]) -> tuple[int, ...]:
    """Indexes of the referrals that lie wholly within `anchor`: of several, what one referral was then is several
    patients' now, and only a value that stands on a page is known to be one's."""
    return tuple(at for at, one in enumerate(reading.referrals) if set(one.pages) <= set(anchor))


def _anchor(reading: Reading, correction: Correction) -> tuple[int, ...]:
    if correction.pages or correction.referral > len(reading.referrals):
        return correction.pages
    return reading.referrals[correction.referral - 1].pages


def _home(reading: Reading, anchor: tuple[int, ...]) -> int | None:
    """Index of the referral that shares most pages with `anchor`, of equals the one that is most like it."""

    def likeness(index: int) -> tuple[int, float, int]:
        own = set(reading.referrals[index].pages)
        shared = len(own & set(anchor))
        return shared, shared / max(1, len(own | set(anchor))), -index

    best = max(range(len(reading.referrals)), key=likeness, default=None)
    return best if best is not None and likeness(best)[0] else None


def _apart(reading: Reading, homes: Mapping[tuple[int, ...], int | None]) -> frozenset[tuple[int, ...]]:
    """Anchors that share no page with a likelier one of the same referral: two patients' pages became one's."""
    apart: set[tuple[int, ...]] = set()
    for index, referral in enumerate(reading.referrals):
        mine = [anchor for anchor, home in homes.items() if home == index]
        mine.sort(key=lambda anchor: -len(set(anchor) & set(referral.pages)))
        kept: list[tuple[int, ...]] = []
        for anchor in mine:
            if all(set(anchor) & set(other) for other in kept):
                kept.append(anchor)
            else:
                apart.add(anchor)
    return frozenset(apart)


def _standing(corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """The last correction of each field that was not taken back."""
    stacks: dict[str, list[Correction]] = {}
    for correction in corrections:
        stack = stacks.setdefault(correction.value.field, [])
        if correction.act is not Act.UNDO:
            stack.append(correction)
        elif stack:
            stack.pop()
    return tuple(stack[-1] for stack in stacks.values() if stack)


def _amended(
    referral: Referral,
    corrections: Sequence[Correction],
    schema: Schema,
    coverage: Coverage,
    received: date,
    kinds: frozenset[PageKind],
    dated: bool,
) -> Referral:
    said = {one.value.field: _sure(one.value) for one in corrections if one.act is not Act.SETTLE}
    settled = looked_into(corrections, PAGES)
    no_flags = looked_into(corrections, FLAGS)
    fields = _laid_over(referral, said, schema)
    day = counted_from({value.field: value for value in fields}, received, dated=dated)
    checked = cross_check(fields, day, referral.ages)
    flags = tuple(flag for flag in referral.red_flags if told(flag) not in no_flags)
    fields = tuple(said.get(value.field, value) for value in checked)
    way = _pathway(referral, fields, frozenset(said))
    doubts = [reason.says for reason in referral.reasons if reason.field == PAGES and reason.says != UNREAD]
    judged = judge(
        fields,
        schema,
        coverage,
        pathway=way,
        kinds=kinds - ({PageKind.UNREADABLE} if UNREAD in settled else set()),
        received=day,
        red_flags=flags,
        doubts=[says for says in doubts if says not in settled],
    )
    return replace(
        referral,
        pathway=way,
        verdict=judged.verdict,
        priority=judged.priority,
        fields=fields,
        missing=judged.missing,
        unsure=judged.unsure,
        reasons=(*judged.reasons, *_remarks(checked, said, schema)),
        advisories=judged.advisories,
        red_flags=flags,
    )


def _laid_over(referral: Referral, said: Mapping[str, FieldValue], schema: Schema) -> tuple[FieldValue, ...]:
    """The fields with people's values among them, and what only a cross check held as it was found."""
    fields = {value.field: _freed(value) for value in referral.fields}
    fields |= said
    order = {spec.name: at for at, spec in enumerate(schema.fields)}
    return tuple(sorted(fields.values(), key=lambda value: order.get(value.field, len(order))))


def _sure(value: FieldValue) -> FieldValue:
    return replace(value, confidence=1.0 if value.status is FieldStatus.FOUND else None, others=())


def _freed(value: FieldValue) -> FieldValue:
    return replace(value, status=FieldStatus.FOUND, reason="") if value.reason in HOLDS else value


def _pathway(referral: Referral, fields: Sequence[FieldValue], said: frozenset[str]) -> Pathway:
    """As it was read from the pages, unless what a person wrote settles it."""
    now = pathway(fields)
    if now is Pathway.VCF:
        return now
    found = {value.field for value in fields if value.status is FieldStatus.FOUND}
    told = "order.service" in found and bool(found & {"diagnosis.text", "diagnosis.icd10"})
    return now if said & set(ANSWERS) and told else referral.pathway


def _remarks(checked: Sequence[FieldValue], said: Mapping[str, FieldValue], schema: Schema) -> tuple[Reason, ...]:
    """What the cross checks hold against people's values, in words: for the eye, not for the verdict."""
    return tuple(
        Reason(value.field, FieldStatus.FOUND, BECAUSE[value.reason].format(title=schema.field(value.field).title))
        for value in checked
        if value.field in said and value.reason in HOLDS
    )


def _sentences(value: FieldValue) -> tuple[str, ...]:
    return value.value if isinstance(value.value, tuple) else ()

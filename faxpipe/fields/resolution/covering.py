"""What stands beside a patient's own pages: the cover of several patients, and pages that are nobody's yet.

Between fields and verdict. It answers only what a patient's own pages leave open. The office that sends is every
patient's; whose NPI it is depends on the doctor, so it is no other doctor's; a cover that names one of the
patients speaks of the others only by the numbers of its office. What a cover says of anybody's illness is not
handed on. What only a page answers that nobody could be given is not missing: it may be this patient's, so it is
held, without the value, which may be another's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.referral import FieldStatus, FieldValue

NAME, NPI, PRACTICE = "referrer.name", "referrer.npi", "referrer.practice"
PHONE, FAX, URGENCY = "referrer.phone", "referrer.fax", "order.urgency"
OFFICE = (PRACTICE, PHONE, FAX)
ONE_OFFICE = 70
"""Words in common, of 100, from which two practices may be one."""
ONE_DOCTOR = 0.85


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover sheet and what stands on it. `of_one`: it names one patient of several."""

    packet: Packet
    fields: tuple[FieldValue, ...]
    of_one: bool = False

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of its pages."""
        return frozenset(sheet.number for sheet in self.packet.sheets)


def sent_with(cover: Cover | None, fields: tuple[FieldValue, ...], packet: Packet) -> tuple[FieldValue, ...]:
    """The fields of a patient with what the cover of several says of all, where their own pages do not say."""
    if cover is None or cover.numbers & {sheet.number for sheet in packet.sheets}:
        return fields
    said = {value.field: value for value in cover.fields if value.status is not FieldStatus.MISSING}
    own = {value.field: value for value in fields if value.status is not FieldStatus.MISSING}
    handed = {name: _held(said[name]) for name in _handed(said, own, of_one=cover.of_one) if name not in own}
    return tuple(handed.get(value.field, value) for value in fields)


def left_open(fields: tuple[FieldValue, ...], loose: tuple[FieldValue, ...]) -> tuple[FieldValue, ...]:
    """The fields of a patient; those missing that stand on a page that is nobody's (`loose`) are held."""
    answered = {value.field: value for value in loose if value.status is not FieldStatus.MISSING}
    return tuple(
        FieldValue(value.field, FieldStatus.UNCERTAIN, page=there.page, box=there.box, reason=LOOSE)
        if value.status is FieldStatus.MISSING and (there := answered.get(value.field))
        else value
        for value in fields
    )


LOOSE = "on_loose_page"


def _held(value: FieldValue) -> FieldValue:
    """A doctor whom only the cover names may be its writer, so a person looks."""
    doubtful = value.field == NAME and value.status is FieldStatus.FOUND
    return replace(value, status=FieldStatus.UNCERTAIN, reason="low_confidence") if doubtful else value


def _handed(said: dict[str, FieldValue], own: dict[str, FieldValue], *, of_one: bool) -> list[str]:
    """The fields that the cover may answer for a patient whose own pages say `own`."""
    names = [] if of_one or URGENCY not in said else [URGENCY]
    if not _one(said, own, PRACTICE, ONE_OFFICE / 100, _words_in_common):
        return names
    known = [name for name in (PHONE, FAX) if name in own]
    if not known or any(name in said and own[name].value == said[name].value for name in known):
        names += [name for name in (PHONE, FAX) if name in said]
    names += [PRACTICE] if PRACTICE in said else []
    if of_one or not _one(said, own, NAME, ONE_DOCTOR, same_person):
        return names
    return [*names, *(name for name in (NAME, NPI) if name in said)]


def _one(
    said: dict[str, FieldValue],
    own: dict[str, FieldValue],
    name: str,
    least: float,
    alike: Callable[[str, str], float],
) -> bool:
    """Whether cover and pages may mean one practice or doctor: they say it alike, or one of them does not say."""
    both = [values[name].value for values in (said, own) if name in values]
    texts = [value for value in both if isinstance(value, str)]
    return len(texts) < 2 or alike(*texts) >= least


def _words_in_common(one: str, other: str) -> float:
    return fuzz.token_set_ratio(one.lower(), other.lower()) / 100

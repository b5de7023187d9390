"""Fields checked against each other: dates in order, levels against codes, stated age against birth date.

Between fields and verdict. Two values that cannot both be true were read well and yet one is wrong; a wrong
value must not pass as found. The less certain one is held, both where neither is clearly better. Fields that are
not `found` are left alone: they are held already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from faxpipe.clock import day_of, onset_of, written_on
from faxpipe.referral import FieldStatus, FieldValue, Value

CLEARLY = 0.1
"""A difference in confidence that decides which of two contradicting values is held."""
AGE_MAX_YEARS = 115
HOLDS = frozenset(
    "in_the_future too_long_ago before_birth imaging_before_onset order_before_onset order_before_imaging "
    "levels_against_codes age_does_not_fit".split()
)
"""Every code that a check leaves on a value it holds; what holds one was found before."""

Fields = dict[str, FieldValue]


def cross_check(
    fields: Sequence[FieldValue], received: date, stated_ages: Sequence[int] = ()
) -> tuple[FieldValue, ...]:
    """`fields` with every contradiction turned into a held value, in the same order.

    `received`: the day of the fax. `stated_ages`: ages in years printed beside the patient's name, as read.
    """
    checked: Fields = {value.field: value for value in fields}
    for check in (_future, _born, _sequence, _levels):
        check(checked, received)
    _age(checked, received, stated_ages)
    return tuple(checked[value.field] for value in fields)


def _found(fields: Fields, name: str) -> Value | None:
    value = fields.get(name)
    return value.value if value is not None and value.status is FieldStatus.FOUND else None


def _hold(fields: Fields, name: str, status: FieldStatus, reason: str) -> None:
    fields[name] = replace(fields[name], status=status, reason=reason)


def _hold_weaker(fields: Fields, one: str, other: str, reason: str) -> None:
    """Holds the less certain of two values, both where the difference is small."""
    a, b = fields[one].confidence or 0.0, fields[other].confidence or 0.0
    for name, own, rival in ((one, a, b), (other, b, a)):
        if own <= rival + CLEARLY:
            _hold(fields, name, FieldStatus.UNCERTAIN, reason)


def _future(fields: Fields, received: date) -> None:
    """Nothing on a fax happened after it arrived; one day's grace for clocks and time zones."""
    limit = received + timedelta(days=1)
    for name in ("patient.birth_date", "imaging.date", "order.date"):
        day = day_of(_found(fields, name))
        if day is not None and day > limit:
            _hold(fields, name, FieldStatus.INVALID, "in_the_future")
    onset = onset_of(_found(fields, "fracture.onset"), received)
    if onset is not None and onset.earliest > limit:
        _hold(fields, "fracture.onset", FieldStatus.INVALID, "in_the_future")


def _born(fields: Fields, received: date) -> None:
    born = day_of(_found(fields, "patient.birth_date"))
    if born is None:
        return
    if born.year < received.year - AGE_MAX_YEARS:
        _hold(fields, "patient.birth_date", FieldStatus.INVALID, "too_long_ago")
        return
    for name in ("imaging.date", "order.date"):
        day = day_of(_found(fields, name))
        if day is not None and day <= born:
            _hold_weaker(fields, name, "patient.birth_date", "before_birth")
    onset = onset_of(_found(fields, "fracture.onset"), written_on(fields, received))
    if onset is not None and onset.latest <= born:
        _hold_weaker(fields, "fracture.onset", "patient.birth_date", "before_birth")


def _sequence(fields: Fields, received: date) -> None:
    """onset <= imaging <= order."""
    imaging, order = day_of(_found(fields, "imaging.date")), day_of(_found(fields, "order.date"))
    onset = onset_of(_found(fields, "fracture.onset"), written_on(fields, received))
    if onset is not None and imaging is not None and onset.earliest > imaging:
        _hold_weaker(fields, "fracture.onset", "imaging.date", "imaging_before_onset")
    if onset is not None and order is not None and onset.earliest > order:
        _hold_weaker(fields, "fracture.onset", "order.date", "order_before_onset")
    if imaging is not None and order is not None and imaging > order:
        _hold_weaker(fields, "imaging.date", "order.date", "order_before_imaging")


def _levels(fields: Fields, received: date) -> None:
    """Procedure and fracture codes name a region of the spine; a level must lie in it."""
    levels = _found(fields, "fracture.levels")
    if not isinstance(levels, tuple):
        return
    regions = {level[:1] for level in levels}
    for name, region_of in _CODED:
        codes = _found(fields, name)
        wanted = {region for code in codes if (region := region_of(code))} if isinstance(codes, tuple) else set()
        if wanted and not wanted & regions:
            _hold(fields, "fracture.levels", FieldStatus.CONFLICT, "levels_against_codes")
            _hold(fields, name, FieldStatus.CONFLICT, "levels_against_codes")


def _cpt_region(code: str) -> str:
    return {"22510": "T", "22513": "T", "22511": "L", "22514": "L"}.get(code, "")


def _icd_region(code: str) -> str:
    return {"S22.0": "T", "S32.0": "L"}.get(code[:5], "")


_CODED: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("order.cpt", _cpt_region),
    ("diagnosis.icd10", _icd_region),
)


def _age(fields: Fields, received: date, stated: Sequence[int]) -> None:
    """A birth date that no stated age fits was misread, or belongs to somebody else."""
    born = day_of(_found(fields, "patient.birth_date"))
    if born is None or not stated:
        return
    age = received.year - born.year - ((received.month, received.day) < (born.month, born.day))
    if not any(abs(age - years) <= 1 for years in stated):
        _hold(fields, "patient.birth_date", FieldStatus.UNCERTAIN, "age_does_not_fit")

from __future__ import annotations

from datetime import date

import pytest

from faxpipe.clock import Onset, onset_of
from faxpipe.crosscheck import cross_check
from faxpipe.referral import FieldStatus, FieldValue, Value

RECEIVED = date(2026, 9, 10)
FOUND, UNCERTAIN, INVALID, CONFLICT = (
    FieldStatus.FOUND,
    FieldStatus.UNCERTAIN,
    FieldStatus.INVALID,
    FieldStatus.CONFLICT,
)
GOOD: dict[str, Value] = {
    "patient.birth_date": "1948-04-05",
    "order.date": "2026-09-08",
    "order.cpt": ("22514",),
    "diagnosis.icd10": ("M80.08XA",),
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-08-11",
    "imaging.date": "2026-08-28",
}


def checked(
    changed: dict[str, Value], sure: dict[str, float] | None = None, ages: tuple[int, ...] = ()
) -> dict[str, FieldStatus]:
    """Status of every field that did not stay `found`."""
    fields = [
        FieldValue(name, FOUND, value, (sure or {}).get(name, 0.9)) for name, value in {**GOOD, **changed}.items()
    ]
    after = cross_check(fields, RECEIVED, ages)
    assert [value.field for value in after] == [value.field for value in fields]
    return {value.field: value.status for value in after if value.status is not FOUND}


def test_values_that_fit_together_stay_found() -> None:
    assert checked({}, ages=(78,)) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("patient.birth_date", "2027-01-01"),
        ("imaging.date", "2026-09-28"),
        ("order.date", "2026-10-08"),
        ("fracture.onset", "2026-11-08"),
        ("patient.birth_date", "1847-04-05"),
    ],
)
def test_dates_that_cannot_be_are_invalid(name: str, value: str) -> None:
    assert checked({name: value})[name] is INVALID


def test_the_day_after_the_fax_is_within_grace() -> None:
    assert checked({"order.date": "2026-09-11"}) == {}


def test_imaging_before_onset_holds_both_when_both_are_as_sure() -> None:
    found = checked({"imaging.date": "2026-07-28"})
    assert found == {"imaging.date": UNCERTAIN, "fracture.onset": UNCERTAIN}


def test_imaging_before_onset_holds_the_less_certain_one() -> None:
    found = checked({"imaging.date": "2026-07-28"}, sure={"fracture.onset": 0.7, "imaging.date": 0.95})
    assert found == {"fracture.onset": UNCERTAIN}


def test_a_rough_span_is_not_held_against_the_imaging() -> None:
    assert checked({"fracture.onset": "P3W", "imaging.date": "2026-08-16"}) == {}


def test_an_order_older_than_its_imaging_is_held() -> None:
    assert "order.date" in checked({"order.date": "2026-08-20"})


def test_nothing_happens_before_birth() -> None:
    found = checked({"patient.birth_date": "2026-08-30"})
    assert {"patient.birth_date", "imaging.date", "fracture.onset"} <= set(found)


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("order.cpt", "22513", "L1"),
        ("order.cpt", "22514", "T12"),
        ("diagnosis.icd10", "S22.080A", "L1"),
        ("diagnosis.icd10", "S32.010A", "T12"),
    ],
)
def test_levels_outside_the_region_of_a_code_are_a_conflict(name: str, code: str, level: str) -> None:
    changed: dict[str, Value] = {"order.cpt": (), name: (code,), "fracture.levels": (level,)}
    assert checked(changed) == {name: CONFLICT, "fracture.levels": CONFLICT}


def test_codes_for_both_regions_fit_levels_in_both() -> None:
    assert checked({"order.cpt": ("22513", "22514"), "fracture.levels": ("T12", "L1")}) == {}


@pytest.mark.parametrize(
    ("ages", "held"), [((78,), False), ((79,), False), ((87,), True), ((87, 78), False), ((), False)]
)
def test_a_birth_date_that_no_stated_age_fits_is_held(ages: tuple[int, ...], held: bool) -> None:
    assert ("patient.birth_date" in checked({}, ages=ages)) is held


def test_held_values_are_left_alone() -> None:
    held = FieldValue("imaging.date", CONFLICT, "2030-01-01", 0.5)
    assert cross_check([held], RECEIVED) == (held,)


@pytest.mark.parametrize(
    ("value", "ages"),
    [
        ("2026-08-11", (30, 30)),
        ("2026-08", (10, 40)),
        ("P3W", (21, 21)),
        ("P10D", (10, 10)),
        ("P2M", (61, 61)),
    ],
)
def test_onset_is_read_as_date_month_or_span(value: str, ages: tuple[int, int]) -> None:
    onset = onset_of(value, RECEIVED)
    assert isinstance(onset, Onset)
    assert onset.days_before(RECEIVED) == ages


@pytest.mark.parametrize("value", ["", "recently", "2026-13", "2026-02-30", "P", "P99999Y", None, 3, ("P3W",)])
def test_what_is_no_onset_is_none(value: Value | None) -> None:
    assert onset_of(value, RECEIVED) is None

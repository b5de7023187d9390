from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.months import MONTHS, month_number
from faxpipe.referral import Check

ARRIVED = date(2026, 9, 12)


def one(text: str, *, birth: bool = False) -> tuple[object, str, Check]:
    (found,) = find_dates(text, ARRIVED, birth=birth)
    return found.value, found.note, found.check


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2026-09-08", "2026-09-08"),
        ("9/8/2026", "2026-09-08"),
        ("09/08/26", "2026-09-08"),
        ("4-18-46", "1946-04-18"),
        ("9.8.26", "2026-09-08"),
        ("9 / 3 / 26", "2026-09-03"),
        ("8/21/ 26", "2026-08-21"),
        ("Sept. 1, 2026", "2026-09-01"),
        ("September 1st, 2026", "2026-09-01"),
        ("02 Nov 1961", "1961-11-02"),
        ("02-Nov-1961", "1961-11-02"),
        ("02NOV1961", "1961-11-02"),
        ("TAKEN 9Sep2026 07:45", "2026-09-09"),
        ("14AUG26", "2026-08-14"),
        ("1st of August 2026", "2026-08-01"),
        ("August 14, 1939", "1939-08-14"),
        ("Aug'14 1939", "1939-08-14"),
        ("AUG 14 1939", "1939-08-14"),
        ("31 Aug 2026 11:07", "2026-08-31"),
        ("MRI-8/25/26 shows", "2026-08-25"),
        ("03/19/1947(79 y.o.", "1947-03-19"),
        ("Nov 2, 61", "1961-11-02"),
        ("2 Nov '61", "1961-11-02"),
        ("DOB3/4/50", "1950-03-04"),
        ("03/04/19 50", "1950-03-04"),
        ("8-18-2517:40", "2025-08-18"),
        ("8/18/202517:40", "2025-08-18"),
    ],
)
def test_printed_dates_become_iso(printed: str, iso: str) -> None:
    assert one(printed) == (iso, "", Check.PASSED)


@pytest.mark.parametrize(
    ("noisy", "iso"),
    [
        ("O9/08/2026", "2026-09-08"),
        ("09/O8/2O26", "2026-09-08"),
        ("l2/07/1944", "1944-12-07"),
        ("12/07/I944", "1944-12-07"),
        ("08/1S/2026", "2026-08-15"),
        ("December I2, 1944", "1944-12-12"),
        ("O3/04/19 50", "1950-03-04"),
    ],
)
def test_look_alikes_are_folded_and_told(noisy: str, iso: str) -> None:
    (found,) = find_dates(noisy, ARRIVED)
    assert (found.value, found.check, found.repaired) == (iso, Check.PASSED, True)


@pytest.mark.parametrize("text", ["02/30/1950", "13/13/2020", "95/26/1958", "09/91/2026", "00/10/2026"])
def test_an_impossible_date_is_kept_as_printed_and_fails(text: str) -> None:
    assert one(text) == (text, "impossible", Check.FAILED)


@pytest.mark.parametrize(
    ("printed", "value", "note"),
    [
        ("25/12/2025", "2025-12-25", "day_first"),
        ("9/2026", "2026-09", "month_only"),
        ("August 2026", "2026-08", "month_only"),
        ("8/2", "2026-08-02", "year_inferred"),
        ("MRI 8/2 showed", "2026-08-02", "year_inferred"),
        ("BMD scheduled 9/30, revisit", "2026-09-30", "year_inferred"),
        ("MRI on August 27 demonstrates", "2026-08-27", "year_inferred"),
        ("since December 20 she", "2025-12-20", "year_inferred"),
        ("DOB: 1210711944", "1944-12-07", "slash_as_one"),
        ("09082026", "2026-09-08", "compact"),
    ],
)
def test_a_reading_that_took_a_decision_says_which(printed: str, value: str, note: str) -> None:
    assert one(printed)[:2] == (value, note)


@pytest.mark.parametrize(
    "text",
    [
        "pain 6/10",
        "strength 5/5",
        "BP 134/72",
        "may take 5 mg",
        "603-555-1234",
        "7A33-A68-KN47",
        "score of 9-15/28",
        "status post bypass in 1971.\n6. I think",
        "1/2 tablet",
        "L4-5",
        "T12",
        "22514-50",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text, ARRIVED) == ()


def test_two_digits_of_a_birth_year_lie_in_the_past() -> None:
    assert one("4/18/46", birth=True)[0] == "1946-04-18"
    assert one("10/01/26", birth=True) == ("1926-10-01", "", Check.PASSED)
    assert one("03/01/26", birth=True) == ("1926-03-01", "century_guess", Check.PASSED)
    assert one("03/01/12", birth=True)[0] == "2012-03-01"


def test_a_birth_in_the_future_or_two_lives_ago_fails() -> None:
    assert one("03/01/2030", birth=True)[2] is Check.FAILED
    assert one("03/01/1830", birth=True)[2] is Check.FAILED


def test_a_birth_date_is_never_half_a_date() -> None:
    assert find_dates("August 2026, 8/2, August 27", ARRIVED, birth=True) == ()


def test_a_garbled_date_is_reported_as_unreadable() -> None:
    assert one("born V/30/52") == ("V/30/52", "garbled", Check.UNREADABLE)


@given(st.dates(date(1930, 1, 1), date(2030, 12, 31)))
def test_every_day_survives_the_ways_of_printing_it(day: date) -> None:
    month = MONTHS[day.month - 1].title()
    for text in (
        day.isoformat(),
        f"{day:%m/%d/%Y}",
        f"{day.month}-{day.day}-{day.year}",
        f"{month} {day.day}, {day.year}",
    ):
        assert [found.value for found in find_dates(text, ARRIVED)] == [day.isoformat()]


@given(st.integers(0, 110 * 365), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_a_birth_year_of_two_digits_gives_a_possible_age(age_days: int, arrived: date) -> None:
    born = arrived - timedelta(days=age_days)
    (found,) = find_dates(f"{born:%m/%d/%y}", arrived, birth=True) or (None,)
    assert found is not None
    if found.check is Check.PASSED:
        assert 0 <= arrived.year - int(str(found.value)[:4]) <= 110


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Septernber", 9),
        ("Sept", 9),
        ("Juiy", 7),
        ("Decernber", 12),
        ("0ct", 10),
        ("Oet", 10),
        ("Scp", 9),
        ("Noy", 11),
        ("see", None),
        ("act", None),
        ("march", 3),
        ("marked", None),
        ("Mary", None),
    ],
)
def test_months_are_known_misread_or_not(word: str, number: int | None) -> None:
    assert month_number(word) == number


@pytest.mark.parametrize(
    "printed", ["0114.1965", "01.141965", "01/141965", "01.14,1965", "1,14.1965", "01.14:1965"]
)
def test_a_lost_sign_between_two_numbers_of_a_date_is_said(printed: str) -> None:
    assert one(printed) == ("1965-01-14", "separator_lost", Check.PLAIN)


def test_a_number_that_no_lost_sign_makes_a_date_is_none() -> None:
    assert find_dates("1399.1965", ARRIVED) == ()


@pytest.mark.parametrize("text", ["16ABC2026", "45AUG2026", "room 12MAR", "lot 7JAN2026B"])
def test_figures_that_run_into_letters_are_no_day_by_themselves(text: str) -> None:
    assert not [found for found in find_dates(text, ARRIVED) if found.check is Check.PASSED and not found.note]

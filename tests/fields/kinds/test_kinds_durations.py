from datetime import date

import pytest

from faxpipe.fields.kinds.durations import find_durations

ARRIVED = date(2026, 9, 12)


@pytest.mark.parametrize(
    ("printed", "iso", "note"),
    [
        ("about 3 weeks ago", "P3W", ""),
        ("Low back pain x 4 weeks.", "P4W", ""),
        ("x4wks", "P4W", ""),
        ("began about seven weeks ago", "P7W", ""),
        ("for about seven weeks", "P7W", ""),
        ("10 days", "P10D", ""),
        ("for five months, worse", "P5M", ""),
        ("AXIAL LOW BACK PAIN 2 YEARS", "P2Y", ""),
        ("one year", "P1Y", ""),
        ("four-week history", "P4W", ""),
        ("2-3 months", "P3M", "range"),
        ("six to eight weeks ago", "P8W", "range"),
        ("a couple of weeks ago", "P2W", "approximate"),
        ("last month", "P1M", "approximate"),
        ("l week ago", "P1W", ""),
        ("since yesterday", "P1D", ""),
        ("over 6 weeks", "P6W", ""),
        ("early August", "2026-08", "approximate"),
        ("since late May, running", "2026-05", "approximate"),
        ("pain since November", "2025-11", "approximate"),
        ("fell in August", "2026-08", "approximate"),
    ],
)
def test_stated_durations_become_iso_8601(printed: str, iso: str, note: str) -> None:
    (found,) = find_durations(printed, ARRIVED)
    assert (found.value, found.note) == (iso, note)


@pytest.mark.parametrize(
    "text",
    [
        "several weeks",
        "a few days",
        "79 years old",
        "87-year-old woman",
        "RTC 4 weeks",
        "every 6 weeks",
        "within 1 week",
        "return in 2 weeks",
        "follow up in 3 months",
        "Two weeks of scheduled acetaminophen",
        "at the age of 26 months",
        "since May 12",
        "DEXA was done in August",
        "0 days",
        "since July of 2006",
    ],
)
def test_ages_plans_and_vague_words_are_no_durations(text: str) -> None:
    assert find_durations(text, ARRIVED) == ()


def test_a_month_needs_the_day_the_fax_arrived() -> None:
    assert find_durations("since late May") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fell 8 d ago", "P8D"),
        ("began 8d ago", "P8D"),
        ("The fracture is 11 weeks old", "P11W"),
        ("an 11-week old fracture of L1", "P11W"),
        ("pain for the past month", "P1M"),
    ],
)
def test_the_age_of_a_fracture_and_short_words_of_time_are_durations(text: str, value: str) -> None:
    assert [one.value for one in find_durations(text)] == [value]


@pytest.mark.parametrize(
    "text", ["a 9 month old grandchild", "82 year old with a fracture", "past medical history"]
)
def test_the_age_of_a_person_is_none(text: str) -> None:
    assert not find_durations(text)

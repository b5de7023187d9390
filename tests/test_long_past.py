"""Old fractures are told from those of today by what their own clause says; the wording is invented."""

from __future__ import annotations

import pytest

from faxpipe.long_past import long_past


def told(text: str, year_now: int = 2026) -> bool:
    at = text.index("fracture")
    return long_past(text, at, at + len("fracture"), year_now)


@pytest.mark.parametrize(
    "text",
    [
        "She once had a T12 burst fracture from a fall off a horse in 1979; it healed in a brace.",
        "He suffered an L2 compression fracture as a teenager.",
        "L3 burst fracture in the 1980s, no sequelae.",
        "L3 wedge fracture, 1994.",
        "An L1 fracture forty years ago gives no trouble.",
        "A T11 compression fracture, which healed well.",
        "He sustained a fracture of L1 in Germany in 1969 and wore a cast.",
        "A fracture of T12 was sustained in a car crash in 2003 and has not bothered her since.",
        "In 2011 she had a compression fracture of L2 that was treated with a brace.",
        "As a young man he had a fracture of L1 from a roof.",
        "L1 burst fracture at age 12.",
        "She had once a fracture of T12.",
        "An L4 fracture in her childhood.",
        "Back in '88 a tractor gave him a fracture of T12.",
    ],
)
def test_a_year_an_age_or_a_healing_told_of_a_fracture_makes_it_an_old_one(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "She has an L1 fracture from a fall on 10/12/2026.",
        "Fell in September 2026 with a fracture of T12; she once was a nurse.",
        "L2 burst fracture last week. He had a kyphoplasty in 2019.",
        "Acute L1 fracture in a man who once drove trucks.",
        "L1 fracture since a fall in 2026, osteoporosis known since 2009.",
        "T12 compression fracture, breast cancer 1998.",
        "Has had arthritis since 1998 and a T12 fracture.",
        "L1 fracture that has not healed.",
        "L1 fracture, not yet healed.",
        "T12 compression fracture, at age 82, after lifting a bucket.",
        "Fracture of T12, born 1941. New L1 fracture now.",
        "L1 compression fracture in 2025.",
    ],
)
def test_what_is_told_of_something_else_makes_no_fracture_old(text: str) -> None:
    assert not told(text.lower())


def test_where_nobody_knows_the_year_only_those_of_the_last_century_are_past() -> None:
    assert told("L1 fracture of 1998", 0)
    assert not told("L1 fracture of 2012", 0)

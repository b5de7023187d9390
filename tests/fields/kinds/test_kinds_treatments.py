from __future__ import annotations

import pytest

from faxpipe.fields.kinds.treatments import find_treatments


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Tylenol, back brace", ["analgesics", "brace"]),
        ("bed rest and six visits of physical therapy", ["rest", "physical therapy"]),
        ("PT, TLSO, tramadol", ["physical therapy", "brace", "analgesics"]),
        ("two epidurals", ["injections"]),
        ("The first days were spent mostly in bed.", ["rest"]),
        ("She has rested and used a heating pad", ["rest"]),
        ("Six days in bed at home on Tylenol", ["rest", "analgesics"]),
        ("Turns in bed with pain", []),
        ("wore a lumbar belt", ["brace"]),
        ("a sacroiliac belt and an elastic wrap", ["brace"]),
        ("hurt by the seat belt", []),
        ("none", []),
    ],
)
def test_answers_name_their_treatments_in_order(printed: str, names: list[str]) -> None:
    assert list(dict.fromkeys(one.value for one in find_treatments(printed, answer=True))) == names


def test_pt_in_running_text_is_the_patient() -> None:
    assert find_treatments("Pt fell at home.") == ()

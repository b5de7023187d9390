import pytest

from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [
        ("1EG4-TE5-MK73", "1EG4TE5MK73", False),
        ("1EG4 TE5 MK73", "1EG4TE5MK73", False),
        ("Subscriber ID 7A33-A68-KN47", "7A33A68KN47", False),
        ("1eg4te5mk73", "1EG4TE5MK73", False),
        ("4€91-V05-GV34", "4C91V05GV34", True),
        ("IJEBPR6AV27", "1JE8PR6AV27", True),
        ("1EG4-TES-MK73", "1EG4TE5MK73", True),
        ("1EG4-TE5-MK7Z", "1EG4TE5MK72", True),
        ("1EG4-TE5-MKO3", "1EG4TE5MK03", True),
    ],
)
def test_identifiers_pass_and_letters_in_digit_places_are_repaired(text: str, value: str, repaired: bool) -> None:
    (found,) = find_mbis(text)
    assert (found.value, found.check, found.repaired) == (value, Check.PASSED, repaired)


@pytest.mark.parametrize("text", ["1EG4-3E5-MK73", "1SG4-TE5-MK73", "1EG4-TE5-M873"])
def test_a_digit_or_forbidden_letter_in_a_letter_place_is_flagged(text: str) -> None:
    (found,) = find_mbis(text)
    assert (found.check, found.note) == (Check.FAILED, "place")


@pytest.mark.parametrize(
    "text", ["00481726000", "H81204733", "information", "N0082741605", "XDR408M91176", "U7730914458"]
)
def test_other_identifiers_are_not_taken_for_medicare(text: str) -> None:
    assert find_mbis(text) == ()

import pytest

from faxpipe.fields.kinds.cpt import find_cpts
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("64493, 64494", ["64493", "64494"]),
        ("CPT 22514", ["22514"]),
        ("Procedure code CPT 22514 Visits 1", ["22514"]),
        ("22513, 22514 and 22515", ["22513", "22514", "22515"]),
        ("22514-50 x1", ["22514"]),
        ("2251S", ["22515"]),
        ("CPT: 12345", ["12345"]),
        ("0275T", ["0275T"]),
        ("HCPCS G0260", ["G0260"]),
        ("office visit 99213", ["99213"]),
        ("20610", ["20610"]),
    ],
)
def test_procedure_codes_are_found(text: str, codes: list[str]) -> None:
    assert [found.value for found in find_cpts(text)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "Windham, NH 03087",
        "New Hampshire 03811",
        "MA 01844-1234",
        "Acct 20581 .. Printed",
        "Group 88120",
        "03/19/1947",
        "M80.08XA",
        "603-555-1234",
        "$20610",
        "NH 22514",
    ],
)
def test_other_five_digits_are_not(text: str) -> None:
    assert find_cpts(text) == ()


def test_a_code_of_spine_care_is_passed_and_any_other_is_plain() -> None:
    assert find_cpts("22513")[0].check is Check.PASSED
    assert find_cpts("CPT 12345")[0].check is Check.PLAIN

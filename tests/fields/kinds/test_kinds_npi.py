import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.kinds.npi import find_npis, npi_valid
from faxpipe.referral import Check


def test_the_example_of_the_specification() -> None:
    assert npi_valid("1234567893")
    assert not npi_valid("1234567890")


@given(st.integers(100_000_000, 299_999_999))
def test_exactly_one_check_digit_fits(first_nine: int) -> None:
    assert sum(npi_valid(f"{first_nine}{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    "text", ["0234567893", "3234567893", "123456789", "12345678933", "", "abcdefghij", "١٢٣٤٥٦٧٨٩٣"]
)
def test_another_shape_is_not_valid(text: str) -> None:
    assert not npi_valid(text)


@pytest.mark.parametrize(
    ("text", "value", "check", "repaired"),
    [
        ("NPI 1168498172", "1168498172", Check.PASSED, False),
        ("(NPI 1870913021)", "1870913021", Check.PASSED, False),
        ("NPI# 11684 98172", "1168498172", Check.PASSED, False),
        ("NP1: l168498172", "1168498172", Check.PASSED, True),
        ("NPI 116849B172", "1168498172", Check.PASSED, True),
        ("NPI 1426017707 |", "1426017707", Check.PASSED, False),
        ("1168498172", "1168498172", Check.PASSED, False),
        ("1168498173", "1168498173", Check.FAILED, False),
        ("NPI: 1234567890", "1234567890", Check.FAILED, False),
        ("NPI 116849817", "116849817", Check.FAILED, False),
    ],
)
def test_numbers_are_read_and_checked(text: str, value: str, check: Check, repaired: bool) -> None:
    (found,) = find_npis(text)
    assert (found.value, found.check, found.repaired) == (value, check, repaired)


@pytest.mark.parametrize(
    "text", ["Phone 978-653-4208", "16036932667", "acct 1234567890 open", "DOB 1210711944 | seen", "03079"]
)
def test_other_numbers_are_no_npi(text: str) -> None:
    assert find_npis(text) == ()


@pytest.mark.parametrize("text", ["1234567893l", "NPI: 1234567893l", "NPI:1234567893I", "NPI 1234567893 l"])
def test_a_stroke_behind_ten_digits_that_prove_themselves_is_left_out(text: str) -> None:
    assert [(one.value, one.check) for one in find_npis(text)] == [("1234567893", Check.PASSED)]


@pytest.mark.parametrize("text", ["NPI: 1234567890l", "NPI: 12345678931"])
def test_a_stroke_or_digit_behind_others_repairs_nothing(text: str) -> None:
    assert [one.check for one in find_npis(text)] == [Check.FAILED]


def test_a_row_of_dashes_read_as_figures_is_no_npi() -> None:
    assert find_npis("-2222232222=2222232227 =1111=21111") == ()
    assert find_npis("2222232227") == ()
    assert [one.value for one in find_npis("NPI 2222232227")] == ["2222232227"]

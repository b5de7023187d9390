import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.kinds.phones import find_phones, normal_phone
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("(603) 555-1234", "603-555-1234"),
        ("603.357.2998", "603-357-2998"),
        ("603 555 1234", "603-555-1234"),
        ("+1 603 555 1234", "603-555-1234"),
        ("1-978-653-4208", "978-653-4208"),
        ("603-555-1234 x204", "603-555-1234"),
        ("603-555-1234 ext. 12", "603-555-1234"),
        ("Fax603-693-2667", "603-693-2667"),
        ("Tel 603-323-7884", "603-323-7884"),
        ("781-393-1976/fax", "781-393-1976"),
        ("(603)5551234", "603-555-1234"),
    ],
)
def test_printed_numbers_have_one_normal_form(printed: str, normal: str) -> None:
    (found,) = find_phones(printed)
    assert (found.value, found.check) == (normal, Check.PASSED)


@pytest.mark.parametrize(
    ("noisy", "normal", "repaired"),
    [
        ("6O3-357-2998", "603-357-2998", True),
        ("603-69S-2667", "603-695-2667", True),
        ("(603 357-2998", "603-357-2998", False),
        ("603) 357-2998", "603-357-2998", False),
        ("978- 515: 8128", "978-515-8128", False),
        ("603-\n591 -2740", "603-591-2740", False),
        ("l-603-357-2998", "603-357-2998", False),
        ("603~357-2998", "603-357-2998", False),
        ("603_357_2998", "603-357-2998", False),
        ("G03-357-2998", "603-357-2998", True),
        ("603-357-L998", "603-357-1998", True),
    ],
)
def test_what_ocr_does_to_a_number_is_undone_and_told(noisy: str, normal: str, repaired: bool) -> None:
    (found,) = find_phones(noisy)
    assert (found.value, found.repaired) == (normal, repaired)


@pytest.mark.parametrize(
    "text",
    [
        "555-1234",
        "1168498172",
        "NPI 1870913021",
        "08/19/2026",
        "Salem, NH 03079-1234",
        "7A33-A68-KN47",
        "947 210 386",
        "PA-2609-55310",
        "Accession SR-26-118830",
        "02/01/2025 12:30",
        "Member 0082741605",
    ],
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize("text", ["123-456-7890", "603-911-1234", "911-603-1234", "603-123-4567"])
def test_a_number_nobody_can_dial_fails(text: str) -> None:
    (found,) = find_phones(text)
    assert (found.check, found.note) == (Check.FAILED, "not_dialable")
    assert normal_phone(text) is None


def test_an_area_nobody_was_given_is_not_called_checked() -> None:
    (found,) = find_phones("693-565-2551")
    assert (found.check, found.note) == (Check.PLAIN, "area_code")


def test_ten_digits_in_a_row_are_marked_bare() -> None:
    (found,) = find_phones("6033572998")
    assert (found.value, found.note) == ("603-357-2998", "bare")


def test_several_numbers_come_in_the_order_of_the_paper() -> None:
    found = find_phones("Office (603) 541-2065 Fax (603) 708-8392")
    assert [one.value for one in found] == ["603-541-2065", "603-708-8392"]


@given(st.sampled_from(["603", "978", "781", "508", "207"]), st.integers(212, 899), st.integers(0, 9999))
def test_a_normal_number_is_its_own_normal_form(area: str, exchange: int, line: int) -> None:
    number = f"{area}-{exchange}-{line:04d}"
    if exchange % 100 != 11:
        assert normal_phone(number) == number
        assert normal_phone(f"({area}) {exchange}.{line:04d}") == number


@pytest.mark.parametrize("text", ["35V800-3624", "35V/800-3624", "35V 800-3624"])
def test_a_one_and_a_slash_read_as_a_v_are_told_apart(text: str) -> None:
    (found,) = find_phones(text)
    assert (found.value, found.repaired) == ("351-800-3624", True)


@pytest.mark.parametrize("text", ["V12 345-6789", "Room 35V 12-3456"])
def test_another_v_is_no_digit(text: str) -> None:
    assert find_phones(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "603-555-0142 / 555-0143",
        "(603) 555-0142, 555-0143",
        "603.555.0142 and 555.0143",
        "603 555-0142 Fax 555-0143",
    ],
)
def test_a_local_number_behind_a_whole_one_has_its_area(text: str) -> None:
    assert [one.value for one in find_phones(text)] == ["603-555-0142", "603-555-0143"]


@pytest.mark.parametrize(
    "text", ["555-0143", "603-555-0142 555-0143", "603-555-0142 / 03079-0143", "603-555-0142, 12"]
)
def test_no_other_seven_digits_are_a_number(text: str) -> None:
    assert "603-555-0143" not in [one.value for one in find_phones(text)]

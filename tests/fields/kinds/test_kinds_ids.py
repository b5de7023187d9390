import pytest

from faxpipe.fields.kinds.ids import IdKind, find_ids


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("947 210 386", "947210386"),
        ("947-210-386", "947210386"),
        ("91 7839319", "917839319"),
        ("730512 448 906", "730512448906"),
        ("611 408. 275 02", "61140827502"),
        ("611 408. 275 02\nGroup 55", "61140827502"),
        ("611408. 33 Elm St", "611408"),
        ("Humana # H81204733", "H81204733"),
        ("HP 044718920", "HP044718920"),
        ("MEBK7R4Qx.", "MEBK7R4QX"),
        ("N0082741605 GROUP : 88120", "N0082741605"),
        ("U7730914458 09/01/2026", "U7730914458"),
        ("XDR408M91176", "XDR408M91176"),
        ("$C20817745", "SC20817745"),
        ("XYZl2345", "XYZ12345"),
        ("WXYZ1 2345 678", "WXYZ12345678"),
        ("7A33-A68-KN47", "7A33A68KN47"),
    ],
)
def test_member_ids_lose_blanks_and_dashes(text: str, value: str) -> None:
    assert find_ids(text)[0].value == value


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "on file",
        "pending",
        "Self",
        "N/A",
        "603-555-1234",
        "09/01/2026",
        "12/7/44",
        "",
        "____",
        "see card",
        "1234",
    ],
)
def test_words_dates_and_telephone_numbers_are_no_member_ids(text: str) -> None:
    assert find_ids(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("KLM 305 T 48126", "KLM305T48126"),
        ("H204518 662 01", "H20451866201"),
        ("QR 550917283 02", "QR55091728302"),
        ("R31 7702 .6418 1, group 20", "R31770264181"),
    ],
)
def test_a_member_id_goes_on_over_blanks_letters_and_specks(text: str, value: str) -> None:
    assert find_ids(text)[0].value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30551 F 1950", "30551"),
        ("W305518827 401 12/02/2026", "W305518827"),
        ("W305518827. 401 Elm St", "W305518827"),
    ],
)
def test_a_member_id_ends_before_a_sex_a_year_a_date_and_the_next_sentence(text: str, value: str) -> None:
    assert find_ids(text)[0].value == value


def test_a_group_may_be_short_and_a_member_id_may_not() -> None:
    assert [found.value for found in find_ids("-74 Self.", IdKind.GROUP)] == ["74"]
    assert find_ids("74") == ()


def test_an_authorization_keeps_its_prefix() -> None:
    assert find_ids("PA-2609-55310", IdKind.AUTHORIZATION)[0].value == "PA260955310"
    assert find_ids("26244A7719", IdKind.AUTHORIZATION)[0].value == "26244A7719"


def test_a_small_l_among_capitals_is_repaired_and_told() -> None:
    assert find_ids("XYZl2345")[0].repaired
    assert not find_ids("XYZ12345")[0].repaired


@pytest.mark.parametrize(
    ("text", "torn"), [("730512 448", True), ("7305120044 448", False), ("730512 01/02/2026", False)]
)
def test_a_few_figures_with_more_of_them_behind_a_blank_may_go_on(text: str, torn: bool) -> None:
    assert (find_ids(text)[0].note == "torn") is torn


def test_a_day_with_its_month_in_letters_is_no_number() -> None:
    assert find_ids("02-Mar-1939") == ()
    assert [one.value for one in find_ids("02MAR19394")] == ["02MAR19394"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2046 771. 903, group", "2046771903"),
        ("2046 771.903, group", "2046771903"),
        ("2046771. 903 Main St", "2046771"),
        ("2046771903. 2026", "2046771903"),
        ("2046 771. 2026", "2046771"),
    ],
)
def test_a_stop_between_groups_of_figures_is_dirt_where_the_number_goes_on(text: str, number: str) -> None:
    assert find_ids(text)[0].value == number

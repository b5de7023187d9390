import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.kinds.icd10 import billable, description, dotted, find_icd10, needs_7th
from faxpipe.fields.kinds.icd10_build import TABLE
from faxpipe.referral import Check


@pytest.mark.parametrize(
    ("text", "code", "repaired"),
    [
        ("[M80.08XA]", "M80.08XA", False),
        ("M80.O8XA", "M80.08XA", True),
        ("M8O.08XA", "M80.08XA", True),
        ("(MB0.08XA)", "M80.08XA", True),
        ("(MBO, O8XA)", "M80.08XA", True),
        ("(M84, S8XA)", "M84.58XA", True),
        ("M80. 8BX A", "M80.88XA", True),
        ("M80 .08XA", "M80.08XA", True),
        ("M8008XA", "M80.08XA", False),
        ("m80.08xa", "M80.08XA", True),
        ("M47,816", "M47.816", True),
        ("(M54. 16)", "M54.16", True),
        ("C90.OO", "C90.00", True),
        ("S22,08OA", "S22.080A", True),
        ("532.010A", "S32.010A", True),
        ("$22.080A", "S22.080A", True),
        ("Dx €90.00", "C90.00", True),
        ("Dx 689.4", "G89.4", True),
        ("M5L.26", "M51.26", True),
        ("M46.1", "M46.1", False),
        ("Z79.01", "Z79.01", False),
    ],
)
def test_codes_are_read_right_through_the_noise(text: str, code: str, repaired: bool) -> None:
    (found,) = find_icd10(text)
    assert (found.value, found.check, found.repaired) == (code, Check.PASSED, repaired)


@pytest.mark.parametrize(
    ("text", "check", "note"),
    [
        ("M80.08", Check.FAILED, "needs_7th"),
        ("S32.010", Check.FAILED, "needs_7th"),
        ("M80.9ZZ", Check.FAILED, "unknown"),
        ("M48.5-", Check.PASSED, "truncated"),
        ("S22.0-", Check.PASSED, "truncated"),
        ("M54.5", Check.PASSED, "truncated"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(text: str, check: Check, note: str) -> None:
    (found,) = find_icd10(text)
    assert (found.check, found.note) == (check, note)


@pytest.mark.parametrize(
    "text",
    [
        "T12 fracture",
        "L4-5",
        "T98.2 96bpm",
        "H&H 11.3",
        "L5S1 facet",
        "vitamin B12",
        "689.4",
        "weight 510.1",
        "H81204733",
        "closed with PDS, 2-0",
        "Apt 24",
        "L34, L45",
    ],
)
def test_levels_temperatures_and_labs_are_no_codes(text: str) -> None:
    assert find_icd10(text) == ()


def test_several_codes_keep_the_order_of_the_paper() -> None:
    assert [found.value for found in find_icd10("ICD-10: M81.0, I10, E11.9")] == ["M81.0", "I10", "E11.9"]


def test_the_table_knows_what_a_code_means_and_whether_it_can_be_billed() -> None:
    says = description("M80.08XA")
    assert says is not None
    assert says.startswith("Age-related osteoporosis with current pathological fracture")
    assert billable("M80.08XA")
    assert not billable("M80.08")
    assert needs_7th("M8008")
    assert not needs_7th("M80.08XA")
    assert description("M80.9ZZ") is None


@given(st.sampled_from(["M8008XA", "M8458XA", "C9000", "S22080A", "M4856XA", "M5416", "M46.1", "G89.4"]))
def test_normal_forms_are_read_back_unchanged(code: str) -> None:
    (found,) = find_icd10(dotted(code))
    assert (found.value, found.repaired) == (dotted(code), False)


_LOOK = {"0": "OQD", "1": "Il|", "5": "S", "8": "B", "2": "Z", "6": "G", "S": "5$", "X": "x"}


@pytest.mark.parametrize(
    "code", ["M80.08XA", "M80.88XA", "M84.58XA", "C90.00", "M48.56XA", "S22.080A", "M54.16", "M47.816"]
)
def test_one_misread_character_never_gives_another_code_unmarked(code: str) -> None:
    for place, character in enumerate(code):
        for like in _LOOK.get(character, ""):
            for found in find_icd10(f"{code[:place]}{like}{code[place + 1 :]}"):
                assert found.value == code or found.check is Check.FAILED


def test_the_table_names_its_release_and_holds_the_whole_code_set() -> None:
    first, *rows = gzip.decompress(TABLE.read_bytes()).decode().splitlines()
    assert first.startswith("# ICD-10-CM ")
    assert len(rows) > 95_000
    assert all(row.count("\t") == 2 for row in rows)


@pytest.mark.parametrize(
    ("text", "code"),
    [("M80.08XAl", "M80.08XA"), ("M80.08XAI.", "M80.08XA"), ("S32.010A1", "S32.010A"), ("M54.16l", "M54.16")],
)
def test_a_stroke_behind_a_whole_code_is_left_out(text: str, code: str) -> None:
    assert [(one.value, one.check) for one in find_icd10(text)] == [(code, Check.PASSED)]


def test_a_stroke_does_not_complete_a_code_that_lacks_its_seventh_character() -> None:
    assert all(one.check is not Check.PASSED for one in find_icd10("M80.08l"))


def test_a_blank_in_place_of_the_dot_is_undone_where_a_code_stands_alone() -> None:
    (found,) = find_icd10("M48 062")
    assert (found.value, found.check) == ("M48.062", Check.PASSED)
    assert find_icd10("M48 062 units were given") == ()

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.fields.people.stated_sex import stated_sex


def told(drawing: str) -> list[tuple[object, bool]]:
    """Each statement, and whether something bears it out."""
    return [(one.value, one.confidence > 0.75) for one in stated_sex(packet(sheet(drawing)))]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Quimby, Dolores   DOB 03/19/1947 (F)   Room 12", "female"),
        ("QUIMBY, ROY  03/19/1947 M  MRN 00481726", "male"),
        ("Born 03/19/1947   S: 79M here for back pain", "male"),
        ("Quimby Roy  DOB 03/19/1947  M 79Y", "male"),
        ("Roy Quimby, male, born 19 March 1947", "male"),
        ("Dolores Quimby, female, DOB 03/19/1947", "female"),
        ("19-Mar-1947 (79 y), male", "male"),
        ("DOB 03/19/1947, age 79, Female", "female"),
        ("DOB 03/19/1947   Dolores Quimby   Female   Age 79", "female"),
        ("Born 03-19-1947 (79 F)   Date 09/08/2026", "female"),
        ("Date of birth   19 March 1947 (79, female)", "female"),
        ("Date of birth   19 March 1947, 79 / M", "male"),
    ],
)
def test_a_sex_beside_a_day_of_birth_or_the_age_it_gives_is_the_patients(line: str, value: str) -> None:
    said = told(line)
    assert {one for one, _ in said} == {value}
    assert any(sure for _, sure in said)


def test_an_age_that_nothing_bears_out_is_not_sure() -> None:
    assert told("81 y.o. F with back pain") == [("female", False)]


@pytest.mark.parametrize(
    "line",
    [
        "DOB 03/19/1947   Temp 98 F   BP 120/80",
        "DOB 03/19/1947   M / F",
        "DOB 03/19/1947   M   F",
        "Quimby, Mildred F 03/19/1947",
        "male  female  DOB 03/19/1947",
        "Lives with daughter, 52 y.o. F",
        "Referred by Roy M Quimby, MD   10/03/2026 M",
        "March 3, 2026   M. Quimby",
        "DOB 03/19/1947, 79, M. Quimby attending",
    ],
)
def test_degrees_choices_relatives_and_initials_tell_nobodys_sex(line: str) -> None:
    assert told(line) == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Quimby, Dolores L F 03/19/1947   Chart 4471", "female"),
        ("Roy Quimby, male, born 19 March 1947", "male"),
        ("QUIMBY, ROY (M) 03/19/1947", "male"),
        ("Dolores Quimby, F, DOB 03/19/1947", "female"),
        ("Dolores Quimby  Female  03/19/1947", "female"),
        ("19-Mar-1947 (79 y), female", "female"),
        ("Roy Quimby - M - b. 03/19/1947", "male"),
    ],
)
def test_a_sex_before_a_day_of_birth_is_the_patients(line: str, value: str) -> None:
    assert (value, True) in told(line)


def test_a_relatives_sex_before_another_day_is_not_the_patients() -> None:
    assert told("Dolores's wife, male, visited 10/03/2026") == []

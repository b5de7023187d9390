import pytest

from faxpipe.fields.kinds.levels import find_levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("L1", ["L1"]),
        ("L-1", ["L1"]),
        ("Ll", ["L1"]),
        ("TI2", ["T12"]),
        ("T7 and T8", ["T7", "T8"]),
        ("T12 and L1", ["T12", "L1"]),
        ("T7/T8", ["T7", "T8"]),
        ("T7 & 8", ["T7", "T8"]),
        ("T11 and 12 vertebral bodies", ["T11", "T12"]),
        ("T7, T8 and T9", ["T7", "T8", "T9"]),
        ("L1, 30% loss of height", ["L1"]),
        ("L3 and 2 weeks of pain", ["L3"]),
        ("first lumbar vertebra", ["L1"]),
        ("12th thoracic vertebra", ["T12"]),
        ("thoracic 12", ["T12"]),
        ("acute|T12 compression", ["T12"]),
        ("fracture of-L2.", ["L2"]),
    ],
)
def test_levels_are_read_one_by_one(text: str, levels: list[str]) -> None:
    found = find_levels(text)
    assert [level.value for level in found] == levels
    assert {level.note for level in found} == {""}


@pytest.mark.parametrize(
    ("text", "levels"),
    [("L4-L5", ["L4", "L5"]), ("L4-5", ["L4", "L5"]), ("T12-L1", ["T12", "L1"]), ("L5-S1", ["L5"])],
)
def test_two_levels_with_a_dash_are_a_disc(text: str, levels: list[str]) -> None:
    found = find_levels(text)
    assert [level.value for level in found] == levels
    assert {level.note for level in found} == {"disc"}


@pytest.mark.parametrize(
    ("text", "levels"),
    [("T7-T8", ["T7", "T8"]), ("L1-L3", ["L1", "L2", "L3"]), ("T11 through L1", ["T11", "T12", "L1"])],
)
def test_where_fractures_are_named_a_dash_is_a_range(text: str, levels: list[str]) -> None:
    found = find_levels(text, plural=True)
    assert [level.value for level in found] == levels
    assert {level.note for level in found} == {"range"}


@pytest.mark.parametrize(
    "text",
    [
        "C6-7",
        "C5",
        "S1",
        "Sagittal T1, T2 and STIR; axial T1 and T2.",
        "low T1 and high STIR signal",
        "T2 weighted",
        "T4 and TSH levels",
        "T3 N2c M0",
        "T13",
        "L6",
        "lumbar 10 visits",
        "TL",
        "T-score -2.9",
        "L 4mm",
    ],
)
def test_necks_sacra_and_mri_technique_are_no_levels(text: str) -> None:
    assert find_levels(text) == ()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Fracture of LS vertebra", "L5"),
        ("the La vertebral body", "L4"),
        ("712 compression fracture", "T12"),
        ("for the TB\ncompression fracture", "T8"),
        ("TS burst fracture", "T5"),
        ("112 vertebra", "T12"),
        ("L$ fracture", "L5"),
    ],
)
def test_a_misread_level_beside_a_vertebra_is_repaired_and_told(text: str, level: str) -> None:
    (found,) = find_levels(text)
    assert (found.value, found.repaired) == (level, True)


@pytest.mark.parametrize("text", ["LS spine film", "La Salle", "112 pounds", "fracture of LS spine"])
def test_the_same_letters_elsewhere_are_no_level(text: str) -> None:
    assert find_levels(text) == ()

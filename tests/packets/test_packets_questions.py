from __future__ import annotations

from faxpipe.packets.questions import asked_fields


def test_a_label_asks_for_its_field_only_at_the_beginning_of_a_segment() -> None:
    assert asked_fields([" DATE OF BIRTH 3 4 1950 "]) == {"patient.birth_date"}
    assert asked_fields([" SHE GAVE HER DATE OF BIRTH "]) == set()


def test_the_longest_label_decides_what_is_asked() -> None:
    assert asked_fields([" MEMBER ID W123 "]) == {"coverage.member_id"}
    assert asked_fields([" ", ""]) == set()

"""Forms filled in by hand: rings that hide letters, combs of which a box was not read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, values

from faxpipe.document import Box, Circle, Ink, PageKind, Word
from faxpipe.fields.context import Sheet, sheet_of
from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.marks.choices import questions
from faxpipe.referral import Candidate
from faxpipe.schema import load_schema


def form(drawing: str, rings: dict[str, str] | None = None) -> Sheet:
    """A form on which each word of `rings` is ringed, and what the ring left of it was read."""
    drawn = page(drawing)
    circles = []
    words: list[Word] = []
    for word in drawn.words:
        left = (rings or {}).get(word.text)
        if left is not None:
            box = word.box
            circles.append(
                Circle(Box(box.left - 0.01, box.top - 0.005, box.right + 0.01, box.bottom + 0.005), 0.95)
            )
        words.append(word if left is None else replace(word, text=left))
    marks = replace(drawn.marks, circles=tuple(circles))
    return sheet_of(replace(drawn, words=tuple(words), marks=marks), PageKind.REFERRAL_FORM, load_schema())


def read(drawing: str, rings: dict[str, str] | None = None) -> list[Candidate]:
    return gather(packet(form(drawing, rings)))


def one(candidates: list[Candidate], field: str) -> Candidate:
    found = [c for c in candidates if c.field == field]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("drawing", "rings", "field", "value"),
    [
        (
            "Requesting:  Consult    Kyphoplasty    Injection",
            {"Kyphoplasty": "yphoplas"},
            "order.service",
            "Kyphoplasty",
        ),
        ("Priority:  Routine    Urgent    STAT", {"Urgent": "Urgen"}, "order.urgency", "urgent"),
    ],
)
def test_a_choice_of_which_a_ring_hid_letters_is_held_as_what_it_is_part_of(
    drawing: str, rings: dict[str, str], field: str, value: str
) -> None:
    found = one(read(drawing, rings), field)
    assert found.value == value
    assert found.confidence <= 0.5


def test_choices_in_several_rings_are_one_answer_and_the_others_none() -> None:
    found = one(
        read("Tried:  Brace    Injections    Rest", {"Brace": "Brace", "Rest": "Rest"}),
        "treatment.conservative",
    )
    assert found.value == ("brace", "rest")


def test_a_label_with_a_colon_amid_its_line_asks_for_the_ring_behind_it() -> None:
    found = read("Seen before?  Yes    No      Tried:  Brace    PT    Rest", {"PT": "PT"})
    assert one(found, "treatment.conservative").value == ("physical therapy",)


BLOOD = "Is the patient on any blood thinning drug?   [{}] Yes   [{}] No"


def test_a_question_is_known_by_its_core_where_its_wording_is_not() -> None:
    assert values(read(BLOOD.format(" ", "x")), "treatment.anticoagulants") == ["none"]
    assert one(read(BLOOD.format("x", " ")), "treatment.anticoagulants").value is None
    assert values(read(BLOOD.format(" ", " ")), "treatment.anticoagulants") == []


def test_a_question_about_stopping_a_thinner_denies_none() -> None:
    asked = "Can the blood thinning drug be stopped?   [ ] Yes   [x] No"
    assert values(read(asked), "treatment.anticoagulants") == []


COMB = """
Member ID
W 4 4 7 1 0 2 2 8
"""


@pytest.mark.parametrize("lost", [False, True])
def test_a_comb_with_ink_that_nobody_read_behind_its_last_character_is_no_number(lost: bool) -> None:
    drawn = page(COMB)
    last = max(drawn.words, key=lambda word: word.box.right if len(word.text) == 1 else 0.0).box
    ink = Ink(Box(last.left + 0.02, last.top, last.right + 0.02, last.bottom), 0.3)
    drawn = replace(drawn, marks=replace(drawn.marks, inks=(ink,) if lost else ()))
    found = values(gather(packet(sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema()))), "coverage.member_id")
    assert found == ([None] if lost else ["W44710228"])


def test_a_telephone_in_a_comb_with_boxes_that_were_not_read_is_held() -> None:
    found = one(read("Office phone\n6 0 7 4 2 1 0 0"), "referrer.phone")
    assert found.value is None


def test_a_degree_written_close_behind_a_name_is_none_of_it() -> None:
    found = find_person("Grace LindqvistNP")
    assert found is not None
    assert found.value == "Grace Lindqvist"
    found = find_person("Ann MacDONALD")
    assert found is not None
    assert str(found.value).upper() == "ANN MACDONALD"


def test_rings_leave_questions_of_boxes_as_they_are() -> None:
    asked = questions(form("Anticoagulants   [ ] None   [x] Warfarin"))
    assert [option.marked for option in asked[0].options] == [False, True]


HAND = "Drugs: wrtuxlc blerfoy nimsdat ogwell trxopha quelby nandro vexy"


@pytest.mark.parametrize(("sure", "held"), [(0.3, 1), (0.95, 0)])
def test_a_long_list_by_hand_of_which_nothing_could_be_read_is_an_answer_all_the_same(
    sure: float, held: int
) -> None:
    drawn = page(HAND)
    words = tuple(replace(w, confidence=w.confidence if w.text == "Drugs:" else sure) for w in drawn.words)
    sheet = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    found = [c for c in gather(packet(sheet)) if c.field == "patient.medications"]
    assert [c.value for c in found] == [None] * held

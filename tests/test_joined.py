from __future__ import annotations

import pytest

from faxpipe.document import Box, TickBox, Word
from faxpipe.joined import parted

BOX = Box(0.2, 0.1, 0.4, 0.12)


def parts(text: str, *ticks: TickBox) -> list[str]:
    return [word.text for word in parted([Word(text, BOX, 0.9)], ticks)]


def box_at(share: float) -> TickBox:
    middle = BOX.left + share * BOX.width
    return TickBox(Box(middle - 0.006, 0.104, middle + 0.006, 0.116), True, 0.9)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("Sex:F", ["Sex:", "F"]),
        ("Phone:978-555-0142", ["Phone:", "978-555-0142"]),
        ("(MM/DD/YYYY):12-JUN-1939", ["(MM/DD/YYYY):", "12-JUN-1939"]),
        ("04/15/1948MRN:", ["04/15/1948", "MRN:"]),
        ("marrow.edema", ["marrow.", "edema"]),
        ("MDNPI", ["MD", "NPI"]),
        ("no.progressive", ["no.", "progressive"]),
        ("LeocadiaD.O.B.", ["Leocadia", "D.O.B."]),
        ("height.Posterior", ["height.", "Posterior"]),
        ("block.C4-C6", ["block.", "C4-C6"]),
        ("Nashua,NH", ["Nashua,", "NH"]),
        ("555-0142.Questions?", ["555-0142.", "Questions?"]),
    ],
)
def test_words_that_hang_together_by_a_stop_or_colon_are_taken_apart(read: str, words: list[str]) -> None:
    assert parts(read) == words


@pytest.mark.parametrize(
    "read",
    "10:30 P:02/05 2.5mg 1,000 M.D. D.O.B. Ph.D. p.o. info@clinic.org www.clinic.org MacLeod HumanaChoice "
    "O'Brien-Roy L4-L5 M80.08XA 603.555.0142 A1c : x".split(),
)
def test_initials_times_amounts_and_web_addresses_stay_whole(read: str) -> None:
    assert parts(read) == [read]


def test_options_on_both_sides_of_a_tick_box_are_two_words_that_end_at_it() -> None:
    tick = box_at(0.45)
    left, right = parted([Word("MaleFemale", BOX, 0.9)], [tick])
    assert (left.text, right.text) == ("Male", "Female")
    assert left.box.right <= tick.box.left
    assert right.box.left >= tick.box.right


@pytest.mark.parametrize(("read", "share"), [("MaleFemale", 0.95), ("dressing", 0.5), ("McDowell", 0.9)])
def test_a_tick_box_away_from_a_joint_parts_nothing(read: str, share: float) -> None:
    assert parts(read, box_at(share)) == [read]


def test_no_letter_is_lost() -> None:
    for read in ("Sex:F", "Allergies:NKDA", "yes;no.Maybe", "no.progressive", "aa:b"):
        assert "".join(parts(read, box_at(0.5))) == read


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("Medicationsmetoprolol,", ["Medications", "metoprolol,"]),
        ("ID#:K760011618", ["ID#:", "K760011618"]),
        ("IDS20771843", ["ID", "S20771843"]),
    ],
)
def test_a_label_that_sticks_to_its_answer_is_taken_off(read: str, words: list[str]) -> None:
    assert parts(read) == words


def test_what_begins_like_a_label_behind_the_label_of_a_number_is_part_of_it() -> None:
    words = [Word("Policy#:", BOX, 0.9), Word("IDS20771843", BOX, 0.9)]
    assert [part.text for part in parted(words)][-1] == "IDS20771843"

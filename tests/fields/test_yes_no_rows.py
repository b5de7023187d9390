from __future__ import annotations

from dataclasses import replace

import pytest
from paper import sheet

from faxpipe.document import Box, Circle
from faxpipe.fields.context import Sheet, sheet_of
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.marks.answered import answered_flags, not_meant
from faxpipe.schema import load_schema


def raised(one: Sheet) -> set[str]:
    """The flags of a page as the whole fax gets them."""
    stated = red_flags([(one.layout, one.kind)], ticks={one.number: one.ticks})
    asked = not_meant(one)
    return {flag.flag for flag in (*answered_flags(one), *(flag for flag in stated if not asked(flag)))}


def ringed(drawing: str, word: str, place: int = 0) -> Sheet:
    """The page with a ring around its first `word`, or a later one."""
    one = sheet(drawing)
    box = [w.box for w in one.page.words if w.text == word][place]
    ring = Circle(Box(box.left - 0.01, box.top - 0.01, box.right + 0.01, box.bottom + 0.01), 0.9)
    marks = replace(one.page.marks, circles=(ring,))
    return sheet_of(replace(one.page, marks=marks), one.kind, load_schema())


@pytest.mark.parametrize(
    ("drawing", "flags"),
    [
        ("Saddle anesthesia               N", set()),
        ("Saddle anesthesia               Y", {"saddle_anesthesia"}),
        ("Bladder incontinence .........  No", set()),
        ("Loss of bladder control:  NEG", set()),
        ("Bowel incontinence: Yes    Fever: No", {"bladder_bowel"}),
        ("Loss of bladder control     [ ] Yes   [x] No", set()),
        ("Loss of bladder control     [x] Yes   [ ] No", {"bladder_bowel"}),
        ("Loss of bladder control     [?] Yes   [ ] No", {"bladder_bowel"}),
        ("Loss of bladder control     Yes   No", {"bladder_bowel"}),
    ],
)
def test_a_symptom_of_a_list_counts_by_the_answer_on_its_line(drawing: str, flags: set[str]) -> None:
    assert raised(sheet(drawing)) == flags


def test_the_first_of_two_questions_on_a_line_is_answered_though_the_answer_of_the_second_is_misread() -> None:
    line = "Loss of bladder control   [ ] Y  [x] N      Heart or lung disease   Y  A"
    assert raised(sheet(line)) == set()
    assert raised(sheet(line.replace("[ ] Y  [x] N", "[x] Y  [ ] N"))) == {"bladder_bowel"}


COLUMNS = """
Screening question              Yes     No     Comment
Loss of control of bladder      [ ]     [x]
Saddle numbness                 [x]     [ ]    since Monday
Cauda equina symptoms           [ ]     [x]
"""
CROSSES = """
Symptom                         Yes     No
Loss of control of bladder              X
Saddle numbness                  X
"""


@pytest.mark.parametrize("drawing", [COLUMNS, CROSSES])
def test_a_symptom_counts_by_the_column_that_is_marked_beside_it(drawing: str) -> None:
    assert raised(sheet(drawing)) == {"saddle_anesthesia"}
    assert [row.yes for row in sheet(drawing).rows].count(True) == 1


@pytest.mark.parametrize(("word", "flags"), [("NO", set()), ("YES", {"bladder_bowel"})])
def test_a_ring_around_one_of_the_two_words_is_the_answer(word: str, flags: set[str]) -> None:
    assert raised(ringed("Bladder or bowel problem      YES   /   NO", word)) == flags


@pytest.mark.parametrize(
    ("drawing", "urgent"),
    [
        ("[x] ROUTINE    URGENT    [ ] STAT", False),
        ("Please see her soon\n\nURGENT", True),
        ("Priority   [ ] Routine   [x] Urgent   [ ] STAT", True),
    ],
)
def test_the_choices_of_a_form_do_not_press_unless_they_are_marked(drawing: str, urgent: bool) -> None:
    assert ("sender_urgent" in raised(sheet(drawing))) is urgent


@pytest.mark.parametrize(
    ("drawing", "flags"),
    [
        ("Is care needed within 48 hours?    [x] YES   [ ] NO", {"sender_urgent"}),
        ("Is care needed within 48 hours?    [ ] YES   [x] NO", set()),
        ("Is care needed within 48 hours?    [ ] YES   [ ] NO", set()),
        ("Must the patient be seen in the next 3 days?   Yes", {"sender_urgent"}),
        ("Expedite:   Yes", {"sender_urgent"}),
        ("Expedited review requested:    [ ] Yes  [x] No", set()),
        ("Stat?  Y", {"sender_urgent"}),
        ("Urgent:  No", set()),
        ("Has the patient been seen within 48 hours?    [x] Yes   [ ] No", set()),
        ("Urgent care visit?    [x] Yes   [ ] No", set()),
        ("Is this a continuation of existing care?    [x] Yes   [ ] No", set()),
    ],
)
def test_a_question_of_how_soon_presses_where_it_is_answered_with_yes(drawing: str, flags: set[str]) -> None:
    assert raised(sheet(drawing)) == flags


CHECKLIST = """
Dx: T11 compression fracture
Pre-procedure checklist         YES     NO      If yes, comment
Implanted device                        X
Infection or fever now          {yes}       {no}
Loss of bladder control                 X
"""


@pytest.mark.parametrize(("yes", "no", "flags"), [("X", " ", {"infection_with_fracture"}), (" ", "X", set())])
def test_columns_headed_yes_and_no_are_read_beside_one_for_comments(yes: str, no: str, flags: set[str]) -> None:
    assert raised(sheet(CHECKLIST.format(yes=yes, no=no))) == flags


SOONNESS = """
How soon?   Routine    Soon    URGENT - call us first
Diagnosis:  fracture of L1
"""


@pytest.mark.parametrize(("word", "flags"), [("Routine", set()), ("URGENT", {"sender_urgent"})])
def test_of_choices_without_boxes_the_ringed_one_counts(word: str, flags: set[str]) -> None:
    assert raised(ringed(SOONNESS, word)) == flags


@pytest.mark.parametrize(
    ("drawing", "flags"),
    [
        ("Alder Primary Care   T 555-0100 F 555-0101   URGENT!!", {"sender_urgent"}),
        ("Stamp: S T A T", {"sender_urgent"}),
        ("Sticker: RUSH", {"sender_urgent"}),
        ("Remarks: STAT please", {"sender_urgent"}),
        ("Alder   URGENT CARE", set()),
        ("Routine     URGENT     Stat", set()),
        ("Bowel: urgent", set()),
        ("Urgent concerns: new leg weakness, bladder retention: call 555-0100.", set()),
    ],
)
def test_a_word_of_haste_that_stands_alone_presses(drawing: str, flags: set[str]) -> None:
    assert raised(sheet(drawing)) == flags


DOUBTED = "New incontinence: [?] yes [?] no   New weakness: [ ] yes [x] no"


@pytest.mark.parametrize(
    ("place", "word", "flags"),
    [(0, "no", set()), (0, "yes", {"bladder_bowel"}), (1, "no", {"bladder_bowel"})],
)
def test_a_ring_around_no_decides_beside_boxes_that_nobody_is_sure_of(
    place: int, word: str, flags: set[str]
) -> None:
    assert {flag.flag for flag in answered_flags(ringed(DOUBTED, word, place))} == flags

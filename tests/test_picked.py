"""Which of several printed choices somebody marked, where the form has no boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from faxpipe.document import Box, Circle, Marks, Page, TickBox, Word
from faxpipe.pages.strokes import Strokes
from faxpipe.picked import picked

WIDTH, HEIGHT, DPI, BASE = 1734, 2200, 204, 600
LABEL = "Urgency:"
CHOICES = {"Routine": 420, "Urgent": 680, "STAT": 920}
PEN = 4


class Paper:
    """A line with a label and choices in print, and a pen."""

    def __init__(self, choices: dict[str, int] | None = None, label: str = LABEL, *, blanks: bool = True) -> None:
        self.ink = np.zeros((HEIGHT, WIDTH), np.uint8)
        self.words: list[Word] = []
        self.circles: list[Circle] = []
        self._print(label, 170)
        for text, x in (choices or CHOICES).items():
            self._print(text, x)
            if blanks:
                cv2.line(self.ink, (x - 85, BASE + 3), (x - 14, BASE + 3), 1, 2)

    def _print(self, text: str, x: int) -> None:
        (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.75, 2)
        cv2.putText(self.ink, text, (x, BASE), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 1, 2)
        self.word(text, x, x + wide)

    def word(self, text: str, left: int, right: int, confidence: float = 0.95) -> None:
        box = Box(left / WIDTH, (BASE - 18) / HEIGHT, right / WIDTH, (BASE + 1) / HEIGHT)
        self.words.append(Word(text, box, confidence))

    def stroke(self, *points: tuple[int, int], weight: int = PEN) -> None:
        """Points as (x, up from the base line)."""
        line = np.array([(x, BASE - up) for x, up in points], np.int32)
        cv2.polylines(self.ink, [line], False, 1, weight)

    def read(self) -> Page:
        page = Page(1, WIDTH, HEIGHT, words=tuple(self.words), marks=Marks(circles=tuple(self.circles)))
        return picked(page, lambda: Strokes(self.ink, DPI))

    def marked(self) -> dict[str, bool | None]:
        """What became of each choice; {} where the row got no boxes."""
        page = self.read()
        return {
            word.text: tick.ticked
            for tick in page.marks.ticks
            for word in page.words
            if abs(word.box.center_y - tick.box.center_y) < 0.005 and 0 < word.box.left - tick.box.right < 0.008
        }


def check(paper: Paper, x: int) -> None:
    paper.stroke((x, 10), (x + 8, 0), (x + 26, 26))


def cross(paper: Paper, x: int) -> None:
    paper.stroke((x, 18), (x + 17, 0))
    paper.stroke((x, 0), (x + 17, 18))


def slash(paper: Paper, x: int) -> None:
    paper.stroke((x, -3), (x + 14, 22))


def filled(paper: Paper, x: int) -> None:
    paper.stroke(*((x - 20 + 7 * n, 16 * (n % 2)) for n in range(9)), weight=6)


def initials(paper: Paper, x: int) -> None:
    cv2.putText(paper.ink, "JK", (x - 20, BASE), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 0.9, 1, 2)


HANDS = (check, cross, slash, filled, initials)
ONLY_STAT = {"Routine": False, "Urgent": False, "STAT": True}


@pytest.mark.parametrize("draw", HANDS)
def test_a_mark_on_the_blank_before_a_choice_marks_it(draw: object) -> None:
    paper = Paper()
    assert callable(draw)
    draw(paper, CHOICES["STAT"] - 55)
    assert paper.marked() == ONLY_STAT


def test_blanks_that_nobody_marked_are_empty() -> None:
    assert paper_without_mark().marked() == dict.fromkeys(CHOICES, False)


def paper_without_mark() -> Paper:
    return Paper()


def test_bare_choices_that_nobody_marked_are_left_alone() -> None:
    paper = Paper(blanks=False)
    assert paper.read().words == tuple(paper.words)
    assert paper.marked() == {}


def test_specks_and_full_stops_are_no_marks() -> None:
    paper = Paper()
    rng = np.random.default_rng(7)
    for x, y in zip(rng.integers(300, 1050, 60), rng.integers(BASE - 25, BASE + 10, 60), strict=True):
        paper.ink[y : y + 3, x : x + 3] = 1
    assert paper.marked() == dict.fromkeys(CHOICES, False)


def test_a_streak_down_the_page_is_no_mark() -> None:
    paper = Paper()
    paper.ink[:, 880:883] = 1
    assert paper.marked() == dict.fromkeys(CHOICES, False)


def test_letters_of_the_line_above_that_hang_down_are_no_marks() -> None:
    paper = Paper()
    cv2.putText(paper.ink, "gypsy jogging", (600, BASE - 32), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 1, 2)
    assert paper.marked() == dict.fromkeys(CHOICES, False)


def test_two_marks_where_one_choice_excludes_the_other_are_doubtful() -> None:
    paper = Paper()
    check(paper, CHOICES["STAT"] - 55)
    check(paper, CHOICES["Urgent"] - 55)
    assert paper.marked() == {"Routine": False, "Urgent": None, "STAT": None}


def test_two_marks_among_choices_that_go_together_both_count() -> None:
    drugs = {"None": 500, "Warfarin": 680, "Aspirin": 920}
    paper = Paper(drugs, "Thinners:")
    check(paper, drugs["Warfarin"] - 55)
    check(paper, drugs["Aspirin"] - 55)
    assert paper.marked() == {"None": False, "Warfarin": True, "Aspirin": True}


def test_a_ring_that_was_found_marks_the_choice_inside() -> None:
    paper = Paper(blanks=False)
    paper.circles.append(Circle(Box(900 / WIDTH, (BASE - 30) / HEIGHT, 1000 / WIDTH, (BASE + 12) / HEIGHT), 0.9))
    assert paper.marked() == ONLY_STAT


def test_a_ring_that_is_not_closed_and_touches_its_choice_marks_it() -> None:
    paper = Paper(blanks=False)
    angles = np.linspace(0.4, 5.6, 30)
    paper.stroke(*((int(948 + 48 * np.cos(a)), int(8 + 24 * np.sin(a))) for a in angles))
    assert paper.marked() == ONLY_STAT


def test_a_stroke_under_one_choice_marks_it() -> None:
    paper = Paper(blanks=False)
    paper.stroke((918, -9), (985, -10), weight=3)
    assert paper.marked() == ONLY_STAT


def test_strokes_under_all_choices_are_printed() -> None:
    paper = Paper(blanks=False)
    for x, wide in ((420, 90), (680, 90), (920, 65)):
        paper.stroke((x, -9), (x + wide, -9), weight=3)
    assert paper.marked() == {}


def test_a_choice_struck_out_is_doubtful() -> None:
    paper = Paper(blanks=False)
    paper.stroke((915, 8), (990, 8), weight=3)
    assert paper.marked() == {"Routine": False, "Urgent": False, "STAT": None}


def test_strokes_printed_between_choices_are_no_marks() -> None:
    paper = Paper(blanks=False)
    for x in (590, 845):
        paper.stroke((x, -2), (x + 8, 20), weight=2)
        paper.word("/", x, x + 9)
    assert paper.marked() == {}


def test_a_check_before_a_bare_choice_marks_it_and_is_no_letter_of_it() -> None:
    paper = Paper(blanks=False)
    cross(paper, 893)
    paper.words = [word for word in paper.words if word.text != "STAT"]
    paper.word("XSTAT", 893, 986, 0.7)
    assert paper.marked() == ONLY_STAT
    assert "XSTAT" not in {word.text for word in paper.read().words}


def test_a_mark_half_way_between_bare_choices_is_nobodys() -> None:
    paper = Paper({"Male": 420, "Female": 560}, "Sex:", blanks=False)
    check(paper, 504)
    assert paper.marked() == {"Male": None, "Female": None}


def test_blanks_behind_the_choices_are_marked_behind_them() -> None:
    paper = Paper({"Yes": 420, "No": 620}, "Edema:", blanks=False)
    for x in (475, 665):
        cv2.line(paper.ink, (x, BASE + 3), (x + 70, BASE + 3), 1, 2)
    check(paper, 495)
    assert paper.marked() == {"Yes": True, "No": False}


def test_brackets_around_a_mark_are_none() -> None:
    choices = {"Inpatient": 420, "Outpatient": 700}
    paper = Paper(choices, "Setting:", blanks=False)
    for x in choices.values():
        for left, bow in ((x - 60, 1), (x - 20, -1)):
            paper.stroke((left + 3 * bow, 24), (left, 10), (left + 3 * bow, -5), weight=2)
    check(paper, 700 - 50)
    assert paper.marked() == {"Inpatient": False, "Outpatient": True}


def test_broad_brackets_are_no_marks() -> None:
    choices = {"MRI": 420, "CT": 620, "X-ray": 800}
    paper = Paper(choices, "Test:", blanks=False)
    for x in choices.values():
        for left, bow in ((x - 60, 1), (x - 20, -1)):
            paper.stroke((left + 5 * bow, 18), (left, 10), (left + 5 * bow, -3), weight=3)
    slash(paper, 800 - 47)
    assert paper.marked() == {"MRI": False, "CT": False, "X-ray": True}


def test_initials_with_a_letter_read_as_a_figure_leave_the_row_whole() -> None:
    paper = Paper({"MRI": 420, "CT": 620, "X-ray": 800}, "Test:")
    cv2.putText(paper.ink, "BG", (552, BASE - 2), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 0.8, 1, 2)
    paper.word("B6", 550, 596)
    assert paper.marked() == {"MRI": False, "CT": True, "X-ray": False}


def test_blanks_that_sag_say_on_which_side_of_their_choice_they_stand() -> None:
    choices = {"Analgesics": 420, "Brace": 700, "Injections": 900}
    paper = Paper(choices, "Tried:", blanks=False)
    for x in list(choices.values())[1:]:
        paper.stroke((x - 80, 1), (x - 45, -1), (x - 10, 1), weight=2)
    initials(paper, 900 - 50)
    assert paper.marked() == {"Analgesics": False, "Brace": False, "Injections": True}


def test_choices_read_as_one_word_are_taken_apart() -> None:
    paper = Paper()
    paper.words = paper.words[:1]
    paper.word("RoutineUrgentSTAT", 420, 986)
    check(paper, CHOICES["STAT"] - 55)
    assert paper.marked() == ONLY_STAT


def test_a_row_that_ends_in_a_torn_choice_leaves_its_mark_doubtful() -> None:
    paper = Paper(blanks=False)
    paper.words[1:2] = []
    paper.word("utine", 445, 510)
    cross(paper, 650)
    assert paper.marked() == {"Urgent": None, "STAT": False}


def test_boxes_too_poor_to_be_found_are_no_marks() -> None:
    paper = Paper(blanks=False)
    for x in CHOICES.values():
        cv2.rectangle(paper.ink, (x - 32, BASE - 19), (x - 12, BASE + 1), 1, 2)
        paper.ink[BASE - 12 : BASE - 7, x - 34 : x - 9] = 0
    paper.ink[BASE - 12 : BASE - 7, 388:392] = 1
    assert paper.marked() == {}


def test_a_list_of_answers_is_no_row_of_choices() -> None:
    paper = Paper({"warfarin,": 420, "aspirin,": 680, "heparin": 920}, "Meds:", blanks=False)
    cross(paper, 890)
    assert paper.marked() == {}


def test_real_boxes_among_the_choices_are_what_counts() -> None:
    paper = Paper()
    check(paper, CHOICES["STAT"] - 55)
    tick = TickBox(Box(0.22, (BASE - 20) / HEIGHT, 0.235, BASE / HEIGHT), True, 0.9)
    page = Page(1, WIDTH, HEIGHT, words=tuple(paper.words), marks=Marks(ticks=(tick,)))
    assert picked(page, lambda: Strokes(paper.ink, DPI)) == page


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_small_cross_whose_arm_touches_the_first_letter_marks_its_choice(chosen: str) -> None:
    paper = Paper(blanks=False)
    x = CHOICES[chosen]
    paper.stroke((x - 8, -2), (x + 6, 19), weight=3)
    paper.stroke((x - 8, 19), (x + 6, -2), weight=3)
    assert paper.marked() == {choice: choice == chosen for choice in CHOICES}


def test_a_level_of_which_the_ring_hid_the_letter_is_one_of_the_row() -> None:
    places = {"L1": 300, "L2": 440, "3": 594, "L4": 720, "L5": 860}
    paper = Paper(places, label="Level:", blanks=False)
    paper.circles.append(Circle(Box(570 / WIDTH, (BASE - 30) / HEIGHT, 625 / WIDTH, (BASE + 12) / HEIGHT), 0.95))
    assert paper.marked() == {"L1": False, "L2": False, "L3": True, "L4": False, "L5": False}


def test_a_figure_that_fits_no_place_in_a_row_of_levels_is_no_level() -> None:
    paper = Paper({"L1": 300, "L2": 440, "7": 594, "L4": 720}, label="Level:", blanks=False)
    assert "L7" not in paper.marked()
    assert [word.text for word in paper.read().words] == ["Level:", "L1", "L2", "7", "L4"]


def test_words_in_brackets_behind_a_choice_are_no_brackets_to_mark_in() -> None:
    paper = Paper({"NKDA": 420, "Yes": 680}, label="Allergies:", blanks=False)
    cv2.putText(paper.ink, "(list)", (738, BASE), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 1, 2)
    paper.word("(list)", 738, 800)
    cv2.line(paper.ink, (500, BASE + 3), (570, BASE + 3), 1, 2)
    check(paper, 520)
    assert paper.marked() == {"NKDA": True, "Yes": False}

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from faxpipe.document import Box
from faxpipe.priority import ASKED_BY_NOBODY, HARDLY_ASKED, NOT_READ, UNREAD, UNREAD_LOOSE, urgency
from faxpipe.referral import Candidate, FieldStatus, FieldValue, Pathway, Priority, RedFlag, Value

RECEIVED = date(2026, 9, 10)
BOX = Box(0.1, 0.1, 0.2, 0.2)
FOUND, UNCERTAIN, CONFLICT = FieldStatus.FOUND, FieldStatus.UNCERTAIN, FieldStatus.CONFLICT


def field(name: str, value: Value, status: FieldStatus = FOUND, confidence: float = 0.9) -> FieldValue:
    return FieldValue(name, status, value, confidence)


def priority(*fields: FieldValue, flags: tuple[RedFlag, ...] = (), way: Pathway = Pathway.VCF) -> Priority:
    return urgency(fields, flags, way, RECEIVED).priority


def test_nothing_asserted_is_routine() -> None:
    assert priority() is Priority.ROUTINE


@pytest.mark.parametrize(
    ("score", "onset", "expected"),
    [
        (8, "2026-03-01", Priority.URGENT),
        (10, "P3W", Priority.URGENT),
        (6, "2026-08-11", Priority.PRIORITY),
        (5, "2026-07-31", Priority.PRIORITY),
        (5, "2026-07-30", Priority.ROUTINE),
        (4, "P3W", Priority.ROUTINE),
        (6, "2026-07-14", Priority.ROUTINE),
        (2, "2026-07-02", Priority.PRIORITY),
        (2, "2026-06-18", Priority.PRIORITY),
        (2, "2026-06-17", Priority.ROUTINE),
        (2, "P11W", Priority.PRIORITY),
        (7, "2026-08", Priority.PRIORITY),
    ],
)
def test_pain_and_the_age_of_the_fracture_set_the_pace(score: int, onset: str, expected: Priority) -> None:
    assert priority(field("symptoms.pain_score", score), field("fracture.onset", onset)) is expected


def test_the_clock_is_for_fractures_only() -> None:
    fields = (field("symptoms.pain_score", 6), field("fracture.onset", "P3W"))
    assert priority(*fields, way=Pathway.PAIN) is Priority.ROUTINE


@pytest.mark.parametrize(
    ("said", "expected"), [("stat", Priority.URGENT), ("urgent", Priority.URGENT), ("routine", Priority.ROUTINE)]
)
def test_the_senders_word_counts(said: str, expected: Priority) -> None:
    assert priority(field("order.urgency", said)) is expected


def test_a_held_value_raises_too_and_says_so() -> None:
    found = urgency([field("symptoms.pain_score", 9, UNCERTAIN, 0.6)], (), Pathway.VCF, RECEIVED)
    assert found.priority is Priority.URGENT
    assert "doubt" in found.because[0]


def test_the_worse_of_two_conflicting_scores_counts() -> None:
    other = Candidate("symptoms.pain_score", 8, "8", 1, BOX, 0.7, "prose")
    value = FieldValue("symptoms.pain_score", CONFLICT, 3, 0.7, others=(other,))
    assert priority(value) is Priority.URGENT


def test_a_faint_guess_raises_nothing() -> None:
    assert priority(field("order.urgency", "stat", UNCERTAIN, 0.2)) is Priority.ROUTINE


def test_a_settled_value_is_not_outvoted_by_its_rivals() -> None:
    other = Candidate("symptoms.pain_score", 8, "8", 1, BOX, 0.7, "prose")
    value = FieldValue("symptoms.pain_score", FOUND, 3, 0.95, others=(other,))
    assert priority(value) is Priority.ROUTINE


def test_the_gravest_red_flag_wins_and_all_are_said() -> None:
    flags = (
        RedFlag("retropulsion", Priority.URGENT, 2, BOX, "retropulsed bone"),
        RedFlag("cord_compression", Priority.EMERGENCY, 2, BOX, "cord compression"),
    )
    found = urgency([field("symptoms.pain_score", 9)], flags, Pathway.PAIN, RECEIVED)
    assert found.priority is Priority.EMERGENCY
    assert found.because[0] == "Red flag: cord compression."
    assert len(found.because) == 3


def test_an_urgency_that_cannot_be_read_is_looked_at_at_once() -> None:
    unread = FieldValue("order.urgency", UNCERTAIN, None, 0.3)
    assert priority(unread) is Priority.URGENT
    assert priority(FieldValue("order.urgency", FieldStatus.MISSING)) is Priority.ROUTINE
    torn = FieldValue("order.urgency", UNCERTAIN, "urgent", 0.2, method="label")
    assert priority(torn) is Priority.URGENT
    assert priority(replace(torn, value="routine")) is Priority.ROUTINE
    assert priority(replace(torn, method="model")) is Priority.ROUTINE


def test_a_deficit_on_examination_is_urgent_with_a_fracture() -> None:
    assert priority(field("exam.neuro", "deficit")) is Priority.URGENT
    assert priority(field("exam.neuro", "deficit"), way=Pathway.PAIN) is Priority.ROUTINE
    assert priority(field("exam.neuro", "deficit", UNCERTAIN, 0.6)) is Priority.ROUTINE
    ticked = FieldValue("exam.neuro", FOUND, "deficit", 0.9, method="tick")
    assert priority(ticked, way=Pathway.PAIN) is Priority.URGENT


@pytest.mark.parametrize(
    ("doubt", "expected"),
    [
        (UNREAD, Priority.PRIORITY),
        (UNREAD_LOOSE, Priority.PRIORITY),
        (NOT_READ, Priority.URGENT),
        (HARDLY_ASKED, Priority.URGENT),
        (ASKED_BY_NOBODY, Priority.URGENT),
        ("It is not certain that this is a referral.", Priority.ROUTINE),
    ],
)
def test_a_page_that_nobody_read_is_looked_at_early_and_one_never_reached_at_once(
    doubt: str, expected: Priority
) -> None:
    soon = urgency((), (), Pathway.PAIN, RECEIVED, doubts=(doubt,))
    assert soon.priority is expected
    assert soon.because == (() if expected is Priority.ROUTINE else (doubt,))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Routine O Urgent O STAT", Priority.ROUTINE),
        ("O Routine Urgent O STAT", Priority.URGENT),
        ("Routine / Urgent / STAT", Priority.URGENT),
        ("O Routine O Urgent O STAT", Priority.URGENT),
    ],
)
def test_empty_rings_before_all_pressing_choices_leave_only_the_other(words: str, expected: Priority) -> None:
    unread = FieldValue("order.urgency", UNCERTAIN, None, 0.3, method="label", words=words)
    assert priority(unread) is expected


@pytest.mark.parametrize(
    ("method", "confidence", "expected"),
    [("prose", 0.6, Priority.ROUTINE), ("prose", 0.9, Priority.URGENT), ("tick", 0.6, Priority.URGENT)],
)
def test_against_a_marked_normal_a_doubtful_word_of_prose_makes_no_deficit(
    method: str, confidence: float, expected: Priority
) -> None:
    rival = Candidate("exam.neuro", "deficit", "deficit", 1, BOX, confidence, method)
    marked = FieldValue("exam.neuro", CONFLICT, "normal", 0.94, method="tick", others=(rival,))
    assert priority(marked) is expected


def test_a_scrawled_request_that_says_how_urgent_it_is_needs_no_look_at_once() -> None:
    said = FieldValue("order.urgency", FieldStatus.FOUND, "routine")
    held = FieldValue("order.urgency", FieldStatus.UNCERTAIN, "routine", confidence=0.4, method="label")
    for value, expected in ((said, Priority.ROUTINE), (held, Priority.URGENT)):
        assert urgency((value,), (), Pathway.PAIN, RECEIVED, doubts=(HARDLY_ASKED,)).priority is expected


def test_a_doubtful_zero_for_pain_may_be_the_end_of_a_higher_score() -> None:
    doubted = field("symptoms.pain_score", 0, FieldStatus.UNCERTAIN, 0.56)
    assert priority(doubted) is Priority.URGENT
    assert priority(field("symptoms.pain_score", 0)) is Priority.ROUTINE

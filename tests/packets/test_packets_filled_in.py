"""A page that was printed to be filled in is a form, though its sentences read as a letter's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from faxpipe.document import Box, Marks, Page, PageKind, Rule, TickBox
from faxpipe.layout import layout
from faxpipe.packets.kinds import page_kind, page_kinds

Paper = Callable[..., Page]
LETTER = """\
Saltmarsh Back Clinic

Dear Dr. Kramer,

this will introduce OTTO PERHAM who was born on MAY 2, 1951 and lives at 4 WHARF LN
The insurance is AETNA and the number on the card is W228190447
I would like you to evaluate and treat him. So far we have tried physical therapy and rest.
He has had pain in his lower back for two years, and I think that an injection would help him.

Sincerely,
Ruth Whittier, MD"""


def marked(page: Page, *, boxes: int = 0, blanks: int = 0) -> Page:
    ticks = tuple(TickBox(Box(0.1, 0.02 * n, 0.11, 0.02 * n + 0.01), False, 0.9) for n in range(boxes))
    rules = tuple(Rule(Box(0.3, 0.03 * n, 0.5, 0.03 * n + 0.001), True) for n in range(blanks))
    return replace(page, marks=Marks(ticks, (), rules, ()))


def kind(page: Page) -> PageKind:
    return page_kind(layout(page), page)[0]


def test_a_letter_with_a_line_to_sign_on_is_a_letter(paper: Paper) -> None:
    assert kind(marked(paper(LETTER), blanks=3)) is PageKind.REFERRAL_LETTER
    assert kind(marked(paper(LETTER), boxes=2)) is PageKind.REFERRAL_LETTER


def test_a_letter_with_boxes_to_tick_is_a_form(paper: Paper) -> None:
    assert kind(marked(paper(LETTER), boxes=5)) is PageKind.REFERRAL_FORM


def test_a_letter_with_a_blank_for_every_answer_is_a_form(paper: Paper) -> None:
    assert kind(marked(paper(LETTER), blanks=11)) is PageKind.REFERRAL_FORM


def test_a_note_in_plain_words_does_not_continue_a_form(paper: Paper) -> None:
    note = """\
Told us: Two years of aching in the lower back, worse when he stands up straight or reaches
overhead at his work. Nothing goes below the knee. He had ten adjustments.

Looked at: leaning back hurts. Strength is normal in both legs, reflexes brisk and even."""
    pages = [marked(paper(LETTER), boxes=5), paper(note, number=2)]
    assert page_kinds([layout(page) for page in pages], pages)[1][0] is PageKind.CLINICAL_NOTE

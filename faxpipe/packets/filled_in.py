"""Whether a page was printed to be filled in, whatever its sentences say: one with boxes to tick, or many blanks.

Place in the sentence: words -> **packets**, under `kinds`. "Dear Dr. ____, this will introduce ____" reads as a
letter does and is a form: nobody prints boxes, or a ruling under every answer, in a letter. Counted in 140 letters
of many hands, where two boxes and six short rulings were the most.
"""

from __future__ import annotations

from faxpipe.document import Page, PageKind

BOXES_MIN, BLANKS_MIN = 4, 9
BLANK_WIDTH_MIN, BLANK_WIDTH_MAX = 0.03, 0.6
"""Of the page's width: a blank is longer than a stroke, and shorter than a rule across the page."""


def filled_in(page: Page) -> bool:
    """Whether a page has boxes to tick, or blanks to write on, as only forms have them."""
    blanks = sum(
        rule.horizontal and BLANK_WIDTH_MIN < rule.box.width < BLANK_WIDTH_MAX for rule in page.marks.rules
    )
    return len(page.marks.ticks) >= BOXES_MIN or blanks >= BLANKS_MIN


def as_form(scores: dict[PageKind, float], page: Page) -> dict[PageKind, float]:
    """`scores` with what speaks for a letter speaking for a form, where the page was printed to be filled in."""
    letter, form = scores[PageKind.REFERRAL_LETTER], scores[PageKind.REFERRAL_FORM]
    if letter <= form or not filled_in(page):
        return scores
    return scores | {PageKind.REFERRAL_FORM: letter, PageKind.REFERRAL_LETTER: min(form, 0.0)}

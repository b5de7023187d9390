"""A few lines that hand over papers: "Here is the med list you asked for" is a cover, and not the list.

Place in the sentence: words -> **packets**, under `kinds`. The trap: forms say "see attached" beside their
questions, and letters that ask for something enclose papers, too; both say more than this.
"""

from __future__ import annotations

import re

from faxpipe.document import PageKind
from faxpipe.packets.page_words import Wording
from faxpipe.packets.questions import asked_fields

HANDED_OVER = (
    PageKind.MEDICATION_LIST,
    PageKind.INSURANCE_CARD,
    PageKind.IMAGING_REPORT,
    PageKind.LAB_REPORT,
)
"""Kinds of papers whose names say nothing of the page that hands them over."""
WORDS_MAX, QUESTIONS_MAX = 110, 2


def hands_over(wording: Wording) -> bool:
    """Whether a short page says that papers follow, and asks for little itself."""
    if wording.text.count(" ") > WORDS_MAX or _SAYS.search(wording.text) is None:
        return False
    asked = {name for name in asked_fields(wording.segments) if not name.startswith(("referrer.", "patient."))}
    return len(asked) <= QUESTIONS_MAX


_SAYS = re.compile(
    r" (?:HERE (?:IS|ARE|S|COMES?)|HEREWITH|(?<! SEE )(?:ATTACHED|ENCLOSED)|PLEASE FIND|SENDING|FORWARDING"
    r"|AS (?:YOU )?(?:REQUESTED|ASKED)|(?:YOU|YOUR OFFICE) (?:ASKED|REQUESTED|CALLED|WANTED)"
    r"|PER YOUR (?:\w+ )?(?:CALL|REQUEST|MESSAGE|FAX|NOTE)|WE (?:LEFT OUT|FORGOT|OMITTED|OWE))"
    r" (?:.{0,120} )?(?:CARDS?|LISTS?|REPORTS?|NOTES?|RECORDS?|PAGES?|COPY|COPIES|RESULTS?|SHEETS?|LETTER|FORM"
    r"|FILMS?|MEDS|MEDICATIONS|ALLERGIES) "
)

"""Printed choices whose boxes were not found, told by their words: nobody can tell which of them was meant.

Place in the sentence: words -> **fields**, below `choices` and all who read plain lines. The trap: a list that
somebody wrote holds the same words, but parts them by commas.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from faxpipe.document import enclosing
from faxpipe.layout import Passage

if TYPE_CHECKING:
    from faxpipe.fields.context import Sheet

URGENCIES = re.compile(r"\W*(?:routine|urgent|stat|emergent|asap)\W*", re.IGNORECASE)
"""What is a choice even where its box is the only one of its question: nobody writes it behind an empty box."""
PRINTED_BULLET = re.compile(
    r"(?:(?<=\s)|^)(?:[©®@€☐○●◯□](?:\s|(?=[A-Z][A-Za-z]))|[O0oQ](?:\s+(?=[A-Za-z]{2})|\s*$|(?=[A-Z][a-z])))"
)
"""A letter or zero where an empty ring was printed: before a word, not in "OUT OF" nor in a comb, "6 0 3"."""


@lru_cache(maxsize=2_000)
def unmarked_choices(text: str) -> bool:
    """Whether a text is printed choices whose boxes were not found: "O None O Warfarin O Apixaban".

    Nobody can tell from the words which of them was meant.
    """
    if len(PRINTED_BULLET.findall(text)) >= 2 or EITHER_OR.fullmatch(text) or PRINTED_LEVELS.search(text):
        return True
    listed = "," in text or ";" in text or len(text.split()) < CHOICES_MIN
    return not listed and any(len(set(words.findall(text))) >= CHOICES_MIN for words in CHOICE_SETS)


def of_unmarked_row(sheet: Sheet, text: Passage) -> bool:
    """Whether a text is one of a row of printed choices that stand apart: "__ Routine  __ Urgent  __ STAT", or of
    two such rows, one over the other."""
    lines = sheet.layout.lines
    at = next((at for at, line in enumerate(lines) if any(word is text.words[0] for word in line.words)), None)
    if at is None or not any(segment.text == text.text for segment in lines[at].segments):
        return False
    row = lines[at]
    if len(row.segments) > 2 and unmarked_choices(row.text):
        return True
    own = enclosing([word.box for word in text.words])
    return URGENCIES.fullmatch(text.text) is not None and any(
        URGENCIES.fullmatch(word.text) and abs(word.box.center_x - own.center_x) < ROWS_APART
        for near in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
        if abs(near.box.center_y - own.center_y) < ROWS_HIGH * sheet.layout.text_height
        for word in near.words
    )


ROWS_APART, ROWS_HIGH = 0.3, 2.5
"""How far apart the choices of two rows stand: of the page's width, and in heights of text."""


PRINTED_LEVELS = re.compile(r"(?:\b[TL]\d{1,2}[^A-Za-z0-9,;]{1,4}){5}[TL]\d{1,2}\b", re.IGNORECASE)
"""Six levels side by side are a form's; whoever writes so many parts them."""
EITHER_OR = re.compile(
    r"\W*(?:(?:nkd?a|none|no(?: known(?: drug)? allergies)?)\W+yes|yes\W+(?:nkd?a|none|no))\b\W*"
    r"(?:(?:please |if so,? )?(?:list|specify|describe|explain|which)\b\W*)?",
    re.IGNORECASE,
)
""" "NKDA Yes (list)": both are printed, so neither is said."""
CHOICES_MIN = 3
CHOICE_SETS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "none|warfarin|coumadin|apixaban|eliquis|rivaroxaban|xarelto|clopidogrel|plavix|aspirin|dabigatran|heparin|other",
        "analgesics|brace|bracing|physical ?therapy|bed rest|rest|injections?|nsaids|chiropractic|none",
        "mri|ct|x-?ray|bone ?scan|spect|none",
        "routine|urgent|stat|emergent|asap",
    )
)
"""Words that stand beside each other without a comma only where they are printed to choose from."""

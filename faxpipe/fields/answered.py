"""Red-flag questions of a form that were answered with yes: "New bladder incontinence?  [x] Yes  [ ] No".

A question states nothing by itself, so running text passes it over; here its answer turns it into a statement,
and the same patterns judge it. A box that may or may not be marked counts as yes: a missed emergency is worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.document import PageKind, Word
from faxpipe.fields.choices import Option, questions
from faxpipe.fields.context import Sheet
from faxpipe.fields.findings import red_flags
from faxpipe.layout import Line, layout
from faxpipe.referral import RedFlag

YES = re.compile(r"\W*(?:yes|y)\b", re.IGNORECASE)
ANSWERED_YES = re.compile(r"\?\W{0,4}(?:yes|y)\b(?!\W{0,8}(?:no|n)\b)", re.IGNORECASE)


def answered_flags(sheet: Sheet) -> tuple[RedFlag, ...]:
    """The red flags of one page's questions that were answered with yes."""
    options = [option for question in questions(sheet) for option in question.options]
    flags: list[RedFlag] = []
    for line in sheet.layout.lines:
        for words in _affirmed(line, options):
            stated = tuple(replace(word, text=word.text.replace("?", "")) for word in words)
            laid = layout(replace(sheet.page, words=stated))
            flags += red_flags([(laid, PageKind.CLINICAL_NOTE)])
    return tuple(dict.fromkeys(flags))


def _affirmed(line: Line, options: list[Option]) -> Iterator[tuple[Word, ...]]:
    """The words of each question on a line whose answer is yes."""
    inside = [option for option in options if line.box.top <= option.box.center_y <= line.box.bottom]
    printed = {id(word) for option in inside for word in option.text.words}
    for option in inside:
        if option.marked is False or not YES.match(option.text.text):
            continue
        left = tuple(w for w in line.words if w.box.right <= option.box.left and id(w) not in printed)
        right = tuple(w for w in line.words if w.box.left >= option.box.right and id(w) not in printed)
        yield left if len(left) > 1 else right
    match = ANSWERED_YES.search(line.text)
    if match is not None and not inside:
        asked = len(line.text[: match.start()].split())
        yield line.words[:asked]

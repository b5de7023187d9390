"""Red-flag questions of a form that were answered with yes: "New bladder incontinence?  [x] Yes  [ ] No".

A question states nothing by itself, so running text passes it over; here its answer turns it into a statement,
and the same patterns judge it. A box that may or may not be marked counts as yes: a missed emergency is worse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from faxpipe.document import Box, Circle, PageKind, Word, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.flags.pressed import asks_speed, pressing, stamped
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.fields.marks.choices import Option, ringed
from faxpipe.fields.marks.yes_no_rows import Row, rows
from faxpipe.fields.resolution.asked import BROKEN
from faxpipe.layout import Line, Passage, layout
from faxpipe.referral import RedFlag

YES = re.compile(r"\W*(?:yes|y)\b", re.IGNORECASE)
ANSWERED_YES = re.compile(r"\?\W{0,4}(?:yes|y)\b(?!\W{0,8}(?:no|n)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page asks and how it was answered: choices with boxes, rows of yes and no, words inside rings."""

    sheet: Sheet
    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    rings: tuple[tuple[Passage, Circle], ...]


def asked_on(sheet: Sheet) -> Asked:
    """Everything that a page asks by marks and in rows."""
    options = tuple(option for question in sheet.questions for option in question.options)
    rings = tuple((inside, ring) for _, inside, ring in ringed(sheet))
    return Asked(sheet, options, tuple(rows(sheet, options)), rings)


def answered_flags(page: Asked) -> tuple[RedFlag, ...]:
    """The red flags of one page's questions that were answered with yes."""
    sheet = page.sheet
    flags: list[RedFlag] = []
    for line in sheet.layout.lines:
        for words in _affirmed(line, page.options):
            stated = tuple(replace(word, text=word.text.replace("?", "")) for word in words)
            flags += [*_stated(sheet, stated), *_hurried(sheet, words)]
    for row in page.rows:
        if row.yes:
            flags += _stated(sheet, tuple(replace(word, text=word.text.strip("?:._")) for word in row.words))
            flags += _hurried(sheet, row.words)
    flags += [*stamped(sheet), *_ringed(page)]
    return tuple({(flag.flag, flag.page): flag for flag in reversed(flags)}.values())[::-1]


def _ringed(page: Asked) -> Iterator[RedFlag]:
    """The words of haste inside rings, whatever label stands before their choices."""
    sheet = page.sheet
    for inside, ring in page.rings:
        if asks_speed(inside.text) and (said := find_urgency(inside.text)) and said.value != "routine":
            yield pressing(sheet.number, ring.box, inside.text)


def _hurried(sheet: Sheet, asked: Sequence[Word]) -> list[RedFlag]:
    """A question of how soon that was answered with yes."""
    text = " ".join(word.text for word in asked)
    if not asked or not asks_speed(text):
        return []
    return [pressing(sheet.number, enclosing([word.box for word in asked]), text)]


def _stated(sheet: Sheet, words: tuple[Word, ...]) -> tuple[RedFlag, ...]:
    asked = layout(replace(sheet.page, words=words))
    return red_flags([(asked, PageKind.CLINICAL_NOTE)], broken=BROKEN.search(sheet.layout.text) is not None)


def not_meant(page: Asked) -> Callable[[RedFlag], bool]:
    """Tells of a flag whether its words are only a question of this page that was answered with no, or choices
    of which none is marked."""
    denied = [row for row in page.rows if not row.yes]
    choices = [one for question in page.sheet.questions for one in question.options if len(question.options) > 1]

    waits = [one.box for one in choices if one.marked and _says_routine(one.text.text)]
    rings = [(ring.box, _says_routine(inside.text)) for inside, ring in page.rings]
    waits += [box for box, routine in rings if routine]

    def holds(flag: RedFlag) -> bool:
        if flag.page != page.sheet.number:
            return False
        if flag.flag == "sender_urgent":
            inside = [one.marked for one in choices if _overlap(flag.box, one.text)]
            if any(box.contains(flag.box.left + MIDDLE * flag.box.height, flag.box.center_y) for box, _ in rings):
                return False
            waiting = any(box.overlap_y(flag.box) > 0 for box in waits)
            if waiting or (bool(inside) and all(marked is False for marked in inside)):
                return True
        return any(
            row.box.top <= flag.box.center_y <= row.box.bottom
            and row.words[0].box.left <= flag.box.center_x <= row.words[-1].box.right
            for row in denied
        )

    return holds


MIDDLE = 1.5
"""Heights of a line from the first letter of a pressing word to its middle, about."""


def _says_routine(text: str) -> bool:
    said = find_urgency(text)
    return said is not None and said.value == "routine"


def _overlap(box: Box, said: Passage) -> bool:
    return any(box.contains(word.box.center_x, word.box.center_y) for word in said.words)


def _affirmed(line: Line, options: Sequence[Option]) -> Iterator[tuple[Word, ...]]:
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

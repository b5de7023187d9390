"""Red-flag questions of a form that were answered with yes: "New bladder incontinence?  [x] Yes  [ ] No".

A question states nothing by itself, so running text passes it over; here its answer turns it into a statement,
and the same patterns judge it. A box that may or may not be marked counts as yes: a missed emergency is worse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from faxpipe.document import Box, PageKind, Word, enclosing
from faxpipe.fields.context import Sheet
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.flags.pressed import asks_speed, pressing, stamped
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.fields.marks.choices import Option
from faxpipe.fields.resolution.asked import BROKEN
from faxpipe.layout import Line, Passage, layout
from faxpipe.referral import RedFlag

YES = re.compile(r"\W*(?:yes|y)\b", re.IGNORECASE)
ANSWERED_YES = re.compile(r"\?\W{0,4}(?:yes|y)\b(?!\W{0,8}(?:no|n)\b)", re.IGNORECASE)


def answered_flags(sheet: Sheet) -> tuple[RedFlag, ...]:
    """The red flags of one page's questions that were answered with yes."""
    flags: list[RedFlag] = []
    rings = [ring.box for _, _, ring in sheet.rings]
    for line in sheet.layout.lines:
        for words in _affirmed(line, sheet.options, rings):
            stated = tuple(replace(word, text=word.text.replace("?", "")) for word in words)
            flags += [*_stated(sheet, stated), *_hurried(sheet, words)]
    for row in sheet.rows:
        if row.yes:
            flags += _stated(sheet, tuple(replace(word, text=word.text.strip("?:._")) for word in row.words))
            flags += _hurried(sheet, row.words)
    flags += [*stamped(sheet), *_ringed(sheet)]
    return tuple({(flag.flag, flag.page): flag for flag in reversed(flags)}.values())[::-1]


def _ringed(sheet: Sheet) -> Iterator[RedFlag]:
    """The words of haste inside rings, whatever label stands before their choices."""
    for _, inside, ring in sheet.rings:
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


def not_meant(sheet: Sheet) -> Callable[[RedFlag], bool]:
    """Tells of a flag whether its words are only a question of this page that was answered with no, or choices
    of which none is marked."""
    denied = [row for row in sheet.rows if not row.yes]
    choices = [one for question in sheet.questions for one in question.options if len(question.options) > 1]

    waits = [one.box for one in choices if one.marked and _says_routine(one.text.text)]
    rings = [(ring.box, _says_routine(inside.text)) for _, inside, ring in sheet.rings]
    waits += [box for box, routine in rings if routine]

    def holds(flag: RedFlag) -> bool:
        if flag.page != sheet.number:
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


def _affirmed(line: Line, options: Sequence[Option], rings: Sequence[Box]) -> Iterator[tuple[Word, ...]]:
    """The words of each question on a line whose answer is yes."""
    inside = [option for option in options if line.box.top <= option.box.center_y <= line.box.bottom]
    denied = tuple(_ringed_no(inside, rings))
    printed = {id(word) for option in inside for word in option.text.words}
    for option in inside:
        if option.marked is False or option in denied or not YES.match(option.text.text):
            continue
        left = tuple(w for w in line.words if w.box.right <= option.box.left and id(w) not in printed)
        right = tuple(w for w in line.words if w.box.left >= option.box.right and id(w) not in printed)
        yield left if len(left) > 1 else right
    match = ANSWERED_YES.search(line.text)
    if match is not None and not inside:
        asked = len(line.text[: match.start()].split())
        yield line.words[:asked]


def _ringed_no(options: Sequence[Option], rings: Sequence[Box]) -> Iterator[Option]:
    """Each doubtful yes of a line beside whose no a ring was drawn: yes and no of a question stand in pairs."""
    pairs = sorted((one for one in options if YES_NO.match(one.text.text)), key=lambda one: one.box.left)
    for one, other in zip(pairs[::2], pairs[1::2], strict=False):
        yes, no = (one, other) if YES.match(one.text.text) else (other, one)
        if YES.match(no.text.text) or yes.marked is not None:
            continue
        if _inside(no, rings) and not _inside(yes, rings):
            yield yes


YES_NO = re.compile(r"\W*(?:yes|no|y|n)\b", re.IGNORECASE)


def _inside(option: Option, rings: Sequence[Box]) -> bool:
    word = option.text.words[0].box
    return any(ring.contains(word.center_x, word.center_y) for ring in rings)

"""Boxes that stand among the words as signs: "[ ] Routine  (X) Urgent  __x__ Inpatient  ☑ Fall  O None".

Place in the sentence: words -> **fields**, before a page is laid out, which drops such signs as noise. Most of
them were found as shapes on the paper and are no words any more; round brackets, lines with a letter on them and
the signs of a text layer are not. The trap: "(x)" and "____" stand in ordinary text; only where several stand
on a page, or a capital crosses one, are they choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, starmap

from faxpipe.document import Box, Page, TickBox, Word, enclosing

_MARK = "xX✓✔√*"
_WHOLE = re.compile(
    rf"(?:\[(?P<square>[_\s]*[{_MARK}]?[_\s]*)\]|\((?P<round>[_\s]*[{_MARK}]?[_\s]*)\)"
    rf"|(?P<line>_+[{_MARK}]_+|_{{3,6}})|(?P<sign>[☐☑☒□■◻]))(?P<rest>[A-Za-z][\w./'-]*[,;.]?)?"
)
_BEGINS = re.compile(r"[\[(_☐☑☒□■◻]")
_TICKED = re.compile(rf"[{_MARK}☑☒■]")
NEAR = 0.03
"""Of the page width: so far apart the two brackets of one box stand at most."""
WORDS_MAX = 3
"""So many words the two brackets of one box and its mark are read as."""
SURE = 0.85


@dataclass(frozen=True, slots=True)
class _Found:
    words: tuple[Word, ...]
    rest: Word | None
    tick: TickBox
    shape: str


def with_typed_boxes(page: Page) -> Page:
    """`page` with the boxes typed among its words as tick boxes, and no longer as words."""
    found = [one for one in (*_boxes(page.words), *_lettered(page)) if not _known(one.tick.box, page.marks.ticks)]
    taken = [one for one in found if _means_it(one, found)]
    if not taken:
        return page
    gone = {id(word): one.rest if word is one.words[-1] else None for one in taken for word in one.words}
    words = tuple(kept for word in page.words if (kept := gone.get(id(word), word)) is not None)
    ticks = sorted((*page.marks.ticks, *(one.tick for one in taken)), key=lambda t: (t.box.top, t.box.left))
    return replace(page, words=words, marks=replace(page.marks, ticks=tuple(ticks)))


def _lettered(page: Page) -> Iterator[_Found]:
    """Empty rings that were read as a letter: as large as a box found on their line, and right before a word."""
    for word, following in pairwise(page.words):
        beside = 0 <= following.box.left - word.box.right < NEAR and word.box.overlap_y(following.box) > 0
        if word.text in _RINGS and beside and any(_like(word.box, tick.box) for tick in page.marks.ticks):
            yield _Found((word,), None, TickBox(word.box, False, SURE * word.confidence), "ring")


_RINGS = frozenset("O0oQ")
ALIKE = 0.25
"""Of a box's width and height: so much a letter may differ from it and still be a ring as large."""


def _like(box: Box, other: Box) -> bool:
    level = abs(box.center_y - other.center_y) < ALIKE * other.height
    wide, high = abs(box.width - other.width), abs(box.height - other.height)
    return level and wide < ALIKE * other.width and high < ALIKE * other.height


def _known(box: Box, ticks: Sequence[TickBox]) -> bool:
    return any(tick.box.contains(box.center_x, box.center_y) or _inside(tick.box, box) for tick in ticks)


def _inside(inner: Box, outer: Box) -> bool:
    return outer.contains(inner.center_x, inner.center_y)


def _means_it(one: _Found, found: Sequence[_Found]) -> bool:
    """Whether a sign is a choice: square ones always, others beside a second one of their shape on the page, of
    which one is marked where they are lines to write on."""
    if one.shape in ("square", "sign", "ring"):
        return True
    alike = [other for other in found if other.shape == one.shape and other is not one]
    if one.shape == "line":
        level = [other for other in alike if other.tick.box.overlap_y(one.tick.box) > 0]
        return one.tick.ticked is True or any(other.tick.ticked for other in level)
    return bool(alike) or "X" in one.words[-1].text


def _boxes(words: Sequence[Word]) -> Iterator[_Found]:
    for at, word in enumerate(words):
        if not _BEGINS.match(word.text):
            continue
        for run in (words[at : at + count] for count in range(1, WORDS_MAX + 1)):
            match = _WHOLE.fullmatch("".join(one.text for one in run))
            if match is not None and all(starmap(_beside, pairwise(run))):
                shape = next(name for name in ("square", "round", "line", "sign") if match[name] is not None)
                yield _found(tuple(run[:-1]), run[-1], match["rest"] or "", shape)
                break


def _found(before: tuple[Word, ...], last: Word, rest: str, shape: str) -> _Found:
    """The box that `before` and the beginning of `last` draw, of which `rest` is left as a word."""
    signs = last.text.removesuffix(rest)
    cut = last.box.left + last.box.width * len(signs) / len(last.text)
    word = replace(last, text=rest, box=replace(last.box, left=cut)) if rest else None
    box = enclosing([*(one.box for one in before), replace(last.box, right=cut)])
    ticked = bool(_TICKED.search("".join(one.text for one in before) + signs))
    confidence = SURE * min(one.confidence for one in (*before, last))
    return _Found((*before, last), word, TickBox(box, ticked, confidence), shape)


def _beside(left: Word, right: Word) -> bool:
    return left.box.overlap_y(right.box) > 0 and 0 <= right.box.left - left.box.right < NEAR

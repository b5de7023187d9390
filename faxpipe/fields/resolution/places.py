"""Where exactly a value stands: the runs of words, each on one line, that can be cut out and read by themselves.

A value knows the box around all its words, which for a list or a sentence covers words of others too. So its own
words are looked for within that box. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.layout import FRINGE, GAP_IN_HEIGHTS

NEAR_EDGE = 0.002


@dataclass(frozen=True, slots=True)
class Place:
    """A run of words on one line of page `page`, as they were read first.

    `room`: from the middle of the gap to the word on the left to that on the right, fractions of the page's width.
    """

    page: int
    box: Box
    words: tuple[Word, ...] = field(repr=False)
    room: tuple[float, float] = (0.0, 1.0)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Spot:
    line: int
    at: int
    word: Word


def places(packet: Packet, page: int, box: Box, words: str) -> tuple[Place, ...]:
    """The runs of words in `box` of `page` that make up `words`; () where they are not found again."""
    sheet = packet.sheet(page)
    if sheet is None or not words.strip():
        return ()
    spots = list(_spots(sheet, box))
    return tuple(_runs(sheet, _own(spots, words)))


def _spots(sheet: Sheet, box: Box) -> Iterator[_Spot]:
    """The words whose middle lies in the box, line by line."""
    around = Box(box.left - NEAR_EDGE, box.top - NEAR_EDGE, box.right + NEAR_EDGE, box.bottom + NEAR_EDGE)
    for number, line in enumerate(sheet.layout.lines):
        if line.box.bottom < around.top or line.box.top > around.bottom:
            continue
        for at, word in enumerate(line.words):
            if around.contains(word.box.center_x, word.box.center_y):
                yield _Spot(number, at, word)


def _own(spots: list[_Spot], words: str) -> list[_Spot]:
    """Those spots that make up `words`: a stretch of them in order, else one for each part of them."""
    parts = [part for part in words.split() if part != "|"]
    texts = [spot.word.text for spot in spots]
    for start in range(len(texts) - len(parts) + 1):
        if _stretch(texts[start : start + len(parts)], parts):
            return spots[start : start + len(parts)]
    left = list(parts)
    own = []
    for spot in spots:
        part = next((part for part in left if _holds(spot.word.text, part)), None)
        if part is not None:
            left.remove(part)
            own.append(spot)
    return own if not left else []


def _stretch(texts: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the words are the parts; the first and last may reach beyond them: "DOB:03/04/1950"."""
    if len(parts) == 1:
        return _bare(parts[0]) in _bare(texts[0])
    return (
        _bare(texts[0]).endswith(_bare(parts[0]))
        and _bare(texts[-1]).startswith(_bare(parts[-1]))
        and all(_bare(a) == _bare(b) for a, b in zip(texts[1:-1], parts[1:-1], strict=True))
    )


def _holds(text: str, part: str) -> bool:
    return _bare(part) in _bare(text)


def _bare(text: str) -> str:
    return text.strip(FRINGE + ".,;:()[]") or text


def _runs(sheet: Sheet, own: list[_Spot]) -> Iterator[Place]:
    """Words that stand side by side on a line, joined."""
    for _, on_line in groupby(own, key=lambda spot: spot.line):
        run: list[_Spot] = []
        for spot in on_line:
            if run and not _beside(run[-1], spot, sheet.layout.em_x):
                yield _place(sheet, run)
                run = []
            run.append(spot)
        yield _place(sheet, run)


def _beside(one: _Spot, other: _Spot, em_x: float) -> bool:
    return other.at == one.at + 1 and other.word.box.left - one.word.box.right <= GAP_IN_HEIGHTS * em_x


def _place(sheet: Sheet, run: list[_Spot]) -> Place:
    box = enclosing([spot.word.box for spot in run])
    line = sheet.layout.lines[run[0].line].words
    before, after = line[: run[0].at], line[run[-1].at + 1 :]
    left = (before[-1].box.right + box.left) / 2 if before else 0.0
    right = (box.right + after[0].box.left) / 2 if after else 1.0
    room = (min(left, box.left), max(right, box.right))
    return Place(sheet.number, box, tuple(spot.word for spot in run), room)

"""pages -> words: characters in boxes of their own, read as the line they are without the boxes.

After the page was read and before its ink is looked at. What the engine made of a comb box by box is kept where
the line gives no more; where both say the same, the surer one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from faxpipe.document import Word
from faxpipe.ocr import Engine
from faxpipe.ocr.lines import LineReading
from faxpipe.pages.combs import CombLine, comb_line
from faxpipe.pages.raw import Pixels
from faxpipe.upright import Reading

TRUSTED = 0.3
"""Confidence below which a line is not what stands in its boxes."""
EDGES = ".,'\"-_|:;`~"


def boxed(words: tuple[Word, ...], reading: Reading, engine: Engine) -> tuple[Word, ...]:
    """`words` with those in combs as the combs were read by `engine`, one word a character. Raises as its
    `read_lines`."""
    found = [comb_line(reading.image.pixels, row) for row in reading.shapes.combs]
    lines = [line for line in found if line is not None]
    if not lines:
        return words
    read = engine.read_lines([line.pixels for line in lines], dpi=reading.image.dpi)
    for line, one in zip(lines, read, strict=True):
        words = _replaced(words, line, one)
    return words


def with_combs(reading: Reading) -> Pixels:
    """The page without its marks, but with its combs as they are: what touches a frame was lifted with it."""
    if not reading.shapes.combs:
        return reading.lifted
    page = reading.lifted.copy()
    for comb in (comb for row in reading.shapes.combs for comb in row):
        frame = slice(comb.frame.top, comb.frame.bottom), slice(comb.frame.left, comb.frame.right)
        page[frame] = reading.image.pixels[frame]
    return page


def _replaced(words: tuple[Word, ...], line: CombLine, read: LineReading) -> tuple[Word, ...]:
    inside = [word for word in words if any(f.contains(word.box.center_x, word.box.center_y) for f in line.frames)]
    text = _characters(read.text, len(line.cells))
    if text is None or read.confidence < TRUSTED:
        return words
    before = "".join(word.text for word in sorted(inside, key=lambda word: word.box.left))
    if before == text:
        return tuple(_surer(word, read.confidence) if word in inside else word for word in words)
    if len(before) == len(text) and min(word.confidence for word in inside) > read.confidence:
        return words
    new = [
        Word(one, box, _known(one, box.center_x, inside, read.confidence))
        for one, box in zip(text, line.cells, strict=True)
    ]
    return tuple(_in_place(words, inside, new))


def _characters(text: str, count: int) -> str | None:
    """The `count` characters of a line, blanks and edges left out; None where there are not as many."""
    text = "".join(text.split())
    if len(text) > count:
        text = text.strip(EDGES)
    return text if len(text) == count and text.isalnum() else None


def _known(character: str, x: float, inside: Sequence[Word], sure: float) -> float:
    """How sure the character is: as the line, or as the same character was when it was read alone."""
    there = (word for word in inside if word.text == character and word.box.left <= x <= word.box.right)
    return max([sure, *(word.confidence for word in there)])


def _surer(word: Word, confidence: float) -> Word:
    return replace(word, confidence=max(word.confidence, confidence))


def _in_place(words: Sequence[Word], old: Sequence[Word], new: Sequence[Word]) -> Iterator[Word]:
    """The words with `new` where the first of `old` stood, at the end where there was none."""
    if not old:
        yield from words
        yield from new
        return
    for word in words:
        if word is old[0]:
            yield from new
        if word not in old:
            yield word

"""Pages of invented text for the tests of prose: one printed line a line of the text, an empty line a gap."""

from __future__ import annotations

from faxpipe.document import Box, Page, Word
from faxpipe.layout import Layout, layout

_LINE, _LETTER, _LEFT = 0.018, 0.0078, 0.08


def printed(text: str, *, number: int = 1, confidence: float = 0.95) -> Layout:
    """The layout of a page on which `text` stands, every word read with `confidence`."""
    words = []
    for row, line in enumerate(text.split("\n")):
        top, column = 0.1 + row * _LINE, 0
        for word in line.split(" "):
            if word:
                left = _LEFT + column * _LETTER
                words.append(Word(word, Box(left, top, left + len(word) * _LETTER, top + 0.012), confidence))
            column += len(word) + 1
    return layout(Page(number, 1728, 2200, words=tuple(words)))

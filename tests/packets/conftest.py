"""Invented pages: text laid out as words on paper, without a picture."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pytest

from faxpipe.document import Box, Page, Word

Paper = Callable[..., Page]
LETTER = 0.0095
LINE = 0.018


def line_words(text: str, top: float, left: float = 0.06, height: float = 0.011) -> list[Word]:
    return [
        Word(
            found.group(),
            Box(left + LETTER * found.start(), top, left + LETTER * found.end(), top + height),
            0.95,
        )
        for found in re.finditer(r"\S+", text)
    ]


@pytest.fixture
def paper() -> Paper:
    """`paper(text, header="", number=1)`: monospaced lines, wide gaps stay gaps, the header at the very top."""

    def draw(text: str, header: str = "", number: int = 1) -> Page:
        words = line_words(header, 0.003, height=0.007)
        lines = [part for raw in text.split("\n") for part in (textwrap.wrap(raw, 95) if len(raw) > 95 else [raw])]
        for index, line in enumerate(lines):
            words += line_words(line, 0.05 + LINE * index)
        return Page(number, 1700, 2200, words=tuple(words))

    return draw

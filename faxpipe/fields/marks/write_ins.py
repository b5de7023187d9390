"""Choices with room to write: "[x] Specific procedure: ____" is answered by what stands in the room.

Place in the sentence: words -> **fields**, for `ticked`. The room is the rest of the choice's line, else the line
under it where nothing is asked. Pure geometry.
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.document import Word
from faxpipe.fields.context import Sheet
from faxpipe.fields.forms.readers import SERVICE_AT
from faxpipe.fields.marks.choices import Option
from faxpipe.layout import passage_of

WORDS_MAX, RISE_HEIGHTS = 4, 1.6


def written_in(sheet: Sheet, option: Option) -> Option | None:
    """The option with what was written into its room for its text; the option itself where it has no room, None
    where nothing stands there."""
    first = option.text.words[0]
    at = next((n for n, line in enumerate(sheet.layout.lines) if first in line.words), None)
    if at is None:
        return option
    line = tuple(sheet.layout.lines[at].words)
    begin = line.index(first)
    end = next((n for n in range(begin, min(begin + WORDS_MAX, len(line))) if line[n].text.endswith(":")), None)
    if end is None or CONCERNING.fullmatch(line[end].text):
        return option
    words = _beside(sheet, line[end + 1 :], line[end]) or _under(sheet, at)
    choice = line[begin : end + 1]
    if words and SERVICE_AT.match(" ".join(word.text for word in choice)):
        words = (*choice, *words)
    return replace(option, text=passage_of(sheet.number, words)) if words else None


CONCERNING = re.compile(r"\(?(?:re|regarding|concerning):", re.IGNORECASE)
""" "Consult re: kyphoplasty" is one choice, printed as a whole."""


def _beside(sheet: Sheet, behind: tuple[Word, ...], colon: Word) -> tuple[Word, ...]:
    """What stands behind the colon up to the next box."""
    level = [tick.box.left for tick in sheet.ticks if tick.box.overlap_y(colon.box) > 0]
    wall = min((left for left in level if left > colon.box.right), default=1.0)
    return tuple(word for word in behind if word.box.left < wall)


def _under(sheet: Sheet, at: int) -> tuple[Word, ...]:
    """The next line, if it stands close and neither asks for anything nor has boxes."""
    if at + 1 >= len(sheet.layout.lines):
        return ()
    line, below = sheet.layout.lines[at], sheet.layout.lines[at + 1]
    near = below.box.top - line.box.bottom < RISE_HEIGHTS * sheet.layout.text_height
    asks = any(hit.line == at + 1 for hit in sheet.hits)
    boxes = any(tick.box.overlap_y(below.box) > 0 for tick in sheet.ticks)
    return tuple(below.words) if near and not asks and not boxes else ()

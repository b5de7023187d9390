"""Pages drawn with characters: what stands where in the text is where it stands on the page."""

from __future__ import annotations

import re
from datetime import date

from faxpipe.document import Box, Circle, Ink, Marks, Page, PageKind, Rule, TickBox, Word
from faxpipe.fields.context import Packet, Recipient, Sheet, sheet_of
from faxpipe.referral import Candidate
from faxpipe.schema import load_schema

COLUMN, LINE, HEIGHT = 0.01, 0.02, 0.01
DAY = date(2026, 9, 10)
RECIPIENT = Recipient(
    ("603-681-3140", "603-681-3154"), ("Bennett Kramer",), (), "Northeast Rehabilitation Hospital Network"
)


def page(drawing: str, number: int = 1, confidence: float = 0.95) -> Page:
    """Words at their columns and lines. `[ ]` and `[x]` become tick boxes, `~~~` ink, a row of `---` a ruling,
    `|` standing in several lines above each other a vertical one, `(7)` a number with a ring around it."""
    words: list[Word] = []
    ticks: list[TickBox] = []
    inks: list[Ink] = []
    rules: list[Rule] = []
    circles: list[Circle] = []
    lines = drawing.strip("\n").split("\n")
    for row, line in enumerate(lines):
        top = 0.04 + row * LINE
        for match in re.finditer(r"\[[ x?]\]|~~+|---+|\(\d+\)|[^\s|]+(?: ?\|)?", line):
            left, right = 0.05 + match.start() * COLUMN, 0.05 + match.end() * COLUMN
            box = Box(left, top, right - 0.2 * COLUMN, top + HEIGHT)
            text = match[0].rstrip("| ")
            if re.fullmatch(r"\[[ x?]\]", text):
                ticks.append(TickBox(box, {" ": False, "x": True, "?": None}[text[1]], 0.95))
            elif text.startswith("~~"):
                inks.append(Ink(box, 0.3))
            elif text.startswith("---"):
                rules.append(Rule(Box(left, top + 0.005, right, top + 0.006), True))
            elif re.fullmatch(r"\(\d+\)", text) and "circle" in drawing:
                circles.append(Circle(box, 0.9))
                words.append(Word(text.strip("()"), box, confidence))
            else:
                words.append(Word(text, box, confidence))
    rules += _walls(lines)
    marks = Marks(tuple(ticks), tuple(circles), tuple(rules), tuple(inks))
    return Page(number, 1734, 1734, words=tuple(words), marks=marks)


def _walls(lines: list[str]) -> list[Rule]:
    walls = []
    for column in sorted({at for line in lines for at, c in enumerate(line) if c == "|"}):
        rows = [row for row, line in enumerate(lines) if column < len(line) and line[column] == "|"]
        x = 0.05 + (column + 0.5) * COLUMN
        top, bottom = 0.04 + (rows[0] - 1) * LINE + 0.005, 0.04 + (rows[-1] + 1) * LINE + 0.005
        walls.append(Rule(Box(x, top, x + 0.001, bottom), False))
    return walls


def sheet(drawing: str, kind: PageKind = PageKind.REFERRAL_FORM, number: int = 1) -> Sheet:
    return sheet_of(page(drawing, number), kind, load_schema())


def packet(*sheets: Sheet) -> Packet:
    return Packet(sheets, load_schema(), DAY, RECIPIENT)


def values(candidates: list[Candidate], field: str) -> list[object]:
    """The values found for a field, the surest first."""
    chosen = [c for c in candidates if c.field == field]
    return [c.value for c in sorted(chosen, key=lambda c: -c.confidence)]

"""What stands on a drawn page: every piece of text with its box, and the numbers a practice cannot do without.

Part of the lab. Read back from the drawn PDF, one text object a line or cell, so the truth is what was drawn,
whoever drew it. Boxes are fractions of the page as drawn, origin top left, before the fax line skews or turns it.
Signatures are no text. The trap: handwriting is drawn word by word, so its words are put together again here.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase

import pypdfium2
import pypdfium2.raw as pdfium

from faxpipe.document import Box, enclosing

HAND_FONTS = ("DkgHandwriting", "Ecolier_court", "HumorSans", "breipfont")  # as the font files name themselves
SIGNATURE_FONT = "Kristi"
LOOKS = {
    "GNUTypewriter": str.maketrans("()[]{}", "//////"),
    "HumorSans": str.maketrans(ascii_lowercase, ascii_uppercase),
}
"""Fonts in which some characters look like others: the truth is what a person sees."""
OVERPRINTED = 0.5  # of a letter's width, and of the lower height
WORD_GAP = 1.1  # font sizes: a blank of the widest hand, never the way to the next cell


class KeyKind(StrEnum):
    """Tokens that are worth nothing unless every character is right."""

    PHONE = "phone"
    DATE = "date"
    NPI = "npi"
    MEMBER = "member"
    MRN = "mrn"
    AUTHORIZATION = "authorization"
    ICD10 = "icd10"


@dataclass(frozen=True, slots=True)
class Segment:
    """A line or a cell as it was drawn. `points`: its font size."""

    text: str = field(repr=False)
    box: Box
    points: float
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key token as printed, with its own box."""

    kind: KeyKind
    text: str = field(repr=False)
    box: Box
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """Segments from top to bottom, and the keys among them."""

    segments: tuple[Segment, ...]
    keys: tuple[Key, ...]

    @property
    def text(self) -> str:
        """All segments, one a line."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def written(self) -> Truth:
        """Only what is handwritten."""
        return Truth(tuple(s for s in self.segments if s.hand), tuple(k for k in self.keys if k.hand))


Known = Mapping[KeyKind, tuple[str, ...]]
_PATTERNS = (
    (KeyKind.PHONE, re.compile(r"(?<![\w.-])(?:\+?1[ -])?\(?\d{3}\)?[ ./-]?\d{3}[ .-]\d{4}(?![\w-])")),
    (KeyKind.DATE, re.compile(r"(?<![\w/.-])\d{1,2}([/.-])\d{1,2}\1(?:19|20)?\d{2}(?![\w/-])")),
    (KeyKind.DATE, re.compile(r"(?<![\w-])(?:19|20)\d{2}-\d{2}-\d{2}(?![\w-])")),
    (KeyKind.DATE, re.compile(r"(?<![\w-])\d{1,2}[- ](?:[A-Z][a-z]{2,8})[- ](?:19|20)\d{2}(?!\w)")),
    (KeyKind.DATE, re.compile(r"(?<!\w)[A-Z][a-z]{2,8} \d{1,2},? (?:19|20)\d{2}(?!\w)")),
    (KeyKind.NPI, re.compile(r"(?<![\w-])[12]\d{9}(?![\w-])")),
    (KeyKind.ICD10, re.compile(r"(?<!\w)[A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}(?!\w)")),
)


def page_truth(pdf: bytes, known: Known) -> Truth:
    """The truth of the first page of a drawn PDF; `known`: numbers on it that no pattern finds (IDs)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        runs = _joined(list(_runs(document[0])))
    finally:
        document.close()
    runs = [run for run in runs if sum(map(str.isalnum, run.text)) > 1]
    runs = [run for run in runs if not any(_overprints(run, other) for other in runs if other is not run)]
    runs = _in_rows(runs)
    patterns = (*_PATTERNS, *((kind, _spelling(value)) for kind, values in known.items() for value in values))
    segments = tuple(Segment(run.seen, run.box, run.points, run.hand) for run in runs)
    return Truth(segments, tuple(key for run in runs for key in _keys(run, patterns)))


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one text object with the box of each."""

    text: str
    boxes: tuple[Box, ...]
    points: float
    font: str

    @property
    def hand(self) -> bool:
        return any(name in self.font for name in HAND_FONTS)

    @property
    def seen(self) -> str:
        """The text as it looks in its font."""
        looks = next((looks for name, looks in LOOKS.items() if name in self.font), {})
        return self.text.translate(looks)

    @property
    def box(self) -> Box:
        return enclosing(self.boxes)


def _runs(page: pypdfium2.PdfPage) -> Iterator[_Run]:
    width, height = page.get_size()
    text_page = page.get_textpage()
    letters: dict[int, list[tuple[str, Box]]] = {}
    made_by: dict[int, tuple[str, float]] = {}
    for index in range(text_page.count_chars()):
        if pdfium.FPDFText_IsGenerated(text_page, index):
            continue
        drawn = pdfium.FPDFText_GetTextObject(text_page, index)
        address = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if address not in made_by:
            made_by[address] = (_font(drawn), float(pdfium.FPDFText_GetFontSize(text_page, index)))
        left, bottom, right, top = text_page.get_charbox(index)
        box = Box(left / width, 1 - top / height, right / width, 1 - bottom / height)
        letter = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        letters.setdefault(address, []).append((letter, box))
    for address, found in letters.items():
        font, points = made_by[address]
        while found and found[-1][0].isspace():
            found.pop()
        while found and found[0][0].isspace():
            found.pop(0)
        if found and SIGNATURE_FONT not in font:
            yield _Run("".join(c for c, _ in found), tuple(box for _, box in found), points, font)


def _font(drawn: object) -> str:
    name = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(drawn), name, len(name))
    return name.value.decode("latin-1")


def _joined(runs: list[_Run]) -> list[_Run]:
    """Handwritten words that follow each other on one line, as one run again."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and _follows(last, run):
            blank = Box(last.box.right, run.box.top, max(last.box.right, run.box.left), run.box.bottom)
            joined[-1] = _Run(f"{last.text} {run.text}", (*last.boxes, blank, *run.boxes), last.points, last.font)
        else:
            joined.append(run)
    return joined


def _follows(last: _Run, run: _Run) -> bool:
    if not (last.hand and run.hand):
        return False
    gap = (run.box.left - last.box.right) * 612 / max(1.0, last.points)
    return -0.4 < gap < WORD_GAP and last.box.overlap_y(run.box) > 0.2


def _overprints(run: _Run, other: _Run) -> bool:
    """Whether print stands on print, or writing on writing, which nobody can read: both are no truth."""
    if run.hand != other.hand:
        return False
    wide = min(run.box.right, other.box.right) - max(run.box.left, other.box.left)
    letter = min(run.box.width / len(run.text), other.box.width / len(other.text))
    return wide > OVERPRINTED * letter and run.box.overlap_y(other.box) > OVERPRINTED


def _in_rows(runs: list[_Run]) -> list[_Run]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.box.center_y):
        if rows and run.box.overlap_y(rows[-1][0].box) > 0.5:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [run for row in rows for run in sorted(row, key=lambda run: run.box.left)]


def _spelling(value: str) -> re.Pattern[str]:
    """`value` with or without blanks and dashes between its letters and digits."""
    marks = [re.escape(c) for c in value if c.isalnum()]
    return re.compile(r"(?<!\w)" + "[ -]?".join(marks) + r"(?!\w)", re.IGNORECASE)


def _keys(run: _Run, patterns: tuple[tuple[KeyKind, re.Pattern[str]], ...]) -> Iterator[Key]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in patterns:
        for match in pattern.finditer(run.text):
            start, end = match.span()
            if all(end <= a or start >= b for a, b in taken):
                taken.append((start, end))
                yield Key(kind, run.seen[start:end], enclosing(run.boxes[start:end]), run.hand)

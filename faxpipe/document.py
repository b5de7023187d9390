"""What is on the paper: pages, words and the marks between them.

Values only, shared by every stage from pages to packets and fields. Coordinates are fractions of the
*upright, deskewed* page (origin top left, x to the right), so they survive a change of resolution; where
a distance in real paper units matters, use `Page.width_px` and `Page.height_px` (square pixels).
Whatever holds text hides it from `repr`, because a repr ends up in logs and tracebacks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page in fractions 0..1: left < right, top < bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def center_x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def center_y(self) -> float:
        return (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def overlap_x(self, other: Box) -> float:
        """Shared width as a fraction of the narrower box, 0..1."""
        return _overlap(self.left, self.right, other.left, other.right)

    def overlap_y(self, other: Box) -> float:
        """Shared height as a fraction of the lower box, 0..1."""
        return _overlap(self.top, self.bottom, other.top, other.bottom)

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def as_list(self) -> list[float]:
        """[left, top, right, bottom], clipped to the page and rounded, as the contract prints it."""
        return [round(min(max(edge, 0.0), 1.0), 4) for edge in (self.left, self.top, self.right, self.bottom)]


def enclosing(boxes: list[Box] | tuple[Box, ...]) -> Box:
    """The smallest box around `boxes` (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    return Box(
        min([box.left for box in boxes]),
        min([box.top for box in boxes]),
        max([box.right for box in boxes]),
        max([box.bottom for box in boxes]),
    )


def _overlap(a_low: float, a_high: float, b_low: float, b_high: float) -> float:
    shared = min(a_high, b_high) - max(a_low, b_low)
    smaller = min(a_high - a_low, b_high - b_low)
    return max(0.0, shared / smaller) if smaller > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Word:
    """One word as an engine read it; confidence 0..1 as that engine gives it."""

    text: str = field(repr=False)
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What an engine read in one place of a line when it was handed that place alone; "" where it saw nothing."""

    box: Box
    text: str = field(repr=False)
    confidence: float
    engine: str


@dataclass(frozen=True, slots=True)
class TickBox:
    """A small printed square, or the place beside a choice that has none. `ticked` None: it could be either."""

    box: Box
    ticked: bool | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A hand-drawn ring around something printed, such as one number of a pain scale."""

    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed ruling line; `horizontal` or vertical. Together they make cells and underlined blanks."""

    box: Box
    horizontal: bool


@dataclass(frozen=True, slots=True)
class Ink:
    """A cluster of ink that no confidently read word explains: handwriting, a signature, a scribble.

    `density` is the black share of the box, 0..1. A scribble over text is denser than handwriting.
    """

    box: Box
    density: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What the pixels say beside the words. Measured once, stored with the words."""

    ticks: tuple[TickBox, ...] = ()
    circles: tuple[Circle, ...] = ()
    rules: tuple[Rule, ...] = ()
    inks: tuple[Ink, ...] = ()


class PageState(StrEnum):
    """Whether anything could be read: blank paper is not an unreadable page."""

    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"


class PageKind(StrEnum):
    COVER_SHEET = "cover_sheet"
    REFERRAL_FORM = "referral_form"
    REFERRAL_LETTER = "referral_letter"
    CLINICAL_NOTE = "clinical_note"
    IMAGING_REPORT = "imaging_report"
    INSURANCE_CARD = "insurance_card"
    FACE_SHEET = "face_sheet"
    MEDICATION_LIST = "medication_list"
    LAB_REPORT = "lab_report"
    OTHER = "other"
    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Page:
    """One page after OCR: everything later stages may know of it, and all that is stored for re-extraction.

    `number` counts from 1. `width_px`, `height_px`: size of the upright image that was read, square pixels.
    `rotation`: clockwise degrees (0, 90, 180, 270) that made it upright. `skew_deg`: what deskew turned,
    counter-clockwise positive. `reason`: a code such as "page_too_large", empty where the page was read.
    `strip`: words of the top strip in the orientation in which the machine sent the page, only where the
    page had to be turned (the fax header line is upright even on a page fed upside down).
    `legibility`: share 0..1 of the page's print that was surely read, None where it was not measured; `illegible`:
    the regions that were not.
    `source`: "ocr", "text_layer" or "replay"; engine and version say who read it.
    `second`: places that were read again by themselves because a value stands there.
    `codes`: references of our own letters that stand on the page as square codes.
    """

    number: int
    width_px: int
    height_px: int
    rotation: int = 0
    skew_deg: float = 0.0
    state: PageState = PageState.READ
    reason: str = ""
    words: tuple[Word, ...] = ()
    marks: Marks = field(default_factory=Marks)
    strip: tuple[Word, ...] = ()
    source: str = "ocr"
    engine: str = ""
    engine_version: str = ""
    dpi: int = 204
    legibility: float | None = None
    illegible: tuple[Box, ...] = ()
    second: tuple[SecondReading, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def confidence(self) -> float | None:
        """Mean word confidence, 0..1, weighted by length; None where nothing was read."""
        letters = sum(len(word.text) for word in self.words)
        if letters == 0:
            return None
        return sum(word.confidence * len(word.text) for word in self.words) / letters

    @property
    def aspect(self) -> float:
        """Height over width: turns vertical fractions into the unit of horizontal ones."""
        return self.height_px / self.width_px


@dataclass(frozen=True, slots=True)
class Header:
    """The line a fax machine prints at the top of each page (TTI). Never patient data."""

    sender: str | None = field(default=None, repr=False)
    number: str | None = field(default=None, repr=False)
    sent_at: datetime | None = None
    page: int | None = None
    of: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Fax:
    """A fax as it was read: the hash of its bytes and its pages in order."""

    sha256: str
    pages: tuple[Page, ...]
    source: str = field(default="", repr=False)

"""The letter as a page of PDF, over reportlab.

Made to survive a fax at standard resolution (204 x 98 dots an inch, black or white) and a second one on its way
back: nothing below 11 points, no grey, no rule thinner than a dot, a square code of large modules with the
reference in large print below. Always one page: the items close up, and what still has no room is counted.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import reportlab  # type: ignore[import-untyped]
import segno
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from faxpipe.letter.values import Answer, Item, Letter, day_in_words
from faxpipe.reference import code, shown

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 558.0, 750.0, 36.0
PLAIN, BOLD = "Vera", "VeraBd"
SIZE_MIN = 11.0
QR_SIDE = 108.0
NOTE_LINES_MAX = 4
SPARE_MAX = 10.0
UNREAD = "* could not be read on your fax"
TITLE = "Information needed"
"""Not "request for ...", and no "patient ..." in running text: it comes back filled in and is read as any."""


@dataclass(frozen=True, slots=True)
class _Density:
    """How closely the items stand, in points. `asks`: whether the plain words stand above the answer."""

    columns: int
    asks: bool
    answer: float
    gap: float
    lines_max: int = 2


_DENSITIES = (
    _Density(1, True, 32, 18),
    _Density(1, True, 26, 12),
    _Density(1, True, 24, 6),
    _Density(1, True, 22, 3, lines_max=1),
    _Density(1, False, 22, 4, lines_max=1),
    _Density(2, False, 22, 3, lines_max=1),
)


def letter_pdf(letter: Letter) -> bytes:
    """`letter` as a PDF of one US Letter page; the same letter gives the same bytes."""
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle("Misdirected fax" if letter.misdirected else TITLE)
    canvas.setAuthor(_printable(letter.letterhead.name))
    canvas.setLineWidth(1)
    top = _head(canvas, letter)
    top = _addresses(canvas, letter, top - 16)
    top = _return_box(canvas, letter, top - 6)
    floor = _foot(canvas, letter)
    top = _intro(canvas, letter, top - 18)
    top = _note(canvas, letter, top - 4)
    if not letter.misdirected:
        _items(canvas, letter.items, top, floor, letter.letterhead.phone)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, letter: Letter) -> float:
    """Letterhead left, square code right; gives the height where they end."""
    head = letter.letterhead
    right = RIGHT - QR_SIDE - 20
    y = TOP - 6
    for line in _wrapped(head.name, BOLD, 15, right - LEFT)[:3]:
        y = _text(canvas, LEFT, y, line, BOLD, 15) - 3
    for line in (*head.lines[:4], f"Phone {head.phone}     Fax {head.fax}"):
        y = _text(canvas, LEFT, y, _cut(line, PLAIN, SIZE_MIN, right - LEFT), PLAIN, SIZE_MIN) - 2
    _qr(canvas, code(letter.reference), RIGHT - QR_SIDE, TOP + 14 - QR_SIDE)
    canvas.setFont(BOLD, 14)
    canvas.drawRightString(RIGHT, TOP - QR_SIDE, f"Reference {shown(letter.reference)}")
    return min(y, TOP - QR_SIDE - 4)


def _addresses(canvas: Canvas, letter: Letter, top: float) -> float:
    """Title and date, then to whom, and about which patient of which fax."""
    title = TITLE
    if letter.round_no > 1:
        title = f"{_ordinal(letter.round_no)} notice: {TITLE[:1].lower()}{TITLE[1:]}"
    if letter.misdirected:
        title = "Your fax reached the wrong office"
    _text(canvas, LEFT, top, title, BOLD, 15)
    canvas.setFont(BOLD, 12)
    canvas.drawRightString(RIGHT, top, _plain_day(letter.written))
    y = top - 8
    canvas.setLineWidth(1.5)
    canvas.line(LEFT, y, RIGHT, y)
    came = f"{_plain_day(letter.subject.received)}, {_count(letter.subject.pages, 'page')}"
    rows = [
        ("To", " - ".join(filter(None, (letter.to.name, letter.to.practice))) or "Referring office"),
        ("Fax", f"{letter.to.fax}     (page 1 of 1)"),
        ("Patient", letter.subject.patient() or "not readable on your fax"),
        ("Your fax of", came),
    ]
    if letter.misdirected:
        del rows[2]
    y -= 17
    for label, value in rows:
        _text(canvas, LEFT, y, f"{label}:", PLAIN, SIZE_MIN)
        _text(canvas, LEFT + 84, y, _cut(value, BOLD, 12, RIGHT - LEFT - 84), BOLD, 12)
        y -= 17
    return y


def _return_box(canvas: Canvas, letter: Letter, top: float) -> float:
    head = letter.letterhead
    bottom = top - 36
    canvas.setLineWidth(2)
    canvas.rect(LEFT, bottom, RIGHT - LEFT, 40)
    first = f"Fax your answer to {head.fax} by {day_in_words(letter.due)}"
    if letter.misdirected:
        first = "Please check the number, and send the fax where it belongs."
    _text(canvas, LEFT + 10, top - 12, first, BOLD, 13)
    _text(canvas, LEFT + 10, top - 29, f"Questions, or easier by phone? Call {head.phone}.", PLAIN, 12)
    return bottom


def _intro(canvas: Canvas, letter: Letter, top: float) -> float:
    says = (
        "Thank you for your referral. A visit can be scheduled once we have what is listed below. "
        "Please write it on this page, attach what we ask for, and fax it all back."
    )
    if letter.misdirected:
        says = (
            "The fax named above came to us, but it is not meant for us. We tell you so that you can inform "
            "whom you must and send it to the right office. Our copy is kept apart and destroyed as our policy "
            "says; if you want it back instead, call us."
        )
    for line in _wrapped(says, PLAIN, SIZE_MIN, RIGHT - LEFT):
        top = _text(canvas, LEFT, top, line, PLAIN, SIZE_MIN) - 3
    return top


def _items(canvas: Canvas, items: Sequence[Item], top: float, floor: float, phone: str) -> None:
    density = next(
        (one for one in _DENSITIES if _height(items, one) <= top - _over(floor, items, one)), _DENSITIES[-1]
    )
    if not density.asks and any(item.again for item in items):
        canvas.setFont(PLAIN, SIZE_MIN)
        canvas.drawRightString(RIGHT, floor + 4, UNREAD)
        floor = _over(floor, items, density)
    width = (RIGHT - LEFT - 18 * (density.columns - 1)) / density.columns
    shown_items = list(items)
    while shown_items and _height(shown_items, density) > top - floor - (
        18 if len(shown_items) < len(items) else 0
    ):
        shown_items.pop()
    per_column = -(-len(shown_items) // density.columns) or 1
    if len(shown_items) == len(items):
        spare = (top - floor - _height(items, density)) / per_column
        density = replace(density, gap=density.gap + min(spare, SPARE_MAX))
    for column in range(density.columns):
        y = top
        for item in shown_items[column * per_column : (column + 1) * per_column]:
            _item(canvas, item, LEFT + column * (width + 18), y, width, density)
            y -= _item_height(item, density)
    if more := len(items) - len(shown_items):
        says = f"and {_count(more, 'more item')}: please call {phone}."
        _text(canvas, LEFT, floor + 4, says, BOLD, SIZE_MIN)


def _over(floor: float, items: Sequence[Item], density: _Density) -> float:
    """The floor with room for the word on what could not be read, where the items do not say it themselves."""
    return floor + 18 if not density.asks and any(item.again for item in items) else floor


def _height(items: Sequence[Item], density: _Density) -> float:
    """What the tallest column of `items` takes."""
    per_column = -(-len(items) // density.columns) or 1
    columns = (items[start : start + per_column] for start in range(0, len(items), per_column))
    return max((sum(_item_height(item, density) for item in column) for column in columns), default=0.0)


def _item_height(item: Item, density: _Density) -> float:
    asks = 15.0 * len(_ask_lines(item, density)) if density.asks else 0.0
    lines = 0 if item.answer is Answer.ATTACH and density.asks else _lines(item, density)
    return asks + lines * density.answer + density.gap


def _item(canvas: Canvas, item: Item, left: float, top: float, width: float, density: _Density) -> None:
    """The words, and a rule to write on behind the label; a box to tick before what is to be attached."""
    y = top - 11
    canvas.setLineWidth(1.5)
    inset = 20.0
    if not density.asks:
        y = top - density.answer + 5
        if item.again:
            _text(canvas, left + 4, y - 3, "*", BOLD, 15)
    if item.answer is Answer.ATTACH:
        canvas.rect(left, y - 2, 12, 12)
    if density.asks:
        for line in _ask_lines(item, density):
            _text(canvas, left + inset, y, line, PLAIN, SIZE_MIN)
            y -= 15
        if item.answer is Answer.ATTACH:
            return
        y -= density.answer - 20
    if item.answer is Answer.ATTACH:
        says = f"Attach: {item.label.lower()}" if density.columns > 1 else _ask_lines(item, density)[0]
        _text(canvas, left + inset, y, _cut(says, PLAIN, SIZE_MIN, width - inset), PLAIN, SIZE_MIN)
        return
    label = f"{item.label}:" if item.label else "Answer:"
    label = _cut(label, BOLD, SIZE_MIN, width * 0.86 - inset)
    _text(canvas, left + inset, y, label, BOLD, SIZE_MIN)
    start = left + inset + pdfmetrics.stringWidth(label, BOLD, SIZE_MIN) + 6
    canvas.setLineWidth(1)
    for _ in range(_lines(item, density)):
        canvas.line(start, y - 3, left + width, y - 3)
        y -= density.answer
        start = left + inset


def _lines(item: Item, density: _Density) -> int:
    return 1 if item.answer is Answer.ATTACH else min(item.lines, density.lines_max)


def _ask_lines(item: Item, density: _Density) -> list[str]:
    says = item.ask.strip().rstrip(".") or item.label
    if item.answer is Answer.ATTACH and "please" not in says.lower():
        says = f"Please attach {says[:1].lower()}{says[1:]}"
    if item.again:
        says += " - it could not be read on your fax"
    width = RIGHT - LEFT - 20
    lines = _wrapped(f"{says}.", PLAIN, SIZE_MIN, width)
    if len(lines) <= density.lines_max:
        return lines
    rest = " ".join(lines[density.lines_max - 1 :])
    return [*lines[: density.lines_max - 1], _cut(rest, PLAIN, SIZE_MIN, width)]


def _note(canvas: Canvas, letter: Letter, top: float) -> float:
    """The sentence that a person added, below the first ones."""
    lines = _wrapped(letter.note, PLAIN, SIZE_MIN, RIGHT - LEFT)
    if len(lines) > NOTE_LINES_MAX:
        rest = " ".join(lines[NOTE_LINES_MAX - 1 :])
        lines = [*lines[: NOTE_LINES_MAX - 1], _cut(rest, PLAIN, SIZE_MIN, RIGHT - LEFT)]
    for line in lines:
        top = _text(canvas, LEFT, top, line, PLAIN, SIZE_MIN) - 3
    return top


def _foot(canvas: Canvas, letter: Letter) -> float:
    """Who answered, and the confidentiality notice; gives the height above which there is room."""
    says = (
        "CONFIDENTIAL: this fax holds protected health information meant only for the office named above. If "
        f"it reached you by mistake, call {letter.letterhead.phone} at once and destroy it; do not copy it or "
        "pass it on."
    )
    lines = _wrapped(says, PLAIN, SIZE_MIN, RIGHT - LEFT)
    y = BOTTOM + 14.0 * (len(lines) - 1)
    rule = y + 15
    canvas.setLineWidth(1)
    canvas.line(LEFT, rule, RIGHT, rule)
    for line in lines:
        y = _text(canvas, LEFT, y, line, PLAIN, SIZE_MIN) - 3
    if letter.misdirected:
        return rule + 12
    _text(canvas, LEFT, rule + 8, "Completed by:", PLAIN, SIZE_MIN)
    canvas.line(LEFT + 90, rule + 6, LEFT + 300, rule + 6)
    _text(canvas, LEFT + 310, rule + 8, "Call back:", PLAIN, SIZE_MIN)
    canvas.line(LEFT + 376, rule + 6, RIGHT, rule + 6)
    return rule + 30


def _qr(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    """`text` as a square code with its quiet zone, correcting 30 %."""
    matrix = segno.make_qr(text, error="h", boost_error=False).matrix
    module = QR_SIDE / (len(matrix) + 8)
    for row, line in enumerate(matrix):
        y = bottom + QR_SIDE - (row + 5) * module
        for start, length in _runs(line):
            canvas.rect(left + (start + 4) * module, y, length * module, module, stroke=0, fill=1)


def _runs(line: Sequence[int]) -> list[tuple[int, int]]:
    """Where the dark runs of a row begin and how long they are; one rectangle each leaves no hairline."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs


def _text(canvas: Canvas, x: float, y: float, says: str, font: str, size: float) -> float:
    """Draw one line; gives the baseline one size below."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, _printable(says))
    return y - size


def _wrapped(says: str, font: str, size: float, width: float) -> list[str]:
    """`says` in lines no wider than `width`; a word that is wider by itself is cut."""
    lines: list[str] = []
    for word in _printable(says).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(_cut(word, font, size, width))
    return lines


def _cut(says: str, font: str, size: float, width: float) -> str:
    """`says`, ending in dots where it is wider than `width`."""
    says = _printable(says)
    if pdfmetrics.stringWidth(says, font, size) <= width:
        return says
    while says and pdfmetrics.stringWidth(f"{says}...", font, size) > width:
        says = says[:-1]
    return f"{says.rstrip()}..."


def _printable(says: str) -> str:
    """`says` in the letters that the font has: accents are dropped where it lacks them, controls become blanks."""
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    flat = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in says)
    return "".join(letter if ord(letter) in known else _plain(letter) for letter in flat)


def _plain(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return bare or "?"


def _plain_day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ordinal(number: int) -> str:
    return {2: "Second", 3: "Third", 4: "Fourth"}.get(number, "Repeated")


def _register() -> None:
    """The two faces that come with reportlab, put into the PDF so that every fax server draws the same page."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (PLAIN, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))

"""Referral forms and printouts: the same entries in many layouts.

Part of the lab. A layout draws sections of entries from `top` downwards and returns where it ended; the fields
it drew an answer for are told in the same step. Layouts of HELD are kept for the held split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from faxpipe.lab.cases import Case
from faxpipe.lab.choices import draw_option, option_width
from faxpipe.lab.draw import PageFullError, Sheet
from faxpipe.lab.entries import Entry
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

COMBED = frozenset({"patient.birth_date", "patient.phone", "coverage.member_id", "referrer.npi"})


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """Everything a layout needs to draw: where, how, for whom, and the ear that listens."""

    sheet: Sheet
    style: Style
    case: Case
    said: Said
    left: float
    right: float
    bottom: float

    @property
    def leading(self) -> float:
        return self.sheet.font_size * 1.45

    @property
    def width(self) -> float:
        return self.right - self.left

    def check(self, y: float) -> None:
        if y > self.bottom:
            raise PageFullError


Layout = Callable[[Pen, Sequence[Section], float], float]


def tell(pen: Pen, entry: Entry) -> None:
    """The page answers this entry, unless it holds no answer or one that nobody can read."""
    if not entry.answered:
        return
    if entry.field == pen.case.spoiled:
        pen.said.spoiled.add(entry.field)
    else:
        pen.said.tell(pen.case, entry.field)


def answer_lines(pen: Pen, entry: Entry, width: float) -> int:
    """How many lines the answer takes in `width` points."""
    return (
        len(_rows_of_options(pen, entry, width))
        if entry.options
        else max(1, len(_written_lines(pen, entry, width)))
    )


def draw_answer(pen: Pen, entry: Entry, x: float, y: float, width: float) -> float:
    """Draw the answer on baseline `y` and below; returns the last baseline."""
    tell(pen, entry)
    if entry.options:
        return _draw_options(pen, entry, x, y, width)
    if entry.kind == "sign":
        if entry.value:
            pen.sheet.sign(x + 4, y, entry.value)
        return y
    for number, line in enumerate(_written_lines(pen, entry, width)):
        y += pen.leading if number else 0
        end = pen.sheet.value(x, y, line, width=width)
        if entry.field == pen.case.spoiled:
            pen.sheet.scribble(x, y, end - x)
    return y


def _written_lines(pen: Pen, entry: Entry, width: float) -> list[str]:
    if entry.wide and entry.kind == "text":
        return pen.sheet.wrap(entry.value, width, value=True)
    return [entry.value] if entry.value else []


def _rows_of_options(pen: Pen, entry: Entry, width: float) -> list[list[int]]:
    rows: list[list[int]] = [[]]
    used = 0.0
    for index, option in enumerate(entry.options):
        if entry.kind == "scale":
            needed = pen.sheet.text_width(option) + pen.sheet.font_size * 1.6
        else:
            needed = option_width(pen.sheet, pen.style.choices, option)
        if needed > width + pen.sheet.font_size * 2:
            raise PageFullError
        if rows[-1] and used + needed > width:
            rows.append([])
            used = 0.0
        rows[-1].append(index)
        used += needed
    return rows


def _draw_options(pen: Pen, entry: Entry, x: float, y: float, width: float) -> float:
    sheet = pen.sheet
    for number, row in enumerate(_rows_of_options(pen, entry, width)):
        y += pen.leading if number else 0
        at = x
        for index in row:
            chosen = index in entry.chosen
            if entry.kind == "scale":
                end = sheet.text(at, y, entry.options[index])
                if chosen:
                    sheet.ring(at, y, end - at)
                at = end + sheet.font_size * 1.6
            else:
                text, how, last = entry.options[index], pen.style.choices, index == row[-1]
                at = draw_option(sheet, how, at, y, text, chosen=chosen, last=last, round_box=pen.style.round_box)
    return y


def pack(entries: Sequence[Entry], per_row: int) -> Iterator[list[Entry]]:
    """Rows of up to `per_row` narrow entries; a wide one stands alone."""
    row: list[Entry] = []
    for entry in entries:
        if row and (entry.wide or len(row) == per_row):
            yield row
            row = []
        row.append(entry)
        if entry.wide:
            yield row
            row = []
    if row:
        yield row


def heading(pen: Pen, title: str, y: float, kind: int) -> float:
    """A section title as a black bar, underlined, in capitals or boxed; returns the next free line's top."""
    sheet = pen.sheet
    if kind == 0:
        return sheet.bar(pen.left, y, pen.right, title)
    base = y + sheet.font_size * 1.3
    if kind == 1:
        sheet.text(pen.left, base, title, bold=True, size=sheet.font_size * 1.1)
        sheet.line(pen.left, base + 3, pen.right, base + 3)
    elif kind == 2:
        sheet.text(pen.left, base, title.upper(), bold=True)
    else:
        sheet.box(pen.left, y + 1, pen.right, base + 4, fill=0.85)
        sheet.center((pen.left + pen.right) / 2, base, title, bold=True)
    return base + 5


def grid(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Ruled cells, the small label in the corner of the cell and the answer below it."""
    per_row, kind = pen.style.rng.choice((2, 3)), pen.style.rng.choice((0, 1, 3))
    small = pen.sheet.font_size * 0.72
    for section in sections:
        top = heading(pen, section.title, top, kind)
        for row in pack(section.entries, per_row):
            width = pen.width / len(row)
            lines = max(answer_lines(pen, entry, width - 10) for entry in row)
            bottom = top + small * 1.5 + lines * pen.leading + 3
            pen.check(bottom)
            for number, entry in enumerate(row):
                x = pen.left + number * width
                pen.sheet.box(x, top, x + width, bottom)
                pen.sheet.text(x + 3, top + small * 1.15, entry.label, size=small)
                draw_answer(pen, entry, x + 5, top + small * 1.5 + pen.sheet.font_size * 1.05, width - 10)
            top = bottom
        top += 5
    return top


def inline_cells(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Ruled cells with label and answer on one line."""
    kind = pen.style.rng.choice((0, 2, 3))
    for section in sections:
        top = heading(pen, section.title, top, kind)
        for row in pack(section.entries, 2):
            width = pen.width / len(row)
            spans = [pen.sheet.text_width(_labelled(pen, e), bold=True) + 12 for e in row]
            lines = max(answer_lines(pen, e, width - span - 4) for e, span in zip(row, spans, strict=True))
            bottom = top + lines * pen.leading + 6
            pen.check(bottom)
            for number, (entry, span) in enumerate(zip(row, spans, strict=True)):
                x = pen.left + number * width
                pen.sheet.box(x, top, x + width, bottom)
                base = top + pen.sheet.font_size * 1.25
                pen.sheet.text(x + 4, base, _labelled(pen, entry), bold=True)
                draw_answer(pen, entry, x + span, base, width - span - 4)
            top = bottom
        top += 6
    return top


def table(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Two columns with rules: labels left, answers right."""
    split = pen.left + pen.width * pen.style.rng.uniform(0.28, 0.36)
    shaded = pen.style.rng.random() < 0.3
    for section in sections:
        top = heading(pen, section.title, top, 2)
        for entry in section.entries:
            lines = answer_lines(pen, entry, pen.right - split - 10)
            bottom = top + lines * pen.leading + 5
            pen.check(bottom)
            pen.sheet.box(pen.left, top, split, bottom, fill=0.9 if shaded else None)
            pen.sheet.box(split, top, pen.right, bottom)
            base = top + pen.sheet.font_size * 1.2
            pen.sheet.text(pen.left + 4, base, entry.label, bold=not shaded)
            draw_answer(pen, entry, split + 5, base, pen.right - split - 10)
            top = bottom
    return top


def blanks(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Labels with underlined blanks, one or two to a line, as typed in a word processor."""
    per_row, kind = pen.style.rng.choice((1, 2, 2)), pen.style.rng.choice((1, 2))
    step = pen.leading * pen.style.rng.uniform(1.15, 1.5)
    for section in sections:
        top = heading(pen, section.title, top, kind)
        for row in pack(section.entries, per_row):
            width = pen.width / len(row)
            base = top + step * 0.8
            last = base
            for number, entry in enumerate(row):
                x = pen.left + number * width
                start = pen.sheet.text(x, base, _labelled(pen, entry)) + 4
                space = x + width - 8 - start
                end = draw_answer(pen, entry, start + 2, base, space)
                for line in range(round((end - base) / pen.leading) + 1 if not entry.options else 0):
                    pen.sheet.line(
                        start, base + line * pen.leading + 2, x + width - 8, base + line * pen.leading + 2
                    )
                last = max(last, end)
            top = last + step * 0.3
            pen.check(top)
        top += 4
    return top


def columns(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """No rules: labels in one column, answers beside, two such pairs to a line (electronic records)."""
    per_row, kind = pen.style.rng.choice((1, 2, 2)), pen.style.rng.choice((1, 2))
    for section in sections:
        top = heading(pen, section.title, top, kind)
        for row in pack(section.entries, per_row):
            width = pen.width / len(row)
            offset = min(
                max(pen.sheet.text_width(_labelled(pen, e), bold=True) for e in section.entries) + 10, width * 0.55
            )
            base = top + pen.sheet.font_size
            last = base
            for number, entry in enumerate(row):
                x = pen.left + number * width
                after = pen.sheet.text(x, base, _labelled(pen, entry), bold=True) + 5
                start = max(x + offset, after)
                last = max(last, draw_answer(pen, entry, start, base, x + width - start - 4))
            top = last + pen.leading * 0.45
            pen.check(top)
        top += pen.leading * 0.5
    return top


def side_by_side(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Two boxed sections abreast where both are short, as registration systems print them."""
    gutter = 10.0
    waiting = list(sections)
    while waiting:
        pair = (
            waiting[:2]
            if len(waiting) > 1 and all(len(section.entries) <= 6 for section in waiting[:2])
            else waiting[:1]
        )
        del waiting[: len(pair)]
        width = (pen.width - gutter * (len(pair) - 1)) / len(pair)
        ends = []
        for number, section in enumerate(pair):
            left = pen.left + number * (width + gutter)
            half = replace(pen, left=left, right=left + width)
            pen.sheet.text(left + 4, top + pen.sheet.font_size * 1.2, section.title, bold=True)
            ends.append(_stacked(half, section, top + pen.sheet.font_size * 1.6))
        for number in range(len(pair)):
            left = pen.left + number * (width + gutter)
            pen.sheet.box(left, top, left + width, max(ends) + 3)
        top = max(ends) + 9
        pen.check(top)
    return top


def _stacked(pen: Pen, section: Section, top: float) -> float:
    """Label and answer on a line each, answers aligned where the label leaves room."""
    offset = pen.width * 0.36
    for entry in section.entries:
        base = top + pen.sheet.font_size
        after = pen.sheet.text(pen.left + 4, base, _labelled(pen, entry)) + 5
        start = max(pen.left + offset, after)
        top = draw_answer(pen, entry, start, base, pen.right - start - 4) + pen.leading * 0.4
    return top


def leaders(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """Dotted leaders from label to answer, as old practice systems print."""
    stop = max(len(entry.label) for section in sections for entry in section.entries) + pen.style.rng.randint(3, 8)
    for section in sections:
        top = heading(pen, section.title, top, 2)
        for entry in section.entries:
            base = top + pen.sheet.font_size
            start = pen.sheet.text(pen.left, base, entry.label.upper().ljust(stop, ".") + ": ")
            top = draw_answer(pen, entry, start, base, pen.right - start) + pen.leading * 0.35
            pen.check(top)
        top += pen.leading * 0.5
    return top


def comb(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """One box a character for numbers and dates, blanks for the rest."""
    step = pen.leading * 1.35
    for section in sections:
        top = heading(pen, section.title, top, 0)
        for entry in section.entries:
            base = top + step * 0.85
            start = pen.sheet.text(pen.left, base, _labelled(pen, entry)) + 6
            if entry.field in COMBED and not entry.options and entry.field != pen.case.spoiled:
                _comb_boxes(pen, entry, start, base)
                top = base + step * 0.3
            else:
                end = draw_answer(pen, entry, start, base, pen.right - start)
                if not entry.options:
                    pen.sheet.line(start, end + 2, pen.right, end + 2)
                top = end + step * 0.3
            pen.check(top)
        top += 4
    return top


def _comb_boxes(pen: Pen, entry: Entry, x: float, base: float) -> None:
    tell(pen, entry)
    side = pen.sheet.font_size * 1.25
    text = entry.value or {"patient.birth_date": "  /  /    ", "referrer.npi": " " * 10}.get(entry.field, " " * 11)
    for character in text:
        if character.isalnum() or character == " ":
            pen.sheet.box(x, base - side * 0.85, x + side, base + side * 0.2)
            pen.sheet.value(x + (side - pen.sheet.value_width(character)) / 2, base, character)
            x += side
        else:
            x = pen.sheet.text(x + 2, base, character) + 2
    if x > pen.right:
        raise PageFullError


def above(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """The answer on a line, its small label under the line (or over the answer), two or three abreast."""
    under = pen.style.rng.random() < 0.5
    small = pen.sheet.font_size * 0.75
    for section in sections:
        top = heading(pen, section.title, top, 1)
        for row in pack(section.entries, pen.style.rng.choice((2, 3))):
            width = pen.width / len(row)
            label_at = top + small if not under else 0.0
            base = top + pen.leading * (1.0 if under else 0.9) + (0 if under else small)
            ends = []
            for number, entry in enumerate(row):
                x = pen.left + number * width
                ends.append(draw_answer(pen, entry, x + 2, base, width - 14))
                pen.sheet.line(x, ends[-1] + 2.5, x + width - 10, ends[-1] + 2.5)
                pen.sheet.text(x, (ends[-1] + 3 + small) if under else label_at, entry.label, size=small)
            top = max(ends) + (small * 1.6 if under else 7)
            pen.check(top)
        top += 4
    return top


def boxes(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """The label over a box of its own for the answer, two or three abreast with room between."""
    per_row, kind = pen.style.rng.choice((2, 3)), pen.style.rng.choice((0, 1, 3))
    small, gap = pen.sheet.font_size * 0.78, 9
    for section in sections:
        top = heading(pen, section.title, top, kind)
        for row in pack(section.entries, per_row):
            width = pen.width / len(row)
            lines = max(answer_lines(pen, entry, width - gap - 8) for entry in row)
            upper = top + small * 1.35
            lower = upper + lines * pen.leading + 3
            pen.check(lower)
            for number, entry in enumerate(row):
                x = pen.left + number * width
                pen.sheet.text(x, top + small, entry.label, size=small, bold=True)
                pen.sheet.box(x, upper, x + width - gap, lower)
                draw_answer(pen, entry, x + 4, upper + pen.sheet.font_size * 1.1, width - gap - 8)
            top = lower + 3
        top += 4
    return top


def numbered(pen: Pen, sections: Sequence[Section], top: float) -> float:
    """A questionnaire: numbered questions, the answer on the same line or on the one below."""
    below = pen.style.rng.random() < 0.4
    number = 0
    for section in sections:
        top = heading(pen, section.title, top, 2)
        for entry in section.entries:
            number += 1
            base = top + pen.sheet.font_size * 1.1
            end = pen.sheet.text(pen.left, base, f"{number}. {_labelled(pen, entry)}") + 6
            if below:
                base += pen.leading
                end = pen.left + 22
            top = draw_answer(pen, entry, end, base, pen.right - end) + pen.leading * 0.4
            pen.check(top)
    return top


def _labelled(pen: Pen, entry: Entry) -> str:
    return entry.label + pen.style.colon


TRAIN: dict[str, Layout] = {
    "grid": grid,
    "inline_cells": inline_cells,
    "table": table,
    "blanks": blanks,
    "columns": columns,
    "leaders": leaders,
    "side_by_side": side_by_side,
    "boxes": boxes,
}
HELD: dict[str, Layout] = {"above": above, "numbered": numbered, "comb": comb}


def pick_layout(style: Style) -> tuple[str, Layout]:
    """A layout of the style's split."""
    family = HELD if style.split == "held" else TRAIN
    return style.rng.choice(sorted(family.items()))

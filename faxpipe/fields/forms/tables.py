"""Tables with a header row -> lists: medications, allergies, diagnoses.

A header row has at least two cells, one of which names the column we want ("Drug", "Allergen", "ICD-10"). Its
column is read downwards until the rows stop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from faxpipe.document import enclosing
from faxpipe.fields.context import Packet, Sheet, certainty
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.labels.book import normal_label
from faxpipe.fields.labels.sections import Strength
from faxpipe.fields.prose.stopped import ended_rows, heads_stopped, is_stopped
from faxpipe.layout import Line, Segment, passage_of
from faxpipe.referral import Candidate, Check

ROWS_MAX = 40
PRIOR = 0.94

COMPANIONS = re.compile(
    r"^(?:strength|dose|dosage|directions|sig|instructions?|action|frequency|route|for|indication|start|started|"
    r"start date|prescriber|qty|quantity|refills|status|reaction|reactions|severity|type|noted|onset|code|codes|"
    r"description|icd|icd 10|icd 10 cm|icd 10 code|diagnosis|diagnoses|comments|last filled|date|how taken)$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A wanted column: the field it answers, its header cells, and how one cell is read. `beside`: the headers of
    which one makes a header that says little ("Name", "Active") this column's."""

    field: str
    header: re.Pattern[str]
    read: Callable[[str], tuple[Found, ...]]
    beside: re.Pattern[str] | None = None


COLUMNS = (
    Column(
        "patient.medications",
        re.compile(r"^(?:drug|drug name|medication|medications|medicine|medication name|name of medication|med)$"),
        find_medications,
        re.compile(
            r"^(?:sig|directions|dose|dosage|strength|refills|qty|quantity|how taken|frequency|route"
            r"|instructions|how to take"
            r"|dose / frequency)$"
        ),
    ),
    Column(
        "patient.allergies",
        re.compile(
            r"^(?:agent|allergen|allergens|allergy|substance|allergic to|drug allergy|allergies|ingredient"
            r"|allergen name)$"
        ),
        find_allergies,
        re.compile(r"^(?:reactions?|severity|severity / reactions?|reactions? / severity)$"),
    ),
    Column("diagnosis.icd10", re.compile(r"^(?:icd|icd 10|icd 10 cm|icd 10 code|code|dx code)$"), find_icd10),
)


def tables(packet: Packet) -> Iterator[Candidate]:
    """Candidates from every table with a header row."""
    for sheet in packet.sheets:
        for at, line in enumerate(sheet.layout.lines):
            for column, cell in _wanted(line):
                spec = packet.schema.field(column.field)
                if sheet.kind not in spec.not_on:
                    yield from _column(sheet, at, column, cell)


def _wanted(line: Line) -> Iterator[tuple[Column, Segment]]:
    names = [normal_label(segment.text) for segment in line.segments]
    for column in COLUMNS:
        for segment, name in zip(line.segments, names, strict=True):
            others = [other for other in names if other != name]
            vague = column.beside is not None and VAGUE.match(name) is not None
            told = column.beside if vague else COMPANIONS if column.header.match(name) else None
            plain = column.header.match(name) is not None and ONLY_HEADS.match(name) is not None and bool(others)
            if plain or (told is not None and any(told.match(other) for other in others)):
                yield column, segment


def _column(sheet: Sheet, at: int, column: Column, header: Segment) -> Iterator[Candidate]:
    below = list(_cells(sheet, at, header))
    cells = [cell for cell in below if column.read(cell.text)]
    values: list[str] = []
    checks: set[Check] = set()
    for cell in cells:
        for found in column.read(cell.text)[:1]:
            values.append(str(found.value))
            checks.add(found.check)
    if not values:
        return
    words = tuple(word for cell in cells for word in cell.words)
    unique = tuple(dict.fromkeys(values))
    unique = tuple(name for name in unique if name != "none") or unique  # a line under the rows that denies others
    confidence = PRIOR * (0.4 + 0.6 * certainty(words))
    if column.field in NAMED and any(
        UNREAD.search(cell.text) and not FORMS.fullmatch(cell.text) for cell in below if cell not in cells
    ):
        confidence *= 0.7  # a row whose name was misread is one entry less
    check = Check.FAILED if Check.FAILED in checks else Check.PASSED if checks == {Check.PASSED} else Check.PLAIN
    box = enclosing([cell.box for cell in cells])
    text = passage_of(sheet.number, words).text
    value = "none" if unique == ("none",) else unique
    yield Candidate(column.field, value, text, sheet.number, box, confidence, "table", check)


ONLY_HEADS = re.compile(r"^(?:allergen|allergens|allergen name|drug name|medication name|name of medication)$")
"""What is printed over columns only, whatever stands beside it."""
VAGUE = re.compile(r"^(?:name|active|item|order|product|current|active orders?|description)$")
NAMED = frozenset({"patient.medications"})
FORMS = re.compile(
    r"\W*(?:oral |delayed release |extended release )*(?:tablets?|capsules?|tabs?|caps?|solution|suspension"
    r"|inhaler)\W*",
    re.IGNORECASE,
)
"""What a cell goes on with on a line of its own."""
UNREAD = re.compile(r"[A-Za-z]{4}")


ENDED = re.compile(r"\W*end of\b", re.IGNORECASE)
""" "End of summary" """


def _is_behind(sheet: Sheet, at: int, line: Line, header: Segment) -> bool:
    """Whether a line by itself stands behind the table: a heading, or print across the table's next column."""
    if len(line.segments) > 1:
        return False
    if line.box.left > header.box.left + 2 * sheet.layout.em_x:
        return False
    index = sheet.layout.lines.index(line)
    if any(hit.line == index and hit.strength is Strength.ALONE for hit in sheet.hits):
        return True
    after = [cell.box.left for cell in sheet.layout.lines[at].segments if cell.box.left > header.box.right]
    return bool(after) and line.box.left < min(after) < line.box.right - 2 * sheet.layout.em_x


def _cells(sheet: Sheet, at: int, header: Segment) -> Iterator[Segment]:
    """The cells below a header, until a row is missing or the next table's header comes."""
    last, ended = header.box, ended_rows(sheet.layout)
    for line in sheet.layout.lines[at + 1 : at + 1 + ROWS_MAX]:
        if line.box.top - last.bottom > 4 * sheet.layout.text_height or any(True for _ in _wanted(line)):
            return
        if _is_behind(sheet, at, line, header) or heads_stopped(line) or ENDED.match(line.text):
            return
        if is_stopped(line) or id(line) in ended:
            last = line.box
            continue
        below = [
            segment for segment in line.segments if abs(segment.box.left - header.box.left) < 2 * sheet.layout.em_x
        ]
        if below and any(":" in word.text for word in below[0].words):
            return
        if below:
            yield below[0]
        last = line.box

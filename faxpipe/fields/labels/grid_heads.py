"""The heads of tables as labels: each head asks for what stands under it, and the table tells whose data it holds.

Place in the sentence: words -> **fields**, between `grids` and `sections`. A head such as "Name" or "Phone" says
little by itself; the heads beside it do, and so does the first cell of a row ("Referring", "Emergency contact").
What stands in a table's cells is an answer and asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from faxpipe.fields.labels.book import NOTHING, Entry, LabelBook, normal_label
from faxpipe.fields.labels.grids import Grid, Lines, find_grids
from faxpipe.fields.labels.sections import ANYBODYS, Hit, Strength
from faxpipe.fields.prose.stopped import heads_stopped, says_stopped
from faxpipe.layout import Layout

OWNERS = frozenset({"patient", "referrer", "coverage"})
AGAINST = frozenset({"recipient", "contact", "secondary"})


def tabled(page: Layout, raw: list[Hit], book: LabelBook) -> list[Hit]:
    """`raw` with the heads of every table in place of the labels that seemed to stand in it."""
    kept = raw
    for grid in find_grids(page, book):
        kept = [hit for hit in kept if not _inside(hit, grid)] + _heads(page, grid, book.entries)
    return sorted(kept, key=lambda hit: (hit.line, hit.segment, hit.start))


def _inside(hit: Hit, grid: Grid) -> bool:
    return grid.first <= hit.line <= grid.last and (hit.line <= grid.head or hit.strength is not Strength.COLON)


def _heads(page: Layout, grid: Grid, entries: Mapping[str, Entry]) -> list[Hit]:
    role, rows = _rows_of_interest(grid, entries)
    role = role or (CONTACT if _of_relatives(grid) else _owner(grid, entries))
    lists = _lists_things(grid, entries)
    rows = () if heads_stopped(page.lines[grid.first]) else rows
    heads: list[Hit] = []
    for k, (label, box) in enumerate(zip(grid.labels, grid.boxes, strict=True)):
        end = len(page.lines[grid.first].segments[k].words)
        when = lists and "fracture.onset" in entries.get(label, NOTHING).anywhere
        under = tuple(row[k] for row in rows if _is_todays(row) and (not when or _of_fracture(row)))
        heads.append(Hit(grid.first, k, 0, end, label, (), box, Strength.ALONE, role, None, under))
    return heads


def _of_relatives(grid: Grid) -> bool:
    """Whether a table names people with what they are to the patient, none of them the patient."""
    columns = [k for k, label in enumerate(grid.labels) if label in RELATED]
    said = [_text(row[k]) for row in grid.rows for k in columns if row[k]]
    return bool(said) and grid.labels[0] in NAMES and all(RELATIVE.search(text) for text in said)


CONTACT, NAMES = "contact", frozenset({"name", "full name", "first name", "last name", "legal name"})
RELATIVE = re.compile(
    r"\b(?:husband|wife|spouse|partner|son|daughter|mother|father|parent|sister|brother|sibling|niece|nephew|cousin"
    r"|aunt|uncle|child|grand\w+|friend|neighbou?r|guardian|caregiver|proxy|poa)(?:[- ]in[- ]law)?\b",
    re.IGNORECASE,
)


def _is_todays(row: tuple[Lines, ...]) -> bool:
    return not says_stopped(_text(cell) for cell in row)


def _lists_things(grid: Grid, entries: Mapping[str, Entry]) -> bool:
    """Whether a table lists illnesses, medicines or allergies, each with when it began."""
    asked = {name for label in grid.labels for name in entries.get(label, NOTHING).anywhere}
    return bool(asked & THINGS) or not OF_MEDICINES.isdisjoint(grid.labels)


THINGS = frozenset({"diagnosis.text", "diagnosis.icd10", "patient.medications", "patient.allergies"})
OF_MEDICINES = frozenset({"dose", "dosage", "strength", "how taken", "frequency", "sig", "directions", "reaction"})


def _of_fracture(row: tuple[Lines, ...]) -> bool:
    return any(FRACTURED.search(_text(cell)) for cell in row)


FRACTURED = re.compile(r"fractur|\bfx|\bvcf|collapse", re.IGNORECASE)


def _rows_of_interest(
    grid: Grid, entries: Mapping[str, Entry]
) -> tuple[str | None, tuple[tuple[Lines, ...], ...]]:
    """Whose rows a table of several people holds that name them in their first cells, and those rows: the sender's
    before others; all rows where none is named."""
    named = [(_row_role(row, entries), row) for row in grid.rows]
    roles = [role for role, _ in named if role is not None]
    if not roles or entries.get(grid.labels[0], NOTHING).anywhere:
        return None, grid.rows
    own = [role for role in roles if role not in AGAINST]
    role = "referrer" if "referrer" in own else own[0] if own else None
    if role is None:
        free = tuple(row for row_role, row in named if row_role is None)
        return (None, free) if free else (roles[0], grid.rows)
    return role, tuple(row for row_role, row in named if row_role == role)


def _row_role(row: tuple[Lines, ...], entries: Mapping[str, Entry]) -> str | None:
    text = normal_label(_text(row[0]))
    entry = entries.get(text, NOTHING)
    owners = {name.split(".")[0] for name in entry.anywhere} & OWNERS
    return entry.opens or (owners.pop() if len(owners) == 1 else None)


def _text(cell: Lines) -> str:
    return " ".join(word.text for line in cell for word in line)


def _owner(grid: Grid, entries: Mapping[str, Entry]) -> str | None:
    """The one whom most heads of a table plainly belong to; of a second insurance, where the first says so."""
    if entries.get(grid.labels[0], NOTHING).opens == "secondary":
        return "secondary"
    names = [
        name for label in grid.labels for name in entries.get(label, NOTHING).anywhere if name not in ANYBODYS
    ]
    owners = [name.split(".")[0] for name in names]
    counted = {owner: owners.count(owner) for owner in OWNERS & set(owners)}
    best = max(counted, key=lambda owner: counted[owner], default=None)
    if best is None or [*counted.values()].count(counted[best]) > 1:
        return None
    if best == "patient" and RELATED & set(grid.labels) and "patient.birth_date" not in names:
        return None  # of whom the heading over it tells: a table of contacts asks for names and telephones, too
    if best == "patient" and all(name == "patient.phone" for name in names if name.startswith("patient.")):
        return None  # "Contact / phone" is asked of an employer, too
    return best


RELATED = frozenset({"relation", "relationship", "relationship to patient"})

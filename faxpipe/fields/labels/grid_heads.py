"""The heads of tables as labels: each head asks for what stands under it, and the table tells whose data it holds.

Place in the sentence: words -> **fields**, between `grids` and `sections`. A head such as "Name" or "Phone" says
little by itself; the heads beside it do, and so does the first cell of a row ("Referring", "Emergency contact").
What stands in a table's cells is an answer and asks for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from faxpipe.fields.labels.book import NOTHING, Entry, LabelBook, normal_label
from faxpipe.fields.labels.grids import Grid, Lines, find_grids
from faxpipe.fields.labels.sections import ANYBODYS, Hit, Strength
from faxpipe.fields.prose.stopped import says_stopped
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
    role = role or _owner(grid, entries)
    heads: list[Hit] = []
    for k, (label, box) in enumerate(zip(grid.labels, grid.boxes, strict=True)):
        end = len(page.lines[grid.first].segments[k].words)
        under = tuple(row[k] for row in rows if not says_stopped(_text(cell) for cell in row))
        heads.append(Hit(grid.first, k, 0, end, label, (), box, Strength.ALONE, role, None, under))
    return heads


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
    return best


RELATED = frozenset({"relation", "relationship", "relationship to patient"})

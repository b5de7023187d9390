"""Allergies and blood thinners asked for in a row of a table of yes and no, explained behind it.

Place in the sentence: words -> **fields**, beside `ticked`. "Allergic to any medicine?" with a mark under No says
none; with one under Yes what stands behind the columns says which. The trap: many rows ask about one allergen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.forms.readers import READERS
from faxpipe.fields.marks.ticked import ANY, CORES, ONE_OF_THEM
from faxpipe.fields.marks.yes_no_rows import Row
from faxpipe.referral import Candidate, Check

HEADS = re.compile(r"\b(?:yes\W{1,3}no|no\W{1,3}yes|y\W{1,3}n)\b", re.IGNORECASE)
WHICH = re.compile(
    r"^\W*(?:(?:if yes|list|which(?: one)?|what|specify|explain|describe|name|please|them|all)\b\W*)+",
    re.IGNORECASE,
)
""" "If yes, list:", printed before the answer"""
NONE, EXPLAINED, UNREAD = 0.9, 0.93, 0.3


def asked_in_rows(packet: Packet) -> Iterator[Candidate]:
    """Candidates from the rows of every page that has columns of yes and no."""
    for sheet in packet.sheets:
        lines = [line.text for line in sheet.layout.lines]
        asked = any(core.search(line) for line in lines for core in CORES.values())
        if not asked or not any(HEADS.search(line) for line in lines):
            continue
        for row in sheet.rows:
            if row.under or row.behind:
                yield from _answered(packet, sheet, row)


def _answered(packet: Packet, sheet: Sheet, row: Row) -> Iterator[Candidate]:
    asked = " ".join(word.text for word in row.words)
    name = next((name for name, core in CORES.items() if core.search(asked)), None)
    if name is None or (ONE_OF_THEM.search(asked) and not (row.yes and ANY.search(asked))):
        return
    if not row.yes:
        if not row.under:
            return
        yield Candidate(name, "none", asked, sheet.number, row.box, NONE, "tick", Check.PLAIN)
        return
    spec = packet.schema.field(name)
    said = WHICH.sub("", " ".join(word.text for word in row.behind))
    found = READERS[spec.kind].read(said, spec, packet) if said else ()
    for one in found:
        sure = believed(EXPLAINED, row.behind)
        yield Candidate(name, one.value, said, sheet.number, row.box, sure, "tick", one.check)
    if not found:
        yield Candidate(name, None, said, sheet.number, row.box, UNREAD, "tick", Check.UNREADABLE)

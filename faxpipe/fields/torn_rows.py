"""Rows of a form of which nobody can read even the question: what they may ask for is held, not missing.

Place in the sentence: words -> **fields**, after all other methods. An answer struck out, or written into its
label, takes the label with it. Where a form has such a row in one of its blocks, and required fields of that block
are asked for on none, it may be any of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.sections import Hit
from faxpipe.layout import Line
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

METHOD = "torn row"
UNREAD = 0.3
FORMS = frozenset({PageKind.REFERRAL_FORM, PageKind.FACE_SHEET})
BLOCKS = frozenset({"patient", "coverage", "referrer"})
KINDS = frozenset({"person", "date", "phone", "npi", "id", "payer"})
TORN, SIGNS_MIN = 0.35, 4
"""Confidence up to which a word, of so many letters and figures at least, was not read."""
ROWS_ABOVE = 3
"""Lines up to which a row belongs to the block of the label above it."""


def torn_rows(packet: Packet, answered: Iterable[str]) -> Iterator[Candidate]:
    """Unreadable candidates for the required fields neither among `answered` nor asked for on any form."""
    forms = [sheet for sheet in packet.sheets if sheet.kind in FORMS]
    asked = {name for sheet in forms for hit in sheet.hits for name in hit.fields}
    known = asked | set(answered)
    wanted = [spec for spec in packet.schema.required(vcf=True) if spec.name not in known and spec.kind in KINDS]
    for sheet in forms if wanted else ():
        yield from _of_page(sheet, wanted)


def _of_page(sheet: Sheet, wanted: list[FieldSpec]) -> Iterator[Candidate]:
    labelled = {hit.line for hit in sheet.hits}
    for at, line in enumerate(sheet.layout.lines):
        block = _block(sheet, at) if at not in labelled and _is_torn(line) else None
        for spec in wanted:
            if block is not None and spec.name.startswith(f"{block}."):
                yield Candidate(
                    spec.name, None, line.text, sheet.number, line.box, UNREAD, METHOD, Check.UNREADABLE
                )


def _is_torn(line: Line) -> bool:
    return any(word.confidence <= TORN and sum(map(str.isalnum, word.text)) >= SIGNS_MIN for word in line.words)


def _block(sheet: Sheet, at: int) -> str | None:
    """The block of the form in which a line stands: that of the last label or heading above it."""
    above = [hit for hit in sheet.hits if at - ROWS_ABOVE <= hit.line < at]
    if not above:
        return None
    last = max(above, key=lambda hit: (hit.line, hit.segment))
    block = _opens(last)
    return block if block in BLOCKS else None


def _opens(hit: Hit) -> str | None:
    return hit.opens or hit.role

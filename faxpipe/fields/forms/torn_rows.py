"""Rows of a form of which nobody can read even the question: what they may ask for is held, not missing.

Place in the sentence: words -> **fields**, after all other methods. An answer struck out, or written into its
label, takes the label with it; one that was blackened leaves nothing but ink. Where a form has such a row in one
of its blocks, or a letter one with a colon in the lines about its patient, it may be any of the required fields of
that block for which the page does not ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import Box, PageKind, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.labels.ink import READ
from faxpipe.fields.labels.sections import Hit
from faxpipe.layout import Segment
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

METHOD = "torn row"
UNREAD = 0.3
FORMS = frozenset({PageKind.REFERRAL_FORM, PageKind.FACE_SHEET})
LETTERS = frozenset({PageKind.REFERRAL_LETTER})
BLOCKS = frozenset({"patient", "coverage", "referrer"})
KINDS = frozenset({"person", "date", "phone", "npi", "id", "payer"})
TORN, SIGNS_MIN = 0.35, 4
"""Confidence up to which a word, of so many letters and figures at least, was not read."""
ROWS_ABOVE = 3
"""Lines up to which a row belongs to the block of the label above it."""
SCRAWL_EM, SCRAWL_TALL, READ_SHARE = 6.0, (0.8, 4.0), 0.2
"""Widths of a letter and heights of text that a blackened answer has, and how much of it may be read."""
SIGNED_IN_HEIGHTS = 4.0
"""Ink so near the place of a signature is one."""


def torn_rows(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Unreadable candidates for the required fields that neither `candidates` answer nor the page asks for."""
    known = frozenset(c.field for c in candidates)
    wanted = [spec for spec in packet.schema.required(vcf=True) if spec.name not in known and spec.kind in KINDS]
    for sheet in packet.sheets if wanted else ():
        asked = {name for hit in sheet.hits for name in hit.fields}
        if sheet.kind in FORMS | LETTERS:
            open_still = [spec for spec in wanted if spec.name not in asked]
            yield from _of_page(sheet, open_still)
            if sheet.kind in FORMS and open_still:
                taken = [c.box for c in candidates if c.page == sheet.number]
                yield from _scrawled(sheet, open_still, taken)


def _scrawled(sheet: Sheet, wanted: list[FieldSpec], taken: Sequence[Box]) -> Iterator[Candidate]:
    """Ink as large as an answer that no label and no value claims: it was blackened, and its label with it."""
    em, tall = sheet.layout.em_x, sheet.layout.text_height
    signed = [hit.box for hit in sheet.hits if "referrer.signature" in hit.fields]
    for ink in (ink.box for ink in sheet.page.marks.inks):
        sized = ink.width >= SCRAWL_EM * em and SCRAWL_TALL[0] * tall <= ink.height <= SCRAWL_TALL[1] * tall
        if not sized or any(box.overlap_x(ink) > 0 and box.overlap_y(ink) > 0 for box in taken):
            continue
        if any(abs(box.center_y - ink.center_y) < SIGNED_IN_HEIGHTS * tall for box in signed) or _is_read(
            sheet, ink
        ):
            continue
        under = sum(line.box.center_y < ink.center_y for line in sheet.layout.lines)
        block = _block(sheet, under)
        for spec in wanted:
            if spec.name.split(".")[0] == block:
                yield Candidate(spec.name, None, "", sheet.number, ink, UNREAD, METHOD, Check.UNREADABLE)


def _is_read(sheet: Sheet, ink: Box) -> bool:
    """Whether words that were read stand in a place of ink, which then is how they are written, or on them."""
    inside = (
        word.box
        for line in sheet.layout.lines
        for word in line.words
        if word.confidence >= READ and word.box.overlap_y(ink) > 0.5
    )
    shares = (max(0.0, min(box.right, ink.right) - max(box.left, ink.left)) for box in inside)
    return sum(shares) > READ_SHARE * ink.width


def _of_page(sheet: Sheet, wanted: list[FieldSpec]) -> Iterator[Candidate]:
    labels = [hit for hit in sheet.hits if hit.label]
    colons = {hit.line for hit in sheet.hits if not hit.label}
    letter = sheet.kind in LETTERS
    for at, line in enumerate(sheet.layout.lines):
        if letter and at not in colons:
            continue
        first = min((hit.segment for hit in labels if hit.line == at), default=len(line.segments))
        row = line.segments[:first]
        cells = [cell for cell in row if _is_torn(cell)]
        block = _block(sheet, at) if cells else None
        blocks = ("patient", "coverage") if letter and block == "patient" else (block,)
        text = " ".join(cell.text for cell in cells)
        for spec in wanted:
            if (
                cells
                and spec.name.split(".")[0] in blocks
                and _may_be(spec.kind, text, " ".join(cell.text for cell in row))
            ):
                box = enclosing([cell.box for cell in cells])
                yield Candidate(spec.name, None, text, sheet.number, box, UNREAD, METHOD, Check.UNREADABLE)


def _is_torn(cell: Segment) -> bool:
    return any(word.confidence <= TORN and sum(map(str.isalnum, word.text)) >= SIGNS_MIN for word in cell.words)


def _may_be(kind: str, text: str, row: str) -> bool:
    """Whether signs as these may be of an answer of `kind`: nobody is called by figures."""
    numbered = NUMBERED.search(row) or sum(map(str.isdigit, text)) >= FIGURES_MIN
    return not (numbered and kind in NAMES)


NAMES = frozenset({"person", "payer"})
NUMBERED = re.compile(r"(?:\bno\.?|#|\bnum\w*|\bnumber)\s*:", re.IGNORECASE)
FIGURES_MIN = 6


def _block(sheet: Sheet, at: int) -> str | None:
    """The block of the form in which a line stands: that of the last label or heading above it."""
    above = [hit for hit in sheet.hits if at - ROWS_ABOVE <= hit.line < at and hit.label]
    if not above:
        return None
    last = max(above, key=lambda hit: (hit.line, hit.segment))
    block = _opens(last)
    return block if block in BLOCKS else None


def _opens(hit: Hit) -> str | None:
    return hit.opens or hit.role

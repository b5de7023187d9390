"""When a referral was ordered that is a note and nothing else: the day it was signed, or of the visit it tells of.

Forms and letters have a label or a head for it, and where one is in the fax, the days of its notes say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.layout import passage_of
from faxpipe.referral import Candidate, Check

ASKING = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER})
SIGNED = re.compile(
    r"\b(?:(?:e-?|electronic(?:al)?ly |digitally )(?:signed|authenticated)|signed (?:electronically|by|on)|/s/)",
    re.IGNORECASE,
)
VISIT = re.compile(
    r"\b(?:(?:encounter|visit|note|service) date|date of (?:visit|service|encounter|note)|dos|seen on)\b\W*",
    re.IGNORECASE,
)
NOT_THE_DOCTORS = re.compile(r"\bradiolog|\bpatholog|\bnurse\b|\bdictated|\btranscribed", re.IGNORECASE)
SIGNED_PRIOR, VISIT_PRIOR = 0.9, 0.8


def ordered(packet: Packet) -> Iterator[Candidate]:
    """Candidates for order.date from the notes of a packet without a form or letter."""
    if any(sheet.kind in ASKING for sheet in packet.sheets):
        return
    for sheet in packet.sheets:
        if sheet.kind is PageKind.CLINICAL_NOTE:
            yield from _dated(packet, sheet, SIGNED, SIGNED_PRIOR)
            yield from _dated(packet, sheet, VISIT, VISIT_PRIOR)


def _dated(packet: Packet, sheet: Sheet, cue: re.Pattern[str], prior: float) -> Iterator[Candidate]:
    """The first whole day behind each cue on its line."""
    for line in sheet.layout.lines:
        passage = passage_of(sheet.number, line.words)
        said = cue.search(passage.text)
        if said is None or NOT_THE_DOCTORS.search(passage.text):
            continue
        behind = (one for one in find_dates(passage.text, packet.reference) if one.start >= said.end())
        found = next((one for one in behind if one.check is Check.PASSED and not one.note), None)
        if found is None:
            continue
        words, raw = passage.covering(found.start, found.end), passage.text[found.start : found.end]
        box = passage.box(found.start, found.end)
        yield Candidate(
            "order.date", found.value, raw, sheet.number, box, believed(prior, words), "note", found.check
        )

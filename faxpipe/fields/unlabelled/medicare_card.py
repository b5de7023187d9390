"""The plan and the number of Medicare's own card, which is told by its print and read without labels.

Place in the sentence: words -> **fields**, once all methods have spoken. The card names its holder right under
"Medicare health insurance" and says everything in two languages, so labels read on it find a plan called Ann Fox.
The trap: the card of a plan that stands in Medicare's place, or beside it, speaks of Medicare, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.layout import passage_of
from faxpipe.referral import Candidate, Check

METHOD = "card"
PRIOR = 0.9
PAYER, MEMBER = "coverage.payer", "coverage.member_id"


def on_medicares_card(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """`candidates` with Medicare and its number from its own card, in place of what was read there for a plan."""
    cards = [
        sheet for sheet in packet.sheets if sheet.kind is PageKind.INSURANCE_CARD and _is_own(sheet.layout.text)
    ]
    if not cards:
        return list(candidates)
    numbers = {sheet.number for sheet in cards}
    kept = [c for c in candidates if c.field != PAYER or c.page not in numbers]
    return [*kept, *(one for sheet in cards for one in _told(sheet))]


def _is_own(text: str) -> bool:
    return OWN.search(text) is not None and PLANS.search(text) is None


def _told(sheet: Sheet) -> Iterator[Candidate]:
    titled = False
    for line in sheet.layout.lines:
        passage = passage_of(sheet.number, line.words)
        title = None if titled else MEDICARE.search(passage.text)
        found = [(PAYER, "Medicare", *title.span(), Check.PLAIN)] if title else []
        found += [(MEMBER, str(one.value), one.start, one.end, one.check) for one in find_mbis(passage.text)[:1]]
        titled = titled or title is not None
        for field, value, start, end, check in found:
            if check is not Check.FAILED:
                sure, box = believed(PRIOR, passage.covering(start, end)), passage.box(start, end)
                yield Candidate(field, value, passage.text[start:end], sheet.number, box, sure, METHOD, check)


MEDICARE = re.compile(r"\bmedicare\b", re.IGNORECASE)
OWN = re.compile(
    r"\bmedicare\s+health\s+insurance\b|\bmedicare\b[\s\S]{0,400}\b(?:hospital|medical)\W{1,3}part\W[ab]\b",
    re.IGNORECASE,
)
PLANS = re.compile(
    r"\b(?:advantage|hmo|ppo|pffs|d-?snp|medigap|supplement\w*|prescription|rx ?(?:bin|pcn|grp)|co-?pay)\b",
    re.IGNORECASE,
)
"""Words of the card of a plan: it has a number of its own."""

"""Whose form or card it is: a health plan's form, and the card of a member, bear the plan's name in their heads
and ask for it nowhere.

Place in the sentence: words -> **fields**, after the other methods. What the head of a form names is held for a
person, never trusted: a clinic may bear such a name too. So is the head of a card, unless the plan is a known one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.payers import begins_with_payer, find_payer, names_payer
from faxpipe.layout import Segment
from faxpipe.referral import Candidate, Check

TOP, WORDS_MAX, CONFIDENCE = 0.16, 6, 0.6
PLAN = re.compile(
    r"(?:[A-Z][\w&'.-]* ){1,4}(?:Health [PF]lans?|Health ?Care Plans?|Health Insurance|Insurance(?: Company)?"
    r"|HMO|Mutual|Casualty|Medicare Advantage|Advantage Plan|"
    r"(?:Benefits?|Welfare|Health|Insurance) (?:Fund|Trust)|Employers Trust)",
    re.IGNORECASE,
)
OWN = re.compile(r"\b(?:members?|participants?|claims?|enrollees?|subscribers?)\b", re.IGNORECASE)


def plan_heads(packet: Packet, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The plan in the head of each card, and of each form that asks for a member but for no plan, where nothing
    else names one."""
    asked = [one for one in candidates if one.field == "coverage.payer"]
    if any(one.value is not None for one in asked):
        return
    for sheet in packet.sheets:
        if sheet.kind is PageKind.INSURANCE_CARD:
            yield from _on_card(sheet)
    if asked:
        return
    for sheet in packet.sheets:
        if sheet.kind is PageKind.REFERRAL_FORM and _asks_for_members(sheet):
            for segment in _head(sheet):
                if PLAN.fullmatch(segment.text.strip(" ,.:")):
                    yield Candidate(
                        "coverage.payer",
                        segment.text.strip(" ,.:"),
                        segment.text,
                        sheet.number,
                        segment.box,
                        CONFIDENCE,
                        "form head",
                        Check.PLAIN,
                    )
                    return


def _on_card(sheet: Sheet) -> Iterator[Candidate]:
    """The plan that stands over the member on a card: the first line that begins with a known one, else, where
    words of plans stand there, the first line of the card, held."""
    number = next((hit.line for hit in sheet.hits if OF_MEMBER & set(hit.fields) or OWN.search(hit.label)), None)
    if number is None:
        return
    above = [line for line in sheet.layout.lines[max(0, number - CARD_LINES) : number] if line.box.top > HEADER]
    cells = [segment for line in above for segment in line.segments]
    cells = [cell for cell in cells if len(cell.words) <= CARD_WORDS and not CAPTION.search(cell.text)]
    known = next((cell for cell in cells if begins_with_payer(cell.text) and find_payer(cell.text)), None)
    planned = any(PLANNED.search(cell.text) for cell in cells)
    head = known or next((cell for cell in cells if planned and not any(map(str.isdigit, cell.text))), None)
    plan = find_payer(head.text) if head is not None else None
    if head is None or plan is None:
        return
    sure = believed(KNOWN, head.words) if known is not None and names_payer(str(plan.value)) else CONFIDENCE
    yield Candidate("coverage.payer", plan.value, head.text, sheet.number, head.box, sure, "card", plan.check)


KNOWN, HEADER = 0.88, 0.03
CARD_LINES, CARD_WORDS = 6, 8
OF_MEMBER = frozenset({"coverage.member_id", "coverage.group_number"})
CAPTION = re.compile(
    r"\b(?:cop(?:y|ies|ied)|cards?|front|back|scan\w*|primary|secondary|attached|page|fax|dob|name)\b",
    re.IGNORECASE,
)
"""What stands over a copy of a card, or on it, and is no name of a plan."""
PLANNED = re.compile(
    r"\b(?:hmo|ppo|pos|epo|d-?snp|health ?(?:plan|care|net\w*)|medicare|medicaid|advantage|insurance|mutual)\b",
    re.IGNORECASE,
)


def _asks_for_members(sheet: Sheet) -> bool:
    asked = (hit for hit in sheet.hits if "coverage.member_id" in hit.fields or OWN.search(hit.label))
    return any(asked) and not any("coverage.payer" in hit.fields for hit in sheet.hits)


def _head(sheet: Sheet) -> Iterator[Segment]:
    for line in sheet.layout.lines:
        if line.box.top > TOP:
            return
        yield from (segment for segment in line.segments if len(segment.words) <= WORDS_MAX)

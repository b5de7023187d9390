"""Whose form it is: the form of a health plan bears the plan's name in its head and asks for it nowhere.

Place in the sentence: words -> **fields**, after the other methods. What the head names is held for a person,
never trusted: a clinic may bear such a name too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet
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


def plan_heads(packet: Packet, answered: set[str]) -> Iterator[Candidate]:
    """The plan in the head of each form that asks for a member but for no plan, where nothing else names one."""
    if "coverage.payer" in answered:
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


def _asks_for_members(sheet: Sheet) -> bool:
    asked = (hit for hit in sheet.hits if "coverage.member_id" in hit.fields or OWN.search(hit.label))
    return any(asked) and not any("coverage.payer" in hit.fields for hit in sheet.hits)


def _head(sheet: Sheet) -> Iterator[Segment]:
    for line in sheet.layout.lines:
        if line.box.top > TOP:
            return
        yield from (segment for segment in line.segments if len(segment.words) <= WORDS_MAX)

"""Which of several numbers is the member's: one behind words of membership, not one that is the chart's.

Place in the sentence: words -> **fields**, between gathering and deciding. "ID" by itself stands before the number
of a chart as often as before that of a plan; where another number is said to be the subscriber's or the
insurance's, the bare one says nothing, and one behind "Pt ID" is the chart's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from faxpipe.fields.context import Packet
from faxpipe.fields.spots import HELD
from faxpipe.fields.unclaimed_coverage import MEMBERSHIP
from faxpipe.referral import Candidate

MEMBER = "coverage.member_id"
CHARTS = re.compile(
    r"\b(?:pt|patient|chart|client|resident|m\.?r\.?n?|med(?:ical)? rec(?:ord)?|acc(?:oun)?t)\b\W{0,2}"
    r"(?:id\b|no\b|num\w*|#)?\W*$",
    re.IGNORECASE,
)
LABEL_WORDS = 4


def of_the_member(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without numbers of charts among those for the member ID; a lone one is held."""
    labelled = [c for c in candidates if c.field == MEMBER and c.method == "label" and c.value is not None]
    said = {id(c): _before(packet, c) for c in labelled}
    told = {str(c.value) for c in labelled if MEMBERSHIP.search(said[id(c)]) and not CHARTS.search(said[id(c)])}
    kept: list[Candidate] = []
    for c in candidates:
        before = said.get(id(c), "")
        charts = CHARTS.search(before) is not None
        bare = BARE_ID.search(before) is not None and not MEMBERSHIP.search(before)
        if id(c) in said and told and (charts or bare) and str(c.value) not in told:
            continue
        kept.append(replace(c, confidence=min(c.confidence, HELD), method=OPEN) if id(c) in said and charts else c)
    return kept


OPEN = "pattern"
"""A method that leaves the field open for a number in a better place."""
BARE_ID = re.compile(r"\bid\W*$", re.IGNORECASE)


def _before(packet: Packet, c: Candidate) -> str:
    """The words right before a value on its line, back to the value before them."""
    for sheet in packet.sheets:
        for line in sheet.layout.lines if sheet.number == c.page else ():
            if line.box.top <= c.box.center_y <= line.box.bottom:
                words = [word.text for word in line.words if word.box.right <= c.box.left + 0.002]
                return " ".join(re.split(r"\S*\d\S*", " ".join(words))[-1].split()[-LABEL_WORDS:])
    return ""

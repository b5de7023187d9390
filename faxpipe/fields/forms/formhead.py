"""Whose head a form bears: the numbers printed there are often those of whom it is to be sent to.

Place in the sentence: words -> **fields**, between gathering and deciding. A form that a practice has made for its
own use bears its letterhead; one that it got from a specialist, hospital or imaging centre bears theirs, and the
sender's numbers are written in the form. What was written behind a label of the form therefore stands before the
head; numbers that the head itself gives for sending the form to are nobody's who sends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, Sheet
from faxpipe.referral import Candidate

NUMBERS = ("referrer.phone", "referrer.fax")
HEAD_MAX = 0.2
"""A head ends so far down the page, wherever its first question is."""
HELD = 0.6

TO_SEND_TO = re.compile(
    r"\b(?:intake|scheduling|(?:to|for) (?:schedule|scheduling|appointments?|questions)"
    r"|referral (?:line|hotline|fax|center)"
    r"|(?:fax|send|return|submit|forward|e-?mail) (?!results|reports|notes|records|consult)"
    r"(?:\w+ ){0,4}(?:form|completed|this|referrals?|orders?|to|with|back)"
    r"|completed? (?:\w+ ){0,3}(?:form|blanks|all))\b",
    re.IGNORECASE,
)
"""What a form says beside the numbers that it is to be sent to or asked about at."""


def after_head(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without numbers of a form's head that are its recipient's, or against which the form itself
    says another; those of a head beside a form that names only the other kind of number are held."""
    ends = {sheet.number: _end(sheet) for sheet in packet.sheets if sheet.kind is PageKind.REFERRAL_FORM}
    sheets = {sheet.number: sheet for sheet in packet.sheets}

    def in_head(one: Candidate) -> bool:
        return one.field in NUMBERS and one.page in ends and one.box.bottom <= ends[one.page]

    written = [c for c in candidates if c.field in NUMBERS and c.value is not None and c.page in ends]
    written = [c for c in written if not in_head(c) and c.method == "label"]
    said = {(c.field, c.value) for c in written}
    kept = []
    for one in candidates:
        if not in_head(one) or (one.field, one.value) in said:
            kept.append(one)
        elif TO_SEND_TO.search(_line_of(sheets[one.page], one)) or any(c.field == one.field for c in written):
            continue
        elif written:
            kept.append(replace(one, confidence=min(one.confidence, HELD)))
        else:
            kept.append(one)
    return kept


def _end(sheet: Sheet) -> float:
    """Where the first label of a form stands that asks for more than a number, from the top of the page."""
    asking = (hit.box.top for hit in sheet.hits if any(name not in NUMBERS for name in hit.fields))
    return min(HEAD_MAX, min(asking, default=HEAD_MAX))


def _line_of(sheet: Sheet, one: Candidate) -> str:
    lines = (line.text for line in sheet.layout.lines if line.box.overlap_y(one.box) > 0.5)
    return " ".join(lines)

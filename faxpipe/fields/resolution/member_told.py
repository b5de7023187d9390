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
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.payers import only_payer
from faxpipe.fields.unlabelled.coverage import MEMBERSHIP
from faxpipe.fields.unlabelled.spots import HELD, METHOD, SURE, bare, nearest, of
from faxpipe.referral import Candidate, Check

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
        unsaid = BARE_ID.search(before) is not None and not MEMBERSHIP.search(before)
        if id(c) in said and told and (charts or unsaid) and str(c.value) not in told:
            continue
        if c.field == MEMBER and c.method == OPEN and any(_part(c, one) for one in labelled):
            continue
        kept.append(replace(c, confidence=min(c.confidence, HELD), method=OPEN) if id(c) in said and charts else c)
    return kept


def _part(c: Candidate, whole: Candidate) -> bool:
    return c.page == whole.page and str(c.value) != str(whole.value) and str(c.value) in str(whole.value)


def plan_and_number(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, with a plan spelt as plans are and the one number that stands with it raised: each says what
    the other is. A chart's number beside a sure one is dropped."""
    candidates = _medicare_by_its_number(candidates)
    plans, numbers = of(candidates, PAYER), of(candidates, MEMBER)
    sure = [c for c in numbers if c.confidence > HELD and c.method != OPEN]
    kept = [
        c for c in candidates if not (c.field == MEMBER and c.method == OPEN and c.confidence <= HELD and sure)
    ]
    known = [c for c in plans if c.confidence < SURE and c.method in WEAK and only_payer(str(c.value))]
    numbers = [c for c in numbers if c in kept]
    if len({bare(c.value) for c in plans}) != 1 or len({bare(c.value) for c in numbers}) != 1:
        return kept
    own = [c for c in known if _rows(packet, c, numbers) <= BESIDE]
    shaped = [c for c in numbers if c.method == METHOD and SHAPED.fullmatch(bare(c.value))]
    raised = own + [c for c in shaped if _rows(packet, c, [*own, *(p for p in plans if p not in known)]) <= BESIDE]
    return [replace(c, confidence=max(c.confidence, _sure(c)), method=METHOD) if c in raised else c for c in kept]


def _medicare_by_its_number(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, with Medicare raised where it is the only plan and the one number is built as its are."""
    plans, numbers = of(candidates, PAYER), of(candidates, MEMBER)
    told = {bare(c.value) for c in plans} == {"MEDICARE"} and len({bare(c.value) for c in numbers}) == 1
    built = [one for c in numbers if c.confidence > HELD for one in find_mbis(str(c.value))]
    if not told or not built or any(one.check is not Check.PASSED or one.repaired for one in built):
        return list(candidates)
    return [
        replace(c, confidence=SURE) if c in plans and NEARLY_SURE <= c.confidence < SURE else c for c in candidates
    ]


NEARLY_SURE = 0.65
"""A mark or a word that was read nearly well enough; less is a guess, which a number does not make an answer."""


def _sure(c: Candidate) -> float:
    return min(SURE, c.confidence * SURE / (MODEL if c.method == "model" else HELD))


def _rows(packet: Packet, c: Candidate, others: Sequence[Candidate]) -> float:
    sheet = packet.sheet(c.page)
    return nearest(sheet, c.box, others) if sheet is not None else float("inf")


PAYER = "coverage.payer"
WEAK, MODEL = frozenset({"model", "unclaimed"}), 0.5
BESIDE = 2
SHAPED = re.compile(r"[A-Z]{1,4}\d{6,12}[A-Z]{0,3}\d{0,2}|\d[A-Z][A-Z0-9]\d[A-Z][A-Z0-9]\d[A-Z]{2}\d\d")
"""Numbers that only cards have: letters and figures."""
OPEN = "pattern"
"""A method that leaves the field open for a number in a better place."""
BARE_ID = re.compile(r"\bid\W*$", re.IGNORECASE)


def _before(packet: Packet, c: Candidate) -> str:
    """The words right before a value on its line, back to the value before them."""
    words = " ".join(next(packet.before(c), ()))
    return " ".join(re.split(r"\S*\d\S*", words)[-1].split()[-LABEL_WORDS:])

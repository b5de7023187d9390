"""A wording that plainly goes on in the next line: "Consult for vertebral" / "augmentation T9 and T10".

Place in the sentence: words -> **fields**, on what was gathered. A line end inside a service that is asked for is
the paper's, not the wording's; where the next line cannot be told, the half wording is held.
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.document import Word, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.layout import Line
from faxpipe.referral import Candidate

UNFINISHED = re.compile(
    r"(?:\b(?:for|of|and|or|with|to|the|an?|at|in|re:?|possible|vertebral|cement|balloon|percutaneous"
    r"|medial branch|spinal cord|steroid|transforaminal|interlaminar)|[/,&-])$",
    re.IGNORECASE,
)
"""Words that no wording ends in."""
STOP = re.compile(r"(?<=[A-Za-z0-9)]{2})[.;](?=\s|$)")
NEAR_IN_HEIGHTS = 3.2
WORDS_MAX = 12
HALF = 0.6


def whole(candidate: Candidate, packet: Packet) -> Candidate:
    """`candidate` with the rest of its wording from the next line, held where that is not found."""
    value = candidate.value
    if candidate.field != "order.service" or not isinstance(value, str) or candidate.method == "tick":
        return candidate
    sheet = packet.sheet(candidate.page)
    at = _last_line(sheet, candidate) if sheet is not None else None
    if sheet is None or at is None:
        return _held(candidate)
    after = _next(sheet, at)
    unfinished = _unfinished(value)
    if after is None or not (unfinished or after.words[0].text[:1].islower()):
        return _held(candidate)
    rest = _rest(after.words)
    if not rest:
        return _held(candidate)
    text = STOP.split(" ".join(word.text for word in rest))[0].strip(" ,.;")
    box = enclosing([candidate.box, *(word.box for word in rest)])
    return replace(candidate, value=f"{value} {text}", words=f"{candidate.words}\n{text}", box=box)


def _held(candidate: Candidate) -> Candidate:
    if isinstance(candidate.value, str) and _unfinished(candidate.value):
        return replace(candidate, confidence=min(candidate.confidence, HALF))
    return candidate


def _unfinished(value: str) -> bool:
    return UNFINISHED.search(value) is not None and BY_WHICH_WAY.search(value) is None


BY_WHICH_WAY = re.compile(
    r"(?:injections?|epidural|ESI|block|plasty)\b[^,]*,(?: [CTLS]\d{1,2}(?:-[CTLS]?\d{1,2})?)?"
    r" (?:transforaminal|interlaminar|percutaneous)$",
    re.IGNORECASE,
)
"""The way by which, behind what is asked for and a comma, ends a wording."""


def _last_line(sheet: Sheet, candidate: Candidate) -> int | None:
    """The line that ends in the last word of the candidate."""
    last = candidate.words.split()[-1:] or [""]
    for at, line in enumerate(sheet.layout.lines):
        word = line.words[-1]
        inside = candidate.box.top - 0.002 <= word.box.center_y <= candidate.box.bottom + 0.002
        if inside and word.text == last[0] and abs(word.box.right - candidate.box.right) < 0.02:
            return at
    return None


def _next(sheet: Sheet, at: int) -> Line | None:
    """The line right below, where it begins no label and no column of its own."""
    if at + 1 >= len(sheet.layout.lines) or any(hit.line == at + 1 and hit.start == 0 for hit in sheet.hits):
        return None
    line, after = sheet.layout.lines[at], sheet.layout.lines[at + 1]
    near = after.box.center_y - line.box.center_y < NEAR_IN_HEIGHTS * sheet.layout.text_height
    return after if near and after.box.left >= line.box.left - sheet.layout.em_x else None


def _rest(words: tuple[Word, ...]) -> tuple[Word, ...]:
    for at, word in enumerate(words[:WORDS_MAX]):
        if STOP.search(word.text):
            return words[: at + 1]
    return words if len(words) <= WORDS_MAX else ()

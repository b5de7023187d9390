"""The whole wording of a request around the procedure that it names: its words of asking, where, and for what.

Place in the sentence: words -> **fields**; used by `prose.order` and `prose.wishes`. The paper's wording is kept,
but for whom it is addressed to. The trap: a pattern that takes so many letters may end within a word.
"""

from __future__ import annotations

import re

_ASKING = (
    r"please|pls|plz|kindly|urgent(?:ly)?|stat|emergent|expedited|routine|outpatient|inpatient|evaluate|evaluation|eval"
    r"|assess|assessment|treat|treatment|tx|consult|consultation|opinion|consider|consideration|candidacy"
)
_LINKING = r"and|for|of|re|on|about|possible|repeat|diagnostic|therapeutic|right|left|bilateral|balloon"
_LEVEL = r"[CTLS]\d{1,2}(?:\s?[-/]\s?[CTLS]?\d{1,2})?"
_BEFORE = re.compile(
    rf"(?<![\w'])(?:{_ASKING}|{_LEVEL})(?:[\s:,/&+-]+(?:(?:{_ASKING}|{_LINKING}|{_LEVEL})(?![\w'])|[&+]))*[\s:,/&+-]*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf",?\s(?:(?:of|at|for|to|in)\s)?(?:the\s)?{_LEVEL}(?:\s?(?:,|and|&)\s?{_LEVEL})*"
    r"(?:\s(?:(?:acute|osteoporotic|vertebral|compression)\s){0,3}(?:fractures?|fx|vcfs?)\b)?"
    r"|\s(?:consideration|evaluation|consultation|consult|opinion|assessment|candidacy|treatment)\b"
    r"(?:\s(?:and|&|/)\s(?:evaluation|consultation|opinion|assessment|treatment|management)\b)?"
    r"|,\s(?:diagnostic|therapeutic)(?:\s?(?:and|/|&)\s?(?:diagnostic|therapeutic))?\b(?!\s\w)",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r",?\s(?:and(?:/or)?|or|then|followed by)\s(?:(?:possible|possibly|later|then|if indicated),?\s)?"
    r"(?:(?!she|he|her|his|has|had|was|is|the|prior|previous|no|an?\b)[a-z-]+\s){0,3}?"
    r"(?:kyphoplasty|vertebroplasty|augmentation|injections?|blocks?|ablations?|rfa|rhizotomy|epidurals?)\b"
    r"(?!\s(?:was|were|did|has|had|have|in|on|last|gave|helped|without|with\sno)\b)"
    r"(?:\s(?:if|should|when|once)\s[^.;:,()]{3,40}(?=[.;:,()]|$))?",
    re.IGNORECASE,
)
""" "nerve block, and ablation if the block helps": the second of two procedures that one asks for."""
_ADDRESSED = re.compile(
    r"(?:to\s)?(?:Dr\.?|Doctor)\s(?:[A-Z][\w'-]*\s?)+(?:\([^)]*\)\s?)?[,:-]?\s?(?=(?:to\s)?(?:please\s)?"
    r"(?:see|evaluate|eval|assess|consider|for|treat)\b)"
)
_TOLD_WHOM = re.compile(r"\W*to\s(?:the\s)?(?:Dr\.?|Doctor|pain)\s[^:;]{2,90}:\s+(?=\S{3})", re.IGNORECASE)
""" "To Dr. Ann Fox, Pain Clinic (fax 603-555-0100): nerve block": whom a request goes to, down to its colon."""
_BARE = re.compile(
    r"\W*(?:(?:please|refer\w*|consult\w*|evaluat\w+|eval|assess\w*|consider\w*|request\w*|see|schedule|for|of|to|and|an?"
    r"|the|possible|her|him|pt|patient|treat\w*)\W+)*(?:injections?|blocks?|ablations?|epidurals?|pump|stimulat\w+)\W*",
    re.IGNORECASE,
)
ORDERS = re.compile(
    r"\W*(?:please\s)?(?:send|refer|consult)\b(?:\sout)?\s(?:to|pt|patient|her|him)\b[^:]{10,}$", re.IGNORECASE
)
"""An order written out on a form without a label: "Send out to Dr. Hill, for kyphoplasty T12"."""


def whole_request(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of `text` with the words of asking before it, the place behind it, and its last word whole."""
    addressed = _ADDRESSED.match(text, start, end)
    told = _TOLD_WHOM.match(text, start, end)
    if told is not None:
        start = told.end()
    elif addressed is not None:
        start = addressed.end()
    elif (before := _BEFORE.search(text, 0, start)) is not None:
        start = before.start()
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    for more in (_BEHIND, _SECOND, _BEHIND):
        behind = more.match(text, end)
        end = behind.end() if behind is not None else end
    return start, end


def bare_request(wording: str) -> bool:
    """Whether a wording asks for an injection or the like and names neither kind nor place."""
    return _BARE.fullmatch(wording) is not None

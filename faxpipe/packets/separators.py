"""Sheets that only part the patients of a bundle: "NEXT PATIENT", "Patient 2 of 3", "This page left blank".

Between words and packets, below `kinds` and `group`. Such a sheet says nothing but that something ends or begins:
all of its words are of that kind. One that names somebody is no separator but the first page of what follows.
"""

from __future__ import annotations

import re

_PARTING = frozenset(
    "NEXT NEW PATIENT PATIENTS PT PTS SEPARATOR SEPARATION SEPARATE DIVIDER BREAK BEGIN BEGINS BEGINNING START"
    " STARTS STARTING END ENDS FIRST SECOND THIRD FOURTH LAST INTENTIONALLY BLANK DIFFERENT FOLLOWS"
    " FOLLOWING".split()
)
_BESIDE = frozenset(
    "PAGE PAGES SHEET FAX RECORD RECORDS CHART REFERRAL REFERRALS DOCUMENT DOCUMENTS PACKET FILE THIS IS OF THE A"
    " TO LEFT NO NUMBER AND HERE ONE TWO THREE FOUR FIVE ON DO NOT SCAN".split()
)
WORDS_MAX = 16
STRANGE_SHARE = 0.15
"""Share of words that may be noise."""


def separates(text: str) -> bool:
    """Whether all that stands on a page parts it from the next."""
    words = [word for word in re.findall(r"[A-Z]+", text.upper()) if len(word) > 1]
    if not words or len(words) > WORDS_MAX:
        return False
    strange = sum(word not in _PARTING and word not in _BESIDE for word in words)
    return any(word in _PARTING for word in words) and strange <= STRANGE_SHARE * len(words)

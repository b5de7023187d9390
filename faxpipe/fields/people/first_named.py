"""Whose first name nobody says: "N. Fitch" in a report's head is held, for who refers is looked up by name.

Place in the sentence: words -> **fields**, between gathering and deciding.
"""

from __future__ import annotations

import re
from dataclasses import replace

from faxpipe.referral import Candidate

REFERRER = "referrer.name"
INITIAL_ONLY = re.compile(
    r"(?:[A-Z](?:\.\s?|\s)){1,2}(?:(?:de|la|van|von|der|den|du|le|st\.?)\s)*[^\s.]{2,}", re.IGNORECASE
)
INITIAL_SURE = 0.7


def first_named(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates; a referrer of whom only initials stand before the surname is held."""

    def held(one: Candidate) -> bool:
        named = one.field == REFERRER and isinstance(one.value, str)
        return named and INITIAL_ONLY.fullmatch(str(one.value)) is not None

    return [replace(c, confidence=min(c.confidence, INITIAL_SURE)) if held(c) else c for c in candidates]

"""Title case as people write names and streets: "O'BRIEN" -> "O'Brien", "ST. PIERRE" -> "St. Pierre".

Place in the sentence: words -> **fields**; used where a printout is all in capitals or all in small letters.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_CAPITALS = frozenset(
    "II III IV NE NW SE SW PO LLC PLLC PC PA USA US NH MA ME VT RI CT NY HMO PPO BCBS AARP CVS VA MVP".split()
)
_NOT_MAC = frozenset(
    "mack macy mace macey machado macias maciel macklin macon macias macomber macaluso maceda macri "
    "macchia mackie mackey".split()
)
_MC = re.compile(r"mc[a-z]{2,}")
_MAC = re.compile(r"mac[b-hj-np-z][a-z]{3,}")


def title_case(text: str) -> str:
    """`text` in title case; McDonald, MacDonald, O'Brien, hyphens, and suffixes such as III kept."""
    return _WORD.sub(lambda match: _word(match[0]), text)


def _word(word: str) -> str:
    if word.upper() in _CAPITALS or any(character.isdigit() for character in word):
        return word.lower() if _ORDINAL.fullmatch(word) else word.upper()
    low = word.lower()
    if "'" in low or "\u2019" in low:
        head, mark, tail = re.split(r"(['\u2019])", low, maxsplit=1)
        return _word(head) + mark + (tail.capitalize() if len(head) <= 2 and len(tail) > 1 else tail)
    if _MC.fullmatch(low):
        return "Mc" + low[2:].capitalize()
    if _MAC.fullmatch(low) and low not in _NOT_MAC:
        return "Mac" + low[3:].capitalize()
    return low.capitalize()

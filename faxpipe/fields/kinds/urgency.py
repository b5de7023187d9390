"""How urgent the sender calls it: routine, urgent, stat.

Place in the sentence: words -> **fields**, kind "urgency". "Urgent care" is a place, "urinary urgency" a
symptom, and the words of a form's unticked choices are for the tick boxes: where several are printed there is
no answer in the text.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from faxpipe.fields.kinds.found import Found, bounded

_STAT = (
    r"\bS\.?T\.?A\.?T\b(?!\w)|\bemergen(?:t|cy|tly)\b(?!\s+(?:contact|room|dep|dept|department|medicine|"
    r"phone|number|physician|visit|medical|services?|eval))|\bsame[\s\-]day\b"
)
_URGENT = (
    r"(?<!non-)(?<!non )(?<!not )\burgent(?:ly)?\b(?!\s+care)|\bASAP\b|\bA\.S\.A\.P\b|"
    r"\bas\s+soon\s+as\s+possible\b|\b(?:high|top|rush)\s+priority\b|\bexpedited?\b|\brush\b|"
    r"\bwithin\s+(?:a|an|one|1|the|this)\s+(?:business\s+)?(?:week|day|hour)\b|\bthis\s+week\b|"
    r"\b(?:24|48|72)\s?(?:hours?|hrs?|h)\b|"
    r"\b(?:within|in|<)\s+(?:\d\s?[-–]\s?)?(?:[1-9]|10|two|three|five|seven)\s+(?:business\s+)?(?:days?|hours?|hrs?)\b|"
    r"\b[1-9]\s?[-–]\s?(?:[1-9]|10)\s+(?:business\s+)?days?\b|"
    r"\btoday\b|\btomorrow\b|\bpriority\s*[:=]?\s*(?:high|1)\b|\bearliest\b"
)
_ROUTINE = (
    r"\broutine\b|\bnon[\s\-]?urgent\b|\belective\b"
    r"|(?:\bnot|n['\u2019]t)\s+(?:(?:an?|at\s+all|considered|yet|be|particularly)\s+){0,2}"
    r"(?:urgent|emergent|emergency|stat|expedited|asap)\b|\bno\s+(?:urgency|emergency)\b|"
    r"\bpriority\s*[:=]?\s*(?:normal|low)\b|\bno\s+rush\b|\bnormal\s+priority\b"
)
_UNPRESSED = re.compile(
    r"\b(?:next|first)\s+available\b|\b(?:within|in)\s+(?:\d{1,2}\s?[-–]\s?)?"
    r"(?:(?:1[1-9]|[2-9]\d)\s+(?:business\s+)?days|(?:[2-9]|1[0-2]|two|three|four|six)\s+w(?:ee)?ks|(?:\d|a|one)\s+months?)\b",
    re.IGNORECASE,
)
"""Times that press nobody; they say so only where no word of urgency stands beside them."""
_SEEN_AGAIN = re.compile(
    r"\b(?:follow[\s-]?up|f/?u|recheck|rtc|return(?: to clinic)?|see (?:me|us) (?:again|back)|come back|back)\W*$",
    re.IGNORECASE,
)
"""What the sender's own next visit has before its time: it says nothing of the referral."""
_KINDS = (
    ("routine", re.compile(_ROUTINE, re.IGNORECASE)),
    ("stat", re.compile(_STAT, re.IGNORECASE)),
    ("urgent", re.compile(_URGENT, re.IGNORECASE)),
)
_ALONE = {
    "normal": "routine",
    "low": "routine",
    "high": "urgent",
    "soon": "urgent",
    "standard": "routine",
    "regular": "routine",
    "critical": "stat",
    "immediate": "stat",
    "r": "routine",
    "u": "urgent",
    "s": "stat",
}


def find_urgencies(text: str) -> tuple[Found, ...]:
    """Every word of urgency in `text`; a value region may also hold just "high", "normal" or "U"."""
    text = bounded(text)
    found: list[Found] = []
    for name, pattern in _KINDS:
        for match in pattern.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Found(name, match.start(), match.end()))
    if not found and (waits := _UNPRESSED.search(text)) and not _SEEN_AGAIN.search(text[: waits.start()]):
        found.append(Found("routine", waits.start(), waits.end()))
    word = text.strip(" .:;,_-|\n\t")
    if not found and word.lower() in _ALONE:
        start = text.index(word)
        found.append(Found(_ALONE[word.lower()], start, start + len(word)))
    return tuple(sorted(found, key=lambda one: one.start))


def find_urgency(text: str) -> Found | None:
    """The one urgency `text` states; "Urgent (within 1 week)" is one, printed choices are None.

    `note` "torn": it begins with what can only be a pressing word misread ("5TAT", "Drgent").
    """
    found = find_urgencies(text)
    if not found:
        return _torn(text)
    return found[0] if len({one.value for one in found}) == 1 else None


def like_urgent(read: str, *, within: int = 1) -> bool:
    """Whether a word, in lower case, is "urgent" with so many letters read wrongly, and no other word."""
    return read not in _NEVER and Levenshtein.distance(read, "urgent", score_cutoff=within) <= within


def _torn(text: str) -> Found | None:
    first = re.search(r"\w{4,7}", text)
    if first is None or first[0].lower() in ("stat", "urgent"):  # "urgent care"
        return None
    read = first[0].translate(_LIKE).lower()
    if first[0].isupper() and _LIKE_STAT.fullmatch(first[0]):
        read = "stat"
    if read != "stat" and not like_urgent(read, within=2 if read.endswith("gent") else 1):
        return None
    return Found("stat" if read == "stat" else "urgent", first.start(), first.end(), repaired=True, note="torn")


_LIKE = str.maketrans("5740", "stao")
_LIKE_STAT = re.compile(r"[S5][T7I]A[T7IFL1]|[S5][T7][A4][T7]")
_NEVER = frozenset({"agent", "argent", "regent", "tangent", "turgent"})

"""The wording of a diagnosis in an answer: the first of several, without its codes and what is told beside it.

Place in the sentence: words -> **fields**, under `readers`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10


def first_diagnosis(text: str) -> str:
    """The first diagnosis of an answer in the paper's wording."""
    lines = text.split("\n")
    begun = [at for at, line in enumerate(lines) if DIAGNOSIS_START.match(line)]
    if len(begun) > 1:
        lines = lines[: begun[1]]
    joined = FIRST_SENTENCE.split(_first_numbered(" ".join(lines)))[0]
    for code in find_icd10(joined):
        ended = re.match(r"\W{0,2}\.\s(?=[A-Z])", joined[code.end :])
        if ended is not None:  # "... fracture L1, M80.08XA. DEXA arranged"
            joined = joined[: code.end]
            break
    joined = CODES_LEFT.sub("", without(joined, find_icd10(joined)))
    joined = TOLD_BESIDE.sub("", joined)
    return re.sub(rf"^{_NUMBER}\s*|[\[(]\s*(?:ICD[\s-]*10?\S*)?\s*[:,]?\s*[\])]|\s+ICD-?10\S*\s*$", " ", joined)


def _first_numbered(text: str) -> str:
    """The first of several diagnoses that are numbered on in running text: "1 - L2 fracture, 2 - osteoporosis"."""
    if _BEGINS_WITH_1.match(text) is None:
        return text
    second = _SECOND.search(text)
    return text[: second.start()] if second is not None else text


_NUMBER = r"\s*[#(]?\d{1,2}\s*(?:[.):]|[-\u2013\u2014]{1,2}(?=\s))"
_BEGINS_WITH_1 = re.compile(r"\s*(?:#\s?1\b|\(?1\s?(?:[.):]|[-\u2013]{1,2}\s|(?=[A-TV-Z]\d[0-9A-Z]\.)))")
_SECOND = re.compile(
    r"[\s,;]+(?:#\s?2\b|\(?2\s?(?:[.):]\s?(?!\d)|[-\u2013]{1,2}\s|(?=[A-TV-Z]\d[0-9A-Z]\.)))(?=\s*[A-Za-z])"
)


def of_a_further(text: str) -> bool:
    """Whether an answer is numbered as the second diagnosis or later: "Diagnosis 2  M81.0 - osteoporosis"."""
    return _FURTHER.match(text) is not None


_FURTHER = re.compile(
    r"\s*[#(]?(?:[2-9]|1\d)\s?(?:[.):]\s?(?=[A-Za-z])|[-\u2013\u2014]{1,2}\s|(?=[A-TV-Z]\d[0-9A-Z]\.))"
)


_COUNT = r"(?:\d{1,3}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few)"
TOLD_BESIDE = re.compile(
    rf"(?:[\s,;]+(?:(?:for|about|approx\w*|nearly|almost|over|some|now|x)\s)*{_COUNT}(?:\s?(?:-|to)\s?{_COUNT})?"
    r"(?:\sand a half)?\s?(?:days?|weeks?|wks?|months?|mos?)(?:\s(?:ago|old|now|duration|out))?"
    r"|[\s,;]+(?:(?:as\s)?(?:seen|shown|confirmed|proven|noted|found|documented|demonstrated|visible)\s)?"
    r"(?:on|by|per)\s(?:the\s|her\s|his\s)?(?:recent\s|new\s|outside\s)?(?:MRI?|CT|x-?rays?|imaging|scans?|films?)"
    r"(?:\s(?:of\s)?[\d/.-]{4,10})?)+[\s.,;]*$",
    re.IGNORECASE,
)
"""How long, and on what it was seen: told behind a diagnosis, and no part of it."""
CODES_LEFT = re.compile(
    r"\s*[\[(](?:\W|(?![TLSC]\d{1,2}\b)[A-TV-Z]\d[0-9A-Z][0-9A-Z. ]{0,5}(?=\W|$)|(?:ICD|CM)\b)*$"
    r"|(?<=[\w)])(?<!\()\s+\)\s*$"
)
"""A bracket that held nothing but codes, read in part or cut off, and one that none opened."""
FIRST_SENTENCE = re.compile(r"(?:(?<=[a-z0-9)\]]{2})|(?<=[A-Z][)\]]))\s?[.:]\s+(?=[A-Z])")
DIAGNOSIS_START = re.compile(
    r"\s*(?:[#(]?\d{1,2}\s?(?:[.):]|[-\u2013\u2014]{1,2}(?=\s))\s|[#(]?\d\s[A-TV-Z]\d[0-9A-Z]\.|[A-TV-Z]\d[0-9A-Z]\.?[0-9A-Z]{0,4}\b)"
)


def without(text: str, found: Sequence[Found]) -> str:
    """`text` with a blank in the place of each of `found`, which are in order."""
    for one in reversed(found):
        text = text[: one.start] + " " + text[one.end :]
    return text

"""Numbers that grade: pain 0..10 and the height a vertebra has lost, in percent.

Place in the sentence: words -> **fields**, kinds "pain" and "percent". A range counts by its higher end, note
"range". Muscle strength (5/5), dates (6/10 as a day) and other percentages must not get in.
"""

from __future__ import annotations

import re

from faxpipe.fields.kinds.found import Found, bounded
from faxpipe.referral import Check

_N = r"(?:10|[0-9]|[OolI|S](?=\s?/\s?1[0Oo]))"
_WORD_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MANY = rf"(?:{_N}(?:\.[05])?|{'|'.join(_WORD_NUMBERS)})"
_RANGE = rf"(?P<low>{_MANY})(?:\s?(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|to)\s?(?P<high>{_MANY}))?"
_OUT_OF = re.compile(
    rf"(?:(?<![0-9A-Za-z./])|(?<=[a-z]\.)){_RANGE}\s?(?:/|out\W{{1,2}}of|of|over|on\s+an?)\s?(?:a\s+possible\s+)?"
    rf"(?:1[0Oo]|ten)(?![0-9A-Za-z]|\s?/|\.\d)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:pain|nrs|nprs|vas|vnrs|numeric\s+rating)(?:\s+(?:score|scale|level|rating|severity|intensity|is|now|"
    r"today|currently|rated|scored|"
    r"of|at|a|an|as|severe|moderate|mild|NRS|VAS|was|averages?|about|approximately|on|worst|best|current|with\s+activity))*"
    rf"(?:\s?\((?:0\s?-\s?10|nrs|vas)\))?(?:[ \t:=\-_(]{{0,4}}|[ \t]?\.{{2,}}[ "
    rf"\t.]*){_RANGE}(?![0-9A-Za-z%]|\s?/|\.\d|\s?(?:mg|"
    rf"weeks?|days?|months?|years?|%|percent|yrs?|wks?|times|visits?|x\b))",
    re.IGNORECASE,
)
_RATED = re.compile(
    rf"\b(?:rates?|rated|scores?|scored|rating|grades?|graded|puts?)\s+(?:(?:it|the|his|her|their|pain|back|as|a|an|at|is|"
    rf"currently|now|about)\s+){{0,5}}{_RANGE}"
    r"(?![0-9A-Za-z%]|\s?/|\.\d|\s?(?:mg|weeks?|days?|months?|%))",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\W{{0,3}}{_RANGE}\W{{0,3}}(?:\(0\s?-\s?10\)\W{{0,3}})?", re.IGNORECASE)
_UNDER_STRAIN = re.compile(
    rf"\W{{0,3}}{_RANGE}\s\(?(?:when|while|with|at|on|during)\s(?:any\s|its\s)?(?:turn\w*|mov\w*|activ\w*|rest\w*|worst"
    r"|walk\w*|stand\w*|sit\w*|bend\w*|lying|transfers?|exertion)\b",
    re.IGNORECASE,
)
"""A value region that begins with a score and what brings it: "9 when turned in bed"."""
_TORN = re.compile(r"\W{0,3}(?P<low>10|[0-9])(?P<high>)\s?/\s?[Il|1]?[0OoQ]\W{0,3}")
"""A value region that is one score out of ten, of which the 1 was lost or read as a letter: "8/O"."""
_MISREAD_TEN = re.compile(
    r"(?:\W{0,3}|.*\bpain\W{1,3})(?P<low>10|[0-9])(?P<high>)\s?/\s?[4tT7Il|][0OoQ](?![0-9A-Za-z/])"
)
"""One score out of ten whose 1 a hand made a 4, "pain 8/40": no other scale is."""
_PERCENT = (
    r"(?P<low>\d{1,3})(?:\s?(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|to)\s?(?P<high>\d{1,3}))?\s?(?:%|"
    r"percent|per\s+cent|pct\b|\u2030)(?:\s{0,2}(?:-|to)\s{0,2}(?P<after>\d{1,3})\s?%)?"
)
_PERCENTS = re.compile(rf"(?<![0-9.]){_PERCENT}", re.IGNORECASE)
_HEIGHT_AFTER = re.compile(
    r"[\s,]{0,3}(?:(?:of|the|its|in|anterior|central|posterior|mid|vertebral|vertebra['\u2019]?s|body|original|maximal|maximum|"
    r"normal|loss|lost|decreased?|"
    r"reduction|reduced|compressed|compression|collapse|superior|endplate|wedging|wedge|expected|overall|"
    r"vertical|relative)[\s\-,]{0,3}){0,7}"
    r"(?:heights?\b|loss\s*of\b|height|collapse|wedging|compress)",
    re.IGNORECASE,
)
_HEIGHT_BEFORE = re.compile(
    r"(?:\bheight\s+(?:loss|reduction|is\s+reduced|reduced|decreased|lost)|"
    r"loss\s*of\s+(?:\w+\s+){0,3}height|(?:lost|reduced|decreased)\s+(?:\w+\s+){0,3}height"
    r"|\b(?:wedged|compressed|collapsed|flattened|wedging|compression|collapse|flattening)"
    r"(?:\s(?:anteriorly|centrally|posteriorly|in\s(?:the\s)?(?:front|middle|cent(?:er|re))|down|deformity"
    r"|of\sthe\s\w+))?(?=\s(?:by|of)\s))"
    r"(?:\s+(?:of|by|is|was|estimated|at|about|approximately|approx|around|some|measures?|measuring|up|to|"
    r"roughly|nearly|almost|the|T?L?\d{1,2})){0,5}[\s:=(~.\-]{0,4}$",
    re.IGNORECASE,
)
_RETAINED = re.compile(
    r"[\s,]{0,3}(?:of\s+)?(?:the\s+|its\s+)?(?:\w+\s+){0,2}(?:height\s+)?(?:is\s+|are\s+)?(?:preserved|"
    r"maintained|retained|intact|remain)",
    re.IGNORECASE,
)


def find_pain_scores(text: str) -> tuple[Found, ...]:
    """Every pain score in `text`, an integer 0..10, in the order of the paper.

    Read are "6/10", "8 out of 10", "pain 7", "rated 7", "7-8/10" and a number that stands alone in its value
    region. Which of several counts (now, worst, at rest) is for the caller.
    """
    text = bounded(text)
    found: list[Found] = []
    alone = (
        _ALONE.fullmatch(text) or _TORN.fullmatch(text) or _MISREAD_TEN.match(text) or _UNDER_STRAIN.match(text)
    )
    matches = [
        *_OUT_OF.finditer(text),
        *_LABELLED.finditer(text),
        *_RATED.finditer(text),
        *([alone] if alone else []),
    ]
    for match in matches:
        one = _score(match, text)
        if one is not None and not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def find_height_losses(text: str) -> tuple[Found, ...]:
    """Every loss of vertebral height in `text`, an integer percentage; `failed` above 100."""
    text = bounded(text)
    found = (_loss(match, text) for match in _PERCENTS.finditer(text))
    return tuple(one for one in found if one is not None)


def _score(match: re.Match[str], text: str) -> Found | None:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else low
    before = text[max(0, match.start() - 14) : match.start()].lower()
    if match["high"] and (low, high) in ((0, 10), (1, 10)):  # the scale that is printed beside the question
        return None
    if max(low, high) > 10 or re.search(
        r"(?<![a-z])(?:(?:strength|motor|power|date|seen|dob|reflexes)\W{0,3}|(?:on|since)[^\w,]{0,3})$", before
    ):
        return None
    note = "range" if match["high"] else ""
    repaired = match["low"] in ("O", "o", "l", "I", "|", "S") or match.re in (_TORN, _MISREAD_TEN)
    return Found(max(low, high), match.start("low"), match.end(), repaired=repaired, note=note)


def _number(printed: str) -> int:
    word = printed.lower()
    if word in _WORD_NUMBERS:
        return _WORD_NUMBERS.index(word)
    if printed in ("O", "o"):
        return 0
    if printed in ("l", "I", "|", "\u0130"):  # the last is an I to a pattern that ignores case
        return 1
    if printed == "S":
        return 5
    whole, _, half = printed.partition(".")
    return int(whole) + (1 if half == "5" else 0)


def _loss(match: re.Match[str], text: str) -> Found | None:
    after, before = text[match.end() : match.end() + 80], text[max(0, match.start() - 80) : match.start()]
    if _RETAINED.match(after) or not (_HEIGHT_AFTER.match(after) or _HEIGHT_BEFORE.search(before)):
        return None
    numbers = [int(match[name]) for name in ("low", "high", "after") if match[name]]
    value = max(numbers)
    check = Check.FAILED if value > 100 else Check.PLAIN
    return Found(value, match.start(), match.end(), check, note="range" if len(numbers) > 1 else "")

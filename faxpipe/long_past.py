"""A fracture told of as one of long ago: "broke L1 in a crash in 1983", "as a boy", "it healed in a cast".

Between words and pathway, and between words and fields, which both must know an old fracture from today's. Only
what is said in the fracture's own clause counts, and nothing there that is new. The trap: a year or a healing may
be told of something else in the sentence, so another clause, "with" and "and" end what counts. In doubt it is
today's.
"""

from __future__ import annotations

import re

_ERA = re.compile(
    r"(?<![\d/\-.$#])(?P<year>(?:19|20)\d\d)(?:'?s)?(?![\d/\-:])"
    r"|\b(?:in|of|from|since)\s(?:the\s)?(?:(?:early|mid|late)[\s-])?['\u2018\u2019](?P<short>[3-9]\d)\b"
    r"|\bin\s(?:the\s)?(?:(?:early|mid|late)[\s-])?(?:['\u2018\u2019]?[3-9]0['\u2019]?s"
    r"|(?:nineteen[\s-])?(?:forties|fifties|sixties|seventies|eighties|nineties))\b"
    r"|\b(?:years|decades)\s(?:ago|back|earlier|previously)\b|\blong\sago\b"
    r"|\b(?:as|when|while)\s(?:(?:he|she)\swas\s)?(?:an?\s)?(?:(?:small|little|young|teenage)\s)?"
    r"(?:child|kid|boy|girl|teen(?:ager)?|youth|youngster|adolescent|young\s(?:man|woman|adult)|recruit|schoolboy"
    r"|schoolgirl)\b"
    r"|\bin\s(?:(?:his|her|their)\s)?(?:(?:early|mid|late)[\s-])?"
    r"(?:childhood|youth|adolescence|teens|infancy|high\sschool|grade\sschool)\b|\bchildhood\b"
    r"|\b(?:at\s(?:the\s)?age\s(?:of\s)?|when\s(?:he|she)\swas\s)(?:[4-9]|1\d|(?:six|seven|eight|nine)(?:teen)?"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\bonce\s(?:had|broke|fractured|suffered|sustained|crushed)\b[^,]*$|\b(?:had|has)\sonce\b[^,]*$"
    r"|\bused\sto\shave\b[^,]*$",
    re.IGNORECASE,
)
_HEALED = re.compile(
    r"(?:\b(?:it|this|that|which|they|these|and|since|long|well|fully|completely)|,)\s"
    r"(?:(?:has|have|had|is|are|was|were|since|long|now|fully|completely|well)\s){0,4}(?:healed|mended|united)\b"
    r"|\b(?:without|no)\s(?:any\s)?(?:late\s|residual\s|further\s|more\s|lasting\s)?(?:sequelae|residua"
    r"|trouble|problems?)\b(?=\W*$|\s(?:since|afterwards?|thereafter|ever\s|from\s(?:it|that)))"
    r"|\b(?:has|have|had|did)(?:\snot|n't|\snever)\s(?:bother|trouble)",
    re.IGNORECASE,
)
_LATELY = re.compile(
    r"\b(?:new|newly|acute|subacute|recent|recently|today|yesterday|again|another|worse\w*|painful"
    r"|last\s(?:night|week|month)|this\s(?:week|month|year|spring|summer|autumn|fall|winter)"
    r"|(?:days?|weeks?|months?)\sago|edema|unhealed|non-?union"
    r"|(?:not|never|n't|in?completely|partially|partly|poorly)\s(?:yet\s|fully\s|completely\s)?healed)\b",
    re.IGNORECASE,
)
_FRACTURED = re.compile(r"\b(?:fractur\w+|fxs?|vcfs?)\b", re.IGNORECASE)
_LEVELS = re.compile(r"\b([TL]\d{1,2})\s?(?:,|and|&)\s?(?=[TL]\d)", re.IGNORECASE)
_STOP = re.compile(r"(?<!\b[A-Za-z])\.\s|\n\n|;(?!\s(?:it|this|that|which|they|these)\b)|\b(?:but|now)\b")
_OTHER_THING = re.compile(
    r"\b(?:and|with|after|following|who|on|but|because|born|birth|dob|smok\w+|osteopor\w+|since|not|no|never|absent"
    r"|compared)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W*(?:back\s)?(?:(?:in|during|around|circa|as|at|when|while|on)\s)?[\w' ]{0,12}$", re.IGNORECASE
)
REACH_SIGNS = 120
"""Characters on either side of a fracture in which its own clause is looked for."""
YEARS_MIN = 2
"""So many calendar years ago, a fracture is an old one."""


def long_past(text: str, start: int, end: int, year_now: int = 0) -> bool:
    """Whether the fracture at start..end of `text` is one of long ago. `year_now`: 0 where nobody knows it; then
    only the years of the last century are past."""
    before, behind = _before(text, start), _behind(text, end)
    if _LATELY.search(before[-25:]) or _LATELY.search(text[start:end]) or _LATELY.search(behind):
        return False
    if _ONCE.search(before) or _HEALED.search(behind):
        return True
    return _dated_before(before, year_now) or _dated_behind(behind, year_now)


def _before(text: str, start: int) -> str:
    """What stands before a fracture in its clause, behind any other fracture."""
    ahead = text[max(0, start - REACH_SIGNS) : start]
    for mark in (_STOP, _FRACTURED):
        last = max((one.end() for one in mark.finditer(ahead)), default=0)
        ahead = ahead[last:]
    return " ".join(_LEVELS.sub(r"\1 ", ahead).split()) + " "


def _behind(text: str, end: int) -> str:
    """What stands behind a fracture in its clause, before any other fracture."""
    rest = text[end : end + REACH_SIGNS]
    own = _OWN_WORDS.match(rest)
    rest = rest[own.end() :] if own else rest
    stop = min((one.start() for mark in (_STOP, _FRACTURED) if (one := mark.search(rest))), default=len(rest))
    return " " + " ".join(_LEVELS.sub(r"\1 ", rest[:stop]).split())


_OWN_WORDS = re.compile(
    r"[\s-]{1,2}(?:(?:type|compression|wedge|vertebral|body)\s){0,3}(?:fractur\w+|fxs?)\b", re.IGNORECASE
)


def _dated_before(before: str, year_now: int) -> bool:
    for era in _ERA.finditer(before):
        opening, between = before[: era.start()], before[era.end() :].lstrip(", ")
        told = "," not in between and not _OTHER_THING.search(between)
        if told and _old(era, year_now) and (_OPENS.fullmatch(opening) or "," not in before[era.end() :]):
            return not _OTHER_THING.search(opening)
    return False


def _dated_behind(behind: str, year_now: int) -> bool:
    for era in _ERA.finditer(behind):
        between = behind[: era.start()].rstrip(" (")
        if _old(era, year_now):
            return "," not in between.rstrip(",") and not _OTHER_THING.search(_SINCE.sub("", between))
    return False


_SINCE = re.compile(r"^ (?:since|and [TL]\d{1,2})\b|\bsince$", re.IGNORECASE)


def _old(era: re.Match[str], year_now: int) -> bool:
    if era["year"] is None:
        return True
    year = int(era["year"])
    return year < 2000 or year <= year_now - YEARS_MIN

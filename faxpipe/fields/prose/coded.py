"""A diagnosis as a sentence words it right before its code: "due to facet arthropathy without stenosis (M47.816)".

Place in the sentence: words -> **fields**; used by `prose.order`. The wording goes back from the code to the word
that leads to it; what is told before that ("back pain due to") is a complaint or a cause.
"""

from __future__ import annotations

import re

TOLD_CODED = re.compile(
    r"\b(?:diagnos[ei]s (?:is|was|of|remains)|diagnosed (?:(?:her|him|this)\s)?(?:(?:with|as|to have)\s)?)\s?"
    r"(?:an?\s|the\s)?"
    r"(?P<text>[A-Za-z][^.;:()\[\]]{4,90}?)[\s,]*[(\[]\s*(?:ICD[\s-]?10\S*\s*)?[A-TV-Z]\d[0-9A-Z]\.",
    re.IGNORECASE,
)
""" "Her diagnosis is X (M54.16)", "I diagnosed X (M54.16)": the wording in full, whatever it names."""
_CODE = re.compile(
    r"\s?(?:[,:\u2013-]\s?|[(\[]\s*|,?\s?(?=ICD|code))(?:(?:ICD[\s-]?10\S*|code)[\s:]*)?"
    r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b"
)
_LEAD = re.compile(
    r"\b(?:(?P<cause>due to|because of|secondary to|caused by|a result of)"
    r"|(?:suffer\w*|limited|disabled) (?:from|by)"
    r"|(?:years|months|weeks|history|case|diagnos[ei]s|picture|treatment|evaluation|management) of"
    r"|(?:man|woman|lady|gentleman|patient|person|diagnosed|presents|presented|living) with|diagnosed as"
    r"|for|has|have|had|having|is|was|remains|shows?|showed|his|her|their|think|believe|suspect)\s"
    r"(?:(?:an?|the|his|her|their|this|known)\s)*",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    r"\w(?:itis|osis|[aoe]pathy|algia|esis|oma)\b|\b(?:pain|herniat\w+|hernia|extrusion|protrusion|displacement"
    r"|degeneration|disease|disorder|syndrome|fractures?|fx|sprain|strain|tear|lumbago|sciatica|claudication"
    r"|headaches?|migraines?|instability|dysfunction|deformity|contracture|impingement|lesion|spasm|spur)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b(?:fract\w*|fx|vcf|collapse)\b", re.IGNORECASE)
_COMPLAINT = re.compile(
    r"\b(?:pain\w*|aches?|aching|symptoms?|numb\w*|tingling|weakness|complain\w*|limp\w*)\b", re.IGNORECASE
)
"""What is due to a disease is a complaint; a fracture due to one is the diagnosis itself."""
_LASTED = re.compile(r"\bfrom\b|\b(?:for|of|x|since)\s(?:\w+\s)?(?:\d+|weeks|months|years|days)\b", re.IGNORECASE)
"""How long a complaint lasts, or of what it comes: which of the two the code is of, nobody can say."""
REACH_SIGNS = 110


def coded_wording(text: str) -> tuple[int, int] | None:
    """The span of the first wording of a diagnosis that stands right before its code, None where none does."""
    for code in _CODE.finditer(text):
        low = max(0, code.start() - REACH_SIGNS)
        low = max([low, *(stop.end() for stop in _STOP.finditer(text, low, code.start()))])
        for lead in reversed([*_LEAD.finditer(text, low, code.start())]):
            wording, told = text[lead.end() : code.start()], text[low : lead.start()]
            if lead["cause"] and (_BROKEN.search(told) or not _COMPLAINT.search(told)):
                continue
            if _DISEASE.search(wording):
                if _LASTED.search(wording) or len(wording.split()) > WORDS_MAX:
                    break
                return lead.end(), lead.end() + len(wording.rstrip(" ,"))
    return None


_STOP = re.compile(r"[.;:()\[\]]\s|\)")
WORDS_MAX = 12

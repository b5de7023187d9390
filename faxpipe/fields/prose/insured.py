"""Who insures the patient, in a sentence: "The insurance is Cigna and the number on the card is U4471902255".

Place in the sentence: words -> **fields**; used by `prose.people`. What a payer is called stands in
`kinds.payers`. The trap: of two numbers in one sentence the one behind the words of membership is the member's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

SURE, NUMBER_SURE, MIXED = 0.88, 0.85, 0.55
_INSURANCE = re.compile(
    r"\b(?:insurance|insured|insurer|coverage|covered|payer)"
    r"\s(?:(?:company|carrier|plan|information)\s)?(?:is|by|through|with|under)(?:\s(?:by|through|with|under))?"
    r"\s(?P<payer>[A-Z][^,;.]{2,90}?)"
    r"(?=,|;|\.|\s(?:(?:with|and|under|as|by|whose)\s)?(?:(?:an?|her|his|their|the)\s)?(?:member|id|policy)\b|$)",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:she|he|they|patient|pt)\s(?:\w+\s){0,6}?"
    r"(?P<how>(?:is|are|will be) (?:a )?self[\s-]?pay(?:ing)?|(?:is|are) uninsured"
    r"|(?:will )?pays? (?:in )?cash)\b",
    re.IGNORECASE,
)
""" "She has no insurance and will be self-pay": who pays, without a plan."""
_NUMBER = r"(?:identification\s(?:number|no\.?)|id(?:\snumber|\sno\.?)?|number|no\.?|#)"
_MEMBERS = (
    rf"(?:(?:member(?:ship)?|subscriber|policy)\s?{_NUMBER}?|(?:insurance|certificate|card|plan)\s?{_NUMBER}"
    rf"|{_NUMBER}(?:\son\s(?:the|her|his|their)\s(?:(?:insurance|health|plan|membership)\s)?card\b)?)"
)
_IS = r"[\s.:]{1,3}(?:(?:is|reads)[\s:]{1,2})?#?"
_NUMBERED = re.compile(
    rf"\b(?:(?:member|subscriber)\s?{_NUMBER}?|{_NUMBER}\son\s(?:the|her|his|their)\s"
    rf"(?:(?:insurance|health|plan|membership)\s)?card\b){_IS}(?P<id>[A-Z0-9][A-Z0-9\-]{{5,20}})",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"[,;(]?\s?\(?(?:(?:and|under|with|whose|by)\s)?(?:(?:her|his|their|the|a|insurance|plan)\s)?{_MEMBERS}{_IS}"
    r"(?P<id>[A-Z0-9][A-Z0-9\-]{1,20}(?: (?=[A-Z]{0,3}\d)[A-Z0-9\-]{1,12}){0,4})",
    re.IGNORECASE,
)
""" "Aetna under number W2281 90447": right behind the payer a bare number is the member's."""
_SECOND = re.compile(
    r"\b(?:secondary|second|2nd|supplemental|other|prescription|dental)\s(?:\w+\s)?$", re.IGNORECASE
)
_LIKE_A_PHONE = re.compile(r"(?:1-)?[2-9]\d\d-[2-9]\d\d-\d{4}")
FIGURES_MIN, SIGNS_MIN = 2, 6


def insured(sentence: Sentence) -> Iterator[Candidate]:
    """coverage.payer and coverage.member_id as a sentence tells them."""
    text = sentence.text
    own = _PAYS.search(text)
    if own is not None and not assess(sentence, *own.span("how")).hypothetical:
        yield candidate(sentence, "coverage.payer", "self-pay", own.span("how"), SURE, Check.PASSED)
        return
    match, behind = _INSURANCE.search(text), None
    if match is not None and _SECOND.search(text[: match.start()]):
        match = None
    if match is not None and (payer := find_payer(match["payer"])) is not None:
        start = match.start("payer")
        span = (start + payer.start, start + payer.end)
        yield candidate(sentence, "coverage.payer", str(payer.value), span, SURE, payer.check)
        behind = _BEHIND.match(text, span[1])
    for number in [behind] if behind is not None else _NUMBERED.finditer(text):
        if _LIKE_A_PHONE.fullmatch(number["id"]):
            continue
        raw = re.sub(r"[\s\-]", "", number["id"])
        if len(raw) >= SIGNS_MIN and sum(map(str.isdigit, raw)) >= FIGURES_MIN:
            sure = NUMBER_SURE if raw == raw.upper() else MIXED
            yield candidate(sentence, "coverage.member_id", raw.upper(), number.span("id"), sure)
            return

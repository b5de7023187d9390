"""What a letter wishes for, where none of the set phrases of a request stands: "I think she would do well with a
kyphoplasty", "we would like your opinion about augmentation at T7", "kypho?".

Place in the sentence: words -> **fields**; used by `prose` behind `prose.order`. A procedure that is named, and
neither denied nor told of as done, is what such a letter is about; a word of wishing in its sentence makes it
sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.request import ORDERS, whole_request
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate

WISHED, NAMED_ONLY = 0.82, 0.6
_ALONE = (
    r"(?:kyphop[a-z]{1,2}asty|vertebrop[a-z]{1,2}asty|(?:vertebral|cement|vertebro|bone"
    r"|spinal)\s?(?:body )?augmentation"
    r"|kypho\b|vertebro\b|esis?|tfesis?|mbbs?|rfas?|rhizotomy|neuromodulation|(?:spinal cord"
    r"|dorsal column|peripheral nerve)"
    r" stimulat(?:or|ion)(?: trial)?|(?:intrathecal|pain) pump|radiofrequency (?:ablation|neurotomy|denervation)"
    r"|augmentation|epidurals?)"
)
_PLACED = (
    r"(?:(?:epidural|transforaminal|interlaminar|caudal|facet|medial branch|sacroiliac|s\.?i\.?|joint"
    r"|nerve|root|steroid"
    r"|selective|trigger point|sympathetic|stellate|ganglion|occipital|genicular|bursa\w*|lumbar"
    r"|cervical|thoracic|spinal"
    r"|cortisone|branch|piriformis)\s){1,5}(?:injections?|blocks?|shots?|ablations?|rfas?)"
)
_LEADS = (
    r"(?:(?:balloon|percutaneous|vertebral|cement|image-guided|single|two|three|one|multi)[- ]?(?:level )?"
    r"|bilateral |left |right |(?:left|right)-sided |diagnostic |therapeutic |repeat |lumbar |thoracic |cervical "
    r"|[ctls]\d{1,2}(?:\s?[-/]\s?[ctls]?\d{1,2})? )*"
)
_PROCEDURE = rf"{_LEADS}(?:{_PLACED}|{_ALONE})"
_WHERE = (
    r"(?:\s(?:of|at|for|to|in)\s(?:the\s|her\s|his\s|this\s)?"
    r"[ctls]\d{1,2}(?:\s?(?:and|[-/,&])\s?[ctls]?\d{1,2})*"
    r"(?:\s(?:compression )?(?:fractures?|fxs?|vcfs?)\b)?)?"
)
_SERVICE = AnyCase(
    rf"\b(?P<service>{_PROCEDURE}{_WHERE}(?:\s?(?:and/or|versus|and|or|vs\.?|with"
    rf"|[/&,])\s?(?:possible\s)?(?:{_PROCEDURE}|biopsy)"
    rf"{_WHERE}){{0,2}})"
)
_WISHING = AnyCase(
    r"\b(?:would|could|can|please|pls|plz|kindly|appreciat\w+|grateful|request\w*|refe[rlt]\w*|wants?"
    r"|like|wish\w*|hop(?:e|ing)"
    r"|opinion|think|feel|believe|consider\w*|candidates?|candidacy|needs?|assess\w*|evaluat\w+|eval"
    r"|recommend\w*|eager"
    r"|interested|thoughts|suitab\w+|appropriate|schedul\w+|arrange|proceed|asks?|asking|see|seeing"
    r"|look|re|for)\b|\?"
)
_DONE = AnyCase(
    r"\b(?:fail\w*|tried|underwent|undergone|received|completed|despite|after|following|relief"
    r"|reliev\w+|helped|had|has had"
    r"|without (?:success|improvement)|prior|previous(?:ly)?|s/p|status post|history of|last"
    r"|since (?:the|her|his)|ago|old"
    r"|done|performed|treated)\b[^.;]{0,60}$"
)
_DONE_THEN = re.compile(
    r"[^.;,]{0,25}\b(?:in|of|on|since) (?:\w+ )?(?:19|20)\d\d\b|[^.;,]{0,20}\b(?:years?|months?) ago\b", re.I
)
_UNFIT = AnyCase(
    r"\b(?:not (?:a |an )?(?:good |suitable )?candidate|declin\w+|refus\w+|decided against)\b[^.;]{0,40}$"
)
_TOLD = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.COVER_SHEET})
_ELSEWHERE = frozenset(
    {Section.PAST, Section.FAMILY, Section.INSTRUCTIONS, Section.COMPARISON, Section.STOPPED, Section.PROCEDURE}
    | {Section.MEDICATIONS, Section.ALLERGIES, Section.SOCIAL}
)


def wished(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """order.service of one page by the first procedure that is wished for, else the first that is named at all."""
    found: list[Candidate] = []
    for sentence in read:
        told = sentence.kind in _TOLD or ORDERS.match(sentence.text)
        if told and sentence.section not in _ELSEWHERE:
            found += [*_in(sentence), *_asked_of_us(sentence)]
    if found:
        yield max(found, key=lambda one: one.confidence)


def _asked_of_us(sentence: Sentence) -> Iterator[Candidate]:
    """A visit that names no procedure, asked of whom a plan names: "Dr. Kramer: consultation, L4-L5 stenosis"."""
    match = _OF_US.search(sentence.text)
    if match is None or sentence.kind not in _TOLD:
        return
    said = assess(sentence, *match.span("service"))
    if (
        said.negated
        or said.family
        or said.historical
        or said.template
        or _BEEN.search(sentence.text[: match.start()])
    ):
        return
    words = _GOES_ON.split(match["service"])[0].rstrip(" ,-")
    span = match.start("service"), match.start("service") + len(words)
    wording = sentence.words(*span).replace("\n", " ")
    yield candidate(sentence, "order.service", wording, span, ASKED_OF_US)


_BEEN = AnyCase(r"\b(?:was|were|been|went|saw|seen|has|had|already|previously|last|after|from)\b[^.;]{0,60}$")
ASKED_OF_US = 0.8
_OF_US = re.compile(
    r"(?:\b(?:dr\.?|doctor)\s(?:[A-Za-z]+\.?\s)?Kramer\b|\bpain (?:clinic|management|medicine|team"
    r"|service|cent(?:er|re)|specialists?)\b)"
    r"(?:\s?\([^)]{2,40}\)|,\s[^:;.,]{3,30}(?=:)|\s(?:team|clinic|in Salem))*"
    r"(?:\s?:|\s?[-\u2013\u2014]{1,2}|\s(?:is )?(?:to|for))\s(?:see (?:\w+ )?for\s|an?\s)?"
    r"(?P<service>(?:[\w-]+\s){0,3}?(?:consult(?:ation)?|evaluat(?:e|ion)|eval|assess(?:ment)?|opinion|treat(?:ment)?"
    r"|pain (?:care|management))\b[^.;:\n]{0,80})",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r",?\s(?:and (?:pain care|then|will|she|he|we|i|the|has|is|was|dr|return|continue|follow)|placed|ordered"
    r"|made|sent|with dr|by dr|if|when|once|since|because|who|which|as soon|this week|next week|today"
    r"|tomorrow|after)\b",
    re.IGNORECASE,
)


def _in(sentence: Sentence) -> Iterator[Candidate]:
    for match in _SERVICE.finditer(sentence.text):
        start, end = match.span("service")
        said = assess(sentence, start, end)
        if said.negated or said.family or said.historical or said.template:
            continue
        if (
            _UNFIT.search(sentence.text[:start])
            or _DONE.search(sentence.text[:start])
            or _DONE_THEN.match(sentence.text[end:])
        ):
            continue
        start, end = whole_request(sentence.text, *_whole(sentence.text, start, end))
        wording = sentence.words(start, end).replace("\n", " ").strip(" ,")
        sure = WISHED if _WISHING.search(sentence.text) else NAMED_ONLY
        yield candidate(sentence, "order.service", wording, (start, end), sure)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """With the words of asking right before a procedure and the visit named right behind it."""
    lead, tail = _ASKED_BEFORE.search(text[:start]), _VISIT_BEHIND.match(text[end:])
    return (lead.start() if lead else start), end + (tail.end() if tail else 0)


_ASKED_BEFORE = AnyCase(
    r"\b(?:(?:consider|evaluat|assess)(?:e|ed|ing)?\s(?:(?:her|him|this \w+|the patient)\s)?(?:for|about)\s"
    r"|(?:consideration|evaluation|opinion|assessment|candidacy|suitability)\s(?:of|on|about|for|regarding)\s)"
    r"(?:an?\s|possible\s)?$"
)
_VISIT_BEHIND = re.compile(r"\s(?:consult(?:ation)?|eval(?:uation)?|referral)\b", re.IGNORECASE)

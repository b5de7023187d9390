"""What a letter or note asks for, why, how soon and when it was written.

Place in the sentence: words -> **fields**; used by `prose`. Service and diagnosis keep the paper's wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.cpt import find_cpts
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate, merged
from faxpipe.fields.prose.coded import TOLD_CODED, coded_wording
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.request import bare_request, whole_request
from faxpipe.fields.prose.sections import asks_for
from faxpipe.fields.prose.spine import fractures, repaired
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

_SERVICE = (
    r"(?:balloon |vertebral |percutaneous |cement |image-guided |epidural |transforaminal |medial branch "
    r"|facet |sacroiliac |si joint |trigger point |nerve |radiofrequency |lumbar |cervical |thoracic |pain "
    r"|spinal cord |steroid |joint |sympathetic |stellate |ganglion |occipital |genicular |pudendal "
    r"|intercostal "
    r"|greater |botox |celiac |plexus |hip |knee |shoulder |caudal |interlaminar |medial |branch |diagnostic "
    r"|bilateral |left |right |therapeutic |intrathecal |peripheral )*"
    r"(?:kyphop[a-z]{1,2}asty|vertebrop[a-z]{1,2}asty|augment(?:ation|ing)|injections?|blocks?|ablation|esi|stimulat(?:or|ion)"
    r"|epidural|pain management|consultation|consult|evaluation|rfa|rhizotomy|pump|neuromodulation)"
)
_NAMED = (
    r"(?:kyphop[a-z]{1,2}asty|vertebrop[a-z]{1,2}asty|augmentation|injections?|blocks?|ablation|esi|stimulat(?:or|ion)|rfa"
    r"|rhizotomy"
    r"|pump|neuromodulation)"
)
_REQUESTS = tuple(  # "refe": its r is easily read as another letter, or lost
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:^|:\s)\W*refe\w*\sto\s[^:.]{{0,12}}(?:dr\.)?[^:;]{{3,90}}:\s(?P<service>[^.;]{{0,60}}?{_SERVICE}[^.;]{{0,40}})",
        rf"\bfor the following:\s(?P<service>[^.;]{{0,60}}?{_SERVICE}[^.;]{{0,40}})",
        rf"^\W*(?:we\s)?request(?:ed|ing)?\s(?P<service>[A-Z][^.;:]{{0,50}}?{_SERVICE}[^.;:]{{0,40}})",
        rf"\b(?P<service>(?:refe[rlt]?(?:ral|red)? (?:her |him |pt |patient )?(?:to|for)\b(?:dr\."
        rf"|[^.;:]){{0,50}}?)?\b(?:for )?(?:consideration|evaluation|eval|evaluate|assessment|consult(?:ation)?"
        rf"|consideration)\s(?:of|for|and treatment (?:with|of))?\s?(?:dr\.|[^.;:]){{0,30}}?{_SERVICE}(?:dr\."
        rf"|[^.;:(]){{0,40}})",
        rf"\b(?:evaluation|assessment|opinion) of (?:mr|ms|mrs|miss|dr|this|the|her|him)\b[^;:]{{0,60}}?"
        rf"\s(?P<service>for\s[^.;:]{{0,40}}?{_NAMED}\b[^.;:(]{{0,30}})",
        rf"\b(?:(?P<verb>evaluate|assess)|see|consider)\s(?:(?:mr|ms|mrs)\b\.?|(?:miss|this|the|her|him)\b)[^.;:?]{{0,110}}?"
        rf"\s(?P<service>for\s[^.;:?]{{0,40}}?{_NAMED}\b[^.;:?(]{{0,30}})",
        rf"(?:^|[.;]\s|\n)\W*(?:re|subject|(?:referral )?request(?:ed)?|ref(?:erral)?|order)\s?:\s"
        rf"(?P<service>[^.;:\n]{{0,60}}?\b{_NAMED}\b[^.;:\n]{{0,40}})",
        rf"\b(?P<service>(?:evaluate|assess|consider|see|schedule|consult)\s(?:and treat\s)?(?:her |him |for "
        rf"|regarding |about )*(?:dr\.|[^.;:]){{0,20}}?{_SERVICE}(?:dr\.|[^.;:(]){{0,30}})",
        rf"\b(?P<service>(?:refe\w*|request\w*)\s(?:to\s(?:dr\.|[^.;:]){{2,50}}?\s)?(?:for\s|of\s)(?:dr\."
        rf"|[^.;:]){{0,20}}?{_SERVICE}(?:dr\.|[^.;:(]){{0,30}})",
        rf"\b(?P<service>{_SERVICE}\s(?:consult(?:ation)?|referral|eval(?:uation)?)\b(?:dr\.|[^.;:(]){{0,10}})",
        rf"\b(?P<service>(?:image-guided\s|kyphoplasty|vertebroplasty){_SERVICE}?(?:dr\."
        rf"|[^.;:(]){{0,20}}with dr[^.;]{{2,20}})",
        rf"\bref\w*\sto\s(?:dr\.?|[^.;:,]){{2,40}},\s(?P<service>{_SERVICE}[^.;:,]{{0,30}})",
        r"\b(?:refer\w*|seeing)\s(?:m[rsx]s?\.|dr\.|[^.;:]){2,60}?\sfor\s(?P<service>(?:evaluation|assessment|management"
        r"|treatment)"
        r"(?: and (?:treatment|management))?\sof\s(?!mr\b|ms\b|mrs\b|her\b|him\b)[^.;:]{5,80})",
    )
)
_SUBJECTS = frozenset({"re", "subject", "regarding"})
NAMES_ONE = re.compile(rf"\b{_NAMED}\b", re.IGNORECASE)
KNOWN_SERVICE = AnyCase(_SERVICE)
_LEAD = re.compile(
    r"^(?:for |refe[rlt]?(?:red|ral)? (?:her |him |pt |patient |(?:\w+ )?to (?:dr\.|doctor) [^.;:,]{2,40}? "
    r"|to (?:you|us|your (?:clinic|office|practice|service)) (?:[\w-]+ ){0,4}?)"
    r"(?=for))+(?:(?:an?|the) )?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r",\s?(?:i|am|we|she|he|dr|pt|patient|this week|next week|and|please"
    r"|which|who|thank\w*|as|his|her|the|if|since|because|previously|last)\b"
    r"|\swith dr\b",
    re.IGNORECASE,
)
_ASKING = frozenset({Section.OTHER, Section.NARRATIVE, Section.ASSESSMENT, Section.PLAN, Section.IDENTITY})
_NO_ORDERS = frozenset(
    {
        PageKind.IMAGING_REPORT,
        PageKind.REFERRAL_FORM,
        PageKind.OTHER,
        PageKind.INSURANCE_CARD,
        PageKind.MEDICATION_LIST,
        PageKind.FACE_SHEET,
    }
)


_IMPERATIVE = re.compile(
    r"\W*(?:please\s)?(?:consult|refer|evaluate|eval|assess|schedule)\s(?!for\b)[^:]{15,}$", re.IGNORECASE
)
"""An order written out on a form without a label: "Consult pain management for kyphoplasty of L3." """


def order(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """order.service, order.cpt and order.date of one page of a letter, note or cover sheet."""
    if not read:
        return
    if read[0].kind is PageKind.REFERRAL_FORM:
        yield from _service([sentence for sentence in read if _IMPERATIVE.match(sentence.text)])
    if read[0].kind in _NO_ORDERS:
        return
    yield from _service(read)
    if read[0].kind is PageKind.REFERRAL_LETTER:
        yield from _letter_date(read, reference)
        yield from _procedure_codes(read)


def _procedure_codes(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """The codes in brackets behind the service of a letter: "kyphoplasty at L2 and L3 (22514, 22515)"."""
    for sentence in read:
        for match in _BRACKETED.finditer(sentence.text) if sentence.section in _ASKING else ():
            codes = find_cpts(match["codes"])
            service = KNOWN_SERVICE.search(sentence.text[: match.start()])
            if service is None or not codes or any(code.check is not Check.PASSED for code in codes):
                continue
            said = assess(sentence, *service.span())
            past = said.historical or _HAD.search(sentence.text[: service.start()])
            if not (past or said.negated or said.family or said.template):
                values = tuple(dict.fromkeys(str(code.value) for code in codes))
                yield candidate(sentence, "order.cpt", values, match.span("codes"), 0.9, Check.PASSED)
                return


_HAD = AnyCase(r"\b(?:had|underwent|s/p|status post|previous\w*|prior|after|since)\b[^.;]*$")
_BRACKETED = re.compile(
    r"[(\[]\s?(?:CPT\W{0,3}(?:codes?\W{0,3})?)?(?P<codes>\d{5}[\d,;/&\s+andx]{0,40})[)\]]", re.IGNORECASE
)


def _service(read: Sequence[Sentence]) -> Iterator[Candidate]:
    for sentence in read:
        if sentence.section not in _ASKING:
            continue
        about = sentence.block.heading.lower() in _SUBJECTS and NAMES_ONE.search(sentence.text)
        if (asks_for(sentence.block.heading) or about) and KNOWN_SERVICE.search(sentence.text):
            yield _worded(sentence, 0, len(sentence.text.rstrip(" .;,")))
            return
        for pattern in _REQUESTS:
            match = pattern.search(sentence.text)
            if match is None:
                continue
            said = assess(sentence, match.start("service"), match.end("service"))
            if said.negated or said.family or said.historical or said.template:
                continue
            words = _TAIL.split(match["service"])[0]
            lead = _LEAD.match(words)
            start = match.start("service") + (lead.end() if lead else 0)
            end = match.start("service") + len(words.rstrip(" ,-"))
            yield _worded(sentence, start, end, match.groupdict().get("verb"))
            return


def _worded(sentence: Sentence, start: int, end: int, verb: str | None = None) -> Candidate:
    """The service in the paper's wording, all of it, but not to whom it is addressed, nor between `verb` and the
    service of whom it speaks: "evaluate Ms. Fox for kyphoplasty"."""
    start, end = whole_request(sentence.text, start, end)
    wording = sentence.words(start, end).replace("\n", " ").strip(" ,?")
    wording = f"{verb} for {wording}" if verb and NAMES_ONE.match(wording) else wording
    return candidate(sentence, "order.service", wording, (start, end), BARE if bare_request(wording) else 0.85)


BARE = 0.7
"""An injection, of what nobody says here: another place of the fax words it."""


WRITTEN_YEARS_MAX = 5
"""A day longer ago stands on a letter as somebody's birth."""
WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_NOTHING_ELSE = re.compile(r"(?:[^A-Za-z:]|\b[A-Za-z]\b)*")
_ADDRESSED = re.compile(r"\W*(?:dear|re\b|attn|attention|to\b|dr\b)", re.IGNORECASE)


def _letter_date(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """The date that stands alone on a line in the upper part of the page, or behind "dictated"."""
    for sentence in read:
        if sentence.box(0, len(sentence.text)).top > 0.45:
            return
        for found in find_dates(sentence.text, reference):
            rest = WEEKDAY.sub("", sentence.text[: found.start]) + sentence.text[found.end :]
            alone = bool(_NOTHING_ELSE.fullmatch(rest)) or (found.start <= 1 and bool(_ADDRESSED.match(rest)))
            said = (
                re.search(r"\b(?:date|dated|dictated)\W*$", sentence.text[: found.start], re.IGNORECASE)
                or sentence.block.heading.lower() == "dictated"
            )
            if (
                found.check is not Check.FAILED
                and (alone or said)
                and len(str(found.value)) == 10
                and found.note != "year_inferred"
                and f"{reference.year - WRITTEN_YEARS_MAX:04d}" <= str(found.value) <= reference.isoformat()
            ):
                yield candidate(
                    sentence, "order.date", str(found.value), (found.start, found.end), 0.85, found.check
                )
                return


ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
DIAGNOSIS = AnyCase(
    r"(?P<text>(?:\b(?:acute|subacute|severe|known|new|osteoporotic|pathologic(?:al)?"
    r"|glucocorticoid\W{1,2}r\w+lated|traumatic|insufficiency|vertebral|lumbar|thoracic|right|left|chronic"
    r"|painful|age-related|[tl]\d{1,2})\b[\s,/&and]{1,5})*"
    r"(?:osteoporotic |compression |wedge |vertebral |pathologic |insufficiency )*(?:fractures?|fx|vcfs?"
    r"|radiculopathy|sacroiliitis|stenosis|spondylosis|spondylolisthesis|sciatica|facet arthropathy"
    r"|low back pain|lumbago|neuralgia)\b"
    r"(?:\s(?:of|at|in)\s(?:the\s)?(?:\w+|\d{1,2}(?:st|nd|rd|th))\s(?:lumbar|thoracic|dorsal)(?:\svertebra\w*)?(?:\sbody)?\b)?"
    rf"(?:,?\s{ORDINAL}\s(?:lumbar|thoracic|dorsal)(?:\svertebra\w*)?(?:\sbody)?\b)?"
    r"(?:\s(?:of|at|in)\s(?:the\s)?(?:\w+\s)?[tl]\d{1,2}(?:\s?(?:,|and|&"
    r"|-)\s?[tl]\d{1,2})*)?(?:\s[tl]\d{1,2})?(?:,\s?(?:osteoporotic|acute|subacute|lumbar|right|left|bilateral"
    r"|traumatic|osteoporosis|multiple myeloma[\w ]{0,24})(?:\s[lts]\d)?)*"
    r"(?:,?\s(?:due|secondary) to\s(?:[\w-]+\s){0,3}?(?:metasta\w+|cancer|carcinoma|myeloma|malignan\w+|lymphoma"
    r"|osteoporosis))?)"
)


def diagnosis(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """diagnosis.text and diagnosis.icd10 of one page; the codes of a form's choices are not read here."""
    if not read or read[0].kind in {PageKind.OTHER, PageKind.INSURANCE_CARD, PageKind.REFERRAL_FORM}:
        return
    parts = [
        candidate(
            sentence,
            "diagnosis.icd10",
            (str(found.value),),
            (found.start, found.end),
            0.8 if found.repaired else 0.93,
            found.check,
        )
        for sentence in read
        if sentence.section not in {Section.PAST, Section.FAMILY, Section.INSTRUCTIONS}
        for found in find_icd10(sentence.text)
        if "." in str(found.value)
    ]
    if (one := merged(parts)) is not None:
        yield one
    if read[0].kind is not PageKind.IMAGING_REPORT:
        yield from _diagnosis_text(read)
    else:
        yield from _impression(read)


def _impression(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """The fracture that a report's impression tells of, held: where nobody else words the diagnosis, it "
    "answers."""
    for sentence in read:
        if sentence.section is Section.IMPRESSION and any(current for _, _, current in fractures(sentence)):
            for match in DIAGNOSIS.finditer(sentence.text):
                if assess(sentence, *match.span("text")).current and " " in match["text"].strip():
                    wording = sentence.words(*match.span("text")).replace("\n", " ")
                    yield candidate(sentence, "diagnosis.text", wording, match.span("text"), IMPRESSED)
                    return


IMPRESSED = 0.6
_CODED_ENTRY = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*)?(?:(?i:diagnos[ei]s|dx)\W+)?(?P<text>[A-Za-z][^.;:()\[\]]{4,90}?)"
    r"[\s,]*(?:[(\[]\s*(?:ICD[\s-]?10\S*\s*)?[A-TV-Z][0-9OIl]|[\s,-]\s?(?=[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]))"
)
_SAYS_MORE = AnyCase(
    r"\b(?:shows?|refer\w*|mri|ct|x-?ray|consider\w*|plan|she|he|patient|with (?:an?|her|his|\d)|due to|likely"
    r"|is"
    r"|was|has)\b"
)


def _entry_span(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """What stands before the code of an assessment's entry, or of a line that is nothing but a diagnosis and its
    code, all of it, where it is but the diagnosis's wording."""
    entry = _CODED_ENTRY.match(sentence.text)
    if entry is not None and sentence.section is not Section.ASSESSMENT:
        begins = entry.start("text") == match.start("text")
        entry = entry if begins and _ends_in_code(sentence.text) else None
    if entry is None or _SAYS_MORE.search(entry["text"]):
        return match.span("text")
    inside = entry.start("text") <= match.start("text") and match.end("text") <= entry.end("text")
    return entry.span("text") if inside else match.span("text")


def _ends_in_code(text: str) -> bool:
    codes = find_icd10(text)
    return len(codes) == 1 and not any(map(str.isalnum, text[codes[0].end :]))


def _coded_title(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """What stands behind a code to the end of its entry, as a chart's list prints it: "M54.42 Lumbago with
    sciatica, left side"; None where the diagnosis is no part of such an entry."""
    for code in find_icd10(text[: match.start()])[-1:]:
        title = _TITLE.match(text, code.end)
        if title is not None and title.start("text") <= match.start() and match.end("text") <= title.end("text"):
            return title.span("text")
    return None


_TITLE = re.compile(r"[\s:)\]-]{1,4}(?P<text>[A-Z][^.;:()\[\]\n]{3,90}?)\s*(?=$|[.;:()\[\]\n])")


def _is_the_wording(sentence: Sentence, span: tuple[int, int]) -> bool:
    """Whether a diagnosis is worded as one: beside its code, or as an entry of an assessment by itself. Of others,
    told within a sentence, one in three was a part of what another place says in full."""
    before, after = sentence.text[: span[0]], sentence.text[span[1] :]
    codes = find_icd10(sentence.text)
    if any(span[1] <= code.start and _BETWEEN.fullmatch(sentence.text[span[1] : code.start]) for code in codes):
        return True
    if any(code.end <= span[0] and _BETWEEN.fullmatch(sentence.text[code.end : span[0]]) for code in codes):
        return True
    alone = _ENTRY_BEGINS.fullmatch(before) is not None and _ENTRY_ENDS.match(after) is not None
    return sentence.section is Section.ASSESSMENT and alone


_BETWEEN = re.compile(r"[\s,:()\[\]-]*(?:ICD[\s-]?10\S*)?[\s,:()\[\]-]*", re.IGNORECASE)
_ENTRY_BEGINS = re.compile(
    r"\W*(?:\d{1,2}\s?[.)]|#\s?\d{1,2})?\W*(?:(?:diagnos[ei]s|dx|impression)\W+)?", re.IGNORECASE
)
_ENTRY_ENDS = re.compile(r"\s*(?:$|[.;:,(\[\n-])")


def _phrase_start(text: str, start: int) -> int:
    """Where the words before a diagnosis that are said of it begin, behind their article: "has an old-age crush
    fracture of L1", "with the known unstable burst fracture"."""
    front = _FRONT.search(text[max(0, start - FRONT_SIGNS) : start])
    return start if front is None else start - len(front["words"])


_FRONT = re.compile(
    r"\b(?:an?|the|his|her|their)\s(?P<words>(?:(?!(?:of|and|or|with|for|to|from|in|on|at|by|is|was|has|had|that|who|which"
    r"|shows?|showed|showing|revealed|confirmed|history|possibility|presence|diagnosis|because|due|x-?rays?|mri|ct|films?"
    r"|scans?|report|study|images?|imaging|same|usual|worst|first|only|other|above|following|whole|patient(?:'s)?)\b)"
    r"[A-Za-z][\w'-]*\s){1,4})$",
    re.IGNORECASE,
)
FRONT_SIGNS = 60


_HALF = re.compile(r"(?:current\s)?pathologic(?:al)?\sfractures?", re.IGNORECASE)
"""Of a code's title only the middle: of what bone and from what stands before and behind it."""


def _diagnosis_text(read: Sequence[Sentence]) -> Iterator[Candidate]:
    choices: list[tuple[int, Candidate]] = []
    for sentence in read:
        if sentence.section not in _ASKING:
            continue
        told = TOLD_CODED.search(sentence.text)
        if told is not None and assess(sentence, *told.span("text")).current:
            wording = sentence.words(*told.span("text")).replace("\n", " ")
            choices.append((-1, candidate(sentence, "diagnosis.text", wording, told.span("text"), 0.88)))
        worded = coded_wording(sentence.text) if sentence.section is not Section.ASSESSMENT else None
        if worded is not None and assess(sentence, *worded).current:
            wording = sentence.words(*worded).replace("\n", " ")
            rank = _rank(sentence, coded=True)
            choices.append((rank, candidate(sentence, "diagnosis.text", wording, worded, 0.88)))
        for match in DIAGNOSIS.finditer(sentence.text):
            said = assess(sentence, match.start("text"), match.end("text"))
            if repaired(sentence.text[match.end("text") :]):
                continue
            if not said.current or not re.search(r"\s|radicul|sacroil|sciatica", match["text"]):
                continue
            span = _coded_title(sentence.text, match) or _entry_span(sentence, match)
            span = (_phrase_start(sentence.text, span[0]), span[1])
            rank = _rank(sentence, coded=bool(find_icd10(sentence.text)))
            sure = 0.88 if _is_the_wording(sentence, span) else 0.7
            if _HALF.fullmatch(sentence.words(*span).strip()):
                sure = 0.6
            choices.append(
                (
                    rank,
                    candidate(
                        sentence,
                        "diagnosis.text",
                        sentence.words(*span).replace("\n", " "),
                        span,
                        sure,
                    ),
                )
            )
    if choices:
        yield min(choices, key=lambda one: one[0])[1]


def _rank(sentence: Sentence, *, coded: bool) -> int:
    """How much less a sentence's wording counts, 0 the most."""
    broken = any(current for _, _, current in fractures(sentence))
    return (0 if coded else 2) + (0 if broken else 1) + (0 if sentence.section is Section.ASSESSMENT else 1)

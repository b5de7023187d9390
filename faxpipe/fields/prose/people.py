"""Who is who in letters and notes: the patient in a subject line, the sender in a signature block.

Place in the sentence: words -> **fields**; used by `prose`. A radiologist who signs a report is never the
referrer;
on a report the one who ordered it is. Labelled form fields are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.sex import find_sexes
from faxpipe.fields.people.identity import RELATIVE
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.closings import CLOSING_WORDS
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.insured import insured
from faxpipe.fields.prose.introduced import address_behind, introduced
from faxpipe.fields.prose.subjects import subject
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

_SUBJECT = re.compile(
    r"(?:^|\n)\s*(?:re|regarding|subject)\s?[:.;]\s*(?P<name>.{4,120})|\b(?:your|our|my|mutual"
    r"|this) patient,?\s(?P<yours>[A-Z].{3,80})|\b(?:report|records?|referral|consult\w*|chart|seeing|evaluate"
    r"|refer(?:ring)?)"
    r"\s(?:for|on|of)?\s?(?:mr\.?|mrs\.?|ms\.?)\s(?P<title>(?-i:[A-Z][\w'\-]+\s[A-Z]).{2,60})",
    re.IGNORECASE,
)
_BORN = AnyCase(
    r"\b(?:d[./]?\s?o[./]?\s?b\.?|dob|date of birth|birth\s?(?:date|day)|born(?: on)?|b\.d\.)"
    r"\s?[:=.\-#]{0,2}\s{0,3}(?:(?:is|was|on|the)\s){0,3}"
)
_AGED = AnyCase(
    r"\b\d{1,3}\s?[-\s]?\s?-?\s?(?:y\s?[/.]?l?\s?o\.?|year?s?[\s-]+old|yrs?[\s.-]+old|yo\b|ylo\b"
    r"|y\.o\.)[\s,-]{0,2}(?:(?!male|female|man|woman|lady|gentleman)[a-z-]+\s){0,4}?(?P<sex>f(?:emale)?"
    r"|m(?:ale)?|man|woman|lady|gentleman)\b"
)
_SURNAME = r"[A-Z][A-Za-z'\-]+"
_TITLE = re.compile(rf"\b(?P<title>Mr|Mrs|Ms|Miss)\.?\s(?:{_SURNAME})")
_PHONE_CUE = AnyCase(
    r"\b(?:(?:her|his|patient'?s?|pt'?s?|daughter'?s?|son'?s?|wife'?s?|husband'?s?|spouse'?s?|niece'?s?"
    r"|nephew'?s?|caregiver'?s?|mother'?s?|sister'?s?|brother'?s?|home|guardian'?s?)(?:\s\w+){0,3}\s?(?:cell"
    r"|phone|mobile|number|line|tel\w*|home)?"
    r"|best (?:phone|number|contact)|reach(?:ed)?(?: (?:her|him|the patient))?|contact (?:her|him|the patient"
    r"|patient|number)|call (?:her|him|the patient|pt)|cell"
    r"|mobile(?! (?:x-?ray|imaging|radiolog\w*|diagnostic\w*|unit|lab|dexa|dxa|mri|ct|ultrasound|health|dental)))"
    r"\b[^.;]{0,60}$"
)
_OFFICE = AnyCase(
    r"\b(?:fax|office|clinic|our|us|main|practice|front desk"
    r"|(?:results|reading|scheduling|reports?) (?:desk|line|office|department)|facsimile|pharmacy|call me"
    r"|(?:family |primary care )?(?:doctor|physician|dr)|e[mn][a-z]{1,2}rg[a-z]{2,4}[yv]"
    r"|next of kin|guarantor|employer)\b[^.;]{0,40}$"
)


def patient(read: Sequence[Sentence], reference: date) -> Iterator[Candidate]:
    """patient.name, birth_date, sex and phone as sentences say them, and the coverage named in passing."""
    sexes: list[Candidate] = []
    yield from subject(read)
    for sentence in read:
        if sentence.section in {Section.FAMILY, Section.INSTRUCTIONS}:
            continue
        yield from introduced(sentence, reference)
        yield from _subject(sentence)
        yield from _birth(sentence, reference)
        sexes += list(_sex(sentence))
        yield from _phone(sentence)
        yield from insured(sentence)
    if sexes:
        yield max(sexes, key=lambda one: one.confidence)


def _subject(sentence: Sentence) -> Iterator[Candidate]:
    heading = sentence.block.heading.lower()
    start = 0 if heading in {"re", "subject", "regarding"} and sentence.start == sentence.block.start else None
    if start is None and (match := _SUBJECT.search(sentence.text)) is not None:
        start = match.start(next(group for group in ("name", "yours", "title") if match[group]))
    if start is None:
        return
    text = sentence.text[start:]
    born = _BORN.search(text)
    found = find_person(text[: born.start()].rstrip(" ,") if born else text)
    if (
        found is None
        or found.start > 12
        or found.note == "single"
        or len(str(found.value).split()[0].strip(".")) < 2
    ):
        return
    if "kramer" in str(found.value).lower():
        return
    yield candidate(sentence, "patient.name", str(found.value), (start + found.start, start + found.end), 0.88)


def _birth(sentence: Sentence, reference: date) -> Iterator[Candidate]:
    for cue in _BORN.finditer(sentence.text):
        text = sentence.text[cue.end() : cue.end() + 30]
        found = next(iter(find_dates(text, reference, birth=True)), None)
        if RELATIVE.search(sentence.text[max(0, cue.start() - RELATIVE_REACH) : cue.start()]):
            continue
        if found is not None and found.start <= 2:
            span = (cue.end() + found.start, cue.end() + found.end)
            yield candidate(
                sentence, "patient.birth_date", str(found.value), span, 0.6 if found.note else 0.92, found.check
            )
            return


RELATIVE_REACH = 12
"""Characters before "DOB" in which a relative stands whose day it is: "Al Fox (son) DOB 9/3/1970"."""


def _sex(sentence: Sentence) -> Iterator[Candidate]:
    for match in _AGED.finditer(sentence.text):
        if re.search(
            r"\b(?:mother|father|sister|brother|wife|husband|son|daughter|by|her|his)\b[^.;]{0,20}$",
            sentence.text[: match.start()],
            re.IGNORECASE,
        ):
            continue
        for found in find_sexes(match["sex"]):
            yield candidate(sentence, "patient.sex", str(found.value), match.span("sex"), 0.93)
    title = _TITLE.search(sentence.text)
    if (
        title is not None
        and sentence.section is not Section.IDENTITY
        and sentence.kind is not PageKind.COVER_SHEET
    ):
        yield candidate(
            sentence, "patient.sex", "male" if title["title"] == "Mr" else "female", title.span("title"), 0.6
        )


def _phone(sentence: Sentence) -> Iterator[Candidate]:
    for found in find_phones(sentence.text):
        ahead, behind = sentence.text[: found.start], sentence.text[found.end :]
        theirs = _PHONE_CUE.search(ahead) and not _OFFICE.search(ahead)
        if found.check is Check.FAILED or not (theirs or _schedules(ahead, behind)):
            continue
        sure = 0.7 if found.repaired else 0.6 if _UNREACHED.match(behind) else 0.88
        yield candidate(sentence, "patient.phone", str(found.value), (found.start, found.end), sure, found.check)
        yield from address_behind(sentence, found.end)


def _schedules(ahead: str, behind: str) -> bool:
    """Whether a visit is arranged by a number, as with the nurses of those who live in a home."""
    called = _CALLED.search(ahead) and _TO_SCHEDULE.match(behind)
    return bool((called or _ARRANGED.search(ahead)) and not _OFFICE_ITSELF.search(ahead))


_VISIT = r"(?:schedul\w+|set(?:ting)? up|arrang\w+|book\w*|make an? (?:appointment|visit))"
_CALLED = AnyCase(r"\b(?:call|phone|ring|contact|dial)\b[^.;\d]{0,60}$")
_TO_SCHEDULE = re.compile(rf"\W{{0,3}}(?:to|for)\s{_VISIT}", re.IGNORECASE)
_ARRANGED = AnyCase(rf"\b{_VISIT}\b[^.;\d]{{0,40}}\b(?:through|with|via|by calling|call)\b[^.;\d]{{0,60}}$")
_OFFICE_ITSELF = AnyCase(
    r"\b(?:fax|facsimile|office|clinic|practice|pharmacy|us|me|doctor|dr|hospital)\b[^.;]{0,50}$"
)
_UNREACHED = re.compile(
    r"[^.;\d]{0,60}\b(?:(?:can ?not|can't|could not|couldn't|is not|isn't) (?:be )?(?:reached|reachable|called"
    r"|contacted|available)|(?:do not|don't|please do not) call)\b",
    re.IGNORECASE,
)
"""Somebody's number, who is not there to answer it."""


_SIGNED = re.compile(
    r"(?:\b|(?=/\s?e?s\s?/))(?:(?:\w{0,2}ectroni\w+|digitally|e)[\s-]?(?:signed|s[il1]g[a-z]{2,3}\b|authenticated"
    r"|verified|approved)"
    r"(?: (?:and|&) (?:approved|verified))?|.?igned .?lectroni\w+|electronic(?:ally)? signature|authenticated"
    r"|e-?signature|(?<!\w)/\s?e?s\s?/)(?: by)?\s?[:\-]?\s*(?:by\s)?(?P<name>.{0,60})",
    re.IGNORECASE,
)
CREDENTIAL = (
    r"(?:M\.?\s?D|D\.?\s?O|D\.?C|PA(?:-?C)?|A\.?P\.?R\.?N|N\.?P|FNP(?:-?[BC]+)?|DNP|MBBS|CRNP|ARNP|DPM)\b\.?"
)
GRADED_NAME = re.compile(rf"(?P<name>(?:[A-Z][\w'\u2019.-]*\s){{1,3}}[A-Z][\w'\u2019-]+)\s?,\s?{CREDENTIAL}")
"""A clinician with a degree, as practices list theirs."""
_BLOCK = re.compile(rf"^\W{{0,3}}(?P<name>[A-Z][^,\n]{{3,40}}?),?\s{CREDENTIAL}")
_CLOSING = AnyCase(rf"\b{CLOSING_WORDS}\b")
_ORDERED = re.compile(
    r"\b(?:order(?:ing|ed)(?: by)?|referr(?:ing|ed)(?: by)?|request(?:ing|ed)(?: by)?)\s?(?:physician|provider"
    r"|md|m\.d\.|doctor|dr|clinician|phys)?\s?[:=]\s*(?P<name>[A-Z].{3,50})",
    re.IGNORECASE,
)


def referrer(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """referrer.name, npi and signature of one page; on an imaging report only who ordered it."""
    if not read:
        return
    if read[0].kind is PageKind.IMAGING_REPORT:
        for sentence in read:
            text = (
                f"{sentence.block.heading}: {sentence.text}"
                if sentence.start == sentence.block.start
                else sentence.text
            )
            if (match := _ORDERED.search(text)) is not None:
                yield from _named(sentence, match.start("name") - (len(text) - len(sentence.text)), 0.8)
        return
    closed = False
    for index, sentence in enumerate(read):
        signed = _SIGNED.search(sentence.text)
        if signed is not None and sentence.kind is not PageKind.OTHER:
            yield candidate(
                sentence,
                "referrer.signature",
                "present",
                (signed.start(), max(signed.start() + 6, signed.end("name"))),
                0.92,
            )
            yield from _named(sentence, signed.start("name"), 0.92)
        elif (block := _BLOCK.match(sentence.text)) is not None and (closed or _has_npi(sentence)):
            late = index > len(read) // 2
            yield from _named(sentence, block.start("name"), 0.88 if late else 0.75)
        closed = closed or (index > len(read) // 2 and bool(_CLOSING.search(sentence.text)))
        if (block := _BLOCK.match(sentence.text)) is not None:
            yield from _npi(sentence)


def _has_npi(sentence: Sentence) -> bool:
    return "npi" in sentence.text.lower()


def _npi(sentence: Sentence) -> Iterator[Candidate]:
    if not _has_npi(sentence) or "kramer" in sentence.text.lower():
        return
    for found in find_npis(sentence.text):
        yield candidate(sentence, "referrer.npi", str(found.value), (found.start, found.end), 0.9, found.check)


def _named(sentence: Sentence, start: int, sure: float) -> Iterator[Candidate]:
    start = max(start, 0)
    found = find_person(sentence.text[start:])
    if found is None or found.start > 8 or found.note == "single" or "kramer" in str(found.value).lower():
        return
    if len(str(found.value).split()[0].strip(".")) == 1:
        sure *= 0.6  # an initial says too little to be trusted against a full name elsewhere
    yield candidate(sentence, "referrer.name", str(found.value), (start + found.start, start + found.end), sure)

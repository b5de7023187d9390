"""A patient introduced in a sentence: "Please see Ann Fox (3/4/1950, 603-555-0100, Medicare 1AB2CD3EF45)".

Place in the sentence: words -> **fields**; used by `prose.people`. A name right before a day long enough ago is
the patient's, whatever leads into it; what follows it, piece by piece between commas, dashes or inside the same
brackets, is told of the same person, down to the first piece that is no telephone, plan or number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.names import behind_role, find_person
from faxpipe.fields.kinds.payers import find_payer, names_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

ADULT_YEARS = 15
INTRODUCED, TOLD = 0.88, 0.85
_TOLD_KINDS = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.COVER_SHEET})
_CUE = AnyCase(
    r"(?:[\s,;:(\-|/.]|\b(?:d\.?\s?o\.?\s?b|date of birth|birth ?(?:date|day)|born|b|on|who was|was"
    r"|is|aged?|years? old"
    r"|an? (?:[a-z]+ ){0,3}?(?:man|woman|lady|gentleman|patient|person)(?: of| aged)?"
    r"|\d{2,3}|y\.?o|[mf]|male|female|mrn?)\b\.?)*$"
)
_NAME = re.compile(
    r"(?P<name>(?:[A-Z][A-Za-z'\u2019\-]+,\s)?[A-Z][A-Za-z'\u2019\-]+(?:\s[A-Z]\.?)?(?:\s[A-Z][A-Za-z'\u2019\-]+){0,2})"
    r"(?:\s\((?:[^()]{2,30})\))?$"
)
_LABELS = re.compile(
    r"^(?:(?:patient|pt|mr|mrs|ms|miss|name|resident|re|client|member|subject|please|pls|see|refer"
    r"|regarding|dear|this"
    r"|the|and|our|your|my|new|for|situation|contact)\b[.:]?\s)+",
    re.IGNORECASE,
)
_ANOTHER = AnyCase(
    r"\b(?:dr\.?|doctor|mother|father|wife|husband|spouse|daughter|son|sister|brother|subscriber"
    r"|guarantor|guardian"
    r"|insured|holder|niece|nephew)\s?,?\s?(?:is\s|:\s?)?$"
)
_PIECE = re.compile(r"\s*[,;|\u2022\u2013\u2014]\s*|\s+-{1,2}\s+|\s*/\s+|\n|\band\b")
_CONTACT = re.compile(
    r"\W*(?:(?:home|cell|mobile|tel\w*|ph(?:one)?|contact|reach\w*|at|can|be|his|her|h|c|m|t|p|number"
    r"|no|is|best)\b\W*)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?=[A-Z0-9\-]*\d[A-Z0-9\-]*\d[A-Z0-9\-]*\d)(?P<id>[A-Z0-9][A-Z0-9\-]{5,18}[A-Z0-9])\W*$")
_SEX = re.compile(r"^\W*(?:[MF]|male|female)\W+", re.IGNORECASE)
_SMALL = re.compile(
    r"\W*(?:[mf]|male|female|man|woman|\d{1,3}(?:\s?(?:yo|y/o|years? old|yrs?))?|mrn?\W*\w+)\W*", re.IGNORECASE
)


def introduced(sentence: Sentence, reference: date) -> Iterator[Candidate]:
    """patient.name, birth_date, phone and the coverage of the first patient that a sentence introduces."""
    if sentence.kind not in _TOLD_KINDS:
        return
    for born in find_dates(sentence.text, reference, birth=True):
        if born.check is Check.FAILED or not _is_birth(str(born.value), reference):
            continue
        if _may_be_lately(sentence.text, born, reference):
            continue
        named = _named(sentence, born.start)
        if named is None:
            continue
        yield candidate(sentence, "patient.name", str(named.value), (named.start, named.end), INTRODUCED)
        span = (born.start, born.end)
        yield candidate(
            sentence, "patient.birth_date", str(born.value), span, 0.6 if born.note else 0.9, born.check
        )
        yield from _apposed(sentence, born.end)
        yield from address_behind(sentence, born.end)
        return


def address_behind(sentence: Sentence, start: int) -> Iterator[Candidate]:
    """patient.address of a whole one right behind what was told of the patient up to character `start`."""
    lead = _TO_ADDRESS.match(sentence.text, start)
    at = lead.end() if lead else start
    for one in find_addresses(sentence.text[at:])[:1]:
        if one.start < 2 and one.check is Check.PASSED:
            yield candidate(
                sentence, "patient.address", str(one.value), (at + one.start, at + one.end), INTRODUCED
            )


_TO_ADDRESS = re.compile(
    r"[\s,;:)(.-]{0,4}(?:(?:fe)?male[\s,;]{1,3})?(?:(?:and\s)?(?:(?:who\s)?liv(?:es|ing)|resid(?:es|ing)|of|at|home|address)\b"
    r"[\s,:]{1,2}(?:at\s)?)?",
    re.IGNORECASE,
)


def _is_birth(day: str, reference: date) -> bool:
    return len(day) == 10 and day[:4].isdigit() and 1900 < int(day[:4]) <= reference.year - ADULT_YEARS


def _may_be_lately(text: str, born: Found, reference: date) -> bool:
    """Whether a year of two figures may as well be one of this century, and no word says that it is of birth."""
    if re.search(r"(?:19|20)\d\d", text[born.start : born.end]) or int(str(born.value)[:4]) + 100 > reference.year:
        return False
    return _BORN.search(text[max(0, born.start - 20) : born.start]) is None


_BORN = re.compile(r"(?:\bd\.?\s?o\.?\s?b|birth|\bborn)\b[^A-Za-z]*(?:on\b|is\b|was\b)?\W*$", re.IGNORECASE)


def _named(sentence: Sentence, birth: int) -> Found | None:
    """The name that stands right before the day of birth, of whoever is nobody else."""
    text = sentence.text
    cue = _CUE.search(text[:birth])
    before = text[: cue.start() if cue else birth]
    match = _NAME.search(before)
    if match is None:
        return None
    labels = _LABELS.match(match["name"])
    at = match.start("name") + (labels.end() if labels else 0)
    at = behind_role(text, _below_a_corner(sentence, at, match.end("name")))
    found = find_person(text[at : match.end("name")])
    if found is None or found.note == "single" or found.start or _ANOTHER.search(text[:at]):
        return None
    if re.search(r"[A-Za-z]", text[at + found.end : match.end("name")]):  # "Ann Fox Seen on": a word of the date
        return None
    if "kramer" in str(found.value).lower() or len(str(found.value).split()[0].strip(".")) < 2:
        return None
    return Found(found.value, at + found.start, at + found.end, found.check, found.repaired, found.note)


def _below_a_corner(sentence: Sentence, start: int, end: int) -> int:
    """Where a name begins whose line is headed by what stands in a corner by itself: "Oak Clinic     Re-check"
    over "Ann Fox, born ...", or "Oak Clinic - Re-check". Running text
    wraps at its words, with no gap before them."""
    passage, base = sentence.block.passage, sentence.start
    words = passage.covering(base + start, base + end)
    below = next((n for n, word in enumerate(words) if word.box.top > words[0].box.center_y), 0)
    if below == 0 or len(words) - below < NAME_WORDS_MIN:
        return start
    first = words[0].box
    left = [
        word.box.right
        for word in passage.covering(max(0, base + start - CORNER_REACH), base + start)
        if word.box.overlap_y(first) > 0.5 and len(word.text) > 1
    ]
    letter = first.width / max(1, len(words[0].text))
    parted = sentence.text[:start].rstrip().endswith(_SIGNS)
    if not parted and first.left - max(left, default=0.0) <= GAP_LETTERS * letter:
        return start
    at = passage.words.index(words[below])
    return passage.starts[at] - base


NAME_WORDS_MIN = 2
_SIGNS = ("-", "\u2013", "\u2014", "|", "\u2022", "\u00b7")
GAP_LETTERS, CORNER_REACH = 2.5, 60
"""Letters of room before what stands apart; characters before it in which its line's other words are sought."""


def _apposed(sentence: Sentence, start: int) -> Iterator[Candidate]:
    """What is told of the patient behind the day of birth, down to the first piece of other matter."""
    text = sentence.text
    opened = text.rfind("(", 0, start) > text.rfind(")", 0, start)
    end = text.find(")", start + 1) if opened else -1
    stop = _SENTENCE.search(text, start)
    limit = end if end > 0 else stop.start() if stop else len(text)
    at = start
    for separator in [*_PIECE.finditer(text, start, limit), None]:
        piece_end = separator.start() if separator else limit
        piece = text[at:piece_end]
        told = list(_piece(sentence, piece, at))
        yield from told
        if piece.strip(" ,;:)(.-") and not told and not _SMALL.fullmatch(piece):
            return
        at = separator.end() if separator else limit


_SENTENCE = re.compile(r"\.\s+[A-Z][a-z]")


def _piece(sentence: Sentence, piece: str, at: int) -> Iterator[Candidate]:
    for one in find_phones(piece)[:1]:
        if one.check is not Check.FAILED and _CONTACT.fullmatch(piece[: one.start]):
            span = (at + one.start, at + one.end)
            yield candidate(
                sentence, "patient.phone", str(one.value), span, 0.7 if one.repaired else 0.9, one.check
            )
            return
    lead = len(piece) - len(_SEX.sub("", piece))
    piece, at = piece[lead:], at + lead
    payer = find_payer(piece) if names_payer(piece) else None
    number = next(iter(find_mbis(piece)), None)
    other = _NUMBER.search(piece) if number is None else None
    if payer is not None:
        span = (at + payer.start, at + payer.end)
        yield candidate(sentence, "coverage.payer", str(payer.value), span, TOLD, payer.check)
    lone = payer is None and re.search(r"#|\b(?:id|no|number|member|policy)\b", piece, re.IGNORECASE) is None
    if number is not None:
        span = (at + number.start, at + number.end)
        yield candidate(sentence, "coverage.member_id", str(number.value), span, 0.9, number.check)
    elif other is not None and not lone:
        span = (at + other.start("id"), at + other.end("id"))
        yield candidate(sentence, "coverage.member_id", re.sub(r"-", "", other["id"]), span, TOLD)

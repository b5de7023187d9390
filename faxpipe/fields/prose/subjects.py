"""The patient whom a letter names over or under its salutation without "Re": "Ann Fox, 12 Elm St, 603-555-0100".

Place in the sentence: words -> **fields**; used by `prose.people`. A line that begins with a name says whose it is
where the letter then speaks of "Mrs. Fox"; what stands behind the name on its line is told of her.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import PageKind
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate, Check

SURE = 0.88
_SALUTATION = re.compile(r"(?:^|[\s,;])(?:Dear|DEAR|To whom|TO WHOM)\s(?:Dr\.?\s)?[^,:.]{2,40}[,:]?\s*")
_SPOKEN_OF = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s(?:[A-Z][\w'\u2019-]*\.?\s){0,2}?(?P<family>[A-Z][\w'\u2019-]+)"
)
_OFFICE = re.compile(r"\b(?:fax|facsimile|office|clinic|copy|cc)\b", re.IGNORECASE)
_DEGREE = re.compile(r"\W{0,3}(?:M\.?D|D\.?O|D\.?C|PA(?:-?C)?|A?N\.?P|APRN|FNP|DNP|CRNP|RN|PhD|DPM)\b")
UNDER = 2
"""Sentences under the salutation in which the subject may stand."""


def subject(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """patient.name, address and phone of the line that heads a letter with the name of whom it speaks."""
    if not read or read[0].kind is not PageKind.REFERRAL_LETTER:
        return
    opened = next((at for at, sentence in enumerate(read) if _SALUTATION.search(sentence.text)), None)
    if opened is None:
        return
    families = {one["family"].lower() for s in read[opened:] for one in _SPOKEN_OF.finditer(s.text)}
    for sentence in read[: opened + 1 + UNDER] if families else ():
        opening = _SALUTATION.search(sentence.text)
        start = opening.end() if opening else 0
        named = find_person(sentence.text[start:])
        if named is not None and _is_subject(sentence.text[start:], named, families):
            span = (start + named.start, start + named.end)
            yield candidate(sentence, "patient.name", str(named.value), span, SURE)
            yield from _told(sentence, span[1])
            return


def _is_subject(text: str, named: Found, families: set[str]) -> bool:
    """Whether a sentence begins with the whole name of one of `families`, who is no clinician."""
    words = str(named.value).split()
    alone = named.start < 2 and named.note != "single" and len(words) > 1 and len(words[0].strip(".")) > 1
    return alone and words[-1].lower() in families and not _DEGREE.match(text[named.end :])


def _told(sentence: Sentence, start: int) -> Iterator[Candidate]:
    """The address and the telephone behind the name."""
    rest = sentence.text[start:]
    lead = len(rest) - len(rest.lstrip(" ,;:-"))
    for one in find_addresses(rest[lead:].replace(";", ","))[:1]:
        if one.start < 2:
            span = (start + lead + one.start, start + lead + one.end)
            yield candidate(sentence, "patient.address", str(one.value), span, SURE, one.check)
    for phone in find_phones(rest):
        if phone.check is not Check.FAILED and not _OFFICE.search(rest[: phone.start]):
            span = (start + phone.start, start + phone.end)
            yield candidate(sentence, "patient.phone", str(phone.value), span, SURE, phone.check)
            return

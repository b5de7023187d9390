"""What notes say of blood thinners: one in a list, one that is taken, or that none is.

Place in the sentence: words -> **fields**; used by `facts`. A thinner that is only weighed, or a relative's, is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind
from faxpipe.fields.kinds.answers import Answer, answer
from faxpipe.fields.kinds.drugs import blood_thinners, drug_names, generic_name
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.lists import find_anticoagulants
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.candidate import candidate, entry, merged
from faxpipe.fields.prose.drugs import DENIES, NOT_HIS, OF_THE_PAST, TAKES
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate

THINNER_WORD = AnyCase(
    r"\b(?:thin(?:s|ned|ning)? (?:the |her |his )?blood|b[il1]?o{1,2}d?[\s-]?thinn\w+|anti-?\s?coag\w*"
    r"|anti-?\s?platelet\w*|aspirin|warfarin|coumadin)\b"
)


def anticoagulants(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """treatment.anticoagulants of one page: a thinner in its list, or what a sentence says of thinners."""
    stated = [part for sentence in read for part in (*_denied_behind_stopped(sentence), *_thinners(sentence))]
    named = merged([part for part in stated if isinstance(part.value, tuple)])
    if named is not None:
        yield named
    else:
        yield from stated[:1]


_OR_NONE = AnyCase(r"\bor\W{0,2}none\b")
""" "Blood thinners (name or none): Plavix": what a form says of how to answer denies nothing."""


_ALLERGY = AnyCase(r"\b(?:allerg|intoleran)")


def _thinners(sentence: Sentence) -> Iterator[Candidate]:
    listed = sentence.section is Section.MEDICATIONS
    headed = THINNER_WORD.search(sentence.block.heading) and sentence.start == sentence.block.start
    own_line = sentence.section is Section.ALLERGIES and sentence.start > sentence.block.start
    denied = own_line and DENIES.match(sentence.text) and THINNER_WORD.search(sentence.text)
    if (sentence.section in NOT_HIS and not denied) or sentence.kind is PageKind.IMAGING_REPORT:
        return
    if listed and OF_THE_PAST.match(sentence.text):
        return
    if _ALLERGY.search(sentence.text):
        yield from _denied_beside_allergy(sentence)
        return
    if not (listed or headed or THINNER_WORD.search(sentence.text) or TAKES.search(sentence.text)):
        yield from _taken_for(sentence)
        return
    readings = find_anticoagulants(sentence.text)
    if headed and answer(sentence.text.strip(" .;,")) is Answer.NONE:
        yield candidate(sentence, THINNERS, "none", (0, len(sentence.text)), 0.92)
        return
    word = None if readings else THINNER_WORD.search(sentence.text)
    if word is not None and assess(sentence, word.start(), word.end()).negated:
        yield candidate(sentence, THINNERS, "none", word.span(), 0.75)
    for found in readings:
        said = assess(sentence, found.start, found.end)
        if said.family or said.hypothetical or said.template:
            continue
        if found.value == "none" and not THINNER_WORD.search(sentence.text):
            continue
        if found.value == "none" or (said.negated and not _OR_NONE.search(sentence.text[: found.start])):
            span = (found.start, found.end)
            yield candidate(sentence, THINNERS, "none", span, 0.92 if found.value == "none" else 0.8)
        else:
            sure = 0.92 if listed else _sure(sentence, found, historical=said.historical)
            yield from [entry(sentence, THINNERS, found, sure)] if sure else []


def _sure(sentence: Sentence, found: Found, *, historical: bool) -> float:
    """Confidence in a thinner that a sentence names: one among past illnesses is held, if somebody is on it."""
    if not historical:
        return TAKEN
    return UNTIL_WHEN if _ON.search(sentence.text[: found.start]) else 0.0


TAKEN = 0.9
"""A thinner that a sentence says is taken: 12 of 12 of other hands; that none is, was wrong of one in nine."""


def _taken_for(sentence: Sentence) -> Iterator[Candidate]:
    """A thinner behind "on", whatever for: "atrial fibrillation on apixaban", "stent, on Plavix and aspirin"."""
    on = _on_thinner().search(sentence.text)
    if on is None or _WAS_ON.search(sentence.text[: on.start()]):
        return
    for found in find_anticoagulants(sentence.text):
        said = assess(sentence, found.start, found.end)
        if found.value != "none" and found.start >= on.start() and said.claimed:
            yield entry(sentence, THINNERS, found, UNTIL_WHEN if said.historical else TAKEN)


THINNERS = "treatment.anticoagulants"
UNTIL_WHEN = 0.6
"""Confidence in one that is told of among past illnesses."""
_WAS_ON = re.compile(
    r"\b(?:was|were|been|while|when|once|previously|formerly|until|off|start|starting|begin|beginning|resum\w+"
    r"|put|putting|going)\W{1,2}(?:\w+\s)?$",
    re.IGNORECASE,
)
_ON = re.compile(r"(?<!was )(?<!were )\bon\s(?:[\w-]+\s(?:and\s)?){0,2}$", re.IGNORECASE)


@cache
def _on_thinner() -> re.Pattern[str]:
    names = [name for name in drug_names() if blood_thinners(generic_name(name) or "")]
    return re.compile(rf"\bon\s(?:[\w-]+\s){{0,2}}(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


def _denied_behind_stopped(sentence: Sentence) -> Iterator[Candidate]:
    """ "Discontinued: naproxen. Not anticoagulated": what is denied by its own verb among what was stopped."""
    if sentence.section is Section.STOPPED:
        yield from _denied_beside_allergy(sentence)


def _denied_beside_allergy(sentence: Sentence) -> Iterator[Candidate]:
    """ "... has no known allergies and is not anticoagulated": a denial of thinners by its own verb."""
    denied = _NOT_THINNED.search(sentence.text)
    if denied is not None:
        yield candidate(sentence, THINNERS, "none", denied.span(), 0.92)


_NOT_THINNED = AnyCase(
    r"\b(?:not (?:currently )?anti-?coagulated"
    r"|(?:not (?:currently )?(?:on|tak(?:e|ing)|us(?:e|ing))|(?:takes|on|uses) (?:no|neither)"
    r"|never (?:takes|took|taken)|denies (?:taking|using|the use of))"
    r"(?: (?!allerg|but\b|except\b|other\b)[a-z/-]+,?){0,5}?"
    r"(?: n?or (?:any )?other)? (?:blood[\s-]thinn\w+|anti-?(?:coag|platelet)\w+))"
)

"""What notes say of allergies: their section, or a sentence that tells what the patient reacts to.

Place in the sentence: words -> **fields**; used by `facts`. What a list says stands in `kinds.allergies`. A
heading with nothing after it is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.fields.kinds.allergies import excepted, find_allergies
from faxpipe.fields.prose.candidate import candidate, entry, merged
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.reactions import SURE, reacted_to
from faxpipe.fields.prose.text import Sentence
from faxpipe.fields.prose.thinners import THINNER_WORD
from faxpipe.referral import Candidate, Check

ENTRY_WORDS_MAX = 5
_NO_ALLERGY = re.compile(
    r"\b(?:nkd?a|no known\.? (?:(?:drug|medication|medicine|food|environmental)\.? )*"
    r"(?:aller\s?g\w*(?: gles| ies)?"
    r"|a?l?l?e[a-z]{1,2}[gq][a-z]{2,4})\b"
    r"|allergic to (?:nothing|no (?:drugs?|medic\w+))|not (?:known to be )?allergic to any\w*"
    r"|no history of (?:any |known )?(?:(?:drug|medication|medicine) )?allerg(?:y|ies)(?! to)"
    r"|never had (?:an |any )?allergic reactions?(?! to (?!any|med|drug))"
    r"|without (?:any |known )*(?:drug |medication )?allergies(?! to)"
    r"|no (?:(?:drug|medication|medicine|known)\.? )*allergies|denies (?:any )?(?:drug |medication )?allergies)\b",
    re.IGNORECASE,
)


def allergies(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """patient.allergies of one page: its allergy section, else a sentence; nothing where nothing is said."""
    parts = [part for sentence in _allergy_list(read) for part in _allergens(sentence)]
    listed = merged([part for part in parts if isinstance(part.value, tuple)])
    if listed is not None:
        yield listed
    elif parts:
        yield parts[0]
    else:
        yield from list(_allergic(read))[:1]


def _allergy_list(read: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences of the allergy sections; other matter that follows without a heading is left out."""
    going = seen = False
    for sentence in read:
        if sentence.section is not Section.ALLERGIES:
            continue
        first = sentence.start == sentence.block.start and not (seen and sentence.block.carried)
        going = first or (going and _is_entry(sentence))
        if going:
            seen = seen or bool(find_allergies(sentence.text))
            yield sentence


def _is_entry(sentence: Sentence) -> bool:
    ahead = sentence.block.passage.text[: sentence.start].rstrip(" ")
    own_line = ahead.endswith("\n")
    known = any(found.check is Check.PASSED for found in find_allergies(sentence.text))
    if "?" in sentence.text or THINNER_WORD.search(sentence.text):
        return known
    short = len(sentence.text.split()) <= ENTRY_WORDS_MAX and not re.search(r"\d|:|\bM\.?D\b", sentence.text)
    return known or (own_line and short)


def _allergens(sentence: Sentence) -> list[Candidate]:
    label = _NEXT_LABEL.match(sentence.text)
    if label is not None and not any(one.check is Check.PASSED for one in find_allergies(label["label"])):
        return []  # nothing was written behind "Allergies:", and the next question begins
    return [entry(sentence, "patient.allergies", found, 0.92) for found in find_allergies(sentence.text)]


def _allergic(read: Sequence[Sentence]) -> Iterator[Candidate]:
    """What running text says of allergies; a denial beside something that the patient reacts to is doubted."""
    told = [s for s in read if s.section not in {Section.FAMILY, Section.INSTRUCTIONS}]
    parts = _said_allergic([(sentence, reacted_to(sentence)) for sentence in told])
    sure = any(part.confidence > DOUBTED_FROM for part in parts)
    for sentence in told:
        if but := excepted(sentence.text):
            yield from filter(None, [merged([entry(sentence, "patient.allergies", found, 0.92) for found in but])])
            return
        none = _NO_ALLERGY.search(sentence.text)
        if none is not None:
            yield candidate(sentence, "patient.allergies", "none", none.span(), 0.6 if sure else 0.92)
            return
    if (one := merged(parts)) is not None:
        yield one


def _said_allergic(told: Sequence[tuple[Sentence, Sequence[Candidate]]]) -> list[Candidate]:
    """What a page tells of reactions; where it says in so many words what the patient is allergic to, not
    what another sentence tells to have sickened."""
    said = any(
        _ALLERGIC.search(sentence.text) and any(part.confidence > DOUBTED_FROM for part in parts)
        for sentence, parts in told
    )
    return [
        part
        for sentence, parts in told
        for part in parts
        if not said or part.confidence > DOUBTED_FROM or _ALLERGIC.search(sentence.text)
    ]


_ALLERGIC = re.compile(r"\ballerg(?:ic|y|ies)\b", re.IGNORECASE)
_NEXT_LABEL = re.compile(
    r"\W*(?P<label>(?!(?:drugs?|foods?|medic\w+|environment\w*|contact|others?|reactions?|severity|types?|known"
    r"|substances?|agents?|allerg\w+|intoleran\w+|sensitiv\w+|latex|none|adverse)\b)[A-Za-z][A-Za-z /-]{1,24}):\s",
    re.IGNORECASE,
)
"""Another label than those by which a list of allergies parts its entries: "Pain now: 6"."""

DOUBTED_FROM = SURE - 0.1

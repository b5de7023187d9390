"""Candidates that are something else than their field asks for, told by what they are or what stands beside.

Place in the sentence: words -> **fields**, between gathering and deciding. A label may be answered by its
neighbour's answer, two columns may be read as one line: a row of a list of medicines is no service, a plan is no
patient, a day of this year is nobody's birth, the patient's name before the doctor's is the column beside. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from faxpipe.fields.forms.labelled import VOCABULARY
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.payers import names_payer
from faxpipe.fields.resolution.asked import COMPLAINED, SERVICE
from faxpipe.referral import Candidate, Check


def without_impostors(candidates: list[Candidate], reference: date) -> list[Candidate]:
    """`candidates` without those that are something else; where that is only likely, they are held."""
    names = {str(one.value) for one in candidates if one.field == "patient.name"}
    kept = [one for one in candidates if not (_no_service(one) or _no_patient(one) or _for_whom(one, names))]
    kept = _services_first(_births_of_people(kept, reference))
    return [_unlikely(_own_name(_bare_name(one, kept), kept)) for one in kept]


def _no_service(one: Candidate) -> bool:
    """Whether a visit's code or a row of medicines answers for the service."""
    if one.field != "order.service" or not isinstance(one.value, str) or one.method not in {"label", "tick"}:
        return False
    drugs = any(found.check is Check.PASSED and found.value != "none" for found in find_medications(one.value))
    return VISIT_CODE.match(one.value) is not None or (drugs and DOSE.search(one.value) is not None)


def _for_whom(one: Candidate, patients: set[str]) -> bool:
    """Whether "For" was answered by the patient's name: it asks for whom, not for what."""
    return one.field == "order.service" and str(one.value).strip(" .,") in patients


VISIT_CODE = re.compile(r"\W*(?:CPT\W*)?99[23]\d\d\b")
DOSE = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:mg|mcg|ml|units?)\b|\b(?:tabs?|tablets?|capsules?|daily|bid|tid|qhs|prn)\b",
    re.IGNORECASE,
)


def _services_first(candidates: list[Candidate]) -> list[Candidate]:
    """What names nothing that could be done for the patient is held where another wording of the fax does."""
    asked = [c for c in candidates if c.field == "order.service" and isinstance(c.value, str)]
    named = [c for c in asked if SERVICE.search(str(c.value)) and c.confidence >= NAMED_FROM]
    vague = [c for c in asked if named and not SERVICE.search(str(c.value))]
    return [replace(c, confidence=min(c.confidence, COMPLAINED)) if c in vague else c for c in candidates]


NAMED_FROM = 0.6


def _no_patient(one: Candidate) -> bool:
    """Whether a plan or a signature beside a day was taken for a patient beside a birth date."""
    beside = one.field == "patient.name" and one.method in BESIDE
    return beside and bool(names_payer(one.words) or SIGNED.search(one.words))


BESIDE = frozenset({"pattern", "beside_birth_date", "unclaimed"})
SIGNED = re.compile(r"\bsigned\b", re.IGNORECASE)


def _births_of_people(candidates: list[Candidate], reference: date) -> list[Candidate]:
    """Where an older birth is told, a day of the last years is none; nor is that day a century ago, which two
    figures of the year also say."""
    births = [c for c in candidates if c.field == "patient.birth_date" and isinstance(c.value, str)]
    late = [c for c in births if _of_late(str(c.value), c.words, reference)]
    if len(late) == len(births):
        return candidates
    return [c for c in candidates if c not in late]


def _of_late(value: str, words: str, reference: date) -> bool:
    if not ISO.fullmatch(value):
        return False
    year = int(value[:4])
    if str(year) not in words and year + 100 <= reference.year:
        year += 100
    born = f"{year:04d}{value[4:]}"
    return f"{reference.year - YEARS_MIN:04d}{reference.isoformat()[4:]}" <= born <= reference.isoformat()


ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
YEARS_MIN = 1


def _bare_name(one: Candidate, candidates: list[Candidate]) -> Candidate:
    """A patient's name without the letter of the sex beside it, or a word of the sentence before it, where the
    same place is also read without."""
    if one.field != "patient.name" or one.method not in BESIDE or not isinstance(one.value, str):
        return one
    words = one.value.split()
    rests = [words[:at] + words[at + 1 :] for at, word in enumerate(words) if not at or LETTER.fullmatch(word)]
    for other in candidates:
        same = other.field == one.field and other.page == one.page and isinstance(other.value, str)
        if same and str(other.value).split() in rests and _lies_in(other, one):
            return replace(one, value=other.value)
    return one


def _lies_in(one: Candidate, other: Candidate) -> bool:
    level = one.box.overlap_y(other.box) > LEVEL
    return level and one.box.left > other.box.left - EDGE and one.box.right < other.box.right + EDGE


LEVEL, EDGE = 0.5, 0.01
LETTER = re.compile(r"[MF]|[a-z]\.?")
"""The sex, or "b." for born."""


def _own_name(one: Candidate, candidates: list[Candidate]) -> Candidate:
    """A referrer without the patient's name before it, which stands in the column beside."""
    if one.field != "referrer.name" or not isinstance(one.value, str):
        return one
    words = one.value.split()
    for patient in candidates:
        if (
            patient.field != "patient.name"
            or not isinstance(patient.value, str)
            or patient.confidence < NAMED_FROM
        ):
            continue
        own = patient.value.split()
        rest = _without(own, words)
        if len(own) > 1 and len(rest) > 1:
            return replace(one, value=" ".join(rest), confidence=min(one.confidence, CUT))
    return one


def _without(own: list[str], words: list[str]) -> list[str]:
    """`words` without the name that they begin or end with; [] where they do neither."""
    if words[: len(own)] == own:
        return words[len(own) :]
    return words[: -len(own)] if words[-len(own) :] == own else []


CUT = 0.8


def _unlikely(one: Candidate) -> Candidate:
    """Held: two people's names in a row, a payer or a practice that begins or goes on as a sentence does."""
    if not isinstance(one.value, str) or one.confidence <= DOUBTFUL:
        return one
    if one.field == "referrer.name":
        doubtful = len([word for word in one.value.split() if len(word.strip(".")) > PARTICLE]) > NAMES_MAX
    elif one.field == "order.service":
        doubtful = one.method == "tick" and VOCABULARY["order.service"].search(one.value) is None
    elif one.field == "coverage.payer" and one.check is not Check.PASSED:
        doubtful = bool(SENTENCE.search(one.value)) or len(one.value.split()) > PAYER_WORDS_MAX
    elif one.field == "referrer.practice":
        doubtful = bool(SENTENCE.match(one.value) or NUMBERED.search(one.value))
    else:
        doubtful = False
    return replace(one, confidence=DOUBTFUL) if doubtful else one


DOUBTFUL = 0.6
PARTICLE, NAMES_MAX, PAYER_WORDS_MAX = 3, 3, 6
SENTENCE = re.compile(r"^\W*[a-z]+(?![a-z]*[A-Z])\W|;|\b(?:completed?|please|form|number|attach\w*|see|must)\b")
NUMBERED = re.compile(r"\d{3}\W{1,2}\d{3}\W\d{4}")

"""Entities of the trained tagger -> candidates for fields.

Place in the sentence: words -> **fields**. An entity becomes a value by the same kinds that read a form's answers;
what a kind cannot read is no value. Which of them count, and how much, is for `seconded`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from faxpipe.document import enclosing
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.answers import cleaned
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.durations import find_durations
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.scores import find_pain_scores
from faxpipe.fields.tagger.entities import Entity
from faxpipe.referral import Candidate, Check, Value

METHOD = "model"
FIELDS = {
    "PATIENT": "patient.name",
    "BIRTH": "patient.birth_date",
    "REFERRER": "referrer.name",
    "PRACTICE": "referrer.practice",
    "PAYER": "coverage.payer",
    "ORDER": "order.date",
    "STUDY": "imaging.date",
    "ONSET": "fracture.onset",
    "DURATION": "fracture.onset",
    "DIAGNOSIS": "diagnosis.text",
    "PROCEDURE": "order.service",
    "MEDICATION": "patient.medications",
    "ALLERGY": "patient.allergies",
    "LEVEL": "fracture.levels",
    "PAIN": "symptoms.pain_score",
    "PATIENT_PHONE": "patient.phone",
    "REFERRER_PHONE": "referrer.phone",
    "REFERRER_FAX": "referrer.fax",
    "REFERRER_NPI": "referrer.npi",
    "MEMBER": "coverage.member_id",
}
"""The field that an entity of each label answers; the other labels answer none."""
LISTS = frozenset({"patient.medications", "patient.allergies", "fracture.levels"})

Reads = tuple[Found, ...]


def opinions(entities: Iterable[Entity], reference: date) -> Iterator[Candidate]:
    """What the entities say of the fields: one candidate an entity, for a list field one a page."""
    lists: dict[tuple[str, int], list[Candidate]] = {}
    for entity in entities:
        name = FIELDS.get(entity.label)
        for found in _read(entity, reference) if name else ():
            one = _candidate(entity, name or "", found)
            if name in LISTS:
                lists.setdefault((one.field, one.page), []).append(one)
            else:
                yield one
    for parts in lists.values():
        yield _listed(parts)


def _read(entity: Entity, reference: date) -> Reads:
    if entity.label == "PAIN" and entity.text.strip(" ()[].,") == MOST:
        row = sum(len(token) == 1 and token.isdigit() for token in entity.before)
        if row >= SCALE_FIGURES or entity.before[-1:] in OUT_OF:
            return ()
    return tuple(
        found for found in READERS[entity.label](entity.text, reference) if found.check is not Check.FAILED
    )


MOST, OUT_OF, SCALE_FIGURES = "10", (("of",), ("/",)), 4
"""A ten that ends a scale says nothing of the pain: behind a score that could not be read, "G of 10", or last of a
printed row of figures."""


def _candidate(entity: Entity, name: str, found: Found) -> Candidate:
    return Candidate(
        name, found.value, entity.text, entity.page, entity.box, entity.probability, METHOD, found.check
    )


def _listed(parts: Sequence[Candidate]) -> Candidate:
    values = tuple(dict.fromkeys(value for part in parts for value in _values(part.value)))
    value: Value = "none" if values == ("none",) else tuple(v for v in values if v != "none")
    first = parts[0]
    box = enclosing([part.box for part in parts])
    words = " | ".join(part.words for part in parts)
    return Candidate(
        first.field, value, words, first.page, box, min(p.confidence for p in parts), METHOD, first.check
    )


def _values(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _person(text: str, reference: date) -> Reads:
    found = find_person(text)
    return () if found is None or found.note == "single" or len(str(found.value).split()) < 2 else (found,)


def _payer(text: str, reference: date) -> Reads:
    found = find_payer(text)
    return () if found is None or CUT_OFF.search(str(found.value)) else (found,)


CUT_OFF = re.compile(r"(?:\b(?:of|and|the|with)|[&/-])\s*$", re.IGNORECASE)
"""A name that goes on in the next line: "Blue Cross Blue Shield of" """


def _text(text: str, reference: date) -> Reads:
    value = cleaned(text)
    return (Found(value, 0, len(text)),) if sum(sign.isalpha() for sign in value) > 2 else ()


def _born(text: str, reference: date) -> Reads:
    return find_dates(text, reference, birth=True)[:1]


def _day(text: str, reference: date) -> Reads:
    return find_dates(text, reference)[:1]


def _score(text: str, reference: date) -> Reads:
    bare = re.fullmatch(r"\W*(10|\d)(?:\s*(?:/|out of|of)\s*10)?\W*", text)
    return (Found(int(bare[1]), bare.start(1), bare.end(1)),) if bare else find_pain_scores(text)[:1]


def _levels(text: str, reference: date) -> Reads:
    return tuple(found for found in find_levels(text, plural=True) if found.note != "disc")


def _called(text: str, reference: date) -> Reads:
    return find_phones(text)[:1]


def _member(text: str, reference: date) -> Reads:
    sound = tuple(found for found in find_mbis(text) if found.check is not Check.FAILED)
    return sound[:1] or find_ids(text, IdKind.MEMBER)[:1]


READERS: dict[str, Callable[[str, date], Reads]] = {
    "PATIENT": _person,
    "BIRTH": _born,
    "REFERRER": _person,
    "PRACTICE": _text,
    "PAYER": _payer,
    "ORDER": _day,
    "STUDY": _day,
    "ONSET": _day,
    "DURATION": lambda text, reference: find_durations(text, reference)[:1],
    "DIAGNOSIS": _text,
    "PROCEDURE": _text,
    "MEDICATION": lambda text, reference: find_medications(text),
    "ALLERGY": lambda text, reference: find_allergies(text),
    "LEVEL": _levels,
    "PAIN": _score,
    "PATIENT_PHONE": _called,
    "REFERRER_PHONE": _called,
    "REFERRER_FAX": _called,
    "REFERRER_NPI": lambda text, reference: find_npis(text)[:1],
    "MEMBER": _member,
}

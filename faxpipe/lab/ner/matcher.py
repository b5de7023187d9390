"""The plain way to read fields with spaCy: a Matcher a field, a cue and the shape of a value after it.

Part of the lab: what the rules and the tagger are compared with. Written in good faith over running tokens,
without layout, sections or negation, as one would begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from faxpipe.fields.kinds.drugs import drug_names

Pattern = list[dict[str, Any]]
_SIGN: Pattern = [{"IS_PUNCT": True, "OP": "*"}, {"IS_SPACE": True, "OP": "?"}]
_WORD = r"^[A-Z][A-Za-z'.\-]*$"
_PERSON: tuple[Pattern, ...] = (
    [{"TEXT": {"REGEX": _WORD}, "OP": "{2,4}"}],
    [{"TEXT": {"REGEX": _WORD}}, {"ORTH": ","}, {"TEXT": {"REGEX": _WORD}, "OP": "{1,2}"}],
)
_MONTH = r"(?i)^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$"
_DAY: tuple[Pattern, ...] = (
    [{"TEXT": {"REGEX": r"^\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}$"}}],
    [{"TEXT": {"REGEX": _MONTH}}, {"LIKE_NUM": True}, {"ORTH": ",", "OP": "?"}, {"LIKE_NUM": True}],
    [{"LIKE_NUM": True}, {"TEXT": {"REGEX": _MONTH}}, {"LIKE_NUM": True}],
)
_LINE: tuple[Pattern, ...] = ([{"IS_SPACE": False, "ORTH": {"NOT_IN": [".", ";"]}, "OP": "{1,8}"}],)
_CUES: dict[str, tuple[str, tuple[Pattern, ...]]] = {
    "patient.name": ("patient;patient name;re;name;pt;patient:;mrs;mr;referring", _PERSON),
    "patient.birth_date": ("dob;date of birth;born;born on;d.o.b.;birth date;birthdate", _DAY),
    "referrer.name": (
        "referring provider;referring physician;ordering provider;referred by;sincerely;signed by;"
        "regards;provider",
        _PERSON,
    ),
    "order.date": ("date;order date;referral date;date of referral;dated;today's date", _DAY),
    "imaging.date": ("imaging date;study date;date of study;exam date;mri;ct;mri on;x-ray;performed;films", _DAY),
    "fracture.onset": ("onset;date of onset;date of injury;began on;started on;since;fell on;injury date", _DAY),
    "referrer.practice": ("practice;practice name;clinic;facility;office", _LINE),
    "coverage.payer": ("insurance;primary insurance;payer;carrier;covered by;plan;insured by", _LINE),
    "diagnosis.text": ("diagnosis;dx;impression;assessment;primary diagnosis", _LINE),
    "order.service": ("reason for referral;service requested;for;referral for;procedure requested;request", _LINE),
    "patient.allergies": ("allergies;allergic to;drug allergies;allergy", _LINE),
}
_ANYWHERE: dict[str, tuple[Pattern, ...]] = {
    "fracture.levels": ([{"TEXT": {"REGEX": r"(?i)^(T1?\d|L[1-5])$"}}],),
    "symptoms.pain_score": (
        [{"TEXT": {"REGEX": r"^(10|\d)/10$"}}],
        [{"LIKE_NUM": True}, {"LOWER": "out"}, {"LOWER": "of"}, {"ORTH": "10"}],
    ),
}
FIELDS = (*_CUES, *_ANYWHERE, "patient.medications")


def matches(text: str) -> Iterator[tuple[str, str]]:
    """(field, value as printed) of every match, for each cue the longest one, in reading order."""
    doc = _nlp().make_doc(text)
    for field, found in _matchers().items():
        taken = -1
        for _, start, end in sorted(found(doc), key=lambda match: (match[1], -match[2])):
            if start > taken:
                taken = end - 1
                value = doc[_value_start(doc, start, end, field) : end].text.strip(" \t\n:_.,-")
                if value:
                    yield field, value.split("\n")[0] if field in _CUES else value


def _value_start(doc: Doc, start: int, end: int, field: str) -> int:
    """Where the value begins after its cue."""
    if field not in _CUES:
        return start
    for cue in sorted(_CUES[field][0].split(";"), key=len, reverse=True):
        length = len(_nlp().make_doc(cue))
        if doc[start : start + length].text.lower() == cue:
            return min(start + length, end - 1)
    return start


@cache
def _matchers() -> dict[str, Matcher]:
    found: dict[str, Matcher] = {}
    for field, (cues, values) in _CUES.items():
        matcher = Matcher(_nlp().vocab)
        begun = [[{"LOWER": token.lower_} for token in _nlp().make_doc(cue)] for cue in cues.split(";")]
        matcher.add(field, [cue + _SIGN + value for cue in begun for value in values], greedy="LONGEST")
        found[field] = matcher
    for field, patterns in _ANYWHERE.items():
        found[field] = Matcher(_nlp().vocab)
        found[field].add(field, list(patterns), greedy="LONGEST")
    drugs = Matcher(_nlp().vocab)
    drugs.add("patient.medications", [[{"LOWER": {"IN": list(drug_names())}}]])
    found["patient.medications"] = drugs
    return found


@cache
def _nlp() -> Language:
    return spacy.blank("en")

"""When is a value read from a fax the value that a person read? One comparison for each kind of field.

Part of the lab; independent of the product's own normalisers on purpose, so that it can catch their errors.
Case, punctuation and accents never count. Names must agree word for word, titles and credentials aside.
Free text is right from a similarity of `TEXT_RATIO_MIN` (rapidfuzz, 0..100) with word order ignored, or when
the words both share make up most of either text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from rapidfuzz import fuzz

TEXT_RATIO_MIN = 85.0
SHARED_OF_TRUTH_MIN = 0.6
SHARED_OF_GOT_MIN = 0.5

R1 = (
    "patient.name",
    "patient.birth_date",
    "patient.phone",
    "referrer.name",
    "referrer.phone",
    "referrer.fax",
    "order.service",
)
R2 = (
    "coverage.payer",
    "coverage.member_id",
    "referrer.npi",
    "diagnosis.text",
    "diagnosis.icd10",
    "patient.medications",
    "patient.allergies",
    "documents.clinical_notes",
)
V = (
    "treatment.anticoagulants",
    "fracture.levels",
    "fracture.onset",
    "imaging.modality",
    "imaging.date",
    "documents.imaging_report",
)
OTHER = (
    "patient.sex",
    "patient.address",
    "coverage.group_number",
    "coverage.authorization_number",
    "referrer.practice",
    "referrer.signature",
    "order.date",
    "order.cpt",
    "order.urgency",
    "imaging.edema",
    "symptoms.pain_score",
    "treatment.conservative",
    "exam.neuro",
    "fracture.height_loss_percent",
    "bone.workup",
)
CORE = R1 + R2 + V
FIELDS = CORE + OTHER

NAMES = frozenset({"patient.name", "referrer.name"})
DIGITS = frozenset({"patient.phone", "referrer.phone", "referrer.fax", "referrer.npi"})
TEXTS = frozenset({"order.service", "diagnosis.text", "coverage.payer", "referrer.practice"})
TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss"})
CREDENTIALS = frozenset({"md", "do", "np", "pa", "c", "aprn", "fnp", "rn", "phd", "dnp", "facp", "mph", "bc"})
COMPANY_FORMS = frozenset({"llc", "pllc", "pc", "inc", "llp", "pa"})


def same(field: str, got: Any, truth: Any) -> bool:
    """Whether `got` answers `field` as `truth` does; lists are compared as sets, "none" as itself."""
    if got is None or truth is None:
        return False
    if isinstance(got, list | tuple) or isinstance(truth, list | tuple):
        return {_plain(item) for item in _items(got)} == {_plain(item) for item in _items(truth)}
    if field in NAMES:
        return _name(str(got)) == _name(str(truth))
    if field in DIGITS:
        return re.sub(r"\D", "", str(got)) == re.sub(r"\D", "", str(truth))
    if field == "patient.address":
        return _numbers(got) == _numbers(truth) and alike(str(got), str(truth))
    if field in TEXTS:
        return alike(str(got), str(truth))
    return _plain(got) == _plain(truth)


def same_order(got: Any, truth: Any) -> bool:
    """Whether two lists that hold the same items also hold them in the same order."""
    return [_plain(item) for item in _items(got)] == [_plain(item) for item in _items(truth)]


def alike(got: str, truth: str) -> bool:
    """Whether two free texts say the same, by `TEXT_RATIO_MIN` or by the words they share."""
    ours, theirs = _words(got), _words(truth)
    if not ours or not theirs:
        return False
    if fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs)) >= TEXT_RATIO_MIN:
        return True
    shared = {word for word in ours if any(fuzz.ratio(word, other) >= TEXT_RATIO_MIN for other in theirs)}
    letters = sum(map(len, shared))
    return letters >= SHARED_OF_TRUTH_MIN * sum(map(len, set(theirs))) and letters >= SHARED_OF_GOT_MIN * sum(
        map(len, set(ours))
    )


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()


def _plain(value: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", _fold(str(value)))


def _words(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", _fold(text).replace("'", ""))
    return [word for word in words if word not in COMPANY_FORMS] or words


def _name(text: str) -> tuple[str, ...]:
    words = re.findall(r"[a-z]+", _fold(text).replace("'", "").replace("’", ""))
    while len(words) > 2 and words[0] in TITLES:
        words.pop(0)
    while len(words) > 2 and words[-1] in CREDENTIALS:
        words.pop()
    return tuple(words)


def _numbers(text: Any) -> list[str]:
    return re.findall(r"\d+", str(text))

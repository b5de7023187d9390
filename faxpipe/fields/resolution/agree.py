"""When do two candidates of one field say the same? Agreement across spellings, and misread twins.

Two readings of one printed value that differ by a letter or two are *twins*: the same answer, one of them
misread. Twins never make a conflict between pages; they make the value unsure until something decides.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.unlabelled.spots import METHOD as UNCLAIMED
from faxpipe.referral import Candidate, FieldStatus, FieldValue, Value
from faxpipe.schema import FieldSpec

SAME_PERSON = 0.8
SAME_TEXT = 82.0


def agree(kind: str, one: Value, other: Value) -> bool:
    """Whether two values of a field of this kind are the same answer."""
    if one == other:
        return True
    if kind == "person":
        return same_person(str(one), str(other)) >= SAME_PERSON or _cut_off(plain(one), plain(other))
    if kind in {"text", "practice", "payer", "address"}:
        return fuzz.token_set_ratio(plain(one), plain(other)) >= SAME_TEXT
    if kind == "id":
        return _one_shape(plain(one)) == _one_shape(plain(other))
    if kind == "onset":
        return str(one)[:7] == str(other)[:7] and not str(one).startswith("P")
    return plain(one) == plain(other)


def _one_shape(identifier: str) -> str:
    """An identifier with the letters that no issuer uses beside digits, because they look like them, as digits."""
    return _OH.sub("0", _AI.sub("1", identifier))


_OH, _AI = re.compile(r"(?<=\d)o(?=\d|$)"), re.compile(r"(?<=\d)[il](?=\d|$)")


def _cut_off(one: str, other: str) -> bool:
    """Whether one name is the end of the other, an initial at least: "M Patel" of "Leocadia M Patel"."""
    short, full = sorted((one.split(), other.split()), key=len)
    return 1 < len(short) < len(full) and full[-len(short) :] == short


def twins(kind: str, one: Value, other: Value) -> bool:
    """Whether the two are plausibly one printed value of which a reading is wrong."""
    if kind in {"id", "npi", "phone", "date", "mbi"}:
        a, b = plain(one), plain(other)
        return len(a) > 5 and abs(len(a) - len(b)) <= 1 and Levenshtein.distance(a, b) <= 2
    if kind == "person":
        return fuzz.ratio(plain(one), plain(other)) > 75
    return False


def plain(value: Value) -> str:
    """A value as letters and digits in lower case, for comparing."""
    text = " ".join(sorted(value)) if isinstance(value, tuple) else str(value)
    return _OTHER_SIGNS.sub("", text.lower()).strip()


_OTHER_SIGNS = re.compile(r"[^a-z0-9 ]+")


def unaccented(text: str) -> str:
    """A text with its letters bare: typed pages and small print leave accents out."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def evidence(candidates: list[Candidate]) -> float:
    """Joint confidence of candidates that agree: independent places add up, the same words count once.

    Method: 1 - prod(1 - c) over places, each place by its best reading; capped, since pages of one fax copy
    from each other.
    """
    places: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        if not any(_same_place(candidate, place) for place in places):
            places.append(candidate)
    doubt = 1.0
    for place in places:
        doubt *= 1 - min(place.confidence, 0.97)
    return min(1 - doubt, 0.995)


def _same_place(one: Candidate, other: Candidate) -> bool:
    return one.page == other.page and one.box.overlap_x(other.box) > 0.5 and one.box.overlap_y(other.box) > 0.5


def field_value(
    spec: FieldSpec,
    status: FieldStatus,
    chosen: Candidate,
    confidence: float,
    reason: str,
    candidates: list[Candidate],
) -> FieldValue:
    """`chosen` as the field's value, every candidate that says something else kept in `others`.

    What only its shape and place speak for is held for that, whatever else would be said of it.
    """
    if chosen.method == UNCLAIMED and status is FieldStatus.UNCERTAIN:
        reason = "no_label"
    others: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.confidence):
        known = [chosen, *others]
        if candidate.value is not None and all(candidate.value != other.value for other in known):
            others.append(candidate)
    return FieldValue(
        spec.name,
        status,
        chosen.value,
        confidence,
        chosen.page,
        chosen.box,
        chosen.words,
        chosen.method,
        reason,
        tuple(others),
    )

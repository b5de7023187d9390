"""Every required value is read twice: what a second reading of its own place makes of it.

Between extraction and the checks of one field against another. Agreement lifts the doubt that the print was
misread, not the doubt that it answers another question; disagreement holds the value with both readings beside it.
What was ticked, or is only present, has no print to read again. Pure: the readings are handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from faxpipe.document import Box
from faxpipe.fields.context import Packet, certainty
from faxpipe.fields.kinds.payers import spelt_out
from faxpipe.fields.kinds.same_name import look_alike
from faxpipe.fields.prose.candidate import clarity
from faxpipe.fields.resolution.again import Again, Second, compared
from faxpipe.fields.resolution.agree import plain, twins
from faxpipe.fields.resolution.places import Place
from faxpipe.fields.resolution.resolve import RIVAL
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue
from faxpipe.schema import FieldSpec

DIFFERS = "second_reading_differs"
MISREAD_DOUBT = 0.2
"""What is left of the doubt in the print once it was read the same way twice."""
OTHER_DOUBT = 0.85
"""What is left of every other doubt, because the threshold is that of values read once, misreadings among them."""
SURE_MAX = 0.995
WHOLE, SURE_ID = 0.65, 0.95
"""Confidence that only doubt in the print leaves, and of a second reading: five of five such were right."""
SETTLED = frozenset({"phone", "npi", "id", "date", "onset", "icd10", "payer", "person"})
"""Kinds whose held values become found by agreement. It does not show that a list is whole or that a sentence
answers the question: of such values, held for little confidence, half were wrong; of these kinds none of 34."""
KNOWN_LETTERS, SHORT_LEAST = 4, 0.8
"""Letters from which a payer's word can be told by the lexicon; the confidence that a shorter one needs."""
CLEAN, CLEAN_AGAIN, TORN = 0.95, 0.95, 0.85
"""Confidence of the least sure word, first and again, of a value that stands against one on another page that
holds a word less sure than the last: eight of eight."""
TWIN_REASONS = frozenset({"pages_differ", "readings_differ"})


def unsettled(fields: Sequence[FieldValue], packet: Packet, second: Second) -> tuple[Place, ...]:
    """The places of required values that no second reading agrees with yet: those to read again.

    A value read surely needs none, unless it fails its check or another place says nearly the same.
    """
    wanted = _required(packet)
    found: dict[tuple[int, Box], Place] = {}
    for value in fields:
        spec = wanted.get(value.field)
        if spec is None or not _printed(value) or not _open(spec, value):
            continue
        for again in _standing(spec, value, packet, second):
            if again is not None and not again.agreed:
                found.update(((place.page, place.box), place) for place in again.unsure)
    return tuple(found.values())


def confirm(fields: Sequence[FieldValue], packet: Packet, second: Second) -> tuple[FieldValue, ...]:
    """`fields` with what the second readings say of each, in the same order; what was neither read again nor read
    surely stays as it is."""
    wanted = _required(packet)
    return tuple(_confirmed(wanted.get(value.field), value, packet, second) for value in fields)


def _required(packet: Packet) -> dict[str, FieldSpec]:
    return {spec.name: spec for spec in packet.schema.required(vcf=True) if spec.kind != "presence"}


def _printed(value: FieldValue) -> bool:
    return value.value is not None and bool(value.words) and not (value.method or "").startswith(UNPRINTED)


UNPRINTED = ("tick", "signature")


def _open(spec: FieldSpec, value: FieldValue) -> bool:
    """Whether a second reading could change what becomes of the value."""
    if value.status in (FieldStatus.FOUND, FieldStatus.INVALID):
        return True
    return bool(_rivals(spec, value)) or (value.reason == "low_confidence" and spec.kind in SETTLED)


def _confirmed(spec: FieldSpec | None, value: FieldValue, packet: Packet, second: Second) -> FieldValue:
    if spec is None or not _printed(value):
        return value
    again, *rivals = _standing(spec, value, packet, second)
    if again is None or not again.readings:
        return value
    if rivals:
        return _settled(spec, value, again, rivals, packet)
    if (spelt := _by_lexicon(spec, value, again)) is not None:
        return spelt
    if again.agreed:
        return _surer(spec, value, again, packet)
    return _by_two(spec, value, again, packet) or _doubted(spec, value, again, packet)


def _doubted(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> FieldValue:
    """A value with which its second readings do not agree."""
    if not again.differs:
        return value
    if value.status is FieldStatus.INVALID:
        return _repaired(spec, value, again, packet)
    return _held(spec, value, again, packet)


def _standing(spec: FieldSpec, value: FieldValue, packet: Packet, second: Second) -> list[Again | None]:
    """The value beside its second readings, then its rivals; one that fails its check or has any is in doubt."""
    rivals = _rivals(spec, value)
    doubted = bool(rivals) or value.status is FieldStatus.INVALID
    standing: list[FieldValue | Candidate] = [value, *rivals]
    return [compared(spec, packet, one, second, doubted=doubted) for one in standing]


def _rivals(spec: FieldSpec, value: FieldValue) -> tuple[Candidate, ...]:
    """What other places say, where they differ from the value by no more than a misreading would."""
    if value.reason not in TWIN_REASONS:
        return ()
    strong = [other for other in value.others if other.value is not None and other.confidence >= RIVAL]
    alike = [other for other in strong if value.value is not None and _alike(spec, other, value)]
    return tuple(alike) if len(alike) == len(strong) else ()


def _alike(spec: FieldSpec, other: Candidate, value: FieldValue) -> bool:
    one, two = str(other.value), str(value.value)
    return twins(spec.kind, one, two) or (spec.kind == "id" and min(len(one), len(two)) > 4 and _part(one, two))


def _part(one: str, two: str) -> bool:
    return one in two or two in one


def _surer(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> FieldValue:
    confidence = _lifted(value, again)
    held = value.status is FieldStatus.UNCERTAIN and value.reason == "low_confidence"
    if not held:
        return replace(value, confidence=confidence)
    if confidence < spec.accept or not _settles(spec, value, again, packet):
        return replace(value, confidence=min(confidence, spec.accept - 0.01))
    return replace(value, confidence=confidence, status=FieldStatus.FOUND, reason="")


def _settles(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> bool:
    """Whether agreement is enough: of an identifier without a check both readings may have lost an end, so it must
    have been read very surely the second time, and not have been doubted for more than its print."""
    if spec.kind == "id":
        passed = any(one is not None and one.check is Check.PASSED for _, _, one in again.found(spec, packet))
        return passed or ((value.confidence or 0.0) >= WHOLE and again.sure >= SURE_ID)
    return spec.kind in SETTLED


def _lifted(value: FieldValue, again: Again) -> float:
    """The value's confidence with most of the doubt in its print taken out of it."""
    words = tuple(chain.from_iterable(place.words for place in again.places))
    if (value.method or "").startswith("prose"):
        sure = min((word.confidence for word in words if any(map(str.isalnum, word.text))), default=0.0)
        before, after = clarity(sure), clarity(1 - (1 - sure) * MISREAD_DOUBT)
    else:
        sure = certainty(words)
        before, after = 0.3 + 0.7 * sure, 0.3 + 0.7 * (1 - (1 - sure) * MISREAD_DOUBT)
    confidence = min((value.confidence or 0.0) * after / before, SURE_MAX)
    return min(1 - (1 - confidence) * OTHER_DOUBT, SURE_MAX)


def _held(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> FieldValue:
    """Nobody should trust a value that reads otherwise when it is read again; both readings are kept beside it."""
    others = (*value.others, *_candidates(spec, value, again, packet))
    confidence = min(value.confidence or 0.0, spec.accept - 0.01)
    if spec.kind == "person" and (other := _outvoted(value, again, packet, spec)) is not None:
        first = _candidate(value, confidence, value.method or "", Check.PLAIN)
        return replace(other, others=(first, *others))
    if value.status is not FieldStatus.FOUND:
        return replace(value, others=others, confidence=confidence)
    first = _candidate(value, confidence, value.method or "", Check.PLAIN)
    return replace(
        value, status=FieldStatus.UNCERTAIN, reason=DIFFERS, confidence=confidence, others=(first, *others)
    )


def _by_lexicon(spec: FieldSpec, value: FieldValue, again: Again) -> FieldValue | None:
    """A payer whose misread words leave one known wording, in that wording: sure where its short words, which no
    lexicon tells apart, were read well or a second reading comes to the same."""
    held = value.status is FieldStatus.FOUND or value.reason == "low_confidence"
    asked = value.method == "label" or (value.method == "pattern" and again.agreed)
    wording = spelt_out(str(value.value)) if spec.kind == "payer" and held and asked else None
    if wording is None:
        return None
    words = chain.from_iterable(place.words for place in again.places)
    short = (word.confidence for word in words if 0 < sum(map(str.isalnum, word.text)) < KNOWN_LETTERS)
    alike = any((spelt_out(" ".join(texts)) or "").lower() == wording.lower() for _, texts in again.readings)
    if not alike and min(short, default=1.0) < SHORT_LEAST:
        return None
    sure = max(value.confidence or 0.0, spec.accept)
    return replace(value, value=wording, status=FieldStatus.FOUND, reason="", confidence=sure)


def _by_two(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> FieldValue | None:
    """What two engines read alike, one of them more surely, other than it was read first; None where they do not,
    or where one of the two readings may be the other cut off. Eight of eight were right."""
    asked = spec.kind in SETTLED and value.reason in ("", "low_confidence") and again.surest >= again.first
    if not asked or len(again.readings) < 2:
        return None
    found = list(again.found(spec, packet))
    sound = [one for _, _, one in found if one is not None and one.check in (Check.PASSED, Check.PLAIN)]
    told = [one.value for one in sound]
    if spec.kind == "id" and len({plain(text).replace(" ", "") for _, text, _ in found}) == 1:  # but for blanks
        told = [max(told, key=lambda one: len(str(one)))] * len(found) if told else []
    if len(told) < len(found) or any(one != told[0] for one in told) or told[0] == value.value:
        return None
    said, first = str(told[0]), str(value.value)
    if _part(said, first) or not twins(spec.kind, said, first):
        return None
    confidence = max(min(value.confidence or 0.0, SURE_MAX), spec.accept)
    before = _candidate(value, min(confidence, spec.accept - 0.01), value.method or "", Check.PLAIN)
    others = (before, *value.others, *_candidates(spec, value, again, packet))
    there = replace(value, value=told[0], status=FieldStatus.FOUND, reason="", confidence=confidence)
    return replace(there, others=others)


def _outvoted(value: FieldValue, again: Again, packet: Packet, spec: FieldSpec) -> FieldValue | None:
    """The name as another page spells it, where another engine reads this place just so and the two spellings
    differ only in letters that are taken for each other; None where the readings leave it open."""
    found = [(engine, str(one.value)) for engine, _, one in again.found(spec, packet) if one is not None]
    own = {engine for engine, name in found if name == value.value}
    said = {name for engine, name in found if engine not in own}
    spelt = [
        other
        for other in value.others
        if str(other.value) in said and other.page != value.page and look_alike(str(other.value), str(value.value))
    ]
    if len({str(other.value) for other in spelt}) != 1:
        return None
    best = max(spelt, key=lambda other: other.confidence)
    sure = max(best.confidence, spec.accept)
    there = replace(value, value=best.value, words=best.words, page=best.page, box=best.box, method=best.method)
    return replace(there, status=FieldStatus.FOUND, reason="", confidence=sure)


def _repaired(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> FieldValue:
    """A value that failed its check, replaced where two readers agree on one that passes."""
    found = [one for _, _, one in again.found(spec, packet)]
    passed = all(one is not None and one.check is Check.PASSED for one in found)
    others = (*value.others, *_candidates(spec, value, again, packet))
    if len(found) < 2 or not passed or (said := again.says(spec, packet)) is None:
        return replace(value, others=others)
    first = _candidate(value, value.confidence or 0.0, value.method or "", Check.FAILED)
    return replace(value, value=said, status=FieldStatus.FOUND, reason="", others=(first, *others))


def _settled(
    spec: FieldSpec, value: FieldValue, again: Again, rivals: Sequence[Again | None], packet: Packet
) -> FieldValue:
    """Two places that differ by a letter or two: found where read again the other says the same as this one."""
    if again.agreed and all(one is not None and not one.agreed for one in rivals):
        said = {one.says(spec, packet) for one in rivals if one is not None}
        if said == {value.value}:
            return replace(_surer(spec, value, again, packet), status=FieldStatus.FOUND, reason="")
    if again.agreed and _clean(again) and all(one is not None and _torn(one) for one in rivals):
        return replace(_surer(spec, value, again, packet), status=FieldStatus.FOUND, reason="")
    if again.agreed:
        return replace(value, confidence=_lifted(value, again))
    return _held(spec, value, again, packet) if again.differs else value


def _clean(again: Again) -> bool:
    return again.first >= CLEAN and again.sure >= CLEAN_AGAIN


def _torn(again: Again) -> bool:
    return again.first < TORN


def _candidates(spec: FieldSpec, value: FieldValue, again: Again, packet: Packet) -> Iterator[Candidate]:
    for engine, text, one in again.found(spec, packet):
        method = f"second reading, {engine}"
        said, check = (None, Check.UNREADABLE) if one is None else (one.value, one.check)
        yield replace(_candidate(value, value.confidence or 0.0, method, check), value=said, words=text)


def _candidate(value: FieldValue, confidence: float, method: str, check: Check) -> Candidate:
    if value.page is None or value.box is None:
        raise ValueError("a value without a place has no second reading")
    return Candidate(value.field, value.value, value.words or "", value.page, value.box, confidence, method, check)

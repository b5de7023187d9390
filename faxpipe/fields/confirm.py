"""Every required value is read twice: what a second reading of its own place says of it.

Between extraction and the checks of one field against another. Agreement lifts the doubt that the print was
misread, not the doubt that it answers another question; disagreement holds the value with both readings beside it.
What was ticked, or is only present, has no print to read again. Pure: the readings are handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from faxpipe.document import Box, SecondReading
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.places import Place, places
from faxpipe.fields.same_print import parsed, same, same_place
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue, Value
from faxpipe.schema import FieldSpec

Second = Mapping[int, Sequence[SecondReading]]
"""Second readings by page number."""

MISREAD_DOUBT = 0.35
"""What is left of the doubt in a value once its place was read the same way twice."""
DIFFERS = "second_reading_differs"
UNPRINTED = ("tick", "signature")
SAME_PLACE = 0.8
GATHERED = frozenset({"icd10", "levels"})
"""Kinds whose list is joined from several places."""


def unsettled(fields: Sequence[FieldValue], packet: Packet, second: Second) -> tuple[Place, ...]:
    """The places of required values that no second reading agrees with yet: those to read again."""
    wanted = _required(packet)
    found: dict[tuple[int, Box], Place] = {}
    for value in fields:
        spec = wanted.get(value.field)
        if spec is None or not _printed(value):
            continue
        again = _reread(spec, packet, value, second)
        if again is not None and not again.agreed:
            found.update(((place.page, place.box), place) for place in again.places)
    return tuple(found.values())


def confirm(fields: Sequence[FieldValue], packet: Packet, second: Second) -> tuple[FieldValue, ...]:
    """`fields` with what the second readings say of each, in the same order; without any they stay as they are."""
    wanted = _required(packet)
    return tuple(_confirmed(wanted.get(value.field), value, packet, second) for value in fields)


@dataclass(frozen=True, slots=True)
class _Reread:
    """The places of one value, and each engine's text of them."""

    places: tuple[Place, ...]
    readings: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    agreed: bool


def _required(packet: Packet) -> dict[str, FieldSpec]:
    return {spec.name: spec for spec in packet.schema.required(vcf=True) if spec.kind != "presence"}


def _printed(value: FieldValue) -> bool:
    return value.value is not None and bool(value.words) and not (value.method or "").startswith(UNPRINTED)


def _reread(spec: FieldSpec, packet: Packet, value: FieldValue, second: Second) -> _Reread | None:
    """None where the words of the value cannot be placed."""
    own = tuple(_places(spec, packet, value))
    if not own:
        return None
    first = tuple(place.words for place in own)
    read = [dict(_readings(place, second)) for place in own]
    engines = dict.fromkeys(chain.from_iterable(read))
    texts = [(engine, tuple(one[engine] for one in read)) for engine in engines if all(engine in r for r in read)]
    mixed = tuple(_agreeing(spec, text, one) for text, one in zip(first, read, strict=True))
    tried = [text for _, text in texts] + ([mixed] if len(own) > 1 and all(read) else [])
    return _Reread(own, tuple(texts), any(same(spec, packet, first, text) for text in tried))


def _places(spec: FieldSpec, packet: Packet, value: FieldValue) -> Iterator[Place]:
    """The places of the value; those of codes and levels that other places added to its list, too."""
    if value.page is None or value.box is None:
        return
    own = places(packet, value.page, value.box, value.words or "")
    yield from own
    if not own or spec.kind not in GATHERED:
        return
    said = tuple(place.words for place in own)
    left = _items(value.value) - {item for one in parsed(spec, packet, said) for item in _items(one.value)}
    for other in value.others:
        if left & _items(other.value) and _items(other.value) <= _items(value.value):
            left -= _items(other.value)
            yield from places(packet, other.page, other.box, other.words)


def _items(value: Value | None) -> set[str]:
    return set(value) if isinstance(value, tuple) else set()


def _readings(place: Place, second: Second) -> Iterator[tuple[str, str]]:
    for one in second.get(place.page, ()):
        if _overlap(place.box, one.box) >= SAME_PLACE:
            yield one.engine, one.text


def _overlap(one: Box, other: Box) -> float:
    """Shared area over joint area, 0..1."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / (one.width * one.height + other.width * other.height - wide * tall)


def _agreeing(spec: FieldSpec, first: str, read: Mapping[str, str]) -> str:
    """The text of the engine that read the place as it was read first, else of any."""
    return next((text for text in read.values() if same_place(spec, first, text)), next(iter(read.values()), ""))


def _confirmed(spec: FieldSpec | None, value: FieldValue, packet: Packet, second: Second) -> FieldValue:
    if spec is None or not _printed(value):
        return value
    again = _reread(spec, packet, value, second)
    if again is None or not again.readings:
        return value
    if value.status is FieldStatus.INVALID:
        return _repaired(spec, value, again, packet)
    if again.agreed:
        return _surer(spec, value)
    return _held(spec, value, again, packet)


def _surer(spec: FieldSpec, value: FieldValue) -> FieldValue:
    confidence = 1 - (1 - (value.confidence or 0.0)) * MISREAD_DOUBT
    if value.reason == "low_confidence" and confidence >= spec.accept:
        return replace(value, confidence=confidence, status=FieldStatus.FOUND, reason="")
    return replace(value, confidence=confidence)


def _held(spec: FieldSpec, value: FieldValue, again: _Reread, packet: Packet) -> FieldValue:
    others = (*value.others, *_candidates(spec, value, again, packet))
    confidence = min(value.confidence or 0.0, spec.accept - 0.01)
    if value.status is not FieldStatus.FOUND:
        return replace(value, others=others, confidence=confidence)
    own = _candidate(value, value.value, value.words or "", value.method or "", Check.PLAIN)
    return replace(
        value, status=FieldStatus.UNCERTAIN, reason=DIFFERS, confidence=confidence, others=(own, *others)
    )


def _repaired(spec: FieldSpec, value: FieldValue, again: _Reread, packet: Packet) -> FieldValue:
    """A value that failed its check, replaced where two readings agree on one that passes."""
    found = [_one(parsed(spec, packet, texts)) for _, texts in again.readings]
    sound = [one for one in found if one is not None and one.check is Check.PASSED]
    others = (*value.others, *_candidates(spec, value, again, packet))
    if len(sound) < 2 or len({one.value for one in sound}) > 1 or len(sound) < len(found):
        return replace(value, others=others)
    return replace(
        value,
        value=sound[0].value,
        status=FieldStatus.FOUND,
        reason="",
        confidence=spec.accept + 0.05,
        others=others,
    )


def _one(found: tuple[Found, ...]) -> Found | None:
    return found[0] if len(found) == 1 else None


def _candidates(spec: FieldSpec, value: FieldValue, again: _Reread, packet: Packet) -> Iterator[Candidate]:
    for engine, texts in again.readings:
        text = " ".join(texts).strip()
        one = _one(parsed(spec, packet, texts))
        method = f"second reading, {engine}"
        if one is not None:
            yield _candidate(value, one.value, text, method, one.check)
        else:
            yield _candidate(value, None, text, method, Check.UNREADABLE)


def _candidate(value: FieldValue, said: Value | None, words: str, method: str, check: Check) -> Candidate:
    return Candidate(
        value.field,
        said,
        words,
        value.page or 1,
        value.box or Box(0, 0, 1, 1),
        value.confidence or 0.0,
        method,
        check,
    )

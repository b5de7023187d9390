"""One value and what was read when its places were read a second time. Pure: the readings are handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from faxpipe.document import Box, SecondReading
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.places import Place, places
from faxpipe.fields.same_print import parsed, same, same_place
from faxpipe.referral import Candidate, Check, FieldValue, Value
from faxpipe.schema import FieldSpec

Second = Mapping[int, Sequence[SecondReading]]
"""Second readings by page number."""

SAME_PLACE = 0.8
GATHERED = frozenset({"icd10", "levels"})
"""Kinds whose list is joined from several places."""
TWICE_SURE = frozenset({"person"})
"""Kinds of which one engine must have been sure the first time, too."""
PROVEN = frozenset({"npi", "id"})
UNSURE = 0.9
"""An engine that agrees with itself on a name, but not surely, is often wrong twice: in 10 of 43, else 3 of 96."""


@dataclass(frozen=True, slots=True)
class Again:
    """The places of one value, each engine's text of them, and whether that agrees with the first reading.

    Neither `agreed` nor `differs`: nothing was read again, or nobody was sure enough.
    """

    places: tuple[Place, ...]
    readings: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    agreed: bool
    differs: bool

    def found(self, spec: FieldSpec, packet: Packet) -> Iterator[tuple[str, str, Found | None]]:
        """(engine, its text, the one value that the field's grammar makes of it) of each reading."""
        for engine, texts in self.readings:
            values = parsed(spec, packet, texts)
            yield engine, " ".join(texts).strip(), values[0] if len(values) == 1 else None

    def says(self, spec: FieldSpec, packet: Packet) -> Value | None:
        """The sound value on which all second readings agree; None where they do not."""
        found = [one for _, _, one in self.found(spec, packet)]
        sound = [one.value for one in found if one is not None and one.check in (Check.PASSED, Check.PLAIN)]
        return sound[0] if sound and len(sound) == len(found) and all(v == sound[0] for v in sound) else None


def read_again(spec: FieldSpec, packet: Packet, value: FieldValue | Candidate, second: Second) -> Again | None:
    """None where the words of the value are not found on its page."""
    own = tuple(_places(spec, packet, value))
    if not own:
        return None
    first = tuple(place.text for place in own)
    read = [_readings(place, second) for place in own]
    engines = dict.fromkeys(chain.from_iterable(read))
    whole = [engine for engine in engines if all(engine in one for one in read)]
    texts = {engine: tuple(one[engine].text for one in read) for engine in whole}
    agreeing = [engine for engine in whole if same(spec, packet, first, texts[engine])]
    differs = len(agreeing) < len(whole)
    if len(agreeing) == 1 and not _checked(spec, packet, texts[agreeing[0]]):
        agreeing = [engine for engine in agreeing if _sure(spec, packet, own, [one[engine] for one in read])]
    agreed = bool(agreeing) or (len(own) > 1 and all(read) and _mixed_agrees(spec, packet, own, read))
    return Again(own, tuple(texts.items()), agreed, differs and not agreed)


def _places(spec: FieldSpec, packet: Packet, value: FieldValue | Candidate) -> Iterator[Place]:
    """The places of the value; those of codes and levels that other places added to its list, too."""
    if value.page is None or value.box is None:
        return
    own = places(packet, value.page, value.box, value.words or "")
    yield from own
    if not own or spec.kind not in GATHERED or isinstance(value, Candidate):
        return
    said = tuple(place.text for place in own)
    left = _items(value.value) - {item for one in parsed(spec, packet, said) for item in _items(one.value)}
    for other in value.others:
        if left & _items(other.value) and _items(other.value) <= _items(value.value):
            left -= _items(other.value)
            yield from places(packet, other.page, other.box, other.words)


def _items(value: Value | None) -> set[str]:
    return set(value) if isinstance(value, tuple) else set()


def _readings(place: Place, second: Second) -> dict[str, SecondReading]:
    """What each engine read there."""
    there = (one for one in second.get(place.page, ()) if _overlap(place.box, one.box) >= SAME_PLACE)
    return {one.engine: one for one in there}


def _overlap(one: Box, other: Box) -> float:
    """Shared area over joint area, 0..1."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or tall <= 0:
        return 0.0
    return wide * tall / (one.width * one.height + other.width * other.height - wide * tall)


def _checked(spec: FieldSpec, packet: Packet, texts: tuple[str, ...]) -> bool:
    """Whether the value proves itself: a check digit, or the grammar of a beneficiary number."""
    found = parsed(spec, packet, texts) if spec.kind in PROVEN else ()
    return bool(found) and all(one.check is Check.PASSED for one in found)


def _sure(spec: FieldSpec, packet: Packet, own: Sequence[Place], read: Sequence[SecondReading]) -> bool:
    """Whether the agreement is another engine's, or this one was sure; of a name, of every word both times."""
    engines = {sheet.page.engine for sheet in packet.sheets if sheet.number in {place.page for place in own}}
    if not engines & {one.engine for one in read}:
        return True
    both = own if spec.kind in TWICE_SURE else ()
    words = [word.confidence for place in both for word in place.words if any(map(str.isalnum, word.text))]
    return min([*words, *(one.confidence for one in read)]) >= UNSURE


def _mixed_agrees(
    spec: FieldSpec, packet: Packet, own: Sequence[Place], read: Sequence[Mapping[str, SecondReading]]
) -> bool:
    """Whether the places agree, each by the engine that read it as it was read first, and surely."""
    first = tuple(place.text for place in own)
    mixed = [
        next((one for one in there.values() if same_place(spec, text, one.text)), next(iter(there.values())))
        for text, there in zip(first, read, strict=True)
    ]
    texts = tuple(one.text for one in mixed)
    if not same(spec, packet, first, texts):
        return False
    each = zip(own, mixed, strict=True)
    return _checked(spec, packet, texts) or all(_sure(spec, packet, [place], [one]) for place, one in each)

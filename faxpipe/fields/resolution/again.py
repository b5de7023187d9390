"""One value and what was read when its places were read a second time. Pure: the readings are handed in.

What was read very surely is not read again, it counts as if it had been: the same engine sees the same, and of 650
such values another reader objected to six, all of them right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from faxpipe.document import Box, SecondReading
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.payers import only_payer
from faxpipe.fields.resolution.places import Place, places
from faxpipe.fields.resolution.same_print import FREE, LISTED, WORDED, parsed, same, same_but_accents, same_place
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
PLAIN_PRINT = frozenset({"phone", "date", "icd10", "onset", "levels", "payer"})
FAIRLY, OBJECTING, REFUSING = 0.7, 0.5, 0.85
"""What one engine read alike twice, fairly surely, stands if no other reads another sound value there with any
confidence: of 21 such values (phones, dates, codes, levels; 166 faxes) none was wrong, below 0.7 one of nine."""
COUNTED = frozenset({"phone", "date", "onset", "levels"})
STEADY = {"phone": 0.8, "date": 0.8, "onset": 0.8, "levels": 0.8} | {
    "medications": 0.5,
    "allergies": 0.5,
    "payer": 0.65,
    "anticoagulants": 0.8,
    "id": 0.9,
    "person": 0.7,
    "icd10": 0.8,
    "modality": 0.8,
}
"""First confidence of the least sure word from which the same engine's same reading stands though another differs.
Of 360 faxes of the lab: 24 of 24 such numbers and dates were right, below 0.8 six of eight; 11 of 11 lists of
known names from 0.5; 4 of 4 identifiers and 10 of 10 names, of names that a sure reading objects to none of 6."""
AGAIN_LEAST = 0.5
KNOWN_LEAST = 0.3
"""As in `STEADY`, of a payer each of whose words is one of payers and plans."""
READ_TWICE = frozenset({"phone", "date", "onset", "icd10", "modality"})
TWICE_LEAST = 0.5
"""Confidence from which the second of two like readings by the engine that read first stands, whatever a weaker
one makes of such a value: of 440 faxes of the lab 23 of 23 were right, of those below it three of five."""
ID_FIRST, ID_AGAIN = (0.95, 0.83), (0.4, 0.8)
"""As in `STEADY`, of an identifier: so sure the first time and the second: six of six; below that one of three."""
KNOWN_WORDS = 0.55
"""Confidence of the least sure word from which a list stands all of whose entries are names of medicines or
substances, though it could not be read again: six of six."""
REPEATED = 0.985
"""Confidence of a value that one place alone never has."""
UNSURE = 0.9
"""An engine that agrees with itself on a name, but not surely, is often wrong twice: in 10 of 43, else 3 of 96."""

SURE, SURE_WORDING = 0.995, 0.97
"""Confidence of the least sure word from which a place is not read again. Of 1,212 values of letters and digits
that sure (the neural engine, 180 invented faxes) four were misread, all of them names (an accent, a first I); of
445 numbers on pages of the lab none. Tesseract is never as sure."""
WORDINGS = WORDED | LISTED | frozenset({"anticoagulants"})
"""Kinds in which one letter seldom decides: people read them, or a list knows the word."""


@dataclass(frozen=True, slots=True)
class Again:
    """The places of one value, each engine's text of them, and whether that agrees with the first reading.

    `unsure`: those of `places` that a second reading must decide. Neither `agreed` nor `differs`: it has not yet,
    or nobody was sure enough.
    """

    places: tuple[Place, ...]
    unsure: tuple[Place, ...]
    readings: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    agreed: bool
    differs: bool
    sure: float = 0.0
    """Confidence of the least sure second reading."""
    surest: float = 0.0
    """Confidence of the surest engine, in the place that it read worst."""

    @property
    def first(self) -> float:
        """Confidence of the least sure word when it was read first."""
        words = chain.from_iterable(place.words for place in self.places)
        return min((word.confidence for word in words if any(map(str.isalnum, word.text))), default=0.0)

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


def compared(
    spec: FieldSpec, packet: Packet, value: FieldValue | Candidate, second: Second, *, doubted: bool = False
) -> Again | None:
    """The value beside its second readings; None where its words are not found on its page.

    `doubted`: something else speaks against the value, so however surely it was read, it is to be read again.
    """
    own = tuple(_places(spec, packet, value))
    if not own:
        return None
    unsure = tuple(place for place in own if doubted or not _is_sure(spec, place))
    first = tuple(place.text for place in own)
    if not unsure:
        return Again(own, (), ((_first_reader(packet, own[0]), first),), agreed=True, differs=False)
    read = _readings(own, unsure, second)
    engines = dict.fromkeys(chain.from_iterable(read))
    whole = [engine for engine in engines if all(engine in one for one in read)]
    texts = {engine: tuple(one[engine].text for one in read) for engine in whole}
    agreeing = [engine for engine in whole if same(spec, packet, first, texts[engine])]
    differs = len(agreeing) < len(whole)
    if len(agreeing) == 1 and not (spec.kind in FREE or _checked(spec, packet, texts[agreeing[0]])):
        agreeing = [
            engine
            for engine in agreeing
            if _sure(spec, packet, own, [one[engine] for one in read])
            or _unopposed(spec, packet, own, read, engine)
            or _steady(spec, packet, own, read, engine, repeated=_repeated(value))
        ]
    if not agreeing and _known_words(spec, packet, own) and not _refused(spec, packet, read, ""):
        agreeing = whole[:1]
    agreed = bool(agreeing) or (len(own) > 1 and all(read) and _mixed_agrees(spec, packet, own, read))
    each = [min(one[engine].confidence for one in read) for engine in whole]
    sure = min((there.confidence for one in read for there in one.values()), default=0.0)
    differs = differs and not agreed
    return Again(own, unsure, tuple(texts.items()), agreed, differs, sure, max(each, default=0.0))


def _is_sure(spec: FieldSpec, place: Place) -> bool:
    """Whether every word was read so surely that the same would be read again."""
    least = SURE_WORDING if spec.kind in WORDINGS else SURE
    words = [word.confidence for word in place.words if any(map(str.isalnum, word.text))]
    return bool(words) and min(words) >= least


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


def _first_reader(packet: Packet, place: Place) -> str:
    return next(sheet.page.engine for sheet in packet.sheets if sheet.number == place.page)


def _readings(own: Sequence[Place], unsure: Sequence[Place], second: Second) -> list[dict[str, SecondReading]]:
    """What each engine read in each place; a sure place says the same to all of them."""
    there = [_at(place, second) if place in unsure else None for place in own]
    engines = dict.fromkeys(chain.from_iterable(one for one in there if one is not None))
    return [
        {engine: SecondReading(place.box, place.text, 1.0, engine) for engine in engines} if one is None else one
        for place, one in zip(own, there, strict=True)
    ]


def _at(place: Place, second: Second) -> dict[str, SecondReading]:
    """What each engine read in this place."""
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
    engines = {_first_reader(packet, place) for place in own}
    if not engines & {one.engine for one in read}:
        return True
    both = own if spec.kind in TWICE_SURE else ()
    words = [word.confidence for place in both for word in place.words if any(map(str.isalnum, word.text))]
    return min([*words, *(one.confidence for one in read)]) >= UNSURE


def _unopposed(
    spec: FieldSpec, packet: Packet, own: Sequence[Place], read: Sequence[Mapping[str, SecondReading]], engine: str
) -> bool:
    """Whether one engine read the same twice, fairly surely, and others were asked and saw no value there."""
    if spec.kind not in PLAIN_PRINT or engine not in {_first_reader(packet, place) for place in own}:
        return False
    values = parsed(spec, packet, tuple(place.text for place in own))
    if spec.kind == "payer" and any(one.check is not Check.PASSED for one in values):
        return False
    words = [word.confidence for place in own for word in place.words if any(map(str.isalnum, word.text))]
    if min([*words, *(one[engine].confidence for one in read)], default=0.0) < FAIRLY:
        return False
    others = {other for one in read for other in one} - {engine}
    said = [[one[other] for one in read if other in one] for other in others]
    return bool(said) and not any(_objects(spec, packet, one) for one in said)


def _steady(
    spec: FieldSpec,
    packet: Packet,
    own: Sequence[Place],
    read: Sequence[Mapping[str, SecondReading]],
    engine: str,
    *,
    repeated: bool,
) -> bool:
    """Whether the engine that read first, and fairly surely, read the same again, whatever a weaker one makes of
    it: of numbers and dates also where another place says the same, of names where nobody sure says otherwise."""
    least = STEADY.get(spec.kind)
    if least is None or engine not in {_first_reader(packet, place) for place in own}:
        return False
    words = [word.confidence for place in own for word in place.words if any(map(str.isalnum, word.text))]
    again = min(one[engine].confidence for one in read)
    if _twice(spec.kind, min(words, default=0.0), again) and not _refused(spec, packet, read, engine):
        return True
    known = spec.kind == "payer" and all(only_payer(place.text) for place in own)
    if spec.kind == "id" and again >= ID_AGAIN[1]:
        least = ID_FIRST[1]
    if min(words, default=0.0) < (KNOWN_LEAST if known else least) and not (repeated and spec.kind in COUNTED):
        return False
    first = tuple(place.text for place in own)
    if known and again < KNOWN_LEAST:
        return False
    if spec.kind in LISTED or spec.kind == "payer":
        return all(one.check is Check.PASSED for one in parsed(spec, packet, first))
    if spec.kind in COUNTED:
        return True
    if again < AGAIN_LEAST:
        return False
    others = {other for one in read for other in one} - {engine}
    said = [[one[other] for one in read if other in one] for other in others]
    return bool(said) and not any(_objects(spec, packet, one) and not _accented(spec, first, one) for one in said)


def _twice(kind: str, first: float, again: float) -> bool:
    """Whether two like readings by one engine, so sure, need no other's."""
    if kind == "id":
        return first >= ID_FIRST[0] and again >= ID_AGAIN[0]
    return kind in READ_TWICE and again >= TWICE_LEAST


def _known_words(spec: FieldSpec, packet: Packet, own: Sequence[Place]) -> bool:
    """Whether the places hold nothing but names of a list that were read fairly, which no misreading makes."""
    if spec.kind not in ("medications", "allergies"):
        return False
    words = [word.confidence for place in own for word in place.words if any(map(str.isalnum, word.text))]
    found = parsed(spec, packet, tuple(place.text for place in own))
    return min(words, default=0.0) >= KNOWN_WORDS and _passed(found)


def _passed(found: Sequence[Found]) -> bool:
    return bool(found) and all(one.check is Check.PASSED for one in found)


def _repeated(value: FieldValue | Candidate) -> bool:
    """Whether more than one place of the fax must have said the same."""
    return isinstance(value, FieldValue) and (value.confidence or 0.0) >= REPEATED


def _accented(spec: FieldSpec, first: tuple[str, ...], read: Sequence[SecondReading]) -> bool:
    """Whether another reading of a name differs only in letters whose accents were read as other letters."""
    if spec.kind not in TWICE_SURE or len(first) != len(read):
        return False
    return all(same_but_accents(one, other.text) for one, other in zip(first, read, strict=True))


def _refused(spec: FieldSpec, packet: Packet, read: Sequence[Mapping[str, SecondReading]], engine: str) -> bool:
    """Whether another than `engine` very surely read another sound value in the places."""
    others = {other for one in read for other in one} - {engine}
    said = [[one[other] for one in read if other in one] for other in others]
    return any(_objects(spec, packet, one, REFUSING) for one in said)


def _objects(spec: FieldSpec, packet: Packet, read: Sequence[SecondReading], least: float = OBJECTING) -> bool:
    """Whether an engine made a sound value of the places, and was not guessing."""
    sure = min((one.confidence for one in read), default=0.0) >= least
    found = parsed(spec, packet, tuple(one.text for one in read)) if sure else ()
    return any(one.check not in (Check.FAILED, Check.UNREADABLE) for one in found)


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

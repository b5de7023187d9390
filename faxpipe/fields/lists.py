"""Resolving fields whose value is a list: medicines, allergies, codes, levels.

"None" beside a list that is not empty is a contradiction that a person must see. Lists themselves are not
joined across pages: the fullest well-read list stands, because a joined list repeats misread names.
"""

from __future__ import annotations

from dataclasses import replace

from faxpipe.document import PageKind
from faxpipe.fields.agree import evidence, field_value
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue
from faxpipe.schema import FieldSpec

RIVAL = 0.6


def resolve_list(spec: FieldSpec, sound: list[Candidate], candidates: list[Candidate]) -> FieldValue:
    """The fullest well-read list; conflict where one page says none and another lists some."""
    none = [c for c in sound if c.value == "none"]
    some = [c for c in sound if isinstance(c.value, tuple) and c.value]
    if none and some:
        nothing, listed = evidence(none), evidence(some)
        if min(nothing, listed) >= RIVAL:
            return field_value(spec, FieldStatus.CONFLICT, _fullest(some), listed, "pages_differ", candidates)
        some, none = (some, []) if listed >= nothing else ([], none)
    chosen = _fullest(some or none)
    agreeing = [c for c in (some or none) if _overlap(c, chosen) >= 0.5]
    return _settled(spec, chosen, evidence([chosen, *agreeing]), candidates)


def resolve_codes(spec: FieldSpec, sound: list[Candidate], candidates: list[Candidate]) -> FieldValue:
    """Codes of the asking pages in their order; without those, of any page. Confidence is the least of them."""
    asked = [c for c in sound if c.method in {"label", "tick", "table"}] or sound
    ordered = sorted(asked, key=lambda c: (c.page, c.box.top, c.box.left))
    codes = tuple(dict.fromkeys(code for c in ordered for code in _items(c)))
    support = {code: evidence([c for c in sound if code in _items(c)]) for code in codes}
    kept = tuple(code for code in codes if support[code] >= 0.4) or codes
    best = max(asked, key=lambda c: (len(_items(c)), c.confidence))
    chosen = replace(best, value=kept)
    return _settled(spec, chosen, min(support[code] for code in kept), candidates)


def resolve_levels(
    spec: FieldSpec, sound: list[Candidate], candidates: list[Candidate], kinds: dict[int, PageKind]
) -> FieldValue:
    """Levels by page; what the sender asks for must be what the report shows."""
    by_page: dict[int, list[Candidate]] = {}
    for candidate in sound:
        by_page.setdefault(candidate.page, []).append(candidate)
    reported = _pages(by_page, kinds, report=True)
    asked = _pages(by_page, kinds, report=False)
    everything = tuple(_items_of(sound))
    best = max(sound, key=lambda c: (len(_items(c)), c.confidence))
    if reported and asked and not set(reported) & set(asked):
        return field_value(spec, FieldStatus.CONFLICT, best, evidence(sound), "pages_differ", candidates)
    sides = [side for side in (asked, reported) if side]
    same = all(set(side) == set(everything) for side in sides)
    value = everything if same else (asked or reported)
    supporting = [c for c in sound if set(_items(c)) & set(value)]
    chosen = replace(
        max(supporting, key=lambda c: (set(_items(c)) == set(value), c.confidence)), value=_sorted(value)
    )
    confidence = min(evidence([c for c in sound if level in _items(c)]) for level in value)
    if not same:
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence * 0.7, "pages_differ", candidates)
    return _settled(spec, chosen, confidence, candidates)


def _pages(by_page: dict[int, list[Candidate]], kinds: dict[int, PageKind], *, report: bool) -> tuple[str, ...]:
    chosen = [
        candidate
        for page, found in by_page.items()
        if (kinds.get(page) is PageKind.IMAGING_REPORT) is report
        for candidate in found
        if candidate.confidence >= 0.5
    ]
    return tuple(_items_of(chosen))


def _items_of(candidates: list[Candidate]) -> list[str]:
    ordered = sorted(candidates, key=lambda c: (c.page, c.box.top, c.box.left))
    return list(dict.fromkeys(item for c in ordered for item in _items(c)))


def _items(candidate: Candidate) -> tuple[str, ...]:
    return candidate.value if isinstance(candidate.value, tuple) else ()


def _sorted(levels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(levels, key=lambda level: (level[0] != "T", int(level[1:]))))


def _fullest(candidates: list[Candidate]) -> Candidate:
    """The longest list, each entry weighed by how well the list was read."""
    return max(candidates, key=lambda c: (max(1, len(_items(c))) * c.confidence**2, c.confidence))


def _overlap(one: Candidate, other: Candidate) -> float:
    if one.value == other.value:
        return 1.0
    a, b = set(_items(one)), set(_items(other))
    return len(a & b) / max(1, min(len(a), len(b)))


def _settled(spec: FieldSpec, chosen: Candidate, confidence: float, candidates: list[Candidate]) -> FieldValue:
    if chosen.check is Check.PLAIN and spec.kind == "icd10":
        confidence *= 0.9
    if confidence < spec.accept:
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence, "low_confidence", candidates)
    return field_value(spec, FieldStatus.FOUND, chosen, confidence, "", candidates)

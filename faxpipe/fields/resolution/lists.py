"""Resolving fields whose value is a list: medicines, allergies, codes, levels.

"None" beside a list that is not empty is a contradiction that a person must see. Lists themselves are not
joined across pages: the fullest well-read list stands, because a joined list repeats misread names.
"""

from __future__ import annotations

from dataclasses import replace

from faxpipe.document import PageKind
from faxpipe.fields.resolution.agree import evidence, field_value
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue
from faxpipe.schema import FieldSpec

RIVAL = 0.6


def resolve_list(spec: FieldSpec, sound: list[Candidate], candidates: list[Candidate]) -> FieldValue:
    """The fullest well-read list; conflict where one page says none and another lists some.

    A list that holds more than the one that stands vouches for its entries, but not for its being whole.
    """
    none = [c for c in sound if c.value == "none"]
    some = [c for c in sound if isinstance(c.value, tuple) and c.value]
    if none and some:
        nothing, listed = evidence(none), evidence(some)
        if min(nothing, listed) >= RIVAL:
            return field_value(spec, FieldStatus.CONFLICT, _fullest(some), listed, "pages_differ", candidates)
        some, none = (some, []) if listed >= nothing else ([], none)
    chosen = _whole(_fullest(some or none), some)
    agreeing = [
        c for c in (some or none) if _overlap(c, chosen) >= 0.5 and not set(_items(c)) > set(_items(chosen))
    ]
    return _settled(spec, chosen, evidence([chosen, *agreeing]), candidates)


def resolve_codes(spec: FieldSpec, sound: list[Candidate], candidates: list[Candidate]) -> FieldValue:
    """Codes of the asking pages in their order; without those, of any page. Confidence is the least of them."""
    asked = [c for c in sound if c.method in {"label", "tick", "table"}] or sound
    asked += [c for c in sound if c not in asked and any(_goes_on(c, one) for one in asked)]
    ordered = sorted(asked, key=lambda c: (c.page, c.box.top, c.box.left))
    codes = tuple(dict.fromkeys(code for c in ordered for code in _items(c)))
    support = {code: evidence([c for c in sound if code in _items(c)]) for code in codes}
    kept = tuple(code for code in codes if support[code] >= 0.4) or codes
    best = max(asked, key=lambda c: (len(_items(c)), c.confidence))
    chosen = replace(best, value=kept)
    confidence = min(support[code] for code in kept)
    if spec.kind == "icd10" and (_misread_twins(kept, sound) or any(_unread_beside(c, asked) for c in candidates)):
        confidence = min(confidence, spec.accept - 0.01)
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence, "readings_differ", candidates)
    return _settled(spec, chosen, confidence, candidates)


def _goes_on(other: Candidate, asked: Candidate) -> bool:
    """Whether a page's text holds the codes that answered a label there, and more of them."""
    return other.page == asked.page and set(_items(other)) > set(_items(asked))


def _misread_twins(codes: tuple[str, ...], sound: list[Candidate]) -> bool:
    """Whether two codes of different pages differ in one character only: one of them may be the other, misread."""
    pages = {code: {c.page for c in sound if code in _items(c)} for code in codes}
    return any(
        len(one) == len(other)
        and sum(a != b for a, b in zip(one, other, strict=True)) == 1
        and not pages[one] & pages[other]
        for at, one in enumerate(codes)
        for other in codes[at + 1 :]
    )


def _unread_beside(candidate: Candidate, asked: list[Candidate]) -> bool:
    """Whether something like a code that could not be read stands on the line of one that was."""
    return (
        candidate.check is Check.UNREADABLE
        and candidate.method == "label"
        and any(c.page == candidate.page and c.box.overlap_y(candidate.box) > 0.3 for c in asked)
    )


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


def _whole(chosen: Candidate, lists: list[Candidate]) -> Candidate:
    """The same list of the same lines read with more entries, or with more of one: a part is not all of it."""
    fuller = [
        c
        for c in lists
        if c.page == chosen.page
        and sum(map(len, _items(c))) > sum(map(len, _items(chosen)))
        and len(_items(c)) >= len(_items(chosen))
        and c.box.bottom < chosen.box.bottom + LINE
        and c.confidence >= WHOLE_FROM
        and all(any(_begins(item, other) for other in _items(c)) for item in _items(chosen))
    ]
    return max(fuller, key=lambda c: c.confidence, default=chosen)


WHOLE_FROM = 0.6
LINE = 0.01
"""Of the page's height: less than from one line to the next."""


def _begins(item: str, other: str) -> bool:
    return item == other or other.startswith(f"{item} ")


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

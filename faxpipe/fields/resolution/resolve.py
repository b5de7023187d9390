"""Candidates from all pages and methods -> exactly one value a field, with status and provenance.

Gather is done; this decides. Candidates that agree support each other, candidates that contradict make a
conflict and all are kept; a failed check makes a value invalid unless a sound reading stands beside it;
nothing is invented. Pure. How contradiction is judged depends on the field: two birth dates are a conflict,
two telephone numbers are two telephones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from rapidfuzz import fuzz

from faxpipe.document import PageKind
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import look_alike, same_person, spells_out
from faxpipe.fields.people.signers import METHOD as SIGNED
from faxpipe.fields.resolution.agree import SAME_PERSON, agree, evidence, field_value, plain, twins, unaccented
from faxpipe.fields.resolution.lists import resolve_codes, resolve_levels, resolve_list
from faxpipe.referral import Candidate, Check, FieldStatus, FieldValue
from faxpipe.schema import FieldSpec, Schema

SPELT_OUT, SPELT_BADLY = 0.6, 0.4
"""Confidence from which a fuller form of a name replaces one with initials, and from which it does where it was
badly read, so that somebody has to see it."""
RIVAL = 0.6
"""A contradicting value with at least this confidence makes a conflict."""


class Strategy(Enum):
    """How contradicting candidates of a field are settled."""

    STRICT = "strict"
    BEST = "best"
    LIST = "list"
    CODES = "codes"
    LEVELS = "levels"


ASKED_FROM = 0.3
"""Confidence from which a labelled referrer, badly written as it may be, casts doubt on another signature."""
FAILS_SURELY = 0.94
SURELY = 0.85
"""Confidence from which a reading of another page counts against one that was read as well."""
SAID_FROM, UNLIKE = 0.85, 60.0
"""A diagnosis of another page, as surely read and below this likeness (0..100): one box of several, or two."""
BEST_KINDS = frozenset({"phone", "text", "practice", "address", "presence", "payer", "modality"})
BEST_FIELDS = frozenset({"order.date", "imaging.date", "referrer.name", "fracture.onset"})
KIND_RANK = {
    PageKind.REFERRAL_FORM: 0.06,
    PageKind.REFERRAL_LETTER: 0.05,
    PageKind.FACE_SHEET: 0.03,
    PageKind.COVER_SHEET: 0.02,
    PageKind.MEDICATION_LIST: 0.06,
    PageKind.INSURANCE_CARD: 0.02,
    PageKind.IMAGING_REPORT: 0.0,
    PageKind.CLINICAL_NOTE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that give the same answer, best first, with their joint confidence."""

    candidates: tuple[Candidate, ...]
    confidence: float

    @property
    def best(self) -> Candidate:
        return self.candidates[0]


def resolve(schema: Schema, candidates: Iterable[Candidate], kinds: dict[int, PageKind]) -> tuple[FieldValue, ...]:
    """One `FieldValue` for every field of the schema, in its order. `kinds`: page kinds by page number."""
    by_field: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_field.setdefault(candidate.field, []).append(candidate)
    values = tuple(_resolve(spec, by_field.get(spec.name, []), kinds) for spec in schema.fields)
    return tuple(_by_another(value, values) if value.field == "referrer.signature" else value for value in values)


def _by_another(signature: FieldValue, values: Iterable[FieldValue]) -> FieldValue:
    """Held where somebody else than the referrer signed electronically: a colleague's note is no signed order."""
    said = _SIGNED_BY.split(signature.words or "")
    signer = find_person(said[-1]) if len(said) > 1 else None
    asked = next((value for value in values if value.field == "referrer.name"), None)
    if signature.status is not FieldStatus.FOUND or signature.method != "prose" or signer is None:
        return signature
    if asked is None or asked.status is not FieldStatus.FOUND or " " not in str(signer.value):
        return signature
    if same_person(str(asked.value), str(signer.value)) >= SAME_PERSON:
        return signature
    return replace(signature, status=FieldStatus.UNCERTAIN, reason="pages_differ")


_SIGNED_BY = re.compile(r":|\bby\b")


def _resolve(spec: FieldSpec, candidates: list[Candidate], kinds: dict[int, PageKind]) -> FieldValue:
    sound = [c for c in candidates if c.value is not None and c.check not in (Check.FAILED, Check.UNREADABLE)]
    if not sound:
        return _unsound(spec, candidates)
    match _strategy(spec):
        case Strategy.LIST:
            return resolve_list(spec, sound, candidates)
        case Strategy.CODES:
            return resolve_codes(spec, sound, candidates)
        case Strategy.LEVELS:
            return resolve_levels(spec, sound, candidates, kinds)
        case strategy:
            return _single(spec, sound, candidates, kinds, strict=strategy is Strategy.STRICT)


def _strategy(spec: FieldSpec) -> Strategy:
    if spec.kind in {"medications", "allergies", "anticoagulants", "conservative"}:
        return Strategy.LIST
    if spec.kind in {"icd10", "cpt"}:
        return Strategy.CODES
    if spec.kind == "levels":
        return Strategy.LEVELS
    if spec.kind in BEST_KINDS or spec.name in BEST_FIELDS:
        return Strategy.BEST
    return Strategy.STRICT


def _unsound(spec: FieldSpec, candidates: list[Candidate]) -> FieldValue:
    """No sound value: invalid where one failed its check, uncertain where ink or words stand, else missing."""
    failed = [c for c in candidates if c.check is Check.FAILED and c.value is not None]
    if failed:
        best = max(failed, key=lambda c: c.confidence)
        return field_value(spec, FieldStatus.INVALID, best, best.confidence, "check_failed", candidates)
    if candidates:
        best = max(candidates, key=lambda c: c.confidence)
        return field_value(spec, FieldStatus.UNCERTAIN, best, best.confidence, "not_readable", candidates)
    return FieldValue(spec.name, FieldStatus.MISSING, reason="nothing_found")


def _single(
    spec: FieldSpec,
    sound: list[Candidate],
    candidates: list[Candidate],
    kinds: dict[int, PageKind],
    *,
    strict: bool,
) -> FieldValue:
    groups = _groups(spec, sound, kinds)
    best = groups[0]
    chosen = _chosen(spec, best)
    rivals = [group for group in groups[1:] if chosen.value is not None]
    misread = [
        group
        for group in rivals
        if twins(spec.kind, _value(group), _value(best)) and not _two_lines(spec, group.best, best.best)
    ]
    proven = spec.kind == "id" and best.best.check is Check.PASSED
    outweighed = [g for g in rivals if proven and g.best.check is not Check.PASSED and _of(g, best)]
    if spec.kind == "person":
        outweighed += [g for g in rivals if look_alike(_value(g), _value(best)) and _pages(best) > _pages(g)]
    contradicted = [group for group in rivals if group.confidence >= RIVAL and group not in outweighed]
    confidence = best.confidence
    if spec.kind == "person" and chosen is not best.best and chosen.confidence < SPELT_OUT:
        confidence = min(confidence, spec.accept - 0.01)
    if strict and contradicted:
        return field_value(spec, FieldStatus.CONFLICT, chosen, confidence, "pages_differ", candidates)
    if (misread and not _decides(best, misread)) or _otherwise(spec, best, candidates):
        confidence = min(confidence, spec.accept - 0.01)
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence, "readings_differ", candidates)
    if confidence < spec.accept:
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence, "low_confidence", candidates)
    if _doubted(spec, best, rivals, candidates):
        confidence = min(confidence, spec.accept - 0.01)
        return field_value(spec, FieldStatus.UNCERTAIN, chosen, confidence, "pages_differ", candidates)
    return field_value(spec, FieldStatus.FOUND, chosen, confidence, "", candidates)


def _two_lines(spec: FieldSpec, one: Candidate, other: Candidate) -> bool:
    """Whether two telephones of one exchange, each read surely at its own place, are two of an office's."""
    if spec.kind != "phone" or one.page != other.page or str(one.value)[:7] != str(other.value)[:7]:
        return False
    apart = one.box.overlap_y(other.box) == 0 or one.box.overlap_x(other.box) == 0
    sure = min(one.confidence, other.confidence) >= SURELY_READ
    return apart and sure and one.check is other.check is Check.PASSED


SURELY_READ = 0.96


def _chosen(spec: FieldSpec, best: Group) -> Candidate:
    """Of candidates that say the same, the one whose spelling stands."""
    if spec.kind == "person":
        return _in_order(_fullest(best), best)
    if spec.kind == "id":
        return _in_figures(best)
    if spec.kind == "text" and best.best.confidence < spec.accept:  # torn words that a clean page repeats
        return max(best.candidates, key=lambda candidate: candidate.confidence)
    return best.best


def _otherwise(spec: FieldSpec, best: Group, candidates: list[Candidate]) -> bool:
    """Whether another page, read as surely, has the number that fails its check, or spells the name otherwise.

    One misreading in ten of a number passes its check by chance."""
    if spec.kind == "npi":
        failed = [c for c in candidates if c.check is Check.FAILED and c.page != best.best.page]
        return any(c.confidence >= FAILS_SURELY and twins("npi", str(c.value), _value(best)) for c in failed)
    if spec.name == "referrer.name":
        return _print_differs(best)
    if spec.name != "patient.name":
        return False
    said = plain(unaccented(_value(best))).split()
    pages: dict[bool, set[int]] = {True: set(), False: set()}
    for one in best.candidates:
        words = plain(unaccented(str(_known(one)))).split()
        if words == said or (one.confidence >= SURELY and _spelt_otherwise(words, said)):
            pages[words == said].add(one.page)
    return len(pages[False] - pages[True]) >= len(pages[True])


def _print_differs(best: Group) -> bool:
    """Whether a name that was not read well is spelt otherwise in the sender's own head."""
    said, sure = plain(unaccented(_value(best))).split(), best.best.confidence
    heads = [one for one in best.candidates if one.method == HEAD and one.confidence > sure - HEAD_BELOW]
    spelt = [plain(unaccented(str(_known(one)))).split() for one in heads]
    return sure < CLEAR and any(_spelt_otherwise(words, said) for words in spelt)


HEAD = "letterhead"
CLEAR, HEAD_BELOW = 0.9, 0.1
"""Confidence of a clearly read name; how much less sure a head may be, which names doctors by their place."""


def _spelt_otherwise(words: list[str], said: list[str]) -> bool:
    """Whether a word differs in two names of as many words; an initial is no other spelling of its name."""
    if len(words) != len(said):
        return False
    pairs = [(one, two) for one, two in zip(words, said, strict=True) if one != two]
    return any(one[0] != two[0] or min(len(one), len(two)) > 1 for one, two in pairs)


def _of(other: Group, best: Group) -> bool:
    """Whether another reading is this one, misread or cut off."""
    return twins("id", _value(other), _value(best)) or plain(_value(other)) in plain(_value(best))


def _doubted(spec: FieldSpec, best: Group, rivals: list[Group], candidates: list[Candidate]) -> bool:
    """Whether the same question, answered elsewhere in the fax, throws doubt on a well-read answer."""
    if spec.name == "referrer.name":
        return (
            _only_signed(best) and any(_asked_for(other) or _signs_too(best, other) for other in rivals)
        ) or any(_signed_beside(best, one) for one in rivals)
    if spec.name != "diagnosis.text":
        return False
    said = plain(_value(best))
    return any(
        c.page != best.best.page
        and c.confidence >= SAID_FROM
        and fuzz.token_sort_ratio(plain(_known(c)), said) < UNLIKE
        and (c.method == "label" or (c.method == "prose" and _broken(plain(_known(c))) != _broken(said)))
        for c in candidates
    )


def _broken(diagnosis: str) -> bool:
    """Whether a diagnosis is of a fracture: notes word one thing in many ways, but this they all say."""
    return bool(re.search(r"fract|\bfx|\bvcf", diagnosis))


def _signed_beside(best: Group, other: Group) -> bool:
    """Whether somebody else signed the very page whose label names the one who asks: who asked the writer is named
    there, too."""
    signed = any(c.method == SIGNED and c.page == best.best.page for c in other.candidates)
    return signed and best.best.method == "label"


def _signs_too(best: Group, other: Group) -> bool:
    """Whether another clinician stands on the same page as the one who signed does: a head lists its doctors."""
    if best.best.method != SIGNED or other.best.method != SIGNED:
        return False
    return other.best.page == best.best.page and other.confidence >= SURELY


def _only_signed(group: Group) -> bool:
    """Whether a name stands only where somebody signed: a note in the fax may be a colleague's."""
    return all(candidate.method.startswith("prose") for candidate in group.candidates)


def _asked_for(group: Group) -> bool:
    """Whether a label that asks for this field is answered by it, well enough to be weighed."""
    return any(c.method == "label" and c.confidence >= ASKED_FROM for c in group.candidates)


def _decides(best: Group, misread: list[Group]) -> bool:
    """Whether the best reading outweighs its misread twins: a passed check they lack, or twice the places."""
    if best.best.check is Check.PASSED and all(g.best.check is not Check.PASSED for g in misread):
        return True
    return len(best.candidates) > sum(len(g.candidates) for g in misread) or all(
        g.confidence < 0.75 * best.confidence for g in misread
    )


def _groups(spec: FieldSpec, sound: list[Candidate], kinds: dict[int, PageKind]) -> list[Group]:
    def weight(candidate: Candidate) -> float:
        asked = 0.1 if spec.kind == "text" and candidate.method in {"label", "tick"} else 0.0
        stated = 0.1 if spec.kind == "onset" and not str(candidate.value).startswith("P") else 0.0
        return (
            candidate.confidence + asked + stated + KIND_RANK.get(kinds.get(candidate.page, PageKind.OTHER), 0.0)
        )

    grouped: list[list[Candidate]] = []
    for candidate in sorted(sound, key=lambda c: (-weight(c), c.page, c.box.top)):
        home = next((g for g in grouped if agree(spec.kind, _known(g[0]), _known(candidate))), None)
        if home is None:
            grouped.append([candidate])
        else:
            home.append(candidate)
    groups = [Group(tuple(g), evidence(g)) for g in grouped]
    if spec.kind == "text":  # wording: the best place to read it, not the one that is repeated most
        return sorted(groups, key=lambda g: -weight(g.best))
    return sorted(groups, key=lambda g: -(g.confidence + weight(g.best) - g.best.confidence))


def _fullest(group: Group) -> Candidate:
    """The most complete form of a name among its well-read forms: full names before initials.

    A form that spells out the best one's initials and differs in nothing else need not be read as well.
    """
    best = group.best
    good = [
        c
        for c in group.candidates
        if c.confidence >= 0.8 * best.confidence
        or (c.confidence >= SPELT_BADLY and spells_out(str(c.value), str(best.value)))
    ]

    def fullness(candidate: Candidate) -> tuple[int, float]:
        parts = str(candidate.value).replace(".", "").split()
        return sum(len(part) > 1 for part in parts) * 2 + sum(
            len(part) == 1 for part in parts
        ), candidate.confidence

    return max(good, key=fullness)


def _in_order(chosen: Candidate, group: Group) -> Candidate:
    """The name with its words in the order in which most pages print them: "FOX ANN" on one may lack its comma."""
    words = plain(str(chosen.value)).split()
    pages: dict[tuple[str, ...], set[int]] = {}
    for one in group.candidates:
        said = plain(str(one.value)).split()
        if sorted(said) == sorted(words):
            pages.setdefault(tuple(said), set()).add(one.page)
    order = max(pages, key=lambda said: len(pages[said]))
    if len(pages[order]) <= len(pages[tuple(words)]):
        return chosen
    return max(
        (one for one in group.candidates if tuple(plain(str(one.value)).split()) == order),
        key=lambda one: one.confidence,
    )


def _pages(group: Group) -> int:
    return len({candidate.page for candidate in group.candidates})


def _in_figures(group: Group) -> Candidate:
    """Of identifiers that differ in a look-alike only, the one with the digit, where another place has it so."""
    return max(group.candidates, key=lambda one: (sum(map(str.isdigit, str(one.value))), one is group.best))


def _value(group: Group) -> str:
    return str(_known(group.best))


def _known(candidate: Candidate) -> str | int | tuple[str, ...]:
    return "" if candidate.value is None else candidate.value

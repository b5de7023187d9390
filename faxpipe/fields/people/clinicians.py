"""Which of the clinicians whom the pages name is the one who refers, where no label, signature or line says so.

Place in the sentence: words -> **fields**, after the other methods and only where none of them is sure of a name.
Letters and notes name many: whoever signs, on whose behalf, who supervises, who is copied, who reads the films,
who is away. Each mention is weighed by the words around it; the heaviest refers, and is held where another comes
close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.people.first_named import first_named
from faxpipe.fields.prose.candidate import candidate
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate

METHOD = "clinicians"
SENT = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.COVER_SHEET, PageKind.FACE_SHEET})
KNOWN_FROM = 0.75
"""A name that another method is as sure of needs no weighing."""
SURE, DOUBTED = 0.8, 0.6
_WORD = r"(?:[A-Z][A-Za-z'\u2019]+(?:-[A-Z][A-Za-z'\u2019]+)*|[A-Z]\.)"
_DEGREE = (
    r"(?:M\.?\s?D|D\.?\s?O|D\.?C|PA(?:-?C)?|A\.?P\.?R\.?N|N\.?P|FNP(?:-?[BC]+)?|DNP|MBBS|CRNP|ARNP|DPM|CNP|AGNP)\b"
)
_MENTION = re.compile(
    rf"\b(?:Dr|DR|Doctor)\.?\s(?P<titled>{_WORD}(?:\s{_WORD}){{0,2}})"
    rf"|(?P<graded>{_WORD}(?:\s{_WORD}){{1,3}})\s?,?\s{_DEGREE}"
)
_BEFORE_WORDS = (
    (60, r"(?:referring|requesting|ordering) (?:physician|provider|clinician|doctor|md)"),
    (60, r"referred by|ordered by|requested by"),
    (55, r"on behalf of|signed for|dictated for|writing for"),
    (35, r"attending(?: physician)?|supervis\w+(?: physician)?|reviewed by|cosigned by|staffed with"),
    (30, r"(?:her|his|patient's|pt's|their) (?:doctor|physician|provider)|physician of record|under the care of"),
    (30, r"(?:seen|evaluated|examined|signed) by|author|provider|clinician"),
    (25, r"nurse practitioner|physician assistant|office of|from|calling for|message from"),
    (-10, r"pcp|primary care(?: physician| provider)?|family doctor|locum for|covering for|cover for"),
    (-80, r"cc|copy|copies|per|attn|attention|see|saw|dear|read by|interpreted by|seen previously by"),
    (-80, r"cardiolog\w+|oncolog\w+|radiolog\w+|surgeon|neurolog\w+|(?:consult(?:ed)?|discussed) with"),
    (-80, r"refer(?:red|ral)?(?: her| him| to)*"),
)
_AFTER_WORDS = (
    (40, r"[^.;]{0,70}\bNPI\b"),
    (35, r"['\u2019]s (?:office|practice|clinic)"),
    (35, r"[^.;]{0,60}\b(?:refers?|wants?|would like|asks?|requests?|recommends?)\b"),
    (15, r"[^.;]{0,30}\b(?:attending|referring)\b"),
    (10, r"[^.;]{0,40}\((?:ph|tel|phone|fax|office)"),
    (-60, r"[^.;]{0,25}\b(?:cardiolog\w+|radiolog\w+|oncolog\w+|surgery|is aware|agrees|on leave|away|pgy)"),
    (-60, r"[^.;]{0,25}\((?:primary|pcp)"),
)
_BEFORE = tuple(
    (
        weight,
        re.compile(
            rf"\b(?:{words})(?!\w)\W*(?:(?:is|was|the|by|my|our|her|his|to)\W+){{0,2}}(?:\w+\W+){{0,2}}$",
            re.IGNORECASE,
        ),
    )
    for weight, words in _BEFORE_WORDS
)
_AFTER = tuple((weight, re.compile(words, re.IGNORECASE)) for weight, words in _AFTER_WORDS)
_ALSO_AWAY = re.compile(
    r"^[^.;]{0,30}\b(?:who is (?:on|away)|on leave|is away|on vacation|retired)", re.IGNORECASE
)
_RESIDENT = re.compile(
    r"^\W{0,3}(?:\(?PGY|resident|intern\b|medical student)|^[^.;\n]{0,50}\bresident\b", re.IGNORECASE
)
CLEAR_BY = 15


@dataclass(frozen=True, slots=True)
class _Mention:
    """`weight`: how much speaks for it that this one refers."""

    sentence: Sentence
    name: str
    start: int
    end: int
    weight: int
    full: bool


def clinicians(packet: Packet, candidates: Sequence[Candidate]) -> list[Candidate]:
    """At most one candidate for referrer.name, where `candidates` have none that is sure."""
    if any(c.field == "referrer.name" and c.value and c.confidence >= KNOWN_FROM for c in candidates):
        return []
    ours = packet.recipient.providers
    people = [
        one
        for sheet in packet.sheets
        if sheet.kind in SENT
        for sentence in sheet.said
        for one in _mentions(sentence)
        if not any(same_person(one.name, own) > 0.85 for own in ours) and "kramer" not in one.name.lower()
    ]
    weighed = sorted(_merged(people), key=lambda one: -one.weight)
    if not weighed or weighed[0].weight < 0 or not weighed[0].full:
        return []
    best, rival = weighed[0], weighed[1].weight if len(weighed) > 1 else -100
    sure = SURE if best.weight >= SURE_FROM and best.weight - rival >= CLEAR_BY else DOUBTED
    one = candidate(best.sentence, "referrer.name", best.name, (best.start, best.end), sure)
    return first_named([replace(one, method=METHOD)])


SURE_FROM = 25


def _mentions(sentence: Sentence) -> Iterator[_Mention]:
    text = sentence.text
    for match in _MENTION.finditer(text):
        group = "titled" if match["titled"] else "graded"
        named = find_person(re.sub(r"['\u2019]s$", "  ", match[group]))
        if named is None or named.start:
            continue
        start, end = match.start(group), match.start(group) + named.end
        before, after = (
            text[max(0, start - 70) : match.start()],
            text[max(end, match.end(group) - 2) : match.end() + 90],
        )
        if sentence.start == sentence.block.start:
            before = f"{sentence.block.heading}: {before}"
        weight = sum(w for w, cue in _BEFORE if cue.search(before))
        weight += max((w for w, cue in _AFTER if w > 0 and cue.match(after)), default=0)
        weight += min((w for w, cue in _AFTER if w < 0 and cue.match(after)), default=0)
        weight -= 60 if _ALSO_AWAY.search(after) or _RESIDENT.search(after) else 0
        yield _Mention(sentence, str(named.value), start, end, weight, named.note != "single")


def _merged(people: Sequence[_Mention]) -> list[_Mention]:
    """One mention a person, the fullest, with the weight of all of them."""
    merged: list[_Mention] = []
    for one in people:
        at = next((n for n, other in enumerate(merged) if _same(one.name, other.name)), None)
        if at is None:
            merged.append(one)
            continue
        fuller = max(one, merged[at], key=lambda each: (each.full, len(each.name)))
        merged[at] = replace(
            fuller, weight=max(one.weight, merged[at].weight) + min(0, one.weight, merged[at].weight) // 4
        )
    return merged


def _same(one: str, other: str) -> bool:
    """Whether two names end in one surname, or are of one person."""
    return one.rsplit(" ", 1)[-1].lower() == other.rsplit(" ", 1)[-1].lower() or same_person(one, other) > 0.85

"""Answers whose label was misread beyond knowing it: they are held up, so that an answered field is not missing.

Place in the sentence: words -> **fields**, after all other methods and only for fields that none of them answers.
Two weak signs must agree: print that resembles a label of the field, and behind or under it an answer of its kind.
What is found so is never found surely; a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from faxpipe.document import Box, PageKind, Word, enclosing
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.forms.labelled import VOCABULARY
from faxpipe.fields.forms.readers import combed
from faxpipe.fields.kinds import answers as blanks
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.payers import names_payer
from faxpipe.fields.labels.book import normal_label
from faxpipe.fields.marks.choices import option_words
from faxpipe.layout import Segment, passage_of
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

METHOD = "misread label"
SERVICE, DIAGNOSIS, SIGNATURE = "order.service", "diagnosis.text", "referrer.signature"
SHORT = {DIAGNOSIS: re.compile(r"[DO0][a-z]?[xz][a-z]?[.:;,]?")}
"""Labels too short to resemble anything, as the first word of a line: "Dxs", "Dax" is "Dx"."""
HELD = 0.4
RESEMBLES, LABEL_LETTERS_MIN = 70.0, 5
LABEL_WORDS_MAX = 4
PLAINLY = frozenset({"phone", "npi", "date", "id"})
"""Kinds whose answers tell what they are."""
TOLD = frozenset({"payer", "medications", "allergies", "anticoagulants"})
"""Kinds whose answers are known words."""
PAGES = frozenset({PageKind.REFERRAL_FORM, PageKind.FACE_SHEET, PageKind.COVER_SHEET, PageKind.REFERRAL_LETTER})
NOTES = frozenset({PageKind.CLINICAL_NOTE})
"""Pages of running text, on which only a colon behind the first words of a line tells a label."""
NOT_OURS = frozenset({"recipient", "contact", "secondary"})
BELOW_IN_HEIGHTS, ALIGNED_IN_EMS = 2.4, 3.0


def misnamed(packet: Packet, answered: Iterable[str]) -> Iterator[Candidate]:
    """Candidates, all of them held, for the required fields that are not among `answered`."""
    known = frozenset(answered)
    wanted = [
        spec
        for spec in packet.schema.required(vcf=True)
        if spec.name not in known and (spec.kind in PLAINLY | TOLD or spec.name in (SERVICE, DIAGNOSIS))
    ]
    signature = packet.schema.field(SIGNATURE)
    for sheet in packet.sheets:
        if SIGNATURE not in known and sheet.kind is PageKind.REFERRAL_FORM:
            yield from _signed(sheet, signature)
        if sheet.kind in PAGES:
            yield from _born(packet, sheet, known)
        if sheet.kind in PAGES | NOTES:
            yield from _of_sheet(packet, sheet, wanted)


def _of_sheet(packet: Packet, sheet: Sheet, wanted: Sequence[FieldSpec]) -> Iterator[Candidate]:
    printed = option_words(sheet.questions)
    around = _written_around(sheet, wanted) if sheet.kind is PageKind.REFERRAL_FORM else ()
    for line, label, answer in (*_pairs(sheet), *around):
        role = _role(sheet, line)
        free = _ends_in_colon(sheet, line, answer)
        if role in NOT_OURS or (sheet.kind in NOTES and not free) or any(id(word) in printed for word in answer):
            continue
        asked = [spec for spec in wanted if free or spec.name not in VOCABULARY]
        yield from _of_pair(packet, sheet, asked, label, answer, role)
    for spec in wanted if sheet.kind is PageKind.REFERRAL_FORM else ():
        if spec.name in SHORT:
            yield from _behind_short(sheet, spec)


def _behind_short(sheet: Sheet, spec: FieldSpec) -> Iterator[Candidate]:
    """What stands behind the remains of a short label, by its own words an answer of the field."""
    for line in sheet.layout.lines:
        first, *rest = line.words
        text = " ".join(word.text for word in rest)
        if SHORT[spec.name].fullmatch(first.text) and VOCABULARY[spec.name].search(text):
            box = enclosing([word.box for word in rest])
            yield Candidate(spec.name, text, text, sheet.number, box, HELD, METHOD, Check.PLAIN)
            return


def _signed(sheet: Sheet, spec: FieldSpec) -> Iterator[Candidate]:
    """A word or two, or ink, over what may be the caption of a signature: somebody seems to have signed."""
    lines = sheet.layout.lines
    labelled = {hit.line for hit in sheet.hits if hit.label}
    for at, line in enumerate(lines):
        caption = line.segments[0]
        if at in labelled or len(caption.words) > SIGNED_WORDS or at == 0:
            continue
        if not _resembles(_normal(caption.words), _labels(spec, "")):
            continue
        over = lines[at - 1].segments[0]
        inks = [ink.box for ink in sheet.page.marks.inks if _in_column_of(sheet, caption.box, ink.box)]
        written = at - 1 not in labelled and len(over.words) <= SIGNED_WORDS and _in_column(sheet, caption, over)
        for box in ([over.box] if written else inks)[:1]:
            yield Candidate(SIGNATURE, None, "", sheet.number, box, HELD, METHOD, Check.UNREADABLE)
            return


SIGNED_WORDS = 3


def _born(packet: Packet, sheet: Sheet, known: frozenset[str]) -> Iterator[Candidate]:
    """A day decades ago, alone on its line or behind a word or two: nothing else on a referral is as old."""
    if "patient.birth_date" in known:
        return
    oldest = f"{packet.reference.year - ADULT_YEARS:04d}"
    for at, line in enumerate(sheet.layout.lines):
        passage = passage_of(sheet.number, line.words)
        if len(line.words) > BORN_WORDS_MAX or _role(sheet, at) in NOT_OURS:
            continue
        for one in find_dates(passage.text, packet.reference, birth=True)[:1]:
            told = str(one.value)
            if one.check is Check.UNREADABLE or one.note or len(told) < len("1950-01-01") or told > oldest:
                continue
            words = passage.covering(one.start, one.end)
            box, raw = enclosing([word.box for word in words]), passage.text[one.start : one.end]
            yield Candidate("patient.birth_date", told, raw, sheet.number, box, HELD, METHOD, Check.PLAIN)
            return


ADULT_YEARS, BORN_WORDS_MAX = 15, 7


def _of_pair(
    packet: Packet, sheet: Sheet, wanted: Sequence[FieldSpec], label: str, answer: tuple[Word, ...], role: str
) -> Iterator[Candidate]:
    text = " ".join(word.text for word in answer)
    if not blanks.is_answer(text):
        return
    for spec in wanted:
        if sheet.kind in spec.not_on or not _resembles(label, _labels(spec, role)):
            continue
        found = combed(text, spec, packet)[:1]
        if not _told(spec, text, found):
            if spec.kind == "payer" and label in _labels(spec, role) and _hardly_read(answer):
                box = enclosing([word.box for word in answer])
                yield Candidate(spec.name, None, text, sheet.number, box, HELD, METHOD, Check.UNREADABLE)
                return
            continue
        for one in found:
            if one.check is Check.UNREADABLE or one.start > 2 or one.value in packet.recipient.phones:
                continue
            box = enclosing([word.box for word in answer])
            yield Candidate(spec.name, one.value, text, sheet.number, box, HELD, METHOD, Check.PLAIN)
            return


def _hardly_read(answer: Sequence[Word]) -> bool:
    """Whether a word of some letters is behind a label that nobody could read: something is written there."""
    return any(word.confidence < TORN and sum(map(str.isalpha, word.text)) >= TORN_LETTERS for word in answer)


TORN, TORN_LETTERS = 0.5, 4


def _ends_in_colon(sheet: Sheet, line: int, answer: tuple[Word, ...]) -> bool:
    """Whether a colon stands right before an answer on its line: words of one's own answer only a plain label."""
    words = sheet.layout.lines[line].words
    at = next((at for at, word in enumerate(words) if word is answer[0]), 0)
    return at > 0 and words[at - 1].text.endswith(":")


def _told(spec: FieldSpec, text: str, found: Sequence[Found]) -> bool:
    """Whether an answer is one of the field by its own words."""
    if spec.kind == "payer":
        return names_payer(text)
    if spec.name in VOCABULARY:
        return VOCABULARY[spec.name].search(text) is not None
    return spec.kind not in TOLD or any(one.check is Check.PASSED or one.value == "none" for one in found)


def _role(sheet: Sheet, line: int) -> str:
    """Whose section the line stands in, by the labels above it; "" where none says."""
    above = [hit.role or hit.opens for hit in sheet.hits if hit.line <= line and (hit.role or hit.opens)]
    return above[-1] or "" if above else ""


def _pairs(sheet: Sheet) -> Iterator[tuple[int, str, tuple[Word, ...]]]:
    """(line, normal text that may be a label, the words behind or under it, over it where labels are captions)
    where no label is known to stand."""
    lines = sheet.layout.lines
    beside = -1 if sheet.captioned else 1
    labelled = {(hit.line, hit.segment) for hit in sheet.hits if hit.label}
    for at, line in enumerate(lines):
        for index, segment in enumerate(line.segments):
            if (at, index) in labelled:
                continue
            for end in range(1, min(LABEL_WORDS_MAX, len(segment.words) - 1) + 1):
                yield at, _normal(segment.words[:end]), segment.words[end:]
            if len(segment.words) > LABEL_WORDS_MAX:
                continue
            label = _normal(segment.words)
            if index + 1 < len(line.segments) and (at, index + 1) not in labelled:
                yield at, label, line.segments[index + 1].words
            if 0 <= at + beside < len(lines):
                for number, other in enumerate(lines[at + beside].segments):
                    if (at + beside, number) not in labelled and _in_column(sheet, segment, other):
                        yield at, label, other.words


def _written_around(sheet: Sheet, wanted: Sequence[FieldSpec]) -> Iterator[tuple[int, str, tuple[Word, ...]]]:
    """As `_pairs`, for captions in small print over which somebody wrote so large that the words were read as one
    line: "Harvard [Insurance company] Pilgrim"."""
    labelled = {(hit.line, hit.segment) for hit in sheet.hits if hit.label}
    for at, line in enumerate(sheet.layout.lines):
        labels = {label for spec in wanted for label in _labels(spec, _role(sheet, at)) if " " in label}
        for index, segment in enumerate(line.segments):
            words = segment.words
            if (at, index) in labelled or len(words) > AROUND_WORDS_MAX:
                continue
            for start in range(1, len(words) - 1):
                for end in range(start + 2, min(start + LABEL_WORDS_MAX, len(words) - 1) + 1):
                    label = _normal(words[start:end])
                    if label in labels:
                        yield at, label, (*words[:start], *words[end:])


AROUND_WORDS_MAX = 8


def _in_column(sheet: Sheet, label: Segment, other: Segment) -> bool:
    """Whether a segment of the line over or under a label stands near it and begins where it does."""
    return _in_column_of(sheet, label.box, other.box)


def _in_column_of(sheet: Sheet, label: Box, other: Box) -> bool:
    apart = max(other.top - label.bottom, label.top - other.bottom)
    near = apart < BELOW_IN_HEIGHTS * sheet.layout.text_height
    return near and abs(other.left - label.left) < ALIGNED_IN_EMS * sheet.layout.em_x


def _normal(words: Sequence[Word]) -> str:
    return normal_label(" ".join(word.text for word in words))


@lru_cache(maxsize=256)
def _labels(spec: FieldSpec, role: str) -> tuple[str, ...]:
    """The longer labels of a field in the section `role`, in normal form."""
    printed = [*spec.labels, *(label for own, labels in spec.in_section if own == role for label in labels)]
    normal = (normal_label(label) for label in printed)
    return tuple(dict.fromkeys(label for label in normal if len(label) >= LABEL_LETTERS_MIN))


@lru_cache(maxsize=20_000)
def _resembles(text: str, labels: tuple[str, ...]) -> bool:
    if len(text) < LABEL_LETTERS_MIN:
        return False
    if process.extractOne(text, labels, scorer=fuzz.ratio, score_cutoff=RESEMBLES) is not None:
        return True
    squeezed = text.replace(" ", "")  # the blank is lost as easily as a letter
    if len(squeezed) < SQUEEZED_MIN:
        return False
    known = _squeezed(labels)
    return process.extractOne(squeezed, known, scorer=fuzz.ratio, score_cutoff=SQUEEZED_RESEMBLES) is not None


@lru_cache(maxsize=256)
def _squeezed(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(label.replace(" ", "") for label in labels)


SQUEEZED_MIN, SQUEEZED_RESEMBLES = 7, 78.0

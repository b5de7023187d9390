"""Labels and their answers -> candidates: what a form says when it is filled in.

Each kind of field has a reader: how many lines an answer may take and how its text becomes values. A label
with nothing behind it gives no candidate. Text or ink that gives no value becomes a candidate without one,
so that an unreadable answer is never taken for a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from faxpipe.document import PageKind, Word, enclosing
from faxpipe.fields.context import PRIOR, Packet, Recipient, Sheet, believed, near
from faxpipe.fields.forms.diagnoses import of_a_further
from faxpipe.fields.forms.parts import NAME_PARTS, address_in_parts, name_in_parts, payer_in_parts
from faxpipe.fields.forms.readers import READERS, combed, listed, unread_code
from faxpipe.fields.forms.two_numbers import of_two_numbers
from faxpipe.fields.forms.unread import (
    TICKED_KINDS,
    UNREAD_CONFIDENCE,
    torn,
    unanswered,
    unmarked,
    unread,
    unreadable,
)
from faxpipe.fields.kinds import answers as blanks
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.fields.labels.answers import Answer, Answers
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.fields.labels.titles import heads_number, names_nobody, titles
from faxpipe.fields.marks.choices import Question, option_words
from faxpipe.fields.prose.order import KNOWN_SERVICE
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

LATE_START = 14
"""A value that begins so many characters into its answer may be part of something else."""


def labelled(
    packet: Packet, asked: dict[int, tuple[Question, ...]], only: tuple[str, ...] = ()
) -> Iterator[Candidate]:
    """Candidates from every label of every page, or of the fields in `only`.

    `asked`: the tick-box questions by page number; their printed options are no answers.
    """
    printed = frozenset(word for page in asked.values() for word in option_words(page))
    choices = {
        number: [q.hit for q in page if len(q.options) > 1 or (q.hit and "patient.sex" in q.hit.fields)]
        for number, page in asked.items()
    }
    for sheet in packet.sheets:
        chosen = [hit for hit, inside, _ in sheet.rings if sum(map(str.isalpha, inside.text)) >= RINGED_MIN]
        choices[sheet.number] = [*choices.get(sheet.number, ()), *(hit for hit, _, _ in sheet.rings)]
        answers = sheet.answers(printed)
        for hit in sheet.hits:
            for name in _fields(sheet, hit):
                if only and name not in only:
                    continue
                spec = packet.schema.field(name)
                ticked = spec.kind in TICKED_KINDS and hit in choices[sheet.number]
                ticked = ticked or (spec.kind == "text" and hit in chosen)
                if sheet.kind not in spec.not_on and spec.kind != "presence" and not ticked:
                    yield from _candidates(packet, sheet, answers, hit, spec)
        yield from name_in_parts(sheet, answers)
        yield from payer_in_parts(sheet, answers)
        yield from address_in_parts(sheet, answers)


def _fields(sheet: Sheet, hit: Hit) -> tuple[str, ...]:
    """The fields a label asks for where it stands: "Date" beside a study is the study's, in a note the visit's."""
    if "imaging.date" in hit.fields and hit.label in STUDY_DATES and sheet.kind is not PageKind.IMAGING_REPORT:
        return tuple(name for name in hit.fields if name != "imaging.date")
    if hit.label != "date":
        return hit.fields
    before = [other for other in sheet.hits if other.line == hit.line and other.box.left < hit.box.left]
    nearest = max(before, key=lambda other: other.box.left, default=None)
    if (nearest is not None and "imaging.modality" in nearest.fields) or _under_imaging(sheet, hit):
        return ("imaging.date",)
    if sheet.kind is PageKind.CLINICAL_NOTE or (nearest is not None and nearest.fields == ("patient.birth_date",)):
        return ()
    return hit.fields


def _under_imaging(sheet: Sheet, hit: Hit) -> bool:
    """Whether "Date" stands in the box or column that "Imaging" heads: right under it, or under its first row."""
    em = sheet.layout.em_x
    rows = [
        line.segments[at]
        for line in sheet.layout.lines[max(0, hit.line - HEAD_ROWS) : hit.line]
        for at in range(len(line.segments))
        if abs(line.segments[at].box.left - hit.box.left) < em
    ]
    heads = [h for h in sheet.hits if 0 < hit.line - h.line <= HEAD_ROWS and h.strength is Strength.ALONE]
    head = next((h for h in heads if "imaging.modality" in h.fields), None)
    if head is None or head.segment != hit.segment or hit.strength is not Strength.COLON:
        return False
    return len(rows) >= hit.line - head.line - 1 and head.box.left - hit.box.left < HEAD_SHIFT


HEAD_ROWS, HEAD_SHIFT = 2, 0.25
"""Lines under a box's heading; how far right of its labels a heading in the middle may begin."""
STUDY_DATES = frozenset(
    {"dos", "date of service", "service date", "performed", "date performed", "exam date", "date of exam"}
    | {"procedure date", "date of examination", "examination date", "exam date / time", "exam performed"}
)
"""Labels that date a study only on its report; elsewhere they date the visit."""

RINGED_MIN = 4
"""Letters in a ring that was drawn around a choice: fewer may be a letter of a hand, or of a comb."""


def _candidates(packet: Packet, sheet: Sheet, answers: Answers, hit: Hit, spec: FieldSpec) -> Iterator[Candidate]:
    if hit.label in NAME_PARTS or _is_wording(sheet, hit, spec):
        return
    answer = answers.answer(hit, lines=READERS[spec.kind].lines)
    spec = _meant(packet, spec, answer)
    if answer.below and hit.label in ASKED_BESIDE:
        return
    if hit.label == "rx" and answer.text is not None and spec.name != _prescribed(answer.text.text):
        return
    if answer.text is None or unmarked(sheet, spec, answer.text) or not blanks.is_answer(answer.text.text):
        yield from unanswered(sheet, spec, answer)
        return
    read = of_two_numbers(sheet, hit, spec.name, answer.text.text, combed(answer.text.text, spec, packet))
    found = [one for one in read if not (_ours(one, packet) or names_nobody(spec.kind, str(one.value)))]
    if spec.kind == "payer" and sheet.kind is PageKind.CLINICAL_NOTE:
        found = [one for one in found if one.check is Check.PASSED]  # "Plan:" opens the doctor's plan too
    if not read:
        yield from unread(sheet, spec, answer)
    for one in found:
        if torn(sheet, answer, one):
            yield from unread(sheet, spec, answer)
        else:
            yield _candidate(sheet, spec.name, answer, one)
    if spec.name == "diagnosis.text":
        for one in listed(find_icd10(answer.text.text)):
            yield _candidate(sheet, "diagnosis.icd10", answer, one)
    if spec.name in CODED and (code := unread_code(answer.text.text)):
        box = enclosing([word.box for word in answer.text.words])
        yield unreadable(sheet, "diagnosis.icd10", code, box, UNREAD_CONFIDENCE)


def _meant(packet: Packet, spec: FieldSpec, answer: Answer) -> FieldSpec:
    """The field that a label asks for by its answer: "Level: Routine" is no vertebra."""
    said = "" if spec.kind != "levels" or answer.text is None else answer.text.text
    soon = find_urgency(said)
    alone = soon is not None and not (said[: soon.start] + said[soon.end :]).strip()
    return packet.schema.field("order.urgency") if alone else spec


def _rest_of_question(sheet: Sheet, hit: Hit) -> bool:
    """Whether a label goes on to the end of a question that marks answer: "Allergic to dye?  [ ] Yes  [x] No"."""
    segment = sheet.layout.lines[hit.line].segments[hit.segment]
    if (
        hit.strength is not Strength.BARE
        or not segment.words[-1].text.endswith("?")
        or hit.end >= len(segment.words)
    ):
        return False
    level = (tick.box for tick in sheet.ticks if tick.box.overlap_y(segment.box) > 0)
    return any(box.left > segment.box.right for box in level)


ASKED_BESIDE = frozenset({"please", "for"})
"""Words that ask for what follows them on their line; what stands below the end of a sentence is the next one."""
PERSONS = frozenset({"patient.name", "referrer.name"})
NAME_TORN = re.compile(r"\s[a-z]{2,12}\s?,?\s(?:M\.?D|D\.?O|D\.?C|N\.?P|PA(?:-?C)?|APRN|FNP|DNP|CRNP|DPM|Jr|Sr)\b")
"""The end of a name in small letters before a degree: "Delphine Archa bault DC"."""
CODED = frozenset({"diagnosis.text", "diagnosis.icd10"})


def _is_wording(sheet: Sheet, hit: Hit, spec: FieldSpec) -> bool:
    """Whether a label that runs into text is part of a sentence or a title: "Request for Specialist Opinion"."""
    if _rest_of_question(sheet, hit):
        return True
    running = spec.kind == "text" and hit.strength is Strength.BARE
    if running and titles(sheet, hit, spec.name):
        return True
    return running and (sheet.kind in PROSE_PAGES or hit.box.top < TITLE)


def _prescribed(text: str) -> str:
    """What stands behind "Rx" on a prescription pad: medicines, or the service that is asked for, which is told by
    the first line; a level misread under it is a vitamin."""
    first = text.partition("\n")[0]
    if KNOWN_SERVICE.search(first) and not find_medications(first, known_only=True):
        return "order.service"
    return "patient.medications" if find_medications(text, known_only=True) else "order.service"


def _candidate(sheet: Sheet, name: str, answer: Answer, one: Found) -> Candidate:
    text = answer.text
    if text is None:
        raise ValueError("an answer without text gives no value")
    words = text.covering(one.start, one.end) or text.words
    confidence = _as_read(name, answer, one, words) * _as_asked(sheet, name, answer.hit)
    if answer.hit.label in PROBLEM_LISTS and ENTRIES.search(text.text[one.start : one.end]):
        confidence *= 0.6  # everything the patient has, the reason for the referral among it
    if name == "diagnosis.text" and of_a_further(text.text):
        confidence *= 0.6  # the first one is what is referred
    alone = len(answer.hit.fields) == 1
    if name == "coverage.member_id" and alone and any(map(str.isalnum, text.text[: one.start])):
        confidence *= 0.6  # the beginning of the number may have been cut off
    if name == "coverage.member_id" and one.note == "comb" and _gap_in(words):
        confidence *= 0.7  # a character may have been lost
    if one.start > LATE_START and alone:
        confidence *= 0.7
    if isinstance(one.value, str) and NAME_TORN.match(text.text[one.end :]) and name in PERSONS:
        confidence *= 0.7  # a letter amid a name was lost, and with it the rest of it
    box = enclosing([word.box for word in words])
    return Candidate(
        name, one.value, text.text[one.start : one.end], sheet.number, box, confidence, "label", one.check
    )


def _gap_in(words: tuple[Word, ...]) -> bool:
    """Whether one box of a comb is empty between others: their characters stand evenly."""
    centers = [word.box.center_x for word in words]
    steps = [after - before for before, after in pairwise(centers)]
    if len(steps) < COMB_STEPS_MIN or any(len(word.text) > 1 for word in words):
        return False
    return max(steps) > COMB_GAP * sorted(steps)[len(steps) // 2]


COMB_STEPS_MIN = 4
COMB_GAP = 1.6


def _as_read(name: str, answer: Answer, one: Found, words: tuple[Word, ...]) -> float:
    """Confidence in a value as it stands there: its print, its check, what had to be mended to read it."""
    confidence = believed(PRIOR, words)
    if one.check is Check.PASSED:
        confidence = 1 - (1 - confidence) * 0.5
    if one.repaired:
        confidence *= 0.9
    blotted = answer.blot is not None and answer.blot.width > BLOT_WIDTH_MIN and not _beside(name, answer, words)
    if blotted and not _boxed_number(one, words):
        confidence *= 0.75
    confidence *= NOTE_FACTORS.get(one.note, 1.0)
    if name in VOCABULARY and isinstance(one.value, str) and not VOCABULARY[name].search(one.value):
        confidence *= 0.7
    if name in READ_ONCE and any(word.confidence < FIGURES_SURE for word in words if _figures(word)):
        confidence *= 0.85
    return confidence


def _beside(name: str, answer: Answer, words: tuple[Word, ...]) -> bool:
    """Whether what is hard to read is a word that the wording of a diagnosis leaves out: its code."""
    if name != "diagnosis.text" or answer.blot is None or answer.text is None:
        return False
    blot, left_out = answer.blot, (word for word in answer.text.words if word not in words)
    return any(
        box.overlap_y(blot) > 0 and box.contains(blot.center_x, box.center_y) for box in (w.box for w in left_out)
    )


def _boxed_number(one: Found, words: tuple[Word, ...]) -> bool:
    """Whether a telephone or provider number, whose length is known, was read surely box by box: what ink is
    left is of the boxes."""
    sure = min((word.confidence for word in words), default=0.0) >= BOXES_SURE
    return one.note == "comb" and one.check is Check.PASSED and sure


BOXES_SURE = 0.9


def _as_asked(sheet: Sheet, name: str, hit: Hit) -> float:
    """What is left of that because the label need not ask for this field."""
    factor = 1.0
    if hit.role is None and name.startswith("referrer.") and hit.label in VAGUE:
        factor *= 0.8
    if hit.label == "pcp" or heads_number(sheet, hit, name):
        factor *= 0.6  # neither the family doctor nor the office in a form's head need be who refers
    if hit.label in ASSESSMENTS:
        factor *= 0.85  # a doctor's assessment may begin with another problem
    if hit.label == "date" and sheet.kind is PageKind.COVER_SHEET:
        factor *= 0.8  # the day it was faxed, which need not be the day it was ordered
    if hit.label == "date" and any(one.label in SIGNED_ON for one in sheet.hits):
        factor *= 0.8  # of something else, where another label dates the order
    return factor


SIGNED_ON = frozenset(
    {
        "order date",
        "date ordered",
        "date of order",
        "referral date",
        "date of referral",
        "date signed",
        "request date",
    }
    | {"signature date", "date of signature", "date requested", "date of request"}
)


def _figures(word: Word) -> bool:
    return any(map(str.isdigit, word.text))


READ_ONCE = frozenset({"patient.address", "coverage.group_number", "coverage.authorization_number"})
"""Fields that no second reading confirms, whose figures decide."""
FIGURES_SURE = 0.85


def _ours(found: Found, packet: Packet) -> bool:
    """Whether the value is the recipient's own number or name."""
    ours = packet.recipient
    if found.value in ours.npis or any(near(str(found.value), phone) for phone in ours.phones):
        return True
    if not isinstance(found.value, str):
        return False
    return _our_office(found.value, ours) or any(same_person(found.value, own) > 0.85 for own in ours.providers)


def _our_office(text: str, ours: Recipient) -> bool:
    """Whether a text is made of the words of our own name and town, which is no service: a sort of office alone is
    one ("Pain management")."""
    words, own = set(SMALL_WORDS.findall(text.lower())), _our_words(ours)
    return bool(words & own - OFFICES) and words <= own | OFFICES


@lru_cache(maxsize=8)
def _our_words(ours: Recipient) -> frozenset[str]:
    return frozenset(SMALL_WORDS.findall(" ".join((ours.name, ours.initials, *ours.providers)).lower()))


SMALL_WORDS = re.compile(r"[a-z]{2,}")
OFFICES = frozenset(
    "pain management clinic center team department of the at in salem nh new hampshire dr md attn".split()
)
"""Words that may stand in anybody's office, or beside our name."""


BLOT_WIDTH_MIN = 0.04
TITLE = 0.14
PROSE_PAGES = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE})
VAGUE = frozenset({"provider", "physician", "doctor", "clinician", "ordered", "ordering", "referring", "office"})
NOTE_FACTORS = {
    "year_inferred": 0.8,
    "month_only": 0.8,
    "slash_as_one": 0.8,
    "separator_lost": 0.75,
    "needs_7th": 0.8,
    "partial": 0.8,
    "torn": 0.7,
    "child": 0.7,
    "other_state": 0.7,
    "spaced": 0.9,
    "unread_entry": 0.7,
    "single": 0.5,
    "by_stop": 0.75,
    "comb": 0.85,
}
ENTRIES = re.compile(r"\n(?=[A-Z])|[,;][^,;]{3,}[,;]")
"""Between the problems of a list, each on its line or three and more in a row."""
PROBLEM_LISTS = frozenset({"problem", "problems", "problem list", "active problems"})
ASSESSMENTS = frozenset({"impression", "assessment", "clinical impression", "assessment / diagnosis"})
VOCABULARY = {
    "order.service": re.compile(
        r"consult|evaluat|eval|treat|inject|block|kypho|vertebro|augment|pain|refer|manage|therap|stimulat|ablation|"
        r"epidural|opinion|procedure|medication|second|assess|visit|see|fracture|trial|pump|nerve|facet|joint|spine|botox|"
        r"\b(?:BKP|ESI|RFA|MBB|SCS)s?\b",
        re.IGNORECASE,
    ),
    "diagnosis.text": re.compile(
        r"fract|fx|pain|stenos|spondyl|radicul|disc|disk|arthr|osteo|neuro|syndrome|itis|cancer|myeloma|metast|deform|"
        r"injur|strain|sprain|lumb|cerv|thora|vcf|degener|scolio|algia|opathy|compress|wedge|spine|back|neck|sacr|crps",
        re.IGNORECASE,
    ),
}
"""What an answer in free text is about; one without any of it was misread or belongs to another question."""

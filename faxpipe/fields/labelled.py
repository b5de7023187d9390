"""Labels and their answers -> candidates: what a form says when it is filled in.

Each kind of field has a reader: how many lines an answer may take and how its text becomes values. A label
with nothing behind it gives no candidate. Text or ink that gives no value becomes a candidate without one,
so that an unreadable answer is never taken for a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from faxpipe.document import Box, PageKind, enclosing
from faxpipe.fields.answers import Answer, Answers
from faxpipe.fields.choices import Question, option_words, unmarked_choices
from faxpipe.fields.context import Packet, Sheet, certainty, near
from faxpipe.fields.kinds import answers as blanks
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.cpt import find_cpts
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.durations import find_durations
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.ids import IdKind, find_ids
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.modality import best_modality, find_modalities
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.kinds.scores import find_height_losses, find_pain_scores
from faxpipe.fields.kinds.sex import find_sex
from faxpipe.fields.kinds.urgency import find_urgency
from faxpipe.fields.labels import Hit, Strength
from faxpipe.referral import Candidate, Check
from faxpipe.schema import FieldSpec

PRIOR = 0.96
"""How often a clean answer beside its label is that field's value."""

INK_CONFIDENCE = 0.3
LATE_START = 14
"""A value that begins so many characters into its answer may be part of something else."""

UNMARKED = re.compile(
    r"\W*(?:[0-9lIO]{1,2}\W+){4,}[0-9lIO]{1,2}\W*|\W*yes\W+no\W*|\W*no\W+yes\W*|\W*m(?:ale)?\W+f(?:emale)?\W*",
    re.IGNORECASE,
)
"""Printed scales and choices that somebody has yet to mark."""

UNREAD_CONFIDENCE = 0.35

Reads = tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Lines an answer may take, and text -> values. A whole-list kind gives one `Found` with a tuple."""

    lines: int
    read: Callable[[str, FieldSpec, Packet], Reads]


def labelled(
    packet: Packet, asked: dict[int, tuple[Question, ...]], only: tuple[str, ...] = ()
) -> Iterator[Candidate]:
    """Candidates from every label of every page, or of the fields in `only`.

    `asked`: the tick-box questions by page number; their printed options are no answers.
    """
    printed = frozenset(word for page in asked.values() for word in option_words(page))
    choices = {number: [q.hit for q in page if len(q.options) > 1] for number, page in asked.items()}
    for sheet in packet.sheets:
        answers = Answers(sheet.page, sheet.layout, sheet.hits, printed)
        for hit in sheet.hits:
            for name in _fields(sheet, hit):
                if only and name not in only:
                    continue
                spec = packet.schema.field(name)
                ticked = spec.kind in TICKED_KINDS and hit in choices.get(sheet.number, ())
                if sheet.kind not in spec.not_on and spec.kind != "presence" and not ticked:
                    yield from _candidates(packet, sheet, answers, hit, spec)
        yield from _name_in_parts(sheet, answers)
        yield from _payer_in_parts(sheet, answers)


def _fields(sheet: Sheet, hit: Hit) -> tuple[str, ...]:
    """The fields a label asks for where it stands: "Date" beside a study is the study's, in a note the visit's."""
    if "imaging.date" in hit.fields and hit.label in STUDY_DATES and sheet.kind is not PageKind.IMAGING_REPORT:
        return tuple(name for name in hit.fields if name != "imaging.date")
    if hit.label != "date":
        return hit.fields
    before = [other for other in sheet.hits if other.line == hit.line and other.box.left < hit.box.left]
    nearest = max(before, key=lambda other: other.box.left, default=None)
    if nearest is not None and "imaging.modality" in nearest.fields:
        return ("imaging.date",)
    if sheet.kind is PageKind.CLINICAL_NOTE or (nearest is not None and nearest.fields == ("patient.birth_date",)):
        return ()
    return hit.fields


STUDY_DATES = frozenset(
    {"dos", "date of service", "service date", "performed", "date performed", "exam date", "date of exam"}
    | {"procedure date", "date of examination", "examination date", "exam date / time", "exam performed"}
)
"""Labels that date a study only on its report; elsewhere they date the visit."""

TICKED_KINDS = frozenset(
    {"sex", "urgency", "neuro", "yes_no", "levels", "conservative", "modality", "anticoagulants", "score"}
)
"""Kinds whose printed choices say nothing once there are boxes to tick."""


def _candidates(packet: Packet, sheet: Sheet, answers: Answers, hit: Hit, spec: FieldSpec) -> Iterator[Candidate]:
    if hit.label in NAME_PARTS:
        return
    reader = READERS[spec.kind]
    if spec.kind == "text" and sheet.kind in PROSE_PAGES and hit.strength is Strength.BARE:
        return
    answer = answers.answer(hit, lines=reader.lines)
    if answer.text is None or not blanks.is_answer(answer.text.text) or UNMARKED.fullmatch(answer.text.text):
        if answer.ink is not None and answer.text is None:
            yield _unreadable(sheet, spec.name, "", answer.ink, INK_CONFIDENCE)
        return
    if spec.kind in TICKED_KINDS | {"text", "allergies", "medications"} and unmarked_choices(answer.text.text):
        box = enclosing([word.box for word in answer.text.words])
        yield _unreadable(sheet, spec.name, answer.text.text, box, INK_CONFIDENCE)
        return
    read = reader.read(answer.text.text, spec, packet)
    found = [one for one in read if not _ours(one, packet)]
    if spec.kind == "payer" and sheet.kind is PageKind.CLINICAL_NOTE:
        found = [one for one in found if one.check is Check.PASSED]  # "Plan:" opens the doctor's plan too
    if not read and spec.kind in CHECKED_KINDS and len(hit.fields) == 1 and not _wordy(answer):
        box = enclosing([word.box for word in answer.text.words])
        yield _unreadable(sheet, spec.name, answer.text.text, box, UNREAD_CONFIDENCE)
    for one in found:
        yield _candidate(sheet, spec.name, answer, one)
    if spec.name == "diagnosis.text":
        for one in _listed(find_icd10(answer.text.text)):
            yield _candidate(sheet, "diagnosis.icd10", answer, one)


def _candidate(sheet: Sheet, name: str, answer: Answer, one: Found) -> Candidate:
    text = answer.text
    if text is None:
        raise ValueError("an answer without text gives no value")
    words = text.covering(one.start, one.end) or text.words
    confidence = PRIOR * (0.3 + 0.7 * certainty(words))
    if answer.hit.role is None and name.startswith("referrer.") and answer.hit.label in VAGUE:
        confidence *= 0.8
    if one.check is Check.PASSED:
        confidence = 1 - (1 - confidence) * 0.5
    if one.repaired:
        confidence *= 0.9
    if answer.ink is not None and answer.ink.width > 0.04:
        confidence *= 0.75
    confidence *= NOTE_FACTORS.get(one.note, 1.0)
    if name in VOCABULARY and isinstance(one.value, str) and not VOCABULARY[name].search(one.value):
        confidence *= 0.7
    if answer.hit.label in ASSESSMENTS:
        confidence *= 0.85  # a doctor's assessment may begin with another problem
    if answer.hit.label == "date" and sheet.kind is PageKind.COVER_SHEET:
        confidence *= 0.8  # the day it was faxed, which need not be the day it was ordered
    if (
        name == "coverage.member_id"
        and len(answer.hit.fields) == 1
        and any(map(str.isalnum, text.text[: one.start]))
    ):
        confidence *= 0.6  # the beginning of the number may have been cut off
    if one.start > LATE_START and len(answer.hit.fields) == 1:
        confidence *= 0.7
    box = enclosing([word.box for word in words])
    return Candidate(
        name, one.value, text.text[one.start : one.end], sheet.number, box, confidence, "label", one.check
    )


def _unreadable(sheet: Sheet, name: str, words: str, box: Box, confidence: float) -> Candidate:
    return Candidate(name, None, words, sheet.number, box, confidence, "label", Check.UNREADABLE)


def _ours(found: Found, packet: Packet) -> bool:
    """Whether the value is the recipient's own number or name."""
    ours = packet.recipient
    if found.value in ours.npis or any(near(str(found.value), phone) for phone in ours.phones):
        return True
    return isinstance(found.value, str) and any(same_person(found.value, own) > 0.85 for own in ours.providers)


def _wordy(answer: Answer) -> bool:
    """Whether what stands there is running text, hence no answer to a label that wants a number or date."""
    return answer.below or (answer.text is not None and len(answer.text.text.split()) > 6)


def _name_in_parts(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """ "Last name" and "First name" in cells of their own make one name."""
    parts: dict[str, Answer] = {}
    for hit in sheet.hits:
        part = NAME_PARTS.get(hit.label)
        if part and "patient.name" in hit.fields and part not in parts:
            answer = answers.answer(hit)
            if answer.text is not None and re.search(r"[A-Za-z]{2}", answer.text.text):
                parts[part] = answer
    if "last" not in parts or "first" not in parts:
        return
    texts = [parts[part].text for part in ("first", "middle", "last") if part in parts]
    words = tuple(word for text in texts if text is not None for word in text.words)
    last = parts["last"].text
    first = " ".join(text.text for text in texts if text is not None and text is not last)
    found = find_person(f"{last.text if last else ''}, {first}")
    if found is not None:
        confidence = PRIOR * (0.3 + 0.7 * certainty(words))
        raw = " ".join(word.text for word in words)
        box = enclosing([word.box for word in words])
        yield Candidate("patient.name", found.value, raw, sheet.number, box, confidence, "label")


def _payer_in_parts(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """ "Company" and "Plan" in cells of one section make one payer."""
    hits = [hit for hit in sheet.hits if "coverage.payer" in hit.fields]
    for company in hits:
        for plan in hits:
            if company.label not in COMPANY_LABELS or plan.label not in PLAN_LABELS:
                continue
            first, second = answers.answer(company).text, answers.answer(plan).text
            if first is None or second is None or abs(company.line - plan.line) > 2:
                continue
            words = first.words + second.words
            found = find_payer(f"{first.text} {second.text}")
            if found is not None and blanks.is_answer(second.text) and blanks.is_answer(first.text):
                confidence = min(0.99, PRIOR * (0.35 + 0.7 * certainty(words)))
                raw, box = f"{first.text} {second.text}", enclosing([word.box for word in words])
                yield Candidate(
                    "coverage.payer", found.value, raw, sheet.number, box, confidence, "label", found.check
                )


COMPANY_LABELS = frozenset(
    {"company", "insurance company", "carrier", "insurance carrier", "carrier name", "insurer"}
)
PLAN_LABELS = frozenset({"plan", "plan name", "insurance plan", "product"})
NAME_PARTS = {
    "last name": "last",
    "surname": "last",
    "patient last name": "last",
    "first name": "first",
    "given name": "first",
    "patient first name": "first",
    "middle name": "middle",
}
PROSE_PAGES = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE})
VAGUE = frozenset({"provider", "physician", "doctor", "clinician", "ordered", "ordering", "referring", "office"})
CHECKED_KINDS = frozenset(
    {"date", "phone", "npi", "icd10", "id", "levels", "onset", "person", "score"}
    | {"medications", "allergies", "anticoagulants"}
)
NOTE_FACTORS = {
    "year_inferred": 0.8,
    "month_only": 0.8,
    "slash_as_one": 0.8,
    "needs_7th": 0.8,
    "partial": 0.8,
    "unread_entry": 0.7,
    "single": 0.5,
}
ASSESSMENTS = frozenset({"impression", "assessment", "clinical impression", "assessment / diagnosis"})
VOCABULARY = {
    "order.service": re.compile(
        r"consult|evaluat|eval|treat|inject|block|kypho|vertebro|augment|pain|refer|manage|therap|stimulat|ablation|"
        r"epidural|opinion|procedure|medication|second|assess|visit|see|fracture|trial|pump|nerve|facet|joint|spine",
        re.IGNORECASE,
    ),
    "diagnosis.text": re.compile(
        r"fract|fx|pain|stenos|spondyl|radicul|disc|disk|arthr|osteo|neuro|syndrome|itis|cancer|myeloma|metast|deform|"
        r"injur|strain|sprain|lumb|cerv|thora|vcf|degener|scolio|algia|opathy|compress|wedge|spine|back|neck|sacr|crps",
        re.IGNORECASE,
    ),
}
"""What an answer in free text is about; one without any of it was misread or belongs to another question."""


def _one(found: Found | None) -> Reads:
    return () if found is None else (found,)


def _listed(found: Reads) -> Reads:
    """Several finds as one list value, in the order of the paper, each once; a failed check fails the list."""
    values = [item for one in found for item in (one.value if isinstance(one.value, tuple) else (str(one.value),))]
    if not values:
        return ()
    checks = {one.check for one in found}
    check = next((c for c in (Check.FAILED, Check.PLAIN) if c in checks), Check.PASSED)
    start, end = min(one.start for one in found), max(one.end for one in found)
    repaired = any(one.repaired for one in found)
    note = next((one.note for one in found if one.note), "")
    unique = tuple(dict.fromkeys(values))
    return (Found("none" if unique == ("none",) else unique, start, end, check, repaired, note),)


def _person(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_person(text))


def _date(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return find_dates(text, packet.reference, birth=spec.name.endswith("birth_date"))[:1]


def _onset(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    dates = find_dates(text, packet.reference)
    return dates[:1] or find_durations(text, packet.reference)[:1]


def _phone(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return tuple(one for one in find_phones(text) if not _named_fax(text, one) or spec.name.endswith("fax"))[:2]


def _named_fax(text: str, one: Found) -> bool:
    around = text[max(0, one.start - 10) : one.start] + "|" + text[one.end : one.end + 8]
    return bool(re.search(r"\bfax\b|\(f\)|\bfx\b", around, re.IGNORECASE))


def _sex(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_sex(text))


def _address(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return find_addresses(text)[:1]


def _payer(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_payer(ID_TAIL.split(text)[0]))


ID_TAIL = re.compile(r"[\s,;]+(?:ID|I\.D\.|#|member|policy|subscriber|group|grp)\b|\s#|\s\(?(?=[A-Z]{0,4}\d{6})")


def _id(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    if spec.name == "coverage.member_id":
        beneficiary = find_mbis(text)
        return beneficiary[:1] or find_ids(text, IdKind.MEMBER)[:1]
    kind = IdKind.GROUP if spec.name == "coverage.group_number" else IdKind.AUTHORIZATION
    return find_ids(text, kind)[:1]


def _npi(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return find_npis(text)[:1]


def _text(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    """The paper's wording in one line; a diagnosis without its codes and numbering, the first one of a list."""
    line = text
    if spec.name == "diagnosis.text":
        line = _first_diagnosis(text)
    if spec.name == "order.service":
        line = FIRST_SENTENCE.split(line.replace("\n", " "))[0]
        line = re.sub(r"\s*\(?\b(?:CPT|ICD)\b.*$", "", line)
    value = blanks.cleaned(line)
    if FOR_US.search(value) or any(phone in value for phone in packet.recipient.phones):
        return ()  # "Fax completed form to ..." speaks to the sender
    if sum(character.isalpha() for character in value) < 3:
        return ()
    start = max(text.find(value.split()[0]), 0)
    return (Found(value, start, min(len(text), start + len(line) + 1)),)


FOR_US = re.compile(r"^\W*(?:please )?(?:fax|return|send|mail|submit)\b.{0,40}\b(?:form|to|back)\b", re.IGNORECASE)


def _first_diagnosis(text: str) -> str:
    lines = text.split("\n")
    begun = [at for at, line in enumerate(lines) if DIAGNOSIS_START.match(line)]
    if len(begun) > 1:
        lines = lines[: begun[1]]
    joined = FIRST_SENTENCE.split(" ".join(lines))[0]
    for code in reversed(find_icd10(joined)):
        joined = joined[: code.start] + " " + joined[code.end :]
    return re.sub(
        r"^\s*\d{1,2}[.)]\s*|[\[(]\s*(?:ICD[\s-]*10?\S*)?\s*[:,]?\s*[\])]|\s+ICD-?10\S*\s*$", " ", joined
    )


FIRST_SENTENCE = re.compile(r"(?<=[a-z0-9)\]]{2})\s?\.\s+(?=[A-Z])")
DIAGNOSIS_START = re.compile(r"\s*(?:\d{1,2}[.)]\s|[A-TV-Z]\d[0-9A-Z]\.?[0-9A-Z]{0,4}\b)")


def _icd10(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _listed(find_icd10(text))


def _cpt(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _listed(find_cpts(f"{text}"))


def _urgency(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(find_urgency(text))


def _medications(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    each = find_medications(text)
    if THINNERS.search(text) and any(one.value == "none" for one in each):
        return ()  # "not on blood thinners" is no list of medicines
    found = _listed(each)
    if found and any(one.check is Check.PLAIN and one.value != "none" for one in each):
        return (replace(found[0], note="unread_entry"),)
    if found and any(
        UNREAD_ENTRY.fullmatch(piece) and not find_medications(piece) for piece in PIECES.split(text)
    ):
        return (replace(found[0], note="unread_entry"),)
    return found


SENTENCE_END = re.compile(r"(?<=[A-Za-z)])\.\s+(?=[A-Z])")
THINNERS = re.compile(r"thinner|coagul|platelet", re.IGNORECASE)
PIECES = re.compile(r"[,;\n]")
UNREAD_ENTRY = re.compile(r"\W*[^\W\d]\w{3,}(?:[ -]\w+)?\W*")
"""A word or two without a number, where a medicine should stand, that is none: one was misread."""


def _allergies(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    each = find_allergies(SENTENCE_END.split(text)[0]) or find_allergies(text)
    found = _listed(each)
    if found and any(one.check is Check.PLAIN and one.value != "none" for one in each):
        return (replace(found[0], note="unread_entry"),)
    return found


def _anticoagulants(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _listed(find_anticoagulants(text))


def _levels(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _listed(tuple(one for one in find_levels(text, plural=True) if one.note != "disc"))


def _modality(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    return _one(best_modality(find_modalities(text)))


def _yes_no(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    match = YES_NO.match(text)
    if match is None:
        return ()
    return (Found("yes" if match["yes"] else "no", match.start(), match.end()),)


YES_NO = re.compile(
    r"\W*(?:(?P<yes>y|yes|present|positive|pos|done|ordered|scheduled|completed|on treatment|started)"
    r"|(?P<no>n|no|none|absent|negative|not yet|not done))\b",
    re.IGNORECASE,
)


def _score(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    found = find_pain_scores(text)
    bare = re.fullmatch(r"\W*(10|\d)(?:\s*(?:/|out of|of)\s*10)?\W*", text)
    if bare:
        return (Found(int(bare[1]), bare.start(1), bare.end(1)),)
    return found[:1]


def _percent(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    match = re.match(r"\W*(?:about |approx\S* )?(\d{1,3})\s?(?:%|percent|$)", text, re.IGNORECASE)
    if match and int(match[1]) <= 100:
        return (Found(int(match[1]), match.start(1), match.end(1)),)
    return find_height_losses(text)[:1]


def _conservative(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    found = [(m.start(), m.end(), name) for name, rule in TREATMENTS.items() if (m := rule.search(text))]
    if not found:
        return ()
    start, end = min(at for at, _, _ in found), max(at for _, at, _ in found)
    return (Found(tuple(name for _, _, name in sorted(found)), start, end),)


TREATMENTS = {
    "analgesics": re.compile(
        r"analges|nsaid|tylenol|acetaminophen|ibuprofen|naproxen|motrin|aleve|advil|tramadol|oxycodone|hydrocodone|"
        r"gabapentin|lidocaine patch|pain med|opioid|narcotic|muscle relax|meloxicam|diclofenac|calcitonin|norco|"
        r"percocet",
        re.IGNORECASE,
    ),
    "brace": re.compile(r"\bbrac(?:e|ing)\b|\btlso\b|\blso\b|jewett|orthosis|corset", re.IGNORECASE),
    "physical therapy": re.compile(r"physical therapy|\bphysio|\bp\.?t\.?\b|home exercise", re.IGNORECASE),
    "rest": re.compile(r"\b(?:bed ?)?rest(?:ing)?\b|activity modification", re.IGNORECASE),
    "injections": re.compile(
        r"inject|\besi\b|epidural|nerve block|\bmbb\b|facet block|trigger point", re.IGNORECASE
    ),
}


def _neuro(text: str, spec: FieldSpec, packet: Packet) -> Reads:
    normal = re.search(
        r"\bnormal\b|\bintact\b|\bnon-?focal\b|no deficit|\bnone\b|5/5|\bwnl\b", text, re.IGNORECASE
    )
    deficit = re.search(
        r"(?<!no )(?<!without )\b(?:deficit|weakness|foot drop|abnormal|[0-4]/5)\b", text, re.IGNORECASE
    )
    if bool(normal) == bool(deficit):
        return ()
    if normal:
        return (Found("normal", normal.start(), normal.end()),)
    return (Found("deficit", deficit.start(), deficit.end()),) if deficit else ()


READERS = {
    "person": Reader(1, _person),
    "date": Reader(1, _date),
    "onset": Reader(2, _onset),
    "phone": Reader(2, _phone),
    "sex": Reader(1, _sex),
    "address": Reader(3, _address),
    "payer": Reader(2, _payer),
    "id": Reader(1, _id),
    "npi": Reader(1, _npi),
    "text": Reader(4, _text),
    "practice": Reader(1, _text),
    "cpt": Reader(3, _cpt),
    "icd10": Reader(4, _icd10),
    "urgency": Reader(1, _urgency),
    "medications": Reader(14, _medications),
    "allergies": Reader(8, _allergies),
    "anticoagulants": Reader(3, _anticoagulants),
    "levels": Reader(2, _levels),
    "modality": Reader(2, _modality),
    "yes_no": Reader(1, _yes_no),
    "score": Reader(1, _score),
    "percent": Reader(1, _percent),
    "conservative": Reader(3, _conservative),
    "neuro": Reader(2, _neuro),
}

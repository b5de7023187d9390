"""Marked tick boxes and ringed choices -> candidates.

A question with no box marked is not answered, whatever is printed beside the boxes. A box that may or may not
be marked makes the answer unreadable, not missing. Options that speak for themselves ("Female", "STAT") need
no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.any_case import AnyCase
from faxpipe.document import PageKind, Word, enclosing
from faxpipe.fields.context import Packet, Sheet, certainty
from faxpipe.fields.forms.readers import READERS, YES_NO
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.sex import find_sex
from faxpipe.fields.kinds.urgency import find_urgencies
from faxpipe.fields.labels.sections import Hit
from faxpipe.fields.marks.choices import Option, Question
from faxpipe.fields.marks.rows import FAMILIES
from faxpipe.fields.marks.unboxed import NOUNS
from faxpipe.fields.marks.write_ins import written_in
from faxpipe.layout import Passage, passage_of
from faxpipe.referral import Candidate, Check, Value
from faxpipe.schema import FieldSpec

PRIOR = 0.95
LISTS = frozenset({"levels", "conservative", "icd10", "cpt", "anticoagulants", "allergies"})
CHOOSABLE = LISTS | {
    "sex",
    "urgency",
    "text",
    "neuro",
    "modality",
    "anticoagulants",
    "allergies",
    "yes_no",
    "score",
}


def ticked(packet: Packet, asked: dict[int, tuple[Question, ...]]) -> Iterator[Candidate]:
    """Candidates from the marks of every page; `asked` holds each page's questions by page number."""
    for sheet in packet.sheets:
        for question in asked.get(sheet.number, ()):
            yield from _answered(packet, sheet, question)
        yield from _ringed(packet, sheet)


def _answered(packet: Packet, sheet: Sheet, question: Question) -> Iterator[Candidate]:
    hit = None if question.hit is not None and _of_one(sheet, question.hit) else question.hit
    specs = [packet.schema.field(name) for name in (hit.fields if hit else ())]
    specs = [spec for spec in specs if spec.kind in CHOOSABLE and sheet.kind not in spec.not_on]
    spoken = _spoken_for(question)
    if spoken and spoken not in {spec.name for spec in specs}:  # the label beside them asks for something else
        specs = [packet.schema.field(spoken)]
    scale = levels_of(question.options)
    if len(scale) >= SCALE_MIN:  # a row of levels speaks for itself, whatever its label was read as
        yield from _on_scale(sheet, question, scale)
        return
    if any(spec.name == "diagnosis.text" for spec in specs) and _of_services(question):
        specs = [packet.schema.field("order.service")]
    used = False
    for spec in specs:
        for candidate in _for_field(packet, sheet, question, spec):
            used = True
            yield candidate
        if spec.name == "diagnosis.text":
            yield from _for_field(packet, sheet, question, packet.schema.field("diagnosis.icd10"))
    if not used:
        yield from _denied(sheet, question)
        yield from _for_themselves(sheet, question)
        yield from _services(packet, sheet, question)
        yield from _diagnoses(packet, sheet, question)


def _of_one(sheet: Sheet, hit: Hit) -> bool:
    """Whether a label goes on to a question about one substance: "Allergic to contrast?  [ ] Yes  [x] No"."""
    words = sheet.layout.lines[hit.line].segments[hit.segment].words[hit.end :]
    rest = " ".join(word.text for word in words)
    asked = rest.partition("?")[0] if "?" in rest else ""
    return ONE_OF_THEM.search(asked) is not None and ANY.search(asked) is None


def _denied(sheet: Sheet, question: Question) -> Iterator[Candidate]:
    """A question by the words at its core, "Is patient on a blood thinner?  Yes  No", answered by a mark: "no"
    says none, "yes" that there is something, but not what."""
    said = {option.text.text.strip(" .:,;").lower(): option for option in question.options}
    if set(said) != {"yes", "no"}:
        return
    first = min(question.options, key=lambda option: option.box.left)
    line = next((line for line in sheet.layout.lines if first.text.words[0] in line.words), None)
    if line is None:
        return
    before = " ".join(word.text for word in line.words if word.box.right <= first.text.words[0].box.left)
    asked = CORE_BEFORE.split(before)[-1]
    name = next((name for name, core in CORES.items() if core.search(asked)), None)
    if name is None or ONE_OF_THEM.search(asked):
        return
    if said["no"].marked and said["yes"].marked is False:
        yield _candidate(sheet, name, [said["no"]], "none")
    elif any(option.marked is not False for option in question.options):
        box, words = said["yes"].box, said["yes"].text.text
        yield Candidate(name, None, words, sheet.number, box, 0.3, "tick", Check.UNREADABLE)


CORES = {
    "treatment.anticoagulants": re.compile(
        r"blood.{0,3}thinn|anti-?coag|anti-?platelet|anti-?thromb", re.IGNORECASE
    ),
    "patient.allergies": re.compile(r"\ballerg(?:y|ies|ic)\b", re.IGNORECASE),
}
CORE_BEFORE = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)
ONE_OF_THEM = AnyCase(
    r"contrast|latex|iodin|dye|shellfish|metal|tape|adhesive|steroid|an(?:a)?esthetic|stop|held|hold|off\b"
)
"""A question about one allergen, or about stopping, not about all of them."""
ANY = AnyCase(r"\b(?:drugs?|medic\w+|any)\b")


def _services(packet: Packet, sheet: Sheet, question: Question) -> Iterator[Candidate]:
    """What is marked in a list of services that no label asks for."""
    services = sum(NOUNS["order.service"].search(option.text.text) is not None for option in question.options)
    marked = [option for option in question.options if option.marked]
    asked = (
        sheet.kind is PageKind.REFERRAL_FORM and services >= SERVICES_MIN and 2 * services > len(question.options)
    )
    if asked and marked and all(SERVICE.search(option.text.text) for option in marked):
        yield from _for_field(packet, sheet, question, packet.schema.field("order.service"))


def _for_field(packet: Packet, sheet: Sheet, question: Question, spec: FieldSpec) -> Iterator[Candidate]:
    marked = [option for option in question.options if option.marked]
    if spec.kind == "text":
        marked = [said for option in marked if (said := written_in(sheet, option)) is not None]
    unsure = [option for option in question.options if option.marked is None]
    lone = not marked and len(unsure) == 1 and len(question.options) > 1
    if lone and (value := _value(unsure[0], spec, packet)) is not None:  # the only one that may be marked is held
        one = (value,) if spec.kind in LISTS and isinstance(value, str) and value != "none" else value
        yield replace(_candidate(sheet, spec.name, unsure, one), confidence=LONE)
        return
    read = [(option, value) for option in marked if (value := _value(option, spec, packet)) is not None]
    if spec.kind in LISTS and read:
        values = tuple(
            dict.fromkeys(v for _, value in read for v in (value if isinstance(value, tuple) else (str(value),)))
        )
        lost = [option for option in unsure if _value(option, spec, packet) is not None]
        weight = PRIOR * (WITH_LOST if lost else 1.0)
        if "none" not in values:
            yield _candidate(sheet, spec.name, marked, values, weight=weight)
        elif len(values) == 1:
            yield _candidate(sheet, spec.name, marked, "none", weight=weight)
        else:  # "none" and a name, both marked: nobody can tell
            text, box = marked[0].text.text, marked[0].box
            yield Candidate(spec.name, None, text, sheet.number, box, 0.3, "tick", Check.UNREADABLE)
    elif spec.kind == "text" and read:
        yield _candidate(sheet, spec.name, marked, ", ".join(str(value) for _, value in read))
    else:
        for option, value in read:
            yield _candidate(sheet, spec.name, [option], value)
    empty = spec.kind == "allergies" and not read and any(one.text.text.endswith(":") for one in marked)
    named = spec.kind in {"levels", "anticoagulants"} or empty  # "[x] the following:" and nothing that was read
    if (len(read) < len(marked) and named) or (unsure and not read):
        option = (unsure or marked)[0]
        text = option.text.text
        speeds = [(one, value) for one in unsure if (value := _value(one, spec, packet)) in PRESSING]
        if spec.kind == "urgency" and speeds:  # looked at too early costs minutes
            pressing, value = min(speeds, key=lambda pair: PRESSING.index(str(pair[1])))
            yield replace(_candidate(sheet, spec.name, [pressing], value), confidence=LONE)
            return
        yield Candidate(spec.name, None, text, sheet.number, option.box, 0.3, "tick", Check.UNREADABLE)


PRESSING = ("stat", "urgent", "routine")
"""The most pressing of several that may be marked comes first."""
WITH_LOST = 0.7
"""A choice of the same row whose box was not seen may be marked too."""
LONE = 0.5
"""Doubt may raise the priority, never pass."""


def _spoken_for(question: Question) -> str:
    """The field that two or more choices ask for by themselves, whatever label stands near; "" for others."""
    texts = [option.text.text for option in question.options]
    if len(texts) < 2:
        return ""
    if all((said := find_urgencies(text)) and said[0].start < 3 for text in texts):
        return "order.urgency"
    if all(STUDY_CHOICE.fullmatch(text) for text in texts):
        return "imaging.modality"
    return "patient.sex" if all(SEX_CHOICE.fullmatch(text) for text in texts) else ""


def _of_services(question: Question) -> bool:
    """Whether what is marked under a label of diagnoses is a service that no diagnosis is called by."""
    marked = [option.text.text for option in question.options if option.marked]
    services = [text for text in marked if NOUNS["order.service"].search(text)]
    return bool(marked) and services == marked and not any(NOUNS["diagnosis.text"].search(text) for text in marked)


STUDY_CHOICE = re.compile(r"\W*(?:MRI|CT|CT scan|X-?rays?|bone ?scan|SPECT)\W*", re.IGNORECASE)
SEX_CHOICE = re.compile(r"\W*(?:fe)?male\W*|other", re.IGNORECASE)
SCALE_MIN = 5
LEVELS = tuple([f"T{number}" for number in range(1, 13)] + [f"L{number}" for number in range(1, 6)])


def levels_of(options: tuple[Option, ...]) -> dict[int, str]:
    """The level each option stands for, by its place in the printed row: "T7 TB T9" is T7, T8, T9.

    A reading counts where a neighbour confirms it; an unread option is filled in between confirmed ones.
    """
    read: dict[int, int] = {}
    for at, option in enumerate(options):
        text = re.sub(r"[^A-Za-z0-9]", "", option.text.text)[:4].upper().replace("O", "0")
        if text in LEVELS:
            read[at] = LEVELS.index(text)
    shifts = [index - at for at, index in read.items()]
    common = [shift for shift in set(shifts) if shifts.count(shift) >= 2]
    known: dict[int, str] = {}
    for at in range(len(options)):
        nearest = sorted(
            (abs(at - other), index - other) for other, index in read.items() if index - other in common
        )
        sides = {shift for distance, shift in nearest[:2]}
        if nearest and len(sides) == 1 and 0 <= at + nearest[0][1] < len(LEVELS):
            known[at] = LEVELS[at + nearest[0][1]]
    return known


def _on_scale(sheet: Sheet, question: Question, scale: dict[int, str]) -> Iterator[Candidate]:
    marked = [(at, option) for at, option in enumerate(question.options) if option.marked]
    unsure = [option for option in question.options if option.marked is None]
    chosen = [(option, scale[at]) for at, option in marked if at in scale]
    if chosen and len(chosen) == len(marked):
        box = enclosing([option.box for option, _ in chosen])
        words = " ".join(option.text.text for option, _ in chosen)
        sure = (
            PRIOR * (0.5 + 0.5 * min(option.confidence for option, _ in chosen)) * (WITH_LOST if unsure else 1.0)
        )
        value = tuple(level for _, level in chosen)
        yield Candidate("fracture.levels", value, words, sheet.number, box, sure, "tick")
    elif marked or unsure:
        option = marked[0][1] if marked else unsure[0]
        yield Candidate(
            "fracture.levels", None, option.text.text, sheet.number, option.box, 0.3, "tick", Check.UNREADABLE
        )


def _value(option: Option, spec: FieldSpec, packet: Packet) -> Value | None:
    text = option.text.text
    if spec.kind == "yes_no":
        match = YES_NO.search(text)
        if match is None:
            return "yes" if re.search(r"treat|dexa|dxa|bmd|edema|uptake", text, re.IGNORECASE) else None
        return "yes" if match["yes"] else "no"
    if spec.kind == "urgency":
        return next((one.value for one in find_urgencies(text)), None)
    if spec.kind == "levels":
        text = re.sub(r"[^A-Za-z0-9 ]", "", text)
    found: tuple[Found, ...] = READERS[spec.kind].read(text, spec, packet)
    if spec.kind == "allergies" and len(found) > 1:  # written behind "the following:"
        return tuple(str(one.value) for one in found)
    return found[0].value if found else None


def _for_themselves(sheet: Sheet, question: Question) -> Iterator[Candidate]:
    for option in question.options:
        text = option.text.text
        if not option.marked:
            continue
        urgency = find_urgencies(text)
        if urgency and urgency[0].start < 3:
            yield _candidate(sheet, "order.urgency", [option], urgency[0].value)
        elif re.fullmatch(r"\W*(?:fe)?male\W*|[MF]", text, re.IGNORECASE) and (sex := find_sex(text)):
            yield _candidate(sheet, "patient.sex", [option], sex.value)
        elif payer := PAYER_TYPES.match(text):
            asked = question.hit is not None and "coverage.payer" in question.hit.fields
            yield _candidate(
                sheet, "coverage.payer", [option], payer[0].strip(), weight=PRIOR if asked else UNASKED_PAYER
            )
        elif re.match(r"\W*NKD?A\b|\W*no known (?:drug )?allerg", text, re.IGNORECASE):
            yield _candidate(sheet, "patient.allergies", [option], "none")
        elif NO_THINNER.match(text):
            yield _candidate(sheet, "treatment.anticoagulants", [option], "none")


def _diagnoses(packet: Packet, sheet: Sheet, question: Question) -> Iterator[Candidate]:
    """What is marked in a list of diagnoses with their codes that no label asks for."""
    coded = tuple(option for option in question.options if _is_coded(option))
    question = replace(question, options=coded)
    if len(coded) >= CODED_MIN and any(option.marked for option in coded):
        for name in ("diagnosis.text", "diagnosis.icd10"):
            yield from _for_field(packet, sheet, question, packet.schema.field(name))


CODED_MIN = 2
UNASKED_PAYER = 0.75
"""A kind of coverage that is marked where no label asks for the payer."""


def _is_coded(option: Option) -> bool:
    """Whether a choice is a diagnosis and its code: "Stenosis M48.061"."""
    codes = find_icd10(option.text.text)
    return bool(codes) and NOUNS["diagnosis.text"].search(option.text.text[: codes[0].start]) is not None


NO_THINNER = re.compile(
    r"\W*(?:(?:is|are|does|do) )?(?:not|no) (?:(?:on|tak\w+|us\w+|an?y?|current\w*|blood) ){0,4}"
    r"(?:blood[\s-]?)?(?:thin(?:ner|ning)|anti-?coag)",
    re.IGNORECASE,
)
""" "He  [ ] does  [x] does not take a blood thinner" """
PAYER_TYPES = re.compile(
    r"\W*(?:medicare|medicaid|masshealth|tricare|self[\s-]?pay|auto(?: ins\w*| claim)?|"
    r"workers?['’]? ?comp(?:ensation)?)\b",
    re.IGNORECASE,
)


def _candidate(
    sheet: Sheet, name: str, options: list[Option], value: Value, *, weight: float = PRIOR
) -> Candidate:
    words = " ".join(option.text.text for option in options)
    read = min(certainty(option.text.words) for option in options)
    marked = min(option.confidence for option in options)
    box = options[0].box
    for option in options[1:]:
        box = box.union(option.box)
    confidence = weight * (0.4 + 0.6 * read) * (0.5 + 0.5 * marked)
    return Candidate(name, value, words, sheet.number, box, confidence, "tick")


def _ringed(packet: Packet, sheet: Sheet) -> Iterator[Candidate]:
    """What rings answer; those around several choices of a list are one answer."""
    chosen: dict[str, list[tuple[Option, Value, bool]]] = {}
    unread: set[str] = set()
    for hit, inside, circle in sheet.rings:
        whole = restored(inside)
        for name in _asked_by(sheet, hit, whole):
            spec = packet.schema.field(name)
            if spec.kind not in CHOOSABLE or sheet.kind in spec.not_on:
                continue
            option = Option(whole, True, circle.confidence, circle.box)
            value = _value(option, spec, packet)
            sure = whole is inside and (spec.kind != "text" or _worded(name, whole))
            if value is not None:
                chosen.setdefault(name, []).append((option, value, sure))
            else:
                unread.add(name)
    for name, answers in chosen.items():
        surely = [(option, value, sure and name not in unread) for option, value, sure in answers]
        yield from _rings_of(packet.schema.field(name), sheet, surely)


def _rings_of(spec: FieldSpec, sheet: Sheet, answers: list[tuple[Option, Value, bool]]) -> Iterator[Candidate]:
    several = spec.kind in LISTS and len(answers) > 1
    if several:
        each = [value if isinstance(value, tuple) else (str(value),) for _, value, _ in answers]
        together = tuple(dict.fromkeys(item for items in each for item in items))
        options, sure = [option for option, _, _ in answers], all(sure for _, _, sure in answers)
        if "none" not in together:
            answers = [(options[0], together, sure)]
    for option, value, sure in answers:
        named = (value,) if spec.kind in LISTS and isinstance(value, str) and value != "none" else value
        one = _candidate(sheet, spec.name, options if several and len(answers) == 1 else [option], named)
        yield one if sure else replace(one, confidence=min(one.confidence, LONE))


def _worded(name: str, inside: Passage) -> bool:
    """Whether words in a ring are a service or a diagnosis, not what the ring left of one."""
    return name not in NOUNS or NOUNS[name].search(inside.text) is not None


def restored(inside: Passage) -> Passage:
    """The words in a ring, those of whose letters the ring hid some as the one printed choice that they are part
    of: "yphoplas" is Kyphoplasty."""
    words = tuple(_restored(word) for word in inside.words)
    return inside if words == inside.words else passage_of(inside.page, words)


def _restored(word: Word) -> Word:
    text = re.sub(r"[^a-z]", "", word.text.lower())
    if len(text) < LEFT_MIN or text in CHOICES:
        return word
    hidden = {choice: len(choice) - len(text) for choice in CHOICES if text in choice}
    least = min(hidden.values(), default=HIDDEN_MAX + 1)
    whole = [choice for choice, lost in hidden.items() if lost == least <= min(HIDDEN_MAX, len(text) - 1)]
    return replace(word, text=whole[0].capitalize()) if len(whole) == 1 else word


LEFT_MIN, HIDDEN_MAX = 3, 4
"""Letters that a ring leaves of a choice at least, and hides of it at most."""
CHOICES = frozenset(
    {word for family in FAMILIES for word in family.words if word.isalpha()}
    | {"kyphoplasty", "vertebroplasty", "augmentation", "injection", "consult", "consultation", "evaluation"}
    | {"epidural", "ablation", "stimulator", "treatment", "medication", "medications"}
)


def _asked_by(sheet: Sheet, hit: Hit | None, inside: Passage) -> tuple[str, ...]:
    """The fields that a ring answers: its label's, or the service where it is one of several in a row of them."""
    fields = hit.fields if hit else ()
    if sheet.kind is not PageKind.REFERRAL_FORM or "order.service" in fields or not SERVICE.search(inside.text):
        return fields
    y = inside.words[0].box.center_y  # the word may be but the part of one that lies in the ring
    line = next((line for line in sheet.layout.lines if line.box.top <= y <= line.box.bottom), None)
    services = sum(SERVICE.search(segment.text) is not None for segment in line.segments) if line else 0
    return ("order.service",) if services >= SERVICES_MIN else fields


SERVICES_MIN = 3
SERVICE = re.compile(
    r"kyphoplast|vertebroplast|augmentation|injection|\b(?:L?ESI|TFESI|RFA|MBB|SCS|PNS|BKP|TPI|SNRB)\b|block|ablation"
    r"|stimulator|\bSI joint\b|consult|evaluat|epidural|facet|discogra|rhizotomy|biopsy",
    re.IGNORECASE,
)

"""What a form asks and how this sender answers: one `Entry` a question, independent of where it is drawn.

Part of the lab, between `cases` (what is known) and `forms` (the layouts). An entry without an answer is a label
with nothing after it, or a row of boxes with none ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from faxpipe.lab.cases import CONSERVATIVE, Case
from faxpipe.lab.clinic import COMPLAINTS, FRACTURES, VCF_SERVICES
from faxpipe.lab.style import Style

PATIENT = ("patient.name", "patient.birth_date", "patient.sex", "patient.phone", "patient.address")
COVERAGE = ("coverage.payer", "coverage.member_id", "coverage.group_number")
REFERRER = ("referrer.name", "referrer.npi", "referrer.practice", "referrer.phone", "referrer.fax")
REQUEST = ("order.date", "order.service", "diagnosis.text", "diagnosis.icd10", "order.cpt", "order.urgency")
SAFETY = ("patient.medications", "patient.allergies", "treatment.anticoagulants")
CLINICAL = (
    "fracture.levels",
    "fracture.onset",
    "imaging.modality",
    "imaging.date",
    "imaging.edema",
    "fracture.height_loss_percent",
    "symptoms.pain_score",
    "treatment.conservative",
    "exam.neuro",
    "bone.workup",
)
WIDE = frozenset(
    {
        "patient.address",
        "referrer.practice",
        "order.service",
        "diagnosis.text",
        *SAFETY,
        "fracture.levels",
        "treatment.conservative",
    }
)
DATES = frozenset({"patient.birth_date", "order.date", "imaging.date"})
PHONES = frozenset({"patient.phone", "referrer.phone", "referrer.fax"})
THINNER_BOXES = ("None", "Warfarin", "Apixaban", "Rivaroxaban", "Clopidogrel", "Aspirin")
LEVEL_BOXES = ("T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4", "L5")
TRIED_WORDS = {
    "analgesics": "Analgesics",
    "brace": "Brace",
    "physical therapy": "Physical therapy",
    "rest": "Bed rest",
    "injections": "Injections",
}
VAIN = ("See attached", "unknown", "see list", "will send", "?")
UNITS = {"D": "day", "W": "week", "M": "month"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of a form. `options` is empty for a written answer; `chosen` are indexes of ticked options.

    `vain`: words stand there that are no answer ("see attached", and it is not).
    """

    field: str
    label: str
    value: str = ""
    options: tuple[str, ...] = ()
    chosen: frozenset[int] = frozenset()
    kind: str = "text"
    vain: bool = False

    @property
    def wide(self) -> bool:
        return self.field in WIDE or self.kind == "scale" or len(self.options) > 4

    @property
    def answered(self) -> bool:
        return not self.vain and (bool(self.value) or bool(self.chosen))


def make_entries(case: Case, style: Style, fields: Iterable[str], *, boxes: bool) -> list[Entry]:
    """The questions for `fields`; `boxes`: with tick boxes and scales where a form may have them.

    A field that the case does not answer is asked in vain, or now and then not asked at all.
    """
    asked = [name for name in fields if case.has(name) or style.rng.random() < 0.7]
    return [_ticked(case, style, name) if boxes else _written(case, style, name) for name in asked]


def answer(case: Case, style: Style, name: str) -> str:
    """The answer to one field as this sender writes it; empty where the case has none."""
    if not case.has(name):
        return ""
    fact = case.facts[name]
    if name in DATES:
        return style.date(date.fromisoformat(str(fact)))
    if name in PHONES:
        return style.phone(str(fact))
    special: dict[str, Callable[[], str]] = {
        "patient.name": lambda: style.name(case.patient),
        "referrer.name": lambda: referrer(case, style),
        "patient.sex": lambda: {"female": ("F", "Female"), "male": ("M", "Male")}[str(fact)][style.size > 10],
        "coverage.member_id": lambda: member_id(case, style),
        "patient.medications": lambda: medications(case, style),
        "patient.allergies": lambda: "NKDA" if fact == "none" else case.text(name),
        "treatment.anticoagulants": lambda: (
            style.rng.choice(("None", "No", "none")) if fact == "none" else case.text(name)
        ),
        "fracture.onset": lambda: onset(case, style),
        "symptoms.pain_score": lambda: style.rng.choice((f"{fact}/10", f"{fact}", f"{fact} out of 10")),
        "fracture.height_loss_percent": lambda: f"{fact}%",
        "exam.neuro": lambda: "Normal" if fact == "normal" else "Deficit - see note",
        "imaging.edema": lambda: str(fact).capitalize(),
        "bone.workup": lambda: style.rng.choice(("DEXA ordered", "Yes", "On treatment")),
        "order.urgency": lambda: str(fact).upper() if fact == "stat" else str(fact).capitalize(),
        "fracture.levels": lambda: style.rng.choice((", ", " and ", " & ")).join(case.levels),
    }
    make = special.get(name)
    return make() if make else case.text(name)


def referrer(case: Case, style: Style) -> str:
    doctor = case.practice.clinician
    form = "inverted" if style.name_form == "INVERTED" else "plain"
    return style.rng.choice(
        (f"{style.name(doctor, form=form)}, {case.practice.credentials}", style.name(doctor, form=form))
    )


def member_id(case: Case, style: Style) -> str:
    """The member ID, a Medicare identifier now and then with its dashes."""
    plain = case.text("coverage.member_id")
    if "Medicare" in case.text("coverage.payer") and len(plain) == 11 and style.rng.random() < 0.5:
        return f"{plain[:4]}-{plain[4:7]}-{plain[7:]}"
    return plain


def medications(case: Case, style: Style) -> str:
    doses = style.rng.random() < 0.5
    parts = [f"{name} {dose}" if doses else name for name, dose in case.drugs]
    return style.rng.choice((", ", "; ") if doses else (", ",)).join(parts)


def onset(case: Case, style: Style) -> str:
    """The onset in the form the sender knows it: a day, a month or so long ago."""
    fact = case.text("fracture.onset")
    if fact.startswith("P"):
        count, unit = int(fact[1:-1]), UNITS[fact[-1]]
        return style.rng.choice((f"{count} {unit}s ago", f"about {count} {unit}s ago", f"x {count} {unit}s"))
    if len(fact) == 7:
        return style.rng.choice((f"{case.onset:%B %Y}", f"{case.onset:%m/%Y}", f"{case.onset:%b %Y}"))
    return style.date(case.onset)


def _written(case: Case, style: Style, name: str) -> Entry:
    if name == "referrer.signature":
        return Entry(name, style.label(name), value=_signature(case), kind="sign")
    if name in SAFETY and not case.has(name) and style.rng.random() < 0.25:
        return Entry(name, style.label(name), value=style.rng.choice(VAIN), vain=True)
    return Entry(name, style.label(name), value=answer(case, style, name))


def _signature(case: Case) -> str:
    doctor = case.practice.clinician
    return f"{doctor.first[0]}. {doctor.last}" if case.has("referrer.signature") else ""


def _ticked(case: Case, style: Style, name: str) -> Entry:
    label = style.label(name)
    fact = case.facts.get(name)
    if name == "symptoms.pain_score":
        chosen = frozenset({int(str(fact))}) if fact is not None else frozenset()
        return Entry(name, label, options=tuple(map(str, range(11))), chosen=chosen, kind="scale")
    options = _options(case, style, name)
    if not options:
        return _written(case, style, name)
    if name == "patient.allergies" and fact not in (None, "none"):
        return _written(case, style, name)
    wanted = _wanted(name, fact)
    if not wanted <= {option.casefold() for option in options}:
        return _written(case, style, name)
    chosen = frozenset(index for index, option in enumerate(options) if option.casefold() in wanted)
    return Entry(name, label, options=options, chosen=chosen, kind="ticks")


def _wanted(name: str, fact: object) -> set[str]:
    """What must be ticked to say `fact`, in small letters."""
    if fact is None:
        return set()
    items = [str(item) for item in fact] if isinstance(fact, tuple) else [str(fact)]
    if name == "treatment.conservative":
        items = [TRIED_WORDS[item] for item in items]
    if name == "patient.allergies":
        items = ["NKDA"]
    return {item.casefold() for item in items}


def _options(case: Case, style: Style, name: str) -> tuple[str, ...]:
    """The printed options of a field, or none where a form would leave a line."""
    rng = style.rng
    if name == "order.service":
        others = (
            [text for text in VCF_SERVICES if "{" not in text]
            if case.pathway == "vcf"
            else [c.service for c in COMPLAINTS]
        )
        return _among(style, case.text(name), others)
    if name == "diagnosis.text":
        texts = [d.text for d in FRACTURES if "{" not in d.text] + [c.diagnosis.text for c in COMPLAINTS]
        return _among(style, case.text(name), texts)
    return {
        "patient.sex": ("Male", "Female") if rng.random() < 0.5 else ("Female", "Male"),
        "order.urgency": ("Routine", "Urgent", "STAT"),
        "exam.neuro": ("Normal", "Deficit"),
        "imaging.modality": ("MRI", "CT", "X-ray", "Bone scan"),
        "imaging.edema": ("Yes", "No"),
        "bone.workup": ("Yes", "No"),
        "treatment.anticoagulants": THINNER_BOXES,
        "fracture.levels": LEVEL_BOXES,
        "treatment.conservative": tuple(TRIED_WORDS[item] for item in CONSERVATIVE),
        "patient.allergies": ("NKDA", "Yes (list)"),
    }.get(name, ())


def _among(style: Style, text: str, others: list[str]) -> tuple[str, ...]:
    """A few printed choices with `text` in their midst; nothing where there is no text to tick."""
    if not text or style.rng.random() < 0.6:
        return ()
    choices = [*style.rng.sample([other for other in others if other != text], 3), text]
    style.rng.shuffle(choices)
    return tuple(choices)

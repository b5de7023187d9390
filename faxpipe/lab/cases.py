"""One invented referral: everything its sender knows, consistent in time, and what the sender leaves out.

Part of the lab. `Case.facts` holds the answers in the normal forms of the spec; a field that the sender omits
is not among them, and no document of this fax may state it. Dates: born < onset <= imaging <= order <= sent.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from faxpipe.lab.clinic import (
    ALARMS,
    ALLERGENS,
    CANCERS,
    CLAIM_PAYERS,
    COMMON_LEVELS,
    COMPLAINTS,
    DRUGS,
    FRACTURES,
    GENERICS,
    LEVELS,
    PAYERS,
    THINNERS,
    VCF_SERVICES,
    Alarm,
    Complaint,
)
from faxpipe.lab.people import (
    MBI_LETTERS,
    Person,
    Practice,
    make_address,
    make_birth_date,
    make_mbi,
    make_person,
    make_phone,
    make_practice,
)

Fact = str | int | tuple[str, ...]
FIRST_DAY = datetime(2025, 1, 6, 8, 0)  # noqa: DTZ001 - fax machines print local time without a zone
CONSERVATIVE = ("analgesics", "brace", "physical therapy", "rest", "injections")
# What senders forget, and how often relative to each other.
FORGOTTEN = (
    ("coverage.member_id", 5),
    ("coverage.payer", 3),
    ("patient.phone", 4),
    ("referrer.npi", 6),
    ("patient.medications", 5),
    ("patient.allergies", 5),
    ("referrer.signature", 4),
    ("treatment.anticoagulants", 6),
    ("fracture.onset", 5),
    ("imaging.date", 3),
    ("imaging.modality", 1),
    ("fracture.levels", 2),
    ("order.service", 2),
    ("patient.birth_date", 2),
    ("referrer.contact", 1),
)


@dataclass(frozen=True, slots=True)
class Case:
    """See the module. `spoiled`: a field that the paper answers illegibly; `clash`: one that it answers twice."""

    pathway: str
    patient: Person
    practice: Practice
    facts: dict[str, Fact]
    sent: datetime
    born: date
    onset: date
    ordered: date
    imaged: date
    drugs: tuple[tuple[str, str], ...]
    complaint: Complaint | None
    alarm: Alarm | None
    cancer: str
    spoiled: str = ""
    clash: str = ""
    other_level: str = ""

    def has(self, *fields: str) -> bool:
        return all(field in self.facts for field in fields)

    def text(self, field: str) -> str:
        """The fact as text; empty where the sender omits it."""
        fact = self.facts.get(field, "")
        return ", ".join(fact) if isinstance(fact, tuple) else str(fact)

    @property
    def age(self) -> int:
        had_birthday = (self.sent.month, self.sent.day) >= (self.born.month, self.born.day)
        return self.sent.year - self.born.year - (not had_birthday)

    @property
    def thinners(self) -> tuple[str, ...]:
        """Generic names of the blood thinners on the medication list."""
        return tuple(GENERICS[name] for name, _ in self.drugs if name in GENERICS)

    @property
    def levels(self) -> tuple[str, ...]:
        fact = self.facts.get("fracture.levels", ())
        return fact if isinstance(fact, tuple) else ()


def make_case(
    rng: random.Random, *, pathway: str | None = None, forget: int | None = None, beside: Case | None = None
) -> Case:
    """A case; `forget`: how many things the sender leaves out (None: often none, sometimes several).

    `beside`: another patient of the same practice, sent in the same fax.
    """
    pathway = pathway or rng.choices(("vcf", "pain"), (7, 3))[0]
    sent = beside.sent if beside else FIRST_DAY + timedelta(days=rng.randint(0, 330), minutes=rng.randint(0, 570))
    practice = beside.practice if beside else make_practice(rng)
    patient = make_person(rng, "female" if rng.random() < 0.65 else "male")
    ordered = sent.date() - timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 4)))
    old = pathway == "vcf"
    born = make_birth_date(rng, ordered, 58 if old else 31, 94 if old else 88)
    onset, onset_fact = _onset(rng, ordered, rng.choice(("date", "date", "date", "duration", "month")))
    imaged = onset + timedelta(days=rng.randint(0, max(0, (ordered - onset).days)))
    facts = _person_facts(rng, patient, practice, born)
    facts |= _coverage_facts(rng, (ordered - born).days > 65 * 365.25)
    facts["order.date"] = ordered.isoformat()
    complaint = None if old else rng.choice(COMPLAINTS)
    alarm = rng.choice(ALARMS) if old and rng.random() < 0.22 else None
    cancer = ""
    if complaint is None:
        cancer = _fracture_facts(rng, facts, onset_fact, imaged, alarm)
    else:
        _complaint_facts(rng, facts, complaint, imaged)
    drugs = _drug_facts(rng, facts)
    facts["referrer.signature"] = "present"
    _forget(rng, facts, forget)
    return Case(
        pathway, patient, practice, facts, sent, born, onset, ordered, imaged, drugs, complaint, alarm, cancer
    )


def _person_facts(rng: random.Random, patient: Person, practice: Practice, born: date) -> dict[str, Fact]:
    street, town = make_address(rng)
    facts: dict[str, Fact] = {
        "patient.name": patient.full,
        "patient.birth_date": born.isoformat(),
        "patient.phone": make_phone(rng),
        "patient.sex": patient.sex,
        "patient.address": f"{street}, {town}",
        "referrer.name": practice.clinician.full,
        "referrer.npi": practice.npi,
        "referrer.practice": practice.name,
        "referrer.phone": practice.phone,
        "referrer.fax": practice.fax,
    }
    return facts


def _coverage_facts(rng: random.Random, elderly: bool) -> dict[str, Fact]:
    draw = rng.random()
    if draw < 0.03:
        return {"coverage.payer": "self-pay"}
    payers = CLAIM_PAYERS if draw < 0.08 and not elderly else [p for p in PAYERS if p.elderly == elderly]
    payer = rng.choice(payers)
    facts: dict[str, Fact] = {"coverage.payer": payer.name, "coverage.member_id": _shaped(rng, payer.shape)}
    if payer.group and rng.random() < 0.6:
        facts["coverage.group_number"] = _shaped(rng, payer.group).replace("-", "")
    if rng.random() < 0.1:
        facts["coverage.authorization_number"] = _shaped(
            rng, rng.choice(("A#########", "#########", "AUTH######"))
        )
    return facts


def _shaped(rng: random.Random, shape: str) -> str:
    if shape == "MBI":
        return make_mbi(rng)
    filled = (
        str(rng.randint(0, 9)) if mark == "#" else rng.choice(MBI_LETTERS) if mark == "@" else mark
        for mark in shape
    )
    return "".join(filled).replace("-", "")


def _onset(rng: random.Random, ordered: date, form: str) -> tuple[date, str]:
    """The day and the fact; 6 weeks (acute) and 9 to 13 weeks (nearing 12) are left out: people differ there."""
    if form == "duration":
        count, unit, days = rng.choice(
            (
                (3, "D", 1),
                (5, "D", 1),
                (10, "D", 1),
                (2, "W", 7),
                (3, "W", 7),
                (4, "W", 7),
                (5, "W", 7),
                (8, "W", 7),
                (2, "M", 30),
            )
        )
        return ordered - timedelta(days=count * days), f"P{count}{unit}"
    days = rng.choice((rng.randint(4, 36), rng.randint(4, 36), rng.randint(46, 60)))
    if form == "month":
        day = (ordered.replace(day=1) - timedelta(days=1)).replace(day=12)
        if (ordered - day).days >= 5 and (ordered - day.replace(day=1)).days <= 38:
            return day, f"{day:%Y-%m}"
    day = ordered - timedelta(days=days)
    return day, day.isoformat()


def _fracture_facts(
    rng: random.Random, facts: dict[str, Fact], onset: str, imaged: date, alarm: Alarm | None
) -> str:
    """Add what a fracture referral holds; returns the cancer behind the fracture, if any."""
    malignant = rng.random() < 0.08
    diagnosis = rng.choice(CANCERS if malignant else FRACTURES)
    levels = _levels(rng, diagnosis.text, diagnosis.codes[0])
    named = " and ".join(levels)
    facts["fracture.levels"] = levels
    facts["diagnosis.text"] = diagnosis.text.format(levels=named)
    facts["diagnosis.icd10"] = diagnosis.codes
    facts["order.service"] = rng.choice(VCF_SERVICES).format(levels=named)
    if rng.random() < 0.3:
        facts["order.cpt"] = ("22513",) if levels[0].startswith("T") else ("22514",)
        if len(levels) > 1:
            facts["order.cpt"] = ("22513" if levels[0].startswith("T") else "22514", "22515")
    facts["fracture.onset"] = onset
    modality = rng.choices(("MRI", "CT", "X-ray", "bone scan"), (14, 3, 2, 1))[0]
    if alarm and alarm.imaging:
        modality = "MRI"
    facts["imaging.modality"] = modality
    facts["imaging.date"] = imaged.isoformat()
    if modality in ("MRI", "bone scan"):
        facts["imaging.edema"] = "yes" if rng.random() < 0.9 else "no"
    facts["fracture.height_loss_percent"] = rng.choice((10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70))
    facts["symptoms.pain_score"] = rng.choice((3, 4, 5, 6, 6, 7, 7, 7, 8, 9))
    facts["exam.neuro"] = "deficit" if alarm and alarm.deficit else "normal"
    facts["treatment.conservative"] = _tried(rng)
    if rng.random() < 0.7:
        facts["bone.workup"] = "yes"
    _urgency(rng, facts)
    return diagnosis.cancer


def _levels(rng: random.Random, text: str, code: str) -> tuple[str, ...]:
    fixed = {"S32.010A": ("L1",), "S32.020A": ("L2",), "S32.030A": ("L3",), "S22.080A": ("T12",)}
    if code in fixed:
        return fixed[code]
    if "{levels}" not in text or rng.random() < 0.75:
        return (rng.choice(COMMON_LEVELS),)
    first = rng.randint(1, len(LEVELS) - 2)
    return (LEVELS[first], LEVELS[first + rng.choice((1, 1, 2)) if first + 2 < len(LEVELS) else first + 1])


def _complaint_facts(rng: random.Random, facts: dict[str, Fact], complaint: Complaint, imaged: date) -> None:
    facts["diagnosis.text"] = complaint.diagnosis.text
    facts["diagnosis.icd10"] = complaint.diagnosis.codes
    facts["order.service"] = complaint.service
    if complaint.cpt and rng.random() < 0.5:
        facts["order.cpt"] = complaint.cpt
    facts["symptoms.pain_score"] = rng.choice((3, 4, 5, 5, 6, 6, 7, 7))
    facts["exam.neuro"] = "normal"
    facts["treatment.conservative"] = _tried(rng)
    if rng.random() < 0.75:
        facts["imaging.modality"] = rng.choices(("MRI", "X-ray", "CT"), (6, 3, 1))[0]
        facts["imaging.date"] = imaged.isoformat()
    _urgency(rng, facts)


def _tried(rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(CONSERVATIVE, rng.randint(1, 3)))


def _urgency(rng: random.Random, facts: dict[str, Fact]) -> None:
    draw = rng.random()
    if draw < 0.55:
        facts["order.urgency"] = "routine" if draw < 0.42 else "urgent" if draw < 0.51 else "stat"


def _drug_facts(rng: random.Random, facts: dict[str, Fact]) -> tuple[tuple[str, str], ...]:
    """Medications, blood thinners and allergies; returns the list as printed with doses."""
    drugs = list(rng.sample(DRUGS, rng.randint(2, 7)))
    thinner = rng.choice(THINNERS) if rng.random() < 0.35 else None
    if thinner is not None:
        drugs.insert(rng.randint(0, len(drugs)), thinner[:2])
        facts["treatment.anticoagulants"] = (thinner[2],)
    else:
        facts["treatment.anticoagulants"] = "none"
    facts["patient.medications"] = tuple(name.lower() for name, _ in drugs)
    facts["patient.allergies"] = "none" if rng.random() < 0.5 else tuple(rng.sample(ALLERGENS, rng.randint(1, 3)))
    return tuple(drugs)


def _forget(rng: random.Random, facts: dict[str, Fact], forget: int | None) -> None:
    """Drop what the sender forgot. Levels that the order itself names can't be forgotten."""
    if forget is None:
        forget = rng.choices((0, 1, 2, 3, 5), (40, 28, 18, 9, 5))[0]
    names, weights = zip(*FORGOTTEN, strict=True)
    chosen: set[str] = set()
    while len(chosen) < forget:
        chosen.add(rng.choices(names, weights)[0])
    named = f"{facts['diagnosis.text']} {facts['order.service']}"
    levels = facts.get("fracture.levels", ())
    if isinstance(levels, tuple) and any(level in named for level in levels):
        chosen.discard("fracture.levels")
    if "referrer.contact" in chosen:
        chosen |= {"referrer.phone", "referrer.fax"}
    for field in chosen:
        facts.pop(field, None)

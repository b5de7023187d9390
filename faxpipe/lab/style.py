"""How one sender writes: fonts, label wordings, formats of dates, numbers and names.

Part of the lab. One `Style` per fax. Wordings and formats of the split "held" are kept out of "train", so that an
evaluation can ask for what no developer has looked at.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from faxpipe.lab.choices import Manner, manner
from faxpipe.lab.draw import HANDS, MONO, OFFICE, SANS, SERIF, TYPEWRITER, Face
from faxpipe.lab.people import Person

# field -> wordings; what follows "|" is kept for the held split
LABELS: dict[str, str] = {
    "patient.name": (
        "Patient Name;Patient;Name;Pt Name;Patient's name;Name of Patient;PATIENT|Full name;Client name;Pt."
    ),
    "patient.birth_date": "DOB;Date of Birth;D.O.B.;Birth Date;Birthdate|Born;Date of birth (mm/dd/yyyy);BD",
    "patient.phone": (
        "Phone;Patient phone;Home Phone;Cell;Mobile;Telephone;Tel;Best phone|Contact number;Phone (H);Daytime tel."
    ),
    "patient.sex": "Sex;Gender;Sex at birth|M/F;Administrative sex",
    "patient.address": "Address;Home address;Street Address;Mailing address|Residence;Lives at",
    "coverage.payer": (
        "Insurance;Primary Insurance;Insurance Company;Payer;Carrier;Insurance plan;Plan name|"
        "Coverage;Ins. co.;Payor"
    ),
    "coverage.member_id": (
        "Member ID;ID #;Policy #;Subscriber ID;Insurance ID;Policy Number;Member #|Cert no.;"
        "ID No.;Identification number"
    ),
    "coverage.group_number": "Group #;Group Number;Group;Grp|Group no.;Group ID",
    "coverage.authorization_number": "Authorization #;Prior Auth #;Auth Number;Referral #|Auth no.;Pre-cert #",
    "referrer.name": (
        "Referring Provider;Referring Physician;Ordering Provider;Requesting Provider;Referred by;"
        "Provider|Sent by;Requesting clinician;Referral from"
    ),
    "referrer.npi": "NPI;NPI #;NPI Number;Provider NPI|National Provider Identifier;NPI no.",
    "referrer.practice": "Practice;Practice Name;Facility;Clinic;Office|Organization;Group practice",
    "referrer.phone": "Phone;Office phone;Tel;Provider phone;Office|Call back;Practice tel.",
    "referrer.fax": "Fax;Office fax;Fax #;Provider fax|Return fax;Facsimile",
    "order.date": "Date;Date of referral;Order date;Referral Date;Today's date|Date ordered;Date of request",
    "order.service": (
        "Reason for referral;Service requested;Referral for;Procedure requested;Please evaluate "
        "for;Requested service|Purpose of consultation;What is being asked;Request"
    ),
    "order.cpt": "CPT;CPT code(s);Procedure code;CPT Code|Proc. codes",
    "order.urgency": "Urgency;Priority;Referral priority|How soon;Timeframe",
    "diagnosis.text": "Diagnosis;Dx;Primary diagnosis;Diagnoses;Referring diagnosis|Working diagnosis;Problem",
    "diagnosis.icd10": "ICD-10;ICD-10 code(s);ICD 10;Dx code;ICD-10-CM|ICD;Diagnosis code",
    "patient.medications": "Medications;Current medications;Meds;Current Meds;Medication list|Drugs;Taking now",
    "patient.allergies": "Allergies;Drug allergies;Allergies/reactions;Allergy|Known allergies;Sensitivities",
    "treatment.anticoagulants": (
        "Anticoagulants;Blood thinners;Anticoagulation;Blood thinner(s)?|Antithrombotics;Taking blood thinners"
    ),
    "fracture.levels": "Level(s);Fracture level;Vertebral level(s);Level of fracture|Vertebra(e);Site",
    "fracture.onset": "Date of onset;Onset;Date of injury;Onset of symptoms;Injury date|Began;Pain since",
    "imaging.modality": "Imaging;Study;Imaging done;Imaging type|Test;Scan",
    "imaging.date": "Imaging date;Date of study;Date of imaging;Study date|Done on;When imaged",
    "imaging.edema": "Marrow edema;Edema on MRI;STIR edema|Acute edema",
    "symptoms.pain_score": "Pain score;Pain (0-10);Pain level;NRS;VAS|Pain today /10;Pain severity",
    "treatment.conservative": (
        "Conservative treatment;Treatments tried;Prior treatment;Failed treatments|Tried so far;Care to date"
    ),
    "exam.neuro": "Neuro exam;Neurologic exam;Neurological status|Neuro;Neuro deficits",
    "fracture.height_loss_percent": "Height loss;Height loss (%);% height loss|Loss of height;Compression %",
    "bone.workup": "Bone health;DEXA;Osteoporosis work-up|BMD;Bone density",
    "referrer.signature": "Signature;Provider signature;Physician Signature;Signed|Authorized signature;Sign here",
}
DATES = ("%m/%d/%Y", "%m/%d/%y", "%-m/%-d/%Y", "%-m/%-d/%y", "%B %-d, %Y", "%b %-d, %Y", "%m-%d-%Y", "%Y-%m-%d")
HELD_DATES = ("%d-%b-%Y", "%-d %B %Y", "%m.%d.%Y", "%b %d %Y", "%-m-%-d-%y")
PHONES = ("{}-{}-{}", "({}) {}-{}", "({}){}-{}", "{}.{}.{}", "1-{}-{}-{}", "{} {}-{}")
HELD_PHONES = ("+1 {} {} {}", "{}/{}-{}", "{} {} {}", "{}{}{}")
MARKS = ("cross", "check", "fill", "bracket")
HELD_MARKS = ("slash", "check")


@dataclass(slots=True)
class Style:
    """Choices of one sender. `hand` None: forms are filled in by machine. `digital`: text layer kept."""

    rng: random.Random
    split: str
    face: Face
    size: float
    hand: Face | None
    choices: Manner
    round_box: bool
    date_format: str
    phone_format: str
    name_form: str
    capitals: bool
    colon: str
    digital: bool = False
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """The wording of a field's label; the same on every page of this fax."""
        if name not in self.labels:
            self.labels[name] = self.pick(*(part.split(";") for part in LABELS[name].split("|")))
        wording = self.labels[name]
        return wording.upper() if self.capitals and len(wording) > 3 else wording

    def pick(self, train: Sequence[str], held: Sequence[str]) -> str:
        return self.rng.choice(held if self.split == "held" else train)

    def date(self, day: date) -> str:
        return day.strftime(self.date_format)

    def phone(self, phone: str) -> str:
        return self.phone_format.format(*phone.split("-"))

    def name(self, person: Person, *, form: str | None = None) -> str:
        """The name as this sender writes it: in order, LAST, FIRST, or in capitals."""
        form = form or self.name_form
        given = " ".join(part for part in (person.first, person.middle) if part)
        last = " ".join(part for part in (person.last, person.suffix) if part)
        if form == "inverted":
            return f"{last}, {given}"
        if form == "INVERTED":
            return f"{last}, {given}".upper()
        return person.full.upper() if form == "CAPITALS" else person.full


def make_style(rng: random.Random, split: str, *, digital: bool = False) -> Style:
    """A sender's habits; `split` is "train" or "held"; nobody writes by hand into a digital document."""
    held = split == "held"
    hand = rng.choice(HANDS) if rng.random() < 0.3 and not digital else None
    return Style(
        rng=rng,
        split=split,
        face=rng.choice((SANS, SANS, SANS, SERIF, OFFICE, MONO, TYPEWRITER)),
        size=rng.choice((9.0, 9.5, 10.0, 10.5, 11.0)),
        hand=hand,
        choices=_choices(rng, split, rng.choice(HELD_MARKS if held else MARKS), digital=digital),
        round_box=rng.random() < 0.12,
        date_format=rng.choice(HELD_DATES if held else DATES),
        phone_format=rng.choice(HELD_PHONES if held else PHONES),
        name_form=rng.choice(("plain", "plain", "plain", "inverted", "INVERTED", "CAPITALS")),
        capitals=rng.random() < 0.15,
        colon=rng.choice((":", ":", ":", "", " -" if held else ":")),
        digital=digital,
    )


def _choices(rng: random.Random, split: str, mark: str, *, digital: bool) -> Manner:
    """From a generator of its own, so that what is drawn after it stays what it was."""
    if digital:
        return Manner("bracket" if mark == "bracket" else "box", mark)
    return manner(random.Random(repr(rng.getstate())), split, mark)

"""Documents of running text: office notes, referral letters, imaging reports.

Part of the lab. Text flows over as many pages as it needs; a second page may repeat the patient's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from faxpipe.lab import wording
from faxpipe.lab.cases import Case
from faxpipe.lab.clinic import BUILDINGS, LEVELS
from faxpipe.lab.draw import LETTER, SIGNATURE, Face, Sheet
from faxpipe.lab.entries import answer, medications, member_id
from faxpipe.lab.people import make_person
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

MARGIN = 54.0
LETTER_LEADS = ("Why:", "Story so far:", "Findings:", "Pictures:", "Opinion:", "Drugs:", "Otherwise:")


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one kind: their PDF, how many, and what they say."""

    kind: str
    pdf: bytes
    pages: int
    said: Said


class Flow:
    """Text running down a sheet, onto new pages where one is full."""

    def __init__(self, case: Case, style: Style, *, face: Face | None = None) -> None:
        self.sheet = Sheet(style.rng, LETTER, face or style.face, style.size)
        self.sheet.signs_by_path = style.digital
        self.case, self.style, self.said = case, style, Said()
        self.y = MARGIN + style.rng.uniform(0, 20)
        self.right = LETTER[0] - MARGIN
        self.leading = style.size * style.rng.choice((1.3, 1.4, 1.55))
        self.running = ""

    def line(
        self, text: str, *, bold: bool = False, x: float = MARGIN, size: float | None = None, center: bool = False
    ) -> None:
        """One line that must not be broken."""
        self._room()
        if center:
            self.sheet.center((MARGIN + self.right) / 2, self.y, text, bold=bold, size=size)
        else:
            self.sheet.text(x, self.y, text, bold=bold, size=size)
        self.y += self.leading * ((size or self.style.size) / self.style.size)

    def paragraph(self, text: str, *, lead: str = "", indent: float = 0.0) -> None:
        """Wrapped text, `lead` before it in bold on its first line."""
        x = MARGIN + indent
        offset = self.sheet.text_width(f"{lead} ", bold=True) if lead else 0.0
        for number, row in enumerate(self.sheet.wrap(text, self.right - x, first=offset)):
            self._room()
            if lead and number == 0:
                self.sheet.text(x, self.y, lead, bold=True)
            self.sheet.text(x + (0.0 if number else offset), self.y, row)
            self.y += self.leading

    def gap(self, lines: float = 0.6) -> None:
        self.y += self.leading * lines

    def rule(self, weight: float = 0.8) -> None:
        self.sheet.line(
            MARGIN, self.y - self.leading * 0.6, self.right, self.y - self.leading * 0.6, weight=weight
        )
        self.gap(0.4)

    def sign(self, name: str) -> None:
        self.gap(SIGNATURE.scale * 0.7)
        self._room()
        self.sheet.sign(MARGIN + 4, self.y, name)
        self.y += self.leading * 1.3

    def done(self, kind: str) -> Document:
        return Document(kind, self.sheet.finish(), self.sheet.pages, self.said)

    def _room(self) -> None:
        if self.y > LETTER[1] - MARGIN:
            self.sheet.new_page()
            self.y = MARGIN
            if self.running:
                self.sheet.text(
                    MARGIN, self.y - 14, f"{self.running}   Page {self.sheet.pages}", size=self.style.size * 0.85
                )


def letterhead(flow: Flow) -> None:
    """Practice, address and numbers in one of several arrangements."""
    case, style, said = flow.case, flow.style, flow.said
    said.tell(case, "referrer.practice")
    numbers = []
    for name, words in (
        ("referrer.phone", ("Tel", "Phone", "Ph", "T")),
        ("referrer.fax", ("Fax", "Fax", "F", "Facsimile")),
    ):
        if case.has(name):
            said.tell(case, name)
            numbers.append(f"{style.rng.choice(words)} {style.phone(case.text(name))}")
    place = f"{case.practice.street}, {case.practice.town}"
    kind = style.rng.randint(0, 2)
    flow.line(case.practice.name, bold=True, size=style.size * 1.5, center=kind != 1)
    if kind == 2:
        flow.line(" | ".join((place, *numbers)), size=style.size * 0.85, center=True)
    else:
        flow.line(place, center=kind == 0)
        flow.line("   ".join(numbers), center=kind == 0)
    flow.rule(style.rng.choice((0.6, 1.5)))


def identity(case: Case, style: Style, said: Said, *, form: str | None = None) -> list[tuple[str, str]]:
    """Label and answer for name and birth date, as notes and reports head their pages."""
    said.tell(case, "patient.name")
    pairs = [(style.label("patient.name"), style.name(case.patient, form=form))]
    if case.has("patient.birth_date"):
        said.tell(case, "patient.birth_date")
        pairs.append((style.label("patient.birth_date"), style.date(case.born)))
    return pairs


def note(case: Case, style: Style, *, reported: bool) -> Document:
    """An office note in one of several heading styles; a note signed electronically counts as signed."""
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    if rng.random() < 0.6:
        letterhead(flow)
    else:
        said.tell(case, "referrer.practice")
        flow.line(case.practice.name, bold=True)
    flow.line(
        rng.choice(
            ("Office Visit", "Progress Note", "OFFICE NOTE", "Visit Summary", "Consultation Note", "Encounter")
        ),
        bold=True,
    )
    pairs = identity(case, style, said)
    pairs.append(
        (
            rng.choice(("Visit date", "Date of service", "DOS", "Seen on", "Encounter date")),
            style.date(case.ordered),
        )
    )
    if rng.random() < 0.5:
        pairs.append(("MRN", str(rng.randint(100000, 9999999))))
    for start in range(0, len(pairs), 2):
        flow.line("     ".join(f"{label}: {value}" for label, value in pairs[start : start + 2]))
    flow.running = style.name(case.patient) if rng.random() < 0.7 else ""
    flow.gap()
    for title, text in _sections(case, style, said, reported=reported):
        _section(flow, title, text)
    _close_note(flow)
    return flow.done("clinical_note")


def discharge_summary(case: Case, style: Style, *, reported: bool) -> Document:
    """A hospital's discharge summary: dated stay, course, discharge drugs; signed by a hospital doctor."""
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    flow.line(
        f"{rng.choice(('Border', 'Elliot Falls', 'Mill River', 'St. Brendan'))} Hospital",
        bold=True,
        size=style.size * 1.4,
    )
    flow.line(rng.choice(("Discharge Summary", "DISCHARGE SUMMARY", "Hospital Discharge Summary")), bold=True)
    for label, value in identity(case, style, said):
        flow.line(f"{label}: {value}")
    flow.line(f"Discharge date: {style.date(case.ordered)}")
    flow.gap()
    said.add("documents.clinical_notes", "present")
    drugs = ""
    if case.has("patient.medications"):
        said.tell(case, "patient.medications")
        drugs = medications(case, style)
    parts = (
        ("Hospital course", wording.history(case, style, said)),
        ("Background", " ".join(wording.background(rng))),
        ("Exam at discharge", wording.exam(case, rng, said)),
        ("Imaging", wording.study(case, style, said, reported=reported)),
        ("Discharge medications", drugs),
        ("", wording.thinners(case, rng, said)),
        ("Allergies", wording.allergies(case, rng, said)),
        ("Discharge diagnosis", wording.diagnosis(case, said)),
        ("Disposition", f"Home with services. {wording.bone(case, rng, said)}"),
    )
    for title, text in parts:
        if text or title in ("Allergies", "Discharge medications"):
            _section(flow, title, text)
    flow.line(f"Electronically signed: {make_person(rng).full}, MD, Hospital Medicine")
    return flow.done("clinical_note")


def _sections(case: Case, style: Style, said: Said, *, reported: bool) -> list[tuple[str, str]]:
    """Titles and texts of a note; lists are texts with line breaks."""
    rng = style.rng
    past = " ".join(filter(None, wording.background(rng)))
    drugs = ""
    if case.has("patient.medications"):
        said.tell(case, "patient.medications")
        drugs = (
            "\n".join(f"{name} {dose}" for name, dose in case.drugs)
            if rng.random() < 0.4
            else medications(case, style)
        )
    parts = {
        "history": wording.history(case, style, said),
        "past": past,
        "meds": drugs,
        "thinners": wording.thinners(case, rng, said),
        "allergies": wording.allergies(case, rng, said),
        "exam": wording.exam(case, rng, said),
        "imaging": wording.study(case, style, said, reported=reported),
        "assessment": wording.diagnosis(case, said),
        "plan": " ".join(
            filter(None, (wording.request(case, said), wording.bone(case, rng, said), "Follow up in 4 weeks."))
        ),
    }
    if style.split == "held":
        titles = rng.choice(
            (
                {
                    "history": "Interval history",
                    "past": "Background",
                    "meds": "Drug list",
                    "allergies": "Sensitivities",
                    "exam": "On exam",
                    "imaging": "Studies",
                    "assessment": "Problem",
                    "plan": "What we will do",
                },
                {
                    "history": "Story",
                    "past": "PMH/FH",
                    "meds": "Rx",
                    "allergies": "All",
                    "exam": "O/E",
                    "imaging": "Inv",
                    "assessment": "Imp",
                    "plan": "P",
                },
            )
        )
    else:
        titles = rng.choice(
            (
                {
                    "history": "HPI",
                    "past": "PMH",
                    "meds": "Current Medications",
                    "allergies": "Allergies",
                    "exam": "Physical Exam",
                    "imaging": "Imaging",
                    "assessment": "Assessment",
                    "plan": "Plan",
                },
                {
                    "history": "SUBJECTIVE",
                    "past": "HISTORY",
                    "meds": "MEDICATIONS",
                    "allergies": "ALLERGIES",
                    "exam": "OBJECTIVE",
                    "imaging": "DATA",
                    "assessment": "ASSESSMENT",
                    "plan": "PLAN",
                },
                {
                    "history": "S",
                    "past": "PMHx",
                    "meds": "Meds",
                    "allergies": "All",
                    "exam": "O",
                    "imaging": "Imaging",
                    "assessment": "A",
                    "plan": "P",
                },
                {
                    "history": "History of Present Illness",
                    "past": "Past Medical History",
                    "meds": "Medications",
                    "allergies": "Allergies",
                    "exam": "Examination",
                    "imaging": "Diagnostic Studies",
                    "assessment": "Impression",
                    "plan": "Recommendations",
                },
            )
        )
    titles = {
        **titles,
        "thinners": style.label("treatment.anticoagulants") if not parts["thinners"].endswith(".") else "",
    }
    return [(titles[key], text) for key, text in parts.items() if text or key in ("allergies", "meds")]


def _section(flow: Flow, title: str, text: str) -> None:
    """A titled part of a note: title beside the text or above it."""
    lines = text.split("\n")
    if title and flow.style.colon == "":
        flow.line(title, bold=True)
    elif title:
        flow.paragraph(lines.pop(0), lead=f"{title}:") if len(lines) == 1 and lines[0] else flow.line(
            f"{title}:", bold=True
        )
    for line in lines:
        if line:
            flow.paragraph(line, indent=12 if len(lines) > 1 else 0)
    flow.gap(0.5)


def _close_note(flow: Flow) -> None:
    case, style, said = flow.case, flow.style, flow.said
    said.tell(case, "referrer.name")
    name = f"{case.practice.clinician.full}, {case.practice.credentials}"
    if case.has("referrer.npi") and case.spoiled != "referrer.npi" and style.rng.random() < 0.7:
        said.tell(case, "referrer.npi")
        flow.line(f"{style.label('referrer.npi')}: {case.text('referrer.npi')}")
    if not case.has("referrer.signature"):
        flow.line(f"Provider: {name}")
        return
    said.tell(case, "referrer.signature")
    stamp = f"{style.date(case.ordered)} {style.rng.randint(8, 17)}:{style.rng.randint(0, 59):02d}"
    words = style.rng.choice(("Electronically signed by", "E-signed:", "Signed electronically by"))
    flow.line(f"{words} {name} {stamp}")


def letter(case: Case, style: Style, *, reported: bool, insured: bool) -> Document:
    """A referral letter with history and examination; `insured`: it also gives coverage and telephone."""
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    letterhead(flow)
    flow.gap()
    said.tell(case, "order.date", "referrer.name")
    flow.line(style.date(case.ordered))
    flow.gap()
    for row in (
        "Bennett Kramer, MD",
        "Northeast Rehabilitation Hospital Network, Pain Management",
        "Salem, NH   Fax 603-681-3154",
    ):
        flow.line(row)
    flow.gap()
    pairs = identity(case, style, said, form="plain")
    flow.line(f"{rng.choice(('RE:', 'Re:', 'Regarding:', 'Patient:'))} {pairs[0][1]}", bold=True)
    if len(pairs) > 1:
        flow.line(": ".join(pairs[1]))
    if insured:
        _insured(flow)
    flow.gap()
    flow.line(rng.choice(("Dear Dr. Kramer:", "Dear Dr. Kramer,", "Dear Colleague,", "Dear Bennett,")))
    flow.gap(0.4)
    texts = _letter_texts(case, style, said, reported=reported)
    leads = LETTER_LEADS if style.split == "held" else ("",) * len(texts)
    for lead, text in zip(leads, texts, strict=True):
        if text:
            flow.paragraph(text, lead=lead)
            flow.gap(0.6)
    flow.line(rng.choice(("Sincerely,", "With best regards,", "Thank you for your help,", "Respectfully,")))
    doctor = case.practice.clinician
    if case.has("referrer.signature"):
        said.tell(case, "referrer.signature")
        flow.sign(f"{doctor.first[0]}. {doctor.last}" if rng.random() < 0.5 else doctor.full)
    else:
        flow.gap(2)
    flow.line(f"{doctor.full}, {case.practice.credentials}")
    if case.has("referrer.npi"):
        said.tell(case, "referrer.npi")
        flow.line(f"NPI{rng.choice((':', '', ' #'))} {case.text('referrer.npi')}")
    return flow.done("referral_letter")


def _letter_texts(case: Case, style: Style, said: Said, *, reported: bool) -> list[str]:
    rng = style.rng
    title = ("Mrs. " if case.patient.sex == "female" else "Mr. ") + case.patient.last
    said.tell(case, "order.service", "patient.sex")
    ask = rng.choice(
        (
            f"Thank you for seeing {title} for the following: {case.text('order.service')}.",
            f"I would appreciate your help with {title}. Request: {case.text('order.service')}.",
            f"I am referring {title} to you. Reason for referral: {case.text('order.service')}.",
        )
    )
    drugs = ""
    if case.has("patient.medications"):
        said.tell(case, "patient.medications")
        opening = rng.choice(("Medications:", "Current medications are", "Present medications include"))
        drugs = f"{opening} {medications(case, style)}."
    known = wording.allergies(case, rng, said)
    listed = f"Allergies: {known}." if known else ""
    background = " ".join(filter(None, wording.background(rng)))
    return [
        ask,
        wording.history(case, style, said),
        f"On examination: {wording.exam(case, rng, said)}",
        wording.study(case, style, said, reported=reported),
        f"Diagnosis: {wording.diagnosis(case, said)}. {wording.bone(case, rng, said)}",
        " ".join(filter(None, (drugs, wording.thinners(case, rng, said), listed))),
        background,
    ]


def _insured(flow: Flow) -> None:
    case, style, said = flow.case, flow.style, flow.said
    for name in ("patient.phone", "patient.address", "coverage.payer"):
        if case.has(name) and (name != "patient.address" or style.rng.random() < 0.6):
            said.tell(case, name)
            flow.line(f"{style.label(name)}: {answer(case, style, name)}")
    if case.has("coverage.member_id"):
        said.tell(case, "coverage.member_id")
        flow.line(f"{style.label('coverage.member_id')}: {member_id(case, style)}")


def imaging_report(case: Case, style: Style, *, standalone: bool = False) -> Document:
    """The radiologist's report; its facility, telephone and signature are nobody's in the truth."""
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    flow.line(
        f"{rng.choice(('Granite', 'Lakeside', 'Valley', 'Shoreline', 'Summit'))} {rng.choice(BUILDINGS)}",
        bold=True,
        size=style.size * 1.35,
    )
    flow.gap()
    said.add("documents.imaging_report", "present")
    name = rng.choice(("INVERTED", "inverted", "plain"))
    pairs = identity(case, style, said, form=name)
    if case.clash == "patient.birth_date" and len(pairs) > 1:
        pairs[1] = (pairs[1][0], style.date(case.born + timedelta(days=3653)))
    said.tell(case, "patient.sex", "imaging.modality", "imaging.date", "referrer.name")
    pairs += [
        ("Sex", case.patient.sex[0].upper()),
        (
            rng.choice(("Ordering provider", "Referring physician", "Ordered by", "Requested by")),
            case.practice.clinician.full,
        ),
        (rng.choice(("Exam", "Examination", "Procedure", "Study")), _exam_name(case)),
        (
            rng.choice(("Exam date", "Date of exam", "Performed", "Study date", "Date of service")),
            style.date(case.imaged),
        ),
        (rng.choice(("Accession", "Acc #")), str(rng.randint(1000000, 9999999))),
    ]
    for label, value in pairs:
        flow.line(f"{label}: {value}")
    flow.gap()
    flow.paragraph(
        rng.choice(("Back pain.", "Pain, evaluate.", "Persistent symptoms.")),
        lead=rng.choice(("Indication:", "CLINICAL HISTORY:", "Reason for exam:")),
    )
    flow.paragraph("Comparison: none." if standalone else "Standard protocol.", lead="Technique:")
    flow.gap()
    findings, impression = _read(case, style, said)
    flow.paragraph(findings, lead=rng.choice(("Findings:", "FINDINGS:")))
    flow.gap()
    flow.paragraph(
        impression,
        lead=rng.choice(("Impression:", "IMPRESSION:", "CONCLUSION:" if style.split == "held" else "Impression:")),
    )
    flow.gap()
    reader = make_person(rng)
    flow.line(f"Electronically signed by {reader.full}, MD, radiologist, {style.date(case.imaged)}")
    return flow.done("imaging_report")


def _exam_name(case: Case) -> str:
    modality = case.text("imaging.modality")
    if case.complaint is not None:
        return f"{modality} as ordered"
    part = "thoracic spine" if case.levels and case.levels[0].startswith("T") else "lumbar spine"
    return {
        "MRI": f"MRI {part} without contrast",
        "CT": f"CT {part} without contrast",
        "X-ray": f"X-ray {part}, 3 views",
        "bone scan": "Nuclear medicine bone scan, whole body",
    }[modality]


def _read(case: Case, style: Style, said: Said) -> tuple[str, str]:
    """Findings and impression, with an old deformity and a disc at other levels as distraction."""
    if case.complaint is not None:
        return case.complaint.study, f"{case.complaint.study.split('.')[0]}."
    rng = style.rng
    clash = case.clash == "fracture.levels"
    levels = (case.other_level,) if clash else case.levels
    named = " and ".join(levels)
    if not clash:
        said.tell(case, "fracture.levels")
    details = wording.details(case, rng, said)
    alarm = case.alarm.imaging if case.alarm else ""
    if alarm and case.alarm:
        said.alarms.add(case.alarm.priority)
    quiet = (
        "Posterior elements intact."
        if case.text("imaging.modality") != "MRI"
        else rng.choice(
            (
                "No retropulsion. No canal compromise.",
                "Posterior wall intact, no retropulsion.",
                "The cord is normal in signal; no epidural collection.",
            )
        )
    )
    old = next(level for level in reversed(LEVELS) if level not in (*case.levels, *levels))
    distraction = rng.choice(
        (f"Chronic healed deformity of {old}, unchanged. ", "Mild disc bulge at L4-L5. ", "", "")
    )
    plural = "s" if len(levels) > 1 else ""
    subject = (
        f"There are acute compression fractures of {named}" if plural else f"Acute compression fracture of {named}"
    )
    findings = f"{subject}{details}. {alarm or quiet} {distraction}"
    if clash:
        findings += f"{case.levels[0]} is normal in height and signal. "
    return findings.strip(), f"Acute compression fracture{plural} of {named}. {alarm}".strip()

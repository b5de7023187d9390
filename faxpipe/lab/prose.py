"""Documents of running text that a clinician signs: office notes, discharge summaries, referral letters.

Part of the lab. Text flows over as many pages as it needs; a second page may repeat the patient's name.
"""

from __future__ import annotations

from faxpipe.lab import wording
from faxpipe.lab.cases import Case
from faxpipe.lab.entries import answer, medications, member_id
from faxpipe.lab.flow import Document, Flow, identity, letterhead
from faxpipe.lab.people import make_person
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

LETTER_LEADS = ("Why:", "Story so far:", "Findings:", "Pictures:", "Opinion:", "Drugs:", "Otherwise:")


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
                {
                    "history": "Reason for visit",
                    "past": "Your health issues",
                    "meds": "Your Medications",
                    "allergies": "Your Allergies",
                    "exam": "Exam",
                    "imaging": "Results",
                    "assessment": "Assessment",
                    "plan": "What to do next",
                },
                {
                    "history": "Interval history",
                    "past": "Active Problems",
                    "meds": "Current Outpatient Medications",
                    "allergies": "Reviewed Allergies",
                    "exam": "Objective",
                    "imaging": "Imaging",
                    "assessment": "Assessment & Plan",
                    "plan": "Orders",
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
        opening = rng.choice(
            ("Medications:", "Current medications are", "Present medications include", "Medications consist of")
        )
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

"""Imaging reports, with findings and impression, old deformities and discs at other levels as distraction.

Part of the lab. The facility, its reader and their signature are nobody's in the truth.
"""

from __future__ import annotations

from datetime import timedelta

from faxpipe.lab import wording
from faxpipe.lab.cases import Case
from faxpipe.lab.clinic import BUILDINGS, LEVELS
from faxpipe.lab.flow import Document, Flow, identity
from faxpipe.lab.people import make_person
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style


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

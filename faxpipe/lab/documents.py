"""Documents made of questions and tables: forms, order printouts, face sheets, covers, drug lists, cards, labs.

Part of the lab. Each function draws one document of one case in one style; its pages come
back with what they say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from faxpipe.lab import wording
from faxpipe.lab.cases import Case
from faxpipe.lab.draw import HANDS, LETTER, MONO, PageFullError, Sheet
from faxpipe.lab.entries import (
    CLINICAL,
    COVERAGE,
    PATIENT,
    REFERRER,
    REQUEST,
    SAFETY,
    Entry,
    make_entries,
    member_id,
)
from faxpipe.lab.flow import MARGIN, Document, Flow, identity, letterhead
from faxpipe.lab.forms import COMBED, Layout, Pen, Section, comb, leaders, pick_layout
from faxpipe.lab.people import make_person, make_phone
from faxpipe.lab.said import Said
from faxpipe.lab.style import Style

TITLES = (
    "Referral Form",
    "PAIN MANAGEMENT REFERRAL",
    "Consultation Request",
    "Patient Referral",
    "REFERRAL ORDER",
    "Spine Referral Request",
)
HELD_TITLES = (
    "Request for Specialist Opinion",
    "Outgoing Transfer of Care Request",
    "Intake Sheet for Procedures",
)
CONFIDENTIAL = (
    "This facsimile contains confidential information intended only for the addressee. If you received it in "
    "error, "
    "please notify the sender by telephone and destroy all copies."
)


def referral_form(case: Case, style: Style, *, clinical: bool) -> Document:
    """A form filled in by the sender; `clinical`: it also asks what a fracture referral needs."""
    name, layout = pick_layout(style)
    draw = lambda shrink: _form(case, style, layout, shrink, clinical=clinical, leaders=name == "leaders")  # noqa: E731
    return _shrinking(draw)


def order_printout(case: Case, style: Style) -> Document:
    """The printed order of an electronic record: typed, signed electronically, recipient named in full."""
    typed = replace(style, hand=None)
    name, layout = pick_layout(typed)
    return _shrinking(
        lambda shrink: _form(case, typed, layout, shrink, clinical=False, leaders=name == "leaders", printed=True)
    )


def _shrinking(draw: Callable[[float], Document]) -> Document:
    """Draw smaller until it fits on the page, as people do who squeeze a form onto one sheet."""
    for shrink in (1.0, 0.92, 0.85, 0.78):
        try:
            return draw(shrink)
        except PageFullError:
            continue
    raise PageFullError


def _form(
    case: Case,
    style: Style,
    layout: Layout,
    shrink: float,
    *,
    clinical: bool,
    leaders: bool,
    printed: bool = False,
) -> Document:
    face = MONO if leaders else style.face
    sheet = Sheet(style.rng, LETTER, face, style.size * shrink)
    sheet.hand, sheet.signs_by_path = (None if leaders else style.hand), style.digital
    said = Said()
    pen = Pen(sheet, style, case, said, MARGIN - 6, LETTER[0] - MARGIN + 6, LETTER[1] - 40)
    top = _form_head(pen, printed=printed)
    sections = _sections(case, style, clinical=clinical, printed=printed, boxes=not leaders and layout is not None)
    if layout is comb:
        sections = [_digits_only(section) for section in sections]
    top = layout(pen, sections, top)
    _form_foot(pen, top, printed=printed)
    if case.has("order.urgency") and "order.urgency" in said.fields and case.facts["order.urgency"] != "routine":
        said.alarms.add("urgent")
    return Document("referral_form", sheet.finish(), sheet.pages, said)


def _form_head(pen: Pen, *, printed: bool) -> float:
    sheet, style, case = pen.sheet, pen.style, pen.case
    y = MARGIN
    middle = (pen.left + pen.right) / 2
    if style.rng.random() < 0.5:
        pen.said.tell(case, "referrer.practice")
        sheet.text(pen.left, y, case.practice.name, bold=True, size=sheet.font_size * 1.3)
        sheet.right(pen.right, y, f"{case.practice.street}, {case.practice.town}", size=sheet.font_size * 0.8)
        y += pen.leading * 1.3
    title = "Order Summary" if printed else style.pick(TITLES, HELD_TITLES)
    sheet.center(middle, y + 4, title, bold=True, size=sheet.font_size * 1.5)
    y += pen.leading * 1.2
    recipient = style.rng.choice(
        (
            "To: NRHN Pain Management, Dr. Bennett Kramer   Ph 603-681-3140   Fax 603-681-3154",
            "Refer to: Bennett Kramer, MD, Northeast Rehabilitation Hospital, Salem NH. Fax: (603) 681-3154",
            "Fax completed form to Pain Management at 603-681-3154. Questions? 603-681-3140",
        )
    )
    sheet.center(middle, y, recipient, size=sheet.font_size * 0.9)
    return y + 6


def _sections(case: Case, style: Style, *, clinical: bool, printed: bool, boxes: bool) -> list[Section]:
    rng = style.rng
    boxed = boxes and not printed and rng.random() < 0.65

    def make(fields: tuple[str, ...]) -> tuple[Entry, ...]:
        return tuple(make_entries(case, style, fields, boxes=boxed))

    coverage = (
        (*COVERAGE, "coverage.authorization_number") if case.has("coverage.authorization_number") else COVERAGE
    )
    sections = [
        Section(
            rng.choice(("Patient Information", "Patient", "Demographics", "PATIENT INFORMATION")), make(PATIENT)
        ),
        Section(rng.choice(("Insurance", "Insurance Information", "Coverage")), make(coverage)),
        Section(rng.choice(("Referring Provider", "Referred By", "Referring office")), make(REFERRER)),
        Section(rng.choice(("Referral", "Order", "Request", "Clinical question")), make(REQUEST)),
    ]
    if clinical:
        fields = (
            (*CLINICAL, *SAFETY)
            if case.pathway == "vcf"
            else ("symptoms.pain_score", "imaging.modality", "imaging.date", *SAFETY)
        )
        sections.append(
            Section(rng.choice(("Clinical Information", "Clinical", "Fracture work-up")), make(fields))
        )
    if rng.random() < 0.4:
        sections.insert(0, sections.pop(rng.randint(1, 2)))
    return [section for section in sections if section.entries]


def _digits_only(section: Section) -> Section:
    """Comb boxes hold digits and letters alone: an address of the number is the form's, not the writer's."""
    entries = [
        replace(e, value="".join(c for c in e.value if c.isalnum() or c in "/-")) if e.field in COMBED else e
        for e in section.entries
    ]
    return Section(section.title, tuple(entries))


def _form_foot(pen: Pen, top: float, *, printed: bool) -> None:
    """The signature line, signed or not, with its label before or below it."""
    sheet, style, case = pen.sheet, pen.style, pen.case
    y = top + sheet.font_size * 2.6
    pen.check(y)
    if printed:
        if case.has("referrer.signature"):
            pen.said.tell(case, "referrer.signature", "referrer.name")
            name = f"{case.practice.clinician.full}, {case.practice.credentials}"
            sheet.text(pen.left, y, f"Electronically signed by {name} on {style.date(case.ordered)}")
        return
    entry = make_entries(case, style, ("referrer.signature",), boxes=False)
    label = entry[0].label if entry else style.label("referrer.signature")
    start = pen.left if style.split == "held" else sheet.text(pen.left, y, label + style.colon) + 4
    sheet.line(start, y + 2, start + 190, y + 2)
    if style.split == "held":
        sheet.text(start, y + 2 + sheet.font_size * 0.8, label, size=sheet.font_size * 0.75)
    if case.has("referrer.signature"):
        pen.said.tell(case, "referrer.signature")
        doctor = case.practice.clinician
        sheet.sign(start + 8, y, f"{doctor.first[0]} {doctor.last}")


def script(case: Case, style: Style) -> Document:
    """A prescription pad: a letterhead and a few lines by hand, without labels for half of them."""
    flow = Flow(case, style)
    rng, said, sheet = style.rng, flow.said, flow.sheet
    sheet.hand = style.hand or rng.choice(HANDS)
    letterhead(flow)
    if case.has("referrer.npi"):
        said.tell(case, "referrer.npi")
        flow.line(f"{case.practice.clinician.full}, {case.practice.credentials}   NPI {case.text('referrer.npi')}")
    said.tell(
        case, "patient.name", "referrer.name", "order.service", "order.date", "diagnosis.text", "diagnosis.icd10"
    )
    flow.gap(2)
    rows = [("Name", case.patient.full), ("Date", style.date(case.ordered))]
    if case.has("patient.birth_date"):
        said.tell(case, "patient.birth_date")
        rows.insert(1, ("DOB", style.date(case.born)))
    rows += [
        ("Rx", case.text("order.service")),
        ("", f"Dx: {case.text('diagnosis.text')}"),
        ("", case.text("diagnosis.icd10")),
    ]
    for label, value in rows:
        start = sheet.text(MARGIN, flow.y, label, bold=True) + 10
        for line in sheet.wrap(value, flow.right - start - 10, value=True):
            sheet.value(start, flow.y, line)
            flow.y += flow.leading * 1.9
    sheet.line(MARGIN, flow.y + flow.leading * 2, MARGIN + 220, flow.y + flow.leading * 2)
    if case.has("referrer.signature"):
        said.tell(case, "referrer.signature")
        doctor = case.practice.clinician
        sheet.sign(MARGIN + 10, flow.y + flow.leading * 2 - 2, f"{doctor.first[0]}. {doctor.last}")
    sheet.text(MARGIN, flow.y + flow.leading * 3, "Signature", size=style.size * 0.8)
    return flow.done("referral_form")


def face_sheet(case: Case, style: Style) -> Document:
    """Registration data, with an emergency contact and a second plan, neither of them the answer."""
    typed = replace(style, hand=None)
    _, layout = pick_layout(typed)
    return _shrinking(lambda shrink: _face_sheet(case, typed, layout, shrink, mono=layout is leaders))


def _face_sheet(case: Case, style: Style, layout: Layout, shrink: float, *, mono: bool) -> Document:
    sheet = Sheet(style.rng, LETTER, MONO if mono else style.face, style.size * shrink)
    said = Said()
    pen = Pen(sheet, style, case, said, MARGIN, LETTER[0] - MARGIN, LETTER[1] - 50)
    said.tell(case, "referrer.practice")
    sheet.text(pen.left, MARGIN, case.practice.name, bold=True)
    sheet.right(
        pen.right,
        MARGIN,
        style.pick(
            ("Face Sheet", "PATIENT REGISTRATION", "Demographics"), ("Admission record", "Registration summary")
        ),
        bold=True,
    )
    sections = [
        Section("Patient", tuple(make_entries(case, style, PATIENT, boxes=False))),
        Section("Insurance", tuple(make_entries(case, style, COVERAGE, boxes=False))),
    ]
    top = layout(pen, [section for section in sections if section.entries], MARGIN + 10)
    if case.has("patient.phone"):
        contact = make_person(style.rng)
        top += pen.leading * 1.2
        sheet.text(
            pen.left, top, f"Emergency contact: {contact.full} ({style.rng.choice(('spouse', 'daughter', 'son'))})"
        )
        sheet.text(pen.left, top + pen.leading, f"Emergency phone: {style.phone(make_phone(style.rng))}")
        top += pen.leading
    if case.has("coverage.payer", "coverage.member_id") and style.rng.random() < 0.35:
        second = f"Secondary insurance: Colonial Supplement   Policy {style.rng.randint(10**7, 10**8 - 1)}"
        sheet.text(pen.left, top + pen.leading * 1.5, second)
        top += pen.leading * 1.5
    if style.rng.random() < 0.3:
        sheet.text(pen.left, top + pen.leading * 1.5, f"PCP: {make_person(style.rng).full}, MD")
    return Document("face_sheet", sheet.finish(), sheet.pages, said)


def cover_sheet(
    case: Case, style: Style, *, pages: int, comment: str, named: bool, diagnosed: bool = False
) -> Document:
    """A fax cover; the clinic's own numbers stand on it, the sender is often a clerk.

    `named`: it names the patient; `diagnosed`: and says with what.
    """
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    if rng.random() < 0.5:
        letterhead(flow)
    flow.gap()
    flow.line(
        rng.choice(("FAX", "FAX COVER SHEET", "Facsimile Transmittal", "Fax Transmission")),
        bold=True,
        size=style.size * 2,
    )
    flow.gap()
    said.tell(case, "referrer.practice")
    rows = [
        (
            "To",
            rng.choice(
                ("Dr. Kramer / Pain Management", "NRHN Pain Management, Salem NH", "Northeast Rehab Pain Clinic")
            ),
        ),
        ("Fax", "603-681-3154"),
        ("Phone", "603-681-3140"),
        ("From", f"{make_person(rng).first}, {case.practice.name}"),
    ]
    for name, word in (("referrer.phone", "Our phone"), ("referrer.fax", "Our fax")):
        if case.has(name):
            said.tell(case, name)
            rows.append((word, style.phone(case.text(name))))
    rows += [("Date", style.date(case.sent.date())), ("Pages incl. cover", str(pages))]
    if named:
        said.tell(case, "patient.name")
        rows.append(("Re", style.name(case.patient)))
    if diagnosed:
        rows.append((style.label("diagnosis.text"), wording.diagnosis(case, said)))
    for label, value in rows:
        flow.line(f"{label}:", bold=True)
        flow.sheet.text(MARGIN + 120, flow.y - flow.leading, value)
        flow.gap(0.3)
    x = MARGIN
    for word in ("Urgent", "For review", "Please reply"):
        x = flow.sheet.text(flow.sheet.tick(x, flow.y, False, mark="cross"), flow.y, word) + 16
    flow.gap(2)
    flow.paragraph(comment, lead=rng.choice(("Comments:", "Message:", "Notes:")))
    flow.gap(2)
    flow.paragraph(CONFIDENTIAL)
    return flow.done("cover_sheet")


def medication_list(case: Case, style: Style) -> Document:
    """A table of drugs with status; what was discontinued is no medication."""
    flow = Flow(case, style)
    said, sheet, rng = flow.said, flow.sheet, style.rng
    flow.line(
        rng.choice(("Medication List", "Active Medications", "CURRENT MEDICATION LIST")),
        bold=True,
        size=style.size * 1.3,
    )
    flow.line("   ".join(f"{label}: {value}" for label, value in identity(case, style, said)))
    flow.gap()
    said.tell(case, "patient.medications")
    stopped = rng.choice(("celecoxib", "cyclobenzaprine", "simvastatin"))
    rows = [("Medication", "Directions", "Status"), *((name, dose, "Active") for name, dose in case.drugs)]
    if rng.random() < 0.5:
        rows.append((stopped, "stopped by patient", "Discontinued"))
    ruled = rng.random() < 0.6
    for number, row in enumerate(rows):
        for x, cell in zip((MARGIN + 3, MARGIN + 190, MARGIN + 390), row, strict=True):
            sheet.text(x, flow.y, cell, bold=number == 0)
        if ruled:
            sheet.box(MARGIN, flow.y - flow.leading * 0.8, flow.right, flow.y + flow.leading * 0.25)
        flow.y += flow.leading * 1.05
    flow.gap()
    if case.has("patient.allergies"):
        said.tell(case, "patient.allergies")
        known = (
            "No known drug allergies"
            if case.facts["patient.allergies"] == "none"
            else case.text("patient.allergies")
        )
        flow.line(f"{style.label('patient.allergies')}: {known}")
    return flow.done("medication_list")


def insurance_card(case: Case, style: Style) -> Document:
    """A photocopied card on an otherwise empty page, its background dithered by the fax."""
    sheet = Sheet(style.rng, LETTER, style.face, 10.5)
    said = Said()
    left, top = style.rng.uniform(90, 200), style.rng.uniform(90, 160)
    sheet.box(left, top, left + 300, top + 180, weight=1.5, fill=style.rng.choice((0.86, 0.93, 1.0)))
    x, y = left + 16, top + 30
    said.tell(case, "coverage.payer", "patient.name")
    sheet.text(x, y, case.text("coverage.payer"), bold=True, size=13)
    rows = [("Member", style.name(case.patient, form="CAPITALS"))]
    if case.has("coverage.member_id"):
        said.tell(case, "coverage.member_id")
        rows.append(("ID", member_id(case, style)))
    if case.has("coverage.group_number"):
        said.tell(case, "coverage.group_number")
        rows.append(("Group", case.text("coverage.group_number")))
    rows += [("RxBIN", f"{style.rng.randint(1000, 99999):06d}"), ("Effective", f"01/01/{case.sent.year}")]
    for label, value in rows:
        y += 22
        sheet.text(x, y, f"{label}:")
        sheet.text(x + 80, y, value, bold=True)
    sheet.text(
        x,
        top + 172,
        f"Customer service 1-800-{style.rng.randint(222, 999)}-{style.rng.randint(1000, 9999)}",
        size=8,
    )
    return Document("insurance_card", sheet.finish(), 1, said)


def lab_report(case: Case, style: Style) -> Document:
    """A table of blood values."""
    flow = Flow(case, style)
    rng, said = style.rng, flow.said
    flow.line(
        rng.choice(("Clinical Laboratory Report", "LABORATORY RESULTS", "Lab Results - Final")),
        bold=True,
        size=style.size * 1.3,
    )
    for label, value in identity(case, style, said):
        flow.line(f"{label}: {value}")
    flow.line(f"Collected: {style.date(case.ordered)}")
    flow.gap()
    tests = (
        ("WBC", "7.{}", "4.0-11.0"),
        ("Hemoglobin", "12.{}", "12.0-16.0"),
        ("Platelets", "21{}", "150-400"),
        ("INR", "1.{}", "0.9-1.1"),
        ("Creatinine", "0.{}", "0.6-1.2"),
        ("Calcium", "9.{}", "8.5-10.5"),
        ("25-OH Vitamin D", "2{}", "30-100"),
        ("Albumin", "3.{}", "3.5-5.0"),
    )
    for row in (
        ("Test", "Result", "Reference"),
        *((name, value.format(rng.randint(0, 9)), range_) for name, value, range_ in tests),
    ):
        for x, cell in zip((MARGIN, MARGIN + 180, MARGIN + 280), row, strict=True):
            flow.sheet.text(x, flow.y, cell, bold=row[0] == "Test")
        flow.y += flow.leading
    return flow.done("lab_report")

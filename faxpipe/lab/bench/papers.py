"""What the measured pages hold: forms of ruled cells, tables, lists, covers, letters and notes, in many types.

Part of the lab. Half of the papers are the lab's own documents, half are drawn here and nowhere else, so that no
rule of the extraction has seen them. One page each; a longer document is cut after its first page.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from faxpipe.lab import documents, prose, radiology
from faxpipe.lab.bench.orders import TODAY, Order
from faxpipe.lab.bench.truth import KeyKind, Known
from faxpipe.lab.cases import Case
from faxpipe.lab.draw import LETTER, PageFullError, Sheet
from faxpipe.lab.flow import Document
from faxpipe.lab.people import make_address, make_npi, make_person, make_phone
from faxpipe.lab.style import Style

ICD10 = ("M80.08XA", "M48.56XA", "S32.010A", "S22.080A", "M54.16", "M84.58XA", "M81.0", "I10", "E11.9", "K21.9")

Paper = Callable[[Order], bytes]


def draw_paper(name: str, order: Order) -> tuple[bytes, Known]:
    """The drawn PDF and the numbers on it; type that does not fit on the sheet is set smaller."""
    while order.style.size >= 6:
        try:
            pdf = PAPERS[name](order)
        except PageFullError:
            order.style.size -= 1.0
            order.numbers.clear()
            continue
        return pdf, order.known
    raise PageFullError


def ruled_form(order: Order) -> bytes:
    """Cells with a tiny label in the corner and the answer below it, under bars or grey headings."""
    sheet, style, rng = _sheet(order), order.style, order.rng
    left, right, y = 44.0, LETTER[0] - 44.0, 50.0
    title = style.pick(
        ("REQUEST FOR SERVICES", "Outpatient Scheduling Form"), ("Booking slip", "PROCEDURE REQUEST")
    )
    sheet.text(left, y, title, bold=True, size=style.size * 1.5)
    sheet.right(right, y, f"Rev {rng.randint(1, 12):02d}/{rng.randint(12, 25)}", size=order.label_points)
    y += style.size * 0.8
    height = max(style.size * (2.6 if style.hand else 2.2), order.label_points * 1.2 + style.size * 1.5)
    for title, cells in _form_cells(order):
        y = _heading(sheet, order, left, right, y, title)
        for row in _rows(cells, rng.choice((2, 3)) if not order.held else 2):
            if y + height > LETTER[1] - 30:
                raise PageFullError
            _cell_row(sheet, order, row, left, right, y, height)
            y += height
        y += style.size * 0.5
    return sheet.finish()


def register(order: Order) -> bytes:
    """A ruled table of patients: name, birth date, phone, record number, authorization, code."""
    sheet, style, rng = _sheet(order), order.style, order.rng
    columns: tuple[tuple[str, float, Callable[[], str]], ...] = (
        ("Patient", 128.0, lambda: style.name(make_person(rng))[:24]),
        ("DOB", 66.0, lambda: order.day(15000, 33000)),
        ("Telephone" if order.held else "Phone", 84.0, lambda: style.phone(make_phone(rng))),
        ("MRN", 58.0, lambda: order.number(KeyKind.MRN, str(rng.randint(1000000, 99999999)))),
        ("Auth", 66.0, lambda: order.number(KeyKind.AUTHORIZATION, authorization(rng))),
        ("Dx", 58.0, lambda: rng.choice(ICD10)),
        ("NPI", 66.0, lambda: make_npi(rng)),
    )
    shown = list(columns[:6] if style.size > 8 else columns)
    if order.held:
        shown = [shown[0], *rng.sample(shown[1:], len(shown) - 1)]
    size = min(style.size, 9.5)
    width = LETTER[0] - 72.0
    scale = width / sum(column[1] for column in shown)
    x0, y = 36.0, 60.0
    sheet.text(x0, y, style.pick(("Daily schedule", "Work list"), ("Census", "Pending referrals")), bold=True)
    sheet.right(x0 + width, y, f"Printed {style.date(TODAY)}", size=size)
    y += size * 1.6
    step = size * (1.7 if order.held else 1.9)
    ruled, shaded = rng.random() < 0.7, rng.random() < 0.3
    for number in range(rng.randint(6, 8)):
        if shaded and number % 2:
            sheet.box(x0, y, x0 + width, y + step, weight=0, fill=0.88)
        x = x0
        for name, wide, value in shown:
            text = name if number == 0 else value()
            if ruled or number == 0:
                sheet.box(x, y, x + wide * scale, y + step, weight=0.5)
            _fitted(sheet, x + 3, y + step * 0.7, text, wide * scale - 6, size, bold=number == 0)
            x += wide * scale
        y += step
    return sheet.finish()


def call_list(order: Order) -> bytes:
    """Numbered lines of running text, each full of numbers."""
    sheet, style, rng = _sheet(order), order.style, order.rng
    y = 62.0
    sheet.text(54, y, style.pick(("Please call these patients:", "OPEN REFERRALS"), ("To schedule", "Call backs")))
    y += style.size * 2
    for number in range(1, rng.randint(5, 9)):
        text = _entry(order)
        for index, row in enumerate(sheet.wrap(text, LETTER[0] - 140)):
            if y > LETTER[1] - 40:
                return sheet.finish()
            if index == 0:
                sheet.text(54, y, f"{number}." if order.held else f"{number})")
            sheet.text(78, y, row)
            y += style.size * 1.4
        y += style.size * 0.6
    return sheet.finish()


def approval_letter(order: Order) -> bytes:
    """A payer's letter: a block of labelled numbers, then paragraphs at the text's size."""
    sheet, style, rng, case = _sheet(order), order.style, order.rng, order.case
    y = 66.0
    sheet.text(
        60, y, style.pick(("Granite Benefit Review", "Utilization Services"), ("Care Review Unit",)), bold=True
    )
    street, town = make_address(rng)
    for line in (street, town, "", style.date(TODAY), ""):
        y += style.size * 1.35
        if line:
            sheet.text(60, y, line)
    auth = order.number(KeyKind.AUTHORIZATION, authorization(rng))
    member = order.number(KeyKind.MEMBER, case.text("coverage.member_id") or f"W{rng.randint(10**8, 10**9 - 1)}")
    pairs = (
        ("Member", style.name(case.patient)),
        ("Member ID", member),
        ("Date of birth", style.date(case.born)),
        ("Authorization", auth),
        ("Diagnosis", rng.choice(ICD10)),
        ("Provider NPI", case.practice.npi),
    )
    for label, value in rng.sample(pairs, len(pairs)) if order.held else pairs:
        y += style.size * 1.5
        sheet.text(60, y, f"{label}:" if order.held else label, bold=True)
        sheet.text(60 + style.size * 11, y, value)
    y += style.size * 2.4
    for text in _approval_texts(order, auth):
        for row in sheet.wrap(text, LETTER[0] - 120):
            sheet.text(60, y, row)
            y += style.size * 1.4
        y += style.size * 0.8
    return sheet.finish()


def authorization(rng: random.Random) -> str:
    """A number as payers give them: letters and digits, look-alikes among them."""
    shape = rng.choice(("A########", "##########", "PA######", "@@####-###", "OP##########", "R-#######"))
    letters = "ABCDEFGHJKLMNPRSTUWXYZ"
    return "".join(rng.choice("0123456789") if c == "#" else rng.choice(letters) if c == "@" else c for c in shape)


def _sheet(order: Order) -> Sheet:
    sheet = Sheet(order.rng, LETTER, order.style.face, order.style.size)
    sheet.hand = order.style.hand
    return sheet


def _heading(sheet: Sheet, order: Order, left: float, right: float, y: float, title: str) -> float:
    if order.bars or order.rng.random() < 0.4:
        return sheet.bar(left, y, right, title.upper())
    bottom = y + sheet.font_size * 1.5
    sheet.box(left, y, right, bottom, fill=0.9 if order.held else 1.0, weight=0.7)
    sheet.text(left + 4, bottom - sheet.font_size * 0.45, title, bold=True)
    return bottom


def _cell_row(
    sheet: Sheet, order: Order, row: Sequence[tuple[str, str]], left: float, right: float, y: float, height: float
) -> None:
    wide = (right - left) / len(row)
    for index, (label, value) in enumerate(row):
        x = left + index * wide
        if order.bars and order.rng.random() < 0.25:
            sheet.black_cell(x, y, x + wide, y + height, value)
            continue
        sheet.box(x, y, x + wide, y + height, weight=0.6)
        sheet.text(x + 2.5, y + order.label_points * 1.1, label, size=order.label_points)
        sheet.value(x + 4, y + height - sheet.font_size * 0.4, value, width=wide - 8)


def _fitted(sheet: Sheet, x: float, y: float, text: str, width: float, size: float, *, bold: bool) -> None:
    while size > 6 and sheet.text_width(text, bold=bold, size=size) > width:
        size -= 0.25
    sheet.text(x, y, text, bold=bold, size=size)


def _rows(cells: Sequence[tuple[str, str]], per_row: int) -> Iterator[Sequence[tuple[str, str]]]:
    for start in range(0, len(cells), per_row):
        yield cells[start : start + per_row]


def _form_cells(order: Order) -> list[tuple[str, list[tuple[str, str]]]]:
    rng, style, case = order.rng, order.style, order.case
    street, town = make_address(rng)
    words = order.words
    patient = [
        (words("Patient name (last, first, MI)", "Name as on card"), style.name(case.patient, form="inverted")),
        (words("Date of birth", "Birth date mm/dd/yyyy"), style.date(case.born)),
        (words("Home phone", "Best number, daytime"), style.phone(make_phone(rng))),
        (words("Chart no. / MRN", "Record number"), order.number(KeyKind.MRN, str(rng.randint(100000, 99999999)))),
        (words("Street address", "Mailing address, no P.O. box"), street),
        (words("City, state, ZIP", "Town, state and ZIP"), town),
    ]
    plan = [
        (words("Primary insurance", "Carrier / plan"), case.text("coverage.payer") or "Medicare"),
        (words("Subscriber / member ID", "ID on card"), case.text("coverage.member_id") or "self-pay"),
        (
            words("Prior authorization no.", "Approval no."),
            order.number(KeyKind.AUTHORIZATION, authorization(rng)),
        ),
        (words("Valid through", "Expires"), order.day(-120, -20)),
    ]
    visit = [
        (words("Requested by", "Clinician"), case.practice.clinician.full),
        (words("NPI", "National provider no."), case.practice.npi),
        (words("Office phone", "Call with questions"), style.phone(case.practice.phone)),
        (words("Office fax", "Fax results to"), style.phone(case.practice.fax)),
        (words("Diagnosis code (ICD-10-CM)", "Code 1"), rng.choice(ICD10)),
        (words("Secondary code", "Code 2"), rng.choice(ICD10)),
        (words("Date of order", "Ordered on"), order.day(1, 30)),
        (words("Imaging done on", "Last study"), order.day(3, 60)),
    ]
    sections = [
        (words("Patient", "A. Who is coming"), patient),
        (words("Insurance", "B. Coverage and approval"), plan),
        (words("Request", "C. What is needed"), visit),
    ]
    return sections if not order.held else [sections[2], sections[0], sections[1]]


def _entry(order: Order) -> str:
    style, rng = order.style, order.rng
    name = style.name(make_person(rng))
    born = order.day(14000, 33000)
    phone, other = style.phone(make_phone(rng)), style.phone(make_phone(rng))
    mrn = order.number(KeyKind.MRN, str(rng.randint(100000, 99999999)))
    auth = order.number(KeyKind.AUTHORIZATION, authorization(rng))
    seen, code = order.day(1, 60), rng.choice(ICD10)
    forms = (
        f"{name}, DOB {born}, MRN {mrn}, call {phone}; {code}, last seen {seen}, authorization {auth}.",
        f"{name} (born {born}) can be reached at {phone} or {other}. Approval {auth} for {code}.",
    )
    held = (
        f"MRN {mrn} {name}: {code} since {seen}. Daughter answers {phone}. DOB on file {born}. Ref. {auth}",
        f"{auth} / {name} / {born} / {phone} / {code} / ordered {seen}",
    )
    return style.pick(forms, held)


def _approval_texts(order: Order, auth: str) -> list[str]:
    style, rng, case = order.style, order.rng, order.case
    until = style.date(TODAY + timedelta(days=rng.randint(30, 120)))
    phone, fax = style.phone(make_phone(rng)), style.phone(make_phone(rng))
    first = (
        f"We reviewed the request of {case.practice.clinician.full} and approve one outpatient consultation. The "
        f"approval is valid from {style.date(TODAY)} until {until}; please quote {auth} on every claim."
    )
    held = (
        f"Your plan agreed to the visit that your doctor asked for. It may take place until {until}. The office "
        f"should write {auth} on its bill, together with the code that was approved."
    )
    return [
        style.pick((first,), (held,)),
        f"If the date of service changes, call {phone} or send a fax to {fax} before the visit. This letter is no "
        "promise of payment; benefits depend on eligibility on the day of service and on the terms of the plan.",
        "You may ask for the criteria that were used, free of charge, and you may appeal within 180 days.",
    ]


def _of_case(draw: Callable[[Case, Style], Document]) -> Paper:
    """A document of the corpus as a paper."""

    def paper(order: Order) -> bytes:
        return draw(order.case, order.style).pdf

    return paper


PAPERS: dict[str, Paper] = {
    "ruled_form": ruled_form,
    "referral_form": _of_case(lambda case, style: documents.referral_form(case, style, clinical=True)),
    "note": _of_case(lambda case, style: prose.note(case, style, reported=True)),
    "register": register,
    "letter": _of_case(lambda case, style: prose.letter(case, style, reported=True, insured=True)),
    "cover": _of_case(
        lambda case, style: documents.cover_sheet(
            case, style, pages=3, comment="Please see the attached referral.", named=True, diagnosed=True
        )
    ),
    "call_list": call_list,
    "order_printout": _of_case(documents.order_printout),
    "face_sheet": _of_case(documents.face_sheet),
    "approval_letter": approval_letter,
    "imaging_report": _of_case(lambda case, style: radiology.imaging_report(case, style, standalone=True)),
    "medication_list": _of_case(documents.medication_list),
    "script": _of_case(documents.script),
}

"""Which documents a sender puts into one fax: recipes from a case to its packet.

Part of the lab. A recipe may only use documents that state nothing the sender is to have forgotten;
what it draws is what is true.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from faxpipe.lab import documents, prose, radiology, several, strays
from faxpipe.lab.bundle import Bundle, Packet, enclosures, reportable
from faxpipe.lab.cases import Case, make_case
from faxpipe.lab.clinic import COMMON_LEVELS
from faxpipe.lab.draw import HANDS
from faxpipe.lab.flow import Document
from faxpipe.lab.people import npi_check_digit
from faxpipe.lab.style import Style

COMMENTS = (
    "Please see the attached referral and call the patient to schedule.",
    "Referral enclosed. Let us know if you need anything else.",
    "Thank you for seeing this patient.",
)
LATE = (
    "As requested, here is the imaging report.",
    "Report you asked for. The rest was sent earlier.",
    "Per your request: missing page enclosed.",
)


Recipe = Callable[[random.Random, Style], Bundle]


def form(rng: random.Random, style: Style) -> Bundle:
    """A form with the note, the report, a card: what a careful office sends."""
    case = make_case(rng)
    clinical = rng.random() < 0.6
    drawn = [documents.referral_form(case, style, clinical=clinical)]
    if not clinical or rng.random() < 0.7:
        told = prose.discharge_summary if rng.random() < 0.15 else prose.note
        drawn.append(told(case, style, reported=reportable(case)))
    drawn += enclosures(case, style)
    return _one(f"form in {_filled(style)}, {len(drawn)} documents", case, _covered(case, style, drawn))


def form_only(rng: random.Random, style: Style) -> Bundle:
    """A clinical form and nothing else."""
    case = make_case(rng)
    return _one(f"a single form in {_filled(style)}", case, [documents.referral_form(case, style, clinical=True)])


def printout(rng: random.Random, style: Style) -> Bundle:
    """An order from an electronic record, the visit note, the report."""
    case = make_case(rng)
    drawn = [
        documents.order_printout(case, style),
        prose.note(case, style, reported=reportable(case)),
        *enclosures(case, style),
    ]
    return _one("order printout with note", case, _covered(case, style, drawn))


def letter(rng: random.Random, style: Style) -> Bundle:
    """A referral letter; coverage in its head or on a face sheet."""
    case = _asking(rng)
    faced = rng.random() < 0.35
    reported = reportable(case) and rng.random() < 0.8
    drawn = [prose.letter(case, style, reported=reported, insured=not faced)]
    if faced:
        drawn.append(documents.face_sheet(case, style))
    drawn += enclosures(case, style, report=reported)
    return _one("referral letter", case, _covered(case, style, drawn))


def note(rng: random.Random, style: Style) -> Bundle:
    """A face sheet and a note that asks for the referral in its plan."""
    case = make_case(rng)
    drawn = [
        documents.face_sheet(case, style),
        prose.note(case, style, reported=reportable(case)),
        *enclosures(case, style),
    ]
    return _one("face sheet and note", case, _covered(case, style, drawn))


def script(rng: random.Random, style: Style) -> Bundle:
    """A prescription pad with a face sheet, and a note or a discharge summary."""
    case = _asking(rng)
    told = prose.discharge_summary if rng.random() < 0.4 else prose.note
    drawn = [documents.script(case, style), documents.face_sheet(case, style)]
    if rng.random() < 0.8:
        drawn.append(told(case, style, reported=reportable(case)))
    return _one("prescription pad", case, _covered(case, style, drawn + enclosures(case, style)))


def spoiled(rng: random.Random, style: Style) -> Bundle:
    """A form by hand with one answer scribbled over."""
    style.hand = style.hand or rng.choice(HANDS)
    case = make_case(rng, pathway="vcf", forget=rng.choice((0, 0, 1)))
    known = [name for name in ("coverage.member_id", "patient.phone", "referrer.npi") if case.has(name)]
    case = replace(case, spoiled=rng.choice(known) if known else "")
    drawn = [
        documents.referral_form(case, style, clinical=rng.random() < 0.5),
        prose.note(case, style, reported=True),
    ]
    if reportable(case):
        drawn.append(radiology.imaging_report(case, style))
    return _one("form by hand with an answer scribbled over", case, drawn)


def clash(rng: random.Random, style: Style) -> Bundle:
    """Order and report disagree on the level or the birth date."""
    case = make_case(rng, pathway="vcf", forget=0)
    single = len(case.levels) == 1
    other = rng.choice([level for level in COMMON_LEVELS if level not in case.levels])
    case = replace(
        case, clash="fracture.levels" if single and rng.random() < 0.7 else "patient.birth_date", other_level=other
    )
    head = (
        prose.letter(case, style, reported=True, insured=True)
        if rng.random() < 0.5
        else documents.order_printout(case, style)
    )
    drawn = [head, radiology.imaging_report(case, style)]
    if head.kind == "referral_form":
        drawn.insert(1, prose.note(case, style, reported=True))
    return _one(f"two documents disagree on {case.clash}", case, drawn)


def bad_npi(rng: random.Random, style: Style) -> Bundle:
    """An NPI with a wrong digit, plainly printed."""
    case = make_case(rng, forget=0)
    body = case.text("referrer.npi")[:9]
    wrong = str((int(npi_check_digit(body)) + rng.randint(1, 9)) % 10)
    case = replace(case, facts={**case.facts, "referrer.npi": body + wrong}, clash="referrer.npi")
    style.hand = None
    drawn = [documents.order_printout(case, style), prose.note(case, style, reported=reportable(case))]
    if reportable(case):
        drawn.append(radiology.imaging_report(case, style))
    return _one("NPI that fails its check digit", case, drawn)


def two_patients(rng: random.Random, style: Style) -> Bundle:
    """Two referrals of one practice in one fax."""
    first = make_case(rng)
    second = make_case(rng, beside=first)
    packets = []
    for case in (first, second):
        drawn = [documents.referral_form(case, style, clinical=True)]
        if rng.random() < 0.6:
            drawn.append(prose.note(case, style, reported=reportable(case)))
        packets.append(Packet(case, tuple(drawn + enclosures(case, style))))
    return Bundle("two patients of one practice", first, tuple(packets))


def late_page(rng: random.Random, style: Style) -> Bundle:
    """Only the report that was asked for, with a cover."""
    case = make_case(rng, pathway="vcf", forget=0)
    report = radiology.imaging_report(case, style, standalone=True)
    cover = documents.cover_sheet(
        case, style, pages=1 + report.pages, comment=rng.choice(LATE), named=True, diagnosed=True
    )
    return _one("late page: the report that was asked for", case, [cover, report])


def stray(rng: random.Random, style: Style) -> Bundle:
    """No referral at all."""
    case = make_case(rng)
    kind = rng.choice(strays.KINDS)
    return Bundle(f"no referral: {kind}", case, (Packet(None, (strays.stray(case, style, kind),)),))


RECIPES: dict[str, tuple[Recipe, int]] = {
    "form": (form, 24),
    "printout": (printout, 16),
    "letter": (letter, 18),
    "note": (note, 10),
    "form_only": (form_only, 6),
    "script": (script, 7),
    "spoiled": (spoiled, 4),
    "clash": (clash, 4),
    "bad_npi": (bad_npi, 2),
    "two_patients": (two_patients, 5),
    "bundle": (several.bundle, 4),
    "late_page": (late_page, 4),
    "stray": (stray, 7),
}


def _asking(rng: random.Random) -> Case:
    """A case whose sender did not forget what to ask for; a letter says why it is written."""
    while True:
        case = make_case(rng)
        if case.has("order.service"):
            return case


def _covered(case: Case, style: Style, drawn: list[Document]) -> list[Document]:
    if style.rng.random() < 0.7:
        return drawn
    pages = 1 + sum(document.pages for document in drawn)
    return [
        documents.cover_sheet(
            case, style, pages=pages, comment=style.rng.choice(COMMENTS), named=style.rng.random() < 0.5
        ),
        *drawn,
    ]


def _one(about: str, case: Case, drawn: Sequence[Document]) -> Bundle:
    fracture = "" if case.pathway == "pain" else ", fracture"
    flagged = f", red flag: {case.alarm.name}" if case.alarm else ""
    return Bundle(about + fracture + flagged, case, (Packet(case, tuple(drawn)),))


def _filled(style: Style) -> str:
    return "handwriting" if style.hand else "type"

"""Several patients in one fax, as practices send them: recipes for what is hard to take apart.

Part of the lab, beside `packs`. Every document names its patient as that sender does; what makes a bundle hard is
who else is in it (a father and his son, two of one surname, neighbours in age) and where the pages lie (one behind
the other, form by form, a report at the very end, a cover that lists all of them, a document sent twice).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from faxpipe.lab import documents, prose
from faxpipe.lab.bundle import Bundle, Packet, enclosures, reportable
from faxpipe.lab.cases import Case, make_case
from faxpipe.lab.flow import Document, Flow, letterhead
from faxpipe.lab.people import MEN, WOMEN, Person, make_person
from faxpipe.lab.style import Style

Slot = tuple[int, int]
"""Patient and document of that patient, both from 0."""


def bundle(rng: random.Random, style: Style) -> Bundle:
    """Two or three patients of one practice, related or not, their pages in one of several orders."""
    first = make_case(rng, forget=rng.choice((0, 1, 2)))
    count = 3 if rng.random() < 0.25 else 2
    kin, related = rng.choice(KIN)
    cases = [first]
    while len(cases) < count:
        other = make_case(rng, beside=first, forget=rng.choice((0, 1, 2)))
        cases.append(
            related(rng, other, cases[-1]) if len({c.patient.full for c in cases}) == len(cases) else other
        )
    papers = [_papers(rng, case, style) for case in cases]
    laid, order = rng.choice(ORDERS)
    slots = order(rng, papers)
    packets = [Packet(case, tuple(drawn)) for case, drawn in zip(cases, papers, strict=True)]
    if rng.random() < 0.25:
        sheets = 1 + sum(packets[who].documents[at].pages for who, at in slots)
        packets.append(Packet(None, (_list_cover(cases, style, sheets),)))
        slots = [(len(packets) - 1, 0), *slots]
        laid += ", a cover that lists all"
    return Bundle(f"{count} patients: {kin}, {laid}", first, tuple(packets), tuple(slots))


def _papers(rng: random.Random, case: Case, style: Style) -> list[Document]:
    """What is sent about one of several patients: mostly a form, now and then a printout or a letter."""
    draw = rng.random()
    if draw < 0.5:
        drawn = [documents.referral_form(case, style, clinical=rng.random() < 0.7)]
    elif draw < 0.75:
        drawn = [documents.order_printout(case, style)]
    elif case.has("order.service"):
        return [prose.letter(case, style, reported=reportable(case), insured=True), *enclosures(case, style)]
    else:
        drawn = [documents.face_sheet(case, style)]
    if drawn[0].kind == "face_sheet" or rng.random() < 0.65:
        told = prose.discharge_summary if rng.random() < 0.15 else prose.note
        drawn.append(told(case, style, reported=reportable(case)))
    return drawn + enclosures(case, style)


def _strangers(rng: random.Random, case: Case, other: Case) -> Case:
    return case


def _one_surname(rng: random.Random, case: Case, other: Case) -> Case:
    """A couple, or nobody to each other."""
    return _named(case, replace(case.patient, last=other.patient.last))


def _father_and_son(rng: random.Random, case: Case, other: Case) -> Case:
    """One name, a generation between them; the elder's suffix is often left out."""
    pool = WOMEN if other.patient.sex == "female" else MEN
    first = rng.choice([name for name in pool if name[0] == other.patient.first[0]] or pool)
    if other.patient.sex == "female":
        return _named(case, replace(other.patient, first=first, middle=""))  # mother and daughter of one initial
    son = replace(other.patient, suffix="" if other.patient.suffix == "Sr." else rng.choice(("Jr.", "II", "III")))
    if son.suffix == other.patient.suffix:
        son = replace(son, first=first)
    return _born(_named(case, son), other.born + timedelta(days=rng.randint(21 * 365, 34 * 365)))


def _neighbours_in_age(rng: random.Random, case: Case, other: Case) -> Case:
    """Born in the same year, or a day of birth that differs in two digits."""
    born = other.born + timedelta(days=rng.choice((-21, 9, 11, 30, 40, 100)))
    return _born(case, born)


def _alike(rng: random.Random, case: Case, other: Case) -> Case:
    """First names that look alike, and one surname: Marion and Marian."""
    pool = [name for name in (*WOMEN, *MEN) if name[:2] == other.patient.first[:2] and name != other.patient.first]
    first = rng.choice(pool) if pool else case.patient.first
    return _named(case, replace(case.patient, first=first, last=other.patient.last))


def _named(case: Case, person: Person) -> Case:
    facts = {**case.facts, "patient.name": person.full, "patient.sex": person.sex}
    return replace(case, patient=person, facts=facts)


def _born(case: Case, born: date) -> Case:
    facts = dict(case.facts)
    if "patient.birth_date" in facts:
        facts["patient.birth_date"] = born.isoformat()
    return replace(case, born=born, facts=facts)


KIN: tuple[tuple[str, Callable[[random.Random, Case, Case], Case]], ...] = (
    ("strangers", _strangers),
    ("strangers", _strangers),
    ("one surname", _one_surname),
    ("one name, two generations", _father_and_son),
    ("born in one year", _neighbours_in_age),
    ("names alike", _alike),
)


def _one_by_one(rng: random.Random, papers: Sequence[Sequence[Document]]) -> list[Slot]:
    return [(who, at) for who, drawn in enumerate(papers) for at in range(len(drawn))]


def _kind_by_kind(rng: random.Random, papers: Sequence[Sequence[Document]]) -> list[Slot]:
    """All forms, then all notes, then the reports."""
    return sorted(_one_by_one(rng, papers), key=lambda slot: slot[1])


def _late(rng: random.Random, papers: Sequence[Sequence[Document]]) -> list[Slot]:
    """The last document of the first patient lies at the very end."""
    slots = _one_by_one(rng, papers)
    late = (0, len(papers[0]) - 1)
    return slots if late[1] == 0 else [*(slot for slot in slots if slot != late), late]


def _twice(rng: random.Random, papers: Sequence[Sequence[Document]]) -> list[Slot]:
    """One document was fed twice, the second time behind everything else."""
    slots = _one_by_one(rng, papers)
    return [*slots, rng.choice(slots)]


ORDERS: tuple[tuple[str, Callable[[random.Random, Sequence[Sequence[Document]]], list[Slot]]], ...] = (
    ("one behind the other", _one_by_one),
    ("one behind the other", _one_by_one),
    ("form by form", _kind_by_kind),
    ("a late page", _late),
    ("a document twice", _twice),
)


def _list_cover(cases: Sequence[Case], style: Style, pages: int) -> Document:
    """A cover sheet that names every patient; it is nobody's page."""
    flow = Flow(cases[0], style)
    rng = style.rng
    letterhead(flow)
    flow.gap()
    flow.line("FAX COVER SHEET" if rng.random() < 0.5 else "Fax", bold=True, size=style.size * 1.5)
    flow.line("To: Bennett Kramer, MD, Pain Management, Northeast Rehabilitation Hospital")
    flow.line(f"From: {make_person(rng).full}")
    flow.line(f"Pages: {pages} including cover")
    flow.gap()
    flow.line(rng.choice(("Referrals enclosed for:", "Re: the following patients", "New referrals:")))
    for number, case in enumerate(cases, 1):
        born = f"   {style.label('patient.birth_date')} {style.date(case.born)}"
        dated = born if case.has("patient.birth_date") else ""
        flow.line(f"{number}. {style.name(case.patient)}{dated}", x=80)
    flow.gap()
    flow.paragraph("This fax is confidential. If you received this fax in error, please call the sender.")
    return flow.done("cover_sheet")

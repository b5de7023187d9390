"""Answers that a form spreads over several cells: last and first name, company and plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from faxpipe.document import PageKind, Word, enclosing
from faxpipe.fields.context import PRIOR, Sheet, believed, certainty
from faxpipe.fields.kinds import answers as blanks
from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.payers import find_payer, names_payer, only_payer
from faxpipe.fields.labels.answers import Answer, Answers
from faxpipe.referral import Candidate


def name_in_parts(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """ "Last name" and "First name" in cells of their own make one name."""
    parts: dict[str, Answer] = {}
    for hit in sheet.hits:
        part = NAME_PARTS.get(hit.label)
        if part and "patient.name" in hit.fields and part not in parts:
            answer = answers.answer(hit)
            if answer.text is not None and re.search(r"[A-Za-z]{2}", answer.text.text):
                parts[part] = answer
    if "last" not in parts or "first" not in parts:
        return
    texts = [parts[part].text for part in ("first", "middle", "last") if part in parts]
    words = tuple(word for text in texts if text is not None for word in text.words)
    last = parts["last"].text
    first = " ".join(text.text for text in texts if text is not None and text is not last)
    found = find_person(f"{last.text if last else ''}, {first}")
    if found is not None and found.note != "single":
        confidence = believed(PRIOR, words)
        raw = " ".join(word.text for word in words)
        box = enclosing([word.box for word in words])
        yield Candidate("patient.name", found.value, raw, sheet.number, box, confidence, "label")


def payer_in_parts(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """ "Company" and "Plan" in cells of one section make one payer; the plan of a card is its issuer's."""
    yield from _issuer_of_card(sheet, answers)
    hits = [hit for hit in sheet.hits if "coverage.payer" in hit.fields]
    for company in hits:
        for plan in hits:
            if company.label not in COMPANY_LABELS or plan.label not in PLAN_LABELS:
                continue
            first, second = answers.answer(company).text, answers.answer(plan).text
            if first is None or second is None or abs(company.line - plan.line) > 2:
                continue
            words = first.words + second.words
            found = find_payer(f"{first.text} {second.text}")
            if found is not None and blanks.is_answer(second.text) and blanks.is_answer(first.text):
                yield _payer(sheet, found, f"{first.text} {second.text}", words)


def _payer(sheet: Sheet, found: Found, raw: str, words: tuple[Word, ...]) -> Candidate:
    confidence = min(0.99, PRIOR * (0.35 + 0.7 * certainty(words)))
    box = enclosing([word.box for word in words])
    return Candidate("coverage.payer", found.value, raw, sheet.number, box, confidence, "label", found.check)


def _issuer_of_card(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """The insurer in the head of a photocopied card whose "Plan" is but one of its products: "Choice Plus"."""
    plans = [hit for hit in sheet.hits if hit.label in PLAN_LABELS and sheet.kind is PageKind.INSURANCE_CARD]
    for plan in plans:
        said = answers.answer(plan).text
        if said is None or names_payer(said.text):
            continue
        for line in reversed(sheet.layout.lines[: plan.line]):
            if only_payer(line.text) and (found := find_payer(line.text)):
                yield _payer(sheet, found, line.text, line.words)
                return


def address_in_parts(sheet: Sheet, answers: Answers) -> Iterator[Candidate]:
    """ "Street address" and "City / state / zip" side by side make one address."""
    streets = [hit for hit in sheet.hits if "patient.address" in hit.fields]
    towns = [hit for hit in sheet.hits if hit.label in TOWN_LABELS]
    for street, town in ((a, b) for a in streets for b in towns if 0 <= b.line - a.line <= 2):
        first, second = answers.answer(street).text, answers.answer(town).text
        if first is None or second is None:
            continue
        text = f"{first.text.rstrip(' ,')}, {second.text}"
        words = first.words + second.words
        for found in find_addresses(text)[:1]:
            box, confidence = enclosing([word.box for word in words]), believed(PRIOR, words)
            yield Candidate(
                "patient.address", found.value, text, sheet.number, box, confidence, "label", found.check
            )


TOWN_LABELS = frozenset(
    {"city", "city state", "city state zip", "city / state / zip", "city / st / zip", "city st zip"}
)
COMPANY_LABELS = frozenset(
    {"company", "insurance company", "carrier", "insurance carrier", "carrier name", "insurer"}
)
PLAN_LABELS = frozenset({"plan", "plan name", "insurance plan", "product"})
NAME_PARTS = {
    "last name": "last",
    "surname": "last",
    "patient last name": "last",
    "first name": "first",
    "given name": "first",
    "patient first name": "first",
    "first name initial": "first",
    "first name middle initial": "first",
    "first name mi": "first",
    "first name and initial": "first",
    "first name & initial": "first",
    "first & middle name": "first",
    "first and middle name": "first",
    "first / middle name": "first",
    "given names": "first",
    "family name": "last",
    "middle name": "middle",
}

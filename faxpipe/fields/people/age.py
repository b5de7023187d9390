"""Ages that the pages state of the patient, to hold against the birth date."""

from __future__ import annotations

import re

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, certainty

SURE = 0.8
ABOUT_THE_PATIENT = frozenset(
    {PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.FACE_SHEET}
)
AGED = re.compile(
    r"(?<![\d/.-])(\d{2})[\s-]?(?:years?[\s-]old|y\.?\s?/?o\b|y\.o\.)(?!\s+(?:mother|father|sister|brother|wife|husband))",
    re.IGNORECASE,
)
BORN_IN = re.compile(
    r"\b(?:born|year of birth|birth year|yob)\b\W{0,2}(?:in )?(19\d\d)\b(?![/-]\d)", re.IGNORECASE
)


def stated_ages(packet: Packet) -> tuple[int, ...]:
    """Ages in years, 10 to 99, behind the label "Age", in "79-year-old" and by "born in 1947", where read well."""
    ages: list[int] = []
    for sheet in packet.sheets:
        if sheet.kind not in ABOUT_THE_PATIENT:
            continue
        answers = sheet.answers()
        for hit in sheet.hits:
            text = answers.answer(hit).text if hit.label == "age" and hit.role in (None, "patient") else None
            if (
                text is not None
                and certainty(text.words) >= SURE
                and (match := re.match(r"\W*(\d{2})\b", text.text))
            ):
                ages.append(int(match[1]))
        for passage in sheet.layout.passages:
            ages += [
                int(match[1])
                for match in AGED.finditer(passage.text)
                if passage.confidence(match.start(), match.end()) >= SURE
            ][:1]
            ages += [
                packet.reference.year - int(match[1])
                for match in BORN_IN.finditer(passage.text)
                if passage.confidence(match.start(), match.end()) >= SURE
            ][:1]
    return tuple(dict.fromkeys(ages))

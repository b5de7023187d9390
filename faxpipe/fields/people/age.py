"""Ages that the pages state of the patient, to hold against the birth date."""

from __future__ import annotations

import re
from itertools import islice

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet, certainty
from faxpipe.layout import Passage

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
            ages += _first(AGED, passage)
            ages += [packet.reference.year - year for year in _first(BORN_IN, passage)]
    return tuple(dict.fromkeys(ages))


def _first(pattern: re.Pattern[str], passage: Passage) -> list[int]:
    """The number of the first match that was read well; [] where none was."""
    matches = (m for m in pattern.finditer(passage.text) if passage.confidence(m.start(), m.end()) >= SURE)
    return [int(match[1]) for match in islice(matches, 1)]

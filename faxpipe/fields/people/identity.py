"""Names that no label asks for: the person printed beside or above a date of birth.

"Quimby, Dolores Anne   MRN 00481726   DOB 03/19/1947" heads most printouts; the name has no label, but a birth
date beside it says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.document import enclosing
from faxpipe.fields.context import Packet, Sheet, believed
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.labels.sections import Hit
from faxpipe.fields.people.letterhead import CREDENTIALS
from faxpipe.layout import Line, Passage, passage_of
from faxpipe.referral import Candidate, Check

NOT_OURS = frozenset({"recipient", "contact", "secondary"})


def identity(packet: Packet) -> Iterator[Candidate]:
    """Candidates for patient.name from the words before a birth date."""
    for sheet in packet.sheets:
        for hit in sheet.hits:
            if "patient.birth_date" in hit.fields and hit.role not in NOT_OURS:
                yield from _beside(packet, sheet, hit)
                yield from _answered_over(packet, sheet, hit)
        yield from _name_and_date(packet, sheet)


def _beside(packet: Packet, sheet: Sheet, hit: Hit) -> Iterator[Candidate]:
    passage = _before(sheet, hit)
    if passage is None:
        return
    lead = LEAD.match(passage.text)  # a label that was misread by a letter: "Pts Ann Fox"
    if lead is not None:
        passage = passage_of(sheet.number, passage.covering(lead.end(), len(passage.text)))
    found = find_person(passage.text)
    if found is None or len(str(found.value).split()) < 2:
        return
    found = _without_sex(passage, found, sheet.layout.em_x)
    if any(same_person(str(found.value), own) > 0.85 for own in packet.recipient.providers):
        return
    raw = passage.text[found.start : found.end]
    if any(part[:1].islower() and len(part) > 3 for part in raw.replace(",", " ").split()):
        return
    if find_dates(passage.text[: found.end], packet.reference):
        return
    words = passage.covering(found.start, found.end)
    confidence = believed(0.9, words) * (0.8 if found.note in ("single", "by_stop") else 1.0)
    box = enclosing([word.box for word in words])
    yield Candidate("patient.name", found.value, raw, sheet.number, box, confidence, "beside_birth_date")


def _answered_over(packet: Packet, sheet: Sheet, hit: Hit) -> Iterator[Candidate]:
    """A name by itself in the row right over the one that asks for the birth date, behind a label that asks for
    nobody else: "For   Ann Fox" over "Date of birth   03/04/1950"."""
    if hit.segment or hit.start or not hit.line:
        return
    line, own = sheet.layout.lines[hit.line - 1], sheet.layout.lines[hit.line]
    if len(line.segments) != 2 or len(own.segments) < 2:
        return
    label, cell = line.segments
    em_x = sheet.layout.em_x
    level = abs(label.box.left - hit.box.left) < em_x and abs(cell.box.left - own.segments[1].box.left) < 2 * em_x
    near = own.box.top - line.box.bottom < ROWS_IN_HEIGHTS * sheet.layout.text_height
    others = any(other.line == hit.line - 1 and _asks_else(other) for other in sheet.hits)
    if not (level and near) or others or len(label.words) > LABEL_WORDS or SOMEBODY.search(label.text):
        return
    passage = passage_of(sheet.number, cell.words)
    found = find_person(passage.text)
    if found is None or found.note in ("single", "by_stop") or passage.text[found.end :].strip(" .,"):
        return
    if found.start or CREDENTIALS.search(passage.text) or len(str(found.value).split()) < 2:
        return
    if any(same_person(str(found.value), one) > 0.85 for one in packet.recipient.providers):
        return
    confidence = believed(0.9, cell.words)
    yield Candidate(
        "patient.name", found.value, passage.text, sheet.number, cell.box, confidence, "beside_birth_date"
    )


def _asks_else(hit: Hit) -> bool:
    """Whether a label asks for more than whom or what a paper is for."""
    return hit.opens is not None or bool(set(hit.fields) - {"order.service", "patient.name"})


ROWS_IN_HEIGHTS, LABEL_WORDS = 3.0, 3
SOMEBODY = re.compile(
    r"\b(?:dr|doctor|provider|physician|clinician|from|by|to|attn|contact|guardian|guarantor|caregiver|spouse|kin"
    r"|nurse|mother|father|subscriber|insured|holder|employer|adjuster|case manager|practice|clinic|office|agent"
    r"|proxy)\b",
    re.IGNORECASE,
)
"""In a label over a birth date: not the patient is asked for."""


def _name_and_date(packet: Packet, sheet: Sheet) -> Iterator[Candidate]:
    """ "St. Pierre, Marjorie A.   03/12/1940   Female" at the head of a page, without any label."""
    for line in sheet.layout.lines:
        if line.box.top > HEAD:
            return
        if any(sheet.layout.lines[hit.line] is line and hit.fields for hit in sheet.hits):
            continue
        passage = passage_of(sheet.number, line.words)
        name = find_person(passage.text)
        dates = find_dates(passage.text, packet.reference, birth=True)
        if name is None or not dates or name.note == "single" or dates[0].start - name.end > 30:
            continue
        between = passage.text[name.end : dates[0].start]
        if NO_PERSON.match(passage.text[name.end :]) or RELATIVE.search(between) or OTHER_DAY.search(between):
            continue
        born = dates[0]
        before = find_person(passage.text[: born.start]) if born.start > 0 else name
        if before is None:
            continue
        name = before if before.end < name.end else name  # "Nov 12" is no surname
        name = _in_its_cell(passage, line, name, sheet.layout.em_x)
        if (
            not isinstance(born.value, str)
            or born.check in (Check.FAILED, Check.UNREADABLE)
            or int(born.value[:4]) > packet.reference.year - CHILD_YEARS
            or _of_these_years(passage.text[born.start : born.end], packet.reference.year)
        ):
            continue
        if any(same_person(str(name.value), own) > 0.85 for own in packet.recipient.providers):
            continue
        for field, found in (("patient.name", name), ("patient.birth_date", born)):
            words = passage.covering(found.start, found.end)
            confidence = believed(0.85, words) * (0.8 if found.note == "by_stop" else 1.0)
            raw = passage.text[found.start : found.end]
            box = enclosing([word.box for word in words])
            yield Candidate(field, found.value, raw, sheet.number, box, confidence, "pattern", found.check)


def _of_these_years(day: str, now: int) -> bool:
    """Whether a day whose year has two figures, or one and a letter, may as well be of the last years: "09/15/26"
    dates a visit."""
    year = SHORT_YEAR.search(day)
    if TORN_YEAR.search(day):
        return True
    return year is not None and now - CHILD_YEARS < now // 100 * 100 + int(year[1]) <= now + 1


CHILD_YEARS = 12
TORN_YEAR = re.compile(r"\d\W(?:\d|\d[A-Za-z]|[A-Za-z]\d)$")
SHORT_YEAR = re.compile(r"\d{1,2}\W\d{1,2}\W\s?['’]?(\d\d)$")


def _in_its_cell(passage: Passage, line: Line, name: Found, em_x: float) -> Found:
    """The name without the "F" or "M" of the next cell, which is the patient's sex and no initial."""
    bare = _without_sex(passage, name, em_x)
    if bare is not name:
        return bare
    start = 0
    for segment in line.segments:
        end = start + len(passage_of(passage.page, segment.words).text)
        alone = find_person(passage.text[: max(name.start, end)][name.start :]) if end > name.start else None
        if alone is not None and alone.note != "single" and end < name.end and len(str(alone.value).split()) > 1:
            rest = passage.text[end : name.end].strip(" ,.|")
            if rest.upper() in ("M", "F"):
                return replace(alone, start=name.start + alone.start, end=name.start + alone.end)
        start = end + 1
    return name


def _without_sex(passage: Passage, name: Found, em_x: float) -> Found:
    """The name without an "F" or "M" that stands apart from it, or before an age."""
    words = passage.covering(name.start, name.end)
    aged = AGE.match(passage.text[name.end :]) is not None
    apart = len(words) > 2 and (aged or words[-1].box.left - words[-2].box.right > WALL_IN_EMS * em_x)
    if not apart or words[-1].text.strip(",.|") not in ("M", "F"):
        return name
    alone = find_person(" ".join(word.text for word in words[:-1]))
    if alone is None or alone.note == "single":
        return name
    return replace(alone, start=name.start + alone.start, end=name.start + alone.end)


RELATIVE = re.compile(
    r"\b(?:son|daughter|wife|husband|spouse|mother|father|sister|brother|niece|nephew|partner|guardian|friend)\b",
    re.IGNORECASE,
)
"""Between a name and a day of birth: they are a relative's."""
OTHER_DAY = re.compile(
    rf"{CREDENTIALS.pattern}|\b(?:(?:sign|authenticat|dictat|verifi|print|creat|enter|receiv|request|review|updat|fax"
    r"|complet)ed|clerk|registrar|admit\w*|admission|seen|visit\w*|run|printout|appointment|dos|today)\b",
    re.IGNORECASE,
)
"""Between a name and a day: whoever has a degree signed or wrote on that day, or something was printed then."""
AGE = re.compile(r"\W*\d{2,3}\s?(?:y\b|yo\b|y\.?o\.?|yrs?\b|years?\b)", re.IGNORECASE)
WALL_IN_EMS = 1.3
"""A gap in which a stroke stood that is no word: wider than a blank."""
HEAD = 0.35
NO_PERSON = re.compile(
    r"\W*(?:health\w*|medic(?:al|ine)|clinic|cent(?:er|re)|hospital|associates|care|family|physicians?|group|practice"
    r"|orthop\w+|rehab\w*|spine|imaging|visit|follow|note|exam\w*|street"
    r"|avenue|road|drive|lane|boulevard|parkway|highway|turnpike|plaza|(?:st|ave?|rd|dr|ln|blvd|pkwy|hwy|ct|pl)"
    r"\b\.?\s?[,;#])",
    re.IGNORECASE,
)
"""What goes on behind the first words of a practice, a heading or a street: the day there is of somebody else."""
LEAD = re.compile(
    r"\W*(?:p[tl][s.;:!]?|[pr]t|patient\W?s?|name|re|client|resident"
    r"|(?:(?:progress|office|clinic|visit|treatment|follow-?up|consult\w*|procedure|nursing|discharge|clinical)\s)+"
    r"(?:notes?|summary|report|record))\b[\s.:;,]*(?=\w)",
    re.IGNORECASE,
)
"""What may stand before a name that no label asks for: such a label misread, or the title of the page."""


def _before(sheet: Sheet, hit: Hit) -> Passage | None:
    """The words left of the label on its line that no other label owns, else the line above."""
    line = sheet.layout.lines[hit.line]
    labelled = {
        id(word)
        for other in sheet.hits
        if other.line == hit.line
        for word in line.segments[other.segment].words[other.start : other.end]
    }
    words = [word for word in line.words if word.box.right <= hit.box.left + 0.002 and id(word) not in labelled]
    if words and re.search(r"[A-Za-z]{2}", " ".join(word.text for word in words)):
        return passage_of(sheet.number, tuple(words))
    return None if words else _over(sheet, hit)


def _over(sheet: Sheet, hit: Hit) -> Passage | None:
    """The words at the margin of the line right above a birth date that begins its own, where nothing but the
    number of a chart stands behind them: the two lines that head the pages of a printed record."""
    if hit.segment or hit.start or not hit.line:
        return None
    line, own = sheet.layout.lines[hit.line - 1], sheet.layout.lines[hit.line]
    labels = [other.start for other in sheet.hits if other.line == hit.line - 1 and other.segment == 0]
    near = own.box.top - line.box.bottom < OVER_IN_HEIGHTS * sheet.layout.text_height
    level = abs(line.box.left - own.box.left) < sheet.layout.em_x
    words = line.segments[0].words[: min(labels, default=len(line.segments[0].words))]
    text = " ".join(word.text for word in words)
    return passage_of(sheet.number, words) if near and level and INVERTED.fullmatch(text) else None


OVER_IN_HEIGHTS = 1.5
INVERTED = re.compile(
    r"[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+)?(?: (?:Jr|Sr|I{2,3})\.?)?, ?(?:[A-Z][A-Za-z'’-]*\.? ?){1,3}"
)
"""A name as records print it, family name first, and nothing else."""

"""The patient's and the sender's names where no label we know asks for them.

Place in the sentence: words -> **fields**, under `unclaimed`. A name with a title of everyday life, or beside or
right over the birth date, may be the patient's; one with a clinician's degree or title, which is not ours, the
sender's. Both are held: others are named in the same ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.found import Found
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.people.letterhead import CREDENTIALS
from faxpipe.fields.unlabelled.spots import HELD, NOT_OURS, SENT, Spot, nearest, of, placed, role, spots
from faxpipe.referral import Candidate

PATIENT, REFERRER = "patient.name", "referrer.name"


def people(packet: Packet, candidates: Sequence[Candidate], wanted: frozenset[str]) -> list[Candidate]:
    """Candidates for the names that are `wanted`, one each."""
    found: list[Candidate] = []
    if REFERRER in wanted:
        found += list(_clinicians(packet))[:1]
    if PATIENT in wanted:
        senders = [str(c.value) for c in of([*candidates, *found], REFERRER)]
        born = of(candidates, "patient.birth_date")
        told = [*_titled(packet, senders), *_beside(packet, born, senders)]
        found += told[:1]
    return found


def _lines(packet: Packet, kinds: frozenset[PageKind]) -> Iterator[Spot]:
    for sheet in packet.sheets:
        for spot in spots(sheet) if sheet.kind in kinds else ():
            if role(sheet, spot.line) not in NOT_OURS or len(spot.passage.text.split()) > SENTENCE_WORDS:
                yield spot


SENTENCE_WORDS = 9


def _clinicians(packet: Packet) -> Iterator[Candidate]:
    for spot in _lines(packet, SENT):
        text = spot.passage.text
        if ADDRESSED.search(text) or any(
            own.lower().split()[-1] in text.lower() for own in packet.recipient.providers
        ):
            continue
        degree, title = DEGREE.search(text), TITLE.search(text)
        if title is not None:
            person, offset = find_person(re.split(r"[,;(]", text[title.end() :])[0]), title.end()
        elif degree is not None:
            begin = max((start for start, _ in spot.parts() if start <= degree.start()), default=0)
            person, offset = find_person(text[begin : degree.start()]), begin
        else:
            continue
        if person is not None and _whole(person) and not _ours(packet, str(person.value)):
            yield placed(spot, REFERRER, Found(person.value, offset + person.start, offset + person.end), HELD)


def _whole(person: Found) -> bool:
    return person.note != "single" and len(str(person.value).split()) > 1


def _ours(packet: Packet, name: str, others: Sequence[str] = ()) -> bool:
    return any(same_person(name, own) > SAME for own in (*packet.recipient.providers, *others))


SAME = 0.85
DEGREE = re.compile(rf"{CREDENTIALS.pattern}|,\s?(?:CNM|CNS|CRNA|DC|RN|NP-C|MPAS|MBBS)\b")
TITLE = re.compile(r"\b(?:Dr|Doctor)\.?\s(?=[A-Z][a-z]+\s[A-Z])")
ADDRESSED = re.compile(
    r"\b(?:dear|attn|attention|cc|to:|going to|recipient|radiolog\w*|read by|interpreted|dictated for|pcp"
    r"|primary care|surgeon|cardiolog\w*)\b",
    re.IGNORECASE,
)


def _titled(packet: Packet, senders: Sequence[str]) -> Iterator[Candidate]:
    """ "We would like Mrs. Ann Fox seen": but for relatives and contacts."""
    for spot in _lines(packet, SENT):
        text = spot.passage.text
        for title in EVERYDAY.finditer(text):
            person = find_person(text[title.end() :])
            if (
                person is None
                or person.start > 1
                or not _whole(person)
                or _ours(packet, str(person.value), senders)
            ):
                continue
            there = Found(person.value, title.end() + person.start, title.end() + person.end)
            if not RELATIVE.search(text[: title.start()]):
                yield placed(spot, PATIENT, there, HELD)


EVERYDAY = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.?\s(?=[A-Z])")
RELATIVE = re.compile(
    r"\b(?:son|daughter|wife|husband|spouse|contact|nurse|call|sincerely|from)\b[^.]{0,20}$", re.I
)


def _beside(packet: Packet, born: Sequence[Candidate], senders: Sequence[str]) -> Iterator[Candidate]:
    """A cell that is a name, or begins with one, right beside or over the birth date."""
    for spot in _lines(packet, SENT | {PageKind.IMAGING_REPORT}):
        text = spot.passage.text
        for start, end in spot.parts():
            cell = CALLED.sub(lambda lead: " " * len(lead[0]), text[start:end])
            person = find_person(cell)
            if person is None or not _whole(person) or cell[: person.start].strip() or DEGREE.search(cell):
                continue
            there = Found(person.value, start + person.start, start + person.end)
            rows = nearest(spot.sheet, spot.box(there.start, there.end), born)
            if rows <= NEXT_ROW and not _ours(packet, str(person.value), senders):
                yield placed(spot, PATIENT, there, HELD)


CALLED = re.compile(r"^\W*(?:for|re|name|about|patient|pt|client|guest|resident)\b\W*", re.IGNORECASE)
NEXT_ROW = 1.5

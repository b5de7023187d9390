"""What was begun is added to the list of medicines of another page; a thinner whose row is over is none.

Place in the sentence: words -> **fields**, between gathering and deciding. A list printed elsewhere in the fax
does not yet hold it: "I have begun denosumab". Only what the writer did counts; what somebody once began may be
over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from faxpipe.document import PageKind
from faxpipe.fields.context import Packet
from faxpipe.fields.kinds.drugs import generic_name
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.prose.assertion import assess
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.stopped import names_over
from faxpipe.fields.prose.text import Sentence
from faxpipe.referral import Candidate

MEDICINES = "patient.medications"
BEGUN = re.compile(
    r"\b(?:I|we)(?:\shave|['\u2019]ve)\s(?:(?:just|already|also|now|recently|today)\s)?"
    r"(?:(?:begun|started|initiated|prescribed|added)(?:\s(?:her|him|the patient))?(?:\s(?:on|with))?"
    r"|(?:put|placed)\s(?:her|him|the patient)\son)\s(?=\w)",
    re.IGNORECASE,
)
OF_NOW = frozenset({Section.OTHER, Section.NARRATIVE, Section.ASSESSMENT, Section.PLAN})
KINDS = frozenset({PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE})
LISTED_FROM, BEHIND_MAX = 0.75, 40
"""Confidence of a list that is gone on with; characters from the words of beginning to the last medicine begun."""


def with_begun(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` with the lists of other pages longer by what a page says was begun."""
    begun = list(_begun(packet))
    return [_longer(one, begun) for one in candidates] if begun else candidates


def _begun(packet: Packet) -> Iterator[tuple[int, str]]:
    """(page, medicine) of everything that a writer says to have begun."""
    for sheet in packet.sheets:
        for sentence in sheet.said if sheet.kind in KINDS else ():
            if sentence.section in OF_NOW and (cue := BEGUN.search(sentence.text)) is not None:
                yield from ((sheet.number, name) for name in _named(sentence, cue.end()))


def _named(sentence: Sentence, start: int) -> Iterator[str]:
    for found in find_medications(sentence.text[start : start + BEHIND_MAX], known_only=True):
        said = assess(sentence, start + found.start, start + found.end)
        if found.value != "none" and said.claimed and not said.historical:
            yield str(found.value)


def _longer(one: Candidate, begun: list[tuple[int, str]]) -> Candidate:
    if one.field != MEDICINES or not isinstance(one.value, tuple) or one.confidence < LISTED_FROM:
        return one
    known = {generic_name(item) or item for item in one.value}
    added = [(page, name) for page, name in begun if (generic_name(name) or name) not in known]
    ahead = [name for page, name in added if page < one.page]
    behind = [name for page, name in added if page > one.page]
    return replace(one, value=tuple(dict.fromkeys((*ahead, *one.value, *behind)))) if ahead or behind else one


def without_over(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without the thinners that running text took from rows that say that they are over."""
    return [kept for one in candidates if (kept := _current(packet, one)) is not None]


def _current(packet: Packet, one: Candidate) -> Candidate | None:
    sheet = packet.sheet(one.page)
    if one.field != THINNERS or one.method != "prose" or not isinstance(one.value, tuple) or sheet is None:
        return one
    over = names_over(sheet.layout, one.box)
    lines = [line for line in sheet.layout.lines if line.box.overlap_y(one.box) > 0] if over else []
    named = {
        str(found.value) for line in lines if id(line) not in over for found in find_anticoagulants(line.text)
    }
    kept = tuple(item for item in one.value if item in named) if over else one.value
    return replace(one, value=kept) if kept else None


THINNERS = "treatment.anticoagulants"

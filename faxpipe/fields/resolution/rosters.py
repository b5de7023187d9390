"""Which of several NPIs is the referrer's, where each stands beside or under the name of its own clinician.

Place in the sentence: words -> **fields**, right before deciding. Letterheads and footers list the clinicians of a
practice with their numbers; once the fax says which of them refers, the others' numbers are nobody's answer. Where
no number stands by the referrer's name, all of them stay, to be seen by a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from faxpipe.document import Box
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.prose.people import GRADED_NAME
from faxpipe.layout import Line, passage_of
from faxpipe.referral import Candidate

NAME, NPI = "referrer.name", "referrer.npi"
NAMED_FROM = 0.75
SAME, UNDER = 0.85, 0.3


def own_npis(packet: Packet, candidates: list[Candidate]) -> list[Candidate]:
    """`candidates` without the NPIs that stand by the names of the referrer's colleagues."""
    if len({c.value for c in candidates if c.field == NPI and c.value is not None}) < 2:
        return candidates
    named = max((c for c in candidates if c.field == NAME and c.value), key=lambda c: c.confidence, default=None)
    if named is None or named.confidence < NAMED_FROM:
        return candidates
    owners = {c.value: owner for c in candidates if c.field == NPI and (owner := _owner(packet, c)) is not None}
    theirs = {value for value, owner in owners.items() if same_person(owner, str(named.value)) <= SAME}
    if len(theirs) == len(owners):
        return candidates
    return [c for c in candidates if c.field != NPI or c.value not in theirs]


def _owner(packet: Packet, npi: Candidate) -> str | None:
    """The clinician before a number on its line, else the one right over it."""
    sheet = packet.sheet(npi.page)
    lines = sheet.layout.lines if sheet is not None else ()
    at = next((n for n, line in enumerate(lines) if line.box.top <= npi.box.center_y <= line.box.bottom), None)
    if sheet is None or at is None:
        return None
    before = [name for name, box in _names(sheet, lines[at]) if box.right <= npi.box.left + 0.01]
    if before:
        return before[-1]
    over = _names(sheet, lines[at - 1]) if at else ()
    return next((name for name, box in over if box.overlap_x(npi.box) > UNDER), None)


def _names(sheet: Sheet, line: Line) -> Iterator[tuple[str, Box]]:
    """The names with a degree on a line, from left to right, with their places."""
    passage = passage_of(sheet.number, line.words)
    for match in GRADED_NAME.finditer(passage.text):
        yield match["name"], passage.box(*match.span())

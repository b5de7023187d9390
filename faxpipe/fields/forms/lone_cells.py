"""Cells of a form that hold nothing but an answer, whose labels nobody can read: a study, and the days beside it.

Place in the sentence: words -> **fields**, under `half_told`. "MRI" in a cell of its own is what was imaged, and
the form asks for days around it: the first one behind it is the study's, one before it is when it began. All of it
is held. The trap: studies printed side by side are choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from faxpipe.document import Box, PageKind
from faxpipe.fields.context import Packet, Sheet
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.marks.unmarked import unmarked_choices
from faxpipe.fields.unlabelled.spots import NOT_OURS, printed_choices, role
from faxpipe.layout import Segment
from faxpipe.referral import Candidate, Check

STUDY, STUDY_DAY, ONSET = "imaging.modality", "imaging.date", "fracture.onset"
METHOD, HELD = "half told", 0.5
DAYS_IN_ROWS = 4.0
"""Heights of two lines as far as the days of a study stand from it."""
STUDIES = {"mri": "MRI", "ct": "CT", "xray": "X-ray", "xrays": "X-ray", "bonescan": "bone scan", "spect": "SPECT"}
DAY = re.compile(r"\W*[0-9OIlSZB]{1,2}[/.\-][0-9OIlSZB]{1,2}[/.\-][0-9OIlSZB]{2,4}\W*")


def lone_cells(packet: Packet, candidates: Sequence[Candidate], wanted: frozenset[str]) -> Iterator[Candidate]:
    """Candidates for a study, its day and the onset, as far as they are `wanted`, from the cells of forms."""
    if not wanted & {STUDY, STUDY_DAY, ONSET}:
        return
    for sheet in packet.sheets:
        if sheet.kind is not PageKind.REFERRAL_FORM:
            continue
        alone = list(_studies(sheet)) if STUDY in wanted else []
        yield from alone[:1]
        known = [c for c in candidates if c.field == STUDY and c.page == sheet.number and c.method in STANDING]
        for study in (*known, *alone)[:1]:
            yield from _days(packet, sheet, study.box, candidates, wanted)


STANDING = frozenset({"label", "tick", METHOD})


def _cells(sheet: Sheet) -> Iterator[Segment]:
    for at, line in enumerate(sheet.layout.lines):
        if (
            not printed_choices(sheet, line)
            and not unmarked_choices(line.text)
            and role(sheet, at) not in NOT_OURS
        ):
            yield from line.segments


def _studies(sheet: Sheet) -> Iterator[Candidate]:
    """Studies by themselves, no two of them in a row."""
    found = [(cell, STUDIES.get(re.sub(r"[^a-z]", "", cell.text.lower()))) for cell in _cells(sheet)]
    named = [(cell, study) for cell, study in found if study is not None]
    for cell, study in named:
        if not any(other is not cell and other.box.overlap_y(cell.box) > 0 for other, _ in named):
            yield Candidate(STUDY, study, cell.text, sheet.number, cell.box, HELD, METHOD)


def _days(
    packet: Packet, sheet: Sheet, study: Box, candidates: Sequence[Candidate], wanted: frozenset[str]
) -> Iterator[Candidate]:
    """The days that nobody claims in cells near a study: (behind it the study's, before it the onset's)."""
    reach = DAYS_IN_ROWS * 2 * sheet.layout.text_height
    taken = [c.box for c in candidates if c.page == sheet.number and c.value is not None]
    found: dict[str, Segment] = {}
    for cell in _cells(sheet):
        near = abs(cell.box.center_y - study.center_y) < reach and DAY.fullmatch(cell.text)
        if near and not any(box.contains(cell.box.center_x, cell.box.center_y) for box in taken):
            level = cell.box.overlap_y(study) > 0
            behind = cell.box.left > study.left if level else cell.box.top > study.top
            if behind:
                found.setdefault(STUDY_DAY, cell)
            else:
                found[ONSET] = cell
    for name, cell in found.items():
        if name in wanted:
            yield _day(packet, sheet, name, cell)


def _day(packet: Packet, sheet: Sheet, name: str, cell: Segment) -> Candidate:
    today = packet.reference.isoformat()
    read = [one for one in find_dates(cell.text, packet.reference) if one.check in (Check.PASSED, Check.PLAIN)]
    read = [one for one in read if str(one.value) <= today]
    value, check = (str(read[0].value), Check.PLAIN) if read else (None, Check.UNREADABLE)
    return Candidate(name, value, cell.text, sheet.number, cell.box, HELD, METHOD, check)

"""Labels in their sections: whose data stands below which heading.

"Referred to", "Emergency contact", "Primary insurance" open sections; below them the same label "Phone" asks for
another field or for none. Headings side by side rule their own columns, "To:" with an address rules its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from faxpipe.document import Box, Word
from faxpipe.fields.labels.book import NOTHING, Entry
from faxpipe.layout import Layout

ROLES_THAT_ARE_NOT_OURS = frozenset({"recipient", "contact", "secondary"})


class Strength(IntEnum):
    """How a label stands: running into text, alone in its cell, or with a colon."""

    BARE = 1
    ALONE = 2
    COLON = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A label at words `start`..`end` of a segment. `fields` it may ask for (empty: some other label);
    `role` is the section it stands in, None at the top of a page. `opens` is the section it opens itself."""

    line: int
    segment: int
    start: int
    end: int
    label: str
    fields: tuple[str, ...]
    box: Box
    strength: Strength
    role: str | None = None
    opens: str | None = None
    under: tuple[tuple[tuple[Word, ...], ...], ...] | None = field(default=None, repr=False)
    """Of a head of a table the lines of each cell below it, None for other labels."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section open from `line` to `end`, from `left` to the right; `end` FOREVER for a true heading."""

    line: int
    left: float
    role: str
    end: int


def placed(page: Layout, raw: list[Hit], entries: Mapping[str, Entry]) -> list[Hit]:
    """Gives each hit its section, and from it the fields that its label means there."""
    done: list[Hit] = []
    headings: list[Heading] = []
    for hit in raw:
        entry = entries.get(hit.label, NOTHING)
        if hit.label in PATIENT_OPENERS:  # "Re: name" below "To: us" ends the block of the addressee
            headings = [
                h if h.end == FOREVER and not _beside_is_over(h, hit) else replace(h, end=min(h.end, hit.line - 1))
                for h in headings
            ]
        beside = _beside(hit, headings)
        beside = "recipient" if hit.start + hit.segment and COPIED.match(page.lines[hit.line].text) else beside
        role = beside or hit.role or _by_columns(hit, headings, done, page.em_x) or _role(hit, headings, done)
        if role in ("referrer", None) and not beside and _before_birth(hit, entry, raw, entries):
            role = "patient"
        here = tuple(name for section, name in entry.by_role if section == role)
        if not here and not entry.anywhere and len({section for section, _ in entry.by_role}) == 1:
            heading = _column_heading(hit, headings)
            headed = heading is not None and heading.role == role == "referrer"
            others = headed and entry.by_role[0][0] == "patient"  # a practice's address is not the patient's
            here = () if others else tuple(name for _, name in entry.by_role)
        here = () if "coverage.payer" in here and _of_member(hit, done) else here
        fields = here or entry.anywhere
        if role in ROLES_THAT_ARE_NOT_OURS:
            fields = tuple(name for name in entry.anywhere if not _theirs(name, hit.label, role))
        opens = entry.opens if _opens(page, hit, entry, bool(here), raw) else None
        done.append(replace(hit, fields=fields, role=role, opens=opens))
        if opens:
            end = _scope_end(page, replace(hit, opens=opens), raw)
            headings.append(Heading(hit.line, _column_left(page, hit), opens, end))
    return [_born_below(hit, done[n + 1 : n + 3], entries) for n, hit in enumerate(done)]


COPIED = re.compile(
    r"\W*(?:c\W?c|bcc|cop(?:y|ies)(?: sent)? to)\b(?:\s?[:;]|\s)"
    r"(?=.{0,60}\b(?:Dr|M\.?D|D\.?O|NP|PA)\b)",
    re.IGNORECASE,
)
"""A line that says who gets a copy: the numbers on it are that doctor's. A chief complaint names no doctor."""


def _born_below(hit: Hit, next_hits: list[Hit], entries: Mapping[str, Entry]) -> Hit:
    """A plain "Name:" under no heading, whose next label asks for the birth date: it is the patient's."""
    patients = dict(entries.get(hit.label, NOTHING).by_role).get("patient")
    if hit.fields or hit.role not in (None, "patient") or patients != "patient.name":
        return hit
    born = [other for other in next_hits if "patient.birth_date" in other.fields and other.line <= hit.line + 2]
    told = bool(born) and (hit.strength is not Strength.BARE or _over(hit, born[0]))
    return replace(hit, fields=("patient.name",)) if told else hit


def _over(hit: Hit, other: Hit) -> bool:
    """Whether two labels begin their lines one under the other, at one edge or ending at one."""
    edges = min(abs(hit.box.left - other.box.left), abs(hit.box.right - other.box.right))
    return hit.start == other.start == 0 and other.line == hit.line + 1 and edges < SAME_EDGE


SAME_EDGE = 0.01
"""Of the page's width."""


def _of_member(hit: Hit, done: list[Hit]) -> bool:
    """Whether a plain "Name" stands behind the member's number, as on a card: it asks who is insured, not by
    whom."""
    near = [other for other in done[-MEMBER_LABELS:] if hit.line - other.line <= MEMBER_LABELS]
    numbered = any({"coverage.member_id", "coverage.group_number"} & set(other.fields) for other in near)
    return hit.label == "name" and numbered


MEMBER_LABELS = 3


def _beside(hit: Hit, headings: list[Heading]) -> str | None:
    """The section of the column that a hit stands in, where headings of several stand side by side above it."""
    heading = _column_heading(hit, headings)
    if heading is None or heading.end != FOREVER or hit.line == heading.line:
        return None
    row = {other.role for other in headings if other.line == heading.line and other.end == FOREVER}
    return heading.role if len(row) > 1 else None


def _before_birth(hit: Hit, entry: Entry, raw: list[Hit], entries: Mapping[str, Entry]) -> bool:
    """Whether a name is asked for right before a day of birth, on its line or in its column: then it is the
    patient's, though the sender's numbers stand above it."""
    if ("patient", "patient.name") not in entry.by_role:
        return False
    after = [other for other in raw if (other.line, other.segment) > (hit.line, hit.segment)]
    level = next((other for other in after if other.line == hit.line), None)
    under = next((other for other in after if abs(other.box.left - hit.box.left) < SHIFT), None)
    near = (one for one in (level, under) if one is not None and one.line <= hit.line + 1)
    return any("patient.birth_date" in entries.get(one.label, NOTHING).anywhere for one in near)


SHIFT = 0.02


def _theirs(name: str, label: str, role: str) -> bool:
    """Whether a label in somebody else's section may ask for a field of theirs, not of the patient or sender:
    nobody else in a referral takes medicines, and who it is sent to neither signs it nor was born for it."""
    if not name.startswith(ROLE_PREFIXES) or label.startswith(("refer", "order", "request")):
        return False
    if name in PATIENTS_ONLY or (role == "recipient" and name in NO_RECIPIENTS):
        return False
    if role == "contact" and set(label.split()) & THE_PATIENT:
        return False
    patients = role == "recipient" and name.startswith(("patient.", "coverage."))
    return not (patients and set(label.split()) & SAYS_WHOSE)


PATIENTS_ONLY = frozenset({"patient.medications", "patient.allergies"})
NO_RECIPIENTS = frozenset(
    {"patient.birth_date", "patient.sex", "coverage.payer", "coverage.group_number", "referrer.signature"}
)
THE_PATIENT = frozenset({"patient", "patients", "pt", "resident", "residents", "member", "veteran", "employee"})
SAYS_WHOSE = frozenset(
    {"patient", "patients", "pt", "member", "subscriber", "policy", "insurance", "medicare", "home"}
)


def _beside_is_over(heading: Heading, hit: Hit) -> bool:
    """Whether the patient's row, begun left of it, ends the addressee's column that stood beside the sender's."""
    return heading.role == "recipient" and heading.line < hit.line and heading.left > hit.box.left + BESIDE


BESIDE = 0.15
PATIENT_OPENERS = frozenset({"re", "patient", "patient name", "pt", "dob", "date of birth", "name of patient"})
ROW_OPENERS = frozenset(
    {"from", "to", "refer from", "refer to", "referred to", "referred by", "sent to", "sent by", "specialist"}
    | {"consultant", "referral to", "referral from", "send to", "fax to", "emergency contact", "pharmacy"}
    | {
        "secondary",
        "sec ins",
        "secondary ins",
        "supplement",
        "supplemental",
        "tertiary",
        "co-ins",
        "ins 2",
        "insurance 2",
        "2nd",
        "2nd ins",
        "2nd insurance",
        "2nd payer",
        "2nd plan",
        "second",
        "second insurance",
        "second payer",
        "second plan",
    }
    | {"secondary insurance", "guarantor", "next of kin", "referring to", "receiving provider"}
)
"""Labels whose answer goes on for lines with its own phone and fax, so they open a section of one row."""

BORDERS, BORDER_APART = 2, 0.008
ROLE_PREFIXES = ("patient.", "coverage.", "referrer.")
FOREVER = 1_000_000


def _opens(page: Layout, hit: Hit, entry: Entry, used_here: bool, raw: list[Hit]) -> bool:
    """Whether the label is a heading here. With a value beside it, it is one only for that row."""
    if entry.opens is None or hit.start != 0:
        return False
    if _answered_right(page, hit, raw):
        return hit.label in ROW_OPENERS
    return not used_here or hit.strength is Strength.ALONE


def _answered_right(page: Layout, hit: Hit, raw: list[Hit]) -> bool:
    segments = page.lines[hit.line].segments
    if hit.end < len(segments[hit.segment].words):
        return True
    if hit.segment + 1 >= len(segments):
        return hit.label in ROW_OPENERS and hit.strength is not Strength.BARE and _written_beside(page, hit, raw)
    if _walls(page, hit, segments[hit.segment + 1].box) >= BORDERS:
        return False
    return not any(other.line == hit.line and other.segment == hit.segment + 1 for other in raw)


def _written_beside(page: Layout, hit: Hit, raw: list[Hit]) -> bool:
    """Whether a line without a label stands right of a label, a little higher or lower, as what is written by hand
    beside print does."""
    for at in (hit.line - 1, hit.line + 1):
        if 0 <= at < len(page.lines) and not any(other.line == at for other in raw):
            box = page.lines[at].box
            level = abs(box.center_y - hit.box.center_y) < WRITTEN_OFF * page.text_height
            if level and box.left > hit.box.right + page.em_x:
                return True
    return False


WRITTEN_OFF = 1.7
"""Heights of text between the middles of a label and of what is written beside it, at most."""


def _walls(page: Layout, hit: Hit, beside: Box) -> int:
    """Vertical rulings between a label and what stands beside it: two are the borders of two boxes."""
    y = hit.box.center_y
    edges = sorted(
        w.center_x for w in page.walls if w.top <= y <= w.bottom and hit.box.right < w.center_x < beside.left
    )
    return sum(at == 0 or edge - edges[at - 1] > BORDER_APART for at, edge in enumerate(edges))


def _column_left(page: Layout, hit: Hit) -> float:
    """Where the column of a heading begins: at the wall left of it, where it is centred in a box of its own, or at
    the letter of its section, where that stands apart."""
    before = page.lines[hit.line].segments[: hit.segment]
    if len(before) == 1 and not hit.start and SECTION_MARK.fullmatch(before[0].text):
        return before[0].box.left
    y = hit.box.center_y
    walls = (w.center_x for w in page.walls if w.top <= y <= w.bottom and w.center_x < hit.box.left)
    wall = max(walls, default=hit.box.left)
    between = any(wall < other.box.center_x < hit.box.left for other in page.lines[hit.line].segments)
    return hit.box.left if between or hit.start else wall


SECTION_MARK = re.compile(r"\W?(?:[A-HIVX]|[IVX]{2,4}|\d{1,2})\W{0,2}")


def _scope_end(page: Layout, hit: Hit, raw: list[Hit]) -> int:
    """Last line of the section a label opens: for ever for a heading, its own row for a label with a value."""
    if hit.opens in {"secondary", "contact"} and _amid_questions(hit, raw):
        return hit.line  # "Employer: ____" left blank in a row of questions heads no section
    if (answered := _answered_below(page, hit, raw)) is not None:
        return answered
    alone = hit.label not in {"to", "from"} or _among_headings(hit, raw)
    if hit.opens == "contact" and hit.label.endswith(_NUMBERS):
        return hit.line + (hit.strength is Strength.ALONE)  # it asks for one thing and heads nothing
    if not _answered_right(page, hit, raw) and alone:
        return _until_of_ours(hit, hit.opens, raw) if hit.opens in _HOLDS else FOREVER
    if hit.opens in {"secondary", "contact"}:  # its number, telephone and birth date follow on lines of their own
        return _until_another(hit, raw)
    below = (other.line for other in raw if other.line > hit.line and other.box.left < hit.box.right)
    aligned = (
        at
        for at in range(hit.line + 1, len(page.lines))
        if any(abs(segment.box.left - hit.box.left) < 2 * page.em_x for segment in page.lines[at].segments)
    )
    return min(next(below, len(page.lines)), next(aligned, len(page.lines))) - 1


def _answered_below(page: Layout, hit: Hit, raw: list[Hit]) -> int | None:
    """The line of the answer under a label in a row of captions, each over its answer: "Facility | E-mail"."""
    beside = [other for other in raw if other.line == hit.line and other is not hit]
    asked = [other for other in beside if other.strength is Strength.ALONE and _asks(other, hit.opens)]
    if hit.strength is not Strength.ALONE or not asked or hit.line + 1 >= len(page.lines):
        return None
    below = page.lines[hit.line + 1]
    labelled = {other.segment for other in raw if other.line == hit.line + 1 and other.start == 0}
    aligned = [n for n, s in enumerate(below.segments) if abs(s.box.left - hit.box.left) < 2 * page.em_x]
    over = below.box.top - hit.box.bottom < 2 * page.text_height and not labelled
    return hit.line + 1 if over and aligned else None


def _asks(hit: Hit, opens: str | None) -> bool:
    """Whether a label asks for something and heads nothing: one of our fields, or somebody else's number. `opens`:
    the section that a label beside it opens; a relative's number may have more of that relative under it."""
    number = hit.label.endswith(_NUMBERS) or (opens != "contact" and f" {hit.label}" in _NUMBERS)
    return (hit.opens is None and bool(hit.fields)) or number


def _among_headings(hit: Hit, raw: list[Hit]) -> bool:
    """Whether a label stands in a row of headings, each over a block: "PATIENT   FROM   INSURANCE"."""
    row = [other for other in raw if other.line == hit.line and other.opens and other.strength is Strength.ALONE]
    return hit in row and len(row) >= HEADINGS_MIN


HEADINGS_MIN = 3


def _amid_questions(hit: Hit, raw: list[Hit]) -> bool:
    """Whether a label with a colon stands behind another one with a colon that heads nothing."""
    before = (other for other in raw if other.line == hit.line and other.box.left < hit.box.left)
    colons = hit.strength is Strength.COLON
    return colons and any(other.strength is Strength.COLON and other.opens is None for other in before)


def _until_another(hit: Hit, raw: list[Hit]) -> int:
    """The last line before a heading or a label that is plainly the patient's or the referrer's, or, behind a
    contact, the plan's: "Guarantor: self" and then "Ins 1: Aetna"."""
    plainly = PLAINLY_OWNED | INSURES if hit.opens == "contact" else PLAINLY_OWNED
    for other in raw:
        owned = other.opens is not None or any(name in plainly for name in other.fields)
        if hit.line < other.line <= hit.line + BLOCK_LINES and owned:
            return other.line - 1
    return hit.line + BLOCK_LINES


def _until_of_ours(hit: Hit, opens: str, raw: list[Hit]) -> int:
    """The last line before a label of the same column that asks for what no relative, employer or pharmacy has,
    nor a second plan: "Employer" and "Other ins." may be rows left blank in a column of questions, with the day of
    injury and the carrier below."""
    insured = bool(set(hit.label.split()) & INSURED)
    holds = ROLE_PREFIXES if insured else _HOLDS[opens]
    for other in raw:
        asked = other.fields if other.line > hit.line and abs(other.box.left - hit.box.left) < SHIFT else ()
        if asked and not any(name.startswith(holds) for name in asked):
            return other.line - 1
    return FOREVER


_NUMBERS = (" phone", " tel", " telephone", " fax")
_HOLDS = {"contact": ("patient.", "referrer."), "secondary": ("coverage.", "patient.")}
"""What the labels under somebody else's heading seem to ask for."""
INSURED = frozenset({"guarantor", "responsible", "subscriber"})
BLOCK_LINES = 4
INSURES = frozenset({"coverage.payer", "coverage.member_id"})
PLAINLY_OWNED = frozenset({"patient.name", "referrer.name", "referrer.npi", "order.service", "diagnosis.text"})


def _role(hit: Hit, headings: list[Heading], done: list[Hit]) -> str | None:
    """The section of a hit: its row's, else the nearest heading above in its column or the label before it."""
    column = _column_heading(hit, headings)
    for before in reversed(done):
        if column is not None and (before.line, before.box.left) <= (column.line, column.left):
            break
        if column is not None and _column_heading(before, headings) != column:
            continue
        if before.opens is not None and before.box.left > hit.box.left + 0.02:
            continue  # it heads the column to the right
        if before.line < hit.line and before.box.left > hit.box.left + FAR_RIGHT:
            continue  # it belongs to that column
        owner = None if _within(before, done) else _owner(before)
        if owner is not None:
            return owner
    return column.role if column else None


def _within(hit: Hit, done: list[Hit]) -> bool:
    """Whether a label stands within running words, so it may be none: the "Group" of a practice's name."""
    if hit.strength is not Strength.BARE or hit.start == 0:
        return False
    return not any((other.line, other.segment) == (hit.line, hit.segment) and other.start == 0 for other in done)


FAR_RIGHT = 0.3


def _by_columns(hit: Hit, headings: list[Heading], done: list[Hit], em_x: float) -> str | None:
    """The owner of a hit's column where patient and referrer stand side by side in columns of their own: of the
    labels right above, each on its line, at least two have a label of the other one beside them."""
    heading = _column_heading(hit, headings)
    first = heading.line if heading is not None else -1
    mates = [h for h in done if first < h.line < hit.line and abs(h.box.left - hit.box.left) < COLUMN_EM * em_x]
    owner, line, beside = None, hit.line, 0
    for mate in reversed(mates):
        own = _owner(mate)
        if line - mate.line > COLUMN_STEP:
            return None
        line = mate.line
        if own not in SIDES:
            continue
        owner = owner or own
        others = {_owner(h) for h in done if h.line == mate.line and h is not mate}
        beside += own == owner and bool(others & (SIDES - {own}))
        if beside >= BESIDE_MIN:
            return owner
    return None


SIDES = frozenset({"patient", "referrer"})
COLUMN_EM, COLUMN_STEP, BESIDE_MIN = 1.5, 4, 2


def _column_heading(hit: Hit, headings: list[Heading]) -> Heading | None:
    """The lowest heading above that covers the hit: on a line of several, the last one left of it."""
    covering = [
        h
        for h in headings
        if h.line <= hit.line <= h.end
        and (h.line < hit.line or h.left < hit.box.left)
        and h.left <= hit.box.left + 0.02
    ]
    return max(covering, key=lambda h: (h.line, h.left), default=None)


ANYBODYS = frozenset({"referrer.phone", "referrer.fax", "referrer.signature"})
"""Fields whose labels stand in letterheads and footers too, so they say nothing of what follows."""


def _owner(hit: Hit) -> str | None:
    """The section that a plainly owned label implies for what follows it."""
    silent = ANYBODYS | PATIENTS_ONLY if hit.role in ROLES_THAT_ARE_NOT_OURS else ANYBODYS
    named = [name for name in hit.fields if name not in silent]
    owners = {name.split(".")[0] for name in named}
    return owners.pop() if len(owners) == 1 and owners & {"patient", "referrer", "coverage"} else None

"""Printed labels on a page: which words ask for which field, and whose data stands below which heading.

Labels come from the referral table; matching tolerates OCR slips in longer ones and demands more evidence
the weaker the label is ("For" needs a colon or a cell of its own, "Date of birth" does not). A heading opens
a section ("Referred to", "Emergency contact"): below it the same label "Phone" means another field or none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from faxpipe.document import Box, Word, enclosing
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.lists import find_medications
from faxpipe.layout import Layout, Line, Segment
from faxpipe.referral import Check
from faxpipe.schema import Schema, load_schema

LABEL_WORDS_MAX = 7
FUZZY_LETTERS_MIN = 5
FUZZY_SCORE_MIN = 84.0

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


@dataclass(frozen=True, slots=True)
class Entry:
    """What one normalised label means: fields everywhere, fields by section, the section it opens."""

    anywhere: tuple[str, ...]
    by_role: tuple[tuple[str, str], ...]
    opens: str | None


NOTHING = Entry((), (), None)


def find_labels(page: Layout, schema: Schema | None = None) -> tuple[Hit, ...]:
    """Every label on the page in reading order, each with the section it stands in."""
    book = _book(schema or load_schema())
    raw: list[Hit] = []
    for at, line in enumerate(page.lines):
        row: list[Hit] = []
        for index in range(len(line.segments)):
            row += _in_segment(line, at, index, book, row)
        raw += row
    return tuple(_placed(page, raw, book))


def normal_label(text: str) -> str:
    """Lower case letters, digits, # and / with single blanks; numbering and punctuation gone."""
    text = re.sub(r"^\s*\(?\d{1,2}(?:[.)]\s*|\s+(?=[a-z]{2}))", "", text.lower().replace("no.", "no "))
    text = re.sub(r"[^a-z0-9#/%&?]+", " ", text.replace("'", "").replace("’", ""))
    return re.sub(r"\s*([/&])\s*", r" \1 ", text).strip(" ?").strip()


def _in_segment(line: Line, at: int, index: int, book: _Book, before: list[Hit]) -> list[Hit]:
    segment = line.segments[index]
    hits: list[Hit] = []
    hits_before = (
        bool(before) and before[-1].segment == index - 1 and before[-1].end == len(line.segments[index - 1].words)
    )
    begin = next((n for n, word in enumerate(segment.words) if word.text.strip("-=.:&/")), 0)
    start = begin
    while start < len(segment.words):
        match = _match(segment.words, start, book, first=start == begin)
        if match is not None and start == begin and hits_before and _is_answer(segment.words, match, book):
            return []
        if match is None and start == begin:
            hits += _unknown_label(segment.words, at, index)
            start = hits[0].end if hits else begin + 1
            continue
        if match is None:
            start += 1
            continue
        label, end, strength = match
        words = segment.words[start:end]
        entry = book.entries[label]
        box = enclosing([word.box for word in words])
        if strength is Strength.COLON and start > begin and words[0].text[0].islower():
            start += 1  # "consult re: kyphoplasty" is an answer, not a label
            continue
        if strength is Strength.BARE and hits_before and book.wordy(entry):
            start += 1  # "Evaluate for ..." behind "Service requested:" is the answer
            continue
        if strength is not Strength.BARE or book.believable(
            entry, words, segment.words[end:], first=start == begin
        ):
            hits.append(Hit(at, index, start, end, label, entry.anywhere, box, strength, None, entry.opens))
            start = end
        else:
            start += 1
    return hits


def _match(words: tuple[Word, ...], start: int, book: _Book, *, first: bool) -> tuple[str, int, Strength] | None:
    """The longest label that begins at word `start`: (normal label, end word, strength)."""
    for end, text in _runs(words, start):
        label = book.lookup(text)
        if label is None:
            continue
        after, colon = _skip_leader(words, end)
        ended = first and words[end - 1].text.endswith(".") and words[start].text[0].isupper()
        if colon or (ended and len(label) > 3):
            return label, after, Strength.COLON
        if first and after == len(words):
            if len(label) == 1:  # "F" in a cell of its own is an answer
                continue
            return label, after, Strength.ALONE
        return label, after, Strength.BARE
    return None


def _runs(words: tuple[Word, ...], start: int) -> list[tuple[int, str]]:
    """The runs of words from `start` that may be a label, as (end, normal text), longest first."""
    runs = []
    for end in range(min(len(words), start + LABEL_WORDS_MAX), start, -1):
        if not any(word.text.endswith(":") for word in words[start : end - 1]):
            runs.append((end, normal_label(" ".join(word.text for word in words[start:end]))))
    return runs


def _is_answer(words: tuple[Word, ...], match: tuple[str, int, Strength], book: _Book) -> bool:
    """Whether a segment behind a label that wants an answer only resembles a label, so is the answer."""
    exact = normal_label(" ".join(word.text for word in words[: match[1]])) in book.entries
    return not exact and match[2] is not Strength.COLON


def _unknown_label(words: tuple[Word, ...], line: int, index: int) -> list[Hit]:
    """A label that the table does not hold ("Data:"): it answers nothing, but ends what stood before."""
    for end in range(1, min(4, len(words)) + 1):
        text = words[end - 1].text
        if text.endswith(":") and len(text) > 1 and words[0].text[0].isupper():
            box = enclosing([word.box for word in words[:end]])
            return [Hit(line, index, 0, end, "", (), box, Strength.COLON)]
        if text[-1] in ".,;:":
            break
    return []


def _skip_leader(words: tuple[Word, ...], end: int) -> tuple[int, bool]:
    """Past dotted leaders and the colon after a label: (next word, whether a colon stood there)."""
    colon = words[end - 1].text.rstrip(".,_").endswith(":" if end > 1 else (":", ";"))
    note = _parenthesis(words, end)
    if note > end:
        end, colon = note, colon or words[note - 1].text.endswith(":")
    while end < len(words) and not any(c.isalnum() or c == "#" for c in words[end].text):
        colon = colon or ":" in words[end].text
        end += 1
    return end, colon


def _parenthesis(words: tuple[Word, ...], end: int) -> int:
    """Past a printed hint behind a label: "(circle)", "(last, first)"; never past digits, which are a value."""
    if end >= len(words) or not words[end].text.startswith("("):
        return end
    for at in range(end, min(end + 4, len(words))):
        if any(map(str.isdigit, words[at].text)):
            return end
        if words[at].text.rstrip(":.").endswith(")"):
            return at + 1
    return end


class _Book:
    """The labels of a schema, by normal form."""

    def __init__(self, schema: Schema) -> None:
        anywhere: dict[str, list[str]] = {}
        by_role: dict[str, list[tuple[str, str]]] = {}
        opens: dict[str, str] = {}
        for spec in schema.fields:
            for label in spec.labels:
                anywhere.setdefault(normal_label(label), []).append(spec.name)
            for role, labels in spec.in_section:
                for label in labels:
                    by_role.setdefault(normal_label(label), []).append((role, spec.name))
        for section in schema.sections:
            for heading in section.headings:
                opens.setdefault(normal_label(heading), section.role)
        others = {normal_label(label) for label in schema.other_labels}
        names = (set(anywhere) | set(by_role) | set(opens) | others) - {""}
        self.entries = {
            name: Entry(
                tuple(dict.fromkeys(anywhere.get(name, []))),
                tuple(dict.fromkeys(by_role.get(name, []))),
                opens.get(name),
            )
            for name in names
        }
        self.weak = {name for name in names if len(name) <= 3 or name in WEAK_LABELS}
        self.long_names = sorted(name for name in names if len(name) >= FUZZY_LETTERS_MIN)
        self.kinds = {spec.name: spec.kind for spec in schema.fields}
        self.lookup = lru_cache(maxsize=20_000)(self._lookup)

    def _lookup(self, text: str) -> str | None:
        if text in self.entries:
            return text
        if len(text) < FUZZY_LETTERS_MIN:
            return None
        best = process.extractOne(text, self.long_names, scorer=fuzz.ratio, score_cutoff=FUZZY_SCORE_MIN)
        if best is None or abs(len(best[0]) - len(text)) > 2 or (best[0][-1] == "#") != (text[-1] == "#"):
            return None
        if _count(best[0]) != _count(text):
            return None
        if sorted(filter(str.isdigit, best[0])) != sorted(filter(str.isdigit, text)):
            return None
        return str(best[0])

    def wordy(self, entry: Entry) -> bool:
        """Whether a label asks for free text only, so that its words may be somebody's answer."""
        return bool(entry.anywhere) and all(self.kinds[name] == "text" for name in entry.anywhere)

    def believable(self, entry: Entry, label: tuple[Word, ...], rest: tuple[Word, ...], *, first: bool) -> bool:
        """Whether a label that runs into text is one: a value of its kind follows at once, or it begins
        the segment to the letter and names a field of free text."""
        kinds = {self.kinds[name] for name in (*entry.anywhere, *(name for _, name in entry.by_role))}
        follows = " ".join(word.text for word in rest[:6])
        if not first and len(text := normal_label(label[0].text)) == 1 and not text.isalpha():
            return False
        if any(kind in TYPED_STARTS and TYPED_STARTS[kind].match(follows) for kind in kinds):
            return True
        text = normal_label(" ".join(word.text for word in label))
        if kinds == {"presence"} and first and len(rest) <= 3:
            return True
        if kinds & LISTED and first and (find_medications(follows, known_only=True) or _known_allergen(follows)):
            return True
        if text in self.weak or not first:
            return False
        sure = text in self.entries or len(text) > 9
        begins = bool(rest) and (rest[0].text[0].isupper() or not rest[0].text[0].isalpha() or len(label) > 1)
        return sure and begins and not (kinds and kinds <= STRICT_STARTS)


def _known_allergen(text: str) -> bool:
    return any(found.check is Check.PASSED for found in find_allergies(text)[:1])


def _count(label: str) -> int:
    """Words of a label, / and & apart, because they are easily lost."""
    return sum(word not in {"/", "&"} for word in label.split())


WEAK_LABELS = frozenset(  # a paragraph reads better than a list
    "for to re home order orders please request when pain plan exam procedure study treatment patient provider "
    "physician doctor services service reason schedule started began born cell coverage practice office clinic "
    "level levels location code codes signed imaging status notes note history problem condition purpose studies "
    "tests title date group referring ordering requesting ordered question tried attending practitioner edema "
    "message work contact from".split()
)
"""Everyday words: a label only with a colon, or alone in a cell of their own."""

TYPED_STARTS = {
    "date": re.compile(
        r"\W{0,2}[0-9OIl]{1,2}[/.\-][0-9OIl]{1,2}[/.\-]|\W{0,2}(19|20)\d\d-|\W{0,2}[A-Z][a-z]{2,8}\.? \d"
    ),
    "phone": re.compile(r"\W{0,2}\+?1?\W{0,2}[2-9][0-9OIlS]{2}\W{0,3}[0-9OIlS]{3}"),
    "npi": re.compile(r"\W{0,2}[12][0-9OIlSB]{8,9}"),
    "icd10": re.compile(r"\W{0,2}[A-Z][0-9O][0-9A-Z]\.?"),
    "id": re.compile(r"\W{0,2}[A-Z]{0,4}[-\s]?[0-9]"),
    "cpt": re.compile(r"\W{0,2}\d{5}\b"),
    "person": re.compile(r"\W{0,2}(?:Dr\.? )?[A-Z][A-Za-z'’.\-]*,? (?:[A-Z]\.? )?[A-Z][A-Za-z'’.\-]+"),
    "sex": re.compile(r"\W{0,2}(?:[MF]|(?:fe)?male)\b", re.IGNORECASE),
    "score": re.compile(r"\W{0,2}(?:10|\d)\b(?! ?\d)"),
    "practice": re.compile(
        r".{0,40}\b(?:associates?|medical|medicine|clinic|cent(?:er|re)|group|practice|physicians|"
        r"ortho\w+|health\w*|family|care|oncology|doctors|pllc|llc|hospital|spine)\b",
        re.IGNORECASE,
    ),
}
LISTED = frozenset({"medications", "allergies", "anticoagulants"})
STRICT_STARTS = frozenset({"date", "phone", "npi", "icd10", "id", "cpt", "sex", "score"})


@cache
def _book(schema: Schema) -> _Book:
    return _Book(schema)


def _placed(page: Layout, raw: list[Hit], book: _Book) -> list[Hit]:
    """Gives each hit its section, and from it the fields that its label means there."""
    placed: list[Hit] = []
    headings: list[tuple[int, float, str, int]] = []
    for hit in raw:
        entry = book.entries.get(hit.label, NOTHING)
        if hit.label in PATIENT_OPENERS:  # "Re: name" below "To: us" ends the block of the addressee
            headings = [
                (line, left, role, end if end == FOREVER else min(end, hit.line - 1))
                for line, left, role, end in headings
            ]
        role = _role(hit, headings, placed)
        here = tuple(name for section, name in entry.by_role if section == role)
        if not here and not entry.anywhere and len({section for section, _ in entry.by_role}) == 1:
            here = tuple(name for _, name in entry.by_role)
        fields = here or entry.anywhere
        if role in ROLES_THAT_ARE_NOT_OURS:
            explicit = hit.label.startswith(("refer", "order", "request"))
            fields = tuple(name for name in entry.anywhere if explicit or not name.startswith(ROLE_PREFIXES))
        opens = entry.opens if _opens(page, hit, entry, bool(here), raw) else None
        placed.append(
            Hit(hit.line, hit.segment, hit.start, hit.end, hit.label, fields, hit.box, hit.strength, role, opens)
        )
        if opens:
            headings.append((hit.line, hit.box.left, opens, _scope_end(page, hit, raw)))
    return placed


PATIENT_OPENERS = frozenset({"re", "patient", "patient name", "pt", "dob", "date of birth", "name of patient"})
ROW_OPENERS = frozenset(
    {"from", "to", "refer from", "refer to", "referred to", "referred by", "sent to", "sent by", "specialist"}
    | {"consultant", "referral to", "referral from", "send to", "fax to", "emergency contact", "pharmacy"}
    | {"secondary insurance", "guarantor", "next of kin", "referring to", "receiving provider"}
)
"""Labels whose answer goes on for lines with its own phone and fax, so they open a section of one row."""

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
        return False
    return not any(other.line == hit.line and other.segment == hit.segment + 1 for other in raw)


def _scope_end(page: Layout, hit: Hit, raw: list[Hit]) -> int:
    """Last line of the section a label opens: for ever for a heading, its own row for a label with a value."""
    if not _answered_right(page, hit, raw) and hit.label not in {"to", "from"}:
        return FOREVER
    below = (other.line for other in raw if other.line > hit.line and other.box.left < hit.box.right)
    aligned = (
        at
        for at in range(hit.line + 1, len(page.lines))
        if any(abs(segment.box.left - hit.box.left) < 2 * page.em_x for segment in page.lines[at].segments)
    )
    return min(next(below, len(page.lines)), next(aligned, len(page.lines))) - 1


def _role(hit: Hit, headings: list[tuple[int, float, str, int]], placed: list[Hit]) -> str | None:
    """The section of a hit: its row's, else the nearest heading above in its column or the label before it."""
    column = _column_heading(hit, headings)
    for before in reversed(placed):
        if column is not None and (before.line, before.box.left) <= (column[0], column[1]):
            break
        if column is not None and _column_heading(before, headings) != column:
            continue
        owner = _owner(before)
        if owner is not None:
            return owner
    return column[2] if column else None


def _column_heading(hit: Hit, headings: list[tuple[int, float, str, int]]) -> tuple[int, float, str, int] | None:
    """The lowest heading above that covers the hit: on a line of several, the last one left of it."""
    covering = [h for h in headings if h[0] <= hit.line <= h[3] and (h[0] < hit.line or h[1] < hit.box.left)]
    for line in sorted({h[0] for h in covering}, reverse=True):
        row = [h for h in covering if h[0] == line and h[1] <= hit.box.left + 0.02]
        if row:
            return max(row, key=lambda h: h[1])
    return None


ANYBODYS = frozenset({"referrer.phone", "referrer.fax", "referrer.signature"})
"""Fields whose labels stand in letterheads and footers too, so they say nothing of what follows."""


def _owner(hit: Hit) -> str | None:
    """The section that a plainly owned label implies for what follows it."""
    named = [name for name in hit.fields if name not in ANYBODYS]
    owners = {name.split(".")[0] for name in named}
    return owners.pop() if len(owners) == 1 and owners & {"patient", "referrer", "coverage"} else None


def segment_of(page: Layout, hit: Hit) -> Segment:
    """The segment a hit stands in."""
    return page.lines[hit.line].segments[hit.segment]

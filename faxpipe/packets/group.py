"""Whose page is whose: the pages of a fax -> one packet for each patient.

Between words and fields. A page that names somebody belongs to that person; a page that names nobody belongs
to its neighbours where both agree, or where it plainly continues the page before it. Two mistakes are
possible and not equal: a patient split in two costs a look, two patients merged put one's data on the
other. So noise in one of name and birth date is forgiven, a difference in both never is, and a page between
two patients that says nothing goes to neither.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Hamming

from faxpipe.document import PageKind

SamePerson = Callable[[str, str], float]
"""How likely two printed names mean one person, 0..1, forgiving order, initials and misread letters."""

SAME_NAME = 0.85
OTHER_NAME = 0.6
SURE = 0.6
"""A name read with less confidence (handwriting) may join pages but never part them."""

_OWN_COUNTER = re.compile(r"\bpages?\W{0,3}(\d{1,2})\s?(?:of|/)\s?(\d{1,2})\b", re.IGNORECASE)
_OPENERS = frozenset({PageKind.COVER_SHEET, PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER, PageKind.FACE_SHEET})
_RUNNING = frozenset(
    {PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.IMAGING_REPORT, PageKind.LAB_REPORT}
)


@dataclass(frozen=True, slots=True)
class PatientMark:
    """Whom a page names; None where it does not say. `birth_date` is ISO 8601, `confidence` 0..1."""

    name: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    mrn: str | None = field(default=None, repr=False)
    confidence: float = 1.0

    @property
    def silent(self) -> bool:
        return self.name is None and self.birth_date is None and self.mrn is None


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What grouping needs to know of one page. `continues`: it says of itself that it is a later page
    ("page 2 of 3" printed in the document, not by the fax machine). `text`: its running text, in which people
    named on other pages are looked for where `mark` is silent."""

    number: int
    kind: PageKind
    mark: PatientMark = PatientMark()
    continues: bool = False
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Packets:
    """Page numbers of each patient in order of first appearance, and pages that nobody can be given."""

    packets: tuple[tuple[int, ...], ...]
    unassigned: tuple[int, ...] = ()

    def of(self, number: int) -> int | None:
        """Index of the packet that holds page `number`, None for blank and unassigned pages."""
        return next((index for index, pages in enumerate(self.packets) if number in pages), None)


class _Relation(Enum):
    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


def later_page(text: str) -> bool:
    """Whether a page says of itself that it is not the first of its document ("Page 2 of 3")."""
    said = [(int(m[1]), int(m[2])) for m in _OWN_COUNTER.finditer(text)]
    return any(1 < page <= of for page, of in said) and not any(page == 1 for page, of in said if page <= of)


def packets(pages: Sequence[PageFacts], same_person: SamePerson) -> Packets:
    """Which pages belong together; blank pages belong to nobody."""
    written = [page for page in pages if page.kind is not PageKind.BLANK]
    if not written:
        return Packets(())
    owners = _named(written, same_person)
    people = sorted({owner for owner in owners if owner is not None})
    if len(people) < 2:
        doubtful = {i for i, page in enumerate(written) if people and owners[i] is None and not page.mark.silent}
        together = [page.number for i, page in enumerate(written) if i not in doubtful]
        return Packets((tuple(together),), tuple(written[i].number for i in sorted(doubtful)))
    owners = _continued(written, owners, same_person)
    grouped = (tuple(p.number for p, o in zip(written, owners, strict=True) if o == who) for who in people)
    ordered = sorted(grouped, key=lambda numbers: numbers[0])
    lost = tuple(page.number for page, owner in zip(written, owners, strict=True) if owner is None)
    return Packets(tuple(ordered), lost)


def _named(pages: Sequence[PageFacts], same_person: SamePerson) -> list[int | None]:
    """The person each page names, as an index of people; None where it names nobody for certain.

    Pages that name most are taken first, so that "T. Desrosiers" on a cover finds a full name to match. Pages
    that name nobody by label are then searched for the people that are known by now.
    """
    people: list[list[PatientMark]] = []
    owners: list[int | None] = [None] * len(pages)
    forms: set[int] = set()
    known = sorted(
        (i for i, page in enumerate(pages) if not page.mark.silent),
        key=lambda i: (-_weight(pages[i].mark), i),
    )
    texts: list[str] = []
    for i in known:
        owner = _owner(pages[i], people, texts, same_person)
        if owner in forms and _another_form(pages[i], people[owner or 0], same_person):
            continue
        owners[i] = owner
        if owner is not None and pages[i].kind is PageKind.REFERRAL_FORM:
            forms.add(owner)
        texts += [""] * (len(people) - len(texts))
        if owner is not None:
            texts[owner] += "\n" + pages[i].text
    for i, page in enumerate(pages):
        if owners[i] is None and page.mark.silent:
            owners[i] = _mentioned(page.text, people)
    return owners


def _owner(
    page: PageFacts, people: list[list[PatientMark]], texts: Sequence[str], same_person: SamePerson
) -> int | None:
    """Whom the mark of `page` means; adds to `people` whoever is new, None where it could be several."""
    relations = [_relation_to(page.mark, marks, same_person) for marks in people]
    if _Relation.SAME in relations:
        if relations.count(_Relation.SAME) > 1:
            return None  # "J. Smith" in a fax of John and Jane Smith
        owner = relations.index(_Relation.SAME)
        people[owner].append(page.mark)
        return owner
    if relations.count(_Relation.UNKNOWN) == 1:
        return relations.index(_Relation.UNKNOWN)
    near = _mentioned(page.text, people)
    if near is None:
        naming = [i for i, text in enumerate(texts) if _mentioned(text, [[page.mark]]) == 0]
        near = naming[0] if len(naming) == 1 else None
    if near is not None and any(_nearly_born(page.mark, mark) for mark in people[near]):
        return near  # the name was misread as a label, but it stands elsewhere on the page
    if _Relation.UNKNOWN not in relations and (not people or _founds(page)):
        people.append([page.mark])
        return len(people) - 1
    return None


def _another_form(page: PageFacts, marks: Sequence[PatientMark], same_person: SamePerson) -> bool:
    """Whether a page is a second request that names, however badly it was read, somebody quite different.

    A misread name must not part a patient's pages; but nobody is asked for twice in one fax under two names.
    """
    if page.kind is not PageKind.REFERRAL_FORM or page.mark.name is None:
        return False
    names = [mark.name for mark in marks if mark.name is not None]
    return bool(names) and all(same_person(page.mark.name, name) < STRANGER for name in names)


STRANGER = 0.6


def _nearly_born(a: PatientMark, b: PatientMark) -> bool:
    """At most one digit between two birth dates, or one page that gives none."""
    if a.birth_date is None or b.birth_date is None:
        return True
    return Hamming.distance(a.birth_date, b.birth_date) <= 1


def _mentioned(text: str, people: Sequence[Sequence[PatientMark]]) -> int | None:
    """The one person whose birth date or whole name stands somewhere in `text`; None for nobody or several."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 1]
    hits = [i for i, marks in enumerate(people) if any(_stands(mark, text, words) for mark in marks)]
    return hits[0] if len(hits) == 1 else None


def _stands(mark: PatientMark, text: str, words: Sequence[str]) -> bool:
    if mark.confidence < SURE:
        return False
    if mark.birth_date is not None and _printed(mark.birth_date).search(text):
        return True
    parts = [part for part in re.findall(r"[a-z]+", (mark.name or "").lower()) if len(part) > 1]
    ends = {parts[0], parts[-1]} if len(parts) > 1 else set()
    return len(ends) == 2 and all(
        process.extractOne(end, words, scorer=fuzz.ratio, score_cutoff=86) for end in ends
    )


def _printed(birth_date: str) -> re.Pattern[str]:
    """The ways a day is printed: 3/12/1940, 03-12-40, March 12, 1940, 12 Mar 1940, 1940-03-12."""
    year, month, day = birth_date[:4], int(birth_date[5:7]), int(birth_date[8:10])
    name = rf"{calendar.month_abbr[month]}[a-z]*\.?"
    short = rf"(?:{year[:2]})?{year[2:]}"
    return re.compile(
        rf"(?<!\d)(?:0?{month}[-/. ]0?{day}[-/. ]{short}|{name} 0?{day},? {year}|0?{day}[- ]{name}[- ]{year}"
        rf"|{birth_date})(?!\d)",
        re.IGNORECASE,
    )


def _weight(mark: PatientMark) -> float:
    said = sum(value is not None for value in (mark.name, mark.birth_date, mark.mrn))
    return said + mark.confidence if mark.confidence >= SURE else 0.5 * mark.confidence


def _founds(page: PageFacts) -> bool:
    """Whether a page may bring in a new patient: it gives name and birth date, or opens a packet."""
    whole = page.mark.name is not None and page.mark.birth_date is not None
    return whole or page.kind in _OPENERS


def _relation_to(mark: PatientMark, marks: Sequence[PatientMark], same_person: SamePerson) -> _Relation:
    relations = [_relation(mark, other, same_person) for other in marks]
    if _Relation.SAME in relations:
        return _Relation.SAME
    return _Relation.OTHER if _Relation.OTHER in relations else _Relation.UNKNOWN


def _relation(a: PatientMark, b: PatientMark, same_person: SamePerson) -> _Relation:
    if a.mrn is not None and a.mrn == b.mrn and len(a.mrn) >= 4:
        return _Relation.SAME
    names = [mark.name for mark in (a, b) if mark.name is not None and " " in mark.name.strip()]
    likeness = same_person(*names) if len(names) == 2 else None  # "Roe" alone neither joins nor parts
    digits = Hamming.distance(a.birth_date, b.birth_date) if a.birth_date and b.birth_date else None
    if likeness is None:
        if digits is None:
            return _Relation.UNKNOWN
        return _Relation.SAME if digits == 0 else _parted(a, b) if digits > 2 else _Relation.UNKNOWN
    if likeness > SAME_NAME or digits == 0:
        return _Relation.SAME
    if likeness >= OTHER_NAME and digits is not None and digits <= 2:
        return _Relation.SAME
    if likeness >= OTHER_NAME and digits is None:
        return _Relation.UNKNOWN
    return _parted(a, b)


def _parted(a: PatientMark, b: PatientMark) -> _Relation:
    return _Relation.OTHER if min(a.confidence, b.confidence) >= SURE else _Relation.UNKNOWN


def _continued(pages: Sequence[PageFacts], owners: Sequence[int | None], same: SamePerson) -> list[int | None]:
    """Pages that name nobody for certain, given to a neighbour where the evidence allows; several patients in
    the fax."""
    given = list(owners)
    for i, page in enumerate(pages):
        if given[i] is not None or not (page.mark.silent or page.mark.confidence < SURE):
            continue
        before = given[i - 1] if i else None
        after = next((owner for owner in owners[i + 1 :] if owner is not None), None)
        if page.mark.silent:
            given[i] = _neighbour(page, pages[i - 1] if i else None, before, after)
        else:
            given[i] = _likest(page, pages, given, {owner for owner in (before, after) if owner is not None}, same)
    return given


def _likest(
    page: PageFacts,
    pages: Sequence[PageFacts],
    owners: Sequence[int | None],
    beside: set[int],
    same_person: SamePerson,
) -> int | None:
    """The neighbour whose name the page's badly read one plainly resembles, and nobody else's does so."""
    if page.mark.name is None:
        return None
    likeness: dict[int, float] = {}
    for other, owner in zip(pages, owners, strict=True):
        if owner is not None and other.mark.name is not None:
            alike = same_person(page.mark.name, other.mark.name)
            likeness[owner] = max(likeness.get(owner, 0.0), alike)
    best, *others = sorted(likeness.values(), reverse=True)
    who = next(owner for owner, alike in likeness.items() if alike == best)
    return who if who in beside and best >= RESEMBLES and best - max(others, default=0.0) >= CLEARLY else None


RESEMBLES = 0.5
CLEARLY = 0.15


def _neighbour(page: PageFacts, previous: PageFacts | None, before: int | None, after: int | None) -> int | None:
    if previous is None or page.kind is PageKind.COVER_SHEET:
        return after
    if page.kind is PageKind.UNREADABLE:  # nothing is read from it, so the last page of all may go with the rest
        return before if after in (None, before) else None
    if before is None:
        return None
    if before == after or page.continues or (page.kind is previous.kind and page.kind in _RUNNING):
        return before
    return before if after is None and page.kind not in _OPENERS else None

"""Whose page is whose: the pages of a fax -> one packet for each patient.

Between words and fields. A page that names somebody belongs to that person; a page that names nobody belongs
to its neighbours where both agree, or where it plainly continues the page before it. Two mistakes are
possible and not equal: a patient split in two costs a look, two patients merged put one's data on the
other. So whoever is named clearly on a request, or on two pages, is a patient; a page between two patients that
says nothing goes to neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from faxpipe.document import PageKind
from faxpipe.packets.whose import (
    CRISP,
    ONE_NAME,
    OTHER_NAME,
    UNNAMED,
    PatientMark,
    Relation,
    SamePerson,
    all_mentioned,
    digits_apart,
    letters,
    mentioned,
    namesake,
    nearly_born,
    relation_to,
    resembles,
    years_apart,
)

_OWN_COUNTER = re.compile(r"\bpages?\W{0,3}(\d{1,2})\s?(?:of|/)\s?(\d{1,2})\b", re.IGNORECASE)
_REQUESTS = frozenset({PageKind.REFERRAL_FORM, PageKind.REFERRAL_LETTER})
_OPENERS = frozenset({*_REQUESTS, PageKind.COVER_SHEET, PageKind.FACE_SHEET})
_RUNNING = frozenset(
    {PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.IMAGING_REPORT, PageKind.LAB_REPORT}
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What grouping needs to know of one page. `continues`: it says of itself that it is a later page
    ("page 2 of 3" printed in the document, not by the fax machine). `begins`: it has the title of a document.
    `text`: its running text, in which people named on other pages are looked for where `mark` is silent."""

    number: int
    kind: PageKind
    mark: PatientMark = UNNAMED
    continues: bool = False
    begins: bool = False
    text: str = field(default="", repr=False)
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What a request says that is the patient's alone: field and value of telephone, member number."""


@dataclass(frozen=True, slots=True)
class Packets:
    """Page numbers of each patient in order of first appearance, and pages that nobody can be given.

    `shared`: cover sheets that list several patients, plainly nobody's.
    """

    packets: tuple[tuple[int, ...], ...]
    unassigned: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()

    def of(self, number: int) -> int | None:
        """Index of the packet that holds page `number`, None for blank and unassigned pages."""
        return next((index for index, pages in enumerate(self.packets) if number in pages), None)


def later_page(text: str) -> bool:
    """Whether a page says of itself that it is not the first of its document ("Page 2 of 3")."""
    said = [(int(m[1]), int(m[2])) for m in _OWN_COUNTER.finditer(text)]
    return any(1 < page <= of for page, of in said) and not any(page == 1 for page, of in said if page <= of)


def packets(pages: Sequence[PageFacts], same_person: SamePerson) -> Packets:
    """Which pages belong together; blank pages belong to nobody."""
    written = _pooled([page for page in pages if page.kind is not PageKind.BLANK], same_person)
    if not written:
        return Packets(())
    people, owners = _named(written, same_person)
    shared = _shared(written, people) if len(people) > 1 else frozenset()
    owners = [None if i in shared else owner for i, owner in enumerate(owners)]
    known = sorted({owner for owner in owners if owner is not None})
    if len(known) < 2:
        doubtful = {i for i, page in enumerate(written) if known and owners[i] is None and not page.mark.silent}
        together = [page.number for i, page in enumerate(written) if i not in doubtful]
        return Packets((tuple(together),), tuple(written[i].number for i in sorted(doubtful)))
    owners = _continued(written, owners, shared, same_person)
    grouped = (tuple(p.number for p, o in zip(written, owners, strict=True) if o == who) for who in known)
    return Packets(
        tuple(sorted(grouped, key=lambda numbers: numbers[0])),
        tuple(page.number for i, page in enumerate(written) if owners[i] is None and i not in shared),
        tuple(written[i].number for i in sorted(shared)),
    )


def _pooled(pages: Sequence[PageFacts], same_person: SamePerson) -> list[PageFacts]:
    """The pages with the confidence that their names have together: what several pages say alike is so."""
    pooled = []
    for page in pages:
        doubt = 1.0 - page.mark.confidence
        for other in pages:
            if other is not page and page.mark.whole and other.mark.whole and _one_name(page, other, same_person):
                doubt *= 1.0 - other.mark.confidence
        pooled.append(replace(page, mark=replace(page.mark, confidence=1.0 - doubt)))
    return pooled


def _one_name(a: PageFacts, b: PageFacts, same_person: SamePerson) -> bool:
    return (digits_apart(a.mark, b.mark) or 0) <= 1 and same_person(
        a.mark.name or "", b.mark.name or ""
    ) >= ONE_NAME


@dataclass(slots=True)
class _People:
    """Whom the pages have named so far: for each person the marks, the text of the pages, whether a request."""

    marks: list[list[PatientMark]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    asked: list[list[PageFacts]] = field(default_factory=list)

    def found(self, page: PageFacts) -> int:
        self.marks.append([page.mark])
        self.texts.append("")
        self.asked.append([])
        return len(self.marks) - 1

    def give(self, page: PageFacts, owner: int) -> None:
        self.texts[owner] += "\n" + page.text
        if page.kind in _REQUESTS:
            self.asked[owner].append(page)


def _named(
    pages: Sequence[PageFacts], same_person: SamePerson
) -> tuple[list[list[PatientMark]], list[int | None]]:
    """The people, and whom of them each page names; None where it names nobody for certain.

    Pages that may found a packet are taken first, and those that name most, so that "T. Desrosiers" on a cover
    finds a full name to match. Pages that name nobody by label are then searched for the people that are known.
    """
    people = _People()
    owners: list[int | None] = [None] * len(pages)
    founders = [i for i, page in enumerate(pages) if _founds(page, pages, same_person)]
    known = sorted(
        (i for i, page in enumerate(pages) if not page.mark.silent),
        key=lambda i: (i not in founders, -_weight(pages[i].mark), i),
    )
    for i in known:
        owner = _owner(pages[i], people, pages, same_person, founds=i in founders or not people.marks)
        if owner is None or _another_request(pages[i], people, owner, same_person):
            continue
        owners[i] = owner
        people.give(pages[i], owner)
    for i, page in enumerate(pages):
        if owners[i] is None and page.mark.silent:
            owners[i] = mentioned(page.text, people.marks)
    return people.marks, owners


def _weight(mark: PatientMark) -> float:
    said = sum(value is not None for value in (mark.name, mark.birth_date, mark.mrn))
    return said + mark.confidence if mark.sure else 0.5 * mark.confidence


def _founds(page: PageFacts, pages: Sequence[PageFacts], same_person: SamePerson) -> bool:
    """Whether a page may bring in a new patient: it gives name and birth date, opens a packet, or is not alone."""
    if page.mark.silent or not page.mark.sure:
        return False
    if page.mark.name is None:
        alike = (other for other in pages if other is not page and digits_apart(page.mark, other.mark) == 0)
        return page.kind in _REQUESTS or any(other.mark.name is None for other in alike)
    if page.mark.birth_date is not None or page.kind in _OPENERS:
        return True
    return page.mark.whole and any(
        other is not page and other.mark.whole and same_person(other.mark.name or "", page.mark.name) >= ALIKE
        for other in pages
    )


ALIKE = 0.75
"""A name that another page gives so nearly is no slip of reading, even where that page was read badly."""


def _owner(
    page: PageFacts, people: _People, pages: Sequence[PageFacts], same_person: SamePerson, *, founds: bool
) -> int | None:
    """Whom the mark of `page` means; adds to `people` whoever is new, None where it could be several."""
    relations = [relation_to(page.mark, marks, same_person) for marks in people.marks]
    same = [who for who, relation in enumerate(relations) if relation is Relation.SAME]
    namesakes = {who for who in same if _two_of_one_name(page, people, who, pages, same_person)}
    same = [who for who in same if who not in namesakes]
    if same:
        owner = _closest(page.mark, same, people.marks, same_person)
        if owner is not None:
            people.marks[owner].append(page.mark)
        return owner  # none for "J. Smith" in a fax of John and Jane Smith
    if relations.count(Relation.UNKNOWN) == 1:
        unknown = relations.index(Relation.UNKNOWN)
        return unknown if resembles(page.mark, people.marks[unknown]) else None
    near = mentioned(page.text, people.marks)
    if near is None:
        naming = [i for i, text in enumerate(people.texts) if mentioned(text, [[page.mark]]) == 0]
        near = naming[0] if len(naming) == 1 else None
    if (
        near is not None
        and near not in namesakes
        and any(nearly_born(page.mark, mark) for mark in people.marks[near])
    ):
        return near  # the name was misread as a label, but it stands elsewhere on the page
    if founds and Relation.UNKNOWN not in relations:
        return people.found(page)
    return None


def _two_of_one_name(
    page: PageFacts, people: _People, who: int, pages: Sequence[PageFacts], same_person: SamePerson
) -> bool:
    """Whether a page names a father where the person is the son: another day of birth, on a request or on two
    pages, or a request that gives other numbers. On one page alone a date may be a visit's or somebody else's."""
    asked, marks = people.asked[who], people.marks[who]
    if page.kind in _REQUESTS and asked:
        contradicted = all(_contradicts(page, other) for other in asked)
        if contradicted or namesake(page.mark, [other.mark for other in asked], REQUEST_DIGITS):
            return True
    if not namesake(page.mark, marks):
        return False
    if page.kind in _REQUESTS and years_apart(page.mark, marks) >= GENERATION_YEARS:
        return True
    alike = [other for other in pages if other is not page and digits_apart(other.mark, page.mark) == 0]
    return any(
        not other.mark.whole or same_person(other.mark.name or "", page.mark.name or "") > OTHER_NAME
        for other in alike
    )


GENERATION_YEARS = 15
REQUEST_DIGITS = 3
"""Nobody is asked for twice with two birth dates that differ in so many digits."""
OTHER_NUMBERS = 3
"""Two numbers that differ in more digits are two numbers."""


def _contradicts(page: PageFacts, other: PageFacts) -> bool:
    """Whether two requests of one name give another telephone, member number, day of birth: two of three."""
    theirs = dict(other.told)
    apart = [
        Levenshtein.distance(value, theirs[name]) > OTHER_NUMBERS for name, value in page.told if name in theirs
    ]
    digits = digits_apart(page.mark, other.mark)
    if digits is not None:
        apart.append(digits > 1)
    return sum(apart) > 1 and all(apart)


def _closest(
    mark: PatientMark, same: Sequence[int], people: Sequence[Sequence[PatientMark]], same_person: SamePerson
) -> int | None:
    """Of several people whom a mark may mean the one it fits best: by day of birth, then to the letter."""
    if len(same) == 1:
        return same[0]
    ranked = sorted(((_fit(mark, people[who]), who) for who in same), reverse=True)
    return ranked[0][1] if ranked[0][0] > ranked[1][0] else None


def _fit(mark: PatientMark, marks: Sequence[PatientMark]) -> tuple[bool, bool]:
    born = any(digits_apart(mark, other) == 0 for other in marks)
    spelt = mark.sure and any(letters(mark.name or "") == letters(other.name or "") for other in marks)
    return born, spelt


def _another_request(page: PageFacts, people: _People, owner: int, same_person: SamePerson) -> bool:
    """Whether a page is a second request that names, however badly it was read, somebody quite different.

    A misread name must not part a patient's pages; but nobody is asked for twice in one fax under two names.
    """
    if page.kind is not PageKind.REFERRAL_FORM or page.mark.name is None:
        return False
    names = [mark.name for mark in people.marks[owner] if mark.name is not None]
    forms = [other.mark for other in people.asked[owner] if other.kind is PageKind.REFERRAL_FORM]
    if forms and names and all(same_person(page.mark.name, name) < STRANGER for name in names):
        return True
    return bool(forms) and _letters_apart(page.mark, forms)


STRANGER = 0.6


def _letters_apart(mark: PatientMark, asked: Sequence[PatientMark]) -> bool:
    """Whether two requests give clear names that differ in letters of a word, and no birth date says they are
    one: Marion and Marian."""
    if not mark.whole or mark.confidence < CRISP:
        return False
    own = letters(mark.name or "").split()
    for other in asked:
        theirs = letters(other.name or "").split()
        if not other.whole or other.confidence < CRISP or digits_apart(mark, other) is not None:
            return False
        if own[0] == theirs[0] or {own[0], own[-1]} == {theirs[0], theirs[-1]} or len(own[0]) == 1:
            return False
    return True


def _shared(pages: Sequence[PageFacts], people: Sequence[Sequence[PatientMark]]) -> frozenset[int]:
    """Cover sheets that name two patients or more."""
    return frozenset(
        i
        for i, page in enumerate(pages)
        if page.kind is PageKind.COVER_SHEET and len(all_mentioned(page.text, people)) > 1
    )


def _continued(
    pages: Sequence[PageFacts], owners: Sequence[int | None], shared: frozenset[int], same: SamePerson
) -> list[int | None]:
    """Pages that name nobody for certain, given to a neighbour where the evidence allows; several patients in
    the fax."""
    given = list(owners)
    runs = [who for who, _ in groupby(owner for owner in owners if owner is not None)]
    asked = {owner for page, owner in zip(pages, owners, strict=True) if page.kind in _OPENERS}
    orderly = len(runs) == len(set(runs)) and asked >= set(runs)
    for i, page in enumerate(pages):
        if given[i] is not None or i in shared or not (page.mark.silent or not page.mark.sure):
            continue
        before = given[i - 1] if i else None
        after = next((owner for owner in owners[i + 1 :] if owner is not None), None)
        if page.mark.silent:
            given[i] = _neighbour(page, pages[i - 1] if i else None, before, after, orderly=orderly)
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
    if not likeness:
        return None
    best, *others = sorted(likeness.values(), reverse=True)
    who = next(owner for owner, alike in likeness.items() if alike == best)
    return who if who in beside and best >= RESEMBLES and best - max(others, default=0.0) >= CLEARLY else None


RESEMBLES = 0.5
CLEARLY = 0.15


def _neighbour(
    page: PageFacts, previous: PageFacts | None, before: int | None, after: int | None, *, orderly: bool
) -> int | None:
    """`orderly`: all pages of one patient lie behind those of another, and each has its request."""
    if previous is None or page.kind is PageKind.COVER_SHEET:
        return after
    if page.kind is PageKind.UNREADABLE:  # nothing is read from it, so the last page of all may go with the rest
        return before if orderly and after in (None, before) else None
    if before is None:
        return None
    if page.continues or (page.kind is previous.kind and page.kind in _RUNNING and not page.begins):
        return before
    if before == after:
        return before if orderly or not page.begins else None
    return before if orderly and after is None and page.kind not in _OPENERS else None

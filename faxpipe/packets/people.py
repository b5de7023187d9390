"""The people whom the pages of a fax name, and whom of them each page names.

Between words and packets, below `group`. Whoever is named clearly on a request, or on two pages, is a patient. Two
of one name are told by their birth dates, by Sr. and Jr., or by the numbers that their requests give; a page that
could be either's is nobody's. Only pages that say something of the patient are given here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import Hamming, Levenshtein

from faxpipe.document import PageKind
from faxpipe.packets.briefly import briefly_named
from faxpipe.packets.called import one_called
from faxpipe.packets.facts import OPENERS, REQUESTS, PageFacts
from faxpipe.packets.whose import (
    CRISP,
    GENERATION_YEARS,
    ONE_NAME,
    OTHER_NAME,
    SAME_NAME,
    PatientMark,
    Relation,
    SamePerson,
    birth_printed,
    birth_told,
    digits_apart,
    letters,
    likeness,
    mentioned,
    namesake,
    nearly_born,
    relation_to,
    resembles,
    same_generation,
    spelling,
    twins,
    years_apart,
)


@dataclass(slots=True)
class People:
    """Whom the pages have named so far: for each person the marks, the pages, and those that are requests."""

    marks: list[list[PatientMark]] = field(default_factory=list)
    pages: list[list[PageFacts]] = field(default_factory=list)

    def found(self, mark: PatientMark) -> int:
        self.marks.append([mark])
        self.pages.append([])
        return len(self.marks) - 1

    def asked(self, who: int) -> list[PageFacts]:
        return [page for page in self.pages[who] if page.kind in REQUESTS]


def named(pages: Sequence[PageFacts], same_person: SamePerson) -> tuple[People, list[int | None]]:
    """The people, and whom of them each page names; None where it names nobody for certain.

    Pages that may found a packet are taken first, and those that name most, so that "T. Desrosiers" on a cover
    finds a full name to match. Pages that name nobody by label are then searched for the people that are known.
    """
    people = People()
    owners: list[int | None] = [None] * len(pages)
    several = {i for i, page in enumerate(pages) if page.lists or _of_several(page, pages, same_person)}
    founders = [i for i, page in enumerate(pages) if i not in several and _founds(page, pages, same_person)]
    known = sorted(
        (i for i, page in enumerate(pages) if i not in several and not page.mark.silent),
        key=lambda i: (i not in founders, -_weight(pages[i].mark), i),
    )
    for i in known:
        owner = _owner(pages[i], people, pages, same_person, founds=i in founders or not people.marks)
        if owner is None or _another_request(pages[i], people, owner, same_person):
            continue
        owners[i] = owner
        people.pages[owner].append(pages[i])
    for i, page in enumerate(pages):
        if owners[i] is None and page.mark.silent and i not in several:
            owners[i] = mentioned(page.text, people.marks)
            if owners[i] is None and len(people.marks) > 1 and page.kind is not PageKind.COVER_SHEET:
                owners[i] = briefly_named(page.text, people.marks)
    return people, owners


def _of_several(page: PageFacts, pages: Sequence[PageFacts], same_person: SamePerson) -> bool:
    """Whether a page speaks of two patients: it gives the birth dates of two people whom other pages name, and not
    the one as the other's guarantor."""
    if page.kind is not PageKind.REFERRAL_LETTER and _BESIDE_PATIENT.search(page.text):
        return False
    born = {
        other.mark.birth_date: other.mark.name
        for other in pages
        if other is not page and other.mark.whole and other.mark.sure and other.mark.birth_date is not None
    }
    given = [(day, name or "") for day, name in born.items() if len(born) > 1 and birth_printed(day, page.text)]
    return any(
        Hamming.distance(day, other) > 1 and likeness(name, theirs, same_person) < SAME_NAME
        for (day, name), (other, theirs) in combinations(given, 2)
    )


_BESIDE_PATIENT = re.compile(
    r"\b(?:guarantor|subscriber|insured|policy ?holder|responsible party|emergency contact|next of kin)\b",
    re.IGNORECASE,
)


def _weight(mark: PatientMark) -> float:
    said = sum(value is not None for value in (mark.name, mark.birth_date))
    return said + mark.confidence if mark.sure else 0.5 * mark.confidence


def _founds(page: PageFacts, pages: Sequence[PageFacts], same_person: SamePerson) -> bool:
    """Whether a page may bring in a new patient: it gives name and birth date, opens a packet, or is not alone."""
    if page.mark.silent or not page.mark.sure:
        return False
    if page.mark.name is None:
        alike = (other for other in pages if other is not page and digits_apart(page.mark, other.mark) == 0)
        return page.kind in REQUESTS or any(other.mark.name is None for other in alike)
    if page.mark.birth_date is not None or page.kind in OPENERS:
        return True
    return page.mark.whole and any(
        other is not page
        and (
            (other.mark.whole and same_person(other.mark.name or "", page.mark.name) >= ALIKE)
            or (other.lists and mentioned(other.text, [[PatientMark(page.mark.name)]]) == 0)
        )
        for other in pages
    )


ALIKE = 0.75
"""A name that another page gives so nearly is no slip of reading, even where that page was read badly."""


def _owner(
    page: PageFacts, people: People, pages: Sequence[PageFacts], same_person: SamePerson, *, founds: bool
) -> int | None:
    """Whom the mark of `page` means; adds to `people` whoever is new, None where it could be several."""
    relations = [
        Relation.OTHER if _spelt_apart(page, marks, pages) else relation_to(page.mark, marks, same_person)
        for marks in people.marks
    ]
    same = [who for who, relation in enumerate(relations) if relation is Relation.SAME]
    others = {who for who in same if _two_of_one_name(page, people, who, pages, same_person)}
    same = [who for who in same if who not in others]
    if same:
        owner = _closest(page.mark, same, people.marks)
        if owner is not None:
            people.marks[owner].append(page.mark)
        return owner  # none for "J. Smith" in a fax of John and Jane Smith
    if relations.count(Relation.UNKNOWN) == 1:
        unknown = relations.index(Relation.UNKNOWN)
        return unknown if resembles(page.mark, people.marks[unknown]) else None
    born_with = {who for who, marks in enumerate(people.marks) if any(twins(page.mark, mark) for mark in marks)}
    near = _near(page, people)
    if near is not None and near not in others | born_with:
        return near  # the name was misread as a label, but it stands elsewhere on the page
    if founds and Relation.UNKNOWN not in relations and (not born_with or _stands(page, pages, same_person)):
        return people.found(page.mark)
    return None


def _near(page: PageFacts, people: People) -> int | None:
    """Whom the text of a page names, or on whose pages alone its name stands, unless the birth dates are two."""
    near = mentioned(page.text, people.marks)
    if near is None:
        texts = ("\n".join(other.text for other in own if not _names_all(other)) for own in people.pages)
        naming = [who for who, text in enumerate(texts) if mentioned(text, [[page.mark]]) == 0]
        near = naming[0] if len(naming) == 1 else None
    if near is None or not any(nearly_born(page.mark, mark) for mark in people.marks[near]):
        return None
    return near


def _names_all(page: PageFacts) -> bool:
    """Whether a page may name every patient of the fax: a cover sheet, whomever of them it was read to name."""
    return page.kind is PageKind.COVER_SHEET


def _stands(page: PageFacts, pages: Sequence[PageFacts], same_person: SamePerson) -> bool:
    """Whether a name is no slip of reading: it asks for somebody, or another page gives the same."""
    return page.kind in REQUESTS or any(
        other is not page
        and other.mark.whole
        and same_person(other.mark.name or "", page.mark.name or "") >= ONE_NAME
        for other in pages
    )


def _spelt_apart(page: PageFacts, marks: Sequence[PatientMark], pages: Sequence[PageFacts]) -> bool:
    """Whether two clear names, each of them on two pages, differ in the first name, Flora and Floyd, and no birth
    date says they are one: a slip of reading is seldom made twice alike, nor takes a third of the letters."""
    own = spelling(page.mark)
    theirs = [spelt for mark in marks if (spelt := spelling(mark)) is not None]
    if own is None or not theirs or own in theirs:
        return False
    alike = [other.mark for other in pages if spelling(other.mark) == own]
    if len(alike) < SPELT_PAGES or any(
        (apart := digits_apart(mark, other)) is not None and apart <= ONE_DATE for mark in alike for other in marks
    ):
        return False
    given = [spelling(other.mark) for other in pages]
    return all(
        one[1] == own[1]
        and given.count(one) >= SPELT_PAGES
        and Levenshtein.normalized_distance(one[0], own[0]) > SPELT_APART
        and not one_called(one[0], own[0])
        for one in theirs
    )


SPELT_PAGES = 2
SPELT_APART = 0.34
ONE_DATE = 2
"""Birth dates that differ in so few digits may be one that was misread."""


def _two_of_one_name(
    page: PageFacts, people: People, who: int, pages: Sequence[PageFacts], same_person: SamePerson
) -> bool:
    """Whether a page names a father where the person is the son: another day of birth, on a request, on two pages
    or in the list of a cover, or a request that gives other numbers. On one page alone a date may be a visit's or
    somebody else's."""
    asked, marks = people.asked(who), people.marks[who]
    if page.kind in REQUESTS and asked:
        contradicted = all(_contradicts(page, other) for other in asked)
        if contradicted or namesake(page.mark, [other.mark for other in asked], REQUEST_DIGITS):
            return True
    if any(
        _listed(page.mark, other) and any(_listed_apart(page.mark, mark, other) for mark in marks)
        for other in pages
    ):
        return True
    if not namesake(page.mark, marks):
        return False
    if page.kind in REQUESTS and years_apart(page.mark, marks) >= GENERATION_YEARS:
        return True
    if _born_apart(page, people.pages[who]):
        return True
    alike = [other for other in pages if other is not page and digits_apart(other.mark, page.mark) == 0]
    return any(
        not other.mark.whole or same_person(other.mark.name or "", page.mark.name or "") > OTHER_NAME
        for other in alike
    )


def _born_apart(page: PageFacts, theirs: Sequence[PageFacts]) -> bool:
    """Whether a page clearly gives another day of birth, as such, than all clear pages of a person do, of which
    there are a request or two: nobody's day of birth is misread in so many figures."""
    clear = [other for other in theirs if other.mark.confidence >= CRISP and other.mark.birth_date is not None]
    surely = page.mark.confidence >= CRISP and birth_told(page.mark.birth_date or "", page.text)
    alike = len({other.mark.birth_date for other in clear}) == 1
    told = any(birth_told(other.mark.birth_date or "", other.text) for other in clear)
    asked = len(clear) > 1 or any(other.kind in REQUESTS for other in clear)
    return surely and alike and told and asked and bool(clear)


REQUEST_DIGITS = 3
"""Nobody is asked for twice with two birth dates that differ in so many digits."""
OTHER_NUMBERS = 3
"""Two numbers that differ in more digits are two numbers."""


def _listed(mark: PatientMark, cover: PageFacts) -> bool:
    """Whether a cover sheet that lists several people gives the name and the birth date of `mark`."""
    if not cover.lists or mark.birth_date is None or not birth_printed(mark.birth_date, cover.text):
        return False
    return mentioned(cover.text, [[PatientMark(mark.name)]]) == 0


def _listed_apart(mark: PatientMark, other: PatientMark, cover: PageFacts) -> bool:
    """Whether a cover sheet that lists `mark` lists `other` as somebody with another birth date."""
    return digits_apart(mark, other) != 0 and _listed(other, cover)


def _contradicts(page: PageFacts, other: PageFacts) -> bool:
    """Whether two requests of one name give another telephone, member number, day of birth, or only one of them
    says Jr.: two of these, and nothing that they give alike."""
    apart = numbers_apart(page, other)
    if not same_generation(page.mark, other.mark):
        apart.append(True)
    digits = digits_apart(page.mark, other.mark)
    if digits is not None:
        apart.append(digits > 1)
    return sum(apart) > 1 and all(apart)


def numbers_apart(page: PageFacts, other: PageFacts) -> list[bool]:
    """For each number that both requests give, whether they are two."""
    theirs = dict(other.told)
    return [
        Levenshtein.distance(value, theirs[name]) > OTHER_NUMBERS for name, value in page.told if name in theirs
    ]


def _closest(mark: PatientMark, same: Sequence[int], people: Sequence[Sequence[PatientMark]]) -> int | None:
    """Of several people whom a mark may mean the one it fits best: birth date, Sr. and Jr., then letters."""
    if len(same) == 1:
        return same[0]
    ranked = sorted(((_fit(mark, people[who]), who) for who in same), reverse=True)
    return ranked[0][1] if ranked[0][0] > ranked[1][0] else None


def _fit(mark: PatientMark, marks: Sequence[PatientMark]) -> tuple[int, bool, bool]:
    born = any(digits_apart(mark, other) == 0 for other in marks)
    spelt = mark.sure and any(letters(mark.name or "") == letters(other.name or "") for other in marks)
    return born - namesake(mark, marks), any(same_generation(mark, other) for other in marks), spelt


def _another_request(page: PageFacts, people: People, owner: int, same_person: SamePerson) -> bool:
    """Whether a page is a second request that names, however badly it was read, somebody quite different.

    A misread name must not part a patient's pages; but nobody is asked for twice in one fax under two names.
    """
    if page.kind is not PageKind.REFERRAL_FORM or page.mark.name is None:
        return False
    given = [mark.name for mark in people.marks[owner] if mark.name is not None]
    forms = [other for other in people.asked(owner) if other.kind is PageKind.REFERRAL_FORM]
    if forms and given and all(likeness(page.mark.name, name, same_person) < STRANGER for name in given):
        return True
    return bool(forms) and _letters_apart(page, forms)


STRANGER = 0.6
TOLD_NUMBERS = 2
"""The telephone and the member number."""


def _letters_apart(page: PageFacts, asked: Sequence[PageFacts]) -> bool:
    """Whether two requests give clear names that differ in letters of a word, Marion and Marian, and no birth date
    says they are one; where it does, their numbers may still be those of twins."""
    if not page.mark.whole or page.mark.confidence < CRISP:
        return False
    own = letters(page.mark.name or "").split()
    for other in asked:
        theirs = letters(other.mark.name or "").split()
        if not other.mark.whole or other.mark.confidence < CRISP:
            return False
        digits = digits_apart(page.mark, other.mark)
        if digits is not None and sum(numbers_apart(page, other)) < min(digits + 1, TOLD_NUMBERS):
            return False
        if {own[0], own[-1]} == {theirs[0], theirs[-1]} or len(own[0]) == 1 or one_called(own[0], theirs[0]):
            return False
    return True

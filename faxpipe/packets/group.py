"""Whose page is whose: the pages of a fax -> one packet for each patient.

Between words and fields. A page that names somebody belongs to that person (`people`); one that names nobody to
whom a number on it belongs, to its neighbours where both agree, or where it plainly continues the page before it.
Two mistakes are possible and not equal: a patient split in two costs a look, two patients merged put one's data on
the other. So a page between two patients that says nothing goes to neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from faxpipe.document import PageKind
from faxpipe.packets.facts import OPENERS, REQUESTS, PageFacts
from faxpipe.packets.fractured import by_fracture
from faxpipe.packets.links import by_days, tied
from faxpipe.packets.people import People, named, numbers_apart
from faxpipe.packets.whose import (
    ONE_NAME,
    SCRIBBLE,
    UNNAMED,
    Relation,
    SamePerson,
    all_mentioned,
    digits_apart,
    relation_to,
    resembles,
)

_OWN_COUNTER = re.compile(r"\bpages?\W{0,3}(\d{1,2})\s?(?:of|/)\s?(\d{1,2})\b", re.IGNORECASE)
_RUNNING = frozenset(
    {PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.IMAGING_REPORT, PageKind.LAB_REPORT}
)


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
    said = _counted(text)
    return any(page > 1 for page, _ in said) and not any(page == 1 for page, _ in said)


def _counted(text: str) -> list[tuple[int, int]]:
    """The counters of a page: (which, of how many)."""
    said = ((int(m[1]), int(m[2])) for m in _OWN_COUNTER.finditer(text))
    return [(page, of) for page, of in said if page <= of]


def packets(pages: Sequence[PageFacts], same_person: SamePerson) -> Packets:
    """Which pages belong together; blank pages belong to nobody."""
    said = [page for page in pages if page.kind is not PageKind.BLANK]
    stacks = [sum(page.separates for page in said[:i]) for i, page in enumerate(said) if not page.separates]
    written = _pooled([page for page in said if not page.separates], same_person)
    if not written:
        return Packets(())
    people, owners = named(written, same_person)
    shared = _shared(written, people) if len(people.marks) > 1 else frozenset()
    owners = [None if i in shared else owner for i, owner in enumerate(owners)]
    owners = _tied(written, owners, people, shared, same_person)
    owners = _by_days(written, owners, shared)
    owners = _asked_besides(written, owners, people, shared, same_person)
    shared |= _for_all(written, owners, people)
    owners = _stacked(written, owners, stacks, shared)
    known = sorted({owner for owner in owners if owner is not None})
    if len(known) < 2:
        doubtful = _doubtful(written, owners) if known else frozenset()
        together = [page.number for i, page in enumerate(written) if i not in doubtful]
        return Packets((tuple(together),), tuple(written[i].number for i in sorted(doubtful)))
    owners = _continued(_by_document(written, owners), owners, shared, stacks, same_person)
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


def _shared(pages: Sequence[PageFacts], people: People) -> frozenset[int]:
    """Cover sheets that name two patients or more, or one "and two others"."""
    return frozenset(
        i
        for i, page in enumerate(pages)
        if page.lists
        or page.speaks_of_others
        or (page.kind is PageKind.COVER_SHEET and len(all_mentioned(page.text, people.marks)) > 1)
    )


def _for_all(pages: Sequence[PageFacts], owners: Sequence[int | None], people: People) -> frozenset[int]:
    """The only cover sheet of a fax of several patients, where it is the first page and names none of them."""
    covers = [i for i, page in enumerate(pages) if page.kind is PageKind.COVER_SHEET]
    alone = covers == [0] and owners[0] is None and pages[0].mark.silent
    return frozenset(covers) if alone and len({*owners} - {None}) > 1 else frozenset()


def _stacked(
    pages: Sequence[PageFacts], owners: Sequence[int | None], stacks: Sequence[int], shared: frozenset[int]
) -> list[int | None]:
    """Pages that name nobody, given to the one patient whom all others between the same two separators name."""
    given = list(owners)
    if len(set(stacks)) < 2:
        return given
    for i, page in enumerate(pages):
        theirs = {o for o, stack in zip(owners, stacks, strict=True) if stack == stacks[i] and o is not None}
        if given[i] is None and i not in shared and page.mark.silent and len(theirs) == 1:
            who = next(iter(theirs))
            given[i] = None if _of_another_chart(page, who, pages, owners) else who
    return given


def _tied(
    pages: Sequence[PageFacts],
    owners: Sequence[int | None],
    people: People,
    shared: frozenset[int],
    same_person: SamePerson,
) -> list[int | None]:
    """Pages that name nobody for certain, given to the one on whose pages alone a number of theirs stands."""
    loose = [i for i, owner in enumerate(owners) if owner is None and i not in shared]
    if not loose:
        return list(owners)
    known = [
        frozenset[str]().union(*(page.numbers for page in _pages_of(who, pages, owners)))
        for who in range(len(people.marks))
    ]
    given = list(owners)
    for i in loose:
        page = pages[i]
        who = tied(page.own_numbers if page.kind in OPENERS else page.numbers, known)
        who = _charted(page, pages, owners) if who is None else who
        if who is not None and relation_to(page.mark, people.marks[who], same_person) is not Relation.OTHER:
            given[i] = who
    return given


def _pages_of(who: int | None, pages: Sequence[PageFacts], owners: Sequence[int | None]) -> Iterator[PageFacts]:
    """The pages that were given to `who`."""
    return (page for page, owner in zip(pages, owners, strict=True) if owner == who)


def _charted(page: PageFacts, pages: Sequence[PageFacts], owners: Sequence[int | None]) -> int | None:
    """The one patient among the figures of whose pages the chart number of `page` stands, or the other way."""
    charts, tokens = page.charts, page.tokens
    found = {
        owner
        for other, owner in zip(pages, owners, strict=True)
        if owner is not None and (charts & other.tokens or tokens & other.charts)
    }
    return found.pop() if len(found) == 1 else None


def _by_days(pages: Sequence[PageFacts], owners: Sequence[int | None], shared: frozenset[int]) -> list[int | None]:
    """Requests whose names nobody could read, given by onset, study and visit: as many as patients for whom nobody
    asks yet, and each with days of another one of them alone."""
    given = list(owners)
    loose = [i for i, page in enumerate(pages) if owners[i] is None and i not in shared and page.kind in REQUESTS]
    known = sorted({owner for owner in owners if owner is not None})
    asked = {owner for page, owner in zip(pages, owners, strict=True) if page.kind in REQUESTS}
    days = [frozenset[str]().union(*(page.days for page in _pages_of(who, pages, owners))) for who in known]
    found = [by_days(pages[i].days, days) for i in loose]
    theirs = [known[who] for who in found if who is not None]
    if len(known) > 1 and len(theirs) == len(loose) and sorted(theirs) == [w for w in known if w not in asked]:
        for i, who in zip(loose, theirs, strict=True):
            given[i] = who
    return given


def _asked_besides(
    pages: Sequence[PageFacts],
    owners: Sequence[int | None],
    people: People,
    shared: frozenset[int],
    same_person: SamePerson,
) -> list[int | None]:
    """Requests whose name could not be read and whose numbers are nobody's, given to somebody whose pages follow
    and who is not asked for yet, else to a patient of their own."""
    given = list(owners)
    for i, page in enumerate(pages):
        if given[i] is not None or i in shared or page.kind is not PageKind.REFERRAL_FORM or page.continues:
            continue
        forms = {
            owner: [numbers_apart(page, other) for other, o in zip(pages, owners, strict=True) if o == owner]
            for owner in owners
            if owner is not None
        }
        needed = 1 if len(forms) > 1 or page.mark.name is not None else 2
        strange = {who for who, apart in forms.items() if _all_apart(apart, needed)}
        like = [who for who in forms if page.mark.name is not None and resembles(page.mark, people.marks[who])]
        if like:
            given[i] = _namesakes_own(page, set(like), strange, people, same_person)
            continue
        behind = next((owner for owner in owners[i + 1 :] if owner is not None), None)
        if strange and set(forms) - strange <= {behind}:
            given[i] = behind if behind not in strange and behind is not None else people.found(UNNAMED)
    return given


def _namesakes_own(
    page: PageFacts, like: set[int], strange: set[int], people: People, same_person: SamePerson
) -> int | None:
    """Of several people of one name the only one for whom nobody asks yet, where the requests for all others give
    other numbers than this one."""
    alike = {who for who in like if relation_to(page.mark, people.marks[who], same_person) is not Relation.OTHER}
    left = alike - strange
    who = left.pop() if len(left) == 1 and page.mark.whole and alike & strange else None
    return who if who is not None and not people.asked(who) else None


def _all_apart(forms: Sequence[Sequence[bool]], needed: int) -> bool:
    """Whether none of the numbers of a patient's requests is that of another request, and at least `needed` are
    two."""
    compared = [apart for form in forms for apart in form]
    return sum(compared) >= needed and all(compared)


def _doubtful(pages: Sequence[PageFacts], owners: Sequence[int | None]) -> frozenset[int]:
    """Of a fax of one patient the pages that may be another's: those that name somebody who could not be made out,
    the cover that lists others too, a scrawled form besides the patient's own request, and those that name nobody
    and go on from a page that could not be read, before the patient's own begin."""
    doubtful = {i for i, page in enumerate(pages) if owners[i] is None and (page.lists or not page.mark.silent)}
    if any(page.kind in REQUESTS and owners[i] is not None for i, page in enumerate(pages)):
        doubtful |= {i for i, page in enumerate(pages) if owners[i] is None and page.asks_illegibly}
    first = next((i for i, owner in enumerate(owners) if owner is not None), 0)
    unread = next((i for i, page in enumerate(pages[:first]) if page.kind is PageKind.UNREADABLE), first)
    if pages[first].kind in OPENERS:
        doubtful |= {i for i in range(unread + 1, first) if pages[i].kind is not PageKind.COVER_SHEET}
    return frozenset(doubtful)


def _by_document(pages: Sequence[PageFacts], owners: Sequence[int | None]) -> list[PageFacts]:
    """The pages without what a counter that runs through the pages of several patients seemed to say: it counts
    the fax, no document."""
    counted: dict[int, list[tuple[int, int]]] = {}
    for page, owner in zip(pages, owners, strict=True):
        for which, of in _counted(page.text):
            if owner is not None:
                counted.setdefault(of, []).append((which, owner))
    running = {
        of
        for of, said in counted.items()
        if len({owner for _, owner in said}) > 1 and len({which for which, _ in said}) == len(said)
    }
    return [
        replace(page, continues=page.continues and any(of not in running for _, of in _counted(page.text)))
        if _counted(page.text)
        else page
        for page in pages
    ]


def _continued(
    pages: Sequence[PageFacts],
    owners: Sequence[int | None],
    shared: frozenset[int],
    stacks: Sequence[int],
    same: SamePerson,
) -> list[int | None]:
    """Pages that name nobody for certain, given to a neighbour between the same separators where the evidence
    allows; several patients in the fax."""
    given = list(owners)
    runs = [who for who, _ in groupby(owner for owner in owners if owner is not None)]
    asked = {owner for page, owner in zip(pages, owners, strict=True) if page.kind in OPENERS}
    orderly = len(runs) == len(set(runs)) and asked >= set(runs)
    nameless = sum(o is None and page.kind in REQUESTS for page, o in zip(pages, owners, strict=True))
    for i, page in enumerate(pages):
        if given[i] is not None or i in shared or not (page.mark.silent or not page.mark.sure):
            continue
        if page.kind in REQUESTS and nameless > 1 and not page.continues:
            continue  # which of them is whose nobody can say
        behind = bool(i) and stacks[i - 1] == stacks[i]
        before = given[i - 1] if behind else None
        following = zip(owners[i + 1 :], stacks[i + 1 :], strict=True)
        after = next((o for o, stack in following if o is not None and stack == stacks[i]), None)
        if page.mark.silent or (orderly and _fragment(page)):
            who = _neighbour(page, pages[i - 1] if behind else None, before, after, orderly=orderly)
            who = by_fracture(page, pages, given, before) if who is None and page.mark.silent else who
            given[i] = None if _of_another_chart(page, who, pages, owners) else who
        else:
            given[i] = _likest(page, pages, given, {owner for owner in (before, after) if owner is not None}, same)
    return given


def _fragment(page: PageFacts) -> bool:
    """Whether the name of a page is a torn word that says nothing."""
    return not page.mark.whole and page.mark.birth_date is None and page.mark.confidence < SCRIBBLE


def _of_another_chart(
    page: PageFacts, who: int | None, pages: Sequence[PageFacts], owners: Sequence[int | None]
) -> bool:
    """Whether a page gives a chart number, and the pages of `who` give others."""
    theirs = {number for other in _pages_of(who, pages, owners) for number in other.charts}
    return bool(page.charts and theirs) and theirs.isdisjoint(page.charts)


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
    goes_on = page.kind in _RUNNING and not page.begins
    if page.continues or (page.kind is previous.kind and goes_on):
        return before
    if before == after:
        return before if orderly or goes_on else None
    return before if orderly and after is None and page.kind not in OPENERS else None

"""One fax as it stands for people: what was read, the answers that came later, and people's corrections over it.

Above the queue, below the worker and the review: gathers from the store, and lets `supplement` and `amended`
decide. Reads only. The reading of a fax never changes by this; a dossier is made whenever it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from faxpipe.advisories import load_coverage
from faxpipe.amended import Amended, amend
from faxpipe.completeness import worst
from faxpipe.document import PageKind
from faxpipe.referral import PRIORITY_ORDER, Priority, Reading, RedFlag, Referral
from faxpipe.schema import Schema, load_schema
from faxpipe.store import FaxDetail
from faxpipe.store.desk import Desk
from faxpipe.store.desk.links import Link, LinkState
from faxpipe.supplement import Change, Joined, Part, join


@dataclass(frozen=True, slots=True)
class Dossier:
    """A fax with its answers and corrections. `detail` is as stored; `amended.reading` is what stands.

    `links`: all of this fax, both ways; `changes`: by number of the referral, what its answers changed.
    """

    detail: FaxDetail
    amended: Amended
    links: tuple[Link, ...]
    changes: Mapping[int, tuple[Change, ...]]

    @property
    def reading(self) -> Reading:
        return self.amended.reading

    @property
    def sender_number(self) -> str:
        """The fax number that the machine's header line gives; "" where there is none."""
        headers = (page.header for page in self.reading.pages)
        return next((header.number for header in headers if header and header.number), "")

    @property
    def missing(self) -> tuple[str, ...]:
        """What any of the referrals still lacks."""
        return tuple(dict.fromkeys(name for one in self.reading.referrals for name in one.missing))

    @property
    def unsure(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.reading.referrals for name in one.unsure))

    @property
    def red_flags(self) -> tuple[RedFlag, ...]:
        """Those of all referrals, the most pressing first."""
        every = dict.fromkeys(flag for one in self.reading.referrals for flag in one.red_flags)
        return tuple(sorted(every, key=lambda flag: PRIORITY_ORDER.index(flag.priority)))


def dossier(desk: Desk, fax_id: int) -> Dossier | None:
    """The fax `fax_id` as it stands; None where there is no such fax or it was never read."""
    return with_answers(desk, fax_id, desk.links.of(fax_id))


def with_answers(desk: Desk, fax_id: int, links: Iterable[Link]) -> Dossier | None:
    """As `dossier`, were these its links: what linking one more would do."""
    detail = desk.store.fax(fax_id)
    if detail is None or detail.reading is None:
        return None
    every = tuple(links)
    schema = load_schema()
    joined = _joined(desk, detail.row.id, _parts(detail, detail.reading), every, schema)
    reading = _with(detail.reading, joined)
    amended = amend(
        reading,
        detail.corrections,
        schema=schema,
        coverage=load_coverage(),
        received=detail.day,
        answered={number: one.kinds for number, one in joined.items()},
    )
    return Dossier(detail, amended, every, {number: one.changes for number, one in joined.items()})


def by_itself(detail: FaxDetail, reading: Reading) -> Amended:
    """`reading`, that of the fax, with people's corrections of this fax and without its answers."""
    return amend(reading, detail.corrections, schema=load_schema(), coverage=load_coverage(), received=detail.day)


def _joined(
    desk: Desk, fax_id: int, parts: tuple[Part, ...], links: tuple[Link, ...], schema: Schema
) -> dict[int, Joined]:
    """The referrals that have answers, by their numbers, each with them."""
    linked = [link for link in links if link.state is LinkState.LINKED and link.fax_id == fax_id]
    linked.sort(key=lambda link: link.answer_fax_id)
    found: dict[int, Joined] = {}
    for number, first in enumerate(parts, start=1):
        own = (_answer(desk, link) for link in linked if link.referral == number)
        answers = [part for part in own if part is not None]
        if answers:
            found[number] = join(first, answers, schema=schema, coverage=load_coverage())
    return found


def _answer(desk: Desk, link: Link) -> Part | None:
    """What an answer says, with people's corrections of it; None where nobody's pages say nothing."""
    detail = desk.store.fax(link.answer_fax_id)
    if detail is None or detail.reading is None or not 1 <= link.answer_referral <= len(detail.reading.referrals):
        return None
    return _parts(detail, by_itself(detail, detail.reading).reading)[link.answer_referral - 1]


def _parts(detail: FaxDetail, reading: Reading) -> tuple[Part, ...]:
    return tuple(
        Part(detail.row.id, referral, _kinds(reading, referral), referral.day or detail.day)
        for referral in reading.referrals
    )


def _kinds(reading: Reading, referral: Referral) -> frozenset[PageKind]:
    return frozenset(page.kind for page in reading.pages if page.number in referral.pages)


def _with(reading: Reading, joined: Mapping[int, Joined]) -> Reading:
    if not joined:
        return reading
    referrals = tuple(
        joined[number].referral if number in joined else referral
        for number, referral in enumerate(reading.referrals, start=1)
    )
    return replace(
        reading,
        referrals=referrals,
        verdict=worst([referral.verdict for referral in referrals]),
        priority=_highest(reading.priority, joined),
    )


def _highest(own: Priority, joined: Mapping[int, Joined]) -> Priority:
    """Of the fax itself, pages of nobody included, and of what its answers raise."""
    return min((own, *(one.referral.priority for one in joined.values())), key=PRIORITY_ORDER.index)

"""An answer finds its referral: each fax that was read is compared with earlier ones, and linked or offered.

Above the queue, below the worker, which has this done between faxes. What is linked is judged anew and comes back
before people; a person undoes a wrong link in one step, and the machine never makes that link again. A crash
between reading and linking loses nothing: what was not compared yet is compared at the worker's next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from faxpipe.amended import METHOD as PERSON
from faxpipe.completeness import PAGES
from faxpipe.config import Config
from faxpipe.document import PageKind
from faxpipe.dossier import Dossier, dossier
from faxpipe.errors import StoreError
from faxpipe.matching import Certainty, Evidence, Identity, Match, evidence_of, identity_of, matches
from faxpipe.priority import UNREAD
from faxpipe.referral import FieldStatus, Priority, Reading, Verdict
from faxpipe.store import standing
from faxpipe.store.connection import Connection
from faxpipe.store.desk import Desk
from faxpipe.store.desk.links import Link, LinkState
from faxpipe.store.desk.senders import REMEMBERED, Fact

MACHINE = "faxpipe"
OFFERS_MAX = 5
"""More earlier referrals than this that may be meant tell nobody anything."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """The referrals of a fax, by number (0: its pages of nobody), and what each may answer."""

    identities: dict[int, Identity]
    found: tuple[tuple[int, Match], ...]


class Linker:
    """Links on one desk; earlier referrals are looked for as far back as `config.links.window_days`."""

    def __init__(self, desk: Desk, config: Config) -> None:
        self._desk = desk
        self._window = timedelta(days=config.links.window_days)

    def pending(self, limit: int = 20) -> tuple[tuple[int, int], ...]:
        """Faxes that were read and not compared yet, with the number of that reading."""
        return self._desk.links.pending(limit)

    def pass_over(self, fax_id: int, reading_no: int, *, now: datetime) -> None:
        """A fax that cannot be compared stands for itself; its history says so."""
        with self._desk.links.transaction() as conn:
            self._desk.links.identify(conn, fax_id, reading_no, {})
            self._desk.links.reread(conn, fax_id, whole=False)
            standing.reconsider(conn, fax_id, now)
            self._desk.links.tell(conn, fax_id, "not_compared", "", MACHINE, now)

    def turn(self, link_id: int, state: LinkState, version: int, person: str, *, now: datetime) -> Link:
        """A person's word on a link: links it, refuses or undoes it. `version`: of the referral's fax as seen.

        Raises StaleVersionError where that changed meanwhile, StoreError where there is no such link.
        """
        link = self._desk.links.link(link_id)
        if link is None:
            raise StoreError("there is no such link", code="no_such_link")
        event = {LinkState.LINKED: "linked", LinkState.UNDONE: "unlinked"}.get(state, "link_refused")
        detail = f"{link.referral} fax {link.answer_fax_id}"
        with self._desk.work.change(link.fax_id, version, person, now=now, event=event, detail=detail) as conn:
            turned = self._desk.links.turn(conn, link_id, state, actor=person, now=now)
            self._settle(conn, turned, now)
        return turned

    def give(
        self, answer: tuple[int, int], waiting: tuple[int, int], version: int, person: str, *, now: datetime
    ) -> None:
        """A person links a fax to an earlier one by number. Raises as `turn`, and StoreError (`same_fax`)."""
        if answer[0] == waiting[0]:
            raise StoreError("a fax cannot answer itself", code="same_fax")
        self._must_hold(answer)
        self._must_hold(waiting)
        detail = f"{waiting[1]} fax {answer[0]}"
        with self._desk.work.change(waiting[0], version, person, now=now, event="linked", detail=detail) as conn:
            made = self._desk.links.make(
                conn, answer, waiting, LinkState.LINKED, (), actor=person, now=now, by_person=True
            )
            link = self._desk.links.link(made) if made is not None else None
            if link is not None:
                self._settle(conn, link, now)

    def _must_hold(self, place: tuple[int, int]) -> None:
        detail = self._desk.store.fax(place[0])
        reading = detail.reading if detail else None
        if reading is None or not 0 <= place[1] <= len(reading.referrals):
            raise StoreError("there is no such fax, or it holds no such referral", code="no_such_fax")

    def take(self, fax_id: int, reading_no: int, *, now: datetime) -> None:
        """Compare a fax with earlier ones: link what is sure, offer what is likely, judge anew what it touches."""
        detail = self._desk.store.fax(fax_id)
        reading = detail.reading if detail else None
        compared = self._compare(fax_id, reading, now) if reading else _Compared({}, ())
        with self._desk.links.transaction() as conn:
            self._desk.links.identify(conn, fax_id, reading_no, compared.identities)
            self._doubt(conn, fax_id, now)
            for number, match in compared.found:
                self._make(conn, (fax_id, number), match, now)
            self._desk.links.reread(conn, fax_id, whole=reading is None or is_taken_in(reading))
            restand(self._desk, conn, fax_id, now)

    def _doubt(self, conn: Connection, fax_id: int, now: datetime) -> None:
        """A link of ours whose ends name two people, now that one was read otherwise, is only offered from now on.

        A link holds numbers of referrals, and a new reading may count them otherwise.
        """
        for link in self._desk.links.of(fax_id):
            if link.state is not LinkState.LINKED or self._fits(link):
                continue
            if self._desk.links.doubt(conn, link.id, now):
                self._desk.links.tell(
                    conn, link.fax_id, "link_doubted", f"{link.referral} fax {link.answer_fax_id}", MACHINE, now
                )
                self._desk.links.part(conn, link, now)
                _restand(self._desk, conn, link.fax_id, now)
                _restand(self._desk, conn, link.answer_fax_id, now)

    def _fits(self, link: Link) -> bool:
        first = self._desk.links.identity(link.fax_id, link.referral)
        answer = self._desk.links.identity(link.answer_fax_id, link.answer_referral)
        if first is None or answer is None:
            return False
        return evidence_of(answer, first).isdisjoint({Evidence.OTHER_NAME, Evidence.OTHER_BIRTH_DATE})

    def _compare(self, fax_id: int, reading: Reading, now: datetime) -> _Compared:
        references = self._desk.links.references(fax_id)
        identities = {
            number: identity_of(
                referral, [page for page in reading.pages if page.number in referral.pages], references
            )
            for number, referral in enumerate(reading.referrals, start=1)
        }
        if not identities:
            identities[0] = identity_of(None, reading.pages, references)
        found = [
            (number, match)
            for number, identity in identities.items()
            for match in self._matches(fax_id, identity, now)[:OFFERS_MAX]
        ]
        return _Compared(identities, tuple(found))

    def _matches(self, fax_id: int, identity: Identity, now: datetime) -> tuple[Match, ...]:
        return matches(identity, self._desk.links.earlier(fax_id, identity, since=now - self._window))

    def _make(self, conn: Connection, answer: tuple[int, int], match: Match, now: datetime) -> None:
        waiting = (match.waiting.fax_id, match.waiting.referral)
        state = LinkState.LINKED if match.certainty is Certainty.SURE else LinkState.OFFERED
        made = self._desk.links.make(conn, answer, waiting, state, match.evidence, actor=MACHINE, now=now)
        link = self._desk.links.link(made) if made is not None else None
        if link is not None and state is LinkState.LINKED:
            self._desk.links.tell(conn, link.fax_id, "linked", f"{waiting[1]} fax {answer[0]}", MACHINE, now)
            self._settle(conn, link, now)

    def _settle(self, conn: Connection, link: Link, now: datetime) -> None:
        """What a link, or its end, means for the two faxes' places on the desk."""
        if link.state is LinkState.LINKED:
            answer = self._desk.store.fax(link.answer_fax_id)
            whole = answer is not None and answer.reading is not None and is_taken_in(answer.reading)
            self._desk.links.arrive(conn, link, now, whole=whole)
        elif link.state is LinkState.UNDONE:
            self._desk.links.part(conn, link, now)
        _restand(self._desk, conn, link.fax_id, now)
        _restand(self._desk, conn, link.answer_fax_id, now)


def is_taken_in(reading: Reading) -> bool:
    """Whether a referral shows all that stands in its answer: pages of nobody, unread ones and what is pressing on
    them are seen with the answer alone."""
    if reading.verdict is Verdict.UNREADABLE:
        return False
    if not reading.referrals:
        unread = any(page.kind is PageKind.UNREADABLE for page in reading.pages)
        return not unread and reading.priority not in {Priority.EMERGENCY, Priority.URGENT}
    reasons = [reason for referral in reading.referrals for reason in referral.reasons]
    return all(reason.field != PAGES or reason.says == UNREAD for reason in reasons)


def restand(desk: Desk, conn: Connection, fax_id: int, now: datetime) -> None:
    """Write down what holds for a fax with its answers and corrections, and for the referrals that it answers.

    Belongs into the transaction of whoever changed it.
    """
    _restand(desk, conn, fax_id, now)
    answered = {
        link.fax_id
        for link in desk.links.of(fax_id)
        if link.answer_fax_id == fax_id and link.state is LinkState.LINKED
    }
    for first in sorted(answered):
        _restand(desk, conn, first, now)
        standing.touched(conn, first)


def _restand(desk: Desk, conn: Connection, fax_id: int, now: datetime) -> None:
    found = dossier(desk, fax_id)
    if found is None:
        return
    reading = found.reading
    desk.work.stand(conn, fax_id, reading.verdict, reading.priority, found.missing, found.unsure, found.red_flags)
    settled = (change.field for changes in found.changes.values() for change in changes if change.settles)
    desk.links.brought(conn, fax_id, dict.fromkeys(settled))
    desk.senders.learn(conn, fax_id, found.sender_number, sender_facts(found), at=found.detail.row.received_at)
    standing.reconsider(conn, fax_id, now)


def sender_facts(found: Dossier) -> dict[str, Fact]:
    """What a fax of one referral says for certain of its sender; of several nobody knows whose number it was."""
    if len(found.reading.referrals) != 1:
        return {}
    values = found.reading.referrals[0].fields
    return {
        value.field: Fact(value.value, confirmed=value.method == PERSON)
        for value in values
        if value.field in REMEMBERED
        and value.status is FieldStatus.FOUND
        and isinstance(value.value, str)
        and value.fax_id is None
    }

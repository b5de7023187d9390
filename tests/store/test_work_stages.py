"""Whatever people do in whatever order, stage, decision, shelves and counts say the same."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from queue_material import NOW, accept, claim, reading

from faxpipe.errors import StaleVersionError
from faxpipe.referral import Priority, Verdict
from faxpipe.store import Disposition, Mode
from faxpipe.store.desk import Desk
from faxpipe.store.standing import STAGE_OF, Stage

PEOPLE = st.sampled_from(("kim", "lee"))
FAXES = st.sampled_from((1, 2))
OPEN_STAGES = {("open", "new"), ("open", "answered")}
LEASE = timedelta(minutes=10)


class TwoAtTheDesk(RuleBasedStateMachine):
    """Two people, two faxes; the model is only who may save, and what was decided last."""

    @initialize()
    def open_desk(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "queue.sqlite3"
        self.desk = Desk(self.path)
        self.now: datetime = NOW
        self.holder: dict[int, tuple[str, datetime]] = {}
        for name in ("a", "b"):
            accept(self.desk.store, name)
            held = claim(self.desk.store)
            self.desk.store.finish(held, reading(held.sha256), now=NOW)

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            self.folder.cleanup()

    def _version(self, fax_id: int) -> int:
        row = self.desk.work.row(fax_id)
        assert row is not None
        return row.version

    def _may(self, fax_id: int, person: str) -> bool:
        who, until = self.holder.get(fax_id, (person, self.now))
        return who == person or until <= self.now

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(fax_id=FAXES, person=PEOPLE)
    def opens(self, fax_id: int, person: str) -> None:
        held = self.desk.work.open(fax_id, person, now=self.now, until=self.now + LEASE)
        assert held.mine == self._may(fax_id, person)
        if held.mine:
            self.holder[fax_id] = (person, self.now + LEASE)

    @rule(fax_id=FAXES, person=PEOPLE)
    def takes_over(self, fax_id: int, person: str) -> None:
        assert self.desk.work.take_over(fax_id, person, now=self.now, until=self.now + LEASE).mine
        self.holder[fax_id] = (person, self.now + LEASE)

    @rule(fax_id=FAXES, person=PEOPLE, disposition=st.sampled_from(Disposition), stale=st.booleans())
    def decides(self, fax_id: int, person: str, disposition: Disposition, stale: bool) -> None:
        allowed = self._may(fax_id, person) and not stale
        version = self._version(fax_id) - stale
        try:
            self.desk.work.decide(fax_id, version, disposition, person, now=self.now)
        except StaleVersionError:
            assert not allowed
            return
        assert allowed
        row = self.desk.work.row(fax_id)
        assert row is not None
        assert row.stage is STAGE_OF[disposition]
        if disposition is not Disposition.OPEN:
            self.holder.pop(fax_id, None)

    @rule(fax_id=FAXES, person=PEOPLE)
    def corrects(self, fax_id: int, person: str) -> None:
        before = self.desk.work.row(fax_id)
        assert before is not None
        try:
            with self.desk.work.change(fax_id, before.version, person, now=self.now, event="corrected") as conn:
                self.desk.work.stand(conn, fax_id, Verdict.REVIEW, Priority.URGENT, (), ("patient.name",))
        except StaleVersionError:
            assert not self._may(fax_id, person)
            return
        assert self._may(fax_id, person)
        after = self.desk.work.row(fax_id)
        assert after is not None
        begun = before.stage in {Stage.NEW, Stage.ANSWERED}
        assert after.stage is (Stage.IN_REVIEW if begun else before.stage)

    @rule(fax_id=FAXES, person=PEOPLE, hours=st.none() | st.integers(1, 50))
    def snoozes(self, fax_id: int, person: str, hours: int | None) -> None:
        until = None if hours is None else self.now + timedelta(hours=hours)
        if self._may(fax_id, person):
            self.desk.work.snooze(fax_id, self._version(fax_id), until, "later", person, now=self.now)

    @rule(fax_id=FAXES)
    def an_answer_arrives(self, fax_id: int) -> None:
        before = self.desk.work.row(fax_id)
        assert before is not None
        if self._may(fax_id, "faxpipe"):
            with self.desk.work.change(fax_id, before.version, "faxpipe", now=self.now, event="linked") as conn:
                self.desk.work.answered(conn, fax_id, now=self.now)

    @rule(fax_id=FAXES, verdict=st.sampled_from((Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.NOT_REFERRAL)))
    def is_read_again(self, fax_id: int, verdict: Verdict) -> None:
        before = self.desk.work.row(fax_id)
        self.desk.store.requeue([fax_id], Mode.PDF, now=self.now)
        held = claim(self.desk.store, at=self.now)
        self.desk.store.finish(held, reading(held.sha256, verdict=verdict), now=self.now)
        after = self.desk.work.row(fax_id)
        assert before is not None
        assert after is not None
        assert (after.stage, after.version, after.verdict) == (before.stage, before.version + 1, verdict)

    @invariant()
    def shelves_and_counts_agree(self) -> None:
        if not hasattr(self, "path"):
            return
        conn = sqlite3.connect(self.path)
        counted = "SELECT facet, stage, away, value, COUNT(*) FROM facets GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        kept = "SELECT facet, stage, away, value, n FROM facet_counts ORDER BY 1, 2, 3, 4"
        assert conn.execute(counted).fetchall() == conn.execute(kept).fetchall()
        shelved = "SELECT fax_id, stage, away, pin, since FROM facets WHERE facet = 'all' ORDER BY fax_id"
        rows = "SELECT fax_id, stage, away, pin, since FROM work ORDER BY fax_id"
        assert conn.execute(shelved).fetchall() == conn.execute(rows).fetchall()
        open_ones = (
            "SELECT fax_id FROM work JOIN faxes ON id = fax_id WHERE (disposition = 'open') <> (stage IN {})"
        )
        stages = "('new', 'in_review', 'answered')"
        assert conn.execute(open_ones.format(stages)).fetchall() == []
        conn.close()


TestTwoAtTheDesk = TwoAtTheDesk.TestCase
TestTwoAtTheDesk.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)

"""The lists of the desk: what a page holds, and that no query walks through the whole database for it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from queue_material import NOW, accept, claim, later, reading

from faxpipe.referral import Priority
from faxpipe.store import Disposition
from faxpipe.store.desk import Desk
from faxpipe.store.desk.search_query import parse
from faxpipe.store.desk.worklist import Cursor, Filters
from faxpipe.store.standing import Stage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path / "queue.sqlite3") as opened:
        yield opened


def add(desk: Desk, name: str, minute: int, priority: Priority = Priority.ROUTINE) -> int:
    fax_id = accept(desk.store, name, at=later(60 * minute)).fax_id
    held = claim(desk.store, at=later(60 * minute))
    desk.store.finish(held, reading(held.sha256, priority=priority), now=later(60 * minute))
    return fax_id


def listed(desk: Desk, wanted: Filters, limit: int = 2) -> list[int]:
    """All pages of a list, one after the other."""
    found: list[int] = []
    after = None
    for _ in range(20):
        page = desk.worklist.page(wanted, now=later(9999), after=after, limit=limit)
        found += [row.fax_id for row in page.rows]
        after = page.next
        if after is None:
            return found
    raise AssertionError("the pages of a list must end")


def test_emergencies_then_urgent_ones_then_age(desk: Desk) -> None:
    priorities = (Priority.ROUTINE, Priority.URGENT, Priority.EMERGENCY, Priority.PRIORITY, Priority.URGENT)
    for minute, priority in enumerate(priorities):
        add(desk, str(minute), minute, priority)
    assert listed(desk, Filters()) == [3, 2, 5, 1, 4]


def test_closed_ones_come_newest_first_on_every_page(desk: Desk) -> None:
    for minute in range(5):
        add(desk, str(minute), minute)
        desk.work.decide(minute + 1, 1, Disposition.DECLINED, "kim", now=later(3600 + minute))
    assert listed(desk, Filters(stage=Stage.DONE)) == [5, 4, 3, 2, 1]


def test_a_fax_that_arrives_between_two_pages_makes_none_appear_twice_or_vanish(desk: Desk) -> None:
    for minute in range(4):
        add(desk, str(minute), minute)
    first = desk.worklist.page(Filters(), now=NOW, limit=2)
    add(desk, "urgent", 9, Priority.URGENT)
    second = desk.worklist.page(Filters(), now=NOW, limit=9, after=first.next)
    assert [row.fax_id for row in first.rows + second.rows] == [1, 2, 3, 4]


def test_counts_are_those_of_the_lists(desk: Desk) -> None:
    for minute in range(4):
        add(desk, str(minute), minute)
    desk.work.snooze(1, 1, later(86400), "", "kim", now=NOW)
    desk.work.decide(2, 1, Disposition.ASKED_SENDER, "kim", now=NOW)
    now = desk.worklist.counts(now=NOW)
    assert (now[Stage.NEW], now[Stage.WAITING], desk.worklist.put_aside(Stage.NEW)) == (2, 1, 1)
    assert desk.worklist.counts(now=NOW + timedelta(days=2))[Stage.NEW] == 3
    assert [row.fax_id for row in desk.worklist.page(Filters(), now=NOW + timedelta(days=2)).back] == [1]


def test_choices_say_how_many_each_leaves(desk: Desk) -> None:
    for minute in range(3):
        add(desk, str(minute), minute)
    desk.work.assign(1, 1, "kim", "kim", now=NOW)
    missing = desk.worklist.choices("missing", Stage.NEW)
    assert [(choice.value, choice.count) for choice in missing] == [("coverage.payer", 3)]
    assert [(one.name, one.count) for one in desk.worklist.choices("sender", Stage.NEW)] == [("Roe Clinic", 3)]
    assert {(one.value, one.count) for one in desk.worklist.choices("assigned", Stage.NEW)} == {
        ("", 2),
        ("kim", 1),
    }


FILTERS = tuple(
    Filters(stage, missing, sender, verdict, assigned, before, away)
    for stage, missing, sender, verdict, assigned, before, away in itertools.product(
        (Stage.NEW, Stage.DONE),
        (None, "coverage.payer"),
        (None, 1),
        (None, "incomplete"),
        (None, ""),
        (None, NOW),
        (False, True),
    )
)
SEARCHES = (
    "smith",
    "smith j",
    "roe clinic",
    "2/8/1941",
    "603-555-0142",
    "0142",
    "smith 2/8/1941",
    "3K7M-9PRT-C",
    '"compression fracture" verte*',
)
SCAN = re.compile(r"^SCAN (?!CONSTANT|\d+ CONSTANT|json_each|value VIRTUAL|wanted VIRTUAL|matched|\(subquery)")


class Watched:
    """Remembers every statement that a desk's connection runs, with what SQLite would do for it."""

    def __init__(self, desk: Desk) -> None:
        self._conn = desk._db.conn
        self.statements: list[str] = []

    def __enter__(self) -> Watched:
        self._conn.set_trace_callback(self.statements.append)
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.set_trace_callback(None)

    def plans(self) -> Iterator[tuple[str, str]]:
        for statement in dict.fromkeys(self.statements):
            if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                for *_, step in self._conn.execute(f"EXPLAIN QUERY PLAN {statement}"):
                    yield statement, step


@pytest.mark.parametrize("wanted", FILTERS)
def test_no_list_walks_through_a_table_or_sorts(desk: Desk, wanted: Filters) -> None:
    add(desk, "one", 1)
    with Watched(desk) as watched:
        desk.worklist.page(wanted, now=NOW)
        desk.worklist.page(wanted, now=NOW, after=Cursor(3, NOW, 1))
    steps = [step for _, step in watched.plans()]
    assert any("facets" in statement for statement in watched.statements)
    assert not [step for step in steps if SCAN.search(step)]
    assert not [step for step in steps if "TEMP B-TREE" in step]


def test_counts_choices_and_rows_walk_through_no_table(desk: Desk) -> None:
    add(desk, "one", 1)
    with Watched(desk) as watched:
        desk.worklist.put_aside(Stage.NEW)
        desk.worklist.choices("sender", Stage.NEW)
        desk.worklist.sender_name(1)
        desk.work.row(1)
    assert not [step for _, step in watched.plans() if SCAN.search(step)]


@pytest.mark.parametrize("typed", SEARCHES)
def test_no_search_walks_through_a_table(desk: Desk, typed: str) -> None:
    add(desk, "one", 1)
    with Watched(desk) as watched:
        desk.search.find(parse(typed, NOW.date()))
    steps = [step for _, step in watched.plans()]
    assert steps
    assert not [step for step in steps if SCAN.search(step) and "VIRTUAL TABLE INDEX" not in step]


def test_a_reading_that_ends_walks_through_no_table(desk: Desk) -> None:
    accept(desk.store)
    held = claim(desk.store)
    with Watched(desk) as watched:
        desk.store.finish(held, reading(held.sha256), now=NOW)
    scans = {step for statement, step in watched.plans() if SCAN.search(step) and not statement.startswith("--")}
    assert not {step for step in scans if "VIRTUAL TABLE INDEX" not in step}

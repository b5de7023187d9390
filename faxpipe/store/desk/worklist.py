"""The worklist: the faxes of one tab in the order of their work, narrowed by filters, a page at a time.

Every filter is a shelf that lies in the order of the page (see `faxpipe.migrations.work`), so a page is read from
the smallest of the shelves that are asked for, from where the last page ended; how much lies in the database does
not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from faxpipe.store.connection import translated
from faxpipe.store.desk.work_rows import WorkRow, row_of
from faxpipe.store.standing import Stage
from faxpipe.store.values import stamp

PAGE_ROWS = 50
BACK_ROWS = 50
MENU_ROWS = 40
CLOSED = frozenset({Stage.DONE, Stage.NOT_OURS})
NOBODY = ""
UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a tab is wanted; None is all. `assigned` "" is nobody's; `before`: waiting since then or longer;
    `away`: those put aside for a later day instead of the others."""

    stage: Stage = Stage.NEW
    missing: str | None = None
    sender: int | None = None
    verdict: str | None = None
    assigned: str | None = None
    before: datetime | None = None
    away: bool = False

    @property
    def shelves(self) -> tuple[tuple[str, str], ...]:
        """(facet, value) of each filter that is set."""
        chosen = (
            ("missing", self.missing),
            ("sender", None if self.sender is None else str(self.sender)),
            ("verdict", self.verdict),
            ("assigned", self.assigned),
        )
        return tuple((facet, value) for facet, value in chosen if value is not None)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last line of a page; the next page begins after it."""

    pin: int
    since: datetime
    fax_id: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the worklist. `back`: put aside until now or earlier, on the first page only; `next`: None at
    the end."""

    back: tuple[WorkRow, ...]
    rows: tuple[WorkRow, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, what to call it, and how many faxes of the tab it leaves."""

    value: str
    name: str
    count: int


class Worklist:
    """The lists of the desk on one connection. Reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def page(
        self, wanted: Filters, *, now: datetime, after: Cursor | None = None, limit: int = PAGE_ROWS
    ) -> Listing:
        """`limit` faxes that `wanted` asks for, after the line `after`."""
        with translated():
            lead, *rest = self._by_size(wanted)
            sql, params = listing_sql(wanted, lead, rest, after)
            found = [row_of(row) for row in self._db.query(sql, params | {"limit": limit + 1})]
            back = self._back(wanted, now) if after is None and not wanted.away else ()
        more = len(found) > limit
        rows = tuple(found[:limit])
        last = rows[-1] if more else None
        return Listing(back, rows, Cursor(last.pin, last.since, last.fax_id) if last else None)

    def counts(self, *, now: datetime) -> dict[Stage, int]:
        """How many faxes each tab shows; those put aside for later are not among them."""
        shown = "SELECT stage, n FROM facet_counts WHERE facet = 'all' AND away = 0"
        back = "SELECT stage, COUNT(*) AS n FROM work WHERE snoozed_until <= :now AND away = 1 GROUP BY stage"
        counts = dict.fromkeys(Stage, 0)
        with translated():
            for sql in (shown, back):
                for row in self._db.query(sql, {"now": stamp(now)}):
                    counts[Stage(row["stage"])] += row["n"]
        return counts

    def put_aside(self, stage: Stage) -> int:
        """How many of a tab wait for a day to come back by themselves."""
        sql = "SELECT n FROM facet_counts WHERE facet = 'all' AND stage = ? AND away = 1"
        with translated():
            found = self._db.conn.execute(sql, (stage.value,)).fetchone()
        return int(found[0]) if found else 0

    def choices(self, facet: str, stage: Stage, *, away: bool = False) -> tuple[Choice, ...]:
        """The values that the faxes of a tab have for `facet` ("missing", "sender", "verdict", "assigned"), the
        commonest first; a sender's name is as it was read."""
        sql = """
            SELECT value, n, CASE WHEN facet = 'sender' THEN (
                       SELECT name FROM senders WHERE id = CAST(value AS INTEGER)
                   ) ELSE value END AS name
            FROM facet_counts
            WHERE facet = :facet
              AND stage = :stage
              AND away = :away
            ORDER BY n DESC, value
            LIMIT :limit
        """
        params = {"facet": facet, "stage": stage.value, "away": int(away), "limit": MENU_ROWS}
        with translated():
            return tuple(Choice(row["value"], row["name"], row["n"]) for row in self._db.query(sql, params))

    def sender_name(self, sender_id: int) -> str | None:
        with translated():
            found = self._db.conn.execute("SELECT name FROM senders WHERE id = ?", (sender_id,)).fetchone()
        return str(found[0]) if found else None

    def _by_size(self, wanted: Filters) -> list[tuple[str, str]]:
        """The shelves asked for, the smallest first; all of the tab where no filter is set."""
        sql = """
            SELECT n
            FROM facet_counts
            WHERE facet = ? AND stage = ? AND away = ? AND value = ?
        """
        sized = []
        for facet, value in wanted.shelves:
            found = self._db.conn.execute(sql, (facet, wanted.stage.value, int(wanted.away), value)).fetchone()
            sized.append((found[0] if found else 0, (facet, value)))
        return [shelf for _, shelf in sorted(sized)] or [("all", "")]

    def _back(self, wanted: Filters, now: datetime) -> tuple[WorkRow, ...]:
        conditions, params = _also(wanted.shelves, "work.fax_id")
        sql = f"""
            SELECT work.*, faxes.state, faxes.disposition
            FROM work
            JOIN faxes ON faxes.id = work.fax_id
            WHERE work.stage = :stage
              AND work.snoozed_until <= :now
              AND work.away = 1
              {conditions}
            ORDER BY work.snoozed_until
            LIMIT :limit
        """  # noqa: S608 - the conditions are fixed texts
        params |= {"stage": wanted.stage.value, "now": stamp(now), "limit": BACK_ROWS}
        return tuple(row_of(row) for row in self._db.query(sql, params))


def listing_sql(
    wanted: Filters, lead: tuple[str, str], rest: list[tuple[str, str]], after: Cursor | None
) -> tuple[str, dict[str, Any]]:
    """The query of a page, led by the shelf `lead`; what is closed comes newest first."""
    conditions, params = _also(rest, "shelf.fax_id")
    params |= {"facet": lead[0], "value": lead[1], "stage": wanted.stage.value, "away": int(wanted.away)}
    closed = wanted.stage in CLOSED
    if closed:
        conditions += " AND shelf.pin = 9"
    if after is not None:
        conditions += (
            " AND (shelf.since, shelf.fax_id) < (:since, :id)"
            if closed
            else " AND (shelf.pin, shelf.since, shelf.fax_id) > (:pin, :since, :id)"
        )
        params |= {"pin": after.pin, "since": stamp(after.since), "id": after.fax_id}
    if wanted.before is not None:
        conditions += " AND shelf.since <= :before"
        params["before"] = stamp(wanted.before)
    order = "shelf.since DESC, shelf.fax_id DESC" if closed else "shelf.pin, shelf.since, shelf.fax_id"
    sql = f"""
        SELECT work.*, faxes.state, faxes.disposition
        FROM facets AS shelf
        CROSS JOIN work ON work.fax_id = shelf.fax_id
        CROSS JOIN faxes ON faxes.id = shelf.fax_id
        WHERE shelf.facet = :facet
          AND shelf.value = :value
          AND shelf.stage = :stage
          AND shelf.away = :away
          {conditions}
        ORDER BY {order}
        LIMIT :limit
    """  # noqa: S608 - the conditions are fixed texts
    return sql, params


def _also(shelves: Any, fax_id: str) -> tuple[str, dict[str, Any]]:
    """Conditions that a fax stands on every one of `shelves` too."""
    conditions: list[str] = []
    params: dict[str, Any] = {}
    for i, (facet, value) in enumerate(shelves):
        conditions.append(f"""
          AND EXISTS (
              SELECT 1
              FROM facets AS also
              WHERE also.fax_id = {fax_id}
                AND also.facet = :facet{i}
                AND also.value = :value{i}
          )""")  # noqa: S608 - the name of a column
        params |= {f"facet{i}": facet, f"value{i}": value}
    return "".join(conditions), params

"""What the dashboard shows: how much arrives, how soon somebody looks, what is left out and by whom. Reads only.

Counted by the office's days. Nothing here is of a patient; a sender's name is as its fax gave it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean as mean

from sqlite_utils import Database

from faxpipe.referral import Verdict
from faxpipe.store.connection import translated
from faxpipe.store.standing import Stage
from faxpipe.store.values import stamp, unstamp

OPEN = (Stage.NEW, Stage.IN_REVIEW, Stage.WAITING, Stage.ANSWERED)
SENDERS_MAX = 12
REFERRALS = (Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.REVIEW)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of arrival. `complete` of `judged` referrals were whole as they came.

    `touch_s`: median seconds until a person did something with a fax of that day, None where nobody has yet.
    """

    day: date
    arrived: int
    judged: int
    complete: int
    touch_s: float | None


@dataclass(frozen=True, slots=True)
class SenderFigure:
    """A sender with how many of its faxes are incomplete now, of how many it sent."""

    sender_id: int
    name: str = field(repr=False)
    incomplete: int
    sent: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests to senders since a day: how many, how many were answered, and median days until then."""

    asked: int
    answered: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many faxes a tab holds and since when its oldest waits."""

    stage: Stage
    count: int
    since: datetime | None
    fax_id: int | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the dashboard shows; `days` are consecutive, the last is today."""

    days: tuple[Day, ...]
    touch_s: float | None
    missing: tuple[tuple[str, int], ...]
    senders: tuple[SenderFigure, ...]
    asked: Asked
    waiting: tuple[Waiting, ...]

    @property
    def judged(self) -> int:
        return sum(day.judged for day in self.days)

    @property
    def complete(self) -> int:
        return sum(day.complete for day in self.days)


class Figures:
    """The figures on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def dashboard(self, *, now: datetime, days: int) -> Dashboard:
        """The figures of the last `days` days of the office, today included."""
        today = now.astimezone().date()
        first = today - timedelta(days=days - 1)
        with translated():
            return Dashboard(
                days=self._days(first, today),
                touch_s=self._middle(_TOUCHES, {"first": first.isoformat()}),
                missing=self._missing(first),
                senders=self._senders(),
                asked=self._asked(now - timedelta(days=days)),
                waiting=tuple(self._waiting(stage) for stage in OPEN),
            )

    def _days(self, first: date, today: date) -> tuple[Day, ...]:
        arrived = self._counts("arrived", first)
        judged = self._counts("judged", first)
        found = []
        for offset in range((today - first).days + 1):
            day = first + timedelta(days=offset)
            name = day.isoformat()
            verdicts = judged.get(name, {})
            found.append(
                Day(
                    day=day,
                    arrived=arrived.get(name, {}).get("", 0),
                    judged=sum(verdicts.get(verdict.value, 0) for verdict in REFERRALS),
                    complete=verdicts.get(Verdict.COMPLETE.value, 0),
                    touch_s=self._middle(_TOUCHES_OF_DAY, {"day": name}),
                )
            )
        return tuple(found)

    def _counts(self, what: str, first: date) -> dict[str, dict[str, int]]:
        sql = "SELECT day, key, n FROM day_counts WHERE what = ? AND day >= ?"
        found: dict[str, dict[str, int]] = {}
        for day, key, n in self._db.conn.execute(sql, (what, first.isoformat())):
            found.setdefault(day, {})[key] = n
        return found

    def _middle(self, sql: str, params: dict[str, str]) -> float | None:
        """The median of the one column of `sql`, found by SQLite; None where there is no row."""
        count = self._db.conn.execute(f"SELECT COUNT(*) FROM ({sql})", params).fetchone()[0]  # noqa: S608 - ours
        if not count:
            return None
        pair = f"{sql} ORDER BY 1 LIMIT {2 - count % 2} OFFSET {(count - 1) // 2}"
        return mean(row[0] for row in self._db.conn.execute(pair, params))

    def _missing(self, first: date) -> tuple[tuple[str, int], ...]:
        sql = """
            SELECT key, SUM(n)
            FROM day_counts
            WHERE what = 'missing' AND day >= ?
            GROUP BY key
            HAVING SUM(n) > 0
            ORDER BY 2 DESC, 1
        """
        return tuple((key, n) for key, n in self._db.conn.execute(sql, (first.isoformat(),)))

    def _senders(self) -> tuple[SenderFigure, ...]:
        rows = self._db.conn.execute(_SENDERS, {"limit": SENDERS_MAX}).fetchall()
        return tuple(SenderFigure(*row) for row in rows)

    def _asked(self, since: datetime) -> Asked:
        params = {"since": stamp(since)}
        asked, answered = self._db.conn.execute(_ASKED, params).fetchone()
        return Asked(asked, answered or 0, self._middle(_ANSWER_DAYS, params))

    def _waiting(self, stage: Stage) -> Waiting:
        count = self._db.conn.execute(_COUNT, {"stage": stage.value}).fetchone()[0]
        oldest = self._db.conn.execute(_OLDEST, {"stage": stage.value}).fetchone()
        return Waiting(stage, count, unstamp(oldest[0]) if oldest else None, oldest[1] if oldest else None)


_TOUCHES = "SELECT seconds FROM first_touches WHERE day >= :first"

_TOUCHES_OF_DAY = "SELECT seconds FROM first_touches WHERE day = :day"

_ASKED = """
    SELECT COUNT(*), SUM(returned_at >= asked_at)
    FROM work
    WHERE asked_at >= :since
"""

_ANSWER_DAYS = """
    SELECT julianday(returned_at) - julianday(asked_at)
    FROM work
    WHERE asked_at >= :since
      AND returned_at >= asked_at
"""

_SENDERS = """
    SELECT sender_id,
           (SELECT name FROM senders WHERE id = sender_id),
           incomplete,
           (SELECT SUM(n) FROM facet_counts WHERE facet = 'sender' AND value = CAST(sender_id AS TEXT))
    FROM (
        SELECT sender_id, COUNT(*) AS incomplete
        FROM work
        WHERE verdict = 'incomplete'
          AND sender_id IS NOT NULL
        GROUP BY sender_id
        ORDER BY incomplete DESC
        LIMIT :limit
    )
"""

_COUNT = "SELECT COALESCE(SUM(n), 0) FROM facet_counts WHERE facet = 'all' AND stage = :stage"

# One step into each shelf instead of a walk along all of them.
_OLDEST = """
    WITH pins (pin) AS (VALUES (0), (1), (2), (3), (4)),
         aways (away) AS (VALUES (0), (1)),
         first (fax_id) AS (
             SELECT (
                 SELECT fax_id
                 FROM facets
                 WHERE facet = 'all' AND value = '' AND stage = :stage AND away = aways.away AND pin = pins.pin
                 ORDER BY since, fax_id
                 LIMIT 1
             )
             FROM pins, aways
         )
    SELECT received_at, fax_id
    FROM work
    WHERE fax_id IN (SELECT fax_id FROM first WHERE fax_id IS NOT NULL)
    ORDER BY received_at, fax_id
    LIMIT 1
"""

"""What people's corrections tell of the reading: which faxes were judged, and how often which field was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from faxpipe.store.connection import translated
from faxpipe.store.values import stamp


@dataclass(frozen=True, slots=True)
class Rate:
    """What people said of values, by field or by sender (`about`).

    `confirmed`: as it was read; `corrected`: read otherwise; `added`: nothing was read; `removed`: not on the fax.
    """

    about: str
    confirmed: int
    corrected: int
    added: int
    removed: int

    @property
    def judged(self) -> int:
        return self.confirmed + self.corrected + self.added + self.removed

    @property
    def wrong(self) -> float:
        """The share that was not as read, 0..1; None is never given, because nothing unjudged is listed."""
        return 1 - self.confirmed / self.judged


class Lessons:
    """Corrections, counted, on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def judged(self, since: datetime | None = None) -> tuple[int, ...]:
        """Faxes on which a person judged a field, since `since` where it is given."""
        sql = """
            SELECT DISTINCT fax_id
            FROM fields
            WHERE source = 'person'
              AND (:since IS NULL OR at >= :since)
            ORDER BY fax_id
        """
        with translated():
            return tuple(row["fax_id"] for row in self._db.query(sql, {"since": stamp(since) if since else None}))

    def by_field(self) -> tuple[Rate, ...]:
        """By field, that with most corrections first."""
        return self._rates("judged.name")

    def by_sender(self) -> tuple[Rate, ...]:
        """By sender as the worklist names it, that with most corrections first."""
        return self._rates("COALESCE(NULLIF(work.sender, ''), 'sender not known')")

    def _rates(self, about: str) -> tuple[Rate, ...]:
        with translated():
            return tuple(Rate(**row) for row in self._db.query(_RATES.format(about=about)))


_RATES = """
    WITH judged AS (
        SELECT person.fax_id,
               person.name,
               person.act,
               person.value AS said,
               machine.value AS read
        FROM fields AS person
        LEFT JOIN fields AS machine ON machine.fax_id = person.fax_id
                                   AND machine.referral = person.referral
                                   AND machine.name = person.name
                                   AND machine.source = 'machine'
        WHERE person.source = 'person'
          AND person.act IN ('correct', 'confirm', 'not_on_fax')
          AND person.id = (
              SELECT MAX(last.id)
              FROM fields AS last
              WHERE last.fax_id = person.fax_id
                AND last.referral = person.referral
                AND last.name = person.name
                AND last.source = 'person'
          )
    )
    SELECT {about} AS about,
           SUM(said IS NOT NULL AND read IS said) AS confirmed,
           SUM(said IS NOT NULL AND read IS NOT NULL AND read IS NOT said) AS corrected,
           SUM(said IS NOT NULL AND read IS NULL) AS added,
           SUM(said IS NULL AND read IS NOT NULL) AS removed
    FROM judged
    JOIN work ON work.fax_id = judged.fax_id
    WHERE said IS NOT NULL
       OR read IS NOT NULL
    GROUP BY 1
    ORDER BY corrected + added + removed DESC, confirmed DESC, 1
"""

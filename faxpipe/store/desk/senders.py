"""What earlier faxes from one number said of who sends them: suggestions with their source, never values.

A known fax number suggests practice, provider, NPI and telephone. Nothing is filled in by it: a person takes a
suggestion over or does not.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from datetime import datetime

from sqlite_utils import Database

from faxpipe.store.connection import translated
from faxpipe.store.values import stamp, unstamp

REMEMBERED = ("referrer.practice", "referrer.name", "referrer.npi", "referrer.phone", "referrer.fax")
SEEN_MIN = 2
"""Faxes that must say the same before it is suggested; one is enough where a person has confirmed it."""
SUGGESTIONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a fax said of its sender; `confirmed`: a person wrote or confirmed it."""

    value: str = member(repr=False)
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What `faxes` earlier faxes from one number said, `confirmed` of them by a person, the last at `last_at`."""

    field: str
    value: str = member(repr=False)
    faxes: int
    confirmed: int
    last_at: datetime


class Senders:
    """The memory of senders on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def learn(
        self, conn: sqlite3.Connection, fax_id: int, number: str, facts: Mapping[str, Fact], *, at: datetime
    ) -> None:
        """What this fax says of its sender, in place of what it said when it was read before."""
        conn.execute("DELETE FROM sender_facts WHERE fax_id = ?", (fax_id,))
        key = key_of(number)
        if not key:
            return
        conn.executemany(
            """
            INSERT INTO sender_facts (number, field, value, fax_id, confirmed, at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                (key, name, fact.value, fax_id, int(fact.confirmed), stamp(at))
                for name, fact in facts.items()
                if name in REMEMBERED
            ],
        )

    def suggestions(self, fax_id: int, number: str, *, provider: str | None = None) -> tuple[Suggestion, ...]:
        """What other faxes from `number` said, field by field, the most often said first.

        `provider`: the referring provider where this fax names one; only that one's NPI is suggested then.
        """
        params = {"number": key_of(number), "fax": fax_id, "provider": provider, "seen": SEEN_MIN}
        if not params["number"]:
            return ()
        with translated():
            rows = list(self._db.query(_SUGGESTIONS, params))
        found: list[Suggestion] = []
        for name in REMEMBERED:
            own = [row for row in rows if row["field"] == name][:SUGGESTIONS_MAX]
            found += (
                Suggestion(name, row["value"], row["faxes"], row["confirmed"], unstamp(row["last_at"]))
                for row in own
            )
        return tuple(found)


def key_of(number: str) -> str:
    """The last ten digits of a telephone number; "" where it has fewer."""
    digits = re.sub(r"\D", "", number)
    return digits[-10:] if len(digits) >= 10 else ""


_SUGGESTIONS = """
    SELECT facts.field,
           facts.value,
           COUNT(*) AS faxes,
           SUM(facts.confirmed) AS confirmed,
           MAX(facts.at) AS last_at
    FROM sender_facts AS facts
    WHERE facts.number = :number
      AND facts.fax_id <> :fax
      AND (facts.field <> 'referrer.npi'
           OR :provider IS NULL
           OR EXISTS (
               SELECT 1
               FROM sender_facts AS names
               WHERE names.number = facts.number
                 AND names.fax_id = facts.fax_id
                 AND names.field = 'referrer.name'
                 AND LOWER(names.value) = LOWER(:provider)
           ))
    GROUP BY facts.field, facts.value
    HAVING COUNT(*) >= :seen
        OR SUM(facts.confirmed) >= 1
    ORDER BY confirmed DESC, faxes DESC, last_at DESC
"""

"""What people do to one fax: values written over a reading, and words on its pages. Rows that only grow.

Everything is written inside `work.change`, and what stands afterwards is judged by the caller; readings never
touch any of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from faxpipe.amended import Correction
from faxpipe.store import decisions, jobs, rows, standing
from faxpipe.store.connection import translated
from faxpipe.store.decisions import PageDecision
from faxpipe.store.values import Mode, stamp, unstamp


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looked at a fax: when first, and when last."""

    name: str
    first_at: datetime
    last_at: datetime


class Casework:
    """Corrections and page decisions on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, conn: sqlite3.Connection, fax_id: int, correction: Correction) -> None:
        """Add a correction; it is anchored to `correction.pages`."""
        row = rows.field_row(correction.referral, correction.value) | {
            "fax_id": fax_id,
            "reading_no": correction.reading_no,
            "source": "person",
            "author": correction.author,
            "at": stamp(correction.at),
            "act": correction.act.value,
            "pages": json.dumps(correction.pages),
        }
        names = tuple(row)
        sql = f"INSERT INTO fields ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 - names of columns
        conn.execute(sql, row)

    def say(self, conn: sqlite3.Connection, fax_id: int, said: Sequence[PageDecision], mode: Mode) -> None:
        """Add what was said of pages, and have the fax read again by it, before those that only wait."""
        for one in said:
            decisions.insert(conn, fax_id, one)
        conn.execute(jobs.READ_AGAIN, {"id": fax_id, "mode": mode.value})
        standing.requeued(conn, [fax_id])

    def said(self, fax_id: int) -> tuple[PageDecision, ...]:
        """Everything that was ever said of the pages of a fax, in its order."""
        with translated():
            return decisions.all_of(self._db, fax_id)

    def viewers(self, fax_id: int) -> tuple[Viewer, ...]:
        """Who looked at the fax, as the audit has it, the latest first."""
        with translated():
            found = self._db.conn.execute(_VIEWERS, {"id": fax_id}).fetchall()
        return tuple(Viewer(name, unstamp(first), unstamp(last)) for name, first, last in found)


_VIEWERS = """
    SELECT actor, MIN(at), MAX(at)
    FROM audit
    WHERE fax_id = :id
      AND method = 'GET'
      AND status = 200
      AND actor <> ''
    GROUP BY actor
    ORDER BY MAX(at) DESC
    LIMIT 50
"""

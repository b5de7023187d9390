"""What people do to one fax: values written over a reading, and words on its pages. Rows that only grow.

Everything is written inside `work.change`, and what stands afterwards is judged by the caller; readings never
touch any of it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from faxpipe.amended import Correction
from faxpipe.store import decisions, jobs, rows, standing
from faxpipe.store.connection import translated
from faxpipe.store.decisions import PageDecision
from faxpipe.store.values import Mode, Shelf, stamp, unstamp


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looked at a fax: when first, and when last."""

    name: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The archived file of a fax, and what made one of its pages upright and straight."""

    shelf: Shelf
    archive: str
    rotation: int
    skew_deg: float


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

    def page_place(self, fax_id: int, number: int) -> PagePlace | None:
        """Where the file of a fax lies and how its page `number` was turned; None where there is no such fax, or a
        fax that was read has no such page."""
        with translated():
            found = self._db.conn.execute(_PAGE_PLACE, {"id": fax_id, "number": number}).fetchone()
            if found is None:
                return None
            shelf, archive, rotation, skew_deg, width_px, read = found
            if rotation is None:
                return None if read else PagePlace(Shelf(shelf), archive, 0, 0.0)
            if not width_px:
                skew_deg = self._stored_skew(fax_id, number)
        return PagePlace(Shelf(shelf), archive, rotation, skew_deg)

    def _stored_skew(self, fax_id: int, number: int) -> float:
        """The skew of a page read before readings kept it, from its stored words."""
        sql = "SELECT page FROM page_words WHERE fax_id = :id AND number = :number"
        found = self._db.conn.execute(sql, {"id": fax_id, "number": number}).fetchone()
        if found is None:
            return 0.0
        try:
            return float(json.loads(zlib.decompressobj().decompress(found[0], PAGE_BYTES_MAX)).get("skew_deg", 0))
        except (zlib.error, ValueError, TypeError, AttributeError):
            return 0.0

    def viewers(self, fax_id: int) -> tuple[Viewer, ...]:
        """Who looked at the fax, as the audit has it, the latest first."""
        with translated():
            found = self._db.conn.execute(_VIEWERS, {"id": fax_id}).fetchall()
        return tuple(Viewer(name, unstamp(first), unstamp(last)) for name, first, last in found)


PAGE_BYTES_MAX = 50_000_000

_PAGE_PLACE = """
    SELECT faxes.shelf, faxes.archive, pages.rotation, pages.skew_deg, pages.width_px,
           EXISTS (SELECT 1 FROM pages AS any_page WHERE any_page.fax_id = faxes.id)
    FROM faxes
    LEFT JOIN pages ON pages.fax_id = faxes.id AND pages.number = :number
    WHERE faxes.id = :id
"""

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

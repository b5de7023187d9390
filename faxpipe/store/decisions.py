"""What people said of the pages of a fax, as rows and as what stands of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from faxpipe.decided import Decided
from faxpipe.document import PageKind
from faxpipe.store import jobs
from faxpipe.store.values import Mode, stamp, unstamp

REFERRAL = "referral"


class About(StrEnum):
    """What of a page was said. The value of `patient` is the page it goes with, itself, or 0 for nobody."""

    KIND = "kind"
    ROTATION = "rotation"
    PATIENT = "patient"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class PageDecision:
    """One thing that a person said of one page; `value` None takes back what was said before."""

    page: int
    about: About
    value: str | None
    author: str
    at: datetime


def all_of(db: Database, fax_id: int) -> tuple[PageDecision, ...]:
    """Every decision about the pages of a fax, in the order in which they were made."""
    sql = "SELECT page, about, value, author, at FROM page_decisions WHERE fax_id = :id ORDER BY id"
    return tuple(
        PageDecision(row["page"], About(row["about"]), row["value"], row["author"], unstamp(row["at"]))
        for row in db.query(sql, {"id": fax_id})
    )


def standing(said: Sequence[PageDecision]) -> tuple[PageDecision, ...]:
    """The last word on each page and each matter, unless it took back the one before."""
    last = {(one.page, one.about): one for one in said}
    return tuple(one for one in said if last[one.page, one.about] is one and one.value is not None)


def decided(said: Sequence[PageDecision]) -> Decided:
    """What stands, as the next reading goes by it."""
    stands = standing(said)

    def of(about: About) -> list[tuple[int, str]]:
        return [(one.page, one.value or "") for one in stands if one.about is about]

    return Decided(
        kinds=tuple((page, PageKind(value)) for page, value in of(About.KIND)),
        rotations=tuple((page, int(value)) for page, value in of(About.ROTATION)),
        patients=tuple((page, int(value)) for page, value in of(About.PATIENT)),
        referrals=tuple(page for page, value in of(About.PURPOSE) if value == REFERRAL),
    )


def insert(conn: sqlite3.Connection, fax_id: int, one: PageDecision) -> None:
    """Add a decision. In the caller's transaction."""
    sql = """
        INSERT INTO page_decisions (fax_id, page, about, value, author, at)
        VALUES (:fax_id, :page, :about, :value, :author, :at)
    """
    conn.execute(
        sql,
        {
            "fax_id": fax_id,
            "page": one.page,
            "about": one.about.value,
            "value": one.value,
            "author": one.author,
            "at": stamp(one.at),
        },
    )


def said_meanwhile(conn: sqlite3.Connection, fax_id: int) -> Mode | None:
    """How a fax must be read again for what was said since its reading began; None where nothing was."""
    found = conn.execute(jobs.SAID_MEANWHILE, {"id": fax_id}).fetchone()
    return Mode(found[0]) if found else None

"""Which fax answers which referral: identities and the keys they are found by, links, and their history.

Deciding whose answer a fax is belongs to `faxpipe.matching`; here it is written down. A link that a person undid
or refused is never made again by the machine. Links are never deleted.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from faxpipe.errors import StoreError
from faxpipe.matching import Evidence, Identity, Waiting
from faxpipe.store import jobs, standing
from faxpipe.store.connection import transaction, translated
from faxpipe.store.values import stamp, unstamp

CANDIDATES_MAX = 200
"""Earlier referrals that are compared with one that arrived; the newest first."""


class LinkState(StrEnum):
    """`linked` counts; `offered` waits for a person, who links or refuses it; `undone` was linked once."""

    LINKED = "linked"
    OFFERED = "offered"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Link:
    """That a referral of fax `answer_fax_id` (0: pages of nobody) answers a referral of fax `fax_id`."""

    id: int
    fax_id: int
    referral: int
    answer_fax_id: int
    answer_referral: int
    state: LinkState
    evidence: frozenset[Evidence]
    made_by: str
    made_at: datetime
    changed_by: str | None = None
    changed_at: datetime | None = None


class Links:
    """Links on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def pending(self, limit: int = 1) -> tuple[tuple[int, int], ...]:
        """Faxes that were read and not yet compared with earlier ones, with the number of that reading."""
        sql = """
            SELECT id, reading_no
            FROM faxes
            WHERE state = 'done'
              AND reading_no > matched_no
            ORDER BY id
            LIMIT :limit
        """
        with translated():
            return tuple((row["id"], row["reading_no"]) for row in self._db.query(sql, {"limit": limit}))

    def references(self, fax_id: int) -> tuple[str, ...]:
        """What may be references of ours on the pages of a fax."""
        sql = "SELECT reference FROM fax_references WHERE fax_id = :id ORDER BY reference"
        with translated():
            return tuple(row["reference"] for row in self._db.query(sql, {"id": fax_id}))

    def earlier(self, fax_id: int, identity: Identity, *, since: datetime) -> tuple[Waiting, ...]:
        """Referrals of faxes that arrived before `fax_id`, from `since` on, that share a key with `identity`.

        Those that are themselves answers are left out: what they brought stands with their referral.
        """
        params = {
            "id": fax_id,
            "since": stamp(since),
            "keys": json.dumps(sorted(keys_of(identity))),
            "references": json.dumps(sorted(identity.references)),
            "limit": CANDIDATES_MAX,
        }
        with translated():
            return tuple(_waiting_of(row) for row in self._db.query(_EARLIER, params))

    def of(self, fax_id: int) -> tuple[Link, ...]:
        """Every link in which the fax is the referral or the answer, the oldest first."""
        sql = "SELECT * FROM links WHERE fax_id = :id OR answer_fax_id = :id ORDER BY id"
        with translated():
            return tuple(_link_of(row) for row in self._db.query(sql, {"id": fax_id}))

    def link(self, link_id: int) -> Link | None:
        with translated():
            found = list(self._db.query("SELECT * FROM links WHERE id = :id", {"id": link_id}))
        return _link_of(found[0]) if found else None

    def identity(self, fax_id: int, referral: int) -> Identity | None:
        """Whose a referral is (0: pages of nobody), as it was last read; None where there is no such referral."""
        sql = "SELECT identity FROM identities WHERE fax_id = :id AND referral = :referral"
        with translated():
            found = list(self._db.query(sql, {"id": fax_id, "referral": referral}))
        return _identity_of(found[0]["identity"], ()) if found else None

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """One write transaction, for what must be decided together."""
        return transaction(self._db)

    # inside such a transaction

    def identify(
        self, conn: sqlite3.Connection, fax_id: int, reading_no: int, identities: Mapping[int, Identity]
    ) -> None:
        """Keep whose the referrals of a fax are, by their numbers, in place of what was known of them."""
        conn.execute("DELETE FROM identity_keys WHERE fax_id = ?", (fax_id,))
        conn.execute("DELETE FROM identities WHERE fax_id = ?", (fax_id,))
        for number, identity in identities.items():
            conn.execute(
                "INSERT INTO identities (fax_id, referral, identity) VALUES (?, ?, ?)",
                (fax_id, number, _identity_text(identity)),
            )
            conn.executemany(
                "INSERT INTO identity_keys (key, fax_id, referral) VALUES (?, ?, ?)",
                [(key, fax_id, number) for key in sorted(keys_of(identity))],
            )
        conn.execute("UPDATE faxes SET matched_no = ? WHERE id = ?", (reading_no, fax_id))

    def make(
        self,
        conn: sqlite3.Connection,
        answer: tuple[int, int],
        waiting: tuple[int, int],
        state: LinkState,
        evidence: Iterable[Evidence],
        *,
        actor: str,
        now: datetime,
        by_person: bool = False,
    ) -> int | None:
        """Link or offer `answer` (fax, referral) to `waiting`; the link's id, None where it stands so already.

        The machine never touches what a person linked, refused or undid, and never takes a link back.
        """
        params = {
            "fax": waiting[0],
            "referral": waiting[1],
            "answer": answer[0],
            "answer_referral": answer[1],
            "state": state.value,
            "evidence": json.dumps(sorted(one.value for one in evidence)),
            "actor": actor,
            "now": stamp(now),
            "person": int(by_person),
        }
        found = conn.execute(_MAKE, params).fetchone()
        return int(found[0]) if found else None

    def doubt(self, conn: sqlite3.Connection, link_id: int, now: datetime) -> bool:
        """Only offer what the machine linked, and have the answer compared anew; False where a person has had a
        word on it."""
        found = conn.execute(_DOUBT, {"id": link_id, "now": stamp(now)}).fetchone()
        if found is not None:
            conn.execute("UPDATE faxes SET matched_no = reading_no - 1 WHERE id = ?", found)
        return found is not None

    def turn(self, conn: sqlite3.Connection, link_id: int, state: LinkState, *, actor: str, now: datetime) -> Link:
        """A person's word on a link: link an offered or undone one, refuse or undo it.

        Raises StoreError (code `no_such_link`) where there is none that can be turned so.
        """
        params = {"id": link_id, "state": state.value, "actor": actor, "now": stamp(now)}
        if conn.execute(_TURN, params).fetchone() is None:
            raise StoreError("there is no such link, or it stands so already", code="no_such_link")
        return _link_of(_rows(conn, "SELECT * FROM links WHERE id = :id", {"id": link_id})[0])

    def arrive(self, conn: sqlite3.Connection, link: Link, now: datetime, *, whole: bool) -> None:
        """The referral comes back before people; the answer is put away where all of it is linked.

        `whole`: nothing stands in the answer that the referral does not show.
        """
        standing.answered(conn, link.fax_id, now)
        standing.touched(conn, link.answer_fax_id)
        params = {"answer": link.answer_fax_id, "fax": link.fax_id, "now": stamp(now)}
        if whole:
            conn.execute(_PUT_AWAY, params)
        self.tell(conn, link.answer_fax_id, "answers", f"fax {link.fax_id}", link.changed_by or link.made_by, now)

    def reread(self, conn: sqlite3.Connection, fax_id: int, *, whole: bool) -> None:
        """An answer that was put away, and as it is read now holds what no link takes in, comes back."""
        conn.execute(_BRING_BACK + _UNLESS_TAKEN_IN, {"answer": fax_id, "whole": int(whole)})

    def brought(self, conn: sqlite3.Connection, fax_id: int, fields: Iterable[str]) -> None:
        """Which fields of a fax its answers settled, for the worklist."""
        conn.execute("UPDATE work SET brought = ? WHERE fax_id = ?", (json.dumps(list(fields)), fax_id))

    def part(self, conn: sqlite3.Connection, link: Link, now: datetime) -> None:
        """The answer stands for itself again; the referral waits again where it did before."""
        conn.execute(_BRING_BACK, {"answer": link.answer_fax_id})
        found = conn.execute(_WAIT_AGAIN, {"fax": link.fax_id}).fetchone()
        if found is not None:
            conn.execute("UPDATE faxes SET disposition = 'asked_sender' WHERE id = ?", (link.fax_id,))
        self.tell(
            conn, link.answer_fax_id, "answers_no_more", f"fax {link.fax_id}", link.changed_by or link.made_by, now
        )

    def tell(
        self, conn: sqlite3.Connection, fax_id: int, event: str, detail: str, actor: str, now: datetime
    ) -> None:
        """A line in the history of a fax."""
        params = {"id": fax_id, "now": stamp(now), "actor": actor, "event": event, "detail": detail}
        conn.execute(jobs.INSERT_EVENT, params)


def keys_of(identity: Identity) -> frozenset[str]:
    """By what an identity is looked up: birth date, numbers, and beginnings of names, whatever their order."""
    return frozenset(
        {f"b:{born}" for born in identity.birth_dates}
        | {f"p:{phone}" for phone in identity.phones}
        | {f"m:{member}" for member in identity.member_ids}
        | {f"n:{key}" for name in identity.names for key in _name_keys(name)}
    )


def _name_keys(name: str) -> set[str]:
    """Each two words of a name by their first three letters: "edi mar" of Marlowe, Edith Rose, among others."""
    starts = sorted({word[:3] for word in re.findall(r"[^\W\d_]+", name.lower()) if len(word) > 1})
    return {f"{one} {other}" for i, one in enumerate(starts) for other in starts[i + 1 :]}


def _identity_text(identity: Identity) -> str:
    return json.dumps({one.name: sorted(getattr(identity, one.name)) for one in fields(identity)})


def _identity_of(text: str, references: Iterable[str]) -> Identity:
    stored: dict[str, Sequence[str]] = json.loads(text)
    return Identity(
        **{name: frozenset(values) for name, values in (stored | {"references": list(references)}).items()}
    )


def _rows(conn: sqlite3.Connection, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, params)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _waiting_of(row: dict[str, Any]) -> Waiting:
    return Waiting(
        fax_id=row["fax_id"],
        referral=row["referral"],
        identity=_identity_of(row["identity"], json.loads(row["letter_references"])),
        open=row["stage"] not in ("done", "not_ours"),
        received_at=unstamp(row["received_at"]),
        asked_at=unstamp(row["asked_at"]) if row["asked_at"] else None,
    )


def _link_of(row: dict[str, Any]) -> Link:
    return Link(
        id=row["id"],
        fax_id=row["fax_id"],
        referral=row["referral"],
        answer_fax_id=row["answer_fax_id"],
        answer_referral=row["answer_referral"],
        state=LinkState(row["state"]),
        evidence=frozenset(Evidence(one) for one in json.loads(row["evidence"])),
        made_by=row["made_by"],
        made_at=unstamp(row["made_at"]),
        changed_by=row["changed_by"],
        changed_at=unstamp(row["changed_at"]) if row["changed_at"] else None,
    )


_EARLIER = """
    WITH met (fax_id, referral) AS (
        SELECT fax_id, referral
        FROM identity_keys
        WHERE key IN (SELECT value FROM json_each(:keys))
        UNION
        SELECT fax_id, referral
        FROM letters
        WHERE reference IN (SELECT value FROM json_each(:references))
    )
    SELECT met.fax_id,
           met.referral,
           identities.identity,
           faxes.received_at,
           work.stage,
           (SELECT MAX(letters.released_at)
            FROM letters
            WHERE letters.fax_id = met.fax_id
              AND letters.referral = met.referral) AS asked_at,
           (SELECT json_group_array(letters.reference)
            FROM letters
            WHERE letters.fax_id = met.fax_id
              AND letters.referral = met.referral) AS letter_references
    FROM met
    JOIN faxes ON faxes.id = met.fax_id
    JOIN work ON work.fax_id = met.fax_id
    JOIN identities ON identities.fax_id = met.fax_id
                   AND identities.referral = met.referral
    WHERE met.referral >= 1
      AND faxes.received_at >= :since
      AND (faxes.received_at, faxes.id) < (SELECT received_at, id FROM faxes WHERE id = :id)
      AND NOT EXISTS (
          SELECT 1
          FROM links
          WHERE links.answer_fax_id = met.fax_id
            AND links.answer_referral = met.referral
            AND links.state = 'linked'
      )
    ORDER BY faxes.received_at DESC, met.fax_id DESC
    LIMIT :limit
"""

_MAKE = """
    INSERT INTO links (fax_id, referral, answer_fax_id, answer_referral, state, evidence, made_by, made_at)
    VALUES (:fax, :referral, :answer, :answer_referral, :state, :evidence, :actor, :now)
    ON CONFLICT (fax_id, referral, answer_fax_id, answer_referral) DO UPDATE
    SET state = excluded.state, evidence = excluded.evidence, changed_by = :actor, changed_at = :now
    WHERE links.state <> excluded.state
      AND (:person = 1 OR (links.state = 'offered' AND links.changed_by IS NULL))
    RETURNING id
"""

_DOUBT = """
    UPDATE links
    SET state = 'offered', changed_at = :now
    WHERE id = :id
      AND state = 'linked'
      AND changed_by IS NULL
      AND made_by = 'faxpipe'
    RETURNING answer_fax_id
"""

_TURN = """
    UPDATE links
    SET state = :state, changed_by = :actor, changed_at = :now
    WHERE id = :id
      AND ((:state = 'linked' AND state IN ('offered', 'refused', 'undone'))
        OR (:state = 'refused' AND state = 'offered')
        OR (:state = 'undone' AND state = 'linked'))
    RETURNING id
"""

_OPEN_PART = """
          SELECT 1
          FROM identities
          WHERE identities.fax_id = :answer
            AND NOT EXISTS (
                SELECT 1
                FROM links
                WHERE links.answer_fax_id = :answer
                  AND links.answer_referral = identities.referral
                  AND links.state = 'linked'
            )
"""

_PUT_AWAY = f"""
    UPDATE work
    SET linked_to = :fax,
        stage = 'done',
        decided_at = :now,
        held_by = NULL,
        held_until = NULL
    WHERE fax_id = :answer
      AND stage IN ('new', 'in_review')
      AND NOT EXISTS ({_OPEN_PART})
"""  # noqa: S608 - fixed text

# What a person decided about the answer itself meanwhile stands.
_BRING_BACK = """
    UPDATE work
    SET linked_to = NULL,
        stage = CASE WHEN faxes.disposition = 'open' THEN 'new' ELSE stage END,
        decided_at = CASE WHEN faxes.disposition = 'open' THEN NULL ELSE decided_at END,
        version = version + 1
    FROM faxes
    WHERE work.fax_id = :answer
      AND faxes.id = work.fax_id
      AND linked_to IS NOT NULL
"""

_UNLESS_TAKEN_IN = f"""
      AND (NOT :whole OR EXISTS ({_OPEN_PART}))
"""

_WAIT_AGAIN = """
    UPDATE work
    SET stage = 'waiting',
        returned_at = NULL
    WHERE fax_id = :fax
      AND stage IN ('answered', 'in_review')
      AND asked_at IS NOT NULL
      AND returned_at IS NOT NULL
      AND NOT EXISTS (
          SELECT 1
          FROM links
          WHERE links.fax_id = :fax
            AND links.state = 'linked'
      )
    RETURNING fax_id
"""

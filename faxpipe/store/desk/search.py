"""Finding a fax again: by name, birth date, telephone, sender, a letter's number, or words of a page.

Names are found in any order, from their beginnings, without accents, and where one letter is another or OCR took
one for its look-alike. Every query walks an index and ends after a bounded number of entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA
from sqlite_utils import Database

from faxpipe.store.connection import transaction, translated
from faxpipe.store.desk.search_query import Query
from faxpipe.store.desk.work_rows import WorkRow, row_of
from faxpipe.store.folding import NEAR_LETTERS_MIN, shape, tokens, variants
from faxpipe.store.search_index import PHONE_DIGITS, index_keys, index_reading, page_text

FOUND_MAX = 40
CANDIDATES_MAX = 3000
SENDERS_MAX = 20
PAGES_MAX = 120
SNIPPETS_MAX = 15
AROUND = 7
"""Words shown before and after a word that was found."""

_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet; `hit` where it is what was looked for."""

    text: str = field(repr=False)
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A fax that was found, and where it matched: "name", "similar name", "birth date", "phone", "sender",
    "letter", or "page" with its number and the words around."""

    row: WorkRow = field(repr=False)
    where: tuple[str, ...]
    page: int | None = None
    snippet: tuple[Piece, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `people` by who it is about or from, `pages` by the words on them; the newest first.
    `more`: there are others besides."""

    people: tuple[Hit, ...]
    pages: tuple[Hit, ...]
    more: bool


class Search:
    """The index on one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, query: Query) -> Found:
        """Faxes that `query` is about, at most FOUND_MAX of each sort."""
        with translated():
            about = self._about(query)
            pages, more = self._pages(query)
            rows = self._rows([*list(about)[: FOUND_MAX + 1], *[fax_id for fax_id, _ in pages]])
            people = tuple(Hit(rows[fax_id], tuple(where)) for fax_id, where in about.items() if fax_id in rows)
            told = tuple(
                Hit(rows[fax_id], ("page",), number, self._snippet(fax_id, number, query))
                for fax_id, number in pages
                if fax_id in rows
            )
        return Found(people[:FOUND_MAX], told, more or len(people) > FOUND_MAX)

    def faxes_of(self, query: Query) -> tuple[int, ...]:
        """The faxes about the person that `query` names, for whoever asks by patient."""
        with translated():
            return tuple(self._about(query))

    def unindexed(self) -> int:
        """How many faxes were read and cannot be found by search yet."""
        with translated():
            return int(self._db.conn.execute(f"SELECT COUNT(*) FROM ({_UNINDEXED})").fetchone()[0])  # noqa: S608

    def catch_up(self, limit: int = 200) -> int:
        """Index up to `limit` faxes that are not, such as those of an older database; says how many it did."""
        with transaction(self._db) as conn:
            todo = conn.execute(f"{_UNINDEXED} LIMIT ?", (limit,)).fetchall()
            for fax_id, reading_no in todo:
                index_keys(conn, fax_id)
                index_reading(conn, fax_id, reading_no, ())
        return len(todo)

    def rebuild(self) -> int:
        """Make the whole index anew from what is stored; says how many faxes it holds."""
        with transaction(self._db) as conn:
            conn.execute("INSERT INTO page_text (page_text) VALUES ('delete-all')")
            for table in ("search_keys", "search_senders", "search_near", "search_pages", "search_indexed"):
                conn.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names
        done = 0
        while some := self.catch_up():
            done += some
        return done

    def _about(self, query: Query) -> dict[int, list[str]]:
        """Where each fax matched that all parts of the query are about, the best and newest first."""
        parts: list[dict[int, str]] = []
        if query.births:
            parts.append(dict.fromkeys(self._of("born", query.births), "birth date"))
        if query.phone:
            parts.append(dict.fromkeys(self._with_number(query.phone), "phone"))
        if query.names:
            parts.append(self._named(query.names, parts[0] if parts else None))
        if query.reference:
            parts.append(dict.fromkeys(self._with_reference(query.reference), "letter"))
            return {fax_id: ["letter"] for fax_id in parts[-1]}
        if not parts:
            return {}
        both = set.intersection(*map(set, parts))
        similar = {fax_id for part in parts for fax_id, where in part.items() if where == "similar name"}
        ordered = sorted(both, key=lambda fax_id: (fax_id in similar, -fax_id))
        return {fax_id: [part[fax_id] for part in parts] for fax_id in ordered}

    def _of(self, kind: str, values: Sequence[str]) -> list[int]:
        sql = """
            SELECT DISTINCT fax_id
            FROM search_keys
            WHERE kind = ? AND value IN (SELECT value FROM json_each(?))
            LIMIT ?
        """
        return [row[0] for row in self._db.conn.execute(sql, (kind, json.dumps(values), CANDIDATES_MAX))]

    def _beginning(self, kind: str, start: str) -> list[int]:
        sql = "SELECT fax_id FROM search_keys WHERE kind = ? AND value >= ? AND value < ? LIMIT ?"
        return [row[0] for row in self._db.conn.execute(sql, (kind, start, start + _END, CANDIDATES_MAX))]

    def _with_number(self, number: str) -> list[int]:
        whole = len(number) >= PHONE_DIGITS
        ways = (("enohp", number[::-1]),) if whole else (("enohp", number[::-1]), ("phone", number))
        sql = "SELECT sender_id FROM search_senders WHERE kind = ? AND value >= ? AND value < ? LIMIT ?"
        found: list[int] = []
        for kind, start in ways:
            senders = self._db.conn.execute(sql, (kind, start, start + _END, SENDERS_MAX))
            found += self._beginning(kind, start) + self._from([row[0] for row in senders])
        return found

    def _with_reference(self, number: str) -> list[int]:
        sql = """
            SELECT fax_id FROM letters WHERE reference = :number
            UNION
            SELECT fax_id FROM fax_references WHERE reference = :number
        """
        return [row[0] for row in self._db.conn.execute(sql, {"number": number})]

    def _named(self, names: Sequence[str], among: Iterable[int] | None) -> dict[int, str]:
        """How each fax is named so: "name", "similar name" or "sender"."""
        if among is not None:
            return self._judged(names, among)
        if len(max(names, key=len)) < 2:
            return {}
        long = [name for name in names if len(name) > 1]
        begun = {name: self._beginning("name", name) for name in long}
        may_be = {name: begun[name] or self._nearly(name) for name in long}
        lead = min(may_be, key=lambda name: len(may_be[name]))
        alone = len(names) == 1 and bool(begun[lead])
        found = dict.fromkeys(begun[lead], "name") if alone else self._judged(names, may_be[lead])
        if begun[lead] and len(found) < FOUND_MAX:
            found |= self._judged(names, set(self._nearly(lead)) - found.keys())
        for fax_id in self._from(self._senders_named(names)):
            found.setdefault(fax_id, "sender")
        return found

    def _nearly(self, name: str) -> list[int]:
        """Faxes with a name one edit from `name`, or of its shape."""
        return [*self._of("name", sorted(self._near(name))), *self._beginning("shape", shape(name))]

    def _senders_named(self, names: Sequence[str]) -> list[int]:
        sql = "SELECT sender_id FROM search_senders WHERE kind = 'name' AND value >= ? AND value < ? LIMIT ?"
        parts = (
            {row[0] for row in self._db.conn.execute(sql, (name, name + _END, CANDIDATES_MAX))} for name in names
        )
        return sorted(set.intersection(*parts))[:SENDERS_MAX]

    def _from(self, senders: Sequence[int]) -> list[int]:
        """The newest faxes of `senders`."""
        sql = "SELECT fax_id FROM work WHERE sender_id = ? ORDER BY fax_id DESC LIMIT ?"
        conn = self._db.conn
        found = (fax_id for one in senders for (fax_id,) in conn.execute(sql, (one, FOUND_MAX + 1)))
        return sorted(found, reverse=True)

    def _near(self, token: str) -> set[str]:
        """Words that were read at most one edit from `token`."""
        if len(token) < NEAR_LETTERS_MIN:
            return set()
        sql = "SELECT DISTINCT token FROM search_near WHERE variant IN (SELECT value FROM json_each(?)) LIMIT 2000"
        found = self._db.conn.execute(sql, (json.dumps(list(variants(token))),))
        return {row[0] for row in found if OSA.distance(row[0], token, score_cutoff=1) <= 1}

    def _judged(self, names: Sequence[str], candidates: Iterable[int]) -> dict[int, str]:
        sql = """
            SELECT fax_id, value
            FROM search_keys
            WHERE fax_id IN (SELECT value FROM json_each(?))
              AND kind = 'name'
        """
        of_fax: dict[int, list[str]] = {}
        for fax_id, value in self._db.conn.execute(sql, (json.dumps(sorted(candidates)),)):
            of_fax.setdefault(fax_id, []).append(value)
        judged = {fax_id: _named_so(names, values) for fax_id, values in of_fax.items()}
        return {fax_id: where for fax_id, where in judged.items() if where}

    def _pages(self, query: Query) -> tuple[list[tuple[int, int]], bool]:
        """(fax, page) with all the words on it, the newest first, one page a fax; and whether there are more."""
        if not query.text:
            return [], False
        sql = """
            SELECT fax_id, number
            FROM (
                SELECT rowid AS id
                FROM page_text
                WHERE page_text MATCH :text
                ORDER BY rowid DESC
                LIMIT :limit
            ) AS matched
            CROSS JOIN search_pages ON search_pages.id = matched.id
        """
        found = self._db.conn.execute(sql, {"text": query.text, "limit": PAGES_MAX}).fetchall()
        first: dict[int, int] = {}
        for fax_id, number in found:
            first[fax_id] = min(number, first.get(fax_id, number))
        return list(first.items())[:SNIPPETS_MAX], len(found) == PAGES_MAX or len(first) > SNIPPETS_MAX

    def _snippet(self, fax_id: int, number: int, query: Query) -> tuple[Piece, ...]:
        sql = "SELECT page FROM page_words WHERE fax_id = ? AND number = ?"
        found = self._db.conn.execute(sql, (fax_id, number)).fetchone()
        return snippet(page_text(found[0]), query.words) if found else ()

    def _rows(self, fax_ids: Iterable[int]) -> dict[int, WorkRow]:
        sql = """
            SELECT work.*, faxes.state, faxes.disposition
            FROM json_each(:ids) AS wanted
            CROSS JOIN work ON work.fax_id = wanted.value
            CROSS JOIN faxes ON faxes.id = work.fax_id
        """
        ids = json.dumps(sorted(set(fax_ids)))
        return {row["fax_id"]: row_of(row) for row in self._db.query(sql, {"ids": ids})}


def snippet(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The words of `text` where most of `words` stand close together, those that were looked for marked."""
    if not words:
        return ()
    whole = frozenset(word for word in words if not word.endswith("*"))
    begun = tuple(word[:-1] for word in words if word.endswith("*"))
    parts = text.split()
    hits = [_looked_for(part, whole, begun) for part in parts]
    if True not in hits:
        return ()
    first = max((i for i, hit in enumerate(hits) if hit), key=lambda i: (sum(hits[i : i + 2 * AROUND]), -i))
    shown = range(max(0, first - AROUND), min(len(parts), first + 2 * AROUND))
    return tuple(Piece(parts[i], hits[i]) for i in shown)


def _looked_for(part: str, whole: frozenset[str], begun: tuple[str, ...]) -> bool:
    if part.isascii() and part.isalnum():
        plain = part.lower()
        return plain in whole or bool(begun and plain.startswith(begun))
    return any(token in whole or (begun and token.startswith(begun)) for token in tokens(part))


def _named_so(names: Sequence[str], values: Sequence[str]) -> str:
    """ "name" where every word begins one of `values`, "similar name" where some are only near, "" otherwise."""
    left = list(values)
    similar = False
    for name in sorted(names, key=len, reverse=True):
        match = next((value for value in left if value.startswith(name)), None)
        if match is None:
            match = next((value for value in left if _alike(name, value)), None)
            similar = True
        if match is None:
            return ""
        left.remove(match)
    return "similar name" if similar else "name"


@lru_cache(maxsize=20_000)
def _alike(name: str, value: str) -> bool:
    if shape(value).startswith(shape(name)):
        return True
    return len(name) >= NEAR_LETTERS_MIN and OSA.distance(name, value, score_cutoff=1) <= 1


_UNINDEXED = """
    SELECT faxes.id, faxes.reading_no
    FROM faxes
    LEFT JOIN search_indexed ON search_indexed.fax_id = faxes.id
    WHERE faxes.reading_no > COALESCE(search_indexed.reading_no, 0)
"""

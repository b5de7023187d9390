"""A database as a practice has it after years: invented faxes in the schema's own shape, written in bulk.

Part of the lab. What the store would write for each fax is written here for thousands at once: its rows, its
reading, fields, pages and words, the row of work (whose shelves the triggers keep), the index of the search, and a
history. A test holds it against what the store itself writes.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from faxpipe.document import Box, Header, Page, PageKind, Word
from faxpipe.lab.people import make_birth_date, make_person, make_phone, make_practice
from faxpipe.ocr.replay import page_json
from faxpipe.referral import (
    FieldStatus,
    FieldValue,
    PageReading,
    Pathway,
    Priority,
    Reading,
    Reason,
    RedFlag,
    Referral,
    Verdict,
)
from faxpipe.schema import load_schema
from faxpipe.store import rows
from faxpipe.store.connection import connect
from faxpipe.store.folding import variants
from faxpipe.store.search_index import keys_of, keys_of_sender, page_text
from faxpipe.store.standing import STAGE_OF, Stage
from faxpipe.store.values import Disposition, StoredPage, stamp

BATCH = 500
TEMPLATES = 240
TEXTS = 1500
WORDS_ON_PAGE = 180
SENDERS = 900
RARE_EVERY = 97
"""One page in so many holds a word that no other page holds."""

FREQUENT = (
    "pain back lumbar patient fracture compression mri spine referral history medications dob insurance the "
    "of and to with was for no is on in at she he reports exam plan assessment daily mg tablet acute chronic body"
).split()
BOX = Box(0.12, 0.2, 0.4, 0.22)
STAGES = (
    (Disposition.HANDED_OVER, 70),
    (Disposition.NOT_A_REFERRAL, 8),
    (Disposition.MISDIRECTED, 2),
    (Disposition.DUPLICATE, 3),
    (Disposition.DECLINED, 2),
    (Disposition.ASKED_SENDER, 6),
    (Disposition.OPEN, 9),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A reading without its patient, as rows: (referral row, field rows, verdict, priority)."""

    reading: Reading
    referral: dict[str, Any]
    fields: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a page, and how they are stored."""

    words: str
    packed: bytes


def fill(path: Path, *, faxes: int, pages: int, seed: int, now: datetime) -> None:
    """Write `faxes` invented faxes of `pages` pages together into the empty database at `path`."""
    rng = random.Random(seed)
    db = connect(path)
    conn = db.conn
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("PRAGMA cache_size = -400000")
    maker = _Maker(rng, now, faxes, pages / faxes)
    conn.execute("BEGIN")
    for sender_id, (key, name) in enumerate(maker.senders, 1):
        _insert(conn, "senders", [{"id": sender_id, "key": key, "name": name}])
        found = sorted(set(keys_of_sender(name, key)))
        rows_of = [{"kind": kind, "value": value, "sender_id": sender_id} for kind, value in found]
        _insert(conn, "search_senders", rows_of)
    conn.execute("COMMIT")
    for first in range(1, faxes + 1, BATCH):
        tables: dict[str, list[dict[str, Any]]] = {}
        for fax_id in range(first, min(first + BATCH, faxes + 1)):
            for table, row in maker.fax(fax_id):
                tables.setdefault(table, []).append(row)
        conn.execute("BEGIN")
        for table, of_table in tables.items():
            _insert(conn, table, of_table)
        conn.execute("COMMIT")
    conn.execute("INSERT INTO page_text (page_text) VALUES ('optimize')")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


def stored_words(number: int, text: Text) -> StoredPage:
    return StoredPage(number, "read", "bench", "1", 204, text.packed)


def make_texts(rng: random.Random, count: int) -> list[Text]:
    """Pages of words of which few are everywhere and most are seldom, as in any language."""
    vocabulary = [*FREQUENT, *(_word(rng) for _ in range(20000))]
    weights = [1 / (place + 3) for place in range(len(vocabulary))]
    return [_text(rng.choices(vocabulary, weights, k=WORDS_ON_PAGE)) for _ in range(count)]


def _text(words: Sequence[str]) -> Text:
    placed = [
        (word, (0.1 + 0.08 * (i % 10), 0.05 + 0.045 * (i // 10), 0.17 + 0.08 * (i % 10), 0.07 + 0.045 * (i // 10)))
        for i, word in enumerate(words)
    ]
    packed = pack_words(placed)
    return Text(page_text(packed), packed)


def pack_words(placed: Sequence[tuple[str, tuple[float, float, float, float]]]) -> bytes:
    """Words with their boxes as the daemon stores a page."""
    words = tuple(Word(word, Box(*box), 0.93) for word, box in placed)
    page = Page(1, 1728, 2200, words=words, engine="bench", engine_version="1")
    return zlib.compress(json.dumps(page_json(page), separators=(",", ":")).encode("ascii"), 6)


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfglmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 5)))


class _Maker:
    def __init__(self, rng: random.Random, now: datetime, faxes: int, pages_each: float) -> None:
        self.rng, self.now, self.faxes, self.pages_each = rng, now, faxes, pages_each
        self.senders = _senders(rng)
        self.templates = [_template(rng) for _ in range(TEMPLATES)]
        self.texts = make_texts(rng, TEXTS)
        self.page_id = 0
        self.owed = 0.0
        self.known: set[str] = set()
        self.dispositions, self.shares = zip(*STAGES, strict=True)

    def fax(self, fax_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, row) of everything that is known of one fax."""
        rng = self.rng
        received = self.now - timedelta(minutes=12 * (self.faxes - fax_id), seconds=rng.randint(0, 600))
        person = make_person(rng)
        born = make_birth_date(rng, received.date(), 30, 98).isoformat()
        patient = {"patient.name": person.full, "patient.birth_date": born, "patient.phone": make_phone(rng)}
        sender_id = rng.randint(1, len(self.senders))
        key, practice = self.senders[sender_id - 1]
        values = patient | {"referrer.practice": practice}
        template = rng.choice(self.templates)
        disposition = rng.choices(self.dispositions, self.shares)[0]
        if fax_id > self.faxes - self.faxes // 60:
            disposition = Disposition.OPEN
        self.owed += self.pages_each
        count = max(1, int(self.owed))
        self.owed -= count
        at = stamp(received)
        done_at = stamp(received + timedelta(minutes=1))
        yield from _fax_rows(fax_id, template, disposition, at, done_at)
        yield from _reading_rows(fax_id, template, values, done_at, count, (practice, key))
        yield "work", _work_row(rng, fax_id, template, disposition, received, patient, sender_id, practice, count)
        yield from self._words(fax_id, count)
        yield from self._keys(fax_id, patient)
        yield from _events(fax_id, disposition, received)

    def _words(self, fax_id: int, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
        for number in range(1, count + 1):
            self.page_id += 1
            text = self.texts[self.rng.randrange(len(self.texts))]
            if self.page_id % RARE_EVERY == 0:
                text = _text([*text.words.split()[:-1], f"zq{self.page_id}xk"])
            yield "search_pages", {"id": self.page_id, "fax_id": fax_id, "number": number}
            yield "page_text", {"rowid": self.page_id, "words": text.words}
            stored = stored_words(number, text)
            yield (
                "page_words",
                {
                    "fax_id": fax_id,
                    "number": number,
                    "state": stored.state,
                    "engine": stored.engine,
                    "engine_version": stored.engine_version,
                    "dpi": stored.dpi,
                    "page": stored.page,
                },
            )

    def _keys(self, fax_id: int, patient: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
        keys = {one for name, value in patient.items() for one in keys_of(name, value)}
        for kind, value in sorted(keys):
            yield "search_keys", {"kind": kind, "value": value, "fax_id": fax_id}
            if kind == "name" and value not in self.known:
                self.known.add(value)
                for variant in set(variants(value)):
                    yield "search_near", {"variant": variant, "token": value}


def _senders(rng: random.Random) -> list[tuple[str, str]]:
    """(ten digits, name) of practices, each number once."""
    found: dict[str, str] = {}
    while len(found) < SENDERS:
        practice = make_practice(rng)
        found.setdefault(practice.fax.replace("-", ""), practice.name)
    return list(found.items())


def _template(rng: random.Random) -> Template:
    schema = load_schema()
    fields, missing, unsure = [], [], []
    for spec in schema.fields:
        draw = rng.random()
        status = FieldStatus.FOUND if draw < 0.8 else FieldStatus.MISSING if draw < 0.95 else FieldStatus.UNCERTAIN
        if spec.name.startswith("patient.") or spec.name == "referrer.practice":
            status = FieldStatus.FOUND
        if status is FieldStatus.MISSING:
            fields.append(FieldValue(spec.name, status))
            missing.append(spec.name)
            continue
        if status is FieldStatus.UNCERTAIN:
            unsure.append(spec.name)
        fields.append(FieldValue(spec.name, status, "invented", 0.93, 1, BOX, "as it was read", "label"))
    missing = missing[:5]
    priority = rng.choices(tuple(Priority), (1, 4, 15, 80))[0]
    verdict = Verdict.INCOMPLETE if missing else Verdict.REVIEW if unsure else Verdict.COMPLETE
    if rng.random() < 0.45:
        verdict, missing, unsure = Verdict.COMPLETE, [], []
    flags = (RedFlag("stat", priority, 1, BOX, "STAT, seen today"),) if priority in {"emergency", "urgent"} else ()
    referral = Referral(
        pages=(1, 2),
        pathway=rng.choice(tuple(Pathway)),
        verdict=verdict,
        priority=priority,
        fields=tuple(fields),
        missing=tuple(missing),
        unsure=tuple(unsure[:3]),
        reasons=tuple(Reason(name, FieldStatus.MISSING, "no label of it on any page") for name in missing),
        red_flags=flags,
    )
    reading = Reading("fax.pdf", "0" * 64, verdict, priority, (), (referral,), (("faxpipe", "bench"),))
    return Template(
        reading, rows.referral_row(1, referral), tuple(rows.field_row(1, value) for value in referral.fields)
    )


def _fax_rows(
    fax_id: int, template: Template, disposition: Disposition, at: str, done_at: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    digest = sha256(str(fax_id).encode()).hexdigest()
    reading = template.reading
    yield (
        "faxes",
        {
            "id": fax_id,
            "sha256": digest,
            "size_bytes": 90000,
            "source": f"fax{fax_id:07d}.pdf",
            "received_at": at,
            "shelf": "archive",
            "archive": digest,
            "state": "done",
            "verdict": reading.verdict.value,
            "priority": reading.priority.value,
            "disposition": disposition.value,
            "reading_no": 1,
            "matched_no": 1,
            "judged_at": done_at,
        },
    )
    arrival = {"fax_id": fax_id, "source": "fax.pdf", "size_bytes": 90000, "inode": fax_id, "mtime_ns": fax_id}
    yield "arrivals", arrival | {"arrived_at": at}
    attempt = {"fax_id": fax_id, "number": 1, "token": digest[:32], "worker": "bench", "mode": "pdf"}
    yield "attempts", attempt | {"started_at": at, "ended_at": done_at, "outcome": "read", "seconds": 8.0}
    yield "search_indexed", {"fax_id": fax_id, "reading_no": 1}


def _reading_rows(
    fax_id: int, template: Template, values: dict[str, str], at: str, count: int, sender: tuple[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    fax = {"fax_id": fax_id}
    yield "readings", fax | {"number": 1, "read_at": at, "mode": "pdf"} | rows.reading_row(template.reading)
    yield "referrals", fax | template.referral
    machine = fax | {"reading_no": 1, "source": "machine", "author": None, "at": at}
    for field in template.fields:
        value = values.get(field["name"])
        yield "fields", machine | (field if value is None else field | {"value": rows.dump(value), "words": value})
    header = Header(sender[0][:20], sender[1], None, 1, count, BOX)
    page = PageReading(1, PageKind.REFERRAL_FORM, 0, 0.93, header)
    for number in range(1, count + 1):
        yield "pages", fax | rows.page_row(replace(page, number=number, header=header if number == 1 else None))


def _work_row(  # noqa: PLR0913, PLR0917 - each is a column or two
    rng: random.Random,
    fax_id: int,
    template: Template,
    disposition: Disposition,
    received: datetime,
    patient: dict[str, str],
    sender_id: int,
    practice: str,
    count: int,
) -> dict[str, Any]:
    referral = template.reading.referrals[0]
    stage = STAGE_OF[disposition]
    if disposition is Disposition.OPEN:
        stage = rng.choices((Stage.NEW, Stage.IN_REVIEW, Stage.ANSWERED), (80, 12, 8))[0]
    later = stamp(received + timedelta(hours=rng.randint(1, 40)))
    return {
        "fax_id": fax_id,
        "stage": stage.value,
        "verdict": referral.verdict.value,
        "priority": referral.priority.value,
        "received_at": stamp(received),
        "asked_at": later if stage is Stage.WAITING else None,
        "returned_at": later if stage is Stage.ANSWERED else None,
        "decided_at": later if disposition is not Disposition.OPEN else None,
        "assigned_to": rng.choice((None, None, "kim", "lee", "bench")),
        "missing": rows.dump(referral.missing),
        "unsure": rows.dump(referral.unsure),
        "flags": rows.dump([[f.flag, f.words, f.page, f.priority.value] for f in referral.red_flags]),
        "patients": json.dumps([patient["patient.name"]], ensure_ascii=False),
        "birth_dates": json.dumps([patient["patient.birth_date"]], ensure_ascii=False),
        "phones": json.dumps([patient["patient.phone"]], ensure_ascii=False),
        "sender_id": sender_id,
        "sender": practice,
        "page_count": count,
    }


def _events(fax_id: int, disposition: Disposition, received: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    said = [("faxpipe", "accepted", ""), ("faxpipe", "read", "1 incomplete")]
    if disposition is not Disposition.OPEN:
        said += [
            ("kim", "opened", ""),
            ("kim", "corrected", "1 coverage.payer"),
            ("kim", "disposed", disposition.value),
        ]
    for minute, (actor, event, detail) in enumerate(said):
        at = stamp(received + timedelta(minutes=minute))
        yield "events", {"fax_id": fax_id, "at": at, "actor": actor, "event": event, "detail": detail}


def _insert(conn: Any, table: str, values: list[dict[str, Any]]) -> None:
    names = tuple(values[0])
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608
    conn.executemany(sql, values)

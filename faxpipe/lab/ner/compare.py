"""Four ways to read the same text, field by field: the rules, spaCy's Matcher, the tagger, and rules with the
tagger.

Part of the lab. On texts whose wordings and names training never saw, and on faxes with their stored words. A way
gives a value, holds one back as unsure, or says nothing; a value that the paper does not hold is wrong whatever it
is.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from faxpipe.cases import find
from faxpipe.config import Clinic, Config
from faxpipe.document import Fax, Page, PageKind, PageState
from faxpipe.fields.context import Packet, Recipient, sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.tagger.entities import tag
from faxpipe.fields.tagger.opinions import FIELDS, LISTS, READERS, opinions
from faxpipe.lab.compare import same
from faxpipe.lab.ner import matcher
from faxpipe.lab.ner.noise import worn
from faxpipe.lab.ner.papers import paper
from faxpipe.lab.ner.typeset import typeset
from faxpipe.lab.scans import SUFFIX
from faxpipe.layout import layout
from faxpipe.ocr.replay import page_from_json
from faxpipe.packets.kinds import page_kinds
from faxpipe.referral import Candidate, FieldStatus, Value
from faxpipe.schema import load_schema

COMPARED = tuple(dict.fromkeys(FIELDS.values()))
PROBABILITY_MIN = 0.5
"""What the tagger alone must be sure of before its value counts as given."""
Answers = dict[str, tuple[Value | None, bool]]
"""Field -> (value, whether it is given and not held back)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One packet of pages, and what they answer: field -> truth in the form of the lab's truths."""

    packet: Packet
    truth: dict[str, Any]


@dataclass(slots=True)
class Tally:
    """How one way did on one field. `answered`: packets whose paper answers it."""

    answered: int = 0
    right: int = 0
    wrong: int = 0
    held: int = 0


Ways = dict[str, Callable[[Packet], Answers]]


def compare(readings: Iterable[Reading]) -> dict[str, dict[str, Tally]]:
    """Field -> way -> tally."""
    tallies = {field: {way: Tally() for way in WAYS} for field in COMPARED}
    for reading in readings:
        for way, read in WAYS.items():
            answers = read(reading.packet)
            for field in COMPARED:
                _count(tallies[field][way], field, answers.get(field, (None, False)), reading.truth.get(field))
    return tallies


def _count(tally: Tally, field: str, answer: tuple[Value | None, bool], truth: Any) -> None:
    value, given = answer
    tally.answered += truth is not None
    if value is None:
        return
    plain = list(value) if isinstance(value, tuple) else value
    right = truth is not None and bool(same(field, plain, truth))
    if not given:
        tally.held += right
    elif right:
        tally.right += 1
    else:
        tally.wrong += 1


def texts_apart(count: int, seed: int, level: float | None = None) -> Iterator[Reading]:
    """`count` papers of the split kept apart, worn, set on pages; `level` as in `worn`."""
    rng = random.Random(f"apart/{seed}")
    for _ in range(count):
        one = worn(paper(rng, "held"), rng, level)
        truth = {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in one.facts.items()}
        day = date.fromisoformat(str(one.facts["order.date"])) if "order.date" in one.facts else date(2031, 1, 1)
        yield Reading(_packet(typeset(one.text), day + timedelta(days=5)), truth)


def faxes(folder: Path, scans: Path) -> Iterator[Reading]:
    """The referrals of the faxes in `folder` that have a truth and, in `scans`, their stored words."""
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.removesuffix(".truth.json")
        stored = scans / f"{name}{SUFFIX}"
        if not stored.exists():
            continue
        truth = json.loads(path.read_text(encoding="utf-8"))
        received = datetime.fromisoformat(truth["received"]) if truth.get("received") else datetime.now(UTC)
        pages = tuple(map(page_from_json, json.loads(gzip.decompress(stored.read_bytes()))["pages"]))
        found = find(Fax("0" * 64, pages, name), Config(), received_at=received)
        for case in found.cases:
            numbers = {sheet.number for sheet in case.packet.sheets}
            own = next((one for one in truth["referrals"] if set(one["pages"]) & numbers), None)
            if own is not None:
                yield Reading(case.packet, own["fields"])


def _packet(pages: tuple[Page, ...], day: date) -> Packet:
    schema, clinic = load_schema(), Clinic()
    laid = [layout(page) for page in pages if page.state is PageState.READ]
    kinds = [kind if kind is not PageKind.BLANK else PageKind.OTHER for kind, _ in page_kinds(laid, pages)]
    sheets = tuple(
        sheet_of(page, kind, schema, laid=one) for page, kind, one in zip(pages, kinds, laid, strict=True)
    )
    return Packet(
        sheets, schema, day, Recipient((clinic.phone, clinic.fax), clinic.providers, clinic.npis, clinic.name)
    )


def _by_rules(packet: Packet) -> Answers:
    return _extracted(packet, second=False)


def _by_both(packet: Packet) -> Answers:
    return _extracted(packet, second=True)


def _extracted(packet: Packet, *, second: bool) -> Answers:
    return {
        value.field: (value.value, value.status is FieldStatus.FOUND) for value in extract(packet, second=second)
    }


def _by_matcher(packet: Packet) -> Answers:
    answers: dict[str, Value] = {}
    for sheet in packet.sheets:
        text = "\n".join(line.text for line in sheet.layout.lines)
        for field, printed in matcher.matches(text):
            for found in READERS[_LABEL_OF[field]](printed, packet.reference):
                if field not in LISTS:
                    answers.setdefault(field, found.value)
                else:
                    known = answers.get(field, ())
                    values = found.value if isinstance(found.value, tuple) else (str(found.value),)
                    if isinstance(known, tuple):
                        answers[field] = tuple(dict.fromkeys((*known, *values)))
    return {field: (value, True) for field, value in answers.items()}


def _by_tagger(packet: Packet) -> Answers:
    tagged = tag([sheet.layout for sheet in packet.sheets]) or ()
    best: dict[str, Candidate] = {}
    for one in opinions((entity for page in tagged for entity in page.entities()), packet.reference):
        if one.confidence >= PROBABILITY_MIN and one.confidence > (
            best[one.field].confidence if one.field in best else 0
        ):
            best[one.field] = one
    return {field: (one.value, True) for field, one in best.items()}


_LABEL_OF = {field: label for label, field in reversed(FIELDS.items())}
WAYS: Ways = {"rules": _by_rules, "Matcher": _by_matcher, "tagger": _by_tagger, "rules and tagger": _by_both}

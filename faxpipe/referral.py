"""What the paper means: candidates, field values, the verdict, and one reading of a fax.

Values only. The JSON form of a `Reading` is `reading_json`; its contract is fixed outside this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from enum import StrEnum
from typing import Any

from faxpipe.document import Box, Header, PageKind

Value = str | int | tuple[str, ...]
"""Normal form of a field: text, a number, or a list that keeps the order of the paper."""


class FieldStatus(StrEnum):
    FOUND = "found"
    UNCERTAIN = "uncertain"
    INVALID = "invalid"
    CONFLICT = "conflict"
    MISSING = "missing"


class Verdict(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    REVIEW = "review"
    NOT_REFERRAL = "not_referral"
    UNREADABLE = "unreadable"


class Priority(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    PRIORITY = "priority"
    ROUTINE = "routine"


PRIORITY_ORDER = (Priority.EMERGENCY, Priority.URGENT, Priority.PRIORITY, Priority.ROUTINE)


class Pathway(StrEnum):
    VCF = "vcf"
    PAIN = "pain"


class Check(StrEnum):
    """Outcome of a kind's own check: `passed` an independent test (check digit, table, calendar),
    `plain` where the kind has none, `failed`, or `unreadable` where ink stands that gave no value."""

    PASSED = "passed"
    PLAIN = "plain"
    FAILED = "failed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one field in one place. `value` is None where ink stands but nothing was read.

    `confidence` 0..1: the chance that this value is what the paper says for this field.
    `method` names who found it: "label", "tick", "prose", "letterhead", "signature", "pattern" ...
    `fax_id`: the other fax on whose page it stands, where an answer was joined; None: this one.
    """

    field: str
    value: Value | None = member(repr=False)
    words: str = member(repr=False)
    page: int
    box: Box
    confidence: float
    method: str
    check: Check = Check.PLAIN
    fax_id: int | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What became of one field: exactly one status, and where its value stands (`fax_id`: as in Candidate)."""

    field: str
    status: FieldStatus
    value: Value | None = member(default=None, repr=False)
    confidence: float | None = None
    page: int | None = None
    box: Box | None = None
    words: str | None = member(default=None, repr=False)
    method: str | None = None
    reason: str = ""
    others: tuple[Candidate, ...] = ()
    fax_id: int | None = None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """An asserted finding about this patient that raises the priority, with its evidence (`fax_id`: as in
    Candidate)."""

    flag: str
    priority: Priority
    page: int
    box: Box
    words: str = member(repr=False)
    fax_id: int | None = None


@dataclass(frozen=True, slots=True)
class Advisory:
    """An authorization gap: shown, never a reason to call a referral incomplete."""

    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a required field is not settled, in words for the front desk. Holds no patient data."""

    field: str
    status: FieldStatus
    says: str


@dataclass(frozen=True, slots=True)
class Referral:
    """One patient's referral: pages, fields in the order of the schema, and what the rules say.

    `day`: that of the fax, None where it was not kept; `ages`: in years, as the pages state them.
    """

    pages: tuple[int, ...]
    pathway: Pathway
    verdict: Verdict
    priority: Priority
    fields: tuple[FieldValue, ...]
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    day: date | None = None
    ages: tuple[int, ...] = ()

    def field(self, name: str) -> FieldValue:
        """The value of field `name`; KeyError for a name the schema does not hold."""
        for value in self.fields:
            if value.field == name:
                return value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What became of one page of the fax. From `legibility` on as in Page; without a size where none was kept."""

    number: int
    kind: PageKind
    rotation: int
    confidence: float | None
    header: Header | None = None
    reason: str = ""
    legibility: float | None = None
    illegible: tuple[Box, ...] = ()
    skew_deg: float = 0.0
    width_px: int = 0
    height_px: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one fax; `reason` is a code where the fax as a whole could not be read."""

    source: str = member(repr=False)
    sha256: str
    verdict: Verdict
    priority: Priority
    pages: tuple[PageReading, ...]
    referrals: tuple[Referral, ...]
    versions: tuple[tuple[str, str], ...]
    missing_pages: tuple[int, ...] = ()
    reason: str = ""


def reading_json(reading: Reading) -> dict[str, Any]:
    """The reading in the form of the contract, ready for `json.dumps`."""
    return {
        "source": reading.source,
        "sha256": reading.sha256,
        "verdict": reading.verdict.value,
        "priority": reading.priority.value,
        "reason": reading.reason or None,
        "pages": [_page_json(page) for page in reading.pages],
        "missing_pages": list(reading.missing_pages),
        "referrals": [_referral_json(referral) for referral in reading.referrals],
        "versions": dict(reading.versions),
    }


def _page_json(page: PageReading) -> dict[str, Any]:
    return {
        "number": page.number,
        "kind": page.kind.value,
        "rotation": page.rotation,
        "confidence": _rounded(page.confidence),
        "header": _header_json(page.header),
        "reason": page.reason or None,
        "legibility": _rounded(page.legibility),
        "illegible": [box.as_list() for box in page.illegible],
    }


def _header_json(header: Header | None) -> dict[str, Any] | None:
    if header is None:
        return None
    return {
        "sender": header.sender,
        "number": header.number,
        "sent_at": header.sent_at.isoformat() if header.sent_at else None,
        "page": header.page,
        "of": header.of,
    }


def _referral_json(referral: Referral) -> dict[str, Any]:
    return {
        "pages": list(referral.pages),
        "pathway": referral.pathway.value,
        "verdict": referral.verdict.value,
        "priority": referral.priority.value,
        "missing": list(referral.missing),
        "unsure": list(referral.unsure),
        "reasons": [
            {"field": reason.field, "status": reason.status.value, "says": reason.says}
            for reason in referral.reasons
        ],
        "advisories": [{"rule": advisory.rule, "says": advisory.says} for advisory in referral.advisories],
        "red_flags": [
            {
                "flag": flag.flag,
                "priority": flag.priority.value,
                "page": flag.page,
                "box": flag.box.as_list(),
                "words": flag.words,
            }
            for flag in referral.red_flags
        ],
        "fields": {value.field: _field_json(value) for value in referral.fields},
    }


def _field_json(value: FieldValue) -> dict[str, Any]:
    return {
        "status": value.status.value,
        "value": _plain(value.value),
        "confidence": _rounded(value.confidence),
        "page": value.page,
        "box": value.box.as_list() if value.box else None,
        "words": value.words,
        "method": value.method,
        "reason": value.reason or None,
        "others": [_candidate_json(candidate) for candidate in value.others],
    }


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "status": FieldStatus.INVALID.value if candidate.check is Check.FAILED else FieldStatus.UNCERTAIN.value,
        "value": _plain(candidate.value),
        "confidence": _rounded(candidate.confidence),
        "page": candidate.page,
        "box": candidate.box.as_list(),
        "words": candidate.words,
        "method": candidate.method,
    }


def _plain(value: Value | None) -> str | int | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)

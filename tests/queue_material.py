"""Values to put into a queue: arrivals, claims, readings."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from faxpipe.document import Box, Header, PageKind
from faxpipe.referral import (
    Advisory,
    Candidate,
    Check,
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
from faxpipe.store import Accepted, Arrival, Claim, NewFax, Shelf, Store

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOX = Box(0.1, 0.2, 0.30000001, 0.25)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def accept(store: Store, name: str = "a", *, at: datetime = NOW, inode: int = 1, reason: str = "") -> Accepted:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    shelf = Shelf.QUARANTINE if reason else Shelf.ARCHIVE
    return store.accept(NewFax(sha256, shelf, sha256, Arrival(f"{name}.pdf", 10, inode, 5, at), reason))


def claim(store: Store, worker: str = "w", *, at: datetime = NOW, lease_s: float = 60) -> Claim:
    claimed = store.claim(worker, now=at, until=at + timedelta(seconds=lease_s))
    assert claimed is not None
    return claimed


def reading(
    sha256: str,
    *,
    verdict: Verdict = Verdict.INCOMPLETE,
    priority: Priority = Priority.ROUTINE,
    missing: tuple[str, ...] = ("coverage.payer",),
    name: str = "Ada Roe",
) -> Reading:
    other = Candidate("patient.name", "Ida Roe", "Ida Roe", 2, BOX, 0.4, "prose", Check.PLAIN)
    fields = (
        FieldValue("patient.name", FieldStatus.FOUND, name, 0.97123456, 1, BOX, name, "label", "", (other,)),
        FieldValue(
            "patient.allergies", FieldStatus.FOUND, ("latex", "sulfa"), 0.9, 1, BOX, "latex sulfa", "label"
        ),
        FieldValue("symptoms.pain_score", FieldStatus.FOUND, 8, 0.9, 1, BOX, "8/10", "pattern"),
        FieldValue("coverage.payer", FieldStatus.MISSING),
    )
    referral = Referral(
        pages=(1,),
        pathway=Pathway.VCF,
        verdict=verdict if verdict in {Verdict.COMPLETE, Verdict.REVIEW} else Verdict.INCOMPLETE,
        priority=priority,
        fields=fields,
        missing=missing,
        unsure=("referrer.npi",),
        reasons=(Reason("coverage.payer", FieldStatus.MISSING, "no payer on any page"),),
        advisories=(Advisory("edema", "no study shows marrow edema"),),
        red_flags=(RedFlag("stat", Priority.URGENT, 1, BOX, "STAT"),),
    )
    header = Header("Roe Clinic", "603-555-0100", datetime(2026, 3, 2, 7, 30), 1, 2, BOX)  # noqa: DTZ001
    pages = (
        PageReading(1, PageKind.REFERRAL_FORM, 0, 0.91234567, header),
        PageReading(2, PageKind.UNREADABLE, 180, None, None, "page_too_large"),
    )
    referrals = (referral,) if verdict is not Verdict.NOT_REFERRAL else ()
    versions = (("faxpipe", "0.1"), ("rules", "3"))
    return Reading("a.pdf", sha256, verdict, priority, pages, referrals, versions, (3,), "")

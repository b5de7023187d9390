"""What tests of several areas share: a real store, and one reading with every kind of outcome in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from faxpipe.document import Box, Header, PageKind
from faxpipe.referral import (
    Advisory,
    Candidate,
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
from faxpipe.store import Store

BOX = Box(0.1, 0.2, 0.3, 0.25)
SENT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A real store in a fresh folder; values for it are in `queue_material`."""
    with Store(tmp_path / "queue.sqlite3") as opened:
        yield opened


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    """A test that sets up logging does so to a stream that closes with it; the next one starts afresh."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def fax_reading() -> Reading:
    """Two pages; a vertebral fracture with a red flag, a missing member ID and two birth dates."""
    other = Candidate("patient.birth_date", "1941-02-08", "2/8/41", 2, BOX, 0.8, "label")
    fields = (
        FieldValue("patient.name", FieldStatus.FOUND, "Ann Fox", 0.97, 1, BOX, "FOX, ANN", "label"),
        FieldValue(
            "patient.birth_date", FieldStatus.CONFLICT, "1941-02-03", 0.9, 1, BOX, "2/3/41", others=(other,)
        ),
        FieldValue("coverage.member_id", FieldStatus.MISSING),
        FieldValue("patient.sex", FieldStatus.MISSING),
        FieldValue("fracture.levels", FieldStatus.FOUND, ("T12", "L1"), 0.92, 2, BOX, "T12 and L1", "prose"),
    )
    referral = Referral(
        pages=(1, 2),
        pathway=Pathway.VCF,
        verdict=Verdict.INCOMPLETE,
        priority=Priority.URGENT,
        fields=fields,
        missing=("coverage.member_id",),
        unsure=("patient.birth_date",),
        reasons=(
            Reason("coverage.member_id", FieldStatus.MISSING, "the label stands there with nothing after it"),
            Reason("patient.birth_date", FieldStatus.CONFLICT, "the fax gives two dates of birth"),
        ),
        advisories=(Advisory("conservative", "six weeks of conservative care are not described"),),
        red_flags=(RedFlag("retropulsion", Priority.URGENT, 2, BOX, "5 mm retropulsion"),),
    )
    return Reading(
        source="fax.pdf",
        sha256="0" * 64,
        verdict=Verdict.INCOMPLETE,
        priority=Priority.URGENT,
        pages=(
            PageReading(1, PageKind.REFERRAL_FORM, 0, 0.91, Header("ELM CLINIC", "6035550100", SENT, 1, 3)),
            PageReading(2, PageKind.UNREADABLE, 180, None, reason="nothing_legible"),
        ),
        referrals=(referral,),
        versions=(("faxpipe", "0.1.0"),),
        missing_pages=(3,),
    )

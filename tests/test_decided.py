"""What people say of the pages holds when the fax is read again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from paper import page
from PIL import Image, ImageDraw, ImageFont

from faxpipe.config import Config, Ocr
from faxpipe.decided import Decided
from faxpipe.document import Fax, Page, PageKind
from faxpipe.pipeline import understand
from faxpipe.referral import Reading
from faxpipe.scan import scan

ARRIVED = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
FORM = """
REFERRAL REQUEST

Patient name:      {name}
Date of birth:     {born}
Service requested: Balloon kyphoplasty T12
Diagnosis:         Compression fracture T12 M80.08XA
"""
ANN, BEA = FORM.format(name="Ann Fox", born="03/12/1940"), FORM.format(name="Beatrice Roe", born="11/30/1951")
ADVERT = """
Grand opening sale! Lowest prices on office copiers and toner.
Limited time offer, call now, act now. Special offer for your office.
To be removed from this list call the number below. Unsubscribe. Order today.
Dear business owner, save up to 50 percent on all of our supplies this month only.
"""


def understood(*pages: Page, decided: Decided) -> Reading:
    return understand(Fax("0" * 64, pages, "x.pdf"), Config(), received_at=ARRIVED, decided=decided)


def test_a_kind_that_a_person_gave_is_the_pages_kind() -> None:
    reading = understood(page(ANN), decided=Decided(kinds=((1, PageKind.CLINICAL_NOTE),)))
    assert reading.pages[0].kind is PageKind.CLINICAL_NOTE


def test_pages_given_to_another_patient_are_read_as_that_patients() -> None:
    apart = understood(page(ANN), page(BEA, 2), decided=Decided())
    assert [referral.pages for referral in apart.referrals] == [(1,), (2,)]
    joined = understood(page(ANN), page(BEA, 2), decided=Decided(patients=((2, 1),)))
    assert [referral.pages for referral in joined.referrals] == [(1, 2)]


def test_what_a_person_calls_a_referral_is_read_as_one() -> None:
    assert understood(page(ADVERT), decided=Decided()).referrals == ()
    assert [
        referral.pages for referral in understood(page(ADVERT), decided=Decided(referrals=(1,))).referrals
    ] == [(1,)]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_the_way_up_that_a_person_said(tmp_path: Path, rotation: int) -> None:
    paper = Image.fromarray(np.full((1100, 850), 255, np.uint8))
    ImageDraw.Draw(paper).text((100, 300), "Patient name Ann Fox", font=ImageFont.load_default(40), fill=0)
    path = tmp_path / "fax.pdf"
    paper.convert("1").save(path, resolution=100)
    (read,) = scan(path, limits=Config().pages, ocr=Ocr(engine="tesseract"), rotations={1: rotation})
    assert read.rotation == rotation
    assert (read.width_px < read.height_px) is (rotation % 180 == 0)

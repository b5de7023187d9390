"""The letter comes back filled in: our own reading finds the patient, the reference and the answers on it."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from faxpipe.config import Config, Ocr
from faxpipe.lab import channel
from faxpipe.lab.draw import FONT_FOLDER
from faxpipe.letter import Addressee, Letter, Letterhead, Subject, items_for, letter_pdf
from faxpipe.pipeline import read_fax
from faxpipe.reference import make
from faxpipe.referral import FieldStatus
from faxpipe.schema import load_schema
from faxpipe.task import references_in

REFERENCE = make(random.Random(11))
ANSWERS = {
    "Patient phone:": "603-555-0177",
    "Insurance:": "Medicare",
    "Member ID:": "1EG4-TE5-MK73",
    "Referring provider's NPI:": "1234567893",
    "Medications:": "lisinopril 10 mg, alendronate",
    "Allergies:": "NKDA",
    "Blood thinners:": "none",
    "Fracture levels:": "L1",
    "Onset:": "10/28/2026",
}
READ = {
    "patient.name": "Rosa Delgado",
    "patient.birth_date": "1947-03-14",
    "patient.phone": "603-555-0177",
    "coverage.payer": "Medicare",
    "coverage.member_id": "1EG4TE5MK73",
    "referrer.npi": "1234567893",
    "patient.medications": ("lisinopril", "alendronate"),
    "patient.allergies": "none",
    "treatment.anticoagulants": "none",
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-10-28",
}


def letter() -> Letter:
    missing = [name for name in READ if name not in {"patient.name", "patient.birth_date", "referrer.npi"}]
    return Letter(
        reference=REFERENCE,
        letterhead=Letterhead("Northeast Rehabilitation Pain Management", "603-681-3140", "603-681-3154"),
        to=Addressee("978-555-0142", "Helen Moravec", "Merrimack Family Medicine"),
        subject=Subject(date(2026, 11, 20), 4, "Rosa Delgado", "1947-03-14"),
        items=items_for(missing, ["referrer.npi"], load_schema()),
        written=date(2026, 11, 23),
        due=date(2026, 11, 30),
    )


def filled_in(pdf: bytes) -> np.ndarray:
    """The page with every answer typed behind its label, as (height, width) uint8 at 204 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    scale = channel.DPI_X / 72
    image = page.render(scale=scale).to_pil().convert("L")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT_FOLDER / "Caladea-Regular.ttf"), 46)
    text = page.get_textpage()
    for label, answer in ANSWERS.items():
        index, count = text.search(label, match_case=True).get_next()
        _, bottom, right, _ = text.get_charbox(index + count - 1)
        place = ((right + 14) * scale, (page.get_height() - bottom) * scale + 2)
        pen.text(place, answer, fill=20, font=font, anchor="ls")
    return np.asarray(image)


def test_a_letter_that_comes_back_filled_in_is_read_and_knows_its_reference(tmp_path: Path) -> None:
    line = channel.Line(fine=False, skew_deg=0.4, specks=0.0002)
    page = channel.skewed(filled_in(letter_pdf(letter())), line.skew_deg)
    sent: Image.Image = channel.send(page, line, random.Random(5), 0)
    path = tmp_path / "answer.pdf"
    path.write_bytes(channel.bind([sent], line, datetime(2026, 11, 24, 10)))  # noqa: DTZ001 - the machine's own clock
    received = datetime(2026, 11, 24, 10).astimezone()
    fax, reading = read_fax(path, Config(ocr=Ocr()), source="answer.pdf", received_at=received)
    assert references_in(fax)[0] == REFERENCE
    (referral,) = reading.referrals
    found = {value.field: value.value for value in referral.fields if value.status is FieldStatus.FOUND}
    assert {name: found.get(name) for name in READ} == READ
    assert "order.service" not in found
    assert "Kramer" not in str(found.get("referrer.name"))

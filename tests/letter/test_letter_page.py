"""The letter as a page: always one, readable after a fax, and nothing on it that does not belong there."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from faxpipe.lab.channel import Line, rasterise, send
from faxpipe.letter import Addressee, Item, Letter, Letterhead, Subject, items_for, letter_pdf, letter_png
from faxpipe.reference import code, make, shown
from faxpipe.schema import load_schema

SCHEMA = load_schema()
HEAD = Letterhead("Northeast Rehabilitation Pain Management", "603-681-3140", "603-681-3154", ("Salem, NH 03079",))
LETTER = Letter(
    reference=make(random.Random(11)),
    letterhead=HEAD,
    to=Addressee("978-555-0142", "Helen Moravec", "Merrimack Family Medicine"),
    subject=Subject(date(2026, 11, 20), 4, "Rosa Delgado", "1947-03-14"),
    items=items_for(["patient.phone", "coverage.member_id", "documents.imaging_report"], ["referrer.npi"], SCHEMA),
    written=date(2026, 11, 23),
    due=date(2026, 11, 30),
)
EVERYTHING = items_for([spec.name for spec in SCHEMA.fields], [], SCHEMA)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()


def test_the_letter_says_where_to_answer_by_when_and_with_which_reference() -> None:
    text = text_of(letter_pdf(LETTER))
    for wanted in (
        "603-681-3154 by Monday, November 30, 2026",
        "603-681-3140",
        shown(LETTER.reference),
        "page 1 of 1",
        "978-555-0142",
        "Rosa Delgado, born 03/14/1947",
        "CONFIDENTIAL",
    ):
        assert wanted in text


def test_the_letter_asks_for_what_is_missing_and_says_what_could_not_be_read() -> None:
    text = text_of(letter_pdf(LETTER))
    assert "A phone number where the patient or a caregiver can be reached." in text
    assert "The referring provider's NPI - it could not be read on your fax." in text
    assert "Please attach the imaging report" in text
    assert "Diagnosis" not in text


def test_a_second_request_says_that_it_is_one() -> None:
    assert "Second notice" in text_of(letter_pdf(replace(LETTER, round_no=2)))
    assert "Second" not in text_of(letter_pdf(LETTER))


def test_a_letter_without_a_name_points_to_the_fax() -> None:
    text = text_of(letter_pdf(replace(LETTER, subject=Subject(date(2026, 11, 20), 4))))
    assert "not readable on your fax" in text
    assert "Nov 20, 2026, 4 pages" in text


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_pdf(LETTER) == letter_pdf(LETTER)


def test_every_field_at_once_stays_on_one_page_and_the_rest_is_counted() -> None:
    text = text_of(letter_pdf(replace(LETTER, items=EVERYTHING, note="Please hurry. " * 60)))
    counted = re.search(r"and (\d+) more items", text)
    assert counted
    listed = sum(item.label[:14] in text for item in EVERYTHING)
    assert listed + int(counted[1]) == len(EVERYTHING)


def test_what_a_fracture_referral_needs_all_fits() -> None:
    needed = items_for([spec.name for spec in SCHEMA.required(vcf=True)], [], SCHEMA)
    assert "more item" not in text_of(letter_pdf(replace(LETTER, items=needed)))


def test_the_fonts_lie_in_the_file_and_none_is_smaller_than_eleven_points() -> None:
    document = pypdfium2.PdfDocument(letter_pdf(replace(LETTER, items=EVERYTHING)))
    sizes = {
        round(thing.get_font_size(), 1) for thing in document[0].get_objects() if hasattr(thing, "get_font_size")
    }
    document.close()
    assert b"/FontFile2" in letter_pdf(LETTER)
    assert not [size for size in sizes if 1 < size < 11]


texts = st.text(max_size=300)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(Item, field=st.just(""), label=texts, ask=texts, again=st.booleans(), lines=st.integers(1, 9)),
        max_size=60,
    ),
    texts,
    texts,
    texts,
)
def test_whatever_people_type_the_letter_is_one_page_with_nothing_outside(
    items: list[Item], name: str, practice: str, note: str
) -> None:
    letter = replace(
        LETTER,
        items=tuple(items),
        note=note,
        to=Addressee("978-555-0142", name, practice),
        subject=replace(LETTER.subject, name=name),
        letterhead=replace(HEAD, name=practice, lines=(name, note)),
    )
    document = pypdfium2.PdfDocument(letter_pdf(letter))
    try:
        assert len(document) == 1
        for thing in document[0].get_objects():
            left, bottom, right, top = thing.get_bounds()
            assert left >= 40
            assert right <= 572
            assert bottom >= 24
            assert top <= 775
    finally:
        document.close()


@pytest.mark.parametrize(
    "line",
    [
        Line(fine=True),
        Line(fine=False),
        Line(fine=False, skew_deg=1.5, specks=0.0006, streaks=1),
        Line(fine=False, thicken=True, border_px=40),
    ],
)
def test_the_square_code_is_read_after_a_fax(line: Line) -> None:
    assert code(LETTER.reference) in codes_after(letter_pdf(LETTER), line, seed=3)


def codes_after(pdf: bytes, line: Line, seed: int) -> list[str]:
    """What the square codes hold on the page that arrives, made square as the pipeline does."""
    rng = random.Random(seed)
    (page,) = rasterise(pdf, line, rng)
    sent = send(page, line, rng, 0)
    square = sent.convert("L").resize((sent.width, sent.height * (1 if line.fine else 2)))
    return [found.text for found in zxingcpp.read_barcodes(np.array(square))]


def test_the_date_of_the_letter_is_the_one_handed_in() -> None:
    written = date(2031, 2, 3)
    assert "Feb 3, 2031" in text_of(letter_pdf(replace(LETTER, written=written)))


def test_a_notice_of_a_misdirected_fax_names_no_patient_and_asks_for_nothing() -> None:
    text = text_of(letter_pdf(replace(LETTER, misdirected=True)))
    assert "Your fax reached the wrong office" in text
    assert "Nov 20, 2026, 4 pages" in text
    assert "Delgado" not in text
    assert "Member ID" not in text


def test_the_picture_shows_the_page_at_the_asked_size() -> None:
    image = Image.open(io.BytesIO(letter_png(letter_pdf(LETTER), dpi=100)))
    assert image.size == (850, 1100)
    assert image.convert("L").getextrema() == (0, 255)


def test_a_close_page_says_what_could_not_be_read() -> None:
    names = [spec.name for spec in SCHEMA.required(vcf=True)]
    text = text_of(letter_pdf(replace(LETTER, items=items_for(names[:8], names[8:14], SCHEMA))))
    assert "* could not be read on your fax" in text

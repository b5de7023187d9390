"""What the truth says stands on the drawn pages: checked against the text of the drawings themselves."""

from __future__ import annotations

import random
import re

import pypdfium2
import pytest

from faxpipe.lab.bundle import Bundle
from faxpipe.lab.draw import PageFullError
from faxpipe.lab.entries import SAFETY, VAIN
from faxpipe.lab.flow import Document
from faxpipe.lab.packs import RECIPES
from faxpipe.lab.said import Said
from faxpipe.lab.style import make_style

NUMBERS = (
    "patient.phone",
    "referrer.phone",
    "referrer.fax",
    "referrer.npi",
    "coverage.member_id",
    "coverage.group_number",
)
WORDS = ("patient.name", "referrer.name", "referrer.practice", "coverage.payer", "order.service", "diagnosis.text")
LISTS = ("patient.medications", "diagnosis.icd10", "order.cpt", "fracture.levels")


def text_of(document: Document) -> str:
    opened = pypdfium2.PdfDocument(document.pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in opened)
    opened.close()
    return text


def bundles(kind: str, split: str, count: int) -> list[Bundle]:
    made = []
    for number in range(count):
        rng = random.Random(f"{kind}/{split}/{number}")
        try:
            made.append(RECIPES[kind][0](rng, make_style(rng, split)))
        except PageFullError:
            continue
    assert made, "no bundle of this kind fits on its pages"
    return made


def squeezed(text: str) -> str:
    return re.sub(r"[^0-9a-zà-ÿ]", "", text.casefold())


@pytest.mark.parametrize("split", ["train", "held"])
@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_what_a_document_tells_stands_on_its_pages(kind: str, split: str) -> None:
    for bundle in bundles(kind, split, 6):
        for document in (document for packet in bundle.packets for document in packet.documents):
            page = squeezed(text_of(document))
            told = document.said.fields
            for field in NUMBERS:
                assert squeezed(str(told.get(field, ""))) in page, (field, document.kind)
            for field in WORDS:
                missing = [w for w in str(told.get(field, "")).split() if squeezed(w) not in page]
                assert not missing, (field, document.kind)
            for field in LISTS:
                items = told.get(field, ())
                assert isinstance(items, tuple)
                assert all(squeezed(item) in page for item in items), (field, document.kind)


@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_what_the_sender_forgot_stands_on_no_page(kind: str) -> None:
    for bundle in bundles(kind, "train", 8):
        for packet in bundle.packets:
            if packet.case is None:
                continue
            text = " ".join(text_of(document) for document in packet.documents).casefold()
            if not packet.case.has("patient.medications"):
                assert packet.case.drugs[0][1].casefold() not in text
            if not packet.case.has("referrer.npi"):
                assert packet.case.practice.npi not in text
            if not packet.case.has("patient.birth_date"):
                assert str(packet.case.born.year) not in text


def test_words_that_are_no_answer_are_not_told() -> None:
    seen = False
    for bundle in bundles("form_only", "train", 150):
        (document,) = bundle.packets[0].documents
        if any(word.casefold() in text_of(document).casefold() for word in VAIN[:2]):
            seen = True
            assert set(SAFETY) - document.said.fields.keys()
    assert seen


def test_a_fact_told_first_stands() -> None:
    said = Said({"order.service": "a"})
    said.merge(Said({"order.service": "b", "order.date": "c"}, {"x"}, {"urgent"}))
    assert said.fields == {"order.service": "a", "order.date": "c"}
    assert (said.spoiled, said.alarms) == ({"x"}, {"urgent"})

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import spacy

from faxpipe.document import Box, Page, Word
from faxpipe.fields.tagger.entities import MANIFEST, load, load_from, places, read_by, tag
from faxpipe.fields.tagger.tokens import (
    GAP,
    LINE,
    featured,
    levelled,
    numbers,
    pieces,
    shape,
    tokens_of,
    word_class,
)
from faxpipe.layout import Layout, layout

CUE = 4


def laid(*lines: str) -> Layout:
    """Lines of words on a page; two blanks are a wide gap."""
    words = []
    for row, line in enumerate(lines):
        column = 0
        for cell in line.split("  "):
            for text in cell.split():
                left, top = 0.05 + column * 0.009, 0.1 + row * 0.02
                words.append(Word(text, Box(left, top, left + len(text) * 0.0088, top + 0.01), 0.95))
                column += len(text) + 1
            column += 8
    return layout(Page(1, 1728, 2236, words=tuple(words)))


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("DOB:03/12/1940", ["DOB", ":", "03/12/1940"]),
        ("Smith,John", ["Smith", ",", "John"]),
        ("(603)", ["(", "603", ")"]),
        ("M.D.,", ["M.D.", ","]),
        ("T12-L1", ["T12-L1"]),
        ("T12/L1", ["T12", "/", "L1"]),
        ("7/10", ["7/10"]),
        ("O'Brien-Smith;", ["O'Brien-Smith", ";"]),
        ("____", ["____"]),
    ],
)
def test_words_are_cut_at_signs_but_names_and_dates_stay_whole(word: str, cut: list[str]) -> None:
    assert [piece.text for piece in pieces(word)] == cut
    assert all(word[piece.start : piece.end] == piece.text for piece in pieces(word))


def test_a_text_keeps_its_line_ends_and_tabs_as_tokens() -> None:
    text = "Patient:\tAnn Lee\nDOB 3/4/41"
    assert [token.text for token in tokens_of(text)] == [
        "Patient", ":", GAP, "Ann", "Lee", LINE, "DOB", "3/4/41",
    ]  # fmt: skip
    assert all(text[token.start : token.end] == token.text for token in tokens_of(text))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("l1", "level"), ("t12-l1", "level"), ("03/12/1940", "born"), ("3/4/2026", "lately"), ("3/4", "day"),
        ("1953", "born"), ("warfarin", "drug"), ("march", "month"), ("8/10", "score"), ("m80.08xa", "icd"),
        ("xyzzy", ""),
    ],
)  # fmt: skip
def test_word_classes(word: str, known: str) -> None:
    assert word_class(word) == known


def test_long_numbers_are_levelled_and_short_codes_are_not() -> None:
    assert [levelled(word) for word in ("1234567893", "l1", "t12", "03/12/1940")] == [
        "0000000000", "l1", "t12", "00/00/0000",
    ]  # fmt: skip
    assert shape("M80.08XA") == "Xd.dX"


def test_a_cue_word_reaches_the_words_after_it_until_the_next() -> None:
    rows = numbers(["hello", "DOB", ":", "x", "ordering", "y"])
    assert rows[0][CUE] == 0
    assert rows[1][CUE] == rows[2][CUE] == rows[3][CUE] != rows[4][CUE] == rows[5][CUE]


def test_the_tagger_tells_the_patient_from_the_doctor_and_the_daughter() -> None:
    (page,) = tag([laid(
        "Patient Name:  Zofia Marchetti  DOB:  03/12/1940",
        "Referring Physician:  Thuy MacDonald, MD",
        "Emergency contact:  Elspeth Marchetti, daughter",
    )]) or ()  # fmt: skip
    said = {entity.label: entity.text for entity in page.entities()}
    assert said["PATIENT"] == "Zofia Marchetti"
    assert said["BIRTH"] == "03/12/1940"
    assert said["REFERRER"] == "Thuy MacDonald"
    assert said["RELATIVE"] == "Elspeth Marchetti"


def test_an_entity_knows_its_place_and_its_probability() -> None:
    sheet = laid("Patient Name:  Zofia Marchetti", "DOB:  03/12/1940")
    (page,) = tag([sheet]) or ()
    patient = next(entity for entity in page.entities() if entity.label == "PATIENT")
    assert [word.text for word in patient.words] == ["Zofia", "Marchetti"]
    assert patient.box.top == pytest.approx(0.1)
    assert 0.5 < patient.probability <= 1
    told = page.of_words(patient.words)
    assert told["PATIENT"] == pytest.approx(patient.probability, abs=1e-6)
    assert sum(told.values()) == pytest.approx(1, abs=1e-3)


def test_an_entity_knows_what_stands_before_it_on_its_line() -> None:
    (page,) = tag([laid("Patient Name:  Zofia Marchetti", "DOB:  03/12/1940")]) or ()
    (born,) = (one for one in page.entities() if one.label == "BIRTH")
    assert born.before[:2] == ("DOB", ":")


def test_a_page_without_words_has_no_entities() -> None:
    pages = tag([layout(Page(1, 1728, 2236)), laid("Patient:  Ann Fox")]) or ()
    assert [bool(list(page.entities())) for page in pages] == [False, True]


def test_reading_new_words_interns_none_of_them() -> None:
    model = load()
    assert model is not None
    tag([laid("Patient:  Ann Fox")])
    before = len(model.nlp.vocab.strings), len(model.nlp.vocab)
    tag([laid(f"Patient:  Qwx{number}zy Unheard{number}") for number in range(50)])
    assert (len(model.nlp.vocab.strings), len(model.nlp.vocab)) == before


def test_features_are_carried_by_a_doc_without_its_words() -> None:
    doc = featured(spacy.blank("en").vocab, ["Ann", "Fox"])
    assert np.array_equal(doc.to_array(["NORM", "ENT_KB_ID"])[:, 0], numbers(["Ann", "Fox"])[:, 0])
    assert {token.text for token in doc} == {"x"}


def test_the_committed_model_is_sound_and_named_in_every_reading() -> None:
    assert load_from(places()[0]) is not None
    assert read_by() == "rules, entities 2"


def test_spacy_loads_the_model_by_itself() -> None:
    nlp = spacy.load(places()[0])
    doc = nlp("I am referring Zofia Marchetti, born 03/12/1940, for kyphoplasty.\nSincerely,\nThuy MacDonald, MD")
    assert ("Zofia Marchetti", "PATIENT") in {(entity.text, entity.label_) for entity in doc.ents}


def test_a_missing_damaged_or_outdated_model_is_not_used(tmp_path: Path) -> None:
    assert load_from(tmp_path / "nowhere") is None
    copy = tmp_path / "entities"
    shutil.copytree(places()[0], copy)
    assert load_from(copy) is not None
    manifest = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps(manifest | {"features": "0"}))
    assert load_from(copy) is None
    (copy / MANIFEST).write_text(json.dumps(manifest))
    with (copy / "meta.json").open("a") as file:
        file.write(" ")
    assert load_from(copy) is None
    (copy / MANIFEST).write_text("[]")
    assert load_from(copy) is None

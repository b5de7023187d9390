"""Lines for training: their words are the ones on the cut picture."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from faxpipe.lab.bench.wear import Wear, mild
from faxpipe.lab.draw import FONT_FOLDER
from faxpipe.lab.lines import pairs
from faxpipe.lab.lines.pairs import Pair, pairs_of
from faxpipe.lab.lines.shards import read_shard, shards, write_shard
from faxpipe.lab.lines.sheets import Faces, Paper, draw_sheet, find_faces
from faxpipe.lab.lines.texts import Texts, gather, number
from faxpipe.ocr.neural.detect import WINDOW, Span
from faxpipe.ocr.neural.networks import Networks, load_networks
from faxpipe.ocr.neural.weights import find_weights

FACE = FONT_FOLDER / "Caladea-Regular.ttf"
FACES = Faces((FACE,), (FACE,), (FONT_FOLDER / "dkg.ttf",))
WORDS = ("kyphoplasty", "fracture", "referral", "patient", "insurance", "signature")


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(WORDS, WORDS, ("the patient was seen in our office on Monday",), ("Prior authorization no.",))


@pytest.fixture(scope="module")
def paper(texts: Texts) -> Paper:
    return draw_sheet(texts, FACES, random.Random(4))


@pytest.fixture(scope="module")
def networks() -> Networks:
    weights = find_weights()
    if weights is None:
        pytest.skip("the neural engine is not installed")
    return load_networks(weights, WINDOW)


def test_every_word_of_a_sheet_stands_in_its_box(paper: Paper) -> None:
    assert len(paper.words) > 50
    for word in paper.words:
        left, top, right, bottom = (round(side) for side in word.box)
        assert paper.gray[top:bottom, left:right].min() < 200


def test_faces_kept_apart_are_not_trained_on() -> None:
    assert find_faces((FONT_FOLDER,)).print == ()


def test_a_face_without_small_letters_prints_capitals(texts: Texts) -> None:
    capitals = FONT_FOLDER / "Humor-Sans.ttf"
    drawn = draw_sheet(texts, Faces((capitals,), (), ()), random.Random(1))
    assert drawn.words
    assert all(word.text == word.text.upper() for word in drawn.words)


def test_a_clean_line_comes_with_the_words_that_are_on_it(
    paper: Paper, networks: Networks, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = replace(mild(True, random.Random(1)), skew_deg=0.7, specks=0.0)
    monkeypatch.setattr(pairs, "_wear", lambda _: ("clean", Wear(clear)))
    found = list(pairs_of(paper, networks, random.Random(2)))
    drawn = {word.text for word in paper.words}
    assert len(found) > paper.lines / 2
    assert all(pair.picture.shape[0] == 48 and pair.picture.dtype == np.uint8 for pair in found)
    assert all(set(pair.text.split()) <= drawn for pair in found)


def test_a_line_with_half_a_word_teaches_nothing() -> None:
    whole = pairs.Printed("whole", (10, 10, 60, 30), 1)
    half = pairs.Printed("half", (70, 10, 130, 30), 1)
    below = pairs.Printed("below", (10, 26, 60, 46), 2)
    span = Span(5, 8, 100, 32, 12, 28)
    assert pairs._text_on(span, [whole]) == "whole"
    assert pairs._text_on(span, [whole, half]) is None
    assert pairs._text_on(replace(span, right=140), [whole, half]) == "whole half"
    assert pairs._text_on(replace(span, right=140, bottom=48), [whole, below]) is None


def test_the_same_seed_says_the_same_lines() -> None:
    first, second = (gather(3, papers=2) for _ in range(2))
    assert [first.line(random.Random(n)) for n in range(50)] == [second.line(random.Random(n)) for n in range(50)]
    assert all(first.line(random.Random(n)).isascii() for n in range(200))


def test_numbers_leave_no_pattern_letters_behind() -> None:
    assert not any("#" in number(random.Random(n)) for n in range(500))


def test_shards_come_back_as_they_were_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    lines = [
        Pair(rng.integers(0, 255, (48, wide), dtype=np.uint8), f"line {wide}", "clean") for wide in (30, 400, 9)
    ]
    write_shard(tmp_path, 7, 2, lines)
    assert list(shards(tmp_path, 7)) == [2]
    assert shards(tmp_path, 8) == {}
    back = read_shard(shards(tmp_path, 7)[2])
    assert [(pair.text, pair.group) for pair in back] == [(pair.text, pair.group) for pair in lines]
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(back, lines, strict=True))

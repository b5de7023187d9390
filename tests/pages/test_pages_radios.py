"""Round choices are told from letters and bullets, and filled ones from hollow ones."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.pages import RawPage, clean, find_shapes, lift

Paper = NDArray[np.uint8]


def _ticks(paper: Paper) -> list[bool | None]:
    return [tick.ticked for tick in find_shapes(clean(RawPage(1, paper, 204.0, 204.0, own=True))).ticks]


def _choice(paper: Paper, x: int, y: int, word: str, mark: str = "") -> None:
    cv2.circle(paper, (x, y), 12, 0, 2, cv2.LINE_AA)
    if mark == "filled":
        cv2.circle(paper, (x, y), 12, 0, -1)
    elif mark == "dot":
        cv2.circle(paper, (x, y), 6, 0, -1)
    elif mark == "cross":
        cv2.line(paper, (x - 6, y - 6), (x + 6, y + 6), 0, 3)
        cv2.line(paper, (x - 6, y + 6), (x + 6, y - 6), 0, 3)
    cv2.putText(paper, word, (x + 24, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)


@pytest.fixture
def paper() -> Paper:
    return np.full((1100, 1700), 255, np.uint8)


@pytest.mark.parametrize("mark", ["filled", "dot", "cross"])
def test_a_marked_circle_beside_hollow_ones_is_ticked(paper: Paper, mark: str) -> None:
    for x, word in ((300, "None"), (500, "Warfarin"), (740, "Aspirin")):
        _choice(paper, x, 400, word, mark if word == "Warfarin" else "")
    assert _ticks(paper) == [False, True, False]


def test_choices_are_lifted_before_reading_and_their_words_stay(paper: Paper) -> None:
    for x, word in ((300, "None"), (500, "Warfarin"), (740, "Aspirin")):
        _choice(paper, x, 400, word)
    image = clean(RawPage(1, paper, 204.0, 204.0, own=True))
    lifted = lift(image, find_shapes(image))
    scale = image.dpi / 204
    rows = slice(round(380 * scale), round(420 * scale))
    assert (lifted[rows, round(284 * scale) : round(316 * scale)] > 200).all()
    assert (lifted[rows, round(322 * scale) : round(380 * scale)] < 128).any()


def test_print_has_no_round_choices(printed: Callable[..., Paper]) -> None:
    letters = printed(("O O O O negative 0 0 0", "Onset of o pain 10 0 O 2", "DOB O ORDER OF D DATE"))
    assert _ticks(letters) == []


def test_bullets_are_no_choices(paper: Paper) -> None:
    for y in (300, 360, 420):
        _choice(paper, 300, y, "metformin daily", "filled")
    assert _ticks(paper) == []
    hollow = np.full_like(paper, 255)
    for y in (300, 360, 420):
        _choice(hollow, 300, y, "metformin daily")
    assert _ticks(hollow) == []


def test_a_lone_circle_is_no_choice(paper: Paper) -> None:
    _choice(paper, 300, 400, "positive")
    assert _ticks(paper) == []

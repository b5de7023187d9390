"""Straight runs on masks: packed bits find what looking at every pixel does."""

from __future__ import annotations

import numpy as np
import pytest

from faxpipe.pages.runs import opened_bits, runs_of
from faxpipe.pages.shapes import piece_boxes


@pytest.mark.parametrize("level", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("size", [(40, 64), (61, 67), (9, 3)])
def test_runs_are_joined_to_the_pieces_that_contours_enclose(
    level: bool, share: float, size: tuple[int, int]
) -> None:
    ink = (np.random.default_rng(7).random(size) < share).astype(np.uint8)
    runs = runs_of(ink, level=level)
    assert sorted(map(tuple, runs.boxes(runs.bits))) == sorted(map(tuple, piece_boxes(ink)))


@pytest.mark.parametrize("level", [True, False])
def test_a_line_that_wavers_by_a_pixel_is_one_run(level: bool) -> None:
    ink = np.zeros((70, 70), np.uint8)
    ink[30, 10:25] = ink[31, 25:40] = 1
    runs = runs_of(ink if level else ink.T.copy(), level=level)
    (box,) = runs.boxes(opened_bits(runs.wavering, 28) & runs.near).tolist()
    assert sorted((box[2] - box[0], box[3] - box[1])) == [2, 30]

"""A square code of ours is found however the page lies; anybody else's says nothing."""

from __future__ import annotations

import random

import numpy as np
import pytest
import segno

from faxpipe import reference
from faxpipe.pages.codes import references_on

OURS = reference.make(random.Random(3))


def page_with(text: str, *, scale: int = 6, at: tuple[int, int] = (300, 200)) -> np.ndarray:
    matrix = np.array(
        [[255 if not dark else 0 for dark in row] for row in segno.make(text, error="q").matrix], np.uint8
    )
    square = np.kron(matrix, np.ones((scale, scale), np.uint8))
    page = np.full((1100, 850), 255, np.uint8)
    top, left = at
    page[top : top + square.shape[0], left : left + square.shape[1]] = square
    return page


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_code_of_ours_is_read_in_every_orientation(turns: int) -> None:
    assert references_on(np.rot90(page_with(reference.code(OURS)), turns)) == (OURS,)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/",
        "FAXPIPE:",
        "FAXPIPE:../../etc",
        reference.code(OURS[:-1] + "3" if OURS[-1] != "3" else OURS[:-1] + "4"),
        OURS,
    ],
)
def test_what_is_no_reference_of_ours_is_passed_over(text: str) -> None:
    assert references_on(page_with(text)) == ()


def test_a_page_without_codes_gives_none() -> None:
    assert references_on(np.full((1100, 850), 255, np.uint8)) == ()
    assert references_on(np.random.default_rng(1).integers(0, 256, (600, 500), np.uint8)) == ()

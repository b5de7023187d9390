"""Typed choices, [ ] and [X], are tick boxes; footnotes and codes in brackets are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from faxpipe.pages import RawPage, clean, find_shapes

Paper = NDArray[np.uint8]


def _ticks(paper: Paper) -> list[bool | None]:
    return [tick.ticked for tick in find_shapes(clean(RawPage(1, paper, 200.0, 200.0, own=True))).ticks]


@pytest.mark.parametrize("mark", ["X", "x"])
def test_bracketed_choices_are_found_with_their_marks(printed: Callable[..., Paper], mark: str) -> None:
    paper = printed(
        (f"[{mark}] Routine   [  ] Urgent   [  ] STAT", f"Blood thinners:  [  ] None   [{mark}] Warfarin")
    )
    assert _ticks(paper) == [True, False, False, False, True]


def test_footnotes_and_codes_in_brackets_are_no_choices(printed: Callable[..., Paper]) -> None:
    assert _ticks(printed(("Pain of the back [1] and leg [2]", "Codes [M80.08XA] and [T12] apply"))) == []


def test_a_lone_pair_of_brackets_is_no_choice(printed: Callable[..., Paper]) -> None:
    assert _ticks(printed(("Enclosures [  ] none",))) == []


def test_figures_in_parentheses_beside_choices_are_no_choices(printed: Callable[..., Paper]) -> None:
    paper = printed(
        ("[X] Male   [  ] Female   [  ] Other", "Phone (603) 675-4104 (60) (0) (8 mg)", "Fax (603)675-4104")
    )
    assert _ticks(paper) == [True, False, False]


@pytest.mark.parametrize("drawn", ["H", "N", "M"])
def test_a_capital_of_two_stems_beside_choices_is_no_choice(printed: Callable[..., Paper], drawn: str) -> None:
    paper = printed(("[X] Yes   [  ] No   [  ] Other", "", ""))
    high, wide, thick = 30, 26, 4
    for left in (200, 400, 600):
        body = paper[400 : 400 + high, left : left + wide]
        body[:, :thick] = body[:, -thick:] = 0
        if drawn == "H":
            body[13:17] = 0
        for row in range(high):
            slant = round(row * (wide - thick) / high)
            if drawn == "N":
                body[row, slant : slant + thick] = 0
            if drawn == "M" and row < high // 2:
                body[row, slant : slant + thick] = body[row, wide - slant - thick : wide - slant] = 0
    assert _ticks(paper) == [True, False, False]

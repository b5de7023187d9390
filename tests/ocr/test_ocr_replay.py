"""Stored pages come back exactly as they were, through real JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.document import Box, Circle, Ink, Marks, Page, PageState, Rule, SecondReading, TickBox, Word
from faxpipe.errors import StoreError
from faxpipe.ocr.replay import page_from_json, page_json

_share = st.floats(0, 1)
_boxes = st.builds(Box, _share, _share, _share, _share)
_words = st.lists(st.builds(Word, st.text(max_size=12), _boxes, _share), max_size=4).map(tuple)
_marks = st.builds(
    Marks,
    st.lists(st.builds(TickBox, _boxes, st.sampled_from([True, False, None]), _share), max_size=3).map(tuple),
    st.lists(st.builds(Circle, _boxes, _share), max_size=3).map(tuple),
    st.lists(st.builds(Rule, _boxes, st.booleans()), max_size=3).map(tuple),
    st.lists(st.builds(Ink, _boxes, _share), max_size=3).map(tuple),
)
_pages = st.builds(
    Page,
    number=st.integers(1, 999),
    width_px=st.integers(1, 9999),
    height_px=st.integers(1, 9999),
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew_deg=st.floats(-4, 4),
    state=st.sampled_from(PageState),
    reason=st.text(max_size=12),
    words=_words,
    marks=_marks,
    strip=_words,
    source=st.sampled_from(["ocr", "text_layer", "replay"]),
    engine=st.text(max_size=12),
    engine_version=st.text(max_size=12),
    dpi=st.integers(1, 600),
    second=st.lists(
        st.builds(SecondReading, _boxes, st.text(max_size=12), _share, st.text(max_size=9)), max_size=3
    ).map(tuple),
)


@given(_pages)
def test_a_stored_page_comes_back_exactly(page: Page) -> None:
    assert page_from_json(json.loads(json.dumps(page_json(page)))) == page


def test_a_page_stored_before_there_were_second_readings_comes_back_without() -> None:
    stored = page_json(Page(1, 10, 10))
    del stored["second"]
    assert page_from_json(stored) == Page(1, 10, 10)


def test_words_of_another_version_are_refused() -> None:
    stored = page_json(Page(1, 10, 10)) | {"version": 99}
    with pytest.raises(StoreError) as caught:
        page_from_json(stored)
    assert caught.value.code == "stored_words_version"


@pytest.mark.parametrize("damage", [{"words": [["x"]]}, {"state": "lost"}, {"ticks": 3}, {"second": [["x"]]}])
def test_damaged_words_are_refused_without_showing_them(damage: dict[str, object]) -> None:
    with pytest.raises(StoreError) as caught:
        page_from_json(page_json(Page(1, 10, 10)) | damage)
    assert caught.value.code == "stored_words_damaged"
    assert caught.value.__cause__ is None

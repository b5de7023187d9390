"""Many wordings looked for at once are those that a look for each by itself would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from faxpipe.packets.page_words import plain
from faxpipe.packets.wordings import ALIKE_MIN, BEGINS_MIN, FUZZY_FROM, Beginnings, Wordings

PHRASES = (
    "FAX",
    "RE",
    "SECURE FAX",
    "BROCHURE",
    "REGISTER",
    "COVER SHEET",
    "MEDICAL RECORDS REQUEST",
    "HISTORY OF PRESENT ILLNESS",
    "HISTORY OF",
    "MG DL",
    "PREAUTHORIZATION",
)
LETTERS = "ABEGHIORSTU "


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Wordings with letters misread, lost and added, among others."""
    text = " ".join(draw(st.lists(st.sampled_from((*PHRASES, "THE", "OF A")), max_size=4)))
    for _ in range(draw(st.integers(0, 3))):
        at, kind = draw(st.integers(0, len(text))), draw(st.integers(0, 2))
        text = text[:at] + (draw(st.sampled_from(LETTERS)) if kind else "") + text[at + (kind != 1) :]
    return plain(text)


def held(text: str, phrase: str) -> bool:
    wanted, words = f" {phrase} ", phrase.split()
    if wanted in text:
        return True
    if len(phrase) < FUZZY_FROM or len(text) < len(wanted):
        return False
    if len(words) > 1 and set(words).isdisjoint(text.split()):
        return False
    return fuzz.partial_ratio(wanted, text) >= ALIKE_MIN


@given(texts())
def test_what_a_text_holds_is_what_each_search_by_itself_finds(text: str) -> None:
    assert Wordings(PHRASES).held(text) == {phrase for phrase in PHRASES if held(text, phrase)}


@given(st.lists(texts(), max_size=4))
def test_what_titles_hold_is_what_each_search_by_itself_finds(titles: list[str]) -> None:
    assert Wordings(PHRASES).titled(titles) == {
        phrase for phrase in PHRASES if any(held(title, phrase) for title in titles)
    }


@given(st.lists(texts(), max_size=4))
def test_what_segments_begin_with_is_what_each_comparison_by_itself_finds(segments: list[str]) -> None:
    found = {
        phrase
        for phrase in PHRASES
        for start in (segment[: len(phrase) + 2] for segment in segments)
        if start == f" {phrase} " or (len(phrase) >= FUZZY_FROM and fuzz.ratio(f" {phrase} ", start) >= BEGINS_MIN)
    }
    assert Beginnings(PHRASES).begun(segments) == found


def test_a_wording_misread_in_a_letter_stands_and_one_cut_short_does_not() -> None:
    wordings = Wordings(PHRASES)
    assert wordings.held(plain("please find the Medlcal Records Request below")) == {"MEDICAL RECORDS REQUEST"}
    assert wordings.held(plain("Recipes of a brochu")) == set()

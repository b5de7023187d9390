"""Text of a fax on a terminal: clean, one line, ages in words."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.cli.terminal import ago, clean, shown

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@given(st.text())
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    assert not any(unicodedata.category(letter).startswith("C") for letter in clean(text))


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J\x1b[31mred", "\x9b31m", "abc\u202egpj.exe", "a\rb", "zero\u200bwidth", "\udc80name.pdf", "\x00\x07"],
)
def test_escape_sequences_and_direction_overrides_lose_their_power(hostile: str) -> None:
    assert clean(hostile).isprintable()


def test_ordinary_text_is_left_as_it_is() -> None:
    assert clean("Zoë O'Neil-Łuka, 12 Elm St") == "Zoë O'Neil-Łuka, 12 Elm St"


def test_brackets_of_a_fax_are_no_markup() -> None:
    assert shown("[red]x[/red]").plain == "[red]x[/red]"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=40), "40 days"),
    ],
)
def test_an_age_in_plain_words(age: timedelta, words: str) -> None:
    assert ago(NOW - age, NOW) == words

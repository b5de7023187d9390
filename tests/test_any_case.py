"""What `AnyCase` finds is what a search that ignores case finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.any_case import AnyCase
from faxpipe.fields.flags import alarming, measured, sender_words
from faxpipe.fields.kinds import lists, modality
from faxpipe.fields.prose import care, pain, spine

MODULES = (alarming, measured, sender_words, lists, modality, care, pain, spine)
PATTERNS = [one for module in MODULES for one in vars(module).values() if isinstance(one, AnyCase)]
WORDS = [word for one in PATTERNS for word in re.findall(r"[a-z]{2,}", one.pattern)]
TEXTS = st.lists(
    st.sampled_from([*WORDS, "2/5", "10", "ﬁ", "İs", "K", "ſoon", "é", ":", ",", "."]).flatmap(
        lambda word: st.sampled_from([word, word.upper(), word.capitalize()])
    ),
    max_size=12,
).map(" ".join)


@given(text=TEXTS)
def test_finds_what_a_search_that_ignores_case_finds(text: str) -> None:
    for one in PATTERNS:
        known = re.compile(one.pattern, re.IGNORECASE)
        found = one.search(text)
        assert (found and found.span()) == ((other := known.search(text)) and other.span())
        assert [match[0] for match in one.finditer(text)] == [match[0] for match in known.finditer(text)]


@pytest.mark.parametrize("pattern", ["Fever", r"\bx[A-Z]", r"(?P<name>MRI)"])
def test_a_pattern_with_capitals_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        AnyCase(pattern)


@pytest.mark.parametrize("pattern", [r"\W\S\D", r"(?P<Name>fever)(?P=Name)"])
def test_capitals_that_are_no_letters_of_the_text_are_none(pattern: str) -> None:
    AnyCase(pattern)


@given(text=TEXTS)
def test_a_text_without_a_studys_letters_names_no_study(text: str) -> None:
    if not modality._MAY_NAME.stands_in(text):
        assert not any(pattern.search(text) for _, pattern in modality._KINDS)
        assert not modality._COMPUTED.search(text)

"""The tokens of a page: those of spaCy's English tokenizer, in a vocabulary that goes with the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.prose.text import language, sentences, tokens

WORDS = st.sampled_from(
    """Pt. c/o w/o can't cannot L1-L2 M80.08XA 8/2/26 (603)555-0114 don't N/A "denies" no, ok. 10mg/5ml U.S.
    s/p a.m. he'll <b> x@y.org http://a.b/c O'Brien's --- ... e.g. 12:30pm :) we're #7""".split()
)
BLANKS = st.sampled_from([" ", " ", " ", "  ", "   ", "\u00a0"])


@given(st.lists(st.tuples(WORDS | st.text("aB1./-(), \u00e9", max_size=6), BLANKS), max_size=12))
def test_tokens_are_those_of_spacys_tokenizer(parts: list[tuple[str, str]]) -> None:
    """No colons and quotes among the chance signs: special cases of signs alone, such as smileys, are found by
    spaCy or not by the words around them."""
    text = "".join(word + blank for word, blank in parts).strip()
    with language().memory_zone():
        whole = language().make_doc(text)
        expected = [(token.text, token.idx) for token in whole]
    assert [(token.text, token.idx) for token in tokens(text)] == expected


@given(st.text(" \taZ9.,'-", max_size=40))
def test_tokens_keep_every_sign_of_their_text(text: str) -> None:
    assert tokens(text).text == text


@pytest.mark.parametrize(("read", "meant"), [("C0mpression", "compression"), ("Bowel", "bowel"), ("12", "12")])
def test_a_token_is_compared_by_its_mended_word(read: str, meant: str) -> None:
    assert [token.norm_ for token in tokens(read)] == [meant]


def test_words_of_a_page_leave_nothing_in_the_tokenizer() -> None:
    tokens("Known words")
    before = len(language().vocab.strings)
    read = sentences(printed("Zyxwv qqjzzk 81723-AB reads ploverthrush."), PageKind.CLINICAL_NOTE)
    assert [token.text for token in read[0].doc][:2] == ["Zyxwv", "qqjzzk"]
    assert len(language().vocab.strings) == before


def test_the_sentences_of_a_page_share_one_vocabulary() -> None:
    read = sentences(printed("Pain since May. No weakness."), PageKind.CLINICAL_NOTE)
    assert len(read) == 2
    assert len({id(one.doc.vocab) for one in read}) == 1

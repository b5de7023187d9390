"""References: made well formed, told when wrong, found in what OCR made of a page."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.reference import ALPHABET, check, code, find_in, make, shown, typed

references = st.integers(0, 2**32).map(lambda seed: make(random.Random(seed)))


@given(references)
def test_a_made_reference_passes_its_own_check(reference: str) -> None:
    assert check(reference)
    assert len(reference) == 9


@given(references, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_told(reference: str, place: int, letter: str) -> None:
    changed = reference[:place] + letter + reference[place + 1 :]
    assert check(changed) == (changed == reference)


@given(references, st.integers(0, 6))
def test_two_neighbours_that_changed_places_are_always_told(reference: str, place: int) -> None:
    turned = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]
    assert check(turned) == (turned == reference)


@given(references)
def test_a_reference_is_found_in_its_code_and_in_print(reference: str) -> None:
    assert find_in(code(reference)) == (reference,)
    assert find_in(f"Reference {shown(reference)} please quote") == (reference,)
    assert find_in(f"ref: {shown(reference).replace('-', ' - ').lower()}.") == (reference,)


@given(references)
def test_what_a_person_types_is_taken_with_or_without_dashes(reference: str) -> None:
    assert typed(f" {shown(reference).lower()} ") == reference
    assert typed(code(reference)) == reference
    assert typed(reference[:-1]) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("3", "8"), ("C", "0"), ("C", "O"), ("C", "G"), ("4", "A"), ("F", "E"), ("7", "Z"), ("M", "N")],
)
def test_a_look_alike_is_read_through(right: str, wrong: str) -> None:
    rng = random.Random(7)
    tried = 0
    while tried < 50:
        reference = make(rng)
        if reference.count(right) != 1:
            continue
        tried += 1
        assert reference in find_in(f"Ref {shown(reference).replace(right, wrong)}")


@pytest.mark.parametrize(
    "text",
    [
        "Call 603-681-3140 or fax 603-681-3154",
        "Please send the missing information within seven days",
        "MEDICARE 1EG4-TE5-MK73 DOB 03/14/1947 ZIP 03079-1234",
        "",
    ],
)
def test_everyday_text_holds_no_sure_reference(text: str) -> None:
    assert all(check(one) for one in find_in(text))
    assert not [one for one in find_in(text) if one in text.replace("-", "")]


@given(st.text(max_size=400))
def test_any_text_is_read_without_fault(text: str) -> None:
    assert all(check(one) for one in find_in(text))

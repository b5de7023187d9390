"""What vouches for a value that only the tagger has read, and what does not."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind, enclosing
from faxpipe.fields.tagger.vouched import VOUCHED, vouched
from faxpipe.referral import Candidate, Check

LETTER, FORM = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM


def believed(text: str, field: str, value: str, kind: PageKind = LETTER, check: Check = Check.PASSED) -> bool:
    """Whether a value that the tagger alone read in `text` is believed."""
    own = sheet(text, kind)
    named = value.split()
    words = [word for line in own.layout.lines for word in line.words if word.text.strip(".,:") in named]
    one = Candidate(field, value, words[-1].text, 1, enclosing([word.box for word in words]), 0.5, "model", check)
    (after,) = vouched(packet(own), [one])
    return after.confidence == VOUCHED


@pytest.mark.parametrize(
    ("line", "payer", "sure"),
    [
        ("She has Cigna, number 4411.", "Cigna", True),
        ("He is insured with Humana Gold Plus and walks.", "Humana Gold Plus", True),
        ("UnitedHealthcare Group Medicare Advantage 918837", "Medicare Advantage", False),
        ("Secondary: Humana Gold", "Humana Gold", False),
    ],
)
def test_a_plan_of_the_lexicon_is_believed_where_it_stands_whole(line: str, payer: str, sure: bool) -> None:
    assert believed(line, "coverage.payer", payer) is sure


def test_a_plan_on_a_form_may_be_a_printed_choice() -> None:
    assert not believed("Aetna   PPO   Medicare", "coverage.payer", "Medicare", FORM)


def test_a_payer_that_no_lexicon_knows_is_looked_at() -> None:
    assert not believed("She has Quince, number 4411.", "coverage.payer", "Quince", check=Check.PLAIN)


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ("Thank you for seeing Ann Fox, a 70-year-old woman with pain.", True),
        ("Would you see Ann Fox, DOB 3/4/1956, for me?", True),
        ("I saw Ann Fox with her mother in the clinic.", False),
    ],
)
def test_a_name_is_believed_with_its_age_or_birth(line: str, sure: bool) -> None:
    assert believed(line, "patient.name", "Ann Fox") is sure

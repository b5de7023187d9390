"""What every kind promises about hostile text: it never raises, its spans lie inside, its time is linear."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxpipe.fields.kinds.addresses import find_addresses
from faxpipe.fields.kinds.allergies import find_allergies
from faxpipe.fields.kinds.answers import answer, cleaned
from faxpipe.fields.kinds.cpt import find_cpts
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.durations import find_durations
from faxpipe.fields.kinds.found import TEXT_LENGTH_MAX, Found, fold_digits
from faxpipe.fields.kinds.icd10 import find_icd10
from faxpipe.fields.kinds.ids import find_ids
from faxpipe.fields.kinds.levels import find_levels
from faxpipe.fields.kinds.lists import find_anticoagulants, find_medications
from faxpipe.fields.kinds.mbi import find_mbis
from faxpipe.fields.kinds.modality import find_modalities
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.kinds.npi import find_npis
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.kinds.phones import find_phones
from faxpipe.fields.kinds.same_name import same_person
from faxpipe.fields.kinds.scores import find_height_losses, find_pain_scores
from faxpipe.fields.kinds.sex import find_sexes
from faxpipe.fields.kinds.urgency import find_urgencies

ARRIVED = date(2026, 9, 12)
Finder = Callable[[str], tuple[Found, ...]]


def _one(find: Callable[[str], Found | None]) -> Finder:
    return lambda text: tuple(found for found in [find(text)] if found is not None)


FINDERS: dict[str, Finder] = {
    "phones": find_phones,
    "dates": lambda text: find_dates(text, ARRIVED),
    "births": lambda text: find_dates(text, ARRIVED, birth=True),
    "durations": lambda text: find_durations(text, ARRIVED),
    "npis": find_npis,
    "mbis": find_mbis,
    "ids": find_ids,
    "icd10": find_icd10,
    "cpts": find_cpts,
    "person": _one(find_person),
    "levels": find_levels,
    "ranges": lambda text: find_levels(text, plural=True),
    "pain": find_pain_scores,
    "height": find_height_losses,
    "medications": find_medications,
    "anticoagulants": find_anticoagulants,
    "allergies": find_allergies,
    "sexes": find_sexes,
    "addresses": find_addresses,
    "payer": _one(find_payer),
    "modalities": find_modalities,
    "urgencies": find_urgencies,
}
PIECES = st.sampled_from(
    "603 555-1234 ( ) 09/08/2026 O9/O8/26 Sept. 1, May since 3 weeks ago NPI 1168498172 1EG4-TE5-MK73 "
        "M80.08XA M8O T12 L4-5 and & / - , ; : . \n "
    "pain 6/10 30% height loss aspirin no denies stopped Sulfa rash LAVALLEE, ARMAND MD 12 Elm St Salem, "
        "NH 03079 Medicare F MRI urgent ___ | l O S \u2014 \u00e9 0 1 \u0664".split(" ")
)  # fmt: skip
NOISE = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
)


@pytest.mark.parametrize("kind", FINDERS)
@given(text=NOISE)
@settings(max_examples=120, deadline=None)
def test_no_text_makes_a_kind_raise_and_every_span_lies_in_it(kind: str, text: str) -> None:
    for found in FINDERS[kind](text):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.value != ""
        assert repr(found) == repr(replace(found, value="another"))


@given(one=NOISE, other=NOISE)
@settings(deadline=None)
def test_names_compare_alike_both_ways(one: str, other: str) -> None:
    score = same_person(one, other)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(same_person(other, one))


@given(text=NOISE)
def test_answers_of_any_text_are_told(text: str) -> None:
    answer(text)
    assert cleaned(cleaned(text)) == cleaned(text)


@given(text=st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold_digits(text)) == len(text)


JUNK = {
    "digits": "1" * 40_000,
    "ones and blanks": "1 " * 20_000,
    "slashes": "1/" * 20_000,
    "dashes": "603-" * 10_000,
    "letters": "l" * 40_000,
    "capitals": "AB " * 13_000,
    "commas": "a, " * 13_000,
    "blanks": " " * 40_000,
    "lines": "\n" * 40_000,
    "dots": "." * 40_000,
    "no": "no " * 13_000,
    "and": "L1 and " * 6_000,
    "names": "Smith, " * 6_000,
    "streets": "12 Elm " * 6_000,
    "percent": "30% of the " * 4_000,
    "pain": "pain is " * 5_000,
    "weeks": "three weeks " * 3_500,
    "months": "May " * 10_000,
    "drugs": "aspirin or " * 4_000,
    "brackets": "(" * 40_000,
}
SECONDS_MAX = 4.0


@pytest.mark.parametrize("kind", FINDERS)
def test_long_junk_takes_time_in_proportion_to_its_length(kind: str) -> None:
    FINDERS[kind]("M80.08XA aspirin")
    for junk in JUNK.values():
        started = time.perf_counter()
        FINDERS[kind](junk[:TEXT_LENGTH_MAX])
        assert time.perf_counter() - started < SECONDS_MAX


@given(text=NOISE)
@settings(deadline=None)
def test_numbers_come_out_in_digits_alone(text: str) -> None:
    for found in (*find_phones(text), *find_npis(text)):
        assert re.fullmatch(r"[0-9\-]+", str(found.value))

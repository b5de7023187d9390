"""What people type becomes the same normal form as what is read; checks warn and never forbid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import packet

from faxpipe.fields.resolution.typed import shown, typed
from faxpipe.referral import Value
from faxpipe.schema import load_schema

NOBODY = packet()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("patient.name", "  Ann   van der Berg ", "Ann van der Berg"),
        ("patient.name", "FOX, ANN", "Ann Fox"),
        ("patient.birth_date", "2/3/1941", "1941-02-03"),
        ("patient.birth_date", "1941-02-03", "1941-02-03"),
        ("patient.phone", "(603) 555-0101", "603-555-0101"),
        ("patient.sex", "F", "female"),
        ("coverage.payer", "self pay", "self-pay"),
        ("coverage.payer", "Anthem BCBS of NH", "Anthem BCBS of NH"),
        ("coverage.member_id", "1eg4-te5-mk73", "1EG4TE5MK73"),
        ("referrer.npi", "1234567893", "1234567893"),
        ("referrer.fax", "fax 603-555-0188", "603-555-0188"),
        ("diagnosis.icd10", "M80.08XA; M54.5", ("M80.08XA", "M54.5")),
        ("order.cpt", "22514, 22515", ("22514", "22515")),
        ("fracture.levels", "t12 L1", ("T12", "L1")),
        ("fracture.onset", "P3W", "P3W"),
        ("fracture.onset", "3 weeks ago", "P3W"),
        ("patient.allergies", "NKDA", "none"),
        ("patient.medications", "Tylenol, lisinopril", ("tylenol", "lisinopril")),
        ("symptoms.pain_score", "8/10", 8),
        ("fracture.height_loss_percent", "30 %", 30),
        ("imaging.modality", "mri", "MRI"),
        ("referrer.signature", "present", "present"),
        ("order.service", "Evaluate  and treat", "Evaluate and treat"),
    ],
)
def test_typed_values_get_their_normal_form(name: str, text: str, value: Value) -> None:
    found = typed(text, load_schema().field(name), NOBODY)
    assert (found.value, found.problem) == (value, "")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("referrer.npi", "1234567890", "1234567890"),
        ("referrer.npi", "12345", "12345"),
        ("referrer.phone", "603-681-3140", "603-681-3140"),
        ("patient.medications", "tylenol, frobnicol", ("tylenol", "frobnicol")),
        ("diagnosis.icd10", "Q99.999", ("Q99.999",)),
    ],
)
def test_what_a_check_would_refuse_is_told_and_can_be_kept(name: str, text: str, value: Value) -> None:
    found = typed(text, load_schema().field(name), NOBODY)
    assert found.value == value
    assert found.problem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("patient.birth_date", "soon"),
        ("patient.phone", "call her son"),
        ("patient.sex", "17"),
        ("symptoms.pain_score", "11"),
        ("fracture.height_loss_percent", "a lot"),
        ("patient.name", "   "),
        ("fracture.onset", "whenever"),
    ],
)
def test_what_has_no_normal_form_is_refused(name: str, text: str) -> None:
    found = typed(text, load_schema().field(name), NOBODY)
    assert found.value is None
    assert found.problem


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("P3W", "3 weeks ago"),
        ("P1M", "1 month ago"),
        ("1941-02-03", "02/03/1941"),
        (("a", "b"), "a, b"),
        (7, "7"),
        (None, ""),
    ],
)
def test_a_value_is_shown_as_people_write_it(value: Value | None, text: str) -> None:
    assert shown(value) == text


@given(st.text(max_size=60), st.sampled_from(load_schema().fields))
def test_whatever_is_typed_gives_a_value_or_a_problem(text: str, spec: object) -> None:
    found = typed(text, spec, NOBODY)  # type: ignore[arg-type]
    assert found.value is not None or found.problem


@pytest.mark.parametrize("value", ["P3W", "P1M", "P10D", "P2Y", "2026-02", "2026-02-03"])
def test_an_onset_comes_back_from_its_text_as_it_was(value: str) -> None:
    assert typed(shown(value), load_schema().field("fracture.onset"), NOBODY).value == value

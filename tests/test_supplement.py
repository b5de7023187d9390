"""An answer joins its referral: it fills gaps, contradicts aloud, and overrules nothing that was read well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from faxpipe.advisories import load_coverage
from faxpipe.document import Box, PageKind
from faxpipe.referral import (
    FieldStatus,
    FieldValue,
    Pathway,
    Priority,
    Reason,
    RedFlag,
    Referral,
    Value,
    Verdict,
)
from faxpipe.schema import load_schema
from faxpipe.supplement import Change, Joined, Part, join

SCHEMA = load_schema()
BOX = Box(0.1, 0.1, 0.3, 0.12)
FORM = frozenset({PageKind.CLINICAL_NOTE, PageKind.IMAGING_REPORT})
WHOLE: Mapping[str, Value] = {
    "patient.name": "Edith Marlowe",
    "patient.birth_date": "1947-03-19",
    "patient.phone": "603-555-0142",
    "coverage.payer": "Medicare",
    "coverage.member_id": "1EG4TE5MK73",
    "referrer.name": "Ann Fox",
    "referrer.npi": "1234567893",
    "referrer.phone": "978-555-0190",
    "order.service": "kyphoplasty",
    "order.date": "2026-02-20",
    "diagnosis.text": "L1 compression fracture",
    "patient.medications": ("lisinopril",),
    "patient.allergies": ("none",),
    "treatment.anticoagulants": ("none",),
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-02-01",
    "imaging.modality": "MRI",
    "imaging.date": "2026-02-10",
    "documents.clinical_notes": "present",
    "documents.imaging_report": "present",
}
LATER = date(2026, 3, 6)


def value(name: str, read: Value | None, status: FieldStatus = FieldStatus.FOUND) -> FieldValue:
    if read is None:
        return FieldValue(name, FieldStatus.MISSING)
    return FieldValue(name, status, read, 0.97, 1, BOX, str(read), "label")


def part(
    fax_id: int,
    values: Mapping[str, Value],
    *,
    held: Mapping[str, FieldStatus] | None = None,
    kinds: frozenset[PageKind] = FORM,
    flags: tuple[RedFlag, ...] = (),
    day: date = date(2026, 3, 2),
    reasons: tuple[Reason, ...] = (),
) -> Part:
    statuses = held or {}
    fields = tuple(
        value(spec.name, values.get(spec.name), statuses.get(spec.name, FieldStatus.FOUND))
        for spec in SCHEMA.fields
    )
    referral = Referral(
        (1,), Pathway.VCF, Verdict.INCOMPLETE, Priority.ROUTINE, fields, reasons=reasons, red_flags=flags
    )
    return Part(fax_id, referral, kinds, day)


def joined(first: Part, *answers: Part) -> Joined:
    return join(first, answers, schema=SCHEMA, coverage=load_coverage())


def without(*names: str) -> dict[str, Value]:
    return {name: read for name, read in WHOLE.items() if name not in names}


def test_an_answer_that_brings_what_was_missing_makes_the_referral_complete() -> None:
    first = part(1, without("coverage.member_id", "fracture.onset"))
    answer = part(2, {"coverage.member_id": "1EG4TE5MK73", "fracture.onset": "2026-02-01"}, day=LATER)
    result = joined(first, answer)
    assert result.referral.verdict is Verdict.COMPLETE
    assert result.referral.missing == ()
    assert result.changes == (
        Change("coverage.member_id", FieldStatus.MISSING, FieldStatus.FOUND),
        Change("fracture.onset", FieldStatus.MISSING, FieldStatus.FOUND),
    )


def test_each_value_that_was_brought_names_its_fax_and_the_rest_stays_where_it_stood() -> None:
    result = joined(part(1, without("coverage.member_id")), part(2, {"coverage.member_id": "1EG4TE5MK73"}))
    assert result.referral.field("coverage.member_id").fax_id == 2
    assert result.referral.field("patient.name").fax_id is None


def test_a_partial_answer_leaves_the_rest_missing() -> None:
    result = joined(
        part(1, without("coverage.member_id", "referrer.npi")), part(2, {"referrer.npi": "1234567893"})
    )
    assert result.referral.verdict is Verdict.INCOMPLETE
    assert result.referral.missing == ("coverage.member_id",)


def test_a_readable_resend_settles_what_was_held() -> None:
    first = part(1, WHOLE | {"referrer.npi": "1234567898"}, held={"referrer.npi": FieldStatus.INVALID})
    result = joined(first, part(2, {"referrer.npi": "1234567893"}))
    npi = result.referral.field("referrer.npi")
    assert (npi.status, npi.value) == (FieldStatus.FOUND, "1234567893")
    assert [other.value for other in npi.others] == ["1234567898"]
    assert result.referral.verdict is Verdict.COMPLETE


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("patient.birth_date", "1947-03-29"),
        ("fracture.levels", ("L3",)),
        ("coverage.member_id", "9AA9AA9AA99"),
        ("treatment.anticoagulants", ("warfarin",)),
    ],
)
def test_a_contradiction_about_the_patient_is_kept_both_ways(name: str, other: Value) -> None:
    result = joined(part(1, WHOLE), part(2, {name: other}))
    field = result.referral.field(name)
    assert field.status is FieldStatus.CONFLICT
    assert [(one.value, one.fax_id) for one in field.others] == [(other, 2)]
    assert result.referral.verdict is Verdict.REVIEW


@pytest.mark.parametrize(
    ("name", "other"), [("order.date", "2026-03-05"), ("referrer.name", "Cora Bell"), ("imaging.modality", "CT")]
)
def test_what_only_the_second_sending_says_otherwise_changes_nothing(name: str, other: Value) -> None:
    result = joined(part(1, WHOLE), part(2, {name: other}, day=LATER))
    assert result.referral.field(name).value == WHOLE[name]
    assert result.referral.verdict is Verdict.COMPLETE


def test_a_conflict_is_settled_by_an_answer_that_takes_one_side() -> None:
    first = part(1, WHOLE, held={"patient.birth_date": FieldStatus.CONFLICT})
    assert joined(first, part(2, {"patient.birth_date": "1947-03-19"})).referral.verdict is Verdict.COMPLETE
    third = joined(first, part(2, {"patient.birth_date": "1950-01-01"}))
    assert third.referral.field("patient.birth_date").status is FieldStatus.CONFLICT


def test_a_held_answer_settles_nothing_but_a_gap() -> None:
    held = {"coverage.member_id": FieldStatus.UNCERTAIN}
    first = part(1, WHOLE, held=held)
    assert (
        joined(first, part(2, {"coverage.member_id": "1EG4TE5MK7"}, held=held)).referral.verdict is Verdict.REVIEW
    )
    gap = joined(part(1, without("coverage.member_id")), part(2, {"coverage.member_id": "1EG"}, held=held))
    assert gap.referral.field("coverage.member_id").status is FieldStatus.UNCERTAIN
    assert gap.referral.verdict is Verdict.REVIEW


def test_pages_of_the_answer_count_and_its_red_flags_too() -> None:
    flag = RedFlag("cord_compression", Priority.EMERGENCY, 2, BOX, "cord compression")
    answer = part(2, {}, kinds=frozenset({PageKind.IMAGING_REPORT}), flags=(flag,))
    result = joined(part(1, WHOLE, kinds=frozenset({PageKind.CLINICAL_NOTE})), answer)
    assert result.kinds == {PageKind.CLINICAL_NOTE, PageKind.IMAGING_REPORT}
    assert result.referral.priority is Priority.EMERGENCY
    assert result.referral.red_flags[0].fax_id == 2


def test_an_mri_done_after_the_first_fax_is_not_in_the_future() -> None:
    first = part(1, without("imaging.date", "order.date"))
    result = joined(first, part(2, {"imaging.date": "2026-03-05"}, day=LATER))
    assert result.referral.field("imaging.date").status is FieldStatus.FOUND


def test_a_doubt_about_the_first_faxs_pages_stays() -> None:
    doubt = Reason("pages", FieldStatus.UNCERTAIN, "A page of this fax never arrived.")
    assert joined(part(1, WHOLE, reasons=(doubt,)), part(2, {})).referral.verdict is Verdict.REVIEW


def test_an_answer_that_speaks_of_no_fracture_asks_for_no_less() -> None:
    answer = part(2, {})
    answer = replace(answer, referral=replace(answer.referral, pathway=Pathway.PAIN))
    result = joined(part(1, without("fracture.levels")), answer)
    assert result.referral.pathway is Pathway.VCF
    assert result.referral.missing == ("fracture.levels",)

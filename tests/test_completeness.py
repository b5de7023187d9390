from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.advisories import load_coverage
from faxpipe.completeness import PAGES, Judgement, judge, required, worst
from faxpipe.crosscheck import cross_check
from faxpipe.document import PageKind
from faxpipe.packets.pathway import pathway
from faxpipe.referral import FieldStatus, FieldValue, Pathway, Value, Verdict
from faxpipe.schema import load_schema

FAXES = Path(__file__).resolve().parents[2] / "shared" / "faxes"
SCHEMA, COVERAGE = load_schema(), load_coverage()
RECEIVED = date(2026, 9, 10)
MISSING, UNCERTAIN, CONFLICT, INVALID, FOUND = (
    FieldStatus.MISSING,
    FieldStatus.UNCERTAIN,
    FieldStatus.CONFLICT,
    FieldStatus.INVALID,
    FieldStatus.FOUND,
)
WHOLE: dict[str, Value] = {
    "patient.name": "Jane Roe",
    "patient.birth_date": "1948-04-05",
    "patient.phone": "603-555-0188",
    "coverage.payer": "Medicare",
    "coverage.member_id": "1EG4TE5MK73",
    "referrer.name": "Kelly Stone",
    "referrer.npi": "1234567893",
    "referrer.phone": "603-555-0101",
    "referrer.fax": "603-555-0102",
    "referrer.signature": "present",
    "order.date": "2026-09-08",
    "order.service": "Kyphoplasty L1",
    "diagnosis.text": "L1 compression fracture",
    "diagnosis.icd10": ("M80.08XA",),
    "patient.medications": ("lisinopril",),
    "patient.allergies": "none",
    "treatment.anticoagulants": "none",
    "fracture.levels": ("L1",),
    "fracture.onset": "2026-07-20",
    "imaging.modality": "MRI",
    "imaging.date": "2026-08-28",
    "imaging.edema": "yes",
    "symptoms.pain_score": 6,
    "treatment.conservative": ("brace",),
    "exam.neuro": "normal",
    "fracture.height_loss_percent": 30,
    "bone.workup": "yes",
    "documents.clinical_notes": "present",
    "documents.imaging_report": "present",
}


def values(**changed: Value | FieldStatus) -> list[FieldValue]:
    """The whole referral with some fields changed: a status, or another value ("__" stands for the dot)."""
    fields = {name: FieldValue(name, FOUND, value, 0.95) for name, value in WHOLE.items()}
    for key, change in changed.items():
        name = key.replace("__", ".")
        if isinstance(change, FieldStatus):
            kept = None if change is MISSING else WHOLE.get(name)
            fields[name] = FieldValue(name, change, kept, 0.6)
        else:
            fields[name] = FieldValue(name, FOUND, change, 0.95)
    return list(fields.values())


def judged(
    fields: list[FieldValue],
    *,
    way: Pathway = Pathway.VCF,
    kinds: tuple[PageKind, ...] = (PageKind.REFERRAL_LETTER,),
    unassigned: tuple[int, ...] = (),
    doubts: tuple[str, ...] = (),
) -> Judgement:
    return judge(
        fields,
        SCHEMA,
        COVERAGE,
        pathway=way,
        kinds=kinds,
        received=RECEIVED,
        unassigned=unassigned,
        doubts=doubts,
    )


def test_everything_found_is_complete() -> None:
    found = judged(values())
    assert (found.verdict, found.missing, found.unsure, found.reasons) == (Verdict.COMPLETE, (), (), ())


NEEDED = [
    "patient.name",
    "patient.birth_date",
    "patient.phone",
    "coverage.payer",
    "coverage.member_id",
    "referrer.name",
    "referrer.npi",
    "order.service",
    "patient.medications",
    "patient.allergies",
    "treatment.anticoagulants",
    "fracture.levels",
    "fracture.onset",
    "imaging.modality",
    "imaging.date",
    "documents.clinical_notes",
    "documents.imaging_report",
]


@pytest.mark.parametrize("name", NEEDED)
def test_one_required_field_missing_makes_it_incomplete(name: str) -> None:
    found = judged(values(**{name.replace(".", "__"): MISSING}))
    assert (found.verdict, found.missing) == (Verdict.INCOMPLETE, (name,))
    assert [reason.field for reason in found.reasons] == [name]


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("status", [UNCERTAIN, INVALID, CONFLICT])
def test_one_required_field_held_makes_it_a_review(name: str, status: FieldStatus) -> None:
    found = judged(values(**{name.replace(".", "__"): status}))
    assert (found.verdict, found.missing, found.unsure) == (Verdict.REVIEW, (), (name,))
    assert found.reasons[0].status is status


def test_missing_outweighs_held() -> None:
    found = judged(values(patient__phone=MISSING, referrer__npi=UNCERTAIN))
    assert found.verdict is Verdict.INCOMPLETE
    assert (found.missing, found.unsure) == (("patient.phone",), ("referrer.npi",))


def test_a_field_nobody_reported_is_missing() -> None:
    fields = [value for value in values() if value.field != "patient.name"]
    assert judged(fields).missing == ("patient.name",)


def test_fracture_fields_are_not_asked_of_other_pain() -> None:
    fields = values(fracture__levels=MISSING, fracture__onset=MISSING, documents__imaging_report=MISSING)
    assert judged(fields, way=Pathway.PAIN).verdict is Verdict.COMPLETE


@pytest.mark.parametrize("name", ["imaging.edema", "exam.neuro", "bone.workup", "patient.sex", "order.date"])
def test_advisory_and_optional_fields_never_change_the_verdict(name: str) -> None:
    assert judged(values(**{name.replace(".", "__"): MISSING})).verdict is Verdict.COMPLETE


@pytest.mark.parametrize(
    ("phone", "fax", "missing", "unsure"),
    [
        (MISSING, MISSING, ("referrer.phone",), ()),
        (MISSING, UNCERTAIN, (), ("referrer.fax",)),
        (UNCERTAIN, MISSING, (), ("referrer.phone",)),
        (UNCERTAIN, CONFLICT, (), ("referrer.phone", "referrer.fax")),
        ("603-555-0101", CONFLICT, (), ()),
        (MISSING, "603-555-0102", (), ()),
    ],
)
def test_one_of_a_pair_is_enough(
    phone: Value | FieldStatus, fax: Value | FieldStatus, missing: tuple[str, ...], unsure: tuple[str, ...]
) -> None:
    found = judged(values(referrer__phone=phone, referrer__fax=fax))
    assert (found.missing, found.unsure) == (missing, unsure)


def test_self_pay_needs_no_member_id() -> None:
    assert judged(values(coverage__payer="self-pay", coverage__member_id=MISSING)).verdict is Verdict.COMPLETE


def test_workers_compensation_still_needs_its_claim_number() -> None:
    found = judged(values(coverage__payer="workers' compensation", coverage__member_id=MISSING))
    assert found.missing == ("coverage.member_id",)


def test_a_signature_is_asked_of_forms_only() -> None:
    unsigned = values(referrer__signature=MISSING)
    assert judged(unsigned, kinds=(PageKind.REFERRAL_LETTER,)).verdict is Verdict.COMPLETE
    form = judged(unsigned, kinds=(PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE))
    assert (form.verdict, form.missing) == (Verdict.INCOMPLETE, ("referrer.signature",))


def test_a_page_without_owner_and_a_doubt_make_a_review() -> None:
    lost = judged(values(), unassigned=(3,))
    assert (lost.verdict, lost.reasons[0].field) == (Verdict.REVIEW, PAGES)
    assert "3" in lost.reasons[0].says
    assert judged(values(), doubts=("It is not certain that this is a referral.",)).verdict is Verdict.REVIEW


def test_a_page_that_could_not_be_read_makes_a_review() -> None:
    found = judged(values(), kinds=(PageKind.REFERRAL_LETTER, PageKind.UNREADABLE))
    assert (found.verdict, found.reasons[0].field) == (Verdict.REVIEW, PAGES)


def test_reasons_hold_no_patient_data() -> None:
    fields = [FieldValue(value.field, CONFLICT, value.value, 0.5) for value in values()]
    said = " ".join(reason.says for reason in judged(fields).reasons)
    for name in ("patient.name", "patient.phone", "coverage.member_id", "referrer.npi"):
        assert str(WHOLE[name]) not in said


def test_required_fields_keep_the_order_of_the_schema() -> None:
    names = [spec.name for spec in required(SCHEMA, Pathway.VCF, {PageKind.REFERRAL_FORM})]
    order = [spec.name for spec in SCHEMA.fields]
    assert names == sorted(names, key=order.index)


def test_the_worst_referral_gives_the_verdict_of_the_fax() -> None:
    assert worst([Verdict.COMPLETE, Verdict.REVIEW]) is Verdict.REVIEW
    assert worst([Verdict.REVIEW, Verdict.INCOMPLETE, Verdict.COMPLETE]) is Verdict.INCOMPLETE
    assert worst([]) is Verdict.NOT_REFERRAL


statuses = st.sampled_from(list(FieldStatus))


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), statuses))
def test_complete_means_that_every_required_field_is_found(changed: dict[str, FieldStatus]) -> None:
    fields = values(**{name.replace(".", "__"): status for name, status in changed.items()})
    found = judged(fields, kinds=(PageKind.REFERRAL_FORM,))
    status = {value.field: value.status for value in fields}
    pairs = {name: pair for pair in SCHEMA.either for name in pair}
    settled = all(
        FOUND in {status.get(name, MISSING) for name in pairs.get(spec.name, (spec.name,))}
        for spec in required(SCHEMA, Pathway.VCF, {PageKind.REFERRAL_FORM})
    )
    assert (found.verdict is Verdict.COMPLETE) is settled
    assert set(found.missing).isdisjoint(found.unsure)


@pytest.fixture
def truths() -> Callable[[], list[tuple[dict[str, object], list[PageKind]]]]:
    def load() -> list[tuple[dict[str, object], list[PageKind]]]:
        read = []
        for path in sorted(FAXES.glob("*.truth.json")):
            truth = json.loads(path.read_text(encoding="utf-8"))
            for referral in truth["referrals"]:
                read.append((referral, [PageKind(truth["pages"][page - 1]["kind"]) for page in referral["pages"]]))
        return read

    return load


@pytest.mark.skipif(not FAXES.exists(), reason="shared faxes are not here")
def test_rules_agree_with_a_careful_person_on_every_shared_fax(
    truths: Callable[[], list[tuple[dict[str, object], list[PageKind]]]],
) -> None:
    for referral, kinds in truths():
        known, unread = referral["fields"], referral.get("unreadable", [])
        assert isinstance(known, dict)
        assert isinstance(unread, list)
        fields = [
            FieldValue(
                spec.name,
                FOUND if spec.name in known else UNCERTAIN if spec.name in unread else MISSING,
                tuple(value) if isinstance(value := known.get(spec.name), list) else value,
                0.9,
            )
            for spec in SCHEMA.fields
        ]
        received = date.fromisoformat(known.get("order.date", "2026-09-11"))
        checked = cross_check(fields, received)
        assert list(checked) == fields
        way = pathway(checked)
        found = judge(checked, SCHEMA, COVERAGE, pathway=way, kinds=kinds, received=received)
        assert way == referral["pathway"]
        assert found.verdict == referral["verdict"]
        assert set(found.missing) == set(referral["missing"])  # type: ignore[call-overload]
        assert set(found.unsure) == set(unread)

"""Two readings of one place: what counts as the same, kind by kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import packet

from faxpipe.fields.resolution.same_print import same
from faxpipe.schema import load_schema

NOBODY = packet()

AGREE = [
    ("patient.phone", "(603) 605-2866", "603-605-2866"),
    ("patient.phone", "603-605-2866", "6O3-6O5-2B66"),
    ("patient.birth_date", "03/12/1940", "O3/12/194O"),
    ("patient.birth_date", "Mar 12, 1940", "Mar 12 1940"),
    ("referrer.npi", "1234567893", "l234S67893"),
    ("patient.phone", "7 8 1 4 3 8 0 1 0 9", "781 4 3 8 0 1 09"),
    ("patient.birth_date", "2 2 M a r 1 9 4 5", "22 M a r 1 9 4 5"),
    ("diagnosis.icd10", "M80.08XA", "M8O.O8XA"),
    ("patient.name", "Ann Fox", "ANN FOX,"),
    ("patient.name", "Iris Bell", "lris Bell"),
    ("patient.name", "Lakshmi I. Marchetti", "Lakshmi |. Marchetti"),
    ("patient.name", "Ann Fox,", "Ann Fox, D"),
    ("coverage.member_id", "1EG4-TE5-MK73", "1EG4TE5MK73"),
    ("coverage.member_id", "MEB77R4QX", "MEB77R4QX. B"),
    ("coverage.member_id", "2046 771 903", "2046 771. 903, g"),
    ("coverage.payer", "Martin's Point Health", "Martins Point Health"),
    ("order.service", "Evaluate for balloon kyphoplasty", "Evaluate for baloon kyphopiasty"),
    ("patient.medications", "lisinopril 10 mg, tylenol", "lisinopril 10mg; tylenol 5"),
    ("patient.allergies", "NKDA", "N.K.D.A."),
    ("fracture.levels", "T12 and L1", "T12, L1"),
    ("fracture.levels", "Ll", "L1c"),
    ("fracture.levels", "T12", "T12c"),
    ("fracture.onset", "08/19/2026", "8/19/2026"),
    ("imaging.modality", "MRI", "MRI scan"),
    ("diagnosis.text", "Acute L1 compression fracture", "acute L 1 cornpression fracture."),
    ("order.service", "Cervical medial branch block C4-6", "Cervical medial branch block C4-C6"),
    ("order.service", "Epidural injection L5-S1", "Epidural injection L5/S1."),
    ("diagnosis.text", "Compression fracture of L1", "Compression fracture of Ll"),
    ("diagnosis.text", "Wedge compression fracture of T11", "Wedge compression fracture of TII"),
    ("order.service", "Vertebral augmentation T12", "Vertebral augmentation TI2"),
]
DIFFER = [
    ("fracture.levels", "L1", "L2c"),
    ("order.service", "Vertebral augmentation T12", "Vertebral augmentation T1 2 levels"),
    ("coverage.payer", "Medicare Part B", "Medicare Part D"),
    ("patient.phone", "603-605-2866", "603-605-2868"),
    ("patient.phone", "603-605-2866", "603-605-286"),
    ("patient.birth_date", "03/12/1940", "03/12/1946"),
    ("patient.phone", "7 8 1 4 3 8 0 1 0 9", "7 8 1 4 3 8 0 7 0 9"),
    ("patient.birth_date", "1/12/1940", "11/2/1940"),
    ("referrer.npi", "1234567893", "1234567898"),
    ("diagnosis.icd10", "K21", "K21.9"),
    ("diagnosis.icd10", "M80.08XA", "M80.88XA"),
    ("patient.name", "Calvin Novak", "Cakvin Novak"),
    ("patient.name", "Ann Fox", "Ann Fox Baker"),
    ("coverage.member_id", "W8345365", "W8345385"),
    ("coverage.member_id", "MEB77R4QX", "MEB77R4QX B"),
    ("coverage.member_id", "4O66675", "4066675"),
    ("coverage.payer", "Medicare", "Medicaid"),
    ("order.service", "Evaluate for balloon kyphoplasty", "Please call us"),
    ("patient.medications", "lisinopril, tylenol", "lisinopril"),
    ("treatment.anticoagulants", "no blood thinners", "blood thinners"),
    ("fracture.levels", "L1", "L4"),
    ("fracture.levels", "L1-3", "L13"),
    ("fracture.onset", "3 weeks ago", "8 weeks ago"),
    ("fracture.levels", "T12", "T1, 2"),
    ("fracture.levels", "L12", "L1 2"),
    ("fracture.onset", "15 weeks", "1.5 weeks"),
    ("coverage.member_id", "123456789", "W 123456789"),
    ("coverage.member_id", "123456789", "123456789 A"),
    ("diagnosis.text", "acute L1 compression fracture", "no acute L4 compression fracture"),
    ("diagnosis.text", "acute L1 compression fracture", "no acute L1 compression fracture"),
    ("diagnosis.text", "T12 compression fracture", "old T12 compression fracture"),
    ("order.service", "kyphoplasty L1, 2", "kyphoplasty L12"),
    ("order.service", "Epidural injection L4-5", "Epidural injection L4-S1"),
    ("order.service", "Medial branch block C4-6", "Medial branch block C46"),
    ("diagnosis.text", "L1 compression fracture", "L3 compression fracture"),
    ("diagnosis.text", "compression fracture", "healed compression fracture"),
    ("patient.medications", "warfarin", "no warfarin"),
    ("patient.medications", "lisinopril, warfarin", "lisinopril, no warfarin"),
    ("patient.medications", "hydroxyzine", "hydralazine"),
    (
        "coverage.payer",
        "Anthem Blue Cross Blue Shield of New Hampshire HMO",
        "Anthem Blue Cross Blue Shield of New Hampshire",
    ),
]


@pytest.mark.parametrize(("name", "first", "second"), AGREE)
def test_readings_that_say_the_same_agree(name: str, first: str, second: str) -> None:
    assert same(load_schema().field(name), NOBODY, (first,), (second,))


@pytest.mark.parametrize(("name", "first", "second"), DIFFER)
def test_readings_that_say_something_else_do_not(name: str, first: str, second: str) -> None:
    assert not same(load_schema().field(name), NOBODY, (first,), (second,))


def test_places_are_compared_one_by_one() -> None:
    spec = load_schema().field("diagnosis.icd10")
    assert same(spec, NOBODY, ("M80.08XA", "M54.5"), ("M80.08XA", "M54.S"))
    assert not same(spec, NOBODY, ("M80.08XA", "M54.5"), ("M80.08XA", ""))


@given(st.text(max_size=30), st.sampled_from([spec for spec in load_schema().fields if spec.kind != "presence"]))
def test_nothing_read_never_agrees(first: str, spec: object) -> None:
    assert not same(spec, NOBODY, (first,), ("  ",))  # type: ignore[arg-type]


@given(st.from_regex(r"\A[2-9]\d{2}-[2-9]\d{2}-\d{4}\Z"), st.integers(0, 9), st.integers(1, 9))
def test_one_digit_more_or_less_is_another_number(phone: str, place: int, by: int) -> None:
    at = [index for index, letter in enumerate(phone) if letter != "-"][place]
    other = phone[:at] + str((int(phone[at]) + by) % 10) + phone[at + 1 :]
    assert not same(load_schema().field("patient.phone"), NOBODY, (phone,), (other,))

"""What stands when people's corrections lie over a reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from faxpipe.advisories import load_coverage
from faxpipe.amended import FLAGS, Act, Amended, Correction, amend, told
from faxpipe.completeness import PAGES, judge
from faxpipe.crosscheck import cross_check
from faxpipe.document import Box, PageKind
from faxpipe.referral import (
    FieldStatus,
    FieldValue,
    PageReading,
    Pathway,
    Priority,
    Reading,
    RedFlag,
    Referral,
    Value,
    Verdict,
)
from faxpipe.schema import load_schema

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
VALUES: dict[str, Value] = {
    "patient.name": "Ann Fox",
    "patient.birth_date": "1941-02-03",
    "patient.phone": "603-555-0101",
    "coverage.payer": "Medicare",
    "coverage.member_id": "1EG4TE5MK73",
    "referrer.name": "Lee Moss",
    "referrer.npi": "1234567893",
    "referrer.phone": "603-555-0102",
    "order.date": "2026-03-01",
    "order.service": "Evaluate and treat low back pain",
    "diagnosis.text": "Lumbar radiculopathy",
    "patient.medications": "none",
    "patient.allergies": "none",
    "documents.clinical_notes": "present",
}


def fields(**changed: FieldValue | Value | None) -> tuple[FieldValue, ...]:
    """Every field of the schema as a pain referral gives it; keywords with __ for the dot change some."""
    values: dict[str, FieldValue] = {}
    for spec in load_schema().fields:
        value = VALUES.get(spec.name)
        values[spec.name] = found(spec.name, value) if value is not None else missing(spec.name)
    for name, change in changed.items():
        key = name.replace("__", ".")
        if isinstance(change, FieldValue):
            values[key] = change
        else:
            values[key] = missing(key) if change is None else found(key, change)
    return tuple(values.values())


def found(name: str, value: Value, confidence: float = 0.9) -> FieldValue:
    return FieldValue(name, FieldStatus.FOUND, value, confidence, 1)


def missing(name: str) -> FieldValue:
    return FieldValue(name, FieldStatus.MISSING)


def referral(
    pages: tuple[int, ...],
    of: tuple[FieldValue, ...],
    way: Pathway = Pathway.PAIN,
    ages: tuple[int, ...] = (),
    doubts: tuple[str, ...] = (),
) -> Referral:
    checked = cross_check(of, DAY, ages)
    said = judge(
        checked,
        load_schema(),
        load_coverage(),
        pathway=way,
        kinds=frozenset({PageKind.REFERRAL_LETTER}),
        received=DAY,
        doubts=doubts,
    )
    return Referral(
        pages,
        way,
        said.verdict,
        said.priority,
        checked,
        said.missing,
        said.unsure,
        said.reasons,
        said.advisories,
        day=DAY,
        ages=ages,
    )


def reading(*referrals: Referral) -> Reading:
    last = max(number for one in referrals for number in one.pages)
    pages = tuple(PageReading(number, PageKind.REFERRAL_LETTER, 0, 0.9) for number in range(1, last + 1))
    order = (Verdict.INCOMPLETE, Verdict.REVIEW, Verdict.COMPLETE)
    verdict = min((one.verdict for one in referrals), key=order.index)
    return Reading("", "0" * 64, verdict, Priority.ROUTINE, pages, referrals, ())


def person(
    name: str, value: Value | None, pages: tuple[int, ...] = (1, 2), act: Act = Act.CORRECT, referral: int = 1
) -> Correction:
    status = FieldStatus.MISSING if value is None else FieldStatus.FOUND
    return Correction(referral, FieldValue(name, status, value, method="person"), "kim", AT, 1, act, pages)


def amended(read: Reading, *corrections: Correction) -> Amended:
    return amend(read, corrections, schema=load_schema(), coverage=load_coverage(), received=DAY)


def test_without_corrections_a_reading_stands_as_it_was_read() -> None:
    read = reading(referral((1, 2), fields(coverage__member_id=None)))
    assert amended(read) == Amended(read, ((),))


def test_the_material_is_complete_as_it_stands() -> None:
    assert reading(referral((1, 2), fields())).verdict is Verdict.COMPLETE


def test_the_last_gap_filled_by_a_person_makes_it_complete() -> None:
    read = reading(referral((1, 2), fields(coverage__member_id=None)))
    stands = amended(read, person("coverage.member_id", "1EG4TE5MK73")).reading
    assert (read.verdict, stands.verdict) == (Verdict.INCOMPLETE, Verdict.COMPLETE)
    assert stands.referrals[0].field("coverage.member_id").method == "person"
    assert stands.referrals[0].missing == ()


def test_what_a_person_says_is_not_on_the_fax_is_missing() -> None:
    read = reading(referral((1, 2), fields()))
    stands = amended(read, person("referrer.npi", None, act=Act.NOT_ON_FAX)).reading
    assert stands.verdict is Verdict.INCOMPLETE
    assert stands.referrals[0].missing == ("referrer.npi",)


def test_the_later_correction_wins_and_an_undo_brings_back_the_earlier() -> None:
    read = reading(referral((1, 2), fields()))
    first, second = person("patient.name", "Ann Foxe"), person("patient.name", "Anna Fox")
    undo = person("patient.name", None, act=Act.UNDO)
    names = [
        amended(read, *them).reading.referrals[0].field("patient.name").value
        for them in [(first, second), (first, second, undo), (first, second, undo, undo), (undo, first)]
    ]
    assert names == ["Anna Fox", "Ann Foxe", "Ann Fox", "Ann Foxe"]


def test_a_persons_value_is_never_overruled_but_the_check_is_told() -> None:
    read = reading(referral((1, 2), fields(), ages=(85,)))
    stands = amended(read, person("patient.birth_date", "1971-02-03")).reading
    assert stands.verdict is Verdict.COMPLETE
    assert stands.referrals[0].field("patient.birth_date").status is FieldStatus.FOUND
    assert [reason.says for reason in stands.referrals[0].reasons] == [
        "Date of birth: it does not fit the age that is stated."
    ]


def test_what_only_a_wrong_neighbour_held_is_found_once_that_is_mended() -> None:
    wrong = fields(imaging__date="2026-02-20", order__date="2025-03-01")
    read = reading(referral((1, 2), wrong))
    assert read.referrals[0].field("imaging.date").reason == "order_before_imaging"
    stands = amended(read, person("order.date", "2026-03-01")).reading
    assert stands.referrals[0].field("imaging.date").status is FieldStatus.FOUND


def test_a_machines_value_that_contradicts_a_person_is_held() -> None:
    read = reading(referral((1, 2), fields(imaging__date=found("imaging.date", "2026-02-20", 0.95))))
    stands = amended(read, person("order.date", "2026-02-01")).reading
    assert stands.referrals[0].field("order.date").status is FieldStatus.FOUND
    assert stands.referrals[0].field("imaging.date").status is not FieldStatus.FOUND


def test_corrections_follow_their_pages_when_referrals_are_counted_otherwise() -> None:
    one, two = referral((3, 4), fields(patient__name="Bea Roe")), referral((1, 2), fields())
    stands = amended(reading(one, two), person("patient.phone", "603-555-0199", (1, 2), referral=1))
    phones = [mine.field("patient.phone").value for mine in stands.reading.referrals]
    assert phones == ["603-555-0101", "603-555-0199"]
    assert [len(mine) for mine in stands.standing] == [0, 1]


def test_a_correction_of_pages_that_no_referral_has_is_told_apart() -> None:
    stray = person("patient.name", "Bea Roe", (7,))
    stands = amended(reading(referral((1, 2), fields())), stray)
    assert stands.earlier == (stray,)
    assert stands.reading.referrals[0].field("patient.name").value == "Ann Fox"


def test_corrections_of_two_patients_never_meet_in_one_referral() -> None:
    ann, bea = person("patient.name", "Ann Foxe", (1, 2, 3)), person("patient.name", "Bea Roe", (4,), referral=2)
    stands = amended(reading(referral((1, 2, 3, 4), fields())), ann, bea)
    assert stands.reading.referrals[0].field("patient.name").value == "Ann Foxe"
    assert stands.earlier == (bea,)


def test_when_one_referral_was_split_a_correction_goes_where_its_value_stands_or_to_nobody() -> None:
    ann, bea = referral((1,), fields()), referral((2, 3), fields(patient__name="Bea Roe"))
    whole = (1, 2, 3)
    typed = person("patient.name", "Ann Foxe", whole)
    stands = amended(reading(ann, bea), typed)
    assert [one.field("patient.name").value for one in stands.reading.referrals] == ["Ann Fox", "Bea Roe"]
    assert stands.earlier == (typed,)
    drawn = replace(typed, value=replace(typed.value, page=1))
    stands = amended(reading(ann, bea), drawn)
    assert [one.field("patient.name").value for one in stands.reading.referrals] == ["Ann Foxe", "Bea Roe"]
    undone = amended(reading(ann, bea), drawn, person("patient.name", None, whole, act=Act.UNDO))
    assert undone.reading.referrals[0].field("patient.name").value == "Ann Fox"


def test_a_page_that_went_to_a_neighbour_leaves_a_correction_where_it_was() -> None:
    ann, bea = referral((1, 2), fields()), referral((3, 4), fields(patient__name="Bea Roe"))
    stands = amended(reading(ann, bea), person("patient.name", "Ann Foxe", (1, 2, 3)))
    assert [one.field("patient.name").value for one in stands.reading.referrals] == ["Ann Foxe", "Bea Roe"]


def test_corrections_without_pages_hold_by_the_number_of_their_referral() -> None:
    old = person("patient.name", "Ann Foxe", ())
    assert amended(reading(referral((1, 2), fields())), old).reading.referrals[0].field("patient.name").value == (
        "Ann Foxe"
    )
    gone = replace(old, referral=2)
    assert amended(reading(referral((1, 2), fields())), gone).earlier == (gone,)


def test_a_fracture_written_by_a_person_asks_for_the_fracture_pathway() -> None:
    stands = amended(
        reading(referral((1, 2), fields())), person("order.service", "Kyphoplasty L1 compression fracture")
    ).reading
    assert stands.referrals[0].pathway is Pathway.VCF
    assert "fracture.onset" in stands.referrals[0].missing


def test_a_fracture_taken_back_by_a_person_asks_for_less() -> None:
    misread = fields(diagnosis__text="L1 compression fracture")
    read = reading(referral((1, 2), misread, Pathway.VCF))
    stands = amended(read, person("diagnosis.text", "Lumbar radiculopathy")).reading
    assert stands.referrals[0].pathway is Pathway.PAIN
    assert stands.verdict is Verdict.COMPLETE


def test_doubts_about_pages_hold_until_a_person_settles_just_those() -> None:
    says = "It is not certain which patient page 3 belongs to."
    read = reading(referral((1, 2), fields(), doubts=(says,)))
    assert read.verdict is Verdict.REVIEW
    assert amended(read, person("patient.name", "Ann Foxe")).reading.verdict is Verdict.REVIEW
    assert amended(read, person(PAGES, (says,), act=Act.SETTLE)).reading.verdict is Verdict.COMPLETE
    assert amended(read, person(PAGES, ("Another doubt.",), act=Act.SETTLE)).reading.verdict is Verdict.REVIEW


def test_a_red_flag_that_a_person_found_to_be_none_raises_nothing_until_other_words_say_it_again() -> None:
    box = Box(0.1, 0.1, 0.2, 0.2)
    flag = RedFlag("cauda_equina", Priority.EMERGENCY, 1, box, "saddle anesthesia: denied")
    again = replace(flag, words="new saddle anesthesia")
    read = reading(replace(referral((1, 2), fields()), red_flags=(flag,), priority=Priority.EMERGENCY))
    word = person(FLAGS, (told(flag),), act=Act.SETTLE)
    quiet = amended(read, word).reading
    assert (quiet.priority, quiet.referrals[0].red_flags) == (Priority.ROUTINE, ())
    assert amended(read, person("patient.name", "Ann Foxe")).reading.priority is Priority.EMERGENCY
    other = reading(replace(read.referrals[0], red_flags=(flag, again)))
    loud = amended(other, word).reading
    assert (loud.priority, loud.referrals[0].red_flags) == (Priority.EMERGENCY, (again,))


@pytest.mark.parametrize(("score", "priority"), [(9, Priority.URGENT), (3, Priority.ROUTINE)])
def test_the_priority_is_judged_by_what_a_person_wrote(score: int, priority: Priority) -> None:
    stands = amended(reading(referral((1, 2), fields())), person("symptoms.pain_score", score)).reading
    assert stands.priority is priority
    assert stands.referrals[0].priority is priority

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from faxpipe.document import Box, Word
from faxpipe.fields.tagger.entities import Entity
from faxpipe.fields.tagger.opinions import METHOD, opinions
from faxpipe.fields.tagger.seconded import ALONE, WEIGHTS, confirmed, seconded
from faxpipe.referral import Candidate, Check, Value
from faxpipe.schema import load_schema

TODAY = date(2026, 5, 4)
PLACE = Box(0.1, 0.1, 0.3, 0.12)
SCHEMA = load_schema()


def entity(label: str, text: str, probability: float = 0.95, page: int = 1) -> Entity:
    return Entity(label, text, (Word(text, PLACE, 0.9),), page, probability)


def candidate(field: str, value: Value | None, confidence: float = 0.8, method: str = "label") -> Candidate:
    return Candidate(field, value, str(value), 1, PLACE, confidence, method)


@pytest.mark.parametrize(
    ("label", "text", "field", "value"),
    [
        ("PATIENT", "LAVALLEE, ARMAND J", "patient.name", "Armand J Lavallee"),
        ("BIRTH", "3/12/40", "patient.birth_date", "1940-03-12"),
        ("REFERRER", "Thuy MacDonald", "referrer.name", "Thuy MacDonald"),
        ("ORDER", "May 1, 2026", "order.date", "2026-05-01"),
        ("DURATION", "three weeks", "fracture.onset", "P3W"),
        ("PAIN", "8 / 10", "symptoms.pain_score", 8),
        ("PAYER", "Medicare Part B", "coverage.payer", "Medicare Part B"),
        ("PROCEDURE", "kyphoplasty evaluation", "order.service", "kyphoplasty evaluation"),
        ("PATIENT_PHONE", "( 603 ) 679-0142", "patient.phone", "603-679-0142"),
        ("REFERRER_PHONE", "603.679.0142", "referrer.phone", "603-679-0142"),
        ("REFERRER_FAX", "603 679 0143", "referrer.fax", "603-679-0143"),
        ("REFERRER_NPI", "1234567893", "referrer.npi", "1234567893"),
        ("MEMBER", "XKP 4471902", "coverage.member_id", "XKP4471902"),
        ("MEMBER", "1EG4-TE5-MK73", "coverage.member_id", "1EG4TE5MK73"),
    ],
)
def test_an_entity_becomes_the_value_of_its_field(label: str, text: str, field: str, value: Value) -> None:
    (one,) = opinions([entity(label, text)], TODAY)
    assert (one.field, one.value, one.method) == (field, value, METHOD)


@pytest.mark.parametrize(
    "label", ["CLINICIAN", "RELATIVE", "RECIPIENT", "FACILITY", "STOPPED", "OLD_LEVEL", "DATE"]
)
def test_other_people_stopped_drugs_and_old_fractures_answer_nothing(label: str) -> None:
    assert list(opinions([entity(label, "Thuy MacDonald")], TODAY)) == []


@pytest.mark.parametrize("before", [("pain", "G", "of"), ("S", "/"), ("0", "1", "2", "3", "7", "R")])
def test_the_ten_of_a_scale_is_no_score(before: tuple[str, ...]) -> None:
    assert list(opinions([replace(entity("PAIN", "10"), before=before)], TODAY)) == []
    assert [one.value for one in opinions([entity("PAIN", "10")], TODAY)] == [10]


def test_a_lone_surname_is_no_name() -> None:
    assert list(opinions([entity("PATIENT", "MacDonald")], TODAY)) == []


def test_drugs_of_a_page_make_one_list_as_sure_as_its_least() -> None:
    said = [entity("MEDICATION", "Warfarin", 0.9), entity("MEDICATION", "lisinopril", 0.7)]
    (one,) = opinions(said, TODAY)
    assert (one.value, one.confidence) == (("warfarin", "lisinopril"), 0.7)


def test_agreement_leaves_less_doubt() -> None:
    said = opinions([entity("PATIENT", "Ann B Fox")], TODAY)
    (one,) = seconded([candidate("patient.name", "Ann Fox")], said, SCHEMA)
    assert one.confidence == pytest.approx(1 - 0.2 * WEIGHTS["patient.name"].doubt_left)


def test_another_doctor_lowers_what_the_rules_read_below_acceptance() -> None:
    said = opinions([entity("REFERRER", "Ursula Ek")], TODAY)
    (one,) = seconded([candidate("referrer.name", "Follow Up", 0.97)], said, SCHEMA)
    accept = next(spec.accept for spec in SCHEMA.fields if spec.name == "referrer.name")
    assert one.confidence < accept


def test_what_is_unsure_only_whose_it_is_is_accepted_where_the_tagger_says_the_same() -> None:
    held = candidate("referrer.phone", "603-679-0142", 0.7, "letterhead")
    said = list(opinions([entity("REFERRER_PHONE", "603-679-0142", 0.6)], TODAY))
    (one,) = seconded([held], said, SCHEMA)
    assert one.confidence >= next(spec.accept for spec in SCHEMA.fields if spec.name == "referrer.phone")
    assert confirmed([held], [], SCHEMA) == [held]
    other = list(opinions([entity("REFERRER_PHONE", "603-679-0999", 0.9)], TODAY))
    assert confirmed([held], other, SCHEMA) == [held]


def test_what_is_unsure_of_its_letters_is_not() -> None:
    held = candidate("referrer.phone", "603-679-0142", 0.7, "label")
    said = list(opinions([entity("REFERRER_PHONE", "603-679-0142", 0.99)], TODAY))
    assert confirmed([held], said, SCHEMA) == [held]


def test_a_name_that_another_page_spells_otherwise_is_not_accepted() -> None:
    held = candidate("referrer.name", "Zofia Marchettl", 0.6, "clinicians")
    said = list(
        opinions([entity("REFERRER", "Zofia Marchettl"), entity("REFERRER", "Zofia Marchetti", 0.6)], TODAY)
    )
    assert confirmed([held], said, SCHEMA) == [held]
    assert confirmed([held], said[:1], SCHEMA) != [held]


def test_agreement_counts_for_nothing_where_the_tagger_says_another_thing_more_surely() -> None:
    known = candidate("fracture.onset", "2026-03-01", 0.9)
    said = list(opinions([entity("ONSET", "3/1/2026", 0.9), entity("ONSET", "4/2/2026", 0.99)], TODAY))
    assert seconded([known], said, SCHEMA)[0].confidence == pytest.approx(0.9)


def test_a_number_that_only_the_tagger_read_is_held() -> None:
    (one,) = seconded([], opinions([entity("REFERRER_NPI", "1234567893", 0.9)], TODAY), SCHEMA)
    assert (one.field, one.confidence) == ("referrer.npi", ALONE)


def test_an_unsure_opinion_changes_nothing() -> None:
    known = candidate("referrer.name", "Thuy MacDonald")
    said = opinions([entity("REFERRER", "Ursula Ek", 0.4)], TODAY)
    assert seconded([known], said, SCHEMA) == [known]


def test_what_could_not_be_read_stays_as_it_is() -> None:
    blank = replace(candidate("referrer.name", None), check=Check.UNREADABLE)
    assert seconded([blank], opinions([entity("REFERRER", "Ursula Ek")], TODAY), SCHEMA) == [blank]


def test_what_the_tagger_alone_has_read_is_shown_and_never_accepted() -> None:
    (one,) = seconded([], opinions([entity("PROCEDURE", "kyphoplasty")], TODAY), SCHEMA)
    accepts = [spec.accept for spec in SCHEMA.fields]
    assert (one.value, one.method, one.confidence) == ("kyphoplasty", METHOD, ALONE)
    assert min(accepts) > ALONE


def test_where_the_rules_have_read_anything_the_tagger_adds_nothing() -> None:
    known = replace(candidate("order.service", None), check=Check.UNREADABLE)
    assert seconded([known], opinions([entity("PROCEDURE", "kyphoplasty")], TODAY), SCHEMA) == [known]


def test_agreement_on_a_diagnosis_does_not_lift_what_the_rules_doubted() -> None:
    known = candidate("diagnosis.text", "low back pain", 0.5)
    assert seconded([known], opinions([entity("DIAGNOSIS", "low back pain")], TODAY), SCHEMA) == [known]


def test_levels_are_offered_only_where_a_fracture_is_told() -> None:
    said = list(opinions([entity("LEVEL", "L5", 0.99)], TODAY))
    assert seconded([candidate("diagnosis.text", "Lumbar radiculopathy")], said, SCHEMA)[1:] == []
    told = seconded([candidate("diagnosis.text", "Compression fracture")], said, SCHEMA)
    assert [(c.field, c.value) for c in told[1:]] == [("fracture.levels", ("L5",))]


def test_fields_the_tagger_does_not_help_go_by_the_rules_alone() -> None:
    known = candidate("patient.allergies", ("penicillin",))
    assert seconded([known], opinions([entity("ALLERGY", "sulfa")], TODAY), SCHEMA) == [known]


@pytest.mark.parametrize(
    ("method", "heard", "held"),
    [
        ("prose", "cervical epidural steroid injection", True),
        ("prose", "refer for another epidural", False),
        ("label", "cervical epidural steroid injection", False),
    ],
)
def test_a_wording_of_running_text_that_the_tagger_read_nowhere_is_held(
    method: str, heard: str, held: bool
) -> None:
    one = candidate("order.service", "refer to Dr. Ames for another epidural", 0.9, method)
    (weighed, *_) = seconded([one], [replace(candidate("order.service", heard, 0.95), method=METHOD)], SCHEMA)
    assert (weighed.confidence < SCHEMA.field("order.service").accept) is held


def test_a_payer_beside_which_the_tagger_read_another_is_held() -> None:
    accept = SCHEMA.field("coverage.payer").accept
    person = candidate("coverage.payer", "Lena Marsh", 0.95)
    (weighed, *_) = seconded(
        [person], [replace(candidate("coverage.payer", "Harbor Mutual", 0.9), method=METHOD)], SCHEMA
    )
    assert weighed.confidence < accept

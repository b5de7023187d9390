"""Lists told in running text that go on in the next sentence, and what a diagnosis says of where."""

from __future__ import annotations

from datetime import date

import pytest
from paper import packet, sheet
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.fields.prose.drugs import listed_page
from faxpipe.fields.prose.facts import facts
from faxpipe.referral import Candidate

REFERENCE = date(2026, 9, 10)
NOTE = PageKind.CLINICAL_NOTE
LIST = "History\n\nBack pain since June.\n\nLosartan, oxycodone, gabapentin, sertraline."


def told(text: str, field: str, kind: PageKind = NOTE) -> list[Candidate]:
    return [one for one in facts([(printed(text), kind)], reference=REFERENCE) if one.field == field]


@pytest.mark.parametrize(
    "more",
    [
        "Prednisone 10 mg since today, then 5 mg every morning.",
        "Prednisone 20 mg daily with food.",
        "Prednisone 5 mg twice a day.",
        "Prednisone 5 mg at bedtime.",
    ],
)
def test_a_medicine_with_dose_and_schedule_behind_a_list_is_of_it(more: str) -> None:
    (one,) = told(f"{LIST} {more}", "patient.medications")
    assert one.value == ("losartan", "oxycodone", "gabapentin", "sertraline", "prednisone")
    assert one.confidence >= 0.75


def test_one_without_a_schedule_holds_the_list() -> None:
    (one,) = told(f"{LIST} Prednisone 40 mg given here.", "patient.medications")
    assert one.confidence < 0.75


@pytest.mark.parametrize("more", ["Prednisone 20 mg daily was stopped.", "Prednisone daily may help."])
def test_what_was_stopped_or_has_no_dose_is_not_of_the_list(more: str) -> None:
    (one,) = told(f"{LIST} {more}", "patient.medications")
    assert one.value == ("losartan", "oxycodone", "gabapentin", "sertraline")


@pytest.mark.parametrize(
    "entry", ["oral contraceptive", "birth control pills", "hormone replacement", "stool softener"]
)
def test_medicines_by_their_sort_are_entries_of_a_list(entry: str) -> None:
    (one,) = told(f"Medications: topiramate, {entry}, magnesium", "patient.medications")
    assert one.value == ("topiramate", entry, "magnesium")


@pytest.mark.parametrize(
    "wording",
    [
        "wedge compression fracture second lumbar vertebra",
        "compression fracture, twelfth thoracic vertebra",
        "compression fracture 3rd lumbar vertebral body",
    ],
)
def test_a_fractured_vertebra_in_words_is_part_of_the_diagnosis(wording: str) -> None:
    (one,) = told(f"Dx. S32.020A, {wording}.", "diagnosis.text", PageKind.REFERRAL_LETTER)
    assert one.value == wording


@pytest.mark.parametrize("label", ["Problems", "Problem list", "Active problems"])
def test_all_the_problems_of_a_chart_are_not_the_diagnosis(label: str) -> None:
    listed = f"{label}\nSciatica, left\nMigraine\n\nVitals\nBP 118/72"
    held = [
        c
        for c in gather(packet(sheet(listed, NOTE)))
        if c.field == "diagnosis.text" and "Migraine" in str(c.value)
    ]
    assert all(one.confidence < 0.75 for one in held)


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("FINDINGS: Old healed compression fractures of T11 (40% height loss) and L1 are unchanged.", []),
        ("FINDINGS: Old T9 fracture with 50% height loss; acute L1 fracture with 20% height loss.", [20]),
        ("FINDINGS: Acute L1 fracture with 30% height loss. Old healed T11 fracture.", [30]),
        ("FINDINGS: A wedge deformity of L1 with 35% loss of height, not present on the film of 2025.", [35]),
    ],
)
def test_the_height_that_an_old_fracture_lost_is_not_the_new_ones(text: str, loss: list[int]) -> None:
    found = told(text, "fracture.height_loss_percent", PageKind.IMAGING_REPORT)
    assert [one.value for one in found] == loss


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("I am referring him for balloon kyphoplasty at L2 and L3 (22514, 22515).", [("22514", "22515")]),
        ("Please see her for kyphoplasty of T9 (CPT 22513 and 22515), with a biopsy.", [("22513", "22515")]),
        ("He had a kyphoplasty of L1 (22514) in 2019.", []),
        ("I refer her for kyphoplasty, room (10412).", []),
        ("Please write to Salem (03079) for kyphoplasty.", []),
    ],
)
def test_codes_in_brackets_behind_the_service_of_a_letter_are_ordered(asked: str, codes: list[object]) -> None:
    letter = f"Dear Dr. Kramer,\n\n{asked} She is in pain.\n\nSincerely,"
    assert [one.value for one in told(letter, "order.cpt", PageKind.REFERRAL_LETTER)] == codes


SAID = "She does not take aspirin or any other blood thinner, and has no allergy except latex."


def test_a_sentence_that_denies_thinners_and_all_allergies_but_one_answers_both() -> None:
    letter = f"Would you kindly see her? She has had pain for a year. {SAID} Thank you."
    assert [one.value for one in told(letter, "treatment.anticoagulants", PageKind.REFERRAL_LETTER)] == ["none"]
    assert [one.value for one in told(letter, "patient.allergies", PageKind.REFERRAL_LETTER)] == [("latex",)]


@pytest.mark.parametrize(
    "head", ["Inactive         Stopped", "Previous medicines", "Discontinued     Date      Reason"]
)
def test_a_thinner_under_the_head_of_what_is_no_longer_taken_is_not_taken(head: str) -> None:
    page = printed(
        f"Medicines\nActive           Strength\nDigoxin          125 mcg\nTicagrelor       90 mg\n\n{head}\n"
        "Coumadin         2019\nCelecoxib        2021\n\nActive again     Strength\nLisinopril       5 mg"
    )
    found = {one.field: one.value for one in listed_page(page)}
    assert found["treatment.anticoagulants"] == ("ticagrelor",)
    assert found["patient.medications"] == ("digoxin", "ticagrelor", "lisinopril")


def test_the_question_behind_an_empty_one_is_no_allergy() -> None:
    assert told("allergies:\npain now: 6 of 10\nprovider: Ann Fox, MD", "patient.allergies") == []


@pytest.mark.parametrize("said", ["Penicillin: rash", "Penicillin (drug: rash)"])
def test_what_parts_the_entries_of_allergies_is_no_other_question(said: str) -> None:
    assert told(f"Allergies:\n{said}", "patient.allergies")[0].value == ("penicillin",)


def test_a_letter_lost_from_blood_hides_no_denial_of_thinners() -> None:
    assert [one.value for one in told("He is not on any blod thinners.", "treatment.anticoagulants")] == ["none"]


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("She no longer takes naproxen; she takes losartan and sertraline.", ("losartan", "sertraline")),
        ("He takes no naproxen but is on losartan.", ("losartan",)),
        ("He does not take warfarin; he takes losartan.", ("losartan",)),
    ],
)
def test_what_is_no_longer_taken_is_not_of_what_is(said: str, taken: tuple[str, ...]) -> None:
    letter = f"Dear Dr. Kramer,\n\nWould you see this patient? {said}\n\nSincerely,"
    found = [one.value for one in told(letter, "patient.medications", PageKind.REFERRAL_LETTER)]
    assert found == [] or set(found[0]) == set(taken)


@pytest.mark.parametrize(
    ("said", "allergies"),
    [
        ("She cannot tolerate codeine (rash) or latex (hives).", ("codeine", "latex")),
        ("There is no history of allergy.", "none"),
        ("She has never had an allergic reaction.", "none"),
        ("He is without known drug allergies.", "none"),
    ],
)
def test_letters_tell_of_allergies_or_of_none_in_many_ways(said: str, allergies: object) -> None:
    letter = f"Dear Dr. Kramer,\n\nWould you see this patient? {said}\n\nSincerely,"
    assert [one.value for one in told(letter, "patient.allergies", PageKind.REFERRAL_LETTER)] == [allergies]


def _answers(drawing: str, kind: PageKind) -> dict[str, object]:
    found = extract(packet(sheet(drawing, kind)), second=False)
    return {one.field: one.value for one in found}


SIDE_BY_SIDE = """
Current                         Discontinued
losartan 50 mg daily            warfarin 5 mg daily
sertraline 50 mg daily          naproxen 500 mg bid
metformin 500 mg bid            gabapentin 300 mg tid
"""
BY_STATUS = """
Medication            Dose            Status
losartan              50 mg daily     active
warfarin              5 mg daily      discontinued 2023
metformin             500 mg bid      active
"""
PAST_BELOW = """
Current medications
losartan 50 mg daily
metformin 500 mg bid
aspirin 81 mg daily

Past medications
warfarin 5 mg
naproxen 500 mg

Allergies: latex
"""


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        (SIDE_BY_SIDE, PageKind.MEDICATION_LIST),
        (BY_STATUS, NOTE),
        (BY_STATUS, PageKind.MEDICATION_LIST),
        (PAST_BELOW, NOTE),
        (PAST_BELOW, PageKind.MEDICATION_LIST),
    ],
)
def test_what_a_list_says_is_over_is_neither_taken_nor_thins_the_blood(drawing: str, kind: PageKind) -> None:
    found = _answers(drawing, kind)
    assert not {"warfarin", "naproxen", "gabapentin"} & set(found["patient.medications"] or ())
    assert {"losartan", "metformin"} <= set(found["patient.medications"] or ())
    assert "warfarin" not in (found["treatment.anticoagulants"] or ())


def test_what_was_taken_until_a_day_is_over() -> None:
    (one,) = told("Meds: losartan, metformin; took naproxen until May.", "patient.medications")
    assert one.value == ("losartan", "metformin")


@pytest.mark.parametrize(
    ("text", "named", "sure"),
    [
        ("Atrial fibrillation on apixaban.", ("apixaban",), True),
        ("A-fib (on Xarelto) and COPD.", ("rivaroxaban",), True),
        ("He has AF, on home Eliquis.", ("apixaban",), True),
        ("CAD s/p stent on Plavix and aspirin", ("clopidogrel", "aspirin"), False),
        ("PMH: atrial fibrillation on Eliquis, COPD", ("apixaban",), False),
    ],
)
def test_a_thinner_that_somebody_is_on_is_taken_whatever_for(
    text: str, named: tuple[str, ...], sure: bool
) -> None:
    (one,) = told(text, "treatment.anticoagulants")
    assert (one.value, one.confidence > 0.85) == (named, sure)


@pytest.mark.parametrize(
    "text",
    [
        "He bled while on apixaban in 2021.",
        "If AF were found she would go on apixaban.",
        "Mother is on Eliquis.",
        "Consider starting her on apixaban.",
        "She was on Plavix for a year.",
    ],
)
def test_a_thinner_that_is_over_another_s_or_only_thought_of_is_not_taken(text: str) -> None:
    assert told(text, "treatment.anticoagulants") == []


@pytest.mark.parametrize(
    "said",
    [
        "I have started the conversation on denosumab.",
        "We have begun discussing teriparatide.",
        "She has been started on the approval process for Prolia.",
        "Has begun paperwork for Forteo.",
    ],
)
def test_a_medicine_that_is_only_talked_of_was_not_begun(said: str) -> None:
    (one,) = told(f"She takes losartan and sertraline. {said}", "patient.medications", PageKind.REFERRAL_LETTER)
    assert one.value == ("losartan", "sertraline")


def test_a_list_goes_on_behind_a_comma_that_was_read_as_a_stop() -> None:
    letter = "She takes losartan 50 mg each day. ramipril 5 mg:\nand sertraline 50 mg. She walks alone."
    (one,) = told(letter, "patient.medications", PageKind.REFERRAL_LETTER)
    assert one.value == ("losartan", "ramipril", "sertraline")


@pytest.mark.parametrize("borne", ["on standing", "when she sits up", "with walking", "at rest"])
def test_what_a_posture_does_to_a_score_says_that_it_is_of_pain(borne: str) -> None:
    (one,) = told(f"She felt a crack. Three weeks later she is still at 6/10 {borne}.", "symptoms.pain_score")
    assert one.value == 6

"""Wordings and heads of printouts, letters and visit notes that name their parts in words of their own."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.sections import heading_of
from faxpipe.referral import Candidate, Value

LETTER, FORM, NOTE = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE
HELD_BELOW = 0.8


def read(drawing: str, name: str, kind: PageKind = NOTE) -> list[Value | None]:
    return list(values(gather(packet(sheet(drawing, kind))), name))


def candidates(drawing: str, name: str, kind: PageKind = NOTE) -> list[Candidate]:
    return [one for one in gather(packet(sheet(drawing, kind))) if one.field == name]


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ("What you take", Section.MEDICATIONS),
        ("Medication reconciliation", Section.MEDICATIONS),
        ("Current orders (meds): warfarin 3 mg", Section.MEDICATIONS),
        ("Current inpatient medications", Section.MEDICATIONS),
        ("Active hospital meds", Section.MEDICATIONS),
        ("Inpatient medications", Section.STOPPED),
        ("Past medical", Section.PAST),
        ("Reason for admission", Section.NARRATIVE),
        ("Examination today", Section.EXAM),
        ("What you react to", Section.ALLERGIES),
        ("Adverse drug reactions", Section.ALLERGIES),
        ("ADR: penicillin", Section.ALLERGIES),
        ("Summary of stay", Section.NARRATIVE),
        ("What we found", Section.EXAM),
        ("Principal problem", Section.ASSESSMENT),
        ("Care plan: brace", Section.PLAN),
        ("Follow-up referrals", Section.PLAN),
        ("Past: gout", Section.PAST),
    ],
)
def test_a_part_of_a_note_may_be_headed_in_plain_words(head: str, section: Section) -> None:
    assert heading_of(head) is section


def test_a_misread_head_with_words_behind_it_heads_the_allergies() -> None:
    assert ("codeine",) in read(
        "Subj: fell last week.\nAllergles on chart: Codeine\nObj: alert.", "patient.allergies"
    )


def test_the_sex_beside_a_name_is_no_initial_of_it() -> None:
    names = read("Fox, Theodora L     F     10/03/1945     Visit 11/11/2025", "patient.name")
    assert "Theodora L Fox" in names
    assert "Theodora L F Fox" not in names


def test_an_initial_in_the_same_cell_stays_in_the_name() -> None:
    assert "Theodora F Fox" in read("Fox, Theodora F     10/03/1945", "patient.name")


@pytest.mark.parametrize(
    "line",
    [
        "Seen and signed by: Ruth Whittier, PA-C, NPI 1234567893, 11/13/2025 5:02 PM (e-signature on file)",
        "Discharging physician: Ruth Whittier, DO   NPI 1234567893   office 603-555-0177",
        "Clinician of record: Ruth Whittier, NP-C (NPI: 1234567893)",
    ],
)
def test_whoever_a_note_calls_its_clinician_with_an_npi_is_the_referrer(line: str) -> None:
    assert "Ruth Whittier" in read(f"Care plan: kyphoplasty of L1.\n\n{line}", "referrer.name")


def test_the_family_doctor_named_with_an_npi_is_not_taken_for_the_signer() -> None:
    drawing = "Care plan: kyphoplasty of L1.\n\nPrimary care: Ruth Whittier, MD, NPI 1234567893"
    assert all(one.method != "prose, signed" for one in candidates(drawing, "referrer.name"))


def test_a_therapy_that_consists_of_medicines_lists_them() -> None:
    drawing = "Dear colleague,\n\nCurrent therapy consists of bisoprolol, atorvastatin and spironolactone."
    assert ("bisoprolol", "atorvastatin", "spironolactone") in read(drawing, "patient.medications", LETTER)


def test_a_list_that_ends_with_one_for_the_pain_is_a_list_and_is_held() -> None:
    drawing = "Dear doctor,\n\nHe takes tamsulosin and lisinopril, and Tylenol for the pain."
    found = [one for one in candidates(drawing, "patient.medications", LETTER) if one.value]
    assert found
    assert found[0].value == ("tamsulosin", "lisinopril", "tylenol")
    assert found[0].confidence < HELD_BELOW


def test_what_is_only_taken_for_pain_is_no_list_of_medicines() -> None:
    drawing = "Dear doctor,\n\nHe is taking oxycodone without relief of the pain."
    assert not [value for value in read(drawing, "patient.medications", LETTER) if value]


def test_allergic_to_nothing_is_an_answer() -> None:
    drawing = "Dear doctor,\n\nHe is allergic to nothing that we know of."
    assert "none" in read(drawing, "patient.allergies", LETTER)


def test_not_anticoagulated_beside_the_allergies_is_an_answer() -> None:
    drawing = "Dear doctor,\n\nShe has no known allergies to medication and is not anticoagulated."
    assert "none" in read(drawing, "treatment.anticoagulants", LETTER)


def test_a_denial_of_thinners_below_the_allergies_is_an_answer() -> None:
    drawing = "ADR: PENICILLIN\nNo anticoagulants or antiplatelets.\nEXAM: tender L2."
    assert "none" in read(drawing, "treatment.anticoagulants")


def test_an_allergy_to_a_thinner_denies_none() -> None:
    assert "none" not in read("Allergies: warfarin, aspirin\nExam: tender.", "treatment.anticoagulants")


@pytest.mark.parametrize("behind", [", policy no. S81204437", "; plan number S81204437", " / ID# S81204437"])
def test_a_number_behind_the_plan_is_the_members(behind: str) -> None:
    assert "S81204437" in read(f"Coverage: Tufts Medicare Preferred{behind}", "coverage.member_id", LETTER)


def test_a_medicare_number_behind_the_word_says_who_pays_and_under_which_number() -> None:
    drawing = "Patient: Ann Fox   DOB 2/14/1938\nMedicare no. 1EG4-TE5-MK73, no supplement\n\nDear Doctor:"
    assert "Medicare" in read(drawing, "coverage.payer", LETTER)
    assert "1EG4TE5MK73" in read(drawing, "coverage.member_id", LETTER)


def test_a_fall_this_morning_dates_the_onset_and_is_held() -> None:
    found = candidates(
        "HPI: Fell on ice this morning. Immediate lumbar pain. CT: acute L1 fracture.", "fracture.onset"
    )
    assert found
    assert found[0].confidence < HELD_BELOW


def test_a_pain_score_of_today_dates_no_onset() -> None:
    assert not candidates("HPI: Low back pain, seen today. Pain 6/10 today.", "fracture.onset")


def test_a_row_that_says_stop_taking_is_no_medicine() -> None:
    drawing = """
Drug                     Instruction
apixaban 5 mg BID        Continue unchanged
diltiazem 180 mg daily   Continue unchanged
naproxen 500 mg          Stop taking
"""
    assert ("apixaban", "diltiazem") in read(drawing, "patient.medications")


def test_the_complaint_that_heads_a_note_is_not_the_service_asked_for() -> None:
    drawing = (
        "Reason for visit: Back pain follow up\nCare plan: Referral to Dr. Kramer for kyphoplasty consultation."
    )
    asked = read(drawing, "order.service")
    assert "Back pain follow up" not in asked
    assert asked


def test_a_complaint_by_itself_is_held() -> None:
    found = [one for one in candidates("Reason for visit: Back pain follow up", "order.service") if one.value]
    assert found
    assert all(one.confidence < HELD_BELOW for one in found)


def test_the_study_that_a_note_copied_is_no_service() -> None:
    drawing = "RADIOLOGY\nProcedure: MRI SPINE LUMBAR W/O CONT\nExm Date: NOV 06, 2025"
    assert not [one for one in read(drawing, "order.service") if one and "MRI" in str(one)]


def test_a_report_copied_into_a_note_is_there_and_held() -> None:
    drawing = """
RADIOLOGY: Procedure: MRI SPINE LUMBAR W/O CONT
Exm Date: NOV 06, 2025
Report Status: Verified
Impression: Acute compression fracture of L2 with edema.
"""
    found = candidates(drawing, "documents.imaging_report")
    assert found
    assert found[0].confidence < HELD_BELOW


def test_a_study_that_a_note_mentions_is_no_report() -> None:
    drawing = "Imaging: MRI lumbar 11/6/2025 shows acute L2 fracture.\nImpression: acute L2 fracture with pain."
    assert not candidates(drawing, "documents.imaging_report")


def test_an_office_of_a_hospital_is_not_the_practice() -> None:
    assert "Office of Community Care" not in read("Office: Office of Community Care", "referrer.practice", FORM)


def test_a_telephone_in_the_row_of_the_patients_name_is_the_patients() -> None:
    drawing = "Fox, Theodora L     F     10/03/1945     Tel. 603-555-0142     Visit 11/11/2025"
    assert "603-555-0142" in read(drawing, "patient.phone")


@pytest.mark.parametrize(
    "exam",
    ["Strength normal, left ankle reflex reduced.", "Strength 5/5. Diminished Achilles reflex."],
)
def test_full_strength_beside_a_weaker_reflex_is_held(exam: str) -> None:
    found = [one for one in candidates(f"HPI: back pain.\nExam: {exam}", "exam.neuro") if one.value == "normal"]
    assert all(one.confidence < HELD_BELOW for one in found)


def test_symmetric_reflexes_are_believed() -> None:
    found = candidates("HPI: back pain.\nExam: Strength 5/5, reflexes symmetric.", "exam.neuro")
    assert found[0].confidence > HELD_BELOW


def test_of_two_levels_the_greater_loss_of_height_answers() -> None:
    assert read("Height loss: 20% T8, 50% T11", "fracture.height_loss_percent", FORM)[:1] == [50]


def test_a_head_with_a_remark_in_brackets_heads_what_is_under_it() -> None:
    drawing = (
        "EXAMINATION\nAlert and comfortable.\n\nFOLLOW-UP REFERRALS (ENTERED 3-SEP-2026)\n"
        "Dr. Hill, Pain Clinic: Evaluate T9 fracture for kyphoplasty"
    )
    assert "Evaluate T9 fracture for kyphoplasty" in read(drawing, "order.service")


HEADED = """
Barrow, Quentin L   MRN: 40117            Elm Street Medicine
DOB: 03/02/1944     82 y.o.
"""


def test_the_name_over_a_birth_date_at_the_head_of_a_printout_is_the_patients() -> None:
    assert read(HEADED, "patient.name") == ["Quentin L Barrow"]
    assert not read(HEADED.replace("Barrow, Quentin L   MRN: 40117", "Progress notes"), "patient.name")


def test_a_label_at_the_end_of_an_answer_asks_for_the_figures_behind_the_gap() -> None:
    drawing = "Demographics\n\nAddress     12 Elm St Apt 3 Mobile        603-555-0142 (preferred)"
    assert "603-555-0142" in read(drawing, "patient.phone", FORM)
    assert read(drawing, "patient.address", FORM) == ["12 Elm St Apt 3"]


@pytest.mark.parametrize("asked", ["Call to schedule:", "Contact for scheduling:", "Scheduling contact:"])
def test_whom_to_call_to_schedule_is_where_the_patient_is_reached(asked: str) -> None:
    assert read(f"Resident   Vera Stroud\nSex F   {asked} 3 East desk 603-555-0177", "patient.phone", FORM) == [
        "603-555-0177"
    ]


def test_whoever_signs_high_on_a_short_page_with_a_degree_is_not_the_patient() -> None:
    assert read("Plan: facet blocks.\nL. Barrow PA-C, electronically signed 10/29/26", "patient.name") == []


def test_a_street_left_of_a_birth_date_names_nobody() -> None:
    head = "Mercy Hospital        TANNENBAUM, ILSE\nTwo Larkspur Road, Dover, NH 03820   04/05/1951 75Y F"
    assert "Two Larkspur" not in read(head, "patient.name")

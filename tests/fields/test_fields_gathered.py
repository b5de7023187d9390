"""What the packet as a whole makes of candidates: wordings that go on, lists that run into each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import load_schema

LETTER, NOTE, FORM = PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE, PageKind.REFERRAL_FORM


def read(drawing: str, field: str, kind: PageKind) -> FieldValue:
    fields = extract(packet(sheet(drawing, kind)), second=False)
    return next(value for value in fields if value.field == field)


@pytest.mark.parametrize(
    ("drawing", "service"),
    [
        (
            "I would like your help. Request: Vertebroplasty /\nkyphoplasty consultation.\n\nShe has pain.",
            "Vertebroplasty / kyphoplasty consultation",
        ),
        (
            "I send her to you. Reason for referral: Assess for cement\naugmentation of L3 and L4. Thank you.",
            "Assess for cement augmentation of L3 and L4",
        ),
    ],
)
def test_a_service_that_goes_on_in_the_next_line_is_read_whole(drawing: str, service: str) -> None:
    assert read(drawing, "order.service", LETTER).value == service


def test_half_a_service_is_never_found() -> None:
    value = read("Reason for referral:  Consult for vertebral", "order.service", FORM)
    assert value.status is not FieldStatus.FOUND


def test_the_rest_of_a_label_is_no_service() -> None:
    value = read("Purpose of consultation:\nKyphoplasty evaluation", "order.service", FORM)
    assert value.value != "of consultation"


def test_a_sentence_on_blood_thinners_under_the_heading_of_medicines_leaves_them_missing() -> None:
    drawing = "Drug list\n\nTakes no blood thinners or antiplatelet agents.\n\nSensitivities\n\nNKDA"
    assert read(drawing, "patient.medications", NOTE).status is FieldStatus.MISSING
    assert read(drawing, "treatment.anticoagulants", NOTE).value == "none"


def test_the_allergies_of_a_form_are_not_among_its_medicines() -> None:
    drawing = (
        "Current medications:   Norvasc 5 mg daily, acetaminophen 650 mg as needed\n\n"
        "Drug allergies:        lisinopril, tetracycline, penicillin"
    )
    assert read(drawing, "patient.medications", FORM).value == ("norvasc", "acetaminophen")
    assert read(drawing, "patient.allergies", FORM).value == ("lisinopril", "tetracycline", "penicillin")


def test_allergies_end_where_the_next_heading_begins() -> None:
    drawing = "Sensitivities: shellfish, lisinopril\n0/E: BP 149/74, HR 93, afebrile"
    assert read(drawing, "patient.allergies", NOTE).value == ("shellfish", "lisinopril")


@pytest.mark.parametrize("heading", ["MPRESS]IN", "IMPREBBIEN", "IMPRESSION"])
def test_a_report_whose_headings_were_badly_read_is_still_a_report(heading: str) -> None:
    drawing = f"MRI lumbar spine\n\n{heading}: Mild multilevel disc disease of the lumbar spine."
    assert read(drawing, "documents.imaging_report", PageKind.IMAGING_REPORT).value == "present"


def test_a_report_that_is_to_follow_is_none() -> None:
    drawing = "MRI lumbar spine\n\nIMPRESSION: pending"
    assert read(drawing, "documents.imaging_report", PageKind.IMAGING_REPORT).status is FieldStatus.MISSING


@pytest.mark.parametrize(("height", "status"), [(0.03, FieldStatus.FOUND), (0.01, FieldStatus.UNCERTAIN)])
def test_a_scrawl_over_its_caption_signs_where_it_is_higher_than_print(height: float, status: FieldStatus) -> None:
    drawn = page("REFERRAL FORM\n\nPatient name: Ann Example\n\n\n0N9\nSign here")
    scrawl = next(word for word in drawn.words if word.text == "0N9")
    hand = replace(scrawl, confidence=0.3, box=replace(scrawl.box, top=scrawl.box.bottom - height))
    drawn = replace(drawn, words=tuple(hand if word is scrawl else word for word in drawn.words))
    fields = extract(packet(sheet_of(drawn, FORM, load_schema())), second=False)
    assert next(value for value in fields if value.field == "referrer.signature").status is status


def test_a_letter_may_tell_history_and_examination_on_two_pages() -> None:
    first = sheet("Dear Dr. Hill,\nShe fell in May and has had pain since.", LETTER, number=1)
    second = sheet("Re: Ann Fox\nShe was tender over the spine, and her gait was slow.", LETTER, number=2)
    notes = next(v for v in extract(packet(first, second), second=False) if v.field == "documents.clinical_notes")
    assert notes.value == "present"
    alone = next(v for v in extract(packet(second), second=False) if v.field == "documents.clinical_notes")
    assert alone.value is None


def test_a_denial_that_runs_through_a_label_is_a_denial() -> None:
    drawing = "Dear Dr. Hill,\nHer pills are amlodipine and sertraline. She takes no blood\nthinners or aspirin.\n"
    told = read(drawing, "treatment.anticoagulants", LETTER)
    assert (told.value, told.status) == ("none", FieldStatus.FOUND)


def test_the_number_of_a_payer_is_no_members() -> None:
    drawing = "Insurance: Cigna PPO Payer ID: 62308\nSubscriber No: U44711803\n"
    told = read(drawing, "coverage.member_id", NOTE)
    assert (told.value, told.status) == ("U44711803", FieldStatus.FOUND)


def test_a_station_that_answers_for_the_patient_is_not_the_senders_own_telephone() -> None:
    drawing = """
Elm Ridge Nursing      Nurses station 603-555-0121    Fax 603-555-0129
Resident: Otto Iverson      DOB: 03/04/1940
Nurses station: 603-555-0121

Attending physician: Rosa Marlow MD      NPI: 1234567893      Office phone: 603-555-0188
"""
    assert read(drawing, "referrer.phone", FORM).value == "603-555-0188"
    assert read(drawing, "patient.phone", FORM).value == "603-555-0121"


def test_a_list_that_ends_in_a_comma_is_not_whole() -> None:
    whole = read("Patient: Ann Fox\nCurrent medications: naproxen, baclofen", "patient.medications", FORM)
    half = read("Patient: Ann Fox\nCurrent medications: naproxen,", "patient.medications", FORM)
    assert whole.status is FieldStatus.FOUND
    assert half.status is not FieldStatus.FOUND


def test_the_day_of_an_order_names_no_doctor() -> None:
    drawing = "Ordered: Nov 2, 2026    Urgency: Routine\nPatient: Ann Fox"
    assert read(drawing, "referrer.name", FORM).value is None


def test_what_a_printout_names_beside_the_day_it_was_printed_is_no_patient() -> None:
    drawing = "ADMISSION FACE SHEET\nREG CLERK: DMB      PRINTED 09/02/26 17:05"
    assert read(drawing, "patient.name", PageKind.FACE_SHEET).status is not FieldStatus.FOUND


QUESTIONS = """
Has the patient had imaging of this region?                   Yes, report attached
{0}                Yes
Does the patient need an interpreter?                         No
"""


@pytest.mark.parametrize(
    "question",
    [
        "Is the patient on an anticoagulant or antiplatelet agent?",
        "Is pt currently taking any blood thinners?",
        "Does this patient take anticoagulants?",
    ],
)
def test_a_whole_question_about_thinners_is_answered_by_its_no(question: str) -> None:
    drawing = QUESTIONS.format(f"{question:<46}").replace("                Yes\nDoes", "                No\nDoes")
    assert read(drawing, "treatment.anticoagulants", FORM).value == "none"


def test_a_number_alone_under_the_plan_is_held_though_its_label_was_taken_for_a_box() -> None:
    drawing = """
Insurance
Plan          Granite Point Advantage

[x]           GP7004418802

Order
"""
    assert read(drawing, "coverage.member_id", FORM).value == "GP7004418802"


@pytest.mark.parametrize(
    ("asked", "service"),
    [
        (
            "right genicular nerve block, and radiofrequency ablation if the block helps",
            "right genicular nerve block, and radiofrequency ablation if the block helps",
        ),
        ("lumbar facet injection or medial branch blocks", "lumbar facet injection or medial branch blocks"),
        ("lumbar facet injection and she had a block in May", "lumbar facet injection"),
    ],
)
def test_the_second_of_two_procedures_is_asked_for_too(asked: str, service: str) -> None:
    letter = f"Dear Dr. Kramer:\n\nMr. Fox has arthritis. I am requesting {asked}. Thank you for your help."
    assert read(letter, "order.service", LETTER).value == service


@pytest.mark.parametrize("question", ["Symptoms (circle one)", "Mark any that apply:"])
def test_a_question_under_an_empty_label_answers_it_not(question: str) -> None:
    drawing = f"Patient: Ann Fox     DOB: 3/4/1950\nMedications: baclofen\nDrug allergies:\n{question}\n[ ] fever"
    assert read(drawing, "patient.allergies", FORM).value is None


def test_the_nurses_of_the_house_that_sends_are_where_its_resident_is_reached() -> None:
    drawing = """
Elm Ridge Nursing      Tel 603-555-0121    Fax 603-555-0129

Resident               Ada Quill
Call for visit         {} 603-555-0121
Physician              Ned Sol, MD
"""
    assert read(drawing.format("Nurses station"), "patient.phone", FORM).value == "603-555-0121"
    assert read(drawing.format("Nurses station"), "referrer.phone", FORM).value == "603-555-0121"
    assert read(drawing.format(""), "patient.phone", FORM).status is FieldStatus.UNCERTAIN

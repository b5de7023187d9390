"""How printouts and letters word what is asked for."""

from __future__ import annotations

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract, gather
from faxpipe.referral import Candidate, FieldStatus
from faxpipe.schema import load_schema

LETTER, FORM, NOTE = PageKind.REFERRAL_LETTER, PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE


def services(drawing: str, kind: PageKind) -> list[str]:
    found: list[Candidate] = gather(packet(sheet(drawing, kind)))
    return [str(value) for value in values(found, "order.service")]


@pytest.mark.parametrize(
    ("line", "service"),
    [
        (
            "I would appreciate your evaluation of Ms. Fox for lumbar sympathetic blocks.",
            "lumbar sympathetic blocks",
        ),
        ("Could you assess this 70 year old man for cement augmentation of T12?", "cement augmentation of T12"),
        ("Referral request: right L3-4 lumbar RFA, previously done in 2024.", "right L3-4 lumbar RFA"),
        ("Ref to Dr. Kramer, kyphoplasty T12.", "kyphoplasty T12"),
        ("Re: kyphoplasty with biopsy, L4", "kyphoplasty with biopsy, L4"),
        (
            "I am referring Mr. Fox for evaluation of severe low back pain and sciatica.",
            "evaluation of severe low back pain and sciatica",
        ),
        (
            "Thank you for seeing Mrs. Fox for evaluation of chronic neck pain, possible facet blocks.",
            "evaluation of chronic neck pain, possible facet blocks",
        ),
        (
            "I am requesting a right facet joint injection, diagnostic and therapeutic.",
            "right facet joint injection, diagnostic and therapeutic",
        ),
        ("Plan: Refer to Dr. Kramer for lumbar epidural.", "lumbar epidural"),
    ],
)
def test_a_sentence_that_asks_names_the_service(line: str, service: str) -> None:
    assert services(f"Dear Dr. Kramer,\n\n{line}\n\nThank you for your help with this.", LETTER)[:1] == [service]


def test_an_order_in_words_on_a_form_names_the_service() -> None:
    drawing = "Patient: Ann Fox   DOB: 1/2/1950\n\nRefer to pain mgmt for kyphoplasty L1. Dx: M80.08XA"
    assert "Refer to pain mgmt for kyphoplasty L1" in services(drawing, FORM)


def test_a_label_that_a_narrow_cell_broke_in_two_asks_all_the_same() -> None:
    drawing = """
Class         External
Reason for    Evaluate and treat - balloon kyphoplasty L2
referral
Diagnoses     M80.08XA
"""
    assert "Evaluate and treat - balloon kyphoplasty L2" in services(drawing, FORM)


def test_a_named_service_stands_before_the_name_of_the_department() -> None:
    drawing = """
Order Name          PAIN MANAGEMENT REFERRAL
Notes to provider   Please eval for L4-5 epidural steroid injection
"""
    assert services(drawing, FORM) == ["Please eval for L4-5 epidural steroid injection"]
    assert services("Order Name          PAIN MANAGEMENT REFERRAL", FORM) == ["PAIN MANAGEMENT REFERRAL"]


def test_a_second_insurance_in_its_row_leaves_the_member_number_alone() -> None:
    drawing = """
INSURANCE INFORMATION
Primary: Medicare                        Medicare #: 2GH6-UJ9-KQ47
Secondary: Mutual of Omaha Supplement    ID: 90041-7762
"""
    assert set(values(gather(packet(sheet(drawing, FORM))), "coverage.member_id")) == {"2GH6UJ9KQ47"}


def test_a_study_that_could_not_be_done_is_none() -> None:
    drawing = (
        "Assessment\nMRI cannot be done (pacemaker). CT on 11/15/2026 shows an acute T8 compression fracture."
    )
    assert set(values(gather(packet(sheet(drawing, NOTE))), "imaging.modality")) == {"CT"}


def test_the_codes_of_a_chart_add_none_to_those_of_the_order() -> None:
    order = sheet("Patient: Ann Fox   DOB: 1/2/1950\nDiagnosis: CRPS G90.521", FORM)
    chart = sheet("Problem list\n(G90.521) CRPS\n(F41.1) Anxiety disorder, she is on a tablet", NOTE, number=2)
    codes = {code for value in values(gather(packet(order, chart)), "diagnosis.icd10") for code in value}
    assert codes == {"G90.521"}
    alone = {code for value in values(gather(packet(chart)), "diagnosis.icd10") for code in value}
    assert alone == {"G90.521", "F41.1"}


def test_another_code_of_the_same_complaint_stands_beside_those_of_the_order() -> None:
    order = sheet("Patient: Ann Fox   DOB: 1/2/1950\nDiagnosis: G89.29, chronic pain", FORM)
    chart = sheet("Impression: Chronic low back pain (M54.50, G89.29)", NOTE, number=2)
    assert ("M54.50", "G89.29") in values(gather(packet(order, chart)), "diagnosis.icd10")


def test_a_day_of_injury_without_a_fracture_is_no_onset_of_one() -> None:
    strained = "Date of injury: 06/30/2026\nDiagnosis: lumbar strain"
    broken = "Date of injury: 06/30/2026\nDiagnosis: L1 fracture"
    assert values(gather(packet(sheet(strained, FORM))), "fracture.onset") == []
    assert values(gather(packet(sheet(broken, FORM))), "fracture.onset") == ["2026-06-30"]


@pytest.mark.parametrize("line", ["Left wrist fracture as a child.", "MRI: no acute fracture.", "Fx 603-555-0144"])
def test_another_bone_a_denial_and_a_fax_number_are_no_fracture_with_an_onset(line: str) -> None:
    strained = f"Date of injury: 06/30/2026\nDiagnosis: lumbar strain\n{line}"
    assert values(gather(packet(sheet(strained, FORM))), "fracture.onset") == []


def test_the_way_of_an_injection_ends_its_wording() -> None:
    drawing = "Patient: Ann Fox   DOB: 1/2/1950\nService: Lumbar steroid injection, L4-L5 transforaminal\n"
    (one,) = (c for c in gather(packet(sheet(drawing, FORM))) if c.field == "order.service")
    assert one.value == "Lumbar steroid injection, L4-L5 transforaminal"
    assert one.confidence > 0.8


def test_a_heading_of_the_medicines_that_was_misread_ends_the_allergies() -> None:
    drawing = """
Allergies
Codeine (rash), latex

Current Fecility Administerec Medications
Medication        Dose        Route
metoprolol        25 mg       Oral
sertraline        50 mg       Oral
apixaban          5 mg        Oral
"""
    found = gather(packet(sheet(drawing, PageKind.MEDICATION_LIST)))
    assert ("codeine", "latex") in values(found, "patient.allergies")
    assert set(values(found, "patient.medications")) == {("metoprolol", "sertraline", "apixaban")}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("She takes no medicines and is otherwise well.", ["none"]),
        ("He is on no medications.", ["none"]),
        ("She takes no medication for the pain.", []),
        ("Her mother takes no medicines.", []),
    ],
)
def test_who_takes_no_medicines_is_said_in_a_sentence(line: str, told: list[str]) -> None:
    drawing = f"Dear Dr. Kramer,\n\nAnn Fox has had low back pain since May. {line}\n\nSincerely,\nCora Diaz, MD"
    assert values(gather(packet(sheet(drawing, LETTER))), "patient.medications") == told


def test_a_doctors_own_telephone_is_not_the_patients() -> None:
    drawing = "Patient: Ann Fox   Phone: 603-555-0127\n\nI would like to hear from you on my cell, 603-555-0190."
    assert values(gather(packet(sheet(drawing, LETTER))), "patient.phone") == ["603-555-0127"]


def test_a_patient_before_the_doctor_on_one_line_is_not_the_doctor() -> None:
    found = gather(
        packet(sheet("Elm Clinic\nAnn Fox  Visit today with Bo Lee, MD\n\nHistory\nShe has pain.", NOTE))
    )
    assert "Ann Fox" not in values(found, "referrer.name")


def test_a_practice_named_with_its_doctor_is_the_practice() -> None:
    found = gather(packet(sheet("Windham Women's Health, Ann Fontaine MD\n12 Main St\n\nTo: Pain Clinic", FORM)))
    assert values(found, "referrer.practice")[:1] == ["Windham Women's Health"]


def test_a_reports_impression_answers_where_nobody_words_the_diagnosis() -> None:
    drawing = "MRI THORACIC SPINE\nFINDINGS: Fractures.\n\nIMPRESSION: Acute T6 and T9 compression fractures."
    found = [c for c in gather(packet(sheet(drawing, PageKind.IMAGING_REPORT))) if c.field == "diagnosis.text"]
    assert [str(c.value) for c in found] == ["Acute T6 and T9 compression fractures"]
    assert max(c.confidence for c in found) < 0.75


def test_a_letters_short_list_is_held_where_the_letter_names_more() -> None:
    def sure(text: str) -> float:
        found = gather(packet(sheet(f"Dear Dr. Kramer,\n\n{text}", LETTER)))
        return max(c.confidence for c in found if c.field == "patient.medications")

    short = "He takes apixaban, amlodipine, and pantoprazole."
    assert sure(short) > 0.75
    assert sure(f"He has renal cell cancer and is now on cabozantinib and nivolumab since May.\n{short}") < 0.75


def test_what_follows_the_code_in_another_sentence_is_no_part_of_the_diagnosis() -> None:
    drawing = "Patient: Ann Fox\nDiagnosis: Osteoporotic compression fracture L1, M80.08XA. DEXA arranged."
    told = [c for c in gather(packet(sheet(drawing, FORM))) if c.field == "diagnosis.text" and c.method == "label"]
    assert [c.value for c in told] == ["Osteoporotic compression fracture L1"]


def test_a_letters_medications_may_consist_of_a_list() -> None:
    drawing = (
        "Dear Dr. Kramer,\n\nHer medications consist of meloxicam 7.5 mg, lisinopril 20 mg and ramipril 10 mg."
    )
    found = values(gather(packet(sheet(drawing, LETTER))), "patient.medications")
    assert ("meloxicam", "lisinopril", "ramipril") in found


def test_a_network_of_healthcare_is_no_card_of_insurance() -> None:
    drawing = "Valley Regional Healthcare 243 Elm Street Tel (603) 555-0180\nPt: Ann Fox   Birth: 06-Feb-1944"
    found = gather(packet(sheet(drawing, FORM)))
    assert values(found, "referrer.phone") == ["603-555-0180"]
    assert values(found, "coverage.member_id") == []


def test_the_title_of_a_note_is_no_practice() -> None:
    assert "Clinic Note" not in values(
        gather(packet(sheet("Office Clinic Note\nAnn Fox", NOTE))), "referrer.practice"
    )


def test_a_second_plan_in_its_row_is_not_the_members() -> None:
    drawing = "INSURANCE\nMedicare Part B\nID: 1RV5-HC7-PJ20\n2nd: AARP Plan F, ID: 33107829911"
    assert "33107829911" not in values(gather(packet(sheet(drawing, FORM))), "coverage.member_id")


def test_our_own_name_is_no_service_and_a_sort_of_office_is_one() -> None:
    ours = "For: Pain Management, Northeast Rehabilitation, Salem\nAttention: Intake"
    assert services(ours, PageKind.COVER_SHEET) == []
    assert services("Service requested: Pain management", FORM) == ["Pain management"]


def test_a_request_in_a_print_of_capitals_is_no_title_though_rx_may_ask_for_a_service_too() -> None:
    above = "\n".join(f"LINE{at}    CHART {at}0093" for at in range(12))
    below = (
        "PATIENT HALE, ROSALIND\nADDR 9 BARLEY RD\nREQUEST GENICULAR NERVE ABLATION, LEFT KNEE\n"
        "DX KNEE ARTHRITIS\nALLERGY LATEX\nRX       ASPIRIN 81 MG"
    )
    assert "GENICULAR NERVE ABLATION, LEFT KNEE" in services(f"{above}\n{below}", FORM)


@pytest.mark.parametrize(
    "caption",
    [
        "Service asked for",
        "Treatment asked for",
        "Consult needed",
        "Evaluation desired",
        "Desired service",
        "Please do",
        "Kindly arrange",
        "What do you want done?",
        "Question for consultant",
    ],
)
def test_a_caption_asks_for_the_service_in_many_words(caption: str) -> None:
    assert services(f"{caption}\nTrigger point treatment, left trapezius", FORM)[:1] == [
        "Trigger point treatment, left trapezius"
    ]


NOTED = "OFFICE NOTE\n\nPlan: Dr. Kramer for stellate blocks. Return in a month after that."


@pytest.mark.parametrize(
    ("written", "sure", "said"),
    [
        ("Left stellate ganglion blocks, 3", 0.5, "Left stellate ganglion blocks, 3"),
        ("Left stellate ganglion blocks, 3", 0.95, "Left stellate ganglion blocks, 3"),
    ],
)
def test_a_notes_passing_words_do_not_settle_what_the_form_asks_for_in_its_own(
    written: str, sure: float, said: str
) -> None:
    form = sheet_of(page(f"Service wanted:\n{written}", confidence=sure), FORM, load_schema())
    note = sheet(NOTED, NOTE, 2)
    value = next(v for v in extract(packet(form, note)) if v.field == "order.service")
    assert value.value == said
    assert (value.status is FieldStatus.FOUND) is (sure > 0.9)

"""What letters, notes and messages say in sentences: days, medicines, reactions, requests, people."""

from __future__ import annotations

from datetime import date

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.kinds.dates import find_dates
from faxpipe.fields.kinds.payers import find_payer
from faxpipe.fields.prose.facts import facts
from faxpipe.referral import Value

LETTER, NOTE = PageKind.REFERRAL_LETTER, PageKind.CLINICAL_NOTE
REFERENCE = date(2026, 11, 17)


def said(text: str, field: str, kind: PageKind = LETTER) -> list[tuple[Value | None, float]]:
    read = facts([(printed(text), kind)], reference=REFERENCE)
    return [(c.value, c.confidence) for c in read if c.field == field]


def values(text: str, field: str, kind: PageKind = LETTER) -> list[Value | None]:
    return [value for value, _ in said(text, field, kind)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On 11-2 she slid out of her chair", "2026-11-02"),
        ("CT 11-9 at the county hospital", "2026-11-09"),
        ("Fell out of bed 10/25 and", "2026-10-25"),
        ("MRI done at the lake clinic 11/10. Takes", "2026-11-10"),
        ("tripped last Saturday (11/7) and fell", "2026-11-07"),
    ],
)
def test_a_day_without_a_year_is_read_behind_what_is_told_of_it(text: str, day: str) -> None:
    assert [found.value for found in find_dates(text, REFERENCE)] == [day]


@pytest.mark.parametrize(
    "text",
    ["she is on 2-3 pills", "since 4-6 weeks", "He fell, pain 6/10", "on 10-12 occasions", "strength 4/5 done"],
)
def test_a_score_or_a_range_is_no_day(text: str) -> None:
    assert find_dates(text, REFERENCE) == ()


def test_the_background_of_a_message_tells_the_story_of_now() -> None:
    text = "Background: Fell out of bed 10/25. MRI 10/26 with an acute T12 compression fracture."
    assert values(text, "fracture.onset", PageKind.CLINICAL_NOTE) == ["2026-10-25"]
    assert values(text, "imaging.date", PageKind.CLINICAL_NOTE) == ["2026-10-26"]


def test_a_denial_of_the_next_thing_denies_no_fracture() -> None:
    assert values("CT shows an acute compression fx T12, mild retropulsion not seen.", "fracture.levels") == [
        ("T12",)
    ]
    assert values("An acute fracture is not seen at T12.", "fracture.levels") == []


def test_what_was_not_there_on_an_older_study_is_there_now() -> None:
    text = "CT showed a T7 compression fracture not present in 2025, and MRI confirmed it with marrow edema."
    assert values(text, "fracture.levels") == [("T7",)]
    assert values(text, "imaging.edema") == ["yes"]


def test_a_day_in_the_story_whose_verb_is_unknown_is_held() -> None:
    text = "She has an acute L1 fracture. Her back pain came with a bag of coal on the 12th of October."
    assert [(value, sure < 0.75) for value, sure in said(text, "fracture.onset")] == [("2026-10-12", True)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Eliquis, metoprolol, Lasix. NKDA.", ("eliquis", "metoprolol", "lasix")),
        (
            "She has been on alendronic acid for two years, as well as amlodipine.",
            ("alendronic acid", "amlodipine"),
        ),
        (
            "He is receiving lenalidomide and dexamethasone, with apixaban.",
            ("lenalidomide", "dexamethasone", "apixaban"),
        ),
        (
            "Currently: prednisone 7.5 mg, Trelegy, albuterol and alendronate.",
            ("prednisone", "trelegy", "albuterol", "alendronate"),
        ),
    ],
)
def test_what_somebody_takes_is_read_however_it_is_led_into(text: str, names: tuple[str, ...]) -> None:
    assert values(text, "patient.medications") == [names]


def test_a_list_of_what_was_tried_is_no_list_of_medicines() -> None:
    assert values("Failed naproxen, tramadol, and gabapentin.", "patient.medications") == []
    assert values("Pain 6/10 on tramadol and a soft brace.", "patient.medications") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She reacts to erythromycin.", ("erythromycin",)),
        ("Sulfa makes her itch.", ("sulfa",)),
        ("He states that he gets hives from amoxicillin.", ("amoxicillin",)),
        ("She had swelling of the lips with lisinopril.", ("lisinopril",)),
        ("She is allergic to sulfa, which gives her a rash.", ("sulfa",)),
    ],
)
def test_a_reaction_tells_an_allergy(text: str, names: tuple[str, ...]) -> None:
    assert [(value, sure >= 0.75) for value, sure in said(text, "patient.allergies")] == [(names, True)]


def test_what_itches_is_an_allergy_beside_what_gave_hives() -> None:
    assert values("Codeine gave him hives and latex itches.", "patient.allergies") == [("codeine", "latex")]


def test_an_allergy_behind_the_bare_word_is_one_and_no_medicine() -> None:
    text = "Current medications are ramipril and sertraline. Not on blood thinners. Allergies codeine."
    assert values(text, "patient.allergies") == [("codeine",)]
    assert values(text, "patient.medications") == [("ramipril", "sertraline")]


def test_what_only_sickened_is_held_as_an_allergy() -> None:
    assert [(value, sure < 0.75) for value, sure in said("Tramadol made her nauseated.", "patient.allergies")] == [
        (("tramadol",), True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "She had no rash from penicillin.",
        "Her mother gets hives from penicillin.",
        "The rash improved with hydrocortisone.",
        "She does not take aspirin.",
        "She could not tolerate a brace.",
    ],
)
def test_who_reacts_to_nothing_has_no_allergy_from_a_sentence(text: str) -> None:
    assert values(text, "patient.allergies") == []


def test_what_somebody_reacts_to_is_none_of_their_medicines() -> None:
    text = "Medications: metformin, omeprazole, duloxetine. He states that he gets hives from amoxicillin."
    assert values(text, "patient.medications") == [("metformin", "omeprazole", "duloxetine")]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("The doctor says kypho?", "kypho"),
        ("I would appreciate your seeing him for kyphoplasty and biopsy of T10.", "kyphoplasty and biopsy of T10"),
        ("I think she would do well with a kyphoplasty, but I leave it to you.", "kyphoplasty"),
        ("We would like your opinion about vertebral augmentation at T7.", "vertebral augmentation at T7"),
    ],
)
def test_what_is_wished_for_is_the_service_without_a_set_phrase(text: str, service: str) -> None:
    (found,) = values(text, "order.service")
    assert service in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "She had a kyphoplasty of L1 in 2019 and did well.",
        "She has failed two epidural steroid injections.",
        "He is not a candidate for kyphoplasty.",
        "Prolia injection every six months.",
    ],
)
def test_a_procedure_that_is_past_or_refused_is_not_asked_for(text: str) -> None:
    assert values(text, "order.service") == []


def test_a_patient_introduced_in_a_sentence_brings_what_stands_in_the_brackets() -> None:
    text = (
        "Dear colleague: Please see Amos Pratley (12/15/1959, 603-555-5571, Cigna U4471180399) about his hip pain."
    )
    assert values(text, "patient.name") == ["Amos Pratley"]
    assert "1959-12-15" in values(text, "patient.birth_date")
    assert values(text, "patient.phone") == ["603-555-5571"]
    assert values(text, "coverage.payer") == ["Cigna"]
    assert values(text, "coverage.member_id") == ["U4471180399"]


@pytest.mark.parametrize("text", ["Her husband, Frank Stone (3/3/1940), called.", "Dr. Ann Fox, 3/4/1950"])
def test_a_relative_or_a_doctor_introduced_with_a_day_is_not_the_patient(text: str) -> None:
    assert values(text, "patient.name") == []


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("Client name: Amos Pratley Seen on: 11-17-25", []),
        ("Please see Amos Pratley (11/17/25, 603-555-5571).", []),
        ("Please see Amos Pratley (12/15/59, 603-555-5571).", ["1959-12-15"]),
        ("Please see Amos Pratley (born 11/17/25, 603-555-5571).", ["1925-11-17"]),
    ],
)
def test_a_day_behind_a_name_that_may_be_of_this_year_is_nobodys_birth(text: str, born: list[str]) -> None:
    assert sorted({str(value) for value in values(text, "patient.birth_date")}) == born


def test_what_a_visit_gave_is_not_of_the_list_before_it() -> None:
    text = "Home medications: digoxin, furosemide. No rash.\nTreated with acetaminophen and a lidocaine patch."
    assert values(text, "patient.medications", PageKind.CLINICAL_NOTE) == [("digoxin", "furosemide")]


def test_the_words_of_asking_belong_to_the_service() -> None:
    assert values("Doctor wants a kypho consult.", "order.service") == ["kypho consult"]
    text = "Thank you for taking Mr. Hale for vertebroplasty consideration."
    assert values(text, "order.service") == ["vertebroplasty consideration"]


def test_a_signature_in_so_many_words_is_no_part_of_the_name() -> None:
    text = "Electronic signature Ruth Whittier, MD, 11/05/2026"
    assert values(text, "referrer.name", PageKind.REFERRAL_FORM) == ["Ruth Whittier"]


def test_what_an_allergen_did_stands_in_brackets_and_ends_no_list() -> None:
    text = "She is allergic to cefazolin (rash) and to morphine (itching)."
    assert values(text, "patient.allergies") == [("cefazolin", "morphine")]


def test_pills_that_somebody_has_are_taken_and_a_denied_thinner_dims_no_list() -> None:
    text = "Her morning pills are amlodipine, sertraline and one baby aspirin; there is no other blood thinner."
    assert said(text, "patient.medications") == [(("amlodipine", "sertraline", "aspirin"), 0.8)]


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("Her diagnosis is spinal stenosis with claudication\n(M48.062).", "spinal stenosis with claudication"),
        ("I diagnosed trochanteric bursitis (M70.61) in May.", "trochanteric bursitis"),
        (
            "He has an acute fracture of the third lumbar vertebra (M80.08XA).",
            "acute fracture of the third lumbar vertebra",
        ),
    ],
)
def test_a_diagnosis_told_before_its_code_is_worded_in_full(text: str, wording: str) -> None:
    assert said(text, "diagnosis.text") == [(wording, 0.88)]


def test_an_entry_of_an_assessment_reaches_to_the_dash_before_its_code() -> None:
    text = "Assessment:\n1. Postlaminectomy radiculopathy, left L5 - M54.16 (Primary)"
    assert values(text, "diagnosis.text", PageKind.CLINICAL_NOTE) == ["Postlaminectomy radiculopathy, left L5"]


def test_a_plan_ends_where_it_is_told_by_whose_right() -> None:
    text = "Her insurance is Blue Shield through her husband's firm."
    assert values(text, "coverage.payer") == ["Blue Shield"]


def test_whom_a_request_goes_to_is_no_part_of_it() -> None:
    text = "REFERRAL\nTo Dr. Amos Hill, Pain Clinic, Salem (fax 603-555-0100): evaluation for kyphoplasty of T11."
    assert values(text, "order.service", PageKind.CLINICAL_NOTE) == ["evaluation for kyphoplasty of T11"]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("Please call the charge nurse at 603-555-0111 to schedule the visit.", [("603-555-0111", True)]),
        ("Visits are arranged through the nursing station, 603-555-0111.", [("603-555-0111", True)]),
        ("Call our office at 603-555-0111 to schedule.", []),
        ("His son (503-555-0122) decides but cannot be reached by day.", [("503-555-0122", False)]),
        ("Her family doctor is Dr Amos Hill (978 555 0133).", []),
    ],
)
def test_a_visit_is_arranged_by_the_number_that_answers(text: str, phones: list[tuple[str, bool]]) -> None:
    assert [(value, sure > 0.8) for value, sure in said(text, "patient.phone")] == phones


@pytest.mark.parametrize(
    ("text", "payers"),
    [
        ("She has no insurance and will be self-pay; we told her the price.", ["self-pay"]),
        ("He is uninsured.", ["self-pay"]),
        ("If she is uninsured, call us.", []),
        ("She had to pay for parking.", []),
    ],
)
def test_who_pays_for_themselves_needs_no_label(text: str, payers: list[str]) -> None:
    assert values(text, "coverage.payer") == payers


@pytest.mark.parametrize("effect", ["neither with much effect", "to no avail", "with little benefit"])
def test_what_is_used_to_no_effect_makes_a_list_of_medicines_unsure(effect: str) -> None:
    text = "She takes nadolol and metformin. She has had a brace and uses acetaminophen{}."
    plain = said(text.format(" daily"), "patient.medications")[0][1]
    assert said(text.format(f", {effect}"), "patient.medications")[0][1] < plain


@pytest.mark.parametrize("between", ["    ", " - "])
def test_the_title_in_a_corner_over_a_name_is_no_part_of_it(between: str) -> None:
    head = f"Elm River Sports and Occupational Care{between}Reassessment"
    text = f"{head}\nIlse Tannenbaum DOB 04/05/1951 seen 09/01/2026"
    assert values(text, "patient.name", PageKind.CLINICAL_NOTE) == ["Ilse Tannenbaum"]


def test_a_name_that_wraps_in_running_text_stays_whole() -> None:
    text = "Thank you for your time and please see my patient Ilse\nMarie Tannenbaum, born 04/05/1951."
    assert set(values(text, "patient.name")) == {"Ilse Marie Tannenbaum"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She takes lisinopril'and gabapentin daily.", ("lisinopril", "gabapentin")),
        ("She takes lisinopril for'her pressure.", ("lisinopril",)),
    ],
)
def test_a_speck_before_a_word_that_joins_is_no_part_of_a_name(text: str, names: tuple[str, ...]) -> None:
    assert values(text, "patient.medications") == [names]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("ACME Mobile X-ray Results desk 800-555-0144", []),
        ("Lakes Mobile Imaging reading room 800-555-0144", []),
        ("Her mobile is 603-555-0144.", ["603-555-0144"]),
    ],
)
def test_who_comes_with_a_mobile_machine_is_not_the_patients_telephone(text: str, phones: list[str]) -> None:
    assert values(text, "patient.phone", PageKind.CLINICAL_NOTE) == phones


@pytest.mark.parametrize(
    "told",
    [
        "She was found beside her bed on 10/27/2026; a film showed a fracture.",
        "Found down on bathroom floor 10/27/26. L1 compression fracture.",
        "He was found at the foot of the stairs on 10/27/2026 with a compression fracture.",
    ],
)
def test_where_somebody_was_found_tells_when_it_began(told: str) -> None:
    assert values(told, "fracture.onset", PageKind.CLINICAL_NOTE) == ["2026-10-27"]


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("Cigna PPO and will bring the card with her", "Cigna PPO"),
        ("Aetna, and she knows about the copay", "Aetna"),
        ("Blue Cross and Blue Shield", "Blue Cross and Blue Shield"),
    ],
)
def test_the_name_of_a_plan_ends_where_the_sentence_goes_on(text: str, payer: str) -> None:
    found = find_payer(text)
    assert found is not None
    assert found.value == payer


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Clinic note of 11/5 and MRI attached.", []),
        ("MRI lumbar spine 10/20/2026; labs 11/2/2026 are enclosed.", ["2026-10-20"]),
        ("Note: MRI 10/20/2026 shows a fracture.", ["2026-10-20"]),
    ],
)
def test_the_day_of_a_note_is_not_that_of_the_study_beside_it(text: str, days: list[str]) -> None:
    assert values(text, "imaging.date") == days


def test_a_report_headed_examination_tells_of_the_marrow() -> None:
    text = "Examination: MRI lumbar spine\nIntense bone marrow oedema throughout the body of L2."
    assert values(text, "imaging.edema", PageKind.IMAGING_REPORT) == ["yes"]


def test_what_was_put_off_was_not_tried() -> None:
    text = "She took acetaminophen for the pain of the fracture and wore a brace. Physical therapy deferred."
    assert values(text, "treatment.conservative", PageKind.CLINICAL_NOTE) == [("analgesics", "brace")]


def test_a_density_test_that_another_will_do_is_arranged() -> None:
    text = "Continue the brace. Her own doctor will get bone density."
    assert values(text, "bone.workup", PageKind.CLINICAL_NOTE) == ["yes"]


def test_thinners_denied_behind_what_was_stopped_are_denied() -> None:
    text = "Medications: ramipril 5 mg\nDiscontinued: naproxen. Not anticoagulated and takes no aspirin."
    assert values(text, "treatment.anticoagulants", PageKind.CLINICAL_NOTE) == ["none"]


@pytest.mark.parametrize(
    ("line", "wording"),
    [
        ("She has an osteoporotic crush fracture of L2 on CT.", "osteoporotic crush fracture of L2"),
        (
            "This is a low-energy insufficiency-type fracture of T11.",
            "low-energy insufficiency-type fracture of T11",
        ),
        ("He has the painful unhealed wedge fracture of T8 since May.", "painful unhealed wedge fracture of T8"),
        ("MRI shows a fracture of L3.", "fracture of L3"),
        ("He has had the same low back pain for years.", "low back pain"),
        ("The MRI and x-ray L4 compression fracture are enclosed.", "L4 compression fracture"),
    ],
)
def test_what_is_said_of_a_fracture_before_it_belongs_to_the_diagnosis(line: str, wording: str) -> None:
    assert values(f"Dear Dr. Kramer,\n\n{line}\n\nThank you.", "diagnosis.text") == [wording]


@pytest.mark.parametrize(
    ("told", "wording"),
    [
        (
            "My diagnosis is T9 osteoporotic compression fracture, M80.08XA.",
            "T9 osteoporotic compression fracture",
        ),
        ("The working diagnosis is acute T9 compression fracture (M80.08XA).", "acute T9 compression fracture"),
        ("I consider this an osteoporotic fracture of T9 (M80.08XA).", "osteoporotic fracture of T9"),
        ("Our impression is wedge fracture of T9.", "wedge fracture of T9"),
    ],
)
def test_a_sentence_that_sums_up_after_an_examination_words_the_diagnosis(told: str, wording: str) -> None:
    text = f"The film shows a fracture of T9.\nExamination: tender over T9, power normal.\n{told}\nPlease see her."
    assert values(text, "diagnosis.text") == [wording]


@pytest.mark.parametrize(
    ("plan", "service"),
    [
        (
            "Brace. Dr. Kramer: emergency consultation, L4-L5 stenosis, and then rehab.",
            "emergency consultation, L4-L5 stenosis",
        ),
        (
            "Pain clinic (Dr. Kramer): evaluate and treat lumbar radiculopathy.",
            "evaluate and treat lumbar radiculopathy",
        ),
        ("To Dr. Kramer for urgent consultation.", "urgent consultation"),
        (
            "Pain management: consultation for cervical radiculopathy. DEXA.",
            "consultation for cervical radiculopathy",
        ),
        ("DEXA. Dr. Kramer - consult, chronic low back pain.", "consult, chronic low back pain"),
        ("Dr. Kramer, Salem: opinion on sacral pain.", "opinion on sacral pain"),
    ],
)
def test_a_visit_asked_of_the_pain_clinic_in_a_plan_is_the_service(plan: str, service: str) -> None:
    assert values(f"HPI: Back pain.\nPlan: {plan}", "order.service", NOTE) == [service]


@pytest.mark.parametrize(
    "plan",
    [
        "Neurology: consultation for tremor. Brace.",
        "No need for pain clinic for evaluation at this time.",
        "She was seen at the pain clinic for evaluation in 2019.",
    ],
)
def test_a_visit_to_somebody_else_or_of_the_past_is_no_service(plan: str) -> None:
    assert values(f"HPI: Back pain.\nPlan: {plan}", "order.service", NOTE) == []

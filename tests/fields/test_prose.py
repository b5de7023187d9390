"""Facts of sentences in letters, notes and reports; the wording is invented for these tests."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_page import printed

from faxpipe.document import PageKind, enclosing
from faxpipe.fields.prose.facts import facts
from faxpipe.fields.prose.text import sentence_spans
from faxpipe.referral import Candidate, Check, Value

REFERENCE = date(2026, 9, 11)
NOTE, LETTER, REPORT = PageKind.CLINICAL_NOTE, PageKind.REFERRAL_LETTER, PageKind.IMAGING_REPORT


def values(text: str, field: str, kind: PageKind = NOTE) -> list[Value | None]:
    return [one.value for one in facts([(printed(text), kind)], reference=REFERENCE) if one.field == field]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("IMPRESSION: Acute compression fractures of T7 and T8.", ("T7", "T8")),
        ("A/P: L1 osteoporotic compression fracture.", ("L1",)),
        ("Data: MRI done 8/2/26: acute T12 compression fx.", ("T12",)),
        ("FINDINGS: New wedge deformity of L2. Healed T11 fracture.", ("L2",)),
        ("FINDINGS: Fracture of the superior endplate of L2 with edema. L1 is normal. Conus at L1.", ("L2",)),
        ("FINDINGS: Acute L3 fracture. Stenosis at L4-5. Old T9 wedge deformity.", ("L3",)),
    ],
)
def test_levels_are_those_of_current_fractures(text: str, levels: tuple[str, ...]) -> None:
    assert values(text, "fracture.levels", REPORT if "FINDINGS" in text or "IMPRESSION" in text else NOTE) == [
        levels
    ]


@pytest.mark.parametrize(
    "text",
    [
        "FINDINGS: Old healed compression fracture of T11.",
        "Family history: mother had an L1 fracture.",
        "No compression fracture at L2.",
        "PMH: L4 compression fracture 2009.",
        "COMPARISON: T12 fracture on the study of 2023.",
        "L4-L5 disc protrusion, tender at L3, conus at L1.",
        "Hip fracture. L5 radiculopathy.",
        "She once had a T12 burst fracture from a fall off a horse in 1979; it healed in a brace.",
        "A wedge fracture of T12 was sustained in a car crash in 2003 and has not bothered her since.",
    ],
)
def test_old_denied_and_relatives_fractures_give_no_level(text: str) -> None:
    assert values(text, "fracture.levels", REPORT if text.isupper() else NOTE) == []


@pytest.mark.parametrize(
    ("text", "onset"),
    [
        ("HPI: Compression fracture. She fell on 8/11/2026 in her kitchen with sudden back pain.", "2026-08-11"),
        ("HPI: L1 fracture. On August 20, 2026, while coughing, she felt back pain.", "2026-08-20"),
        ("HPI: T12 fracture. Fell about 3 weeks ago, back pain since.", "P3W"),
        ("HPI: Low back pain x 4 weeks. L2 fracture.", "P4W"),
        ("HPI: L2 fracture. Back pain began seven weeks ago when she missed a step.", "P7W"),
        ("HPI: T10 fracture. Three weeks of mid back pain after a fall, 7/10.", "P3W"),
        ("HPI: L1 fracture. Fell 5 weeks ago. The fall was on 08/07/2026 and hurt her back.", "2026-08-07"),
    ],
)
def test_onset_is_the_event_or_how_long_ago_it_was(text: str, onset: str) -> None:
    assert values(text, "fracture.onset") == [onset]


@pytest.mark.parametrize(
    "text",
    [
        "HPI: L1 fracture. Wore a brace for 5 weeks.",
        "HPI: L1 fracture. MRI of 08/28/2026 reviewed.",
        "HPI: L1 fracture. Return in 4 weeks.",
        "HPI: L1 fracture. Carotid stent on 3/4/2026.",
        "HPI: Low back pain x 4 weeks, no fracture.",
        "Compression fracture L2. Apixaban is on hold since 5/11.",
    ],
)
def test_other_times_are_no_onset(text: str) -> None:
    assert values(text, "fracture.onset") == []


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("HPI: Pain is rated 6/10 today (NRS).", 6),
        ("HPI: Leg pain since May. Averages 7 out of 10 by the end of a shift.", 7),
        ("HPI: Pain was 9/10, now 6/10.", 6),
        ("HPI: Mid-back pain 7/10 with any movement, 2/10 lying flat.", 7),
        ("HPI: She scores the pain 8 out of 10 when she stands up.", 8),
        ("HPI: Pain currently 4/10 with Tylenol, worst 9/10.", 4),
        ("He has pain of 4 on a scale of 10.", 4),
        ("Pain on the morning of discharge was 5/10 walking, 1/10 lying.", 5),
        ("Pain was 9/10 on admission and 4/10 at discharge.", 4),
        ("HPI: Low back pain from that time on, 6/10 when she stands, 3/10 in bed.", 6),
    ],
)
def test_the_pain_score_is_today_s(text: str, score: int) -> None:
    assert values(text, "symptoms.pain_score") == [score]


@pytest.mark.parametrize(
    "text", ["EXAM: Strength 5/5 in both legs.", "MRI of 6/10 shows a fracture.", "Mood 7/10."]
)
def test_other_numbers_are_no_pain_score(text: str) -> None:
    assert values(text, "symptoms.pain_score") == []


@pytest.mark.parametrize(
    ("text", "kind", "modality", "day"),
    [
        ("MRI on August 27 demonstrates an acute T7 fracture.", LETTER, "MRI", "2026-08-27"),
        ("Data: MRI L-spine done 8/2 shows a T12 fracture.", NOTE, "MRI", "2026-08-02"),
        ("X-ray. Lumbar spine 8/12/2026 without fracture.", NOTE, "X-ray", "2026-08-12"),
        ("Imaging: X-ray 7/30/26 and MRI 8/21/26 show a fracture.", NOTE, "MRI", "2026-08-21"),
        (
            "MRI LUMBAR SPINE WITHOUT CONTRAST\nExam date: 08/28/2026\nCOMPARISON: CT 03/02/2025.\nFINDINGS:"
            " Fracture of L1.",
            REPORT,
            "MRI",
            "2026-08-28",
        ),
    ],
)
def test_the_study_is_the_best_one_with_its_own_date(text: str, kind: PageKind, modality: str, day: str) -> None:
    assert values(text, "imaging.modality", kind) == [modality]
    assert values(text, "imaging.date", kind) == [day]


@pytest.mark.parametrize("text", ["Plan: MRI lumbar spine ordered.", "Unable to have MRI due to pacemaker."])
def test_a_study_that_was_not_done_is_none(text: str) -> None:
    assert values(text, "imaging.modality") == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("FINDINGS: L1 fracture with marrow edema.", ["yes"]),
        ("FINDINGS: L1 fracture with STIR hyperintensity.", ["yes"]),
        ("FINDINGS: T9 deformity without marrow edema.", ["no"]),
        ("FINDINGS: Lumbar spine. Soft tissue edema.", []),
    ],
)
def test_marrow_edema_is_read_both_ways(text: str, answer: list[str]) -> None:
    assert values(text, "imaging.edema", REPORT) == answer


@pytest.mark.parametrize(
    ("text", "neuro"),
    [
        ("EXAM: Strength 5/5, sensation and reflexes intact.", ["normal"]),
        ("EXAM: Motor 5/5, no focal deficit.", ["normal"]),
        ("Power, reflexes and sensation in the legs are normal.", ["normal"]),
        ("EXAM: Hip flexion 3/5 on the right.", ["deficit"]),
        ("EXAM: Left foot drop.", ["deficit"]),
        ("EXAM: Diminished sensation over the left shin.", ["deficit"]),
        ("HPI: Denies leg weakness or numbness.", ["normal"]),
        ("HPI: Back pain only.", []),
    ],
)
def test_the_neurologic_examination_is_normal_or_a_deficit(text: str, neuro: list[str]) -> None:
    assert values(text, "exam.neuro") == neuro


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        (
            "HPI: Two weeks of scheduled acetaminophen and a lumbar brace gave little relief.",
            [("analgesics", "brace")],
        ),
        (
            "HPI: Physical therapy, bed rest and tramadol have failed.",
            [("physical therapy", "rest", "analgesics")],
        ),
        ("HPI: An epidural steroid injection in July did not help.", [("injections",)]),
        ("HPI: Declined a brace.", []),
        ("Please consider an epidural steroid injection.", []),
        ("WHAT WE WILL DO: REFER TO DR. KRAMER, PAIN MANAGEMENT: TRANSFORAMINAL ESI LEFT S1.", []),
        ("Why: Thank you for seeing Mrs. Hale for the following: Genicular nerve block, left knee.", []),
        ("Referred after two epidural injections gave no relief.", [("injections",)]),
    ],
)
def test_conservative_treatment_is_what_was_tried(text: str, tried: list[tuple[str, ...]]) -> None:
    assert values(text, "treatment.conservative") == tried


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Plan: DEXA ordered.", ["yes"]),
        ("Osteoporosis: BMD scheduled 9/3.", ["yes"]),
        ("She has begun alendronate.", ["yes"]),
        ("No DEXA on record.", ["no"]),
        ("Osteoporosis, declined Fosamax in 2021.", []),
    ],
)
def test_bone_care_is_under_way_or_not(text: str, answer: list[str]) -> None:
    assert values(text, "bone.workup") == answer


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Meds: Coumadin 2.5 mg qd; diltiazem 180 mg qd", "patient.medications", ("coumadin", "diltiazem")),
        ("Meds: Coumadin 2.5 mg qd; diltiazem 180 mg qd", "treatment.anticoagulants", ("warfarin",)),
        ("Medications: Eliquis 5 mg; naproxen 500 mg, stopped 30 Jul 2026.", "patient.medications", ("eliquis",)),
        ("She is not on any anticoagulant or antiplatelet drug.", "treatment.anticoagulants", "none"),
        ("Patient takes no blood thinners or aspirin.", "treatment.anticoagulants", "none"),
        ("She takes aspirin but no other blood thinner.", "treatment.anticoagulants", ("aspirin",)),
        ("Allergies: Sulfa (rash, 1988)", "patient.allergies", ("sulfa",)),
        ("Allergies: NKDA", "patient.allergies", "none"),
        ("No known drug allergies.", "patient.allergies", "none"),
        ("She smokes. No drug. allergies. No fever.", "patient.allergies", "none"),
        ("Allergies: Penicillins - hives", "patient.allergies", ("penicillins",)),
        ("Allergies: none known. Creatinine 1.1, platelets 148.", "patient.allergies", "none"),
    ],
)
def test_lists_of_medicines_and_allergies(text: str, field: str, value: Value) -> None:
    assert values(text, field) == [value]


def test_an_allergy_heading_with_nothing_after_it_is_no_answer() -> None:
    assert values("Meds: lisinopril 10 mg\nAllergies:\nO: BP 128/70.", "patient.allergies") == []


def test_a_medication_list_without_thinners_does_not_answer_for_them() -> None:
    assert values("Medications: amlodipine 5 mg, sertraline 50 mg.", "treatment.anticoagulants") == []


@pytest.mark.parametrize(
    ("text", "service"),
    [
        (
            "Thank you for seeing her for consideration of kyphoplasty at both levels.",
            "consideration of kyphoplasty",
        ),
        ("Please evaluate for kyphoplasty.", "evaluate for kyphoplasty"),
        (
            "Pain Clinic, Derry: Evaluate T8 wedge fracture for vertebroplasty",
            "Evaluate T8 wedge fracture for vertebroplasty",
        ),
        ("Refer to Dr. Kramer, pain mgmt, for vertebroplasty vs kyphoplasty.", "vertebroplasty vs kyphoplasty"),
        ("Refel to Dr. Kramer, pain mgmt, for vertebroplasty vs kyphoplasty.", "vertebroplasty vs kyphoplasty"),
        ("I would be grateful for an evaluation for a lumbar epidural injection.", "lumbar epidural injection"),
        ("Could you see Mr. Alder for diagnostic medial branch blocks on the left?", "branch blocks on the left"),
    ],
)
def test_the_service_keeps_the_letter_s_wording(text: str, service: str) -> None:
    assert service in str(values(text, "order.service", LETTER)[0])


@pytest.mark.parametrize(
    ("text", "kind", "field", "value"),
    [
        ("RE: Martha Ellsworth D.O.B. August 14, 1939", LETTER, "patient.name", "Martha Ellsworth"),
        ("RE: Martha Ellsworth D.O.B. August 14, 1939", LETTER, "patient.birth_date", "1939-08-14"),
        ("RE: Martha Ellsworth D/O/B August 14, 1939", LETTER, "patient.name", "Martha Ellsworth"),
        (
            "Missing report for your patient Sonia Russo, DOB 02/26/1948.",
            PageKind.COVER_SHEET,
            "patient.name",
            "Sonia Russo",
        ),
        ("HPI: 81 y/o F here for back pain.", NOTE, "patient.sex", "female"),
        ("I saw this 87-year-old retired gentleman.", LETTER, "patient.sex", "male"),
        ("Wife's cell for scheduling: (603) 648-7268.", PageKind.COVER_SHEET, "patient.phone", "603-648-7268"),
        ("Pt's insurance is Aetna, member # MEBK7R4Q.", PageKind.COVER_SHEET, "coverage.member_id", "MEBK7R4Q"),
        ("Electronically signed by Paula Oyelo, MD on 09/08/2026", NOTE, "referrer.name", "Paula Oyelo"),
        ("Electronically signed by Paula Oyelo, MD on 09/08/2026", NOTE, "referrer.signature", "present"),
        ("September 4, 2026\n\nDear Dr. Kramer,", LETTER, "order.date", "2026-09-04"),
        ("Assessment: L1 fracture (M80.08XA).", NOTE, "diagnosis.icd10", ("M80.08XA",)),
        ("FINDINGS: L1 fracture with 30% loss of height.", REPORT, "fracture.height_loss_percent", 30),
    ],
)
def test_people_codes_and_dates(text: str, kind: PageKind, field: str, value: Value) -> None:
    assert value in values(text, field, kind)


def test_a_short_diagnosis_on_a_form_tells_its_level() -> None:
    page = printed("DIAGNOSIS   Compression fx L3")
    words = tuple(word for line in page.lines for word in line.words)
    first = [word for word in words if word.text in {"Compression", "fx", "L3"}]
    box = enclosing([word.box for word in first])
    told = Candidate("diagnosis.text", "Compression fx L3", "Compression fx L3", 1, box, 0.9, "label", Check.PLAIN)
    read = [
        [one.value for one in facts([(page, PageKind.REFERRAL_FORM)], reference=REFERENCE, told=answers)]
        for answers in ((), (told,))
    ]
    assert read == [[], [("L3",)]]


def test_a_radiologist_is_neither_referrer_nor_signature() -> None:
    text = "Ordered by: Thelma Zorn MD\nFINDINGS: Normal.\nElectronically signed: Rex Nakama, MD"
    assert values(text, "referrer.name", REPORT) == ["Thelma Zorn"]
    assert values(text, "referrer.signature", REPORT) == []


def test_faint_print_lowers_the_confidence() -> None:
    clear, faint = (
        facts([(printed("Pain 6/10 today.", confidence=at), NOTE)], reference=REFERENCE)[0] for at in (0.95, 0.3)
    )
    assert faint.value == clear.value
    assert faint.confidence < 0.8 * clear.confidence


def test_every_fact_says_where_it_stands() -> None:
    for one in facts([(printed("Assessment: L1 fracture. Pain 6/10.", number=4), NOTE)], reference=REFERENCE):
        assert one.page == 4
        assert one.method == "prose"
        assert one.box.left < one.box.right


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("abL1T2 .,:;/-\n%()AMRI0fx"), max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for kind in (NOTE, LETTER, REPORT, PageKind.MEDICATION_LIST, PageKind.REFERRAL_FORM):
        assert isinstance(facts([(printed(text), kind)], reference=REFERENCE), tuple)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        (
            "A/P: Malignant compression fracture T7, breast cancer (M84.58XA).",
            "Malignant compression fracture T7, breast cancer",
        ),
        ("Assessment: 1. Lumbosacral radiculopathy, left (M54.17).", "Lumbosacral radiculopathy, left"),
        (
            "A/P: T12 compression fx, osteoporotic (M80.08XA). Refer to Dr. Kramer.",
            "T12 compression fx, osteoporotic",
        ),
        ("A/P: MRI shows a compression fracture of T12 (M80.08XA).", "compression fracture of T12"),
    ],
)
def test_the_entry_before_its_code_is_the_diagnosis_whole(text: str, wording: str) -> None:
    assert values(text, "diagnosis.text") == [wording]


def test_headings_alone_on_their_lines_need_no_colon() -> None:
    note = """No fever, no chills and no loss of weight since then.
Meds
gabapentin 300 mg TID
lisinopril 10 mg daily
All
sulfa, cephalexin
P
Refer to Dr. Kramer: kyphoplasty."""
    assert values(note, "patient.medications") == [("gabapentin", "lisinopril")]
    assert values(note, "patient.allergies") == [("sulfa", "cephalexin")]


def test_a_misread_heading_ends_the_section_before_it() -> None:
    note = "Medications: donepezil 10 mg, valsartan 80 mg. Alergies: ibuprofen, tetracycline."
    assert values(note, "patient.medications") == [("donepezil", "valsartan")]
    assert values(note, "patient.allergies") == [("ibuprofen", "tetracycline")]


@pytest.mark.parametrize(
    "text",
    [
        "She takes prednisone 7.5 mg daily, methotrexate 15 mg weekly, folc acd and omeprazole.",
        "Medications: prednisone 7.5 mg daily; xqrtvz 15 mg weekly; omeprazole 20 mg daily",
    ],
)
def test_a_list_with_an_entry_that_nobody_can_name_is_held(text: str) -> None:
    whole = text.replace("folc acd", "folic acid").replace("xqrtvz", "methotrexate")
    held, found = (
        max(
            one.confidence
            for one in facts([(printed(said), NOTE)], reference=REFERENCE)
            if one.field == "patient.medications"
        )
        for said in (text, whole)
    )
    assert held < 0.75 <= found


def test_a_stop_inside_brackets_before_a_small_letter_ends_no_sentence() -> None:
    text = "Red flags (saddle anesthesia, incontinence. progressive weakness) were reviewed. He walks."
    assert [text[start:end] for start, end in sentence_spans(text)] == [text[:-10], "He walks."]
    denied = "No fever. has leg weakness (left)."
    assert len(sentence_spans(denied)) == 2


@pytest.mark.parametrize("read", ["allergies", "allefgies", "llergies", "alergies"])
def test_no_known_allergies_is_understood_with_a_letter_misread(read: str) -> None:
    assert values(f"No known drug {read}. She walks.", "patient.allergies") == ["none"]


@pytest.mark.parametrize(
    "text",
    ["Back pain since a collision two years ago.", "Leg pain since a laminectomy nine years ago."],
)
def test_what_happened_years_ago_is_history_and_no_onset(text: str) -> None:
    assert values(text, "fracture.onset") == []


@pytest.mark.parametrize("label", ["Emergency", "Emargency", "Emergencv"])
def test_an_emergency_number_is_not_the_patients_own(label: str) -> None:
    text = f"{label} contact: husband's cell (603) 648-7268."
    assert values(text, "patient.phone", PageKind.COVER_SHEET) == []


@pytest.mark.parametrize(
    "text",
    [
        "Imaging: MRI shows an acute T12 fracture with no marrow edema and approximately 20% loss of height.",
        "FINDINGS: Acute L3 fracture without retropulsion and 20% height loss.",
    ],
)
def test_a_measured_loss_of_height_is_claimed_behind_another_findings_denial(text: str) -> None:
    assert values(text, "fracture.height_loss_percent", REPORT if "FINDINGS" in text else NOTE) == [20]


def test_the_day_of_a_study_is_no_grade_of_strength() -> None:
    assert values("Exam: No focal neurologic deficit. MRI 4/5 shows an L1 fracture.", "exam.neuro") == ["normal"]
    assert values("Exam: hip flexion 4/5 on the right.", "exam.neuro") == ["deficit"]


def test_imaging_that_follows_the_examination_still_tells_of_edema() -> None:
    text = "On examination: no deficit.\n\nPictures: MRI shows an L1 fracture with marrow edema."
    assert values(text, "imaging.edema", LETTER) == ["yes"]


def test_a_bone_medicine_in_the_list_of_medicines_is_no_bone_care_that_was_arranged() -> None:
    assert values("Medications: alendronate 70 mg weekly, lisinopril 10 mg daily.", "bone.workup") == []
    assert values("Plan: her own doctor has begun alendronate.", "bone.workup") == ["yes"]


@pytest.mark.parametrize(
    "text",
    [
        "Medications: prednisone 5 mg daily.\nAnticoagulation:\nnone. Allergies: latex.",
        "Drug list: valsartan 80 mg daily\n\nNo anticoagulants:\n\nSensitivities: latex",
    ],
)
def test_no_blood_thinners_is_an_answer_whatever_became_of_its_colon(text: str) -> None:
    assert values(text, "treatment.anticoagulants", LETTER) == ["none"]
    assert values(text, "patient.allergies", LETTER) == [("latex",)]


def test_a_fracture_keeps_what_it_is_due_to_and_half_a_title_is_not_sure() -> None:
    text = "Imp\nPathologic fracture L3 due to bone metastasis (M84.58XA, C79.51)"
    assert values(text, "diagnosis.text") == ["Pathologic fracture L3 due to bone metastasis"]
    half = [c for c in facts([(printed("Seen for a pathological fracture."), NOTE)], reference=REFERENCE)]
    assert all(c.confidence < 0.75 for c in half if c.field == "diagnosis.text")


def test_a_speck_inside_the_name_of_a_medicine_makes_no_two_of_it() -> None:
    text = "Medications: DONEPEZIL 10 MG DAILY; INSULIN. GLARGINE 18 UNITS AT BEDTIME"
    assert values(text, "patient.medications") == [("donepezil", "insulin glargine")]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("She had an L1 compression fracture treated with kyphoplasty in 2019.", []),
        ("L1 fracture status post kyphoplasty. New T12 compression fracture.", [("T12",)]),
        ("L1 compression fracture to be treated with kyphoplasty.", [("L1",)]),
        ("New T12 fracture, s/p L1 kyphoplasty.", [("T12",)]),
        ("Stenosis at L4-5 with L3 compression fracture next to a fusion from T11 through L2.", [("L3",)]),
    ],
)
def test_a_fracture_that_was_cemented_is_past_and_the_level_before_the_word_is_its_own(
    text: str, levels: list[tuple[str, ...]]
) -> None:
    assert values(text, "fracture.levels") == levels


@pytest.mark.parametrize(
    ("text", "answer"),
    [("DEXA was not done.", ["no"]), ("A DEXA scan was normal.", ["yes"]), ("Bone density: normal.", [])],
)
def test_a_normal_density_is_no_denial_and_one_not_done_is(text: str, answer: list[str]) -> None:
    assert values(text, "bone.workup") == answer


def test_a_medicine_behind_d_c_was_stopped() -> None:
    text = "Medications: lisinopril 10 mg, d/c gabapentin 300 mg, amlodipine 5 mg"
    assert values(text, "patient.medications") == [("lisinopril", "amlodipine")]


def test_on_a_form_only_what_is_told_as_done_was_tried() -> None:
    form = PageKind.REFERRAL_FORM
    assert values("Request: Genicular nerve block of the left knee", "treatment.conservative", form) == []
    assert values("Drugs: gabapentin 300 mg TID, lisinopril 10 mg daily", "treatment.conservative", form) == []
    told = "Tried so far: brace, gabapentin and rest, without success"
    assert values(told, "treatment.conservative", form) == [("brace", "analgesics", "rest")]


def test_what_was_tried_is_sure_where_one_clause_tells_all_of_it() -> None:
    def tried(text: str) -> list[tuple[Value | None, bool]]:
        read = facts([(printed(text), NOTE)], reference=REFERENCE)
        return [(c.value, c.confidence >= 0.9) for c in read if c.field == "treatment.conservative"]

    assert tried("So far treated with rest, PT and a brace, with little benefit.") == [
        (("rest", "physical therapy", "brace"), True)
    ]
    scattered = tried("Failed a brace. Later she was in bed rest for a week.")
    assert scattered == [(("brace", "rest"), False)]


def test_a_piece_of_what_was_tried_that_names_nothing_known_makes_it_unsure() -> None:
    def sure(text: str) -> list[bool]:
        read = facts([(printed(text), NOTE)], reference=REFERENCE)
        return [c.confidence >= 0.9 for c in read if c.field == "treatment.conservative"]

    assert sure("Failed oral pain medication and injeetions.") == [False]
    assert sure("Failed oral pain medication and a back brace.") == [True]


def test_medicines_with_doses_under_each_other_are_a_list_whose_heading_was_misread() -> None:
    text = "DV:\nVITAMIN D3 2000 UNITS DAILY\nFAMOTIDINE 20 MG BID\nSYNTHROID 88 MCG DAILY"
    read = [c for c in facts([(printed(text), NOTE)], reference=REFERENCE) if c.field == "patient.medications"]
    assert [(c.value, c.confidence <= 0.7) for c in read] == [(("vitamin d3", "famotidine", "synthroid"), True)]


def test_a_list_of_medicines_may_follow_its_heading_without_a_colon() -> None:
    text = "Discharge medications acetaminophen, Xarelto, vitamin D3"
    assert values(text, "patient.medications") == [("acetaminophen", "xarelto", "vitamin d3")]


def test_an_onset_whose_figures_are_no_date_is_held_not_missing() -> None:
    text = "HPI: Acute L2 compression fracture; the back pain began on 04 1 7 2025 in the garden."
    read = [c for c in facts([(printed(text), NOTE)], reference=date(2025, 5, 20)) if c.field == "fracture.onset"]
    assert [(c.value, c.check) for c in read] == [(None, Check.UNREADABLE)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A 67-YEAR-OLD WOMAN WITH SEVERE MID AND LOW BACK PAIN THAT BEGAN 8\nWEEKS AGO WHILE LIFTING.", 1),
        ("NORVASC DAILY. SHE IS NOT. ON BLOOD THINNERS.", 2),
        ("PHYSICAL EXAM\nVITALS NORMAL", 2),
        ("SHE HAS BEEN TREATED SO FAR WITH BED REST, A TLSO BRACE AND\nTRAMADOL WITHOUT RELIEF", 1),
    ],
)
def test_sentences_in_capitals_go_on_over_specks_and_line_ends(text: str, count: int) -> None:
    assert len(sentence_spans(text)) == count

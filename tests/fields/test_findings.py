"""Red flags raised by sentences, and by nothing that is denied, old, a relative's or a warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from prose_page import printed

from faxpipe.document import Box, PageKind, TickBox
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.flags.patterns import EMERGENCY
from faxpipe.referral import Priority

FRACTURED = "She has an acute L1 compression fracture."


def flags(text: str, kind: PageKind = PageKind.CLINICAL_NOTE) -> set[str]:
    return {flag.flag for flag in red_flags([(printed(text), kind)])}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Findings are consistent with cauda equina syndrome.", "cauda_equina"),
        ("Concern for caudaequina syndrome, sent to the ED.", "cauda_equina"),
        ("Rectal exam with decreased rectal tone.", "cauda_equina"),
        ("Since Sunday she has been unable to urinate.", "bladder_bowel"),
        ("New urinary incontinence for three days.", "bladder_bowel"),
        ("He lost control of his bowels yesterday.", "bladder_bowel"),
        ("New urinary retenti0n, 600 mL by bladder scan.", "bladder_bowel"),
        ("She is incontinent of stool since the fall.", "bladder_bowel"),
        ("Now with loss of bladder control.", "bladder_bowel"),
        ("She cannot hold her urine any longer.", "bladder_bowel"),
        ("Acute urinary retention requiring catheter.", "bladder_bowel"),
        ("Reports bowel and bladder dysfunction over the past two days.", "bladder_bowel"),
        ("New onset of fecal incontinence x 2 days.", "bladder_bowel"),
        ("He has not voided in 14 hours and the bladder is distended.", "bladder_bowel"),
        ("Difficulty with urination since the fall.", "bladder_bowel"),
        ("She could not feel herself wipe today.", "saddle_anesthesia"),
        ("Patient denies fever.new bowel incontinence and saddle anesthesia.", "bladder_bowel"),
        ("Patient denies fever.new bowel incontinence and saddle anesthesia.", "saddle_anesthesia"),
        ("Fever no.progressive leg weakness since Monday.", "progressive_leg_weakness"),
        ("Fever: no. Progressive leg weakness since Monday.", "progressive_leg_weakness"),
        ("Biopsy negative for cancer.has progressive leg weakness.", "progressive_leg_weakness"),
        ("Complains of saddle anesthesia.", "saddle_anesthesia"),
        ("There is numbness in the groin and buttocks.", "saddle_anesthesia"),
        ("Perineal numbness on exam.", "saddle_anesthesia"),
        ("She says it feels numb between her legs.", "saddle_anesthesia"),
        ("Decreased sensation in the saddle area.", "saddle_anesthesia"),
        ("Progressive weakness of both legs over a week.", "progressive_leg_weakness"),
        ("Leg weakness is getting worse every day.", "progressive_leg_weakness"),
        ("Her legs are giving way and she is progressively weaker.", "progressive_leg_weakness"),
        ("Worsening bilateral lower extremity weakness.", "progressive_leg_weakness"),
        ("She has developed paraparesis.", "progressive_leg_weakness"),
        ("Exam is consistent with thoracic myelopathy.", "myelopathy"),
        ("There is cord signal change at T8.", "myelopathy"),
        ("MRI shows spinal cord compression at T11.", "cord_compression"),
        ("Retropulsed bone compressing the spinal cord.", "cord_compression"),
        ("Severe c0rd c0mpression at T9.", "cord_compression"),
        ("Findings suspicious for epidural abscess.", "epidural_abscess"),
        ("MRI cannot exclude epidural abscess.", "epidural_abscess"),
        ("Since yesterday he has been unable to passurine; this is new.", "bladder_bowel"),
        ("He was catheterized for 900 mL last night.", "bladder_bowel"),
    ],
)
def test_an_asserted_emergency_is_raised(text: str, flag: str) -> None:
    raised = red_flags([(printed(text), PageKind.CLINICAL_NOTE)])
    assert flag in {one.flag for one in raised if one.priority is Priority.EMERGENCY}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Burst fracture of L1 with retropulsion into the canal.", "retropulsion"),
        ("L2 burst fracture.", "unstable_fracture"),
        ("The fracture is considered unstable.", "unstable_fracture"),
        ("New left foot drop since Tuesday.", "neurologic_deficit"),
        ("New neurologic deficit in the right leg.", "neurologic_deficit"),
        (f"{FRACTURED} Metastatic breast cancer, on chemotherapy.", "malignancy_with_fracture"),
        (f"{FRACTURED} Marrow signal is suspicious for metastasis.", "malignancy_with_fracture"),
        ("Pathologic fracture of T9 (M84.58XA, C79.51).", "malignancy_with_fracture"),
        (f"{FRACTURED} Concern for discitis at L1-L2.", "infection_with_fracture"),
        ("The patient is currently hospitalized for pain control.", "inpatient"),
        ("Pain is 9/10 despite oxycodone.", "severe_pain"),
        ("She rates her pain 8 out of 10 on standing.", "severe_pain"),
        ("URGENT - PLEASE CALL TODAY", "sender_urgent"),
        ("STAT REFERRAL", "sender_urgent"),
        ("Please see this patient as soon as possible.", "sender_urgent"),
        ("I would appreciate an urgent evaluation.", "sender_urgent"),
    ],
)
def test_an_asserted_urgent_finding_is_raised(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Denies leg weakness, saddle numbness, or change in bladder or bowel function.",
        "ROS: negative for leg weakness, saddle anesthesia and incontinence.",
        "No bowel or bladder incontinence. No saddle anesthesia.",
        "There has been no bowel or bladder disturbance.",
        "She is continent of bowel and bladder.",
        "No groin numbness, no leg weakness, continent.",
        "Bladder and bowels as usual.",
        "No trouble holding urine or stool.",
        "Power, reflexes and sensation are normal and she has no sphincter disturbance.",
        "Normal rectal tone.",
        "Bowel or bladder incontinence: No. Saddle anesthesia: No. Weakness: No.",
        "Counseled to go to the ER for any new weakness, numbness, or incontinence.",
        "Discussed red flag symptoms including loss of bladder control.",
        "Cauda equina nerve roots are unremarkable.",
        "Long-standing stress incontinence.",
        "Chronic urinary incontinence, unchanged for years.",
        "PMH: urge incontinence, hypertension.",
        "Rule out cord compression.",
        "The cord is normal in caliber and signal, without compression.",
        "No. retropulsed fragment. No cord compression. Conus normal.",
        "There is no. retropulsed fragment and with no. cord compression.",
        "Posterior wall intact; no retropulsion, canal widely patent.",
        "No epidural collection. No suspicious marrow lesion.",
        "Spondylosis without myelopathy or radiculopathy, lumbar.",
        f"{FRACTURED} Mother had metastatic breast cancer.",
        f"{FRACTURED} Fam Hx: sister with metastatic breast CA to spine.",
        f"{FRACTURED} History of breast cancer in 2004, in remission.",
        f"{FRACTURED} PMH: prostate cancer 2011, myeloma in her brother.",
        f"{FRACTURED} Benign-appearing, no lesion to suggest metastasis.",
        f"{FRACTURED} She had a urinary tract infection last month.",
        "Old burst fracture of T12 from 1998.",
        "If numbness in the groin or loss of bladder control ever occurs, go to the emergency room.",
        "PATIENT INSTRUCTIONS: Call us if you develop weakness in the legs or loss of bladder control.",
        "Return precautions: saddle numbness, urinary retention, fever.",
        "Risks including bleeding, infection, paralysis and incontinence were discussed.",
        "Strength 5/5 in both legs, pain was 9/10, now 4/10.",
        "Her husband has metastatic lung cancer.",
        "Seen at urgent care, told it was a bruise.",
        "Past: gout, asthma. Urgent. appendectomy 1971.",
        "Generalized weakness and fatigue.",
        "She was an inpatient last year.",
        "Pain 6/10 today. Follow up on 8/10.",
        "Chronic leg weakness after polio in childhood.",
        "O Urgent",
        "Routine   Urgent   STAT",
        "Urgent   For review   Please comment   Please reply",
        "Not urgent, next available is fine.",
        "For urgent matters call the office.",
        "Do you have any numbness in the saddle area? Yes No",
        "Patients: go to the emergency room at once for loss of bladder control or legs growing weak.",
        "worsening weakness or urinary retention develops.",
        "Multilevel uncovertebral spurring witout cord signal change.",
    ],
)
def test_nothing_is_raised_where_nothing_is_asserted(text: str) -> None:
    assert flags(text) == set()


def test_a_fax_number_cut_short_is_no_fracture() -> None:
    assert flags("SALEM NH 603-555-0140 FX 603-555-0154 FROM DUNSTABLE, MARGUERITE MD") == set()
    assert "unstable_fracture" in flags("The L2 fx looks unstable.")


@pytest.mark.parametrize(
    "text",
    [
        "FAMILY Brother paralyzed after a spinal abscess.",
        "Mother paralysed by cauda equina syndrome.",
        "She had no accidents with urine.",
        "He has had no accidents with urine or stool.",
    ],
)
def test_what_befell_a_relative_or_never_happened_raises_nothing(text: str) -> None:
    assert flags(text) == set()


def test_accidents_that_did_happen_and_what_a_relative_tells_are_raised() -> None:
    assert flags("She had two accidents with urine this week.") == {"bladder_bowel"}
    assert flags("Brother says he has been unable to urinate since last night.") == {"bladder_bowel"}


def test_malignancy_needs_a_fracture() -> None:
    assert flags("Metastatic breast cancer on chemotherapy. Sciatica.") == set()


def test_a_fracture_on_another_page_counts() -> None:
    pages = [
        (printed("Multiple myeloma, on treatment.", number=1), PageKind.REFERRAL_LETTER),
        (printed("IMPRESSION: Acute T9 compression fracture.", number=2), PageKind.IMAGING_REPORT),
    ]
    assert {flag.flag for flag in red_flags(pages)} == {"malignancy_with_fracture"}


def _tick(layout_box: Box, ticked: bool | None) -> TickBox:
    return TickBox(replace(layout_box, left=layout_box.left - 0.03, right=layout_box.left - 0.015), ticked, 0.9)


@pytest.mark.parametrize(("ticked", "expected"), [(True, {"sender_urgent"}), (False, set())])
def test_urgent_beside_a_box_counts_only_when_the_box_is_ticked(ticked: bool, expected: set[str]) -> None:
    page = printed("URGENT")
    box = _tick(page.lines[0].box, ticked)
    assert {flag.flag for flag in red_flags([(page, PageKind.COVER_SHEET)], ticks={1: [box]})} == expected


@pytest.mark.parametrize(("ticked", "expected"), [(True, {"saddle_anesthesia"}), (False, set())])
def test_a_finding_in_a_list_of_boxes_counts_only_when_ticked(ticked: bool, expected: set[str]) -> None:
    page = printed("Saddle anesthesia")
    box = _tick(page.lines[0].box, ticked)
    assert {flag.flag for flag in red_flags([(page, PageKind.REFERRAL_FORM)], ticks={1: [box]})} == expected


def test_a_flag_shows_its_page_words_and_place() -> None:
    flag = red_flags(
        [(printed("Exam today.\nNew urinary retention since Monday.", number=3), PageKind.CLINICAL_NOTE)]
    )[0]
    assert (flag.page, flag.words) == (3, "urinary retention")
    assert 0 < flag.box.top < flag.box.bottom < 1


def test_emergencies_come_first() -> None:
    raised = red_flags([(printed("Pain 9/10.\nCord compression at T8."), PageKind.CLINICAL_NOTE)])
    assert [flag.flag in EMERGENCY for flag in raised] == [True, False]


def test_pages_without_words_raise_nothing() -> None:
    assert red_flags([(printed(""), PageKind.BLANK), (printed(""), PageKind.CLINICAL_NOTE)]) == ()


def test_urgent_beside_another_choice_of_a_cover_sheet_claims_nothing_though_that_was_misread() -> None:
    cover = printed("Date: 11 July 2025\n\nUrgent     IFor review     Please reply.\n\nMessage: see the referral")
    assert not red_flags([(cover, PageKind.COVER_SHEET)])


def test_a_warning_whose_first_words_were_misread_is_still_one() -> None:
    text = "Retufn preceutionsn the emergency department for new leg weakness, numbness in the groin."
    assert not red_flags([(printed(text), PageKind.CLINICAL_NOTE)])
    seen = "She was seen in the emergency department for new leg weakness."
    assert red_flags([(printed(seen), PageKind.CLINICAL_NOTE)])


def test_urgent_misread_in_one_letter_on_a_short_line_of_a_form_is_urgent() -> None:
    flags = red_flags([(printed("How oon Drgent"), PageKind.REFERRAL_FORM)])
    assert [flag.flag for flag in flags] == ["sender_urgent"]
    assert not red_flags([(printed("Routine Urgemt STAT"), PageKind.REFERRAL_FORM)])


@pytest.mark.parametrize(
    "text",
    [
        "He may need to learn catheterization if he cannot void adequately.",
        "Conditions include hypertension, history of urinary incontinence and dementia.",
        "He does not feel that he is having any difficulty voiding.",
        "The table was turned for bowel retraction.",
        "He will be admitted overnight after the procedure.",
    ],
)
def test_conditions_histories_and_plans_of_real_notes_raise_nothing(text: str) -> None:
    assert not red_flags([(printed(text), PageKind.CLINICAL_NOTE)])


def test_a_history_of_days_is_no_old_history() -> None:
    text = "She comes with a history of urinary incontinence for two days."
    assert red_flags([(printed(text), PageKind.CLINICAL_NOTE)])


def test_the_ticked_box_of_another_choice_makes_nothing_urgent() -> None:
    line = printed("Timeframe     Routine     Urgent     STAT")
    routine = next(word for one in line.lines for word in one.words if word.text == "Routine")
    box = Box(routine.box.left - 0.02, routine.box.top, routine.box.left - 0.005, routine.box.bottom)
    flags = red_flags([(line, PageKind.REFERRAL_FORM)], ticks={1: (TickBox(box, True, 0.99),)})
    assert not flags


@pytest.mark.parametrize(
    "text",
    [
        "Rectal: decreased rectal tone and absent anal reflex.",
        "She has noticed that she no longer senses when her bladder is full.",
        "PVR 650 mL, sent to the ED.",
        "Bladder scan showed 800 cc.",
        "She could not urinate since this morning.",
        "Numb when wiping.",
        "Concern for CES, sent to the ED.",
        "Unable to lift either leg off the bed as of this morning.",
        "Mass effect on the spinal cord at T9.",
        "Positive Babinski bilaterally with sustained clonus.",
    ],
)
def test_emergencies_as_clinicians_word_them_are_raised(text: str) -> None:
    assert flags(text) & EMERGENCY


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Posterior cortex is displaced into the spinal canal by 5 mm.", "retropulsion"),
        ("Bony fragment displaced posteriorly into the canal.", "retropulsion"),
        (
            "L3 compression fracture. Febrile to 101.5, blood cultures positive.",
            "infection_with_fracture",
        ),
        ("T7 compression fracture with a marrow replacing process.", "malignancy_with_fracture"),
        ("Dramatic worsening in the last 24 hours of the lower extremity weakness.", "neurologic_deficit"),
    ],
)
def test_urgent_findings_as_clinicians_word_them_are_raised(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "L1 compression fracture. Low suspicion for malignancy.",
        "L1 compression fracture. Take acetaminophen 650 mg prn pain or fever.",
        "L1 compression fracture. Donios fever, chills or weight loss.",
        "L1 compression fracture. Hay fever.",
        "She is having less urinary incontinence.",
        "Babinski negative, no clonus.",
        "Babinski absent bilaterally.",
    ],
)
def test_low_doubts_medicines_for_fever_and_better_bladders_raise_nothing(text: str) -> None:
    assert flags(text) == set()


def test_a_spread_cancer_in_the_list_of_past_illnesses_is_had() -> None:
    text = "PMH: multiple myeloma, hypertension.\n\nImaging: acute compression fracture of L1."
    assert "malignancy_with_fracture" in flags(text)


def test_a_ticked_box_before_a_denial_denies() -> None:
    line = printed("No saddle anesthesia")
    first = line.lines[0].words[0]
    box = Box(first.box.left - 0.02, first.box.top, first.box.left - 0.005, first.box.bottom)
    assert not red_flags([(line, PageKind.CLINICAL_NOTE)], ticks={1: (TickBox(box, True, 0.99),)})


def test_the_label_how_soon_is_no_choice_beside_an_urgent_that_was_misread() -> None:
    form = printed("HOW sOON: Ubrgent")
    assert [flag.flag for flag in red_flags([(form, PageKind.REFERRAL_FORM)])] == ["sender_urgent"]


def test_a_burst_fracture_of_long_ago_is_no_unstable_one() -> None:
    old = (
        "Seen 11/2/2026. He once had a T12 burst fracture from a crash of his truck in 1981; it healed in a cast."
    )
    assert "unstable_fracture" not in flags(old)
    assert "unstable_fracture" in flags("Seen 11/2/2026. He has a T12 burst fracture from a crash of his truck.")


NOVEMBER, NEW_YEAR = date(2026, 11, 9), date(2026, 1, 2)


@pytest.mark.parametrize(
    ("text", "received", "flag"),
    [
        ("MRI Oct 24, 2026 shows an unstable L1 fracture.", NOVEMBER, "unstable_fracture"),
        ("Since November 2026 she has urinary retention.", NOVEMBER, "bladder_bowel"),
        ("In November 2026 she lost control of her bladder.", NOVEMBER, "bladder_bowel"),
        ("MRI in October 2026 shows an unstable burst fracture of L1.", NOVEMBER, "unstable_fracture"),
        ("Since December 2025 she is losing control of her bladder.", NEW_YEAR, "bladder_bowel"),
    ],
)
@pytest.mark.parametrize("other", ["Card valid through 2029.", "Seen in January 2026.", ""])
def test_a_year_to_come_makes_nothing_past(text: str, received: date, flag: str, other: str) -> None:
    layouts = [(printed(f"{text} {other}"), PageKind.CLINICAL_NOTE)]
    assert flag in {one.flag for one in red_flags(layouts, received=received)}


def test_a_year_gone_by_makes_a_finding_past() -> None:
    layouts = [
        (printed("In 2014 she lost control of her bladder. Seen in November 2026."), PageKind.CLINICAL_NOTE)
    ]
    assert red_flags(layouts, received=NOVEMBER) == ()

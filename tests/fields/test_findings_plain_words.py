"""Red flags as offices word them, and the same words where they claim nothing."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.flags.findings import red_flags

FRACTURED = "\nShe has an acute L1 compression fracture."


def flags(text: str, kind: PageKind = PageKind.CLINICAL_NOTE) -> set[str]:
    return {flag.flag for flag in red_flags([(printed(text + FRACTURED), kind)])}


@pytest.mark.parametrize(
    "text",
    [
        "HIGH URGENCY - please call",
        "Put him on top of the pile.",
        "Asap please, thanks",
        "She is to be seen w/in 4 days.",
        "Req type: Expedited",
        "Please hurry with the kyphoplasty.",
        "Needs eyes on him today, not next month.",
        "See immediatly",
        "Her visit has to happen by Thursday.",
        "Every day counts.",
        "It is imperative that he be seen within two days.",
    ],
)
def test_a_wish_for_speed_in_plain_words_is_the_senders(text: str) -> None:
    assert "sender_urgent" in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "She will be seen by her PCP within 3 days.",
        "To be reviewed within 3 days of discharge.",
        "Thank you for your prompt attention.",
        "Prompt evaluation in the ED showed no fracture.",
        "To be seen in two weeks.",
        "See today's vitals.",
    ],
)
def test_times_of_something_else_are_no_wish_for_speed(text: str) -> None:
    assert "sender_urgent" not in flags(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Hospitalized now for back pain.", "inpatient"),
        ("He is still on the hospital ward.", "inpatient"),
        ("Boarded in the ER overnight.", "inpatient"),
        ("Admission orders placed.", "inpatient"),
        ("She cannot be discharged with this pain.", "inpatient"),
        ("Burst comp fx of L2.", "unstable_fracture"),
        ("CT: burts fracture L3.", "unstable_fracture"),
        ("Posterolateral wall breach at T12.", "unstable_fracture"),
        ("There are pieces in the spinal canal.", "retropulsion"),
        ("MSSA grown from the disc.", "infection_with_fracture"),
        ("Rigors for two nights.", "infection_with_fracture"),
        ("Bx of T9 showed adenocarcinoma.", "malignancy_with_fracture"),
        ("It does not look osteoporotic: no pedicle, likely neoplasm.", "malignancy_with_fracture"),
        ("Malignancy is still to be excluded.", "malignancy_with_fracture"),
        ("New weakness of the arm, triceps 4/5 since the injury.", "neurologic_deficit"),
        ("She woke up with a foot that drags.", "neurologic_deficit"),
        ("Sensory loss L3 right since the fall, none before.", "neurologic_deficit"),
        ("Shin dull to pin since yesterday.", "neurologic_deficit"),
    ],
)
def test_urgent_findings_are_known_in_plain_words(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Epidural abcess at L3.", "epidural_abscess"),
        ("Epidural phlegmon, no abscess.", "epidural_abscess"),
        ("Quads 4/5 Friday, 3/5 Saturday, 2/5 now.", "progressive_leg_weakness"),
        ("He is not lifting either leg.", "progressive_leg_weakness"),
        ("Bowel control: lost on Friday.", "bladder_bowel"),
        ("Retained 900 on scan.", "bladder_bowel"),
        ("Void trial failed twice.", "bladder_bowel"),
        ("Diapers since Sunday, no idea when to go.", "bladder_bowel"),
        ("Back swollen, cannot pee - ?hematoma", "bladder_bowel"),
        ("She has lost feeling in her rear end.", "saddle_anesthesia"),
        ("Crotch asleep for two days.", "saddle_anesthesia"),
        ("Penile numbness since Sunday.", "saddle_anesthesia"),
        ("She had to go to the emergency department for new numbness in the groin.", "saddle_anesthesia"),
    ],
)
def test_emergencies_are_known_in_plain_words(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "She denys urinary retention.",
        "0 episodes of incontinence.",
        "Her grandson peed the bed last night.",
        "The dog peed on the couch.",
        "Loss of bladder control means 911.",
        "Go to an emergency room if your leg becomes weak. These can be signs of cauda equina syndrome.",
        "Urgent clinical matters should not be sent by fax.",
        "Urgent requests must never be faxed to this number.",
        "After hours, for loss of bladder control, hang up and dial 911.",
        "The form lists loss of bladder function as a very rare risk.",
        "Cauda equina syndrome leaflet given.",
        "Epidural space normal, no abscess.",
        "He wet himself as a boy.",
        "Continent of stool and urine since Tuesday, legs strong.",
        "Report any new weakness, numbness in the saddle area or accidents with urine.",
        "Biopsy negative for carcinoma.",
        "Can be discharged from PT.",
        "Strength 5/5 on Monday, 4/5 in 2020.",
    ],
)
def test_denials_of_any_spelling_leaflets_and_others_claim_nothing(text: str) -> None:
    assert not flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pain back up to nine since Friday.",
        "It hurts so that he calls it a ten.",
        "Intensity (0-10) now 8, least 5.",
        "Pain (0 = none, 10 = worst): 9",
        "So bad that she cannot sit, 9/10",
        "Pn 8/10 with turning",
    ],
)
def test_a_severe_score_is_known_as_it_is_spoken(text: str) -> None:
    assert "severe_pain" in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pain for up to ten days.",
        "Pain was up to nine, now 3/10.",
        "Pain (0 = none, 10 = worst): 4",
        "Pain up to ten times a day.",
        "NPRS 4/10 standing, 9/10 in the first days, now even.",
        "Pain 8/10 at first, eased by the brace.",
        "At onset he scored it nine; this morning it is a 3.",
        "Back pain was there at once, 9/10 during the early weeks.",
    ],
)
def test_a_count_or_a_score_that_was_is_no_severe_pain(text: str) -> None:
    assert "severe_pain" not in flags(text)


@pytest.mark.parametrize(("mark", "pressed"), [("O", False), ("X", True)])
def test_a_box_typed_before_urgent_on_a_cover_says_whether_it_is_meant(mark: str, pressed: bool) -> None:
    cover = printed(f"FAX COVER SHEET\n\nPages: 3\n\n{mark}    URGENT\n\nRe: referral of Ann Lund")
    found = red_flags([(cover, PageKind.COVER_SHEET)])
    assert bool(found) is pressed


@pytest.mark.parametrize(
    "text",
    [
        "Her uncle ended up paralyzed after an epidural abscess and she asks about it.",
        "Back in 2019 he was seen for a large disc with foot drop and had surgery.",
        "Leg pain to the ankle, 4/10, better than 9/10 at the first visit.",
        "URGENT: if you received this fax in error, call our office at once.",
        "Urgent messages should also be phoned to us.",
        "Numbness of the lateral foot since June, unchanged from the start.",
    ],
)
def test_relatives_years_gone_by_what_got_better_and_misdirected_faxes_press_nobody(text: str) -> None:
    assert not flags(text)


@pytest.mark.parametrize(
    "text", ["Left triceps 3+/5, which was normal on 9/2.", "Right deltoid is 4-/5; it was 5/5 at the last visit."]
)
def test_a_muscle_graded_weak_that_was_sound_before_is_a_new_deficit(text: str) -> None:
    assert "neurologic_deficit" in flags(text)


def test_a_foot_drop_of_years_ago_that_is_back_is_told_now() -> None:
    assert flags("In 2019 he had a disc and now there is a new foot drop.")


def test_a_report_answers_what_it_was_asked_to_rule_out() -> None:
    asked = "REASON: Back pain, remote cancer. Rule out metastasis, rule out cord compression."
    found = "IMPRESSION: Benign acute L3 compression fracture. No evidence of metastatic disease."
    assert flags(f"{asked}\n{found}", PageKind.IMAGING_REPORT) == set()
    assert "malignancy_with_fracture" in flags(f"{asked} Acute L3 compression fracture.")


def test_a_fracture_whose_name_was_misread_leaves_a_cancer_pressing() -> None:
    text = "WORKING DIAGNOSIS: Moalig compression fraduro 612, brcast\nDIAGNOSIS CODE: C79.51"
    found = red_flags([(printed(text), PageKind.REFERRAL_FORM)])
    assert "malignancy_with_fracture" in {flag.flag for flag in found}

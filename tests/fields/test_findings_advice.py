"""What a form tells everybody to do in an emergency presses nobody; what happened to somebody does."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.flags.findings import red_flags


def flags(text: str) -> set[str]:
    return {flag.flag for flag in red_flags([(printed(text), PageKind.CLINICAL_NOTE)])}


@pytest.mark.parametrize(
    "text",
    [
        "If you lose feeling in the saddle area or control of your bladder, call 11.",
        "Call if you have new weakness or incontinence.",
        "If you cannot hold your urine call us, she was told.",
        "For life- threatening symptoms, such as paralysis or loss of bowel control, send the member to the ER.",
        "For any limb-threatening condition such as sudden leg paralysis direct the resident to the closest ED.",
        "Clients who develop incontinence are to be sent to the nearest ER.",
        "Posterior cortex is straight and nothing is pushed back.",
        "Sudden foot weakness or loss of bowel control: send to the emergency room, do not fax.",
        "New numbness or loss of bladder control should not be faxed: call the on-call surgeon.",
        "WHEN TO SEEK EMERGENCY HELP\nSudden weakness of an arm or leg, inability to pass urine, chest pain.",
        "Go directly to the hospital if\n- you lose control of your bladder\n- your groin is numb",
        "Emergency room for loss of bowel control - routine precautions given.",
        "911 for paralysis or incontinence.",
        "Falls: high risk. Staff: call 911 for head strike, new paralysis or loss of bowel control.",
        "Call 911 or go to the hospital immediately: loss of bowel control, numb saddle.",
        "Cauda equina symptoms are an emergency: send the patient to the ED and phone us.",
        "DANGER SIGNS: numb saddle, no control of the bowels, failing legs - seek help at once.",
        "The cement may rarely cause cord compression.",
        "Allergies: cephalexin (hives, fever), tramadol (urinary retention).",
        "Adverse reactions - vancomycin: rash; oxybutynin: could not urinate.",
        "Allergies\nCephalexin fever and chills\nT9 compression fracture, brace.",
    ],
)
def test_what_a_form_says_to_do_with_anybody_presses_nobody(text: str) -> None:
    assert not flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "The resident lost control of the bowels on Sunday and was sent to the nearest ER.",
        "She has life-threatening symptoms: loss of bladder control since Friday. Please call.",
        "Emergency room for loss of bladder control last night, catheter placed.",
        "She lost control of her bladder, do not fax back, call me on my cell.",
        "Her symptoms are an emergency: no control of the bowels, please call.",
        "T9 compression fracture with fever and chills since Sunday.",
        "T9 compression fracture.\nMedications: letrozole for metastatic breast cancer",
        "Cauda equina suspected, sending to ER now.",
        "PVR 520 mL this morning, urology history none.",
        "Left leg power MRC 4 at noon, MRC 2 by evening.",
        "Off gabapentin - both legs are weaker each day.",
        "He pooped himself twice this week and does not know until he smells it.",
    ],
)
def test_what_happened_to_somebody_is_no_advice_though_an_emergency_room_was_named(text: str) -> None:
    assert flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rules for home: sudden paralysis or loss of bowel control = 911.",
        "NUMB SADDLE OR INCONTINENCE = GO TO THE ER.",
        "Loss of bladder control = emergency room at once",
        "STANDARD ADVICE: SUDDEN LEG WEAKNESS. OR INCONTINENCE = 911.",
    ],
)
def test_what_equals_a_call_for_help_is_a_rule_for_all(text: str) -> None:
    assert not flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "She has had incontinence since Monday = ER.",
        "New bowel incontinence today = 911.",
        "Bladder incontinence, saddle numb -> ER.",
    ],
)
def test_what_somebody_has_is_no_rule_whatever_it_equals(text: str) -> None:
    assert flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you cannot see her today call me: she lost control of her bladder.",
        "Please call if you cannot see him this week, he is unable to urinate.",
        "Please let me know if you can see her, she has new saddle numbness.",
        "If unable to accept, call us: new urinary retention since Sunday.",
        "If you have questions call me, she has cauda equina syndrome.",
        "Unless you have openings tomorrow she goes to the ED, she lost control of her bowels.",
    ],
)
def test_whether_we_can_see_somebody_is_no_condition_of_what_befell_her(text: str) -> None:
    assert flags(text)

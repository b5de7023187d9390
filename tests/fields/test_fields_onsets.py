"""When it began: days beside an event whatever came of it, and forms that ask for that day in their own words."""

from __future__ import annotations

from datetime import date

import pytest
from paper import packet, sheet, values
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.labels.cores import core_label
from faxpipe.fields.prose.facts import facts

FORM, NOTE = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE
REFERENCE = date(2026, 11, 20)


def told(text: str) -> list[object]:
    return [
        one.value for one in facts([(printed(text), NOTE)], reference=REFERENCE) if one.field == "fracture.onset"
    ]


@pytest.mark.parametrize(
    "story",
    [
        "She fell from a step stool on 11/06/2026 and was admitted next morning.",
        "Mechanical fall from standing height on 11/06/2026, admitted through the ED.",
        "Back pain began on 11/06/2026 and a brace was fitted.",
        "He slipped off the tailgate on 11/06/2026; seen at the hospital that day.",
        "Thrown from a sled on 11/06/2026 (discharged from the hospital after one night).",
        "She tripped over a hose around 11/06/2026 but x-rays were not taken.",
    ],
)
def test_a_day_told_with_an_event_dates_it_whatever_came_next(story: str) -> None:
    assert told(f"HPI: {story} Acute L1 compression fracture, back pain 7/10.") == ["2026-11-06"]


@pytest.mark.parametrize(
    "story",
    [
        "On 11/06/2026 he stepped off a dock backward and came down on his seat. The ED gave him a brace.",
        "She went over backward off a kitchen chair on 11/06/2026. The ambulance crew gave her something.",
        "On 11/06/2026 the tractor hit a stump and he was pitched to the gravel. He walked home.",
        "Lost her footing on the cellar stairs 11/06/2026. Neighbors called 911.",
        "Her legs went out from under her on 11/06/2026. She lay there an hour.",
    ],
)
def test_a_fall_in_whatever_words_dates_the_fracture_that_is_told_two_sentences_on(story: str) -> None:
    assert told(f"HPI: {story} Films showed a T12 compression fracture.") == ["2026-11-06"]


@pytest.mark.parametrize(
    "story",
    [
        "She fell and was seen at the hospital on 11/06/2026.",
        "Started on calcitonin on 11/06/2026 and scheduled for therapy.",
        "Back pain. She was moved from the hospital on 11/06/2026.",
    ],
)
def test_a_day_of_another_matter_is_no_onset(story: str) -> None:
    assert told(f"HPI: {story} Acute L1 compression fracture.") == []


@pytest.mark.parametrize(
    "caption",
    [
        "Date problem began",
        "When did the pain start",
        "Date it started",
        "Symptoms began on",
        "Date of injury / fall",
        "Date trouble began",
        "When was pain first noticed",
    ],
)
def test_a_form_asks_for_the_onset_in_words_of_its_own(caption: str) -> None:
    above = (
        "Diagnosis                  Code\nFracture of L1             S32.010A\n\n"
        f"{caption}      Pain 0-10\n10/19/26         5\n"
    )
    beside = f"Diagnosis       Compression fracture L1\n{caption}      10/19/26\nAllergies       none"
    behind = f"Diagnosis: Compression fracture L1\n{caption}: 10/19/26 found on floor\nAllergies: none"
    for form in (beside, behind, above):
        assert "2026-10-19" in values(gather(packet(sheet(form, FORM))), "fracture.onset")


@pytest.mark.parametrize(
    "caption",
    ["date treatment started", "date care began", "date of injury report", "start date", "date symptoms"],
)
def test_other_days_are_no_onset(caption: str) -> None:
    assert core_label(caption) != "onset"


@pytest.mark.parametrize(
    "written",
    [
        "Tripped on stairs 11/6/26. Films 11/9/26 show a new L1 fracture.",
        "New L1 fracture on films. Fell in tub 11/6/26.",
        "Pain 8/10 standing. Slid off the bed 11/6/26. New L1 fx on films of 11/9/26.",
        "WRENCHED BACK 11/6/26. CT OF 11/9/26 SHOWS NEW L1 FRACTURE. PAIN 8/10.",
    ],
)
def test_short_sentences_written_in_a_row_on_a_form_are_a_text(written: str) -> None:
    form = printed(f"Reason for consult\nL1 compression fracture, kyphoplasty\nBackground\n{written}")
    found = facts([(form, FORM)], reference=REFERENCE)
    assert [one.value for one in found if one.field == "fracture.onset"] == ["2026-11-06"]


@pytest.mark.parametrize(
    "note",
    [
        "You rang yesterday about what was left out of Monday's fax, T11 compression fracture.",
        "Thank you for calling two days ago about her compression fracture.",
        "Further to our fax of 3 days ago, T11 compression fracture.",
        "As discussed by phone yesterday, patient with T11 fracture.",
        "The third page of yesterday's fax, T11 fracture.",
        "This was missed in our fax of 11/13/2026 (T11 fracture).",
        "Your letter of 11/10/2026 asked when the fracture happened.",
        "Your nurse telephoned on 11/13/2026 about the missing onset of the fracture.",
        "I wrote to you a week ago about her lumbar fracture.",
        "Two days ago we faxed her fracture notes.",
    ],
)
def test_when_offices_called_or_wrote_is_no_onset(note: str) -> None:
    assert told(f"{note}\nAcute T11 compression fracture on MRI.") == []


@pytest.mark.parametrize(
    ("note", "onset"),
    [
        ("Patient called yesterday, her back gave out 3 days ago.", "P3D"),
        ("You asked yesterday about the onset: she fell 3 weeks ago, T11 fracture.", "P3W"),
        ("Called today: back pain since yesterday.", "P1D"),
        ("As I told you by phone, she fell on 11/02/2026 and has a T11 fracture.", "2026-11-02"),
        ("She fell about 2 weeks ago while answering the phone and has back pain.", "P2W"),
        ("Slipped off a ladder 10 days ago, asked a neighbor for help; back pain.", "P10D"),
        ("Our office called about her back pain of 3 weeks.", "P3W"),
    ],
)
def test_beside_a_call_or_letter_the_pain_began_when_it_is_told(note: str, onset: str) -> None:
    assert told(f"{note}\nAcute T11 compression fracture on MRI.") == [onset]


def test_a_time_of_a_call_or_of_the_fracture_told_with_it_is_held() -> None:
    text = "We sent the referral for her T11 fracture a week ago.\nAcute T11 compression fracture on MRI."
    read = [c for c in facts([(printed(text), NOTE)], reference=REFERENCE) if c.field == "fracture.onset"]
    assert [(c.value, c.confidence < 0.6) for c in read] == [("P1W", True)]


@pytest.mark.parametrize("event", ["tripped over a rug", "fell off a stool", "was knocked down by a gate"])
def test_a_fall_told_at_length_dates_what_it_broke(event: str) -> None:
    story = f"Course. Widow who {event} on 11/06/2026. She could not rise next morning. Acute T11 fracture on MRI."
    assert told(story) == ["2026-11-06"]

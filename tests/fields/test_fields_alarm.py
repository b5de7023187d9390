"""The trained second opinion on red flags, and where it has no say."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import Box, PageKind, TickBox
from faxpipe.fields.flags.alarm import BUCKETS, Alarm, alarm, buckets, marked_words
from faxpipe.fields.flags.alarming import PRESSING_FROM, SOUNDS_EMERGENCY, SOUNDS_URGENT, _reported
from faxpipe.fields.flags.findings import red_flags

SOUNDING = frozenset({SOUNDS_URGENT, SOUNDS_EMERGENCY})


def flags(text: str, kind: PageKind = PageKind.CLINICAL_NOTE) -> set[str]:
    return {flag.flag for flag in red_flags([(printed(text), kind)])}


@pytest.mark.parametrize(
    "text",
    [
        "Her legs are like dead weight since Monday and need two to move.",
        "Rectum and private parts without any feeling, began yesterday.",
        "The urine runs out and he has no notice of it.",
    ],
)
def test_an_emergency_in_words_of_nobodys_list_is_heard(text: str) -> None:
    heard = alarm(text)
    assert heard is not None
    assert heard.pressing > 0


@pytest.mark.parametrize(
    "text",
    [
        "She walks with a cane and lives alone.",
        "Denies numbness of the rectum and private parts.",
        "Return if the legs feel like dead weight.",
        "Lisinopril 10 mg daily and a multivitamin.",
    ],
)
def test_what_is_harmless_denied_or_warned_of_alarms_nobody(text: str) -> None:
    heard = alarm(text)
    assert heard is not None
    assert heard.pressing < 0
    assert not flags(text) & SOUNDING


def test_an_examination_that_was_normal_must_sound_louder() -> None:
    text = "Exam: motor full, sensation to light touch full in saddle, feet, rectum and groin."
    heard = alarm(text)
    assert heard is not None
    assert heard.pressing > PRESSING_FROM
    assert not flags(text) & SOUNDING


@pytest.mark.parametrize(
    ("text", "matters"), [("Cathedral Square near Main Street", False), ("Had a cath placed there", True)]
)
def test_a_name_that_begins_like_catheter_is_none(
    monkeypatch: pytest.MonkeyPatch, text: str, matters: bool
) -> None:
    monkeypatch.setattr("faxpipe.fields.flags.alarming.alarm", lambda _: Alarm(3.0, -1.0))
    assert (SOUNDS_URGENT in flags(text)) is matters


def test_a_word_behind_a_denial_is_another_word_up_to_the_stop() -> None:
    assert marked_words("no numb legs. weak legs 12") == ["no", "!numb", "!legs", ".", "weak", "legs", "#2"]


def test_every_feature_has_its_bucket_and_no_two_count_twice() -> None:
    found = buckets(marked_words("both legs both legs"))
    assert len(set(found.tolist())) == len(found)
    assert 0 <= found.min() <= found.max() < BUCKETS


def test_one_word_is_no_sentence() -> None:
    assert alarm("legs") is None


def test_nothing_is_heard_beside_an_emergency_of_the_rules() -> None:
    text = "Cauda equina syndrome. Legs like dead weight since Monday and need two to move."
    assert not flags(text) & SOUNDING


@pytest.mark.parametrize("kind", [PageKind.COVER_SHEET, PageKind.MEDICATION_LIST, PageKind.OTHER])
def test_pages_that_tell_of_no_patient_are_not_heard(kind: PageKind) -> None:
    assert not flags("Her legs are like dead weight since Monday and need two to move.", kind) & SOUNDING


def test_a_sentence_beside_a_box_is_a_choice_and_not_heard() -> None:
    page = printed("Her legs are like dead weight since Monday and need two to move.")
    first = page.lines[0].words[0].box
    box = TickBox(Box(first.left - 0.02, first.top, first.left - 0.01, first.bottom), True, 0.9)
    heard = red_flags([(page, PageKind.CLINICAL_NOTE)], ticks={page.page: [box]})
    assert not {flag.flag for flag in heard} & SOUNDING


@pytest.mark.parametrize(
    "text",
    [
        "IMPRESSION: The back wall stands straight, nothing is retropulsed.",
        "IMPRESSION: The posterior cortex is preserved and nothing is displaced into the canal.",
        "IMPRESSION: The conus and the cauda equina are not compressed.",
        "IMPRESSION: The canal is patent, the cord is neither displaced nor compressed.",
        "IMPRESSION: The posterior walls are maintained; no fragment is pushed into the canal.",
    ],
)
def test_what_a_report_says_is_sound_or_not_there_alarms_nobody(text: str) -> None:
    assert flags(text, PageKind.IMAGING_REPORT) == set()


@pytest.mark.parametrize(
    "text",
    [
        "IMPRESSION: The canal is narrowed by a bone fragment pushed back 6 mm, the cord signal is normal.",
        "IMPRESSION: The posterior ligaments are not intact and the spinous processes are splayed.",
        "IMPRESSION: Fluid in the epidural space, an abscess cannot be excluded.",
        "IMPRESSION: The posterosuperior corner is displaced 4 mm into the canal without touching the cord.",
    ],
)
def test_what_a_report_states_beside_a_denial_is_heard(text: str) -> None:
    assert flags(text, PageKind.IMAGING_REPORT)


@pytest.mark.parametrize(
    "text",
    [
        "The spinal cord is uncompressed.",
        "Cord and conus are spared.",
        "The cauda equina is neither crowded nor displaced.",
    ],
)
def test_what_is_called_free_behind_its_name_alarms_nobody(text: str) -> None:
    assert not flags(text, PageKind.IMAGING_REPORT) & SOUNDING


@pytest.mark.parametrize(
    "text",
    [
        "In 2013 she had acute cauda equina syndrome with retention and emergency decompression that night.",
        "She was decompressed for cauda equina syndrome with urinary retention in 2013 and recovered.",
    ],
)
def test_an_emergency_of_years_ago_told_by_its_year_alarms_nobody(text: str) -> None:
    assert not flags(f"Seen on September 3, 2026.\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "In 2013 she had a laminectomy; now she cannot urinate and her saddle is numb.",
        "Since 2025 his legs give way and for two days he has been unable to urinate.",
    ],
)
def test_a_year_before_what_is_told_of_today_hides_nothing(text: str) -> None:
    assert flags(f"Seen on September 3, 2026.\n{text}")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Last week he slipped and rolled down the cellar stairs.", False),
        ("She lost her footing on the church stairs.", False),
        ("She cannot manage the stairs any more.", True),
        ("He slipped on the stairs and walks with a drag since.", True),
    ],
)
def test_stairs_on_which_somebody_fell_are_a_place(
    monkeypatch: pytest.MonkeyPatch, text: str, heard: bool
) -> None:
    monkeypatch.setattr("faxpipe.fields.flags.alarming.alarm", lambda _: Alarm(3.0, -1.0))
    assert bool(flags(text) & SOUNDING) is heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Voiding on her own, bowels moved this morning.", False),
        ("He passes urine freely and his bowels are regular.", False),
        ("Eating well, voiding without difficulty; last BM yesterday.", False),
        ("Voiding on her own until yesterday.", True),
        ("Voiding well, bowels moved in the bed yesterday.", True),
        ("Bowels moved yesterday without his knowing.", True),
        ("Passed urine this morning, stool yesterday, all on herself.", True),
    ],
)
def test_water_and_stool_that_pass_as_they_should_alarm_nobody(
    monkeypatch: pytest.MonkeyPatch, text: str, heard: bool
) -> None:
    monkeypatch.setattr("faxpipe.fields.flags.alarming.alarm", lambda _: Alarm(3.0, -1.0))
    assert bool(flags(text)) is heard


@pytest.mark.parametrize(
    ("clause", "kept"),
    [
        ("CSF remains around the cord", False),
        ("there is still CSF on both sides of the conus", False),
        ("with a rim of CSF surrounding the cord", False),
        ("the CSF around the cord is effaced", True),
        ("CSF no longer surrounds the conus", True),
        ("enhancing fluid surrounds the cord", True),
    ],
)
def test_fluid_around_the_cord_in_a_report_is_as_it_should_be(clause: str, kept: bool) -> None:
    said = _reported(f"The posterior corner indents the sac; {clause}.")
    assert ("cord" in said or "conus" in said) is kept

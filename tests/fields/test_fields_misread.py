"""Cues of red flags that were misread, and denials that were."""

from __future__ import annotations

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.flags.findings import red_flags
from faxpipe.fields.prose.misread import denial_of, distance, may_deny, short_cue


def flags(text: str) -> set[str]:
    return {flag.flag for flag in red_flags([(printed(text), PageKind.CLINICAL_NOTE)])}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("There is new saddie anesthesla.", "saddle_anesthesia"),
        ("Findings concerning for cauda aquina syndrome.", "cauda_equina"),
        ("She is inoontlnent of urine since Monday.", "bladder_bowel"),
        ("New urinary rctentlon since yesterday.", "bladder_bowel"),
        ("She is unabie to vold since the fall.", "bladder_bowel"),
        ("There is luss of bladder controt.", "bladder_bowel"),
        ("There is loss of bladder'control.", "bladder_bowel"),
        ("Numbness in the groln since Friday.", "saddle_anesthesia"),
        ("Signs of thoracic myelopethv on exam.", "myelopathy"),
        ("Imaging shows an apidural abacess.", "epidural_abscess"),
        ("MRI shows spinal oord compresslon at T12.", "cord_compression"),
        ("This is a burat fracture of L1.", "unstable_fracture"),
    ],
)
def test_a_cue_misread_by_likes_of_its_letters_still_raises_its_flag(text: str, flag: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "No saddie anesthesla.",
        "Denies urinary retentlon or lncontinence.",
        "She is not inoontlnent of urine.",
        "Denles urinary retcntlon.",
        "Nu saddie anesthesla.",
        "Wilhout apidural abscess.",
        "He is using a wooden paddle since the anesthesia.",
        "Attention to a card in the mail is needed.",
    ],
)
def test_denials_and_ordinary_words_raise_nothing(text: str) -> None:
    assert flags(text) == set()


@pytest.mark.parametrize(
    "text", ["Denlas urinary retention.", "Wilhoul bowel incontinence.", "Nu saddle anesthesia."]
)
def test_what_may_only_be_a_denial_takes_nothing_from_a_cue_that_was_read(text: str) -> None:
    assert flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "Denles bowel or bladder incontinence.",
        "den1es urinary retention.",
        "Deni\u00eas urinary retention.",
        "Urinary retention: Denled.",
        "He is w1thout urinary retention.",
        "He is vvithout urinary retention.",
        "N0 saddle anesthesia.",
        "NQ EPIDURAL COLLECTION.",
        "Negatlve for saddle anesthesia.",
        "Nelther urinary retention nor saddle anesthesia.",
        "Danies bowel or bladder incontinence.",
        "Wilhout bowel incontinence.",
    ],
)
def test_a_non_word_that_prints_like_one_denial_only_is_that_denial(text: str) -> None:
    """Such a word has one reading, so there is no doubt that could raise an emergency."""
    assert flags(text) == set()


@pytest.mark.parametrize(
    "word", ["falls", "note", "mo", "nol", "nil", "wilhoul", "denlas", "on", "denial", "devices", "daniels"]
)
def test_words_of_their_own_and_other_misreadings_are_no_denials(word: str) -> None:
    assert denial_of(word) == ""


@pytest.mark.parametrize("word", ["paddle", "grain", "focal", "week", "card", "boot", "avoid", "bone", "equine"])
def test_ordinary_words_are_no_cues(word: str) -> None:
    assert short_cue(word) == ""


@pytest.mark.parametrize("word", ["denles", "denias", "nu", "nol", "wilhout"])
def test_a_word_that_nearly_denies_may_deny(word: str) -> None:
    assert may_deny(word)


@pytest.mark.parametrize("word", ["no", "denies", "mo", "now", "noted", "pain", "new", "devices", "he"])
def test_denials_and_other_words_are_not_nearly_denials(word: str) -> None:
    assert not may_deny(word)


def test_likes_cost_less_than_other_letters() -> None:
    assert distance("saddie", "saddle") < distance("sadqle", "saddle") < distance("sapqle", "saddle")
    assert distance("saddle", "saddle") == 0


@pytest.mark.parametrize("word", ["witout", "wthout", "wilhout"])
def test_without_that_lost_or_changed_a_letter_still_denies(word: str) -> None:
    assert denial_of(word) == "without"

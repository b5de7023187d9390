"""What a sentence claims of the span between the bars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxpipe.fields.prose.assertion import Assertion, assess_tokens
from faxpipe.fields.prose.headings import Section
from faxpipe.fields.prose.text import tokens


def said(marked: str, section: Section = Section.OTHER) -> Assertion:
    before, span, after = marked.split("|")
    doc = tokens(before + span + after)
    chosen = doc.char_span(len(before), len(before) + len(span), alignment_mode="expand")
    return assess_tokens(doc, chosen.start, chosen.end, section)


@pytest.mark.parametrize(
    "marked",
    [
        "No |retropulsion|.",
        "Denies leg weakness, |saddle numbness|, or change in bladder function.",
        "There is no evidence of |cord compression|.",
        "Posterior wall intact without |retropulsion| of bone.",
        "He has had no fall or |fracture|.",
        "ROS: negative for fever, |incontinence| and weakness.",
        "Leg weakness, saddle anesthesia and |incontinence|: negative.",
        "|Cord compression| is not seen.",
        "|Bladder incontinence| denied.",
        "|Epidural abscess| has been ruled out.",
        "Neither |weakness| nor numbness.",
        "He denies, however, any |bladder problems|.",
        "There has been no bowel or bladder |disturbance|, no fever and no weight loss.",
        "Free of |leg weakness|.",
        "|Malignancy| is unlikely.",
        "Spondylosis without |myelopathy| or radiculopathy.",
        "Saddle anesthesia: none. |Incontinence|: none.",
    ],
)
def test_a_denied_finding_is_negated(marked: str) -> None:
    assert said(marked).negated


@pytest.mark.parametrize(
    "marked",
    [
        "No fall, but now has |bowel incontinence|.",
        "No fever; |urinary retention| since last night.",
        "No fever, new |urinary retention|.",
        "No relief from bracing, and she has |leg weakness|.",
        "Not only pain but |saddle numbness|.",
        "No improvement in |leg weakness|.",
        "No retropulsion, there is |cord compression|.",
        "No bladder symptoms except |urinary retention| since Tuesday.",
        "New onset |urinary retention| with no fever.",
        "T8 with |retropulsion|, canal patent.",
        "Denies trauma; |foot drop| on the left.",
        "MRI cannot exclude |epidural abscess|.",
        "Sensation intact, |leg weakness| is progressive.",
        "Failed to improve, |leg weakness| worse.",
        "Over the past week has had |bowel incontinence|.",
        "A 3-week history of back pain and |leg weakness|.",
        "A 75-year-old woman with |urinary retention|.",
        "S/P fall with |burst fracture| of L1.",
        "History of osteoporosis, presents with |compression fracture| of L1.",
        "Her daughter reports |urinary retention| since Monday.",
        "Brought by her husband for |incontinence| that began today.",
        "Prior to admission she developed |urinary retention|.",
        "Multiple |myeloma| not in remission.",
        "Concern for |cauda equina syndrome|.",
    ],
)
def test_a_claimed_finding_is_current(marked: str) -> None:
    assert said(marked).current


@pytest.mark.parametrize(
    "marked",
    [
        "His mother had a |spine fracture| in her 80s.",
        "Sister with |metastatic| breast cancer to the spine.",
        "Her father died of |metastatic cancer|.",
        "Family history of |myeloma|.",
        "|Myeloma| in her brother.",
        "His wife has osteoporosis and had a |kyphoplasty| last year.",
        "His wife's |compression fracture| was treated by the same team.",
        "The same team treated her brother's old L2 |compression fracture|.",
        "He learned of you through his partner's |kyphoplasty|.",
        "Her mother-in-law's |compression fracture| was fixed last spring.",
        "You treated her sister for a |compression fracture| last spring.",
        "|Compression fracture| in her older sister.",
        "Her mother's had a |compression fracture| too.",
    ],
)
def test_a_relative_s_finding_is_family(marked: str) -> None:
    assert said(marked).family


@pytest.mark.parametrize(
    "marked",
    [
        "She fell at her daughter's house and has |leg weakness|.",
        "Slipped in her sister's kitchen, with |urinary retention| since.",
        "She was lifting her grandson's stroller and sustained a |compression fracture|.",
        "Per her daughter's report |leg weakness| since Monday.",
        "At his wife's request he is seen, has |leg weakness|.",
        "Her wife's worry is the |compression fracture|.",
    ],
)
def test_what_happened_to_the_patient_with_a_relative_s_things_is_the_patient_s(marked: str) -> None:
    assert said(marked).claimed


@pytest.mark.parametrize(
    "marked",
    [
        "If numbness in the groin or |loss of bladder control| ever occurs, go to the emergency room.",
        "Call us if you develop |weakness in the legs|.",
        "Return to the ER for |urinary retention| or fever.",
        "Rule out |cord compression|.",
        "R/O |epidural abscess|.",
        "MRI to evaluate for |cord compression|.",
        "The risks of bleeding, infection and |incontinence| were discussed.",
        "At risk for |cauda equina syndrome|.",
        "Do you have |bowel incontinence|?",
        "Untreated compression can lead to |paraplegia|.",
        "Watch for |saddle numbness|.",
    ],
)
def test_a_warning_or_a_question_is_hypothetical(marked: str) -> None:
    assert said(marked).hypothetical


@pytest.mark.parametrize(
    "marked",
    [
        "History of |breast cancer| in 2004, in remission.",
        "Old |burst fracture| of L1.",
        "Healed T11 |fracture|.",
        "|Incontinence| for many years.",
        "Chronic |urinary incontinence|.",
        "|Compression fracture| of T9 ten years ago.",
        "|Weakness| after a stroke, now resolved.",
    ],
)
def test_an_old_finding_is_historical(marked: str) -> None:
    assert said(marked).historical


@pytest.mark.parametrize(
    ("section", "name"),
    [(Section.FAMILY, "family"), (Section.PAST, "historical"), (Section.INSTRUCTIONS, "template")],
)
def test_a_heading_is_context_for_what_stands_below(section: Section, name: str) -> None:
    assert getattr(said("|Metastatic| disease.", section), name)


def test_a_new_finding_is_current_even_under_past_history() -> None:
    assert said("Now has new |urinary retention|.", Section.PAST).current


def test_the_patient_s_own_finding_under_family_history_is_not_family() -> None:
    assert not said("The patient has |leg weakness|.", Section.FAMILY).family


def test_option_lists_of_a_form_claim_nothing() -> None:
    assert said("Check all that apply: saddle anesthesia, |incontinence|, weakness.").template


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=120))
def test_any_text_can_be_assessed(text: str) -> None:
    doc = tokens(f"{text} weakness")
    assert isinstance(assess_tokens(doc, len(doc) - 1, len(doc)), Assertion)

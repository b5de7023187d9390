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
        "For life- threatening symptoms, such as paralysis or loss of bowel control, send the member to the ER.",
        "For any limb-threatening condition such as sudden leg paralysis direct the resident to the closest ED.",
        "Clients who develop incontinence are to be sent to the nearest ER.",
        "Posterior cortex is straight and nothing is pushed back.",
    ],
)
def test_what_a_form_says_to_do_with_anybody_presses_nobody(text: str) -> None:
    assert not flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "The resident lost control of the bowels on Sunday and was sent to the nearest ER.",
        "She has life-threatening symptoms: loss of bladder control since Friday. Please call.",
    ],
)
def test_what_happened_to_somebody_is_no_advice_though_an_emergency_room_was_named(text: str) -> None:
    assert flags(text)

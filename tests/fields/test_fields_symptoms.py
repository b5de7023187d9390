from __future__ import annotations

import pytest

from faxpipe.document import Box
from faxpipe.fields.resolution.asked import COMPLAINED, symptoms
from faxpipe.referral import Candidate

PLACE = Box(0.1, 0.1, 0.3, 0.12)


def _told(*diagnoses: str, codes: tuple[str, ...] = ()) -> dict[str, float]:
    """How far each diagnosis is believed beside the others and the codes."""
    said = [Candidate("diagnosis.text", text, text, 1, PLACE, 0.95, "label") for text in diagnoses]
    coded = [Candidate("diagnosis.icd10", codes, " ".join(codes), 1, PLACE, 0.95, "label")] if codes else []
    kept = symptoms([*said, *coded])
    return {str(one.value): one.confidence for one in kept if one.field == "diagnosis.text"}


def test_what_hurts_is_held_where_a_fracture_is_told() -> None:
    told = _told("Mid back pain", "Compression fracture of T9")
    assert told == {"Mid back pain": COMPLAINED, "Compression fracture of T9": 0.95}


def test_what_hurts_is_held_where_a_fracture_is_coded() -> None:
    assert _told("Mid back pain", codes=("M80.08XA",)) == {"Mid back pain": COMPLAINED}


@pytest.mark.parametrize("codes", [(), ("M54.50",)])
def test_what_hurts_is_the_diagnosis_where_there_is_no_other(codes: tuple[str, ...]) -> None:
    assert _told("Chronic low back pain", codes=codes) == {"Chronic low back pain": 0.95}


def test_pain_from_a_named_cause_is_a_diagnosis() -> None:
    assert _told("Pain from L2 fracture", "L2 compression fracture")["Pain from L2 fracture"] == 0.95

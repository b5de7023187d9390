from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.modality import find_modalities


@pytest.mark.parametrize(
    ("text", "found"), [("MRILUMBAR SPINE", ["MRI"]), ("MRIspine", ["MRI"]), ("MRINA Jones", [])]
)
def test_a_study_read_into_one_word_with_its_part_of_the_spine_is_found(text: str, found: list[str]) -> None:
    assert [one.value for one in find_modalities(text)] == found


def test_an_allergen_that_the_form_lists_apart_did_not_run_into_the_notes_medicines() -> None:
    form = sheet("Medications: digoxin, warfarin\nAllergies: penicillin")
    note = sheet("Medications\n\ndigoxin, warfarin Allergies\n\npenicillin Exam", PageKind.CLINICAL_NOTE, 2)
    lists = values(gather(packet(form, note)), "patient.medications")
    assert lists
    assert all("penicillin" not in str(one) for one in lists)

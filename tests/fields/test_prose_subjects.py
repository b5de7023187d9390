"""Letters that name their patient on a line of its own, without a word for it."""

from __future__ import annotations

from datetime import date

import pytest
from prose_page import printed

from faxpipe.document import PageKind
from faxpipe.fields.prose.facts import facts


def told(text: str) -> dict[str, object]:
    read = facts([(printed(text), PageKind.REFERRAL_LETTER)], reference=date(2026, 9, 10))
    return {one.field: one.value for one in read if one.field.startswith("patient.")}


BODY = "May I ask you to see Mrs. Fairbanks for an epidural? She has hurt since June."
LINE = "Odile Fairbanks, 14 Roe St, Keene, NH 03431, tel 857-555-0142"


@pytest.mark.parametrize(
    "letter",
    [
        f"Bennett Kramer, MD\nby fax 603-681-3154\n\n{LINE}\n\nDear Dr. Kramer,\n\n{BODY}",
        f"Bennett Kramer, MD\n\nDear Dr. Kramer:\n\n\n{LINE}\n\n{BODY}",
        f"Bennett Kramer, MD\n\nDear Dr. Kramer,\n\n{LINE}\n\n{BODY}",
    ],
)
def test_the_name_over_a_letter_that_speaks_of_her_is_the_patients(letter: str) -> None:
    found = told(letter)
    assert found["patient.name"] == "Odile Fairbanks"
    assert found["patient.phone"] == "857-555-0142"
    assert str(found["patient.address"]).startswith("14 Roe St, Keene")


@pytest.mark.parametrize(
    "line",
    ["Odile Fairbanks, MD, 14 Roe St, tel 857-555-0142", "Ilse Brandvold, 14 Roe St, tel 857-555-0142"],
)
def test_a_doctor_or_somebody_of_whom_the_letter_does_not_speak_is_no_patient(line: str) -> None:
    assert "patient.name" not in told(f"{line}\n\nDear Dr. Kramer,\n\n{BODY}")


def test_the_fax_of_an_office_behind_the_name_is_not_the_patients_telephone() -> None:
    letter = f"Odile Fairbanks, care of our office, fax 857-555-0142\n\nDear Dr. Kramer,\n\n{BODY}"
    assert "patient.phone" not in told(letter)


@pytest.mark.parametrize(
    "line",
    [
        "Odile Fairbanks, born 4 March 1950, who lives at 14 Roe St, Keene, NH 03431",
        "Odile Fairbanks (03/04/1950), 14 Roe St, Keene, NH 03431",
        "Odile Fairbanks, born 4 March 1950. Reach her at 857-555-0142, 14 Roe St, Keene, NH 03431",
    ],
)
def test_an_address_right_behind_what_is_told_of_the_patient_is_hers(line: str) -> None:
    letter = f"{line}\n\nDear colleague,\n\nPlease see her for an epidural. She has hurt since June."
    assert told(letter).get("patient.address") == "14 Roe St, Keene, NH 03431"


def test_an_address_behind_another_sentence_is_not_the_patients() -> None:
    line = "Odile Fairbanks, born 4 March 1950. Our office moved to 14 Roe St, Keene, NH 03431"
    assert "patient.address" not in told(f"{line}\n\nDear colleague,\n\nPlease see her for an epidural.")

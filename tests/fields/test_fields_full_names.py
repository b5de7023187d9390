"""Names as fully as a fax gives them: beside whatever label, spelt out elsewhere; and the sender's numbers."""

from __future__ import annotations

import pytest
from paper import packet, sheet, values

from faxpipe.document import PageKind
from faxpipe.fields.extract import extract, gather
from faxpipe.referral import FieldStatus

FORM, NOTE = PageKind.REFERRAL_FORM, PageKind.CLINICAL_NOTE


@pytest.mark.parametrize("label", ["For", "Regarding", "Individual", "Person", "About"])
def test_a_name_in_the_row_over_the_birth_date_is_the_patients_whatever_asks_for_it(label: str) -> None:
    form = (
        f"CONSULTATION ORDER\n{label:<20}Odile Q. Fairbanks\nDate of birth       03/04/1950\nSex                 F"
    )
    found = gather(packet(sheet(form, FORM)))
    assert "Odile Q. Fairbanks" in values(found, "patient.name")
    assert "Odile Q. Fairbanks" not in values(found, "order.service")


@pytest.mark.parametrize("label", ["Provider", "Guardian", "Case manager", "From", "Subscriber"])
def test_a_name_over_the_birth_date_that_is_asked_of_somebody_else_is_not_the_patients(label: str) -> None:
    form = (
        f"CONSULTATION ORDER\n{label:<20}Odile Q. Fairbanks\nDate of birth       03/04/1950\nSex                 F"
    )
    assert "Odile Q. Fairbanks" not in values(gather(packet(sheet(form, FORM))), "patient.name")


def test_a_referrer_of_whom_a_note_says_only_initials_is_held() -> None:
    note = """\
Visit note 11/02/2026
Fairbanks, Odile   DOB 03/04/1950   seen by R. Whittier MD
Tender at L2. Refer for kyphoplasty."""
    (name,) = [one for one in extract(packet(sheet(note, NOTE))) if one.field == "referrer.name"]
    assert name.status is not FieldStatus.FOUND


@pytest.mark.parametrize(
    "line",
    [
        "7 Mill St, Concord NH 03301  Desk 603-555-0140  Fax 603-555-0141  Page to: Kramer, fax 603-681-3154",
        "Tel 603-555-0140 Fax 603-555-0141 To: Dr. Kramer, Pain Management 603-681-3154",
        "Clinic 603-555-0140, fax 603-555-0141. Attn: Kramer, Salem, 603-681-3154",
    ],
)
def test_the_senders_numbers_stand_before_the_words_that_address_the_line_to_us(line: str) -> None:
    found = gather(packet(sheet(f"Ferry Hill Orthopaedics\n{line}\n\nName: Ann Fox\nDOB: 03/04/1950", FORM)))
    assert values(found, "referrer.phone")[:1] == ["603-555-0140"]
    assert set(values(found, "referrer.fax")) == {"603-555-0141"}

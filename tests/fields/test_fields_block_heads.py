"""Headings of blocks are told by their words and by the captions under them, whatever a list holds."""

from __future__ import annotations

from paper import sheet

BLOCKS = """
EMPLOYEE
1. Last name, First name   2. Date of birth   3. Daytime telephone
Iverson, Otto              3/4/1950           603-555-0111
CLAIMS ADMINISTRATOR / EMPLOYER
9. Insurance carrier       10. Claim no.      11. Employer telephone
Granite Mutual             WC-88-1234         603-555-0199
REQUESTING PHYSICIAN
15. Name and credentials   16. Practice       17. NPI
Rosa Marlow, MD            Elm Street Clinic  1234567893
18. Address                19. Telephone      20. Facsimile
9 Elm St, Salem            603-555-0122       603-555-0123
"""
COLUMNS = """
MEMBER INFORMATION                 PRIMARY CARE PRACTITIONER
Member Name: Iverson, Otto         PCP Name: Rosa Marlow
Birth Date: 3/4/1950               Group Practice: Elm Street Clinic
Group: 77120                       NPI: 1234567893
Phone:                             Telephone: 603-555-0122
"""


def fields(drawing: str, label: str) -> list[tuple[str, ...]]:
    return [hit.fields for hit in sheet(drawing).hits if hit.label == label]


def test_the_telephone_under_a_heading_of_the_physician_is_not_the_patients() -> None:
    assert fields(BLOCKS, "telephone") == [("referrer.phone",)]
    assert fields(BLOCKS, "facsimile") == [("referrer.fax",)]


def test_an_employer_asked_for_in_a_row_of_captions_heads_no_section() -> None:
    assert fields(BLOCKS, "npi") == [("referrer.npi",)]


def test_headings_side_by_side_rule_their_own_columns() -> None:
    assert fields(COLUMNS, "phone") == [("patient.phone",)]
    assert fields(COLUMNS, "telephone") == [("referrer.phone",)]


def test_the_family_doctor_is_nobody_who_refers_where_another_does() -> None:
    both = COLUMNS + "\nREFERRING PROVIDER: Ann Cole MD\n"
    assert fields(both, "telephone") != [("referrer.phone",)]


def test_capitals_over_an_answer_are_a_caption() -> None:
    hits = sheet("REQUESTING PHYSICIAN\nRosa Marlow MD\n").hits
    assert [hit.fields for hit in hits] == [("referrer.name",)]

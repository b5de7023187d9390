"""Headings of blocks are told by their words and by the captions under them, whatever a list holds."""

from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.fields.extract import gather

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


CELLS = """
PATIENT (LAST, FIRST)      FOX, ANN
DOB                        03/04/1950
PHONE                      603-555-0111
"""


def test_a_label_in_capitals_with_its_answer_beside_it_heads_no_block() -> None:
    assert fields(CELLS, "patient last first") == [("patient.name",)]


THREE = """
INJURED WORKER       CARRIER              REFERRING OFFICE
Name                 Company              Clinician
Otto Iverson         Granite Mutual       Rosa Marlow, MD

Born                 Claim                NPI
3/4/1950             WC771-20934          1234567893

Telephone            Telephone            Telephone
603-555-0111         800-555-0190         603-555-0122
"""
PAIRS = """
PARTICIPANT                            ATTENDING PHYSICIAN
Name              Graham Pelletier     Name      Sunita Rao, MD
Date of birth     10/03/1975           NPI       1234567893
Participant ID    NBT2209183           Phone     603-555-0189
Phone             603-555-0143         Fax       603-555-0192
"""
PAD = """
Rosa Marlow, DO      NPI: 1234567893
Name: Otto Iverson            DOB: 3/4/1950
Tel: 603-555-0111
"""


def test_headings_over_three_columns_rule_the_telephones_of_each() -> None:
    assert fields(THREE, "telephone") == [("patient.phone",), (), ("referrer.phone",)]
    assert fields(THREE, "company") == [("coverage.payer",)]


def test_a_heading_stands_over_rows_of_labels_and_their_answers() -> None:
    assert fields(PAIRS, "phone") == [("referrer.phone",), ("patient.phone",)]
    assert fields(PAIRS, "name") == [("patient.name",), ("referrer.name",)]


def test_a_name_before_a_day_of_birth_is_the_patients_though_the_doctors_number_stands_above() -> None:
    assert fields(PAD, "name") == [("patient.name",)]
    assert fields(PAD, "tel") == [("patient.phone",)]


CONTACTS = """
RESIDENT INFORMATION
RESIDENT NAME          BIRTHDATE         SEX
Iverson, Otto          03/04/1950        M

{}
NAME                   RELATIONSHIP      CELL
Marlow, Rosa           Daughter          603-555-0111

NAME                   RELATIONSHIP      CELL
Iverson, Karl          Son               603-555-0122
"""


def test_names_in_a_table_of_contacts_are_not_the_patients() -> None:
    assert set(fields(CONTACTS.format("CONTACTS"), "name")) == {()}


REGISTRATION = """
PATIENT
Name     Iverson, Otto       Born    3/4/1950
{head}
{row}     Rosa Marlow, MD    Phone   603-555-0122
"""


@pytest.mark.parametrize("head", ["PRIMARY CARE", "PCP", "FAMILY DOCTOR"])
def test_the_telephone_of_the_family_doctor_is_not_the_referrers(head: str) -> None:
    assert fields(REGISTRATION.format(head=head, row="Doctor"), "phone") == [()]


def test_primary_care_in_a_letterhead_heads_no_block() -> None:
    assert fields("MILFORD\nPRIMARY CARE\nPhone   603-555-0122    Fax   603-555-0123", "fax") == [
        ("referrer.fax",)
    ]


CONTACTS = """
Patient registration
Legal name                Birthdate       Sex
Marlow, Tessa             02/27/1960      Female

Notify in emergency
Name                      Relation        Phone
Marlow, Piet              Husband         603-555-0131
"""


def test_whom_to_notify_in_an_emergency_is_not_the_patient_however_the_heading_is_written() -> None:
    for head in (
        "Notify in emergency",
        "In case of emergency, call",
        "Next of kin",
        "Person to reach in an emergency",
    ):
        drawing = CONTACTS.replace("Notify in emergency", head)
        assert [one.role for one in sheet(drawing).hits if one.label == "phone"] == ["contact"], head
        assert fields(drawing, "phone") == [()], head


def test_a_table_of_relatives_names_no_patient_whatever_stands_over_it() -> None:
    drawing = CONTACTS.replace("Notify in emergency", "Second page")
    assert fields(drawing, "phone") == [()]
    assert fields(drawing.replace("Husband", "Self   "), "phone") != [()]


def test_a_label_of_a_number_heads_nothing_where_its_answer_was_lost() -> None:
    form = "SENT BY - Rosa Marlow, MD\nNATIONAL PROVIDER IDENTIFIER -\nGROUP PRACTICE - ELM STREET CLINIC\n"
    assert fields(form, "national provider identifier") == [("referrer.npi",)]


EMPLOYED = """
A  INJURED WORKER
Last name   Iverson          Daytime phone   603-555-0111

{head}
Company                 Contact / phone              Date of injury
Bow Gravel Inc          Sherri, HR 603-555-0190      03/14/2026

C  CARRIER
Carrier                 Adjuster / phone
Granite Mutual WC       Gail Marsh 800-555-0173
"""


@pytest.mark.parametrize("head", ["B  EMPLOYER", "B. EMPLOYER", "2 EMPLOYER", "EMPLOYER"])
def test_the_letter_of_a_section_hides_no_heading(head: str) -> None:
    assert fields(EMPLOYED.format(head=head), "contact phone") == [()]


@pytest.mark.parametrize(
    "head",
    ["Spouse / emergency contact", "Nearest relative", "Family contact", "Relative or friend to notify"],
)
def test_a_relative_to_call_is_not_the_patient_whatever_the_heading_calls_them(head: str) -> None:
    drawing = f"""
Patient
Name     MARLOW, TESSA          Birth date   01/08/1945
Home     (603) 555-0111         Mobile       none

{head}
Name     Marlow, Piet           Birth date   03/22/1942
Phone    (603) 555-0131         Relation     Husband
"""
    assert fields(drawing, "phone") == [()]
    assert fields(drawing, "birth date") == [("patient.birth_date",), ()]


CAPTIONED = """
Ann B. Fox                    03/04/1950
patient                       date of birth
12 Elm St, Salem, NH 03079    603-555-0142
street, city, state, zip      telephone
{head}
Bea Fox-Reed                  603-555-0143
name                          telephone
Insurance
Cigna Open Access             U40 992 613
company                       subscriber number
"""


@pytest.mark.parametrize("head", ["Nearest relative", "NEXT OF KIN", "Person to notify", "In case of emergency"])
def test_whom_to_reach_heads_answers_with_captions_under_them(head: str) -> None:
    own = sheet(CAPTIONED.format(head=head))
    names = [one.value for one in gather(packet(own)) if one.field == "patient.name"]
    phones = [one.value for one in gather(packet(own)) if one.field == "patient.phone"]
    assert (set(names), set(phones)) == ({"Ann B. Fox"}, {"603-555-0142"})


SHEET = """
DATE OF INJURY      ADJUSTER             ADJUSTER PHONE
06/18/2026          B. ROY EXT 214       (800) 777-3026
AUTH NO.            {beside}
GM558201            12/31/2026
"""


@pytest.mark.parametrize("beside", ["AUTH VALID THRU", "VALID UNTIL", "AUTH EXPIRES"])
def test_a_row_that_begins_with_a_label_and_goes_on_in_captions_heads_the_next_block(beside: str) -> None:
    found = gather(packet(sheet(SHEET.format(beside=beside))))
    assert [one.value for one in found if one.field == "coverage.authorization_number"] == ["GM558201"]

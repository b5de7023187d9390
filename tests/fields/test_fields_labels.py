from __future__ import annotations

import pytest
from paper import page, sheet

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.labels.book import normal_label
from faxpipe.fields.labels.sections import Hit, Strength
from faxpipe.schema import load_schema


def fields_at(drawing: str, label: str) -> tuple[str, ...]:
    hits = [hit for hit in sheet(drawing).hits if hit.label == label]
    return hits[0].fields if hits else ()


def labels(drawing: str) -> list[str]:
    return [hit.label for hit in sheet(drawing).hits]


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("Date of Birth:", "date of birth"),
        ("14. NPI", "npi"),
        ("DOB/Sex", "dob / sex"),
        ("Patient's Name", "patients name"),
        ("Policy No.", "policy no"),
        ("Blood thinners?", "blood thinners"),
    ],
)
def test_labels_are_compared_without_numbering_case_and_punctuation(printed: str, normal: str) -> None:
    assert normal_label(printed) == normal


def test_every_label_of_the_table_is_found_with_a_colon() -> None:
    for spec in load_schema().fields:
        for label in spec.labels:
            hits = sheet(f"{label}:      something").hits
            assert hits, (spec.name, label)
            assert spec.name in hits[0].fields or hits[0].role is not None, (spec.name, label)


def test_a_label_with_one_misread_letter_is_found() -> None:
    assert fields_at("Dute of birth:   03/04/1950", "date of birth") == ("patient.birth_date",)


def test_a_short_label_must_be_read_to_the_letter() -> None:
    assert labels("NPA:   1234567893") == [""]


def test_an_everyday_word_is_no_label_in_running_text() -> None:
    assert labels("Pain is constant and for two weeks the patient has been in bed") == []


def test_an_everyday_word_alone_in_its_cell_is_a_label() -> None:
    assert fields_at("For            Kyphoplasty consult", "for") == ("order.service",)


def test_phone_below_the_patient_heading_is_the_patients() -> None:
    drawing = """
Patient
Phone        603-555-0100
Referring provider
Phone        603-555-0199
"""
    fields = [hit.fields for hit in sheet(drawing).hits if hit.label == "phone"]
    assert fields == [("patient.phone",), ("referrer.phone",)]


def test_phone_below_referred_to_asks_for_nothing_of_ours() -> None:
    drawing = """
Referred To
Provider     Bennett Kramer, MD
Phone        603-681-3140
"""
    assert all(not hit.fields for hit in sheet(drawing).hits if hit.label in {"phone", "provider"})


def test_emergency_contact_is_not_the_patient() -> None:
    drawing = """
Patient name:   Ann Fox
Emergency contact
Name            Gerard Fox
Phone           603-555-0101
"""
    contact = [hit for hit in sheet(drawing).hits if hit.role == "contact"]
    assert {hit.label for hit in contact} == {"name", "phone"}
    assert all(not hit.fields for hit in contact)


def test_two_headings_side_by_side_rule_their_own_columns() -> None:
    drawing = """
Sent by                           Sent to
T: 978-555-0131                   T: 603-681-3140
F: 978-555-0132                   F: 603-681-3154
"""
    hits = {(hit.label, hit.box.left > 0.3): hit.fields for hit in sheet(drawing).hits}
    assert hits["f", False] == ("referrer.fax",)
    assert hits["f", True] == ()


def test_a_label_that_the_table_lacks_still_ends_the_answer_before_it() -> None:
    hits: tuple[Hit, ...] = sheet("Shoe size: 42").hits
    assert [(hit.label, hit.fields) for hit in hits] == [("", ())]


def test_one_label_is_never_taken_for_another_that_sounds_alike() -> None:
    assert fields_at("Date of visit:   09/02/2026", "type of visit") == ()
    assert "c phone" not in labels("PCP phone:   978-555-0166")
    assert "date of onset" not in labels("Date of consult:   09/02/2026")


def test_the_number_below_a_secondary_insurance_is_not_the_primary_ones() -> None:
    drawing = """
Member ID:
Secondary insurance:  AARP Supplement
Member ID:            998877665
Referring provider:   Vincent Gauthier
"""
    asked = [hit.fields for hit in sheet(drawing).hits if hit.label == "member id"]
    assert asked == [("coverage.member_id",), ()]


@pytest.mark.parametrize(
    ("read", "label"),
    [
        ("Last.name:  Fox", "last name"),
        ("Ins /1ID:  Medicare 1EG4", "ins / id"),
        ("Policy/lD:  H123", "policy / id"),
        ("PatientName:  Fox, Ann", "patient name"),
        ("Dateof birth:  03/04/1950", "date of birth"),
        ("Dateof brth:  03/04/1950", "date of birth"),
    ],
)
def test_stray_signs_and_lost_blanks_do_not_hide_a_label(read: str, label: str) -> None:
    assert labels(read)[0] == label


def test_a_label_misread_by_a_letter_is_still_one_of_a_row_of_labels() -> None:
    assert labels("Home phone          Marital staus") == ["home phone", "marital status"]


def test_an_answer_that_resembles_a_label_stays_an_answer() -> None:
    assert "consult / procedure" not in labels("Visits        1 consult + procedure")


def test_a_name_with_a_stray_colon_is_no_label() -> None:
    assert labels("Signature        Rosalie: Bouchard") == ["signature"]


@pytest.mark.parametrize(
    ("read", "label"),
    [
        ("26. Pain severity- 0 1 2 3", "pain severity"),
        ("Level - T5 T6", "level"),
        ("Pain today/10:  7", "pain today"),
        ("Pain now (0-10):  7", "pain now"),
    ],
)
def test_a_dash_stands_for_a_colon_and_a_scale_behind_a_label_is_not_part_of_it(read: str, label: str) -> None:
    assert (labels(read) or [""])[0] == label


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("Contact number 6 0 3 5 5 5 0 1 0 1", "contact number"),
        ("National Provider Identifier 1 2 3 4 5 6 7 8 9 3", "national provider identifier"),
        ("Date ordered 28-Sep-2025", "date ordered"),
        ("Date ordered 22 Jan 2025", "date ordered"),
        ("Began 6-25-25", "began"),
        ("Pain since 3 weeks", "pain since"),
    ],
)
def test_a_label_without_a_colon_is_known_by_the_value_behind_it(printed: str, label: str) -> None:
    assert labels(printed)[:1] == [label]


@pytest.mark.parametrize(
    "prose", ["began 6-25-25 when she fell", "Pain that began 3 weeks ago after a fall at home"]
)
def test_prose_that_tells_when_pain_began_holds_no_label_of_an_onset(prose: str) -> None:
    assert "began" not in labels(prose)


QUESTIONS = "\n".join(f"{n}. Full name   Ann Fox" for n in range(1, 9))


def test_an_everyday_word_is_a_label_as_the_text_of_a_numbered_question() -> None:
    assert "problem" in labels(f"{QUESTIONS}\n9. Problem Fracture of T11")


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("9. Daytime tel. 603/55]-0l41", "daytime tel"),
        ("9. National Provider Identifier A9/?)36", "national provider identifier"),
    ],
)
def test_the_text_of_a_numbered_question_is_a_label_though_its_answer_is_hardly_legible(
    line: str, label: str
) -> None:
    assert labels(f"{QUESTIONS}\n{line}")[-1] == label


def test_the_number_of_a_question_whose_text_was_misread_ends_the_answer_before_it() -> None:
    hits = sheet(f"{QUESTIONS}\n9. Request Nerve block\n10. probiem Wedge fracture").hits
    assert (hits[-1].label, hits[-1].line, hits[-1].end) == ("", 9, 1)


def test_an_rx_before_a_scrawl_is_the_label_of_what_nobody_can_read() -> None:
    scrawled = sheet_of(page("Rx Corl hap soly", confidence=0.3), PageKind.REFERRAL_FORM, load_schema())
    assert "rx" in [hit.label for hit in scrawled.hits]
    assert "rx" not in labels("Rx Corl hap soly")


def test_a_short_numbered_plan_makes_no_labels_of_everyday_words() -> None:
    assert "problem" not in labels("1. Rest\n2. Problem Fracture of T11")


def test_an_abbreviated_label_alone_in_its_cell_may_stand_below_its_answer() -> None:
    hit = sheet("Cert no.").hits[0]
    assert (hit.label, hit.strength) == ("cert no", Strength.ALONE)


def test_a_comb_behind_one_letter_of_another_comb_makes_no_label_of_the_letter() -> None:
    assert labels("Member ID:   H P 1 1 1 8 2 9 0 8 0") == ["member id"]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("What is the patient's full name?", "patient.name"),
        ("What is the best phone number for the patient?", "patient.phone"),
        ("What medications does the patient take?", "patient.medications"),
        ("What imaging has been done?", "imaging.modality"),
        ("Any allergies?", "patient.allergies"),
    ],
)
def test_a_whole_question_asks_for_what_it_is_about(question: str, field: str) -> None:
    assert sheet(f"{question}\n  Something").hits[0].fields == (field,)


def test_a_label_may_add_that_there_need_not_be_any() -> None:
    hits = sheet("Blood thinners, if any:      Eliquis").hits
    assert hits[0].fields == ("treatment.anticoagulants",)
    assert hits[0].strength is Strength.COLON


def test_headings_centred_in_boxes_side_by_side_rule_their_own_columns() -> None:
    drawing = """
-------------------------------   --------------------------------
|         PATIENT             |   |       REFERRING OFFICE       |
| Name:  Ada Kowal            |   | Name:  Rolf Benn             |
| Phone: 603-555-0101         |   | Phone: 603-555-0144          |
-------------------------------   --------------------------------
"""
    hits = [hit for hit in sheet(drawing).hits if hit.label in {"name", "phone"}]
    assert [hit.fields for hit in hits] == [
        ("patient.name",),
        ("referrer.name",),
        ("patient.phone",),
        ("referrer.phone",),
    ]


HEADED_PLAIN = """
Elm Street Medical Group 9 Main St, Salem, NH 03079   P: 603-555-0140
New Patient Referral
Name: Ann Fox
Birthdate: March 4, 1950
"""


def test_a_group_in_the_name_of_a_practice_opens_no_coverage() -> None:
    assert fields_at(HEADED_PLAIN, "name") == ("patient.name",)


def test_a_plain_name_with_no_birth_date_behind_it_is_nobodys() -> None:
    assert fields_at("Name: Ann Fox\nRole: sales\nOffice: Salem", "name") == ()


@pytest.mark.parametrize(
    "label",
    ["Date of birth MM DD YYYY", "DOB mm-dd-yyyy", "Birth date (mo/day/yr)", "Date of birth MMDDYYYY"],
)
def test_how_a_day_is_to_be_written_is_no_part_of_its_label(label: str) -> None:
    drawing = f"""
{label}          Telephone
1 0 0 5 1 9 5 3                   6 0 3 5 5 5 0 1 7 7
"""
    hits = [hit for hit in sheet(drawing).hits if "patient.birth_date" in hit.fields]
    assert len(hits) == 1


def test_the_plan_behind_a_guarantor_is_the_patients() -> None:
    drawing = """
PATIENT: FOX, ANN             SEX: F
GUARANTOR: SELF
INS 1: CIGNA OPEN ACCESS
  SUBSCRIBER: SELF        POLICY: U5518 20467
  GROUP: 3341902          PRECERT: 800-555-0162
"""
    asked = {hit.label: hit.fields for hit in sheet(drawing).hits}
    assert asked["ins 1"] == ("coverage.payer",)
    assert asked["policy"] == ("coverage.member_id",)
    assert asked["group"] == ("coverage.group_number",)


def test_a_group_beside_the_members_number_is_not_the_emergency_contacts() -> None:
    drawing = """
Mobile   603-555-0111         Emergency contact   Luis (husband) 603-555-0112

Member ID   HP 6620 41873     Group   0091745
"""
    assert [hit.fields for hit in sheet(drawing).hits if hit.label == "group"] == [("coverage.group_number",)]


@pytest.mark.parametrize("number", ["603-555-0160", "(603) 555-0160", "603.555.0160"])
def test_a_telephone_in_running_text_makes_no_members_number_of_the_word_before_it(number: str) -> None:
    note = sheet(f"Plan: she will pay herself; given the\nbilling desk number, {number}.", PageKind.CLINICAL_NOTE)
    assert not [hit for hit in note.hits if "coverage.member_id" in hit.fields]


def test_a_short_label_of_medicines_needs_a_medicine_behind_it() -> None:
    drawing = "MED  ATENOLOL 50 MG QD\n     CELECOXIB 200 MG BID\nALL  NKDA"
    assert "med" in [hit.label for hit in sheet(drawing, PageKind.CLINICAL_NOTE).hits]
    assert "med" not in labels("Med surg unit, 4 West")

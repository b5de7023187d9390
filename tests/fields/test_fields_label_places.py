"""Where labels stand on forms of many offices: beside another column, under their answers, behind dots."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet

from faxpipe.document import PageKind
from faxpipe.fields.context import sheet_of
from faxpipe.fields.extract import extract
from faxpipe.fields.labels.book import label_book
from faxpipe.referral import FieldStatus, FieldValue
from faxpipe.schema import load_schema

FORM = PageKind.REFERRAL_FORM


def read(drawing: str, field: str, kind: PageKind = FORM) -> FieldValue:
    fields = extract(packet(sheet(drawing, kind)), second=False)
    return next(value for value in fields if value.field == field)


SIDEBAR = """
Legal sex                        Ordered     08/30/2026
Female
Cell phone                       Priority    Routine
857-555-0142                     Refer to    Pain Management, Salem
Home address                     Reason      Evaluate for vertebroplasty, T7
12 Elm St                        Procedure 22513
Salem, NH 03079
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order.urgency", "routine"),
        ("order.service", "Evaluate for vertebroplasty, T7"),
        ("order.cpt", ("22513",)),
        ("patient.phone", "857-555-0142"),
    ],
)
def test_an_answer_between_two_labels_of_a_sidebar_heads_no_column(field: str, value: object) -> None:
    assert read(SIDEBAR, field).value == value


CELLS = """
-----------------------------------   -----------------------------------
Ilse Brandvold                        03/19/1947
patient name                          date of birth
-----------------------------------   -----------------------------------
Aetna                                 W774120983
insurance carrier                     claim number
-----------------------------------   -----------------------------------
Dr. Kramer, Salem                     603-681-3154
send to                               fax
-----------------------------------   -----------------------------------
L4-5 facet injections                 in May
service requested                     how long
-----------------------------------   -----------------------------------
metformin, losartan                   latex
medicines                             allergies
-----------------------------------   -----------------------------------
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient.medications", ("metformin", "losartan")),
        ("patient.allergies", ("latex",)),
        ("order.service", "L4-5 facet injections"),
        ("coverage.member_id", "W774120983"),
    ],
)
def test_labels_at_the_bottom_of_ruled_cells_are_captions_and_no_heads(field: str, value: object) -> None:
    assert read(CELLS, field).value == value


def test_a_house_number_that_stands_apart_from_its_street_is_no_label() -> None:
    drawing = CELLS.replace(
        "medicines                             allergies",
        "medicines                             allergies\n-----------------------------------   ---\n"
        "41      Range St, Salem, NH 03079\nhome address",
    )
    assert read(drawing, "patient.address").value == "41 Range St, Salem, NH 03079"


DOTTED = """
PT NAME....... OAKES, BRENNAN T
BIRTH......... 03/19/1947
REFD TO....... KRAMER, BENNETT MD
FOR........... SACROILIAC JOINT INJECTION, RIGHT
DX 1.......... M46.1 SACROILIITIS, NOT ELSEWHERE CLASSIFIED
ORD DATE...... 08/30/2026   LEVEL... ROUTINE
ALLG.......... LATEX
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order.service", "SACROILIAC JOINT INJECTION, RIGHT"),
        ("diagnosis.text", "SACROILIITIS, NOT ELSEWHERE CLASSIFIED"),
        ("order.urgency", "routine"),
        ("patient.allergies", ("latex",)),
        ("fracture.levels", None),
    ],
)
def test_dots_to_an_answer_are_as_good_as_a_colon(field: str, value: object) -> None:
    assert read(DOTTED, field).value == value


STACKED = """
LAST NAME                        FIRST NAME, INITIAL
Oakes                            Brennan T.

BORN               SEX           TELEPHONE
03/19/1947         M             857-555-0142

PLEASE DO THE FOLLOWING
Evaluate for vertebroplasty, T7

IMAGING (KIND / DATE / WHERE)
CT, Elm Valley Hospital

MEDICINES
a lodipine, omeprazole

CARE SO FAR
brace, rest

REFERRED BY                      NPI
Mar ia Fairbanks-Oso rio, DC     1234567893

SIGNATURE                        DATED
                                 08/30/2026
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient.name", "Brennan T. Oakes"),
        ("order.service", "Evaluate for vertebroplasty, T7"),
        ("imaging.modality", "CT"),
        ("order.date", "2026-08-30"),
        ("treatment.conservative", ("brace", "rest")),
    ],
)
def test_labels_over_their_answers_are_read_with_what_stands_under_them(field: str, value: object) -> None:
    assert read(STACKED, field).value == value


@pytest.mark.parametrize("field", ["patient.medications", "referrer.name"])
def test_what_lost_letters_amid_a_word_is_held(field: str) -> None:
    assert read(STACKED, field).status is not FieldStatus.FOUND


def test_one_part_of_a_name_alone_is_not_the_patients_name() -> None:
    drawing = "LAST NAME                  FIRST NAME\nOakes                      ----"
    assert read(drawing, "patient.name").status is not FieldStatus.FOUND


def test_a_recipient_written_a_little_higher_than_its_label_rules_only_its_row() -> None:
    drawing = """
Patient       Brennan Oakes
Born          03/19/1947
              Dr. Kramer, Salem
Sent to
Reason        facet injections
Doctor        Ilse Brandvold, MD
NPI           1234567893
"""
    drawn = page(drawing)
    written = {"Dr.", "Kramer,", "Salem"}
    words = tuple(
        replace(w, box=replace(w.box, top=w.box.top + 0.009, bottom=w.box.bottom + 0.009))
        if w.text in written
        else w
        for w in drawn.words
    )
    one = sheet_of(replace(drawn, words=words), FORM, load_schema())
    value = next(v for v in extract(packet(one), second=False) if v.field == "referrer.name")
    assert value.value == "Ilse Brandvold"


def test_the_day_of_an_errand_in_capitals_names_no_patient() -> None:
    drawing = """
ENCOUNTER TEXT
OAKES, BRENNAN T   BORN 03/19/1947

SPINE SCHOOL FINISHED 08/15/26. NO NEW
WEAKNESS SINCE.
"""
    value = read(drawing, "patient.name", PageKind.CLINICAL_NOTE)
    assert (value.status, value.value) == (FieldStatus.FOUND, "Brennan T Oakes")


def test_a_clinic_under_who_is_asked_is_not_the_senders() -> None:
    drawing = """
Elm Valley Orthopedics
Requested of                        Requested by
Clinic     Ridge Pain Center        Clinician  Ilse Brandvold, PA-C
Attention  Bennett Kramer, MD       Phone      857-555-0142
"""
    assert read(drawing, "referrer.practice").value != "Ridge Pain Center"


def test_a_plan_alone_in_its_cell_with_a_letter_misread_is_held_though_its_label_is_lost() -> None:
    value = read("Patient    Brennan Oakes\nPhone      857-555-0142\nxnsa ra    Medlcaro\n", "coverage.payer")
    assert (value.status, value.value) == (FieldStatus.UNCERTAIN, "Medicare")


def test_what_stands_under_an_underlined_heading_of_a_sidebar_page_is_read() -> None:
    drawing = """
Member no.          DIAGNOSIS
                    -------------------------------------
4TH7VK2NM58         Wedge compression fracture of the second
Coverage 2          lumbar vertebra
none                Comments: none
"""
    drawn = page(drawing)
    rules = tuple(
        replace(r, box=replace(r.box, top=r.box.top - 0.012, bottom=r.box.bottom - 0.012))
        for r in drawn.marks.rules
    )
    one = sheet_of(replace(drawn, marks=replace(drawn.marks, rules=rules)), FORM, load_schema())
    value = next(v for v in extract(packet(one), second=False) if v.field == "diagnosis.text")
    assert value.value == "Wedge compression fracture of the second lumbar vertebra"


@pytest.mark.parametrize(
    ("said", "diagnosis"),
    [
        ("T8 compression fracture (M80.08XA), five and a half weeks", "T8 compression fracture"),
        ("L4-5 stenosis, seen on MRI", "L4-5 stenosis"),
        ("Sciatica for 3 months", "Sciatica"),
        ("Fracture of L1, confirmed by CT of 8/30/26", "Fracture of L1"),
        ("Compression fracture, initial encounter", "Compression fracture, initial encounter"),
    ],
)
def test_how_long_and_on_what_it_was_seen_is_no_part_of_a_diagnosis(said: str, diagnosis: str) -> None:
    assert read(f"Patient: Brennan Oakes\nDiagnosis: {said}", "diagnosis.text").value == diagnosis


def test_a_name_and_telephone_before_the_birth_of_a_form_are_the_patients() -> None:
    drawing = """
Elm Street Health   Phone 857-555-0100  Fax 857-555-0101

Name BRENNAN OAKES                      Born 1/21/44
Phone 857-555-0142                      [x] Male  [ ] Female
"""
    assert read(drawing, "patient.phone").value == "857-555-0142"
    assert read(drawing, "patient.name").value == "Brennan Oakes"


def test_a_date_beside_nothing_is_not_the_orders_where_another_label_dates_it() -> None:
    drawing = "Employer: Elm Roofing   Date: 3-11-2026\nProvider: Ilse Brandvold, MD\nDate signed: 8-30-2026"
    assert read(drawing, "order.date").value == "2026-08-30"


def test_a_practice_named_by_its_route_is_one() -> None:
    drawing = "ROUTE 9 FAMILY MEDICINE\n295 S. Broadway, Derry NH 03038\n\nPatient: Brennan Oakes"
    assert read(drawing, "referrer.practice").value == "ROUTE 9 FAMILY MEDICINE"


@pytest.mark.parametrize(
    ("asked", "field", "value"),
    [
        ("Help requested: Facet blocks L4-5", "order.service", "Facet blocks L4-5"),
        ("Looking for     Facet blocks L4-5", "order.service", "Facet blocks L4-5"),
        ("Sensitive to    latex, codeine", "patient.allergies", ("latex", "codeine")),
        ("Meds now        lisinopril, metformin", "patient.medications", ("lisinopril", "metformin")),
        ("Thinner         Eliquis", "treatment.anticoagulants", ("apixaban",)),
        ("Imaging so far  CT lumbar spine 8/30/2026", "imaging.modality", "CT"),
        ("Done so far     brace, rest", "treatment.conservative", ("brace", "rest")),
        ("ID on card      XYW774120983", "coverage.member_id", "XYW774120983"),
    ],
)
def test_everyday_wordings_of_a_label_ask_for_its_field(asked: str, field: str, value: object) -> None:
    drawing = (
        f"Patient         Brennan Oakes\nBorn            03/19/1947\n{asked}\nDoctor          Ilse Brandvold, MD"
    )
    assert read(drawing, field).value == value


EMPLOYED = """
Patient name            Birth date
Fox, Ann B              02/14/1963

Employer                Employer telephone
Elm Pallet Co.          603-555-0188

W.C. carrier            Claim no.
Aetna                   WC77341200
"""


def test_a_caption_of_an_employers_number_heads_nothing() -> None:
    assert read(EMPLOYED, "coverage.payer").value == "Aetna"
    assert read(EMPLOYED, "coverage.member_id").value == "WC77341200"
    assert read(EMPLOYED, "patient.phone").status is not FieldStatus.FOUND


def test_to_whom_and_their_fax_in_a_row_of_captions_head_nothing_below() -> None:
    asked = """
8. Referred to                 9. Fax
Dr. Kramer, Salem              603-681-3154
10. Service wanted
Facet block
17. Clinic phone     18. Clinic fax     19. Date
603-555-0145         603-555-0146       10/21/26
"""
    assert read(asked, "referrer.phone").value == "603-555-0145"
    assert read(asked, "referrer.fax").value == "603-555-0146"


def test_a_second_plan_left_blank_in_a_row_of_questions_heads_nothing() -> None:
    blank = "Patient: Ann Fox   DOB 02/14/1943\nMedicare no. 1EG4-TE5-MK73     Other insurance\n"
    asked = f"{blank}Date of onset 10/02/2026         Dx  L1 fracture\n"
    asked += "Ordering clinician Cora Diaz NP   NPI 1003456781"
    assert read(asked, "referrer.npi").value == "1003456781"
    assert read(asked, "coverage.payer").value == "Medicare"


def test_the_primary_care_physicians_number_is_not_the_senders() -> None:
    seen = "Ann Fox\nDOB 02/14/1943\n\nDoctors\nSeen by  Diaz, Cora MD    NPI  1003456781\n"
    seen += "Primary care  Reed, Bo MD    PCP phone  603-555-0188"
    assert read(seen, "referrer.phone").value is None


@pytest.mark.parametrize("caption", ["office use", "for office use only", "pcp phone"])
def test_what_is_asked_of_others_or_of_nobody_is_a_label_without_a_field(caption: str) -> None:
    book = label_book(load_schema())
    label = book.lookup(caption)
    assert label is not None
    assert book.entries[label].anywhere == book.entries[label].by_role == ()

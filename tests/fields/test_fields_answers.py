from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Ink, PageKind, enclosing
from faxpipe.fields.context import sheet_of
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.referral import Candidate, Check
from faxpipe.schema import load_schema


def found(drawing: str, kind: PageKind = PageKind.REFERRAL_FORM) -> list[Candidate]:
    one = sheet(drawing, kind)
    return list(labelled(packet(one), {one.number: questions(one)}))


@pytest.mark.parametrize(
    "drawing",
    [
        "Date of birth:  03/04/1950",
        "Date of birth 03/04/1950",
        "DOB 03/04/1950",
        "DOB . . . . . : 03/04/1950",
        "Birth date           03/04/1950",
        "Date of birth\n03/04/1950",
    ],
)
def test_an_answer_is_found_right_of_and_below_its_label(drawing: str) -> None:
    assert values(found(drawing), "patient.birth_date") == ["1950-03-04"]


def test_a_label_with_nothing_behind_it_gives_no_candidate() -> None:
    drawing = """
Member ID:
Group:           88120
"""
    assert values(found(drawing), "coverage.member_id") == []
    assert values(found(drawing), "coverage.group_number") == ["88120"]


def test_an_empty_cell_is_not_filled_from_the_row_below() -> None:
    drawing = """
------------------------------
| Phone    |                 |
------------------------------
| Other    | 603-555-0144    |
------------------------------
"""
    assert values(found(drawing), "patient.phone") == []


def test_labels_above_their_values_are_answered_by_column() -> None:
    drawing = """
Last name          First name         MI
Vachon             Constance
"""
    assert values(found(drawing), "patient.name") == ["Constance Vachon"]


def test_ink_that_no_word_explains_makes_the_answer_unreadable_not_missing() -> None:
    candidates = found("Member ID:   ~~~~~~~~~~")
    assert [(c.field, c.value, c.check) for c in candidates] == [("coverage.member_id", None, Check.UNREADABLE)]


def test_text_that_cannot_be_the_value_is_held_not_missing() -> None:
    candidates = found("NPI:   ASBARISIET")
    assert [(c.value, c.check) for c in candidates] == [(None, Check.UNREADABLE)]


@pytest.mark.parametrize("answer", ["see attached", "unknown", "________", "N/A", "on file"])
def test_what_is_no_answer_gives_no_candidate(answer: str) -> None:
    assert found(f"Member ID:   {answer}") == []


def test_none_is_an_answer() -> None:
    assert values(found("Blood thinners:   none"), "treatment.anticoagulants") == ["none"]
    assert values(found("Allergies:   NKDA"), "patient.allergies") == ["none"]


def test_the_recipient_is_never_the_referring_provider() -> None:
    assert values(found("Referring provider:  Bennett Kramer, MD"), "referrer.name") == []
    assert values(found("Office phone:  603-681-3140"), "referrer.phone") == []


def test_codes_beside_a_diagnosis_are_its_codes_and_not_its_text() -> None:
    candidates = found("Diagnosis:  L1 compression fracture M80.08XA")
    assert values(candidates, "diagnosis.icd10") == [("M80.08XA",)]
    assert values(candidates, "diagnosis.text") == ["L1 compression fracture"]


def test_an_unmarked_scale_is_no_pain_score() -> None:
    assert values(found("Pain:   0 1 2 3 4 5 6 7 8 9 10"), "symptoms.pain_score") == []


def test_a_medicine_that_was_misread_lowers_the_confidence_of_the_list() -> None:
    clean = found("Medications:  lisinopril, sertraline, omeprazole")[0]
    torn = found("Medications:  LSLNoprxx, sertraline, omeprazole")[0]
    assert clean.value == ("lisinopril", "sertraline", "omeprazole")
    assert torn.confidence < clean.confidence - 0.1


def test_the_date_of_a_visit_is_not_the_date_of_a_study() -> None:
    drawing = "Pt: Fox, Ann   DOS: 08/19/2026"
    assert values(found(drawing, PageKind.CLINICAL_NOTE), "imaging.date") == []
    assert values(found(drawing, PageKind.IMAGING_REPORT), "imaging.date") == ["2026-08-19"]


def test_company_and_plan_in_cells_of_their_own_make_one_payer() -> None:
    drawing = """
Primary insurance
Company             Plan
UnitedHealthcare    Medicare Advantage
"""
    assert values(found(drawing), "coverage.payer")[0] == "UnitedHealthcare Medicare Advantage"


def test_street_and_town_in_cells_of_their_own_make_one_address() -> None:
    drawing = """
Street address        City/St/Zip
265 Haverhill Rd      Plaistow, NH 03865
"""
    assert values(found(drawing), "patient.address")[0] == "265 Haverhill Rd, Plaistow, NH 03865"


def test_a_label_and_its_answer_in_one_low_cell_are_read_below() -> None:
    drawing = """
-----------------------------------------
|Last name      |First name     |MI     |
|Vachon         |Constance      |       |
-----------------------------------------
"""
    drawn = page(drawing)
    tall = tuple(replace(w, box=replace(w.box, bottom=w.box.bottom + 0.012)) for w in drawn.words)
    one = sheet_of(replace(drawn, words=tall), PageKind.FACE_SHEET, load_schema())
    assert values(list(labelled(packet(one), {1: ()})), "patient.name") == ["Constance Vachon"]


def test_a_scribble_behind_what_was_read_is_the_other_half_of_the_answer() -> None:
    candidates = found("Insurance / ID    Medicare    ~~~~~~~~~~~~")
    assert values(candidates, "coverage.payer") == ["Medicare"]
    assert [(c.value, c.check) for c in candidates if c.field == "coverage.member_id"] == [
        (None, Check.UNREADABLE)
    ]


def test_script_that_was_read_is_trusted_as_its_words_are() -> None:
    plain = found("Name of patient:   Ann Fox")[0]
    one = sheet("Name of patient:   Ann Fox")
    script = replace(one.page.marks, inks=(Ink(enclosing([word.box for word in one.page.words[3:]]), 0.2),))
    written = replace(one, page=replace(one.page, marks=script))
    candidates = list(labelled(packet(written), {1: ()}))
    assert (candidates[0].value, candidates[0].confidence) == (plain.value, plain.confidence)


@pytest.mark.parametrize(
    "answer",
    [
        "Wedge compression fracture of L3 (S32.030A). Bone density scheduled.",
        "Wedge compression fracture of L3 (S32.030A): Referred for DEXA.",
    ],
)
def test_what_follows_a_coded_diagnosis_is_not_part_of_it(answer: str) -> None:
    assert values(found(f"Diagnosis:   {answer}"), "diagnosis.text") == ["Wedge compression fracture of L3"]


def test_an_answer_goes_on_in_its_own_column() -> None:
    drawing = """
Practice name  Old Mill Medicine       Working diagnosis  Wedge compression
Office phone   857-580-9173                               fracture of L2
"""
    assert values(found(drawing), "diagnosis.text") == ["Wedge compression fracture of L2"]


@pytest.mark.parametrize(
    ("drawing", "field", "value"),
    [
        ("Daytime tel:   8 5 7 4 80 6 0 81", "patient.phone", "857-480-6081"),
        ("Home phone:   1 6 0 3 8 8 0 9 2 3 5", "patient.phone", "603-880-9235"),
        ("NPI:   1 2 3 4 5 6 7 8 9 3", "referrer.npi", "1234567893"),
        ("Member ID:   H P 1 1 1 8 2 9 0 8 0", "coverage.member_id", "HP111829080"),
    ],
)
def test_what_was_written_one_character_a_box_is_put_together(drawing: str, field: str, value: str) -> None:
    assert values(found(drawing), field)[0] == value


def test_an_answer_below_a_numbered_label_may_begin_under_its_words() -> None:
    assert values(found("12. CERT NO:\n    132028391484"), "coverage.member_id") == ["132028391484"]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("L4-L5 epidural steroid injection", "order.service"),
        ("gabapentin, meloxicam", "patient.medications"),
        ("Spine consult re vertebroplasty\n   b12 fracture", "order.service"),
    ],
)
def test_what_stands_behind_rx_says_what_is_prescribed(written: str, field: str) -> None:
    assert [c.field for c in found("Hill Clinic" + "\n" * 6 + f"Rx {written}")] == [field]


@pytest.mark.parametrize(
    ("answer", "modality"),
    [
        ("X-ray as ordered", ["X-ray"]),
        ("CT ordered", []),
        ("Open MRI lumbar spine", ["MRI"]),
        ("Valley Open MRI", []),
    ],
)
def test_a_study_made_as_ordered_was_made_and_a_place_is_no_study(answer: str, modality: list[str]) -> None:
    assert values(found(f"Procedure:   {answer}", PageKind.IMAGING_REPORT), "imaging.modality") == modality


def test_a_tall_word_of_the_line_below_is_no_ink_behind_a_label() -> None:
    one = sheet("NPI:\nOrganization:   Hillside  Adult  Medicine")
    word = next(word for word in one.page.words if word.text == "Adult")
    tall = replace(word.box, top=word.box.top - 0.008)
    torn = tuple(replace(each, confidence=0.4) if each is word else each for each in one.page.words)
    paper = replace(one.page, words=torn, marks=replace(one.page.marks, inks=(Ink(tall, 0.3),)))
    written = sheet_of(paper, one.kind, load_schema())
    assert [c for c in labelled(packet(written), {1: ()}) if c.field == "referrer.npi"] == []


def test_an_answer_over_its_caption_is_found_though_its_first_characters_were_lost() -> None:
    drawing = """
VELMA LAFLAMME      02/11/1963
Pt.                 Date of birth

F                      351 663 6332
M/F                 Home phone
"""
    assert values(found(drawing), "patient.phone") == ["351-663-6332"]


def test_primary_care_in_the_name_of_a_practice_asks_for_no_insurer() -> None:
    assert values(found("Blue Heron Walk-In      Primary Care"), "coverage.payer") == []
    assert values(found("Insurance\nPrimary   Aetna"), "coverage.payer") == ["Aetna"]


def test_what_stands_under_a_row_of_heads_answers_by_cell_wherever_it_begins() -> None:
    drawing = """
-----------------------------------------------------------
|      INSURER       |     POLICY NO.     |   GROUP NO.   |
-----------------------------------------------------------
| Aetna              | W220917745         | 88120         |
-----------------------------------------------------------
|                       MEDICATIONS                       |
-----------------------------------------------------------
| naproxen, gabapentin                                    |
-----------------------------------------------------------
"""
    given = found(drawing)
    assert values(given, "coverage.member_id") == ["W220917745"]
    assert values(given, "coverage.group_number") == ["88120"]
    assert values(given, "patient.medications") == [("naproxen", "gabapentin")]


def test_captions_in_the_middle_of_their_lines_are_answered_along_the_line() -> None:
    drawing = """
Ada Kowal                           03/04/1950
--------------------------------    -------------------
      (name of patient)               (date of birth)
W220917745                          603-555-0101
--------------------------------    -------------------
        (member ID)                 (patient telephone)
"""
    given = found(drawing)
    assert values(given, "patient.name") == ["Ada Kowal"]
    assert values(given, "patient.birth_date") == ["1950-03-04"]
    assert values(given, "coverage.member_id") == ["W220917745"]
    assert values(given, "patient.phone") == ["603-555-0101"]


def test_dots_lead_to_an_answer_and_head_no_column() -> None:
    drawing = """
Anticoag.......     None
Other tx.......     Brace
"""
    assert values(found(drawing), "treatment.anticoagulants") == ["none"]


def test_an_answer_under_the_next_columns_question_answers_that() -> None:
    drawing = """
Patient name
Ada Kowal                        Diagnosis
Date of birth                    Lumbar radiculopathy
03/04/1950                       ICD-10 code
Patient phone                    M54.16
603-555-0101                     Allergies
Member ID                        Codeine
W220917745
"""
    given = found(drawing)
    assert values(given, "patient.birth_date") == ["1950-03-04"]
    assert values(given, "patient.phone") == ["603-555-0101"]
    assert values(given, "coverage.member_id") == ["W220917745"]
    assert values(given, "diagnosis.icd10") == [("M54.16",)]


def test_the_date_stands_over_its_caption_beside_that_of_a_signature() -> None:
    drawing = """
Patient name                        Date of birth
Ada Kowal                           03/04/1950
--------------------------------    -------------------

                                    11/13/2026
--------------------------------    -------------------
Provider signature                  Date
"""
    assert values(found(drawing), "order.date") == ["2026-11-13"]
    unruled = "Ada Kowal                           11/13/2026\nProvider signature                  Date"
    assert values(found(unruled), "order.date") == ["2026-11-13"]


def test_a_date_in_the_box_that_imaging_heads_is_the_studys() -> None:
    drawing = """
-------------------------------   --------------------------------
|         IMAGING             |   |       SAFETY                 |
| Type: MRI                   |   | Allergies:  Codeine          |
| Date: 10/28/2026            |   | Blood thinner:  None         |
-------------------------------   --------------------------------
Date:   11/13/2026
"""
    given = found(drawing)
    assert values(given, "imaging.date") == ["2026-10-28"]
    assert values(given, "order.date") == ["2026-11-13"]


def test_in_a_letter_with_blanks_an_answer_may_begin_the_next_line() -> None:
    drawing = """
Dear colleague, please evaluate for a block.
The pain began in May after a fall on the stairs.    Known allergies:
none known      Pain: 4
"""
    assert values(found(drawing), "patient.allergies") == ["none"]
    assert values(found(drawing.replace("Dear", "To the")), "patient.allergies") == []


def test_a_paragraph_goes_on_to_the_label_within_its_next_line() -> None:
    drawing = """
Current drugs: digoxin, furosemide, amlodipine, and she had naproxen at home,
which we have stopped. Drug allergy: none known.
"""
    assert values(found(drawing, PageKind.REFERRAL_LETTER), "patient.medications") == [
        ("digoxin", "furosemide", "amlodipine")
    ]


def test_what_stands_alone_in_the_cell_of_a_label_answers_however_far_it_is_indented() -> None:
    drawing = """
-----------------------------------------
 ALLERGIES

                 penicillin
-----------------------------------------
 MEDICATIONS
-----------------------------------------
                 gabapentin
"""
    assert values(found(drawing), "patient.allergies") == [("penicillin",)]
    assert values(found(drawing), "patient.medications") == []


def test_what_stands_under_another_label_of_the_cell_is_that_ones_answer() -> None:
    drawing = """
-----------------------------------------------------------
 Allergies                        Medications

    penicillin
-----------------------------------------------------------
"""
    assert values(found(drawing), "patient.allergies") == [("penicillin",)]
    assert values(found(drawing), "patient.medications") == []


def test_an_answer_right_under_its_label_stands_though_something_of_a_lost_label_stands_far_beside() -> None:
    drawing = """
Patient name                    Date of birth
Constance Vachon                03/04/1950

Home phone                      Sex
603-555-0144                    F

Insurance company                Co
Harvard Pilgrim

Referring provider              NPI
Ida Wells, MD                   1234567893
"""
    assert values(found(drawing), "coverage.payer") == ["Harvard Pilgrim"]


def test_an_answer_lower_than_its_label_may_stand_in_the_next_cell_of_the_same_row() -> None:
    drawn = page(
        """
------------------------------------------
| Home phone |                           |
|            |     603-555-0144          |
------------------------------------------
| Allergies  |                           |
------------------------------------------
|            |     penicillin            |
------------------------------------------
"""
    )
    words = tuple(
        replace(w, box=replace(w.box, top=w.box.top - 0.008, bottom=w.box.bottom - 0.008))
        if w.text in {"603-555-0144", "penicillin"}
        else w
        for w in drawn.words
    )
    form = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    given = list(labelled(packet(form), {1: ()}))
    assert values(given, "patient.phone")[:1] == ["603-555-0144"]
    assert values(given, "patient.allergies") == []


NOTED = "FOX, ANN B DOB 5/17/1983 seen 11/5/2026, plan on file is Cigna Open Access, "


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("ID U4417\n03982, group 3340127", "U441703982"),
        ("member ID W2281\n90447 77, group 3340127", "W22819044777"),
        ("member ID XWG904417-\n725, group 3340127", "XWG904417725"),
        ("member ID W22819044\n12 Elm St, group 3340127", "W22819044"),
        ("member ID W22819044\n2026, group 3340127", "W22819044"),
        ("member ID W22819044,\n66021, group 3340127", "W22819044"),
        ("member ID W22819044\n603-555-0142, group 3340127", "W22819044"),
    ],
)
def test_a_number_that_a_line_of_text_broke_goes_on_in_the_next(told: str, number: str) -> None:
    given = found(f"\n{NOTED}{told}\n\nCC: back pain", PageKind.CLINICAL_NOTE)
    assert values(given, "coverage.member_id")[:1] == [number]
    assert values(given, "coverage.group_number")[:1] == ["3340127"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("W2281\n             90447", "W228190447"),
        ("1EG4-TE5-\n             MK73", "1EG4TE5MK73"),
        ("W22819044\n             9044711", "W22819044"),
        ("W22819\n603-555-0142", "W22819"),
    ],
)
def test_a_number_that_a_narrow_cell_broke_goes_on_under_its_beginning(cell: str, number: str) -> None:
    given = found(f"Insurance    Cigna\nMember ID    {cell}\nGroup        3340127")
    assert values(given, "coverage.member_id")[:1] == [number]

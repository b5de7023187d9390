"""Forms that others print: boxes under their labels, columns of two people, heads that are not the sender's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from paper import COLUMN, LINE, packet, page, sheet, values

from faxpipe.document import Box, Circle, PageKind, Rule
from faxpipe.fields.context import Sheet, sheet_of
from faxpipe.fields.extract import gather
from faxpipe.fields.kinds.names import find_person
from faxpipe.fields.labels.book import label_book
from faxpipe.schema import load_schema


def ruled(drawing: str) -> Sheet:
    """A form with each row of `---` as rulings between the text over and under it."""
    rows: list[str] = []
    rules: list[Rule] = []
    for line in drawing.strip("\n").split("\n"):
        if not line.startswith("---"):
            rows.append(line)
            continue
        y = 0.04 + len(rows) * LINE - 0.005
        for dashes in re.finditer("-{3,}", line):
            left, right = 0.05 + dashes.start() * COLUMN, 0.05 + dashes.end() * COLUMN
            rules.append(Rule(Box(left, y, right, y + 0.001), True))
    drawn = page("\n".join(rows))
    drawn = replace(drawn, marks=replace(drawn.marks, rules=(*drawn.marks.rules, *rules)))
    return sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema())


def test_an_answer_in_a_box_under_its_label_is_found() -> None:
    form = ruled(
        """
Patient Name             DOB                  Cell Phone
--------------------     ---------------      ----------------
Ruth Abelard             03/14/1951           603-421-7788
--------------------     ---------------      ----------------
Insurance                Member #             Authorization
--------------------     ---------------      ----------------
Cigna                    U4471902801          AB4471
--------------------     ---------------      ----------------
"""
    )
    found = gather(packet(form))
    assert values(found, "patient.phone") == ["603-421-7788"]
    assert values(found, "patient.birth_date")[0] == "1951-03-14"
    assert values(found, "coverage.member_id")[0] == "U4471902801"


def test_a_box_left_blank_under_its_label_is_not_answered_by_the_next_one() -> None:
    form = ruled(
        """
Patient Name             DOB                  Cell Phone
--------------------     ---------------      ----------------
Ruth Abelard             03/14/1951
--------------------     ---------------      ----------------
Insurance                Member #             Work Tel
--------------------     ---------------      ----------------
Cigna                                         603-421-7788
--------------------     ---------------      ----------------
"""
    )
    found = [one for one in gather(packet(form)) if one.method == "label"]
    assert values(found, "patient.phone") == []
    assert values(found, "coverage.member_id") == []


def test_the_row_under_a_ruled_header_row_answers_its_labels() -> None:
    form = ruled(
        """
Patient: Ruth Abelard
------------------------------------------------------------
Payer                    Subscriber no.      Group     Auth
------------------------------------------------------------
Cigna Open Access        U4471902801         33391
------------------------------------------------------------
"""
    )
    found = gather(packet(form))
    assert values(found, "coverage.member_id")[0] == "U4471902801"
    assert values(found, "coverage.group_number")[0] == "33391"
    assert values(found, "coverage.authorization_number") == []


def test_a_telephone_in_the_referrers_column_is_not_the_patients() -> None:
    form = sheet(
        """
Patient:   Ruth Abelard          Ordered by:  Yusuf Demirci, MD
DOB:       03/14/1951            NPI:         1234567893
Sex:       F                     Location:    Bedford Family Medicine
Mobile:    603-421-7788          Phone:       603-472-4000
Address:   4 Elm St              Fax:         603-472-4011
"""
    )
    found = gather(packet(form))
    assert values(found, "patient.phone") == ["603-421-7788"]
    assert values(found, "referrer.phone")[0] == "603-472-4000"


def test_a_row_of_two_people_does_not_make_columns() -> None:
    form = sheet(
        """
Patient Name: Ruth Abelard       DOB: 03/14/1951
Physician:    Yusuf Demirci      Phone: 603-472-4000
"""
    )
    assert values(gather(packet(form)), "referrer.phone") == ["603-472-4000"]


def test_numbers_written_in_a_form_stand_before_those_of_its_head() -> None:
    form = sheet(
        """
Granite Spine Center             Tel 603-224-7781 Fax 603-224-7790

Patient Name: Ruth Abelard       DOB: 03/14/1951
Referring MD: Yusuf Demirci      NPI: 1234567893
Office phone: 603-472-4000       Office fax: 603-472-4011
"""
    )
    found = gather(packet(form))
    assert values(found, "referrer.phone") == ["603-472-4000"]
    assert values(found, "referrer.fax") == ["603-472-4011"]


def test_a_number_to_send_the_form_to_is_not_the_senders() -> None:
    form = sheet(
        """
Granite Spine Center
Scheduling 603-224-7781 Fax completed form with records

Patient Name: Ruth Abelard       DOB: 03/14/1951
Referring MD: Yusuf Demirci      NPI: 1234567893
"""
    )
    found = gather(packet(form))
    assert values(found, "referrer.phone") == values(found, "referrer.fax") == []


def test_the_head_of_the_senders_own_form_still_gives_its_numbers() -> None:
    form = sheet(
        """
Granite Family Medicine          Tel 603-224-7781 Fax 603-224-7790

Patient Name: Ruth Abelard       DOB: 03/14/1951
Referring MD: Yusuf Demirci      NPI: 1234567893
"""
    )
    found = gather(packet(form))
    assert values(found, "referrer.phone")[0] == "603-224-7781"
    assert values(found, "referrer.fax")[0] == "603-224-7790"


CAPTIONED = """
ABELARD, RUTH                      11-30-1949           603-532-8814
---------------------------------------------------------------------
PATIENT (LAST, FIRST)              BIRTHDATE            TELEPHONE

4471902801                         702114
---------------------------------------------------------------------
MEMBER NO.                         GROUP NO.            REFERRAL/AUTH NO.

Jaffrey Family Medicine            603-532-7120         603-532-7133
---------------------------------------------------------------------
OFFICE / GROUP                     OFFICE TELEPHONE     OFFICE FAX

aspirin, lisinopril
---------------------------------------------------------------------
MEDICATIONS TAKEN REGULARLY

                                                        10-05-2026
---------------------------------------------------------------------
PHYSICIAN SIGNATURE                                     DATE
"""


def test_the_rest_of_a_captions_words_is_no_answer() -> None:
    found = gather(packet(ruled(CAPTIONED)))
    assert values(found, "referrer.practice")[0] == "Jaffrey Family Medicine"
    assert values(found, "patient.medications")[0] == ("aspirin", "lisinopril")
    assert values(found, "coverage.group_number") == ["702114"]


def test_what_stands_over_the_first_captions_is_no_letterhead() -> None:
    found = gather(packet(ruled(CAPTIONED)))
    assert values(found, "patient.phone") == ["603-532-8814"]
    assert "603-532-8814" not in values(found, "referrer.phone")


def test_the_date_beside_a_signature_line_left_blank_does_not_sign() -> None:
    found = gather(packet(ruled(CAPTIONED)))
    assert values(found, "referrer.signature") == []


def test_a_word_lost_from_a_label_is_more_than_a_blank_lost() -> None:
    assert label_book(load_schema()).lookup("description") == "description"


def test_a_letter_keeps_the_numbers_of_its_head() -> None:
    letter = sheet("Granite Family Medicine    Tel 603-224-7781\n\nDear Dr. Kramer,", PageKind.REFERRAL_LETTER)
    assert values(gather(packet(letter)), "referrer.phone")[0] == "603-224-7781"


def test_services_ticked_under_a_diagnosis_are_no_diagnosis() -> None:
    form = sheet(
        """
Working diagnosis: sacroiliitis
[ ] Consultation                 [x] SI joint injection
[ ] Epidural steroid injection   [ ] Medial branch block
"""
    )
    found = gather(packet(form))
    assert "SI joint injection" not in values(found, "diagnosis.text")
    assert values(found, "order.service")[0] == "SI joint injection"


def test_a_blank_employer_in_a_column_of_questions_heads_nothing_that_no_employer_has() -> None:
    form = """
Worker              Ines Dubrow
Employer
Injured on          07/02/2026
Carrier             Pinnacle Casualty
Claim #             88-Q-41907
"""
    found = gather(packet(sheet(form, PageKind.REFERRAL_FORM)))
    assert "88Q41907" in values(found, "coverage.member_id")
    assert "Pinnacle Casualty" in values(found, "coverage.payer")


def test_what_stands_below_the_subscriber_of_a_plan_stays_the_subscribers() -> None:
    form = """
Subscriber information
Insurance company   Pinnacle Health
Date of birth       02/03/1944
"""
    found = gather(packet(sheet(form, PageKind.REFERRAL_FORM)))
    assert not values(found, "patient.birth_date")


def test_a_blank_employer_in_a_row_of_questions_heads_no_section() -> None:
    form = sheet(
        """
Injured worker: Ruth Abelard          DOB: 03/14/1951
Phone: 603-421-7788                   Employer:
Provider: Yusuf Demirci, MD           NPI: 1234567893
Medications: none                     Allergies: NKDA
"""
    )
    found = gather(packet(form))
    assert values(found, "patient.allergies") == ["none"]
    assert "1234567893" in values(found, "referrer.npi")


INLINE = """
REFERRAL



Patient: Ruth Abelard                 Born: 03/14/1951
Phone: 603-421-7788                   Insurer: Cigna
Physician: Yusuf Demirci              NPI: 1234567893
We are asked to assess for vertebroplasty
Trouble L3 compression fracture       ICD: M80.08XA
Which vertebra: L3                    When did it start?
Scan done: MRI                        on 09/25/2026
"""


def test_a_question_left_blank_is_not_answered_by_the_line_below_where_answers_stand_beside() -> None:
    assert values(gather(packet(sheet(INLINE))), "fracture.onset") == []


def test_an_answer_does_not_go_on_in_a_row_of_questions() -> None:
    assert values(gather(packet(sheet(INLINE))), "order.service")[0] == "assess for vertebroplasty"


def test_a_ring_around_one_of_several_services_asks_for_it() -> None:
    drawn = page("Kyphoplasty    Vertebroplasty    ESI    RFA    SI joint")
    word = next(word for word in drawn.words if word.text == "RFA")
    ring = Circle(
        Box(word.box.left - 0.01, word.box.top - 0.01, word.box.right + 0.01, word.box.bottom + 0.01), 0.95
    )
    drawn = replace(drawn, marks=replace(drawn.marks, circles=(ring,)))
    form = sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema())
    assert values(gather(packet(form)), "order.service") == ["RFA"]


def test_a_number_that_was_crossed_out_is_no_answer() -> None:
    drawn = page("Home phone: 603-421-7788 603-421-9901", confidence=0.9)
    first = drawn.words[2].box
    middle = first.center_y
    stroke = Rule(Box(first.left, middle - 0.001, first.right + 0.002, middle + 0.001), True)
    drawn = replace(drawn, marks=replace(drawn.marks, rules=(stroke,)))
    form = sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema())
    assert values(gather(packet(form)), "patient.phone") == ["603-421-9901"]


def test_a_line_of_the_form_through_an_answer_crosses_nothing_out() -> None:
    drawn = page("Home phone: 603-421-7788", confidence=0.9)
    middle = drawn.words[2].box.center_y
    line = Rule(Box(0.1, middle - 0.001, 0.9, middle + 0.001), True)
    drawn = replace(drawn, marks=replace(drawn.marks, rules=(line,)))
    form = sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema())
    assert values(gather(packet(form)), "patient.phone") == ["603-421-7788"]


def test_a_heading_of_procedures_is_nobodys_name() -> None:
    assert find_person("VERTEBRAL AUGMENTATION REFERRAL") is None


def test_a_letter_that_tells_for_how_long_tells_a_history() -> None:
    letter = sheet(
        "Dear Team,\nThank you for seeing him with leg pain for about 4 months.\nOn examination strength is full.",
        PageKind.REFERRAL_LETTER,
    )
    assert values(gather(packet(letter)), "documents.clinical_notes") == ["present"]


def test_a_question_about_pain_behind_another_question_is_no_answer() -> None:
    form = sheet(
        """
Fractured level(s)     Date of injury     Pain today (0-10)
T9                                        4
"""
    )
    found = gather(packet(form))
    assert values(found, "fracture.onset") == []
    assert values(found, "symptoms.pain_score") == [4]


def test_a_treatment_right_behind_no_was_not_had() -> None:
    form = sheet("Conservative care tried: brace, bed rest. No prior injections")
    read = values(gather(packet(form)), "treatment.conservative")
    assert set(read) == {("brace", "rest")}


def test_a_bed_in_a_house_is_no_practice() -> None:
    form = sheet("Facility name: 3 North, room 12-A")
    assert [c for c in gather(packet(form)) if c.field == "referrer.practice" and c.method == "label"] == []


def test_pt_under_a_question_of_treatments_is_therapy() -> None:
    form = sheet("Conservative care tried\nPT\n\nAllergies: NKDA")
    assert values(gather(packet(form)), "treatment.conservative") == [("physical therapy",)]


@pytest.mark.parametrize(
    "tried", ["PT, Tylenol", "PT x 6 weeks, Tylenol", "Ice; PT, Tylenol", "PT / Tylenol", "PT+Tylenol"]
)
def test_pt_among_what_was_tried_names_no_patient(tried: str) -> None:
    form = sheet(f"Patient    FOX, ANN\nDOB        03/04/1950\nTried      {tried}\n\nAllergies  NKDA")
    found = gather(packet(form))
    assert set(values(found, "patient.name")) == {"Ann Fox"}
    assert "physical therapy" in {item for items in values(found, "treatment.conservative") for item in items}


def test_a_code_whose_stop_is_a_colon_is_no_label() -> None:
    form = sheet("\n\n\n\n\n\nDiagnosis and code     Myofascial pain M79: 18")
    assert str(values(gather(packet(form)), "diagnosis.text")[0]).startswith("Myofascial pain")


def test_the_number_of_an_authorization_is_no_member_id() -> None:
    form = sheet("Insurance: Cigna\nMember #:                Authorization: A7719203")
    found = gather(packet(form))
    assert values(found, "coverage.authorization_number") == ["A7719203"]
    assert values(found, "coverage.member_id") == []


def test_a_description_beside_a_procedure_code_is_the_service() -> None:
    form = ruled(
        """
Order
------------------------------------------------------------
CPT       Description                    ICD-10    Diagnosis
------------------------------------------------------------
64483     Epidural injection L5          M48.061   Lumbar stenosis
------------------------------------------------------------
"""
    )
    found = gather(packet(form))
    assert values(found, "order.service")[0] == "Epidural injection L5"
    assert values(found, "diagnosis.text")[0] == "Lumbar stenosis"


def test_a_study_whose_name_was_misread_is_held_not_missing() -> None:
    found = gather(packet(sheet("Imaging study: K-ray\nPatient: Ruth Abelard")))
    assert values(found, "imaging.modality") == [None]


def test_what_stands_below_the_end_of_a_sentence_is_not_what_it_asks_for() -> None:
    form = sheet(
        "\n\n\n\n\n\nUnder ID H61883024.                 Please\nevaluate soon                       a fracture"
    )
    assert "a fracture" not in values(gather(packet(form)), "order.service")


def test_a_label_in_two_languages_is_one_label() -> None:
    form = sheet(
        """
Patient Name / Nombre:             Ruth Abelard
Phone / Telefono:                  603-421-7788
Insurance / Seguro:                Harvard Pilgrim
Allergies / Alergias:              Penicillin
"""
    )
    found = gather(packet(form))
    assert values(found, "patient.name")[0] == "Ruth Abelard"
    assert values(found, "coverage.payer") == ["Harvard Pilgrim"]
    assert values(found, "patient.allergies")[0] == ("penicillin",)


def test_the_date_behind_a_study_on_its_line_is_the_studys() -> None:
    form = sheet("Patient: Ruth Abelard\nDATE: 11/06/2026\n\nIMAGING MRI      DATE 10/28/2026")
    found = gather(packet(form))
    assert values(found, "order.date")[0] == "2026-11-06"
    assert values(found, "imaging.date")[0] == "2026-10-28"


def test_boxes_below_a_label_that_is_answered_in_writing_are_not_its_choices() -> None:
    form = sheet(
        """
ALLERGIES NKDA        BLOOD THINNERS Plavix
[x] Records attached  [ ] Imaging attached  [ ] Please call patient
"""
    )
    assert values(gather(packet(form)), "treatment.anticoagulants")[0] == ("clopidogrel",)


def test_a_member_id_is_not_read_with_the_number_of_the_next_cell() -> None:
    form = sheet(
        """
Insurance            Member ID         Group Number
Anthem BCBS          W614476675        26906
"""
    )
    assert set(values(gather(packet(form)), "coverage.member_id")) == {"W614476675"}


def test_an_answer_that_the_next_label_ends_does_not_go_on_below() -> None:
    letter = sheet("Insurance: Anthem BCBS, ID W614476675\nDear Dr. Smith,", PageKind.REFERRAL_LETTER)
    assert values(gather(packet(letter)), "coverage.payer")[0] == "Anthem BCBS"


def test_a_hint_how_to_answer_denies_no_blood_thinner() -> None:
    form = sheet("\n\n\n\n\n\n20. Blood thinners (name or none) Plavix")
    assert set(values(gather(packet(form)), "treatment.anticoagulants")) == {("clopidogrel",)}


def test_a_service_behind_a_torn_label_is_held_not_missing() -> None:
    form = sheet("Patient: Ruth Abelard\n\nRetertfor: Consult for whiplash, neck pain\n\nDx: cervical strain")
    held = [one for one in gather(packet(form)) if one.field == "order.service"]
    assert [one.value for one in held] == ["Consult for whiplash, neck pain"]
    assert held[0].confidence < 0.75


def test_what_is_no_service_behind_a_torn_label_is_not_held() -> None:
    form = sheet("Patient: Ruth Abelard\n\nRetertfor: the usual\n\nDx: cervical strain")
    assert values(gather(packet(form)), "order.service") == []


def test_medicines_behind_a_torn_label_are_held_where_they_are_known() -> None:
    form = sheet("Patient: Ruth Abelard\n\nMedicaions taker  lisinopril, tramadol\n\nDx: cervical strain")
    assert values(gather(packet(form)), "patient.medications")[0] == ("lisinopril", "tramadol")


def test_the_proxy_in_the_cell_beside_is_no_allergy() -> None:
    form = """
Allergies                      HCP
                               NIECE ANN FOX 603-555-0144
"""
    found = gather(packet(sheet(form, PageKind.REFERRAL_FORM)))
    assert not values(found, "patient.allergies")


BESIDE = """
--------------------------------  -------------------------------------
| Patient                      |  | Insurance                         |
| Name  Ruth Ida Abelard       |  | [x] Medicare  [ ] Medicaid  [ ] Other:
| Phone  603-421-7788          |  | ID  1EG4TE5MK73                   |
--------------------------------  -------------------------------------
"""


def test_boxes_beside_a_frame_are_not_choices_of_the_question_answered_in_it() -> None:
    found = gather(packet(sheet(BESIDE)))
    assert values(found, "patient.name") == ["Ruth Ida Abelard"]


def test_a_kind_of_coverage_marked_where_the_payer_is_asked_for_is_the_payer() -> None:
    [payer] = [c for c in gather(packet(sheet(BESIDE))) if c.field == "coverage.payer"]
    assert payer.value == "Medicare"
    assert payer.confidence > 0.8
    [loose] = [c for c in gather(packet(sheet("[x] Medicare  [ ] Medicaid"))) if c.field == "coverage.payer"]
    assert loose.confidence < 0.8


def test_a_question_in_a_cell_of_its_own_still_asks_for_the_boxes_in_the_next() -> None:
    form = """
-----------------------------------------------
| Blood thinners  |  [ ] none  [x] Eliquis     |
-----------------------------------------------
"""
    assert values(gather(packet(sheet(form))), "treatment.anticoagulants") == [("apixaban",)]

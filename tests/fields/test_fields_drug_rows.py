from __future__ import annotations

import pytest
from paper import packet, sheet

from faxpipe.document import PageKind
from faxpipe.fields.extract import gather
from faxpipe.fields.forms.drug_rows import drug_rows
from faxpipe.fields.forms.tables import tables
from faxpipe.referral import Candidate


def found(drawing: str, kind: PageKind = PageKind.CLINICAL_NOTE) -> list[Candidate]:
    return list(drug_rows(packet(sheet(drawing, kind))))


def test_rows_of_medicines_are_a_list_whatever_stands_over_them() -> None:
    drawing = """
Order summary                      Status       Start
Lisinopril tablet 10 mg daily      Active       03/02/2025
Rivaroxaban tablet 15 mg daily     Active       07/11/2025
Donepezil 10 mg at bedtime         Active       03/02/2025
"""
    assert [one.value for one in found(drawing)] == [("lisinopril", "rivaroxaban", "donepezil")]


def test_a_row_that_says_it_was_stopped_is_left_out() -> None:
    drawing = """
Med reconciliation       Amount          Still on it
prednisone               7.5 mg daily    Y
methotrexate             15 mg weekly    Y
hydroxychloroquine       200 mg bid      N - stopped 2024
"""
    assert [one.value for one in found(drawing)] == [("prednisone", "methotrexate")]


def test_medicines_that_must_not_be_given_are_not_taken() -> None:
    drawing = """
Allergies
codeine                  nausea at 30 mg
naproxen                 ulcer at 500 mg
"""
    assert found(drawing) == []


def test_a_row_whose_medicine_nobody_knows_makes_the_list_less_sure() -> None:
    rows = "lisinopril               10 mg daily\natenolol                 25 mg daily\n"
    known = found(f"\nHome list\n{rows}")[0].confidence
    assert found(f"\nHome list\n{rows}xqzolpimab               20 mg daily\n")[0].confidence < known


def test_a_day_in_the_column_of_the_ended_ends_its_row() -> None:
    drawing = """
Order                 Directions            D/C
Lisinopril 10 mg      1 PO daily
Naproxen 500 mg       1 PO BID              07/14/26
Donepezil 10 mg       1 PO at bedtime
"""
    both = (*found(drawing), *tables(packet(sheet(drawing, PageKind.MEDICATION_LIST))))
    assert [one.value for one in both] == [("lisinopril", "donepezil")] * 2


def test_a_list_in_two_columns_is_read_row_by_row() -> None:
    drawing = """
Home medicines
sertraline 50 mg daily         lisinopril 10 mg daily
warfarin 3 mg nightly          omeprazole 20 mg daily
donepezil 10 mg nightly
"""
    assert [one.value for one in found(drawing)] == [
        ("sertraline", "lisinopril", "warfarin", "omeprazole", "donepezil")
    ]


def test_a_list_of_allergies_under_that_of_medicines_is_not_taken_on() -> None:
    drawing = """
Drugs on file               Fill date
sertraline 50 mg daily      10/01/2026
lisinopril 10 mg daily      10/01/2026
Allergy                     Reaction
codeine                     nausea
latex                       hives
End of list.                1 of 1
"""
    assert [one.value for one in found(drawing)] == [("sertraline", "lisinopril")]
    allergies = list(tables(packet(sheet(drawing, PageKind.MEDICATION_LIST))))
    assert [one.value for one in allergies] == [("codeine", "latex")]


def test_a_long_row_that_closes_the_gap_behind_the_name_is_of_the_list() -> None:
    drawing = """
ACTIVE OUTPATIENT MEDICATIONS (3):
 1) LISINOPRIL 10MG TAB                     TAKE ONE DAILY
 2) METOPROLOL SUCCINATE 25MG SA TAB TAKE ONE DAILY
 3) DONEPEZIL 10MG TAB                      TAKE ONE AT BEDTIME
"""
    assert [one.value for one in found(drawing)] == [("lisinopril", "metoprolol succinate", "donepezil")]


@pytest.mark.parametrize(
    "over",
    ["D/C 8/30/26", "DIC 8/30/26", "dc'd", "ended 8/30/26", "off since 8/30/26", "finished", "no longer taking"],
)
def test_a_row_that_ends_within_its_cell_is_left_out(over: str) -> None:
    drawing = f"""
Order                                         Hour
LISINOPRIL 10 mg tablet by mouth daily        9
DONEPEZIL 10 mg tablet at bedtime             21
WARFARIN 3 mg tablet by mouth daily  {over}   17
"""
    assert [one.value for one in found(drawing)] == [("lisinopril", "donepezil")]


def test_a_row_whose_second_cell_stands_too_near_to_be_one_is_of_the_list_all_the_same() -> None:
    drawing = """
Home list
spironolactone 25 mg one every morning
torsemide 20 mg         one every morning
levetiracetam 500 mg one twice a day
losartan 50 mg          one at night
"""
    assert [one.value for one in found(drawing)] == [("spironolactone", "torsemide", "levetiracetam", "losartan")]


def test_lines_with_a_dose_that_stand_in_no_columns_are_left_to_others() -> None:
    assert found("\nHome list\ntorsemide 20 mg every morning\nlosartan 50 mg at night\n") == []


TWO_COLUMNS = ("aspirin", "torsemide", "meloxicam", "atorvastatin")


@pytest.mark.parametrize(
    "rows",
    [
        "RX   ASPIRIN 81 MG        TORSEMIDE 20 MG\n     MELOXICAM 15 MG      ATORVASTATIN 10 MG",
        "Medications: aspirin 81 mg     torsemide 20 mg\n             meloxicam 15 mg   atorvastatin 10 mg",
        "Medications: aspirin 81 mg     torsemide 20 mg\n             meloxicam 15 mg  atorvastatin 10 mg",
        "Meds   aspirin      torsemide\n       meloxicam    atorvastatin",
    ],
)
def test_a_list_in_two_columns_that_begins_beside_its_label_is_read_whole(rows: str) -> None:
    form = sheet(f"Patient: FOX, ANN\nDOB: 03/04/1950\n\n{rows}\n\nAllergy: latex", PageKind.REFERRAL_FORM)
    lists = {c.value for c in gather(packet(form)) if c.field == "patient.medications"}
    assert {frozenset(one) for one in lists if isinstance(one, tuple)} == {frozenset(TWO_COLUMNS)}


def test_a_second_column_under_a_head_of_its_own_is_no_part_of_a_list() -> None:
    form = "                                 Allergies\nMedications  aspirin 81 mg       latex\n"
    form += "             meloxicam 15 mg     codeine\n"
    lists = [
        c.value for c in gather(packet(sheet(form, PageKind.REFERRAL_FORM))) if c.field == "patient.medications"
    ]
    assert lists == [("aspirin", "meloxicam")]

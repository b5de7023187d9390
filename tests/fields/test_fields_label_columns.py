"""Everyday words are labels where a column of labels holds them, and only there."""

from __future__ import annotations

from paper import packet, sheet

from faxpipe.fields.extract import gather

PAD = """
Name  Rosalie Bouchard
DOB  3/4/1950
Date  1/21/2025
Rx  Ceroioal medrial bramch
Dx  Cervical spondylosis
Signature
"""


def labels(drawing: str) -> list[str]:
    return [hit.label for hit in sheet(drawing).hits]


def beside(drawing: str) -> str:
    """The rows with single blanks between label and answer, as one cell each."""
    return "\n".join(" ".join(line.split()) for line in drawing.splitlines())


def test_an_everyday_word_between_rows_of_labels_is_the_label_of_its_row() -> None:
    assert "rx" in labels(beside(PAD))


def test_a_label_of_a_number_stands_in_its_column_though_the_number_was_misread() -> None:
    rows = "DOB 3/4/1950\nPhone 603-555-0123\nMember ID Hsq lo7z\nDate 1/21/2025\nFax 603-555-0124"
    assert "member id" in labels(rows)


def test_an_everyday_word_that_begins_a_sentence_is_no_label() -> None:
    text = "We saw her in March with pain.\nRequest that you see her soon\nPlease call the office.\nThank you."
    assert "request" not in labels(text)


def test_among_labels_with_colons_a_word_without_one_is_no_label() -> None:
    rows = "DOB: 3/4/1950\nPhone: 603-555-0123\nRequest was sent by mail\nDate: 1/21/2025\nFax: 603-555-0124"
    assert "request" not in labels(rows)


RIGHT_ALIGNED = """
     Name Rosalie Bouchard
      DOB 3/4/1950
Medicines losartan, Advil
Allergies lodgblsty
    Phone 603-555-0123
      Fax 603-555-0124
"""


def test_a_label_whose_answer_nobody_can_read_stands_among_labels_that_end_at_one_edge() -> None:
    assert "allergies" in labels(RIGHT_ALIGNED)


def test_an_unreadable_answer_stands_in_the_right_one_of_two_columns_too() -> None:
    rows = """
Name Rosalie Bouchard       Medicines losartan, Advil
DOB 3/4/1950                Phone 603-555-0123
Sex female                  Allergies lodgblsty
Address 4 Elm St, Salem NH  Fax 603-555-0124
"""
    assert "allergies" in labels(rows)


def test_what_ends_at_the_edge_of_labels_by_chance_is_part_of_its_sentence() -> None:
    text = "DOB 3/4/1950\nShe has back pain.\nNo Allergies were told to us.\nPhone 603-555-0123\nWe thank you."
    assert "allergies" not in labels(text)


def test_a_name_over_the_day_of_birth_is_the_patients_in_a_column_without_colons() -> None:
    said = [c.value for c in gather(packet(sheet(RIGHT_ALIGNED))) if c.field == "patient.name"]
    assert "Rosalie Bouchard" in said


def test_everyday_answers_stand_between_labels_of_which_some_stand_in_cells_of_their_own() -> None:
    rows = """
     Name Rosalie Bouchard
      DOB 3/4/1950
Telephone 603-555-0123
Insurance Aetna
   Reason epidural injection
Diagnosis lumbar stenosis
Medicines   losartan
Allergies   latex
      Fax 603-555-0124
"""
    assert {"reason", "diagnosis"} <= set(labels(rows))

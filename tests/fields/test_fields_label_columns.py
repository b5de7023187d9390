"""Everyday words are labels where a column of labels holds them, and only there."""

from __future__ import annotations

from paper import sheet

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

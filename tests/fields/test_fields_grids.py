from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page, sheet, values

from faxpipe.document import Box, PageKind, Word
from faxpipe.fields.context import sheet_of
from faxpipe.fields.forms.labelled import labelled
from faxpipe.fields.marks.choices import questions
from faxpipe.referral import Candidate
from faxpipe.schema import load_schema


def found(drawing: str, kind: PageKind = PageKind.REFERRAL_FORM) -> list[Candidate]:
    one = sheet(drawing, kind)
    return list(labelled(packet(one), {one.number: questions(one)}))


COVERAGE = """
Coverage
-------------------------------------------------------------------------------
| Seq  | Payer name          | Policy type /  | Policy    | Covered   | Group # |
|      |                     | Coverage type  | ID        | party     |         |
-------------------------------------------------------------------------------
| 1    | Harvard Pilgrim     | PPO            | HPK 40172 | Same      | 77102   |
|      | Health Care         |                | 554       |           |         |
-------------------------------------------------------------------------------
| 2    | Medicare            | Part B         |           | Same      |         |
-------------------------------------------------------------------------------
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("coverage.member_id", "HPK40172554"),
        ("coverage.payer", "Harvard Pilgrim Health Care"),
        ("coverage.group_number", "77102"),
    ],
)
def test_a_cell_that_wraps_is_read_whole_under_a_head_that_wraps(field: str, value: str) -> None:
    assert values(found(COVERAGE), field) == [value]


def test_the_first_cell_of_a_row_tells_whose_telephone_stands_in_it() -> None:
    drawing = """
Providers
------------------------------------------------------------------------------
| Role        | Name                | NPI        | Phone        | Fax          |
------------------------------------------------------------------------------
| Referred to | Bennett Kramer, MD  |            | 603-681-3140 | 603-681-3154 |
------------------------------------------------------------------------------
| Referring   | Odile Fairbanks, MD | 1234567893 | 857-580-9173 | 857-580-9174 |
------------------------------------------------------------------------------
"""
    candidates = found(drawing)
    assert values(candidates, "referrer.phone") == ["857-580-9173"]
    assert values(candidates, "referrer.fax") == ["857-580-9174"]
    assert values(candidates, "referrer.npi") == ["1234567893"]
    assert values(candidates, "referrer.name") == ["Odile Fairbanks"]
    assert values(candidates, "patient.phone") == []


def test_a_head_nobody_knows_is_no_answer_to_the_one_before_it() -> None:
    drawing = """
Payor              Sponsor         Subscriber ID   Group #
Cigna                              U44 817 203     3341-A
"""
    candidates = found(drawing)
    assert values(candidates, "coverage.payer") == ["Cigna"]
    assert values(candidates, "coverage.member_id") == ["U44817203"]


def test_words_in_the_cells_of_a_table_ask_for_nothing() -> None:
    drawing = """
Insurance           ID            Group       Type
Wellcare            33918274      H9916       Primary
"""
    candidates = found(drawing)
    assert values(candidates, "coverage.payer") == ["Wellcare"]


def test_labels_beside_their_answers_are_no_heads() -> None:
    drawing = """
Practice name  Old Mill Medicine       Working diagnosis  Wedge compression
Office phone   857-580-9173                               fracture of L2
"""
    assert values(found(drawing), "referrer.practice") == ["Old Mill Medicine"]


def test_blocks_side_by_side_under_headings_are_no_table() -> None:
    drawing = """
REFERRING PROVIDER          PATIENT                 REFERRED TO
Odile Fairbanks, MD         Jonas Whitlock          Bennett Kramer, MD
P: (857) 580-9173           DOB: 03/04/1950         P: (603) 681-3140
"""
    candidates = found(drawing)
    assert values(candidates, "patient.birth_date") == ["1950-03-04"]
    assert values(candidates, "referrer.phone") == ["857-580-9173"]


def test_the_last_piece_of_a_number_is_no_numbering_of_the_next_label() -> None:
    candidates = found("Payer: Cigna\nMember ID: U90 221 4470 01 Grp: 7741\n")
    assert values(candidates, "coverage.member_id") == ["U90221447001"]
    assert values(candidates, "coverage.group_number") == ["7741"]


def test_the_last_group_of_a_number_with_a_comma_behind_it_numbers_no_label() -> None:
    candidates = found("Payer: Cigna\nMember ID: W31 7702 6418 2, group 55120\n")
    assert values(candidates, "coverage.member_id") == ["W31770264182"]
    assert values(candidates, "coverage.group_number") == ["55120"]


def test_headings_in_a_row_own_their_columns_to_the_end() -> None:
    drawing = """
PATIENT                  FROM                     INSURANCE
Phineas Dragomir         Sunniva Aldridge, MD     Harvard Pilgrim
DOB 08/08/1985           Laconia Clinic           ID HP88104420
12 Lake St               NPI 1234567893           Group 60011
Cell 857-580-9170        Tel 857-580-9173
                         Fax 857-580-9174
"""
    candidates = found(drawing)
    assert values(candidates, "patient.phone") == ["857-580-9170"]
    assert values(candidates, "referrer.phone") == ["857-580-9173"]


def test_a_head_whose_box_reaches_over_the_wall_before_it_heads_its_own_column() -> None:
    drawn = page(COVERAGE)
    over = 0.0175  # of the page: a little more than lies between a wall and the head behind it

    def pushed(word: Word) -> Word:
        box = word.box
        return replace(word, box=Box(box.left - over, box.top, box.right - over, box.bottom))

    heads = {"Group", "#"}
    words = tuple(pushed(word) if word.text in heads else word for word in drawn.words)
    one = sheet_of(replace(drawn, words=words), PageKind.REFERRAL_FORM, load_schema())
    candidates = list(labelled(packet(one), {one.number: questions(one)}))
    assert values(candidates, "coverage.member_id") == ["HPK40172554"]
    assert values(candidates, "coverage.group_number") == ["77102"]


def test_a_word_cut_short_heads_a_column_and_ends_no_sentence() -> None:
    cut = COVERAGE.replace("| Covered   |", "| Subs Rel. |").replace("| party     |", "|           |")
    assert values(found(cut), "coverage.member_id")[:1] == ["HPK40172554"]


COMBED = """
-----------------------------------------------
Carrier                  Adjuster / phone
Granite Mutual WC        Gail Marsh 800-555-0173
-----------------------------------------------
Claim number W C    2 0 2 6    1 1 8 8 3 4
"""


def test_a_label_before_the_boxes_of_its_number_is_no_row_of_the_table_above() -> None:
    asked = [hit.fields for hit in sheet(COMBED).hits if hit.label == "claim number"]
    assert asked == [("coverage.member_id",)]


def test_a_telephone_box_by_box_behind_choices_is_the_labels_beside_it() -> None:
    drawing = "Birth date 1 1 3 1 9 8 4 Male Female Dayime phone 6 0 3 5 5 5 0 1 1 1"
    assert ("patient.phone",) in [hit.fields for hit in sheet(drawing).hits]

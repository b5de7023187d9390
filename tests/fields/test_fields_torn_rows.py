"""Rows of a form whose very question was lost: what they may ask for is held, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import packet, page

from faxpipe.document import Ink, PageKind
from faxpipe.fields.context import Packet, sheet_of
from faxpipe.fields.extract import extract
from faxpipe.referral import FieldStatus
from faxpipe.schema import load_schema

FORM = """
PATIENT INFORMATION
Full name:       Warren Sorensen
Date of birth:   04/20/1949
Rn0q-92mu
Residence:       225 Rockingham Ct, Manchester, NH 03104

INSURANCE
Payer:           Aetna
"""


def form(drawing: str = FORM, torn: float = 0.1, kind: PageKind = PageKind.REFERRAL_FORM) -> Packet:
    drawn = page(drawing)
    words = tuple(replace(w, confidence=torn) if w.text == "Rn0q-92mu" else w for w in drawn.words)
    return packet(sheet_of(replace(drawn, words=words), kind, load_schema()))


def status(own: Packet, name: str) -> FieldStatus:
    return next(value.status for value in extract(own) if value.field == name)


def test_a_row_that_nobody_could_read_may_hold_what_its_block_asks_for_nowhere_else() -> None:
    assert status(form(), "patient.phone") is FieldStatus.UNCERTAIN
    assert status(form(), "coverage.member_id") is FieldStatus.MISSING


@pytest.mark.parametrize(
    "own",
    [
        form(torn=0.9),
        form(FORM.replace("Residence", "Phone:\nResidence")),
        form(FORM.replace("Rn0q-92mu", "Rn")),
        form(kind=PageKind.CLINICAL_NOTE),
    ],
)
def test_what_is_read_asked_for_elsewhere_a_speck_or_no_form_holds_nothing(own: Packet) -> None:
    assert status(own, "patient.phone") is FieldStatus.MISSING


def test_an_answer_struck_out_so_that_it_was_read_into_its_label_is_held() -> None:
    drawn = page("Patient\nName:   Ann Fox\nContact number:~")
    last = drawn.words[-1]
    wide = replace(last, box=replace(last.box, right=last.box.right + 0.15), confidence=0.2, text="number:")
    ink = Ink(replace(wide.box, left=wide.box.left + 0.04), 0.3)
    words = (*drawn.words[:-1], wide)
    torn = replace(drawn, words=words, marks=replace(drawn.marks, inks=(ink,)))
    own = packet(sheet_of(torn, PageKind.REFERRAL_FORM, load_schema()))
    assert status(own, "patient.phone") is FieldStatus.UNCERTAIN


@pytest.mark.parametrize("title", ["FAX   COVER SHEET", "FACSIMILE   TRANSMITTAL"])
def test_clean_words_behind_the_label_of_a_number_are_no_answer_to_it(title: str) -> None:
    drawn = page(f"{title}\nFrom:   Hill Family Practice", 1, 0.99)
    own = packet(sheet_of(drawn, PageKind.COVER_SHEET, load_schema()))
    assert status(own, "referrer.fax") is FieldStatus.MISSING


@pytest.mark.parametrize(("sure", "found"), [(0.97, FieldStatus.FOUND), (0.6, FieldStatus.UNCERTAIN)])
def test_the_walls_of_boxes_cast_no_doubt_on_a_number_read_surely_in_them(sure: float, found: FieldStatus) -> None:
    drawn = page("Patient\nName:   Ann Fox\nPhone:   7 8 1 8 5 8 7 8 6 9", 1, 0.97)
    words = tuple(replace(w, confidence=sure) if w.text.isdigit() else w for w in drawn.words)
    first, last = words[-10].box, words[-1].box
    ink = Ink(replace(first, right=last.right), 0.15)
    drawn = replace(drawn, words=words, marks=replace(drawn.marks, inks=(ink,)))
    own = packet(sheet_of(drawn, PageKind.REFERRAL_FORM, load_schema()))
    assert status(own, "patient.phone") is found


LETTER = """
Elm Street Medicine

Re: Warren Sorensen
Date of birth: 04/20/1949
Catt no.: Rn0q-92mu

Dear Doctor,
I would appreciate your help with Mr. Sorensen.
"""


def test_a_torn_number_about_the_patient_of_a_letter_may_be_that_of_the_plan_but_names_none() -> None:
    own = form(LETTER, kind=PageKind.REFERRAL_LETTER)
    assert status(own, "coverage.member_id") is FieldStatus.UNCERTAIN
    assert status(own, "coverage.payer") is FieldStatus.MISSING


def test_a_cell_that_nobody_could_read_stands_beside_one_that_is_labelled() -> None:
    row = "INSURANCE INFORMATION\nRn0q-92mu                ID no.:  W12345678\n"
    own = form(FORM.replace("Rn0q-92mu\n", "").split("INSURANCE")[0] + row)
    assert status(own, "coverage.payer") is FieldStatus.UNCERTAIN


def test_what_another_page_asks_for_may_still_stand_in_a_torn_row_of_this_one() -> None:
    blank = page("PATIENT INFORMATION\nFull name:  Warren Sorensen\nPhone:\n")
    own = form()
    both = replace(
        own, sheets=(*own.sheets, sheet_of(replace(blank, number=2), PageKind.FACE_SHEET, load_schema()))
    )
    assert status(both, "patient.phone") is FieldStatus.UNCERTAIN


BLACKENED = """
PATIENT INFORMATION
Full name:       Warren Sorensen
Date of birth:   04/20/1949
~~~~~~~~~~~~~~
Residence:       225 Rockingham Ct, Manchester, NH 03104
"""


@pytest.mark.parametrize("kind", [PageKind.REFERRAL_FORM, PageKind.FACE_SHEET])
def test_an_answer_blackened_together_with_its_label_may_be_what_its_block_asks_for_nowhere_else(
    kind: PageKind,
) -> None:
    own = packet(sheet_of(page(BLACKENED), kind, load_schema()))
    assert status(own, "patient.phone") is FieldStatus.UNCERTAIN
    assert status(own, "coverage.member_id") is FieldStatus.MISSING


@pytest.mark.parametrize(
    "drawing",
    [
        BLACKENED.replace("~~~~~~~~~~~~~~", "~~~"),
        BLACKENED.replace("~~~~~~~~~~~~~~", "Signature:\n~~~~~~~~~~~~~~"),
        BLACKENED.replace("~~~~~~~~~~~~~~", "") + "\nREFERRING PROVIDER\nName:   Ida Wells, MD\n~~~~~~~~~~~~~~",
    ],
)
def test_a_speck_a_signature_and_ink_of_others_hold_no_telephone(drawing: str) -> None:
    own = packet(sheet_of(page(drawing), PageKind.REFERRAL_FORM, load_schema()))
    assert status(own, "patient.phone") is FieldStatus.MISSING
